"""The figures of coverage by class, segment, manager and month, each with what it is a part of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book.cells import match_keys
from mkp_xl.book.columns import texts
from mkp_xl.book.coverage.events import contact_days, first_day
from mkp_xl.book.days import date_of, serial_of
from mkp_xl.rules.tables import coverage
from mkp_xl.rules.tables.activity import days_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkp_xl.book.compute import Verdicts
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Column, Flags
    from mkp_xl.rules.tables.activity import Days
    from mkp_xl.rules.tables.coverage import Windows

MONTHS: Final = 12
CLASSES: Final = ("A", "B", "C")
STATES: Final = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The figures of a group of clients: counts and sums, never a share without its parts."""

    clients: int
    """Clients with an interval who are not left out: what coverage is a part of."""
    states: tuple[int, int, int, int]
    """Overdue, due soon, on track, never contacted."""
    potential: float
    potential_covered: float
    """Of clients on track or due soon, money."""
    reached: int
    """Clients contacted at least once in the window."""
    contacts: int
    """Days with a contact since the year began."""
    expected: float
    """Contacts that the intervals ask for over the same days."""
    windows_due: int
    """Whole intervals in the window, of those since the log began; 0 without a log."""
    windows_met: int
    missed: float
    """The part of the gap that falls on intervals without a contact, money."""

    @property
    def covered(self) -> int:
        """Clients contacted in time."""
        return self.states[1] + self.states[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Coverage of a calendar month, up to its last day or to as-of."""

    first: float
    last: float
    clients: int
    """Clients with an interval; 0 in months before the log begins."""
    covered: int
    """Clients whose last contact by the last day was no longer ago than their interval."""
    reached: int
    """Clients contacted in the month."""
    contacts: int
    """Days with a contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFigures:
    """All figures of a list."""

    total: Line
    by_class: dict[str, Line]
    by_segment: dict[int, Line]
    by_manager: dict[str, Line]
    """By the manager's name as the list spells it; "" for clients of nobody."""
    months: tuple[Month, ...]
    """The last twelve, that of as-of included."""
    days: Days
    windows: Windows
    has_log: bool


def figures(clients: Rows, verdicts: Verdicts, settings: Settings) -> CoverageFigures:
    """Return the figures of a list as of the settings' day."""
    return _Reckoning(clients, verdicts, settings).figures()


class _Reckoning:
    """The columns that every group sums."""

    def __init__(self, clients: Rows, verdicts: Verdicts, settings: Settings) -> None:
        self._clients, self._numbers, self._as_of = clients, verdicts.numbers, settings.as_of
        self._days = contact_days(clients, verdicts, settings.as_of)
        interval = np.where(clients.is_row, self._numbers["interval"], np.nan)
        self._planned = interval >= 1
        self._interval = np.where(self._planned, interval, np.nan)
        begins, start = first_day(verdicts.contacts), float(self._numbers["window_start"])
        self._has_log = not np.isnan(begins)
        since = max(start, begins - 1) if self._has_log else self._as_of
        self._windows = coverage.windows(self._days, self._interval, since, self._as_of)
        size = clients.size
        self._reached = days_in(size, self._days, start, self._as_of) > 0
        year = serial_of(date(date_of(self._as_of).year, 1, 1)) - 1
        self._contacts = days_in(size, self._days, year, self._as_of)
        begun = min(max(year, since), self._as_of) if self._has_log else self._as_of
        self._expected = coverage.planned(self._interval, self._as_of - begun)
        self._begins = begins
        self._missed = coverage.missed_cost(self._numbers["gap"], self._windows)

    def figures(self) -> CoverageFigures:
        """Return the figures of all clients and of each group."""
        level, segment = self._numbers["potential_level"], self._numbers["segment"]
        return CoverageFigures(
            total=self._line(self._clients.is_row),
            by_class={name: self._line(level == 3 - place) for place, name in enumerate(CLASSES)},
            by_segment={number: self._line(segment == number) for number in range(1, 10)},
            by_manager={name: self._line(rows) for name, rows in self._managers()},
            months=tuple(self._months()),
            days=self._days,
            windows=self._windows,
            has_log=self._has_log,
        )

    def _line(self, rows: Flags) -> Line:
        here = rows & self._planned
        code, potential = self._numbers["state_code"], self._numbers["potential"]
        covered = here & (code >= 2) & (code <= 3)
        return Line(
            clients=int(here.sum()),
            states=tuple(int((here & (code == state)).sum()) for state in STATES),  # type: ignore[arg-type]
            potential=_sum(potential, here),
            potential_covered=_sum(potential, covered),
            reached=int((here & self._reached).sum()),
            contacts=int(self._contacts[here].sum()),
            expected=float(self._expected[here].sum()),
            windows_due=int(self._windows.due[here].sum()),
            windows_met=int(self._windows.met[here].sum()),
            missed=_sum(self._missed, here & (self._windows.due > 0)),
        )

    def _managers(self) -> Iterable[tuple[str, Flags]]:
        """Yield each manager's name as it is first spelt, and whose rows are theirs."""
        if "manager" not in self._clients.cells:
            return
        names = texts(self._clients.cells["manager"])
        keys = match_keys(names)
        groups: dict[str, tuple[str, list[int]]] = {}
        for index in np.flatnonzero(self._clients.is_row).tolist():
            groups.setdefault(keys[index], (names[index], []))[1].append(index)
        for name, places in sorted(groups.values()):
            rows = np.zeros(self._clients.size, dtype=bool)
            rows[places] = True
            yield name, rows

    def _months(self) -> Iterable[Month]:
        ends = month_ends(self._as_of)
        covered = coverage.covered_on(self._days, self._interval, ends[1:])
        for place, (before, last) in enumerate(pairwise(ends)):
            found = days_in(self._clients.size, self._days, before, last)
            is_known = last >= self._begins  # nothing is known of days before the log
            yield Month(
                first=before + 1,
                last=last,
                clients=int(self._planned.sum()) if is_known else 0,
                covered=int((covered[:, place] & self._planned).sum()),
                reached=int(((found > 0) & self._planned).sum()),
                contacts=int(found[self._planned].sum()),
            )


def month_ends(as_of: float) -> list[float]:
    """Return the last days of the twelve months before as-of's, then as-of itself.

    >>> [date_of(day).isoformat() for day in month_ends(46346.0)][-3:]
    ['2026-09-30', '2026-10-31', '2026-11-20']
    """
    day = date_of(as_of)
    months = (day.year * 12 + day.month - 1 - back for back in range(MONTHS - 1, -1, -1))
    firsts = (date(month // 12, month % 12 + 1, 1) for month in months)
    return [*(serial_of(first) - 1 for first in firsts), as_of]


def _sum(amount: Column, rows: Flags) -> float:
    return float(np.round(np.nansum(amount[rows]), 2))
