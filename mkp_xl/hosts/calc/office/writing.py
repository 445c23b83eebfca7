"""Contents into cells: few calls for all, looks stay except where a content needs its own."""

import re

from mkp_xl.hosts.calc.office.formulas import hold, write_formulas
from mkp_xl.hosts.calc.office.noted import is_noted, pieces, write_noted
from mkp_xl.hosts.calc.office.reading import ERRORS, OTHER_ERROR
from mkp_xl.hosts.calc.office.spots import (
    CONTENTS,
    box_of,
    cells_of,
    groups,
    refuse_protected,
    runs,
    united,
)

LONGEST_NUMBER = 40
"""Letters; no number, date or time is longer."""
HAS_DIGIT = re.compile(r"\d").search


def put(book, sheet, row, column, columns):
    """Write downwards from a cell and its right neighbours: all values, or one of formulas."""
    if not columns or not columns[0]:
        return
    box = [row, column, row + len(columns[0]) - 1, column + len(columns) - 1]
    refuse_protected(sheet, cells_of(sheet, box))
    for part, contents in pieces(sheet, box, columns):
        if isinstance(contents[0][0], list) and contents[0][0][0] == "=":
            _put_formulas(book, sheet, part, ["=" + text for _, text in contents[0]])
        elif all(content is None for column in contents for content in column):
            cells_of(sheet, part).clearContents(CONTENTS)
        else:
            _put_values(book, sheet, part, contents)


def _put_formulas(book, sheet, box, texts):
    cells = cells_of(sheet, box)
    _set_formats(book, sheet, box[1], _freed(book, _areas(cells)))
    write_formulas(sheet, box[0], box[1], texts)


def _put_values(book, sheet, box, columns):
    """Write values in one go, then what a column needs: constants, its own number formats."""
    kept = [
        _Formats(book, sheet, box, column, contents)
        for column, contents in enumerate(columns, box[1])
    ]
    _write_values(sheet, box, [list(map(_data, contents)) for contents in columns])
    for formats, contents in zip(kept, columns):
        special = _constants(book, formats.wanted, box[0], contents)
        for first, last in runs(sorted(special)):
            texts = [special[at] for at in range(first, last + 1)]
            write_formulas(sheet, box[0] + first, formats.column, texts)
        formats.restore()


def _write_values(sheet, box, data):
    cells = cells_of(sheet, box)
    if is_noted(cells):
        write_noted(cells, data[0][0])
    else:
        hold(sheet, box, data)
        cells.setDataArray(tuple(zip(*data)))


class _Formats:
    """Number formats of one column: as they stood, as its new values need them."""

    def __init__(self, book, sheet, box, column, contents):
        self.column, self._book, self._sheet = column, book, sheet
        before = _areas(cells_of(sheet, [box[0], column, box[2], column]))
        self.wanted = _fitting(book, before, box[0], contents)
        self._is_kept = self.wanted == before and not any(map(_gives_format, contents))
        if not self._is_kept:
            _set_formats(book, sheet, column, before)

    def restore(self):
        """Give the cells what they need, whatever their contents made of it."""
        if not self._is_kept:
            _set_formats(self._book, self._sheet, self.column, self.wanted)


def _constants(book, parts, row, contents):
    """Return what only a formula holds: errors, truth values where a format shows numbers."""
    found = {}
    for top, bottom, key in parts:
        logical = book.formats.is_logical(key)
        for at in range(top - row, bottom - row + 1):
            content = contents[at]
            if isinstance(content, list):
                found[at] = f"={content[1] if content[1] in ERRORS else OTHER_ERROR}"
            elif isinstance(content, bool) and not logical:
                found[at] = "=TRUE()" if content else "=FALSE()"
    return found


def _gives_format(content):
    """Tell whether a text may look like a number to LibreOffice, which gives it a format then."""
    return isinstance(content, str) and len(content) <= LONGEST_NUMBER and HAS_DIGIT(content)


def _data(content):
    """Return what setDataArray takes: a number, or a text, "" for a blank.

    0 where an error comes next: undo and redo need a cell that is not blank.
    """
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    return 0.0 if isinstance(content, list) else float(content)


def _areas(cells):
    """Return first row, last row and number format of the parts of one column, joined."""
    parts = []
    for group in groups(cells):
        key = group.NumberFormat
        parts += [(*box_of(area)[::2], key) for area in group.RangeAddresses]
    return _joined(sorted(parts))


def _freed(book, parts):
    """Return the parts with General in the place of what keeps a formula from its own format."""
    formats = book.formats

    def free(key):
        return formats.general if formats.is_plain(key) or formats.is_text(key) else key

    return [(top, bottom, free(key)) for top, bottom, key in parts]


def _fitting(book, parts, row, contents):
    """Return the parts as contents need them: a plain cell shows a truth value as one."""
    formats = book.formats
    found = []
    for top, bottom, key in parts:
        if not formats.is_plain(key):
            found.append((top, bottom, key))
            continue
        own = formats.general if formats.is_logical(key) else key
        for line in range(top, bottom + 1):
            is_true = isinstance(contents[line - row], bool)
            found.append((line, line, formats.logical if is_true else own))
    return _joined(found)


def _joined(parts):
    """Return parts with neighbours of one format joined."""
    found = []
    for top, bottom, key in parts:
        follows = found and found[-1][1:] == (top - 1, key)
        found.append((found.pop()[0] if follows else top, bottom, key))
    return found


def _set_formats(book, sheet, column, parts):
    """Set number formats, even those that stand: then an undo knows what stood.

    A formula gives its format to a plain cell, and a text that looks like a number its own to
    any: neither is noted for undo.
    """
    boxes = {}
    for top, bottom, key in parts:
        boxes.setdefault(key, []).append([top, column, bottom, column])
    for key, areas in boxes.items():
        united(book.document, sheet, areas).NumberFormat = key
