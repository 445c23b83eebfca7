"""The days on which each client was contacted and bought, as the figures of coverage read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.rules.tables.activity import days_of

if TYPE_CHECKING:
    from mkp_xl.book.compute import Log, Verdicts
    from mkp_xl.book.joining import Codes
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Column
    from mkp_xl.rules.tables.activity import Days


def contact_days(clients: Rows, verdicts: Verdicts, as_of: float) -> Days:
    """Return the days of contacts that count, up to as-of.

    Logged ones, those with branches for the parent too, and the typed last contact. Rows that
    name the same client have the same contacts.
    """
    log, above = verdicts.contacts, verdicts.above
    owner, day = _logged(log)
    if log is not None and log.counts is not None:
        owner, day = owner[log.counts], day[log.counts]
    if above is not None and above.are_there:
        floors = list(above.upwards(owner))
        every = [(owner, day), *((parent[extra], day[extra]) for parent, extra in floors)]
        owner, day = (np.concatenate(column) for column in zip(*every, strict=True))
    owner, day = _with_twins(owner, day, log)
    typed = clients.values("last_contact_typed")
    told = np.flatnonzero(clients.is_row & ~np.isnan(typed))
    return days_of(np.append(owner, told), np.append(day, typed[told]), as_of)


def purchase_days(verdicts: Verdicts, as_of: float) -> Days:
    """Return the days on which clients bought, up to as-of: orders above 0."""
    log = verdicts.orders
    owner, day = _logged(log)
    if log is not None:
        bought = log.rows.values("amount") > 0
        owner, day = owner[bought], day[bought]
    return days_of(*_with_twins(owner, day, log), as_of)


def first_day(log: Log | None) -> float:
    """Return the earliest day of a log; NaN where it has none."""
    if log is None:
        return float("nan")
    day = log.rows.values("date")[log.rows.is_row]
    known = day[~np.isnan(day)]
    return float(np.floor(known.min())) if known.size else float("nan")


def _logged(log: Log | None) -> tuple[Codes, Column]:
    """Return whose each row of a log is, and its day; nobody's where there is no day."""
    if log is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    day = log.rows.values("date")
    return np.where(np.isnan(day), -1, log.joined.client), np.nan_to_num(day)


def _with_twins(owner: Codes, day: Column, log: Log | None) -> tuple[Codes, Column]:
    """Return the events with those of rows whose client stands in the list before, too."""
    if log is None:
        return owner, day
    first = log.joined.twin
    rows = np.flatnonzero(first != np.arange(len(first)))
    if not rows.size:
        return owner, day
    order = np.argsort(owner, kind="stable")
    start, end = (np.searchsorted(owner[order], first[rows], side) for side in ("left", "right"))
    count = end - start
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    source = order[np.repeat(start, count) + place]
    return np.append(owner, np.repeat(rows, count)), np.append(day, day[source])
