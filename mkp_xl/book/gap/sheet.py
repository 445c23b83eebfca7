"""The sheet as a whole: the sentence, two rankings, LTV by segment, decisions by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import look, texts
from mkp_xl.book.drawn import CellOut, Page, SheetOut
from mkp_xl.book.fields import SHEETS, Text
from mkp_xl.book.gap import decisions, worth
from mkp_xl.book.gap.tops import FIRST_ROW, HEAD_ROW, LAST_ROW, MOST_LIVE, Top
from mkp_xl.rules.formula import Formula

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.rules.ops import Value

NEEDED: Final = ("potential", "purchases", "segment", "gap", "confidence")
"""Outputs without which the sheet says nothing."""
_PIXELS = (14, 28, 196, 66, 96, 96, 110, 14, 18, 28, 196, 44, 96, 110, 76)
_LEFT, _RIGHT, _LAST = 2, 10, 15
_HELPERS: Final = (17, 19)
_BASE: Final = Text(
    "Ожидаемо = разрыв × доверие (вероятность, что потенциал верен; у решения вручную 100 %).",
    "Expected = gap × confidence (the chance that the potential is right; 100% if set by hand).",
)
_AFTER: Final = Text(
    " Список велик: обновится при пересчёте.", " A long list: recalculate to update."
)


def draw(title: str, board: Board) -> SheetOut:
    """Return the whole sheet; sums are live, rankings as well in lists that are not too long."""
    lang = board.lang
    money, unit = board.money()
    sheet = SheetOut(title=title, cells={}, pixels=dict(enumerate(_PIXELS, start=1)))
    sheet.cells[1, 2] = CellOut(SHEETS["potential"](lang), style=look.TITLE)
    _draw_sentence(sheet, board)
    after = _AFTER(lang) if board.rows.size > MOST_LIVE else ""
    sheet.cells[3, 2] = CellOut(_BASE(lang) + after, style=look.NOTE)
    lefts = (_LEFT, _RIGHT)
    tops = [
        Top(board=board, left=left, helper=helper, is_weighted=left == _RIGHT)
        for left, helper in zip(lefts, _HELPERS, strict=True)
    ]
    bars = tuple(top.draw(sheet, money, unit) for top in tops)
    worth.draw(sheet, board)
    decisions.draw(sheet, board)
    last = worth.HEAD_ROW + 10
    return replace(
        sheet,
        heights={**dict.fromkeys(range(FIRST_ROW, last + 1), 20),
                 1: 32, 2: 22, 3: 22, 4: 8, HEAD_ROW: 24, LAST_ROW + 2: 10,
                 worth.HEAD_ROW: 34},
        hidden_columns=frozenset(range(17, 21)),
        rules=bars,
        page=Page(area=(1, 1, last, _LAST), footer="&A"),
        tab=look.BLUE,
        home=(1, _LAST),
        gridlines=False,
        protected=True,
    )  # fmt: skip


def _draw_sentence(sheet: SheetOut, board: Board) -> None:
    """Say what is not captured, and what of it to expect by how sure the estimates are."""
    gap, sure = board.column("gap"), board.column("confidence")
    numbers = float(np.nansum(gap)), float(np.nansum(gap * sure))
    names = board.range("gap"), board.range("confidence")
    formulas = Formula(f"SUM({names[0]})"), Formula(f"SUMPRODUCT({names[0]},{names[1]})")
    said, live = _sentence(*numbers, board), _sentence(*formulas, board)
    sheet.cells[2, 2] = CellOut(said, texts.cell_text(live), look.SAY)


def _sentence(gap: Value, expected: Value, board: Board) -> texts.Words:
    (open_, sure), currency = board.sums(gap, expected)
    if board.lang == "ru":
        return texts.join("Не освоено ", open_, f" {currency}; с поправкой на доверие к оценкам — ",
                          sure, f" {currency}.")  # fmt: skip
    return texts.join(open_, f" {currency} is not captured; weighted by confidence, ", sure,
                      f" {currency}.")  # fmt: skip
