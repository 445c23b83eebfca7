"""The rules of several sources: laws, other implementations, truths that are known; peers."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkp_xl.book.calling import call
from mkp_xl.book.fields.estimates import ESTIMATED
from mkp_xl.book.settings import defaults
from mkp_xl.rules import graph
from mkp_xl.rules.columns import run_columns
from mkp_xl.rules.tables import estimates
from mkp_xl.rules.tables.peers import peers


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


NAN = math.nan
RULES = graph.row_rules()
KEYS = [f"{kind}_{key}" for kind in ("estimate", "weight") for key in ESTIMATED]
amounts = st.one_of(st.just(NAN), st.integers(0, 10**9).map(lambda n: n / 100))
points = st.integers(0, 100).map(float)
rows = st.lists(st.tuples(amounts, points), min_size=4, max_size=4)


def given_of(row, purchases=NAN):
    weights = [w if a == a else 0.0 for a, w in row]  # noqa: PLR0124  NaN alone differs
    said = dict(zip(KEYS, [*(a for a, _ in row), *weights], strict=True))
    return said | {"purchases": purchases, "potential_manual": NAN, "potential_listed": NAN}


def reconciled(row, purchases=NAN):
    wanted = graph.needed(RULES, ["floored", "reconciled"], given_of(row))
    return graph.run(wanted, given_of(row, purchases))


@given(rows)
def test_a_row_comes_to_what_fractions_say(row):
    exactly = exact([(None if math.isnan(a) else a, int(w)) for a, w in row])
    found = reconciled(row)["reconciled"]
    if exactly is None:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(float(exactly), abs=0.006)


@given(st.lists(rows, min_size=1, max_size=30))
def test_columns_come_to_what_each_row_does(many):
    wanted = graph.needed(RULES, ["reconciled", "source_code"], given_of(many[0]))
    settings = {"potential_manual": NAN}
    columns = {
        key: np.array([given_of(row, 5e4)[key] for row in many]) for key in (*KEYS, "purchases")
    }
    made = run_columns(wanted, settings, columns, ["reconciled", "source_code"])
    for index, row in enumerate(many):
        one = graph.run(wanted, given_of(row, 5e4) | settings)
        for key in ("reconciled", "source_code"):
            assert made[key][index] == one[key] or (
                math.isnan(made[key][index]) and math.isnan(one[key])
            )


@given(rows, amounts)
def test_it_is_never_below_purchases_and_never_beyond_what_was_said(row, bought):
    found = reconciled(row, bought)
    said = [a for a, w in row if a == a and w > 0]  # noqa: PLR0124  NaN alone differs
    if not said:
        assert math.isnan(found["floored"])
        return
    assert min(said) - 0.01 <= found["reconciled"] <= max(said) + 0.01
    if bought == bought:  # noqa: PLR0124
        assert found["floored"] == max(found["reconciled"], bought)


@given(rows)
def test_a_function_gives_what_the_rules_give(row):
    size, budget, rivals, expert = (None if math.isnan(a) else a for a, _ in row)
    weights = [w for _, w in row]
    told = call("MKP_POTENTIAL", [expert, size, budget, rivals, None, weights[3], *weights[:3]])
    found = reconciled(row)["floored"]
    assert told == ("" if math.isnan(found) else found)


@given(rows, st.randoms())
def test_the_order_of_sources_does_not_matter(row, chance):
    other = list(row)
    chance.shuffle(other)
    one, two = (reconciled(each)["reconciled"] for each in (row, other))
    assert one == two or (math.isnan(one) and math.isnan(two))


@given(rows, st.integers(2, 100))
def test_it_knows_no_unit(row, times):
    larger = [(a * times, w) for a, w in row]
    one, two = (reconciled(each)["reconciled"] for each in (row, larger))
    assert two == pytest.approx(one * times, abs=0.01 * times, nan_ok=True)


@given(rows, points, points)
def test_what_weighs_nothing_says_nothing(row, amount, other):
    for said in (amount, other, NAN):
        silent = [*row[:3], (said, 0.0)]
        found = reconciled(silent)["reconciled"]
        without = reconciled([*row[:3], (NAN, 0.0)])["reconciled"]
        assert found == without or (math.isnan(found) and math.isnan(without))


# A truth that is known ---------------------------------------------------------------------------

SETTINGS = defaults("ru", 46346.0).numbers


def judged(sigma, seed, clients=400, sources=4, *, fresh=True):
    """Judge a list whose potentials are known, as recalculation does: all from the settings."""
    chance = np.random.default_rng([seed, 17])
    truth = np.exp(chance.normal(12, 1, clients))
    amount = truth[:, None] * np.exp(chance.normal(0, sigma, (clients, sources)))
    planted = chance.random(clients) < 0.1
    which = chance.integers(0, sources, clients)
    off = np.where(chance.random(clients) < 0.5, 3.0, 1 / 3)
    amount[planted, which[planted]] *= off[planted]
    amount[chance.random(amount.shape) < 0.1] = NAN
    planted &= ~np.isnan(amount[np.arange(clients), which])
    age = np.zeros(clients) if fresh else chance.integers(0, 600, clients).astype(float)
    blank = np.full(clients, NAN)
    columns = {"purchases": blank, "spread_noted": blank, "expert_proven": np.ones(clients)}
    for place, key in enumerate(ESTIMATED):
        columns[f"estimate_{key}"] = amount[:, place] if place < sources else blank
        columns[f"{key}_day"] = 46346.0 - age
    common = SETTINGS | {"potential_manual": NAN, "potential_listed": NAN}
    first = [f"weight_{key}" for key in ESTIMATED]
    columns |= run_columns(graph.needed(RULES, first, columns), common, columns, first)
    table, weight = (np.column_stack([columns[f"{kind}_{key}"] for key in ESTIMATED])
                     for kind in ("estimate", "weight"))  # fmt: skip
    common["source_noise"] = round(estimates.noise(table), 2)
    keep = ["potential", "potential_low", "potential_high", "confidence"]
    made = run_columns(graph.needed(RULES, keep, columns | common), common, columns, keep)
    flags = estimates.contradicting(
        table, weight, common["source_noise"], SETTINGS["disagreement"] / 100
    ).any(axis=1)
    known = ~np.isnan(made["potential"])
    apart = np.abs(np.log(made["potential"] / truth))
    within = math.log1p(SETTINGS["confidence_within"])
    return (
        apart[known].mean(),
        np.nanmin(np.nanmean(np.abs(np.log(table / truth[:, None])), axis=0)),
        (flags & planted).sum(), flags.sum(), planted.sum(),
        ((made["potential_low"] <= truth) & (truth <= made["potential_high"]))[known].mean(),
        (apart[known & ~planted] < within).mean(), made["confidence"][known & ~planted].mean(),
    )  # fmt: skip


@pytest.mark.filterwarnings("ignore:Mean of empty slice:RuntimeWarning")
@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("sources", [3, 4])
@pytest.mark.parametrize("sigma", [0.2, 0.4, 0.6])
def test_the_settings_as_they_come_beat_the_best_single_source(sigma, sources, fresh):
    told = np.array([judged(sigma, seed, sources=sources, fresh=fresh) for seed in range(200)])
    assert (told[:, 0] < told[:, 1]).all()
    assert 0.80 <= told[:, 5].mean() <= 0.95
    assert np.quantile(told[:, 5], 0.05) >= 0.80
    if sigma == 0.2:
        right, flagged, planted = told[:, 2:5].sum(axis=0)
        assert right / flagged >= 0.9
        assert right / planted >= 0.9


@pytest.mark.parametrize("sigma", [0.2, 0.4])
def test_confidence_is_how_often_the_potential_is_right_within_a_quarter(sigma):
    told = np.array([judged(sigma, seed) for seed in range(40)])
    assert told[:, 7].mean() == pytest.approx(told[:, 6].mean(), abs=0.12)


def test_sources_that_scatter_much_cry_no_wolf():
    told = np.array([judged(0.6, seed) for seed in range(50)])
    assert told[:, 3].sum() <= 0.05 * 400 * 50  # a tenth of them does contradict


@pytest.mark.parametrize(
    "amount",
    [[NAN] * 4, [5.0, NAN, NAN, NAN], [0.0, 0.0, NAN, NAN], [0.0, 7.0, NAN, NAN], [5.0] * 4],
)
def test_few_sources_and_zeros_do_no_harm(amount):
    table = np.array([amount])
    flags = estimates.contradicting(table, np.full_like(table, 50.0), estimates.noise(table), 2.1)
    assert not (flags & np.isnan(table)).any()
    assert flags.any() == (amount[:2] == [0.0, 7.0])


# Peers -------------------------------------------------------------------------------------------


def told_of(purchases, industry, size=None, percentile=0.9):
    size = [NAN] * len(purchases) if size is None else size
    found = peers(np.array(purchases, float), np.array(industry), np.array(size), percentile)
    return found.amount.tolist(), found.buyers.tolist()


def test_many_buyers_come_near_their_own_percentile_and_few_to_that_of_all():
    many = [float(n) for n in range(1, 1001)]
    amount, _ = told_of([*many, 5000.0], [*[0] * 1000, 1])
    assert amount[0] == pytest.approx(np.quantile(many, 0.9), rel=0.01)
    assert math.isnan(amount[-1])  # nobody else of its industry buys
    amount, buyers = told_of([*many, 5000.0, 0.0], [*[0] * 1000, 1, 1])
    every = np.quantile([*many, 5000.0], 0.9)
    assert amount[-1] == pytest.approx((5000 + 10 * ((5000 + 10 * every) / 11)) / 11, abs=0.01)
    assert buyers[-1] == 1


def test_one_client_no_buyer_and_no_industry():
    for purchases, industry in (([100.0], [0]), ([0.0, NAN], [0, 0]), ([10.0, 20.0], [-1, 0])):
        amount, buyers = told_of(purchases, industry)
        assert all(map(math.isnan, amount))
        assert all(map(math.isnan, buyers))


def test_size_parts_an_industry_where_it_is_known():
    amount, buyers = told_of([float(n) for n in range(30)], [0] * 30, [float(n) for n in range(30)])
    assert buyers[0] == 9  # of ten, one buys nothing: itself
    assert amount[0] < amount[15] < amount[29]
