"""What clients of a segment are worth over some years: LTV by segment."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import look, words
from mkp_xl.book.address import a1
from mkp_xl.book.drawn import CellOut
from mkp_xl.book.fields import OUTPUT_OF, SETTING_OF, Text, in_quotes
from mkp_xl.book.gap.tops import LAST_ROW
from mkp_xl.book.native import setting_name

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.drawn import SheetOut

HEAD_ROW: Final = LAST_ROW + 4
_NUMBER, _NAME, _BUYERS, _YEAR, _LTV, _ALL = 2, 3, 4, 5, 6, 7
_HEAD: Final = Text("LTV по сегментам", "LTV by segment")
_NOTE: Final = Text(
    "LTV = закупки в год × маржа × горизонт. Без {} в настройках LTV пуст.",
    "LTV = purchases a year × margin × horizon. Blank without {} in Settings.",
)
_HEADS: Final = {
    _NUMBER: Text("№", "No."),
    _NAME: OUTPUT_OF["segment"].name,
    _BUYERS: Text("Покупают", "Buying"),
    _YEAR: Text("Закупки в год", "Purchases a year"),
    _LTV: Text("LTV клиента", "LTV of a client"),
    _ALL: Text("LTV всех", "LTV of all"),
}


def draw(sheet: SheetOut, board: Board) -> None:
    """Put buyers, purchases a year and LTV by segment; LTV stays blank without a margin.

    LTV = purchases a year of a buying client x margin x years. Source: FEATURES, "LTV".
    """
    lang, cells = board.lang, sheet.cells
    cells[HEAD_ROW - 1, _NUMBER] = CellOut(_HEAD(lang), style=look.SECTION)
    for column, head in _HEADS.items():
        align = "center" if column == _NUMBER else None if column == _NAME else "right"
        cells[HEAD_ROW, column] = CellOut(head(lang), style=replace(look.LIST_HEAD, align=align))
    for place, segment in enumerate(words.BY_PRIORITY):
        _Segment(board=board, number=segment, row=HEAD_ROW + 1 + place).draw(sheet)
    margin = in_quotes(SETTING_OF["margin"].name(lang), lang)
    said = _NOTE(lang).format(margin)
    cells[HEAD_ROW + 10, _NUMBER] = CellOut(said, style=look.NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    """One segment's line."""

    board: Board
    number: int
    row: int

    def draw(self, sheet: SheetOut) -> None:
        """Put the line into the sheet."""
        board, cells, row = self.board, sheet.cells, self.row
        name = words.NAMES[board.lang][self.number - 1]
        cells[row, _NUMBER] = CellOut(float(self.number), style=replace(look.TEXT, align="center"))
        cells[row, _NAME] = CellOut(name, style=look.TEXT)
        mine = board.column("segment") == self.number
        bought = board.column("purchases")[mine]
        buyers = float((bought > 0).sum())
        months = board.settings.numbers["window_months"]
        year = _ratio(float(np.nansum(bought[bought > 0])) * 12, buyers * months)
        margin, years = (board.settings.numbers[key] for key in ("margin", "ltv_years"))
        worth = year * margin * years
        segment, purchases = board.range("segment"), board.range("purchases")
        buying = f'{segment},{self.number},{purchases},">0"'
        count, each, ltv = (a1(row, column) for column in (_BUYERS, _YEAR, _LTV))
        total = f"SUMIFS({purchases},{buying})*12/({count}*{setting_name('window_months')})"
        value = f"{each}*{setting_name('margin')}*{setting_name('ltv_years')}"
        there = f'IF(AND(ISNUMBER({each}),ISNUMBER({setting_name("margin")})),{value},"")'
        for column, number, formula in (
            (_BUYERS, buyers, f"COUNTIFS({buying})"),
            (_YEAR, year, f'IF({count}>0,{total},"")'),
            (_LTV, worth, there),
            (_ALL, worth * buyers, f'IF(ISNUMBER({ltv}),{ltv}*{count},"")'),
        ):
            shown = "" if math.isnan(number) else number
            cells[row, column] = CellOut(shown, formula, look.NUMBER)


def _ratio(amount: float, by: float) -> float:
    return amount / by if by else math.nan
