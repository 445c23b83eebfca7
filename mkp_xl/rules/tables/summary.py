"""The figures of a whole list: census of segments, states of coverage, sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.rules.ops import money

if TYPE_CHECKING:
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]


def census(code: Column, codes: int) -> list[int]:
    """Count of rows with each code 1..codes, then of blank rows.

    >>> census(np.array([1.0, 3.0, 3.0, np.nan]), 3)
    [1, 0, 2, 1]
    """
    known = code[~np.isnan(code)].astype(np.int64)
    return [*np.bincount(known, minlength=codes + 1)[1:].tolist(), len(code) - known.size]


def total(amount: Column) -> float:
    """Sum over the known values, money; 0 of none.

    >>> total(np.array([0.1, np.nan, 0.2]))
    0.3
    """
    return float(money(float(np.nansum(amount))))


def total_by(amount: Column, code: Column, codes: int) -> list[float]:
    """Sum over the known values of the rows with each code 1..codes, money."""
    return [total(amount[code == place]) for place in range(1, codes + 1)]


def current_coverage(state_code: Column) -> tuple[int, int]:
    """Clients contacted in time (on track or due soon) and all that are to be contacted.

    Source: article 3, «актуальный охват», our interpretation.

    >>> current_coverage(np.array([1.0, 2.0, 3.0, 4.0, np.nan]))
    (2, 4)
    """
    covered = (state_code >= 2) & (state_code <= 3)
    return int(covered.sum()), int((~np.isnan(state_code)).sum())


def weighted_coverage(state_code: Column, potential: Column) -> tuple[float, float]:
    """Potential of clients contacted in time, and of all that are to be contacted, money.

    >>> weighted_coverage(np.array([1.0, 3.0]), np.array([10.0, 30.0]))
    (30.0, 40.0)
    """
    covered = (state_code >= 2) & (state_code <= 3)
    return total(potential[covered]), total(potential[~np.isnan(state_code)])
