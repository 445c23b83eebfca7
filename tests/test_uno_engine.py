"""The test engine of xlwings shows a real spreadsheet program as Excel shows itself on Windows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
import uno_engine
import xlsxwriter
import xlwings as xw
from openpyxl.workbook.defined_name import DefinedName
from soffice_find import SofficeMissingError
from uno_engine.office import import_uno

NA, DIV = -2146826246, -2146826281
MOMENT = dt.datetime(2024, 5, 6, 7, 8, 9)  # noqa: DTZ001  # cells know no zones
DAY = dt.datetime(2024, 5, 6)  # noqa: DTZ001
pytestmark = pytest.mark.soffice


@pytest.fixture(scope="module", params=["en-US", "ru-RU"])
def app(request):
    """One program for the module and locale: Excel's codes are English in both."""
    try:
        import_uno()
    except SofficeMissingError as missing:
        pytest.skip(str(missing))
    with uno_engine.running(request.param) as app:
        yield app


@pytest.fixture
def sheet(app):
    """Give the only sheet of a new book."""
    book = app.books.add()
    yield book.sheets[0]
    book.close()


@pytest.fixture
def made(app, tmp_path):
    """Open a file with a table, names, formats, a filter, hidden and merged cells."""
    path = tmp_path / "Клиенты.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Клиенты")
        date = book.add_format({"num_format": "dd.mm.yyyy"})
        columns = [{"header": name} for name in ("Имя", "Сумма", "Дата")]
        sheet.add_table("A1:C5", {"name": "Deals", "columns": columns, "total_row": True})
        for row, name in enumerate("abc", 1):
            sheet.write_row(row, 0, [name, row * 1.5])
            sheet.write_datetime(row, 2, DAY, date)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.write_formula("E1", "=SUM(Deals[Сумма])", None, 9)
        sheet.write_formula("E2", "='Два три'!A1*2", None, 0)
        other = book.add_worksheet("Два три")
        other.merge_range("B2:C3", "both")
        other.autofilter("E1:F3")
        other.protect()
        book.add_worksheet("тайный").very_hidden()
        book.define_name("total", "='Два три'!$A$2")
    held = openpyxl.load_workbook(path)
    name = DefinedName("_mkp.segment", attr_text="Клиенты!$B$1", hidden=True)
    held["Клиенты"].defined_names["_mkp.segment"] = name
    held.save(path)
    book = app.books.open(path)
    yield book
    book.close()


def test_values_of_all_kinds_come_back_as_excel_gives_them(sheet):
    given = [["text", 1.5, True, False, None, MOMENT, DAY], ["", 0, -7, "я", None, None, 1e-9]]
    sheet["A1"].value = given
    assert sheet["A1:G2"].raw_value == (
        ("text", 1.5, True, False, None, MOMENT, DAY),
        (None, 0.0, -7.0, "я", None, None, 1e-9),
    )
    assert [type(v) for v in sheet["A1:G1"].raw_value[0]] == [
        str,
        float,
        bool,
        bool,
        type(None),
        dt.datetime,
        dt.datetime,
    ]
    assert sheet["F1"].number_format == "m/d/yyyy h:mm"
    assert sheet["A1"].raw_value == "text"
    assert sheet["F1:G1"].api.Value2[0][1] == 45418.0


def test_a_number_over_a_truth_value_is_a_number_again(sheet):
    sheet["A1"].value = True
    assert (sheet["A1"].formula, sheet["A1"].number_format) == ("TRUE", "General")
    sheet["A1"].value = 1
    assert (sheet["A1"].formula, sheet["A1"].raw_value) == ("1", 1.0)
    assert not isinstance(sheet["A1"].raw_value, bool)


def test_text_is_read_as_if_typed_unless_the_cell_is_of_text_format(sheet):
    texts = [["007", "TRUE", "5%", "#N/A", "2024-05-06", "'007", "'=x", "+7 912"]]
    sheet["A1"].raw_value = "x"
    sheet["A1:H1"].raw_value = texts
    assert sheet["A1:H1"].raw_value == ((7.0, True, 0.05, NA, DAY, "007", "=x", "+7 912"),)
    sheet["A2:H2"].number_format = "@"
    sheet["A2:H2"].raw_value = texts
    assert sheet["A2:E2"].raw_value == (("007", "TRUE", "5%", "#N/A", "2024-05-06"),)


def test_errors_come_as_codes_whether_few_or_many(sheet):
    sheet["A1:A2"].formula = [["=1/0"], ["=NA()"]]
    assert sheet["A1:A2"].raw_value == ((DIV,), (NA,))
    assert sheet["A1"].options(err_to_str=True).value == "#DIV/0!"
    sheet["B1:B200"].formula = [["=1/0"], ["=NA()"]] * 100
    assert sheet["B1:B200"].raw_value == ((DIV,), (NA,)) * 100


def test_an_empty_text_of_a_formula_is_no_blank(sheet):
    sheet["A1"].formula = '=""'
    assert sheet["A1:A2"].raw_value == (("",), (None,))


def test_formulas_compute_and_read_back_as_excel_writes_them(sheet):
    other = sheet.book.sheets.add("Два три", after=sheet)
    other["A1"].value = 3
    texts = [
        "=SUM('Два три'!$A$1:A1,2)",
        '=IF(TRUE,"a;b",{1,2;3,4})',
        "='Два три'!A1>2",
        "=IFERROR(1/0,-1)",
        "=MKP_UNKNOWN(1,2)",
    ]
    sheet["B1:B5"].formula = [[text] for text in texts]
    assert [row[0] for row in sheet["B1:B5"].formula] == texts
    assert [row[0] for row in sheet["B1:B5"].raw_value] == [5.0, "a;b", True, -1.0, -2146826259]
    assert sheet["B1:B5"].api.HasFormula is True


def test_one_formula_for_many_cells_moves_with_each(sheet):
    sheet["A1:A300"].value = [[n] for n in range(300)]
    sheet["B1:B300"].formula = "=A1*$A$3"
    assert sheet["B300"].formula == "=A300*$A$3"
    assert sheet["B1:B300"].raw_value == tuple((n * 2.0,) for n in range(300))


def test_manual_calculation_waits_for_the_word(app, sheet):
    sheet["A1"].value = 1
    sheet["B1"].formula = "=A1*2"
    app.calculation = "manual"
    sheet["A1"].value = 5
    app.calculate()
    app.calculation = "automatic"
    assert sheet["B1"].raw_value == 10.0


def test_number_formats_are_excel_codes_and_none_when_mixed(sheet):
    codes = ["dd.mm.yyyy", "0.00", "@", "[h]:mm:ss", "#,##0", "General"]
    for column, code in enumerate(codes, 1):
        sheet[0, column - 1].number_format = code
        assert sheet[0, column - 1].number_format == code
    assert sheet["A1:B1"].number_format is None
    assert sheet["F1:H9"].number_format == "General"
    sheet["A1"].value = 45418
    assert sheet["A1"].raw_value == DAY
    sheet["B1"].number_format = "[$$-409]#,##0.00"
    sheet["B1"].value = 1.5
    assert sheet["B1"].raw_value == Decimal("1.5")


def test_looks_are_kept_and_told(sheet):
    cells = sheet["A1:B2"]
    cells.color, cells.font.color, cells.font.bold = "#112233", (1, 2, 3), True
    cells.font.size, cells.column_width, cells.row_height = 14, 20, 30
    cells.wrap_text, cells.horizontal_alignment = True, "center"
    cells.borders.set("edge_bottom", line_style="continuous", weight="thin", color="#445566")
    assert (cells.color, cells.font.color, cells.font.bold) == ((17, 34, 51), (1, 2, 3), True)
    assert (cells.font.size, cells.row_height) == (14, pytest.approx(30, abs=0.1))
    assert cells.column_width == pytest.approx(20, abs=0.1)
    assert (cells.wrap_text, cells.horizontal_alignment) == (True, "center")
    assert sheet["A1:C1"].font.bold is None
    assert sheet["C1"].color is None


def test_tables_and_names_of_a_file_are_seen(made):
    sheet = made.sheets["Клиенты"]
    table = sheet.tables["Deals"]
    assert (table.range.address, table.data_body_range.address) == ("$A$1:$C$5", "$A$2:$C$4")
    assert (table.header_row_range.value, table.show_totals) == (["Имя", "Сумма", "Дата"], True)
    assert sheet["E1"].formula == "=SUM(Deals[Сумма])"
    assert sheet["E2"].formula == "='Два три'!A1*2"
    hidden = made.names["Клиенты!_mkp.segment"]
    assert (hidden.refers_to, hidden.api.Visible) == ("=Клиенты!$B$1", False)
    assert made.names["total"].refers_to_range.address == "$A$2"
    assert [name.name for name in sheet.names] == ["Клиенты!_mkp.segment"]


def test_names_are_made_hidden_changed_saved_and_deleted(made, tmp_path):
    sheet = made.sheets["Клиенты"]
    name = sheet.names.add("_mkp.a", "=Клиенты!$C$1")
    name.api.Visible = False
    name.refers_to = "='Два три'!$B$2"
    assert (name.name, name.refers_to) == ("Клиенты!_mkp.a", "='Два три'!$B$2")
    assert not made.names["Клиенты!_mkp.a"].api.Visible
    name.refers_to = "=Клиенты!$B$2"
    made.names.add("mkp.rate", "=0.5")
    sheet["H1"].formula = "=Клиенты!_mkp.a*mkp.rate+_mkp.segment"
    assert sheet["H1"].formula == "=_mkp.a*mkp.rate+_mkp.segment"
    path = tmp_path / "named.xlsx"
    made.save(path)
    held = openpyxl.load_workbook(path)
    assert held.defined_names["mkp.rate"].value == "0.5"
    assert held["Клиенты"].defined_names["_mkp.a"].hidden
    name.delete()
    assert "Клиенты!_mkp.a" not in made.names


def test_hidden_rows_are_read_written_and_stay_hidden(made):
    sheet = made.sheets["Клиенты"]
    assert sheet["A2:A4"].value == ["a", "b", "c"]
    sheet["B2:B4"].value = [[1], [2], [3]]
    assert sheet["B2:B4"].value == [1.0, 2.0, 3.0]
    assert sheet["A3"].impl.row_hidden
    assert sheet["A2:A4"].impl.row_hidden is None


def test_selection_and_filter_are_left_alone(app, made):
    other = made.sheets["Клиенты"]
    other["B2:C3"].select()
    other["A2:A4"].value = [["x"], ["y"], ["z"]]
    assert app.selection.address == "$B$2:$C$3"
    assert made.sheets["Два три"].api.AutoFilterMode
    assert not other.api.AutoFilterMode


def test_merged_cells_are_told(made):
    sheet = made.sheets["Два три"]
    assert sheet["C3"].merge_area.address == "$B$2:$C$3"
    assert (sheet["B2"].merge_cells, sheet["A1"].merge_cells) == (True, False)
    assert sheet["A1:C3"].merge_cells is None


def test_states_of_sheets_and_protection_are_told(made):
    assert [sheet.visible for sheet in made.sheets] == [-1, -1, 2]
    locked = made.sheets["Два три"]
    assert locked.api.ProtectContents
    with pytest.raises(uno_engine.ComError):
        locked["A1"].value = 1


def test_regions_ends_and_frames_work(sheet):
    sheet["B2"].value = pd.DataFrame({"x": [1.0, 2.0], "y": [3.0, 4.0]}, index=["a", "b"])
    assert sheet["B2"].current_region.address == "$B$2:$D$4"
    assert sheet["C2"].expand("table").address == "$C$2:$D$4"
    assert sheet["C2"].end("down").row == 4
    assert sheet["C1048576"].end("up").row == 4
    assert sheet.used_range.address == "$B$2:$D$4"
    assert sheet["C2"].expand().options(pd.DataFrame, index=False).value.y.tolist() == [3, 4]
    assert sheet["D4"].offset(-1, -1).address == "$C$3"


def test_a_saved_book_opens_again_with_all_that_was_written(app, sheet, tmp_path):
    path = tmp_path / "saved.xlsx"
    sheet["A1:B2"].value = [["a", 1.5], [True, DAY]]
    sheet["C1"].formula = "=B1*2"
    sheet.book.save(path)
    assert (sheet.book.fullname, sheet.book.name) == (str(path), "saved.xlsx")
    assert sheet.book.api.Saved
    held = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    assert [[c.value for c in row] for row in held] == [["a", 1.5, 3], [True, DAY, None]]
    assert app.books["saved.xlsx"] == sheet.book


def test_the_program_keeps_what_it_was_told(app):
    app.status_bar = "3 of 5"
    app.impl.answers.append("no")
    assert app.alert("Go on?", "Question", "yes_no") == "no"
    with app.properties(screen_updating=False, enable_events=False):
        assert not app.screen_updating
    assert app.screen_updating
    assert app.impl.status_texts[-1] == "3 of 5"
    assert app.impl.alerts[-1] == ("Go on?", "Question")
    assert xw.apps.active == app
    app.status_bar = False


def test_a_wide_table_takes_few_calls(sheet):
    rows = [[float(r), f"t{r}", r % 2 == 0, DAY] * 4 for r in range(2000)]
    sheet["A1"].value = rows
    assert [list(row) for row in sheet["A1:P2000"].raw_value] == rows
