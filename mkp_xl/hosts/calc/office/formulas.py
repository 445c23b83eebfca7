"""Formulas down a column: LibreOffice takes quadratic time for equal neighbours, filling does not.

Each formula that joins a group of equal ones lets the whole group listen anew: 20,000 take 23 s,
filled from the first one 0.02 s. Where filling does more than write formulas or leaves hidden rows
out, a space after every other `=` keeps neighbours apart.
"""

import re

from mkp_xl.hosts.calc.office.holding import DOWN, WORTH_FILLING, hold, may_be_filled
from mkp_xl.hosts.calc.office.reading import FORMULAS
from mkp_xl.hosts.calc.office.spots import CONTENTS, box_of, cells_of

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
    hold(sheet, box, [texts])
    cells_of(sheet, box).setFormulaArray(tuple((text,) for text in texts))


def _write_alike(sheet, row, column, texts):
    """Fill where that does the same as writing each; else write with spaces."""
    box = [row, column, row + len(texts) - 1, column]
    if not may_be_filled(sheet, box) or not _filled(sheet, box, texts):
        apart = list(texts)
        apart[1::2] = ["= " + text[1:] for text in apart[1::2]]
        _write(sheet, row, column, apart)


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
