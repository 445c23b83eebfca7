"""The frame of a sheet of ours that is made: widths, heights, merged cells, links, tab state."""

from __future__ import annotations

from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING

from mkp_xl.hosts.excel import native
from mkp_xl.hosts.excel.dress import put_on
from mkp_xl.hosts.excel.patience import patiently
from mkp_xl.hosts.live.box import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import xlwings as xw

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.hosts.excel.cells import Cells

_POINTS = 0.75
"""Of a pixel."""
_PADDING, _PER_CHARACTER = 5, 7
"""Pixels of a column around its characters, and of each of them."""


def frame(made: xw.Sheet, cells: Cells, sheet: SheetOut) -> None:
    """Give a sheet just made, its cells written already, all that surrounds them."""
    for column, width in _widths(sheet).items():
        _columns(cells, column).column_width = width
    for column in sheet.hidden_columns:
        put_on(_columns(cells, column), {"hidden": True})
    for first, last, height in _equal_neighbours(sheet.heights):
        cells.range(Box(first, 1, last, 1)).row_height = height * _POINTS
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


def _widths(sheet: SheetOut) -> dict[int, float]:
    counted = {c: max(0.0, (px - _PADDING) / _PER_CHARACTER) for c, px in sheet.pixels.items()}
    return counted | sheet.widths


def _columns(cells: Cells, column: int) -> xw.Range:
    return cells.range(Box(1, column, 1, column))


def _equal_neighbours(heights: Mapping[int, float]) -> Iterator[tuple[int, int, float]]:
    """Yield first row, last row and height of neighbours of one height."""
    numbered = [(row - index, heights[row], row) for index, row in enumerate(sorted(heights))]
    for (_, height), group in groupby(numbered, key=lambda item: item[:2]):
        rows = [row for _, _, row in group]
        yield rows[0], rows[-1], height


def _details(cells: Cells, sheet: SheetOut) -> None:
    """Fold rows of an outline below the row they belong to."""
    details = sheet.details or {}
    for first, last, folded in _equal_neighbours({row: float(f) for row, f in details.items()}):
        rows = cells.range(Box(first, 1, last, 1))
        rows.group(by="rows")
        if folded:
            rows.rows.hidden = True
