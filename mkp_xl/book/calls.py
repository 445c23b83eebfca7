"""What each worksheet function makes of arguments that are numbers already: rules and words.

Numbers come as floats or columns, blank is NaN. Standard library only and for Python 3.9, so
that every program that calls these functions runs this one body.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mkp_xl.book import words
from mkp_xl.rules import ops
from mkp_xl.rules.graph import UNSOURCED, needed, row_rules, run
from mkp_xl.rules.ops import BLANK, cases, clip, floor, known
from mkp_xl.rules.rows import coverage, estimates
from mkp_xl.rules.rows import potential as potentials
from mkp_xl.rules.rows import progress as progresses
from mkp_xl.rules.rows.segment import segment as segment_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkp_xl.rules.ops import Value


def potential(  # noqa: PLR0913, PLR0917  a call that is frozen
    expert: Value,
    size: Value,
    budget: Value,
    rivals: Value,
    purchases: Value,
    weight_expert: Value,
    weight_size: Value,
    weight_budget: Value,
    weight_rivals: Value,
) -> Value:
    """Weighted median of a client's estimates, never below its purchases; blank if none is known.

    Weights are whole points from 0 to 100, as the columns of a list have them.
    """
    amounts = [potentials.potential_said(amount) for amount in (size, budget, rivals, expert)]
    asked = (weight_size, weight_budget, weight_rivals, weight_expert)
    weights = [
        cases((known(amount), floor(weight + 0.5)), otherwise=0.0)
        for amount, weight in zip(amounts, asked)
    ]
    places = [rule(*amounts, *weights) for rule in _PLACES]
    bought = progresses.purchases(purchases, BLANK)
    return estimates.floored(estimates.reconciled(*amounts, *places), bought)


_PLACES = (
    estimates.place_size, estimates.place_budget, estimates.place_rivals, estimates.place_expert
)  # fmt: skip


def potential_level(potential: Value, medium_from: Value, high_above: Value) -> Value:
    """Level of a potential, 1..3; blank if unknown or below 0."""
    return potentials.potential_level(potentials.potential_said(potential), medium_from, high_above)


def abc(potential: Value, medium_from: Value, high_above: Value) -> Any:  # noqa: ANN401
    """Class A, B or C; empty if the potential is unknown."""
    return words.class_word(potential_level(potential, medium_from, high_above))


def progress(purchases: Value, potential: Value) -> Value:
    """Share of the potential bought, 1 = all; blank if either is unknown or potential is 0."""
    return progresses.progress(
        progresses.purchases(purchases, BLANK), potentials.potential_said(potential)
    )


def segment(
    potential: Value, purchases: Value, medium_from: Value, high_above: Value, reached_from: Value
) -> Value:
    """Cell 1..9 of the matrix; blank if either amount is unknown."""
    amount = potentials.potential_said(potential)
    bought = progresses.purchases(purchases, BLANK)
    return segment_of(
        potentials.potential_level(amount, medium_from, high_above),
        progresses.progress_level(bought, amount, reached_from),
    )


def segment_name(segment: float, lang: str) -> Any:  # noqa: ANN401
    """Name of segment 1..9; empty for any other number."""
    return words.segment_name(_one_of(segment, 9), lang)


def strategy(segment: float, lang: str) -> str:
    """Strategy for clients of segment 1..9; empty for any other number."""
    place = _one_of(segment, 9)
    return words.STRATEGIES[lang][int(place) - 1] if place > 0 else ""


def interval(
    level: Value,
    per_a: Value,
    per_b: Value,
    per_c: Value,
    calculated: Value,
    typed: Value,
    least: Value,
    most: Value,
) -> Value:
    """Days between contacts: typed, else the lesser of calculated and by class; blank if neither.

    `per_a`, `per_b`, `per_c` are contacts a year; 0 means that the class is not contacted.
    `least` and `most` bound what is not typed; calculated counts as 7 at least, as in the list.
    """
    by_class = coverage.interval_expert(
        level,
        coverage.interval_a(per_a, least, most),
        coverage.interval_b(per_b, least, most),
        coverage.interval_c(per_c, least, most),
    )
    by_need = clip(ops.most(calculated, coverage.SHORTEST_CALCULATED), least, most)
    planned = coverage.interval_planned(level, by_class, by_need, 1.0)
    return coverage.interval(typed, planned, 0.0)


def due_date(
    last_contact: Value, interval: Value, as_of: Value, days_off: tuple[float, float, Any, Any]
) -> Value:
    """Day of the next contact; without a last contact the first working day from as-of.

    `days_off` is a calendar: its first and last day, and for each day between them the last
    working day until it and the first one from it.
    """
    first, last, until, from_ = days_off
    interval = coverage.interval(interval, BLANK, 0.0)
    contact = _counted(last_contact, as_of)
    due = coverage.deadline(contact, interval)
    return coverage.due_date(contact, interval, due, as_of, until, from_, first, last)


def state_code(last_contact: Value, interval: Value, as_of: Value, due_soon_days: Value) -> Value:
    """State of coverage 1..4; blank without an interval or a day to count from."""
    interval = coverage.interval(interval, BLANK, 0.0)
    contact = _counted(last_contact, as_of)
    left = coverage.days_left(coverage.deadline(contact, interval), as_of)
    code = coverage.state_code(left, due_soon_days, interval, contact)
    return cases((known(as_of), code))


def state(
    last_contact: float, interval: float, as_of: float, due_soon_days: float, lang: str
) -> Any:  # noqa: ANN401
    """State of coverage with its sign and days; empty where the code is blank."""
    code = state_code(last_contact, interval, as_of, due_soon_days)
    contact, interval = _counted(last_contact, as_of), coverage.interval(interval, BLANK, 0.0)
    return words.state(code, coverage.days_left(coverage.deadline(contact, interval), as_of), lang)


def explain(  # noqa: PLR0913, PLR0917  a frozen call
    potential: float,
    purchases: float,
    last_contact: float,
    interval: float,
    as_of: float,
    lang: str,
    medium_from: float,
    high_above: float,
    reached_from: float,
    due_soon_days: float,
) -> str:
    """Why the client stands where it stands; with a day to count from, its coverage too."""
    given = {
        **UNSOURCED,
        "potential_typed": potential,
        "purchases_typed": purchases,
        "purchases_ordered": BLANK,
        "medium_from": medium_from,
        "high_above": high_above,
        "reached_from": reached_from,
        "medium_from_text": words.limit_text(medium_from, lang),
        "high_above_text": words.limit_text(high_above, lang),
    }
    reason = words.why(run(_WHY, given), lang)
    if not known(as_of):
        return str(reason)
    covered = state(last_contact, interval, as_of, due_soon_days, lang)
    return f"{reason}; {covered}" if covered else reason


_WHY = needed(
    row_rules(), ("segment", "progress", *words.FOR_WORDS), {*UNSOURCED, "purchases_ordered"}
)
"""The rules a reason is made with; where orders come from is not known here."""


def _counted(last_contact: Value, as_of: Value) -> Value:
    """Return the last contact, not after as-of where that is known; blank if none."""
    day = cases((known(as_of), as_of), otherwise=math.inf)
    return coverage.last_contact(last_contact, 0.0, day)


def _one_of(number: float, most: int) -> float:
    return number if number in range(1, most + 1) else BLANK


CALLS: dict[str, Callable[..., Any]] = {
    "MKP_POTENTIAL": potential,
    "MKP_POTENTIAL_LEVEL": potential_level,
    "MKP_ABC": abc,
    "MKP_PROGRESS": progress,
    "MKP_SEGMENT": segment,
    "MKP_SEGMENT_NAME": segment_name,
    "MKP_STRATEGY": strategy,
    "MKP_INTERVAL": interval,
    "MKP_DUE_DATE": due_date,
    "MKP_COVERAGE": state_code,
    "MKP_STATE": state,
    "MKP_EXPLAIN": explain,
}
"""Bodies by function name; their arguments stand in the order of the frozen calls."""
