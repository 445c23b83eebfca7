"""Rhythms of clients: against plain loops, on steady activity of many kinds, on halved rhythms."""

from __future__ import annotations

import math
import statistics
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkp_xl.rules.tables import activity
from mkp_xl.rules.tables.activity import EARLY, LATE, days_in, days_of, rhythm, slowed

AS_OF = 46346.0
KINDS = {
    "poisson": lambda rng, size: rng.exponential(1.0, size),
    "gamma 4": lambda rng, size: rng.gamma(4.0, 1 / 4, size),
    "gamma .7": lambda rng, size: rng.gamma(0.7, 1 / 0.7, size),
    "normal 15 %": lambda rng, size: np.maximum(0.05, rng.normal(1.0, 0.15, size)),
    "normal 30 %": lambda rng, size: np.maximum(0.05, rng.normal(1.0, 0.30, size)),
    "uniform 50 %": lambda rng, size: rng.uniform(0.5, 1.5, size),
    "lognormal .5": lambda rng, size: np.exp(rng.normal(-0.125, 0.5, size)),
    "lognormal 1": lambda rng, size: np.exp(rng.normal(-0.5, 1.0, size)),
}


def steady(rng, draw, clients, mean, events):
    """Return days of clients whose rhythm has long stood, seen through a window."""
    horizon = mean * events
    gaps = mean * draw(rng, (clients, int(events * 2.5) + 40))
    times = np.cumsum(gaps, axis=1) - mean * 10 - rng.uniform(0, mean, (clients, 1))
    seen = (times >= 0) & (times < horizon)
    client = np.nonzero(seen)[0].astype(np.int64)
    return days_of(client, AS_OF + 1 - horizon + times[seen], AS_OF)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("watched", [1, 2])
def test_steady_activity_raises_the_alarm_for_two_clients_of_a_hundred_at_most(kind, watched):
    rng = np.random.default_rng(20261130)
    cried = asked = 0
    for mean in (7.0, 30.0):
        for events in (8, 12, 16, 24, 40):
            several = [
                rhythm(1500, steady(rng, KINDS[kind], 1500, mean, events), AS_OF, watched).fell == 1
                for _ in range(watched)
            ]
            cried += int(np.any(several, axis=0).sum())
            asked += 1500
    assert cried <= 0.02 * asked, (cried, asked)


@pytest.mark.parametrize(("early", "late"), [(8, 5), (12, 6), (16, 8), (12, 12), (40, 8)])
@pytest.mark.parametrize("scatter", [0.0, 0.1, 0.2])
def test_a_halved_rhythm_is_found_in_four_clients_of_five(early, late, scatter):
    rng = np.random.default_rng(7)
    found = 0
    for _ in range(300):
        gaps = np.concatenate(
            [rng.normal(30, 30 * scatter, early), rng.normal(60, 60 * scatter, late)]
        )
        days = np.cumsum(np.maximum(1.0, np.round(gaps)))
        days += AS_OF - days[-1] - np.floor(rng.uniform(0, 60))
        one = days_of(np.zeros(len(days), dtype=np.int64), days, AS_OF)
        found += int(rhythm(1, one, AS_OF).fell[0])
    assert found >= 0.8 * 300


def test_a_doubled_rhythm_raises_no_alarm():
    gaps = np.array([60.0] * 8 + [30.0] * 8)
    days = AS_OF - gaps.sum() + np.cumsum(gaps)
    assert rhythm(1, days_of(np.zeros(16, dtype=np.int64), days, AS_OF), AS_OF).fell[0] == 0


def test_twelve_monthly_contacts_and_then_half_a_year_of_silence_raise_the_alarm():
    days = AS_OF - 180 - 30.0 * np.arange(12)[::-1]
    found = rhythm(1, days_of(np.zeros(12, dtype=np.int64), days, AS_OF), AS_OF)
    # One late gap is no rhythm: the silence itself says it.
    assert found.silence[0] == found.longest[0] == 180
    assert found.usual[0] == 30


def test_a_year_of_silence_after_two_longer_gaps_raises_the_alarm():
    gaps = [30.0] * 9 + [80.0, 90.0]
    days = AS_OF - 300 - sum(gaps) + np.cumsum(gaps)
    found = rhythm(1, days_of(np.zeros(len(days), dtype=np.int64), days, AS_OF), AS_OF)
    assert found.fell[0] == 1


def loop(days, as_of):
    """Return events, usual gap, longest gap, silence of one client, by hand."""
    whole = sorted({math.floor(day) for day in days if day < as_of + 1})
    gaps = [b - a for a, b in pairwise(whole)]
    silence = as_of - whole[-1] if whole else math.nan
    recent = gaps[-activity.RECENT :]
    usual = statistics.median(recent) if gaps else math.nan
    longest = max([*recent, silence]) if whole else math.nan
    return len(whole), usual, longest, silence


def t_by_hand(gaps, silence):
    """Return the most of Student's t over every place, by the textbook formula."""
    logs = [math.log(gap) for gap in gaps]
    most = 0.0
    for cut in range(EARLY, len(logs) - LATE + 1):
        early, late = logs[:cut], logs[cut:]
        if math.log(max(silence, 1.0)) > statistics.fmean(late):
            late = [*late, math.log(max(silence, 1.0))]
        apart = statistics.fmean(late) - statistics.fmean(early)
        if apart < math.log(1.4):
            continue
        rest = sum((x - statistics.fmean(part)) ** 2 for part in (early, late) for x in part)
        deviation = max(math.sqrt(rest / (len(early) + len(late) - 2)), 0.1)
        most = max(most, apart / (deviation * math.sqrt(1 / len(early) + 1 / len(late))))
    return most


days_typed = st.lists(st.floats(45000, 46400).map(lambda day: round(day, 2)), max_size=70)


@given(st.lists(days_typed, min_size=1, max_size=5))
def test_figures_are_those_of_a_plain_loop(clients):
    client = np.array([i for i, days in enumerate(clients) for _ in days], dtype=np.int64)
    days = days_of(client, np.array([d for days in clients for d in days], dtype=float), AS_OF)
    found = rhythm(len(clients), days, AS_OF)
    for place, each in enumerate(clients):
        told = (found.events, found.usual, found.longest, found.silence)
        got = [float(column[place]) for column in told]
        assert got == pytest.approx(loop(each, AS_OF), nan_ok=True)


@given(
    st.lists(st.integers(1, 400).map(float), min_size=1, max_size=30),
    st.integers(0, 900).map(float),
)
def test_t_is_that_of_the_textbook(gaps, silence):
    got = slowed(np.array([[math.nan, *gaps]]), np.array([silence]))[0]
    assert got == pytest.approx(t_by_hand(gaps, silence), rel=1e-6, abs=1e-6)


def test_few_gaps_tell_nothing():
    days = AS_OF - np.array([200.0, 170, 140, 110, 80, 50])
    assert np.isnan(rhythm(1, days_of(np.zeros(6, dtype=np.int64), days, AS_OF), AS_OF).fell[0])


def test_ten_thousand_contacts_of_one_client_are_looked_at_by_their_last_gaps():
    days = np.arange(10_000) % 4000 + AS_OF - 4000
    found = rhythm(2, days_of(np.zeros(10_000, dtype=np.int64), days, AS_OF), AS_OF)
    assert found.events.tolist() == [4000, 0]
    assert found.fell[0] == 0
    assert np.isnan(found.fell[1])


def test_days_after_as_of_and_of_unknown_clients_are_left_out():
    days = days_of(np.array([0, 0, -1, -2]), np.array([AS_OF, AS_OF + 1, 5.0, 6.0]), AS_OF)
    assert days.day.tolist() == [AS_OF]
    assert days_of(np.zeros(0, dtype=np.int64), np.zeros(0), AS_OF).day.size == 0
    assert days_in(1, days, AS_OF - 1, AS_OF).tolist() == [1.0]
