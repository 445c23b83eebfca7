"""Number formats of cells, found by halving: a uniform column costs one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.hosts.excel.pane import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.hosts.excel.pane import Pane

GENERAL = "General"
_MOST_CALLS = 3_000
"""For one rectangle: a column formatted cell by cell is not worth more."""


def formats_of(pane: Pane, box: Box) -> list[str]:
    """Return the number format of each cell of one column, downwards."""
    found: list[str] = []
    for part, code in uniform_parts(pane, box):
        found += [code] * part.height
    return found


def uniform_parts(pane: Pane, box: Box) -> Iterator[tuple[Box, str]]:
    """Yield the parts of one column that share a format, from the top, and that format.

    Where there are too many of them the rest is said to be General.
    """
    waiting, calls = [box], 0
    while waiting:
        part = waiting.pop()
        calls += 1
        code = pane.number_format(part) if calls <= _MOST_CALLS else GENERAL
        if code is not None or part.height == 1:
            yield part, code or GENERAL
            continue
        middle = part.top + part.height // 2 - 1
        waiting.append(Box(middle + 1, part.left, part.bottom, part.right))
        waiting.append(Box(part.top, part.left, middle, part.right))


def shows_date(code: str) -> bool:
    """Tell whether a number format shows a day or a time.

    >>> shows_date("dd.mm.yyyy"), shows_date('0" дн."'), shows_date("[Red]0.00")
    (True, False, False)
    """
    bare, inside = "", ""
    for letter in code:
        if inside:
            inside = "" if letter == {"[": "]"}.get(inside, inside) else inside
        elif letter in '"[':
            inside = letter
        else:
            bare += letter
    return any(letter in "ymdhs" for letter in bare.casefold().replace("general", ""))
