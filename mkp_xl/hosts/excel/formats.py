"""Number formats of cells, found by halving: a uniform column costs one call."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from mkp_xl.hosts.excel.pane import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mkp_xl.hosts.excel.pane import Pane

GENERAL = "General"
_FREELY = 60
"""So many parts of a column are asked for their format whatever they hold."""
_MOST_CALLS = 3_000
"""For one rectangle: a column formatted cell by cell is not worth more."""


def formats_of(pane: Pane, box: Box, values: Sequence[object]) -> list[str]:
    """Return the number format of each cell of one column, downwards.

    Dates that leave their blanks unformatted make thousands of parts. Past the first ones only
    parts that hold a number are asked; past the last one a cell has the format that most cells of
    its kind have above: an engine delivers dates, money and numbers as three kinds of values.
    """
    counts = [0, *accumulate(not isinstance(v, str | bool | None) for v in values)]

    def holds_numbers(part: Box) -> bool:
        return counts[part.bottom - box.top + 1] > counts[part.top - box.top]

    found: list[str | None] = []
    for part, code in uniform_parts(pane, box, holds_numbers):
        found += [code] * part.height
    usual: dict[type, Counter[str]] = {}
    for value, code in zip(values, found, strict=True):
        usual.setdefault(type(value), Counter())[code or GENERAL] += code is not None
    likely = {kind: codes.most_common(1)[0][0] for kind, codes in usual.items()}
    return [code or likely[type(value)] for value, code in zip(values, found, strict=True)]


def uniform_parts(
    pane: Pane, box: Box, matters: Callable[[Box], bool] = lambda _part: True
) -> Iterator[tuple[Box, str | None]]:
    """Yield the parts of one column that share a format, from the top, and that format.

    Past the first few, parts that do not matter are said to be General. Where there are too many
    of the others the rest comes with None: nobody has asked.
    """
    waiting, calls = [box], 0
    while waiting:
        part = waiting.pop()
        if calls >= _MOST_CALLS:
            yield part, None
            continue
        if calls >= _FREELY and not matters(part):
            yield part, GENERAL
            continue
        calls += 1
        code = pane.number_format(part)
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
