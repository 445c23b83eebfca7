"""The roll table of a calendar: for each day the last working day until and the first from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.rules.ops import weekday

if TYPE_CHECKING:
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]


def workdays_until(first: float, working: npt.NDArray[np.bool_]) -> Column:
    """Last working day up to and including each day from `first` on; 0 before the first one.

    >>> workdays_until(46344.0, np.array([True, False, False, True]))
    array([46344., 46344., 46344., 46347.])
    """
    days = first + np.arange(len(working), dtype=np.float64)
    return np.asarray(np.maximum.accumulate(np.where(working, days, 0.0)))


def workdays_from(first: float, working: npt.NDArray[np.bool_]) -> Column:
    """First working day from and including each day; after the last one, Monday to Friday.

    >>> workdays_from(46344.0, np.array([True, False, False, False]))  # up to a Saturday
    array([46344., 46349., 46349., 46349.])
    """
    days = first + np.arange(len(working), dtype=np.float64)
    beyond = float(days[-1]) + 1 if len(days) else first
    beyond += 8 - weekday(beyond) if weekday(beyond) > 5 else 0
    rolled = np.where(working, days, beyond)
    return np.minimum.accumulate(rolled[::-1])[::-1]


def weekdays(first: float, count: int) -> npt.NDArray[np.bool_]:
    """Whether each day is Monday to Friday.

    >>> weekdays(46346.0, 4)  # 20.11.2026 is a Friday
    array([ True, False, False,  True])
    """
    return (first - 2 + np.arange(count)) % 7 < 5
