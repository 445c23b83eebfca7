"""The frame of a sheet of ours that is made: widths, heights, merged cells, links, tab state."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from mkp_xl.hosts.excel import native
from mkp_xl.hosts.excel.dress import put_on
from mkp_xl.hosts.excel.patience import patiently
from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.framing import folds, heights, widths

if TYPE_CHECKING:
    import xlwings as xw

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.hosts.excel.cells import Cells


def frame(made: xw.Sheet, cells: Cells, sheet: SheetOut) -> None:
    """Give a sheet just made, its cells written already, all that surrounds them."""
    for column, width in widths(sheet).items():
        _columns(cells, column).column_width = width
    for column in sheet.hidden_columns:
        put_on(_columns(cells, column), {"hidden": True})
    for first, last, height in heights(sheet):
        cells.range(Box(first, 1, last, 1)).row_height = height
    with suppress(NotImplementedError):
        _details(cells, sheet)
    for merge in sheet.merges:
        patiently(cells.range(Box(*merge)).merge)
    for (row, column), cell in sheet.cells.items():
        if cell.link:
            native.link(cells.range(Box(row, column, row, column)), cell.link)
    with suppress(NotImplementedError, ValueError):
        if not sheet.gridlines:
            made.show_gridlines = False


def _columns(cells: Cells, column: int) -> xw.Range:
    return cells.range(Box(1, column, 1, column))


def _details(cells: Cells, sheet: SheetOut) -> None:
    """Fold rows of an outline below the row they belong to."""
    for first, last, folded in folds(sheet):
        rows = cells.range(Box(first, 1, last, 1))
        rows.group(by="rows")
        if folded:
            rows.rows.hidden = True
