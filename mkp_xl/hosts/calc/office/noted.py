"""Columns with notes are written cell by cell: LibreOffice 25.2 loses the notes of bulk writes.

An undo of a cell's first content loses its note too, one of an array formula does not.
"""

from mkp_xl.hosts.calc.office.holding import NOTHING
from mkp_xl.hosts.calc.office.spots import CONTENTS, cells_of

NOTES = 8
"""com.sun.star.sheet.CellFlags."""


def pieces(sheet, box, columns):
    """Yield box, columns and whether they have notes: one that has goes alone."""
    top, left, bottom, right = box
    noted = {
        column
        for area in cells_of(sheet, box).queryContentCells(NOTES).RangeAddresses
        for column in range(area.StartColumn + 1, area.EndColumn + 2)
    }
    first = left
    for column in [*sorted(noted), right + 1]:
        if first < column:
            yield [top, first, bottom, column - 1], columns[first - left : column - left], False
        if column in noted:
            yield [top, column, bottom, column], [columns[column - left]], True
        first = column + 1


def write_each(sheet, box, contents, formulas):
    """Write a column: numbers, texts, "" for a blank; formulas, by index, in their place."""
    cells = cells_of(sheet, box)
    blank = {
        row
        for area in cells.queryEmptyCells().RangeAddresses
        for row in range(area.StartRow + 1, area.EndRow + 2)
    }
    for at, content in enumerate(contents):
        row = box[0] + at
        cell = cells_of(sheet, [row, box[1], row, box[1]])
        if row in blank and content == "" and at not in formulas:
            continue
        if row in blank:
            cell.setArrayFormula(NOTHING)
        _put(cell, content, formulas.get(at))


def _put(cells, content, formula):
    cell = cells.getCellByPosition(0, 0)
    if formula:
        cell.setFormula(formula)
    elif content == "":
        cells.clearContents(CONTENTS)
    elif isinstance(content, str):
        cell.setString(content)
    else:
        cell.setValue(content)
