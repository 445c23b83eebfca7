"""The reference of columns and settings, made from the fields: `docs/fields.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.fields import INPUTS_OF, LANGS, OUTPUTS, SETTINGS, SHEETS, Field, Lang, Text
from mkp_xl.book.fields.functions import FUNCTIONS, Function
from mkp_xl.book.messages import amount_text
from mkp_xl.book.settings import allowed_text, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

_TITLE = "# Столбцы и настройки / Columns and settings"
_MADE = Text(
    "Эту страницу составляет `mkp-xl docs` по описаниям полей; правьте описания, не страницу.",
    "`mkp-xl docs` makes this page from the fields; change them, not the page.",
)
_LANGUAGE = Text("Русский", "English")
_TYPED = Text("что вводит команда", "what the team types")
_COMPUTED = Text("что считает программа", "what the program computes")
_COLUMN, _SETTING = Text("столбец", "column"), Text("настройка", "setting")
_KEY, _MEANING = Text("ключ", "key"), Text("что это", "what it is")
_ALSO, _DEFAULT = Text("узнаётся и как", "also known as"), Text("по умолчанию", "default")
_FUNCTIONS = Text("Функции в ячейках", "Functions in cells")
_CALL, _GIVES = Text("вызов", "call"), Text("что даёт", "what it gives")
_UNIT, _LIMITS = Text("единица", "unit"), Text("допустимо", "allowed")


def reference() -> str:
    """Return the page, Russian first."""
    return "\n".join([_TITLE, "", *(line for lang in LANGS for line in _in(lang))]).rstrip() + "\n"


def _in(lang: Lang) -> Iterable[str]:
    yield from (f"## {_LANGUAGE(lang)}", "", _MADE(lang), "")
    for sheet, fields in INPUTS_OF.items():
        yield from (f"### {SHEETS[sheet](lang)}: {_TYPED(lang)}", "")
        rows = ([f.name(lang), f.key, f.help(lang), "; ".join(_others(f, lang))] for f in fields)
        yield from _table((_COLUMN, _KEY, _MEANING, _ALSO), rows, lang)
    yield from (f"### {SHEETS['clients'](lang)}: {_COMPUTED(lang)}", "")
    rows = ([f.name(lang), f.key, f.help(lang)] for f in OUTPUTS)
    yield from _table((_COLUMN, _KEY, _MEANING), rows, lang)
    yield from (f"### {SHEETS['settings'](lang)}", "")
    rows = (
        [
            f.name(lang),
            f.key,
            f.help(lang),
            _default(f, lang),
            _unit(f, lang),
            allowed_text(f, lang),
        ]
        for f in SETTINGS
    )
    yield from _table((_SETTING, _KEY, _MEANING, _DEFAULT, _UNIT, _LIMITS), rows, lang)
    yield from (f"### {_FUNCTIONS(lang)}", "")
    rows = ([f.name, _call(f), f.help(lang)] for f in FUNCTIONS)
    yield from _table((Text("функция", "function"), _CALL, _GIVES), rows, lang)


def _call(function: Function) -> str:
    """Return a call with its arguments, those that may be left out in brackets."""
    given = (a.name if a.required else f"[{a.name}]" for a in function.arguments)
    return f"({'; '.join(given)})"


def _table(heads: tuple[Text, ...], rows: Iterable[list[str]], lang: Lang) -> Iterable[str]:
    """Yield the lines of a table; its second column is code."""
    yield "| " + " | ".join(head(lang) for head in heads) + " |"
    yield "| " + " | ".join("---" for _ in heads) + " |"
    for name, key, *rest in rows:
        yield "| " + " | ".join([name, f"`{key}`", *(text or "—" for text in rest)]) + " |"
    yield ""


def _others(definition: Field, lang: Lang) -> tuple[str, ...]:
    other = definition.name.en if lang == "ru" else definition.name.ru
    return tuple(dict.fromkeys((other, *definition.aliases)))


def _unit(definition: Field, lang: Lang) -> str:
    return definition.unit(lang) if definition.unit else ""


def _default(definition: Field, lang: Lang) -> str:
    value = definition.default
    if isinstance(value, str):
        return str(shown(definition, value, lang))
    if value is None:
        return ""
    return f"{value:.0%}" if definition.kind == "share" else amount_text(value, lang)
