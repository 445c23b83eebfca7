"""Rows of logs brought back: contacts, orders, estimates, people, the team, norms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkp_xl.book.cells import match_key
from mkp_xl.book.layout import KEYS
from mkp_xl.book.sharing.holding import KNOWN
from mkp_xl.book.sharing.matching import Finder, Line, align
from mkp_xl.book.sharing.outcome import Item, Merged, Typed, named, row_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mkp_xl.book.carrying import Record
    from mkp_xl.book.fields import Sheet
    from mkp_xl.book.sharing.holding import Held, Part, Row
    from mkp_xl.book.sharing.meaning import Meaning
    from mkp_xl.book.sharing.merging import Copy, Known

_TOLD_OFTEN = ("date", "type", "manager")
"""Columns in which many rows of a log say the same."""
_OWN_KEY = {"team": "manager", "norms": "industry"}
"""By what rows are known that are no client's."""


@dataclass(slots=True)
class _Pool:
    """What the book has more, and less, of each row than the copies began with."""

    extra: Counter[Line]
    missing: Counter[Line]


@dataclass(slots=True, kw_only=True)
class Logs:
    """Merges one log of all copies."""

    kind: Sheet
    ours: Held
    finder: Finder
    """The clients of the book, those that came as well."""
    found: Merged
    _keys: tuple[str, ...] = ()
    """Columns that are compared."""
    _standing: dict[Line, list[Row]] = field(default_factory=dict)
    """Rows of the book that no copy has edited."""
    _edited: set[int] = field(default_factory=set)
    _orphans: set[int] = field(default_factory=set)
    """Rows of copies whose client the book has no more."""
    _uncomputed: Counter[str] = field(default_factory=Counter)
    """Rows of a copy that no program has computed, by whose they are."""
    _came: dict[str, Counter[Line]] = field(default_factory=dict)
    """Rows that files of one copy brought: a second file of it has them too."""

    def merge(self, copies: Sequence[tuple[Copy, Known]]) -> None:
        """Merge a log, copy by copy; those that have the same columns share what they added."""
        groups: dict[tuple[str, ...], list[tuple[Copy, Known]]] = {}
        for copy, known in copies:
            if self.kind in copy.theirs.parts:
                groups.setdefault(self._compared(copy), []).append((copy, known))
            elif self.kind in copy.base.parts and copy.base.parts[self.kind].rows:
                self._tell(copy, "sheet_gone", None)
        for keys, some in groups.items():
            self._keys = keys
            self._merge_group(some)

    def _compared(self, copy: Copy) -> tuple[str, ...]:
        """Return the columns that a copy has, and the book as far as it has the sheet."""
        theirs, ours = copy.theirs.parts[self.kind].columns, self._columns()
        known = (key for key in KNOWN[self.kind] if key not in KEYS)
        return tuple(key for key in known if key in theirs and (key in ours or not ours))

    def _merge_group(self, copies: Sequence[tuple[Copy, Known]]) -> None:
        part = self.ours.parts.get(self.kind)
        here = [
            self._line(row, self._whose(row, row.client)) for row in (part.rows if part else ())
        ]
        self._standing = {}
        for line in here:
            if line.row.row not in self._edited:
                self._standing.setdefault(line, []).append(line.row)
        bases = [list(self._base_lines(copy, known)) for copy, known in copies]
        pool = _pool(here, bases)
        for (copy, known), base in zip(copies, bases, strict=True):
            self._merge_copy(copy, base, list(self._their_lines(copy, known)), pool)

    def _merge_copy(self, copy: Copy, base: list[Line], theirs: list[Line], pool: _Pool) -> None:
        became = align(base, theirs)
        local = _Pool(Counter(pool.extra), Counter(pool.missing))
        self._bring(copy, became.added, local, pool)
        for line, new in became.moved:
            self._tell(copy, "row_moved", new.row, base=line.row.record, theirs=new.row.record)
        edits = [pair for pair in became.edited if self._edit(copy, *pair, local)]
        for line in became.removed:
            if self._uncomputed[line.whose] > 0:  # it stands there, but nobody can read it
                self._uncomputed[line.whose] -= 1
            elif self._standing.get(line):
                self._tell(copy, "row_removed", line.row, base=line.row.record)
        for line, new in edits:
            pool.extra[new] += 1
            pool.missing[line] += 1
        for row in copy.theirs.parts[self.kind].stray:
            self._tell(copy, "nobody", row, theirs=row.record)

    def _bring(self, copy: Copy, added: Sequence[Line], local: _Pool, pool: _Pool) -> None:
        """Add the rows that came in a copy, but for those that may stand in the book already."""
        came = self._came.setdefault(copy.made or copy.file, Counter())
        in_other_files = came - Counter(added)
        fresh = self._fresh(added, came, local, pool)
        there = local.extra + in_other_files
        twins: dict[tuple[str, Meaning], Row] = {
            (line.whose, line.day): line.row for line in there if line.day is not None
        }
        for line in fresh:
            if local.missing[line] > 0:  # one more of what the book has less of by now
                self._tell(copy, "row_gone", line.row, theirs=line.row.record)
            elif id(line.row) in self._orphans:
                self._tell(copy, "client_gone", line.row, theirs=line.row.record)
            elif twin := twins.get((line.whose, line.day)):
                self._tell(copy, "row_twin", line.row, ours=twin.record, theirs=line.row.record)
            else:
                self._add(copy, line)

    @staticmethod
    def _fresh(added: Sequence[Line], came: Counter[Line], local: _Pool, pool: _Pool) -> list[Line]:
        """Return the rows that neither the book has already, nor another file of the copy."""
        mine, fresh = Counter[Line](), []
        for line in added:
            mine[line] += 1
            if mine[line] <= came[line]:
                continue
            came[line] = mine[line]
            if local.extra[line] > 0 and pool.extra[line] > 0:
                local.extra[line] -= 1
                pool.extra[line] -= 1
            else:
                fresh.append(line)
        return fresh

    def _edit(self, copy: Copy, line: Line, new: Line, local: _Pool) -> bool:
        """Edit a row of the book where it stands as the copy had it; whether it was."""
        standing = self._standing.get(line, [])
        if local.extra[new] > 0:  # the book says so already
            local.extra[new] -= 1
            return False
        was, now = line.row.said, new.row.said
        changed = [key for key in self._keys if was.get(key) != now.get(key)]
        fit = [row for row in standing if not row.computed.intersection(changed)]
        if not fit or local.missing[new] > 0:
            reason = (
                "formula" if standing and not fit else "row_gone" if self._columns() else "no_sheet"
            )
            self._tell(copy, reason, new.row, base=line.row.record, theirs=new.row.record)
            return False
        ours = fit[0]
        self._tell(copy, "row_edited", new.row, base=line.row.record, theirs=new.row.record)
        for key in changed:
            raw = new.row.record.get(key)
            self.found.cells.append(Typed(kind=self.kind, row=ours.row, key=key, raw=raw))
        ours.said = {k: one for k, one in ours.said.items() if k not in changed}
        ours.said |= {key: now[key] for key in changed if key in now}
        standing.remove(ours)
        self._edited.add(ours.row)
        return True

    def _add(self, copy: Copy, line: Line) -> None:
        columns = self._columns()
        if not columns:
            self._tell(copy, "no_sheet", line.row, theirs=line.row.record)
            return
        self._tell(copy, "row_added", line.row, theirs=line.row.record)
        record = line.row.record
        if line.row.client >= 0:
            client = self.finder.rows[line.row.client].record
            record = record | {key: client[key] for key in KEYS if key in client}
        record = {key: raw for key, raw in record.items() if key in columns}
        self.found.rows.setdefault(self.kind, []).append(record)

    def _columns(self) -> dict[str, int]:
        part = self.ours.parts.get(self.kind)
        return part.columns if part else {}

    def _base_lines(self, copy: Copy, known: Known) -> Iterator[Line]:
        part = copy.base.parts.get(self.kind)
        for row in part.rows if part else ():
            place = known.was.find(row)
            here = known.base[place] if place >= 0 else -1
            yield self._line(row, self._whose(row, here))

    def _their_lines(self, copy: Copy, known: Known) -> Iterator[Line]:
        """Yield the rows of a copy; those that no program has computed are told and left."""
        part = copy.theirs.parts[self.kind]
        self._tell_columns(copy, part)
        for row in part.rows:
            was, place = -1, known.theirs[row.client] if row.client >= 0 else -1
            if row.client < 0 and any(key in row.said for key in KEYS):
                was = known.was.find(row)
                place = known.base[was] if was >= 0 else self.finder.find(row)
            if place < 0 and (row.client >= 0 or was >= 0):
                self._orphans.add(id(row))
            row.client = place
            if row.unread:
                self._tell(copy, "uncomputed", row, theirs=row.record)
                self._uncomputed[self._whose(row, place)] += 1
                continue
            yield self._line(row, self._whose(row, place))

    def _whose(self, row: Row, place: int) -> str:
        """Return what tells whose a row is: a client of the book, else what the book would read."""
        if place >= 0:
            return str(self.finder.first_of(place))
        columns = self._columns()
        keys = (_OWN_KEY[self.kind],) if self.kind in _OWN_KEY else KEYS
        named = (match_key(str(row.said.get(k) or "")) for k in keys if k in columns or not columns)
        return f"? {next(filter(None, named), '')}"

    def _line(self, row: Row, whose: str) -> Line:
        said = tuple(row.said.get(key) for key in self._keys if key != "date")
        telling = any(key in row.said for key in self._keys if key not in _TOLD_OFTEN)
        return Line(whose, row.said.get("date"), said, row, telling)

    def _tell_columns(self, copy: Copy, part: Part) -> None:
        """Tell of columns that the copy has no more, and of what the book has no column for."""
        base = copy.base.parts.get(self.kind)
        held = dict.fromkeys(key for row in (base.rows if base else ()) for key in row.said)
        for key in held:
            if key not in part.columns and key not in KEYS:
                self._tell(copy, "column_gone", None, key=key)
        columns = self._columns()
        for row in part.rows if columns else ():
            for key in row.said:
                if key not in columns and key not in KEYS:
                    self._tell(copy, "no_column", row, key=key, theirs={key: row.record[key]})

    def _tell(
        self,
        copy: Copy,
        reason: str,
        row: Row | None,
        *,
        key: str = "",
        base: Record | None = None,
        ours: Record | None = None,
        theirs: Record | None = None,
    ) -> None:
        lang = self.ours.lang
        self.found.items.append(
            Item(
                reason=reason,
                file=copy.file,
                kind=self.kind,
                client=named(row.record) if row else "",
                key=key,
                header=KNOWN[self.kind][key].name(lang) if key else "",
                base=row_said(self.kind, base or {}, lang),
                ours=row_said(self.kind, ours or {}, lang),
                theirs=row_said(self.kind, theirs or {}, lang),
            )
        )


def _pool(here: Sequence[Line], bases: Iterable[Sequence[Line]]) -> _Pool:
    """Return what the book has more and less of; a row that several copies began with is one."""
    held, began = Counter(here), Counter[Line]()
    for base in bases:
        began |= Counter(base)
    return _Pool(held - began, began - held)
