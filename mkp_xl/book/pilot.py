"""The pilot: the first clients of a list by money, in a smaller book that grows to the whole list.

What a person typed is carried as it stands; what the smaller book holds already is left alone.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.cells import ErrorValue, format_kind, match_key, read_text
from mkp_xl.book.columns import shown
from mkp_xl.book.fields import SETTINGS
from mkp_xl.book.grid import CellEdit
from mkp_xl.book.layout import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkp_xl.book.compute import Log, Verdicts
    from mkp_xl.book.flow import Reckoned
    from mkp_xl.book.grid import Raw
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.tables import Rows

Record = dict[str, "Raw"]
"""What a person typed in one row, by field key; blanks left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """What a smaller book is to hold."""

    clients: int
    """Clients of the whole list."""
    share: float
    """Share of the list's purchases that the chosen clients make; NaN where there are none."""
    records: dict[str, list[Record]]
    """By sheet key."""
    settings: dict[str, float | str]
    """Settings that the list's book brings, and the day from which its orders are complete."""


def choose(reckoned: Reckoned, count: int | None) -> Pilot:
    """Return the first `count` clients by purchases, then by potential, with their logs."""
    first = reckoned.computed[0]
    rows, verdicts = first.rows, first.verdicts
    chosen = _by_money(rows, verdicts)[:count]
    bought = np.maximum(np.nan_to_num(verdicts.numbers["purchases"]), 0.0)
    whole = float(bought[rows.is_row].sum())
    records = {"clients": [_record(rows, place) for place in chosen]}
    for kind, log in (("orders", verdicts.orders), ("contacts", verdicts.contacts)):
        if log is not None:
            records[kind] = _log_records(log, rows, chosen)
    return Pilot(
        clients=int(rows.is_row.sum()),
        share=float(bought[chosen].sum()) / whole if whole else math.nan,
        records=records,
        settings=_settings(reckoned.book.settings, verdicts),
    )


def missing(pilot: Pilot, reckoned: Reckoned) -> list[CellEdit]:
    """Return the edits that append to a standing book what it lacks of the pilot."""
    first = reckoned.computed[0]
    known = _Known(first.rows)
    fresh = [record for record in pilot.records["clients"] if not known.has(record)]
    edits = _appended(first.rows, fresh)
    for kind, log in (("orders", first.verdicts.orders), ("contacts", first.verdicts.contacts)):
        if log is not None:
            edits += _appended(log.rows, _lacking(log, pilot.records.get(kind, [])))
    return edits


def _by_money(rows: Rows, verdicts: Verdicts) -> list[int]:
    """Return the clients' positions, the largest purchases first; equal ones in list order."""
    bought, potential = (
        np.maximum(np.nan_to_num(verdicts.numbers[key]), 0.0) for key in ("purchases", "potential")
    )
    order = np.lexsort((-potential, -bought))
    return [place for place in order.tolist() if rows.is_row[place]]


def _log_records(log: Log, clients: Rows, chosen: list[int]) -> list[Record]:
    """Return the rows of a log that speak of the chosen clients, by every key a client has."""
    of_client = {int(log.joined.twin[place]): place for place in reversed(chosen)}
    records = []
    for place, client in enumerate(log.joined.client.tolist()):
        if client in of_client:
            keys = {key: raw for key, raw in _record(clients, of_client[client]).items()
                    if key in KEYS}  # fmt: skip
            records.append(_record(log.rows, place) | keys)
    return records


def _record(rows: Rows, place: int) -> Record:
    cells = ((key, _cell(rows, key, place)) for key in rows.cells)
    return {key: raw for key, raw in cells if raw not in (None, "")}


def _cell(rows: Rows, key: str, place: int) -> Raw:
    """Return a cell as typed; a number left out for its format is a text that says the same."""
    cells = rows.cells[key]
    raw = cells.values[place]
    parsed = rows.numbers.get(key)
    if isinstance(raw, ErrorValue):
        return raw.code
    if parsed is None or not isinstance(raw, float) or not math.isnan(parsed.values[place]):
        return raw
    kind = format_kind(cells.formats[place])
    if kind == "share":
        return f"{100 * raw:.15g}%"
    return shown(raw, cells.formats[place]) if kind == "date" else f"{read_text(raw)} {kind}"


def _settings(settings: Settings, verdicts: Verdicts) -> dict[str, float | str]:
    values = settings.numbers | settings.words
    brought = {
        field.key: values[field.key]
        for field in SETTINGS
        if field.key != "language"  # the new book's own
        and field.key in settings.boxes
        and settings.boxes[field.key].raw is not None
    }
    if verdicts.orders is not None and not math.isnan(verdicts.numbers["orders_from"]):
        brought["orders_from"] = float(verdicts.numbers["orders_from"])
    if brought.get("as_of_mode") != "fixed":
        brought.pop("as_of", None)
    return brought


class _Known:
    """The clients of a book, each of whom answers for one record of the same ID or name."""

    def __init__(self, rows: Rows) -> None:
        records = [_record(rows, place) for place in np.flatnonzero(rows.is_row).tolist()]
        told = [tuple(_text(record, key) for key in KEYS) for record in records]
        self._ids = Counter(key for key, _ in told if key)
        self._names = Counter(name for _, name in told if name)
        self._without_id = Counter(name for key, name in told if name and not key)

    def has(self, record: Record) -> bool:
        """Return whether a client of the book is this one, and count it as met."""
        key, name = (_text(record, field) for field in KEYS)
        among = ((self._ids, key), (self._without_id, name)) if key else ((self._names, name),)
        for clients, said in among:
            if said and clients[said] > 0:
                clients[said] -= 1
                return True
        return False


def _lacking(log: Log, records: Iterable[Record]) -> list[Record]:
    """Return the records that no row of a log says, each as often as it lacks."""
    keys = [log.key, *(key for key in log.rows.cells if key not in KEYS)]
    rows = (_record(log.rows, place) for place in range(log.rows.size))
    here = Counter(tuple(_text(row, key) for key in keys) for row in rows)
    lacking = []
    for record in records:
        said = tuple(_text(record, key) for key in keys)
        here[said] -= 1
        if here[said] < 0:
            lacking.append(record)
    return lacking


def _appended(rows: Rows, records: Iterable[Record]) -> list[CellEdit]:
    return [
        CellEdit(sheet=rows.table.sheet, row=row, column=column, value=record[key])
        for row, record in enumerate(records, start=rows.row(rows.size))
        for key, column in rows.table.columns.items()
        if key in record
    ]


def _text(record: Record, key: str) -> str:
    return match_key(read_text(record.get(key)))
