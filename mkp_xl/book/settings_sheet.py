"""The sheet «Настройки»: boxes a person fills in, and hidden cells that hold what counts.

A setting's name points to the hidden effective cell: the box if it is valid, else the default.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from mkp_xl.book import look, words
from mkp_xl.book.address import Place, absolute, letters
from mkp_xl.book.cells import DATE_FIRST, DATE_LAST, date_of
from mkp_xl.book.drawn import CellOut, Page, Pick, Rule, SheetOut
from mkp_xl.book.fields import SETTING_OF, SETTINGS, SHEETS, Field, Lang, Text
from mkp_xl.book.fields.kinds import DATE
from mkp_xl.book.grid import CellEdit, NameEdit, Raw, Style
from mkp_xl.book.marks import BOX_MARK
from mkp_xl.book.native import RULES, log_name, setting_name
from mkp_xl.book.settings import DERIVED, LIMIT_TEXTS, Box, Settings, allowed_text, shown
from mkp_xl.rules.formula import Formula, cell_text, number_text
from mkp_xl.rules.graph import arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BOX, UNIT, DEFAULT, HELP, KEY, EFFECTIVE = 2, 3, 4, 5, 7, 8
"""Columns of the sheet as we make it; a person may move them, names follow."""
OrderDays = Literal["none", "formula", "values"]
"""Whether there are orders whose earliest day a formula can find."""
_HEAD_ROW = 4
_HEADS = (
    Text("Настройка", "Setting"),
    Text("Значение", "Value"),
    Text("Единица", "Unit"),
    Text("По умолчанию", "Default"),
    Text("Что это меняет", "What it does"),
)
_EXPECTED = Text("Ожидается {}. Пустая ячейка = по умолчанию.", "Expected: {}. Empty = default.")
_GROUPS = len({definition.group for definition in SETTINGS})
_SAY = Text(
    "Меняйте кремовые ячейки; пустая ячейка означает значение по умолчанию.",
    "Change the cream cells; an empty cell means the default.",
)


@dataclass(slots=True, kw_only=True)
class Drawn:
    """A settings sheet and the names that point into it."""

    sheet: SheetOut
    names: list[NameEdit] = field(default_factory=list)
    picks: list[Pick] = field(default_factory=list)
    """What each box takes."""


def draw(title: str, settings: Settings, *, orders: OrderDays) -> Drawn:
    """Return the whole sheet for these settings."""
    lang = settings.lang
    drawn = Drawn(
        sheet=SheetOut(
            title=title,
            cells={
                (1, 1): CellOut(SHEETS["settings"](lang), style=look.TITLE),
                (2, 1): CellOut(_SAY(lang), style=look.SAY),
            },
            widths={1: 30, BOX: 16, UNIT: 16, DEFAULT: 14, HELP: 78, KEY: 16, EFFECTIVE: 14},
            hidden_columns=frozenset({6, KEY, EFFECTIVE}),
            freeze_row=_HEAD_ROW,
            page=Page(area=(1, 1, _HEAD_ROW + len(SETTINGS) + _GROUPS, HELP), footer="&A"),
            tab=look.RULE,
            gridlines=False,
            protected=True,
        ),
    )
    for column, head in enumerate(_HEADS, start=1):
        drawn.sheet.cells[_HEAD_ROW, column] = CellOut(head(lang), style=look.LIST_HEAD)
    row = _draw_settings(drawn, settings, title, orders=orders)
    rules = _rules(_HEAD_ROW + 1, row)
    drawn.sheet = replace(drawn.sheet, picks=tuple(drawn.picks), rules=rules)
    _draw_derived(drawn, settings, title, row + 1)
    drawn.names.append(
        NameEdit(
            name=BOX_MARK,
            sheet=title,
            refers_to=absolute(title, _HEAD_ROW, BOX),
            hidden=True,
        )
    )
    return drawn


def refresh(
    settings: Settings,
    places: Mapping[str, Place],
    standing: Callable[[Place], tuple[Raw, str | None]],
    *,
    orders: OrderDays,
) -> list[CellEdit]:
    """Return the edits that bring a standing sheet's effective cells up to these settings."""
    edits: list[CellEdit] = []
    for key, place in places.items():
        if key in SETTING_OF:
            value, formula = _effective(key, settings, _box_of(settings, key), orders)
        else:
            value, formula = _derived(key, settings)
        was, text = standing(place)
        if (was, text) != (value, formula):
            edits.append(
                CellEdit(
                    sheet=place.sheet,
                    row=place.row,
                    column=place.column,
                    value=value,
                    formula=formula,
                )
            )
    return edits


def box_edit(box: Box, key: str, value: float | str, lang: Lang) -> CellEdit:
    """Return the edit that types a value into a setting's box."""
    definition = SETTING_OF[key]
    return CellEdit(
        sheet=box.sheet,
        row=box.row,
        column=box.column,
        value=shown(definition, value, lang),
        style=look.box(look.shown_as(definition.number_format, lang)),
    )


def effective_names() -> tuple[str, ...]:
    """Return the keys that have an effective cell with a name, in the order they are drawn."""
    return (*SETTING_OF, *DERIVED, *(f"{key}_text" for key in LIMIT_TEXTS))


def _box_of(settings: Settings, key: str) -> str:
    box = settings.boxes[key]
    return f"${letters(box.column)}${box.row}"


def _draw_settings(drawn: Drawn, settings: Settings, title: str, *, orders: OrderDays) -> int:
    lang, row, group = settings.lang, _HEAD_ROW, None
    for definition in SETTINGS:
        if definition.group is not None and definition.group != group:
            group = definition.group
            row += 1
            drawn.sheet.cells[row, 1] = CellOut(group(lang), style=look.SECTION)
        row += 1
        _draw_row(drawn.sheet, row, definition, settings)
        drawn.picks.append(_pick(row, definition, lang))
        value, formula = _effective(definition.key, settings, f"${letters(BOX)}${row}", orders)
        _draw_effective(drawn, title, row, definition.key, (value, formula))
    return row


def _pick(row: int, definition: Field, lang: Lang) -> Pick:
    """Return what a box takes: what else is typed is refused with the reason."""
    box = f"${letters(BOX)}${row}"
    said = Pick(
        box=(row, BOX, row, BOX),
        title=definition.name(lang)[:32],
        say=definition.help(lang),
        wrong=_EXPECTED(lang).format(allowed_text(definition, lang)),
    )
    if definition.kind == "choice":
        return replace(said, source=tuple(c.name(lang) for c in definition.choices))
    low, high = definition.minimum, definition.maximum
    if definition.kind == "date":
        low, high = DATE_FIRST, DATE_LAST
    limits = [f"{box}>={number_text(low)}"] if low is not None else []
    limits += [f"{box}<={number_text(high)}"] if high is not None else []
    limits += [f"{box}=INT({box})"] if definition.kind == "whole" else []
    return replace(said, test=f"AND({','.join([f'ISNUMBER({box})', *limits])})")


def _rules(first: int, last: int) -> tuple[Rule, ...]:
    """Return how a box that is changed stands out: typed, and not as the default beside it."""
    box, default = (f"${letters(column)}{first}" for column in (BOX, DEFAULT))
    changed = f'AND({box}<>"",{default}<>"",{box}<>{default})'
    style = Style(color=look.SOON, fill=look.SOON_FILL)
    return (Rule(box=(first, BOX, last, BOX), formula=changed, style=style),)


def _draw_row(sheet: SheetOut, row: int, definition: Field, settings: Settings) -> None:
    lang = settings.lang
    default: float | str = math.nan if definition.default is None else definition.default
    if definition.key == "language":
        default = lang
    format_ = look.shown_as(definition.number_format, lang)
    sheet.cells[row, 1] = CellOut(definition.name(lang), style=look.TEXT)
    sheet.cells[row, BOX] = CellOut(
        shown(definition, _value(settings, definition.key), lang),
        style=look.box(format_),
    )
    unit = definition.unit(lang) if definition.unit else None
    sheet.cells[row, UNIT] = CellOut(unit, style=replace(look.ASIDE, indent=1))
    sheet.cells[row, DEFAULT] = CellOut(
        shown(definition, default, lang),
        style=look.default(format_),
    )
    sheet.cells[row, HELP] = CellOut(definition.help(lang), style=look.ASIDE)


def _draw_derived(drawn: Drawn, settings: Settings, title: str, row: int) -> None:
    for key in effective_names()[len(SETTING_OF) :]:
        _draw_effective(drawn, title, row, key, _derived(key, settings))
        row += 1


def _draw_effective(
    drawn: Drawn, title: str, row: int, key: str, content: tuple[Raw, str | None]
) -> None:
    definition = SETTING_OF.get(key)
    shown_as = DATE if key == "window_start" else "General"
    style = Style(number_format=definition.number_format if definition else shown_as)
    drawn.sheet.cells[row, KEY] = CellOut(key, style=look.ASIDE)
    drawn.sheet.cells[row, EFFECTIVE] = CellOut(content[0], formula=content[1], style=style)
    drawn.names.append(
        NameEdit(name=setting_name(key), sheet=None, refers_to=absolute(title, row, EFFECTIVE))
    )


def _value(settings: Settings, key: str) -> float | str:
    return settings.numbers[key] if key in settings.numbers else settings.words[key]


def _effective(
    key: str,
    settings: Settings,
    box: str,
    orders: OrderDays,
) -> tuple[Raw, str | None]:
    """Return a setting's effective value and formula; no formula where it reads otherwise."""
    definition = SETTING_OF[key]
    value = _value(settings, key)
    if isinstance(value, float) and math.isnan(value):
        value = settings.found.get(key, math.nan)
    raw: Raw = "" if isinstance(value, float) and math.isnan(value) else value
    if key in settings.odd or (key == "orders_from" and orders == "values"):
        return raw, None
    if definition.kind == "choice":
        return raw, _choice_formula(definition, box, settings)
    return raw, _number_formula(definition, box, settings, orders=orders)


def _number_formula(definition: Field, box: str, settings: Settings, *, orders: OrderDays) -> str:
    low, high = number_text(definition.minimum or 0), number_text(definition.maximum or 0)
    if definition.kind == "date":
        low, high = number_text(DATE_FIRST), _day_text(DATE_LAST)
    limits = f"AND({box}>={low},{box}<={high}"
    whole = f",{box}=INT({box})" if definition.kind == "whole" else ""
    read = {"date": f"INT({box})", "money": f"ROUND({box},2)"}.get(definition.kind, box)
    return f"IF(ISNUMBER({box}),IF({limits}{whole}),{read},{{0}}),{{0}})".format(
        _default_text(definition, settings, orders=orders)
    )


def _default_text(definition: Field, settings: Settings, *, orders: OrderDays) -> str:
    if definition.key == "as_of":
        return _day_text(settings.as_of)
    if definition.key == "orders_from" and orders == "formula":
        day = log_name("orders", "date")
        return f'IF(COUNT({day})>0,INT(MIN({day})),"")'
    return '""' if definition.default is None else number_text(float(definition.default))


def _day_text(serial: float) -> str:
    """Return a day as a formula writes it in either date system, 1900 or 1904."""
    day = date_of(serial)
    return f"DATE({day.year},{day.month},{day.day})"


def _choice_formula(definition: Field, box: str, settings: Settings) -> str:
    default = settings.lang if definition.key == "language" else str(definition.default)
    text = f'"{default}"'
    for choice in reversed(definition.choices):
        names = dict.fromkeys((choice.key, choice.name.ru, choice.name.en))
        either = ",".join(f'{box}="{name}"' for name in names)
        text = f'IF(OR({either}),"{choice.key}",{text})'
    return text


def _derived(key: str, settings: Settings) -> tuple[Raw, str | None]:
    if key in DERIVED:
        names = arguments(RULES[key])
        value = RULES[key](*(settings.numbers[name] for name in names))
        formula = cell_text(RULES[key](*(Formula(setting_name(name)) for name in names)))
        return ("" if math.isnan(value) else value), formula
    limit = key.removesuffix("_text")
    lang: Lang = settings.lang
    text = words.limit_text(Formula(setting_name(limit)), lang)
    return words.limit_text(settings.numbers[limit], lang), text.text
