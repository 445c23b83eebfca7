"""Figures of coverage of whole books: laws, another reckoning, a real contact log, bad input."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from pathlib import Path
from random import Random

import cli_tools as t
import numpy as np
import openpyxl
import pandas as pd
import pytest
from books import AS_OF, request

from mkp_xl.book import flow
from mkp_xl.book.coverage.dynamics import dynamics
from mkp_xl.book.coverage.figures import figures
from mkp_xl.book.coverage.load import colleagues, loads
from mkp_xl.book.days import serial_of
from mkp_xl.hosts.xlsx.host import XlsxHost

BANK = Path(__file__).parents[2] / "shared" / "data" / "bank_market_contacts.csv"
CLIENTS = ("Клиент", "Менеджер", "Потенциал", "Закупки за 12 мес.", "Последний контакт",
           "Интервал, дней", "Не вести")  # fmt: skip
MANAGERS = ("Громов А.", "Сафина Д.", "громов а.", None)


def book(path, clients, contacts=(), orders=(), team=()):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Клиенты"
    for title, heads, rows in (
        ("Клиенты", CLIENTS, clients),
        ("Контакты", ("Клиент", "Дата", "Тип", "Результат"), contacts),
        ("Заказы", ("Клиент", "Дата", "Сумма"), orders),
        ("Команда", ("Менеджер", "Контактов в день", "Нет с", "Нет по"), team),
    ):
        here = sheet if title == "Клиенты" else made.create_sheet(title)
        here.append(heads)
        for row in rows:
            here.append(row)
    made.save(path)
    return path


def reckoned(path, **settings):
    host = XlsxHost(path)
    return flow.reckon(host, request(settings=settings, attach=None))


def found_of(path, **settings):
    made = reckoned(path, **settings)
    first = made.computed[0]
    found = figures(first.rows, first.verdicts, made.book.settings)
    return made, first, found


def a_base(seed, clients=60):
    chance = Random(seed)
    listed, contacts = [], []
    for number in range(clients):
        name = f"Клиент {number}"
        listed.append(
            (
                name,
                chance.choice(MANAGERS),
                chance.choice([None, 900_000, 120_000, 3_000]),
                chance.choice([None, 0, 1_000]),
                chance.choice([None, None, AS_OF - dt.timedelta(chance.randrange(-5, 400))]),
                chance.choice([None, None, 14]),
                chance.choice([None, None, None, "да"]),
            )
        )
        for _ in range(chance.randrange(9)):
            day = AS_OF - dt.timedelta(chance.randrange(-9, 500))
            result = chance.choice(["да", "недозвон", None])
            contacts.append((name, day, "звонок", result))
    return listed, contacts


@pytest.mark.parametrize("seed", range(5))
def test_every_client_with_an_interval_is_covered_overdue_or_never(seed, tmp_path):
    _, first, found = found_of(book(tmp_path / "b.xlsx", *a_base(seed)))
    interval, code = (first.verdicts.numbers[key] for key in ("interval", "state_code"))
    planned = first.rows.is_row & ~np.isnan(interval)
    total = found.total
    assert total.clients == planned.sum() == sum(total.states)
    assert total.covered + total.states[0] + total.states[3] == total.clients
    assert (code[planned] >= 1).all()
    for groups in (found.by_class, found.by_segment, found.by_manager):
        for key in ("clients", "reached", "contacts", "windows_due", "windows_met"):
            whole = sum(getattr(line, key) for line in groups.values())
            assert whole <= getattr(total, key)
    assert sum(line.clients for line in found.by_manager.values()) == total.clients


@pytest.mark.parametrize("seed", range(5))
def test_figures_are_those_of_another_reckoning(seed, tmp_path):
    listed, contacts = a_base(seed)
    path = book(tmp_path / "b.xlsx", listed, contacts)
    _, first, found = found_of(path, contact_results_out="недозвон")
    interval = first.verdicts.numbers["interval"]
    days = {row[0]: set() for row in listed}
    for name, day, _, result in contacts:
        if day <= AS_OF and result != "недозвон":
            days[name].add(day)
    for row in listed:
        if row[4] is not None and row[4] <= AS_OF:
            days[row[0]].add(row[4])
    start = AS_OF.replace(year=AS_OF.year - 1)
    begins = min(day for _, day, _, _ in contacts)
    since = max(start, begins - dt.timedelta(1))
    due = met = reached = year = 0
    managers = Counter()
    for row, step in zip(listed, interval, strict=True):
        if np.isnan(step):
            continue
        managers[(row[1] or "").casefold()] += 1
        mine = days[row[0]]
        reached += any(start < day <= AS_OF for day in mine)
        year += sum(day.year == AS_OF.year for day in mine)
        end = AS_OF
        while end - dt.timedelta(step) >= since:
            due += 1
            met += any(end - dt.timedelta(step) < day <= end for day in mine)
            end -= dt.timedelta(step)
    total = found.total
    assert (total.windows_due, total.windows_met) == (due, met)
    assert (total.reached, total.contacts) == (reached, year)
    told = {name.casefold(): line.clients for name, line in found.by_manager.items()}
    assert {name: count for name, count in told.items() if count} == managers


def test_current_coverage_of_the_last_month_is_that_of_the_states(tmp_path):
    _, _, found = found_of(book(tmp_path / "b.xlsx", *a_base(7)))
    month = found.months[-1]
    assert month.last == serial_of(AS_OF)
    assert month.covered == found.total.covered
    assert month.clients == found.total.clients
    assert len(found.months) == 12
    assert found.months[0].first == serial_of(dt.date(2025, 12, 1))


def test_months_before_the_log_have_no_denominator(tmp_path):
    listed = [("А", None, 600_000, 5, None, None, None)]
    contacts = [("А", dt.date(2026, 10, 5), "звонок", None)]
    _, _, found = found_of(book(tmp_path / "b.xlsx", listed, contacts))
    assert [month.clients for month in found.months] == [0] * 10 + [1, 1]
    assert found.total.expected == pytest.approx((AS_OF - dt.date(2026, 10, 4)).days / 30)


def test_a_manager_spelt_in_several_ways_is_one(tmp_path):
    listed = [(f"К{n}", name, 600_000, 5, None, None, None)
              for n, name in enumerate(("Семёнов", "Семенов", "семёнов ", 101))]  # fmt: skip
    made, first, found = found_of(
        book(tmp_path / "b.xlsx", listed, team=[("Семенов", 1, None, None)])
    )
    assert {name: line.clients for name, line in found.by_manager.items()} == {
        "101": 1,
        "Семёнов": 3,
    }
    week = loads(first.rows, first.verdicts, colleagues(first.team), made.book.calendar,
                 serial_of(AS_OF))  # fmt: skip
    assert [(one.manager, one.clients) for one in week] == [("101", 1), ("Семёнов", 3)]


def test_without_a_log_there_are_no_windows_and_states_stand(tmp_path):
    listed = [("А", None, 600_000, 5, AS_OF - dt.timedelta(3), None, None)]
    _, _, found = found_of(book(tmp_path / "b.xlsx", listed))
    assert not found.has_log
    assert (found.total.windows_due, found.total.covered) == (0, 1)


def test_ten_thousand_contacts_of_one_client_are_one_client(tmp_path):
    listed = [("А", None, 600_000, 5, None, None, None), ("Б", None, 600_000, 5, None, None, None)]
    contacts = [("А", AS_OF - dt.timedelta(n % 200), "звонок", None) for n in range(10_000)]
    made, first, found = found_of(book(tmp_path / "b.xlsx", listed, contacts))
    assert found.total.reached == 1
    assert found.total.windows_met == 6
    moves = dynamics(first.rows, first.verdicts, made.book.settings, found)
    assert moves.contacts.events.tolist() == [200, 0]
    assert moves.advice == (None, None)


def test_a_halved_rhythm_asks_for_a_contact_and_a_steady_one_does_not(tmp_path):
    listed = [(name, None, 600_000, None, None, None, None) for name in "АБВ"]
    gaps = {"А": [30] * 16, "Б": [20] * 12 + [55] * 4, "В": [30] * 16}
    contacts, orders = [], []
    for name, steps in gaps.items():
        days = (
            AS_OF
            - dt.timedelta(10)
            - np.array([dt.timedelta(int(n)) for n in np.cumsum(steps[::-1])])
        )
        contacts += [(name, day, "звонок", None) for day in days]
    orders += [("А", AS_OF - dt.timedelta(n * 25), 100) for n in range(20)]
    slow = [*range(0, 300, 75), *range(300, 600, 30)]
    orders += [("В", AS_OF - dt.timedelta(n), 100) for n in slow]
    made, first, found = found_of(book(tmp_path / "b.xlsx", listed, contacts, orders))
    moves = dynamics(first.rows, first.verdicts, made.book.settings, found)
    assert moves.advice == (None, "called_less", "buys_less")
    assert set(moves.at_risk()) == {1, 2}


def test_load_is_told_against_capacity_without_days_away(tmp_path):
    listed = [(f"К{n}", "Громов А.", 900_000, 0, None, None, None) for n in range(30)]
    listed += [("Л", "Сафина Д.", 900_000, 0, None, None, None)]
    listed += [("М", "Титов", 900_000, 0, None, 1, None)]
    monday = dt.date(2026, 11, 23)
    team = [
        ("громов а.", 2, monday, monday + dt.timedelta(1)),
        ("Громов А.", None, dt.date(2026, 11, 27), None),
        ("Титов", 5, dt.date(2026, 12, 9), dt.date(2026, 12, 1)),
    ]
    made = reckoned(book(tmp_path / "b.xlsx", listed, team=team))
    first = made.computed[0]
    week = loads(first.rows, first.verdicts, colleagues(first.team), made.book.calendar,
                 serial_of(AS_OF))  # fmt: skip
    told = {
        one.manager: (one.clients, round(one.needed, 2), one.capacity, one.days) for one in week
    }
    assert told["Громов А."] == (30, 7.0, 4.0, 2)
    assert told["Титов"] == (1, 7.0, 25.0, 5)
    assert told["Сафина Д."][:2] == (1, 0.23)
    assert np.isnan(told["Сафина Д."][2])
    assert {one.monday for one in week} == {serial_of(monday)}


# --- the command ---------------------------------------------------------------------------------


def test_the_command_tells_figures_and_changes_nothing(tmp_path):
    path = book(tmp_path / "b.xlsx", *a_base(3))
    before = path.read_bytes()
    told = t.mkp("coverage", path, "--as-of", "2026-11-20")
    assert told.code == 0
    assert "вовремя охвачены" in told.out
    assert "громов а." in told.out.casefold()
    said = json.loads(t.mkp("coverage", path, "--as-of", "2026-11-20", "--json").out)
    total = said["total"]
    assert total["covered"] + total["overdue"] + total["never"] == total["clients"]
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["b.xlsx"]


def test_the_command_says_that_nobody_is_to_be_contacted(tmp_path):
    path = book(tmp_path / "b.xlsx", [("А", None, None, None, None, None, None)])
    told = t.mkp("coverage", path)
    assert told.code == 0
    assert "интервала" in told.out


BAD = [
    ("А", "М", 600_000, 5, None, -5, None),
    ("Б", "М", 600_000, 5, "вчера", None, None),
    ("В", "М", 600_000, 5, AS_OF + dt.timedelta(9), None, None),
]
BAD_LOG = [
    ("А", None, "звонок", None),
    ("А", AS_OF + dt.timedelta(3), "звонок", None),
    ("Чужой", AS_OF, "звонок", None),
    (None, AS_OF, "звонок", None),
    ("А", AS_OF, "звонок", None),
    ("А", AS_OF, "звонок", None),
]


@pytest.mark.parametrize("lang", t.LANGS)
def test_bad_input_is_found_and_counts_as_nothing(lang, tmp_path):
    team = [("М", -3, None, None), ("Н", "много", "завтра", None)]
    path = book(tmp_path / "b.xlsx", BAD, BAD_LOG, team=team)
    told = t.mkp("coverage", path, "--as-of", "2026-11-20", "--json", lang=lang)
    assert told.code == 0
    said = json.loads(told.out)
    assert (said["total"]["clients"], said["total"]["contacts"]) == (3, 1)
    assert said["load"][0]["capacity"] is None
    checked = json.loads(t.mkp("check", path, "--as-of", "2026-11-20", "--json", lang=lang).out)
    codes = Counter(finding["code"] for finding in checked["findings"])
    assert codes["future_contact"] == 2
    assert codes["missing_date"] == codes["duplicate_contact"] == codes["unknown_client"] == 1
    assert codes["row_without_client"] == 1
    assert {f["sheet"] for f in checked["findings"]} >= {"Команда", "Контакты", "Клиенты"}


# --- a real contact log --------------------------------------------------------------------------

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bank_rows():
    with BANK.open(encoding="utf-8") as file:
        return [(int(r["Cust_num"]), int(r["day"]), r["month"]) for r in csv.DictReader(file)]


def with_years(rows):
    """Return the days of the log: it is in order of time, from May 2008 on."""
    year, last, found = 2008, 5, []
    for number, day, name in rows:
        month = MONTHS.index(name) + 1
        year += month < last and last - month > 6
        last = month
        found.append((number, dt.date(year, month, day)))
    return found


def bank_book(path, days):
    import xlsxwriter  # noqa: PLC0415  only where the log is there

    with xlsxwriter.Workbook(path) as made:
        clients, log = made.add_worksheet("Клиенты"), made.add_worksheet("Контакты")
        shown = made.add_format({"num_format": "dd.mm.yyyy"})
        clients.write_row(0, 0, ("Код клиента", "Потенциал", "Закупки за 12 мес."))
        log.write_row(0, 0, ("Код клиента", "Дата"))
        for row, (number, day) in enumerate(days, start=1):
            clients.write_row(row, 0, (number, 600_000, 0))
            log.write_number(row, 0, number)
            if isinstance(day, str):
                log.write_string(row, 1, day)
            else:
                log.write_datetime(row, 1, dt.datetime.combine(day, dt.time()), shown)
    return path


@pytest.mark.corpus
@pytest.mark.skipif(not BANK.exists(), reason="the contact log is not there")
def test_counts_of_a_real_log_by_month_are_those_of_pandas(tmp_path):
    days = with_years(bank_rows())
    last = max(day for _, day in days)
    made = flow.reckon(XlsxHost(bank_book(tmp_path / "b.xlsx", days)), request(last, attach=None))
    first = made.computed[0]
    found = figures(first.rows, first.verdicts, made.book.settings)
    frame = pd.DataFrame(days, columns=["client", "day"])
    frame["month"] = pd.to_datetime(frame["day"]).dt.to_period("M")
    counts = frame.groupby("month").size()
    for month in found.months:
        period = pd.Period(str(dt.date(1899, 12, 30) + dt.timedelta(month.last))[:7], "M")
        assert month.contacts == month.reached == int(counts.get(period, 0))
    assert found.total.clients == len(days)


@pytest.mark.corpus
@pytest.mark.skipif(not BANK.exists(), reason="the contact log is not there")
def test_days_without_a_year_are_one_finding_with_its_count_and_first_cells(tmp_path):
    rows = bank_rows()[:3000]
    days = [(number, f"{day} {month}") for number, day, month in rows]
    path = bank_book(tmp_path / "b.xlsx", days)
    told = t.mkp("check", path, "--as-of", "2010-11-20")
    assert told.code == 0
    assert "3000" in told.out.replace("\u00a0", "").replace(" ", "")
    assert "B2" in told.out
