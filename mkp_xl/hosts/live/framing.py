"""What surrounds the cells of a sheet of ours, in numbers that a program takes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkp_xl.book.drawn import SheetOut

POINTS = 0.75
"""Of a pixel."""
_PADDING, _PER_CHARACTER = 5, 7
"""Pixels of a column around its characters, and of each of them."""


def widths(sheet: SheetOut) -> dict[int, float]:
    """Return the width of each column that has one, in characters."""
    counted = {c: max(0.0, (px - _PADDING) / _PER_CHARACTER) for c, px in sheet.pixels.items()}
    return counted | sheet.widths


def heights(sheet: SheetOut) -> Iterator[tuple[int, int, float]]:
    """Yield first row, last row and height in points of neighbours of one height."""
    for first, last, height in _equal_neighbours(sheet.heights):
        yield first, last, height * POINTS


def folds(sheet: SheetOut) -> Iterator[tuple[int, int, bool]]:
    """Yield first and last row of neighbours of an outline, and whether they are folded."""
    details = {row: float(folded) for row, folded in (sheet.details or {}).items()}
    for first, last, folded in _equal_neighbours(details):
        yield first, last, bool(folded)


def _equal_neighbours(heights: Mapping[int, float]) -> Iterator[tuple[int, int, float]]:
    numbered = [(row - index, heights[row], row) for index, row in enumerate(sorted(heights))]
    for (_, height), group in groupby(numbered, key=lambda item: item[:2]):
        rows = [row for _, _, row in group]
        yield rows[0], rows[-1], height
