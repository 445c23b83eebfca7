"""Progress: what share of the potential the client buys from us now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.rules.ops import cases, divide, known, money, months_before, most

if TYPE_CHECKING:
    from mkp_xl.rules.ops import Value


def window_start(as_of: Value, window_months: Value) -> Value:
    """Day before the purchase window begins: the window is (start, as-of].

    >>> window_start(45351.0, 12.0)  # 29.02.2024 -> 28.02.2023
    44985.0
    """
    return months_before(as_of, window_months)


def purchases_ordered(orders_total: Value, orders_from: Value, window_start: Value) -> Value:
    """Orders of the window, money; blank where the orders do not reach back to its first day.

    >>> purchases_ordered(10.0, 45000.0, 44999.0), purchases_ordered(10.0, 45001.0, 44999.0)
    (10.0, nan)
    """
    return cases((orders_from <= window_start + 1, money(orders_total)))


def purchases(purchases_typed: Value, purchases_ordered: Value) -> Value:
    """Purchases of the window used in all sums, money: typed, else the orders; blank if neither.

    >>> purchases(5.0, 7.0), purchases(float("nan"), 7.0)
    (5.0, 7.0)
    """
    return cases((known(purchases_typed), money(purchases_typed)), otherwise=purchases_ordered)


def progress(purchases: Value, potential: Value) -> Value:
    """Share of the potential bought, 1 = all; blank if either is unknown or potential is 0.

    >>> progress(210.0, 840.0), progress(1.0, 0.0)
    (0.25, nan)
    """
    return divide(purchases, potential)


def reached_amount(potential: Value, reached_from: Value) -> Value:
    """Purchases from which the potential counts as reached, money; blank if potential is.

    >>> reached_amount(1000.0, 0.98)
    980.0
    """
    return money(potential * reached_from)


def progress_level(purchases: Value, potential: Value, reached_from: Value) -> Value:
    """Column of the matrix: 1 not working, 2 below potential, 3 reached; blank if either is.

    Purchases at or below 0 are "not working", even of a potential of 0.
    Source: article 1, «Не работаем: 0%», «от 1 до 99%», «Потенциал достигнут: 100%».

    >>> [progress_level(p, 100.0, 1.0) for p in (0.0, 0.01, 99.99, 100.0, 120.0)]
    [1.0, 2.0, 2.0, 3.0, 3.0]
    """
    return cases(
        (known(potential) & (purchases <= 0), 1.0),
        (purchases < reached_amount(potential, reached_from), 2.0),
        (known(potential) & known(purchases), 3.0),
    )


def gap(potential: Value, purchases: Value) -> Value:
    """Potential not yet bought, money, 0 at least; blank if either is unknown.

    Source: article 1, «Где наш нереализованный потенциал?».

    >>> gap(740.0, 210.0), gap(100.0, 120.0)
    (530.0, 0.0)
    """
    return most(money(potential - purchases), 0.0)
