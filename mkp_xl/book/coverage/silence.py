"""Below the charts: who falls silent and what to do, and what became of clients covered in time."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import look
from mkp_xl.book.coverage.dynamics import ADVICE
from mkp_xl.book.drawn import CellOut
from mkp_xl.book.fields import INPUT_OF, Text

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.coverage.dynamics import Dynamics
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.rules.tables.outcomes import Share

TOP: Final = 10
_HEAD: Final = Text("Кто замолкает: первые 10", "Who falls silent: first 10")
_NOBODY: Final = Text("Никто: ритм контактов и закупок прежний.", "Nobody: rhythms stand.")
_SILENCE: Final = Text("Молчит, дней", "Silent, days")
_TIMES: Final = Text("Интервалов", "Intervals")
_USUAL: Final = Text("Обычно, дней", "Usually, days")
_ADVICE: Final = Text("Что делать", "What to do")
_OUTCOMES: Final = Text(
    "Что стало с охваченными вовремя и с остальными",
    "What became of clients covered in time, and of the others",
)
_GROUPS: Final = (Text("Вовремя", "In time"), Text("Остальные", "Others"))
_REPEAT: Final = Text("Купили повторно", "Bought again")
_CHURN: Final = Text("Перестали покупать", "Stopped buying")
_CYCLE: Final = Text("Цикл закупок, дней", "Purchase cycle, days")
_CAUTION: Final = (
    Text("Охват прошлого года, покупки этого. Соседство — не причина: кто покупает, тому и звонят.",
         "Coverage of last year, purchases of this one. Side by side is not cause."),
    Text("В скобках — где истинная доля 95 раз из 100.",
         "In brackets: where the true share is 95 times of 100."),
)  # fmt: skip


def draw(sheet: SheetOut, board: Board, moves: Dynamics, row: int) -> int:
    """Put both tables from a row on; return the last row. As of the last recalculation."""
    last = _draw_silent(sheet, board, moves, row)
    return max(last, _draw_outcomes(sheet, board, moves, row))


def _draw_silent(sheet: SheetOut, board: Board, moves: Dynamics, row: int) -> int:
    lang = board.lang
    sheet.cells[row, 2] = CellOut(_HEAD(lang), style=look.SECTION)
    right = replace(look.LIST_HEAD, align="right")
    heads = ((2, INPUT_OF["client"].name, look.LIST_HEAD), (3, _SILENCE, right),
             (4, _TIMES, right), (5, _USUAL, right),
             (6, _ADVICE, replace(look.LIST_HEAD, indent=1)))  # fmt: skip
    for column in range(2, 9):
        sheet.cells[row + 1, column] = CellOut(None, style=look.LIST_HEAD)
    for column, name, style in heads:
        sheet.cells[row + 1, column] = CellOut(name(lang), style=style)
    risky = moves.at_risk()[:TOP]
    logs = (board.verdicts.contacts, board.verdicts.orders)
    is_known = any(log is not None and log.rows.is_row.any() for log in logs)
    if not risky and is_known:
        sheet.cells[row + 2, 2] = CellOut(_NOBODY(lang), style=look.NOTE)
    for line, index in enumerate(risky, start=row + 2):
        advice = moves.advice[index]
        for column in (7, 8):
            sheet.cells[line, column] = CellOut(None, style=look.TEXT)
        sheet.cells[line, 2] = CellOut(board.called(index), style=look.TEXT)
        figures = ((3, moves.contacts.silence[index], look.COUNT_FORMAT),
                   (4, moves.silence[index], "#,##0.0_M"),
                   (5, moves.contacts.usual[index], look.COUNT_FORMAT))  # fmt: skip
        for column, value, shown in figures:
            number = None if math.isnan(value) else round(float(value), 1)
            style = replace(look.NUMBER, number_format=shown)
            sheet.cells[line, column] = CellOut(number, style=style)
        text = ADVICE[advice](lang) if advice else ""
        sheet.cells[line, 6] = CellOut(text, style=replace(look.TEXT, size=9, indent=1))
    return row + 1 + max(1, len(risky))


def _draw_outcomes(sheet: SheetOut, board: Board, moves: Dynamics, row: int) -> int:
    lang = board.lang
    sheet.cells[row, 10] = CellOut(_OUTCOMES(lang), style=look.SECTION)
    right = replace(look.LIST_HEAD, align="right")
    for column in range(10, 15):
        sheet.cells[row + 1, column] = CellOut(None, style=look.LIST_HEAD)
    for column, name in zip((12, 14), _GROUPS, strict=True):
        sheet.cells[row + 1, column] = CellOut(name(lang), style=right)
    groups = (moves.in_time, moves.late)
    lines = (
        (_REPEAT, [_shown(one.repeated, board) for one in groups]),
        (_CHURN, [_shown(one.churned, board) for one in groups]),
        (_CYCLE, ["" if math.isnan(one.cycle) else f"{one.cycle:.0f}" for one in groups]),
    )
    text = replace(look.TEXT, align="right", number_format=look.PADDED)
    for line, (name, values) in enumerate(lines, start=row + 2):
        for column in range(10, 15):
            sheet.cells[line, column] = CellOut(None, style=look.TEXT)
        sheet.cells[line, 10] = CellOut(name(lang), style=look.TEXT)
        for column, value in zip((12, 14), values, strict=True):
            sheet.cells[line, column] = CellOut(value, style=text)
    for line, said in enumerate(_CAUTION, start=row + 5):
        sheet.cells[line, 10] = CellOut(said(lang), style=look.NOTE)
    return row + 7


def _shown(share: Share, board: Board) -> str:
    """Return a share with its base and where the true one lies."""
    if not share.whole:
        return ""
    percent = "\u00a0%" if board.lang == "ru" else "%"
    part, low, high = (round(100 * x) for x in (share.share, share.low, share.high))
    return f"{part}{percent} ({low}–{high}), {share.part}/{share.whole}"
