"""What lets a bulk write be undone and redone: LibreOffice 25.2 does so with contents, not blanks.

It leaves in a blank cell what stood or was written there; where no cell was or becomes blank, it
does as it should. What is cleared is cleared again by a redo. Blank cells are given something
first whose undo empties them again: a fill costs least, it may be made of nothing at all; cells
that it would change otherwise get an array formula, or a number each.
"""

from mkp_xl.hosts.calc.office.spots import CONTENTS, box_of, cells_of, enum

DOWN = enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM")
WORTH_FILLING = 60
MOST_ONE_BY_ONE = 1_000
"""Cells; undoing a number in each takes about half a millisecond."""
NOTHING = "=0"


def hold(sheet, box, columns):
    """Prepare a box for columns of contents, "" for a blank, that are written in bulk next."""
    top, left, bottom, _ = box
    for at, contents in enumerate(columns, left):  # filling several at once is slower
        column = [top, at, bottom, at]
        blank = cells_of(sheet, column).queryEmptyCells().RangeAddresses
        if not (blank or "" in contents):
            continue
        if under_rule(sheet, column):
            _hold_under_rule(sheet, column, blank)
        else:
            _hold(sheet, column, contents)


def may_be_filled(sheet, box):
    """Tell whether a fill does nothing to a column of cells but to give them contents.

    It copies looks; undone over merged cells it ends LibreOffice, under a conditional format it
    breaks the format's ranges. Merging is of the look: the first cell tells it of all.
    """
    cells = cells_of(sheet, box)
    if box[2] - box[0] + 1 < WORTH_FILLING or cells.UniqueCellFormatRanges.Count > 1:
        return False
    cursor = sheet.createCursorByRange(cells.getCellByPosition(0, 0))
    cursor.collapseToMergedArea()
    top, left, bottom, right = box_of(cursor.RangeAddress)
    return (top, left) == (bottom, right) and not under_rule(sheet, box)


def under_rule(sheet, box):
    """Tell whether a conditional format covers any cell of a box."""
    area = cells_of(sheet, box).RangeAddress
    rules = sheet.ConditionalFormats.getConditionalFormats()
    return any(rule.Range.queryIntersection(area).Count for rule in rules)


def _hold(sheet, box, contents):
    cells = cells_of(sheet, box)
    cells.clearContents(CONTENTS)
    if not may_be_filled(sheet, box):
        cells.setArrayFormula(NOTHING)
        cells.clearContents(CONTENTS)
        return
    cells.fillAuto(DOWN, 1)
    if contents[0] != "":
        cells.getCellByPosition(0, 0).setValue(0.0)


def _hold_under_rule(sheet, box, blank):
    """Hold without breaking the ranges of conditional formats, unless the blank cells are many."""
    cells = cells_of(sheet, box)
    if sum(area.EndRow - area.StartRow + 1 for area in blank) > MOST_ONE_BY_ONE:
        cells.clearContents(CONTENTS)
        cells.setArrayFormula(NOTHING)
        blank = ()
    for area in blank:
        for row in range(area.StartRow + 1, area.EndRow + 2):
            cells.getCellByPosition(0, row - box[0]).setValue(0.0)
    cells.clearContents(CONTENTS)
