"""The fuzzers find what is wrong, and find nothing in what is read and written today."""

from __future__ import annotations

import pytest
from fuzz import sheets, witness
from fuzz.__main__ import fuzz_blindly, wrong
from fuzz.parts import read_strings
from fuzz.targets import TARGETS, starts
from xlsx_tools import Book

from mkp_xl.book.grid import Action
from mkp_xl.hosts.xlsx.strings import SharedStrings

ROWS = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"><v>2</v></c></row>'
SHEET = Book(rows=ROWS).parts()[sheets.PART]


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_is_wrong_with_the_seeds_nor_with_what_was_wrong_once(name):
    for data in starts(name):
        assert wrong(name, data) == ""


@pytest.mark.parametrize("name", TARGETS)
def test_a_moment_of_mutations_finds_nothing(name):
    runs = 2 * len(starts(name)) + 20
    outcome = fuzz_blindly(name, runs=runs, seconds=600, seed="1")
    assert outcome.runs == runs
    assert outcome.finds == {}


# the harnesses can fail


def test_a_cell_that_is_read_otherwise_is_found():
    read = {1: _Column([1.0]), 2: _Column([2.0])}
    sheets.compare_all(SHEET, read)
    for other in ({1: _Column([1.0])}, read | {2: _Column(["2"])}, read | {3: _Column([0.0])}):
        with pytest.raises(sheets.WrongError):
            sheets.compare_all(SHEET, other)


class _Column:
    first_row = 1

    def __init__(self, values):
        self.values = values


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<c r="A1"><v>1</v></c>', '<c r="A1"><v>7</v></c>'),
        ("</row>", '</row><row r="2"><c r="A2"><v>1</v></c></row>'),
        ('s="1"', 's="0"'),
        ("<v>3</v>", "<v>4</v>"),
        ("</sheetData>", "</sheetData> "),
        ('<c r="B1" s="1"><v>3</v></c>', ""),
        ("</row>", "</rox>"),
    ],
)
def test_a_change_of_anything_but_our_cells_is_found(old, new):
    wanted = {(1, 2): (Action.VALUE, 3.0)}
    patched = SHEET.replace(b"<v>2</v>", b"<v>3</v>")
    sheets.check(SHEET, patched, wanted)
    assert old.encode() in patched
    with pytest.raises(sheets.WrongError):
        sheets.check(SHEET, patched.replace(old.encode(), new.encode(), 1), wanted)


def test_a_string_that_is_read_otherwise_is_found(monkeypatch):
    data = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>a</t></si></sst>'
    read_strings(data)
    monkeypatch.setattr(SharedStrings, "__getitem__", lambda _self, _index: "b")
    with pytest.raises(sheets.WrongError):
        read_strings(data)


def test_a_hang_and_a_traceback_are_finds(monkeypatch):
    monkeypatch.setattr("fuzz.__main__.LONGEST", 0.05)
    for run in (lambda _data: [].pop(), _never_ends):
        broken = TARGETS["text"].__class__(run, list, 1)
        monkeypatch.setattr("fuzz.__main__.TARGETS", {"text": broken})
        assert "Error" in wrong("text", b"")


def _never_ends(_data):
    while True:
        pass


def test_the_witness_knows_where_cells_stand():
    (row,) = witness.rows_of(SHEET)
    assert [SHEET[cell.start : cell.end] for cell in row.cells.values()] == [
        b'<c r="A1"><v>1</v></c>',
        b'<c r="B1" s="1"><v>2</v></c>',
    ]
