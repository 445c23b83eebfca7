"""Real workbooks of many programs: what is patched is right, all else is untouched."""

from __future__ import annotations

import random
import warnings

import pytest
import xlsx_tools as tools
from lxml import etree
from python_calamine import CalamineWorkbook

from mkp_xl.book.drawn import CellOut, Chart, Page, Pick, Rule, Series, SheetOut
from mkp_xl.book.grid import (
    Action,
    CellEdit,
    Changes,
    ColumnEdit,
    ColumnLook,
    ErrorValue,
    NameEdit,
    Style,
)
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx import XlsxHost, cell_index, members, row_stream, splice
from mkp_xl.hosts.xlsx import rows as row_blocks
from mkp_xl.hosts.xlsx import sheet as sheets

REFUSED = {
    "apache+poi__test-data__spreadsheet__duplicate-filename.xlsx": "duplicate_members",
    "apache+poi__test-data__spreadsheet__xlsx-corrupted.xlsx": "damaged",
}
"""Looked at one by one: the first holds two parts of one name, the second XML that is none."""
SEALED = {"signed", "shared_workbook"}
VALUES = (1.5, -2e-7, 12345678.9, "Ромашка & <К°>", " два пробела ", "_x0041_\r\n", "", True, None)
ROWS = 200

pytestmark = pytest.mark.corpus
every_file = pytest.mark.parametrize("path", tools.samples(tools.SAMPLE_PERCENT))


def host_for(path, tmp_path):
    """Return a host on a corpus file that writes elsewhere; the test ends if it is refused."""
    host = XlsxHost(path, output=tmp_path / f"out{path.suffix}")
    if path.name in REFUSED:
        with pytest.raises(HostError) as caught:
            host.look()
        assert caught.value.key == REFUSED[path.name]
        pytest.skip(f"refused: {caught.value.key}")
    return host, host.look()


def write(host, changes):
    """Write the changes; the test ends if the book is sealed."""
    try:
        host.write(changes)
    except HostError as problem:
        if problem.key in SEALED:
            pytest.skip(f"refused: {problem.key}")
        raise


def refuses_arrays(host, changes, parts):
    """Write the changes; tell whether that was refused because of an array formula."""
    try:
        write(host, changes)
    except HostError as problem:
        if problem.key != "array_formula":
            raise
        data = tools.part(host._path, parts[str(problem.particulars["sheet"])])
        return b'"array"' in data or b'"dataTable"' in data
    return False


def column_edit(sheet, column, tables, *, only_keep):
    """Return an edit of a column by chance; headers of tables must stay, so they are skipped."""
    chance = random.Random(f"{sheet} {column}")
    kinds = [Action.KEEP] if only_keep else [Action.SKIP, Action.KEEP, Action.VALUE]
    first = chance.choice([1, 2, 5])
    actions = [chance.choice(kinds) for _ in range(ROWS)]
    for table in tables:
        place = table.first_row - first
        if table.sheet == sheet and table.header_rows and 0 <= place < ROWS:
            actions[place] = Action.SKIP
    values = [chance.choice([*VALUES, ErrorValue("#N/A")]) for _ in range(ROWS)]
    return ColumnEdit(sheet=sheet, column=column, first_row=first, values=values, actions=actions)


def columns_for(root):
    """Return three columns worth patching: two that are used, one beyond all."""
    used = sorted({column for _, column in tools.cells_of(root)}) or [1]
    return sorted({used[0], used[len(used) // 2], min(used[-1] + 1, 16384)})


@pytest.fixture(params=["whole", "in small blocks", "in small blocks read before", "row by row"])
def way(request, monkeypatch):
    """Let sheets be worked on in one block, in many, kept or not, or without an index."""
    if request.param == "in small blocks read before":
        monkeypatch.setattr(sheets.Room, "takes", lambda *_: False)
        monkeypatch.setattr(sheets, "EXCERPT_MAX", 1)
        monkeypatch.setattr(row_blocks, "EXCERPT_MAX", 1)
    if request.param.startswith("in small blocks"):
        monkeypatch.setattr(members, "PIECE", 700)
        monkeypatch.setattr(row_stream, "FIRST_BLOCK", 300)
        monkeypatch.setattr(row_stream, "BLOCK", 3000)
        monkeypatch.setattr(splice, "MANY", 3)
    elif request.param == "row by row":
        monkeypatch.setattr(cell_index, "index", lambda *_: None)
    return request.param


@every_file
def test_only_the_cells_asked_for_change(path, tmp_path, way):
    host, info = host_for(path, tmp_path)
    parts = tools.sheet_parts(path)
    for sheet in info.sheets if way.endswith("read before") else ():
        host.read(sheet.title)
    for only_keep in (False, True):
        edits = []
        for sheet in info.sheets:
            root = etree.fromstring(tools.part(path, parts[sheet.title]))
            edits += [
                column_edit(sheet.title, column, info.tables, only_keep=only_keep)
                for column in columns_for(root)
            ]
        if refuses_arrays(host, Changes(columns=edits), parts):
            assert not only_keep
            continue
        check_patched(path, host._output, parts, edits, has_chain=not only_keep)
        if calamine_opens(path):
            check_values(CalamineWorkbook.from_path(str(host._output)), edits)


def check_patched(before, after, parts, edits, *, has_chain):
    chain = {name for name in tools.raw_members(before) if "calcChain" in name}
    frame = {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"} if chain else set()
    caches = {name for name in tools.raw_members(before) if "pivotCacheDefinition" in name}
    allowed = set(parts.values()) | caches | ((chain | frame) if has_chain else set())
    tools.assert_only_changed(before, after, allowed)
    for name in caches:
        check_cache(tools.part(before, name), tools.part(after, name))
    for title, part in parts.items():
        own = [edit for edit in edits if edit.sheet == title]
        if own:
            is_1904 = b"date1904" in tools.part(before, "xl/workbook.xml")
            check_sheet(tools.part(before, part), tools.part(after, part), own, is_1904=is_1904)


def check_cache(before, after):
    """Prove that a pivot's cache says at most that it is to be refreshed on load."""
    old, new = etree.fromstring(before), etree.fromstring(after)
    if old.get("refreshOnLoad") is None:
        assert new.attrib.pop("refreshOnLoad", "1") == "1"
    assert etree.tostring(old, method="c14n") == etree.tostring(new, method="c14n")


def check_values(book, edits):
    """Compare with calamine what can be compared: it shows errors and blanks alike, and dates."""
    for edit in edits:
        rows = book.get_sheet_by_name(edit.sheet).to_python(skip_empty_area=False)
        for row, value in enumerate(edit.values, edit.first_row):
            if edit.actions[row - edit.first_row] == Action.SKIP or row > len(rows):
                continue
            cells = rows[row - 1]
            said = cells[edit.column - 1] if edit.column <= len(cells) else ""
            if value is None or isinstance(value, ErrorValue):
                assert said == ""
            elif isinstance(value, (str, bool)):
                assert said == value, (edit.sheet, row, edit.column)
            elif isinstance(said, float):
                assert said in (value, value - 1462), "a date, where the book counts from 1904"


def check_sheet(old, new, edits, *, is_1904):
    expected = {}
    for edit in edits:
        for row, value in enumerate(edit.values, edit.first_row):
            action = edit.actions[row - edit.first_row]
            if action != Action.SKIP:
                expected[row, edit.column] = (action, value)
    places = set(expected)
    before, after = etree.fromstring(old), etree.fromstring(new)
    tools.expand_shared(before)
    tools.expand_shared(after)
    tools.settle_spans(before, after, places)
    assert tools.without_cells(before, places) == tools.without_cells(after, places)
    old_cells, new_cells = tools.cells_of(before), tools.cells_of(after)
    for place, (action, value) in expected.items():
        cells = old_cells.get(place), new_cells.get(place)
        check_cell(*cells, action, value, is_1904=is_1904)


def check_cell(old, new, action, value, *, is_1904):
    if new is None:
        assert old is None
        assert value is None
        return
    if old is not None:
        same_formula = tools.formula_of(old) == tools.formula_of(new)
        for name in ("r", "s", "cm", "ph") if same_formula else ("r", "s", "ph"):
            assert old.get(name) == new.get(name)
        if action == Action.KEEP:
            assert tools.formula_of(old) == tools.formula_of(new)
    if action == Action.VALUE:
        assert new.find("{*}f") is None
    if new.get("t") == "s":  # left alone because it said the same already
        return
    said = tools.cell_value(new)
    if isinstance(value, ErrorValue):
        assert said == ("error", value.code)
    elif is_1904 and isinstance(value, float) and not isinstance(value, bool):
        assert said in (value, value - 1462)
    else:
        assert said == value
        assert type(said) is type(value)


def attached(info):
    """Return changes like those of an attach: a formula column, a sheet of ours, names, looks."""
    sheet = next((s for s in info.sheets if s.state == "visible"), info.sheets[0])
    taken = [t for t in info.tables if t.sheet == sheet.title]
    column = 60 + max((t.last_column for t in taken), default=0)
    style = Style(number_format="dd.mm.yyyy", bold=True, wrap=True, fill="FFF2CC", color="1F4E79")
    quoted = "'" + sheet.title.replace("'", "''") + "'"
    letter = tools.get_column_letter(column)
    return (
        sheet,
        column,
        Changes(
            columns=[
                ColumnEdit(
                    sheet=sheet.title,
                    column=column,
                    first_row=2,
                    values=[float(row) for row in range(2, 12)],
                    actions=bytes([Action.FORMULA]) * 10,
                    formula=lambda row: f"ROW($A{row})",
                    style=style,
                )
            ],
            cells=[CellEdit(sheet=sheet.title, row=1, column=column, value="МКП", style=style)],
            sheets=[
                SheetOut(
                    title="МКП проверка",
                    cells={
                        (1, 1): CellOut(value="Порог", style=style, link=f"{quoted}!A1"),
                        (2, 1): CellOut(value=2.0, formula=f"{quoted}!{letter}2"),
                    },
                    widths={1: 22.5},
                    hidden_columns=frozenset({3}),
                    freeze_row=1,
                    merges=((4, 1, 4, 2),),
                    rules=(
                        Rule(box=(2, 1, 9, 1), bar="B7D4EC", most="10"),
                        Rule(box=(2, 1, 9, 1), formula="$A2>1", style=Style(fill="FFE9B0")),
                    ),
                    picks=(Pick(box=(3, 1, 3, 1), source=("а", "б"), say="выберите"),),
                    charts=(_chart(),),
                    page=Page(area=(1, 1, 9, 3), repeat_row=1),
                    protected=True,
                )
            ],
            looks=[
                ColumnLook(sheet=sheet.title, column=column, width=14.0, outline=1, hidden=True)
            ],
            names=[
                NameEdit(
                    name="_mkp.check",
                    sheet=sheet.title,
                    refers_to=f"{quoted}!${letter}$1",
                    hidden=True,
                ),
                NameEdit(name="mkp_check", sheet=None, refers_to="'МКП проверка'!$A$2"),
            ],
            recalculate_on_load=True,
        ),
    )


def _chart():
    ours = "'МКП проверка'!"
    series = Series(
        name="ряд", categories=f"{ours}$A$1:$A$2", values=f"{ours}$A$2:$A$3", color="1F5A8C"
    )
    return Chart(series=(series,), row=6, column=1, width=300, height=120)


@every_file
def test_what_is_attached_is_read_by_others(path, tmp_path):
    host, info = host_for(path, tmp_path)
    sheet, column, changes = attached(info)
    write(host, changes)
    after = host._output
    again = XlsxHost(after)
    assert [s.title for s in again.look().sheets] == [s.title for s in info.sheets] + [
        "МКП проверка"
    ]
    ours = again.read(sheet.title, columns=[column], last_row=11)[column]
    assert ours.values == ["МКП", *map(float, range(2, 12))]
    assert {f.text for f in ours.formulas.values()} == {"ROW($A2)"}
    stamp = after.stat().st_mtime_ns
    XlsxHost(after).write(changes)
    assert after.stat().st_mtime_ns == stamp, "a second run with the same changes writes nothing"
    check_openpyxl(path, after, sheet.title, column, ours.formats)
    check_calamine(path, after, info)


def check_openpyxl(before, after, title, column, formats):
    if tools.opened_or_none(before) is None:
        return
    book = tools.opened(after)
    sheet = book[title]
    assert [sheet.cell(row, column).value for row in range(2, 12)] == [
        f"=ROW($A{row})" for row in range(2, 12)
    ]
    assert sheet.cell(2, column).number_format == formats[1]
    assert sheet.column_dimensions[tools.get_column_letter(column)].hidden
    assert book.sheetnames[-1] == "МКП проверка"
    assert book["МКП проверка"]["A1"].hyperlink.location
    assert book["МКП проверка"].freeze_panes == "A2"
    assert "mkp_check" in book.defined_names
    assert "_mkp.check" in sheet.defined_names


def calamine_opens(path):
    """Tell whether calamine can open a file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            CalamineWorkbook.from_path(str(path))
    except Exception:  # noqa: BLE001  another program's limits are not ours
        return False
    return True


def check_calamine(before, after, info):
    if not calamine_opens(before):
        return
    book = CalamineWorkbook.from_path(str(after))
    assert book.sheet_names[-1] == "МКП проверка"
    rows = book.get_sheet_by_name("МКП проверка").to_python()
    assert rows[0][0] == "Порог"
    for sheet in info.sheets:
        assert sheet.title in book.sheet_names
