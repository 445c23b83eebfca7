"""Whose contacts those with persons and branches are: they count for the client behind them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.cells import match_keys
from mkp_xl.book.columns import texts
from mkp_xl.book.joining import join, keys

if TYPE_CHECKING:
    from mkp_xl.book.compute import Log
    from mkp_xl.book.findings import Finding
    from mkp_xl.book.joining import Codes
    from mkp_xl.book.tables import Rows

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


def parents(clients: Rows) -> Parents:
    """Return the client at the top of each client's branches; circles and strangers are told."""
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
    top = above
    for _ in range(clients.size.bit_length()):
        top = top[top]
    circle = above[top] != top
    for index in np.flatnonzero(circle & said).tolist():
        found.findings.append(clients.finding("circle_of_parents", index, "parent"))
    found.of = np.where(circle, own, top)
    return found


def with_people(log: Log | None, clients: Rows, people: Rows | None) -> Log | None:
    """Return the contacts, those with persons and branches counted for their client."""
    if log is None or people is None:
        return log
    behind = _behind(clients, people)
    if not behind:
        return log
    owner = log.joined.client.copy()
    strangers = np.flatnonzero(owner < 0)
    for column in (log.key, "contact_person"):
        if column in log.rows.cells:
            named = match_keys(texts(log.rows.cells[column]))
            for index in strangers.tolist():
                if owner[index] < 0 and named[index]:
                    owner[index] = behind.get(named[index], owner[index])
    found = strangers[owner[strangers] >= 0]
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
    """Return what is odd about the sheet of persons and branches: clients nobody knows."""
    if people is None:
        return []
    found = list(people.findings)
    place = _clients_of(clients, people)
    return found + [
        people.finding("person_without_client", index, "person")
        for index in np.flatnonzero(people.is_row & (place < 0)).tolist()
    ]


def _behind(clients: Rows, people: Rows) -> dict[str, int]:
    """Return the client behind each name of the sheet, the first of several."""
    found: dict[str, int] = {}
    named = match_keys(texts(people.cells["person"]))
    for name, place in zip(named, _clients_of(clients, people).tolist(), strict=True):
        if name and place >= 0:
            found.setdefault(name, place)
    return found


def _clients_of(clients: Rows, people: Rows) -> Codes:
    place = np.full(people.size, -1, dtype=np.int64)
    for known_by in ("client_id", "client"):
        if known_by in clients.cells and known_by in people.cells:
            found = join(clients.cells[known_by], people.cells[known_by]).client
            place = np.where(place < 0, found, place)
    return place
