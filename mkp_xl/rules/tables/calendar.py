"""The roll table of a calendar: for each day the last working day until and the first from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]


def workdays_until(first: float, working: npt.NDArray[np.bool_]) -> Column:
    """Last working day up to and including each day from `first` on; blank before the first one.

    >>> workdays_until(46344.0, np.array([True, False, False, True]))
    array([46344., 46344., 46344., 46347.])
    """
    days = first + np.arange(len(working), dtype=np.float64)
    rolled = np.maximum.accumulate(np.where(working, days, -1.0))
    return np.where(rolled > 0, rolled, np.nan)


def workdays_from(first: float, working: npt.NDArray[np.bool_]) -> Column:
    """First working day from and including each day; blank after the last one.

    >>> workdays_from(46344.0, np.array([True, False, False, True]))
    array([46344., 46347., 46347., 46347.])
    """
    days = first + np.arange(len(working), dtype=np.float64)
    rolled = np.minimum.accumulate(np.where(working, days, np.inf)[::-1])[::-1]
    return np.where(np.isfinite(rolled), rolled, np.nan)


def weekdays(first: float, count: int) -> npt.NDArray[np.bool_]:
    """Whether each day is Monday to Friday.

    >>> weekdays(46346.0, 4)  # 20.11.2026 is a Friday
    array([ True, False, False,  True])
    """
    return (first - 2 + np.arange(count)) % 7 < 5
