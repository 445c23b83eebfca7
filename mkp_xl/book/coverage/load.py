"""What each manager's clients ask for in a week, against what the manager can do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book.cells import match_keys
from mkp_xl.book.columns import texts
from mkp_xl.book.days import DATE_LAST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.calendar_sheet import Calendar
    from mkp_xl.book.compute import Verdicts
    from mkp_xl.book.findings import Finding
    from mkp_xl.book.tables import Rows

WEEK: Final = 7
_FRIDAY: Final = 4
_MOST_WEEKS: Final = 6
"""Weeks that holidays may last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A manager's week: contacts asked for by intervals, and those that can be made."""

    manager: str
    clients: int
    """Clients with an interval."""
    needed: float
    """Contacts a week: 7 days through each interval, summed."""
    capacity: float
    """Contacts that fit into the whole week that is planned; NaN where none is typed."""
    days: int
    """Working days of that week without those away."""
    monday: float
    """Where that week begins."""

    @property
    def share(self) -> float:
        """Needed of capacity; NaN without one."""
        return self.needed / self.capacity if self.capacity > 0 else math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """What the sheet of the team says of a manager."""

    name: str
    capacity: float
    """Contacts a day; NaN where none is typed."""
    away: tuple[tuple[float, float], ...]
    """Spans of days, both ends included."""

    def is_away(self, day: float) -> bool:
        """Return whether the manager is away on a day."""
        return any(first <= day <= last for first, last in self.away)


def colleagues(team: Rows | None) -> dict[str, Colleague]:
    """Return what the sheet says by the manager's key; the first capacity counts.

    An absence without an end is one day, one that ends before it begins is none.
    """
    if team is None:
        return {}
    names = texts(team.cells["manager"])
    keys = match_keys(names)
    capacity, first, last = (team.values(key) for key in ("capacity", "away_from", "away_to"))
    last = np.where(np.isnan(last), first, last)
    found: dict[str, Colleague] = {}
    for index in np.flatnonzero(team.is_row).tolist():
        known = found.get(keys[index])
        span = (float(np.floor(first[index])), float(np.floor(last[index])))
        away: tuple[tuple[float, float], ...] = (span,) if span[0] <= span[1] else ()
        daily = float(capacity[index])
        if known is not None:
            away = known.away + away
            daily = known.capacity if not math.isnan(known.capacity) else daily
        found[keys[index]] = Colleague(name=names[index], capacity=daily, away=away)
    return found


def check_team(team: Rows | None, clients: Rows) -> list[Finding]:
    """Return what is odd about the sheet of the team: absences upside down, strangers."""
    if team is None:
        return []
    first, last = team.values("away_from"), team.values("away_to")
    upside_down = (first > last) | (np.isnan(first) & ~np.isnan(last))
    known = set(match_keys(texts(clients.cells["manager"]))) if "manager" in clients.cells else None
    names = match_keys(texts(team.cells["manager"]))
    strangers = [known is not None and name not in known for name in names]
    asked = (
        ("away_not_understood", upside_down, "away_from"),
        ("unknown_manager", np.array(strangers, dtype=bool), "manager"),
    )
    return list(team.findings) + [
        team.finding(code, index, key)
        for code, mask, key in asked
        for index in np.flatnonzero(team.is_row & mask).tolist()
    ]


def week_of(as_of: float, calendar: Calendar) -> tuple[float, float]:
    """Return the first and the last day to plan: the rest of a week from Monday to Thursday.

    From Friday on, it is the next week; in any case one with a working day.
    """
    weekday = (as_of - 2) % WEEK
    first = as_of if weekday < _FRIDAY else as_of + WEEK - weekday
    for _ in range(_MOST_WEEKS):
        last = sunday_of(first)
        if any(works_on(calendar, first + n) for n in range(int(last - first) + 1)):
            break
        first = last + 1
    first = min(first, DATE_LAST)
    return first, sunday_of(first)


def sunday_of(day: float) -> float:
    """Return the last day of a day's week.

    >>> sunday_of(46349.0), sunday_of(46355.0)  # Monday 23.11.2026, Sunday 29.11.2026
    (46355.0, 46355.0)
    """
    return day + WEEK - 1 - (day - 2) % WEEK


def works_on(calendar: Calendar, day: float) -> bool:
    """Return whether a day is worked; beyond the calendar weekends are off."""
    place = int(day - calendar.first)
    if 0 <= place < len(calendar.working):
        return calendar.working[place]
    return (day - 2) % WEEK < WEEK - 2


def loads(
    clients: Rows,
    verdicts: Verdicts,
    team: Mapping[str, Colleague],
    calendar: Calendar,
    as_of: float,
) -> list[Load]:
    """Return the week of each manager who has clients to contact, by name."""
    if "manager" not in clients.cells:
        return []
    interval = verdicts.numbers["interval"]
    planned = clients.is_row & (interval >= 1)
    names = texts(clients.cells["manager"])
    keys = match_keys(names)
    asked: dict[str, tuple[str, list[int]]] = {}
    for index in np.flatnonzero(planned).tolist():
        if keys[index]:
            asked.setdefault(keys[index], (names[index], []))[1].append(index)
    monday = sunday_of(week_of(as_of, calendar)[0]) - WEEK + 1
    workdays = [day for day in (monday + n for n in range(WEEK)) if works_on(calendar, day)]
    found = []
    for key, (name, rows) in asked.items():
        known = team.get(key)
        days = [day for day in workdays if known is None or not known.is_away(day)]
        found.append(
            Load(
                manager=name,
                clients=len(rows),
                needed=float(np.sum(WEEK / interval[rows])),
                capacity=math.nan if known is None else known.capacity * len(days),
                days=len(days),
                monday=monday,
            )
        )
    return sorted(found, key=lambda load: (load.manager.casefold(), load.manager))
