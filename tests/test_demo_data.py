"""The demo data tell the same plausible story in both languages, call after call."""

from collections import Counter
from dataclasses import fields
from datetime import date, timedelta
from hashlib import sha256
from itertools import groupby

import pytest

from mkp_xl.faces.demo_data import demo_data
from mkp_xl.faces.demo_words import WORDS, client_names, manager_names

pytestmark = pytest.mark.sampled(2)

AS_OF = date(2026, 11, 20)
YEAR_AGO = date(2025, 11, 20)
TWO_YEARS_AGO = date(2024, 11, 20)
RU = demo_data(240, lang="ru", as_of=AS_OF)
EN = demo_data(240, lang="en", as_of=AS_OF)
CLIENT_KEYS = "client_id client manager potential_typed purchases_typed last_contact_typed phone"


def dated(orders):
    return [order for order in orders if isinstance(order["date"], date)]


def bought(data, since=YEAR_AGO, to=AS_OF):
    """Whole kopecks by client in (since, to]."""
    sums = Counter()
    for order in dated(data.orders):
        if since < order["date"] <= to:
            sums[order["client_id"]] += round(order["amount"] * 100)
    return sums


def judged(data, since=YEAR_AGO, to=AS_OF):
    """(segment, potential, purchases) by client, by the rules of the article and nothing else."""
    sums, verdicts = bought(data, since, to), {}
    for row in data.clients:
        potential = row["potential_typed"]
        if isinstance(potential, int):
            typed = row["purchases_typed"]
            paid = sums[row["client_id"]] / 100 if typed is None else typed
            level = 2 if potential > 500_000 else 1 if potential >= 50_000 else 0
            progress = 0 if paid <= 0 else 1 if paid < potential else 2
            verdicts[row["client_id"]] = (3 * level + progress + 1, potential, paid)
    return verdicts


def last_contacts(data):
    last = {}
    for row in data.contacts:
        if row["date"] <= AS_OF:
            last[row["client_id"]] = row["date"]
    return last


def numbers(data, lang):
    """Everything but words and phones."""
    types, results = WORDS[lang].types, WORDS[lang].results
    clients = [
        [
            row["client_id"][1:],
            None if row["potential_typed"] == WORDS[lang].a_lot else row["potential_typed"],
            row["purchases_typed"],
            row["last_contact_typed"],
            row["manager"] is None,
        ]
        for row in data.clients
    ]
    orders = [[row["client_id"][1:], row["date"], row["amount"]] for row in data.orders]
    contacts = [
        [row["client_id"][1:], row["date"], types.index(row["type"]), results.index(row["result"])]
        for row in data.contacts
    ]
    return clients, orders, contacts


def test_the_same_call_twice_gives_equal_data():
    assert demo_data(240, lang="ru", as_of=AS_OF) == RU


def test_another_seed_gives_other_data():
    assert demo_data(240, lang="ru", as_of=AS_OF, seed=1) != RU


def test_the_default_data_stay_what_they_are():
    golden = "356d586594d7143a793bfcecd5e79d42abf8a3022f7390521accb450fc11b131"
    assert sha256(repr(RU).encode()).hexdigest() == golden


@pytest.mark.parametrize("clients", [1, 20, 240, 1_000])
def test_russian_and_english_have_equal_numbers(clients):
    russian, english = (demo_data(clients, lang=lang, as_of=AS_OF) for lang in ("ru", "en"))
    assert numbers(russian, "ru") == numbers(english, "en")


def test_every_word_stands_in_the_same_place_of_both_languages():
    for field in fields(WORDS["ru"]):
        words = [getattr(WORDS[lang], field.name) for lang in ("ru", "en")]
        if isinstance(words[0], tuple):
            assert len(words[0]) == len(words[1]), field.name
            assert field.name == "forms" or len(set(words[1])) == len(words[1]), field.name


def test_english_data_have_no_russian_letters():
    assert not any("а" <= letter.lower() <= "ё" for letter in repr(EN))


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("kind", [0, 1, 2])
def test_a_hundred_thousand_clients_of_one_kind_have_unique_names(lang, kind):
    assert len(set(client_names(WORDS[lang], [kind] * 100_000))) == 100_000


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_managers_have_unique_full_names(lang):
    names = manager_names(WORDS[lang], 100_000)
    assert len(set(names)) == len(names) == 1_200
    assert all(len(name.split()) == 2 for name in names)


@pytest.mark.parametrize("data", [RU, EN])
def test_names_and_ids_are_unique_but_for_the_client_listed_twice(data):
    assert len(data.clients) == 240
    for key in ("client_id", "client"):
        assert sorted(Counter(row[key] for row in data.clients).values()) == [1] * 238 + [2]


@pytest.mark.parametrize("data", [RU, EN])
def test_rows_have_the_keys_of_the_fields_and_values_of_their_types(data):
    assert all(list(row) == CLIENT_KEYS.split() for row in data.clients)
    assert all(list(row) == ["client_id", "date", "amount"] for row in data.orders)
    assert all(list(row) == ["client_id", "date", "type", "result"] for row in data.contacts)
    for order in data.orders:
        assert isinstance(order["amount"], float)
        assert order["amount"] == round(order["amount"], 2) != 0
    assert all(len(row["client"]) <= 34 for row in data.clients)


def test_phones_are_of_ranges_kept_for_fiction():
    assert all(") 555-01-" in row["phone"] for row in RU.clients)
    assert all(" 7946 0" in row["phone"] or " 496 0" in row["phone"] for row in EN.clients)


def test_six_managers_share_240_clients_and_a_few_clients_have_none():
    managers = Counter(row["manager"] for row in RU.clients)
    assert 3 <= managers.pop(None) <= 7
    assert len(managers) == 6
    assert min(managers.values()) >= 15


def test_all_nine_segments_are_filled_as_a_head_of_sales_expects():
    census = Counter(segment for segment, _, _ in judged(RU).values())
    total = census.total()
    assert set(census) == set(range(1, 10))
    assert min(census.values()) >= 8
    low, medium, high = (
        sum(census[s] for s in r) / total for r in ((1, 2, 3), (4, 5, 6), (7, 8, 9))
    )
    assert 0.35 <= low <= 0.40
    assert 0.37 <= medium <= 0.43
    assert 0.20 <= high <= 0.25
    cold, below, reached = (
        sum(census[s] for s in r) / total for r in ((1, 4, 7), (2, 5, 8), (3, 6, 9))
    )
    assert 0.17 <= cold <= 0.23
    assert 0.55 <= below <= 0.60
    assert 0.18 <= reached <= 0.26


@pytest.mark.parametrize("seed", range(1, 21))
def test_any_seed_fills_all_nine_segments(seed):
    data = demo_data(240, lang="en", as_of=AS_OF, seed=seed)
    assert {segment for segment, _, _ in judged(data).values()} == set(range(1, 10))


def test_the_gap_is_concentrated_in_a_few_strategic_clients():
    gaps = sorted(
        ((max(0, potential - paid), segment) for segment, potential, paid in judged(RU).values()),
        reverse=True,
    )
    total = sum(gap for gap, _ in gaps)
    assert sum(gap for gap, _ in gaps[:10]) > 0.4 * total
    assert sum(gap for gap, segment in gaps if segment in {7, 8}) > 0.8 * total
    assert {segment for _, segment in gaps[:10]} == {7, 8}


def test_orders_cover_two_full_years():
    days = [order["date"] for order in dated(RU.orders)]
    assert 2_500 <= len(RU.orders) <= 4_500
    assert min(days) <= TWO_YEARS_AGO
    assert max(days) <= AS_OF
    assert days == sorted(days)
    assert all(day.weekday() < 5 for day in days)


def test_orders_have_returns_and_kopecks_now_and_then():
    amounts = [order["amount"] for order in RU.orders]
    assert 0.007 <= sum(amount < 0 for amount in amounts) / len(amounts) <= 0.015
    assert 0.05 <= sum(amount % 1 != 0 for amount in amounts) / len(amounts) <= 0.25
    assert 5_000 <= sorted(amounts)[len(amounts) // 2] <= 30_000


@pytest.mark.parametrize("year", [2025, 2026])
def test_december_is_the_peak_and_january_and_may_are_dips(year):
    months = Counter()
    for order in dated(RU.orders):
        if order["date"].year == year or (order["date"].year, order["date"].month) == (
            year - 1,
            12,
        ):
            months[order["date"].month] += order["amount"]
    usual = sum(months[month] for month in (2, 3, 4, 6, 7, 8, 9, 10)) / 8
    assert months[12] > 1.25 * usual
    assert months[1] < 0.6 * usual
    assert months[5] < 0.85 * usual


def test_some_clients_leave_grow_come_new_and_are_lost():
    before, now = bought(RU, TWO_YEARS_AGO, YEAR_AGO), bought(RU)
    recent = bought(RU, AS_OF - timedelta(days=100))
    assert 5 <= sum(before[n] > 0 and now[n] > 0 and n not in recent for n in before) <= 40
    assert 15 <= sum(0 < before[n] * 1.3 < now[n] for n in now) <= 100
    assert 5 <= sum(before[n] == 0 for n in now) <= 40
    assert 8 <= sum(now[n] == 0 for n in before) <= 35


def test_regular_clients_order_in_their_own_rhythm():
    days = sorted((o["client_id"], o["date"]) for o in dated(RU.orders) if o["amount"] > 0)
    gaps = []
    for _, group in groupby(days, key=lambda pair: pair[0]):
        client = [day for _, day in group]
        if len(client) >= 10:
            gaps.append((client[-1] - client[0]).days / (len(client) - 1))
    assert len(gaps) >= 100
    assert min(gaps) < 20
    assert max(gaps) > 60


def test_typed_purchases_agree_with_orders_but_for_one_client():
    sums = bought(RU)
    typed = [row for row in RU.clients if row["purchases_typed"] is not None]
    off = [abs(r["purchases_typed"] * 100 / sums[r["client_id"]] - 1) > 0.01 for r in typed]
    assert 6 <= len(typed) <= 9
    assert sum(off) == 1


def test_the_log_holds_two_years_of_contacts():
    days = [row["date"] for row in RU.contacts]
    assert 2_000 <= len(days) <= 4_000
    assert days == sorted(days)
    assert TWO_YEARS_AGO <= days[0] <= TWO_YEARS_AGO + timedelta(days=30)
    assert {row["type"] for row in RU.contacts} == {"звонок", "письмо", "встреча", "видеозвонок"}
    assert {row["type"] for row in EN.contacts} == {"call", "email", "meeting", "video call"}
    assert Counter(row["type"] for row in EN.contacts).most_common(1)[0][0] == "call"
    assert all(len(row["result"]) <= 34 for row in RU.contacts + EN.contacts)


def test_most_class_a_clients_were_contacted_lately_but_not_all():
    last, verdicts = last_contacts(RU), judged(RU)
    high = [n for n, (segment, _, _) in verdicts.items() if segment >= 7]
    late = [n for n in high if n in last and (AS_OF - last[n]).days > 30]
    assert 3 <= len(late) <= len(high) * 0.3
    never = [row for row in RU.clients if row["client_id"] not in last]
    assert 3 <= len(never) <= 20
    assert all(row["last_contact_typed"] is None for row in never)


def test_last_contact_is_typed_for_some_and_sometimes_later_than_the_log():
    last = last_contacts(RU)
    typed = {r["client_id"]: r["last_contact_typed"] for r in RU.clients if r["last_contact_typed"]}
    assert 24 <= len(typed) <= 48
    assert all(day <= AS_OF for day in typed.values())
    assert 3 <= sum(day > last[n] for n, day in typed.items()) <= 20
    assert any(day < last[n] for n, day in typed.items())


@pytest.mark.parametrize(("data", "a_lot"), [(RU, "много"), (EN, "a lot")])
def test_planted_potentials_are_there(data, a_lot):
    typed = [row["potential_typed"] for row in data.clients]
    assert {value for value in typed if isinstance(value, str)} == {
        "1 250 000,50",
        a_lot,
        "$ 12 000",
    }
    assert {0, 50_000, 500_000} <= set(typed)
    assert 6 <= typed.count(None) <= 9


@pytest.mark.parametrize("data", [RU, EN])
def test_planted_clients_are_there(data):
    verdicts = judged(data).values()
    assert any(1.19 <= paid / potential <= 1.21 for _, potential, paid in verdicts if potential)
    assert any(paid > 0 for _, potential, paid in verdicts if potential == 0)
    rows = Counter(row["client_id"] for row in data.clients)
    twice = [row for row in data.clients if rows[row["client_id"]] > 1]
    assert len(twice) == 2
    assert twice[0]["client"] == twice[1]["client"]


@pytest.mark.parametrize("data", [RU, EN])
def test_planted_orders_and_contacts_are_there(data):
    known = {row["client_id"] for row in data.clients}
    strangers = [row for row in data.orders if row["client_id"] not in known]
    assert len(strangers) == 1
    assert isinstance(strangers[0]["date"], date)
    assert [row["date"] for row in data.orders if row not in dated([row])] == ["31.02.2026"]
    assert sum(row["date"] > AS_OF for row in data.contacts) == 1
    assert all(row["client_id"] in known for row in data.contacts)


def test_no_clients_give_no_rows():
    data = demo_data(0, lang="ru", as_of=AS_OF)
    assert (data.clients, data.orders, data.contacts) == ([], [], [])


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("clients", range(1, 31))
def test_few_clients_work_and_their_orders_cover_the_window(clients, lang):
    data = demo_data(clients, lang=lang, as_of=AS_OF)
    assert len(data.clients) == clients
    assert min(row["date"] for row in dated(data.orders)) <= TWO_YEARS_AGO
    assert "31.02.2026" in [row["date"] for row in data.orders]
    assert max(row["date"] for row in data.contacts) > AS_OF


def test_twenty_clients_hold_every_planted_detail():
    data = demo_data(20, lang="ru", as_of=AS_OF)
    typed = [row["potential_typed"] for row in data.clients]
    assert {0, 50_000, 500_000, "1 250 000,50", "много", "$ 12 000"} <= set(typed)
    assert len({row["client_id"] for row in data.clients}) == 19
    assert any(row["purchases_typed"] for row in data.clients)


def test_sixteen_thousand_clients_are_all_different():
    data = demo_data(16_000, lang="ru", as_of=AS_OF)
    assert len({row["client_id"] for row in data.clients}) == 15_999
    assert len({row["client"] for row in data.clients}) == 15_999
    assert len({row["manager"] for row in data.clients}) == 401


@pytest.mark.parametrize("as_of", [date(2028, 2, 29), date(2027, 1, 1), date(2026, 5, 31)])
def test_any_day_will_do(as_of):
    data = demo_data(240, lang="ru", as_of=as_of)
    day = min(as_of.day, 28) if as_of.month == 2 else as_of.day
    since = as_of.replace(year=as_of.year - 1, day=day)
    assert min(row["date"] for row in dated(data.orders)) <= since.replace(year=since.year - 1)
    assert max(row["date"] for row in dated(data.orders)) <= as_of
    assert {s for s, _, _ in judged(data, since, as_of).values()} == set(range(1, 10))
