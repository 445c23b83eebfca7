"""Cells and rectangles of a sheet as addresses, and where every sheet ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.book.address import a1, number

if TYPE_CHECKING:
    from collections.abc import Iterable

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


def cell_place(text: str) -> tuple[int, int] | None:
    """Return row and column of an address, None if it is not one.

    >>> cell_place("AB5"), cell_place("5")
    ((5, 28), None)
    """
    found = _CELL.fullmatch(text)
    return (int(found[2]), number(found[1].upper())) if found else None


def rectangle(text: str) -> Box | None:
    """Return the rectangle of a range, None if it is not one.

    >>> rectangle("B2:D9"), rectangle("C3")
    ((2, 2, 9, 4), (3, 3, 3, 3))
    """
    first, _, last = text.partition(":")
    one, other = cell_place(first), cell_place(last or first)
    if one is None or other is None:
        return None
    rows, columns = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return rows[0], columns[0], rows[1], columns[1]


def range_text(box: Box) -> str:
    """Return a rectangle as `B2:D9`, or `C3` for a single cell.

    >>> range_text((2, 2, 9, 4)), range_text((3, 3, 3, 3))
    ('B2:D9', 'C3')
    """
    first, last = a1(box[0], box[1]), a1(box[2], box[3])
    return first if first == last else f"{first}:{last}"


def meets(one: Box, other: Box) -> bool:
    """Whether two rectangles share a cell.

    >>> meets((1, 1, 2, 2), (2, 2, 9, 9)), meets((1, 1, 2, 2), (3, 1, 3, 2))
    (True, False)
    """
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def around(boxes: Iterable[Box | None]) -> Box | None:
    """Return the rectangle around several; None where there is none.

    >>> around([(3, 1, 4, 2), None, (2, 2, 2, 9)])
    (2, 1, 4, 9)
    """
    known = [box for box in boxes if box]
    if not known:
        return None
    tops, lefts, bottoms, rights = zip(*known, strict=True)
    return min(tops), min(lefts), max(bottoms), max(rights)
