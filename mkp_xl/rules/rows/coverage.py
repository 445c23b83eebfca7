"""Coverage: how often a client is to be contacted, by when, and how that stands today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.rules.ops import BLANK, at, blank, cases, clip, divide, floor, known, most, weekday

if TYPE_CHECKING:
    from mkp_xl.rules.ops import Value

DAYS_A_YEAR = 365.0
SHORTEST_CALCULATED = 7.0
"""Days: no calculation asks for more than a contact a week."""
LONGEST = 3650.0
"""Days between contacts, ten years: nothing is planned beyond."""


def last_contact(last_contact_typed: Value, contact_logged: Value, as_of: Value) -> Value:
    """Day of the last contact: the later of typed and logged, not after as-of; blank if none.

    `contact_logged` is the last logged day up to as-of, 0 where none is logged.

    >>> last_contact(100.0, 90.0, 95.0), last_contact(80.5, 0.0, 95.0)
    (90.0, 80.0)
    """
    typed = cases((last_contact_typed < as_of + 1, last_contact_typed), otherwise=0.0)
    latest = most(typed, contact_logged)
    return cases((latest > 0, floor(latest)))


def interval_a(frequency_a: Value, interval_least_a: Value, interval_most_a: Value) -> Value:
    """Days between contacts of class A: floor(365 / contacts a year), within the class's limits.

    Blank for frequency 0. Source: article 3, «один контакт в месяц».

    >>> interval_a(12.0, 1.0, 3650.0), interval_a(12.0, 45.0, 60.0), interval_a(0.0, 45.0, 60.0)
    (30.0, 45.0, nan)
    """
    return clip(floor(divide(DAYS_A_YEAR, frequency_a)), interval_least_a, interval_most_a)


def interval_b(frequency_b: Value, interval_least_b: Value, interval_most_b: Value) -> Value:
    """Days between contacts of class B; blank for frequency 0. Article 3: «раз в три месяца».

    >>> interval_b(4.0, 1.0, 3650.0)
    91.0
    """
    return clip(floor(divide(DAYS_A_YEAR, frequency_b)), interval_least_b, interval_most_b)


def interval_c(frequency_c: Value, interval_least_c: Value, interval_most_c: Value) -> Value:
    """Days between contacts of class C; blank for frequency 0. Article 3: «раз в шесть месяцев».

    >>> interval_c(2.0, 1.0, 3650.0)
    182.0
    """
    return clip(floor(divide(DAYS_A_YEAR, frequency_c)), interval_least_c, interval_most_c)


def interval_expert(
    potential_level: Value, interval_a: Value, interval_b: Value, interval_c: Value
) -> Value:
    """Days between contacts by class (A = High); blank if the class is not to be contacted.

    >>> [interval_expert(level, 30.0, 91.0, 182.0) for level in (3.0, 2.0, 1.0)]
    [30.0, 91.0, 182.0]
    """
    return cases(
        (potential_level >= 3, interval_a),
        (potential_level >= 2, interval_b),
        (known(potential_level), interval_c),
    )


def interval_calculated(  # noqa: PLR0913, PLR0917  columns and settings
    potential_level: Value,
    life_cycle_typed: Value,
    decision_lead_typed: Value,
    decision_lead: Value,
    interval_least_a: Value,
    interval_most_a: Value,
    interval_least_b: Value,
    interval_most_b: Value,
    interval_least_c: Value,
    interval_most_c: Value,
) -> Value:
    """Days between contacts by need: life cycle of the goods less the lead time of a decision.

    At least 7 days, and within the limits of the class; blank without a life cycle. Where the
    client has no lead time of its own, `decision_lead` is usual. Source: article 3, «расчетный
    подход»; FEATURES, "Combined interval".

    >>> none, limits = float("nan"), (1.0, 3650.0) * 3
    >>> interval_calculated(2.0, 60.0, 14.0, 0.0, *limits)
    46.0
    >>> interval_calculated(none, 10.0, none, 9.0, *limits)
    7.0
    """
    lead = cases((decision_lead_typed >= 0, floor(decision_lead_typed)), otherwise=decision_lead)
    least = cases(
        (potential_level >= 3, interval_least_a),
        (potential_level >= 2, interval_least_b),
        (potential_level >= 1, interval_least_c),
        otherwise=SHORTEST_CALCULATED,
    )
    longest = cases(
        (potential_level >= 3, interval_most_a),
        (potential_level >= 2, interval_most_b),
        (potential_level >= 1, interval_most_c),
        otherwise=LONGEST,
    )
    days = most(floor(life_cycle_typed) - lead, SHORTEST_CALCULATED)
    return cases((life_cycle_typed >= 1, clip(days, least, longest)))


def interval_planned(
    potential_level: Value,
    interval_expert: Value,
    interval_calculated: Value,
    interval_mode: Value,
) -> Value:
    """Days between contacts by class and by need: the lesser, the known one where one is.

    `interval_mode` 1 combines them, 2 takes the class's alone, 3 the calculated one alone. A
    class that is not to be contacted (frequency 0) has none, unless need alone decides. Source:
    article 3, «сочетание экспертного и расчетного подходов»; FEATURES, "Combined interval".

    >>> none = float("nan")
    >>> [interval_planned(2.0, 91.0, 40.0, mode) for mode in (1.0, 2.0, 3.0)]
    [40.0, 91.0, 40.0]
    >>> interval_planned(2.0, 91.0, none, 1.0), interval_planned(none, none, 40.0, 1.0)
    (91.0, 40.0)
    >>> interval_planned(1.0, none, 40.0, 1.0)
    nan
    """
    return cases(
        (interval_mode >= 3, interval_calculated),
        (interval_mode >= 2, interval_expert),
        (interval_calculated < interval_expert, interval_calculated),
        (known(interval_expert), interval_expert),
        (blank(potential_level), interval_calculated),
    )


def interval(interval_typed: Value, interval_planned: Value, excluded: Value) -> Value:
    """Days between contacts: typed for the client, else planned; blank if not to be contacted.

    >>> interval(14.0, 30.0, 0.0), interval(float("nan"), 30.0, 0.0), interval(14.0, 30.0, 1.0)
    (14.0, 30.0, nan)
    """
    return cases(
        (excluded > 0, BLANK),
        (interval_typed >= 1, floor(interval_typed)),
        otherwise=interval_planned,
    )


def deadline(last_contact: Value, interval: Value) -> Value:
    """Last day on which the next contact is in time; blank if never contacted or no interval.

    >>> deadline(46300.0, 30.0)
    46330.0
    """
    return last_contact + interval


def workday_until(
    day: Value, calendar_until: Value, calendar_first: Value, calendar_last: Value
) -> Value:
    """Last working day up to and including `day`; beyond the calendar only weekends are off."""
    inside = (day >= calendar_first) & (day <= calendar_last)
    return cases(
        (inside, at(calendar_until, day - calendar_first + 1)),
        (known(day), day - most(weekday(day) - 5, 0.0)),
    )


def workday_from(
    day: Value, calendar_from: Value, calendar_first: Value, calendar_last: Value
) -> Value:
    """First working day from and including `day`; beyond the calendar only weekends are off."""
    inside = (day >= calendar_first) & (day <= calendar_last)
    place = weekday(day)
    return cases(
        (inside, at(calendar_from, day - calendar_first + 1)),
        (place > 5, day + 8 - place),
        (known(day), day),
    )


def due_date(
    last_contact: Value,
    interval: Value,
    deadline: Value,
    as_of: Value,
    calendar_until: Value,
    calendar_from: Value,
    calendar_first: Value,
    calendar_last: Value,
) -> Value:
    """Day of the next contact; blank if the client is not to be contacted.

    The last working day in (last contact, deadline]; if there is none, the first working day
    after the deadline; for a client never contacted, the first working day from as-of.
    """
    before = workday_until(deadline, calendar_until, calendar_first, calendar_last)
    after = workday_from(deadline + 1, calendar_from, calendar_first, calendar_last)
    today = workday_from(as_of, calendar_from, calendar_first, calendar_last)
    return cases(
        (before > last_contact, before),
        (known(deadline), after),
        (known(interval) & blank(last_contact), today),
    )


def days_left(deadline: Value, as_of: Value) -> Value:
    """Calendar days from as-of to the deadline, below 0 when overdue; blank if no deadline.

    >>> days_left(46330.0, 46338.0)
    -8.0
    """
    return deadline - as_of


def state_code(
    days_left: Value, due_soon_days: Value, interval: Value, last_contact: Value
) -> Value:
    """State of coverage: 1 overdue, 2 due soon, 3 on track, 4 never; blank without interval.

    Source: article 3 (coverage) and FEATURES, "State by deadline".

    >>> blank = float("nan")
    >>> [state_code(d, 7.0, 30.0, 1.0) for d in (-1.0, 0.0, 7.0, 8.0)]
    [1.0, 2.0, 2.0, 3.0]
    >>> state_code(blank, 7.0, 30.0, blank)
    4.0
    """
    return cases(
        (days_left < 0, 1.0),
        (days_left <= due_soon_days, 2.0),
        (known(days_left), 3.0),
        (known(interval) & blank(last_contact), 4.0),
    )
