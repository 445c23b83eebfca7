"""Contents into cells: few calls for all, looks stay except where a content needs its own."""

import re

from mkp_xl.hosts.calc.office.formulas import write_formulas
from mkp_xl.hosts.calc.office.holding import hold
from mkp_xl.hosts.calc.office.noted import pieces, write_each
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
STARTS_NUMBER = tuple("+-.,(%'$€£¥₽")
HAS_DIGIT = re.compile(r"\d").search


def put(book, sheet, row, column, columns):
    """Write downwards from a cell and its right neighbours: all values, or one of formulas."""
    if not columns or not columns[0]:
        return
    box = [row, column, row + len(columns[0]) - 1, column + len(columns) - 1]
    refuse_protected(sheet, cells_of(sheet, box))
    for part, contents, noted in pieces(sheet, box, columns):
        if isinstance(contents[0][0], list) and contents[0][0][0] == "=":
            _put_formulas(book, sheet, part, ["=" + text for _, text in contents[0]], noted)
        elif all(content is None for column in contents for content in column):
            cells_of(sheet, part).clearContents(CONTENTS)
        else:
            _put_values(book, sheet, part, contents, noted)


def _put_formulas(book, sheet, box, texts, noted):
    before = _areas(cells_of(sheet, box))
    if any(book.formats.is_plain(key) or book.formats.is_text(key) for _, _, key in before):
        _set_formats(book, sheet, box[1], _freed(book, before))
    if noted:
        write_each(sheet, box, texts, dict(enumerate(texts)))
    else:
        write_formulas(sheet, box[0], box[1], texts)


def _put_values(book, sheet, box, columns, noted):
    """Write values in one go, then what a column needs: constants, its own number formats."""
    kept, special = [], []
    for column, contents in enumerate(columns, box[1]):
        before = _areas(cells_of(sheet, [box[0], column, box[2], column]))
        wanted = _fitting(book, before, box[0], contents)
        special.append(_constants(book, wanted, box[0], contents))
        if wanted != before or any(map(_gives_format, contents)):
            _set_formats(book, sheet, column, before)
            kept.append((column, wanted))
    data = [list(map(_data, contents)) for contents in columns]
    if noted:
        write_each(sheet, box, data[0], special[0])
    else:
        hold(sheet, box, data)
        cells_of(sheet, box).setDataArray(tuple(zip(*data)))
        for column, texts in enumerate(special, box[1]):
            for first, last in runs(sorted(texts)):
                part = [texts[at] for at in range(first, last + 1)]
                write_formulas(sheet, box[0] + first, column, part)
    for column, wanted in kept:
        _set_formats(book, sheet, column, wanted)


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
    if not isinstance(content, str) or len(content) > LONGEST_NUMBER:
        return False
    first = content.lstrip()[:1]
    return (first.isalnum() or first in STARTS_NUMBER) and bool(HAS_DIGIT(content))


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
