"""Where the blocks of the sheet stand, and the heads of its tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import look
from mkp_xl.book.drawn import CellOut

if TYPE_CHECKING:
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.fields import Lang, Text

WHAT, HOW, TRUST, STALE, COUNT, NEWEST, STATE = range(2, 9)
"""Columns: of the sources, from the left."""
SOURCE_ROW: Final = 6
RULE_ROW: Final = SOURCE_ROW + 7
DUTY_ROW: Final = RULE_ROW + 11


def draw_heads(sheet: SheetOut, row: int, heads: tuple[Text, ...], lang: Lang) -> None:
    """Put the heads of a table from the left."""
    for column, head in enumerate(heads, start=WHAT):
        align = "center" if column in (TRUST, STALE, COUNT, NEWEST) else None
        sheet.cells[row, column] = CellOut(head(lang), style=replace(look.LIST_HEAD, align=align))
