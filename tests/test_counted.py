"""Contacts that count: types and results by the settings, as we read them and as formulas do."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from books import AS_OF, edit, make_book, request, run
from hypothesis import given
from hypothesis import strategies as st
from test_one_answer import differing

from mkp_xl.book import phrases
from mkp_xl.book.fields import SETTING_OF
from mkp_xl.book.settings import Box, defaults, read_box

pytestmark = pytest.mark.sampled(2)

DAYS = [AS_OF - dt.timedelta(n) for n in (3, 10, 40)]
OUT = "недозвон; нет ответа"
CLIENTS = [
    {"client": "Альфа", "client_id": "Альфа", "potential_typed": 6e5, "purchases_typed": 5},
    {"client": "Бета", "client_id": "Бета", "potential_typed": 6e5, "purchases_typed": 5},
    {"client": "Гамма", "client_id": "Гамма", "potential_typed": 6e5, "purchases_typed": 5},
]


def book_of(path, contacts, **settings):
    make_book(path, clients=CLIENTS, contacts=contacts)
    return run(path, request(settings=settings))


def contact(client, back, kind="звонок", result="договорились"):
    return {"client_id": client, "date": DAYS[back], "type": kind, "result": result}


def last_contacts(path):
    sheet = openpyxl.load_workbook(path, data_only=True)["Клиенты"]
    head = next(c.column for c in sheet[1] if c.value == "Последний контакт, в расчёте")
    days = [sheet.cell(row, head).value for row in (2, 3, 4)]
    return [day.date() if day else None for day in days]


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ("Недозвон", True), ("не дозвонилась", True), ("НЕТ ОТВЕТА", True),
        ("не берёт трубку", True), ("автоответчик", True), ("No answer", True),
        ("не подошла цена", False), ("не берёт без скидки", False), ("no reply needed", False),
        ("не отвечает за закупки", False), ("не ответственный", False), ("НДЗ", True),
        ("не подошёл к телефону", True), ("пока нет ответа по цене", False),
        ("left voicemail", True), ("not reached", True), ("договорились", False),
        ("без ответа", True), ("жду ответа", False), ("ответил отказом", False),
        ("answered", False), ("не нужен", False), (None, False), (5, False),
    ],
)  # fmt: skip
def test_a_call_nobody_answered_is_told_until_the_setting_lists_it(result, told, tmp_path):
    path = tmp_path / "b.xlsx"
    log = [contact("Альфа", 1, result=result), contact("Бета", 1)]
    rows = [f.row for f in book_of(path, log).findings if f.code == "unanswered_counts"]
    assert rows == ([2] if told else [])
    if told:
        found = run(path, request(settings={"contact_results_out": str(result)})).findings
        assert not [f for f in found if f.code == "unanswered_counts"]


LOG = [
    contact("Альфа", 0, result="Недозвон"), contact("Альфа", 1),
    contact("Бета", 0, kind="Письмо"), contact("Бета", 2, kind="Встреча", result=None),
    contact("Гамма", 1, result="НЕТ ОТВЕТА"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"contact_results_out": OUT}, [DAYS[1], DAYS[0], None]),
        ({}, [DAYS[0], DAYS[0], DAYS[1]]),
        (
            {"contact_types": "встреча, звонок", "contact_results_out": OUT},
            [DAYS[1], DAYS[2], None],
        ),
        ({"contact_types": "письмо", "contact_results_out": "договорились"}, [None, None, None]),
    ],
)
@pytest.mark.soffice
def test_only_contacts_that_count_are_contacts(tmp_path, soffice, settings, expected):
    path = tmp_path / "b.xlsx"
    outcome = book_of(path, LOG, **settings)
    assert not any(f.code.startswith("values_") for f in outcome.findings)
    assert last_contacts(path) == expected
    for locale in ("ru-RU", "en-US"):
        assert differing(path, soffice.recalculate(path, locale=locale)) == []


@pytest.mark.soffice
def test_a_contact_typed_later_counts_by_its_result(tmp_path, soffice):
    path = tmp_path / "b.xlsx"
    book_of(path, LOG, contact_results_out=OUT)

    def reach(opened):
        sheet = opened["Контакты"]
        row = next(r for r in sheet.iter_rows(min_row=2) if r[0].value == "Гамма")
        row[3].value = "дозвонились"

    edit(path, reach)
    values = soffice.recalculate(path, locale="ru-RU", sheets=["Клиенты"])["Клиенты"]
    head = values[0].index("Последний контакт, в расчёте")
    assert values[3][head] not in ("", None)


@pytest.mark.soffice
def test_another_spelling_counts_and_the_column_holds_values(tmp_path, soffice):
    path = tmp_path / "b.xlsx"
    log = [contact("Альфа", 0, result="Счёт не принят"), contact("Бета", 1)]
    outcome = book_of(path, log, contact_results_out="счет не принят")
    assert last_contacts(path) == [None, DAYS[1], None]
    assert [f.code for f in outcome.findings if f.code.startswith("values_")] == ["values_results"]
    assert differing(path, soffice.recalculate(path, locale="ru-RU")) == []


texts = st.text(alphabet='аёе Ё;,|—-\u00a0ab?*~"', max_size=20)


@given(texts)
def test_a_list_that_is_read_alike_is_held_alike(text):
    found, alike = phrases.held(text)
    if alike and text.strip().lower() not in phrases.NOTHING:
        assert found == phrases.by_formula(text)


@given(st.lists(texts, max_size=8), texts)
def test_a_text_is_listed_whatever_its_case_and_spaces(words, text):
    listed, _ = phrases.held(text)
    found = phrases.among([word.strip() for word in words], listed)
    again = phrases.among([word.strip().upper() for word in words], listed)
    assert found == again


@pytest.mark.parametrize("raw", [None, "", "  "])
def test_an_emptied_box_is_the_default(raw):
    value, problem, _ = read_box(SETTING_OF["contact_results_out"], Box(raw=raw))
    assert value == defaults("ru", 1.0).words["contact_results_out"]
    assert problem == "setting_emptied"


def test_a_list_that_is_too_long_is_refused():
    value, problem, _ = read_box(SETTING_OF["contact_types"], Box(raw="звонок;" * 60))
    assert (value, problem) == ("", "setting_out_of_range")


def titled(path, title, heads, rows):
    made = openpyxl.Workbook()
    made.active.title = "Клиенты"
    made.active.append(("Клиент", "Потенциал"))
    for name in ("Альфа", "Бета"):
        made.active.append((name, 900_000))
    sheet = made.create_sheet(title)
    sheet.append(heads)
    for row in rows:
        sheet.append(row)
    made.save(path)
    return run(path, request(attach=None))


CALLS = [(name, day, "обсудили") for day in DAYS for name in ("Альфа", "Бета")]


@pytest.mark.parametrize(("title", "heads"), [
    ("Звонки", ("Клиент", "Дата звонка", "Комментарий")),
    ("Контакты", ("Клиент", "Дата звонка", "Комментарий")),
    ("Контакты", ("Клиент", "Дата контакта", "Комментарий")),
    ("История", ("Клиент", "Дата контакта", "Что обсудили")),
    ("Calls", ("Client", "Call date", "Comment")),
    ("CRM", ("Клиент", "Дата звонка", "Комментарий")),
    ("Лист2", ("Клиент", "Дата контакта", "Комментарий")),
])  # fmt: skip
def test_a_log_is_known_by_its_title_or_by_clients_that_repeat(title, heads, tmp_path):
    made = titled(tmp_path / "b.xlsx", title, heads, CALLS)
    assert not [f.code for f in made.findings if f.code == "other_list"]
    assert made.summary.coverage == [0, 0, 2, 0, 0]


@pytest.mark.parametrize(("title", "heads"), [
    ("Лист2", ("Клиент", "Последний контакт", "Комментарий")),
    ("Контакты", ("Клиент", "Последний контакт", "Комментарий")),
    ("CRM", ("Клиент", "Дата", "Комментарий")),
    ("История", ("Клиент", "Дата", "Отгружено, шт")),
    ("Визиты", ("Клиент", "Дата визита", "Город")),
])  # fmt: skip
def test_a_list_with_the_last_contact_is_no_log(title, heads, tmp_path):
    made = titled(tmp_path / "b.xlsx", title, heads, CALLS[:2])
    assert made.summary.coverage == [0, 0, 0, 2, 0]


def test_a_log_without_a_date_is_told(tmp_path):
    parts = [("Альфа", 5, "may"), ("Бета", 12, "may"), ("Альфа", 1, "jun")]
    made = titled(tmp_path / "a.xlsx", "Контакты", ("client", "day", "month"), parts)
    told = [(f.row, f.column) for f in made.findings if f.code == "date_in_parts"]
    assert told == [(2, 3), (3, 3), (4, 3)]
    made = titled(tmp_path / "b.xlsx", "Звонки", ("Клиент", "Комментарий"), [("Альфа", "да")])
    assert [f.sheet for f in made.findings if f.code == "log_without_date"] == ["Звонки"]


@pytest.mark.soffice
def test_an_interval_with_its_word_is_read_and_formulas_agree(tmp_path, soffice):
    path = tmp_path / "b.xlsx"
    typed = ["30 дней", "14дн.", "1 день", "45 days", 21, "раз в месяц"]
    rows = [{"client": f"К{n}", "potential_typed": 6e5, "interval_typed": one,
             "last_contact_typed": DAYS[0]} for n, one in enumerate(typed)]  # fmt: skip
    make_book(path, clients=rows)
    told = [f.row for f in run(path, request()).findings if f.field == "interval_typed"]
    assert told == [7]
    sheet = openpyxl.load_workbook(path, data_only=True)["Клиенты"]
    head = next(c.column for c in sheet[1] if c.value == "Интервал, в расчёте")
    assert [sheet.cell(row, head).value for row in range(2, 8)] == [30, 14, 1, 45, 21, 30]
    assert differing(path, soffice.recalculate(path, locale="ru-RU")) == []
