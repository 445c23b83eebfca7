"""Coverage of a client base: windows with a contact, reach, current coverage by month, plan.

Contacts come as days of clients, sorted, each day once (`activity.days_of`). What is a share comes
as two numbers, the part and what it is a part of: whoever shows it shows both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mkp_xl.rules.ops import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mkp_xl.rules.tables.activity import Days

    Column = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]


class Windows(NamedTuple):
    """Intervals of each client that ended by as-of, and those of them with a contact."""

    due: Column
    """Whole intervals since the start, counted back from as-of; 0 without an interval."""
    met: Column
    """Those with at least one contact."""


def windows(days: Days, interval: Column, start: float, as_of: float) -> Windows:
    """Return each client's intervals in (start, as_of], and how many of them hold a contact.

    Twelve calls in January are one window of twelve. Windows are intervals counted back from
    as-of, never calendar months: an interval of 30 days can skip February.

    >>> from mkp_xl.rules.tables.activity import Days
    >>> january = Days(np.zeros(3, dtype=np.int64), np.array([5.0, 9.0, 30.0]))
    >>> windows(january, np.array([30.0]), 0.0, 365.0)
    Windows(due=array([12.]), met=array([1.]))
    """
    plans = interval >= 1
    due = np.zeros(len(interval), dtype=np.int64)
    due[plans] = np.floor(max(as_of - start, 0.0) / interval[plans]).astype(np.int64)
    first = np.cumsum(due) - due
    held = np.zeros(int(due.sum()), dtype=bool)
    client = days.client
    inside = plans[client] & (days.day <= as_of)
    client, day = client[inside], days.day[inside]
    back = np.floor((as_of - day) / interval[client]).astype(np.int64)
    recent = back < due[client]
    held[first[client[recent]] + back[recent]] = True
    met = np.bincount(np.repeat(np.arange(len(due)), due)[held], minlength=len(due))
    return Windows(due.astype(np.float64), met.astype(np.float64))


def covered_on(days: Days, interval: Column, ends: Sequence[float]) -> Flags:
    """Return whether each client (row) was covered at the end of each day of `ends` (column).

    Covered: the last contact by then was no longer ago than the interval. `ends` are rising.
    """
    latest = np.full((len(interval), len(ends) + 1), -np.inf)
    # The days of a client rise: of those that fall together the last one stays.
    latest[days.client, np.searchsorted(np.asarray(ends), days.day)] = days.day
    latest = np.maximum.accumulate(latest[:, : len(ends)], axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.asarray(ends)[None, :] - latest <= interval[:, None])


def planned(interval: Column, days: float) -> Column:
    """Return how many contacts each client's interval asks for over some days; 0 without one.

    >>> planned(np.array([30.0, np.nan]), 60.0)
    array([2., 0.])
    """
    plans = interval >= 1
    return np.where(plans, days / np.where(plans, interval, 1.0), 0.0)


def missed_cost(gap: Column, found: Windows) -> Column:
    """Return the part of each client's gap that falls on windows nobody used, money.

    Blank without a window or a gap. An upper limit: not every contact ends in a purchase.
    Source: article 3, «потери, связанные с упущенными возможностями», our interpretation.

    >>> missed_cost(np.array([1200.0, 5.0]), Windows(np.array([12.0, 0.0]), np.array([9.0, 0.0])))
    array([300.,  nan])
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(found.due > 0, (found.due - found.met) / found.due, np.nan)
    return np.asarray(money(gap * share))


def band(actual: float, expected: float, threshold: float) -> float:
    """Return 1 below plan, 2 within the band around it, 3 above; blank (NaN) without a plan.

    >>> [band(actual, 10.0, 0.1) for actual in (8.9, 9.0, 11.0, 11.1)]
    [1.0, 2.0, 2.0, 3.0]
    """
    if not expected > 0:
        return float("nan")
    if actual < expected * (1 - threshold):
        return 1.0
    return 3.0 if actual > expected * (1 + threshold) else 2.0
