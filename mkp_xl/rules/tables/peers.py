"""What similar clients buy: a high percentile of purchases in one industry and of one size.

Anchor: IBM's Market Alignment Program, where the potential of a client is a high percentile of
what similar clients spend (Lawrence and others, 2010).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from mkp_xl.rules.ops import money

if TYPE_CHECKING:
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

_SHRINK: Final = 10.0
"""A group of so many buyers is believed half, the larger group around it the other half."""
_BANDED: Final = 9
"""An industry is split by size where at least so many of its clients have one."""
_BANDS: Final = 3
"""Small, medium and large thirds of an industry."""


class Peers(NamedTuple):
    """What similar clients buy, for each client."""

    amount: Column
    """Money a year; NaN without an industry, or where nobody else of it buys."""
    buyers: Column
    """How many other buyers the client's own group has; NaN likewise."""


def peers(purchases: Column, industry: Codes, size: Column, percentile: float) -> Peers:
    """Return the percentile of purchases among buyers of the client's industry and size.

    `industry` is a code, below 0 where there is none. Few buyers say little: their percentile is
    drawn to the industry's, and the industry's to that of all, as far as they are few.

    >>> peers(np.array([10.0, 30.0, 0.0]), np.zeros(3, dtype=np.int64), np.full(3, np.nan), 0.5)
    Peers(amount=array([20., 20., 20.]), buyers=array([1., 1., 2.]))
    """
    group = industry * _BANDS + size_band(industry, size)
    bought = np.where(purchases > 0, purchases, np.nan)
    known = bought[~np.isnan(bought)]
    every = float(np.quantile(known, percentile)) if known.size else float("nan")
    own = (~np.isnan(bought)).astype(np.float64)
    wide, many = _quantile(bought, industry, percentile)
    wide = _drawn(wide, many - own, np.full(len(bought), every))
    close, few = _quantile(bought, group, percentile)
    amount = np.asarray(money(_drawn(close, few - own, wide)))
    has_others = (industry >= 0) & (many > own)
    return Peers(np.where(has_others, amount, np.nan), np.where(has_others, few - own, np.nan))


def size_band(industry: Codes, size: Column) -> Codes:
    """Return small, medium or large (0, 1, 2) within the industry; 1 where that is not known.

    >>> size_band(np.zeros(9, dtype=np.int64), np.arange(9.0)).tolist()
    [0, 0, 0, 1, 1, 1, 2, 2, 2]
    """
    frame = pd.DataFrame({"industry": industry, "size": np.where(size > 0, size, np.nan)})
    frame.loc[size == 0, "size"] = 0.0
    by = frame.groupby("industry")["size"]
    rank, count = by.rank(method="min"), by.transform("count")
    band = ((rank - 1) * _BANDS) // count.clip(lower=1)
    return np.asarray(band.where(count >= _BANDED, 1).fillna(1), dtype=np.int64)


def _quantile(bought: Column, group: Codes, percentile: float) -> tuple[Column, Column]:
    """Return each row's percentile of its group's buyers, and how many there are."""
    series = pd.Series(bought)
    by = series.groupby(group)
    found = by.quantile(percentile)
    return (
        np.asarray(pd.Series(group).map(found), dtype=np.float64),
        np.asarray(by.transform("count"), dtype=np.float64),
    )


def _drawn(own: Column, buyers: Column, around: Column) -> Column:
    """Return a group's figure drawn to that around it; that one where the group has no buyer."""
    share = buyers / (buyers + _SHRINK)
    mixed = own * share + around * (1 - share)
    only: Column = np.where(np.isnan(own), around, np.where(np.isnan(around), own, mixed))
    return only
