"""`attach` and `detach` on lists as teams have them: nothing renamed, nothing lost."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from xml.etree import ElementTree as ET

import cli_tools as t
import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.filters import FilterColumn, Filters, SortCondition, SortState
from openpyxl.worksheet.table import Table, TableColumn

from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.flow import Request
from mkp_xl.book.marks import PREFIX
from mkp_xl.errors import HostError
from mkp_xl.faces import jobs, leaving

pytestmark = pytest.mark.sampled(3)

HEADS = ("№", "Контрагент (юр. лицо)", "Ёмкость, тыс. руб.", "Закупки за год, тыс. р.", "Куратор",
         "Дата посл. контакта", "Прим.")  # fmt: skip
ROWS = [
    (1, "ООО Луч", 600, 40.5, "Иванов", dt.date(2026, 10, 1), "x"),
    (2, "ООО Заря", "1 000,5", 0, "Иванов", dt.date(2026, 9, 1), None),
    (3, "АО Вектор", 30, "30", "Петров", "15.10.2026", None),
    (4, "ИП Белов", None, 12, None, None, None),
    (None, "Итого", 1630.5, 82.5, None, None, None),
]
FOUND = {"ООО Луч": 8, "ООО Заря": 7, "АО Вектор": 3, "ИП Белов": None}


@pytest.fixture
def messy(tmp_path):
    """Return a list that starts at B4 below a title, in thousands, with a total."""
    path = tmp_path / "база.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "База"
    sheet["B2"] = "Отчёт по клиентам"
    t.fill(sheet, [HEADS, *ROWS], (4, 2))
    other = book.create_sheet("Курсы")
    t.fill(other, [("USD", 80), ("EUR", 90)])
    book.save(path)
    return path


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def segments(path, sheet="База", key="Контрагент (юр. лицо)"):
    """Segments as they stand in the cells, by client."""
    opened = openpyxl.load_workbook(path, data_only=True)[sheet]
    row, column = t.marks(path, sheet)["segment"]
    heads = {cell.value: cell.column for cell in opened[row]}
    names = {opened.cell(r, heads[key]).value: opened.cell(r, column).value
             for r in range(row + 1, opened.max_row + 1)}  # fmt: skip
    return {name: value or None for name, value in names.items() if name}


def boxes(path):
    """Return what the map of columns says: header by field."""
    settings = openpyxl.load_workbook(path)["Настройки"]
    keys = {cell.value: cell.row for cell in settings["G"] if isinstance(cell.value, str)}
    return {key: settings.cell(row, 2).value for key, row in keys.items()
            if key.endswith(("_typed", "client", "manager"))}  # fmt: skip


# --- attach --------------------------------------------------------------------------------------


def test_a_list_is_computed_as_it_is(messy):
    told = t.mkp("attach", messy, "--json").json
    assert told["list"] == {"sheet": "База", "header_row": 4, "last_row": 9, "table": None}
    assert {c["field"]: c["header"] for c in told["columns"]} == {
        "client": HEADS[1], "potential_typed": HEADS[2], "purchases_typed": HEADS[3],
        "manager": HEADS[4], "last_contact_typed": HEADS[5],
    }  # fmt: skip
    assert all(0.5 <= c["confidence"] <= 1 and c["reason"] for c in told["columns"])
    t.recalc(messy)
    assert segments(messy) == FOUND | {"Итого": None}
    potentials = {row["client"]: row["potential"] for row in t.mkp("show", messy, "--json").json}
    assert potentials["ООО Заря"] == 1_000_500


def test_the_map_is_written_at_first(messy):
    t.mkp("attach", messy)
    said = boxes(messy)
    assert said["potential_typed"] == HEADS[2]
    assert said["client"] == HEADS[1]
    assert said["interval_typed"] is None


def test_formulas_reckon_in_the_unit_of_the_column(messy, soffice):
    """What LibreOffice computes is what was written, thousands and all."""
    t.attach(messy)
    written = segments(messy)
    out = soffice.save_as(messy, messy.with_name("saved.xlsx"))
    assert segments(out) == written


@pytest.mark.parametrize(
    ("title", "scale"),
    [("в тыс. руб.", 1000), ("Клиенты, млн ₽", 1e6), ("Клиенты от 5 млн руб.", 1), ("Отчёт", 1)],
)
def test_a_title_above_states_the_unit(tmp_path, title, scale):
    path = t.book(tmp_path / "b.xlsx", [("А", 700, 10)], at=(3, 2))
    t.edit(path, lambda book: book.active.__setitem__("D2", title))
    t.attach(path)
    assert t.mkp("show", path, "--json").json[0]["potential"] == 700 * scale
    codes = [f["code"] for f in t.check(path)]
    assert codes.count("scaled_column") == (2 if scale > 1 else 0)


@pytest.mark.parametrize("said", ["potential", "Потенциал", "potential_typed", "Potential"])
def test_a_person_names_a_column(tmp_path, said):
    path = t.book(tmp_path / "b.xlsx", [("А", 700_000, 10)], headers=("Клиент", "Лимит", "Закупки"))
    t.attach(path, "--map", f"Лимит={said}")
    assert segments(path, "Клиенты", "Клиент") == {"А": 8}
    assert t.mkp("recalc", path).code == 0
    assert boxes(path)["potential_typed"] == "Лимит"


def test_a_list_is_named_by_its_place(tmp_path):
    path = tmp_path / "b.xlsx"
    book = openpyxl.Workbook()
    t.fill(book.active, [("а", "б", "в"), (1, 2, 3), ("x", "y", "z"), ("Луч", 600_000, 5),
                         ("Заря", 1, 2), (None, None, None), ("низ", 7, 8)], (2, 3))  # fmt: skip
    book.save(path)
    told = t.mkp("attach", path, "--list", "'Sheet'!C4:E6", "--map", "x=client", "--map",
                 "y=potential", "--map", "E=purchases", "--json").json  # fmt: skip
    assert (told["list"]["header_row"], told["list"]["last_row"]) == (4, 6)
    assert told["clients"] == 2
    assert t.recalc(path)["clients"] == 2
    t.edit(path, lambda opened: opened.active.append([None, None, "под низом", 1, 1]))
    assert t.recalc(path)["clients"] == 2
    t.edit(path, lambda opened: t.fill(opened.active, [("Новый", 9, 9)], (7, 3)))
    assert t.recalc(path)["clients"] == 5  # typed right below: the list has grown to what follows


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--map", "Нет такого=potential"), "Нет такого"),
        (("--map", "Куратор=выручка"), "выручка"),
        (("--map", "Куратор"), "Куратор"),
        (("--list", "Нет!A1"), "Нет"),
        (("--list", "База!что"), "База!что"),
        (("--list", "Курсы"), "Курсы"),
        (("--no-sheets", "--cells", "native"), "values"),
    ],
)
def test_what_cannot_be_is_one_sentence(messy, options, said):
    before = messy.read_bytes()
    told = t.mkp("attach", messy, *options)
    assert told.code == 2
    assert said in told.err
    assert len(told.err.strip().splitlines()) == 1
    assert messy.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--map", "Нет такого=potential"), "«Нет такого»"),
        (("--list", "Нет!A1"), "«Нет»"),
        (("--list", "Курсы!A1"), "mkp-xl detach"),
    ],
)
def test_what_is_named_of_an_attached_list_must_be_there(messy, options, said):
    t.attach(messy)
    before = messy.read_bytes()
    told = t.mkp("attach", messy, *options)
    assert (told.code, told.out) == (2, "")
    assert said in told.said
    assert messy.read_bytes() == before


def test_the_plan_comes_first_and_changes_nothing(messy):
    before = messy.read_bytes()
    told = t.mkp("attach", messy, "--dry-run")
    assert told.code == 0
    assert messy.read_bytes() == before
    assert not t.backups(messy)
    for said in ("База", HEADS[1], HEADS[2], "Сегмент", "«Настройки»", "не изменена"):
        assert said in told.said


def test_what_is_not_sure_is_asked_and_not_read(tmp_path):
    heads = ("Клиент", "Потенциал", "Закупки за 2024", "Закупки за 2025")
    path = t.book(tmp_path / "b.xlsx", [("А", 700_000, 10, 20)], headers=heads)
    told = t.mkp("attach", path, "--json").json
    assert [one["header"] for one in told["unsure"]] == list(heads[2:])
    assert told["segments"]["blank"] == 1
    codes = [f["code"] for f in t.check(path)]
    assert codes.count("unsure_column") == 2
    t.attach(path, "--map", "Закупки за 2025=purchases")
    assert segments(path, "Клиенты", "Клиент") == {"А": 8}
    assert "unsure_column" not in [f["code"] for f in t.check(path)]


def test_the_potential_of_a_month_is_asked_about(tmp_path):
    path = tmp_path / "b.xlsx"
    book = openpyxl.Workbook()
    t.fill(book.active, [("Клиент", "Потенциал в месяц", "Закупки за год"), ("А", 5, 6)], (1, 1))
    book.save(path)
    told = t.mkp("attach", path, "--dry-run")
    assert "Столбец B «Потенциал в месяц» не читаем: «потенциал» здесь не за год" in told.out
    t.mkp("attach", path)
    assert [f["value"] for f in t.check(path) if f["code"] == "unsure_column"] == [
        "Потенциал в месяц"
    ]
    t.mkp("detach", path)
    t.mkp("attach", path, "--map", "Потенциал в месяц=potential")
    assert not [f for f in t.check(path) if f["code"] == "unsure_column"]


def test_only_columns_come_where_no_sheets_are_wanted(messy):
    before = t.titles(messy)
    t.mkp("attach", messy, "--no-sheets")
    assert t.titles(messy) == before
    assert {k: v for k, v in segments(messy).items() if k in FOUND} == FOUND
    assert t.recalc(messy)["clients"] == 4
    assert t.titles(messy) == before
    t.edit(messy, lambda book: book["База"].__setitem__("D4", "Размер кошелька"))
    assert t.recalc(messy)["clients"] == 4
    row = next(r for r in t.mkp("show", messy, "--json").json if r["client"] == "ООО Луч")
    assert row["potential"] == 600  # its header tells of no thousands any more


def test_the_currency_that_amounts_name_is_the_books(tmp_path):
    path = t.book(tmp_path / "b.xlsx", [("А", 700_000, 10)],
                  headers=("Client", "Potential, k€", "Sales, 12 months, EUR"))  # fmt: skip
    told = t.mkp("attach", path, "--json", lang="en").json
    assert told["currency"] == "EUR"
    assert told["segments"]["8"] == 1


def test_a_column_of_another_currency_is_left_out(tmp_path):
    path = t.book(tmp_path / "b.xlsx", [("А", 700_000, 10)],
                  headers=("Client", "Potential, €", "Sales, 12 months, $"))  # fmt: skip
    t.attach(path, lang="en")
    assert [f["code"] for f in t.check(path)].count("foreign_column") == 2


def table_book(path, *, after=None):
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Список")
        heads = [{"header": h} for h in ("Заказчик", "Потенциал, млн", "Закупки за год")]
        rows = [[f"Клиент {n}", n / 10, 50_000 * n] for n in range(6)]
        sheet.add_table(2, 1, 8, 3, {"name": "Тбл", "columns": heads, "data": rows})
        if after:
            sheet.write(0, 5, after)
    return path


def test_an_excel_table_takes_the_columns_in(tmp_path):
    path = table_book(tmp_path / "b.xlsx")
    told = t.mkp("attach", path, "--json").json
    assert told["list"]["table"] == "Тбл"
    table = openpyxl.load_workbook(path)["Список"].tables["Тбл"]
    assert table.ref == f"B3:{get_column_letter(4 + len(told['added']))}9"
    named = [column.name for column in table.tableColumns]
    assert named[3:5] == ["Прогресс", "Сегмент"]
    segment = table.tableColumns[4]
    assert segment.calculatedColumnFormula.attr_text.startswith("IF(")
    assert t.recalc(path)["clients"] == 6


def test_a_table_without_room_beside_it_stays_as_it_is(tmp_path):
    path = table_book(tmp_path / "b.xlsx", after="занято")
    t.mkp("attach", path)
    opened = openpyxl.load_workbook(path)["Список"]
    assert opened.tables["Тбл"].ref == "B3:D9"
    assert min(column for _, column in t.marks(path, "Список").values()) > 6
    assert opened["F1"].value == "занято"


# --- daily edges ---------------------------------------------------------------------------------


def test_a_blank_table_beside_the_list_is_not_run_into(tmp_path):
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Список")
        heads = [{"header": h} for h in ("Клиент", "Потенциал")]
        sheet.add_table("A1:B3", {"columns": heads, "data": [["А", 5], ["Б", 7]]})
        sheet.add_table("F3:G5", {"header_row": False})
    before = parts(path)
    told = t.mkp("attach", path, "--json").json
    assert told["places"]["progress"] == "H"
    t.mkp("detach", path)
    assert parts(path) == before


def test_a_renamed_column_is_found_again(messy):
    t.attach(messy)
    before = segments(messy)
    t.edit(messy, lambda book: book["База"].__setitem__("D4", "Объём рынка, тыс."))
    codes = [f["code"] for f in t.check(messy)]
    assert "renamed_column" in codes
    t.recalc(messy)
    assert segments(messy) == before
    assert boxes(messy)["potential_typed"] == "Объём рынка, тыс."
    assert "renamed_column" not in [f["code"] for f in t.check(messy)]


def test_a_column_that_is_something_else_today_is_not_read(messy):
    t.attach(messy)
    t.edit(messy, lambda book: book["База"].__setitem__("D4", "Телефон"))
    found = t.check(messy)
    assert "no_named_column" in [f["code"] for f in found]
    assert t.recalc(messy)["segments"]["blank"] == 4


def test_a_header_typed_elsewhere_wins_over_the_mark(messy):
    """Somebody swaps two columns by typing over them: headers say what is what."""
    t.attach(messy)

    def swap(book):
        sheet = book["База"]
        for row in range(4, 10):
            left, right = sheet.cell(row, 4), sheet.cell(row, 5)
            left.value, right.value = right.value, left.value

    t.edit(messy, swap)
    t.recalc(messy)
    assert {k: v for k, v in segments(messy).items() if k in FOUND} == FOUND


def test_headers_repeated_on_every_page_are_no_clients(tmp_path):
    rows = [("А", 700_000, 10, None), t.HEADERS["ru"][:4], ("Б", 1, 2, None)]
    path = t.book(tmp_path / "b.xlsx", rows)
    t.attach(path)
    assert t.recalc(path)["clients"] == 2
    assert [f["cell"] for f in t.check(path) if f["code"] == "header_again"] == ["A3"]


def as_table(book, *, ours):
    """Make an Excel table of the list, with our columns or without."""
    sheet = book["База"]
    last = sheet.max_column if ours else 8
    for column in range(2, last + 1):
        sheet.cell(4, column).value = sheet.cell(4, column).value or f"Столбец {column}"
    table = Table(displayName="Тбл", ref=f"B4:{get_column_letter(last)}8")
    sheet.add_table(table)


def as_values(book):
    """Paste what our formulas show over them, and a segment of nowhere."""
    sheet = book["База"]
    for row in range(5, 9):
        for column in range(9, sheet.max_column + 1):
            if str(sheet.cell(row, column).value).startswith("="):
                sheet.cell(row, column).value = 5


@pytest.mark.parametrize("cells", ["native", "values"])
@pytest.mark.parametrize("change", ["a table of all", "a table of theirs", "values"])
def test_a_list_made_a_table_or_pasted_over_is_followed(messy, change, cells):
    t.mkp("attach", messy, "--cells", cells)
    done = {
        "a table of all": lambda book: as_table(book, ours=True),
        "a table of theirs": lambda book: as_table(book, ours=False),
        "values": as_values,
    }
    t.edit(messy, done[change])
    assert t.recalc(messy)["clients"] == 4
    assert {k: v for k, v in segments(messy).items() if k in FOUND} == FOUND
    t.recalc(messy)
    table = openpyxl.load_workbook(messy)["База"].tables.get("Тбл")
    assert (table is None) == (change == "values")


def test_a_table_made_a_plain_list_again_is_followed(tmp_path):
    path = table_book(tmp_path / "b.xlsx")
    t.mkp("attach", path)
    before = segments(path, "Список", "Заказчик")

    def plain(book):
        del book["Список"].tables["Тбл"]

    t.edit(path, plain)
    assert t.recalc(path)["clients"] == 6
    assert segments(path, "Список", "Заказчик") == before
    assert not openpyxl.load_workbook(path)["Список"].tables


# --- detach --------------------------------------------------------------------------------------


@pytest.mark.parametrize("cells", ["native", "values"])
@pytest.mark.parametrize("recalculated", [False, True])
def test_detach_gives_every_byte_of_every_part_back(messy, cells, recalculated):
    before = parts(messy)
    t.mkp("attach", messy, "--cells", cells)
    if recalculated:
        t.recalc(messy, "--set", "high_above=400000")
        t.recalc(messy)
    assert parts(messy) != before
    told = t.mkp("detach", messy, "--json").json
    assert told["as_before"] is True
    assert parts(messy) == before


def test_detach_of_a_table_gives_every_byte_back(tmp_path):
    path = table_book(tmp_path / "b.xlsx")
    before = parts(path)
    t.mkp("attach", path)
    t.recalc(path)
    t.mkp("detach", path)
    assert parts(path) == before


def cells_of(path):
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: {cell.coordinate: cell.value for row in sheet.rows for cell in row
                      if cell.value is not None}
        for sheet in book
    }  # fmt: skip


@pytest.mark.parametrize("make", ["messy", "table"])
def test_what_a_program_has_saved_since_loses_ours_alone(messy, tmp_path, make):
    path = messy if make == "messy" else table_book(tmp_path / "b.xlsx")
    before = cells_of(path)
    tables = {s.title: dict(s.tables.items()) for s in openpyxl.load_workbook(path)}
    t.mkp("attach", path)
    t.recalc(path)

    def typed(book):
        book.worksheets[0]["A1"] = "набрано"

    t.edit(path, typed)
    told = t.mkp("detach", path, "--json").json
    assert told["as_before"] is False
    before[next(iter(before))]["A1"] = "набрано"
    assert cells_of(path) == before
    opened = openpyxl.load_workbook(path)
    assert {s.title: dict(s.tables.items()) for s in opened} == tables
    names = [*opened.defined_names, *(n for s in opened for n in s.defined_names)]
    assert not [name for name in names if name.startswith((PREFIX, "mkp_"))]
    assert not [name for name in parts(path) if "mkp" in name]
    assert opened.worksheets[0].column_dimensions["Y"].hidden is False
    assert t.mkp("attach", path).code == 0


def styles_of(part):
    """Return each list of a styles part, those that hold nothing left out."""
    return {holder.tag: [ET.tostring(one) for one in holder] for holder in ET.fromstring(part)
            if len(holder)}  # fmt: skip


@pytest.mark.parametrize("make", ["messy", "table"])
def test_what_is_left_is_what_the_program_makes_of_the_plain_book(messy, tmp_path, make):
    path = messy if make == "messy" else table_book(tmp_path / "b.xlsx")
    plain = shutil.copyfile(path, tmp_path / "plain.xlsx")
    t.mkp("attach", path)
    for book in (path, plain):
        t.edit(book, lambda _: None)
    t.mkp("detach", path)
    left, wanted = parts(path), parts(plain)
    assert left.keys() == wanted.keys()
    styles = "xl/styles.xml"
    assert styles_of(left[styles]) == styles_of(wanted[styles])
    same = {name for name in wanted if left[name] == wanted[name]}
    told = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "docProps/core.xml", styles}
    assert wanted.keys() - same <= told  # an empty list of names, a day, other ids


def saved_during(path):
    """Return a step that lets another program save the book once writing has begun."""

    def step(key, _share):
        if key == "write" and not step.done:
            step.done = True
            t.edit(path, lambda book: book.worksheets[0].cell(1, 1, "набрано"))

    step.done = False
    return step


def test_a_book_saved_while_ours_is_taken_away_stays_as_it_was_saved(messy):
    t.mkp("attach", messy)
    t.edit(messy, lambda _: None)
    step = saved_during(messy)
    with pytest.raises(HostError) as refused:
        leaving.detach(jobs.Target(path=messy), step, dry_run=False)
    assert step.done
    assert refused.value.key == "changed_meanwhile"
    assert openpyxl.load_workbook(messy)["База"]["A1"].value == "набрано"


def test_what_others_wrote_into_our_columns_stays_and_is_told(messy):
    t.mkp("attach", messy)
    row, column = t.marks(messy, "База")["segment"]

    def typed(book):
        sheet = book["База"]
        sheet.cell(row + 1, column).value = "=C5&1"
        sheet.cell(row + 9, column).value = "Моя заметка"
        sheet.cell(row + 10, column).value = f"=SUM(J{row + 1}:J{row + 4})"
        sheet.cell(20, 1).value = "=Настройки!B5"
        sheet.cell(21, 1).value = "=mkp_as_of"
        sheet.cell(22, 1).value = '="mkp_as_of"'

    t.edit(messy, typed)
    told = t.mkp("detach", messy, "--json").json
    here = [f"База!{get_column_letter(column)}{row + n}" for n in (1, 9, 10)]
    assert told["left"] == here
    assert told["callers"] == ["База!A20", "База!A21"]
    sheet = openpyxl.load_workbook(messy)["База"]
    assert [sheet.cell(row + n, column).value for n in (1, 9)] == ["=C5&1", "Моя заметка"]
    assert sheet.cell(row, column).value is None
    assert "mkp" not in " ".join(str(v) for v in cells_of(messy)["База"].values()
                                 if "as_of" not in str(v))  # fmt: skip


def test_values_beside_clients_that_are_gone_leave(messy):
    t.mkp("attach", messy, "--no-sheets")

    def emptied(book):
        for row in range(7, 9):
            for column in range(2, 9):
                book["База"].cell(row, column).value = None

    t.edit(messy, emptied)
    t.mkp("detach", messy)
    assert {cell[0] for cell in cells_of(messy)["База"]} <= set("BCDEFGH")


def test_widths_and_styles_of_the_team_stay(tmp_path):
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Клиенты")
        sheet.set_column(0, 16383, 14.7, made.add_format({"font_name": "Arial", "font_size": 9}))
        sheet.set_column(40, 40, 30, made.add_format({"num_format": '0.00" кг"'}))
        unused = made.add_format({"num_format": '0.000" т"'})
        sheet.write("A9", 1, unused)
        for number, row in enumerate([t.HEADERS["ru"][:3], ("А", 700_000, 10)]):
            sheet.write_row(number, 0, row)
    t.edit(path, lambda book: setattr(book["Клиенты"]["A9"], "style", "Normal"))
    plain = parts(shutil.copyfile(path, tmp_path / "plain.xlsx"))
    t.mkp("attach", path)
    written_anew(path, {"docProps/core.xml": lambda data: data + b" "})
    assert t.mkp("detach", path, "--json").json["as_before"] is False
    left = parts(path)
    assert styles_of(left["xl/styles.xml"]) == styles_of(plain["xl/styles.xml"])
    columns = re.compile(rb"<cols>.*</cols>")
    sheet = "xl/worksheets/sheet1.xml"
    assert columns.search(left[sheet])[0] == columns.search(plain[sheet])[0]


def test_names_and_titles_of_the_team_stay(messy):
    t.mkp("attach", messy)

    def named(book):
        for name in ("mkp_orders_plan", "mkp_list_of_ours"):
            book.defined_names[name] = DefinedName(name, attr_text="База!$C$5")

    t.edit(messy, named)
    t.mkp("detach", messy)
    names = openpyxl.load_workbook(messy).defined_names
    assert {"mkp_orders_plan", "mkp_list_of_ours"} == set(names)


def test_filters_on_our_columns_of_a_table_go_and_hidden_rows_show(tmp_path):
    path = table_book(tmp_path / "b.xlsx")
    t.mkp("attach", path)

    def filtered(book):
        sheet = book["Список"]
        table = sheet.tables["Тбл"]
        table.autoFilter.filterColumn = [FilterColumn(colId=4, filters=Filters(filter=["8"]))]
        table.sortState = SortState(ref="B4:L9", sortCondition=[SortCondition(ref="H4:H9")])
        sheet.row_dimensions[5].hidden = True

    t.edit(path, filtered)
    t.mkp("detach", path)
    sheet = openpyxl.load_workbook(path)["Список"]
    assert sheet.tables["Тбл"].ref == "B3:D9"
    assert not sheet.tables["Тбл"].autoFilter.filterColumn
    assert sheet.tables["Тбл"].sortState is None
    assert not sheet.row_dimensions[5].hidden


def test_columns_in_the_midst_of_a_table_stay_blank_and_are_told(tmp_path):
    path = table_book(tmp_path / "b.xlsx")
    t.mkp("attach", path)

    def commented(book):
        sheet = book["Список"]
        table = sheet.tables["Тбл"]
        last = sheet.max_column + 1
        sheet.cell(3, last).value = "Моё"
        table.tableColumns.append(TableColumn(id=90, name="Моё"))
        table.ref = table.autoFilter.ref = f"B3:{get_column_letter(last)}9"

    t.edit(path, commented)
    told = t.mkp("detach", path)
    assert "в середине таблицы" in told.out
    table = parts(path)["xl/tables/table1.xml"]
    assert b"calculatedColumnFormula" not in table
    assert "Моё" in table.decode()
    values = [cell.value for row in openpyxl.load_workbook(path)["Список"]["E4:Z9"] for cell in row]
    assert not any(values)


def test_a_book_saved_by_libreoffice_can_be_detached(messy, soffice):
    t.attach(messy)
    plain = cells_of(messy)
    out = soffice.save_as(messy, messy.with_name("saved.xlsx"))
    assert t.mkp("detach", out, "--json").json["as_before"] is False
    left = cells_of(out)
    assert left.keys() == {"База", "Курсы"}
    assert left["Курсы"] == plain["Курсы"]
    assert {cell for cell in left["База"] if cell[0] in "BCDEFGH"} == left["База"].keys()
    assert soffice.save_as(out, out.with_name("again.xlsx")).exists()


def test_detach_says_what_goes_before_it_goes(messy):
    t.mkp("attach", messy)
    before = messy.read_bytes()
    told = t.mkp("detach", messy, "--dry-run")
    assert messy.read_bytes() == before
    for said in ("База", "Сегмент", "«Матрица»"):
        assert said in told.said


def test_nothing_of_ours_is_one_sentence(messy):
    before = messy.read_bytes()
    told = t.mkp("detach", messy)
    assert told.code == 2
    assert len(told.err.strip().splitlines()) == 1
    assert messy.read_bytes() == before


def test_new_cells_look_as_the_list_does(tmp_path):
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Клиенты")
        cell = made.add_format({"font_name": "Arial", "font_size": 9, "border": 1,
                                "bg_color": "#FFF2CC", "num_format": "#,##0.00"})  # fmt: skip
        rows = [t.HEADERS["ru"][:3], ("А", 700_000, 10), ("Б", 70_000, 10)]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row, cell)
    before = openpyxl.load_workbook(path)["Клиенты"]["C2"]
    t.mkp("attach", path)
    opened = openpyxl.load_workbook(path)["Клиенты"]
    row, column = t.marks(path)["segment"]
    for number in (row + 1, row + 2):
        cell = opened.cell(number, column)
        assert (cell.font.name, cell.font.size) == ("Arial", 9)
        assert cell.border.bottom.style == before.border.bottom.style == "thin"
        assert cell.fill.fgColor.rgb == before.fill.fgColor.rgb
        assert cell.number_format == "0"


# --- formulas that lead elsewhere ----------------------------------------------------------------

LOST = {
    "[1]!MKP_SEGMENT(A1,B1)": "MKP_SEGMENT(A1,B1)",
    "'C:\\Users\\И. О.\\mkp.xlam'!MKP_SEGMENT(A1,B1)": "MKP_SEGMENT(A1,B1)",
    'mkp.xlam!MKP_EXPLAIN(A1,B1)&"[1]!MKP_SEGMENT("': 'MKP_EXPLAIN(A1,B1)&"[1]!MKP_SEGMENT("',
    "IF(A1>1,[2]!mkp_segment(A1,B1),[2]Лист1!A1)": "IF(A1>1,mkp_segment(A1,B1),[2]Лист1!A1)",
    "SUM(A1:B1)": "SUM(A1:B1)",
    "'[1]Мой лист'!A1+1": "'[1]Мой лист'!A1+1",
}


def test_calls_that_lead_into_an_add_in_are_led_home(tmp_path):
    path = tmp_path / "b.xlsx"
    book = openpyxl.Workbook()
    for row, formula in enumerate(LOST, start=1):
        book.active.cell(row, 3, "=" + formula)
    book.save(path)
    told = t.mkp("attach", path, "--repair", "--json")
    assert told.json == {"repaired": 4}
    opened = openpyxl.load_workbook(path).active
    assert [opened.cell(n, 3).value for n in range(1, 7)] == ["=" + text for text in LOST.values()]
    before = path.read_bytes()
    assert t.mkp("attach", path, "--repair", "--json").json == {"repaired": 0}
    assert path.read_bytes() == before


LINK = """<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>"""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def linked_book(path, formulas, links):
    """Return a book whose formulas lead through links to other books, `[1]` and so on."""
    book = openpyxl.Workbook()
    for row, formula in enumerate(formulas, start=1):
        book.active.cell(row, 3, "=" + formula)
    book.save(path)
    numbers = range(1, links + 1)
    said = "".join(f'<externalReference xmlns:r="{OFFICE}" r:id="rIdL{n}"/>' for n in numbers)
    said = f"</sheets><externalReferences>{said}</externalReferences>".encode() if links else b""
    related = "".join(f'<Relationship Id="rIdL{n}" Type="{OFFICE}/externalLink" '
                      f'Target="externalLinks/externalLink{n}.xml"/>' for n in numbers)  # fmt: skip
    related = (related + "</Relationships>").encode()
    written_anew(path, {
        "xl/workbook.xml": lambda data: data.replace(b"</sheets>", said or b"</sheets>"),
        "xl/_rels/workbook.xml.rels": lambda data: data.replace(b"</Relationships>", related),
        **{f"xl/externalLinks/externalLink{n}.xml": lambda _: LINK.encode() for n in numbers},
        **{f"xl/externalLinks/_rels/externalLink{n}.xml.rels":
           lambda _: b"<Relationships/>" for n in numbers},
    })  # fmt: skip
    return path


@pytest.mark.parametrize(
    ("formulas", "links", "left"),
    [
        (["[1]!MKP_SEGMENT(A1,B1)"], 1, 0),
        (["[1]!MKP_SEGMENT(A1,B1)", "[1]Лист1!A1"], 1, 1),
        (["[2]!MKP_SEGMENT(A1,B1)", "[1]Лист1!A1"], 2, 1),
        (["[1]!MKP_SEGMENT(A1,B1)", "[2]Лист1!A1"], 2, 2),
        (["[1]!MKP_SEGMENT(A1,B1)", "'[2]Мой лист'!MKP_SEGMENT(A1,B1)"], 2, 0),
        (["MKP_SEGMENT(A1,B1)", "'x.xlam'!MKP_SEGMENT(A1,B1)"], 1, 1),
    ],
)
def test_a_link_that_only_our_calls_led_through_goes(tmp_path, formulas, links, left):
    path = linked_book(tmp_path / "b.xlsx", formulas, links)
    before = parts(path)
    assert t.mkp("attach", path, "--repair").code == 0
    now = parts(path)
    wanted = {name for n in range(1, left + 1) for name in before if f"externalLink{n}" in name}
    assert {name for name in now if "externalLink" in name} == wanted
    assert now["xl/workbook.xml"].count(b"externalReference ") == left
    assert now["xl/_rels/workbook.xml.rels"].count(b"externalLinks") == left
    openpyxl.load_workbook(path, keep_links=False)


def test_repair_shows_first_and_goes_alone(tmp_path):
    path = linked_book(tmp_path / "b.xlsx", ["[1]!MKP_SEGMENT(A1,B1)"], 1)
    before = path.read_bytes()
    assert t.mkp("attach", path, "--repair", "--dry-run", "--json").json == {"repaired": 1}
    assert t.mkp("attach", path, "--repair", "--list", "Sheet").code == 2
    assert path.read_bytes() == before


def test_what_fills_new_rows_of_a_table_is_led_home(tmp_path):
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as made:
        columns = [{"header": "A"}, {"header": "B", "formula": "=[1]!MKP_SEGMENT(A2,A2)"}]
        made.add_worksheet().add_table("A1:B3", {"columns": columns})
    assert t.mkp("attach", path, "--repair", "--json").json["repaired"] == 3
    assert b"[1]" not in parts(path)["xl/tables/table1.xml"]


def test_a_link_called_in_another_writing_stays(tmp_path):
    path = linked_book(tmp_path / "b.xlsx", ["[1]!MKP_SEGMENT(A1,B1)"], 1)
    written_anew(path, {"xl/charts/chart9.xml": lambda _: b"<c>&#91;1]Data!A1</c>"})
    t.mkp("attach", path, "--repair")
    assert "xl/externalLinks/externalLink1.xml" in parts(path)


def test_a_book_saved_during_repair_stays_as_it_was_saved(tmp_path):
    path = linked_book(tmp_path / "b.xlsx", ["'C:\\mkp.xlam'!MKP_SEGMENT(A1,B1)"], 0)
    step = saved_during(path)
    with pytest.raises(HostError) as refused:
        leaving.repair(jobs.Target(path=path), step, dry_run=False)
    assert refused.value.key == "changed_meanwhile"
    assert openpyxl.load_workbook(path).active["A1"].value == "набрано"


def test_a_plan_of_an_older_book_gets_no_macros(messy):
    target = jobs.Target(path=messy, output=messy.with_suffix(".xlsm"))
    request = Request(today=46_346.0, attach=tuple(OUTPUT_OF))
    prepared = jobs.prepare(target, request, lambda _key, _share: None, gives_macros=True)
    t.edit(messy, lambda book: book["База"].delete_rows(5))
    with pytest.raises(HostError) as refused:
        prepared.write(lambda _key, _share: None)
    assert refused.value.key == "changed_meanwhile"
    assert not target.output.exists()


@pytest.mark.parametrize("command", ["attach", "detach"])
@pytest.mark.parametrize("output", ["b.csv", "x", "d"])
def test_another_kind_of_file_is_one_sentence(messy, output, command):
    t.mkp("attach", messy)
    messy.with_name("d").mkdir()
    told = t.mkp(command, messy, "--output", messy.with_name(output))
    assert told.code == 2
    assert len(told.err.strip().splitlines()) == 1


@pytest.mark.parametrize("said", [b"[" * 200_000, b'{"state":{"a":[1e999,1]},"kept":{},"come":[]}'])
def test_a_memory_of_before_that_nobody_can_read_is_none(messy, said):
    t.mkp("attach", messy)
    written_anew(messy, {"mkp/before/index.mkp": lambda _: said})
    assert t.recalc(messy)["clients"] == 4
    assert t.mkp("detach", messy, "--json").json["as_before"] is False


def test_a_width_that_is_no_number_does_no_harm(messy):
    wide = b'<sheetFormatPr defaultColWidth="abc"'
    sheet = "xl/worksheets/sheet1.xml"
    written_anew(messy, {sheet: lambda data: data.replace(b"<sheetFormatPr", wide)})
    t.mkp("attach", messy)
    written_anew(messy, {"docProps/core.xml": lambda data: data + b" "})
    assert t.mkp("detach", messy).code == 0


def test_the_tab_in_front_is_one_that_shows(messy):
    t.mkp("attach", messy)

    def hidden(book):
        book["Курсы"].sheet_state = "hidden"
        book.move_sheet("Курсы", -book.index(book["Курсы"]))
        book.active = book.index(book["Матрица"])

    t.edit(messy, hidden)
    t.mkp("detach", messy)
    assert openpyxl.load_workbook(messy).active.title == "База"


# --- an .xlsm of an .xlsx ------------------------------------------------------------------------


def test_a_book_gets_macros_beside_itself(messy):
    before = messy.read_bytes()
    out = messy.with_suffix(".xlsm")
    told = t.mkp("attach", messy, "--output", out)
    assert told.code == 0
    assert messy.read_bytes() == before
    assert {"xl/vbaProject.bin", "customUI/customUI14.xml"} <= parts(out).keys()
    assert t.recalc(out)["clients"] == 4
    assert segments(out) == FOUND | {"Итого": None}
    assert t.mkp("attach", messy, "--output", messy.with_suffix(".xlsb")).code == 2


def has_macros(path):
    return {"xl/vbaProject.bin", "customUI/customUI14.xml"} <= parts(path).keys()


def test_macros_that_came_with_the_columns_go_with_them(messy):
    before, out = cells_of(messy), messy.with_suffix(".xlsm")
    t.mkp("attach", messy, "--output", out)
    told = t.mkp("detach", out, "--json").json
    assert (told["macros"], told["macros_stay"]) == (True, False)
    assert not {name for name in parts(out) if "vba" in name or "customUI" in name}
    assert cells_of(out) == before
    assert b"vba" not in parts(out)["[Content_Types].xml"]
    assert t.mkp("detach", out).code == 2


def test_macros_that_another_program_has_saved_stay(messy):
    out = messy.with_suffix(".xlsm")
    t.mkp("attach", messy, "--output", out)
    written_anew(out, {"xl/vbaProject.bin": lambda data: data[:-1] + bytes([data[-1] ^ 1])})
    told = t.mkp("detach", out)
    assert "остались" in told.said
    assert has_macros(out)
    assert cells_of(out).keys() == {"База", "Курсы", "xlwings.conf", "mkp.functions"}
    assert "Сегмент" not in cells_of(out)["База"].values()


def test_sheets_of_macros_go_where_the_macros_have_gone(messy):
    out = messy.with_suffix(".xlsm")
    t.mkp("attach", messy, "--output", out)
    t.edit(out, lambda _: None)  # as .xlsm without macros
    t.mkp("detach", out)
    assert cells_of(out).keys() == {"База", "Курсы"}


def test_a_ribbon_of_ones_own_stays_as_it_is(messy):
    kind = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
    ribbon = b'<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui"/>'
    relation = f'<Relationship Id="rIdUi" Type="{kind}" Target="customUI/customUI.xml"/>'
    related = relation.encode() + b"</Relationships>"
    written_anew(messy, {
        "_rels/.rels": lambda data: data.replace(b"</Relationships>", related),
        "customUI/customUI.xml": lambda _: ribbon,
    })  # fmt: skip
    out = messy.with_suffix(".xlsm")
    t.mkp("attach", messy, "--output", out)
    assert {name for name in parts(out) if "customUI" in name} == {"customUI/customUI.xml"}
    t.mkp("detach", out)
    assert parts(out)["customUI/customUI.xml"] == ribbon


def test_a_sheet_that_macros_need_is_not_taken_from_the_team(messy):
    t.edit(messy, lambda book: book.create_sheet("xlwings.conf"))
    before = messy.read_bytes()
    told = t.mkp("attach", messy, "--output", messy.with_suffix(".xlsm"))
    assert (told.code, "xlwings.conf" in told.err) == (2, True)
    assert messy.read_bytes() == before
    assert not messy.with_suffix(".xlsm").exists()


def test_a_ribbon_in_our_place_stays_when_the_macros_go(messy):
    out = messy.with_suffix(".xlsm")
    t.mkp("attach", messy, "--output", out)
    written_anew(out, {"customUI/customUI14.xml": lambda _: b"<customUI/>"})
    assert t.mkp("detach", out, "--json").json["macros_stay"] is False
    assert parts(out)["customUI/customUI14.xml"] == b"<customUI/>"
    assert "xl/vbaProject.bin" not in parts(out)


def written_anew(path, changes):
    """Write a package with some parts changed or new."""
    there = parts(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name in (*there, *(name for name in changes if name not in there)):
            data = there.get(name, b"")
            archive.writestr(name, changes[name](data) if name in changes else data)


# --- what is no list at all ----------------------------------------------------------------------


def bad_books():
    """Yield books that hold no plain list, each with the options to attach to it all the same."""
    named = ("--map", "A=client", "--map", "B=potential")
    yield "blank", [[]], ("--list", "Sheet!A1:B5", *named)
    yield "blank headers", [[None, None], ["А", 5], ["Б", 7]], ("--list", "Sheet!A1:B3", *named)
    yield "numbers", [[2024, 2025], [1, 2]], ("--list", "Sheet!A1:B2", "--map", "2024=client",
                                               "--map", "2025=potential")  # fmt: skip
    yield "twins", [["x", "x"], ["А", 5]], ("--list", "Sheet!A1:B2", "--map", "x=client", "--map",
                                             "x=potential")  # fmt: skip
    yield "wide", [[f"h{n}" for n in range(300)], ["v"] * 300], ("--map", "h0=client")
    yield "far down", [[None]] * 39 + [["Клиент", "Потенциал"], ["А", 700_000]], ()
    yield "two sums", [["Клиент", "Сумма", "Сумма"], ["А", 1, 2]], ()


@pytest.mark.parametrize("number", range(7))
def test_odd_lists_are_attached_and_detached(tmp_path, number):
    path = tmp_path / "b.xlsx"
    _, rows, options = list(bad_books())[number]
    book = openpyxl.Workbook()
    t.fill(book.active, rows)
    book.save(path)
    before = parts(path)
    told = t.mkp("attach", path, "--json", *options)
    assert told.code == 0, told
    assert told.json["added"]
    assert t.recalc(path)["clients"] == told.json["clients"]
    assert t.mkp("detach", path, "--json").json["as_before"] is True
    assert parts(path) == before


def pivot_book(path, soffice, *, beside):
    """Return a book that shows a pivot table, and with `beside` what that is made of."""
    book = openpyxl.Workbook()
    base = book.active
    base.title = "База"
    t.fill(base, [("Клиент", "Потенциал"), ("Луч", 900), ("Заря", 800)], (1, 1))
    book.create_sheet("Сводная")
    book.save(path)
    made = [("pivot", "База", "A1:B3", "Сводная", "A1")]
    made += [] if beside else [("type", "База", "B1", "x")]
    return soffice.changed(path, path.with_name("pivot.xlsx"), made)


@pytest.mark.soffice
def test_a_list_in_a_pivot_table_is_told_of(tmp_path, soffice):
    path = pivot_book(tmp_path / "b.xlsx", soffice, beside=False)
    sheet = openpyxl.load_workbook(path)["Сводная"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "Клиент")
    before = parts(path)
    told = t.mkp("attach", path, "--list", f"Сводная!A{row}:B{row}", "--map", "B=potential")
    assert "сводной таблице" in told.said
    assert segments(path, "Сводная", "Клиент").keys() >= {"Луч", "Заря"}
    t.mkp("detach", path)
    assert parts(path) == before


@pytest.mark.soffice
def test_what_a_pivot_table_is_made_of_is_the_list(tmp_path, soffice):
    path = pivot_book(tmp_path / "b.xlsx", soffice, beside=True)
    told = t.mkp("attach", path, "--json").json
    assert told["list"]["sheet"] == "База"
    assert "pivot_list" not in {finding["code"] for finding in t.check(path)}


# --- what people do in LibreOffice between two runs ----------------------------------------------

STEPS = {
    "a row inserted in the midst": [("insert_rows", "База", 5, 1), ("type", "База", "C6", "Новый"),
                                    ("type", "База", "D6", 100.0)],
    "rows inserted above": [("insert_rows", "База", 0, 2)],
    "a column inserted before": [("insert_columns", "База", 1, 1)],
    "a column inserted inside": [("insert_columns", "База", 3, 1)],
    "a column removed": [("remove_columns", "База", 1, 1)],
    "a column of ours removed": [("remove_columns", "База", 10, 1)],
    "sorted": [("sort", "База", "B5:Y8", 2)],
    "renamed": [("type", "База", "D4", "Сколько могли бы, тыс.")],
    "a column moved": [("insert_columns", "База", 2, 1), ("move", "База", "E4:E9", "C4")],
    "all at once": [("insert_rows", "База", 0, 1), ("insert_columns", "База", 0, 2),
                    ("type", "База", "F5", "Сколько могли бы, тыс."),
                    ("sort", "База", "D6:AA9", 2)],
    "the sheet copied": [("copy_sheet", "База", "База копия")],
}  # fmt: skip


@pytest.mark.sampled(3)
@pytest.mark.soffice
@pytest.mark.parametrize("name", STEPS)
def test_what_is_done_in_libreoffice_is_followed(messy, soffice, name):
    t.attach(messy)
    out = soffice.changed(messy, messy.with_name("saved.xlsx"), STEPS[name])
    there = segments(out)
    assert {k: v for k, v in there.items() if k in FOUND} == FOUND  # its formulas have followed
    assert t.recalc(out)["clients"] >= 4
    here = segments(out)
    assert {k: v for k, v in here.items() if k in FOUND} == FOUND
    if "Новый" in here:
        assert here["Новый"] is None  # its purchases are unknown
        assert [f["value"] for f in t.check(out) if f["code"] == "no_purchases"]
    again = soffice.save_as(out, out.with_name("again.xlsx"))
    assert segments(again) == here
