"""The sheet «Матрица»: live, for everybody or one manager, and only where its columns are."""

import datetime as dt
import zipfile

import openpyxl
import pytest
from books import AS_OF, make_book, request, run
from lxml import etree
from test_one_answer import differing

from mkp_xl.book import flow
from mkp_xl.book.days import serial_of
from mkp_xl.book.matrix import NEEDED
from mkp_xl.faces import jobs, making

pytestmark = pytest.mark.sampled(4)

AGAIN = flow.Request(today=serial_of(AS_OF))
MANAGERS = ("Титова Вера", "=1+1", "А*", "~б?", None, "а\u00a0в")
ROWS = [
    {
        "client": f"Клиент {number}",
        "manager": MANAGERS[number % len(MANAGERS)],
        "potential_typed": 20_000 * number,
        "purchases_typed": [0, 7_000, 20_000 * number, None][number % 4],
        "last_contact_typed": AS_OF if number % 3 else None,
    }
    for number in range(1, 60)
]
TITLE = {"ru": "Матрица", "en": "Matrix"}


@pytest.fixture
def book(tmp_path):
    path = make_book(tmp_path / "b.xlsx", clients=ROWS)
    run(path, request())
    return path


def edit(path, change):
    opened = openpyxl.load_workbook(path)
    change(opened)
    opened.save(path)


def on_matrix(path, recalculated):
    """Return the cells of the matrix, its box left out, that the spreadsheet computes otherwise."""
    return [d for d in differing(path, recalculated) if d[0] == "Матрица" and d[1:3] != (3, 6)]


def codes(outcome):
    return {finding.code for finding in outcome.findings}


@pytest.mark.sampled(3)
@pytest.mark.soffice
@pytest.mark.parametrize("manager", [m for m in MANAGERS if m] + ["нет такого", ""])
def test_the_figures_of_a_manager_are_the_spreadsheets_own(book, manager, soffice):
    def choose(opened):
        opened["Матрица"]["F3"].value = manager or None
        opened["Матрица"]["F3"].data_type = "s"

    edit(book, choose)
    recalculated = soffice.recalculate(book, locale="ru-RU")
    run(book, AGAIN)
    assert on_matrix(book, recalculated) == []
    sheet = openpyxl.load_workbook(book, data_only=True)["Матрица"]
    mine = [r for r in ROWS if r["manager"] == manager or not manager]
    known = [r for r in mine if r["purchases_typed"] is not None]
    assert sheet["G22"].value == len(known)
    assert sheet["F3"].value in (manager, "Все менеджеры")


@pytest.mark.soffice
def test_it_follows_a_potential_that_crosses_a_limit(book, soffice):
    def raise_one(opened):
        sheet = opened["Клиенты"]
        column = [cell.value for cell in sheet[1]].index("Потенциал") + 1
        sheet.cell(3, column).value = 5_000_000

    before = openpyxl.load_workbook(book, data_only=True)["Матрица"]["E8"].value
    edit(book, raise_one)
    recalculated = soffice.recalculate(book, locale="en-US")
    run(book, AGAIN)
    assert on_matrix(book, recalculated) == []
    after = openpyxl.load_workbook(book, data_only=True)["Матрица"]
    assert after["E8"].value == before + (ROWS[1]["purchases_typed"] > 0)
    assert after["J7"].value == "Клиент 2"


def test_every_cell_counts_the_clients_of_its_segment(book):
    """Counted from what was typed: limits 50,000 and 500,000, all of it bought or not."""
    counts = dict.fromkeys(range(1, 10), 0)
    for record in ROWS:
        amount, bought = record["potential_typed"], record["purchases_typed"]
        if bought is not None:
            row = 0 if amount < 50_000 else 1 if amount <= 500_000 else 2
            counts[3 * row + (1 if bought <= 0 else 2 if bought < amount else 3)] += 1
    sheet = openpyxl.load_workbook(book, data_only=True)["Матрица"]
    tiles = {(7 + 5 * (2 - row), 4 + step): 3 * row + step + 1
             for row in range(3) for step in range(3)}  # fmt: skip
    for (row, column), segment in tiles.items():
        assert str(sheet.cell(row, column).value).startswith(f"{segment} ")
        assert sheet.cell(row + 1, column).value == counts[segment]


def test_a_second_recalculation_writes_nothing(book):
    run(book, AGAIN)
    before = book.read_bytes()
    run(book, AGAIN)
    assert book.read_bytes() == before


def test_it_stands_first_in_a_new_book_and_prints_on_one_page(tmp_path):
    path = tmp_path / "new.xlsx"
    making.new(path, "ru", "native", AS_OF, lambda _key, _share: None)
    opened = openpyxl.load_workbook(path)
    assert opened.sheetnames[0] == "Матрица"
    sheet = opened["Матрица"]
    assert sheet.print_area.replace("$", "") == "'Матрица'!A1:M38"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) in ((9, 1), (9, None))
    assert sheet.page_setup.orientation == "landscape"
    assert len(sheet._charts) == 1


def test_a_deleted_matrix_stays_away_and_changes_no_cell_of_the_list(book):
    edit(book, lambda opened: opened.remove(opened["Матрица"]))
    before = list(openpyxl.load_workbook(book)["Клиенты"].iter_rows(values_only=True))
    run(book, AGAIN)
    opened = openpyxl.load_workbook(book)
    assert "Матрица" not in opened.sheetnames
    assert list(opened["Клиенты"].iter_rows(values_only=True)) == before
    run(book, request())
    assert "Матрица" in openpyxl.load_workbook(book).sheetnames


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (("segment_name",), "no_matrix"),
        (NEEDED, "matrix_without_coverage"),
        (("gap",), "no_matrix"),
    ],
)
def test_what_is_missing_is_said_when_a_list_is_attached(tmp_path, columns, code):
    path = make_book(tmp_path / "b.xlsx", clients=ROWS)
    outcome = run(path, request(attach=columns, cells="values"))
    assert code in codes(outcome)
    assert code not in codes(run(path, AGAIN))


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("clients", [[], ROWS[:1]])
def test_few_clients_or_none(tmp_path, lang, clients):
    path = make_book(tmp_path / "b.xlsx", clients=clients, lang=lang)
    run(path, request(lang=lang))
    sheet = openpyxl.load_workbook(path, data_only=True)[TITLE[lang]]
    assert sheet["G22"].value == len(clients)
    assert sheet["B2"].value


def test_every_part_that_is_drawn_is_declared_and_led_to(book):
    with zipfile.ZipFile(book) as archive:
        names = set(archive.namelist())
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        declared = {node.get("PartName", "")[1:] for node in types}
        drawn = {n for n in names if n.startswith(("xl/drawings/d", "xl/charts/"))}
        assert {"xl/drawings/drawing1.xml", "xl/charts/chart1.xml"} <= drawn
        assert drawn <= declared
        for name in names:
            if name.endswith(".xml"):
                etree.fromstring(archive.read(name))


@pytest.mark.soffice
def test_a_manager_that_came_later_can_be_chosen(new_book, soffice):
    """The drop-down lists who is there now, also names that no plain list could hold."""

    def hire(opened):
        sheet = opened["Клиенты"]
        for row, name in enumerate(('ИП "Иванов"', "Петров, Сидоров", "Я" * 60), start=5):
            sheet.cell(row, 2).value = name

    edit(new_book, hire)
    run(new_book, AGAIN)
    opened = openpyxl.load_workbook(new_book)
    for title, box, column in (("Матрица", "F3", 19), ("План контактов", "E3", 18)):
        sheet = opened[title]
        (pick,) = sheet.data_validations.dataValidation
        assert box in str(pick.sqref)
        listed = [sheet.cell(row, column).value for row in range(3, 12)]
        assert {'ИП "Иванов"', "Петров, Сидоров", "Вера", "=1+1"} <= set(listed)
        assert pick.formula1.startswith("OFFSET($")
    assert soffice.recalculate(new_book, locale="ru-RU")


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_new_book_has_nothing_to_complain_of_itself(tmp_path, lang):
    path = tmp_path / "new.xlsx"
    done = making.new(path, lang, "native", AS_OF, lambda _key, _share: None)
    assert done.outcome.findings == []
    assert (
        jobs.recalculate(jobs.Target(path=path), AGAIN, lambda _key, _share: None).written is None
    )


def test_everybody_is_everybody_in_any_case(book):
    edit(book, lambda opened: opened["Матрица"].__setitem__("F3", "все менеджеры"))
    run(book, AGAIN)
    sheet = openpyxl.load_workbook(book, data_only=True)["Матрица"]
    assert sheet["F3"].value == "Все менеджеры"
    assert sheet["G22"].value > 0


def test_a_list_that_lost_its_managers_shows_everybody(book):
    def lose(opened):
        opened["Матрица"]["F3"].value = "Титова Вера"
        sheet = opened["Клиенты"]
        sheet.cell(1, [cell.value for cell in sheet[1]].index("Менеджер") + 1).value = "Город"

    edit(book, lose)
    run(book, AGAIN)
    sheet = openpyxl.load_workbook(book, data_only=True)["Матрица"]
    assert sheet["G22"].value == len([r for r in ROWS if r["purchases_typed"] is not None])


@pytest.mark.soffice
@pytest.mark.parametrize("name", ["Менеджер", "Клиент"])
def test_an_error_among_names_changes_no_ranking(book, name, soffice):
    def break_one(opened):
        sheet = opened["Клиенты"]
        column = [cell.value for cell in sheet[1]].index(name) + 1
        sheet.cell(59, column).value = "#N/A"
        sheet.cell(59, column).data_type = "e"

    edit(book, break_one)
    run(book, AGAIN)
    recalculated = soffice.recalculate(book, locale="ru-RU")
    assert on_matrix(book, recalculated) == []


@pytest.mark.soffice
def test_columns_that_are_something_else_now_leave_no_live_formula_behind(new_book, soffice):
    def rename(opened):
        sheet = opened["Клиенты"]
        heads = {cell.value: cell for cell in sheet[4]}
        heads["Потенциал"].value = "Город"
        heads["Закупки за 12 мес."].value = "Комментарий"

    edit(new_book, rename)
    outcome = run(new_book, AGAIN)
    assert "foreign_formula" not in codes(outcome)
    assert "no_potential_column" in codes(outcome)
    assert differing(new_book, soffice.recalculate(new_book, locale="ru-RU")) == []


@pytest.mark.soffice
def test_cells_that_cannot_be_read_show_alike_in_both(new_book, soffice):
    """What we leave blank is no 0 to a sheet that looks it up."""

    def spoil(opened):
        sheet = opened["Клиенты"]
        heads = {cell.value: cell.column for cell in sheet[4]}
        sheet.cell(5, heads["Потенциал"]).value = "много"
        sheet.cell(5, heads["Интервал, дней"]).value = 30
        sheet.cell(6, heads["Последний контакт"]).value = "не было"
        sheet.cell(6, heads["Потенциал"]).value = 90_000_000
        sheet.cell(7, heads["Менеджер"]).value = "#N/A"
        sheet.cell(7, heads["Менеджер"]).data_type = "e"

    edit(new_book, spoil)
    outcome = run(new_book, AGAIN)
    assert [f.field for f in outcome.findings if f.code == "error_cell"] == ["manager"]
    assert differing(new_book, soffice.recalculate(new_book, locale="ru-RU")) == []


@pytest.mark.soffice
@pytest.mark.parametrize("lost", ["gap", "state"])
def test_a_column_of_ours_that_was_deleted_leaves_no_old_figure(new_book, lost, soffice):
    def lose(opened):
        sheet = opened["Клиенты"]
        del sheet.defined_names[f"_mkp.{lost}"]

    edit(new_book, lose)
    outcome = run(new_book, AGAIN)
    assert "no_plan" in codes(outcome)
    assert ("no_matrix" in codes(outcome)) == (lost == "gap")
    opened = openpyxl.load_workbook(new_book, data_only=True)
    assert opened["План контактов"]["C6"].value is None
    if lost == "gap":
        assert opened["Клиенты"]["A2"].value.startswith("Кремовые столбцы")
    recalculated = soffice.recalculate(new_book, locale="ru-RU")
    ours = ("Матрица", "План контактов")
    assert [d for d in differing(new_book, recalculated) if d[0] in ours] == []


@pytest.mark.soffice
def test_a_book_that_the_other_program_saved_is_still_ours(new_book, soffice, tmp_path):
    saved = tmp_path / "saved.xlsx"
    soffice.save_as(new_book, saved)
    outcome = run(saved, AGAIN)
    assert "foreign_formula" not in codes(outcome)


# --- the contact plan ----------------------------------------------------------------------------


@pytest.fixture
def new_book(tmp_path):
    """Return a new book of ours, filled in and recalculated."""
    path = tmp_path / "new.xlsx"
    making.new(path, "ru", "native", AS_OF, lambda _key, _share: None)

    def fill(opened):
        sheet = opened["Клиенты"]
        heads = {cell.value: cell.column for cell in sheet[4]}
        for row, record in enumerate(DUE, start=5):
            for head, value in record.items():
                cell = sheet.cell(row, heads[head], value)
                if isinstance(value, str):
                    cell.data_type = "s"

    edit(path, fill)
    run(path, AGAIN)
    return path


DUE = [
    {
        "Клиент": f"Клиент {number}",
        "Менеджер": ("Вера", "=1+1", None)[number % 3],
        "Потенциал": 60_000 + 1_000 * (number % 7),
        "Закупки за 12 мес.": 100,
        "Последний контакт": AS_OF - dt.timedelta(days=80 + number % 15),
        "Телефон": (f"+7 900 {number:03d}", 79_000_000_000.0 + number, None)[number % 3],
    }
    for number in range(1, 60)
]
"""Of class B, every 91 days: due in some days, or overdue by some."""


@pytest.mark.sampled(3)
@pytest.mark.soffice
@pytest.mark.parametrize("manager", ["Вера", "=1+1", "нет такого", ""])
def test_the_plan_of_a_manager_is_the_spreadsheets_own(new_book, manager, soffice):
    def choose(opened):
        opened["План контактов"]["E3"].value = manager or None
        opened["План контактов"]["E3"].data_type = "s"

    edit(new_book, choose)
    recalculated = soffice.recalculate(new_book, locale="ru-RU")
    run(new_book, AGAIN)
    differ = differing(new_book, recalculated)
    assert [d for d in differ if d[0] == "План контактов" and d[1:3] != (3, 5)] == []


def lines_of_the_plan(path):
    """Return the visible lines: tick, client, state, gap, why, what stands last."""
    sheet = openpyxl.load_workbook(path, data_only=True)["План контактов"]
    lines = [[sheet.cell(row, c).value or "" for c in (2, 3, 7, 8, 9, 11)] for row in range(6, 52)]
    return sheet, [line for line in lines if line[1]]


def test_the_plan_of_a_week_names_everybody_due_day_by_day(new_book):
    def choose(opened):
        opened["План контактов"]["E3"].value = "Вера"

    edit(new_book, choose)
    run(new_book, AGAIN)
    sheet, lines = lines_of_the_plan(new_book)
    days = [line for line in lines if not line[0]]
    assert [line[1] for line in days] == [
        "Понедельник, 23.11", "Вторник, 24.11", "Среда, 25.11", "Четверг, 26.11", "Пятница, 27.11",
    ]  # fmt: skip
    clients = [line for line in lines if line[0] == "□"]
    assert sum(int(line[5].removeprefix("контактов: ")) for line in days) == len(clients)
    week_ends = dt.date(2026, 11, 29)
    own = [r for r in DUE if r["Менеджер"] == "Вера"]
    # Due a working day before the deadline: from Saturday or Sunday, on Friday.
    due = [r for r in own if r["Последний контакт"] + dt.timedelta(days=91) <= week_ends]
    assert {line[1] for line in clients} == {r["Клиент"] for r in due}
    assert f": {len(due)}." in sheet["B2"].value
    potential = {r["Клиент"]: r["Потенциал"] for r in own}
    late = [line for line in clients if "просрочен" in line[2]]
    assert late
    assert [potential[line[1]] for line in late] == sorted(
        (potential[line[1]] for line in late), reverse=True
    )
    top = max(due, key=lambda r: r["Потенциал"])["Потенциал"]
    assert late[0][3] == top - 100
    assert late[0][4] == "увеличивать продажи, подбирать решения под клиента"


def test_who_finds_no_room_is_named_with_the_reason(new_book):
    def type_team(opened):
        sheet = opened["Команда"]
        heads = {cell.value: cell.column for row in sheet["A1:Z5"] for cell in row if cell.value}
        top = next(cell.row for row in sheet["A1:Z5"] for cell in row if cell.value == "Менеджер")
        for row, (name, capacity) in enumerate([("Вера", 1), ("=1+1", 6)], start=top + 1):
            for head, value in (("Менеджер", name), ("Контактов в день", capacity)):
                cell = sheet.cell(row, heads[head], value)
                if isinstance(value, str):
                    cell.data_type = "s"
        opened["План контактов"]["E3"].value = "Вера"

    edit(new_book, type_team)
    run(new_book, AGAIN)
    sheet, lines = lines_of_the_plan(new_book)
    at = [line[1] for line in lines].index("Не поместились")
    left = lines[at + 1 :]
    assert len([line for line in lines[:at] if line[0] == "□"]) == 5
    assert "5 из 5 возможных" in sheet["B2"].value
    assert f"не поместились: {len(left)}" in sheet["B2"].value
    assert all(line[4] for line in left)
    assert left[0][4].startswith("можно передать: у =1+1 запас ")


def test_a_new_book_has_its_tabs_in_reading_order(new_book):
    assert openpyxl.load_workbook(new_book).sheetnames == [
        "Матрица", "Клиенты", "Заказы", "Контакты", "Лица и филиалы", "Команда", "Оценки",
        "Нормы", "План контактов", "Охват", "Карточка клиента", "Потенциал",
        "Playbook", "Методика", "Проверки", "Настройки", "Справка", "Календарь",
    ]  # fmt: skip
