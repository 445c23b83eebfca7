"""How far a potential may be from the truth: its range, the chance of each level, what decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.rules.ops import (
    BLANK,
    CENT,
    blank,
    cases,
    exp,
    known,
    least,
    ln,
    money,
    most,
    normal,
    or_zero,
)

if TYPE_CHECKING:
    from mkp_xl.rules.ops import Value

REACH = 1.5
"""Half the width of a range, in standard deviations: it holds the truth 87 times of 100."""
_APART = 4.0
"""Sources this many deviations apart from end to end are as usual; farther, they widen it."""
_WELL_KNOWN = 50.0
"""Sources of less weight together, stale ones and mere words, scatter more than is usual."""
_OF_TWO, _OF_THREE, _OF_FOUR = 0.7071, 0.6583, 0.5701
"""The mean of two, then medians: the square roots of 1/2, 1.3/3 and 1.3/4."""
_BEYOND_MONEY = 1e15
MANUAL, BOUGHT = 5.0, 6.0
"""What decides besides the four sources: a decision made by hand, what the client has bought."""


def source_count(
    weight_size: Value, weight_budget: Value, weight_rivals: Value, weight_expert: Value
) -> Value:
    """Count of sources that speak of the client, 0 to 4."""
    weights = (weight_size, weight_budget, weight_rivals, weight_expert)
    first, *others = (cases((weight > 0, 1.0), otherwise=0.0) for weight in weights)
    for one in others:
        first = first + one
    return first


def potential_spread(  # noqa: PLR0913, PLR0917  columns
    source_count: Value, source_noise: Value, spread_noted: Value,
    estimate_size: Value, estimate_budget: Value, estimate_rivals: Value, estimate_expert: Value,
    weight_size: Value, weight_budget: Value, weight_rivals: Value, weight_expert: Value,
) -> Value:  # fmt: skip
    """Spread of the potential: deviation of its natural logarithm, to 0.01; blank if none speaks.

    What sources of such a noise usually come to, or more where the client's own lie far apart; of
    a single one that states a range, what it states.
    """
    sources = ((estimate_size, weight_size), (estimate_budget, weight_budget),
               (estimate_rivals, weight_rivals), (estimate_expert, weight_expert))  # fmt: skip
    said = [
        cases((weight > 0, most(or_zero(amount), 1.0)), otherwise=0.0) for amount, weight in sources
    ]
    largest = most(*said)
    smallest = least(*(cases((one > 0, one), otherwise=_BEYOND_MONEY) for one in said))
    usual = source_noise * median_deviation(source_count)
    apart = ln(most(largest / smallest, 1.0)) / _APART
    together = most(weight_size + weight_budget + weight_rivals + weight_expert, 1.0)
    usual = usual * exp(ln(most(_WELL_KNOWN / together, 1.0)) / 2)
    return cases(
        ((source_count <= 1) & (spread_noted > 0), spread_noted),
        (source_count > 0, money(most(usual, apart))),
    )


def median_deviation(source_count: Value) -> Value:
    """Deviation of a median of so many sources, that of one being 1.

    >>> median_deviation(1.0), median_deviation(4.0)
    (1.0, 0.5701)
    """
    return cases(
        (source_count >= 4, _OF_FOUR), (source_count >= 3, _OF_THREE), (source_count >= 2, _OF_TWO),
        otherwise=1.0,
    )  # fmt: skip


def potential_low(
    potential: Value, potential_spread: Value, potential_manual: Value, purchases: Value
) -> Value:
    """Lower end of the likely range, money a year, never below purchases; blank if by hand.

    >>> import math
    >>> potential_low(100.0, math.log(2) / 1.5, float("nan"), 0.0)
    50.0
    """
    low = money(potential * exp(0 - REACH * potential_spread))
    return cases((known(potential_manual), BLANK), (purchases > low, purchases), otherwise=low)


def potential_high(potential: Value, potential_spread: Value, potential_manual: Value) -> Value:
    """Upper end of the likely range, money a year; blank if the potential is set by hand."""
    high = money(potential * exp(REACH * potential_spread))
    return cases((known(potential_manual), BLANK), otherwise=high)


def chance_low(
    potential: Value,
    potential_spread: Value,
    potential_manual: Value,
    purchases: Value,
    medium_from: Value,
) -> Value:
    """Probability that the true potential is of the low level, to 0.01; blank if by hand or 0.

    Given that it is not below purchases: none where the client has bought what is medium.

    >>> chance_low(50000.0, 0.4, BLANK, 0.0, 50000.0)
    0.5
    """
    bought = _below(purchases, potential, potential_spread)
    low = _below(medium_from, potential, potential_spread)
    return cases(
        (known(potential_manual), BLANK),
        (known(potential) & (purchases >= medium_from), 0.0),
        ((potential > 0) & known(potential_spread), money((low - bought) / (1 - bought))),
    )


def chance_high(
    potential: Value,
    potential_spread: Value,
    potential_manual: Value,
    purchases: Value,
    high_above: Value,
) -> Value:
    """Probability that the true potential is of the high level, to 0.01; blank if by hand or 0.

    Given that it is not below purchases.

    >>> chance_high(500000.0, 0.4, BLANK, 0.0, 500000.0)
    0.5
    """
    bought = _below(purchases, potential, potential_spread)
    high = _below(high_above, potential, potential_spread)
    return cases(
        (known(potential_manual), BLANK),
        (known(potential) & (purchases > high_above), 1.0),
        ((potential > 0) & known(potential_spread), money((1 - high) / (1 - bought))),
    )


def confidence(
    potential: Value,
    potential_spread: Value,
    potential_manual: Value,
    purchases: Value,
    confidence_within: Value,
) -> Value:
    """Probability that the potential is right within a share of it, to 0.01; 1 if set by hand.

    Within 25 % means from 20 % below to 25 % above, given that it is not below purchases.

    >>> confidence(100.0, 0.2, BLANK, 0.0, 0.25)
    0.74
    """
    bought = _below(purchases, potential, potential_spread)
    way = ln(1 + confidence_within) / most(potential_spread, CENT)
    inside = normal(way) - most(normal(0 - way), bought)
    return cases(
        (known(potential_manual), 1.0),
        ((potential > 0) & known(potential_spread), money(inside / (1 - bought))),
    )


def _below(limit: Value, potential: Value, spread: Value) -> Value:
    """Return the probability that the true potential is below a limit; 0 of none or of 0."""
    way = ln(most(limit, CENT) / most(potential, CENT)) / most(spread, CENT)
    return cases((limit > 0, normal(way)), otherwise=0.0)


def source_code(
    potential_manual: Value, reconciled: Value, purchases: Value,
    place_size: Value, place_budget: Value, place_rivals: Value, place_expert: Value,
) -> Value:  # fmt: skip
    """Code of what decided: 1 size, 2 budget, 3 rivals, 4 expert, 5 by hand, 6 purchases.

    The source whose weight lies nearest to the middle of all; of equals the more reliable kind.
    """
    reaches = (most(place, 0 - place) for place in (place_size, place_budget, place_rivals,
                                                    place_expert))  # fmt: skip
    size, budget, rivals, expert = reaches
    nearest = least(size, budget, rivals, expert)
    return cases(
        (known(potential_manual), MANUAL),
        (purchases > reconciled, BOUGHT),
        (blank(reconciled), BLANK),
        (rivals <= nearest, 3.0),
        (budget <= nearest, 2.0),
        (size <= nearest, 1.0),
        otherwise=4.0,
    )
