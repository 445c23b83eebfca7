"""Formulas down a column: LibreOffice takes quadratic time for equal neighbours, filling does not.

Each formula that joins a group of equal ones lets the whole group listen anew: 20,000 take 23 s,
filled from the first one 0.02 s. Filling copies looks and leaves hidden rows out, so it serves
uniform visible cells; elsewhere a space after every other `=` keeps neighbours apart.
"""

import re

from mkp_xl.hosts.calc.office.noted import is_noted, write_noted_formula
from mkp_xl.hosts.calc.office.reading import FORMULAS
from mkp_xl.hosts.calc.office.spots import CONTENTS, box_of, cells_of, enum

DOWN = enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM")
WORTH_FILLING = 60
NOTHING = "=0"
KEPT = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|\[(?:[^\[\]]|\[[^\]]*\])*\]')
ROW = re.compile(r"(?<![\w.$])(\$?[A-Za-z]{1,3})([1-9]\d{0,6})(?![\w(.])|(?<=\.)"
                 r"(\$?[A-Za-z]{1,3})([1-9]\d{0,6})(?![\w(.])")  # fmt: skip


def write_formulas(sheet, row, column, texts):
    """Put formulas, `=` and all, downwards from a cell."""
    waiting = []
    for first, last in alike(texts):
        if last - first + 1 < WORTH_FILLING:
            waiting.append((first, last))
            continue
        _flush(sheet, row, column, texts, waiting)
        _write_alike(sheet, row + first, column, texts[first : last + 1])
    _flush(sheet, row, column, texts, waiting)


def hold(sheet, box, columns):
    """Let undo and redo of the bulk write that comes next leave the right cells of a box blank.

    LibreOffice 25.2 leaves there what stood or was written; where no cell was or becomes blank, it
    does as it should. What is cleared is cleared again by a redo, and what is filled then is
    emptied by an undo, even if it was filled with nothing. Filling copies looks: a column of
    several has an array formula taken away instead, at five times the cost.
    """
    cells = cells_of(sheet, box)
    if not (cells.queryEmptyCells().Count or any("" in column for column in columns)):
        return
    cells.clearContents(CONTENTS)
    top, left, bottom, _ = box
    for at, column in enumerate(columns, left):  # filling several at once is slower
        one = cells_of(sheet, [top, at, bottom, at])
        if bottom - top < WORTH_FILLING or not _may_be_filled(sheet, one):
            one.setArrayFormula(NOTHING)
            one.clearContents(CONTENTS)
            continue
        one.fillAuto(DOWN, 1)
        if column[0] != "":
            one.getCellByPosition(0, 0).setValue(0.0)


def alike(texts):
    """Return first and last index of the runs that one formula fills.

    >>> alike(["=A1*$B$1", "=A2*$B$1", "=A3*$B$1", "=C4"])
    [[0, 2], [3, 3]]
    """
    found, first = [], 0
    while first < len(texts):
        numbers, template = _template(texts[first])
        last = first + 1
        while last < len(texts):
            down = last - first
            if template % tuple(number + down for number in numbers) != texts[last]:
                break
            last += 1
        found.append([first, last - 1])
        first = last
    return found


def _template(text):
    """Return the numbers of relative rows in a formula, and its text with %d for them."""
    numbers, out, position = [], [], 0

    def take(match):
        letters, number = match[1] or match[3], match[2] or match[4]
        numbers.append(int(number))
        return f"{letters}%d"

    for kept in [*KEPT.finditer(text), None]:
        end = kept.start() if kept else len(text)
        out.append(ROW.sub(take, text[position:end].replace("%", "%%")))
        if kept:
            out.append(kept[0].replace("%", "%%"))
            position = kept.end()
    return numbers, "".join(out)


def _flush(sheet, row, column, texts, waiting):
    """Write what is not worth filling, in one call."""
    if waiting:
        first, last = waiting[0][0], waiting[-1][1]
        _write(sheet, row + first, column, texts[first : last + 1])
        waiting.clear()


def _write(sheet, row, column, texts):
    box = [row, column, row + len(texts) - 1, column]
    cells = cells_of(sheet, box)
    if is_noted(cells):
        write_noted_formula(cells, texts[0])
    else:
        hold(sheet, box, [texts])
        cells.setFormulaArray(tuple((text,) for text in texts))


def _write_alike(sheet, row, column, texts):
    """Fill where that does the same as writing each; else write with spaces."""
    box = [row, column, row + len(texts) - 1, column]
    if not _may_be_filled(sheet, cells_of(sheet, box)) or not _filled(sheet, box, texts):
        apart = list(texts)
        apart[1::2] = ["= " + text[1:] for text in apart[1::2]]
        _write(sheet, row, column, apart)


def _may_be_filled(sheet, cells):
    """Tell whether cells of a column share one look and are not merged.

    Undoing a fill of merged cells ends LibreOffice. Merging is of the look: the first cell tells
    it of all.
    """
    if cells.UniqueCellFormatRanges.Count > 1:
        return False
    cursor = sheet.createCursorByRange(cells.getCellByPosition(0, 0))
    cursor.collapseToMergedArea()
    top, left, bottom, right = box_of(cursor.RangeAddress)
    return (top, left) == (bottom, right)


def _filled(sheet, box, texts):
    """Fill from the first cell; tell whether all got their formulas.

    The texts are known to move evenly, so the last one says whether filling moves the same.
    """
    top, _, bottom, _ = box
    cells = cells_of(sheet, box)
    cells.clearContents(CONTENTS)  # what filling leaves out is seen by being blank
    first = cells.getCellByPosition(0, 0)
    first.setFormula(texts[0])
    cells.fillAuto(DOWN, 1)
    last = cells.getCellByPosition(0, bottom - top)
    filled = last.getFormula()
    last.setFormula(texts[-1])
    full = [box_of(area) for area in cells.queryContentCells(FORMULAS).RangeAddresses]
    return last.getFormula() == filled and full == [box]
