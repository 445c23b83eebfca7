"""Estimates of many clients: how far sources scatter, and which of them contradict the others.

A table of estimates has a row for each client and a column for each source; NaN where a source
says nothing. Estimates scatter by factors: sources that say 100 and 200 differ as much as those
that say 1,000 and 2,000.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.rules.rows import estimates
from mkp_xl.rules.rows.likely import median_deviation

if TYPE_CHECKING:
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]
    Table = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

_CRY: Final = 2.6
"""A contradiction is told beyond so many standard deviations: one source of 100 in vain."""
_PAIR: Final = 0.6745 * np.sqrt(2)
"""Median distance of two values of a normal distribution, in standard deviations."""
_PLACES: Final = (
    estimates.place_size, estimates.place_budget, estimates.place_rivals, estimates.place_expert
)  # fmt: skip


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
    """Return which amounts of four sources differ from what the client's others come to.

    By the factor `disagreement` or more, and by more than sources of such a noise (`one_source`,
    see `noise`) differ by chance. Of two sources that differ, neither is known to be right: both
    are told. Weights are whole points; 0 leaves a source out.
    """
    found = np.zeros(amount.shape, dtype=bool)
    speaks = ~np.isnan(amount) & (weight > 0)
    for source in range(amount.shape[1]):
        others = np.where(speaks, weight, 0.0)
        others[:, source] = 0.0
        rest = _reconciled(amount, others)
        loss = median_deviation((others > 0).sum(axis=1).astype(np.float64))
        chance = np.exp(_CRY * np.nan_to_num(one_source) * np.sqrt(1 + loss**2))
        with np.errstate(invalid="ignore", divide="ignore"):
            apart = np.maximum(amount[:, source] / rest, rest / amount[:, source])
            found[:, source] = speaks[:, source] & (apart >= np.maximum(disagreement, chance))
    return found


def _reconciled(amount: Table, weight: Table) -> Column:
    """Return what the sources of such weights come to, by the rule of a row."""
    amounts, weights = (list(np.ascontiguousarray(table.T)) for table in (amount, weight))
    places = [place(*amounts, *weights) for place in _PLACES]
    return np.asarray(estimates.reconciled(*amounts, *places))
