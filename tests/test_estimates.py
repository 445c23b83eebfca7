"""Several estimates of one potential: laws, an oracle, and a truth that is known."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkp_xl.rules.tables import estimates

DISAGREEMENT = 2.1
amounts = st.one_of(st.none(), st.integers(0, 10**7))
rows = st.lists(st.tuples(amounts, st.integers(0, 9)), min_size=1, max_size=6)


def exact(row):
    """Return the weighted median by fractions: walk up to the middle of the weight."""
    said: dict[int, int] = {}
    for amount, weight in row:
        if amount is not None and weight > 0:
            said[amount] = said.get(amount, 0) + weight
    if not said:
        return None
    half, walked, places = Fraction(sum(said.values()), 2), Fraction(0), []
    for amount, weight in sorted(said.items()):
        places.append((walked + Fraction(weight, 2), amount))
        walked += weight
    if half <= places[0][0]:
        return Fraction(places[0][1])
    for (start, below), (end, above) in pairwise(places):
        if start <= half <= end:
            return below + (above - below) * (half - start) / (end - start)
    return Fraction(places[-1][1])


def median(row):
    amount = np.array([[np.nan if a is None else float(a) for a, _ in row]])
    return float(estimates.weighted_median(amount, np.array([[float(w) for _, w in row]]))[0])


@given(rows)
def test_the_weighted_median_is_what_fractions_say(row):
    wanted = exact(row)
    if wanted is None:
        assert np.isnan(median(row))
    else:
        assert median(row) == pytest.approx(float(wanted), rel=1e-12, abs=1e-9)


@given(rows, st.integers(1, 1000))
def test_it_lies_among_the_sources_and_knows_no_unit(row, times):
    said = [a for a, w in row if a is not None and w > 0]
    if said:
        assert min(said) <= median(row) <= max(said)
        larger = [(None if a is None else a * times, w * times) for a, w in row]
        assert median(larger) == pytest.approx(median(row) * times, rel=1e-9)


@given(rows, st.randoms())
def test_the_order_of_sources_does_not_matter(row, chance):
    other = list(row)
    chance.shuffle(other)
    assert median(other) == pytest.approx(median(row), rel=1e-12, abs=1e-9, nan_ok=True)


def judged(sigma, seed, sources, clients=400):
    """Judge clients whose potential is known: a tenth of the cells blank, some three times off."""
    chance = np.random.default_rng(seed)
    truth = np.exp(chance.normal(12, 1, clients))
    amount = truth[:, None] * np.exp(chance.normal(0, sigma, (clients, sources)))
    planted = chance.random(clients) < 0.1
    which = chance.integers(0, sources, clients)
    off = np.where(chance.random(clients) < 0.5, 3.0, 1 / 3)
    amount[planted, which[planted]] *= off[planted]
    amount[chance.random(amount.shape) < 0.1] = np.nan
    planted &= ~np.isnan(amount[np.arange(clients), which])
    weight = np.ones_like(amount)
    found = estimates.weighted_median(amount, weight)
    one = estimates.noise(amount)
    flagged = estimates.contradicting(amount, weight, one, DISAGREEMENT).any(axis=1)
    low, high = estimates.likely_range(found, (~np.isnan(amount)).sum(axis=1), one)
    known = ~np.isnan(found)
    return (
        np.abs(np.log(found / truth))[known].mean(),
        min(np.nanmean(np.abs(np.log(amount / truth[:, None])), axis=0)),
        (flagged & planted).sum(),
        flagged.sum(),
        planted.sum(),
        ((low <= truth) & (truth <= high))[known].mean(),
    )


@pytest.mark.parametrize("sources", [3, 4, 5])
@pytest.mark.parametrize("sigma", [0.2, 0.4, 0.6])
def test_several_sources_are_nearer_to_the_truth_than_the_best_of_them(sigma, sources):
    told = np.array([judged(sigma, seed, sources) for seed in range(200)])
    assert (told[:, 0] < told[:, 1]).all()
    assert 0.80 <= told[:, 5].mean() <= 0.95
    assert np.quantile(told[:, 5], 0.05) >= 0.80
    if sigma == 0.2:
        right, flagged, planted = told[:, 2:5].sum(axis=0)
        assert right / flagged >= 0.9
        assert right / planted >= 0.9


def test_sources_that_scatter_much_cry_no_wolf():
    told = np.array([judged(0.6, seed, 4) for seed in range(50)])
    assert told[:, 3].sum() <= 0.05 * 400 * 50  # a tenth of them does contradict


@pytest.mark.parametrize(
    "amount", [[[np.nan, np.nan]], [[5.0, np.nan]], [[0.0, 0.0]], [[0.0, 7.0]], [[5.0, 5.0]]]
)
def test_few_sources_and_zeros_do_no_harm(amount):
    amount = np.array(amount)
    weight = np.ones_like(amount)
    one = estimates.noise(amount)
    assert not (estimates.contradicting(amount, weight, one, DISAGREEMENT) & np.isnan(amount)).any()
    found = estimates.weighted_median(amount, weight)
    low, high = estimates.likely_range(found, (~np.isnan(amount)).sum(axis=1), one)
    known = ~np.isnan(found)
    assert (low[known] <= found[known]).all()
    assert (found[known] <= high[known]).all()
