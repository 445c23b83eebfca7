"""Whole lists against the independent oracle: random books, and the published real ones."""

import csv
import datetime as dt
import math
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import oracle
import pytest
from books import make_book, request

from mkp_xl.book import flow
from mkp_xl.book.days import serial_of
from mkp_xl.hosts.xlsx.host import XlsxHost

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
AS_OF = dt.date(2024, 2, 29)
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not here")


def a_list(seed, *, clients=150):
    """Return a random list with all the usual trouble in it."""
    chance = random.Random(seed)
    edges = [0, 0.01, 49999.99, 50000, 500000, 500000.01]
    listed, orders, contacts = [], [], []
    for number in range(clients):
        potential = chance.choice([None, -5.0, chance.choice(edges), chance.lognormvariate(11, 2)])
        typed = chance.choice([None, None, None, round(chance.lognormvariate(10, 2), 2), 0, -3.5])
        contact = chance.choice([None, AS_OF - dt.timedelta(chance.randrange(-20, 400))])
        listed.append(
            oracle.Client(
                key=f"К{number}",
                potential=None if potential is None else round(potential, 2),
                purchases=typed,
                last_contact=contact,
                interval=chance.choice([None, None, 14.0, 90.0]),
                excluded=chance.random() < 0.1,
            )
        )
        for _ in range(chance.randrange(6)):
            day = AS_OF - dt.timedelta(chance.choice([0, -1, 364, 365, 366, 367, 30, 900]))
            orders.append((f"К{number}", day, round(chance.lognormvariate(8, 2), 2)))
        if chance.random() < 0.5:
            contacts.append((f"К{number}", AS_OF - dt.timedelta(chance.randrange(-10, 300))))
    return listed, orders, contacts


def computed(path, listed, orders, contacts, as_of, **settings):
    make_book(
        path,
        clients=[
            {
                "client": f"Клиент {c.key}",
                "client_id": c.key,
                "potential_typed": c.potential,
                "purchases_typed": c.purchases,
                "last_contact_typed": c.last_contact,
                "interval_typed": c.interval,
                "excluded": "да" if c.excluded else None,
            }
            for c in listed
        ],
        orders=[{"client_id": k, "date": d, "amount": a} for k, d, a in orders],
        contacts=[{"client_id": k, "date": d, "type": "звонок"} for k, d in contacts],
    )
    host = XlsxHost(path)
    settings |= {"country": "none"}  # the oracle knows weekends alone
    return flow.run(host, request(as_of, settings=settings, attach=None))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("short_orders", [False, True])
def test_a_random_list_is_judged_as_the_oracle_judges_it(seed, short_orders, tmp_path, monkeypatch):
    listed, orders, contacts = a_list(seed)
    if short_orders:
        orders = [order for order in orders if order[1] > AS_OF - dt.timedelta(360)]
    seen = {}
    judge = flow.judge
    monkeypatch.setattr(flow, "judge", lambda *args: seen.setdefault("verdicts", judge(*args)))
    limits = {"medium_from": 20000.0, "high_above": 200000.0, "reached_from": 0.95}
    outcome = computed(tmp_path / "list.xlsx", listed, orders, contacts, AS_OF, **limits)
    numbers = seen["verdicts"].numbers
    settings = oracle.Settings(as_of=AS_OF, **limits)
    theirs = oracle.judge_all(listed, orders, contacts, settings)
    for index, verdict in enumerate(theirs):
        for ours, name in (
            ("potential", "potential"), ("purchases", "purchases"), ("segment", "segment"),
            ("gap", "gap"), ("last_contact", "last_contact"), ("interval", "interval"),
            ("deadline", "deadline"), ("due_date", "due_date"), ("state_code", "state"),
        ):  # fmt: skip
            expected = getattr(verdict, name)
            if isinstance(expected, dt.date):
                expected = serial_of(expected)
            got = numbers[ours][index]
            assert (math.isnan(got) and expected is None) or got == float(expected or 0), (
                ours, got, verdict,
            )  # fmt: skip
    check_summary(outcome.summary.record(), oracle.summary(theirs))


def check_summary(ours, theirs):
    assert ours["segments"] == theirs["segments"]
    assert ours["coverage"] == theirs["coverage"]
    for key in ("purchases", "potential", "gap"):
        assert ours[key] == float(theirs[key])
    assert ours["current_coverage"] == {"covered": theirs["covered"], "base": theirs["base"]}


ORII = [
    (
        dt.date(2011, 5, 31), 4908, [453, 204, 1427, 123, 342, 2077, 8, 19, 255],
        8071771.85, 8759855.86, (2684, 146, 2078),
    ),
    (
        dt.date(2011, 3, 1), 4519, [225, 114, 1575, 31, 91, 2210, 3, 7, 263],
        8220869.14, None, (2143, 191, 2185),
    ),
]  # fmt: skip


@needs_data
@pytest.mark.parametrize(("as_of", "clients", "segments", "bought", "potential", "states"), ORII)
def test_the_wholesaler_of_2011(as_of, clients, segments, bought, potential, states, tmp_path):
    now, before, last, events = defaultdict(float), defaultdict(float), {}, []
    with (DATA / "orii_events_to_2011-05-31.csv").open() as file:
        for row in csv.DictReader(file):
            day, amount = dt.date.fromisoformat(row["date"]), float(row["amount"])
            if day > as_of:
                continue
            key = row["customer_id"]
            events.append((key, day, amount))
            last[key] = max(last.get(key, day), day)
            if day > oracle.edate(as_of, -12):
                now[key] += amount
            elif day > oracle.edate(as_of, -24):
                before[key] += amount
    listed = [
        oracle.Client(
            key=key,
            potential=float(max(oracle.money(now[key]), oracle.money(before[key]))),
            last_contact=last[key],
        )
        for key in sorted(last)
    ]
    limits = {"medium_from": 500.0, "high_above": 5000.0}
    outcome = computed(tmp_path / "o.xlsx", listed, events, [], as_of, **limits)
    record = outcome.summary.record()
    assert record["clients"] == clients
    assert [record["segments"][str(place)] for place in range(1, 10)] == segments
    assert record["purchases"] == bought
    assert potential is None or record["potential"] == potential
    coverage = record["coverage"]
    assert (coverage["overdue"], coverage["due_soon"], coverage["on_track"]) == states
    assert {finding.code for finding in outcome.findings} == {"at_limit"}


@needs_data
@pytest.mark.parametrize(
    ("limits", "segments"),
    [
        ((20000.0, 60000.0), [0, 0, 0, 0, 267, 14, 0, 127, 32]),
        ((50000.0, 500000.0), [0, 214, 5, 0, 180, 41, 0, 0, 0]),
    ],
)
def test_the_wholesale_customers(limits, segments, tmp_path):
    with (DATA / "wholesale_customers.csv").open() as file:
        rows = list(csv.DictReader(file))
    kinds = ("Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicassen")
    spend = [sum(float(row[kind]) for kind in kinds) for row in rows]
    peers = defaultdict(list)
    for row, total in zip(rows, spend, strict=True):
        peers[row["Channel"], row["Region"]].append(total)
    listed = [
        oracle.Client(
            key=row["CustomerId"],
            potential=max(total, float(np.quantile(peers[row["Channel"], row["Region"]], 0.9))),
            purchases=total,
        )
        for row, total in zip(rows, spend, strict=True)
    ]
    limits = dict(zip(("medium_from", "high_above"), limits, strict=True))
    outcome = computed(tmp_path / "w.xlsx", listed, [], [], AS_OF, **limits)
    record = outcome.summary.record()
    assert [record["segments"][str(place)] for place in range(1, 10)] == segments
    assert record["potential"] == pytest.approx(25990901.9, abs=0.05)


def test_hand_made_rows(tmp_path):
    """Leap day, returns, a duplicate, blanks, potential 0: worked out by hand."""
    listed = [
        oracle.Client(key="A", potential=100000),  # 60 000 in the window
        oracle.Client(key="B", potential=100000),  # returns exceed purchases
        oracle.Client(key="A", potential=60000),  # the same client once more
        oracle.Client(key="C", potential=0),
        oracle.Client(key="D", potential=None, purchases=10),
        oracle.Client(key="E", potential=10),
    ]
    orders = [
        ("A", dt.date(2023, 2, 28), 1000),  # the window's first day is out
        ("A", dt.date(2023, 3, 1), 20000),
        ("A", dt.date(2024, 2, 29), 40000),  # as-of, the leap day, is in
        ("A", dt.date(2024, 3, 1), 500),  # after as-of
        ("B", dt.date(2023, 6, 1), 300),
        ("B", dt.date(2023, 6, 2), -500),
        ("X", dt.date(2023, 6, 2), 9999),
    ]
    outcome = computed(tmp_path / "h.xlsx", listed, orders, [], AS_OF)
    record = outcome.summary.record()
    assert record["segments"] == {
        "1": 2, "2": 0, "3": 0, "4": 1, "5": 1, "6": 1, "7": 0, "8": 0, "9": 0, "blank": 1,
    }  # fmt: skip
    assert record["purchases"] == 60000 - 200 + 60000 + 0 + 10 + 0
    codes = {finding.code for finding in outcome.findings}
    assert {
        "duplicate_client", "no_potential", "purchases_below_zero", "unknown_client",
        "future_order",
    } <= codes  # fmt: skip
