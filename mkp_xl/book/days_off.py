"""The argument «days off» of a function as a calendar with its roll table."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mkp_xl.book.days import DATE_FIRST, DATE_LAST, read_date
from mkp_xl.book.handed_over import Cell, Range, plain
from mkp_xl.rules.tables.calendar import weekdays, workdays_from, workdays_until

if TYPE_CHECKING:
    from mkp_xl.book.cells import Raw

Calendar = tuple[float, float, Any, Any]
"""First and last day; for each day the last working day until it and the first one from it."""
NO_CALENDAR: Calendar = (math.nan, math.nan, [math.nan], [math.nan])
"""Saturdays and Sundays alone are off."""


def calendar_of(cells: Range, shift: float) -> Calendar:
    """Return the calendar of a range: nothing, a list of days off, or days with 1 and 0.

    Days of a list are off besides Saturdays and Sundays. A second column of 1 and 0 says of each
    day whether it is worked, as the sheet «Календарь» does; beyond them weekends are off. A
    cell that holds no day is passed over.
    """
    try:
        return _rolled(tuple(map(tuple, cells)), shift)
    except TypeError:  # a cell of a program's own type that cannot be looked up
        return _rolled(tuple(tuple(map(plain, row)) for row in cells), shift)


@lru_cache(maxsize=16)
def _rolled(cells: tuple[tuple[Cell, ...], ...], shift: float) -> Calendar:
    """Return first day, last day and the roll table, as `rules.tables.calendar` makes them.

    Known by the cells as they came: every formula of a column hands over the same calendar.
    """
    rows = [tuple(map(plain, row)) for row in cells]
    told = _told_days(rows, shift)
    if not told or max(told) - min(told) > _LONGEST:
        return NO_CALENDAR
    around = 0 if _flagged(rows) else _AROUND
    first = min(told) - around
    working = weekdays(first, int(max(told) - first) + 1 + around)
    for day, works in told.items():
        working[int(day - first)] = works == 1.0
    until, from_ = workdays_until(first, working), workdays_from(first, working)
    return first, first + len(working) - 1, until, from_


_LONGEST = 36600
"""Days, a hundred years: a list that spans more holds a mistyped year."""
_AROUND = 60
"""Days beyond a list of days off over which a due date may have to be moved."""


def _told_days(rows: list[tuple[Raw, ...]], shift: float) -> dict[float, float]:
    """Return the days a range tells of: 1 worked, 0 off."""
    if _flagged(rows):
        pairs = [(row[0], row[1]) for row in rows if row[1] in (0.0, 1.0)]
    else:
        pairs = [(cell, 0.0) for row in rows for cell in row]
    told: dict[float, float] = {}
    for cell, works in pairs:
        day = _day(cell)
        if day > 0:
            day += 0.0 if isinstance(cell, str) else shift  # a text says its day
            told[day] = 1.0 if works == 1.0 else 0.0
    return told


def _flagged(rows: list[tuple[Raw, ...]]) -> bool:
    """Return whether a second column says which days are worked."""
    if any(len(row) != 2 for row in rows):
        return False
    flags = [row[1] for row in rows]
    return any(flag in (0.0, 1.0) for flag in flags) and not any(map(_day, flags))


def _day(cell: Raw) -> float:
    """Return the day of a cell, 0 if there is none; a function sees no number format."""
    if isinstance(cell, float):
        return math.floor(cell) if DATE_FIRST <= cell < DATE_LAST + 1 else 0.0
    value = read_date(cell).value
    return math.floor(value) if value > 0 else 0.0
