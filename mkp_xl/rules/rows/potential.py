"""Potential: the most a client could buy from us in a year, and its level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.rules.ops import cases, known, money

if TYPE_CHECKING:
    from mkp_xl.rules.ops import Value


def potential_said(potential_typed: Value) -> Value:
    """Potential as the list says it, money a year; blank if unknown or below 0.

    Source: article 1, «Максимально возможный годовой объем закупок у вас».

    >>> potential_said(740000.004), potential_said(-1.0)
    (740000.0, nan)
    """
    rounded = money(potential_typed)
    return cases((rounded >= 0, rounded))


def potential_listed(potential_said: Value) -> Value:
    """Potential of the list where it has no other source, money a year; blank if unknown."""
    return potential_said


def potential(potential_manual: Value, floored: Value, potential_listed: Value) -> Value:
    """Potential used in all sums, money a year; blank if nothing says what it is.

    A decision made by hand, else what the sources come to, else what the list says.

    >>> blank = float("nan")
    >>> potential(9.0, 5.0, 1.0), potential(blank, 5.0, 1.0), potential(blank, blank, 1.0)
    (9.0, 5.0, 1.0)
    """
    return cases(
        (potential_manual >= 0, money(potential_manual)),
        (known(floored), floored),
        otherwise=potential_listed,
    )


def potential_level(potential: Value, medium_from: Value, high_above: Value) -> Value:
    """Row of the matrix: 1 Low, 2 Medium, 3 High; blank if potential is.

    Exactly `medium_from` and exactly `high_above` are Medium.
    Source: article 1, «Низкий: менее 50 тыс., Средний: 50-500 тыс., Высокий: более 500 тыс».

    >>> [potential_level(p, 50000.0, 500000.0) for p in (49999.99, 50000.0, 500000.0, 500000.01)]
    [1.0, 2.0, 2.0, 3.0]
    """
    return cases(
        (potential < medium_from, 1.0),
        (potential <= high_above, 2.0),
        (known(potential), 3.0),
    )
