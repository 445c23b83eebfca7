"""A contact logged from the client's row, and the sheet that «add contacts» brings for it."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from books import AS_OF, edit, make_book, our_cells, request, run
from cli_tools import mkp
from openpyxl.worksheet.table import Table

from mkp_xl.book import flow
from mkp_xl.book.contact_log import MOST, log_contacts
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.growth import TableGrowth
from mkp_xl.book.sentences import sentence
from mkp_xl.errors import InputError
from mkp_xl.faces.buttons import contact, words
from mkp_xl.hosts.xlsx import XlsxHost

pytestmark = pytest.mark.sampled(2)

CLIENTS = [
    {"client": "Альфа", "potential_typed": 600_000.0, "manager": "Громов А."},
    {"client": "Бета", "potential_typed": 60_000.0},
    {"client": "Гамма", "potential_typed": 7_000.0},
]
WITH_IDS = [{"client_id": f"К-{n}", **client} for n, client in enumerate(CLIENTS, start=1)]
DAY = serial_of(AS_OF)
HEADS = ("Клиент", "Дата", "Тип", "Результат", "Менеджер")
FIXED = ("--as-of", AS_OF.isoformat(), "--set", "as_of_mode=fixed")


@pytest.mark.parametrize(
    ("part", "clients", "key"),
    [
        ("contacts", [*WITH_IDS, {"client": "Дельта"}], "Клиент"),
        ("coverage", WITH_IDS, "Код клиента"),
    ],
)
def test_add_brings_a_sheet_of_contacts_that_recalc_reads(tmp_path, clients, key, part):
    path = make_book(tmp_path / "b.xlsx", clients=clients)
    edit(path, lambda book: [book.remove(book[t]) for t in book.sheetnames if t != "Клиенты"])
    run(path, request(attach=("last_contact",)))
    told = mkp("add", part, path)
    assert told.code == 0, told
    assert "«Контакты»" in told.said
    book = openpyxl.load_workbook(path)
    sheet = book["Контакты"]
    heads = [cell.value for cell in sheet[4] if cell.value]
    assert heads == [
        key, "Дата", "Тип", "Результат", "Следующий шаг", "Следующий контакт",
            "Контактное лицо", "Менеджер",
    ]  # fmt: skip
    assert sheet["B5"].number_format == "dd.mm.yyyy"
    assert sheet.data_validations.dataValidation
    gap = OUTPUT_OF["gap"].name.ru
    has_gap = gap in [cell.value for cell in book["Клиенты"][1]]
    assert has_gap == (part == "coverage")  # the sheet alone brings no columns
    sheet["A5"], sheet["B5"] = "К-2" if key == "Код клиента" else "Бета", AS_OF
    book.save(path)
    assert mkp("recalc", path, *FIXED).code == 0
    found = [row["last_contact"] for row in our_cells(path)]
    assert found[1].date() == AS_OF
    assert found[0] in (None, "")
    assert "Все листы уже есть" in mkp("add", "contacts", path, "--dry-run").said


def test_add_contacts_leaves_a_sheet_of_that_title_and_logs_it_cannot_choose_from(tmp_path):
    path = make_book(tmp_path / "b.xlsx", clients=CLIENTS)

    def others(book):
        for title in ("Звонки", "Встречи"):
            sheet = book.create_sheet(title)
            sheet.append(HEADS)
            sheet.append(("Альфа", AS_OF, "Звонок", "ответ", ""))
        book.remove(book["Контакты"])

    edit(path, others)
    before = path.read_bytes()
    told = mkp("add", "contacts", path)
    assert told.code == 2
    assert "назовите так тот" in told.said
    assert path.read_bytes() == before
    edit(path, lambda book: [book.remove(book[t]) for t in ("Звонки", "Встречи")])
    edit(path, lambda book: book.create_sheet("Контакты").append(("Имя", "Телефон")))
    assert mkp("add", "contacts", path).code == 0
    assert openpyxl.load_workbook(path)["Контакты"]["B1"].value == "Телефон"
    edit(path, lambda book: book["МКП Контакты"].__setitem__("A5", "Альфа"))
    edit(path, lambda book: book["МКП Контакты"].__setitem__("B5", AS_OF))
    logged = logged_in(path, [0])
    assert (logged.sheet, logged.row, logged.fresh) == ("МКП Контакты", 5, ())


def reckoned(path, **settings):
    return flow.reckon(XlsxHost(path), request(attach=None, settings=settings))


def logged_in(path, places, **settings):
    made = reckoned(path, **settings)
    return log_contacts(made.book, made.computed[0], places)


def with_log(path, *rows, clients=CLIENTS, heads=HEADS, also=lambda _sheet: None):
    """Write a book whose log is a sheet of a person's own."""
    make_book(path, clients=clients)

    def change(book):
        if "Контакты" in book.sheetnames:
            book.remove(book["Контакты"])
        sheet = book.create_sheet("Контакты")
        for row in (heads, *rows):
            sheet.append(row)
        also(sheet)

    edit(path, change)
    return path


def values(logged):
    return {(cell.row, cell.column): cell.value for cell in logged.changes.cells}


def refused(path, places, **settings):
    with pytest.raises(InputError) as problem:
        logged_in(path, places, **settings)
    assert "{" not in sentence(problem.value, "ru") + sentence(problem.value, "en")
    return problem.value.key


def test_a_row_has_client_day_and_manager_and_the_person_fills_in_the_rest(tmp_path):
    path = with_log(tmp_path / "b.xlsx", ("Гамма", dt.date(2026, 10, 1), "Звонок", "ответ", ""))
    logged = logged_in(path, [0])
    assert values(logged) == {(3, 1): "Альфа", (3, 2): DAY, (3, 5): "Громов А."}
    assert (logged.sheet, logged.row, logged.column) == ("Контакты", 3, 3)
    assert (logged.fresh, logged.standing, logged.types) == (("Альфа",), (), "")
    shown = next(cell.style.number_format for cell in logged.changes.cells if cell.style)
    assert shown == openpyxl.load_workbook(path)["Контакты"]["B2"].number_format
    assert words.logged(logged, DAY, "ru") == ""


def test_a_client_of_that_day_is_not_doubled_whatever_the_hour(tmp_path):
    noon = dt.datetime.combine(AS_OF, dt.time(12))
    path = with_log(tmp_path / "b.xlsx", ("бета", noon, "Звонок", None, None), HEADS)
    logged = logged_in(path, [1])
    assert values(logged) == {}
    assert (logged.row, logged.column) == (2, 4)
    assert words.logged(logged, DAY, "ru") == "За 20.11.2026 контакт уже записан: Бета."
    both = logged_in(path, [1, 2, 1])
    assert (both.fresh, both.standing, both.row) == (("Гамма",), ("Бета",), 4)


def test_a_log_by_ids_gets_the_id_and_the_name_where_it_has_names(tmp_path):
    heads = ("Код клиента", *HEADS)
    told = ("К-2", "Бета", dt.date(2026, 10, 1), "Звонок", None, None)
    path = with_log(tmp_path / "a.xlsx", told, heads=heads, clients=WITH_IDS)
    assert values(logged_in(path, [0]))[3, 1] == "К-1"
    assert values(logged_in(path, [0]))[3, 2] == "Альфа"
    path = with_log(tmp_path / "b.xlsx", (None, *told[1:]), heads=heads, clients=WITH_IDS)
    assert (3, 1) not in values(logged_in(path, [0]))  # an ID would hide those known by name
    path = with_log(tmp_path / "d.xlsx", heads=heads)
    assert values(logged_in(path, [0])) == {(2, 2): "Альфа", (2, 3): DAY, (2, 6): "Громов А."}
    nameless = [*WITH_IDS, {"client": "Дельта"}]
    path = with_log(tmp_path / "c.xlsx", told, heads=heads, clients=nameless)
    assert refused(path, [3]) == "client_without_key"


def test_a_row_goes_below_all_that_a_person_typed_and_over_no_formula(tmp_path):
    def typed(sheet):
        sheet["F1"], sheet["F4"], sheet["G1"] = "Заметка", "важно", "Номер"
        for row in range(2, 9):
            sheet.cell(row, 7).value = "=ROW()"
            sheet.cell(row, 5).value = '=IF(A2="","","Громов А.")'

    row = ("Гамма", dt.date(2026, 10, 1), "Звонок", None, None)
    path = with_log(tmp_path / "b.xlsx", row, also=typed)
    assert values(logged_in(path, [0])) == {(5, 1): "Альфа", (5, 2): DAY}

    def marked(sheet):
        sheet["A4"] = "важно"

    heads = ("Пометка", *HEADS)
    path = with_log(tmp_path / "d.xlsx", (None, *row), heads=heads, also=marked)
    assert values(logged_in(path, [0])) == {(5, 2): "Альфа", (5, 3): DAY, (5, 6): "Громов А."}

    def of_formulas(sheet):
        sheet["B3"] = "=TODAY()*0"

    path = with_log(tmp_path / "c.xlsx", also=of_formulas)
    edit(path, lambda book: book["Контакты"].__setitem__("B2", '=""'))
    assert refused(path, [0]) == "contact_log_of_formulas"


def test_an_excel_table_fills_its_blank_rows_first_then_grows_unless_something_is_below(tmp_path):
    def table(ref, totals=0):
        return lambda sheet: sheet.add_table(
            Table(displayName="Log", ref=ref, totalsRowCount=totals or None)
        )

    row = ("Гамма", dt.date(2026, 10, 1), "Звонок", None, None)
    path = with_log(tmp_path / "a.xlsx", row, also=table("A1:E3"))
    logged = logged_in(path, [0])
    assert (logged.row, logged.changes.tables) == (3, [])
    logged = logged_in(path, [0, 1])
    assert logged.changes.tables == [TableGrowth(name="Log", rows=1)]
    path = with_log(tmp_path / "b.xlsx", row, ("Итого",), also=table("A1:E3", totals=1))
    assert refused(path, [0]) == "contact_log_full"
    path = with_log(tmp_path / "c.xlsx", row, (), ("Подпись",), also=table("A1:E2"))
    assert refused(path, [0]) == "contact_log_full"


def no_ids(book):
    """Take the header of the IDs away from the list."""
    cell = next(cell for cell in book["Клиенты"][1] if cell.value == "Код клиента")
    cell.value = None


def test_what_cannot_be_logged_is_said_in_a_sentence(tmp_path):
    path = make_book(tmp_path / "a.xlsx", clients=CLIENTS)
    edit(path, lambda book: [book.remove(book[t]) for t in book.sheetnames if t != "Клиенты"])
    assert refused(path, [0]) == "no_contact_log"
    path = with_log(tmp_path / "b.xlsx", heads=("Код клиента", *HEADS[1:]))
    assert refused(path, [0]) == "client_without_key"
    edit(path, no_ids)
    assert refused(path, [0]) == "contact_log_without_key"
    path = with_log(tmp_path / "c.xlsx")
    assert refused(path, [0] * (MOST + 1)) == "too_many_contacts"


def test_a_row_without_a_type_counts_unless_types_are_listed(tmp_path):
    path = with_log(tmp_path / "b.xlsx", ("Гамма", AS_OF, None, None, None))
    assert reckoned(path).computed[0].verdicts.numbers["last_contact"][2] == DAY
    listed = reckoned(path, contact_types="звонок; встреча").computed[0]
    assert listed.verdicts.numbers["last_contact"][2] != DAY
    logged = logged_in(path, [0], contact_types="звонок; встреча")
    assert logged.types == "звонок; встреча"
    assert "звонок; встреча" in words.logged(logged, DAY, "en")


class Front:
    """A sheet in front, and the rows selected there."""

    def __init__(self, title, *rows):
        self.title, self.rows = title, rows

    def place(self):
        return self.title, 1

    def chosen(self, rows, most):
        return [row for row in rows if row in self.rows][:most]


def test_the_plan_and_the_card_tell_whose_contact_it_is(tmp_path):
    path = tmp_path / "b.xlsx"
    assert mkp("new", path).code == 0

    def typed(book):
        sheet = book["Клиенты"]
        for row, client in enumerate(CLIENTS, start=5):
            sheet.cell(row, 1).value, sheet.cell(row, 3).value = client["client"], 1e5 * row
        book["Карточка клиента"]["C2"] = "Бета"

    edit(path, typed)
    run(path, request(attach=None))
    made = reckoned(path)
    first = openpyxl.load_workbook(path, data_only=True)["План контактов"]["C7"].value
    assert first == "Гамма"  # the largest potential
    for front, places in (
        (Front("План контактов", 6), []),  # a day
        (Front("План контактов", 7), [2]),
        (Front("План контактов", 3, 40), []),
        (Front("Карточка клиента", 1), [1]),
        (Front("Клиенты", 1, 4, 6), [1]),
        (Front("Клиенты", 4), []),
        (Front("Матрица", 6), []),
    ):
        assert contact._clients(front, made)[1] == places, front.title
