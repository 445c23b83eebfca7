"""Laws of the rules, whatever the numbers: cells, columns and an independent oracle agree."""

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import oracle
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mkp_xl.book.calendar_sheet import default_calendar
from mkp_xl.book.compute import KEPT
from mkp_xl.book.days import date_of, serial_of
from mkp_xl.book.settings import defaults
from mkp_xl.rules import ops
from mkp_xl.rules.graph import UNSOURCED, needed, row_rules, run
from mkp_xl.rules.rows import flips

RULES = needed(row_rules(), (*KEPT, *row_rules((flips,))), UNSOURCED)
AS_OF = dt.date(2026, 11, 20)
CALENDAR = default_calendar(serial_of(AS_OF)).columns()
NAN = math.nan

cents = st.integers(-200_000, 200_000_000).map(lambda n: n / 100)
near = st.sampled_from([0.0, 0.01, 49999.99, 50000.0, 50000.01, 499999.99, 500000.0, 500000.01])
amounts = st.one_of(cents, near)
maybe_amounts = st.one_of(st.just(NAN), amounts)
shares = st.sampled_from([1.0, 0.98, 0.5, 0.333, 0.01])
days = st.one_of(
    st.just(NAN),
    st.integers(-4000, 60).map(lambda n: serial_of(AS_OF) + n),
    st.integers(-400, 5).map(lambda n: serial_of(AS_OF) + n + 0.6),
)
intervals = st.one_of(st.just(NAN), st.integers(1, 400).map(float))


def judged(potential, purchases, contact=NAN, interval=NAN, excluded=0.0, **changed):
    numbers = defaults("ru", serial_of(AS_OF)).numbers
    return run(
        RULES,
        {
            **numbers,
            **CALENDAR,
            "potential_typed": potential,
            "purchases_typed": purchases,
            "last_contact_typed": contact,
            "interval_typed": interval,
            "excluded": excluded,
            "life_cycle_typed": NAN,
            "decision_lead_typed": NAN,
            "interval_mode": 1.0,
            "orders_total": NAN,
            "contact_logged": 0.0,
            **UNSOURCED,
            **changed,
        },
    )


def told(potential, purchases, contact=NAN, interval=NAN, excluded=0.0, **changed):
    client = oracle.Client(
        key=1,
        potential=None if math.isnan(potential) else potential,
        purchases=None if math.isnan(purchases) else purchases,
        last_contact=None if math.isnan(contact) else date_of(contact),
        interval=None if math.isnan(interval) else interval,
        excluded=bool(excluded),
    )
    return oracle.judge(client, None, None, oracle.Settings(as_of=AS_OF, **changed))


def number(value):
    return NAN if value is None else float(value)


def same(ours, theirs):
    if isinstance(theirs, dt.date):
        theirs = serial_of(theirs)
    expected = number(theirs)
    return (math.isnan(ours) and math.isnan(expected)) or math.isclose(
        ours, expected, rel_tol=1e-12
    )


PAIRS = (
    ("potential", "potential"), ("purchases", "purchases"), ("progress", "progress"),
    ("segment", "segment"), ("gap", "gap"), ("interval", "interval"), ("deadline", "deadline"),
    ("due_date", "due_date"), ("days_left", "days_left"), ("state_code", "state"),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    potential=maybe_amounts, purchases=maybe_amounts, contact=days, interval=intervals,
    excluded=st.sampled_from([0.0, 1.0]), reached_from=shares,
)  # fmt: skip
def test_a_verdict_is_the_oracles_verdict(
    potential, purchases, contact, interval, excluded, reached_from
):
    ours = judged(potential, purchases, contact, interval, excluded, reached_from=reached_from)
    theirs = told(potential, purchases, contact, interval, excluded, reached_from=reached_from)
    for key, name in PAIRS:
        assert same(ours[key], getattr(theirs, name)), (key, ours[key], theirs)


@settings(max_examples=300, deadline=None)
@given(potential=st.one_of(cents.map(abs), near), purchases=amounts, reached_from=shares)
@example(potential=0.0, purchases=0.0, reached_from=1.0)
@example(potential=0.01, purchases=0.0, reached_from=1.0)
@example(potential=500000.0, purchases=500000.0, reached_from=0.98)
def test_a_flip_changes_the_verdict_exactly_as_stated(potential, purchases, reached_from):
    before = judged(potential, purchases, reached_from=reached_from)
    moves = (
        ("purchases_up", "purchases", +1), ("purchases_down", "purchases", -1),
        ("potential_up", "potential", +1), ("potential_down", "potential", -1),
    )  # fmt: skip
    stated = 0
    for key, moved, sign in moves:
        distance, target = before[key], before[f"segment_{key}"]
        assert math.isnan(distance) == math.isnan(target)
        if math.isnan(distance):
            continue
        stated += 1
        assert distance > 0
        level = "progress_level" if moved == "purchases" else "potential_level"
        value = {"potential": potential, "purchases": purchases}
        value[moved] = ops.money(before[moved] + sign * distance)
        after = judged(**value, reached_from=reached_from)
        assert after["segment"] == target, key
        assert after[level] != before[level], key
        value[moved] = ops.money(value[moved] - sign * 0.01)  # a cent less does not do it
        assert judged(**value, reached_from=reached_from)[level] == before[level], key
    assert stated >= 2


@settings(max_examples=200, deadline=None)
@given(potential=st.one_of(cents.map(abs), near), purchases=amounts, reached_from=shares)
def test_flips_are_the_oracles_flips(potential, purchases, reached_from):
    ours = judged(potential, purchases, reached_from=reached_from)
    config = oracle.Settings(as_of=AS_OF, reached_from=reached_from)
    theirs = oracle.flips(told(potential, purchases, reached_from=reached_from), config)
    stated = {
        key: (ours[key], ours[f"segment_{key}"])
        for key in ("purchases_up", "purchases_down", "potential_up", "potential_down")
        if not math.isnan(ours[key])
    }
    assert stated == {flip.kind: (float(flip.distance), flip.segment) for flip in theirs}


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.floats(-1e10, 1e10), st.floats(-1e4, 1e4)), st.integers(0, 4))
@example(1.005, 15)
@example(2.675, 15)
@example(-0.005, 15)
def test_money_is_rounded_as_a_person_reads_the_number(x, digits):
    x = round(x, digits)
    rounded = ops.money(x)
    assert Decimal(repr(rounded)).quantize(Decimal("0.01")) == oracle.money(x)
    column = ops.money(np.array([x, NAN]))
    assert column[0] == rounded
    assert math.isnan(column[1])
    assert ops.money(rounded) == rounded


@settings(max_examples=300, deadline=None)
@given(st.integers(61, 100_000), st.integers(0, 60))
def test_months_before_is_edate(day, months):
    expected = serial_of(oracle.edate(date_of(float(day)), -months))
    if expected >= 61:
        assert ops.months_before(float(day), float(months)) == expected
        assert ops.months_before(np.array([float(day)]), float(months))[0] == expected


@settings(max_examples=300, deadline=None)
@given(contact=st.integers(-500, 0), interval=st.integers(1, 400))
def test_due_date_is_a_working_day_within_the_deadline_or_the_first_after(contact, interval):
    last = serial_of(AS_OF) + contact
    verdict = judged(740000.0, 0.0, last, float(interval))
    due, deadline = verdict["due_date"], verdict["deadline"]
    assert date_of(due).weekday() < 5
    between = [d for d in range(int(last) + 1, int(deadline) + 1) if date_of(d).weekday() < 5]
    if between:
        assert due == between[-1]
        assert last < due <= deadline
    else:
        assert 0 < due - deadline <= 3


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(maybe_amounts, maybe_amounts, days, intervals, st.sampled_from([0.0, 1.0])),
        min_size=1,
        max_size=40,
    )
)
def test_a_column_gives_what_its_cells_give(rows):
    columns = judged(*(np.array(column) for column in zip(*rows, strict=True)))
    for index, row in enumerate(rows):
        cell = judged(*row)
        for key in RULES:
            column = columns[key]
            value = column[index] if isinstance(column, np.ndarray) else column
            assert value == cell[key] or (math.isnan(value) and math.isnan(cell[key])), key


@given(potential=maybe_amounts, purchases=maybe_amounts)
def test_a_segment_is_1_to_9_or_blank(potential, purchases):
    segment = judged(potential, purchases)["segment"]
    assert math.isnan(segment) or segment in range(1, 10)
    known = not (math.isnan(potential) or math.isnan(purchases)) and ops.money(potential) >= 0
    assert math.isnan(segment) != known


@pytest.mark.parametrize("frequency", [0.0, 1.0, 5.0, 365.0])
def test_frequency_0_plans_no_contact(frequency):
    verdict = judged(740000.0, 0.0, frequency_a=frequency)
    if frequency:
        assert verdict["interval"] == math.floor(365 / frequency)
    else:
        assert all(math.isnan(verdict[k]) for k in ("interval", "due_date", "state_code"))


@settings(max_examples=300, deadline=None)
@given(
    potentials=st.tuples(st.one_of(cents.map(abs), near), st.one_of(cents.map(abs), near)),
    cycle=intervals, lead=st.one_of(st.just(NAN), st.integers(0, 400).map(float)),
    typed=intervals, mode=st.sampled_from([1.0, 2.0, 3.0]), most=st.integers(1, 400).map(float),
)  # fmt: skip
def test_more_potential_never_lengthens_the_interval(potentials, cycle, lead, typed, mode, most):
    # The limits of the classes, like their frequencies, are in order.
    limits = {f"interval_most_{letter}": most * n for n, letter in enumerate("abc", start=1)}
    given_ = {"life_cycle_typed": cycle, "decision_lead_typed": lead, "interval_mode": mode}
    lower, higher = (
        judged(potential, 0.0, interval=typed, **given_, **limits)["interval"]
        for potential in sorted(potentials)
    )
    assert math.isnan(lower) == math.isnan(higher)
    assert math.isnan(lower) or higher <= lower


@settings(max_examples=300, deadline=None)
@given(
    potential=st.one_of(st.just(NAN), cents.map(abs), near), cycle=intervals, typed=intervals,
    lead=st.one_of(st.just(NAN), st.integers(0, 400).map(float)),
    least=st.integers(1, 200).map(float), longest=st.integers(200, 3650).map(float),
)  # fmt: skip
def test_an_interval_is_typed_or_within_the_limits_of_its_class(
    potential, cycle, typed, lead, least, longest
):
    limits = {
        f"interval_{limit}_{letter}": days
        for letter in "abc"
        for limit, days in (("least", least), ("most", longest))
    }
    made = judged(potential, 0.0, interval=typed, life_cycle_typed=cycle,
                  decision_lead_typed=lead, **limits)  # fmt: skip
    days = made["interval"]
    if not math.isnan(typed):
        assert days == typed
    elif math.isnan(potential):
        assert math.isnan(days) == math.isnan(cycle)
        assert math.isnan(days) or days >= 7
    else:
        assert least <= days <= longest
        assert math.isnan(cycle) or days <= max(least, 7, cycle)
