"""Tables and lists that grow: what belongs to them follows, what is in the way is named."""

from __future__ import annotations

import re
import zipfile
from types import SimpleNamespace

import pytest
import xlsxwriter
from lxml import etree
from python_calamine import CalamineWorkbook
from xlsx_tools import MAIN, RELATIONS, Book, assert_only_changed, opened, part, raw_members

from mkp_xl.book.grid import Action, CellEdit, Changes, ColumnEdit, NameEdit, Style
from mkp_xl.book.growth import ListGrowth, NewColumn, TableGrowth
from mkp_xl.book.sentences import sentence
from mkp_xl.errors import HostError, SchemaError
from mkp_xl.hosts.live.growing import new_rows
from mkp_xl.hosts.xlsx import XlsxHost

SHEET, TABLE, BOOK = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/workbook.xml"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."


@pytest.fixture
def path(tmp_path):
    return tmp_path / "book.xlsx"


def write(path, **changes):
    XlsxHost(path).write(Changes(**changes))


def refused(path, **changes):
    """Return the error that stops the changes; the file must still be what it was."""
    before = path.read_bytes()
    with pytest.raises(HostError) as caught:
        write(path, **changes)
    assert path.read_bytes() == before
    for lang in ("ru", "en"):
        said = sentence(caught.value, lang)
        assert caught.value.key not in said
        assert "—" not in said
    return caught.value


def team(path, *, totals=False, extra=None):
    """Write a list of clients as an Excel table: two columns typed, two that it computes."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Лист 1")
        columns = [
            {"header": "Клиент"},
            {"header": "Сумма", "total_function": "sum"} if totals else {"header": "Сумма"},
            {"header": "Вдвое", "formula": "=Клиенты[[#This Row],[Сумма]]*2"},
            {"header": "Рядом", "formula": "=B3+1"},
        ]
        said = {"columns": columns, "name": "Клиенты", "data": [["а", 1.0], ["б", 2.0], ["в", 3.0]]}
        sheet.add_table(f"A2:D{6 if totals else 5}", said | {"total_row": totals})
        for row in (3, 4, 5):
            sheet.write_formula(f"D{row}", f"=B{row}+1", None, row - 1)
        if extra:
            extra(book, sheet)
    return path


def cell(row, column, value, **said):
    return CellEdit(sheet="Лист 1", row=row, column=column, value=value, **said)


def table(path, name=TABLE):
    return etree.fromstring(part(path, name))


def cells(path):
    root = etree.fromstring(part(path, SHEET))
    return {node.get("r"): node for node in root.iterfind("{*}sheetData/{*}row/{*}c")}


def formulas(path):
    found = {name: node.findtext("{*}f") for name, node in cells(path).items()}
    return {name: text for name, text in found.items() if text is not None}


def test_rows_below_a_table_belong_to_it(path):
    team(path)
    before = part(path, TABLE)
    write(
        path,
        tables=[TableGrowth(name="клиенты", rows=2)],
        cells=[cell(6, 1, "г"), cell(6, 2, 4.0), cell(7, 1, "д"), cell(7, 2, 5.0)],
    )
    assert part(path, TABLE) == before.replace(b"A2:D5", b"A2:D7")
    assert opened(path)["Лист 1"].tables["Клиенты"].ref == "A2:D7"
    book = CalamineWorkbook.from_path(str(path), load_tables=True)
    assert [row[:2] for row in book.get_table_by_name("Клиенты").to_python()[3:]] == [
        ["г", 4.0],
        ["д", 5.0],
    ]


def test_new_rows_continue_what_the_table_computes(path):
    team(path)
    write(path, tables=[TableGrowth(name="Клиенты", rows=2)], cells=[cell(6, 2, 4.0)])
    sheet = opened(path)["Лист 1"]
    assert [sheet[f"C{row}"].value for row in (6, 7)] == ["=Клиенты[[#This Row],[Сумма]]*2"] * 2
    assert [sheet[f"D{row}"].value for row in (6, 7)] == ["=B6+1", "=B7+1"]
    assert b'fullCalcOnLoad="1"' in part(path, BOOK), "nobody has said what they yield"


def test_new_rows_look_as_the_last_one_and_new_headers_as_the_header_beside(path):
    def extra(book, sheet):
        sheet.write("B5", 3.0, book.add_format({"num_format": "dd.mm.yyyy", "bold": True}))
        sheet.write("D2", "Рядом", book.add_format({"italic": True}))
        sheet.write_blank("A6", None, book.add_format({"underline": True}))

    team(path, extra=extra)
    bold = NewColumn(header="Свой", style=Style(bold=True))
    growth = TableGrowth(name="Клиенты", rows=2, columns=[NewColumn(header="Новый"), bold])
    write(path, tables=[growth], cells=[cell(6, 1, "г"), cell(6, 2, 45000.0)])
    sheet = opened(path)["Лист 1"]
    assert sheet["B6"].value.year == 2023
    assert [sheet[name].number_format for name in ("B6", "B7")] == ["dd.mm.yyyy"] * 2
    assert sheet["A6"].font.underline
    assert not sheet["A7"].font.underline
    assert sheet["E2"].font.italic
    assert sheet["F2"].font.bold
    assert not sheet["F2"].font.italic


def test_a_table_may_grow_with_nothing_typed_yet(path):
    def extra(book, sheet):
        sheet.write("B5", 3.0, book.add_format({"bold": True}))

    team(path, extra=extra)
    text = re.sub(
        rb"<calculatedColumnFormula>[^/]*</calculatedColumnFormula>", b"", part(path, TABLE)
    )
    _replace_part(path, TABLE, text)
    write(path, tables=[TableGrowth(name="Клиенты", rows=1)])
    assert table(path).get("ref") == "A2:D6"
    assert opened(path)["Лист 1"]["B6"].font.bold


def test_a_value_that_leaves_formulas_be_is_what_the_formula_caches(path):
    team(path)
    keeps = ColumnEdit(
        sheet="Лист 1", column=4, first_row=6, values=[5.0], actions=[Action.KEEP],
        style=Style(number_format="0.00"),
    )  # fmt: skip
    write(
        path,
        tables=[TableGrowth(name="Клиенты", rows=1)],
        cells=[cell(6, 2, 4.0), cell(6, 3, 8.0, keep_formula=True)],
        columns=[keeps],
    )
    found = cells(path)
    assert [found[name].findtext("{*}v") for name in ("B6", "C6", "D6")] == ["4", "8", "5"]
    assert formulas(path)["D6"] == "B6+1"
    assert opened(path)["Лист 1"]["D6"].number_format == "0.00"


def test_what_is_typed_into_a_computed_column_stays_typed(path):
    team(path)
    write(path, tables=[TableGrowth(name="Клиенты", rows=1)], cells=[cell(6, 3, 9.0)])
    assert "C6" not in formulas(path)
    assert formulas(path)["D6"] == "B6+1"


def test_columns_beside_a_table_belong_to_it(path):
    team(path)
    values = ColumnEdit(
        sheet="Лист 1", column=5, first_row=3, values=[1.0, 2.0, 3.0], actions=[Action.KEEP] * 3
    )
    columns = [
        NewColumn(header="Сегмент", formula="B3*3", style=Style(bold=True)),
        NewColumn(header="клиент"),
        NewColumn(header="В плане,\n₽ & <всё>"),
    ]
    write(path, tables=[TableGrowth(name="Клиенты", columns=columns)], columns=[values])
    root = table(path)
    assert root.get("ref") == root.find("{*}autoFilter").get("ref") == "A2:G5"
    nodes = root.findall("{*}tableColumns/{*}tableColumn")
    assert root.find("{*}tableColumns").get("count") == "7"
    assert [(node.get("id"), node.get("name")) for node in nodes[4:]] == [
        ("5", "Сегмент"),
        ("6", "клиент2"),
        ("7", "В плане,_x000a_₽ & <всё>"),
    ]
    assert [node.findtext("{*}calculatedColumnFormula") for node in nodes[4:]] == [
        "B3*3",
        None,
        None,
    ]
    sheet = opened(path)["Лист 1"]
    assert [sheet.cell(2, column).value for column in (5, 6, 7)] == [
        "Сегмент",
        "клиент2",
        "В плане,\n₽ & <всё>",
    ]
    assert [sheet.cell(row, 5).value for row in (3, 4, 5)] == ["=B3*3", "=B4*3", "=B5*3"]
    assert sheet["E2"].font.bold
    assert [cells(path)[f"E{row}"].findtext("{*}v") for row in (3, 4, 5)] == ["1", "2", "3"]
    grown = XlsxHost(path).look().tables[0]
    assert (grown.last_column, grown.last_row) == (7, 5)


def test_rows_and_columns_at_once(path):
    team(path)
    new = NewColumn(header="Итог", formula="Клиенты[[#This Row],[Сумма]]+1")
    write(path, tables=[TableGrowth(name="Клиенты", rows=1, columns=[new])])
    assert table(path).get("ref") == "A2:E6"
    own = {name for name, text in formulas(path).items() if text.endswith("+1") and name[0] == "E"}
    assert own == {"E3", "E4", "E5", "E6"}


def test_headers_are_free_among_the_new_ones_too(path):
    team(path)
    columns = [NewColumn(header="Класс"), NewColumn(header="КЛАСС"), NewColumn(header="класс2")]
    write(path, tables=[TableGrowth(name="Клиенты", columns=columns)])
    names = [node.get("name") for node in table(path).iter("{*}tableColumn")][4:]
    assert names == ["Класс", "КЛАСС2", "класс22"]


def test_a_header_as_long_as_can_be_is_numbered_within_its_length(path):
    team(path)
    columns = [NewColumn(header="я" * 255), NewColumn(header="Я" * 255)]
    write(path, tables=[TableGrowth(name="Клиенты", columns=columns)])
    names = [node.get("name") for node in table(path).iter("{*}tableColumn")][4:]
    assert names == ["я" * 255, "Я" * 254 + "2"]


@pytest.mark.parametrize(
    "wrong",
    [
        [TableGrowth(name="Клиенты", rows=-1)],
        [TableGrowth(name="Клиенты", columns=[NewColumn(header="")])],
        [TableGrowth(name="Клиенты", rows=1)] * 2,
    ],
)
def test_growth_that_makes_no_sense_is_our_mistake(path, wrong):
    team(path)
    with pytest.raises(SchemaError):
        write(path, tables=wrong)


def test_totals_let_columns_in_but_no_rows(path):
    team(path, totals=True)
    error = refused(path, tables=[TableGrowth(name="Клиенты", rows=1)])
    assert error.key == "table_totals"
    write(path, tables=[TableGrowth(name="Клиенты", columns=[NewColumn(header="Ещё")])])
    root = table(path)
    assert (root.get("ref"), root.find("{*}autoFilter").get("ref")) == ("A2:E6", "A2:E5")


def _cell(_book, sheet):
    sheet.write("C7", 0)


def _other(_book, sheet):
    sheet.add_table("B7:C9")


def _merged(book, sheet):
    sheet.merge_range("D7:F7", "", book.add_format())


def _array(_book, sheet):
    sheet.write_array_formula("B7:B8", "{=A1:A2}", None, 0)


@pytest.mark.parametrize(
    ("extra", "key", "cell_met"),
    [
        (_cell, "growth_cell", "C7"),
        (_other, "growth_table", "B7"),
        (_merged, "growth_merged", "D7"),
        (_array, "growth_array", "B7"),
    ],
)
def test_what_stands_below_is_not_run_into(path, extra, key, cell_met):
    team(path, extra=extra)
    error = refused(path, tables=[TableGrowth(name="Клиенты", rows=2)])
    assert (error.key, error.particulars["cell"]) == (key, cell_met)
    write(path, tables=[TableGrowth(name="Клиенты", rows=1)])
    assert table(path).get("ref") == "A2:D6"


def test_what_stands_beside_is_not_run_into(path):
    team(path, extra=lambda _book, sheet: sheet.write("F5", "моё"))
    columns = [NewColumn(header="Один"), NewColumn(header="Два")]
    error = refused(path, tables=[TableGrowth(name="Клиенты", columns=columns)])
    assert (error.key, error.particulars["cell"]) == ("growth_cell", "F5")
    write(path, tables=[TableGrowth(name="Клиенты", columns=columns[:1])])


def test_two_that_grow_do_not_meet(path):
    team(path, extra=lambda _book, sheet: sheet.add_table("G2:H5", {"name": "Вторая"}))
    columns = [NewColumn(header="Один"), NewColumn(header="Два")]
    write(path, tables=[TableGrowth(name="Клиенты", columns=columns)])
    below = ListGrowth(
        sheet="Лист 1", first_row=1, last_row=1, first_column=5, last_column=5, rows=9
    )
    error = refused(path, tables=[TableGrowth(name="Вторая", rows=1)], lists=[below])
    assert error.key == "growth_table"


def test_a_styled_blank_below_is_room(path):
    team(
        path,
        extra=lambda book, sheet: sheet.write_blank("A6", None, book.add_format({"bold": True})),
    )
    write(path, tables=[TableGrowth(name="Клиенты", rows=1)], cells=[cell(6, 1, "г")])
    assert opened(path)["Лист 1"]["A6"].font.bold


@pytest.mark.parametrize(
    ("growth", "key"),
    [
        (TableGrowth(name="Клиенты", rows=1_048_576), "too_many_rows"),
        (TableGrowth(name="Клиенты", columns=[NewColumn(header="x")] * 16_384), "too_many_columns"),
        (TableGrowth(name="Нет такой", rows=1), "no_table"),
    ],
)
def test_growth_beyond_a_sheet_or_without_a_table_is_refused(path, growth, key):
    team(path)
    assert refused(path, tables=[growth]).key == key


def test_ranges_over_just_the_rows_grow_and_others_do_not(path):
    def extra(book, sheet):
        red = {"type": "cell", "criteria": ">", "value": 1, "format": book.add_format()}
        sheet.conditional_format("B3:B5", red)
        sheet.conditional_format("B3:B4", red)
        sheet.conditional_format("C3:C5", red | {"multi_range": "C3:C5 F1 A1:A5"})
        sheet.conditional_format("D3:D5", {"type": "data_bar", "data_bar_2010": True})
        sheet.data_validation("A3:A5", {"validate": "list", "source": ["а", "б"]})
        sheet.data_validation("B3:B5", {"validate": "list", "source": ["1", "2"]})
        sheet.data_validation("B6:B9", {"validate": "any", "input_title": "ниже"})
        sheet.data_validation("A2:H9", {"validate": "any", "input_title": "шире"})
        book.define_name("Суммы", "='Лист 1'!$B$3:$B$5")
        book.define_name("Две", "='Лист 1'!$A$3:$A$5,'Лист 1'!$C$3:$C$4")
        book.define_name("Чужие", "=Лист!$B$3:$B$5")
        book.define_name("Живые", "=OFFSET('Лист 1'!$B$3:$B$5,0,0)")
        book.define_name("'Лист 1'!Занятое", "='Лист 1'!$B$3:$B$5")
        sheet.print_area("A2:D5")

    team(path, extra=extra)
    names = [NameEdit(name="занятое", sheet="Лист 1", refers_to="'Лист 1'!$B$9")]
    write(path, tables=[TableGrowth(name="Клиенты", rows=2)], names=names)
    root = etree.fromstring(part(path, SHEET))
    formats = [node.get("sqref") for node in root.iterfind("{*}conditionalFormatting")]
    assert sorted(formats) == sorted(["B3:B7", "B3:B4", "C3:C7 F1 A1:A5", "D3:D7"])
    later = [node.text for node in root.iterfind(".//{*}extLst//{*}sqref")]
    assert later == ["D3:D7"]
    checks = [node.get("sqref") for node in root.iter("{*}dataValidation")]
    assert checks == ["A3:A5", "B3:B5", "B6:B9", "A2:H9"], "two checks may not share a cell"
    said = {
        n.get("name"): n.text for n in etree.fromstring(part(path, BOOK)).iter("{*}definedName")
    }
    assert said == {
        "Суммы": "'Лист 1'!$B$3:$B$7",
        "Две": "'Лист 1'!$A$3:$A$7,'Лист 1'!$C$3:$C$4",
        "Чужие": "Лист!$B$3:$B$5",
        "Живые": "OFFSET('Лист 1'!$B$3:$B$5,0,0)",
        "занятое": "'Лист 1'!$B$9",
        "_xlnm.Print_Area": "'Лист 1'!$A$2:$D$7",
    }


def test_a_plain_list_takes_its_filter_and_checks_along(path):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Лист 1")
        sheet.write_column("A1", ["Клиент", "а", "б"])
        sheet.write_column("B1", ["Сумма", 1, 2])
        sheet.autofilter("A1:B3")
        sheet.data_validation("B2:B3", {"validate": "decimal", "criteria": ">", "value": 0})
    grows = ListGrowth(
        sheet="лист 1", first_row=1, last_row=3, first_column=1, last_column=2, rows=1
    )
    before = raw_members(path)
    write(path, lists=[grows], cells=[cell(4, 1, "в"), cell(4, 2, 3.0)])
    root = etree.fromstring(part(path, SHEET))
    assert root.find("{*}autoFilter").get("ref") == "A1:B4"
    assert root.find("{*}dataValidations/{*}dataValidation").get("sqref") == "B2:B4"
    assert root.find("{*}dimension").get("ref") == "A1:B4"
    names = etree.fromstring(part(path, BOOK)).iter("{*}definedName")
    assert [node.text for node in names] == ["'Лист 1'!$A$1:$B$4"]
    assert {n for n in before if before[n] != raw_members(path)[n]} == {SHEET, BOOK}
    error = refused(path, lists=[ListGrowth(sheet="Лист 1", first_row=1, last_row=2, first_column=1,
                                            last_column=2, rows=1)])  # fmt: skip
    assert error.key == "growth_cell"


def hand(path, *, said="", inside="", rels=(), prefix="", rows=None, after=""):
    """Write a table by hand: `said` are its attributes, `inside` what stands before the columns."""
    p = prefix
    xmlns = f'xmlns{":" + p[:-1] if p else ""}="{MAIN}"'
    columns = f'<{p}tableColumn id="7" name="a"/><{p}tableColumn id="3" name="b"/>'
    body = f'{inside}<{p}tableColumns count="2">{columns}</{p}tableColumns>'
    own = f'<{p}table {xmlns} id="1" name="T" displayName="T" ref="A1:B2" {said}>{body}</{p}table>'
    relations = [("table", "/xl/tables/table1.xml"), *rels]
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(relations, 1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    links = f'<Relationships xmlns="{space}">{links}</Relationships>'
    extra = {TABLE: own.encode(), "xl/worksheets/_rels/sheet1.xml.rels": links.encode()}
    text = '<c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c>'
    rows = rows or f'<row r="1">{text}</row><row r="2"><c r="A2"><v>1</v></c></row>'
    if prefix:
        rows = re.sub(r"<(/?)(\w)", rf"<\1{prefix}\2", rows)
    after = f'<{p}tableParts count="1"><{p}tablePart r:id="rId1"/></{p}tableParts>{after}'
    Book(rows=rows, extra=extra, titles=("Лист 1",), prefix=prefix, after=after).write(path)
    return path


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_formats_and_checks_of_a_later_excel_grow_too(path, prefix):
    main = "http://schemas.microsoft.com/office/excel/2006/main"
    later = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"

    def inside(name, *ranges):
        said = "".join(f"<{name}><xm:sqref>{text}</xm:sqref></{name}>" for text in ranges)
        return f"<{name}s>{said}</{name}s>"

    after = (
        f'<{prefix}extLst><{prefix}ext uri="1" xmlns:x14="{later}" xmlns:xm="{main}">'
        f"{inside('x14:conditionalFormatting', 'A2', 'B2 D2', 'A2:A3')}"
        f"{inside('x14:dataValidation', 'A2:B2', 'B4')}{inside('x14:sparkline', 'A2')}"
        f"</{prefix}ext></{prefix}extLst>"
    )
    hand(path, prefix=prefix, after=after)
    before = part(path, SHEET)
    write(path, tables=[TableGrowth(name="T", rows=1)], cells=[cell(3, 1, 2.0)])
    root = etree.fromstring(part(path, SHEET))
    assert [node.text for node in root.iter("{*}sqref")] == [
        "A2:A3",
        "B2:B3 D2",
        "A2:A3",
        "A2:B3",
        "B4",
        "A2",
    ]
    write(path, tables=[TableGrowth(name="T", rows=1)], cells=[cell(4, 1, 2.0)])
    checks = etree.fromstring(part(path, SHEET)).iter("{*}dataValidation")
    assert ["".join(node.itertext()) for node in checks] == ["A2:B3", "B4"], "B4 is checked"
    assert before.count(b"sqref") == part(path, SHEET).count(b"sqref")


@pytest.mark.parametrize(
    ("said", "inside"),
    [
        ('tableType="queryTable"', ""),
        ('tableType="xml"', ""),
    ],
)
def test_a_table_that_is_filled_from_outside_keeps_its_shape(path, said, inside):
    hand(path, said=said, inside=inside)
    assert refused(path, tables=[TableGrowth(name="T", rows=1)]).key == "table_bound"


def test_a_pivot_below_is_not_run_into(path):
    hand(path, rels=[("pivotTable", "/xl/pivotTables/pivotTable1.xml")])
    name = "pivotTableDefinition"
    where = f'<{name} xmlns="{MAIN}"><location ref="B4:C9"/></{name}>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/pivotTables/pivotTable1.xml", where)
    error = refused(path, tables=[TableGrowth(name="T", rows=3)])
    assert (error.key, error.particulars["cell"]) == ("growth_pivot", "B4")


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_table_in_any_spelling_grows_and_keeps_what_it_says(path, prefix):
    kept = f'<{prefix}sortState ref="A2:B2"><{prefix}sortCondition ref="A2"/></{prefix}sortState>'
    said = 'insertRow="1" dataDxfId="0" headerRowDxfId="1" foo:uid="{1}" xmlns:foo="urn:x"'
    hand(path, said=said, inside=kept, prefix=prefix)
    before = part(path, TABLE).decode()
    write(path, tables=[TableGrowth(name="T", rows=1, columns=[NewColumn(header="B")])])
    wanted = before.replace("A1:B2", "A1:C3").replace('insertRow="1"', 'insertRow="0"')
    wanted = wanted.replace('count="2"', 'count="3"')
    last = f'<{prefix}tableColumn id="3" name="b"/>'
    wanted = wanted.replace(last, f'{last}<{prefix}tableColumn id="8" name="B2"/>')
    assert part(path, TABLE).decode() == wanted
    assert opened(path)["Лист 1"].tables["T"].ref == "A1:C3"


def test_a_table_without_a_header_row_gets_no_header_cell(path):
    hand(path, said='headerRowCount="0"', rows='<row r="1"><c r="A1"><v>1</v></c></row>')
    write(path, tables=[TableGrowth(name="T", columns=[NewColumn(header="c")])])
    assert set(cells(path)) == {"A1"}
    assert [node.get("name") for node in table(path).iter("{*}tableColumn")] == ["a", "b", "c"]


def test_an_array_that_a_table_computes_is_not_continued(path):
    team(path)
    name = b"<calculatedColumnFormula"
    text = part(path, TABLE).replace(name, name + b' array="1"')
    _replace_part(path, TABLE, text)
    error = refused(path, tables=[TableGrowth(name="Клиенты", rows=1)])
    assert (error.key, error.particulars["column"]) == ("table_formula", "Вдвое")


def _replace_part(path, name, content):
    with zipfile.ZipFile(path) as archive:
        parts = {other: archive.read(other) for other in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, data in (parts | {name: content}).items():
            archive.writestr(other, data)


def test_the_chain_of_calculation_knows_the_formulas_of_new_rows(path):
    team(path)
    chain = f'<calcChain xmlns="{MAIN}"><c r="C3" i="1"/><c r="D3"/></calcChain>'
    _with_chain(path, chain)
    write(path, tables=[TableGrowth(name="Клиенты", rows=1)])
    assert part(path, "xl/calcChain.xml").decode() == chain.replace(
        "</calcChain>", '<c r="D6" i="1"/><c r="C6" i="1"/></calcChain>'
    )


def _with_chain(path, chain):
    rels = part(path, "xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        f'<Relationship Id="rId99" Type="{RELATIONS}/calcChain" Target="calcChain.xml"/>'
        "</Relationships>".encode(),
    )
    types = part(path, "[Content_Types].xml").replace(
        b"</Types>",
        f'<Override PartName="/xl/calcChain.xml" ContentType="{_TYPES}calcChain+xml"/>'
        "</Types>".encode(),
    )
    _replace_part(path, "xl/_rels/workbook.xml.rels", rels)
    _replace_part(path, "[Content_Types].xml", types)
    _replace_part(path, "xl/calcChain.xml", chain.encode())


CACHE = "xl/pivotCache/pivotCacheDefinition1.xml"


def with_cache(path, source):
    team(path)
    rels = part(path, "xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        f'<Relationship Id="rId98" Type="{RELATIONS}/pivotCacheDefinition" Target="/{CACHE}"/>'
        "</Relationships>".encode(),
    )
    _replace_part(path, "xl/_rels/workbook.xml.rels", rels)
    cache = (
        f'<pivotCacheDefinition xmlns="{MAIN}" recordCount="1"><cacheSource type="worksheet">'
        f"{source}</cacheSource></pivotCacheDefinition>"
    )
    _replace_part(path, CACHE, cache.encode())
    return cache


@pytest.mark.parametrize(
    "source",
    [
        '<worksheetSource ref="A2:D5" sheet="лист 1"/>',
        '<worksheetSource name="Клиенты"/>',
        '<worksheetSource name="Имя"/>',
        '<consolidation><rangeSets><rangeSet ref="B4" sheet="Лист 1"/></rangeSets></consolidation>',
    ],
)
def test_a_pivot_over_changed_cells_is_read_anew(path, source):
    cache = with_cache(path, source)
    write(path, names=[NameEdit(name="Имя", sheet=None, refers_to="'Лист 1'!$A$2:$B$5")])
    before = path.with_suffix(".before.xlsx")
    before.write_bytes(path.read_bytes())
    write(path, cells=[cell(9, 2, 8.0), cell(4, 9, 8.0)])
    assert part(path, CACHE).decode() == cache, "no cell under it changed"
    write(path, cells=[cell(4, 2, 8.0)])
    wanted = cache.replace('recordCount="1"', 'recordCount="1" refreshOnLoad="1"')
    assert part(path, CACHE).decode() == wanted
    assert_only_changed(before, path, {SHEET, CACHE})
    stamp = path.stat().st_mtime_ns
    write(path, cells=[cell(4, 2, 8.0)])
    assert path.stat().st_mtime_ns == stamp


def test_a_pivot_by_a_table_s_name_sees_its_new_rows(path):
    with_cache(path, '<worksheetSource name="Клиенты"/>')
    write(path, tables=[TableGrowth(name="Клиенты", rows=1)], cells=[cell(6, 1, "г")])
    assert b'refreshOnLoad="1"' in part(path, CACHE)


def test_a_pivot_that_nobody_understands_stops_nothing(path):
    with_cache(path, "")
    broken = b"<pivotCacheDefinition><cacheSource></pivotCacheDefinition>"
    _replace_part(path, CACHE, broken)
    write(path, cells=[cell(4, 2, 8.0)])
    assert part(path, CACHE) == broken


def test_the_values_a_pivot_keeps_are_not_looked_into(path):
    source = '<worksheetSource ref="A2:D5" sheet="Лист 1"/>'
    cache = with_cache(path, source).replace("</pivot", '<cacheFields count="0"/></pivot')
    _replace_part(path, CACHE, cache.encode())
    write(path, cells=[cell(4, 2, 8.0)])
    wanted = cache.replace('recordCount="1"', 'recordCount="1" refreshOnLoad="1"')
    assert part(path, CACHE).decode() == wanted


def test_a_pivot_over_another_book_is_left_alone(path):
    source = f'<worksheetSource ref="A2:D5" sheet="Лист 1" r:id="rId1" xmlns:r="{RELATIONS}"/>'
    cache = with_cache(path, source)
    write(path, cells=[cell(4, 2, 8.0)])
    assert part(path, CACHE).decode() == cache


def test_rows_say_their_spans_truly_when_cells_come_beyond_them(path):
    rows = (
        '<row r="1" spans="2:3" ht="20"><c r="B1"><v>1</v></c></row>'
        '<row spans=\'2:3\' r="2"><c r="B2"><v>1</v></c></row>'
        '<row r="3" spans="2:3"/><row r="4" spans="2:9"><c r="B4"><v>1</v></c></row>'
        '<row r="5" spans="2:3"><c r="B5"><v>1</v></c></row>'
    )
    Book(rows=rows, titles=("Лист 1",)).write(path)
    write(path, cells=[cell(1, 5, 1.0), cell(2, 1, 1.0), cell(3, 4, 1.0), cell(4, 5, 1.0),
                       cell(5, 7, None)])  # fmt: skip
    root = etree.fromstring(part(path, SHEET))
    said = [row.get("spans") for row in root.iterfind("{*}sheetData/{*}row")]
    assert said == ["2:5", "1:3", "2:4", "2:9", "2:3"]
    assert '<row r="1" spans="2:5" ht="20">' in part(path, SHEET).decode()


def test_blank_cells_of_new_rows_lie_within_their_spans_too(path):
    team(path, extra=lambda book, sheet: sheet.write("A5", "в", book.add_format({"bold": True})))
    row = '<row r="6" spans="2:4"/></sheetData>'
    text = part(path, SHEET).decode().replace("</sheetData>", row)
    _replace_part(path, SHEET, text.encode())
    write(path, tables=[TableGrowth(name="Клиенты", rows=1)], cells=[cell(6, 2, 1.0)])
    row = etree.fromstring(part(path, SHEET)).findall("{*}sheetData/{*}row")[-1]
    assert (row.get("r"), row.get("spans"), row[0].get("r")) == ("6", "1:4", "A6")


def test_an_open_book_does_not_pass_growth_over_in_silence():
    book = SimpleNamespace(titles=list, sheet=None)
    with pytest.raises(SchemaError):
        new_rows(Changes(tables=[TableGrowth(name="Клиенты", rows=1)]), book, None)
