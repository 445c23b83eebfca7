"""The twenty clients with most to win: by the gap, and by the gap times its confidence."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import look
from mkp_xl.book.address import a1
from mkp_xl.book.drawn import CellOut, Rule
from mkp_xl.book.fields import INPUT_OF, OUTPUT_OF, Text
from mkp_xl.book.fields.kinds import SHARE
from mkp_xl.book.ranking import Ranking

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import Raw, Style

TOP: Final = 20
HEAD_ROW, FIRST_ROW = 6, 7
MOST_LIVE: Final = 20_000
"""Clients up to which the rankings are formulas: each looks through the whole list."""
LAST_ROW: Final = FIRST_ROW + TOP - 1
_SEGMENT: Final = Text("Сегм.", "Seg.")
_BY_GAP: Final = Text("Первые 20 по разрыву", "First 20 by gap")
_BY_SURE: Final = Text("Первые 20 по ожидаемому: разрыв × доверие",
                       "First 20 by expected gap: gap × confidence")  # fmt: skip
_EXPECTED: Final = Text("Ожидаемо", "Expected")
_TOTAL: Final = Text("Эти клиенты", "These clients")


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """One ranking of clients, from a column on."""

    board: Board
    left: int
    helper: int
    """Column of the ranking, right of the print area."""
    is_weighted: bool

    @property
    def columns(self) -> tuple[tuple[str, int], ...]:
        """What stands in the columns, from the left."""
        keys = ("number", "client", "segment", "amount", "gap", "confidence")
        shown = keys if self.is_weighted else ("number", "client", "segment", "potential",
                                               "purchases", "gap")  # fmt: skip
        return tuple((key, self.left + place) for place, key in enumerate(shown))

    def amounts(self) -> list[float]:
        """Return what each client is ranked by; NaN for none."""
        gap = self.board.column("gap")
        ranked = gap * self.board.column("confidence") if self.is_weighted else gap
        return [float(value) for value in ranked]

    @property
    def ranking(self) -> Ranking:
        """The ranking as formulas find it."""
        gap = self.board.range("gap")
        by = f"({gap}*{self.board.range('confidence')})" if self.is_weighted else gap
        return Ranking(amounts=by, range=gap, tests=(f"{gap}>0", f"ISNUMBER({gap})"),
                       first_row=FIRST_ROW, column=self.helper)  # fmt: skip

    def draw(self, sheet: SheetOut, money: str, unit: str) -> Rule:
        """Put the ranking into the sheet; return the bars of its amounts."""
        lang = self.board.lang
        head = _BY_SURE if self.is_weighted else _BY_GAP
        sheet.cells[HEAD_ROW - 1, self.left] = CellOut(head(lang) + unit, style=look.SECTION)
        for key, column in self.columns:
            sheet.cells[HEAD_ROW, column] = CellOut(self._head(key), style=_HEADS[key])
        amounts = self.amounts()
        order = np.argsort(-np.nan_to_num(np.array(amounts), nan=-1.0), kind="stable")
        gap = self.board.column("gap")
        found = [int(i) for i in order[: 2 * TOP] if amounts[i] > 0 and gap[i] > 0][:TOP]
        for place in range(1, TOP + 1):
            index = found[place - 1] if place <= len(found) else None
            self._draw_line(sheet, place, index, amounts, money)
        bar = "amount" if self.is_weighted else "gap"
        column = dict(self.columns)[bar]
        self._draw_total(sheet, column, [amounts[i] for i in found], money)
        top = f"MAX(${a1(FIRST_ROW, column)}:{a1(LAST_ROW, column)})*2.4".replace("$", "")
        return Rule(box=(FIRST_ROW, column, LAST_ROW, column), bar=look.BAR, most=top)

    def _head(self, key: str) -> str:
        lang = self.board.lang
        named = {
            "number": Text("№", "No."), "client": INPUT_OF["client"].name, "segment": _SEGMENT,
            "potential": INPUT_OF["potential_typed"].name, "amount": _EXPECTED,
            "purchases": Text("Закупки", "Purchases"), "gap": OUTPUT_OF["gap"].name,
            "confidence": OUTPUT_OF["confidence"].name,
        }  # fmt: skip
        return named[key](lang)

    def _draw_line(
        self, sheet: SheetOut, place: int, index: int | None, amounts: list[float], money: str
    ) -> None:
        board, row, ranking = self.board, FIRST_ROW + place - 1, self.ranking
        is_live = board.rows.size <= MOST_LIVE

        def put(column: int, value: Raw, formula: str, style: Style) -> None:
            shown = value if index is not None else None
            if is_live:
                sheet.cells[row, column] = CellOut("" if shown is None else shown, formula, style)
            else:
                sheet.cells[row, column] = CellOut(shown, style=style)

        at = 0 if index is None else index
        put(self.helper, amounts[at] if amounts else None, ranking.amount(place), look.NOTE)
        put(self.helper + 1, float(at + 1), ranking.position(place), look.NOTE)
        for key, column in self.columns:
            if key == "number":
                put(column, float(place), ranking.there(place, str(place)), _LINE[key])
            elif key == "client":
                name = board.called_formula(lambda range_: ranking.entry(place, range_))
                put(column, board.called(at) if index is not None else None,
                    ranking.there(place, name), _LINE[key])  # fmt: skip
            elif key == "amount":
                cell = a1(row, self.helper)
                put(column, amounts[at] if amounts else None, ranking.there(place, cell),
                    replace(_LINE[key], number_format=money))  # fmt: skip
            else:
                shown = _SHOWN.get(key, money)
                style = replace(_LINE[key], number_format=look.shown_as(shown, board.lang))
                put(column, *self._figure(key, at, place), style)

    def _figure(self, key: str, at: int, place: int) -> tuple[Raw, str]:
        """Return one of the client's own figures, and its formula."""
        values = self.board.column(key)
        number = float(values[at]) if len(values) else math.nan
        entry = self.ranking.entry(place, self.board.range(key))
        formula = self.ranking.there(place, f'IF(ISNUMBER({entry}),{entry},"")')
        return None if math.isnan(number) else number, formula

    def _draw_total(self, sheet: SheetOut, column: int, found: list[float], money: str) -> None:
        """Put the sum of the ranked amounts."""
        row, lang = LAST_ROW + 1, self.board.lang
        style = replace(look.TOTAL, top=look.RULE)
        for _, each in self.columns:
            sheet.cells[row, each] = CellOut(None, style=style)
        sheet.cells[row, self.left + 1] = CellOut(_TOTAL(lang), style=style)
        live = f"SUM({a1(FIRST_ROW, column)}:{a1(LAST_ROW, column)})"
        number = replace(style, number_format=money, align="right")
        sheet.cells[row, column] = CellOut(math.fsum(found), live, number)


_CENTRED = replace(look.TEXT, align="center")
_LINE: Final = {
    "number": replace(look.TEXT, size=9, color=look.MUTED, align="center"),
    "client": look.TEXT, "segment": _CENTRED, "potential": look.NUMBER,
    "purchases": look.NUMBER, "gap": look.NUMBER, "amount": look.NUMBER,
    "confidence": _CENTRED,
}  # fmt: skip
_SHOWN: Final = {"segment": look.COUNT_FORMAT, "confidence": SHARE}
_RIGHT = replace(look.LIST_HEAD, align="right", wrap=False, number_format=look.PADDED)
_HEADS: Final = {
    "number": replace(look.LIST_HEAD, align="center"), "client": look.LIST_HEAD,
    "segment": replace(look.LIST_HEAD, align="center"), "potential": _RIGHT, "purchases": _RIGHT,
    "gap": _RIGHT, "amount": _RIGHT, "confidence": replace(look.LIST_HEAD, align="center"),
}  # fmt: skip
