"""Which cells of a column are written together: as few ranges as the cells between allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkp_xl.hosts.live.values import Content, Formula, reads_otherwise, same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_MANY = 12
"""So many ranges are written as they are; more are joined over cells that may be rewritten."""
_WIDEST_GAP = 2_000
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


def runs(wanted: Mapping[int, Content], stands: Callable[[int], Content]) -> list[Run]:
    """Return what is to be written so that the wanted rows hold what they should.

    Rows that hold it already and, between many runs, rows that nobody asked for are written
    only where their own content goes back without a change: numbers, plain texts, blanks.
    """
    changing = [row for row in sorted(wanted) if not same(wanted[row], stands(row))]
    found = list(_exact(changing, wanted))
    return found if len(found) <= _MANY else _joined(found, stands)


def _exact(rows: list[int], wanted: Mapping[int, Content]) -> Iterator[Run]:
    run: Run | None = None
    for row in rows:
        content = wanted[row]
        if run and row == run.bottom + 1 and _alike(run.contents[-1], content):
            run.contents.append(content)
            continue
        if run:
            yield run
        run = Run(row, [content])
    if run:
        yield run


def _joined(found: list[Run], stands: Callable[[int], Content]) -> list[Run]:
    joined = [found[0]]
    for run in found[1:]:
        last = joined[-1]
        gap = range(last.bottom + 1, run.row)
        between = [stands(row) for row in gap] if len(gap) <= _WIDEST_GAP else None
        joins = _alike(last.contents[-1], run.contents[0]) and not _is_formula(run.contents[0])
        if joins and between is not None and all(map(_goes_back, between)):
            last.contents += between + run.contents
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


def _is_formula(content: Content) -> bool:
    return isinstance(content, Formula)


def _is_long(content: Content) -> bool:
    text = content.text if isinstance(content, Formula) else content
    return isinstance(text, str) and len(text) > _LONG
