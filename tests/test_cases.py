"""Each case table runs as cell, column, file and native formula computed by LibreOffice."""

import datetime as dt
import itertools
import math

import numpy as np
import pytest
from books import (
    AS_OF,
    make_book,
    our_cells,
    read_cases,
    request,
    rows_by_key,
    run,
    same,
    settings_of,
)

from mkp_xl.book import words
from mkp_xl.book.amounts import read_money, read_number
from mkp_xl.book.calendar_sheet import default_calendar
from mkp_xl.book.cells import read_flag
from mkp_xl.book.compute import KEPT
from mkp_xl.book.days import read_date, serial_of
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.native import word_of
from mkp_xl.book.settings import apply, defaults
from mkp_xl.rules.graph import UNSOURCED, needed, row_rules
from mkp_xl.rules.graph import run as run_rules

SPOKEN = [
    ("matrix", "ru"), ("coverage", "ru"), ("interval", "ru"), ("why", "ru"), ("why", "en")
]  # fmt: skip
"""The words of the first two tables are Russian."""
ALL = [
    pytest.param(lang, case, id=f"{table} {lang}: {case['case']}")
    for table, lang in SPOKEN
    for case in read_cases(table)
]
TYPED = (
    "client", "potential_typed", "purchases_typed", "last_contact_typed", "interval_typed",
    "life_cycle_typed", "decision_lead_typed", "excluded",
)  # fmt: skip
RULES = needed(row_rules(), KEPT, UNSOURCED)


def as_of(case):
    return case.get("as_of") or AS_OF


def given(case):
    """Return what the rules are given for one case, each cell read by the product's readers."""
    day = case.get("last_contact_typed")
    raw_day = serial_of(day) if isinstance(day, dt.date) else day
    settings = defaults("ru", serial_of(as_of(case)))
    apply(settings, settings_of(case))
    return {
        **settings.numbers,
        "interval_mode": settings.interval_mode(has_cycles=True),
        **default_calendar(serial_of(as_of(case))).columns(),
        "potential_typed": read_money(case.get("potential_typed"), "General", "RUB").value,
        "purchases_typed": read_money(case.get("purchases_typed"), "General", "RUB").value,
        "last_contact_typed": read_date(raw_day, "dd.mm.yyyy").value,
        "interval_typed": read_number(case.get("interval_typed")).value,
        "life_cycle_typed": read_number(case.get("life_cycle_typed")).value,
        "decision_lead_typed": read_number(case.get("decision_lead_typed")).value,
        "excluded": read_flag(case.get("excluded")).value,
        "orders_total": math.nan,
        "contact_logged": 0.0,
        **UNSOURCED,
    }


def judged(values, lang="ru"):
    for key in ("medium_from", "high_above"):
        values[f"{key}_text"] = words.limit_text(values[key], lang)
    numbers = run_rules(RULES, values)
    made = {key: word_of(key, numbers, lang) for key in ("segment_name", "class", "state", "why")}
    return {key: numbers[key] for key in OUTPUT_OF if key in RULES} | made


def expected(case):
    wanted = {key: value for key, value in case.items() if key in OUTPUT_OF}
    for lang in ("ru", "en"):
        if f"why_{lang}" in case:
            wanted[f"why_{lang}"] = case[f"why_{lang}"]
    return wanted


def check(case, got, lang="ru"):
    for key, value in expected(case).items():
        if key.startswith("why_"):
            if key == f"why_{lang}":
                assert same(value, got["why"]), f"{case['case']}: {key}"
        else:
            assert same(value, got[key]), f"{case['case']}: {key}: {value!r} != {got[key]!r}"


@pytest.mark.parametrize(("lang", "case"), ALL)
def test_a_case_as_a_cell(lang, case):
    check(case, judged(given(case), lang), lang)


@pytest.mark.parametrize(("table", "lang"), SPOKEN)
def test_a_table_as_columns(table, lang):
    for cases in by_settings(table):
        values = [given(case) for case in cases]
        columns = {
            key: np.array([row[key] for row in values]) if key in PER_ROW else values[0][key]
            for key in values[0]
        }
        results = judged(columns, lang)
        for index, case in enumerate(cases):
            check(case, {key: column[index] for key, column in results.items()}, lang)


PER_ROW = {
    "potential_typed", "purchases_typed", "last_contact_typed", "interval_typed", "excluded",
    "life_cycle_typed", "decision_lead_typed", "orders_total", "contact_logged",
}  # fmt: skip


def by_settings(table):
    """Return the table's cases in groups that one workbook can hold."""

    def key(case):
        return (as_of(case), tuple(sorted(settings_of(case).items())))

    cases = sorted(read_cases(table), key=key)
    return [list(group) for _, group in itertools.groupby(cases, key)]


def book_of(path, cases, lang):
    clients = [
        {key: case.get(key) for key in TYPED if key in case} | {"client": str(case["case"])}
        for case in cases
    ]
    make_book(path, clients=clients, lang=lang)
    return run(path, request(as_of(cases[0]), settings=settings_of(cases[0]), lang=lang))


@pytest.mark.parametrize(("table", "lang"), SPOKEN)
def test_a_table_in_a_file(table, lang, tmp_path):
    sheet = "Клиенты" if lang == "ru" else "Clients"
    for number, cases in enumerate(by_settings(table)):
        path = tmp_path / f"{number}.xlsx"
        book_of(path, cases, lang)
        rows = our_cells(path, sheet)
        assert len(rows) == len(cases)
        for case, row in zip(cases, rows, strict=True):
            check(case, row, lang)


@pytest.mark.soffice
@pytest.mark.parametrize(("table", "lang"), SPOKEN)
def test_a_table_as_native_formulas_in_libreoffice(table, lang, tmp_path, soffice):
    sheet = "Клиенты" if lang == "ru" else "Clients"
    for number, cases in enumerate(by_settings(table)):
        path = tmp_path / f"{number}.xlsx"
        book_of(path, cases, lang)
        locale = "ru-RU" if number % 2 else "en-US"
        values = soffice.recalculate(path, locale=locale, sheets=[sheet])[sheet]
        for case, row in zip(cases, rows_by_key(path, values, sheet), strict=True):
            check(case, row, lang)
