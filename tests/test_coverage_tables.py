"""Figures of coverage: by hand, against plain loops, and by the laws they keep."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkp_xl.book.coverage.doubts import check_intervals
from mkp_xl.book.days import serial_of
from mkp_xl.book.settings import defaults
from mkp_xl.rules.tables.activity import days_of
from mkp_xl.rules.tables.coverage import (
    Windows,
    band,
    covered_on,
    missed_cost,
    planned,
    windows,
)
from mkp_xl.rules.tables.outcomes import outcome, share

AS_OF = serial_of(date(2026, 11, 20))
START = serial_of(date(2025, 11, 20))
NAN = math.nan


def days(*of_clients):
    client = np.array([i for i, each in enumerate(of_clients) for _ in each], dtype=np.int64)
    return days_of(client, np.array([d for each in of_clients for d in each], dtype=float), AS_OF)


def test_twelve_calls_of_one_month_are_one_window_of_twelve():
    january = [serial_of(date(2026, 1, 2)) + n for n in range(12)]
    found = windows(days(january), np.array([30.0]), START, AS_OF)
    assert (found.due[0], found.met[0]) == (12, 1)
    assert len(january) / 12 == 1  # the naive ratio: contacts a month as planned


def test_classes_have_as_many_windows_as_contacts_a_year():
    found = windows(days([], [], [], []), np.array([30.0, 91.0, 182.0, NAN]), START, AS_OF)
    assert found.due.tolist() == [12, 4, 2, 0]


def test_a_contact_on_as_of_is_in_the_last_window_and_one_an_interval_ago_is_not():
    interval = np.array([30.0])
    for back, met in ((0, 1), (29, 1), (30, 1), (359, 1), (360, 0)):
        assert windows(days([AS_OF - back]), interval, START, AS_OF).met[0] == met
    two = windows(days([AS_OF, AS_OF - 30]), interval, START, AS_OF)
    one = windows(days([AS_OF, AS_OF - 29]), interval, START, AS_OF)
    assert (two.met[0], one.met[0]) == (2, 1)


def test_no_window_starts_before_the_log_does():
    log_from = AS_OF - 75
    found = windows(days([AS_OF - 80]), np.array([30.0]), log_from, AS_OF)
    assert (found.due[0], found.met[0]) == (2, 0)
    assert windows(days([]), np.array([30.0]), AS_OF + 5, AS_OF).due[0] == 0


logs = st.lists(
    st.lists(st.integers(-500, 0).map(lambda n: AS_OF + n), max_size=40), min_size=1, max_size=5
)
intervals = st.one_of(st.just(NAN), st.integers(1, 400).map(float))


@given(logs, st.data())
def test_windows_are_those_of_a_plain_loop(of_clients, data):
    interval = [data.draw(intervals) for _ in of_clients]
    found = windows(days(*of_clients), np.array(interval), START, AS_OF)
    for place, (contacts, step) in enumerate(zip(of_clients, interval, strict=True)):
        due = met = 0
        end = AS_OF
        while step == step and end - step >= START:  # noqa: PLR0124  NaN alone differs
            due += 1
            met += any(end - step < day <= end for day in contacts)
            end -= step
        assert (found.due[place], found.met[place]) == (due, met)


@given(logs, st.data())
def test_coverage_of_month_ends_is_that_of_a_plain_loop(of_clients, data):
    interval = [data.draw(intervals) for _ in of_clients]
    ends = sorted(data.draw(st.sets(st.integers(-400, 0), min_size=1, max_size=13)))
    ends = [AS_OF + end for end in ends]
    found = covered_on(days(*of_clients), np.array(interval), ends)
    for place, (contacts, step) in enumerate(zip(of_clients, interval, strict=True)):
        for column, end in enumerate(ends):
            last = max((day for day in contacts if day <= end), default=NAN)
            assert found[place, column] == (end - last <= step)


@given(logs, st.data())
def test_window_coverage_counts_no_more_than_contacts_and_windows(of_clients, data):
    interval = np.array([data.draw(intervals) for _ in of_clients])
    log = days(*of_clients)
    found = windows(log, interval, START, AS_OF)
    contacts = np.bincount(log.client, minlength=len(of_clients))
    assert (found.met <= np.minimum(found.due, contacts)).all()


def test_a_contact_a_day_meets_every_window():
    every = [AS_OF - n for n in range(366)]
    found = windows(days(every, every), np.array([1.0, 7.0]), START, AS_OF)
    assert found.met.tolist() == found.due.tolist() == [365, 52]


def test_missed_cost_is_the_gap_of_the_windows_nobody_used():
    found = Windows(np.array([12.0, 4.0, 0.0, 2.0]), np.array([9.0, 4.0, 0.0, 0.0]))
    cost = missed_cost(np.array([1200.0, 50.0, 7.0, NAN]), found)
    assert cost[:2].tolist() == [300.0, 0.0]
    assert np.isnan(cost[2:]).all()


def test_plan_of_a_period_and_its_band():
    assert planned(np.array([30.0, 91.0, NAN, 0.0]), 365.0).tolist()[2:] == [0, 0]
    assert [band(a, 20.0, 0.1) for a in (0.0, 17.99, 18.0, 22.0, 22.01)] == [1, 1, 2, 2, 3]
    assert math.isnan(band(5.0, 0.0, 0.1))


# Published: Brown, Cai, DasGupta (2001), "Interval Estimation for a Binomial Proportion", and
# Newcombe (1998), table I: 81 of 263 gives .2553 to .3662, 15 of 148 gives .0624 to .1605,
# 0 of 20 gives 0 to .1611, 1 of 29 gives .0061 to .1718.
@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605),
     (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_interval_of_a_share_is_that_of_the_published_table(part, whole, low, high):
    found = share(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_share_of_nothing_is_blank():
    assert math.isnan(share(0, 0).share)
    assert share(20, 20).high == 1


def test_outcomes_of_a_group():
    group = np.array([True, True, True, False])
    before, after = np.array([2.0, 1, 0, 5]), np.array([0.0, 1, 2, 0])
    found = outcome(group, before, after, np.array([NAN, 40.0, 20.0, 1.0]))
    assert (found.repeated.part, found.repeated.whole) == (1, 2)
    assert (found.churned.part, found.churned.whole) == (1, 2)
    assert found.cycle == 30
    nobody = outcome(np.zeros(4, dtype=bool), before, after, np.full(4, NAN))
    assert math.isnan(nobody.cycle)
    assert math.isnan(nobody.churned.share)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, []),
        ({"frequency_a": 4.0}, []),
        ({"frequency_a": 3.0}, [("intervals_rise", "frequency_a", "A 121 > B 91")]),
        ({"frequency_b": 0.0}, []),
        ({"interval_least_a": 120.0}, [("intervals_rise", "frequency_a", "A 120 > B 91")]),
        ({"interval_least_c": 10.0, "interval_most_c": 9.0},
         [("interval_limits", "interval_least_c", "C"),
          ("intervals_rise", "frequency_b", "B 91 > C 10")]),
    ],
)  # fmt: skip
def test_settings_that_turn_classes_over_are_told(changed, told):
    settings = defaults("ru", AS_OF)
    settings.numbers |= changed
    found = check_intervals(settings)
    assert [(f.code, f.field, f.detail) for f in found] == told
