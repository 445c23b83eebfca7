"""The agreed next contact: whose word counts, until when, and what the week makes of it."""

import datetime as dt
import math

import cli_tools as t
import openpyxl
import pytest
from books import AS_OF, request
from hypothesis import given
from hypothesis import strategies as st

from mkp_xl.book import flow
from mkp_xl.book.coverage.agreed import agreed
from mkp_xl.book.coverage.week import _week
from mkp_xl.book.days import date_of, serial_of
from mkp_xl.hosts.xlsx.host import XlsxHost

MONDAY = serial_of(dt.date(2026, 11, 23))
WEDNESDAY = dt.date(2026, 11, 25)
CLIENTS = ("Клиент", "Менеджер", "Потенциал", "Последний контакт", "Напоминание", "Не вести")


def day(month, number):
    return dt.date(2026, month, number)


def book(path, clients, contacts=(), heads=CLIENTS, team=()):
    made = openpyxl.Workbook()
    made.active.title = "Клиенты"
    log = ("Клиент", "Дата", "Результат", "Следующий шаг", "Дата следующего контакта")
    crew = ("Менеджер", "Контактов в день", "Нет с", "Нет по")
    for title, head, rows in (
        ("Клиенты", heads, clients), ("Контакты", log, contacts), ("Команда", crew, team),
    ):  # fmt: skip
        here = made.active if title == "Клиенты" else made.create_sheet(title)
        here.append(head)
        for row in rows:
            here.append(row)
    made.save(path)
    return path


def promised(path):
    made = flow.reckon(XlsxHost(path), request(attach=None))
    first = made.computed[0]
    known = agreed(first.rows, first.verdicts, serial_of(AS_OF))
    return [None if math.isnan(one) else date_of(one) for one in known.day], known


def planned(path, tmp_path, *options):
    """Return the days of each client in the calendars, and what is said there."""
    folder = tmp_path / "неделя"
    told = t.mkp("coverage", path, "--as-of", "2026-11-20", "--ics", folder, *options)
    assert told.code == 0, told
    text = "".join(file.read_bytes().decode().replace("\r\n ", "") for file in folder.iterdir())
    events = [event.split("END:VEVENT")[0] for event in text.split("BEGIN:VEVENT")[1:]]
    return {
        line.split(": ", 1)[1]: (event.split("VALUE=DATE:")[1][:8], event)
        for event in events
        for line in event.splitlines()
        if line.startswith("SUMMARY")
    }


@pytest.mark.parametrize(
    ("typed", "last", "log", "expected"),
    [
        (WEDNESDAY, None, [], WEDNESDAY),
        (WEDNESDAY, day(11, 10), [], WEDNESDAY),
        (day(11, 10), day(11, 10), [], None),  # kept
        (day(11, 10), day(11, 12), [], None),
        (day(11, 10), day(11, 9), [], day(11, 10)),  # nobody kept it
        (None, None, [(day(11, 2), None, WEDNESDAY)], WEDNESDAY),
        (None, None, [(day(11, 2), None, day(11, 9)), (day(11, 5), None, None)], day(11, 9)),
        (None, None, [(day(11, 2), None, day(11, 9)), (day(11, 9), None, None)], None),
        (None, None, [(day(11, 5), None, WEDNESDAY), (day(11, 2), None, day(11, 9))], WEDNESDAY),
        (None, None, [(day(11, 5), None, day(11, 6)), (day(11, 5), None, day(11, 27))],
         day(11, 27)),
        (day(11, 26), None, [(day(11, 2), None, WEDNESDAY)], WEDNESDAY),  # the earlier of both
        (day(11, 24), None, [(day(11, 2), None, WEDNESDAY)], day(11, 24)),
        (day(11, 1), None, [(day(11, 2), None, WEDNESDAY)], WEDNESDAY),
        (None, None, [(day(11, 25), None, None)], None),  # a date of the log is no promise
        (None, None, [(day(11, 25), None, day(12, 1))], None),
        ("позвонить в декабре", None, [], None),
    ],
)  # fmt: skip
def test_a_promise_stands_until_a_contact_on_its_day(typed, last, log, expected, tmp_path):
    rows = [("Альфа", "Громов А.", 900_000, last, typed, None)]
    contacts = [("Альфа", made, None, step, following) for made, step, following in log]
    days, _ = promised(book(tmp_path / "b.xlsx", rows, contacts))
    assert days == [expected]


def test_a_formula_is_no_promise_and_one_note_says_so(tmp_path):
    path = book(tmp_path / "b.xlsx", [
        ("Альфа", "Громов А.", 900_000, day(11, 1), "=D2+24", None),
        ("Бета", "Громов А.", 900_000, day(11, 1), WEDNESDAY, None),
    ])  # fmt: skip
    days, _ = promised(path)
    assert days == [None, WEDNESDAY]
    made = flow.run(XlsxHost(path), request(attach=None))
    assert [f.code for f in made.findings if f.code.startswith("agreed")] == ["agreed_formula"]


def test_nobody_is_promised_what_is_not_to_be_contacted(tmp_path):
    rows = [("Альфа", "Громов А.", 900_000, None, WEDNESDAY, "да")]
    days, _ = promised(book(tmp_path / "b.xlsx", rows))
    assert days == [None]


def test_the_week_puts_a_client_on_the_agreed_day_and_says_why(tmp_path):
    path = book(tmp_path / "b.xlsx", [
        ("Просрочен", "Громов А.", 900_000, day(1, 12), WEDNESDAY, None),
        ("Без потенциала", "Громов А.", None, None, day(11, 26), None),
        ("Позже", "Громов А.", 900_000, day(1, 12), day(12, 21), None),
        ("В субботу", "Громов А.", 900_000, day(11, 10), day(11, 28), None),
        ("Прошло", "Громов А.", 900_000, day(11, 10), day(11, 16), None),
        ("Из журнала", "Громов А.", 900_000, None, None, None),
        ("Обычный", "Громов А.", 900_000, day(1, 12), None, None),
        ("На сегодня", "Громов А.", 1_000, day(11, 10), AS_OF, None),
    ], [("Из журнала", day(11, 16), "да", "отправить КП", day(11, 27))])  # fmt: skip
    found = planned(path, tmp_path)
    assert {name: at for name, (at, _) in found.items()} == {
        "Просрочен": "20261125", "Без потенциала": "20261126", "В субботу": "20261127",
        "Прошло": "20261123", "Из журнала": "20261127", "Обычный": "20261124",
        "На сегодня": "20261123",
    }  # fmt: skip
    assert "договорились на 25.11.2026" in found["Просрочен"][1]
    assert "договорились на 27.11.2026: отправить КП" in found["Из журнала"][1]
    assert "договорились" not in found["Обычный"][1]


def test_promises_not_kept_and_those_beyond_the_deadline_are_findings_where_they_stand(tmp_path):
    path = book(tmp_path / "b.xlsx", [
        ("Прошло", "Громов А.", 900_000, day(11, 10), day(11, 16), None),
        ("Позже", "Громов А.", 900_000, day(11, 10), day(12, 21), None),
        ("Из журнала", "Громов А.", 900_000, None, None, None),
        ("Сегодня", "Громов А.", 900_000, day(11, 10), AS_OF, None),
    ], [("Из журнала", day(11, 2), None, None, day(11, 9))])  # fmt: skip
    made = flow.run(XlsxHost(path), request(attach=None))
    told = [(f.code, f.sheet, f.row, f.column) for f in made.findings if "agreed" in f.code]
    assert sorted(told) == [
        ("agreed_late", "Клиенты", 3, 5),
        ("agreed_passed", "Клиенты", 2, 5),
        ("agreed_passed", "Контакты", 2, 5),
    ]


def test_a_client_on_two_rows_has_one_finding_for_one_row_of_the_log(tmp_path):
    rows = [("Альфа", "Громов А.", 900_000, None, None, None)] * 2
    path = book(tmp_path / "b.xlsx", rows, [("Альфа", day(11, 2), None, None, day(11, 9))])
    made = flow.run(XlsxHost(path), request(attach=None))
    assert [f.code for f in made.findings if "agreed" in f.code] == ["agreed_passed"]


def test_who_finds_no_room_on_the_agreed_day_is_told_with_it_and_not_handed_over(tmp_path):
    path = book(
        tmp_path / "b.xlsx",
        [(f"К{n}", "Громов А.", 900_000, day(11, 10), WEDNESDAY, None) for n in range(2)],
        team=[("Громов А.", 0.2, None, None), ("Сафина Д.", 9, None, None)],
    )
    assert t.mkp("attach", path).code == 0
    assert t.mkp("add", "coverage", path).code == 0
    assert t.mkp("recalc", path, "--as-of", "2026-11-20").code == 0
    sheet = openpyxl.load_workbook(path, data_only=True)["План контактов"]
    said = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert "договорились на 25.11.2026, места на неделе нет" in said
    assert not [text for text in said if "передать" in text]


wanted = st.integers(0, 4).map(lambda n: MONDAY + n)


@given(st.lists(wanted, max_size=9), st.integers(0, 9), st.integers(1, 3))
def test_agreed_days_come_first_and_no_day_is_overfull(days, others, capacity):
    room = {MONDAY + n: float(capacity) for n in range(5)}
    latest = [*sorted(days), *[math.inf] * others]
    fixed = [True] * len(days) + [False] * others
    week = _week("М", list(range(len(latest))), room, latest, fixed)
    at = {row: one.day for one in week.days for row in one.rows}
    assert sorted([*at, *week.left]) == list(range(len(latest)))
    assert all(len(one.rows) <= capacity for one in week.days)
    for wish in set(days):
        asked = [row for row, one in enumerate(sorted(days)) if one == wish]
        kept = [row for row in asked if at.get(row) == wish]
        full = sum(one == wish for one in at.values()) == capacity
        assert len(kept) == len(asked) or full


@given(st.lists(wanted, min_size=1, max_size=20))
def test_without_a_capacity_every_agreed_day_is_kept(days):
    room = dict.fromkeys((MONDAY + n for n in range(5)), math.nan)
    week = _week("М", list(range(len(days))), room, sorted(days), [True] * len(days))
    assert [len(one.rows) for one in week.days] == [days.count(MONDAY + n) for n in range(5)]


@pytest.mark.parametrize("heads", [
    ("Клиент", "Менеджер", "Потенциал", "Последний контакт", "Следующий контакт", "Не вести"),
    ("Client", "Owner", "Potential", "Last contact", "Next call", "Do not contact"),
    ("Company name", "Company owner", "Potential", "Last contacted", "Next activity date",
     "Do not contact"),
    ("Клиент", "Менеджер", "Потенциал", "Последний контакт", "Дата перезвона", "Не вести"),
    ("Клиент", "Менеджер", "Потенциал", "Последний контакт", "След. контакт", "Не вести"),
])  # fmt: skip
def test_reminders_are_known_by_the_names_they_have(heads, tmp_path):
    rows = [("Альфа", "Громов А.", 900_000, day(11, 10), WEDNESDAY, None)]
    days, _ = promised(book(tmp_path / "b.xlsx", rows, heads=heads))
    assert days == [WEDNESDAY]
