"""The charts of the sheet: states by manager as parts of a whole, current coverage by month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import look, words
from mkp_xl.book.address import a1, absolute
from mkp_xl.book.coverage.counts import ratio, share_of
from mkp_xl.book.coverage.states import ALL, FIRST_STATE, NAME
from mkp_xl.book.days import date_of
from mkp_xl.book.drawn import CellOut, Chart, Series
from mkp_xl.book.fields import Text
from mkp_xl.book.fields.kinds import SHARE
from mkp_xl.book.native import setting_name

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.coverage.figures import CoverageFigures
    from mkp_xl.book.coverage.states import Managers
    from mkp_xl.book.drawn import SheetOut

DATA: Final = 18
"""First column of the charts' figures, right of the print area."""
_TREND: Final = DATA + 6
ROW_HEIGHT: Final = 20
_HIGH: Final = 12
"""Rows that a chart takes."""
COLORS: Final = ("B5431F", "EDB950", "6FB5A7", look.RULE)
_LABELS: Final = (look.WHITE, look.INK, look.INK, look.WHITE)
_BY_MANAGER: Final = Text("Состояния по менеджерам, доля клиентов", "States by manager, of clients")
_BY_MONTH: Final = Text("Актуальный охват по месяцам", "Current coverage by month")
_COVERAGE: Final = Text("охват", "coverage")
_GOAL: Final = Text("цель", "goal")
_MONTHS: Final = {
    "ru": ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_LABEL_FROM: Final = 0.06
"""Part of a bar from which it is long enough for its label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """The charts, and the last row they cover."""

    charts: tuple[Chart, ...]
    last: int


def draw(
    sheet: SheetOut,
    title: str,
    board: Board,
    found: CoverageFigures,
    row: int,
    managers: Managers,
) -> Charts:
    """Put the headings at a row and the figures beside them; return the charts below."""
    lang = board.lang
    sheet.cells[row, NAME] = CellOut(_BY_MANAGER(lang), style=look.SECTION)
    sheet.cells[row, 10] = CellOut(_BY_MONTH(lang), style=look.SECTION)
    charts = []
    if managers.names:
        charts.append(_by_manager(sheet, title, board, row, managers))
    if found.has_log:
        charts.append(_by_month(sheet, title, board, found, row))
    return Charts(charts=tuple(charts), last=row + _HIGH)


def _by_manager(sheet: SheetOut, title: str, board: Board, row: int, managers: Managers) -> Chart:
    """Put each manager's shares of the four states as formulas, and return their bars."""
    lang, first = board.lang, row + 1
    percent = look.shown_as(SHARE, lang)
    style = replace(look.NOTE, number_format=f'[>={_LABEL_FROM}]{percent};""')
    for place in range(4):
        name = f"{words.STATES[lang][place]}"
        sheet.cells[row, DATA + 1 + place] = CellOut(name, style=look.NOTE)
    for offset, name in enumerate(managers.names):
        line, source = first + offset, managers.first + offset
        sheet.cells[line, DATA] = CellOut(name, a1(source, NAME), look.NOTE)
        values = [sheet.cells[source, FIRST_STATE + place].value for place in range(4)]
        numbers = [value if isinstance(value, float) else 0.0 for value in values]
        for place in range(4):
            share = share_of(a1(source, FIRST_STATE + place), a1(source, ALL))
            value = ratio(numbers[place], sum(numbers))
            sheet.cells[line, DATA + 1 + place] = CellOut(value, share, style)
    last = first + len(managers.names) - 1

    def span(column: int) -> str:
        return absolute(title, first, column, last)

    return Chart(
        series=tuple(
            Series(
                name="=" + absolute(title, row, DATA + 1 + place),
                categories=span(DATA),
                values=span(DATA + 1 + place),
                color=color,
                label_color=label,
            )
            for place, (color, label) in enumerate(zip(COLORS, _LABELS, strict=True))
        ),
        row=row + 1,
        column=2,
        most=1.0,
        width=670,
        height=_HIGH * ROW_HEIGHT,
    )


def _by_month(sheet: SheetOut, title: str, board: Board, found: CoverageFigures, row: int) -> Chart:
    """Put coverage at the end of each month and the goal, and return their lines."""
    lang, first = board.lang, row + 1
    goal = board.settings.numbers["coverage_goal"]
    percent = replace(look.NOTE, number_format=look.shown_as(SHARE, lang))
    for column, said in ((1, _COVERAGE), (2, _GOAL)):
        sheet.cells[row, _TREND + column] = CellOut(said(lang), style=look.NOTE)
    for offset, month in enumerate(found.months):
        name = _MONTHS[lang][date_of(month.last).month - 1]
        share = month.covered / month.clients if month.clients else None
        sheet.cells[first + offset, _TREND] = CellOut(name, style=look.NOTE)
        sheet.cells[first + offset, _TREND + 1] = CellOut(share, style=percent)
        formula = setting_name("coverage_goal")
        sheet.cells[first + offset, _TREND + 2] = CellOut(goal, formula, percent)
    last = first + len(found.months) - 1

    def span(column: int) -> str:
        return absolute(title, first, column, last)

    lines = ((1, look.BLUE, False), (2, look.MUTED, True))
    return Chart(
        kind="line",
        series=tuple(
            Series(
                name="=" + absolute(title, row, _TREND + column),
                categories=span(_TREND),
                values=span(_TREND + column),
                color=color,
                is_marker=is_goal,
            )
            for column, color, is_goal in lines
        ),
        row=row + 1,
        column=10,
        width=550,
        height=_HIGH * ROW_HEIGHT,
        number_format=look.shown_as(SHARE, lang),
    )
