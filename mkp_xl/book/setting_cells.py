"""The live cells of a setting: what holds, whether it is changed, what is wrong with its box."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mkp_xl.book import messages, phrases, texts, words
from mkp_xl.book.days import DATE_FIRST, DATE_LAST, date_of
from mkp_xl.book.fields import Field, Text
from mkp_xl.book.fields.of_potential import NOISE
from mkp_xl.book.native import RULES, log_name, setting_name
from mkp_xl.book.settings import DERIVED, Box, Settings, allowed_text, read_box
from mkp_xl.rules.formula import Formula, cell_text, number_text
from mkp_xl.rules.graph import arguments

if TYPE_CHECKING:
    from mkp_xl.book.grid import Raw

OrderDays = Literal["none", "formula", "values"]
"""Whether there are orders whose earliest day a formula can find."""
Content = tuple["Raw", str | None]
"""A cell's value and its formula; None where it holds a value."""
BY_DEFAULT = Text("по умолчанию", "default")
CHANGED = Text("► изменено", "► changed")
WRONG = Text("■ не подходит", "■ does not fit")
_EXPECTED = Text("Ожидается {}; сейчас {}.", "Expected: {}; for now {}.")
_CONTRADICT = Text(
    "Средний потенциал начинается выше, чем высокий: границы противоречат друг другу.",
    "Medium potential begins above High: the limits contradict each other.",
)
_LIMITS = ("medium_from", "high_above")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One setting on its sheet: its box, and where its cells stand."""

    definition: Field
    settings: Settings
    raw: Raw
    """What the box holds once the run is written."""
    box: str
    """Addresses, with the column fixed."""
    state: str
    effective: str
    orders: OrderDays

    @property
    def is_odd(self) -> bool:
        """Whether a formula would read the box otherwise than we do."""
        return self.definition.key in self.settings.odd


def effective(row: Row) -> Content:
    """Return what holds, and its formula; no formula where it would read the box otherwise."""
    key, settings = row.definition.key, row.settings
    value = settings.numbers[key] if key in settings.numbers else settings.words[key]
    if isinstance(value, float) and math.isnan(value):
        value = settings.found.get(key, NOISE if key == "source_noise" else math.nan)
    raw: Raw = "" if isinstance(value, float) and math.isnan(value) else value
    if row.is_odd or (key == "orders_from" and row.orders == "values"):
        return raw, None
    if row.definition.kind == "choice":
        return raw, _choice_formula(row)
    if row.definition.kind == "list":
        return raw, _list_formula(row)
    return raw, _number_formula(row)


def state(row: Row) -> Content:
    """Return whether the setting is changed or does not fit; empty where it has no default."""
    lang, default = row.settings.lang, _default(row)
    by_default = BY_DEFAULT(lang) if default is not None else ""
    wrong, changed = WRONG(lang), CHANGED(lang)
    same, other, no = map(texts.literal, (by_default, changed, wrong))
    text = f"IF({_valid(row)},{same},{no})"
    if default is not None:
        literal = texts.literal(default) if isinstance(default, str) else number_text(default)
        text = f"IF({row.effective}<>{literal},{other},{text})"
    text = f'IF({row.box}="",{same},{text})'
    if row.definition.key in _LIMITS:
        text = f"IF({_contradict()},{no},{text})"
    said = by_default
    if row.raw not in (None, ""):
        is_changed = default is not None and effective(row)[0] != default
        said = changed if is_changed else by_default if _is_valid(row) else wrong
    return said, None if row.is_odd else f"IFERROR({text},{no})"


def explained(row: Row) -> Content:
    """Return what the setting does or, beside a box that does not fit, what would."""
    lang, definition = row.settings.lang, row.definition
    said = _EXPECTED(lang).format(
        allowed_text(definition, lang), messages.instead(definition)(lang)
    )
    help_ = definition.help(lang)
    if row.is_odd:
        return (said if state(row)[0] == WRONG(lang) else help_), None
    wrong = texts.literal(said)
    if definition.key in _LIMITS:
        wrong = f"IF({_contradict()},{texts.literal(_CONTRADICT(lang))},{wrong})"
    is_wrong = state(row)[0] == WRONG(lang)
    formula = f'IF(LEFT({row.state},1)="■",{wrong},{texts.literal(help_)})'
    return said if is_wrong else help_, formula


def derived(key: str, settings: Settings) -> Content:
    """Return what rules make of settings, or a limit as sentences name it."""
    if key in DERIVED:
        names = arguments(RULES[key])
        value = RULES[key](*(settings.numbers[name] for name in names))
        formula = cell_text(RULES[key](*(Formula(setting_name(name)) for name in names)))
        return ("" if math.isnan(value) else value), formula
    limit, lang = key.removesuffix("_text"), settings.lang
    text = words.limit_text(Formula(setting_name(limit)), lang)
    return words.limit_text(settings.numbers[limit], lang), text.text


def limits(definition: Field, box: str) -> str:
    """Return the test of a number in a box: its kind and its limits."""
    low, high = definition.minimum, definition.maximum
    first, last = ("" if x is None else number_text(x) for x in (low, high))
    if definition.kind == "date":
        first, last = number_text(DATE_FIRST), _day_text(DATE_LAST)
    said = [f"{box}>={first}"] if first else []
    said += [f"{box}<={last}"] if last else []
    said += [f"{box}=INT({box})"] if definition.kind == "whole" else []
    return f"AND({','.join(said)})"


def _valid(row: Row) -> str:
    if row.definition.kind == "list":
        return f"LEN({row.box})<={phrases.MOST}"
    if row.definition.kind == "choice":
        names = (name for choice in _choices(row.definition).values() for name in choice)
        either = ",".join(f"{row.box}={texts.literal(name)}" for name in names)
        return f"OR({either})"
    return f"IF(ISNUMBER({row.box}),{limits(row.definition, row.box)},FALSE)"


def _is_valid(row: Row) -> bool:
    """Return what the test of a box says of it."""
    definition, raw = row.definition, row.raw
    if row.is_odd:
        box = Box(raw=raw, format=row.settings.boxes[definition.key].format)
        return read_box(definition, box, row.settings.words["currency"])[1] is None
    if definition.kind == "list":
        return isinstance(raw, str | float) and len(str(raw)) <= phrases.MOST
    if definition.kind == "choice":
        names = {name.lower() for choice in _choices(definition).values() for name in choice}
        return isinstance(raw, str) and raw.lower() in names
    if not isinstance(raw, float):
        return False
    low, high = definition.minimum, definition.maximum
    if definition.kind == "date":
        low, high = DATE_FIRST, DATE_LAST
    is_whole = definition.kind != "whole" or raw.is_integer()
    return (low is None or raw >= low) and (high is None or raw <= high) and is_whole


def _default(row: Row) -> float | str | None:
    if row.definition.kind == "list":
        return phrases.held(str(row.definition.default))[0]
    return row.settings.lang if row.definition.key == "language" else row.definition.default


def _contradict() -> str:
    medium, high = map(setting_name, _LIMITS)
    return f"{medium}>{high}"


def _number_formula(row: Row) -> str:
    box, definition = row.box, row.definition
    read = {"date": f"INT({box})", "money": f"ROUND({box},2)"}.get(definition.kind, box)
    default = _default_text(row)
    return f"IF(ISNUMBER({box}),IF({limits(definition, box)},{read},{default}),{default})"


def _default_text(row: Row) -> str:
    definition = row.definition
    if definition.key == "as_of":
        return _day_text(row.settings.as_of)
    if definition.key == "orders_from" and row.orders == "formula":
        day = log_name("orders", "date")
        return f'IF(COUNT({day})>0,INT(MIN({day})),"")'
    if definition.key == "source_noise":
        return number_text(row.settings.found.get("source_noise", NOISE))
    return '""' if definition.default is None else number_text(float(definition.default))


def _day_text(serial: float) -> str:
    """Return a day as a formula writes it in either date system, 1900 or 1904."""
    day = date_of(serial)
    return f"DATE({day.year},{day.month},{day.day})"


def _choice_formula(row: Row) -> str:
    text = f'"{_default(row)}"'
    for key, names in reversed(_choices(row.definition).items()):
        either = ",".join(f'{row.box}="{name}"' for name in names)
        text = f'IF(OR({either}),"{key}",{text})'
    return f'IFERROR({text},"{_default(row)}")'


def _list_formula(row: Row) -> str:
    default = texts.literal(str(_default(row)))
    listed = phrases.formula(row.box)
    return f'IF({row.box}="",{default},IF({_valid(row)},{listed},{default}))'


def _choices(definition: Field) -> dict[str, tuple[str, ...]]:
    """Return the words that stand for each choice, by its key."""
    return {
        choice.key: tuple(dict.fromkeys((choice.key, choice.name.ru, choice.name.en)))
        for choice in definition.choices
    }
