"""The pilot: the first clients of a list by money, in a smaller book that grows to the whole list.

What a person typed is carried as it stands; what the smaller book holds already is left alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.carrying import brought_settings, counted, record_of
from mkp_xl.book.cells import match_key, read_text
from mkp_xl.book.columns import texts
from mkp_xl.book.grid import CellEdit
from mkp_xl.book.layout import KEYS
from mkp_xl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkp_xl.book.carrying import Record
    from mkp_xl.book.compute import Log, Verdicts
    from mkp_xl.book.flow import Reckoned
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a log, and which of the pilot's clients it speaks of."""

    client: int
    """Position among the pilot's clients."""
    day: float
    """Its date; NaN where that could not be read."""
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """What a smaller book is to hold."""

    clients: list[Record]
    logs: dict[str, list[Entry]]
    """By sheet key."""
    keys: dict[str, str]
    """The field by which each log knows its clients."""
    of: int
    """Clients of the whole list."""
    share: float
    """Share of the list's purchases that the chosen clients make; NaN where there are none."""
    settings: dict[str, float | str]
    """Settings that the list's book brings, and the day from which its orders are complete."""


def choose(reckoned: Reckoned, count: int | None) -> Pilot:
    """Return the first `count` clients by purchases, then by potential, with their logs."""
    first = reckoned.computed[0]
    rows, verdicts = first.rows, first.verdicts
    chosen = _by_money(rows, verdicts)[:count]
    bought = np.maximum(np.nan_to_num(verdicts.numbers["purchases"]), 0.0)
    whole = math.fsum(bought[rows.is_row])
    logs = {"orders": verdicts.orders, "contacts": verdicts.contacts}
    has_ids = "client_id" in rows.cells and any(texts(rows.cells["client_id"]))
    return Pilot(
        clients=[record_of(rows, place) for place in chosen],
        logs={kind: _entries(log, rows, chosen) for kind, log in logs.items() if log},
        keys={kind: log.key if log else KEYS[not has_ids] for kind, log in logs.items()},
        of=int(rows.is_row.sum()),
        share=math.fsum(bought[chosen]) / whole if whole else math.nan,
        settings=brought_settings(reckoned.book.settings, verdicts),
    )


def missing(pilot: Pilot, reckoned: Reckoned) -> list[CellEdit]:
    """Return the edits that append to a standing book what it lacks of the pilot.

    Of clients that stand there only log rows later than their last one come: what a team
    corrected in the book stays as it is. Raises InputError where a log has no place to go.
    """
    first = reckoned.computed[0]
    here = _places(pilot.clients, first.rows)
    edits = _appended(first.rows, [r for r, at in zip(pilot.clients, here, strict=True) if at < 0])
    for kind, log in (("orders", first.verdicts.orders), ("contacts", first.verdicts.contacts)):
        if log is None and pilot.logs.get(kind):
            raise InputError("pilot_log_gone", log=kind)
        if log is not None:
            last = _last_days(log, first.rows.size, reckoned.book.settings.as_of)
            fresh = (
                entry.record
                for entry in pilot.logs.get(kind, ())
                if here[entry.client] < 0 or entry.day > last[here[entry.client]]
            )
            edits += _appended(log.rows, fresh)
    return edits


def _by_money(rows: Rows, verdicts: Verdicts) -> list[int]:
    """Return the clients' positions, the largest purchases first; equal ones in list order."""
    bought, potential = (
        np.maximum(np.nan_to_num(verdicts.numbers[key]), 0.0) for key in ("purchases", "potential")
    )
    order = np.lexsort((-potential, -bought))
    return [place for place in order.tolist() if rows.is_row[place]]


def _entries(log: Log, clients: Rows, chosen: list[int]) -> list[Entry]:
    """Return the rows of a log that speak of the chosen clients, by every key a client has."""
    first_of = {int(log.joined.twin[place]): at for at, place in reversed([*enumerate(chosen)])}
    days = log.rows.values("date")
    entries = []
    for place, client in enumerate(log.joined.client.tolist()):
        if client in first_of:
            at = first_of[client]
            called = {
                key: raw for key, raw in record_of(clients, chosen[at]).items() if key in KEYS
            }
            record = record_of(log.rows, place) | called
            entries.append(Entry(client=at, day=float(days[place]), record=record))
    return entries


def _last_days(log: Log, clients: int, as_of: float) -> Column:
    """Return the day of each client's last row up to as-of; before all days where there is none."""
    last, days = np.full(clients, -math.inf), log.rows.values("date")
    known = (log.joined.client >= 0) & (days < as_of + 1)
    np.maximum.at(last, log.joined.client[known], days[known])
    return last[log.joined.twin]


def _places(clients: list[Record], rows: Rows) -> list[int]:
    """Return where each client stands in a book, -1 where it does not.

    A client is known by its ID; one without by its name, also where the team has given it an ID
    since. No row answers for two clients.
    """
    free = np.flatnonzero(rows.is_row).tolist()
    standing = {place: record_of(rows, place) for place in free}
    found = [-1] * len(clients)

    def settle(same: Callable[[Record, Record], bool], key: str) -> None:
        by_key: dict[str, list[int]] = {}
        for place, row in standing.items():
            by_key.setdefault(_text(row, key), []).append(place)
        for at, client in enumerate(clients):
            called = _text(client, key)
            if found[at] >= 0 or not called:
                continue
            places = (p for p in by_key.get(called, ()) if p in standing)
            match = next((place for place in places if same(client, standing[place])), None)
            if match is not None:
                found[at] = match
                del standing[match]

    settle(lambda _client, _row: True, "client_id")
    settle(lambda _client, row: not _text(row, "client_id"), "client")
    settle(lambda client, _row: not _text(client, "client_id"), "client")
    return found


def _appended(rows: Rows, records: Iterable[Record]) -> list[CellEdit]:
    """Return the edits that type records below a table; raises InputError below an Excel table."""
    table = rows.table
    edits = [
        CellEdit(sheet=table.sheet, row=row, column=column, value=counted(record[key], rows, key))
        for row, record in enumerate(records, start=rows.row(rows.size))
        for key, column in table.columns.items()
        if key in record
    ]
    if edits and table.excel:
        raise InputError("excel_table_grows", sheet=table.sheet)
    return edits


def _text(record: Record, key: str) -> str:
    return match_key(read_text(record.get(key)))
