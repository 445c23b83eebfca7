"""The same cells in any spelling: read alike, and a change of columns changes these alone."""

from __future__ import annotations

import zipfile

from fuzz import sheets, witness
from fuzz.sheets import PART, same
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from spelling import Said, Speller
from xlsx_tools import expand_shared, opened, part, raw_members, without_cells

from mkp_xl.book.grid import Action, Changes, ColumnEdit
from mkp_xl.hosts.xlsx import XlsxHost

TITLE = "Лист"
FORMULAS = 5
"""The column whose cells double the first one."""
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-99, 99).map(float)
TEXTS = st.text(
    st.sampled_from(" \n\r\t\x00\x01_x0D4<>&\"'ыя😀]"), max_size=8
) | st.sampled_from(["_x000D\x01", "_x0041_", "&amp;", " край "])  # fmt: skip
VALUES = NUMBERS | TEXTS | st.booleans() | st.none()
PLACES = st.tuples(st.integers(1, 9), st.integers(1, 7))


@st.composite
def said_by_cells(draw):
    cells = {}
    for place in draw(st.sets(PLACES, max_size=14)):
        doubles = place[1] == FORMULAS
        value = draw(NUMBERS | TEXTS if doubles else VALUES)
        cells[place] = Said(value, draw(st.integers(0, 2)), doubles)
    return cells


@st.composite
def column_edits(draw):
    found = []
    for column in draw(st.sets(st.integers(1, 8), min_size=1, max_size=3)):
        values = draw(st.lists(VALUES, min_size=1, max_size=7))
        actions = [draw(st.sampled_from(Action)) for _ in values]
        found.append(
            ColumnEdit(
                sheet=TITLE, column=column, first_row=draw(st.integers(1, 6)), values=values,
                actions=bytes(actions), formula=lambda row: f"COUNT($B{row},1<2)",
            )
        )  # fmt: skip
    return found


def wanted_by(edits):
    """Return what each cell is asked to become."""
    return {
        (row, edit.column): (Action(action), value)
        for edit in edits
        for row, action, value in zip(range(edit.first_row, 99), edit.actions, edit.values,
                                      strict=False)
        if action
    }  # fmt: skip


def values_after(cells, wanted):
    """Return the values a table would have, and which cells then hold a formula."""
    values = {place: said.value for place, said in cells.items()}
    formulas = {place for place, said in cells.items() if said.doubles}
    for place, (action, value) in wanted.items():
        values[place] = value
        if action != Action.KEEP:
            formulas.discard(place)
        if action == Action.FORMULA:
            formulas.add(place)
    return {place: value for place, value in values.items() if value is not None}, formulas


def read(path):
    return sheets.told_by(XlsxHost(path).read(TITLE))


def agree(one, other, formulas=frozenset()):
    """Assert that values are the same; a formula that gives an empty text may be called blank."""
    for place in one.keys() | other.keys():
        values = one.get(place), other.get(place)
        is_blank = place in formulas and set(values) <= {None, ""}
        assert is_blank or same(*values), place


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), cells=said_by_cells(), edits=column_edits())
def test_any_spelling_is_read_and_changed_as_a_table_would_be(tmp_path_factory, data, cells, edits):
    folder = tmp_path_factory.mktemp("spelt", numbered=True)
    path, output = folder / "book.xlsx", folder / "out.xlsx"
    speller = Speller(lambda options: data.draw(st.sampled_from(options)))
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in speller.parts(cells).items():
            archive.writestr(name, content)
    agree({p: said.value for p, said in cells.items() if said.value is not None}, read(path))
    XlsxHost(path, output=output).write(Changes(columns=edits))
    wanted = wanted_by(edits)
    expected, formulas = values_after(cells, wanted)
    agree(expected, read(output), formulas)
    _only_the_cells_asked_for_differ(path, output, wanted)
    _others_agree(output, expected)


def _only_the_cells_asked_for_differ(path, output, wanted):
    old_members, new_members = raw_members(path), raw_members(output)
    assert [n for n in old_members if old_members[n] != new_members[n]] in ([], [PART])
    old, new = part(path, PART), part(output, PART)
    if b"shared" in old + new:
        before, after = etree.fromstring(old), etree.fromstring(new)
        expand_shared(before)
        expand_shared(after)
        assert without_cells(before, set(wanted)) == without_cells(after, set(wanted))
    else:
        rows = witness.rows_of(old), witness.rows_of(new)
        assert sheets.without(old, rows[0], wanted) == sheets.without(new, rows[1], wanted)


def _others_agree(output, expected):
    """Compare with openpyxl what it reads as others do: numbers, and texts without escapes."""
    sheet = opened(output, data_only=True)[TITLE]
    for place, value in expected.items():
        seen = sheet.cell(*place).value
        if isinstance(value, float) or (isinstance(value, str) and value.isalnum()):
            assert seen == value, place
        elif isinstance(value, bool):
            assert seen is value, place
