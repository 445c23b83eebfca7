"""The sheet «Настройки»: boxes a person fills in, and hidden cells that hold what counts.

A setting's name points to the hidden effective cell: the box if it is valid, else the default.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mkp_xl.book import column_map, look, phrases, setting_cells
from mkp_xl.book.address import Place, absolute, letters
from mkp_xl.book.drawn import CellOut, Page, Pick, Rule, SheetOut
from mkp_xl.book.fields import SETTING_OF, SETTINGS, SHEETS, Field, Text
from mkp_xl.book.fields.kinds import DATE
from mkp_xl.book.grid import CellEdit, NameEdit, Style
from mkp_xl.book.marks import BOX_MARK, MAP_MARK
from mkp_xl.book.native import setting_name
from mkp_xl.book.setting_cells import CHANGED, Content, OrderDays, Row
from mkp_xl.book.settings import DERIVED, LIMIT_TEXTS, Box, Settings, allowed_text, shown
from mkp_xl.book.settings_result import result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.column_map import Seen
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Raw
    from mkp_xl.book.values import Column

NAME, BOX, UNIT, DEFAULT, STATE, HELP, KEY, EFFECTIVE = range(1, 9)
"""Columns of the sheet as we make it; a person may move them, names follow."""
HEAD_ROW = 4
_PIXELS = (250, 128, 140, 116, 124, 474, 110, 110)
_HEADS = (
    Text("Настройка", "Setting"),
    Text("Значение", "Value"),
    Text("Единица", "Unit"),
    Text("По умолчанию", "Default"),
    Text("Состояние", "State"),
    Text("Что это меняет", "What it does"),
)
_EXPECTED = Text("Ожидается {}. Пустая ячейка = по умолчанию.", "Expected: {}. Empty = default.")
_NO_DEFAULT = {
    "as_of": Text("день пересчёта", "recalculation day"),
    "orders_from": Text("первый заказ", "first order"),
    "source_noise": Text("измеряется", "measured"),
    "margin": Text("не задана", "not given"),
    "acquisition_cost": Text("не задана", "not given"),
    "retention_cost": Text("не задана", "not given"),
}
"""What an empty box means where no value stands for it."""
_SAY = Text(
    "Меняйте кремовые ячейки; пустая ячейка означает значение по умолчанию.",
    "Change the cream cells; an empty cell means the default.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the sheet shows besides the settings themselves."""

    settings: Settings
    orders: OrderDays
    seen: Seen
    """The first list as the map of columns tells of it."""
    columns: Mapping[str, Raw]
    """Headers that a person named, by field."""
    potential: Column | None
    """Potentials of the list; None where no formula can read them."""
    typed: Mapping[str, float | str] = field(default_factory=dict)
    """Settings that this run types into their boxes."""


@dataclass(slots=True, kw_only=True)
class Drawn:
    """A settings sheet and the names that point into it."""

    sheet: SheetOut
    names: list[NameEdit] = field(default_factory=list)


def draw(title: str, given: Given) -> Drawn:
    """Return the whole sheet for these settings."""
    settings, lang = given.settings, given.settings.lang
    sheet = SheetOut(title=title, cells={}, pixels=dict(enumerate(_PIXELS, start=1)))
    drawn = Drawn(sheet=sheet)
    sheet.cells[1, 1] = CellOut(SHEETS["settings"](lang), style=look.TITLE)
    sheet.cells[2, 1] = CellOut(_SAY(lang), style=look.SAY)
    for column, head in enumerate(_HEADS, start=1):
        centred = "center" if column in (BOX, DEFAULT) else None
        style = replace(look.LIST_HEAD, align=centred)
        sheet.cells[HEAD_ROW, column] = CellOut(head(lang), style=style)
    rows = _rows_of_settings(sheet, lang)
    picks = [_draw_setting(drawn, row, key, given) for row, key in rows.items()]
    changed = sum(sheet.cells[row, STATE].value == CHANGED(lang) for row in rows)
    state = absolute(title, min(rows), STATE, max(rows))
    sheet.cells[3, 1] = CellOut(*result(settings, given.potential, state, changed), look.NOTE)
    map_row = max(rows) + 3
    last = column_map.draw(sheet, map_row, given.seen, given.columns)
    picks.append(column_map.pick(map_row, lang))
    _draw_derived(drawn, settings, last + 2)
    for mark, row in ((BOX_MARK, HEAD_ROW), (MAP_MARK, map_row)):
        place = absolute(title, row, BOX)
        drawn.names.append(NameEdit(name=mark, sheet=title, refers_to=place, hidden=True))
    drawn.sheet = replace(
        sheet,
        heights=_heights(sheet, last),
        hidden_columns=frozenset({KEY, EFFECTIVE, column_map.LISTED}),
        freeze_row=HEAD_ROW,
        page=Page(area=(1, 1, last, HELP), high=0, repeat_row=HEAD_ROW, footer="&A"),
        tab=look.RULE,
        home=(1, HELP),
        gridlines=False,
        protected=True,
        picks=tuple(picks),
        rules=_rules((min(rows), last)),
    )
    return drawn


def draw_some(title: str, given: Given, rows: Mapping[str, int]) -> Drawn:
    """Return the cells and names of some settings only, each in its row."""
    drawn = Drawn(sheet=SheetOut(title=title, cells={}))
    for key, row in rows.items():
        if key in SETTING_OF:
            _draw_setting(drawn, row, key, given)
        else:
            _draw_effective(drawn, row, key, setting_cells.derived(key, given.settings))
    return drawn


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


def _rows_of_settings(sheet: SheetOut, lang: Lang) -> dict[int, str]:
    """Draw the headings of the groups; return which setting stands in which row."""
    row, group, rows = HEAD_ROW, None, {}
    for definition in SETTINGS:
        if definition.group is not None and definition.group != group:
            group = definition.group
            row += 1
            sheet.cells[row, 1] = CellOut(group(lang), style=look.SECTION)
        row += 1
        rows[row] = definition.key
    return rows


def _heights(sheet: SheetOut, last: int) -> dict[int, float]:
    """Return the heights of rows: the headings of the groups stand apart."""
    rows = range(HEAD_ROW + 1, last + 1)
    groups = (row for row in rows if (row, NAME) in sheet.cells and (row, BOX) not in sheet.cells)
    return {1: 32, 2: 22, 3: 22, HEAD_ROW: 24, **dict.fromkeys(groups, 26)}


def row_of(given: Given, key: str, box: Box, effective: Place) -> Row:
    """Return one setting with the places of its cells."""
    definition, lang = SETTING_OF[key], given.settings.lang
    typed = given.typed.get(key)
    return Row(
        definition=definition,
        settings=given.settings,
        raw=box.raw if typed is None else shown(definition, typed, lang),
        box=f"${letters(box.column)}${box.row}",
        state=f"${letters(box.column + STATE - BOX)}${box.row}",
        effective=f"${letters(effective.column)}${effective.row}",
        orders=given.orders,
    )


def _draw_setting(drawn: Drawn, row: int, key: str, given: Given) -> Pick:
    definition, settings = SETTING_OF[key], given.settings
    lang, cells, title = settings.lang, drawn.sheet.cells, drawn.sheet.title
    default: float | str = math.nan if definition.default is None else definition.default
    value = settings.numbers[key] if key in settings.numbers else settings.words[key]
    # What a person typed stays even where it does not fit: the state beside says what is wrong.
    raw = settings.boxes[key].raw if key in settings.odd else shown(definition, value, lang)
    box = Box(raw=raw, sheet=title, row=row, column=BOX)
    live = row_of(given, key, box, Place(title, row, EFFECTIVE))
    code = look.shown_as(definition.number_format, lang)
    unit = definition.unit(lang) if definition.unit else None
    cells[row, NAME] = CellOut(definition.name(lang), style=look.TEXT)
    cells[row, BOX] = CellOut(raw, style=look.box(code))
    cells[row, UNIT] = CellOut(unit, style=replace(look.ASIDE, indent=1))
    by_default = shown(definition, lang if key == "language" else default, lang)
    if key in _NO_DEFAULT:
        by_default = _NO_DEFAULT[key](lang)
    cells[row, DEFAULT] = CellOut(by_default, style=look.default(code))
    cells[row, STATE] = CellOut(*setting_cells.state(live), look.ASIDE)
    cells[row, HELP] = CellOut(*setting_cells.explained(live), look.ASIDE)
    _draw_effective(drawn, row, key, setting_cells.effective(live))
    return _pick(row, definition, lang)


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
    if definition.kind == "list":
        return replace(said, test=f"LEN({box})<={phrases.MOST}")
    test = setting_cells.limits(definition, box)
    return replace(said, test=f"AND(ISNUMBER({box}),{test})")


def _rules(rows: tuple[int, int]) -> tuple[Rule, ...]:
    """Return how a changed box, and one that does not fit, stand out beside the word for it."""
    first, last = rows
    looks = (("►", Style(color=look.SOON, fill=look.SOON_FILL)),
             ("■", Style(color=look.ACT, fill=look.ACT_FILL)))  # fmt: skip
    state = f"${letters(STATE)}{first}"
    found = Style(color=look.OK, fill=look.OK_FILL)
    return (
        *(Rule(box=(first, STATE, last, STATE), begins=sign, style=style) for sign, style in looks),
        Rule(box=(first, STATE, last, STATE), begins="●", style=found),
        *(Rule(box=(first, BOX, last, BOX), formula=f'LEFT({state},1)="{sign}"', style=style)
          for sign, style in looks),
        Rule(box=(first, HELP, last, HELP), formula=f'LEFT({state},1)="■"',
             style=Style(color=look.ACT)),
    )  # fmt: skip


def _draw_derived(drawn: Drawn, settings: Settings, row: int) -> None:
    for key in effective_names()[len(SETTING_OF) :]:
        _draw_effective(drawn, row, key, setting_cells.derived(key, settings))
        row += 1


def _draw_effective(drawn: Drawn, row: int, key: str, content: Content) -> None:
    definition, cells = SETTING_OF.get(key), drawn.sheet.cells
    shown_as = DATE if key == "window_start" else "General"
    style = Style(number_format=definition.number_format if definition else shown_as)
    cells[row, KEY] = CellOut(key, style=look.ASIDE)
    cells[row, EFFECTIVE] = CellOut(*content, style)
    place = absolute(drawn.sheet.title, row, EFFECTIVE)
    drawn.names.append(NameEdit(name=setting_name(key), sheet=None, refers_to=place))
