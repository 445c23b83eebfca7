"""Where the team's tables stand: sheets and columns found by their headers, by exact name."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from mkp_xl.book.cells import match_key, read_text
from mkp_xl.book.fields import INPUTS_OF, SHEETS, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkp_xl.book.grid import Cells, TableInfo

HEADER_ROWS = 200
"""How far down a header is looked for."""
KEYS = ("client_id", "client")
"""A table's client is found by one of these."""
_NEEDED: dict[Sheet, tuple[frozenset[str], ...]] = {
    "clients": (frozenset({"potential_typed", "purchases_typed", "last_contact_typed"}),),
    "orders": (frozenset({"date"}), frozenset({"amount"})),
    "contacts": (frozenset({"date"}), frozenset({"type", "result"})),
}
"""Besides a client: at least one field of each set makes a table of that kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the team's: where its header stands and which column holds which field."""

    kind: Sheet
    sheet: str
    header_row: int
    columns: dict[str, int]
    """Input field key to column."""
    headers: dict[int, str]
    """Every header text of the row, by column."""
    doubled: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Fields that two columns claim."""
    excel: TableInfo | None = None

    @property
    def first_row(self) -> int:
        """The first row below the header."""
        return self.header_row + 1

    @property
    def last_column(self) -> int:
        """The right edge: the last header without a gap from the recognised columns."""
        if self.excel:
            return self.excel.last_column
        column = max(self.columns.values())
        while column + 1 in self.headers:
            column += 1
        return column

    @property
    def key(self) -> str:
        """The field the table knows its clients by."""
        return next(key for key in KEYS if key in self.columns)


def _aliases(kind: Sheet) -> dict[str, str]:
    return {match_key(title): f.key for f in INPUTS_OF[kind] for title in f.titles()}


_ALIASES = {kind: _aliases(kind) for kind in INPUTS_OF}


def find_tables(
    sheet: str,
    top: Mapping[int, Cells],
    excel_tables: Iterable[TableInfo],
    *,
    header_row: int | None = None,
    skip: frozenset[int] = frozenset(),
    named: Mapping[str, str] = MappingProxyType({}),
) -> list[Table]:
    """Return the tables of a sheet, best kind first; `skip` are columns of ours.

    With `header_row` only that row is looked at (the row our marks stand in). `named` are fields
    of the client list by the header that a person named for each.
    """
    rows = _text_rows(top, skip)
    if header_row is not None:
        rows = {header_row: rows.get(header_row, {})}
    best: dict[Sheet, Table] = {}
    for row, headers in rows.items():
        for kind, aliases in _ALIASES.items():
            known = _with_named(aliases, named, headers) if kind == "clients" else aliases
            table = _table_of(kind, sheet, row, headers, excel_tables, known)
            if table and (kind not in best or len(table.columns) > len(best[kind].columns)):
                best[kind] = table
    title = match_key(sheet)
    return sorted(
        best.values(),
        key=lambda t: (title not in map(match_key, _titles(t.kind)), -len(t.columns)),
    )


def _titles(kind: Sheet) -> tuple[str, str]:
    return SHEETS[kind].ru, SHEETS[kind].en


def _text_rows(top: Mapping[int, Cells], skip: frozenset[int]) -> dict[int, dict[int, str]]:
    rows: dict[int, dict[int, str]] = {}
    for column, cells in sorted(top.items()):
        if column in skip:
            continue
        for offset, raw in enumerate(cells.values):
            if isinstance(raw, str) and raw.strip():
                rows.setdefault(cells.first_row + offset, {})[column] = read_text(raw)
    return dict(sorted(rows.items()))


def header_key(header: str) -> str:
    """Return a header as headers are compared.

    >>> header_key("Потенциал: ") == header_key("потенциал*")
    True
    """
    return match_key(header.strip().rstrip(" :*"))


def _with_named(
    aliases: dict[str, str], named: Mapping[str, str], headers: dict[int, str]
) -> dict[str, str]:
    """Return what headers mean where a person's word goes before their names."""
    there = set(map(header_key, headers.values()))
    here = {header: key for header, key in named.items() if header in there}
    taken = set(here.values())
    return {header: key for header, key in aliases.items() if key not in taken} | here


def _table_of(
    kind: Sheet,
    sheet: str,
    row: int,
    headers: dict[int, str],
    excel: Iterable[TableInfo],
    known: Mapping[str, str],
) -> Table | None:
    around = _excel_table(sheet, row, headers, excel)
    columns: dict[str, int] = {}
    doubled: dict[str, tuple[int, int]] = {}
    for column, header in headers.items():
        if around and not around.first_column <= column <= around.last_column:
            continue
        key = known.get(header_key(header))
        if key is None:
            continue
        if key in columns:
            doubled[key] = (columns[key], column)
        else:
            columns[key] = column
    has_client = any(key in columns for key in KEYS)
    if not has_client or not all(needed & columns.keys() for needed in _NEEDED[kind]):
        return None
    return Table(
        kind=kind,
        sheet=sheet,
        header_row=row,
        columns=columns,
        headers=headers,
        doubled=doubled,
        excel=around,
    )


def _excel_table(
    sheet: str, row: int, headers: dict[int, str], excel: Iterable[TableInfo]
) -> TableInfo | None:
    """Return the Excel table whose header row this is."""
    return next(
        (
            table
            for table in excel
            if (table.sheet, table.first_row) == (sheet, row)
            and table.header_rows
            and any(table.first_column <= column <= table.last_column for column in headers)
        ),
        None,
    )
