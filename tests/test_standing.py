"""What a team does to our sheets and columns between two runs, and what the next run does."""

import openpyxl
import pytest
from books import AS_OF, make_book, marked_columns, request, run

from mkp_xl.book import flow
from mkp_xl.book.cells import serial_of

ROWS = [
    {"client": "А", "potential_typed": 600000, "purchases_typed": 5, "last_contact_typed": AS_OF},
    {"client": "Б", "potential_typed": 60000, "purchases_typed": 60000},
]
AGAIN = flow.Request(today=serial_of(AS_OF))


@pytest.fixture
def book(tmp_path):
    path = make_book(tmp_path / "b.xlsx", clients=ROWS)
    run(path, request(settings={"high_above": 900000.0}))
    return path


def edit(path, change):
    opened = openpyxl.load_workbook(path)
    change(opened)
    opened.save(path)


def codes(outcome):
    return {finding.code for finding in outcome.findings}


def test_a_copied_settings_sheet_takes_no_setting_away(book):
    def copy(opened):
        sheet = opened.copy_worksheet(opened["Настройки"])
        for name, place in (("mkp_high_above", "H15"), ("_mkp.sheet.settings", "A1")):
            defined = openpyxl.workbook.defined_name.DefinedName(
                name, attr_text=f"'{sheet.title}'!${place[0]}${place[1:]}"
            )
            sheet.defined_names[name] = defined

    edit(book, copy)
    outcome = run(book, AGAIN)
    assert outcome.book.settings.numbers["high_above"] == 900000.0
    assert "sheet_restored" not in codes(outcome)


def test_a_deleted_settings_sheet_is_put_back_with_defaults_and_one_finding(book):
    edit(book, lambda opened: opened.remove(opened["Настройки"]))
    outcome = run(book, AGAIN)
    assert outcome.book.settings.numbers["high_above"] == 500000.0
    assert [f.code for f in outcome.findings].count("sheet_restored") == 1
    assert "sheet_restored" not in codes(run(book, AGAIN))


def test_edited_days_off_stay_whatever_else_happens_to_the_calendar(book):
    def change(opened):
        sheet = opened["Календарь"]
        sheet["B10"] = 0 if sheet["B10"].value else 1
        sheet["A12"] = None
        sheet.delete_rows(5, 3)

    wanted = not openpyxl.load_workbook(book)["Календарь"]["B10"].value
    day = openpyxl.load_workbook(book)["Календарь"]["A10"].value
    edit(book, change)
    run(book, AGAIN)
    rows = openpyxl.load_workbook(book)["Календарь"].iter_rows(min_row=4, values_only=True)
    assert {row[0]: bool(row[1]) for row in rows}[day] is wanted


def test_a_deleted_column_is_brought_back_by_attaching_again(book):
    _, column = marked_columns(book, "Клиенты")["gap"]

    def clear(opened):
        for row in range(1, 4):
            opened["Клиенты"].cell(row, column).value = None

    edit(book, clear)
    assert "dead_mark" in codes(run(book, AGAIN))
    assert run(book, request()).added == ["gap"]
    assert "gap" in marked_columns(book, "Клиенты")
    assert run(book, request()).added == []


def test_a_renamed_column_of_ours_leaves_its_dependents_ours(book):
    row, column = marked_columns(book, "Клиенты")["potential"]

    def rename(opened):
        opened["Клиенты"].cell(row, column).value = "Мой потенциал"

    edit(book, rename)
    assert "foreign_formula" not in codes(run(book, AGAIN))


def test_values_in_place_of_formulas_and_back(book):
    run(book, request(cells="values"))
    _, column = marked_columns(book, "Клиенты")["segment"]
    assert openpyxl.load_workbook(book)["Клиенты"].cell(2, column).value == 5
    run(book, request(cells="native"))
    assert str(openpyxl.load_workbook(book)["Клиенты"].cell(2, column).value).startswith("=")


def test_clients_without_an_id_are_known_by_name(tmp_path):
    rows = [{"client_id": None, "client": name, "potential_typed": 6e5, "purchases_typed": bought}
            for name, bought in (("А", 0), ("Б", 5))]  # fmt: skip
    path = make_book(tmp_path / "b.xlsx", clients=rows)
    run(path, request())
    names = openpyxl.load_workbook(path)["Клиенты"]
    heads = {cell.value: cell.column for cell in names[1]}

    def swap(opened):
        sheet = opened["Клиенты"]
        for row, bought in ((2, 5), (3, 0)):
            sheet.cell(row, heads["Закупки за 12 мес."]).value = bought

    edit(path, swap)
    moved = run(path, AGAIN).summary.moved
    assert [(m.client, m.before, m.after) for m in moved] == [("А", 7, 8), ("Б", 8, 7)]
