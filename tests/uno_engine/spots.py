"""Scattered cells as few rectangles, so that one call to LibreOffice serves them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uno_engine.office import struct

if TYPE_CHECKING:
    from collections.abc import Iterable


def runs(cells: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return (column, first row, last row) of the vertical runs among (row, column) cells.

    >>> runs([(1, 5), (0, 5), (3, 5), (0, 6)])
    [(5, 0, 1), (5, 3, 3), (6, 0, 0)]
    """
    found: list[list[int]] = []
    for column, row in sorted((column, row) for row, column in cells):
        if found and found[-1][0] == column and found[-1][2] == row - 1:
            found[-1][2] = row
        else:
            found.append([column, row, row])
    return [tuple(run) for run in found]


def united(model, addresses):
    """Return the rectangles as one object with the properties of cells."""
    container = model.createInstance("com.sun.star.sheet.SheetCellRanges")
    container.addRangeAddresses(tuple(addresses), True)
    return container


def address(sheet: int, top: int, left: int, bottom: int, right: int):
    """Return a rectangle as UNO's structure; all counted from 0."""
    made = struct("com.sun.star.table.CellRangeAddress")
    made.Sheet, made.StartRow, made.StartColumn = sheet, top, left
    made.EndRow, made.EndColumn = bottom, right
    return made


def groups(cells):
    """Yield the rectangles of equal format inside a range, with the format's properties."""
    unique = cells.UniqueCellFormatRanges
    for index in range(unique.Count):
        yield unique.getByIndex(index)
