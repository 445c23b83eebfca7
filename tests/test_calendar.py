"""The calendar: a country's days at the start, moved days, what the team corrects stays."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import openpyxl
import pytest
from books import edit, make_book, request, run

from mkp_xl.book import calendar_sheet
from mkp_xl.book.calendar_sheet import default_calendar, standing
from mkp_xl.book.country_days import country_days
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import SETTING_OF
from mkp_xl.rules.rows.coverage import due_date, workday_from, workday_until

AS_OF = serial_of(date(2025, 11, 20))
RUSSIA = default_calendar(AS_OF, "RU")


def works(calendar, *day):
    return calendar.working[int(serial_of(date(*day)) - calendar.first)]


# Decree of the Government of Russia No. 1335 of 04.10.2024 and the production calendar of 2025.
@pytest.mark.parametrize(
    ("day", "worked"),
    [((2025, 11, 1), True), ((2025, 11, 2), False), ((2025, 11, 3), False), ((2025, 11, 4), False),
     ((2025, 11, 5), True), ((2025, 5, 2), False), ((2025, 5, 8), False), ((2025, 6, 13), False),
     ((2025, 12, 31), False), ((2025, 3, 10), True), ((2024, 4, 27), True),
     ((2024, 2, 29), True)],
)  # fmt: skip
def test_moved_days_of_russia_are_those_of_the_decrees(day, worked):
    assert works(RUSSIA, *day) is worked


def test_new_years_holidays_of_russia_last_eight_days():
    assert not any(works(RUSSIA, 2025, 1, day) for day in range(1, 9))
    assert works(RUSSIA, 2025, 1, 9)
    assert sum(works(RUSSIA, 2025, 1, day) for day in range(1, 32)) == 17
    year = RUSSIA.working[int(serial_of(date(2025, 1, 1)) - RUSSIA.first) :][:365]
    assert sum(year) == 247  # the production calendar of 2025


def due(last, interval, calendar=RUSSIA):
    last = serial_of(last)
    given = calendar.columns()
    return due_date(last, interval, last + interval, AS_OF, **given)


@pytest.mark.parametrize(
    ("last", "interval", "expected"),
    [
        (date(2025, 10, 2), 30.0, date(2025, 11, 1)),  # a Saturday that is worked
        (date(2025, 10, 4), 30.0, date(2025, 11, 1)),  # Monday 03.11 is off
        (date(2024, 12, 10), 30.0, date(2025, 1, 9)),
        (date(2024, 12, 9), 30.0, date(2024, 12, 28)),  # a Saturday worked for Monday 30.12
        (date(2024, 1, 30), 30.0, date(2024, 2, 29)),  # a leap day
        (date(2025, 1, 1), 4.0, date(2025, 1, 9)),  # nothing between: the first after it
    ],
)
def test_due_dates_around_moved_days_and_holidays(last, interval, expected):
    assert due(last, interval) == serial_of(expected)


@pytest.mark.parametrize("country", [choice.key for choice in SETTING_OF["country"].choices])
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_country_of_the_setting_has_days_off(country, lang):
    found = country_days(country, RUSSIA.first, len(RUSSIA.working), lang)
    assert len(found.working) == len(RUSSIA.working)
    assert 235 < sum(found.working) / 4 < 262
    assert bool(found.names) == (country != "none")


def test_choices_of_a_country_fit_into_a_drop_down():
    for lang in ("ru", "en"):
        names = [choice.name(lang) for choice in SETTING_OF["country"].choices]
        assert len(",".join(names)) <= 255
        assert not any("," in name for name in names)


def test_a_correction_stays_whichever_country_is_chosen():
    corrected = calendar_sheet.Calendar(
        first=RUSSIA.first, working=list(RUSSIA.working), usual=RUSSIA.usual, country="RU"
    )
    day = int(serial_of(date(2025, 11, 19)) - RUSSIA.first)
    corrected.working[day] = False
    moved = standing(corrected, AS_OF, "DE", "ru")
    assert not moved.working[day]
    assert works(moved, 2025, 11, 3)
    assert not works(moved, 2025, 10, 3)  # Tag der Deutschen Einheit
    back = standing(moved, AS_OF, "RU", "ru")
    assert back.working == corrected.working
    assert back.usual == RUSSIA.usual


def test_a_calendar_that_ends_too_early_grows_by_days_of_its_country():
    until = int(serial_of(date(2025, 12, 31)) - RUSSIA.first) + 1
    short = calendar_sheet.Calendar(
        first=RUSSIA.first, working=RUSSIA.working[:until], usual=RUSSIA.usual[:until],
        country="RU",
    )  # fmt: skip
    longer = standing(short, AS_OF, "RU", "ru")
    assert longer.last == serial_of(date(2027, 12, 31))
    assert longer.working == RUSSIA.working
    assert standing(longer, AS_OF, "RU", "ru") is longer


def test_a_calendar_of_ten_years_goes_on_and_lets_old_years_go():
    long = default_calendar(serial_of(date(2017, 5, 5)), "RU")
    for year in range(2019, 2036):
        long = standing(long, serial_of(date(year, 6, 1)), "RU", "ru")
        assert long.last >= serial_of(date(year + 1, 12, 31))
        assert long.last - long.first <= 3660
        assert not works(long, year, 1, 1)


def test_a_day_many_years_away_leaves_the_calendar_alone():
    assert standing(RUSSIA, serial_of(date(2126, 1, 1)), "RU", "ru") is RUSSIA


def test_beyond_the_calendar_weekends_are_off():
    given = RUSSIA.columns()
    saturday = serial_of(date(2031, 3, 1))
    ends = {key: given[key] for key in ("calendar_first", "calendar_last")}
    assert workday_until(saturday, given["calendar_until"], **ends) == saturday - 1
    assert workday_from(saturday, given["calendar_from"], **ends) == saturday + 2
    assert math.isnan(workday_from(math.nan, given["calendar_from"], **ends))


def test_a_calendar_of_an_earlier_release_has_no_column_of_the_country():
    days = np.arange(RUSSIA.first, RUSSIA.first + 400)
    flags = np.array([float(flag) for flag in RUSSIA.working[:400]])
    nothing = np.full(400, np.nan)
    old = calendar_sheet.read(days, flags, nothing, {}, "")
    assert old.country == "none"
    assert not old.usual[int(serial_of(date(2024, 1, 6)) - old.first)]  # a Saturday
    assert old.usual[int(serial_of(date(2024, 1, 1)) - old.first)]  # a Monday
    assert not old.working[int(serial_of(date(2024, 1, 1)) - old.first)]


@pytest.fixture
def book(tmp_path):
    rows = [{"client": "А", "potential_typed": 6e5, "purchases_typed": 5,
             "last_contact_typed": date(2026, 10, 20)}]  # fmt: skip
    path = make_book(tmp_path / "b.xlsx", clients=rows)
    run(path, request())
    return path


def test_the_sheet_is_there_to_be_corrected(book):
    sheet = openpyxl.load_workbook(book)["Календарь"]
    assert sheet.sheet_state == "visible"
    assert sheet["E1"].value == "Россия"
    lines = {row[0].value.date(): row for row in sheet.iter_rows(min_row=4) if row[0].value}
    moved = lines[date(2026, 1, 9)]
    assert (moved[1].value, moved[4].value) == (0, 0)
    assert "перенесено" in moved[5].value


def test_another_country_is_chosen_in_the_settings(book):
    def choose(opened):
        sheet = opened["Настройки"]
        row = next(r for r in sheet.iter_rows() if r[0].value == "Страна календаря")
        row[1].value = "Германия"

    def correct(opened):
        opened["Календарь"]["B4"] = 1

    edit(book, correct)
    edit(book, choose)
    run(book, request())
    sheet = openpyxl.load_workbook(book)["Календарь"]
    assert sheet["E1"].value == "Германия"
    assert (sheet["B4"].value, sheet["E4"].value) == (1, 0)
    assert sheet["F4"].value


def test_a_due_date_beyond_the_calendar_is_told(tmp_path):
    path = tmp_path / "b.xlsx"
    day = date(2026, 11, 10)
    make_book(path, clients=[
        {"client": "Далеко", "potential_typed": 6e5, "interval_typed": 1200,
         "last_contact_typed": day},
        {"client": "Рядом", "potential_typed": 6e5, "last_contact_typed": day},
    ])  # fmt: skip
    found = [f for f in run(path, request()).findings if f.code == "calendar_ends"]
    assert [(f.row, f.detail) for f in found] == [(2, "2028-12-31")]
