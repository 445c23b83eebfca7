"""The map: nine cells of five lines each, totals, and the legend of its colours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import look, texts, words
from mkp_xl.book.address import a1
from mkp_xl.book.chooser import Chooser
from mkp_xl.book.drawn import CellOut, Rule
from mkp_xl.book.fields import Text
from mkp_xl.book.grid import Style
from mkp_xl.book.native import setting_name
from mkp_xl.rules.formula import Formula
from mkp_xl.rules.ops import floor

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.matrix.figures import Figures
    from mkp_xl.rules.ops import Value

HEAD_ROW, FIRST_ROW, TOTAL_ROW, LEGEND_ROW = 6, 7, 22, 27
LEVEL, LINE, FIRST_COLUMN, TOTAL_COLUMN = 2, 3, 4, 7
CHOOSER: Final = Chooser(row=3, column=6, helper=15)
LINES = ("clients", "potential", "purchases", "gap")
_LINE_NAMES = {
    "clients": Text("клиентов", "clients"),
    "potential": Text("потенциал", "potential"),
    "purchases": Text("закупки", "purchases"),
    "gap": Text("разрыв", "gap"),
}
_AXES = Text("Потенциал ↓\nПрогресс →", "Potential ↓\nProgress →")
_TOTAL = Text("Итого", "Total")
_UNDER, _FROM_ON = Text("до ", "under "), Text("от ", "from ")
_LEGEND = Text("Цвет: доля в разрыве", "Colour: share of the gap")
_FROM = (0.25, 0.1, 0.02)
"""Shares from which a cell is darker, the darkest first."""
_DARKEST, _MIDDLE, _LIGHT = (f"{100 * share:.0f}" for share in _FROM)
_SHARES = (
    Text(f"менее {_LIGHT} %", f"under {_LIGHT}%"),
    Text(f"{_LIGHT}–{_MIDDLE} %", f"{_LIGHT}–{_MIDDLE}%"),
    Text(f"{_MIDDLE}–{_DARKEST} %", f"{_MIDDLE}–{_DARKEST}%"),
    Text(f"{_DARKEST} % и более", f"{_DARKEST}% or more"),
)
_PANEL = Style(
    font=look.FONT, size=10, color=look.INK, fill=look.HEAT[0], middle=True,
    left=look.WHITE, right=look.WHITE, thick=True,
)  # fmt: skip


def top_of(segment: int) -> tuple[int, int]:
    """Return the first row and the column of a segment's cell: high potential on top."""
    level, step = divmod(segment - 1, 3)
    return FIRST_ROW + 5 * (2 - level), FIRST_COLUMN + step


def gap_cell(segment: int) -> str:
    """Return where a segment's gap stands."""
    row, column = top_of(segment)
    return a1(row + 4, column)


def draw(sheet: SheetOut, board: Board, figures: Figures, money: str) -> tuple[Rule, ...]:
    """Put the map into a sheet; return its conditional formats."""
    lang = board.lang
    _draw_heads(sheet, board)
    for level in range(3):
        _draw_level(sheet, level, board, money)
    for segment in range(1, 10):
        _draw_cell(sheet, board, figures, segment, money)
    _draw_totals(sheet, figures, lang, money)
    _draw_legend(sheet, lang)
    return tuple(_rule(segment, share) for segment in range(1, 10) for share in _FROM)


def _draw_heads(sheet: SheetOut, board: Board) -> None:
    lang = board.lang
    style = Style(font=look.FONT, bold=True, size=9, color=look.INK, wrap=True, middle=True)
    note = replace(style, bold=False, color=look.MUTED)
    sheet.cells[HEAD_ROW, LEVEL] = CellOut(_AXES(lang), style=note)
    reached = "reached_from"
    said, live = (
        _steps(value, lang)
        for value in (board.settings.numbers[reached], Formula(setting_name(reached)))
    )
    for step, (text, formula) in enumerate(zip(said, live, strict=True)):
        sheet.cells[HEAD_ROW, FIRST_COLUMN + step] = CellOut(
            text, texts.cell_text(formula), replace(style, align="center")
        )
    sheet.cells[HEAD_ROW, TOTAL_COLUMN] = CellOut(_TOTAL(lang), style=replace(style, align="right"))


def _steps(reached: Value, lang: Lang) -> list[texts.Words]:
    """Return the names of the columns, each with its range of progress below."""
    from_, to = words.percent(reached, lang), words.percent(0.0, lang)
    ranges = ((to,), (_UNDER(lang), from_), (_FROM_ON(lang), from_))
    return [
        texts.join(f"{name}\n", *range_)
        for name, range_ in zip(words.STEPS[lang], ranges, strict=True)
    ]


def _draw_level(sheet: SheetOut, level: int, board: Board, money: str) -> None:
    row, lang = FIRST_ROW + 5 * (2 - level), board.lang
    names = ("medium_from", "high_above")
    said, live = (
        _limits(given, level, money, lang)
        for given in (
            [board.settings.numbers[name] for name in names],
            [Formula(setting_name(name)) for name in names],
        )
    )
    sheet.cells[row, LEVEL] = CellOut(words.LEVELS[lang][level], style=_level_style())
    sheet.cells[row + 1, LEVEL] = CellOut(said, texts.cell_text(live), look.NOTE)
    _draw_line_names(sheet, row + 1, lang)


def _limits(limits: list[Value], level: int, money: str, lang: Lang) -> texts.Words:
    """Return the limits of a level in the unit the map shows money in."""
    unit = 1000 if money == look.THOUSANDS else 1
    low, high = (texts.grouped(floor(x / unit + 0.5), words.GROUP[lang]) for x in limits)
    return (texts.join("< ", low), texts.join(low, "–", high), texts.join("> ", high))[level]


def _level_style() -> Style:
    return Style(font=look.FONT, bold=True, size=11, color=look.INK, middle=True)


def _draw_line_names(sheet: SheetOut, row: int, lang: Lang) -> None:
    for place, line in enumerate(LINES):
        style = replace(look.NOTE, align="right")
        if line == "gap":
            style = replace(style, bold=True, color=look.INK)
        sheet.cells[row + place, LINE] = CellOut(_LINE_NAMES[line](lang), style=style)


def _draw_cell(sheet: SheetOut, board: Board, figures: Figures, segment: int, money: str) -> None:
    row, column = top_of(segment)
    name = f"{segment} {words.NAMES[board.lang][segment - 1]}"
    head = replace(_PANEL, bold=True, top=look.WHITE, indent=1)
    sheet.cells[row, column] = CellOut(name, style=head)
    for place, line in enumerate(LINES, start=1):
        shown = look.COUNT_FORMAT if line == "clients" else money
        style = replace(_PANEL, number_format=shown, align="right")
        if line == "gap":
            style = replace(style, bold=True, size=11)
        value = float(figures.cells[line][segment - 1])
        sheet.cells[row + place, column] = CellOut(value, _formula(board, line, segment), style)


def _formula(board: Board, line: str, segment: int) -> str:
    chosen = CHOOSER.where(board, "segment", segment)
    return f"COUNTIFS({chosen})" if line == "clients" else f"SUMIFS({board.range(line)},{chosen})"


def _draw_totals(sheet: SheetOut, figures: Figures, lang: Lang, money: str) -> None:
    sheet.cells[TOTAL_ROW, LEVEL] = CellOut(
        _TOTAL(lang), style=replace(_level_style(), top=look.RULE)
    )
    _draw_line_names(sheet, TOTAL_ROW, lang)
    for place, line in enumerate(LINES):
        by_segment = figures.cells[line].reshape(3, 3)
        shown = look.COUNT_FORMAT if line == "clients" else money
        style = replace(look.TOTAL, number_format=shown, align="right", bold=line == "gap")
        for level in range(3):
            row = FIRST_ROW + 5 * (2 - level) + 1 + place
            across = f"SUM({a1(row, FIRST_COLUMN)}:{a1(row, FIRST_COLUMN + 2)})"
            sheet.cells[row, TOTAL_COLUMN] = CellOut(float(by_segment[level].sum()), across, style)
        line_style = replace(style, top=look.RULE if place == 0 else None)
        for step in range(3):
            column = FIRST_COLUMN + step
            rows = [a1(FIRST_ROW + 5 * block + 1 + place, column) for block in range(3)]
            sheet.cells[TOTAL_ROW + place, column] = CellOut(
                float(by_segment[:, step].sum()), "+".join(rows), line_style
            )
        row = TOTAL_ROW + place
        across = f"SUM({a1(row, FIRST_COLUMN)}:{a1(row, FIRST_COLUMN + 2)})"
        sheet.cells[row, TOTAL_COLUMN] = CellOut(
            float(by_segment.sum()), across, replace(line_style, bold=True)
        )
    sheet.cells[TOTAL_ROW, LINE] = replace(
        sheet.cells[TOTAL_ROW, LINE], style=replace(look.NOTE, align="right", top=look.RULE)
    )


def _draw_legend(sheet: SheetOut, lang: Lang) -> None:
    sheet.cells[LEGEND_ROW, LEVEL] = CellOut(_LEGEND(lang), style=look.NOTE)
    for place, (share, color) in enumerate(zip(_SHARES, look.HEAT, strict=True)):
        style = Style(
            font=look.FONT, size=9, color=look.INK, fill=color, align="center", middle=True
        )
        sheet.cells[LEGEND_ROW, FIRST_COLUMN + place] = CellOut(share(lang), style=style)


def _rule(segment: int, share: float) -> Rule:
    row, column = top_of(segment)
    gap = a1(row + 4, column)
    total = f"$G${TOTAL_ROW + 3}"
    anchored = f"${gap[0]}${gap[1:]}"
    return Rule(
        box=(row, column, row + 4, column),
        formula=f"{anchored}/{total}>={share}",
        style=Style(fill=look.HEAT[3 - _FROM.index(share)]),
        stop=True,
    )
