"""What became of clients that were contacted in time, beside those that were not.

Side by side is not cause: who buys is called more often. Therefore coverage is measured over one
period and what became of it over the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

_Z: Final = 1.959963984540054
"""95 times of 100 a normal value is within so many standard deviations."""


class Share(NamedTuple):
    """A share with what it is made of, and where the true one lies 95 times of 100."""

    part: int
    whole: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share; blank (NaN), not 0, of nothing."""
        return self.part / self.whole if self.whole else float("nan")


def share(part: int, whole: int) -> Share:
    """Return a share with its interval by Wilson (1927): honest for few and for none at all.

    >>> share(0, 10)
    Share(part=0, whole=10, low=0.0, high=0.2775327998628892)
    """
    if not whole:
        return Share(0, 0, float("nan"), float("nan"))
    found, square = part / whole, _Z * _Z
    middle = (found + square / (2 * whole)) / (1 + square / whole)
    half = _Z * np.sqrt(found * (1 - found) / whole + square / (4 * whole * whole))
    half /= 1 + square / whole
    low = 0.0 if part == 0 else max(0.0, middle - half)
    high = 1.0 if part == whole else min(1.0, middle + half)
    return Share(part, whole, float(low), float(high))


class Outcome(NamedTuple):
    """What a group of clients did in the period after the one its coverage was measured in."""

    repeated: Share
    """Bought on two days or more, of those that bought at all."""
    churned: Share
    """Bought nothing, of those that had bought in the period before."""
    cycle: float
    """Median of the clients' usual gaps between purchases, days; NaN of none."""


def outcome(group: Flags, before: Column, after: Column, usual_gap: Column) -> Outcome:
    """Return the outcome of a group by its days with purchases before and after.

    >>> found = outcome(np.array([True, True, False]), np.array([2.0, 1.0, 1.0]),
    ...                 np.array([3.0, 0.0, 0.0]), np.array([30.0, np.nan, np.nan]))
    >>> found.repeated.share, found.churned.share, found.cycle
    (1.0, 0.5, 30.0)
    """
    had, has = group & (before > 0), group & (after > 0)
    gaps = usual_gap[group & ~np.isnan(usual_gap)]
    return Outcome(
        repeated=share(int((has & (after > 1)).sum()), int(has.sum())),
        churned=share(int((had & ~has).sum()), int(had.sum())),
        cycle=float(np.median(gaps)) if gaps.size else float("nan"),
    )
