"""How far a whole recalculation is, told from how far one step of it is."""

from __future__ import annotations

_STEPS = {"read": (0, 30), "compute": (30, 40), "write": (40, 100)}
"""Which part of the whole a step is, in per cent."""


def percent(key: str, share: float) -> int:
    """Return the per cent done of the whole, where a share of a step is done.

    >>> percent("compute", 0.5), percent("write", 1.0)
    (35, 100)
    """
    low, high = _STEPS.get(key, (0, 100))
    return round(low + (high - low) * share)
