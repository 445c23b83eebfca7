"""Dealing a book out: to each manager their clients, and what speaks of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkp_xl.book.cells import match_key
from mkp_xl.book.sharing.matching import Finder
from mkp_xl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.book.carrying import Record
    from mkp_xl.book.fields import Sheet
    from mkp_xl.book.sharing.holding import Held, Part, Row

MANAGER = "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one manager gets; "" for the clients that have none."""

    manager: str
    records: dict[Sheet, list[Record]]
    """By sheet."""


def shares(held: Held) -> list[Share]:
    """Return each manager's share by name, the clients without one last.

    Raises InputError where the list has no column of managers, or no client.
    """
    clients = held.clients
    if MANAGER not in clients.columns:
        raise InputError("no_manager_column", sheet=clients.table.table.sheet if clients.table
                         else "")  # fmt: skip
    if not clients.rows:
        raise InputError("nobody_to_split")
    names: dict[str, str] = {}
    places: dict[str, set[int]] = {}
    for place, row in enumerate(clients.rows):
        name = manager_of(row)
        names.setdefault(match_key(name), name)
        places.setdefault(match_key(name), set()).add(place)
    ordered = sorted(places, key=lambda key: (not key, key))
    every = Finder.of(clients.rows)
    return [
        Share(manager=names[key], records=dict(_records(held, every, key, places[key])))
        for key in ordered
    ]


def manager_of(row: Row) -> str:
    """Return who looks after a client, "" for nobody."""
    return str(row.said.get(MANAGER) or "")


def _records(
    held: Held, every: Finder, manager: str, places: set[int]
) -> Iterator[tuple[Sheet, list[Record]]]:
    theirs = places | {every.first_of(place) for place in places}  # a log speaks of the first twin
    for kind, part in held.parts.items():
        if kind == "clients":
            yield kind, [part.rows[place].record for place in sorted(places)]
        else:
            yield kind, [row.record for row in part.rows if _is_for(part, row, manager, theirs)]


def _is_for(part: Part, row: Row, manager: str, places: set[int]) -> bool:
    """Return whether a manager is to see a row: norms are everybody's."""
    if part.kind == "team":
        return match_key(manager_of(row)) == manager
    return part.kind == "norms" or row.client in places
