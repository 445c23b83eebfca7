"""The same rows found again: clients by ID or name, rows of a log by what they hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from mkp_xl.book.cells import match_key
from mkp_xl.book.layout import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence

    from mkp_xl.book.sharing.holding import Row
    from mkp_xl.book.sharing.meaning import Meaning


_TELLING: Final = 2
"""Cells besides the name by which a client that was renamed is known."""


def id_of(row: Row) -> str:
    """Return a client's ID as IDs are compared, "" for none."""
    return match_key(str(row.said.get("client_id") or ""))


def name_of(row: Row) -> str:
    """Return a client's name as names are compared, "" for none."""
    return match_key(str(row.said.get("client") or ""))


@dataclass(slots=True)
class Finder:
    """Clients by ID and by name."""

    rows: list[Row] = field(default_factory=list)
    _by_id: dict[str, dict[int, None]] = field(default_factory=dict)
    _by_name: dict[str, dict[int, None]] = field(default_factory=dict)
    _first: list[int] = field(default_factory=list)
    """The first client that went by the same key when each was added."""
    _alike: Counter[int] = field(default_factory=Counter)
    """How many clients have the same first one."""

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Finder:
        """Return a finder of some clients."""
        finder = cls()
        for row in rows:
            finder.add(row)
        return finder

    def add(self, row: Row) -> int:
        """Add a client; return its place."""
        place = len(self.rows)
        self.rows.append(row)
        self.index(place)
        same = self._by_id[id_of(row)] if id_of(row) else self._by_name[name_of(row)]
        first = next(iter(same))
        self._first.append(place if first == place else self._first[first])
        self._alike[self._first[place]] += 1
        return place

    def index(self, place: int) -> None:
        """Let a client be found by the ID and name that it has now."""
        row = self.rows[place]
        for known, key in ((self._by_id, id_of(row)), (self._by_name, name_of(row))):
            known.setdefault(key, {})[place] = None

    def find(self, row: Row, taken: Collection[int] = ()) -> int:
        """Return the place of the same client, -1 for none: by ID; by name where one has none."""
        place = self.by_id(row, taken)
        return place if place >= 0 else self.by_name(row, taken)

    def by_id(self, row: Row, taken: Collection[int] = ()) -> int:
        """Return the place of the client with the same ID, the most alike of several."""
        return self._best(row, self._by_id.get(id_of(row), ()) if id_of(row) else (), taken)

    def by_name(self, row: Row, taken: Collection[int] = (), *, any_id: bool = False) -> int:
        """Return the place of the client of the same name, where one of the two has no ID."""
        places = self._by_name.get(name_of(row), ()) if name_of(row) else ()
        fit = [p for p in places if any_id or not id_of(row) or not id_of(self.rows[p])]
        return self._best(row, fit, taken)

    def first_of(self, place: int) -> int:
        """Return the first client that went by the same ID, or name where there is none."""
        return self._first[place]

    def is_alone(self, place: int) -> bool:
        """Return whether no other client goes by the same key."""
        return self._alike[self._first[place]] == 1

    def is_free(self, row: Row, key: str, place: int) -> bool:
        """Return whether no other client goes by what a row says its ID or name is."""
        by_id = key == "client_id"
        known, said = (self._by_id, id_of(row)) if by_id else (self._by_name, name_of(row))
        return known.get(said, {}).keys() <= {place}

    def _best(self, row: Row, places: Iterable[int], taken: Collection[int]) -> int:
        free = [place for place in places if place not in taken]
        return max(free, key=lambda p: (alike(row, self.rows[p]), -p)) if free else -1


def alike(row: Row, other: Row) -> int:
    """Return how many cells of two rows say the same."""
    return sum(other.said.get(key) == one for key, one in row.said.items())


def paired(base: Sequence[Row], theirs: Finder) -> list[int]:
    """Return where each client of a copy stands there now, -1 for one that is gone.

    By ID; by name where one has no ID; by name alone: its ID was corrected; and last, where
    neither has an ID, by all that it says besides: it was renamed.
    """
    found = [-1] * len(base)
    taken: set[int] = set()
    for look in (theirs.by_id, theirs.by_name, lambda r, t: theirs.by_name(r, t, any_id=True)):
        for at, row in enumerate(base):
            if found[at] < 0:
                found[at] = look(row, taken)
                taken |= {found[at]} - {-1}
    left = [place for place in range(len(theirs.rows)) if place not in taken]
    for at, place in _renamed(base, theirs, [at for at, p in enumerate(found) if p < 0], left):
        found[at] = place
    return found


def _renamed(
    base: Sequence[Row], theirs: Finder, gone: Sequence[int], come: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield the clients that are alike in all but the name, one here and one there."""
    by_cells: dict[frozenset[tuple[str, Meaning]], tuple[list[int], list[int]]] = {}
    for side, (places, rows) in enumerate(((gone, base), (come, theirs.rows))):
        for place in places:
            if not id_of(rows[place]):
                said = frozenset((k, one) for k, one in rows[place].said.items() if k not in KEYS)
                by_cells.setdefault(said, ([], []))[side].append(place)
    for said, (was, now) in by_cells.items():
        if len(said) >= _TELLING and len(was) == len(now) == 1:
            yield was[0], now[0]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a log as it is compared: whose it is, its day, what it says besides."""

    whose: str
    day: Meaning
    said: tuple[Meaning, ...]
    row: Row = field(compare=False, hash=False)
    is_telling: bool = field(compare=False, hash=False, default=True)
    """Whether it says more than many others do: more than a type, and whose contact it was."""


class Aligned(NamedTuple):
    """What became of the rows of a log."""

    edited: list[tuple[Line, Line]]
    added: list[Line]
    removed: list[Line]
    moved: list[tuple[Line, Line]]
    """Rows that are another client's now."""


def align(base: Sequence[Line], theirs: Sequence[Line]) -> Aligned:
    """Return what became of rows: those that say the same are the same, however they are ordered.

    Of the others, rows of one client and day are one that was edited, the most alike first; then
    those of one client that are alike but for the day, and those of another client that are alike.
    """
    gone = list(_without(base, Counter(theirs)))
    come = list(_without(theirs, Counter(base)))
    waiting: dict[tuple[str, Meaning], list[Line]] = {}
    for line in gone:
        waiting.setdefault((line.whose, line.day), []).append(line)
    edited: list[tuple[Line, Line]] = []
    added: list[Line] = []
    for line in come:
        left = waiting.get((line.whose, line.day))
        if not left:
            added.append(line)
            continue
        best = max(range(len(left)), key=lambda at: (_same(left[at], line), -at))
        edited.append((left.pop(best), line))
    removed = [line for left in waiting.values() for line in left]
    edited += _alike(removed, added, lambda line: (line.whose, line.said))
    moved = _alike(removed, added, lambda line: (line.day, line.said))
    return Aligned(edited=edited, added=added, removed=removed, moved=moved)


def _alike(
    removed: list[Line], added: list[Line], key: Callable[[Line], Hashable]
) -> list[tuple[Line, Line]]:
    """Take the pairs of a key out of both lists; rows that say little are like no other."""
    waiting: dict[Hashable, list[Line]] = {}
    for line in removed:
        if line.is_telling:
            waiting.setdefault(key(line), []).append(line)
    found = []
    for line in tuple(added):
        if left := waiting.get(key(line)):
            pair = (left.pop(0), line)
            found.append(pair)
            _drop(removed, pair[0])
            _drop(added, line)
    return found


def _drop(lines: list[Line], line: Line) -> None:
    del lines[next(at for at, one in enumerate(lines) if one is line)]


def _without(lines: Sequence[Line], others: Counter[Line]) -> Iterator[Line]:
    """Yield the lines that the others do not have as often."""
    left = Counter(others)
    for line in lines:
        if left[line] > 0:
            left[line] -= 1
        else:
            yield line


def _same(one: Line, other: Line) -> int:
    return sum(a == b for a, b in zip(one.said, other.said, strict=True))
