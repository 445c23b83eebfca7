"""What a book holds of people's own: its clients and what speaks of them, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book.belonging import clients_of
from mkp_xl.book.carrying import Record, record_of
from mkp_xl.book.cells import ErrorValue, read_text
from mkp_xl.book.fields import INPUTS_OF, OF_SOURCES, OUTPUTS
from mkp_xl.book.layout import KEYS, header_key
from mkp_xl.book.sharing.meaning import Meaning, meaning
from mkp_xl.book.tables import read_rows
from mkp_xl.book.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mkp_xl.book.fields import Field, Lang, Sheet
    from mkp_xl.book.flow import Reckoned
    from mkp_xl.book.grid import Cells
    from mkp_xl.book.layout import Table
    from mkp_xl.book.tables import Rows

OWN: Final = "own:"
"""Begins the key of a column that only the team knows; its header follows."""
KNOWN: Final[dict[Sheet, dict[str, Field]]] = {
    kind: {f.key: f for f in fields} for kind, fields in INPUTS_OF.items()
}
"""Typed columns by sheet and key."""


@dataclass(slots=True, kw_only=True)
class Row:
    """A row of a list or of a log."""

    record: Record
    said: dict[str, Meaning]
    """What its filled cells mean."""
    row: int = 0
    """In its sheet; 0 for one that stands in none yet."""
    client: int = -1
    """Of a log: which of the clients it speaks of; -1 for none that is known."""
    computed: frozenset[str] = frozenset()
    """Columns where a formula stands."""
    unread: frozenset[str] = frozenset()
    """Those of them whose formula has no value: no program has computed it."""


@dataclass(slots=True, kw_only=True)
class Part:
    """A list or a log of a book."""

    kind: Sheet
    rows: list[Row]
    stray: list[Row] = field(default_factory=list)
    """Rows that hold something and are nobody's."""
    columns: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    """Number formats of the team's own columns."""
    table: Rows | None = None
    """None for what stood in a book once."""

    strange: tuple[str, ...] = ()
    """Headers of further columns of a copy that hold something."""
    beside: frozenset[int] = frozenset()
    """Columns of ours among its own."""


@dataclass(slots=True, kw_only=True)
class Held:
    """What a book holds, by sheet; a sheet that it does not have is missing."""

    parts: dict[Sheet, Part]
    currency: str
    lang: Lang

    @property
    def clients(self) -> Part:
        """The client list."""
        return self.parts["clients"]

    def means(self, kind: Sheet, record: Record) -> dict[str, Meaning]:
        """Return what the filled cells of a row mean."""
        known = KNOWN[kind]
        said = {
            key: meaning(known.get(key), raw, self.currency, self.lang)
            for key, raw in record.items()
        }
        return {key: one for key, one in said.items() if one is not None}


def held(reckoned: Reckoned, own: Mapping[str, str] | None = None) -> Held:
    """Return what a book holds.

    `own` are the headers of the team's own columns by key, as a copy was given them; without it
    every column of the list that we do not know is one.
    """
    first, settings = reckoned.computed[0], reckoned.book.settings
    found = Held(parts={}, currency=settings.words["currency"], lang=settings.lang)
    table = _whole(first.rows.table) if own is None else _plain(first.rows.table, settings.lang)
    columns = own_columns(reckoned) if own is None else _given(reckoned, own)
    wanted = {*table.columns.values(), *columns.values()}
    cells = reckoned.book.source.read(table.sheet, first_row=table.first_row, columns=wanted)
    clients = read_rows(table, cells, settings)
    extra = {key: cells[column] for key, column in columns.items() if column in cells}
    found.parts["clients"] = part = _part(found, clients, [-1] * clients.size, extra)
    part.columns |= columns
    if first.client_list.marked:
        part.beside = frozenset(first.client_list.marked.columns.values())
    part.headers |= {key: table.headers.get(c, "") for key, c in columns.items()}
    part.formats = {key: _format_of(cells) for key, cells in extra.items()}
    place_of = {row.row: place for place, row in enumerate(part.rows)}
    for rows, owner in _logs(reckoned, clients):
        ours = [place_of.get(clients.row(one), -1) if one >= 0 else -1 for one in owner]
        found.parts[rows.table.kind] = _part(found, rows, ours, {})
    for kind, one in found.parts.items():
        if kind != "clients":
            _name_clients(one, part)
        if own is not None:
            one.strange = tuple(_strange(reckoned, one))
    return found


def _strange(reckoned: Reckoned, part: Part) -> Iterator[str]:
    """Yield the headers of columns that hold something and are neither known nor ours."""
    if part.table is None:
        return
    table = part.table.table
    ours = {header_key(title) for f in OUTPUTS for title in (f.name.ru, f.name.en)}
    known = {*part.columns.values(), *part.beside}
    source, row = reckoned.book.source, table.header_row
    heads = source.read(table.sheet, first_row=row, last_row=row)  # right of our columns as well
    said = {column: read_text(one.values[0]) for column, one in heads.items() if one.values}
    left = {
        column: header
        for column, header in (said | table.headers).items()
        if column not in known and header and header_key(header) not in ours
    }
    cells = source.read(table.sheet, first_row=table.first_row, columns=left) if left else {}
    for column, one in cells.items():
        if Values.of(one.values).filled.any():
            yield left[column]


def own_columns(reckoned: Reckoned) -> dict[str, int]:
    """Return the columns that stand together with a list's and that we do not know, by key."""
    chosen = reckoned.computed[0].client_list
    table = _whole(chosen.table)
    ours = set(chosen.marked.columns.values()) if chosen.marked else set()
    known = set(table.columns.values()) | ours
    near = known | table.headers.keys()
    first, last = min(table.columns.values()), max(table.columns.values())
    while first - 1 in near:
        first -= 1
    while last + 1 in near:
        last += 1
    found: dict[str, int] = {}
    for column in range(first, last + 1):
        if column in table.headers and column not in known:
            found[_free(OWN + table.headers[column], found)] = column
    return found


def copy_headers(keys: Sequence[str]) -> dict[str, str]:
    """Return headers for the team's own columns in a copy: none bears the name of another.

    >>> copy_headers(["own:Логист", "own:Телефон"])
    {'own:Логист': 'Логист', 'own:Телефон': 'Телефон (2)'}
    """
    titles = [title for f in KNOWN["clients"].values() for title in f.titles()]
    taken = {header_key(title) for title in titles}
    taken |= {header_key(title) for f in OUTPUTS for title in (f.name.ru, f.name.en)}
    given: dict[str, str] = {}
    for key in keys:
        header, number = key.removeprefix(OWN), 1
        while header_key(header) in taken:
            number += 1
            header = f"{key.removeprefix(OWN)} ({number})"
        taken.add(header_key(header))
        given[key] = header
    return given


def _free(key: str, taken: Mapping[str, int]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key} ({number})"
    return free


def _whole(table: Table) -> Table:
    """Return a list with the columns that are read only where a potential has sources."""
    columns = dict(table.columns)
    for column, match in table.matches.items():
        key = match.sure.field_in("clients") if match.sure else None
        if key in OF_SOURCES and key not in columns and column not in columns.values():
            columns[key] = column
    return replace(table, columns=columns)


def _plain(table: Table, lang: Lang) -> Table:
    """Return the list of a copy: a column that bears a field's own name is that field's."""
    places = {header_key(header): column for column, header in table.headers.items()}
    named = {
        key: places[header_key(one.name(lang))]
        for key, one in KNOWN["clients"].items()
        if header_key(one.name(lang)) in places
    }
    left = {k: c for k, c in table.columns.items() if k not in named and c not in named.values()}
    return replace(table, columns={**named, **left})


def _given(reckoned: Reckoned, own: Mapping[str, str]) -> dict[str, int]:
    table = reckoned.computed[0].rows.table
    places = {header_key(header): column for column, header in table.headers.items()}
    return {k: places[header_key(h)] for k, h in own.items() if header_key(h) in places}


def _logs(reckoned: Reckoned, clients: Rows) -> Iterator[tuple[Rows, Sequence[int]]]:
    """Yield what speaks of clients, and for each row the place of the client in the list."""
    first = reckoned.computed[0]
    for log in (first.verdicts.orders, first.verdicts.contacts, first.estimates):
        if log is not None:
            yield log.rows, log.joined.client.tolist()
    if first.people is not None:
        yield first.people, clients_of(clients, first.people).tolist()
    for rows in (first.team, first.norms):
        if rows is not None:
            yield rows, [-1] * rows.size


def _part(held: Held, rows: Rows, owner: Sequence[int], extra: Mapping[str, Cells]) -> Part:
    kind = rows.table.kind
    listed = {key: replace(one, values=list(one.values)) for key, one in rows.cells.items()}
    rows = replace(rows, cells=listed)
    part = Part(
        kind=kind,
        rows=[],
        columns=dict(rows.table.columns),
        headers={key: rows.table.headers.get(c, "") for key, c in rows.table.columns.items()},
        table=rows,
    )
    cells = {**rows.cells, **extra}
    filled = [Values.of(one.values).filled for one in cells.values()]
    formulas = {key: set(one.formulas) for key, one in cells.items() if one.formulas}
    for place, is_row in enumerate(rows.is_row.tolist()):
        if not is_row and not any(place < len(one) and one[place] for one in filled):
            continue
        number = rows.row(place)
        record = record_of(rows, place) | _extra_of(extra, place)
        computed = frozenset(key for key, numbers in formulas.items() if number in numbers)
        row = Row(
            record=record,
            said=held.means(kind, record),
            row=number,
            client=owner[place],
            computed=computed,
            unread=computed - record.keys(),
        )
        (part.rows if is_row else part.stray).append(row)
    return part


def _extra_of(extra: Mapping[str, Cells], place: int) -> Record:
    said: Record = {}
    for key, cells in extra.items():
        raw = cells.values[place] if place < len(cells.values) else None
        if raw not in (None, ""):
            said[key] = raw.code if isinstance(raw, ErrorValue) else raw
    return said


def _format_of(cells: Cells) -> str:
    """Return the number format of a column's first number."""
    numbers = Values.of(cells.values).numbers.tolist()
    place = next((place for place, one in enumerate(numbers) if one == one), None)  # noqa: PLR0124
    return "General" if place is None else cells.formats[place]


def _name_clients(part: Part, clients: Part) -> None:
    """Let rows of a log name their client by every key that it has."""
    for row in part.rows:
        if row.client >= 0:
            named = clients.rows[row.client]
            row.record |= {key: named.record[key] for key in KEYS if key in named.record}
            row.said |= {key: named.said[key] for key in KEYS if key in named.said}
