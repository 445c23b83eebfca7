"""Writing workbooks: the cells asked for, as asked, and not a byte of anything else."""

from __future__ import annotations

import math
import re
import time
import zipfile
import zlib

import numpy as np
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook
from xlsx_tools import (
    MAIN,
    Book,
    assert_only_changed,
    cells_of,
    opened,
    part,
    raw_members,
    strings,
    styles,
)

from mkp_xl.book.drawn import CellOut, SheetOut
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
from mkp_xl.book.values import Values
from mkp_xl.errors import HostError, SchemaError
from mkp_xl.hosts.xlsx import XlsxHost

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
SKIP, KEEP, FORMULA, VALUE = Action.SKIP, Action.KEEP, Action.FORMULA, Action.VALUE


@pytest.fixture
def path(tmp_path):
    return tmp_path / "book.xlsx"


def edit(values, actions=VALUE, *, column=1, first_row=1, formula=None, style=None):
    if isinstance(actions, Action):
        actions = [actions] * len(values)
    return ColumnEdit(
        sheet="Лист",
        column=column,
        first_row=first_row,
        values=values,
        actions=actions,
        formula=formula,
        style=style,
    )


def rows_of(path, name=SHEET):
    """Return what stands in sheetData."""
    return re.search(
        r"<\w*:?sheetData ?>(.*)</\w*:?sheetData>", part(path, name).decode(), re.DOTALL
    )[1]


def write(path, **changes):
    XlsxHost(path).write(Changes(**changes))


def refused(path, **changes):
    """Return the error that stops the changes; the file must still be what it was."""
    before = path.read_bytes()
    with pytest.raises(HostError) as caught:
        write(path, **changes)
    assert path.read_bytes() == before
    return caught.value


# cells


@pytest.mark.parametrize(
    ("old", "action", "value", "new"),
    [
        ('<c r="A1"><v>1</v></c>', VALUE, 2.5, '<c r="A1"><v>2.5</v></c>'),
        ('<c r="A1" s="0"><v>1</v></c>', VALUE, 2.0, '<c r="A1" s="0"><v>2</v></c>'),
        ('<c r="A1" t="s"><v>0</v></c>', VALUE, 2.0, '<c r="A1"><v>2</v></c>'),
        (
            '<c r="A1" cm="1" vm="3" ph="1"><v>1</v></c>',
            KEEP,
            2.0,
            '<c r="A1" cm="1" ph="1"><v>2</v></c>',
        ),
        ('<c s="0" t="n" r="A1"><v>1</v></c>', KEEP, True, '<c r="A1" s="0" t="b"><v>1</v></c>'),
        ('<c r="A1"><f>B1</f><v>1</v></c>', KEEP, 2.0, '<c r="A1"><f>B1</f><v>2</v></c>'),
        (
            '<c r="A1"><f ca="1">B1</f><v>1</v></c>',
            KEEP,
            "т&",
            '<c r="A1" t="str"><f ca="1">B1</f><v>т&amp;</v></c>',
        ),
        ('<c r="A1" t="str"><f>B1</f><v>x</v></c>', KEEP, None, '<c r="A1"><f>B1</f></c>'),
        ('<c r="A1"><f>B1</f><v>1</v></c>', KEEP, "", '<c r="A1" t="str"><f>B1</f><v></v></c>'),
        (
            '<c r="A1"><f>B1</f><v>1</v></c>',
            KEEP,
            ErrorValue("#N/A"),
            '<c r="A1" t="e"><f>B1</f><v>#N/A</v></c>',
        ),
        (
            '<c r="A1"><f t="array" ref="A1">B1</f><v>1</v></c>',
            KEEP,
            3.0,
            '<c r="A1"><f t="array" ref="A1">B1</f><v>3</v></c>',
        ),
        ('<c r="A1"><f>B1</f><v>1</v></c>', VALUE, 2.0, '<c r="A1"><v>2</v></c>'),
        ('<c r="A1"><v>1</v></c>', VALUE, None, '<c r="A1"/>'),
        ('<c r="A1"><v>1</v></c>', VALUE, float("nan"), '<c r="A1"/>'),
        ('<c r="A1"><v>1</v></c>', VALUE, float("-inf"), '<c r="A1"/>'),
        ('<c r="A1"><v>1</v></c>', VALUE, np.float64(0.1), '<c r="A1"><v>0.1</v></c>'),
        ('<c r="A1"><v>1</v></c>', VALUE, -0.0, '<c r="A1"><v>0</v></c>'),
        (
            '<c r="A1"><v>1</v></c>',
            VALUE,
            "=1+1",
            '<c r="A1" t="inlineStr"><is><t>=1+1</t></is></c>',
        ),
        (
            '<c r="A1"><v>1</v></c>',
            VALUE,
            " a",
            '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>',
        ),
        (
            '<c r="A1"><v>1</v></c>',
            VALUE,
            "_x0041_\x01",
            '<c r="A1" t="inlineStr"><is><t>_x005F_x0041__x0001_</t></is></c>',
        ),
        ('<c r="A1"><v>1</v></c>', FORMULA, 2.0, '<c r="A1"><f>B1&amp;"&lt;"</f><v>2</v></c>'),
        (
            '<c r="A1" ><v>1</v><extLst><ext/></extLst></c >',
            VALUE,
            2.0,
            '<c r="A1"><v>2</v><extLst><ext/></extLst></c>',
        ),
        ("<c><v>1</v></c>", VALUE, 2.0, "<c><v>2</v></c>"),
        ("<c><v>1</v></c>", FORMULA, 2.0, '<c r="A1"><f>B1&amp;"&lt;"</f><v>2</v></c>'),
        ('<c s="0"/>', FORMULA, 2.0, '<c r="A1" s="0"><f>B1&amp;"&lt;"</f><v>2</v></c>'),
        ("<c><f>B1</f><v>1</v></c>", KEEP, 2.0, "<c><f>B1</f><v>2</v></c>"),
    ],
)
def test_one_cell_becomes_what_is_asked(path, old, action, value, new):
    Book(rows=f'<row r="1">{old}<c r="B1"><v>9</v></c></row>', strings=strings("<t>s</t>")).write(
        path
    )
    write(path, columns=[edit([value], action, formula=lambda row: f'B{row}&"<"')])
    assert rows_of(path) == f'<row r="1">{new}<c r="B1"><v>9</v></c></row>'


@pytest.mark.parametrize(
    ("old", "value"),
    [
        ('<c r="A1"><v>5.0999999999999996</v></c>', 5.1),
        ('<c r="A1" t="n"><v>1E3</v></c>', 1000.0),
        ('<c r="A1" t="s"><v>0</v></c>', "s"),
        ('<c r="A1" t="s" s="0" ph="1"><v>0</v></c>', "s"),
        ('<c r="A1" t="s" s="0"><v>0</v></c>', "s"),
        ('<c r="A1"/>', None),
        ('<c s="0" r="A1" />', None),
        ('<c r="A1" s="0" />', float("nan")),
        ('<c r="A1" t="b"><v>1</v></c>', True),
    ],
)
def test_a_cell_that_says_it_already_keeps_its_spelling(path, old, value):
    Book(rows=f'<row r="1">{old}</row>', strings=strings("<t>s</t>")).write(path)
    before = path.read_bytes()
    write(path, columns=[edit([value])])
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path], "no backup, no leftovers"


def test_skipped_cells_stay_untouched(path):
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="n"><v>{n}.0</v></c></row>' for n in range(1, 5))
    Book(rows=rows).write(path)
    write(path, columns=[edit([7.0] * 4, [SKIP, VALUE, SKIP, KEEP])])
    said = re.findall(r"<c .*?</c>", rows_of(path))
    assert said == [
        '<c r="A1" t="n"><v>1.0</v></c>',
        '<c r="A2" t="n"><v>7</v></c>',
        '<c r="A3" t="n"><v>3.0</v></c>',
        '<c r="A4" t="n"><v>7</v></c>',
    ]


def test_missing_cells_and_rows_come_in_their_order(path):
    rows = '<row r="2" spans="2:2"><c r="B2"><v>1</v></c></row>\n<row r="4"/><row r="6"></row>'
    before = '<dimension ref="B2"/>'
    Book(rows=rows, before=before).write(path)
    write(
        path,
        columns=[edit([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], column=3), edit([None, 8.0], column=1)],
        cells=[CellEdit(sheet="Лист", row=9, column=2, value="x")],
    )
    assert rows_of(path) == (
        '<row r="1"><c r="C1"><v>1</v></c></row>'
        '<row r="2" spans="1:3"><c r="A2"><v>8</v></c><c r="B2"><v>1</v></c>'
        '<c r="C2"><v>2</v></c></row>\n'
        '<row r="3"><c r="C3"><v>3</v></c></row><row r="4"><c r="C4"><v>4</v></c></row>'
        '<row r="5"><c r="C5"><v>5</v></c></row><row r="6"><c r="C6"><v>6</v></c></row>'
        '<row r="7"><c r="C7"><v>7</v></c></row>'
        '<row r="9"><c r="B9" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    assert before.encode() in part(path, SHEET)


def test_looks_of_columns_that_several_ranges_speak_of(path):
    cols = (
        '<cols><col min="1" max="5" width="9" style="1"/><col min="3" max="3" width="7"/>'
        '<col min="8" max="9" width="5"/></cols>'
    )
    Book(before=cols, rows='<row r="1"/>', styles=styles(1, 2)).write(path)
    said = {"sheet": "Лист", "width": 20.0}
    write(path, looks=[ColumnLook(column=3, **said), ColumnLook(column=7, **said)])
    new = re.search(rb"<cols>.*</cols>", part(path, SHEET))[0].decode()
    assert new == (
        '<cols><col min="1" max="2" width="9" style="1"/>'
        '<col min="3" max="3" width="20" style="1" customWidth="1"/>'
        '<col min="4" max="5" width="9" style="1"/>'
        '<col min="3" max="3" width="20" customWidth="1"/>'
        '<col min="7" max="7" width="20" customWidth="1"/>'
        '<col min="8" max="9" width="5"/></cols>'
    )


def test_a_sheet_that_lists_every_column_gets_its_looks_at_once(path):
    cols = "".join(f'<col min="{n}" max="{n}" width="9"/>' for n in range(1, 16385))
    Book(before=f"<cols>{cols}</cols>", rows='<row r="1"/>').write(path)
    started = time.monotonic()
    write(path, looks=[ColumnLook(sheet="Лист", column=n, width=20.0) for n in range(60, 80)])
    assert time.monotonic() - started < 60  # no goal: it only must not hang
    assert part(path, SHEET).count(b'width="20"') == 20


def test_an_edit_ends_where_it_ends_whatever_rows_are_missing(path):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>9</v></c></row>' for n in (1, 2, 4, 6))
    Book(rows=rows).write(path)
    write(path, columns=[edit([1.0, 2.0, 3.0]), edit([5.0, 6.0], column=2, first_row=4)])
    read = XlsxHost(path).read("Лист")
    assert read[1].values == [1.0, 2.0, 3.0, 9.0, None, 9.0]
    assert read[2].values == [None, None, None, 5.0, 6.0, None]


def test_what_else_a_row_holds_stays_behind_its_cells(path):
    Book(rows='<row r="1"><c r="A1"><v>1</v></c><extLst><ext/></extLst></row>').write(path)
    write(path, columns=[edit([2.0], column=2)])
    assert rows_of(path) == (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><extLst><ext/></extLst></row>'
    )


def test_an_empty_sheet_and_a_prefix_are_written_in_the_sheets_own_way(path):
    parts = Book(prefix="x:").parts()
    empty = parts[SHEET].replace(b"<x:sheetData></x:sheetData>", b"<x:sheetData />")
    Book(prefix="x:", extra={SHEET: empty}).write(path)
    write(path, columns=[edit([1.0, "a"], column=2)])
    assert rows_of(path) == (
        '<x:row r="1"><x:c r="B1"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row>'
    )
    assert XlsxHost(path).read("Лист")[2].values == [1.0, "a"]


def test_the_last_word_on_a_cell_wins(path):
    Book().write(path)
    write(
        path,
        columns=[edit([1.0, 2.0, 3.0]), edit([20.0], first_row=2)],
        cells=[
            CellEdit(sheet="Лист", row=3, column=1, value=30.0),
            CellEdit(sheet="лист", row=3, column=1, value=31.0),
        ],
    )
    assert XlsxHost(path).read("Лист")[1].values == [1.0, 20.0, 31.0]


def test_a_new_cell_takes_the_style_of_its_row_or_column(path):
    before = '<cols><col min="2" max="3" width="9" style="2"/></cols>'
    rows = '<row r="1" s="1" customFormat="1"/><row r="2" s="1"/>'
    Book(rows=rows, before=before, styles=styles(14, 9)).write(path)
    write(path, columns=[edit([1.0, 1.0, 1.0], column=3), edit([1.0] * 3, column=5)])
    found = re.findall(r'<c r="(\w+)"( s="\d")?', rows_of(path))
    assert found == [
        *(("C1", ' s="1"'), ("E1", ' s="1"'), ("C2", ' s="2"'), ("E2", "")),
        *(("C3", ' s="2"'), ("E3", "")),
    ]


def test_text_longer_than_a_cell_holds_is_refused(path):
    Book().write(path)
    problem = refused(path, columns=[edit([1.0, "x" * 32768], column=3)])
    said = {"sheet": "Лист", "cell": "C2", "length": 32768, "limit": 32767, "path": str(path)}
    assert (problem.key, problem.particulars) == ("text_too_long", said)
    ours = SheetOut(title="Наш", cells={(2, 1): CellOut(value="x" * 40000)})
    assert refused(path, sheets=[ours]).particulars["cell"] == "A2"
    assert refused(path, columns=[edit(["😀" * 16384])]).key == "text_too_long"
    write(path, columns=[edit(["x" * 32767])])


def test_places_beyond_a_sheet_are_refused(path):
    Book().write(path)
    assert refused(path, columns=[edit([1.0] * 2, first_row=1_048_576)]).key == "too_many_rows"
    assert refused(path, columns=[edit([1.0], column=16_385)]).key == "too_many_columns"
    assert (
        refused(path, cells=[CellEdit(sheet="Нет", row=1, column=1, value=1.0)]).key == "no_sheet"
    )
    too_long = "1+" * 4100 + "1"
    edits = [edit([1.0], FORMULA, formula=lambda _row: too_long)]
    problem = refused(path, columns=edits)
    said = (problem.particulars["sheet"], problem.particulars["cell"])
    assert (problem.key, said) == ("formula_too_long", ("Лист", "A1"))


def test_our_own_mistakes_are_told_as_such(path):
    Book().write(path)
    for edits in (
        [edit([1.0], FORMULA)],
        [edit([1.0, 2.0], [VALUE])],
        [edit([1.0], first_row=0)],
        [edit([object()])],
    ):
        with pytest.raises(SchemaError):
            write(path, columns=edits)


# dates


def test_dates_are_written_as_the_book_counts_days(path):
    rows = '<row r="1"><c r="A1" s="1"/><c r="B1" s="2"/><c r="C1"/></row>'
    Book(rows=rows, styles=styles(14, "[h]:mm"), properties='date1904="true"').write(path)
    date = Style(number_format="dd.mm.yyyy")
    write(
        path,
        columns=[edit([45351.0], column=n) for n in (1, 2, 3)]
        + [edit([45351.0], column=n, style=date) for n in (4, 5)]
        + [edit(["текст"], column=6, style=date)],
        sheets=[SheetOut(title="Наш", cells={(1, 1): CellOut(value=45351.0, style=date)})],
    )
    said = dict(re.findall(r'<c r="(\w1)"[^>]*><v>(\d+)</v>', rows_of(path)))
    assert said == {"A1": "43889", "B1": "45351", "C1": "45351", "D1": "43889", "E1": "43889"}
    read = XlsxHost(path).read("Лист")
    assert [read[n].values for n in range(1, 7)] == [[45351.0]] * 5 + [["текст"]]
    assert XlsxHost(path).read("Наш")[1].values == [45351.0]


# formulas


def shared_rows(count=4):
    first = (
        f'<row r="1"><c r="A1"><f t="shared" ref="A1:A{count}" si="3">B1+$C$1</f><v>1</v></c></row>'
    )
    return first + "".join(
        f'<row r="{n}"><c r="A{n}"><f t="shared" si="3"/><v>{n}</v></c></row>'
        for n in range(2, count + 1)
    )


def formulas_in(path):
    """Return formulas as openpyxl sees them, shared ones expanded."""
    return [cell.value for cell in opened(path)["Лист"]["A"]]


def test_a_formula_for_many_rows_is_written_once_and_shared(path):
    Book(rows='<row r="2"><c r="A2" s="0"><v>1</v></c></row>').write(path)
    formula = '"длинная" & B{row} ' * 100
    edits = edit(
        [1.0, "a", None, 4.0],
        [FORMULA, FORMULA, SKIP, FORMULA],
        formula=lambda r: formula.format(row=r),
    )
    write(path, columns=[edits, edit([5.0], FORMULA, column=3, formula=lambda r: f"A{r}")])
    said = rows_of(path)
    assert said.count("длинная") == 100
    assert '<c r="A1"><f t="shared" ref="A1:A4" si="0">' in said
    assert '<c r="A2" s="0" t="str"><f t="shared" si="0"/><v>a</v></c>' in said
    assert '<c r="A4"><f t="shared" si="0"/><v>4</v></c>' in said
    assert '<c r="C1"><f>A1</f><v>5</v></c>' in said
    assert formulas_in(path) == [
        "=" + formula.format(row=n) if n != 3 else None for n in (1, 2, 3, 4)
    ]


def test_a_group_covers_the_rows_from_its_first_cell_to_its_last(path):
    Book().write(path)
    actions = [VALUE, FORMULA, SKIP, FORMULA, KEEP]
    write(path, columns=[edit([1.0] * 5, actions, formula=lambda r: f"B{r}")])
    assert '<c r="A2"><f t="shared" ref="A2:A4" si="0">B2</f><v>1</v></c>' in rows_of(path)


def test_a_new_group_gets_a_number_of_its_own(path):
    Book(rows=shared_rows()).write(path)
    write(path, columns=[edit([1.0, 2.0], FORMULA, column=2, formula=lambda r: f"C{r}")])
    assert 'ref="B1:B2" si="4"' in rows_of(path)


def test_writing_a_group_again_changes_nothing(path):
    Book(rows=shared_rows()).write(path)
    changes = {"columns": [edit([1.0] * 4, FORMULA, formula=lambda r: f"D{r}")]}
    write(path, **changes)
    assert 'ref="A1:A4" si="0"' in rows_of(path), "the group that went left its number"
    before = path.read_bytes()
    write(path, **changes)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("action", "expected"), [(VALUE, 7), (FORMULA, "=Z1")])
def test_the_next_cell_carries_a_group_that_loses_its_carrier(path, action, expected):
    Book(rows=shared_rows()).write(path)
    write(path, columns=[edit([7.0], action, formula=lambda r: f"Z{r}")])
    assert '<f t="shared" ref="A2:A4" si="3">B2+$C$1</f><v>2</v>' in rows_of(path)
    assert formulas_in(path) == [expected, "=B2+$C$1", "=B3+$C$1", "=B4+$C$1"]


def test_the_carrier_role_falls_on_a_cell_that_is_edited_but_keeps_its_formula(path):
    Book(rows=shared_rows()).write(path)
    write(path, columns=[edit([7.0, "x", 9.0], [VALUE, KEEP, VALUE])])
    said = rows_of(path)
    assert '<c r="A2" t="str"><f t="shared" ref="A2:A4" si="3">B2+$C$1</f><v>x</v></c>' in said
    assert formulas_in(path) == [7, "=B2+$C$1", 9, "=B4+$C$1"]


def test_a_group_in_any_spelling_finds_its_next_carrier(path):
    rows = (
        "<row><c><f si='0' ref='A1:B2' t='shared'>C1*\"C1\"*LOG10(C1)*'C 1'!C1</f><v>1</v></c>"
        "<c><f t='shared' si='0'></f><v>2</v></c></row>"
        "<row><c><v>5</v></c><c><f si='0' t='shared'/></c></row>"
    )
    Book(rows=rows).write(path)
    write(path, columns=[edit([7.0], VALUE)])
    assert '<f t="shared" ref="B1:B2" si="0">D1*"C1"*LOG10(D1)*\'C 1\'!D1</f>' in rows_of(path)
    assert XlsxHost(path).read("Лист")[2].formulas[2] == FormulaAt(
        "D1*\"C1\"*LOG10(D1)*'C 1'!D1", 1, 2
    )


def test_users_of_a_group_may_go_while_its_carrier_stays(path):
    Book(rows=shared_rows()).write(path)
    write(path, columns=[edit([7.0], first_row=3)])
    assert formulas_in(path) == ["=B1+$C$1", "=B2+$C$1", 7, "=B4+$C$1"]


@pytest.mark.parametrize(
    "kind", ['t="array" ref="A1:B2"', 't="dataTable" ref="A1:B2" r1="D1" dt2D="0"']
)
@pytest.mark.parametrize("column", [1, 2])
def test_a_part_of_an_array_or_a_data_table_is_not_overwritten(path, kind, column):
    rows = (
        f'<row r="1"><c r="A1"><f {kind}>ROW(1:2)</f><v>1</v></c><c r="B1"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>1</v></c></row>'
    )
    Book(rows=rows).write(path)
    problem = refused(path, columns=[edit([1.0], column=column, first_row=2)])
    where = {"sheet": "Лист", "cell": f"{'AB'[column - 1]}2"}
    assert problem.key == "array_formula"
    assert {name: problem.particulars[name] for name in where} == where
    assert refused(path, columns=[edit([1.0], FORMULA, formula=str)]).key == "array_formula"
    write(path, columns=[edit([5.0], KEEP), edit([1.0], column=3)])
    assert XlsxHost(path).read("Лист")[1].values == [5.0, 1.0]


# the calculation chain

CHAIN = f'<calcChain xmlns="{MAIN}"><c r="A1" i="1" l="1"/><c r="A2"/><c r="B1" s="1"/></calcChain>'
TWO_FORMULAS = (
    '<row r="1"><c r="A1"><f>B1</f></c><c r="B1"><f>C1</f></c></row>'
    '<row r="2"><c r="A2"><f>B2</f></c></row>'
)


def chain_of(path):
    return re.search(r"<calcChain[^>]*>(.*)</calcChain>", part(path, "xl/calcChain.xml").decode())[
        1
    ]


def test_the_chain_follows_formulas_that_come_and_go(path):
    Book(rows=TWO_FORMULAS, chain=CHAIN).write(path)
    write(
        path,
        columns=[edit([1.0]), edit([1.0, 2.0], FORMULA, column=4, formula=str)],
        sheets=[SheetOut(title="Наш", cells={(2, 3): CellOut(value=1.0, formula="1")})],
    )
    assert chain_of(path) == (
        '<c r="A2" i="1"/><c r="B1" s="1"/><c r="D1" i="1"/><c r="D2" i="1"/><c r="C2" i="2"/>'
    )


def test_the_chain_stays_as_it_is_when_no_formula_comes_or_goes(path, tmp_path):
    Book(rows=TWO_FORMULAS, chain=CHAIN).write(path)
    before = (tmp_path / "before.xlsx").write_bytes(path.read_bytes()) and tmp_path / "before.xlsx"
    write(path, columns=[edit([1.0, 2.0], [KEEP, FORMULA], formula=lambda r: f"D{r}")])
    assert_only_changed(before, path, {SHEET})


def test_a_chain_without_entries_goes_with_all_that_leads_to_it(path):
    Book(rows=TWO_FORMULAS, chain=CHAIN).write(path)
    write(path, columns=[edit([1.0, 2.0]), edit([1.0], column=2)])
    assert "xl/calcChain.xml" not in raw_members(path)
    assert b"calcChain" not in part(path, "[Content_Types].xml")
    assert b"calcChain" not in part(path, "xl/_rels/workbook.xml.rels")
    assert opened(path).sheetnames == ["Лист"]


def test_entries_of_other_sheets_stay_in_the_chain(path):
    entries = '<c r="A1" i="2"/><c r="A1" i="1"/><c r="A2"/><c r="B1" i="2"/>'
    chain = f'<calcChain xmlns="{MAIN}">{entries}</calcChain>'
    Book(rows=TWO_FORMULAS, chain=chain, titles=("Лист", "Два")).write(path)
    write(path, columns=[edit([1.0, 2.0])])
    assert chain_of(path) == '<c r="A1" i="2"/><c r="B1" i="2"/>'


# styles


def test_styles_are_appended_and_ids_that_were_there_stay(path):
    Book(rows='<row r="1"><c r="A1" s="1"><v>1</v></c></row>', styles=styles("0.000")).write(path)
    old = etree.fromstring(part(path, "xl/styles.xml"))
    ours = Style(
        number_format="0.0 %",
        bold=True,
        wrap=True,
        color="1f4e79",
        fill="FFF2CC",
        align="right",
        size=9.5,
    )
    plain = Style(number_format="0.000")
    write(path, columns=[edit([1.0, 2.0], style=ours), edit([1.0], column=2, style=plain)])
    new = etree.fromstring(part(path, "xl/styles.xml"))
    for name in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs"):
        before, after = old.find(f"{{*}}{name}"), new.find(f"{{*}}{name}")
        same = zip(before, after, strict=False)
        assert all(etree.tostring(a) == etree.tostring(b) for a, b in same)
        assert int(after.get("count")) == len(after)
    sheet = opened(path)["Лист"]
    assert sheet["A1"].number_format == "0.000"
    assert not sheet["A1"].font.b
    cell = sheet["A2"]
    assert (cell.number_format, cell.font.b, cell.font.sz, cell.font.name) == (
        "0.0 %",
        True,
        9.5,
        "Arial",
    )
    assert (cell.font.color.rgb, cell.fill.fgColor.rgb) == ("FF1F4E79", "FFFFF2CC")
    assert (cell.alignment.horizontal, cell.alignment.wrap_text) == ("right", True)
    assert sheet["B1"].number_format == "0.000"
    assert sheet["B1"].font.name == "Arial"


def test_equal_styles_are_made_once_and_found_again(path):
    Book(styles=styles(14)).write(path)
    style = Style(number_format="0.00", bold=True)
    write(path, columns=[edit([1.0], style=style), edit([1.0], column=2, style=style)])
    first = part(path, "xl/styles.xml")
    assert first.count(b"<xf ") == 1 + 2 + 1
    assert b'numFmtId="2"' in first, "a built-in format needs no code of its own"
    write(path, columns=[edit([1.0], column=3, style=style)])
    assert part(path, "xl/styles.xml") == first


def test_a_style_that_no_cell_takes_is_not_made(path, tmp_path):
    rows = '<row r="1"><c r="A1" s="1"><v>1</v></c></row>'
    before = Book(rows=rows, styles=styles(14)).write(tmp_path / "before.xlsx")
    Book(rows=rows, styles=styles(14)).write(path)
    write(path, columns=[edit([2.0], style=Style(bold=True))])
    assert_only_changed(before, path, {SHEET})


def test_missing_styles_are_made(path):
    Book(rows='<row r="1"><c r="A1" s="0"><v>1</v></c></row>').write(path)
    write(path, columns=[edit([2.0], style=Style(number_format="dd.mm.yyyy", fill="FFFFFF"))])
    assert XlsxHost(path).read("Лист")[1].formats == ["dd.mm.yyyy"]
    cell = opened(path)["Лист"]["A1"]
    assert (cell.number_format, cell.fill.fgColor.rgb) == ("dd.mm.yyyy", "FFFFFFFF")
    assert b'fillId="2"' in part(path, "xl/styles.xml"), "the first two fills are not ours to use"


# columns


def looks(*wishes):
    return [
        ColumnLook(sheet="Лист", column=c, width=w, outline=o, hidden=h) for c, w, o, h in wishes
    ]


def cols_of(path):
    found = re.search(rb"<cols>(.*)</cols>", part(path, SHEET))
    return found[1].decode() if found else None


def test_looks_of_columns_are_put_where_the_schema_wants_them(path):
    Book(before='<sheetViews><sheetView workbookViewId="0"/></sheetViews>').write(path)
    write(path, looks=looks((2, 12.5, 0, False)))
    assert (
        b'</sheetViews><cols><col min="2" max="2" width="12.5" customWidth="1"/></cols><sheetData>'
        in part(path, SHEET)
    )


def test_ranges_of_columns_are_split_around_ours(path):
    before = (
        '<cols><col min="1" max="1" width="5"/><col min="2" max="9" width="7" style="1"/></cols>'
    )
    Book(before=before, styles=styles(14)).write(path)
    write(path, looks=looks((4, 20.0, 0, False), (12, 3.0, 0, True)))
    assert cols_of(path) == (
        '<col min="1" max="1" width="5"/><col min="2" max="3" width="7" style="1"/>'
        '<col min="4" max="4" width="20" style="1" customWidth="1"/>'
        '<col min="5" max="9" width="7" style="1"/>'
        '<col min="12" max="12" width="3" customWidth="1" hidden="1"/>'
    )


def test_a_hidden_group_gets_its_plus_sign(path):
    Book(before='<sheetFormatPr defaultRowHeight="15"/>').write(path)
    write(path, looks=looks((3, 9.0, 1, True), (4, 9.0, 1, True)))
    assert b'outlineLevelCol="1"' in part(path, SHEET)
    sheet = opened(path)["Лист"]
    assert sheet.column_dimensions["C"].outlineLevel == 1
    assert sheet.column_dimensions["E"].collapsed
    before = path.read_bytes()
    write(path, looks=looks((3, 9.0, 1, True), (4, 9.0, 1, True)))
    assert path.read_bytes() == before


# sheets of ours

OURS = SheetOut(
    title="Наш <лист>",
    cells={
        (3, 2): CellOut(value="Итог", style=Style(bold=True), link="'Лист'!A1"),
        (1, 1): CellOut(value=1.5),
        (3, 30): CellOut(value=True, formula="A1>1"),
        (4, 1): CellOut(value=None),
    },
    widths={1: 30.25},
    hidden_columns=frozenset({4}),
    hidden=True,
    freeze_row=3,
)


def test_a_sheet_of_ours_is_added_behind_the_others(path):
    Book(titles=("Лист", "Два"), extra={"xl/worksheets/sheet3.xml": b"<taken/>"}).write(path)
    write(path, sheets=[OURS])
    assert list(raw_members(path))[-1] == "xl/worksheets/sheet4.xml"
    book = opened(path)
    assert book.sheetnames == ["Лист", "Два", "Наш <лист>"]
    sheet = book["Наш <лист>"]
    assert (sheet["A1"].value, sheet["B3"].value, sheet["AD3"].value) == (1.5, "Итог", "=A1>1")
    assert sheet["B3"].font.b
    assert sheet["B3"].hyperlink.location == "'Лист'!A1"
    assert sheet.sheet_state == "hidden"
    assert sheet.freeze_panes == "A4"
    assert sheet.column_dimensions["A"].width == pytest.approx(30.25, abs=1)
    assert sheet.column_dimensions["D"].hidden
    assert CalamineWorkbook.from_path(str(path)).sheet_names == book.sheetnames


def test_new_members_bear_no_date_of_today(path):
    Book().write(path)
    write(path, sheets=[OURS])
    with zipfile.ZipFile(path) as archive:
        dates = {info.filename: info.date_time for info in archive.infolist()}
    assert dates["xl/worksheets/sheet2.xml"] == (1980, 1, 1, 0, 0, 0)
    assert dates[BOOK] == (2024, 2, 29, 12, 30, 8), "a changed member keeps its own"


@pytest.mark.parametrize(("prefix", "strict"), [("", False), ("x:", False), ("x:", True)])
def test_a_sheet_of_ours_fits_the_books_own_dialect(path, prefix, strict):
    Book(prefix=prefix, strict=strict).write(path)
    write(
        path,
        sheets=[OURS],
        recalculate_on_load=True,
        names=[NameEdit(name="n", sheet=None, refers_to="1")],
    )
    host = XlsxHost(path)
    assert [sheet.title for sheet in host.look().sheets] == ["Лист", "Наш <лист>"]
    assert host.read("Наш <лист>")[2].values == [None, None, "Итог"]
    root = etree.fromstring(part(path, BOOK))
    assert {etree.QName(node).namespace for node in root.iter()} == {etree.QName(root).namespace}
    relations = etree.fromstring(part(path, "xl/_rels/workbook.xml.rels"))
    spaces = {node.get("Type").rpartition("/")[0] for node in relations}
    assert len(spaces) == 1


def test_a_sheet_that_is_there_gets_new_rows_and_links_only(path):
    before = '<dimension ref="A1:B9"/><cols><col min="1" max="1" width="5"/></cols>'
    merged = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    old_links = '<hyperlinks><hyperlink ref="A9" location="x"/></hyperlinks>'
    after = f'{merged}{old_links}<pageMargins left="1"/>'
    Book(rows=TWO_FORMULAS, before=before, after=after, chain=CHAIN).write(path)
    sheet = SheetOut(title="ЛИСТ", cells=OURS.cells, freeze_row=9, widths={1: 99.0})
    write(path, sheets=[sheet])
    said = part(path, SHEET).decode()
    links = '<hyperlinks><hyperlink ref="B3" location="\'Лист\'!A1"/></hyperlinks>'
    head = said.partition("<sheetData>")[0]
    assert head.endswith(before.replace("A1:B9", "A1:AD9")), "our cells reach AD3"
    assert said.partition("</sheetData>")[2] == (
        f'{merged}{links}<pageMargins left="1"/></worksheet>'
    )
    assert chain_of(path) == '<c r="AD3" i="1"/>'
    assert [n.split("/")[-1] for n in raw_members(path) if "sheet" in n] == ["sheet1.xml"]


def test_a_title_that_a_chart_sheet_bears_is_refused(path):
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Лист")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Лист!$A$1:$A$2"})
        book.add_chartsheet("Наш").set_chart(chart)
    assert refused(path, sheets=[SheetOut(title="наш", cells={})]).key == "title_taken"


@pytest.mark.parametrize("title", ["", "x" * 32, "a/b", "'a", "a[1]"])
def test_a_title_that_no_sheet_may_bear_is_our_mistake(path, title):
    Book().write(path)
    with pytest.raises(SchemaError):
        write(path, sheets=[SheetOut(title=title, cells={})])


def test_a_sheet_is_not_edited_and_replaced_in_one_run(path):
    Book().write(path)
    with pytest.raises(SchemaError):
        write(path, sheets=[SheetOut(title="лист", cells={})], columns=[edit([1.0])])


# names and recalculation


def names_of(path):
    found = re.search(r"<definedNames>.*</definedNames>", part(path, BOOK).decode())
    return found[0] if found else None


def test_names_are_set_replaced_and_removed(path):
    tail = (
        "<definedNames><definedName name='Keep' comment='x'>1</definedName>"
        "<definedName name='Old' localSheetId='1'>2</definedName>"
        "<definedName name='old'>3</definedName></definedNames><calcPr/>"
    )
    Book(tail=tail, titles=("Лист", "Два")).write(path)
    write(
        path,
        sheets=[SheetOut(title="Наш", cells={})],
        names=[
            NameEdit(name="OLD", sheet="Два", refers_to=None),
            NameEdit(name="old", sheet=None, refers_to="'a&b'!$A$1", hidden=True),
            NameEdit(name="_mkp.new", sheet="наш", refers_to="Наш!$A$1"),
            NameEdit(name="никогда", sheet=None, refers_to=None),
        ],
    )
    assert names_of(path) == (
        "<definedNames><definedName name='Keep' comment='x'>1</definedName>"
        '<definedName name="old" hidden="1">\'a&amp;b\'!$A$1</definedName>'
        '<definedName name="_mkp.new" localSheetId="2">Наш!$A$1</definedName></definedNames>'
    )


def test_the_last_name_goes_with_its_list_and_the_first_comes_with_one(path):
    Book(tail="<calcPr calcId='1'/>").write(path)
    original = part(path, BOOK)
    write(path, names=[NameEdit(name="n", sheet=None, refers_to="Лист!$A$1")])
    assert b"</sheets><definedNames>" in part(path, BOOK)
    write(path, names=[NameEdit(name="n", sheet=None, refers_to=None)])
    assert part(path, BOOK) == original


def test_a_name_that_stands_already_changes_nothing(path):
    Book(
        tail="<definedNames><definedName hidden='true' name='n'>1</definedName></definedNames>"
    ).write(path)
    before = path.read_bytes()
    write(path, names=[NameEdit(name="n", sheet=None, refers_to="1", hidden=True)])
    assert path.read_bytes() == before
    assert refused(path, names=[NameEdit(name="n", sheet="Нет", refers_to="1")]).key == "no_sheet"


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("", '</sheets><calcPr fullCalcOnLoad="1"/></workbook>'),
        (
            "<definedNames/><oleSize ref='A1'/>",
            '<definedNames/><calcPr fullCalcOnLoad="1"/><oleSize',
        ),
        ("<calcPr calcId='7'/>", "<calcPr calcId='7' fullCalcOnLoad=\"1\"/>"),
        ("<calcPr fullCalcOnLoad='0' calcId='7'/>", "<calcPr fullCalcOnLoad=\"1\" calcId='7'/>"),
        ("<calcPr fullCalcOnLoad='true'/>", "<calcPr fullCalcOnLoad='true'/>"),
    ],
)
def test_recalculation_on_load_is_asked_for_in_its_place(path, tail, expected):
    Book(tail=tail).write(path)
    write(path, recalculate_on_load=True)
    assert expected in part(path, BOOK).decode()


# tables


def test_a_tables_header_is_not_written_over(path):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Лист")
        header = [{"header": "Клиент"}, {"header": "две\nстроки"}]
        sheet.add_table("B2:C5", {"name": "T", "columns": header})
    write(path, cells=[CellEdit(sheet="Лист", row=2, column=2, value="Клиент")])
    write(path, cells=[CellEdit(sheet="Лист", row=2, column=3, value="две\nстроки")])
    write(path, cells=[CellEdit(sheet="Лист", row=3, column=2, value="Ромашка")])
    problem = refused(path, cells=[CellEdit(sheet="Лист", row=2, column=2, value="Заказчик")])
    said = {name: problem.particulars[name] for name in ("sheet", "cell", "table")}
    assert (problem.key, said) == ("table_header", {"sheet": "Лист", "cell": "B2", "table": "T"})


# the whole file


def feature_rich(path):
    """Write a book of many parts with XlsxWriter."""
    with xlsxwriter.Workbook(str(path)) as book:
        date = book.add_format({"num_format": "dd.mm.yyyy", "bg_color": "#FFEEDD"})
        for title in ("Лист", "Другой"):
            sheet = book.add_worksheet(title)
            sheet.write_row("A1", ["Имя", "Дата", "Сумма"])
            for row in range(1, 2000):
                sheet.write_row(row, 0, [f"имя {row}", row / 7])
                sheet.write_number(row, 1, 45000 + row, date)
                sheet.write_formula(row, 3, f"=C{row + 1}*2", None, row)
            sheet.conditional_format("C2:C99", {"type": "data_bar"})
            sheet.data_validation("A2:A9", {"validate": "list", "source": ["a", "b"]})
            sheet.add_sparkline("F1", {"range": "A1:C1"})
            sheet.write_comment("A1", "примечание")
            sheet.autofilter("A1:D100")
            sheet.freeze_panes(1, 0)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Лист!$C$2:$C$9"})
        book.worksheets()[0].insert_chart("H2", chart)
    return path


def test_only_the_parts_that_must_change_do(path, tmp_path):
    before = feature_rich(tmp_path / "before.xlsx")
    XlsxHost(before, output=path).write(
        Changes(columns=[edit([1.0] * 50, KEEP, column=4, first_row=2)])
    )
    assert_only_changed(before, path, {SHEET})
    old, new = etree.fromstring(part(before, SHEET)), etree.fromstring(part(path, SHEET))
    for row in range(2, 52):
        for tree in (old, new):
            cell = cells_of(tree)[row, 4]
            cell.find("{*}v").text = ""
    assert etree.tostring(old, method="c14n") == etree.tostring(new, method="c14n")


def test_a_member_copied_keeps_its_packed_bytes_whatever_its_header(path, tmp_path):
    before = tmp_path / "before.xlsx"
    parts = Book(titles=("Лист", "Два")).parts() | {"picture ё.bin": b"x" * 5000}
    with before.open("wb") as file, zipfile.ZipFile(Unseekable(file), "w") as archive:
        for number, (name, content) in enumerate(parts.items()):
            info = zipfile.ZipInfo(name, (1999, 12, 31, 23, 59, 58))
            info.compress_type = number % 2 * zipfile.ZIP_DEFLATED
            info.comment, info.external_attr = b"about", 0o100644 << 16
            info.extra = b"\xfe\xca\x04\x00mine"
            archive.writestr(info, content)
        archive.comment = b"the whole"
    XlsxHost(before, output=path).write(Changes(columns=[edit([1.0])]))
    assert_only_changed(before, path, {SHEET})
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.comment == b"the whole"
        assert {info.comment for info in archive.infolist()} == {b"about"}
        assert {info.extra for info in archive.infolist()} == {b"\xfe\xca\x04\x00mine"}
        assert {info.flag_bits & 8 for info in archive.infolist()} == {0}
        for info in archive.infolist():
            head = path.read_bytes()[info.header_offset :][:30]
            assert not head[6] & 8
            assert int.from_bytes(head[18:22], "little") == info.compress_size
            assert int.from_bytes(head[22:26], "little") == info.file_size
        assert archive.read("picture ё.bin") == b"x" * 5000


class Unseekable:
    """A file that zipfile must write with the sizes behind the data."""

    def __init__(self, file):
        self.write, self.flush = file.write, file.flush


def test_sizes_beyond_32_bits_are_written_and_read(path, tmp_path, monkeypatch):
    before = feature_rich(tmp_path / "before.xlsx")
    monkeypatch.setattr("mkp_xl.hosts.xlsx.zip_out.WIDE_FROM", 500)
    XlsxHost(before, output=path).write(Changes(columns=[edit([1.0] * 50, KEEP, column=4)]))
    assert_only_changed(before, path, {SHEET})
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        large = [info for info in archive.infolist() if info.compress_size >= 500]
        assert large
        assert all(info.extract_version >= 45 for info in large)
    monkeypatch.undo()
    assert XlsxHost(path).read("Лист")[4].values[:3] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("has_isal", [True, False])
def test_large_parts_are_packed_fast_and_small_ones_small(path, tmp_path, monkeypatch, has_isal):
    before = feature_rich(tmp_path / "before.xlsx")
    changes = Changes(columns=[edit([1.0] * 50, KEEP, column=4)])
    XlsxHost(before, output=path).write(changes)
    small = len(raw_members(path)[SHEET].packed)
    whole = part(path, SHEET)
    monkeypatch.setattr("mkp_xl.hosts.xlsx.packing.FAST_FROM", 1000)
    if not has_isal:
        monkeypatch.setattr("mkp_xl.hosts.xlsx.deflate.fast_zlib", zlib)
    XlsxHost(before, output=path).write(changes)
    assert small < len(raw_members(path)[SHEET].packed) < 2 * small
    assert part(path, SHEET) == whole


def test_the_host_reads_what_it_has_written(path):
    Book(rows='<row r="1"><c r="A1"><v>1</v></c></row>').write(path)
    host = XlsxHost(path)
    assert host.read("Лист")[1].values == [1.0]
    host.write(Changes(columns=[edit([2.0])]))
    assert host.read("Лист")[1].values == [2.0]
    host.write(Changes(columns=[edit([3.0])]))
    assert host.read("Лист")[1].values == [3.0]


def test_an_output_is_written_even_if_nothing_changes(path, tmp_path):
    Book(rows='<row r="1"><c r="A1"><v>1</v></c></row>').write(path)
    output = tmp_path / "out.xlsx"
    XlsxHost(path, output=output).write(Changes())
    assert raw_members(output) == raw_members(path)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.from_regex(
    r"\A[ \n_x0-9A-F<&\r\t]{0,20}\Z"
)
RAWS = st.none() | st.booleans() | TEXTS | st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=60, deadline=None)
@given(values=st.lists(RAWS, max_size=25), formula=st.booleans(), data=st.data())
def test_what_is_written_is_what_is_read(tmp_path_factory, values, formula, data):
    folder = tmp_path_factory.mktemp("identity")
    rows = '<row r="2"><c r="B2" t="s"><v>0</v></c></row><row r="5"><c r="B5"><f>1</f></c></row>'
    book = Book(rows=rows, strings=strings("<t>0</t>")).write(folder / "book.xlsx")
    texts = [data.draw(TEXTS) for _ in values]
    said = [f'"{text}"&A1' for text in texts]
    cells = [
        CellEdit(sheet="Лист", row=row, column=2, value=value, formula=text)
        for row, (value, text) in enumerate(zip(values, said, strict=True), 1)
    ]
    if formula:
        write(book, cells=cells)
    else:
        write(book, columns=[edit(values, column=2)])
    read = XlsxHost(book).read("Лист", columns=[2], last_row=len(values))[2]
    found = [*read.values, *[None] * (len(values) - len(read.values))]
    assert found == values
    assert [type(one) for one in found] == [type(other) for other in values]
    if formula:
        assert [read.formulas[row].text for row in range(1, len(values) + 1)] == said


# any edits over any sheet

ROW = st.integers(1, 9)
COLUMN = st.integers(1, 4)
SHEETS = st.dictionaries(st.tuples(ROW, COLUMN), st.sampled_from(["number", "formula", "blank"]))
COLUMN_EDITS = st.tuples(COLUMN, ROW, st.lists(st.sampled_from(Action), min_size=1, max_size=6))
CELL_EDITS = st.tuples(COLUMN, ROW, st.sampled_from([KEEP, FORMULA, VALUE]))


def sheet_of(cells):
    """Return rows with the cells; formulas of the last column share a group."""
    rows = {}
    group = sorted(place for place, kind in cells.items() if kind == "formula" and place[1] == 4)
    for (row, column), kind in sorted(cells.items()):
        formula = f"<f>Z{row}</f>"
        if (row, column) in group:
            carrier = f'<f t="shared" ref="D{row}:D9" si="0">Z{row}</f>'
            formula = carrier if (row, column) == group[0] else '<f t="shared" si="0"/>'
        inside = {"number": "<v>5</v>", "formula": f"{formula}<v>6</v>", "blank": ""}[kind]
        rows.setdefault(row, []).append(f'<c r="{"ABCD"[column - 1]}{row}">{inside}</c>')
    return "".join(f'<row r="{row}">{"".join(said)}</row>' for row, said in sorted(rows.items()))


@settings(max_examples=150, deadline=None)
@given(
    cells=SHEETS,
    columns=st.lists(COLUMN_EDITS, max_size=4),
    singles=st.lists(CELL_EDITS, max_size=3),
)
def test_any_edits_come_out_as_a_table_would_have_them(tmp_path_factory, cells, columns, singles):
    path = Book(rows=sheet_of(cells)).write(tmp_path_factory.mktemp("model") / "book.xlsx")
    values = {p: {"number": 5.0, "formula": 6.0}.get(kind) for p, kind in cells.items()}
    formulas = {p: f"=Z{p[0]}" for p, kind in cells.items() if kind == "formula"}
    numbers = iter(range(100, 999))
    edits, orders = [], []
    for column, first, actions in columns:
        said = [float(next(numbers)) for _ in actions]
        edits.append(edit(said, actions, column=column, first_row=first, formula=lambda r: f"Y{r}"))
        rows = range(first, first + len(actions))
        orders += zip(rows, [column] * len(rows), actions, said, strict=True)
    done = {(row, col): (act, value) for row, col, act, value in orders if act != SKIP}
    cell_edits = []
    for column, row, action in singles:
        value = float(next(numbers))
        formula = f"Y{row}" if action == FORMULA else None
        keep = action == KEEP
        cell_edits.append(
            CellEdit(
                sheet="Лист",
                row=row,
                column=column,
                value=value,
                formula=formula,
                keep_formula=keep,
            )
        )
        done[row, column] = (action, value)
    for place, (action, value) in done.items():
        values[place] = value
        if action != KEEP:
            formulas.pop(place, None)
        if action == FORMULA:
            formulas[place] = f"=Y{place[0]}"
    write(path, columns=edits, cells=cell_edits)
    read = XlsxHost(path).read("Лист", columns=[1, 2, 3, 4])
    found = {(r, c): v for c, part in read.items() for r, v in enumerate(part.values, 1)}
    assert {p: v for p, v in found.items() if v is not None} == {
        p: v for p, v in values.items() if v is not None
    }
    told = {(row, c) for c, part in read.items() for row in part.formulas}
    assert told == set(formulas)
    sheet = opened(path)["Лист"]
    assert {place: sheet.cell(*place).value for place in formulas} == formulas


def test_new_columns_are_within_the_stated_dimension(path):
    Book(rows='<row r="1"><c r="A1"><v>1</v></c></row>', before='<dimension ref="A1"/>').write(path)
    write(path, columns=[edit([1.0, None, 2.0, None], column=4)], looks=looks((4, 9, 0, False)))
    assert '<dimension ref="A1:D3"/>' in part(path, SHEET).decode()
    write(path, columns=[edit([9.0], column=9)])
    assert '<dimension ref="A1:D3"/>' in part(path, SHEET).decode(), "without looks not a byte"


def test_a_sheet_without_a_dimension_gets_none(path):
    Book(rows='<row r="1"><c r="A1"><v>1</v></c></row>').write(path)
    write(path, columns=[edit([1.0], column=4)], looks=looks((4, 9, 0, False)))
    assert "dimension" not in part(path, SHEET).decode()


def test_days_of_1904_are_counted_by_the_field_not_by_the_cells_own_format(path):
    rows = '<row r="1"><c r="A1" s="1"><v>5</v></c><c r="B1"><v>5</v></c></row>'
    Book(rows=rows, styles=styles("dd.mm.yyyy"), properties='date1904="1"').write(path)
    number, day = Style(number_format="0"), Style(number_format="dd.mm.yyyy")
    write(path, columns=[edit([182.0], style=number), edit([46349.0], column=2, style=day)])
    assert re.findall("<v>(.*?)</v>", rows_of(path)) == ["182", str(46349 - 1462)]


def test_an_array_of_one_cell_goes_with_its_formula_and_its_mark(path):
    formula = '<f t="array" ref="A1" ca="1">SUM(B1:B9)</f>'
    Book(rows=f'<row r="1"><c r="A1" cm="1">{formula}<v>1</v></c></row>').write(path)
    write(path, columns=[edit([2.0], KEEP)])
    assert rows_of(path) == f'<row r="1"><c r="A1" cm="1">{formula}<v>2</v></c></row>'
    write(path, columns=[edit([3.0], FORMULA, formula=lambda _row: "1+2")])
    assert rows_of(path) == '<row r="1"><c r="A1"><f>1+2</f><v>3</v></c></row>'


def test_a_table_made_on_a_sheet_of_ours_keeps_its_headers(path):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Наш")
        sheet.add_table("A1:B3", {"columns": [{"header": "Где"}, {"header": "Что"}]})

    def headers(*texts):
        cells = {(1, column): CellOut(text) for column, text in enumerate(texts, 1)}
        return [SheetOut(title="Наш", cells=cells | {(2, 1): CellOut(1.0)})]

    assert refused(path, sheets=headers("Where", "What")).key == "table_header"
    assert refused(path, sheets=headers("Где")).key == "table_header"
    write(path, sheets=headers("Где", "Что"))


@pytest.mark.parametrize(
    ("merged", "columns"),
    [("C1:E1", {1, 2}), ("C1:E2", {1, 2, 3, 4, 5}), ("D5:E7", {1, 2, 4, 5}), ("?", {1, 2})],
)
def test_columns_are_taken_by_what_they_hold_and_by_merged_cells_from_a_row_on(
    path, merged, columns
):
    rows = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2</f></c><c r="C2" s="0"/></row>'
    after = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'
    Book(rows=rows, after=after).write(path)
    assert XlsxHost(path).occupied("Лист", 2) == columns


def test_what_is_infinite_is_written_as_a_blank(path):
    Book(rows='<row r="1"><c r="A1"><v>1</v></c></row>').write(path)
    infinite = Values(np.array([math.inf, -math.inf, 2.0]))
    write(path, columns=[edit(infinite)])
    assert XlsxHost(path).read("Лист")[1].values == [None, None, 2.0]


@pytest.mark.parametrize("reads_before", [False, True])
@pytest.mark.parametrize("count", [3, 120])
def test_a_sheet_that_is_not_kept_is_written_like_one_that_is(
    tmp_path, monkeypatch, reads_before, count
):
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="C{row}" t="str"><v>{row}</v></c></row>'
        for row in range(1, 301, 2)
    )
    before = tmp_path / "before.xlsx"
    Book(rows=rows).write(before)
    numbers = range(5, 5 + 2 * count, 2)
    cells = [
        CellEdit(sheet="Лист", row=row, column=column, value=0.5)
        for row in numbers
        for column in (1, 2, 3, 4)
    ]
    changes = Changes(cells=[*cells, CellEdit(sheet="Лист", row=200, column=1, value="новая")])
    monkeypatch.setattr("mkp_xl.hosts.xlsx.row_stream.FIRST_BLOCK", 500)
    monkeypatch.setattr("mkp_xl.hosts.xlsx.row_stream.BLOCK", 900)
    XlsxHost(before, output=tmp_path / "kept.xlsx").write(changes)
    monkeypatch.setattr("mkp_xl.hosts.xlsx.sheet.Room.takes", lambda *_: False)
    host = XlsxHost(before, output=tmp_path / "again.xlsx")
    if reads_before:
        assert host.read("Лист")[1].values[::2] == list(range(1, 301, 2))
    host.write(changes)
    assert part(tmp_path / "again.xlsx", SHEET) == part(tmp_path / "kept.xlsx", SHEET)


def test_rows_that_are_cut_otherwise_than_before_are_never_written_to(tmp_path, monkeypatch):
    """What an earlier look has learnt of a block holds of that block alone."""
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 301))
    book = Book(rows=rows).write(tmp_path / "book.xlsx")
    before = book.read_bytes()
    monkeypatch.setattr("mkp_xl.hosts.xlsx.row_stream.FIRST_BLOCK", 500)
    monkeypatch.setattr("mkp_xl.hosts.xlsx.row_stream.BLOCK", 900)
    monkeypatch.setattr("mkp_xl.hosts.xlsx.members.PIECE", 300)
    monkeypatch.setattr("mkp_xl.hosts.xlsx.sheet.Room.takes", lambda *_: False)
    host = XlsxHost(book)
    host.read("Лист")
    monkeypatch.setattr("mkp_xl.hosts.xlsx.members.PIECE", 350)
    with pytest.raises(HostError) as caught:
        host.write(Changes(cells=[CellEdit(sheet="Лист", row=250, column=1, value=0.5)]))
    assert caught.value.key == "damaged"
    assert book.read_bytes() == before
