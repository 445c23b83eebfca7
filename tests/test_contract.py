"""What every host promises, held to each of them: files, books open in Excel and in LibreOffice.

Excel's half speaks to xlwings; under it stands the engine of `uno_engine`, a real LibreOffice.
LibreOffice's half speaks to its port; the engine's book is there to look at what came of it.
"""

import datetime as dt
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from books import AS_OF, make_book, request, run
from calc_line import PortLine
from soffice import find
from xlwings import XlwingsError

from mkp_xl.book import flow
from mkp_xl.book.drawn import CellOut, Chart, Page, Pick, Rule, Series, SheetOut
from mkp_xl.book.grid import (
    Action,
    CellEdit,
    Changes,
    ColumnEdit,
    ColumnLook,
    ErrorValue,
    FormulaAt,
    NameEdit,
    Style,
)
from mkp_xl.errors import HostError, SchemaError
from mkp_xl.faces.buttons.drawing import draw
from mkp_xl.faces.demo_data import demo_data
from mkp_xl.hosts.calc.book import CalcBook
from mkp_xl.hosts.excel import ExcelBook, calm, formats, patience
from mkp_xl.hosts.excel.cells import Cells
from mkp_xl.hosts.live import LiveHost, before, undo
from mkp_xl.hosts.live.values import Formula
from mkp_xl.hosts.xlsx import XlsxHost

pytestmark = [pytest.mark.soffice, pytest.mark.sampled(3)]
DATE = Style(number_format="dd.mm.yyyy")
DAY = 45293.0
LOST = ("foreign_formula", "dead_mark", "sheet_restored", "sheet_redrawn")
ODD_TEXTS = ["00123", "=x", "+7", "-", "@a", "'quoted", "1 мая", "3/4", "ИСТИНА", "#N/A нет", "5 %"]


@pytest.fixture(scope="module")
def app():
    """One LibreOffice behind xlwings for all tests of the module."""
    find()
    import uno_engine  # noqa: PLC0415  # it needs LibreOffice's own library

    with uno_engine.running("ru-RU") as program:
        yield program


class FileBench:
    """A workbook file."""

    name = "file"

    def __init__(self, path):
        self.path = path

    def host(self):
        return XlsxHost(self.path)

    def close(self):
        """Nothing is open."""


class ExcelBench:
    """The same workbook, open."""

    name = "excel"
    refused = "excel_refused"

    def __init__(self, path, app):
        self.path = path
        self.book = app.books.open(path)
        self.open = ExcelBook(self.book)

    def host(self, **how):
        return LiveHost(self.open, **how)

    def close(self):
        self.book.close()


class CalcBench(ExcelBench):
    """The same workbook, reached as LibreOffice's buttons reach it."""

    name = "calc"
    refused = "calc_refused"

    def __init__(self, path, app):
        super().__init__(path, app)
        self.open = CalcBook(PortLine(app.impl.office.context, self.book.impl.model))


LIVE = {"excel": ExcelBench, "calc": CalcBench}


@pytest.fixture(params=["file", *LIVE])
def opened(request):
    """Return what opens a workbook with one host or the other."""
    benches = []

    def open_(path):
        if request.param == "file":
            benches.append(FileBench(path))
        else:
            benches.append(LIVE[request.param](path, request.getfixturevalue("app")))
        return benches[-1]

    yield open_
    for bench in benches:
        bench.close()


@pytest.fixture(params=LIVE)
def live(request, app):
    """Return what opens a workbook in one spreadsheet program or the other."""
    benches = []

    def open_(path):
        benches.append(LIVE[request.param](path, app))
        return benches[-1]

    yield open_
    for bench in benches:
        bench.close()


@pytest.fixture
def excel(app):
    """Return what opens a workbook where only Excel's half is meant."""
    benches = []

    def open_(path):
        benches.append(ExcelBench(path, app))
        return benches[-1]

    yield open_
    for bench in benches:
        bench.close()


@pytest.fixture
def book(tmp_path):
    """Return a workbook with a cell of each kind."""
    path = tmp_path / "Мои клиенты.xlsx"
    with xlsxwriter.Workbook(path) as draft:
        date = draft.add_format({"num_format": "dd.mm.yyyy"})
        text = draft.add_format({"num_format": "@"})
        sheet = draft.add_worksheet("Мои данные")
        sheet.write_row("A1", ["Имя", "Сумма", "День", "Флаг", "Формула", "Текст"])
        for row in range(1, 7):
            sheet.write_string(row, 0, f"Клиент {row}")
            sheet.write_number(row, 1, row * 1000.25)
            sheet.write_datetime(row, 2, dt.datetime(2024, 1, 1 + row), date)  # noqa: DTZ001
            sheet.write_boolean(row, 3, row % 2 == 0)
            sheet.write_formula(row, 4, f"=B{row + 1}*2", None, row * 2000.5)
            sheet.write_string(row, 5, ODD_TEXTS[row - 1], text if row == 1 else None)
        sheet.write_formula("E4", "=1/0", None, "#DIV/0!")
        sheet.write_formula("E5", '=""', None, "")
        sheet.write_formula("E6", "=NA()", None, "#N/A")
        sheet.write_number("B8", 5)
        sheet.merge_range("H2:I2", "")
        sheet.write("J1", "край")
        log = draft.add_worksheet("Заказы")
        log.write_row("B3", ["Клиент", "Сумма"])
        log.write_row("B4", ["А", 1.0])
        log.write_row("B5", ["Б", 2.0])
        log.add_table("B3:C5", {"name": "Orders", "columns": [{"header": "Клиент"},
                                                             {"header": "Сумма"}]})  # fmt: skip
        draft.add_worksheet("Скрытый").hide()
        draft.add_worksheet("Тайный").very_hidden()
        draft.add_worksheet("Пустой")
        draft.define_name("mkp_rate", "=0.5")
        draft.define_name("Заказы!place", "=Заказы!$B$3")
    marks = [
        NameEdit(name="_mkp.cells", sheet=None, refers_to='"native"', hidden=True),
        NameEdit(name="_mkp.gap", sheet="Мои данные", refers_to="'Мои данные'!$E$1", hidden=True),
    ]
    empty = CellEdit(sheet="Мои данные", row=5, column=5, value="", formula='""')
    XlsxHost(path).write(Changes(names=marks, cells=[empty]))
    return path


def column(bench, number, sheet="Мои данные", first_row=1, **where):
    cells = bench.host().read(sheet, first_row=first_row, columns=[number], **where)[number]
    return replace(cells, formats=list(cells.formats))  # asked for now, not when looked at


def test_values_are_read_alike(opened, book):
    bench = opened(book)
    read = bench.host().read("Мои данные", first_row=2, columns=[1, 2, 3, 4, 5, 6, 7])
    assert {cells.first_row for cells in read.values()} == {2}
    assert {len(cells.values) for cells in read.values()} == {7}
    assert read[1].values[:2] == ["Клиент 1", "Клиент 2"]
    assert read[2].values == [*[row * 1000.25 for row in range(1, 7)], 5.0]
    assert read[3].values == [*[DAY + row - 1 for row in range(1, 7)], None]
    assert read[4].values == [False, True, False, True, False, True, None]
    errors = [ErrorValue("#DIV/0!"), "", ErrorValue("#N/A")]
    assert read[5].values == [2000.5, 4001.0, *errors, 12003.0, None]
    assert read[6].values == [*ODD_TEXTS[:6], None]
    assert read[7].values == [None] * 7
    kinds = [type(value) for value in (read[2].values[0], read[4].values[0])]
    assert kinds == [float, bool]


def test_formats_and_formulas_are_read_alike(opened, book):
    read = opened(book).host().read("Мои данные", first_row=2, last_row=7)
    assert list(read[2].formats) == ["General"] * 6
    assert list(read[3].formats) == ["dd.mm.yyyy"] * 6
    assert list(read[6].formats) == ["@", *["General"] * 5]
    assert read[6].formulas == {}
    assert read[5].formulas[2] == FormulaAt("B2*2", 2, 5)
    assert read[5].formulas[4] == FormulaAt("1/0", 4, 5)
    assert read[5].formulas[5] == FormulaAt('""', 5, 5)
    assert sorted(read[5].formulas) == [2, 3, 4, 5, 6, 7]


def test_all_filled_columns_come_where_none_are_named(opened, book):
    host_ = opened(book).host()
    assert sorted(host_.read("Мои данные", last_row=7)) >= [1, 2, 3, 4, 5, 6]
    assert list(host_.read("Мои данные", first_row=8, last_row=8, columns=[2])) == [2]
    assert host_.read("Пустой") == {}
    assert host_.read("Пустой", columns=[3])[3].values == []


def test_sheets_tables_and_names_are_told_alike(opened, book):
    bench = opened(book)
    info = bench.host().look()
    assert [(sheet.title, sheet.state, sheet.formulas) for sheet in info.sheets] == [
        ("Мои данные", "visible", 6),
        ("Заказы", "visible", 0),
        ("Скрытый", "hidden", 0),
        ("Тайный", "hidden" if bench.name == "calc" else "veryHidden", 0),
        ("Пустой", "visible", 0),
    ]
    (table,) = info.tables
    assert (table.name, table.sheet, table.header_rows, table.totals_rows) == (
        "Orders", "Заказы", 1, 0,
    )  # fmt: skip
    box = (table.first_row, table.first_column, table.last_row, table.last_column)
    assert box == (3, 2, 5, 3)
    names = {(name.name, name.sheet): name for name in info.names}
    assert names["mkp_rate", None].refers_to == "0.5"
    assert names["place", "Заказы"].refers_to == "Заказы!$B$3"
    assert names["_mkp.cells", None].refers_to == '"native"'
    mark = names["_mkp.gap", "Мои данные"]
    assert (mark.refers_to, mark.hidden) == ("'Мои данные'!$E$1", True)
    assert not names["mkp_rate", None].hidden


def test_occupied_columns_are_those_with_content_or_merged_below(opened, book):
    host_ = opened(book).host()
    merged = host_.occupied("Мои данные", 1) - {9}  # LibreOffice knows the first cell only
    assert merged == {1, 2, 3, 4, 5, 6, 8, 10}
    assert host_.occupied("Мои данные", 3) == {1, 2, 3, 4, 5, 6, 10}
    assert host_.occupied("Пустой", 1) == set()


def test_a_sheet_that_is_not_there_is_named(opened, book):
    bench = opened(book)
    with pytest.raises(HostError) as caught:
        bench.host().read("Нет такого")
    assert (caught.value.key, caught.value.particulars["sheet"]) == ("no_sheet", "Нет такого")
    assert Path(caught.value.particulars["path"]) == book
    edit = CellEdit(sheet="Нет такого", row=1, column=1, value=1.0)
    with pytest.raises(HostError) as caught:
        bench.host().write(Changes(cells=[edit]))
    assert caught.value.key == "no_sheet"


def test_dates_of_1904_are_days_of_1900(opened, tmp_path):
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as draft:
        date = draft.add_format({"num_format": "dd.mm.yyyy"})
        sheet = draft.add_worksheet("Лист")
        sheet.write_datetime("A1", dt.datetime(2024, 1, 2), date)  # noqa: DTZ001
        sheet.write_number("B1", 45293)
    bench = opened(path)
    read = bench.host().read("Лист")
    assert (read[1].values, read[2].values) == ([DAY], [45293.0])
    edit = ColumnEdit(sheet="Лист", column=3, first_row=1, values=[DAY, DAY + 1],
                      actions=bytes([Action.VALUE] * 2), style=DATE)  # fmt: skip
    bench.host().write(Changes(columns=[edit]))
    assert column(bench, 3, "Лист").values == [DAY, DAY + 1]
    assert bench.host().write(Changes(columns=[edit])) is None


def test_each_action_does_what_it_says(opened, book):
    bench = opened(book)
    actions = [Action.SKIP, Action.KEEP, Action.FORMULA, Action.VALUE, Action.KEEP, Action.SKIP]
    edit = ColumnEdit(
        sheet="Мои данные", column=5, first_row=2, actions=bytes(actions),
        values=[1.0, 4001.0, 6003.0, "итог", 9.0, 7.0], formula=lambda row: f"$B{row}*2",
    )  # fmt: skip
    other = ColumnEdit(
        sheet="Мои данные", column=7, first_row=2, actions=bytes([Action.KEEP, Action.VALUE]),
        values=[True, None],
    )  # fmt: skip
    assert bench.host().write(Changes(columns=[edit, other])) is not None
    found = column(bench, 5, first_row=2)
    assert {row: formula.text for row, formula in found.formulas.items()} == {
        2: "B2*2", 3: "B3*2", 4: "$B4*2", 6: "NA()", 7: "B7*2",
    }  # fmt: skip
    assert found.values[:4] == [2000.5, 4001.0, 6001.5 if bench.name != "file" else 6003.0, "итог"]
    assert column(bench, 7, first_row=2).values[:2] == [True, None]


def test_what_is_written_is_read_back(opened, book):
    bench = opened(book)
    values = [1.5, -0.0, "текст", "", True, False, None, DAY, 1e300, 0.1, *ODD_TEXTS, "ё" * 9000]
    edit = ColumnEdit(
        sheet="Пустой", column=2, first_row=3, values=values,
        actions=bytes([Action.VALUE] * len(values)),
    )  # fmt: skip
    bench.host().write(Changes(columns=[edit]))
    read = column(bench, 2, "Пустой", first_row=3).values
    blank = None if bench.name != "file" else ""
    assert read == [1.5, 0.0, "текст", blank, *values[4:]]
    assert [type(value) for value in read[4:6]] == [bool, bool]
    assert column(bench, 2, "Пустой").formulas == {}


def test_nothing_to_write_is_none(opened, book):
    bench = opened(book)
    cells = [
        CellEdit(sheet="Мои данные", row=2, column=2, value=1000.25),
        CellEdit(sheet="Мои данные", row=2, column=5, value=2000.5, keep_formula=True),
        CellEdit(sheet="Мои данные", row=3, column=5, value=4001.0, formula="B3*2"),
        CellEdit(sheet="Мои данные", row=2, column=6, value="00123"),
    ]
    names = [NameEdit(name="mkp_rate", sheet=None, refers_to="0.5"),
             NameEdit(name="gone", sheet=None, refers_to=None)]  # fmt: skip
    assert bench.host().write(Changes(cells=cells, names=names)) is None
    assert bench.host().write(Changes()) is None


def test_the_last_word_on_a_cell_counts(opened, book):
    bench = opened(book)
    first = ColumnEdit(sheet="Мои данные", column=7, first_row=2, values=[1.0, 2.0, 3.0],
                       actions=bytes([Action.VALUE] * 3))  # fmt: skip
    second = ColumnEdit(sheet="Мои данные", column=7, first_row=2, values=[9.0, 8.0, 7.0],
                        actions=bytes([Action.SKIP, Action.VALUE, Action.SKIP]))  # fmt: skip
    cell = CellEdit(sheet="Мои данные", row=4, column=7, value="конец")
    bench.host().write(Changes(columns=[first, second], cells=[cell]))
    assert column(bench, 7, first_row=2).values[:3] == [1.0, 8.0, "конец"]


def test_cells_left_out_stay_whatever_they_hold(opened, tmp_path):
    path = tmp_path / "полосы.xlsx"
    kept = [*ODD_TEXTS, 5.0, True, DAY, None, "простой текст", "=B1*2", 12.5]
    with xlsxwriter.Workbook(path) as draft:
        date = draft.add_format({"num_format": "dd.mm.yyyy"})
        sheet = draft.add_worksheet("Л")
        for row in range(0, 400, 2):
            value = kept[(row // 2) % len(kept)]
            if value == "=B1*2":
                sheet.write_formula(row, 0, value, None, 0)
            elif isinstance(value, str):
                sheet.write_string(row, 0, value)
            elif value is not None:
                sheet.write(row, 0, value, date if value == DAY else None)
    bench = opened(path)
    stood = column(bench, 1, "Л", last_row=399)
    actions = bytes([Action.SKIP, Action.VALUE] * 200)
    edit = ColumnEdit(sheet="Л", column=1, first_row=1, values=[f"н{i}" for i in range(400)],
                      actions=actions)  # fmt: skip
    bench.host().write(Changes(columns=[edit]))
    now = column(bench, 1, "Л", last_row=399)
    assert now.values[::2] == stood.values[::2]
    assert now.formulas == stood.formulas
    assert now.formats[::2] == stood.formats[::2]
    assert now.values[1::2] == [f"н{i}" for i in range(1, 399, 2)]


def test_a_style_is_for_cells_without_their_own(opened, book):
    bench = opened(book)
    edit = ColumnEdit(sheet="Мои данные", column=3, first_row=2, values=[DAY] * 9, style=Style(
        number_format="yyyy-mm-dd"), actions=bytes([Action.VALUE] * 9))  # fmt: skip
    text = ColumnEdit(sheet="Мои данные", column=6, first_row=2, values=[6.0], style=DATE,
                      actions=bytes([Action.VALUE]))  # fmt: skip
    bench.host().write(Changes(columns=[edit, text]))
    formats = column(bench, 3, first_row=2).formats
    assert formats[:6] == ["dd.mm.yyyy"] * 6
    assert formats[7:9] == ["yyyy-mm-dd"] * 2
    assert column(bench, 6, first_row=2).formats[0] == "@"


def test_names_are_set_changed_and_removed(opened, book):
    bench = opened(book)
    bench.host().write(Changes(names=[
        NameEdit(name="mkp_rate", sheet=None, refers_to="0.7"),
        NameEdit(name="mkp_new", sheet=None, refers_to="Заказы!$C$4:$C$5", hidden=True),
        NameEdit(name="place", sheet="Заказы", refers_to=None),
        NameEdit(name="_mkp.gap", sheet="Мои данные", refers_to="'Мои данные'!$F$1", hidden=True),
    ]))  # fmt: skip
    names = {(name.name, name.sheet): name for name in bench.host().look().names}
    assert names["mkp_rate", None].refers_to == "0.7"
    assert names["mkp_new", None].refers_to == "Заказы!$C$4:$C$5"
    assert names["mkp_new", None].hidden
    assert names["_mkp.gap", "Мои данные"].refers_to == "'Мои данные'!$F$1"
    assert ("place", "Заказы") not in names


def sheet_out(title="МКП лист", rows=3, **more):
    cells = {(1, 1): CellOut("Заголовок", style=Style(bold=True, fill="DDDDDD"))}
    for row in range(2, 2 + rows):
        cells[row, 1] = CellOut(f"строка {row}")
        cells[row, 2] = CellOut(row * 1.5, style=Style(number_format="0.00"))
        cells[row, 4] = CellOut(row * 3.0, formula=f"B{row}*2")
    return SheetOut(title=title, cells=cells, widths={1: 30.0}, **more)


def test_a_sheet_is_made_and_filled_again(opened, book):
    bench = opened(book)
    bench.host().write(Changes(sheets=[sheet_out(hidden=True)]))
    info = bench.host().look().sheets
    assert [(sheet.title, sheet.state, sheet.formulas) for sheet in info[5:]] == [
        ("МКП лист", "hidden", 3)
    ]
    read = bench.host().read("МКП лист")
    assert read[1].values == ["Заголовок", "строка 2", "строка 3", "строка 4"]
    assert read[2].formats[1:] == ["0.00"] * 3
    assert read[4].formulas[4].text == "B4*2"
    assert bench.host().write(Changes(sheets=[sheet_out(hidden=True)])) is None
    bench.host().write(Changes(sheets=[sheet_out(rows=1)]))
    read = bench.host().read("МКП лист")
    assert read[1].values == ["Заголовок", "строка 2"]
    assert read[4].formulas.keys() == {2}


def test_a_tables_header_is_left_alone(opened, book):
    bench = opened(book)
    edit = CellEdit(sheet="Заказы", row=3, column=2, value="Покупатель")
    with pytest.raises(HostError) as caught:
        bench.host().write(Changes(cells=[edit]))
    assert caught.value.key == "table_header"
    assert column(bench, 2, "Заказы", first_row=3).values[0] == "Клиент"


def test_what_no_cell_can_hold_is_refused_before_anything_is_written(opened, book):
    bench = opened(book)
    good = CellEdit(sheet="Пустой", row=1, column=1, value=1.0)
    for bad, key in (
        (CellEdit(sheet="Пустой", row=1, column=2, value="я" * 40_000), "text_too_long"),
        (CellEdit(sheet="Пустой", row=1, column=2, value=1.0, formula="1+" * 5000 + "1"),
         "formula_too_long"),
        (CellEdit(sheet="Пустой", row=2_000_000, column=2, value=1.0), "too_many_rows"),
        (CellEdit(sheet="Пустой", row=1, column=20_000, value=1.0), "too_many_columns"),
    ):  # fmt: skip
        with pytest.raises(HostError) as caught:
            bench.host().write(Changes(cells=[good, bad]))
        assert caught.value.key == key
    assert bench.host().read("Пустой") == {}


def test_twenty_thousand_rows_of_seventeen_columns(opened, tmp_path):
    path = tmp_path / "большая.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as draft:
        sheet = draft.add_worksheet("Л")
        for row in range(20_000):
            sheet.write_row(row, 0, [f"Клиент {row}", *[row + 0.5] * 7])
    bench = opened(path)
    began = time.monotonic()
    read = bench.host().read("Л")
    reading = time.monotonic() - began
    assert len(read[8].values) == 20_000
    edits = [
        ColumnEdit(
            sheet="Л", column=9 + number, first_row=1, style=Style(number_format="0.00"),
            values=[row * 1.0 if number % 2 else f"слово {row % 7}" for row in range(20_000)],
            actions=bytes([Action.VALUE] * 20_000),
        )
        for number in range(8)
    ]  # fmt: skip
    edits.append(ColumnEdit(
        sheet="Л", column=17, first_row=1, values=[row * 2.0 for row in range(20_000)],
        actions=bytes([Action.FORMULA] * 20_000), formula=lambda row: f"$J{row}*2",
    ))  # fmt: skip
    began = time.monotonic()
    host_ = bench.host()
    host_.write(Changes(columns=edits))
    print(f"{bench.name}: read {reading:.2f} s, written in {time.monotonic() - began:.2f} s")  # noqa: T201
    now = bench.host().read("Л", columns=[10, 16, 17], first_row=19_999)
    assert [cells.values for cells in now.values()] == [
        [19_998.0, 19_999.0], [19_998.0, 19_999.0], [39_996.0, 39_998.0],
    ]  # fmt: skip
    if bench.name != "file":
        assert len(host_.before.patches) == 9


def test_a_recalculation_writes_the_same_cells_into_a_file_and_an_open_book(live, tmp_path):
    path, twin = tmp_path / "книга.xlsx", tmp_path / "такая же.xlsx"
    data = demo_data(30, lang="ru", as_of=AS_OF)
    make_book(path, clients=data.clients, orders=data.orders, contacts=data.contacts)
    run(path, request())
    later = request(AS_OF + dt.timedelta(40), settings={"high_above": 900_000.0})
    shutil.copy(path, twin)
    bench = live(twin)
    host_ = bench.host()
    outcome = flow.run(host_, later)
    assert [finding.code for finding in outcome.findings if finding.code in LOST] == []
    assert host_.write(outcome.changes) is not None
    assert host_.plain_sheets == []
    run(path, later)
    file, open_ = (h.read("Клиенты") for h in (XlsxHost(path), bench.host()))
    assert file.keys() == open_.keys()
    for number, cells in file.items():
        assert open_[number].values == [
            pytest.approx(v, abs=1e-9) if isinstance(v, float) else v for v in cells.values
        ], number
        assert open_[number].formulas.keys() == cells.formulas.keys()
    again = bench.host()
    outcome = flow.run(again, later)
    assert "foreign_formula" not in {finding.code for finding in outcome.findings}


# what only an open book knows


def contents(bench):
    """Return all a book shows: cells, formulas, formats, names, sheets, a width."""
    host_ = bench.host()
    info = host_.look()
    found = {("sheet", sheet.title): sheet for sheet in info.sheets}
    found |= {("name", name.name, name.sheet): name for name in info.names}
    for sheet in info.sheets:
        for number, cells in host_.read(sheet.title, columns=range(1, 12)).items():
            rows = range(cells.first_row, cells.first_row + len(cells.values))
            for row, value, said in zip(rows, cells.values, cells.formats, strict=True):
                code = None if isinstance(value, str) else said  # LibreOffice formats odd texts
                found[sheet.title, row, number] = (value, code, cells.formulas.get(row))
    found["width"] = round(bench.book.sheets["Мои данные"].range("G1").column_width, 2)
    return found


CHANGES = Changes(
    columns=[
        ColumnEdit(sheet="Мои данные", column=5, first_row=2, values=[1.0] * 6, style=DATE,
                   actions=bytes([Action.VALUE] * 6)),
        ColumnEdit(sheet="Мои данные", column=7, first_row=2, values=[2.0] * 6, style=DATE,
                   actions=bytes([Action.FORMULA] * 6), formula=lambda row: f"B{row}+1"),
        ColumnEdit(sheet="Мои данные", column=6, first_row=2, values=["т"] * 6,
                   actions=bytes([Action.VALUE] * 6)),
        ColumnEdit(sheet="Мои данные", column=3, first_row=2, values=[7.0] * 6,
                   actions=bytes([Action.VALUE] * 6)),
    ],
    cells=[CellEdit(sheet="Заказы", row=4, column=3, value=77.0)],
    sheets=[sheet_out()],
    looks=[ColumnLook(sheet="Мои данные", column=7, width=25.0)],
    names=[NameEdit(name="mkp_rate", sheet=None, refers_to="0.9"),
           NameEdit(name="mkp_more", sheet=None, refers_to="1"),
           NameEdit(name="place", sheet="Заказы", refers_to=None)],
)  # fmt: skip


@pytest.mark.sampled(3)
@pytest.mark.parametrize("fails_at", [0, 2, 4, 6])
@pytest.mark.parametrize(
    "problem", [HostError("excel_busy"), RuntimeError("ours"), KeyboardInterrupt()]
)
def test_a_failure_midway_leaves_the_book_as_it_was(live, book, monkeypatch, fails_at, problem):
    bench = live(book)
    before_it = contents(bench)
    kind = type(bench.open.sheet("Заказы"))
    put, calls = kind.put, []

    def failing(self, *args):
        calls.append(args)
        if len(calls) == fails_at + 1:
            raise problem
        put(self, *args)

    monkeypatch.setattr(kind, "put", failing)
    with pytest.raises(type(problem)):
        bench.host().write(CHANGES)
    assert len(calls) > fails_at
    assert contents(bench) == before_it


def test_what_excel_refuses_midway_is_a_host_error_and_leaves_the_book(excel, book, monkeypatch):
    bench = excel(book)
    before_it = contents(bench)
    put, calls = Cells._put, []

    def refused(self, *args):
        calls.append(args)
        if len(calls) == 5:
            raise XlwingsError("no")
        put(self, *args)

    monkeypatch.setattr(Cells, "_put", refused)
    with pytest.raises(HostError) as caught:
        bench.host().write(CHANGES)
    assert (caught.value.key, caught.value.particulars["reason"]) == ("excel_refused", "no")
    assert contents(bench) == before_it


@pytest.mark.parametrize("title", ["так [нельзя]", "a" * 32, "'x", ""])
def test_a_title_no_sheet_may_bear_is_our_bug(opened, book, title):
    with pytest.raises(SchemaError):
        opened(book).host().write(Changes(sheets=[sheet_out(title=title)]))


def test_the_last_write_is_taken_back_once(live, book, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    bench = live(book)
    before_it = contents(bench)
    host_ = bench.host()
    host_.write(CHANGES)
    assert contents(bench) != before_it
    assert undo.keep(bench.open, host_.before)
    undo.take_back(bench.open)
    assert contents(bench) == before_it
    with pytest.raises(HostError) as caught:
        undo.take_back(bench.open)
    assert caught.value.key == "nothing_to_undo"


def test_nothing_is_taken_back_after_our_columns_moved(live, book, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    bench = live(book)
    host_ = bench.host()
    host_.write(CHANGES)
    undo.keep(bench.open, host_.before)
    bench.book.sheets["Мои данные"].range("A:A").insert("right")
    moved = contents(bench)
    with pytest.raises(HostError) as caught:
        undo.take_back(bench.open)
    assert caught.value.key == "book_changed"
    assert contents(bench) == moved


def test_a_marked_cell_that_is_live_does_not_hinder_undo(live, book, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    bench = live(book)
    mark = NameEdit(name="_mkp.say", sheet="Мои данные", refers_to="'Мои данные'!$E$2")
    edit = CellEdit(sheet="Мои данные", row=7, column=7, value=77.0)
    host_ = bench.host()
    host_.write(Changes(names=[mark], cells=[edit]))
    undo.keep(bench.open, host_.before)
    sheet = bench.book.sheets["Мои данные"]
    live = sheet.range("E2").value
    sheet.range("B2").value = 5
    assert sheet.range("E2").value != live
    undo.take_back(bench.open)
    assert sheet.range("G7").value is None


def test_too_large_a_write_is_not_kept(live, book, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(undo, "_LARGEST", 10)
    bench = live(book)
    host_ = bench.host()
    host_.write(CHANGES)
    assert not undo.keep(bench.open, host_.before)
    assert not undo.file_of(bench.open).exists()


def test_a_users_protected_sheet_is_refused_and_ours_is_protected_again(live, book):
    bench = live(book)
    bench.host().write(Changes(sheets=[sheet_out(protected=True)]))
    ours, theirs = (bench.book.sheets[t] for t in ("МКП лист", "Мои данные"))
    assert ours.api.ProtectContents
    bench.host().write(Changes(sheets=[sheet_out(rows=2, protected=True)]))
    assert ours.api.ProtectContents
    assert column(bench, 1, "МКП лист").values == ["Заголовок", "строка 2", "строка 3"]
    theirs.api.Protect()
    with pytest.raises(HostError) as caught:
        bench.host().write(CHANGES)
    assert caught.value.key == "sheet_protected"
    assert caught.value.particulars["sheet"] == "Мои данные"
    ours.api.Unprotect("")
    ours.api.Protect("secret")
    with pytest.raises(HostError) as caught:
        bench.host().write(Changes(sheets=[sheet_out(rows=1)]))
    assert caught.value.key in ("sheet_protected", bench.refused)
    assert column(bench, 1, "МКП лист").values == ["Заголовок", "строка 2", "строка 3"]


def test_rows_inserted_between_reading_and_writing_stop_the_write(live, book):
    bench = live(book)
    host_ = bench.host()
    host_.read("Мои данные")
    bench.book.sheets["Мои данные"].range("3:3").insert("down")
    with pytest.raises(HostError) as caught:
        host_.write(CHANGES)
    assert caught.value.key == "changed_meanwhile"


def test_a_formula_is_no_text_in_a_column_of_text_format(live, book):
    bench = live(book)
    bench.book.sheets["Пустой"].range("A1:A9").number_format = "@"
    edit = ColumnEdit(
        sheet="Пустой", column=1, first_row=1, values=[3.0] * 4,
        actions=bytes([Action.FORMULA] * 4), formula=lambda row: f"{row}+1",
    )  # fmt: skip
    bench.host().write(Changes(columns=[edit]))
    cells = column(bench, 1, "Пустой")
    assert cells.values == [2.0, 3.0, 4.0, 5.0]
    assert sorted(cells.formulas) == [1, 2, 3, 4]


def test_sheets_made_without_their_design_are_named(live, book):
    host_ = live(book).host()
    host_.write(Changes(sheets=[sheet_out(), sheet_out(title="Полный", freeze_row=2)]))
    assert host_.plain_sheets == ["Полный"]


def test_calm_puts_everything_back_whatever_happens(excel, book, app, monkeypatch):
    bench = excel(book)
    data = bench.book.sheets["Мои данные"]
    data.activate()
    data.range("B2:C3").select()
    said = []

    def work():
        with calm.calm(
            app, lambda key, percent: said.append((key, percent)) or f"МКП: {percent} %"
        ) as step:
            assert (app.screen_updating, app.enable_events) == (False, False)
            assert app.calculation == "manual"
            step("write", 0.5)
            assert app.status_bar == "МКП: 70 %"
            bench.book.sheets["Заказы"].activate()
            monkeypatch.setattr(type(app.impl), "enable_events", property(lambda _self: False))
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        work()
    monkeypatch.undo()
    assert said == [("write", 70)]
    assert (app.screen_updating, app.calculation) == (True, "automatic")
    assert app.status_bar is False
    assert bench.book.sheets.active.name == "Мои данные"
    assert app.selection.address == "$B$2:$C$3"


class BusyError(Exception):
    """What Excel raises while a cell is being edited."""

    hresult = -2146777998


def test_a_busy_excel_is_asked_again_and_then_named(monkeypatch):
    monkeypatch.setattr(patience, "OUTSIDE", (BusyError,))
    monkeypatch.setattr(patience, "_PAUSE", 0.001)
    calls = []

    def twice_busy():
        calls.append(1)
        if len(calls) < 3:
            raise BusyError
        return "answer"

    assert patience.patiently(twice_busy) == "answer"
    calls.clear()

    def busy():
        calls.append(1)
        raise BusyError

    with pytest.raises(HostError) as caught:
        patience.patiently(busy, seconds=0.02)
    assert caught.value.key == "excel_busy"
    assert len(calls) > 2


def test_a_call_that_failed_is_written_again(live, book):
    """Excel calls the function of a cell again only when the cell is written."""
    bench = live(book)
    edit = ColumnEdit(
        sheet="Мои данные", column=5, first_row=6, values=[6003.0], actions=bytes([Action.KEEP]),
        formula=lambda _row: "NA()",
    )  # fmt: skip
    assert bench.host().write(Changes(columns=[edit])) is None
    host_ = bench.host()
    assert host_.write(Changes(columns=[replace(edit, alone=True)])) is not None
    (patch,) = host_.before.patches
    assert (patch.row, patch.column, patch.contents) == (6, 5, [Formula("NA()")])
    assert column(bench, 5, first_row=6).formulas[6].text == "NA()"


DESIGNED = SheetOut(
    title="Полный",
    cells={
        (1, 1): CellOut("Менеджер", style=Style(bold=True), link="'Мои данные'!A1"),
        (2, 1): CellOut(2.0, formula="'Мои данные'!$B$2*2"),
        (2, 2): CellOut("а"), (3, 2): CellOut("б"), (4, 4): CellOut(DAY, style=DATE),
    },
    widths={1: 30.0}, freeze_row=1, merges=((5, 1, 5, 3),), tab="1F5A8C", hidden=True,
    rules=(Rule(box=(2, 1, 3, 1), formula="$A2>1", style=Style(fill="FF0000")),),
    picks=(Pick(box=(3, 1, 3, 1), listed="$B$2:$B$3"),),
    charts=(Chart(series=(Series(name="=Полный!$A$1", categories="Полный!$B$2:$B$3",
                                 values="Полный!$A$2:$A$3", color="1F5A8C"),),
                  row=7, column=1, width=300, height=200),),
    page=Page(area=(1, 1, 9, 5)),
)  # fmt: skip


def test_a_sheet_is_made_with_its_whole_design(live, book):
    bench = live(book)
    before_it = contents(bench)
    host_ = bench.host(draw=draw)
    shown = bench.book.sheets.active.name
    host_.write(Changes(sheets=[DESIGNED, sheet_out()]))
    assert host_.plain_sheets == []
    assert bench.book.sheets.active.name == shown
    assert [sheet.name for sheet in bench.book.sheets][-2:] == ["Полный", "МКП лист"]
    made = bench.book.sheets["Полный"]
    assert (made.range("A2").value, made.range("A2").formula) == (2000.5, "='Мои данные'!$B$2*2")
    assert made.visible == 0
    assert made.range("A1").column_width > 25  # of another font here than in the file
    sheet = made.impl.uno
    assert sheet.Charts.Count == 1
    assert sheet.getCellByPosition(0, 2).Validation.Type.value == "LIST"
    assert sheet.getCellByPosition(0, 1).ConditionalFormat.Count == 1
    assert [a.EndRow for a in sheet.getPrintAreas()] == [8]
    assert made.range("D4").number_format == "dd.mm.yyyy"
    assert made.range("A5").merge_area.address == "$A$5:$C$5"
    assert (sheet.TabColor, sheet.getCellByPosition(0, 0).TextFields.Count) == (0x1F5A8C, 1)
    assert len(bench.book.app.books) == 1
    before.put_back(bench.open, host_.before)
    assert contents(bench) == before_it


def unreadable(path, sheets):
    draw(path, sheets)
    path.write_bytes(b"no workbook")


def full_disk(path, _sheets):
    raise PermissionError(13, f"no room for {path}")


@pytest.mark.parametrize("broken", [unreadable, full_disk])
def test_a_sheet_that_cannot_be_copied_is_made_plain_and_named(live, book, broken):
    bench = live(book)
    host_ = bench.host(draw=broken)
    host_.write(Changes(sheets=[DESIGNED]))
    assert host_.plain_sheets == ["Полный"]
    assert bench.book.sheets["Полный"].range("A2").value == 2000.5


def test_a_copy_that_arrives_nowhere_is_made_plain(excel, book, monkeypatch):
    bench = excel(book)
    monkeypatch.setattr("uno_engine.sheets.Sheet.copy", lambda *_, **__: None)
    host_ = bench.host(draw=draw)
    host_.write(Changes(sheets=[DESIGNED]))
    assert host_.plain_sheets == ["Полный"]
    assert len(bench.book.app.books) == 1


def test_a_cell_of_our_sheet_keeps_its_look_when_its_content_changes(live, book):
    bench = live(book)
    styled = CellOut("было", style=Style(bold=True, fill="DDDDDD", bottom="1F5A8C"))
    mark = NameEdit(name="_mkp.sheet.settings", sheet="Наш", refers_to="Наш!$A$1")
    bench.host().write(
        Changes(sheets=[SheetOut(title="Наш", cells={(1, 1): styled})], names=[mark])
    )
    bench.host().write(Changes(cells=[CellEdit(sheet="Наш", row=1, column=1, value="стало")]))
    cell = bench.book.sheets["Наш"].range("A1")
    assert (cell.value, cell.font.bold, cell.color) == ("стало", True, (221, 221, 221))
    assert cell.impl.cells.BottomBorder.OuterLineWidth > 0


def test_links_of_a_sheet_of_ours_follow_its_cells(live, book):
    bench = live(book)

    def listed(*places):
        cells = {(row, 1): CellOut(p, link=f"'Мои данные'!{p}") for row, p in enumerate(places, 1)}
        bench.host().write(Changes(sheets=[SheetOut(title="Наш", cells=cells)]))

    def led():
        cells = [bench.book.sheets["Наш"].impl.uno.getCellByPosition(0, row) for row in range(3)]
        fields = [[c.TextFields.getByIndex(i) for i in range(c.TextFields.Count)] for c in cells]
        found = [
            [f.URL for f in field] + [cell.Hyperlink]
            for field, cell in zip(fields, cells, strict=True)
        ]
        return [
            [url.rpartition("!")[2].rpartition(".")[2] for url in urls if url] for urls in found
        ]

    listed("A2", "A3", "A4")
    assert led() == [["A2"], ["A3"], ["A4"]]
    listed("A2", "A7")
    assert led() == [["A2"], ["A7"], []]


def test_a_cell_of_ours_that_is_emptied_looks_empty_too(live, book):
    bench = live(book)
    loud = Style(bold=True, fill="DDDDDD", color="1F5A8C", bottom="1F5A8C", indent=2,
                 underline=True, unlocked=True)  # fmt: skip
    cells = {(row, 1): CellOut(f"строка {row}", style=loud) for row in (1, 2, 3, 4)}
    bench.host().write(Changes(sheets=[SheetOut(title="Наш", cells=cells)]))
    cells = {
        (1, 1): CellOut("строка 1", style=loud),
        (2, 1): CellOut("другая", style=loud),
        (3, 1): CellOut("простая"),
    }
    bench.host().write(Changes(sheets=[SheetOut(title="Наш", cells=cells)]))
    found = [bench.book.sheets["Наш"].range(f"A{row}") for row in (1, 2, 3, 4)]
    for cell in found[:2]:
        assert (cell.font.bold, cell.color, cell.api.IndentLevel) == (True, (221, 221, 221), 2)
        assert (cell.api.Font.Underline, cell.api.Locked) == (2, False)
        assert cell.impl.cells.BottomBorder.OuterLineWidth > 0
    for cell in found[2:]:
        assert (cell.font.bold, cell.color, cell.api.IndentLevel) == (False, None, 0)
        assert (cell.font.color, cell.api.Font.Underline, cell.api.Locked) == (
            (0, 0, 0),
            -4142,
            True,
        )
        assert cell.impl.cells.BottomBorder.OuterLineWidth == 0


def test_formats_that_change_from_cell_to_cell_are_read(excel, tmp_path, monkeypatch):
    """Currencies that alternate, and dates between blanks without a format, one by one."""
    path = tmp_path / "пёстрая.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Лист")
        looks = [book.add_format({"num_format": code}) for code in ("dd.mm.yyyy", '"$"0', '0"€"')]
        for row in range(0, 400, 2):
            sheet.write_number(row, 0, DAY, looks[0])
            sheet.write_number(row, 1, 5.0, looks[1 + row // 2 % 2])
    bench = excel(path)
    wanted = [['"$"0', '0"€"'][row // 2 % 2] for row in range(0, 400, 2)]
    assert column(bench, 2, "Лист").formats[::2] == wanted
    assert column(bench, 1, "Лист").formats[::2] == ["dd.mm.yyyy"] * 200
    monkeypatch.setattr(formats, "_MOST_CALLS", 100)
    assert column(bench, 1, "Лист").formats[::2] == ["dd.mm.yyyy"] * 200


def test_a_book_whose_path_nobody_knows_is_written_and_told(excel, book, monkeypatch, tmp_path):
    """As one in the cloud, or while Excel says nothing at all."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    bench = excel(book)

    def unknown(_book):
        raise XlwingsError("Couldn't find the local OneDrive folder")

    monkeypatch.setattr(type(bench.book), "fullname", property(unknown))
    host_ = bench.host()
    assert host_.write(CHANGES).target.name == book.name
    assert undo.keep(bench.open, host_.before)
    undo.take_back(bench.open)
    with pytest.raises(HostError) as caught:
        bench.host().read("нет такого")
    assert Path(caught.value.particulars["path"]).name == book.name


def test_an_undo_that_cannot_be_kept_leaves_no_older_one(live, book, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    bench = live(book)
    host_ = bench.host()
    host_.write(CHANGES)
    assert undo.keep(bench.open, host_.before)

    def busy(_book):
        raise HostError("excel_busy")

    monkeypatch.setattr(undo, "_marks", busy)
    assert not undo.keep(bench.open, host_.before)
    assert not undo.file_of(bench.open).exists()
