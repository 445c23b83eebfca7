"""Cells with notes are written one by one: LibreOffice 25.2 loses the notes of bulk writes."""

from mkp_xl.hosts.calc.office.spots import CONTENTS, box_of, cells_of, runs

NOTES = 8
"""com.sun.star.sheet.CellFlags."""


def pieces(sheet, box, columns):
    """Yield box and columns of contents of all that is written at once."""
    noted = {}
    for area in cells_of(sheet, box).queryContentCells(NOTES).RangeAddresses:
        top, left, bottom, right = box_of(area)
        for column in range(left, right + 1):
            noted.setdefault(column, set()).update(range(top, bottom + 1))
    if not noted:
        yield box, columns
        return
    top, _, bottom, _ = box
    for column, contents in enumerate(columns, box[1]):
        alone = noted.get(column, set())
        others = [row for row in range(top, bottom + 1) if row not in alone]
        for first, last in sorted(runs(others) + [[row, row] for row in alone]):
            yield [first, column, last, column], [contents[first - top : last - top + 1]]


def is_noted(cells):
    """Tell whether cells have notes: then they are one cell."""
    return cells.queryContentCells(NOTES).Count > 0


def write_noted(cells, content):
    """Write a number, a text, or "" for a blank into a single cell."""
    _prepare(cells)
    cell = cells.getCellByPosition(0, 0)
    if content == "":
        cells.clearContents(CONTENTS)
    elif isinstance(content, float):
        cell.setValue(content)
    else:
        cell.setString(content)


def write_noted_formula(cells, text):
    """Write a formula, `=` and all, into a single cell."""
    _prepare(cells)
    cells.getCellByPosition(0, 0).setFormula(text)


def _prepare(cells):
    """Let an undo keep the note: that of a cell's first content loses it, of an array not."""
    if cells.queryEmptyCells().Count:
        cells.setArrayFormula("=0")
