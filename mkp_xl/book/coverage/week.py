"""Monday's list: which clients each manager contacts on which day of the week, and who is left.

An agreed day comes before all: on it, or on the nearest day with room. Of the others, those who
wait already come first, larger potentials on top; a client in time is contacted by its due date. A
day takes no more than the manager can make; where nobody knows how many that is, the days of the
week share the clients evenly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book.cells import match_keys
from mkp_xl.book.columns import texts
from mkp_xl.book.coverage.load import week_of, works_on
from mkp_xl.book.days import DATE_LAST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.calendar_sheet import Calendar
    from mkp_xl.book.compute import Verdicts
    from mkp_xl.book.coverage.load import Colleague
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Column, Flags

_WAITING: Final = (1.0, 4.0)
"""States that ask for a contact as soon as there is room: overdue, never contacted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A working day of a manager, and the rows of the clients to contact on it."""

    day: float
    room: float
    """Contacts the manager can make; those planned where no capacity is typed."""
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A manager's week."""

    manager: str
    """As the list spells it first; "" for clients of nobody."""
    days: tuple[Day, ...]
    left: tuple[int, ...]
    """Rows for whom there is no room before their due date, the most urgent first."""
    is_known: bool = True
    """Whether the manager's capacity is typed."""

    @property
    def contacts(self) -> int:
        """Contacts that found a day."""
        return sum(len(day.rows) for day in self.days)

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows of all its clients, those without room last."""
        return (*(row for day in self.days for row in day.rows), *self.left)


def weeks(
    clients: Rows,
    verdicts: Verdicts,
    team: Mapping[str, Colleague],
    calendar: Calendar,
    as_of: float,
    agreed: Column,
) -> list[Week]:
    """Return the week to plan of each manager who has somebody to contact, by name.

    `agreed` is the day promised to each client, NaN for none.
    """
    first, last = week_of(as_of, calendar)
    if last > DATE_LAST:
        return []
    due, waits = turns(verdicts, agreed, as_of, first)
    asked = clients.is_row & (waits | (due <= last))
    fixed = ~np.isnan(agreed) & ~waits
    potential = np.nan_to_num(verdicts.numbers["potential"])
    urgency = np.where(waits, -1.0, due)
    order = np.lexsort((np.arange(clients.size), -potential, urgency, ~fixed))
    named = _named(clients)
    found: dict[str, tuple[str, list[int]]] = {}
    for row in order[asked[order]].tolist():
        key, name = named[row]
        found.setdefault(key, (name, []))[1].append(row)
    week = (first + n for n in range(int(last - first) + 1))
    workdays = [day for day in week if works_on(calendar, day)]
    latest = np.where(waits, math.inf, due)
    made = [
        _week(name, rows, _room(team.get(key), workdays), latest, fixed)
        for key, (name, rows) in found.items()
    ]
    return sorted(made, key=lambda week: (week.manager.casefold(), week.manager))


def turns(verdicts: Verdicts, agreed: Column, as_of: float, begins: float) -> tuple[Column, Flags]:
    """Return the day when each client's turn comes, and for whom it has come as a week begins.

    The turn is the agreed day, else the due date, both NaN for nobody's. A day that is agreed waits
    only once it has passed.
    """
    due = verdicts.numbers["due_date"]
    waits = np.isin(verdicts.numbers["state_code"], _WAITING) | (due < begins)
    is_agreed = ~np.isnan(agreed)
    return np.where(is_agreed, agreed, due), np.where(is_agreed, agreed < as_of, waits)


def _named(clients: Rows) -> list[tuple[str, str]]:
    if "manager" not in clients.cells:
        return [("", "")] * clients.size
    names = texts(clients.cells["manager"])
    return list(zip(match_keys(names), names, strict=True))


def _room(known: Colleague | None, workdays: list[float]) -> dict[float, float]:
    """Return how many contacts fit into each day that the manager works; NaN: nobody knows."""
    days = [day for day in workdays if known is None or not known.is_away(day)]
    daily = math.nan if known is None else known.capacity
    if math.isnan(daily):
        return dict.fromkeys(days, math.nan)
    # Half a contact a day is one every other day.
    by_then = [math.floor(daily * place) for place in range(len(days) + 1)]
    return {
        day: float(n - before) for day, (before, n) in zip(days, pairwise(by_then), strict=True)
    }


def _week(
    name: str, rows: list[int], room: Mapping[float, float], latest: Column, fixed: Flags
) -> Week:
    """Give each client a day: the first with room to those who wait, else the last in time.

    Those whose day is fixed come first in `rows` and get it, else the nearest day with room.
    """
    is_known = not any(map(math.isnan, room.values()))
    even = math.ceil(len(rows) / max(1, len(room)))
    left_room = dict(room) if is_known else dict.fromkeys(room, float(even))
    chosen: dict[float, list[int]] = {day: [] for day in room}
    without: list[int] = []
    for row in rows:
        choose = _agreed_day if fixed[row] else _free_day
        day = choose(left_room, float(latest[row]), is_known=is_known)
        if day is None:
            without.append(row)
            continue
        left_room[day] -= 1
        chosen[day].append(row)
    days = (
        Day(day=day, room=free if is_known else float(len(chosen[day])), rows=tuple(chosen[day]))
        for day, free in room.items()
    )
    return Week(manager=name, days=tuple(days), left=tuple(without), is_known=is_known)


def _free_day(left: Mapping[float, float], latest: float, *, is_known: bool) -> float | None:
    """Return the first day with room to who waits, else the last in time; None where none has.

    Where nobody knows how much room there is, the day with the fewest takes one more.
    """
    in_time = [day for day in left if day <= latest]
    open_ = [day for day in in_time if left[day] >= 1]
    if open_:
        return open_[0] if math.isinf(latest) else open_[-1]
    return max(in_time, key=lambda day: left[day]) if in_time and not is_known else None


def _agreed_day(left: Mapping[float, float], wanted: float, *, is_known: bool) -> float | None:
    """Return the day with room that is nearest to the wanted one, of two the earlier.

    >>> room = {46349.0: 1.0, 46350.0: 0.0, 46351.0: 1.0}
    >>> _agreed_day(room, 46350.0, is_known=True), _agreed_day(room, 46350.0, is_known=False)
    (46349.0, 46350.0)
    """
    open_ = (day for day in left if left[day] >= 1 or not is_known)
    return min(open_, key=lambda day: (abs(day - wanted), day), default=None)
