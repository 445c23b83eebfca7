"""Real workbooks of many programs grow by rows, columns and a sheet, and lose nothing by it."""

from __future__ import annotations

import datetime as dt
import warnings

import grown
import pytest
import xlsx_tools as tools
from openpyxl.utils.datetime import to_excel
from python_calamine import CalamineWorkbook

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx import XlsxHost

SAMPLE_PERCENT = 4
UNREADABLE = {"duplicate_members", "damaged"}
SEALED = {"signed", "shared_workbook"}
NO_ROOM = {
    *("growth_cell", "growth_table", "growth_merged", "growth_array", "growth_pivot"),
    *("table_totals", "table_bound", "table_formula", "too_many_rows", "too_many_columns"),
}

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize("path", tools.samples(SAMPLE_PERCENT))
def test_a_book_grows_and_loses_nothing(path, tmp_path):
    place = grow(path, tmp_path / f"out{path.suffix}")
    if isinstance(place, str):
        assert place in UNREADABLE | SEALED | {"too_many_rows", "too_many_columns"}
        pytest.skip(f"refused: {place}")


def grow(path, output, tab=0):
    """Grow a book and prove the outcome; the place that grew, or the reason of the refusal."""
    try:
        info = XlsxHost(path).look()
    except HostError as problem:
        return problem.key
    parts = tools.sheet_parts(path)
    sheet = info.sheets[tab].title
    table = next((t for t in info.tables if t.sheet == sheet), None)
    place = grown.place_in(path, sheet, parts[sheet])
    key = "no table"
    if table:
        box = (table.first_row, table.last_row, table.first_column, table.last_column)
        inside = grown.Place(sheet, parts[sheet], *box, table.name)
        key = written(path, output, inside)
        assert key is None or key in SEALED | NO_ROOM
        place = inside if key is None else place
    if key and (key := written(path, output, place)):
        return key
    grown.assert_nothing_lost(path, output, place)
    check_openpyxl(path, output, place)
    check_calamine(path, output, place)
    return place


def written(path, output, place):
    """Make the changes; the reason if that was refused."""
    try:
        XlsxHost(path, output=output).write(grown.asked(place))
    except HostError as problem:
        return problem.key
    return None


def expected(place):
    """Return what is to be read in some new cells, by place."""
    row = place.last_row + 1
    found = {
        (row, place.first_column): grown.NUMBER,
        (row, place.first_column + 1): grown.TEXT,
        (row, place.last_column + 1): float(row),
        (row + 1, place.last_column + 2): f"{grown.TEXT}{row + 1}",
    }
    new = (place.last_column + 1, place.last_column + 2)
    return {spot: v for spot, v in found.items() if spot[1] <= place.last_column or spot[1] in new}


def plain(value):
    """Return a value as it was asked for: a cell may take the look of its column, a date's."""
    return to_excel(value) if isinstance(value, dt.date) else value


def check_openpyxl(before, after, place):
    if tools.opened_or_none(before) is None:
        return
    book = tools.opened(after, data_only=True)
    sheet = book[place.title]
    for (row, column), value in expected(place).items():
        assert plain(sheet.cell(row, column).value) == value, (row, column)
    if place.last_column - place.first_column >= 3:
        assert plain(sheet.cell(place.last_row + 1, place.first_column + 3).value) == 45000.0
    ours = book[grown.TITLE]
    assert [plain(ours.cell(row, 1).value) for row in (1, 2, 3)] == [grown.TEXT, 2.5, 5.0]
    assert ours["A2"].font.bold
    if place.table:
        box = tools.opened(after)[place.title].tables[place.table].ref
        assert box.endswith(tools.address(place.last_row + grown.ROWS, place.last_column + 2))


def check_calamine(before, after, place):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            CalamineWorkbook.from_path(str(before)).get_sheet_by_name(place.title)
    except Exception:  # noqa: BLE001  another program's limits are not ours
        return
    book = CalamineWorkbook.from_path(str(after))
    rows = book.get_sheet_by_name(place.title).to_python(skip_empty_area=False)
    for (row, column), value in expected(place).items():
        assert plain(rows[row - 1][column - 1]) == value, (row, column)
    assert [row[0] for row in book.get_sheet_by_name(grown.TITLE).to_python()] == [
        grown.TEXT,
        2.5,
        5.0,
    ]


OPENED_BY_LIBREOFFICE = 8
"""Each costs about a second."""


@pytest.mark.soffice
def test_libreoffice_reads_what_came_and_what_stood(soffice, tmp_path):
    opened = 0
    for path in tools.corpus(SAMPLE_PERCENT):
        if opened == OPENED_BY_LIBREOFFICE or path.suffix != ".xlsx":
            continue
        output = tmp_path / f"out{opened}.xlsx"
        place = grow(path, output)
        before, after = soffice.cached(path), soffice.cached(output)
        opened += 1
        rows = after[place.title]
        for (row, column), value in expected(place).items():
            assert rows[row - 1][column - 1] == value, (path.name, row, column)
        assert [row[0] for row in after[grown.TITLE]][:3] == [grown.TEXT, 2.5, 5.0]
        for title, old in before.items():
            own = place.own if title == place.title else set()
            for number, line in enumerate(old, 1):
                for column, value in enumerate(line, 1):
                    if (number, column) not in own and value is not None:
                        assert after[title][number - 1][column - 1] == value, (path.name, title)
    assert opened == OPENED_BY_LIBREOFFICE
