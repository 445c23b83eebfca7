"""Contacts with persons and branches: they count for the client behind them."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from books import AS_OF, request, run

DAY = AS_OF - dt.timedelta(5)
OLD = AS_OF - dt.timedelta(50)
HEADS = ("Клиент", "Потенциал", "Закупки за 12 мес.", "Головной клиент")


def book(path, clients, contacts, people=(), heads=("Клиент", "Дата", "Тип", "Контактное лицо")):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Клиенты"
    sheet.append(HEADS)
    for name, parent in clients:
        sheet.append((name, 600_000, 5, parent))
    log = made.create_sheet("Контакты")
    log.append(heads)
    for row in contacts:
        log.append(row)
    if people:
        beside = made.create_sheet("Лица и филиалы")
        beside.append(("Лицо или филиал", "Клиент"))
        for row in people:
            beside.append(row)
    made.save(path)
    return run(path, request())


def last(path, count):
    sheet = openpyxl.load_workbook(path, data_only=True)["Клиенты"]
    head = next(c.column for c in sheet[1] if c.value == "Последний контакт, в расчёте")
    days = [sheet.cell(row, head).value for row in range(2, 2 + count)]
    return [day.date() if day else None for day in days]


def codes(outcome):
    return [finding.code for finding in outcome.findings]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "b.xlsx"


def test_a_contact_with_a_person_counts_for_the_client_behind_it(path):
    outcome = book(
        path,
        [("Альфа", None), ("Бета", None)],
        [("Альфа", OLD, "звонок", None), ("иванов  и. и.", DAY, "звонок", None),
         (None, DAY, "звонок", "Петрова Алёна")],
        people=[("Иванов И. И.", "Альфа"), ("Петрова Алена", "Бета"), ("Никто", "Гамма")],
    )  # fmt: skip
    assert last(path, 2) == [DAY, DAY]
    assert "unknown_client" not in codes(outcome)
    assert "row_without_client" not in codes(outcome)
    assert codes(outcome).count("person_without_client") == 1
    assert codes(outcome).count("values_people") == 1


def test_a_known_client_is_itself_whatever_the_people_are_called(path):
    book(
        path,
        [("Альфа", None), ("Бета", None)],
        [("Альфа", DAY, "звонок", "Бетин")],
        people=[("Альфа", "Бета"), ("Бетин", "Бета")],
    )
    assert last(path, 2) == [DAY, None]


def test_without_the_sheet_an_unknown_name_stays_a_finding(path):
    outcome = book(path, [("Альфа", None)], [("Иванов И. И.", DAY, "звонок", None)])
    assert last(path, 1) == [None]
    assert "unknown_client" in codes(outcome)


def test_a_contact_with_a_branch_counts_for_the_parent_too(path):
    outcome = book(
        path,
        [("Головная", None), ("Филиал", "ГОЛОВНАЯ"), ("Склад филиала", "Филиал"), ("Бета", None)],
        [("Головная", OLD, "звонок", None), ("Склад филиала", DAY, "звонок", None)],
    )
    assert last(path, 4) == [DAY, DAY, DAY, None]
    assert "values_people" in codes(outcome)


def test_a_client_nobody_knows_is_told_whoever_was_spoken_to(path):
    outcome = book(
        path,
        [("Альфа", None)],
        [("Новый клиент", DAY, "звонок", "Иванов")],
        people=[("Иванов", "Альфа")],
    )
    assert last(path, 1) == [None]
    assert codes(outcome).count("unknown_client") == 1


def test_a_name_of_two_clients_counts_for_neither_and_is_told(path):
    outcome = book(
        path,
        [("Альфа", None), ("Бета", None)],
        [("Иванов", DAY, "звонок", None)],
        people=[("Иванов", "Альфа"), ("иванов", "Бета")],
    )
    assert last(path, 2) == [None, None]
    assert codes(outcome).count("person_of_several") == 2


def test_a_branch_named_beside_a_blank_id_is_found(path):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Клиенты"
    for row in (("Код клиента", "Клиент", "Потенциал", "Закупки за 12 мес."), (7, "Альфа", 6e5, 5)):
        sheet.append(row)
    log, people = made.create_sheet("Контакты"), made.create_sheet("Лица и филиалы")
    for row in (("Код клиента", "Клиент", "Дата", "Тип"), (7, None, OLD, "звонок"),
                (None, "Склад", DAY, "звонок")):  # fmt: skip
        log.append(row)
    for row in (("Лицо или филиал", "Клиент"), ("Склад", "Альфа")):
        people.append(row)
    made.save(path)
    outcome = run(path, request())
    assert last(path, 1) == [DAY]
    assert "row_without_client" not in codes(outcome)


def test_who_points_at_a_circle_is_not_part_of_it(path):
    outcome = book(path, [("А", "Б"), ("Б", "А"), ("В", "А")], [("В", DAY, "звонок", None)])
    assert last(path, 3) == [DAY, None, DAY]
    assert codes(outcome).count("circle_of_parents") == 2


def test_circles_and_strangers_among_parents_are_told(path):
    outcome = book(
        path,
        [("А", "Б"), ("Б", "А"), ("В", "Нет такого"), ("Г", "Г")],
        [("А", DAY, "звонок", None)],
    )
    assert last(path, 4) == [DAY, None, None, None]
    assert codes(outcome).count("circle_of_parents") == 2
    assert codes(outcome).count("unknown_parent") == 1


def test_a_sheet_of_people_without_its_headers_is_told(path):
    book(path, [("Альфа", None)], [("Альфа", DAY, "звонок", None)], people=[("Кто", "Альфа")])
    opened = openpyxl.load_workbook(path)
    opened["Лица и филиалы"]["A1"] = "Что-то"
    opened.save(path)
    assert "sheet_not_understood" not in codes(run(path, request()))  # never named by us: theirs


def test_the_same_contact_written_twice_counts_once_and_is_told(path):
    outcome = book(
        path,
        [("Альфа", None)],
        [("Альфа", DAY, "звонок", None), ("Альфа", DAY, "письмо", None),
         ("Альфа", DAY, "звонок", None), ("Альфа", OLD, "звонок", None)],
    )  # fmt: skip
    told = [f for f in outcome.findings if f.code == "duplicate_contact"]
    assert [(f.row, f.detail) for f in told] == [(4, "2")]


def test_a_list_of_clients_on_a_sheet_called_contacts_stays_a_list(path):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Контакты"
    sheet.append(("Клиент", "Менеджер", "Телефон", "Последний контакт"))
    sheet.append(("Альфа", "Громов", "123", DAY))
    made.save(path)
    assert run(path, request()).summary.clients == 1
