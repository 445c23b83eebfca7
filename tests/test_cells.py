"""What a cell means, kind by kind: boundaries, blanks, and each bad kind."""

import datetime as dt
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkp_xl.book import amounts, cells, days
from mkp_xl.book.cells import ErrorValue, Reading

NB = "\u00a0"


def value(reading: Reading):
    return None if math.isnan(reading.value) else reading.value


@pytest.mark.parametrize(
    ("raw", "lang", "expected", "problem", "plain"),
    [
        (5.0, "ru", 5.0, None, True),
        (None, "ru", None, None, True),
        ("", "ru", None, None, True),
        ("   ", "ru", None, None, False),
        ("740 000", "ru", 740000.0, None, True),
        (f"740{NB}000,50", "ru", 740000.5, None, True),
        ("740\u202f000", "ru", 740000.0, None, False),
        ("12,5", "ru", 12.5, None, True),
        ("12.5", "en", 12.5, None, True),
        ("-5", "ru", -5.0, None, True),
        ("−5", "ru", -5.0, None, False),
        ("+7", "ru", 7.0, None, False),
        ("1 2 3", "ru", None, "not_a_number", False),
        ("1.234", "ru", None, "ambiguous_number", False),
        ("1,234", "ru", None, "ambiguous_number", False),
        ("1,234", "en", 1234.0, None, False),
        ("1.234", "en", None, "ambiguous_number", False),
        ("1,234.50", "ru", 1234.5, None, False),
        ("1.234,50", "en", 1234.5, None, False),
        ("1.234.567", "ru", 1234567.0, None, False),
        ("1 234,567", "ru", 1234.567, None, True),
        ("1234,567", "ru", 1234.567, None, True),
        ("много", "ru", None, "not_a_number", False),
        ("1e5", "ru", None, "not_a_number", False),
        ("٣", "ru", None, "not_a_number", False),
        ("12 %", "ru", None, "not_a_number", False),
        (True, "ru", None, "boolean", False),
        (ErrorValue("#N/A"), "ru", None, "error_cell", False),
    ],
)
def test_a_number(raw, lang, expected, problem, plain):
    reading = amounts.read_number(raw, lang)
    assert (value(reading), reading.problem, reading.plain) == (expected, problem, plain)


@pytest.mark.parametrize(
    ("raw", "code", "currency", "expected", "problem"),
    [
        (5.0, "General", "RUB", 5.0, None),
        (5.0, "#,##0", "RUB", 5.0, None),
        (5.0, '#,##0\\ "₽"', "RUB", 5.0, None),
        (5.0, "[$$-409]#,##0", "RUB", None, "foreign_currency"),
        (5.0, "[$$-409]#,##0", "USD", 5.0, None),
        (5.0, "[$€-2] #,##0", "RUB", None, "foreign_currency"),
        (5.0, "[$-419]#,##0", "RUB", 5.0, None),
        (5.0, "dd.mm.yyyy", "RUB", None, "date_for_money"),
        (0.5, "0%", "RUB", None, "share_for_money"),
        ("12 000 руб.", "General", "RUB", 12000.0, None),
        ("12 000 ₽", "General", "RUB", 12000.0, None),
        ("₽ 12 000", "General", "RUB", 12000.0, None),
        ("12 000 RUB", "General", "RUB", 12000.0, None),
        ("$12,000.50", "General", "USD", 12000.5, None),
        ("$ 100", "General", "RUB", None, "foreign_currency"),
        ("100 €", "General", "RUB", None, "foreign_currency"),
        ("100 usd", "General", "RUB", None, "foreign_currency"),
        ("-100 руб", "General", "RUB", -100.0, None),
        ("руб", "General", "RUB", None, "not_a_number"),
        (None, "General", "RUB", None, None),
        (ErrorValue("#DIV/0!"), "General", "RUB", None, "error_cell"),
    ],
)
def test_an_amount(raw, code, currency, expected, problem):
    reading = amounts.read_money(raw, code, currency)
    assert (value(reading), reading.problem) == (expected, problem)


@pytest.mark.parametrize(
    ("raw", "code", "expected", "problem"),
    [
        (46346.0, "dd.mm.yyyy", 46346.0, None),
        (46346.75, "dd.mm.yyyy hh:mm", 46346.75, None),
        (46346.0, "General", 46346.0, None),
        (2026.0, "General", None, "not_a_date"),
        (5000.0, "dd.mm.yyyy", 5000.0, None),
        (60.0, "dd.mm.yyyy", None, "not_a_date"),
        (61.0, "dd.mm.yyyy", 61.0, None),
        (2958465.5, "dd.mm.yyyy", 2958465.5, None),
        (2958466.0, "dd.mm.yyyy", None, "not_a_date"),
        (20210105.0, "General", 44201.0, None),
        (20211305.0, "General", None, "not_a_date"),
        ("20.11.2026", "General", 46346.0, None),
        ("1.2.2026", "General", 46054.0, None),
        ("2026-11-20", "General", 46346.0, None),
        ("2026-11-20T15:30:00", "General", 46346.0, None),
        ("29.02.2024", "General", 45351.0, None),
        ("29.02.2026", "General", None, "no_such_day"),
        ("31.02.2026", "General", None, "no_such_day"),
        ("01.01.1900", "General", None, "not_a_date"),
        ("вчера", "General", None, "vague_date"),
        ("позвонить", "General", None, "not_a_date"),
        ("20/11/2026", "General", 46346.0, None),
        ("", "General", None, None),
        (None, "General", None, None),
        (True, "General", None, "not_a_date"),
        ("01.11.2026 14:30:00", "General", 46327.0, None),
        ("01.11.2026 9:05", "General", 46327.0, None),
        (ErrorValue("#N/A"), "General", None, "error_cell"),
    ],
)
def test_a_date(raw, code, expected, problem):
    reading = days.read_date(raw, code)
    assert (value(reading), reading.problem) == (expected, problem)


@pytest.mark.parametrize(
    ("raw", "expected", "problem"),
    [
        (None, 0.0, None), ("", 0.0, None), ("да", 1.0, None), (" ДА ", 1.0, None),
        (1.0, 1.0, None), (0.0, 0.0, None), (True, 1.0, None), (False, 0.0, None),
        ("нет", 0.0, None),
        ("x", 1.0, None), ("Х", 1.0, None), ("кажется", 0.0, "not_a_flag"),
        (2.0, 0.0, "not_a_flag"), (ErrorValue("#N/A"), 0.0, "error_cell"),
    ],
)  # fmt: skip
def test_a_flag(raw, expected, problem):
    reading = cells.read_flag(raw)
    assert (reading.value, reading.problem) == (expected, problem)


def test_a_share_may_carry_its_sign():
    assert amounts.read_share("98 %").value == 0.98
    assert amounts.read_share(0.98).value == 0.98
    assert amounts.read_share("x %").problem == "not_a_number"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", ""), ("0.00", ""), ("#,##0", ""), ("@", ""), ("dd.mm.yyyy", "date"),
        ("[$-419]d mmm yyyy;@", "date"), ("[h]:mm", "date"), ("mm-dd-yy", "date"), ("0%", "share"),
        ('0" шт."', ""), ('#,##0.00"р."', "RUB"), ("#,##0.00 [$₽-419]", "RUB"),
        ('_-* #,##0 "₸"_-', "KZT"), ("[Red]-0", ""), ('"всего" 0', ""), ("0.00E+00", ""),
    ],
)  # fmt: skip
def test_what_a_format_shows(code, kind):
    assert amounts.format_kind(code) == kind


@given(st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)))
def test_a_day_survives_its_serial(day):
    assert days.date_of(days.serial_of(day)) == day


@given(st.integers(-(10**9), 10**9).map(lambda n: n / 100))
def test_a_number_survives_how_russians_and_english_write_it(amount):
    english = f"{amount:,.2f}"
    assert amounts.read_number(english.replace(",", " ").replace(".", ",")).value == amount
    assert amounts.read_number(english, "en").value == amount


@given(st.text(max_size=20))
def test_no_text_raises(text):
    for reading in (
        amounts.read_number(text), amounts.read_money(text, "General", "RUB"), days.read_date(text),
        cells.read_flag(text), amounts.read_share(text),
    ):  # fmt: skip
        assert math.isnan(reading.value) or reading.value == reading.value
        if reading.problem:
            assert math.isnan(reading.value) or reading.value == 0.0
    assert cells.match_key(cells.match_key(text)) == cells.match_key(text)


def test_names_are_compared_without_case_yo_and_spaces():
    assert cells.match_key("  ООО\u00a0«Ёлка» ") == cells.match_key("ооо «елка»")
    assert cells.match_key("А") != cells.match_key("A")


# as people type


@pytest.mark.parametrize(
    ("raw", "currency", "expected", "problem"),
    [
        ("1 000 000,50", "RUB", 1000000.5, None),
        ("€ 2.900,00", "EUR", 2900.0, None),
        ("$342.09K", "USD", 342090.0, None),
        ("$342.09K", "RUB", None, "foreign_currency"),
        ("1,2 млн", "RUB", 1200000.0, None),
        ("1,2 млн руб.", "RUB", 1200000.0, None),
        ("340 тыс. руб.", "RUB", 340000.0, None),
        ("340 т.р.", "RUB", 340000.0, None),
        ("340тр", "RUB", 340000.0, None),
        ("2 млрд ₽", "RUB", 2e9, None),
        ("-5 тыс", "RUB", -5000.0, None),
        ("105600+13300", "RUB", 118900.0, None),
        ("100 000 + 5 000,50", "RUB", 105000.5, None),
        ("100+", "RUB", None, "not_a_number"),
        ("около 500 000", "RUB", 500000.0, None),
        ("~500 тыс", "RUB", 500000.0, None),
        ("740 000*", "RUB", 740000.0, None),
        ("1.500 тыс", "RUB", None, "ambiguous_number"),
        ("500-700 тыс", "RUB", None, "not_a_number"),
        ("5 коробок", "RUB", None, "not_a_number"),
        ("12,5 %", "RUB", None, "not_a_number"),
        ("-", "RUB", None, "placeholder"),
        ("нет", "RUB", None, "placeholder"),
        ("Select", "RUB", None, "placeholder"),
        ("Н/Д", "RUB", None, "placeholder"),
        ("много руб", "RUB", None, "not_a_number"),
        ("много $", "RUB", None, "not_a_number"),
        ("$5M", "USD", 5e6, None),
        ("5 т", "RUB", None, "not_a_number"),
        ("5 т.р.", "RUB", 5000.0, None),
        ("~1" * 10_000, "RUB", None, "not_a_number"),
        ("1+" * 10_000 + "1", "RUB", 10_001.0, None),
        ("*", "RUB", None, "placeholder"),
    ],
)
def test_an_amount_as_people_type_it(raw, currency, expected, problem):
    reading = amounts.read_money(raw, "General", currency)
    wanted = expected if expected is None else pytest.approx(expected)
    assert (value(reading), reading.problem) == (wanted, problem)


@pytest.mark.parametrize(
    ("raw", "day", "problem", "hint"),
    [
        ("14.07.2015*", "2015-07-14", None, "2015-07-14"),
        ("14.07.2015 г.", "2015-07-14", None, "2015-07-14"),
        ("21.06.2024 15:30", "2024-06-21", None, ""),
        ("14.11.2026 в 15:00", "2026-11-14", None, "2026-11-14"),
        ("14.11.2026 at 3:00 pm", "2026-11-14", None, "2026-11-14"),
        ("13 .11.2026", "2026-11-13", None, "2026-11-13"),
        ("10,11,2026", "2026-11-10", None, "2026-11-10"),
        ("09.11.2026 (пн)", "2026-11-09", None, "2026-11-09"),
        ("Вт, 10.11.2026", "2026-11-10", None, "2026-11-10"),
        ("10.11.2026 Tuesday", "2026-11-10", None, "2026-11-10"),
        ("Tue, Nov 10, 2026", "2026-11-10", None, "2026-11-10"),
        ("10,11", None, "not_a_date", ""),
        ("пн", None, "not_a_date", ""),
        ("20210105", "2021-01-05", None, "2021-01-05"),
        ("05.11.26", "2026-11-05", None, "2026-11-05"),
        ("05.11.99", "1999-11-05", None, "1999-11-05"),
        ("2026/11/05", "2026-11-05", None, "2026-11-05"),
        ("2026.11.05", "2026-11-05", None, "2026-11-05"),
        ("5 ноября 2026", "2026-11-05", None, "2026-11-05"),
        ("5 ноября 2026 года", "2026-11-05", None, "2026-11-05"),
        ("5 мая 2026 г.", "2026-05-05", None, "2026-05-05"),
        ("Nov 5, 2026", "2026-11-05", None, "2026-11-05"),
        ("November 5th, 2026 3:30 PM", "2026-11-05", None, "2026-11-05"),
        ("5-Nov-2026", "2026-11-05", None, "2026-11-05"),
        ("20/11/2026", "2026-11-20", None, "2026-11-20"),
        ("11/20/2026", "2026-11-20", None, "2026-11-20"),
        ("11/11/2026", "2026-11-11", None, "2026-11-11"),
        ("05/11/2026", None, "ambiguous_date", "2026-11-05"),
        ("05-11-2026", None, "ambiguous_date", "2026-11-05"),
        ("05.11.2026, 12.11.2026", None, "two_dates", "2026-11-12"),
        ("12.11.2026 / 5.11.2026", None, "two_dates", "2026-11-12"),
        ("Конец июля", None, "vague_date", ""),
        ("июль 2026", None, "vague_date", ""),
        ("Q3", None, "not_a_date", ""),
        ("31 ноября 2026", None, "no_such_day", ""),
        ("-", None, "placeholder", ""),
        ("нет", None, "placeholder", ""),
        ("Мария", None, "not_a_date", ""),
        ("Иванов", None, "not_a_date", ""),
        ("12.05.215", None, "not_a_date", ""),
        ("192.168.10.100", None, "not_a_date", ""),
        ("٣.٤.٢٠٢٤", None, "not_a_date", ""),
        ("01.02.2024;03.04.2024.", None, "two_dates", "2024-04-03"),
        ("31.02.2024, 01.03.2024", None, "not_a_date", ""),
    ],
)
def test_a_day_as_people_type_it(raw, day, problem, hint):
    reading = days.read_date(raw)
    told = None if math.isnan(reading.value) else days.date_of(reading.value).isoformat()
    assert (told, reading.problem, reading.hint) == (day, problem, hint)


@pytest.mark.parametrize("raw", ["2 тыс", "30+5", "~30", "2 m"])
def test_what_counts_days_is_no_amount(raw):
    assert amounts.read_number(raw).problem == "not_a_number"


@pytest.mark.parametrize("text", ["5.", "a", " 5", "5 a", "~", "5+", "руб 5", "1.1.", "5-", "(5"])
def test_the_longest_cell_is_read_in_no_time(text):
    long = (text * 32_767)[:32_767]
    begin = time.process_time()
    amounts.read_money(long, "General", "RUB")
    days.read_date(long)
    assert time.process_time() - begin < 2


NINES = "9" * 308


@pytest.mark.parametrize(
    "raw", [NINES * 2, f"{NINES}+{NINES}", f"{NINES * 2}+-{NINES * 2}", "1" + ".999" * 200]
)
def test_an_amount_beyond_all_numbers_is_too_large(raw):
    reading = amounts.read_money(raw, "General", "RUB")
    assert math.isnan(reading.value)
    assert reading.problem in ("too_large", "not_a_number")


@given(
    st.text(max_size=40)
    | st.text("0123456789.,+-kKтысмлн *~$/ ", max_size=20)
    | st.from_regex(r"(\d{1,2}\.\d{1,2}\.\d{2,5}[.,;/ ]*){1,2}", fullmatch=True)
)
def test_any_text_is_a_number_a_day_or_a_problem(text):
    for reading in (amounts.read_money(text, "General", "RUB"), days.read_date(text)):
        assert math.isnan(reading.value) or reading.problem is None
        assert math.isfinite(reading.value) or reading.problem or not text.strip()
