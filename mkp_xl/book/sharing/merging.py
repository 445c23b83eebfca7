"""Three-way: what copies changed since they were made, against what the book says today."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book.cells import match_key
from mkp_xl.book.layout import KEYS
from mkp_xl.book.sharing.holding import OWN
from mkp_xl.book.sharing.logs import Logs
from mkp_xl.book.sharing.matching import Finder, paired
from mkp_xl.book.sharing.outcome import Item, Merged, Typed, named, said
from mkp_xl.book.sharing.splitting import MANAGER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.fields import Sheet
    from mkp_xl.book.grid import Raw
    from mkp_xl.book.sharing.holding import Held, Part, Row
    from mkp_xl.book.sharing.meaning import Meaning


_PARENT: Final = "parent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy as it was made and as it is."""

    file: str
    manager: str
    base: Held
    theirs: Held
    made: str = ""
    """What tells files that were made as one copy from others; "" where nothing does."""


@dataclass(slots=True)
class Known:
    """The clients of a copy, each by its place in the book; -1 where it has none there."""

    base: list[int]
    theirs: list[int]
    was: Finder
    now: Finder


def merged(ours: Held, copies: Sequence[Copy]) -> Merged:
    """Return what becomes of all that copies changed; `ours` follows what is taken.

    A copy's change is taken where the book still says what the copy began with. Nothing that the
    book says otherwise is written over: that is a conflict, or is left and told.
    """
    found = Merged()
    lists = _Lists(ours, found)
    for copy in copies:
        found.items += [
            Item(reason="strange_column", file=copy.file, kind=kind, client="", header=header)
            for kind, part in copy.theirs.parts.items()
            for header in part.strange
        ]
    known = [lists.merge(copy) for copy in copies]
    for kind in dict.fromkeys(k for copy in copies for k in (*copy.base.parts, *copy.theirs.parts)):
        if kind != "clients":
            logs = Logs(kind=kind, ours=ours, finder=lists.finder, found=found)
            logs.merge([(copy, one) for copy, one in zip(copies, known, strict=True)])
    return found


@dataclass(slots=True)
class _Lists:
    """Merges client lists."""

    ours: Held
    found: Merged
    finder: Finder = field(init=False)
    _logged: dict[int, list[tuple[Sheet, Row]]] = field(default_factory=dict)
    """Rows of logs by the client they speak of."""

    def __post_init__(self) -> None:
        self.finder = Finder.of(self.ours.clients.rows)
        for kind, part in self.ours.parts.items():
            for row in part.rows if kind != "clients" else ():
                self._logged.setdefault(row.client, []).append((kind, row))

    def merge(self, copy: Copy) -> Known:
        """Merge the clients of a copy."""
        base, theirs = copy.base.clients.rows, copy.theirs.clients
        now = Finder.of(theirs.rows)
        there = paired(base, now)
        here = self._ours_of(base, [theirs.rows[t] if t >= 0 else None for t in there])
        self._tell_columns(copy)
        for row, t, o in zip(base, there, here, strict=True):
            if t >= 0:
                self._merge_client(copy, row, theirs.rows[t], o)
            elif o >= 0:
                self._tell(copy, "client_removed", row)
        places = dict(zip(there, here, strict=True))
        for at, row in enumerate(theirs.rows):
            if at not in places:
                places[at] = self._add(copy, row)
        for row in theirs.stray:
            self._tell(copy, "nobody", row, theirs=_whole(row, copy))
        return Known(here, [places[at] for at in range(len(theirs.rows))], Finder.of(base), now)

    def _ours_of(self, base: Sequence[Row], theirs: Sequence[Row | None]) -> list[int]:
        """Return where each client of a copy stands in the book, by what it was or is."""
        here, taken = [-1] * len(base), set[int]()
        for look in (self.finder.by_id, self.finder.by_name):
            for pair in (base, theirs):
                for at, row in enumerate(pair):
                    if here[at] < 0 and row is not None:
                        here[at] = look(row, taken)
                        taken |= {here[at]} - {-1}
        return here

    def _merge_client(self, copy: Copy, base: Row, theirs: Row, place: int) -> None:
        ours = self.ours.clients.rows[place] if place >= 0 else None
        for key in copy.theirs.clients.columns:
            if key in theirs.unread:
                self._tell(copy, "uncomputed", base, key=key)
                continue
            was, now = base.said.get(key), theirs.said.get(key)
            if was == now:
                continue
            if ours is None:
                self._tell_cell(copy, "client_gone", key, (base, None, theirs))
            elif key not in self.ours.clients.columns:
                self._tell_cell(copy, "no_column", key, (base, ours, theirs))
            elif (here := ours.said.get(key)) == now:
                continue
            elif key in ours.computed or here != was:
                reason = "formula" if key in ours.computed else "both"
                self._tell_cell(copy, reason, key, (base, ours, theirs))
            elif key in KEYS and not self._may_be_called(theirs, key, place):
                reason = "key_cleared" if now is None else "key_shared"
                self._tell_cell(copy, reason, key, (base, ours, theirs))
            else:
                self._tell_cell(copy, "cell", key, (base, ours, theirs))
                self._take(place, theirs, key)

    def _may_be_called(self, theirs: Row, key: str, place: int) -> bool:
        """Return whether a client may have a new ID or name: neither old nor new is another's."""
        is_alone = self.finder.is_alone(place) and self.finder.is_free(theirs, key, place)
        return key in theirs.said and is_alone

    def _take(self, place: int, theirs: Row, key: str) -> None:
        ours = self.ours.clients.rows[place]
        was, raw, said_ = ours.said.get(key), theirs.record.get(key), theirs.said.get(key)
        self._type("clients", ours, key, raw, said_)
        if key in KEYS:
            self.finder.index(place)
            for kind, row in self._logged.get(place, ()):
                if key in self.ours.parts[kind].columns:
                    self._type(kind, row, key, raw, said_)
            for branch in self.ours.clients.rows if was is not None else ():
                if match_key(str(branch.said.get(_PARENT) or "")) == match_key(str(was)):
                    self._type("clients", branch, _PARENT, raw, said_)

    def _type(self, kind: Sheet, row: Row, key: str, raw: Raw, meaning: Meaning) -> None:
        """Type into a cell of the book, unless a formula stands there."""
        if key not in row.computed:
            self.found.cells.append(Typed(kind=kind, row=row.row, key=key, raw=raw))
            _put(row.record, key, raw)
            _put(row.said, key, meaning)

    def _add(self, copy: Copy, theirs: Row) -> int:
        """Add a client that is new in a copy, or compare it with the same one in the book."""
        if copy.manager and MANAGER not in theirs.said and MANAGER in self.ours.clients.columns:
            theirs.record[MANAGER] = theirs.said[MANAGER] = copy.manager
        place = self.finder.find(theirs)
        columns = self.ours.clients.columns
        ours = self.ours.clients.rows[place] if place >= 0 else None
        for key in theirs.unread:
            self._tell(copy, "uncomputed", theirs, key=key)
        for key, now in theirs.said.items():
            if key not in columns:
                self._tell_cell(copy, "no_column", key, (None, ours, theirs))
            elif ours is not None and ours.said.get(key) != now:
                self._tell_cell(copy, "same_client", key, (None, ours, theirs))
        if ours is not None:
            return place
        self._tell(copy, "client_added", theirs, theirs=_whole(theirs, copy))
        theirs.record = {key: raw for key, raw in theirs.record.items() if key in columns}
        self.found.rows.setdefault("clients", []).append(theirs.record)
        self.ours.clients.rows.append(theirs)
        return self.finder.add(theirs)

    def _tell_columns(self, copy: Copy) -> None:
        """Tell of columns that a copy has no more."""
        columns = copy.theirs.clients.columns
        held = dict.fromkeys(key for row in copy.base.clients.rows for key in row.said)
        for key in held:
            if key not in columns:
                self._tell(copy, "column_gone", None, key=key)

    def _tell(self, copy: Copy, reason: str, row: Row | None, **more: Any) -> None:  # noqa: ANN401
        client = named(row.record) if row else ""
        if "key" in more:
            more["header"] = self._header(copy, more["key"])
        self.found.items.append(
            Item(reason=reason, file=copy.file, kind="clients", client=client, **more)
        )

    def _tell_cell(
        self, copy: Copy, reason: str, key: str, rows: tuple[Row | None, Row | None, Row]
    ) -> None:
        base, ours, theirs = (
            said("clients", key, row.record.get(key), self.ours.lang) if row else "" for row in rows
        )
        row = next(row for row in rows if row)
        self._tell(copy, reason, row, key=key, base=base, ours=ours, theirs=theirs)

    def _header(self, copy: Copy, key: str) -> str:
        parts: tuple[Part, ...] = (self.ours.clients, copy.theirs.clients)
        found = (part.headers[key] for part in parts if key in part.headers)
        return next(found, key.removeprefix(OWN))


def _whole(row: Row, copy: Copy) -> str:
    cells = (said("clients", key, raw, copy.theirs.lang) for key, raw in row.record.items())
    return "; ".join(filter(None, cells))


def _put(cells: dict[str, Any], key: str, value: object) -> None:
    if value is None:
        cells.pop(key, None)
    else:
        cells[key] = value
