"""Flips: the smallest change of one input that moves a client, and the segment it leads to.

Money moves in steps of 0.01; each distance is positive and each target is what the rules give
at the changed input. Source: FEATURES M22, M57 (a visible reason, the distance in money).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.rules.ops import CENT, cases, known, money, most
from mkp_xl.rules.rows.progress import progress_level

if TYPE_CHECKING:
    from mkp_xl.rules.ops import Value


def purchases_up(purchases: Value, progress_level: Value, reached_amount: Value) -> Value:
    """Purchases missing to the next column, money; blank in the last column.

    >>> purchases_up(210.0, 2.0, 740.0), purchases_up(0.0, 1.0, 740.0)
    (530.0, 0.01)
    """
    return cases(
        (progress_level <= 1, money(CENT - purchases)),
        (progress_level <= 2, money(reached_amount - purchases)),
    )


def segment_purchases_up(segment: Value, progress_level: Value, reached_amount: Value) -> Value:
    """Segment after the purchases missing to the next column; blank in the last column.

    A first purchase of 0.01 already reaches a potential of 0 or 0.01.

    >>> segment_purchases_up(7.0, 1.0, 740.0), segment_purchases_up(1.0, 1.0, 0.0)
    (8.0, 3.0)
    """
    return cases(
        ((progress_level <= 1) & (reached_amount <= CENT), segment + 2),
        (known(reached_amount) & (progress_level <= 2), segment + 1),
    )


def purchases_down(purchases: Value, progress_level: Value, reached_amount: Value) -> Value:
    """Purchases whose loss means the column before, money; blank in the first column.

    >>> purchases_down(740.0, 3.0, 740.0), purchases_down(210.0, 2.0, 740.0)
    (0.01, 210.0)
    """
    return cases(
        (progress_level >= 3, money(purchases - most(money(reached_amount - CENT), 0.0))),
        (progress_level >= 2, purchases),
    )


def segment_purchases_down(segment: Value, progress_level: Value, reached_amount: Value) -> Value:
    """Segment after that loss of purchases; blank in the first column.

    >>> segment_purchases_down(9.0, 3.0, 740.0), segment_purchases_down(3.0, 3.0, 0.0)
    (8.0, 1.0)
    """
    return cases(
        ((progress_level >= 3) & (reached_amount <= CENT), segment - 2),
        (known(reached_amount) & (progress_level >= 2), segment - 1),
    )


def potential_up(
    potential: Value, potential_level: Value, medium_from: Value, high_above: Value
) -> Value:
    """Potential missing to the next row, money; blank in the top row.

    >>> potential_up(40000.0, 1.0, 50000.0, 500000.0), potential_up(5e5, 2.0, 50000.0, 5e5)
    (10000.0, 0.01)
    """
    return cases(
        (potential_level <= 1, money(medium_from - potential)),
        (potential_level <= 2, money(money(high_above + CENT) - potential)),
    )


def segment_potential_up(
    potential_level: Value, segment_from_medium: Value, segment_over_high: Value
) -> Value:
    """Segment if the potential were just in the next row; blank in the top row."""
    return cases(
        (potential_level <= 1, segment_from_medium),
        (potential_level <= 2, segment_over_high),
    )


def potential_down(
    potential: Value, potential_level: Value, medium_from: Value, high_above: Value
) -> Value:
    """Potential whose loss means the row below, money; blank in the bottom row.

    >>> potential_down(740000.0, 3.0, 50000.0, 500000.0)
    240000.0
    """
    return cases(
        (potential_level >= 3, money(potential - high_above)),
        ((potential_level >= 2) & (medium_from > 0), money(potential - (medium_from - CENT))),
    )


def segment_potential_down(
    potential_level: Value,
    medium_from: Value,
    segment_under_medium: Value,
    segment_up_to_high: Value,
) -> Value:
    """Segment if the potential were just in the row below; blank in the bottom row."""
    return cases(
        (potential_level >= 3, segment_up_to_high),
        ((potential_level >= 2) & (medium_from > 0), segment_under_medium),
    )


def segment_under_medium(purchases: Value, medium_from: Value, reached_from: Value) -> Value:
    """Segment if the potential were 0.01 under the medium row; blank if purchases are unknown."""
    return progress_level(purchases, money(medium_from - CENT), reached_from)


def segment_from_medium(purchases: Value, medium_from: Value, reached_from: Value) -> Value:
    """Segment if the potential were the least of the medium row; blank if purchases are unknown.

    >>> segment_from_medium(50000.0, 50000.0, 1.0)
    6.0
    """
    return 3 + progress_level(purchases, medium_from, reached_from)


def segment_up_to_high(purchases: Value, high_above: Value, reached_from: Value) -> Value:
    """Segment if the potential were the most of the medium row; blank if purchases are unknown."""
    return 3 + progress_level(purchases, high_above, reached_from)


def segment_over_high(purchases: Value, high_above: Value, reached_from: Value) -> Value:
    """Segment if the potential were 0.01 over the medium row; blank if purchases are unknown."""
    return 6 + progress_level(purchases, money(high_above + CENT), reached_from)
