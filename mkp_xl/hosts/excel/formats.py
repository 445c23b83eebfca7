"""Number formats of cells, found by halving: a uniform column costs one call."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.open_book import GENERAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mkp_xl.hosts.excel.cells import Cells

_FREELY = 60
"""So many parts of a column are asked for their format whatever they hold."""
_MOST_CALLS = 3_000
"""For one rectangle: a column formatted cell by cell is not worth more."""


def formats_of(cells: Cells, box: Box, values: Sequence[object]) -> list[str]:
    """Return the number format of each cell of one column, downwards.

    Dates that leave their blanks unformatted make thousands of parts. Past the first ones only
    parts that hold a number are asked: Excel delivers a date as one because of its format. What
    is not asked has the format that most cells of its kind have.
    """
    counts = [0, *accumulate(isinstance(v, int | float | Decimal) for v in values)]

    def holds_numbers(part: Box) -> bool:
        return counts[part.bottom - box.top + 1] > counts[part.top - box.top]

    found: list[str | None] = []
    for part, code in uniform_parts(cells, box, holds_numbers):
        found += [code] * part.height
    usual: dict[type, Counter[str]] = {}
    for value, code in zip(values, found, strict=True):
        if code is not None:
            usual.setdefault(type(value), Counter())[code] += 1
    likely = {kind: codes.most_common(1)[0][0] for kind, codes in usual.items()}
    for row, (value, code) in enumerate(zip(values, found, strict=True), box.top):
        if code is None and type(value) not in likely:
            asked = cells.number_format(Box(row, box.left, row, box.left))
            likely[type(value)] = asked or GENERAL
    return [code or likely[type(value)] for value, code in zip(values, found, strict=True)]


def uniform_parts(
    cells: Cells, box: Box, matters: Callable[[Box], bool] = lambda _part: True
) -> Iterator[tuple[Box, str | None]]:
    """Yield the parts of one column that share a format, from the top, and that format.

    None is the format of what was not asked: past the first few, parts that do not matter, and
    all there is past the last.
    """
    waiting, calls = [box], 0
    while waiting:
        part = waiting.pop()
        if calls >= _MOST_CALLS or (calls >= _FREELY and not matters(part)):
            yield part, None
            continue
        calls += 1
        code = cells.number_format(part)
        if code is not None or part.height == 1:
            yield part, code or GENERAL
            continue
        middle = part.top + part.height // 2 - 1
        waiting.append(Box(middle + 1, part.left, part.bottom, part.right))
        waiting.append(Box(part.top, part.left, middle, part.right))
