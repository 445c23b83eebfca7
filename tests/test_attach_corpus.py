"""`attach` and `detach` on real workbooks of many programs: any block of cells may be a list."""

from __future__ import annotations

import shutil
import zipfile

import pytest
import xlsx_tools as tools

from mkp_xl.book.address import letters, quoted
from mkp_xl.book.cells import ErrorValue, read_text
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.flow import Request
from mkp_xl.errors import MkpError
from mkp_xl.faces import jobs, leaving
from mkp_xl.faces.attach_cli import asked_of
from mkp_xl.hosts.xlsx import XlsxHost

SAMPLE_PERCENT = 2
DAY = 46_346.0
REFUSED = {
    *("duplicate_members", "damaged", "signed", "shared_workbook", "array_formula"),
    *(
        "too_many_columns",
        "no_list_there",
        "too_many_rows",
        "sheet_markup",
        "part_encoding",
        "bomb",
    ),
}
pytestmark = pytest.mark.corpus
WIDEST = 40
LOOKED_AT = 60


def no_step(_key, _share):
    """Tell nobody."""


def block(host):
    """Return the first block of two columns or more: sheet, header row, columns, last row, heads.

    A book that has none gets its list at A1 of its first sheet, blank as it is.
    """
    first = None
    for sheet in host.look().sheets:
        filled = {}
        for column, cells in host.read(sheet.title, first_row=1, last_row=LOOKED_AT).items():
            for row, value in enumerate(cells.values, start=cells.first_row):
                if value is not None and value != "":
                    filled.setdefault(row, {})[column] = value
        columns = sorted({column for row in filled.values() for column in row})
        if len(columns) > 1:
            row = min(filled)
            wide = range(columns[0], min(columns[-1], columns[0] + WIDEST) + 1)
            heads = [head(filled[row].get(column)) for column in wide]
            return sheet.title, row, wide, max(filled), heads
        first = first or (sheet.title, 1, range(1, 3), 3, ["", ""])
    return first


def head(raw):
    return "" if isinstance(raw, ErrorValue) else read_text(raw)


def attach(path):
    """Attach to the first block, its first two columns named; the outcome."""
    title, row, columns, last, heads = block(XlsxHost(path))
    named = [text or letters(column) for column, text in zip(columns, heads, strict=True)]
    place = f"{quoted(title)}!{letters(columns[0])}{row}:{letters(columns[-1])}{last}"
    asked = asked_of(place, [f"{named[0]}=client", f"{named[1]}=potential"])
    wanted = Request(today=DAY, attach=tuple(OUTPUT_OF), asked=asked, can_detach=True)
    prepared = jobs.prepare(jobs.Target(path=path), wanted, no_step)
    return prepared.outcome, prepared.write(no_step)


def attached(path):
    """Return the reason of a refusal, else "" with what came out."""
    try:
        return "", *attach(path)
    except MkpError as problem:
        return problem.key, None, None


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


@pytest.mark.parametrize("source", tools.samples(SAMPLE_PERCENT))
def test_a_book_is_attached_and_detached_without_a_trace(source, tmp_path):
    path = shutil.copyfile(source, tmp_path / f"book{source.suffix}")
    reason, outcome, done = attached(path)
    if reason:
        assert reason in REFUSED
        pytest.skip(f"refused: {reason}")
    assert done.written
    assert outcome.added
    assert_every_row_is_told_of(outcome)
    assert tools.opened_or_none(path) or not tools.opened_or_none(source)
    detached = leaving.detach(jobs.Target(path=path), no_step, dry_run=False)
    assert detached.is_as_before
    assert parts(path) == parts(source)


def assert_every_row_is_told_of(outcome):
    """Rows in are rows with a segment and rows with a reason."""
    reasons = {finding.row for finding in outcome.findings}
    rows = [edit for edit in outcome.changes.columns if edit.column == outcome.places["segment"]]
    segments = dict(enumerate(rows[0].values, start=rows[0].first_row))
    clients = outcome.summary.clients
    with_segment = sum(isinstance(value, float) for value in segments.values())
    without = outcome.summary.segments[9]
    assert with_segment == clients - without
    blank = [row for row, value in segments.items() if not isinstance(value, float)]
    assert sum(row in reasons for row in blank) >= without
