"""Whose contacts those with persons and branches are: they count for the client behind them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.cells import match_keys
from mkp_xl.book.columns import texts
from mkp_xl.book.joining import join, keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.book.compute import Log
    from mkp_xl.book.findings import Finding
    from mkp_xl.book.joining import Codes
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Flags

REASON = "people"
"""Why formulas cannot see such contacts."""


@dataclass(slots=True, kw_only=True)
class Parents:
    """For each client the position of the one it is a branch of; itself where it is none's."""

    of: Codes
    findings: list[Finding] = field(default_factory=list)

    @property
    def are_there(self) -> bool:
        """Whether any client is a branch."""
        return bool((self.of != np.arange(len(self.of))).any())

    def upwards(self, owner: Codes) -> Iterator[tuple[Codes, Flags]]:
        """Yield, floor by floor, whose else a client's events are, and of which events."""
        here = owner
        while True:
            above = np.where(here >= 0, self.of[here], here)
            further = above != here
            if not further.any():
                return
            yield above, further
            here = np.where(further, above, -1)


def parents(clients: Rows) -> Parents:
    """Return the parent of each client; circles and strangers are told, and are nobody's."""
    found = Parents(of=np.arange(clients.size))
    cells = clients.cells.get("parent")
    if cells is None:
        return found
    own, above = np.arange(clients.size), np.full(clients.size, -1, dtype=np.int64)
    for known_by in ("client_id", "client"):
        if known_by in clients.cells:
            above = np.where(above < 0, join(clients.cells[known_by], cells).client, above)
    said = np.array([key != "" for key in keys(cells)], dtype=bool) & clients.is_row
    for index in np.flatnonzero(said & (above < 0)).tolist():
        found.findings.append(clients.finding("unknown_parent", index, "parent"))
    above = np.where(said & (above >= 0), above, own)
    circle = _circle(above)
    for index in np.flatnonzero(circle).tolist():
        found.findings.append(clients.finding("circle_of_parents", index, "parent"))
    found.of = np.where(circle, own, above)
    return found


def _circle(above: Codes) -> Flags:
    """Return which clients come back to themselves when their parents are followed."""
    top = above
    for _ in range(len(above).bit_length()):
        top = top[top]
    inside = np.zeros(len(above), dtype=bool)
    here = np.unique(top[above[top] != top])
    while here.size and not inside[here].all():
        inside[here] = True
        here = np.unique(above[here])
    return inside


def with_people(log: Log | None, clients: Rows, people: Rows | None) -> Log | None:
    """Return the contacts, those with persons and branches counted for their client.

    What is typed as the client decides; the person only where no client is named.
    """
    if log is None or people is None:
        return log
    behind, _ = _behind(clients, people)
    if not behind:
        return log
    owner = log.joined.client.copy()
    columns = dict.fromkeys((log.key, "client", "contact_person"))
    texts_of = {k: match_keys(texts(log.rows.cells[k])) for k in columns if k in log.rows.cells}
    for index in np.flatnonzero(owner < 0).tolist():
        named = next((own[index] for own in texts_of.values() if own[index]), "")
        owner[index] = behind.get(named, owner[index])
    found = np.flatnonzero((log.joined.client < 0) & (owner >= 0))
    if not found.size:
        return log
    rows = log.rows
    rows.is_row[found] = True
    theirs = {rows.row(int(index)) for index in found}
    rows.findings = [
        f for f in rows.findings if not (f.code == "row_without_client" and f.row in theirs)
    ]
    joined = replace(log.joined, client=owner)
    return replace(log, joined=joined, native=log.native or REASON)


def check_people(clients: Rows, people: Rows | None) -> list[Finding]:
    """Return what is odd about the sheet of persons and branches: strangers, shared names."""
    if people is None:
        return []
    found = list(people.findings)
    place = clients_of(clients, people)
    found += [
        people.finding("person_without_client", index, "person")
        for index in np.flatnonzero(people.is_row & (place < 0)).tolist()
    ]
    _, shared = _behind(clients, people)
    return found + [people.finding("person_of_several", index, "person") for index in shared]


def _behind(clients: Rows, people: Rows) -> tuple[dict[str, int], list[int]]:
    """Return the client behind each name of the sheet, and the rows whose name several have."""
    places: dict[str, set[int]] = {}
    named = match_keys(texts(people.cells["person"]))
    behind = clients_of(clients, people).tolist()
    for name, place in zip(named, behind, strict=True):
        if name and place >= 0:
            places.setdefault(name, set()).add(place)
    alone = {name: min(of) for name, of in places.items() if len(of) == 1}
    shared = [row for row, name in enumerate(named) if len(places.get(name, ())) > 1]
    return alone, shared


def clients_of(clients: Rows, people: Rows) -> Codes:
    """Return the position of the client behind each row of the sheet; -1 for none."""
    place = np.full(people.size, -1, dtype=np.int64)
    for known_by in ("client_id", "client"):
        if known_by in clients.cells and known_by in people.cells:
            found = join(clients.cells[known_by], people.cells[known_by]).client
            place = np.where(place < 0, found, place)
    return place
