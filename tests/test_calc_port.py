"""The port inside LibreOffice does what the worker outside asks of one real Calc document."""

from __future__ import annotations

import json
import time

import openpyxl
import pytest
import uno_engine
import xlsxwriter
from soffice_find import SofficeMissingError
from uno_engine.office import enum, import_uno, setting, struct

MINE, PERCENT, DOTTED = "Мои данные", "It's 100%", "Лист.1"
XLSX = "Calc MS Excel 2007 XML"
pytestmark = [pytest.mark.soffice, pytest.mark.sampled(3)]


@pytest.fixture(scope="module", params=[pytest.param("en-US", marks=pytest.mark.long), "ru-RU"])
def office(request):
    """One program for the module and language."""
    try:
        import_uno()
    except SofficeMissingError as missing:
        pytest.skip(str(missing))
    with uno_engine.running(request.param) as app:
        yield app.impl.office


class Desk:
    """A document, its port, and other ways to look at it."""

    def __init__(self, office, path):
        from mkp_xl.hosts.calc.office.port import Port  # noqa: PLC0415  it needs uno

        self.document = office.load(path.as_uri())
        self.port = Port(office._program.context, self.document)
        self.undo = self.document.UndoManager
        self.desktop = office.desktop

    def ask(self, verb, sheet=None, **given):
        """Return the port's answer after it went through JSON."""
        if sheet is not None:
            given["sheet"] = sheet
        request = json.loads(json.dumps({"do": verb, **given}))
        return json.loads(json.dumps(self.port.do(request), ensure_ascii=False))

    def cells(self, address, sheet=MINE):
        return self.document.Sheets.getByName(sheet).getCellRangeByName(address)

    def saved(self, tmp_path):
        """Return the book as openpyxl reads it."""
        path = tmp_path / "saved.xlsx"
        self.document.storeToURL(path.as_uri(), (setting("FilterName", XLSX),))
        return openpyxl.load_workbook(path)

    def state(self, tmp_path):
        """Return all that a file of the document says, values and looks."""
        path = tmp_path / "state.xlsx"
        self.document.storeToURL(path.as_uri(), (setting("FilterName", XLSX),))
        book = openpyxl.load_workbook(path)
        return (
            {
                sheet.title: [[_told(cell) for cell in row] for row in sheet.iter_rows()]
                for sheet in book
            },
            sorted(book.defined_names),
            self.rules(),
        )

    def rules(self):
        """Return where conditional formats stand, and of what kinds their parts are."""
        found = self.document.Sheets.getByName(MINE).ConditionalFormats.getConditionalFormats()
        return sorted(
            (one.Range.RangeAddressesAsString, [one.getByIndex(at).Type for at in range(one.Count)])
            for one in found
        )


def _told(cell):
    value = getattr(cell.value, "text", cell.value)  # of an array formula
    look = cell.font.b, cell.font.sz, cell.border.top.style, cell.protection.locked
    note = cell.comment and cell.comment.text
    return value, cell.number_format, cell.hyperlink and cell.hyperlink.location, note, *look


PLAIN = (None, "General", None, None, False, 11.0, None, True)


def _changes(before, after):
    """Return the cells that differ, and all else that does."""
    cells = [
        (title, row, column, _at(rows, row, column), _at(after[0][title], row, column))
        for title, rows in before[0].items()
        for row in range(1, 121)
        for column in range(1, 41)
        if _at(rows, row, column) != _at(after[0][title], row, column)
    ]
    return cells[:5], None if before[1:] == after[1:] else (before[1:], after[1:])


def _at(rows, row, column):
    there = row <= len(rows) and column <= len(rows[0])
    return rows[row - 1][column - 1] if there else PLAIN


def _notes(state):
    return {cell[3] for rows in state[0].values() for row in rows for cell in row}


@pytest.fixture
def desk(office, tmp_path):
    """Open a book with a table, formulas, merged cells and sheets of unusual titles."""
    path = tmp_path / "Клиенты.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(MINE)
        day, text = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format()
        text.set_num_format("@")
        for row in range(1, 10):
            sheet.write_row(row, 0, [f"к{row}", row * 1.5])
            sheet.write_number(row, 2, 45_000 + row, day)
        columns = [{"header": name} for name in ("Имя", "Сумма", "Дата")]
        sheet.add_table("A1:C10", {"name": "Deals", "columns": columns})
        sheet.write_formula("E2", "=B2*2", None, 3)
        sheet.write_formula("E3", '=""', None, "")
        sheet.write_formula("E4", "=1/0", None, "#DIV/0!")
        sheet.write_boolean("E5", True)
        sheet.write_formula("E6", "=B2>1", None, True)
        sheet.write_array_formula("F2:F3", "{=B2:B3*2}", None, 3)
        sheet.merge_range("H12:I14", "широкая")
        sheet.write_blank("D2", None, text)
        sheet.write_url("A12", f"internal:'{PERCENT}'!A1", string="туда")
        sheet.conditional_format("R3:R90", {"type": "2_color_scale"})
        rule = {"type": "cell", "criteria": ">", "value": 2, "format": day}
        sheet.conditional_format("R1:T200", rule)
        other = book.add_worksheet(PERCENT)
        other.write("A1", "x")
        book.add_worksheet(DOTTED).hide()
        book.define_name("total", f"='{MINE}'!$B$2")
    desk = Desk(office, path)
    desk.document.calculateAll()
    yield desk
    desk.document.setModified(False)
    desk.document.close(True)


@pytest.fixture
def drawn(tmp_path):
    """Write a file with a designed sheet."""
    path = tmp_path / "Образец.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Донор")
        sheet.write_column("A1", [1, 2, 3])
        red = book.add_format({"bg_color": "#ff0000"})
        sheet.conditional_format("A1:A5", {"type": "formula", "criteria": "=$A1>0", "format": red})
        sheet.data_validation("B1:B3", {"validate": "list", "source": ["a", "b"]})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Донор!$A$1:$A$3"})
        sheet.insert_chart("G2", chart)
        sheet.freeze_panes(2, 1)
        sheet.hide_gridlines(2)
        book.add_worksheet("Второй").write("A1", "y")
    return path


def put(desk, row, column, contents):
    desk.ask("put", MINE, row=row, column=column, columns=[contents])


def test_the_book_tells_of_itself_and_its_sheets(desk):
    desk.document.CurrentController.select(desk.cells("C4:D5"))
    told = desk.ask("book")
    assert told["path"].endswith("Клиенты.xlsx")
    assert (told["front"], told["row"], told["column"]) == (MINE, 4, 3)
    assert (told["day_zero"], told["fixed"], told["read_only"]) == (0, False, False)
    assert [(s["title"], s["state"], s["protected"]) for s in told["sheets"]] == [
        (MINE, "visible", False),
        (PERCENT, "visible", False),
        (DOTTED, "hidden", False),
    ]


def test_a_book_of_1904_says_so_and_hands_out_numbers_as_stored(office, tmp_path):
    path = tmp_path / "1904.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        book.add_worksheet(MINE).write_number("A1", 100, book.add_format({"num_format": 14}))
    desk = Desk(office, path)
    assert desk.ask("book")["day_zero"] == 1462
    assert desk.ask("read", MINE, box=[1, 1, 1, 1])["rows"] == [[100.0]]
    desk.document.close(True)


def test_reading_tells_blank_from_empty_text_and_names_errors_and_formulas(desk):
    read = desk.ask("read", MINE, box=[1, 4, 6, 6])
    assert read["rows"] == [
        [None, None, None],
        [None, 3.0, 3.0],
        [None, "", 6.0],
        [None, None, None],
        [None, 1.0, None],
        [None, 1.0, None],
    ]
    assert read["errors"] == [[4, 5, "#DIV/0!"]]
    texts = {
        (top + down, left + across): text
        for top, left, _, _, rows in read["formulas"]
        for down, line in enumerate(rows)
        for across, text in enumerate(line)
    }
    assert texts == {
        (2, 5): "B2*2",
        (3, 5): '""',
        (4, 5): "1/0",
        (6, 5): "B2>1",
        (2, 6): "B2:B3*2",
        (3, 6): "B2:B3*2",
    }
    logical = {
        (row, column)
        for top, left, bottom, right in read["logical"]
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    assert {(5, 5), (6, 5)} <= logical
    assert (2, 5) not in logical


def test_used_counts_contents_and_merged_cells_and_no_formats(desk):
    assert desk.ask("used", MINE) == [1, 1, 14, 9]
    desk.cells("Z90").CellBackColor = 0xFF0000
    assert desk.ask("used", MINE) == [1, 1, 14, 9]
    assert desk.ask("used", DOTTED) == [1, 1, 1, 1]


def test_merged_cells_are_told_whatever_they_look_like(desk):
    desk.cells("K1:L1").merge(True)
    desk.cells("K2:L2").merge(True)
    desk.cells("K4:K6").merge(True)
    assert sorted(desk.ask("merged", MINE)) == [
        [1, 11, 1, 12],
        [2, 11, 2, 12],
        [4, 11, 6, 11],
        [12, 8, 14, 9],
    ]


def test_array_formulas_are_told(desk):
    assert desk.ask("has_array", MINE, box=[1, 1, 9, 6]) is True
    assert desk.ask("has_array", MINE, box=[1, 1, 9, 5]) is False


def test_formats_come_in_excels_english_codes_without_gaps(desk):
    assert desk.ask("formats", MINE, box=[1, 3, 20, 3]) == [
        [1, 1, "General"],
        [2, 10, "dd.mm.yyyy"],
        [11, 20, "General"],
    ]
    code = '[Red]#,##0.00" руб.";-0.0%'
    desk.ask("put_on", MINE, box=[3, 3, 4, 3], said={"number_format": code})
    assert desk.ask("formats", MINE, box=[2, 3, 5, 3])[1] == [3, 4, code]


def test_texts_stay_texts_and_formats_stay(desk, tmp_path):
    given = ["00123", "=x", "'q", "1 мая", "ИСТИНА", "TRUE", None, 7, "5%"]
    put(desk, 2, 3, given)
    put(desk, 2, 12, given)
    for column, code in ((3, "dd.mm.yyyy"), (12, "General")):
        read = desk.ask("read", MINE, box=[2, column, 10, column])
        assert [row[0] for row in read["rows"]] == given
        assert read["formulas"] == []
        assert desk.ask("formats", MINE, box=[2, column, 10, column]) == [[2, 10, code]]
    sheet = desk.saved(tmp_path)[MINE]
    assert [sheet.cell(row, 12).value for row in range(2, 11)] == given
    assert sheet["L3"].data_type == "s"


def test_truth_values_get_their_format_and_lose_it(desk, tmp_path):
    put(desk, 1, 12, [True, False, 5, None])
    put(desk, 1, 3, [True])
    assert [c.String for c in map(desk.cells, ("L3", "L4"))] == ["5", ""]
    assert desk.ask("read", MINE, box=[1, 12, 4, 12])["logical"] == [[1, 12, 2, 12]]
    assert desk.saved(tmp_path)[MINE]["L1"].value is True
    put(desk, 1, 12, [3, "да"])
    assert desk.ask("formats", MINE, box=[1, 12, 4, 12]) == [[1, 4, "General"]]
    assert desk.ask("read", MINE, box=[1, 12, 4, 12])["logical"] == []


def test_errors_are_written_and_read(desk):
    names = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"]
    put(desk, 1, 12, [["#", name] for name in names])
    read = desk.ask("read", MINE, box=[1, 12, 7, 12])
    assert read["errors"] == [[row, 12, name] for row, name in enumerate(names, 1)]
    assert read["formulas"] == []
    assert [desk.cells(f"L{row}").getError() for row in (2, 7)] == [532, 32767]


def test_a_formula_computes_in_a_cell_of_text_format(desk):
    put(desk, 2, 4, [["=", "B2+1"]])
    assert desk.cells("D2").Value == 2.5
    assert desk.ask("formats", MINE, box=[2, 4, 2, 4]) == [[2, 2, "General"]]


FORMULAS = {
    "alike": [f"IF(B{row}>3;B{row}*$B$2;'{MINE}'.B{row})" for row in range(1, 201)],
    "two kinds": [f"B{r}*2" for r in range(1, 101)] + [f"B{r}*3" for r in range(101, 201)],
    "by turns": [f"B{r}*{r % 2}" for r in range(1, 201)],
    "rows": ["SUM($1:$1)+ROWS(3:3)" for _ in range(1, 201)],
    "text": [f'"B1 100%"&B{r}' for r in range(1, 201)],
}


@pytest.mark.parametrize("kind", FORMULAS)
@pytest.mark.parametrize("place", ["plain", "striped", "hidden rows"])
def test_formulas_are_each_what_was_said_and_the_look_stays(desk, kind, place):
    if place == "striped":
        for row in range(1, 200, 5):
            desk.cells(f"L{row}").CellBackColor = 0xFFEE00
    if place == "hidden rows":
        desk.cells("A50:A60").Rows.IsVisible = False
        desk.cells("L55").Value = 5
    texts = [text.replace(f"'{MINE}'", f"$'{MINE}'") for text in FORMULAS[kind]]
    put(desk, 1, 12, [["=", text] for text in texts])
    read = desk.ask("read", MINE, box=[1, 12, 200, 12])
    assert [line[0] for part in read["formulas"] for line in part[4]] == texts
    typed = desk.ask("typed", MINE, box=[1, 12, 200, 12])
    assert typed == [[f"={text}"] for text in texts]
    colors = {desk.cells(f"L{row}").CellBackColor for row in range(2, 6)}
    assert colors == {-1}
    assert desk.cells("L1").CellBackColor == (0xFFEE00 if place == "striped" else -1)


def test_cells_made_blank_keep_their_look(desk):
    for column in (1, 2, 3):
        put(desk, 1, column, [None] * 10)
    assert desk.ask("read", MINE, box=[1, 1, 10, 3])["rows"] == [[None] * 3] * 10
    assert desk.ask("formats", MINE, box=[2, 3, 10, 3]) == [[2, 10, "dd.mm.yyyy"]]


SAID = {
    "number_format": "#,##0.00",
    "bold": True,
    "size": 14.0,
    "name": "Arial",
    "font_color": "#ff0000",
    "color": "#00ff80",
    "wrap_text": True,
    "horizontal_alignment": "center",
    "vertical_alignment": "top",
    "column_width": 30.0,
    "hidden": False,
}


def test_looks_are_put_on_and_worn(desk, tmp_path):
    desk.ask("put_on", MINE, box=[20, 2, 25, 3], said=SAID)
    worn = desk.ask("worn", MINE, box=[20, 2, 25, 3], names=list(SAID))
    assert worn.pop("column_width") == pytest.approx(30, abs=0.1)
    assert worn == {name: value for name, value in SAID.items() if name != "column_width"}
    cell = desk.saved(tmp_path)[MINE]["C25"]
    assert (cell.font.b, cell.font.sz, cell.fill.fgColor.rgb) == (True, 14, "FF00FF80")
    assert (cell.alignment.horizontal, cell.alignment.vertical) == ("center", "top")
    bare = desk.ask("worn", MINE, box=[30, 2, 30, 2], names=list(SAID))
    assert (bare["color"], bare["horizontal_alignment"]) == (None, "general")
    assert (bare["vertical_alignment"], bare["font_color"]) == ("bottom", "#000000")
    mixed = desk.ask("worn", MINE, box=[19, 2, 25, 3], names=list(SAID))
    assert set(mixed) == {"column_width", "hidden"} | ({"name"} & set(mixed))


def test_lines_indent_and_locks_come_and_go(desk, tmp_path):
    style = {"top": "FF0000", "left": "00FF00", "thick": True, "indent": 2, "underline": True,
             "unlocked": True, "bottom": None}  # fmt: skip
    desk.ask("trim", MINE, box=[20, 2, 22, 4], style=style)
    cell = desk.saved(tmp_path)[MINE]["C21"]
    assert (cell.border.top.style, cell.border.top.color.rgb) == ("medium", "FFFF0000")
    assert (cell.border.left.style, cell.alignment.indent) == ("medium", 2)
    assert (cell.font.u, cell.protection.locked) == ("single", False)
    desk.ask("untrim", MINE, box=[20, 2, 22, 4])
    cell = desk.saved(tmp_path)[MINE]["C21"]
    assert (cell.border.top.style, cell.alignment.indent, cell.font.u) == (None, 0, None)
    assert cell.protection.locked is True


def test_links_lead_to_places_and_nowhere(desk, tmp_path):
    place = f"'{PERCENT.replace(chr(39), chr(39) * 2)}'!A1"
    desk.ask("links", MINE, cells=[[2, 1, place], [2, 2, place], [2, 5, place], [12, 1, None]])
    sheet = desk.saved(tmp_path)[MINE]
    assert [sheet[c].hyperlink.location for c in ("A2", "B2", "E2")] == [place] * 3
    assert [sheet[c].value for c in ("A2", "B2", "E2", "A12")] == ["к1", 1.5, "=B2*2", "туда"]
    assert sheet["A12"].hyperlink is None


def test_names_are_made_with_dots_changed_hidden_and_removed(desk, tmp_path):
    text = f"$'{MINE}'.$A$1"
    edits = [
        {"name": "_mkp.segment", "sheet": MINE, "text": text, "hidden": True},
        {"name": "_mkp.cells", "sheet": None, "text": '"native"', "hidden": True},
        {"name": "total", "sheet": None, "text": text, "hidden": False},
        {"name": "_xlnm.Print_Area", "sheet": PERCENT, "text": "$A$1:$B$5", "hidden": False},
    ]
    desk.ask("edit_names", edits=edits)
    told = {(n["name"], n["sheet"]): (n["text"], n["hidden"]) for n in desk.ask("names")}
    area = told.pop(("_xlnm.Print_Area", PERCENT))
    assert area[0].endswith("$A$1:$B$5")
    assert told == {
        ("_mkp.segment", MINE): (text, True),
        ("_mkp.cells", None): ('"native"', True),
        ("total", None): (text, False),
    }
    book = desk.saved(tmp_path)
    assert book[MINE].defined_names["_mkp.segment"].hidden is True
    assert book[PERCENT].print_area == "'It''s 100%'!$A$1:$B$5"
    gone = [{"name": n, "sheet": s, "text": None} for n, s in
            (("total", None), ("_xlnm.Print_Area", PERCENT), ("never", None))]  # fmt: skip
    desk.ask("edit_names", edits=gone)
    assert {n["name"] for n in desk.ask("names")} == {"_mkp.segment", "_mkp.cells"}


def test_tables_are_told(desk):
    assert desk.ask("tables", MINE) == [
        {"name": "Deals", "box": [1, 1, 10, 3], "header": True, "totals": False}
    ]
    assert desk.ask("tables", PERCENT) == []


def test_pivot_tables_are_told(desk):
    sheet = desk.document.Sheets.getByName(MINE)
    home = desk.document.Sheets.getByName(PERCENT).DataPilotTables
    made = home.createDataPilotDescriptor()
    made.setSourceRange(sheet.getCellRangeByName("A1:B10").RangeAddress)
    kinds = "com.sun.star.sheet.DataPilotFieldOrientation"
    for number, kind in enumerate(("ROW", "DATA")):
        made.DataPilotFields.getByIndex(number).Orientation = enum(kinds, kind)
    place = desk.document.Sheets.getByName(PERCENT).getCellRangeByName("C8").CellAddress
    home.insertNewByName("p", place, made)
    [(top, left, bottom, right)] = desk.ask("pivots", PERCENT)
    assert (left, right) == (3, 4)
    assert top <= 10
    assert bottom > top + 8
    assert desk.ask("pivots", MINE) == []


def test_sheets_are_added_shown_and_deleted_behind_the_one_in_front(desk):
    desk.ask("add", title="МКП 100%")
    desk.ask("show", title=PERCENT, state="hidden")
    told = desk.ask("book")
    assert told["front"] == MINE
    assert [s["title"] for s in told["sheets"]] == [MINE, PERCENT, DOTTED, "МКП 100%"]
    assert told["sheets"][1]["state"] == "hidden"
    desk.ask("delete", title="МКП 100%")
    desk.ask("show", title=PERCENT, state="visible")
    desk.ask("activate", title=PERCENT)
    assert desk.document.CurrentController.ActiveSheet.Name == PERCENT
    with pytest.raises(Exception, match="no sheet"):
        desk.ask("activate", title="МКП 100%")


def test_a_sheet_of_a_file_comes_with_its_design_and_one_undo_takes_it_away(desk, drawn, tmp_path):
    desk.ask("begin", title="Пересчёт МКП")
    desk.ask("import", path=str(drawn), titles=["Донор", "Второй"])
    desk.ask("put", "Донор", row=1, column=3, columns=[[["=", f"$'{MINE}'.B2"]]])
    desk.ask("end")
    assert desk.document.CurrentController.ActiveSheet.Name == MINE
    sheet = desk.saved(tmp_path)["Донор"]
    assert (sheet.freeze_panes, sheet.sheet_view.showGridLines) == ("B3", False)
    assert len(sheet._charts) == 1
    assert [str(rule.sqref) for rule in sheet.conditional_formatting] == ["A1:A5"]
    assert sheet.data_validations.dataValidation[0].formula1 == '"a,b"'
    assert sheet["C1"].value == f"='{MINE}'!B2"
    assert desk.saved(tmp_path)[MINE].sheet_view.showGridLines is not False
    with pytest.raises(Exception, match="already"):
        desk.ask("import", path=str(drawn), titles=["Донор"])
    desk.undo.undo()
    assert desk.document.Sheets.ElementNames == (MINE, PERCENT, DOTTED)


def test_the_frame_of_a_new_sheet(desk, tmp_path):
    desk.ask("add", title="Новый")
    what = {
        "widths": {"1": 30},
        "hidden_columns": [3],
        "heights": [[1, 2, 40]],
        "details": [[3, 5, True]],
        "merges": [[1, 1, 1, 2]],
        "gridlines": False,
        "freeze": [1, 1],
    }
    desk.ask("frame", "Новый", what=what)
    desk.ask("column", "Новый", column=5, said={"width": 20, "level": 2})
    book = desk.saved(tmp_path)
    sheet = book["Новый"]
    width = desk.cells("A1", "Новый").Columns.Width
    assert width == pytest.approx((30 * 7 + 5) * 0.75 * 2540 / 72, abs=5)  # pixels of Excel's
    assert sheet.column_dimensions["C"].hidden is True
    assert sheet.column_dimensions["E"].outline_level == 1
    assert sheet.row_dimensions[2].height == pytest.approx(40, abs=0.1)
    assert (sheet.row_dimensions[4].outline_level, sheet.row_dimensions[4].hidden) == (1, True)
    assert [str(r) for r in sheet.merged_cells.ranges] == ["A1:B1"]
    assert (sheet.freeze_panes, sheet.sheet_view.showGridLines) == ("B2", False)
    assert book[MINE].sheet_view.showGridLines is not False
    desk.ask("column", "Новый", column=5, said={"level": 1})
    assert desk.saved(tmp_path)["Новый"].column_dimensions["E"].outline_level == 0


ROWS = range(1, 99)
BLOCK = [["00", None, True, 5, ["#", "#N/A"]], [None, "", 1.5, "ё", None], [None, 2, None, 3, 4]]
CHANGES = {
    "values": ("put", {"row": 1, "column": 2, "columns": BLOCK[:1]}),
    "block": ("put", {"row": 2, "column": 4, "columns": BLOCK}),
    "row": ("put", {"row": 30, "column": 30, "columns": [[5], [None], ["x"]]}),
    "blanks": ("put", {"row": 1, "column": 30, "columns": BLOCK}),
    "formulas": ("put", {"row": 4, "column": 5, "columns": [[["=", f"B{r}>1"] for r in ROWS]]}),
    "dates": ("put", {"row": 1, "column": 30, "columns": [[["=", f"C{r}"] for r in ROWS]]}),
    "blank": ("put", {"row": 1, "column": 2, "columns": [[None] * 9, [None] * 9]}),
    "looks": ("put_on", {"box": [1, 1, 30, 9], "said": SAID}),
    "trim": ("trim", {"box": [1, 1, 9, 9], "style": {"top": "FF0000", "indent": 1}}),
    "untrim": ("untrim", {"box": [1, 1, 9, 9]}),
    "links": ("links", {"cells": [[2, 1, "'It''s 100%'!A1"], [2, 2, "'It''s 100%'!A1"]]}),
    "column": ("column", {"column": 2, "said": {"width": 40, "level": 3, "hidden": True}}),
    "protect": ("protect", {}),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_one_undo_takes_a_step_back_and_a_step_undone_leaves_nothing(desk, change, tmp_path):
    verb, given = CHANGES[change]
    desk.cells("A9", PERCENT).Formula = "typed by a person"
    before, titles = desk.state(tmp_path), desk.undo.getAllUndoActionTitles()
    desk.ask("begin", title="Пересчёт МКП")
    desk.ask("begin", title="once more")
    desk.ask(verb, MINE, **given)
    name = {"name": "_mkp.x", "sheet": MINE, "text": f"$'{MINE}'.$A$1", "hidden": True}
    desk.ask("edit_names", edits=[name])
    desk.ask("add", title="Лист МКП")
    desk.ask("end")
    desk.ask("end")
    after = desk.state(tmp_path)
    assert after != before
    assert desk.undo.getAllUndoActionTitles() == ("Пересчёт МКП", *titles)
    desk.undo.undo()
    assert _changes(before, desk.state(tmp_path)) == ([], None)
    assert desk.document.CurrentController.ActiveSheet.Name == MINE
    desk.ask("begin", title="Пересчёт МКП")
    desk.ask(verb, MINE, **given)
    desk.ask("activate", title=PERCENT)
    desk.ask("end", undone=True)
    assert _changes(before, desk.state(tmp_path)) == ([], None)
    assert desk.undo.getAllUndoActionTitles() == titles
    assert desk.undo.getAllRedoActionTitles() == ()
    assert desk.document.CurrentController.ActiveSheet.Name == MINE
    assert not desk.document.hasControllersLocked()
    assert desk.document.isAutomaticCalculationEnabled()


def test_a_step_undone_that_did_nothing_leaves_the_persons_steps(desk):
    desk.cells("A9", PERCENT).Formula = "typed by a person"
    titles = desk.undo.getAllUndoActionTitles()
    desk.ask("begin", title="Пересчёт МКП")
    desk.ask("end", undone=True)
    assert desk.undo.getAllUndoActionTitles() == titles
    assert desk.cells("A9", PERCENT).String == "typed by a person"


def test_a_redo_writes_again(desk):
    desk.ask("begin", title="Пересчёт МКП")
    put(desk, 1, 30, ["00", None, True, 5, ["#", "#N/A"]])
    put(desk, 1, 31, [["=", f"B{row}*2"] for row in range(1, 99)])
    desk.ask("end")
    before = desk.ask("read", MINE, box=[1, 30, 99, 31])
    desk.undo.undo()
    assert desk.ask("used", MINE)[3] == 9
    desk.undo.redo()
    assert desk.ask("read", MINE, box=[1, 30, 99, 31]) == before


def _filtered(desk):
    ranges = desk.document.DatabaseRanges
    ranges.addNewByName("filtered", desk.cells("K1:M100").RangeAddress)
    descriptor = ranges.getByName("filtered").getFilterDescriptor()
    field = struct("com.sun.star.sheet.TableFilterField")
    field.Field, field.IsNumeric, field.NumericValue = 0, True, 4.0
    descriptor.setFilterFields((field,))
    ranges.getByName("filtered").refresh()


def _uneven(desk):
    desk.cells("K7:K9").CellBackColor = 0xFFFF00
    desk.cells("L2").NumberFormat = 10


def _noted(desk):
    cell = desk.cells("L5").getCellByPosition(0, 0).CellAddress
    desk.document.Sheets.getByName(MINE).Annotations.insertNew(cell, "заметка")


def _hidden(desk):
    desk.cells("A3:A9").Rows.IsVisible = False


def _full(desk):
    desk.cells("K1:M100").setDataArray(((1.0, "a", "б"),) * 100)


def _merged(desk):
    for row in range(100):
        desk.cells(f"L{row + 1}:M{row + 1}").merge(True)


def _mixed(desk):
    desk.cells("L2:L9").setFormulaArray((("=K2*2",),) * 8)
    desk.cells("M3").String = "5"


@pytest.mark.parametrize("mess", [_filtered, _uneven, _noted, _hidden, _full, _mixed, _merged])
def test_a_block_over_anything_is_undone_and_redone(desk, mess, tmp_path):
    for row in range(0, 100, 2):
        desk.document.Sheets.getByName(MINE).getCellByPosition(10, row).setValue(row % 8)
    mess(desk)
    columns = [[BLOCK[at][row % 5] for row in range(100)] for at in range(3)]
    before, stood = desk.state(tmp_path), desk.cells("K1:M100").getFormulaArray()
    desk.ask("begin", title="Пересчёт МКП")
    desk.ask("put", MINE, row=1, column=11, columns=columns)
    desk.ask("end")
    after, stands = desk.state(tmp_path), desk.cells("K1:M100").getFormulaArray()
    assert (_notes(after), after[2]) == (_notes(before), before[2])
    wanted = [[None if content == "" else content for content in column] for column in columns]
    read = desk.ask("read", MINE, box=[1, 11, 100, 13])
    values = [[None if isinstance(c, list) else c for c in column] for column in wanted]
    assert [list(column) for column in zip(*read["rows"], strict=True)] == values
    assert [error[2] for error in read["errors"]] == ["#N/A"] * 20
    for _ in range(2):
        desk.undo.undo()
        assert desk.cells("K1:M100").getFormulaArray() == stood
        assert _changes(before, desk.state(tmp_path)) == ([], None)
        desk.undo.redo()
        assert desk.cells("K1:M100").getFormulaArray() == stands
        assert _changes(after, desk.state(tmp_path)) == ([], None)


def test_filling_formulas_loses_no_note(desk, tmp_path):
    _noted(desk)
    rules = desk.rules()
    put(desk, 1, 12, [["=", f"A{row}"] for row in range(1, 99)])
    assert desk.rules() == rules
    assert desk.cells("L5").getCellByPosition(0, 0).getFormula() == "=A5"
    assert "заметка" in _notes(desk.state(tmp_path))


@pytest.mark.parametrize("mess", [_noted, _merged, _hidden])
def test_formulas_over_anything_are_undone_and_redone(desk, mess, tmp_path):
    mess(desk)
    put(desk, 5, 13, [1, 2, None, "x"])
    before, stood = desk.state(tmp_path), desk.cells("L1:L100").getFormulaArray()
    desk.ask("begin", title="Пересчёт МКП")
    put(desk, 1, 12, [["=", f"A{row}&1"] for row in range(1, 99)])
    desk.ask("end")
    assert _notes(desk.state(tmp_path)) == _notes(before)
    read = desk.ask("read", MINE, box=[1, 12, 98, 12])["formulas"]
    assert [text for part in read for (text,) in part[4]] == [f"A{r}&1" for r in range(1, 99)]
    for _ in range(2):
        desk.undo.undo()
        assert desk.cells("L1:L100").getFormulaArray() == stood
        assert _changes(before, desk.state(tmp_path)) == ([], None)
        desk.undo.redo()
        assert desk.ask("read", MINE, box=[1, 12, 98, 12])["formulas"] == read
        assert desk.rules() == before[2]


def _rule_of_a_person(desk):
    rules = desk.document.Sheets.getByName(MINE).ConditionalFormats
    cells = desk.document.createInstance("com.sun.star.sheet.SheetCellRanges")
    cells.addRangeAddress(desk.cells("S2:S90").RangeAddress, False)
    number = rules.createByRange(cells)
    next(r for r in rules.getConditionalFormats() if number == r.ID).createEntry(0, 0)


@pytest.mark.parametrize("filled", ["blank", "full", "half"])
@pytest.mark.parametrize("height", [10, 100])
def test_conditional_formats_keep_their_ranges(desk, filled, height):
    _rule_of_a_person(desk)
    desk.ask("put_on", MINE, box=[1, 18, 200, 20], said={"number_format": "0.00"})
    shares = {"blank": 0, "full": 1, "half": 2}
    for row in range(1, height + 1, shares[filled] or 999):
        desk.cells(f"R{row}:T{row}").setDataArray(((1.0, 2.0, "x"),))
    address = f"R1:T{height}"
    rules, stood = desk.rules(), desk.cells(address).getFormulaArray()
    assert len(rules) == 3
    contents = [[7, None, ["#", "#N/A"], "ё"][row % 4] for row in range(height)]
    desk.ask("begin", title="Пересчёт МКП")
    desk.ask("put", MINE, row=1, column=18, columns=[contents, contents[::-1]])
    put(desk, 1, 20, [["=", f"A{row}&1"] for row in range(1, height + 1)])
    desk.ask("end")
    stands = desk.cells(address).getFormulaArray()
    assert desk.rules() == rules
    assert stands != stood
    for _ in range(2):
        desk.undo.undo()
        assert (desk.cells(address).getFormulaArray(), desk.rules()) == (stood, rules)
        desk.undo.redo()
        assert (desk.cells(address).getFormulaArray(), desk.rules()) == (stands, rules)


def test_a_protected_sheet_refuses_instead_of_swallowing(desk):
    desk.ask("trim", MINE, box=[2, 2, 3, 2], style={"unlocked": True})
    desk.ask("protect", MINE)
    put(desk, 2, 2, [7])
    assert desk.cells("B2").Value == 7
    for verb, given in CHANGES.values():
        if verb != "protect":
            with pytest.raises(Exception, match="protected"):
                desk.ask(verb, MINE, **given)
    desk.ask("unprotect", MINE)
    put(desk, 1, 1, ["да"])
    assert desk.cells("A1").String == "да"
    desk.document.Sheets.getByName(MINE).protect("secret")
    with pytest.raises(Exception, match="protected"):
        desk.ask("unprotect", MINE)


def test_a_book_of_fixed_structure_gets_no_sheets(desk, drawn):
    desk.document.protect("")
    assert desk.ask("book")["fixed"] is True
    for verb, given in (
        ("add", {"title": "Новый"}),
        ("import", {"path": str(drawn), "titles": ["Донор"]}),
        ("delete", {"title": PERCENT}),
        ("show", {"title": DOTTED, "state": "visible"}),
    ):
        with pytest.raises(Exception, match="protected"):
            desk.ask(verb, **given)
    assert desk.document.Sheets.ElementNames == (MINE, PERCENT, DOTTED)


def test_the_copied_file_is_closed_after_the_book(office, desk, drawn, tmp_path):
    path = tmp_path / "ещё.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet(MINE)
    other = Desk(office, path)
    other.ask("import", path=str(drawn), titles=["Донор"])
    assert _open_documents(desk) == 3
    other.document.setModified(False)
    other.document.close(True)
    until = time.monotonic() + 10
    while _open_documents(desk) > 1 and time.monotonic() < until:
        time.sleep(0.05)
    assert _open_documents(desk) == 1


def _open_documents(desk):
    found, all_of_them = 0, desk.desktop.Components.createEnumeration()
    while all_of_them.hasMoreElements():
        all_of_them.nextElement()
        found += 1
    return found


@pytest.mark.long
def test_a_hundred_thousand_rows_are_written_and_read_in_seconds(desk):
    count = 100_000
    texts = [f"IF(A{row}>3;A{row}*2;0)" for row in range(1, count + 1)]
    started = time.monotonic()
    put(desk, 1, 12, [["=", text] for text in texts])
    read = desk.ask("read", MINE, box=[1, 12, count, 12])
    assert time.monotonic() - started < 30
    assert [line[0] for part in read["formulas"] for line in part[4]] == texts


def test_a_step_is_taken_back_though_the_undo_list_is_full(desk):
    for number in range(130):
        desk.cells("H1").setValue(number)
    desk.ask("begin", title="Пересчёт МКП")
    put(desk, 1, 8, [999])
    desk.ask("end", undone=True)
    assert desk.cells("H1").Value == 129


def test_a_step_that_changes_nothing_is_not_in_the_list(desk):
    desk.cells("H1").setValue(1)
    titles = desk.undo.getAllUndoActionTitles()
    desk.ask("begin", title="Пересчёт МКП")
    desk.ask("read", MINE, box=[1, 1, 9, 9])
    desk.ask("end")
    assert desk.undo.getAllUndoActionTitles() == titles
    assert desk.ask("step_back", title="Пересчёт МКП") is False
    put(desk, 1, 8, [2])
    assert desk.cells("H1").Value == 2


def test_copied_sheets_that_were_undone_are_not_redone_empty(desk, drawn):
    desk.ask("begin", title="Пересчёт МКП")
    desk.ask("import", path=str(drawn), titles=["Донор"])
    desk.ask("end")
    assert desk.ask("step_back", title="Пересчёт МКП") is True
    deadline = time.monotonic() + 10
    while desk.undo.isRedoPossible() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not desk.undo.isRedoPossible()


def test_a_truth_value_in_a_cell_of_numbers_stays_one(desk):
    desk.ask("put_on", MINE, box=[1, 8, 3, 8], said={"number_format": "0.00"})
    put(desk, 1, 8, [True, 2, ["#", "#GETTING_DATA"]])
    read = desk.ask("read", MINE, box=[1, 8, 3, 8])
    assert (read["formulas"], read["errors"]) == ([], [[3, 8, "#VALUE!"]])
    assert [row[0] for row in read["rows"]] == [1, 2, None]


def test_a_sheet_that_is_shown_already_may_be_shown_in_a_fixed_book(desk):
    desk.document.protect("")
    desk.ask("show", title=MINE, state="visible")
    with pytest.raises(Exception, match="structure"):
        desk.ask("show", title=MINE, state="hidden")
    desk.document.unprotect("")
