"""Monday's list: which clients each manager contacts on which day of the week, and who is left.

Those who wait already come first, larger potentials on top; a client in time is contacted by its
due date. A day takes no more than the manager can make.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book.cells import match_keys
from mkp_xl.book.columns import texts
from mkp_xl.book.coverage.load import WEEK, week_after, works_on
from mkp_xl.book.days import DATE_LAST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.calendar_sheet import Calendar
    from mkp_xl.book.compute import Verdicts
    from mkp_xl.book.coverage.load import Colleague
    from mkp_xl.book.tables import Rows

_WAITING: Final = (1.0, 4.0)
"""States that ask for a contact as soon as there is room: overdue, never contacted."""
UNLIMITED: Final = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A working day of a manager, and the rows of the clients to contact on it."""

    day: float
    room: float
    """Contacts the manager can make; without end where no capacity is typed."""
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A manager's week."""

    manager: str
    """As the list spells it first; "" for clients of nobody."""
    days: tuple[Day, ...]
    left: tuple[int, ...]
    """Rows for whom there is no room before their due date, the most urgent first."""


def weeks(
    clients: Rows,
    verdicts: Verdicts,
    team: Mapping[str, Colleague],
    calendar: Calendar,
    as_of: float,
) -> list[Week]:
    """Return the week after as-of of each manager who has somebody to contact, by name."""
    monday = week_after(as_of)
    if monday + WEEK > DATE_LAST:
        return []
    numbers = verdicts.numbers
    due, code = numbers["due_date"], numbers["state_code"]
    # Who is due before the week begins is contacted as soon as it does.
    waits = np.isin(code, _WAITING) | (due < monday)
    asked = clients.is_row & (waits | (due <= monday + WEEK - 1))
    potential = np.nan_to_num(numbers["potential"])
    order = np.lexsort((np.arange(clients.size), -potential, np.where(waits, -1.0, due)))
    named = _named(clients)
    found: dict[str, tuple[str, list[int]]] = {}
    for row in order[asked[order]].tolist():
        key, name = named[row]
        found.setdefault(key, (name, []))[1].append(row)
    workdays = [day for day in (monday + n for n in range(WEEK)) if works_on(calendar, day)]
    made = [
        _week(name, rows, _room(team.get(key), workdays), np.where(waits, math.inf, due))
        for key, (name, rows) in found.items()
    ]
    return sorted(made, key=lambda week: (week.manager.casefold(), week.manager))


def _named(clients: Rows) -> list[tuple[str, str]]:
    if "manager" not in clients.cells:
        return [("", "")] * clients.size
    names = texts(clients.cells["manager"])
    return list(zip(match_keys(names), names, strict=True))


def _room(known: Colleague | None, workdays: list[float]) -> dict[float, float]:
    """Return how many contacts fit into each day that the manager works."""
    days = [day for day in workdays if known is None or not known.is_away(day)]
    daily = math.nan if known is None else known.capacity
    if math.isnan(daily):
        return dict.fromkeys(days, UNLIMITED)
    # Half a contact a day is one every other day.
    by_then = [math.floor(daily * place) for place in range(len(days) + 1)]
    return {
        day: float(n - before) for day, (before, n) in zip(days, pairwise(by_then), strict=True)
    }


def _week(name: str, rows: list[int], room: Mapping[float, float], latest: np.ndarray) -> Week:
    """Give each client a day: the first with room to those who wait, else the last in time."""
    left_room, chosen = dict(room), dict[float, list[int]]()
    without: list[int] = []
    for row in rows:
        open_ = [day for day, free in left_room.items() if free >= 1 and day <= latest[row]]
        if not open_:
            without.append(row)
            continue
        day = open_[0] if math.isinf(latest[row]) else open_[-1]
        left_room[day] -= 1
        chosen.setdefault(day, []).append(row)
    days = (Day(day=day, room=free, rows=tuple(chosen.get(day, ()))) for day, free in room.items())
    return Week(manager=name, days=tuple(days), left=tuple(without))
