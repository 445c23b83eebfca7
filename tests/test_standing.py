"""What a team does to our sheets and columns between two runs, and what the next run does."""

import re
import zipfile

import openpyxl
import pytest
from books import AS_OF, edit, make_book, marked_columns, our_cells, request, run
from openpyxl.utils import get_column_letter

from mkp_xl.book import flow
from mkp_xl.book.days import serial_of
from mkp_xl.book.layout import HEADER_ROWS
from mkp_xl.book.marks import OWN_TITLE
from mkp_xl.book.reading import open_book
from mkp_xl.book.sentences import sentence
from mkp_xl.book.showing import show
from mkp_xl.errors import InputError
from mkp_xl.hosts.xlsx.host import XlsxHost

pytestmark = pytest.mark.sampled(2)

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


def codes(outcome):
    return {finding.code for finding in outcome.findings}


@pytest.mark.parametrize("place", [0, 4])
def test_a_copied_settings_sheet_takes_no_setting_away(book, place):
    def copy(opened):
        sheet = opened.copy_worksheet(opened["Настройки"])
        opened.move_sheet(sheet, place - opened.index(sheet))
        marks = {"mkp_high_above": "H12", "_mkp.sheet.settings": "A1", "_mkp.box": "B4"}
        for name, cell in marks.items():
            defined = openpyxl.workbook.defined_name.DefinedName(
                name, attr_text=f"'{sheet.title}'!${cell[0]}${cell[1:]}"
            )
            sheet.defined_names[name] = defined

    edit(book, copy)
    for _ in range(2):
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


def test_a_calendar_without_days_counts_weekdays_again(book):
    def clear(opened):
        for row in opened["Календарь"].iter_rows(min_row=4):
            row[0].value = "?"

    before = column_values(book, "due_date")
    edit(book, clear)
    run(book, AGAIN)
    assert column_values(book, "due_date") == before


def test_settings_wiped_empty_are_the_defaults(book):
    def clear(opened):
        for row in opened["Настройки"].iter_rows(min_row=5):
            for cell in row:
                cell.value = None

    edit(book, clear)
    outcome = run(book, AGAIN)
    assert outcome.book.settings.numbers["high_above"] == 500000.0
    assert outcome.book.settings.words["as_of_mode"] == "today"
    assert "setting_emptied" in codes(outcome)
    assert column_values(book, "segment") == [8, 6]


def test_a_setting_whose_name_is_gone_gets_a_new_box(book):
    edit(book, lambda opened: opened.defined_names.pop("mkp_high_above"))
    wanted = request(settings={"high_above": 700_000.0})
    first, second = run(book, wanted), run(book, AGAIN)
    assert "sheet_redrawn" in codes(first)
    assert not {"sheet_redrawn", "sheet_restored"} & codes(second)
    assert second.book.settings.numbers["high_above"] == 700_000.0


def test_a_box_outlives_its_name(book):
    def work(opened):
        row = next(r for r in opened["Настройки"].iter_rows() if r[0].value == "Окно закупок")
        row[1].value = 24
        opened.defined_names.pop("mkp_window_months")

    edit(book, work)
    for _ in range(2):
        outcome = run(book, AGAIN)
        assert outcome.book.settings.numbers["window_months"] == 24


def test_our_sheets_take_a_free_title_where_a_team_holds_both(tmp_path):
    path = make_book(tmp_path / "b.xlsx", clients=ROWS)
    own = OWN_TITLE.format("Настройки")
    titles = ("Настройки", own, f"{own} 2")
    edit(path, lambda opened: [opened.create_sheet(title) for title in titles])
    run(path, request())
    assert f"{own} 3" in openpyxl.load_workbook(path).sheetnames
    assert "sheet_restored" not in codes(run(path, AGAIN))


def test_a_log_that_is_gone_takes_its_names_with_it(tmp_path):
    order = {"client": "А", "date": AS_OF, "amount": 5}
    path = make_book(tmp_path / "b.xlsx", clients=ROWS, orders=[order])
    run(path, request())
    assert "mkp_orders_amount" in openpyxl.load_workbook(path).defined_names
    edit(path, lambda opened: opened.remove(opened["Заказы"]))
    run(path, AGAIN)
    assert "mkp_orders_amount" not in openpyxl.load_workbook(path).defined_names


def say(text):
    """Return what puts a text into each header of the list."""
    return lambda opened: [cell.__setattr__("value", text) for cell in opened["Клиенты"][1][:9]]


def test_a_list_whose_headers_are_gone_is_one_sentence(book):
    edit(
        book, lambda opened: [cell.__setattr__("value", None) for cell in opened["Клиенты"][1][:12]]
    )
    with pytest.raises(InputError) as error:
        run(book, AGAIN)
    assert error.value.key == "list_headers_gone"
    assert "Клиенты" in sentence(error.value, "ru")


def test_headers_that_say_nothing_any_more_are_found_by_their_marks(book):
    before = our_cells(book)
    edit(book, say("x"))
    assert codes(run(book, AGAIN)) >= {"renamed_column"}
    assert our_cells(book) == before


def test_a_blank_column_inside_a_list_parts_nothing(tmp_path):
    path = make_book(tmp_path / "b.xlsx", clients=ROWS)
    edit(path, lambda opened: opened["Клиенты"].insert_cols(3))
    outcome = run(path, request())
    assert len(outcome.book.lists[0].table.columns) == 13


def test_two_columns_of_managers_are_a_finding(tmp_path):
    path = make_book(tmp_path / "b.xlsx", clients=ROWS)
    edit(path, lambda opened: opened["Клиенты"].cell(1, 10, "Менеджер"))
    assert "doubled_column" in codes(run(path, request()))


def test_a_formula_dragged_into_the_next_column_of_ours_is_anothers(book):
    row, segment = marked_columns(book, "Клиенты")["segment"]
    path_in_zip = "xl/worksheets/sheet1.xml"
    gap = get_column_letter(marked_columns(book, "Клиенты")["gap"][1])
    before = get_column_letter(segment)

    def drag(xml):
        group = re.search(rf'<c r="{before}{row + 2}"[^>]*><f[^>]*si="(\d+)"', xml)[1]
        return re.sub(
            rf'(<c r="{gap}{row + 2}"[^>]*>)<f.*?(?:</f>|/>)',
            rf'\1<f t="shared" si="{group}"/>',
            xml,
        )

    rewrite(book, path_in_zip, drag)
    outcome = run(book, AGAIN)
    found = [f for f in outcome.findings if f.code == "foreign_formula"]
    assert [(f.field, f.row) for f in found] == [("gap", row + 2)]


def test_our_columns_are_shown_whatever_stands_in_them(book):
    row, column = marked_columns(book, "Клиенты")["segment"]
    edit(book, lambda opened: opened["Клиенты"].cell(row + 1, column).__setattr__("value", "#N/A"))
    shown = show(open_book(XlsxHost(book), today=serial_of(AS_OF)), None)
    assert shown.records[0]["segment"] == "#N/A"
    edit(book, lambda opened: opened["Настройки"].delete_rows(10, 99))
    assert show(open_book(XlsxHost(book), today=serial_of(AS_OF)), "Настройки").records
    edit(book, lambda opened: opened["Проверки"].delete_rows(2, 99))
    assert show(open_book(XlsxHost(book), today=serial_of(AS_OF)), "Проверки").records == []


@pytest.mark.parametrize("rows", [150, 300])
def test_a_list_pushed_down_is_found_among_the_first_rows_only(tmp_path, rows):
    path = make_book(tmp_path / "b.xlsx", clients=ROWS)
    run(path, request(cells="values"))

    def push(opened):
        sheet = opened["Клиенты"]
        sheet.insert_rows(1, rows)
        for name in sheet.defined_names.values():
            name.attr_text = re.sub(r"\d+$", lambda row: str(int(row[0]) + rows), name.attr_text)

    edit(path, push)
    if rows < HEADER_ROWS:
        assert run(path, AGAIN).summary.clients == 2
    else:
        with pytest.raises(InputError) as error:
            run(path, AGAIN)
        assert error.value.key == "no_list"


def column_values(path, key):
    row, column = marked_columns(path, "Клиенты")[key]
    sheet = openpyxl.load_workbook(path, data_only=True)["Клиенты"]
    return [sheet.cell(row + n, column).value for n in (1, 2)]


def rewrite(path, part, change):
    """Change the text of one part of a package."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_what_does_not_fit_a_box_stays_when_the_sheet_is_drawn_anew(book):
    def spoil(opened):
        opened.defined_names.pop("mkp_medium_from")
        place = opened.defined_names["mkp_high_above"].attr_text.rpartition("$")[2]
        opened["Настройки"][f"B{place}"] = "миллион"

    edit(book, spoil)
    outcome = run(book, AGAIN)
    assert {"sheet_redrawn", "setting_out_of_range"} <= codes(outcome)
    opened = openpyxl.load_workbook(book)
    place = opened.defined_names["mkp_high_above"].attr_text.rpartition("$")[2]
    assert opened["Настройки"][f"B{place}"].value == "миллион"
