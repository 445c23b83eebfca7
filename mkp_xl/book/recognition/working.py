"""The tables a run works with: what is recognised, as columns of fields."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mkp_xl.book.address import letters
from mkp_xl.book.cells import match_key
from mkp_xl.book.fields import INPUTS_OF, RECOGNISED, SHEETS, Sheet
from mkp_xl.book.layout import KEYS, Table, header_key
from mkp_xl.book.recognition.matching import matches
from mkp_xl.book.recognition.names import named
from mkp_xl.book.recognition.places import NOTHING, Known, places
from mkp_xl.book.recognition.sheet_grid import Grid
from mkp_xl.book.recognition.tables import kind_of, repeats

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkp_xl.book.grid import Cells, TableInfo
    from mkp_xl.book.recognition.matching import Match
    from mkp_xl.book.recognition.sheet_grid import Region

_NEEDED: dict[Sheet, tuple[frozenset[str], ...]] = {
    "clients": (),
    "orders": (frozenset({"date"}), frozenset({"amount"})),
    "contacts": (frozenset({"date"}),),
}
"""Besides a client: at least one field of each set makes a table of that kind."""
FIGURES = frozenset({"potential_typed", "purchases_typed", "last_contact_typed"})
"""A list that has one of these is a client list for sure."""


def find_tables(
    sheet: str,
    top: Mapping[int, Cells],
    excel_tables: Iterable[TableInfo],
    *,
    skip: frozenset[int] = frozenset(),
    known: Known = NOTHING,
) -> list[Table]:
    """Return the tables of a sheet, the most likely first; `skip` are columns of ours."""
    grid = Grid(sheet, top, skip)
    excel_tables = list(excel_tables)
    tables = [_table(grid, region, excel_tables, known) for region in places(grid, known)]
    best: dict[Sheet, list[Table]] = {}
    for table in filter(None, tables):
        best.setdefault(table.kind, []).append(table)
    fullest = [table for same in best.values() for table in _fullest(same)]
    return sorted(fullest, key=lambda table: (not _is_titled(table), -len(table.columns)))


def _fullest(tables: list[Table]) -> list[Table]:
    """Return the tables of one kind with most columns known; several where they have as many."""
    most = max(len(table.columns) for table in tables)
    return [table for table in tables if len(table.columns) == most]


def _is_titled(table: Table) -> bool:
    return match_key(table.sheet) in _titles(table.kind)


def _titles(kind: Sheet) -> frozenset[str]:
    return frozenset({match_key(SHEETS[kind].ru), match_key(SHEETS[kind].en)})


def _table(
    grid: Grid, region: Region, excel_tables: Iterable[TableInfo], known: Known
) -> Table | None:
    excel = _excel_table(region, excel_tables)
    if excel:
        inside = range(excel.first_column, excel.last_column + 1)
        headers = tuple(header for header in region.headers if header.column in inside)
        region = replace(region, headers=headers)
    found = matches(grid, region)
    told = _told(region, known, found)
    kind = "clients" if told or known.is_list else _kind(grid, region, found)
    if kind is None:
        return None
    shared = _shared_out(kind, found, told)
    if not _is_whole(kind, shared.columns):
        return None
    taken = set(shared.columns.values())
    unsure = [match for match in found if _is_open(kind, match)] + shared.unsure
    return Table(
        kind=kind,
        sheet=region.sheet,
        header_row=region.header_row,
        columns=dict(sorted(shared.columns.items(), key=lambda item: item[1])),
        headers=_headers(region),
        doubled=shared.doubled,
        spare=tuple(shared.spare),
        unsure=tuple(match for match in unsure if match.header.column not in taken),
        matches={match.header.column: match for match in found},
        told=told,
        excel=excel,
        bottom=_bottom(region, known),
    )


@dataclass(slots=True)
class _Shared:
    """Which column holds which field, and the columns that claim one in vain."""

    columns: dict[str, int]
    doubled: dict[str, tuple[int, int]] = field(default_factory=dict)
    spare: list[tuple[str, int]] = field(default_factory=list)
    unsure: list[Match] = field(default_factory=list)


def _shared_out(kind: Sheet, found: list[Match], told: Mapping[int, str]) -> _Shared:
    """Give each field its column: the one that was told, else the surest of those that claim it.

    Of several that are equally sure none is taken, unless each bears the field's own name or the
    table would not know its clients: there the run is to stop and ask.
    """
    shared = _Shared({key: column for column, key in told.items()})
    for key, claimed in _claims(kind, [m for m in found if m.header.column not in told]).items():
        first, *rivals = claimed
        equal = [match for match in rivals if match.confidence == first.confidence]
        if key in shared.columns:
            shared.spare += [(key, match.header.column) for match in claimed]
        elif equal and key not in KEYS and first.reason != "named":
            shared.unsure += claimed
        else:
            shared.columns[key] = first.header.column
            if equal:
                shared.doubled[key] = (first.header.column, equal[0].header.column)
            else:
                shared.spare += [(key, match.header.column) for match in rivals]
    return shared


def _told(region: Region, known: Known, found: list[Match]) -> dict[int, str]:
    """Return fields by column that a person named, or that the last run has marked.

    A header that was named wins; a mark holds where that is gone, unless its column is sure to be
    something else today.
    """
    told: dict[int, str] = {}
    for key, header in known.named.items():
        column = _named_column(region, header, told, known.marked.get(key))
        if column is not None:
            told[column] = key
    sure = {match.header.column: match.sure for match in found}
    heard = {role.field_in("clients") for role in sure.values() if role}
    for key, column in known.marked.items():
        is_free = key not in told.values() and column not in told
        is_gone = key in known.named or key not in heard
        if is_free and is_gone and column in sure and sure[column] is None:
            told[column] = key
    return told


def _named_column(
    region: Region, named_header: str, told: Mapping[int, str], marked: int | None
) -> int | None:
    """Return the column whose header, or letters, were named, of those that are left.

    Letters hold only for a column that the last run has not marked: columns move.
    """
    wanted = header_key(named_header)
    left = [header for header in region.headers if header.column not in told]
    there = [h.column for h in left if wanted in _spellings(h.text, h.whole)]
    if not there and marked is None:
        there = [h.column for h in left if match_key(letters(h.column)) == wanted]
    return marked if marked in there else next(iter(there), None)


def _spellings(text: str, whole: str) -> set[str]:
    return {header_key(text), header_key(whole)}


def _bottom(region: Region, known: Known) -> int | None:
    """Return the last row that may belong to a table; None for the last that holds anything."""
    rows = [row for row in (known.bottom, region.last_row if region.is_closed else None) if row]
    return min(rows, default=None)


def _kind(grid: Grid, region: Region, found: list[Match]) -> Sheet | None:
    """Return what a table lists: as its sheet is called, else by the roles of its columns."""
    kind_by_roles = kind_of(found, region.sheet, repeats=repeats(grid, region, found))
    for kind in RECOGNISED:
        fields = {match.sure.field_in(kind) for match in found if match.sure}
        said = match_key(region.sheet) in _titles(kind)
        said &= kind != "contacts" or kind_by_roles == kind or _is_told(found)
        if said and all(needed & fields for needed in (*_NEEDED[kind], frozenset(KEYS))):
            return kind
    return kind_by_roles if kind_by_roles in RECOGNISED else None


def _is_told(found: list[Match]) -> bool:
    """Return whether a table on the sheet of contacts says what only a log says."""
    return any(match.sure and match.sure.key in ("type", "result", "date") for match in found)


def _claims(kind: Sheet, found: list[Match]) -> dict[str, list[Match]]:
    """Return the columns that claim each field of a kind of table, the surest first."""
    fields = {field.key for field in INPUTS_OF[kind]}
    claims: dict[str, list[Match]] = {}
    for match in found:
        field = match.role.field_in(kind) if match.role else None
        if field in fields and (match.sure or named(match.header.text)):
            claims.setdefault(field, []).append(match)
    return {key: sorted(some, key=lambda m: -m.confidence) for key, some in claims.items()}


def _is_open(kind: Sheet, match: Match) -> bool:
    """Return whether a column may be a field, but it is not sure."""
    fields = {field.key for field in INPUTS_OF[kind]}
    may_be = (match.role, *match.others)
    open_ = match.sure is None and not named(match.header.text)
    return open_ and any(role and role.field_in(kind) in fields for role in may_be)


def _is_whole(kind: Sheet, columns: Mapping[str, int]) -> bool:
    has_client = any(key in columns for key in KEYS)
    return has_client and all(needed & columns.keys() for needed in _NEEDED[kind])


def _headers(region: Region) -> dict[int, str]:
    """Return what tells each column: its header, with the one above where others bear it too.

    A column without a header is told by its letters.
    """
    texts = [header_key(header.text) for header in region.headers]
    return {
        header.column: (header.text if texts.count(key) == 1 else header.whole)
        or letters(header.column)
        for header, key in zip(region.headers, texts, strict=True)
    }


def _excel_table(region: Region, excel: Iterable[TableInfo]) -> TableInfo | None:
    """Return the Excel table whose header row this is."""
    columns = {header.column for header in region.headers}
    return next(
        (
            table
            for table in excel
            if (table.sheet, table.first_row) == (region.sheet, region.header_row)
            and table.header_rows
            and any(table.first_column <= column <= table.last_column for column in columns)
        ),
        None,
    )
