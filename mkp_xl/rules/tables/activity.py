"""Activity of each client against its own past: its gaps, its silence, whether its rhythm fell.

An event is a day on which something happened (a contact, a purchase); several on one day are one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]
    Table = npt.NDArray[np.float64]

EARLY, LATE = 4, 2
"""Gaps that a rhythm is known by, and gaps that show another one."""
RECENT: Final = 48
"""Gaps looked back on: what fell years ago and has stood since is the rhythm now."""
_SLOWER: Final = 1.4
"""A rhythm fell where gaps are so many times as long; less is no news to anybody."""
_REGULAR: Final = 0.1
"""No rhythm is taken for more regular than this (standard deviation of logarithms)."""
_CRY: Final = {1: 3.6, 2: 3.85}
"""Where one or two activities of a client are watched: steady clients stay below it 98 times of
100, whatever their gaps scatter like. `tests/test_activity.py` draws them."""
_BLOCK: Final = 2048
"""Clients looked at together: their gaps stay in the processor's cache."""


class Days(NamedTuple):
    """The days on which something happened, by client and day, each day once."""

    client: Codes
    day: Column


class Rhythm(NamedTuple):
    """How often something happens, for each client; NaN where too little is known."""

    events: Column
    """Days with an event."""
    usual: Column
    """Median gap between two of them, days."""
    longest: Column
    """Longest gap, the one that lasts included, days."""
    silence: Column
    """Days since the last one."""
    fell: Column
    """1 where the rhythm fell, 0 where it did not; NaN with fewer gaps than tell."""


def days_of(client: Codes, day: Column, as_of: float) -> Days:
    """Return whole days up to as-of of known clients, sorted, each day of a client once.

    >>> days_of(np.array([0, 0, -1, 0]), np.array([9.5, 3.0, 4.0, 9.0]), 20.0).day.tolist()
    [3.0, 9.0]
    """
    inside = (client >= 0) & (day < as_of + 1)
    whole = np.floor(day[inside]).astype(np.int64)
    if not whole.size:
        return Days(np.zeros(0, dtype=np.int64), np.zeros(0))
    first = int(whole.min())
    span = int(whole.max()) - first + 1
    placed = np.sort(client[inside] * span + (whole - first))
    fresh = np.diff(placed, prepend=-1) > 0
    owner, offset = np.divmod(placed[fresh], span)
    return Days(owner, (offset + first).astype(np.float64))


def days_in(clients: int, days: Days, start: float, end: float) -> Column:
    """Return on how many days in (start, end] something happened to each client.

    >>> days_in(2, Days(np.array([0, 0, 0]), np.array([1.0, 2.0, 3.0])), 1.0, 3.0)
    array([2., 0.])
    """
    inside = (days.day > start) & (days.day <= end)
    return np.bincount(days.client[inside], minlength=clients).astype(np.float64)


def rhythm(clients: int, days: Days, as_of: float, watched: int = 1) -> Rhythm:
    """Return the rhythm of each client's events up to as-of.

    `watched` says of how many activities of a client (1 or 2) any may raise the alarm.

    A rhythm fell where late gaps are longer than early ones by more than the client's own gaps
    scatter: Student's t of logarithms of gaps, the most of all places where it may have changed.
    The silence that lasts is a late gap too, once it is longer than they are.

    >>> monthly = days_of(np.zeros(9, dtype=np.int64), np.arange(9) * 30.0, 260.0)
    >>> rhythm(1, monthly, 260.0).usual, rhythm(1, monthly, 260.0).fell
    (array([30.]), array([0.]))
    """
    events = np.bincount(days.client, minlength=clients).astype(np.float64)
    ends = np.cumsum(events).astype(np.int64)
    last = np.full(clients, np.nan)
    some = events > 0
    last[some] = days.day[ends[some] - 1]
    silence = as_of - last
    gaps = _recent_gaps(days, events.astype(np.int64), ends)
    longest = np.fmax(np.fmax.reduce(gaps, axis=1), silence)
    told = np.flatnonzero(events - 1 >= EARLY + LATE)
    fell = np.full(clients, np.nan)
    for start in range(0, len(told), _BLOCK):
        rows = told[start : start + _BLOCK]
        fell[rows] = slowed(gaps[rows], silence[rows]) > _CRY[watched]
    return Rhythm(events=events, usual=_medians(gaps), longest=longest, silence=silence, fell=fell)


def slowed(gaps: Table, silence: Column) -> Column:
    """Return how surely each row's gaps became longer: Student's t, 0 where they did not.

    A row holds a client's gaps in days, the last one on the right, blanks (NaN) before the first.
    """
    there = ~np.isnan(gaps)
    logs = np.log(np.where(there, gaps, 1.0))[:, ::-1]
    count = there.sum(axis=1).astype(np.float64)
    sums, squares = np.cumsum(logs, axis=1), np.cumsum(logs * logs, axis=1)
    open_gap = np.log(np.maximum(silence, 1.0))
    most = np.zeros(len(gaps))
    for late in range(LATE, gaps.shape[1] - EARLY + 1):
        n_early = np.maximum(count - late, 1.0)
        lasts = open_gap > sums[:, late - 1] / late
        n_late = late + lasts
        early, its = sums[:, -1] - sums[:, late - 1], sums[:, late - 1] + lasts * open_gap
        its_squares = squares[:, late - 1] + lasts * open_gap * open_gap
        apart = its / n_late - early / n_early
        scatter = squares[:, -1] - squares[:, late - 1] - early * early / n_early
        scatter += its_squares - its * its / n_late
        freedom = np.maximum(n_early + n_late - 2, 1.0)
        deviation = np.maximum(np.sqrt(np.maximum(scatter, 0.0) / freedom), _REGULAR)
        t = apart / (deviation * np.sqrt(1 / n_early + 1 / n_late))
        tells = (count - late >= EARLY) & (apart >= np.log(_SLOWER))
        most = np.where(tells, np.maximum(most, t), most)
    return most


def _recent_gaps(days: Days, events: Codes, ends: Codes) -> Table:
    """Return each client's last gaps in a row of its own, the last one on the right."""
    width = int(min(RECENT, max(int(events.max(initial=0)) - 1, 1)))
    back = np.arange(width)[::-1]
    at = ends[:, None] - 1 - back[None, :]
    there = back[None, :] < (events - 1)[:, None]
    gaps = np.full((len(events), width), np.nan)
    if days.day.size > 1:
        steps = np.diff(days.day, prepend=days.day[0])
        gaps[there] = steps[at[there]]
    return gaps


def _medians(gaps: Table) -> Column:
    """Return the median of each row, NaN of none."""
    rising = np.sort(gaps, axis=1)  # blanks go last
    count = (~np.isnan(gaps)).sum(axis=1)
    row, upper = np.arange(len(gaps)), count // 2
    lower = np.maximum(count - 1, 0) // 2
    return np.asarray((rising[row, lower] + rising[row, np.minimum(upper, gaps.shape[1] - 1)]) / 2)
