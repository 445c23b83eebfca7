"""One answer: a formula cell of ours, recalculated by the spreadsheet, equals what is cached."""

import datetime as dt
import math

import openpyxl
import pytest
from books import marked_columns, run
from fixtures import FIXTURES
from openpyxl.utils.datetime import to_excel

from mkp_xl.book import flow
from mkp_xl.book.grid import CellEdit, Changes
from mkp_xl.hosts.xlsx.host import XlsxHost

pytestmark = pytest.mark.sampled(4)

LOCALES = ("ru-RU", "en-US")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Give each fixture's workbook, made once."""
    folder = tmp_path_factory.mktemp("answers")
    done = {}

    def make(name):
        if name not in done:
            done[name] = folder / f"{name}.xlsx"
            FIXTURES[name](done[name])
        return done[name]

    return make


def cached(path):
    """Return the values a workbook carries, by sheet, as openpyxl reads them; days as serials."""
    book = openpyxl.load_workbook(path, data_only=True)

    def plain(value):
        day = isinstance(value, dt.datetime | dt.date | dt.time)
        return to_excel(value, book.epoch) if day else value

    return {
        sheet.title: [[plain(v) for v in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }


def differing(path, recalculated):
    """Return the cells whose cached value is not what the spreadsheet computed."""
    found = []
    for sheet, rows in cached(path).items():
        theirs = recalculated[sheet]
        for row, ours in enumerate(rows):
            for column, value in enumerate(ours):
                other = theirs[row][column] if _reaches(theirs, row, column) else None
                if not equal(value, other):
                    found.append((sheet, row + 1, column + 1, value, other))
    return found


def _reaches(rows, row, column):
    return row < len(rows) and column < len(rows[row] or ())


def equal(ours, theirs):
    if isinstance(theirs, dict):
        theirs = theirs["error"]
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return bool(ours) == bool(theirs)
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=1e-14, abs_tol=1e-12)
    return (ours or "") == (theirs or "")


@pytest.mark.sampled(2)
@pytest.mark.soffice
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", FIXTURES)
def test_a_hard_recalculation_changes_no_cell(name, locale, made, soffice):
    path = made(name)
    assert differing(path, soffice.recalculate(path, locale=locale)) == []


@pytest.mark.parametrize("name", FIXTURES)
def test_no_cell_of_ours_shows_an_error(name, made):
    path = made(name)
    host = XlsxHost(path)
    for sheet in host.look().sheets:
        columns = [column for _, column in marked_columns(path, sheet.title).values()]
        for column, cells in host.read(sheet.title, columns=columns).items():
            errors = [v for v in cells.values if type(v).__name__ == "ErrorValue"]
            assert errors == [], (sheet.title, column)


@pytest.mark.parametrize("name", FIXTURES)
def test_a_second_recalculation_changes_no_byte(name, made):
    path = made(name)
    run(path, flow.Request(today=50000.0))  # settles what attaching could not know yet
    before = path.read_bytes()
    backups = list(path.parent.glob(f".mkp-backup/{path.stem}*"))
    run(path, flow.Request(today=50001.0))
    assert path.read_bytes() == before
    assert list(path.parent.glob(f".mkp-backup/{path.stem}*")) == backups


@pytest.mark.soffice
def test_the_comparison_sees_a_wrong_cached_value(made, soffice, tmp_path):
    path = made("some_columns")
    wrong = tmp_path / "wrong.xlsx"
    (row, column) = marked_columns(path, "Клиенты")["segment"]
    edit = CellEdit(sheet="Клиенты", row=row + 1, column=column, value=4.0, keep_formula=True)
    XlsxHost(path, output=wrong).write(Changes(cells=[edit]))
    found = differing(wrong, soffice.recalculate(wrong))
    assert [cell[:3] for cell in found] == [("Клиенты", row + 1, column)]
