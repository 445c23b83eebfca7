"""What the logs say of each client: the sum of the window's orders, the day of the last contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.rules.ops import money

if TYPE_CHECKING:
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]


def orders_total(
    clients: int, client: Codes, day: Column, amount: Column, window_start: float, as_of: float
) -> Column:
    """Sum of each client's orders in (window_start, as_of], money; 0 where there are none.

    `client` is the position of each order's client, below 0 where it has none; times of day are
    cut off, amounts rounded on entry, blanks left out.

    >>> days, amounts = np.array([9.0, 10.5, 20.9]), np.array([1.0, 2.0, 4.0])
    >>> orders_total(1, np.zeros(3, dtype=np.int64), days, amounts, 9.0, 20.0)
    array([6.])
    """
    day = np.floor(day)
    inside = (client >= 0) & (day > window_start) & (day <= as_of) & ~np.isnan(amount)
    sums = np.bincount(client[inside], weights=money(amount[inside]), minlength=clients)
    return np.asarray(money(sums.astype(np.float64)))


def contact_logged(clients: int, client: Codes, day: Column, as_of: float) -> Column:
    """Day of each client's last logged contact up to as-of; 0 where there is none.

    >>> contact_logged(2, np.array([0, 0, -1]), np.array([5.0, 9.0, 7.0]), 8.0)
    array([5., 0.])
    """
    latest = np.zeros(clients)
    inside = (client >= 0) & (day < as_of + 1)
    np.maximum.at(latest, client[inside], day[inside])
    return latest


def orders_from(day: Column) -> float:
    """Earliest day of the orders; blank (NaN) if there are none.

    >>> orders_from(np.array([np.nan, 12.5, 30.0]))
    12.0
    """
    known = day[~np.isnan(day)]
    return float(np.floor(known.min())) if known.size else float("nan")
