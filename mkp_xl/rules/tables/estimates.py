"""Several estimates of one potential: what they come to, how far they scatter, which contradict.

A table of estimates has a row for each client and a column for each source; NaN where a source
says nothing. Estimates scatter by factors: sources that say 100 and 200 differ as much as those
that say 1,000 and 2,000.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]
    Table = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

_CRY: Final = 2.6
"""A contradiction is told beyond so many standard deviations: one source of 100 in vain."""
_REACH: Final = 1.5
"""Half the width of a range, in standard deviations: it holds the truth 87 times of 100."""
_PAIR: Final = 0.6745 * np.sqrt(2)
"""Median distance of two values of a normal distribution, in standard deviations."""


class Range(NamedTuple):
    """Between what and what the true values are likely to be."""

    low: Column
    high: Column


def weighted_median(amount: Table, weight: Table) -> Column:
    """Return the weighted median of each row, money; NaN where no source has both.

    Each amount lies at the middle of its weight, between two of them the line is straight: of two
    equal sources the mean, of three the middle one. Weights of 0 or less leave a source out.

    >>> weighted_median(np.array([[100.0, 300.0, 900.0]]), np.array([[1.0, 1.0, 1.0]]))
    array([300.])
    >>> weighted_median(np.array([[100.0, 300.0, np.nan]]), np.array([[3.0, 1.0, 1.0]]))
    array([150.])
    """
    speaks = ~np.isnan(amount) & (weight > 0)
    amount = np.where(speaks, amount, np.inf)
    order = np.argsort(amount, axis=1, kind="stable")
    amount = np.take_along_axis(amount, order, axis=1)
    weight = np.take_along_axis(np.where(speaks, weight, 0.0), order, axis=1)
    middle, total = _middles(amount, weight)
    half = total[:, None] / 2
    rows, last = np.arange(len(amount)), speaks.sum(axis=1) - 1
    right = np.minimum((middle < half).sum(axis=1), last)
    left = np.maximum(right - 1, 0)
    below, above = amount[rows, left], amount[rows, right]
    start, end = middle[rows, left], middle[rows, right]
    with np.errstate(invalid="ignore", divide="ignore"):
        way = np.clip((half[:, 0] - start) / (end - start), 0.0, 1.0)
        found = below + (above - below) * way
    return np.where(last < 0, np.nan, np.where(right == left, above, found))


def _middles(amount: Table, weight: Table) -> tuple[Table, Column]:
    """Return where the middle of each amount's weight lies in sorted rows, and the row's weight.

    Sources that say the same are one of all their weight.
    """
    total = np.cumsum(weight, axis=1)
    start, end = total - weight, total.copy()
    for place in range(1, amount.shape[1]):
        same = amount[:, place] == amount[:, place - 1]
        start[same, place] = start[same, place - 1]
    for place in range(amount.shape[1] - 2, -1, -1):
        same = amount[:, place] == amount[:, place + 1]
        end[same, place] = end[same, place + 1]
    return (start + end) / 2, total[:, -1]


def noise(amount: Table) -> float:
    """Return how far one source lies from the truth: a standard deviation of natural logarithms.

    From the median distance of two sources of the same client: few contradictions do not move it.
    NaN where no client has two amounts above 0.

    >>> round(noise(np.array([[100.0, 100.0 * np.exp(0.9539)], [5.0, np.nan]])), 3)
    1.0
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.where(amount > 0, np.log(amount), np.nan)
    left, right = np.triu_indices(amount.shape[1], 1)
    apart = np.abs(logs[:, left] - logs[:, right])
    known = apart[~np.isnan(apart)]
    return float(np.median(known) / _PAIR) if known.size else float("nan")


def contradicting(amount: Table, weight: Table, one_source: float, disagreement: float) -> Flags:
    """Return which amounts differ from what the client's other sources come to.

    By the factor `disagreement` or more, and by more than sources of such a noise (`one_source`,
    see `noise`) differ by chance. Of two sources that differ, neither is known to be right: both
    are told.
    """
    found = np.zeros(amount.shape, dtype=bool)
    speaks = ~np.isnan(amount) & (weight > 0)
    for source in range(amount.shape[1]):
        others = np.array(weight)
        others[:, source] = 0.0
        rest = weighted_median(amount, others)
        count = np.maximum(speaks.sum(axis=1) - speaks[:, source], 1)
        chance = np.exp(_CRY * np.nan_to_num(one_source) * np.sqrt(1 + _share(count)))
        with np.errstate(invalid="ignore", divide="ignore"):
            apart = np.maximum(amount[:, source] / rest, rest / amount[:, source])
            found[:, source] = speaks[:, source] & (apart >= np.maximum(disagreement, chance))
    return found


def likely_range(potential: Column, sources: Column, one_source: float) -> Range:
    """Return the range of each potential, money: sources of such a noise, so many of them.

    The potential itself where the noise is not known: with a single source a client there is
    nothing to compare. Holds 80 to 95 of 100 true values while the sources are independent.

    >>> likely_range(np.array([100.0]), np.array([1.0]), np.log(2) / 1.5)
    Range(low=array([50.]), high=array([200.]))
    """
    own = np.nan_to_num(one_source) * np.sqrt(_share(np.maximum(sources, 1)))
    factor = np.exp(_REACH * own)
    return Range(potential / factor, potential * factor)


def _share(count: Column | npt.NDArray[np.int64]) -> Column:
    """Return the variance of a median of so many values, that of one being 1."""
    shares: Column = np.where(count > 2, 1.3 / np.maximum(count, 1), 1 / np.maximum(count, 1))
    return shares
