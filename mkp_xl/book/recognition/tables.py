"""The tables of a book as they are understood: of which kind, with which column for which role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mkp_xl.book.cells import match_key
from mkp_xl.book.recognition.matching import Match, matches
from mkp_xl.book.recognition.regions import regions
from mkp_xl.book.recognition.sheet_grid import Grid, Region

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.grid import Cells

TableKind = Literal["clients", "orders", "contacts", "deals", "other"]
_CLIENT = frozenset({"client", "client_id"})
_LOGS = frozenset(
    {"контакты", "звонки", "встречи", "журнал контактов", "журнал звонков"}
    | {"contacts", "calls", "meetings", "contact log", "call log"}
)
"""Titles of sheets that hold a log of contacts."""


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
        roles = frozenset(match.sure.key for match in columns if match.sure)
        if roles:
            kind = kind_of(roles, sheet)
            found.append(Understood(kind=kind, region=region, columns=columns))
    return found


def kind_of(roles: frozenset[str], sheet: str = "") -> TableKind:
    """Return what a table with columns of some roles is a list of.

    On a sheet that is called a log of contacts, client and day are enough to be one.
    """
    is_log = match_key(sheet) in _LOGS
    if roles & {"potential", "purchases", "interval", "excluded"} and roles & _CLIENT:
        return "clients"
    if roles & {"deal_id", "stage", "closed"} and "order_id" not in roles:
        return "deals"
    is_told = bool(roles & {"type", "result"} and roles & {"date", "last_contact"})
    if roles & _CLIENT and (is_told or (is_log and "date" in roles and "amount" not in roles)):
        return "contacts"
    if "amount" in roles and "date" in roles:
        return "orders"
    return "clients" if roles & _CLIENT else "other"
