"""The roll table of a calendar: for each day the last working day until and the first from it.

Standard library only: worksheet functions roll days in programs that have no NumPy.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from mkp_xl.rules.ops import weekday

if TYPE_CHECKING:
    from collections.abc import Sequence


def workdays_until(first: float, working: Sequence[bool]) -> list[float]:
    """Last working day up to and including each day from `first` on; before it, Monday to Friday.

    >>> workdays_until(46344.0, [True, False, False, True])
    [46344.0, 46344.0, 46344.0, 46347.0]
    >>> workdays_until(46349.0, [False, True])  # from a Monday that is off
    [46346.0, 46350.0]
    """
    before = first - 1 - max(weekday(first - 1) - 5, 0.0)
    days = (first + place if works else before for place, works in enumerate(working))
    return list(accumulate(days, max))


def workdays_from(first: float, working: Sequence[bool]) -> list[float]:
    """First working day from and including each day; after the last one, Monday to Friday.

    >>> workdays_from(46344.0, [True, False, False, False])  # up to a Saturday
    [46344.0, 46349.0, 46349.0, 46349.0]
    """
    beyond = first + len(working)
    beyond += 8 - weekday(beyond) if weekday(beyond) > 5 else 0
    days = [first + place if works else beyond for place, works in enumerate(working)]
    return list(accumulate(reversed(days), min))[::-1]


def weekdays(first: float, count: int) -> list[bool]:
    """Whether each day is Monday to Friday.

    >>> weekdays(46346.0, 4)  # 20.11.2026 is a Friday
    [True, False, False, True]
    """
    return [(first - 2 + place) % 7 < 5 for place in range(count)]
