"""The tables of a book as they are understood: of which kind, with which column for which role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mkp_xl.book.cells import match_key, read_text
from mkp_xl.book.layout import KEYS
from mkp_xl.book.recognition.beside import CONTACT_DAY
from mkp_xl.book.recognition.matching import Match, matches
from mkp_xl.book.recognition.regions import regions
from mkp_xl.book.recognition.sheet_grid import Grid, Region

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkp_xl.book.grid import Cells

TableKind = Literal["clients", "orders", "contacts", "deals", "other"]
_CLIENT = frozenset(KEYS)
_LISTED = frozenset({"potential", "purchases", "interval", "excluded"})
"""Roles that only a list of clients has."""
_DAYS = frozenset({"date", CONTACT_DAY})
_SPOKEN = frozenset({CONTACT_DAY, "next_contact"})
"""Roles of a day that only people who speak with clients note."""
ABOUT = frozenset({"phone", "email", "address", "city", "region", "inn", "class", "segment"})
"""Roles that say what a client is, so that each stands there once, or once for each person."""
_LOGS = frozenset(
    {"контакты", "звонки", "встречи", "визиты", "активности", "касания"}
    | {"журнал контактов", "журнал звонков", "история контактов", "история звонков"}
    | {"contacts", "calls", "meetings", "visits", "activities", "touches"}
    | {"contact log", "call log", "activity log", "contact history", "call history"}
)
"""Titles of sheets that hold a log of contacts."""
_LEAST_AGAIN, _SHARE_AGAIN = 3, 0.2
"""Rows whose client stands above already, from which on a table tells of events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A table of a team's, and what each of its columns is taken for."""

    kind: TableKind
    region: Region
    columns: tuple[Match, ...]


def understand(
    sheet: str, top: Mapping[int, Cells], own: frozenset[int] = frozenset()
) -> list[Understood]:
    """Return the tables of a sheet by its first rows; `own` are columns of ours."""
    grid = Grid(sheet, top, own)
    found = []
    for region in regions(grid):
        columns = tuple(matches(grid, region))
        if any(match.sure for match in columns):
            kind = kind_of(columns, sheet, repeats=repeats(grid, region, columns))
            found.append(Understood(kind=kind, region=region, columns=columns))
    return found


def is_log_title(sheet: str) -> bool:
    """Return whether a sheet is called a log of contacts."""
    return match_key(sheet) in _LOGS


def repeats(grid: Grid, region: Region, columns: Iterable[Match]) -> bool:
    """Return whether a table names the same clients again and again, as events do."""
    key = next((m.header.column for m in columns if m.known_as in _CLIENT), None)
    rows = (grid.rows.get(row, {}) for row in range(region.header_row + 1, region.last_row + 1))
    names = [match_key(read_text(row[key])) for row in rows if key in row]
    again = len(names) - len(set(names))
    return again >= max(_LEAST_AGAIN, _SHARE_AGAIN * len(names))


def kind_of(columns: Iterable[Match], sheet: str, *, repeats: bool) -> TableKind:
    """Return what a table with some columns is a list of.

    On a sheet that is called a log of contacts, client and day are enough to be one; elsewhere a
    day is to be called a contact's, and clients are to repeat. A directory of clients is none.
    """
    roles = frozenset(match.known_as for match in columns)
    if roles & _LISTED and roles & _CLIENT:
        return "clients"
    if roles & {"deal_id", "stage", "closed"} and "order_id" not in roles:
        return "deals"
    is_told = bool(roles & {"type", "result"} and roles & {*_DAYS, "last_contact"})
    is_directory = bool(roles & ABOUT)
    if is_log_title(sheet):
        is_log = repeats or not is_directory
    else:
        is_log = repeats and not is_directory and bool(roles & _SPOKEN)
    if roles & _CLIENT and (is_told or (is_log and roles & _DAYS and "amount" not in roles)):
        return "contacts"
    if "amount" in roles and "date" in roles:
        return "orders"
    return "clients" if roles & _CLIENT else "other"
