"""One potential of several estimates: what each source says, how much it weighs, their middle.

Four sources, as article 1 names them: the client's size at a norm of its industry, the budget for
such goods, purchases from us and from rivals, and what the manager thinks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.rules.ops import cases, floor, known, least, money, most, or_zero

if TYPE_CHECKING:
    from mkp_xl.rules.ops import Value

SILENT = -1000.0
"""Place of a source that says nothing: farther from the middle than all weights reach."""
_STEP = 0.5
"""Places are whole or half points: different ones are at least so far apart."""
_BEYOND_MONEY = 1e15


def size_worked(
    outlets: Value,
    norm_outlet: Value,
    employees: Value,
    norm_employee: Value,
    firm_revenue: Value,
    norm_revenue: Value,
) -> Value:
    """Potential by the client's size, money a year; blank where no norm meets a size.

    By outlets, else by employees, else by revenue: the first that both the client and its industry
    have. Norms are money a year for one of them; of revenue, a share.
    Source: article 1, «Размер бизнеса клиента и его ниша».

    >>> blank = float("nan")
    >>> size_worked(blank, blank, 310.0, 12600.0, blank, blank)
    3906000.0
    """
    return cases(
        ((outlets > 0) & (norm_outlet > 0), money(outlets * norm_outlet)),
        ((employees > 0) & (norm_employee > 0), money(employees * norm_employee)),
        ((firm_revenue > 0) & (norm_revenue > 0), money(firm_revenue * norm_revenue)),
    )


def budget_worked(category_budget: Value, budget_share_typed: Value, budget_share: Value) -> Value:
    """Potential by the budget for such goods, money a year: the part that can be ours.

    Source: article 1, «общий бюджет на аналогичные продукты/услуги».

    >>> budget_worked(1000.0, float("nan"), 0.4), budget_worked(1000.0, 0.25, 0.4)
    (400.0, 250.0)
    """
    is_share = (budget_share_typed >= 0) & (budget_share_typed <= 1)
    share = cases((is_share, budget_share_typed), otherwise=budget_share)
    return cases((category_budget >= 0, money(category_budget * share)))


def rivals_worked(rival_purchases: Value, purchases: Value) -> Value:
    """Potential by what is bought from us and from rivals, money a year; blank if either is.

    Source: article 1, «Данные о закупках у конкурентов (если доступны)».

    >>> rivals_worked(300.0, 100.0), rivals_worked(300.0, -5.0)
    (400.0, 300.0)
    """
    return cases((rival_purchases >= 0, money(rival_purchases + most(purchases, 0.0))))


def estimate_size(size_logged: Value, size_worked: Value) -> Value:
    """Estimate by size, money a year: the one noted on its sheet, else the one worked out."""
    return _noted(size_logged, size_worked)


def estimate_budget(budget_logged: Value, budget_worked: Value) -> Value:
    """Estimate by budget, money a year: the one noted on its sheet, else the one worked out."""
    return _noted(budget_logged, budget_worked)


def estimate_rivals(rivals_logged: Value, rivals_worked: Value) -> Value:
    """Estimate by purchases here and there, money a year: noted, else worked out."""
    return _noted(rivals_logged, rivals_worked)


def estimate_expert(expert_logged: Value, potential_said: Value) -> Value:
    """Estimate of the manager, money a year: the one noted on its sheet, else the list's.

    Source: article 1, «Экспертные оценки менеджеров (подкрепленные фактами)».
    """
    return _noted(expert_logged, potential_said)


def size_age(size_day: Value, as_of: Value, stale_size: Value) -> Value:
    """Age of the estimate by size, days; one without a day is as old as a stale one."""
    return _age(size_day, as_of, stale_size)


def budget_age(budget_day: Value, as_of: Value, stale_budget: Value) -> Value:
    """Age of the estimate by budget, days; one without a day is as old as a stale one."""
    return _age(budget_day, as_of, stale_budget)


def rivals_age(rivals_day: Value, as_of: Value, stale_rivals: Value) -> Value:
    """Age of the estimate by purchases here and there, days; undated, as old as a stale one."""
    return _age(rivals_day, as_of, stale_rivals)


def expert_age(expert_day: Value, as_of: Value, stale_expert: Value) -> Value:
    """Age of the estimate of the manager, days; one without a day is as old as a stale one."""
    return _age(expert_day, as_of, stale_expert)


def weight_size(
    estimate_size: Value, size_age: Value, reliability_size: Value, stale_size: Value
) -> Value:
    """Weight of the estimate by size, 0 to 100: its reliability, half of it when it is stale.

    >>> weight_size(1.0, 0.0, 50.0, 730.0), weight_size(1.0, 730.0, 50.0, 730.0)
    (50.0, 25.0)
    """
    return _weight(estimate_size, size_age, reliability_size, stale_size)


def weight_budget(
    estimate_budget: Value, budget_age: Value, reliability_budget: Value, stale_budget: Value
) -> Value:
    """Weight of the estimate by budget, 0 to 100."""
    return _weight(estimate_budget, budget_age, reliability_budget, stale_budget)


def weight_rivals(
    estimate_rivals: Value, rivals_age: Value, reliability_rivals: Value, stale_rivals: Value
) -> Value:
    """Weight of the estimate by purchases here and there, 0 to 100."""
    return _weight(estimate_rivals, rivals_age, reliability_rivals, stale_rivals)


def weight_expert(
    estimate_expert: Value,
    expert_age: Value,
    reliability_expert: Value,
    stale_expert: Value,
    expert_proven: Value,
) -> Value:
    """Weight of the manager's estimate, 0 to 100: half without evidence.

    >>> weight_expert(1.0, 0.0, 50.0, 180.0, 1.0), weight_expert(1.0, 0.0, 50.0, 180.0, 0.0)
    (50.0, 25.0)
    """
    proof = cases((expert_proven > 0, 1.0), otherwise=0.5)
    return _weight(estimate_expert, expert_age, reliability_expert * proof, stale_expert)


def place_size(
    estimate_size: Value, estimate_budget: Value, estimate_rivals: Value, estimate_expert: Value,
    weight_size: Value, weight_budget: Value, weight_rivals: Value, weight_expert: Value,
) -> Value:  # fmt: skip
    """How far the middle of the source's weight lies from the middle of all; SILENT if so."""
    return _place((estimate_size, weight_size), (estimate_budget, weight_budget),
                  (estimate_rivals, weight_rivals), (estimate_expert, weight_expert))  # fmt: skip


def place_budget(
    estimate_size: Value, estimate_budget: Value, estimate_rivals: Value, estimate_expert: Value,
    weight_size: Value, weight_budget: Value, weight_rivals: Value, weight_expert: Value,
) -> Value:  # fmt: skip
    """How far the middle of the source's weight lies from the middle of all; SILENT if so."""
    return _place((estimate_budget, weight_budget), (estimate_size, weight_size),
                  (estimate_rivals, weight_rivals), (estimate_expert, weight_expert))  # fmt: skip


def place_rivals(
    estimate_size: Value, estimate_budget: Value, estimate_rivals: Value, estimate_expert: Value,
    weight_size: Value, weight_budget: Value, weight_rivals: Value, weight_expert: Value,
) -> Value:  # fmt: skip
    """How far the middle of the source's weight lies from the middle of all; SILENT if so."""
    return _place((estimate_rivals, weight_rivals), (estimate_size, weight_size),
                  (estimate_budget, weight_budget), (estimate_expert, weight_expert))  # fmt: skip


def place_expert(
    estimate_size: Value, estimate_budget: Value, estimate_rivals: Value, estimate_expert: Value,
    weight_size: Value, weight_budget: Value, weight_rivals: Value, weight_expert: Value,
) -> Value:  # fmt: skip
    """How far the middle of the source's weight lies from the middle of all; SILENT if so."""
    return _place((estimate_expert, weight_expert), (estimate_size, weight_size),
                  (estimate_budget, weight_budget), (estimate_rivals, weight_rivals))  # fmt: skip


def reconciled(
    estimate_size: Value, estimate_budget: Value, estimate_rivals: Value, estimate_expert: Value,
    place_size: Value, place_budget: Value, place_rivals: Value, place_expert: Value,
) -> Value:  # fmt: skip
    """Weighted median of the sources, money a year; blank where none speaks.

    Each estimate lies at the middle of its weight, between two of them the line is straight: of
    two equal sources the mean, of three the middle one.

    >>> blank = float("nan")
    >>> reconciled(100.0, 300.0, blank, blank, -25.0, 25.0, SILENT, SILENT)
    200.0
    """
    sources = ((estimate_size, place_size), (estimate_budget, place_budget),
               (estimate_rivals, place_rivals), (estimate_expert, place_expert))  # fmt: skip
    left = most(*(cases(((p <= 0) & (p > SILENT), or_zero(a)), otherwise=0.0) for a, p in sources))
    start = most(*(cases((p <= 0, p), otherwise=SILENT) for _, p in sources))
    right = least(*(cases((p >= 0, or_zero(a)), otherwise=_BEYOND_MONEY) for a, p in sources))
    end = least(*(cases((p >= 0, p), otherwise=-SILENT) for _, p in sources))
    between = left + (right - left) * (0 - start) / most(end - start, _STEP)
    return cases((start > SILENT, money(between)))


def floored(reconciled: Value, purchases: Value) -> Value:
    """Reconciled estimate, never below what the client bought; blank where none speaks.

    >>> floored(100.0, 120.0), floored(100.0, float("nan")), floored(float("nan"), 5.0)
    (120.0, 100.0, nan)
    """
    return cases((purchases > reconciled, purchases), otherwise=reconciled)


def _noted(logged: Value, worked: Value) -> Value:
    return cases((logged >= 0, money(logged)), otherwise=worked)


def _age(day: Value, as_of: Value, stale: Value) -> Value:
    return cases((day <= as_of, as_of - day), otherwise=stale)


def _weight(estimate: Value, age: Value, reliability: Value, stale: Value) -> Value:
    """Return whole points: sums of them are exact. At least one for a source that counts."""
    points = floor(reliability / (1 + age / stale) + 0.5)
    return cases((known(estimate) & (reliability > 0), most(points, 1.0)), otherwise=0.0)


def _place(own: tuple[Value, Value], *others: tuple[Value, Value]) -> Value:
    """Return where the middle of a weight lies; what is silent weighs nothing wherever it is."""
    amount, weight = own
    below, total = weight / 2, weight
    for other, its_weight in others:
        below = below + cases(
            (or_zero(other) < or_zero(amount), its_weight),
            (or_zero(other) <= or_zero(amount), its_weight / 2),
            otherwise=0.0,
        )
        total = total + its_weight
    return cases((weight > 0, below - total / 2), otherwise=SILENT)
