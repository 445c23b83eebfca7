"""Which cells of a column are written together: as few ranges as the cells between allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from mkp_xl.hosts.live.values import Content, Formula, reads_otherwise, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Stands = Callable[[range], list[Content]]
"""Returns what neighbouring cells of a column hold."""
_MANY = 12
"""So many ranges are written as they are; more are joined over cells that may be rewritten."""
_WIDEST_GAP = 2_000
_TEXTS = (str, Formula)
_LONG = 8_000
"""A longer text goes alone: a range of them is refused."""


@dataclass(slots=True)
class Run:
    """Neighbouring cells of a column: all formulas, or all values."""

    row: int
    contents: list[Content]

    @property
    def bottom(self) -> int:
        """Last row."""
        return self.row + len(self.contents) - 1

    @property
    def rows(self) -> range:
        """Its rows."""
        return range(self.row, self.bottom + 1)


def runs(wanted: Mapping[int, Content], stands: Stands) -> list[Run]:
    """Return what is to be written so that the wanted rows hold what they should.

    Rows that hold it already and, between many runs, rows that nobody asked for are written
    only where their own content goes back without a change: numbers, plain texts, blanks.
    """
    rows = sorted(wanted)
    if not rows:
        return []
    stood = stands(range(rows[0], rows[-1] + 1))
    changing = [row for row in rows if not same(wanted[row], stood[row - rows[0]])]
    found = list(_exact(changing, wanted))
    return found if len(found) <= _MANY else _joined(found, stands)


def beside(found: Mapping[int, list[Run]]) -> list[tuple[int, list[Run]]]:
    """Return runs that are written together, and their first column.

    Values of the same rows in neighbouring columns are: each write costs time of its own.
    """
    groups: list[tuple[int, list[Run]]] = []
    by_rows: dict[range, tuple[int, list[Run]]] = {}
    for column in sorted(found):
        for run in found[column]:
            first, parts = by_rows.get(run.rows, (0, []))
            goes_along = not (_is_formula(run.contents[0]) or _is_long(run.contents[0]))
            if goes_along and first + len(parts) == column:
                parts.append(run)
                continue
            groups.append((column, [run]))
            if goes_along:
                by_rows[run.rows] = groups[-1]
    return groups


def _exact(rows: list[int], wanted: Mapping[int, Content]) -> Iterator[Run]:
    """Yield the runs of ascending rows; a long text is one of its own."""
    keyed = ((row - at, _kind(row, wanted[row]), row) for at, row in enumerate(rows))
    for _, group in groupby(keyed, key=itemgetter(0, 1)):
        places = [row for _, _, row in group]
        yield Run(places[0], [wanted[row] for row in places])


def _joined(found: list[Run], stands: Stands) -> list[Run]:
    joined = [found[0]]
    for run in found[1:]:
        last = joined[-1]
        gap = range(last.bottom + 1, run.row)
        between = stands(gap) if len(gap) <= _WIDEST_GAP else None
        joins = _alike(last.contents[-1], run.contents[0]) and not _is_formula(run.contents[0])
        if joins and between is not None and all(map(_goes_back, between)):
            last.contents += [*between, *run.contents]
        else:
            joined.append(run)
    return joined


def _alike(one: Content, other: Content) -> bool:
    """Tell whether two neighbours can be written in one go."""
    return _is_formula(one) == _is_formula(other) and not (_is_long(one) or _is_long(other))


def _goes_back(content: Content) -> bool:
    """Tell whether a cell holds the same after it was given its own content."""
    if isinstance(content, str):
        return not (reads_otherwise(content) or _is_long(content)) and bool(content)
    return content is None or isinstance(content, float | bool)


def _kind(row: int, content: Content) -> object:
    """Return what is equal for contents that are written in one go."""
    if not isinstance(content, _TEXTS):
        return False
    return (row,) if _is_long(content) else _is_formula(content)


def _is_formula(content: Content) -> bool:
    return isinstance(content, Formula)


def _is_long(content: Content) -> bool:
    text = content.text if isinstance(content, Formula) else content
    return isinstance(text, str) and len(text) > _LONG
