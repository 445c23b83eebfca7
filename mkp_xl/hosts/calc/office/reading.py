"""What a sheet holds, in few calls whatever its size."""

from hashlib import sha256

from mkp_xl.hosts.calc.office.spots import CONTENTS, box_of, cells_of, groups, runs

FORMULAS, ERROR_RESULTS = 16, 4
"""com.sun.star.sheet.CellFlags, com.sun.star.sheet.FormulaResult."""
ERRORS = {
    "#NULL!": 521,
    "#DIV/0!": 532,
    "#VALUE!": 519,
    "#REF!": 524,
    "#NAME?": 525,
    "#NUM!": 503,
    "#N/A": 32767,
}
ERROR_NAMES = {number: name for name, number in ERRORS.items()} | {502: "#NUM!", 508: "#NAME?"}
OTHER_ERROR = "#VALUE!"
CONSTANTS = {"TRUE()", "FALSE()", *ERRORS}
"""Formulas that are constants: LibreOffice has no other way to hold them."""
MANY_AREAS = 300
"""So many scattered formulas are read faster with all that lies between them."""


def used(book, sheet):
    """Return the box around all content and merged cells; formats alone do not count."""
    boxes = merged(book, sheet)
    content = _content_box(sheet)
    if content:
        boxes.append(content)
    if not boxes:
        return [1, 1, 1, 1]
    first = [min(box[side] for box in boxes) for side in (0, 1)]
    return first + [max(box[side] for box in boxes) for side in (2, 3)]


def read(book, sheet, box):
    """Return raw values, errors, boxes of truth values and formulas of a box."""
    cells = cells_of(sheet, box)
    rows = [[None if value == "" else value for value in row] for row in cells.getDataArray()]
    top, left = box[:2]
    formulas = [part for area in _formula_areas(cells, box) for part in _true_formulas(*area)]
    for first, start, _, _, texts in formulas:
        for index, line in enumerate(texts, first - top):
            row = rows[index]
            for column in range(start - left, start - left + len(line)):
                if row[column] is None:
                    row[column] = ""
    errors = _errors(cells, box)
    for row, column, _ in errors:
        rows[row - top][column - left] = None
    return {"rows": rows, "errors": errors, "logical": logical(book, cells), "formulas": formulas}


def logical(book, cells):
    """Return the boxes whose numbers are truth values."""
    found = [group for group in groups(cells) if book.formats.is_logical(group.NumberFormat)]
    return [box_of(area) for group in found for area in group.RangeAddresses]


def typed(book, sheet, box):  # noqa: ARG001  every verb gets the book
    """Return rows of texts as a person typed them."""
    rows = cells_of(sheet, box).getFormulaArray()
    return [[_bare(text) for text in row] for row in rows]


def fingerprint(book, sheet, box):
    """Return a digest of what a person typed; without formulas the values say it, sooner."""
    cells = cells_of(sheet, box)
    has_formulas = cells.queryContentCells(FORMULAS).Count
    rows = typed(book, sheet, box) if has_formulas else cells.getDataArray()
    return sha256(repr(rows).encode()).hexdigest()


def formats(book, sheet, box):
    """Return top, bottom and code of the parts of one column, without gaps, from the top."""
    found = []
    for group in groups(cells_of(sheet, box)):
        code = book.formats.code(group.NumberFormat)
        found += [(a.StartRow + 1, a.EndRow + 1, code) for a in group.RangeAddresses]
    joined = []
    for top, bottom, code in sorted(found):
        if joined and joined[-1][2] == code:
            joined[-1][1] = bottom
        else:
            joined.append([top, bottom, code])
    return joined


def merged(book, sheet):  # noqa: ARG001  every verb gets the book
    """Return the boxes of merged cells.

    Cells that begin a merged one of the same size and look make one group: its first cell tells
    the size for all.
    """
    found = []
    for group in groups(sheet):
        areas = group.RangeAddresses
        down, across = _merged_size(sheet, box_of(areas[0]))
        if (down, across) == (1, 1):
            continue
        for top, left, bottom, right in map(box_of, areas):
            starts = ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
            found += [[r, c, r + down - 1, c + across - 1] for r, c in starts]
    return found


def has_array(book, sheet, box):  # noqa: ARG001  every verb gets the book
    """Tell whether any cell of a box belongs to an array formula."""
    areas = _formula_areas(cells_of(sheet, box), box)
    return any(text.startswith("{=") for _, _, rows in areas for row in rows for text in row)


def _content_box(sheet):
    """Return the box around all content; None where there is none.

    What is in use is at least that: where its edges hold content, nothing is to be looked for.
    """
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    bottom, right = box_of(cursor.RangeAddress)[2:]
    edges = (
        [1, 1, 1, right],
        [1, 1, bottom, 1],
        [bottom, 1, bottom, right],
        [1, right, bottom, right],
    )
    if all(_areas_with(sheet, edge, CONTENTS) for edge in edges):
        return [1, 1, bottom, right]
    boxes = [box_of(area) for area in _areas_with(sheet, [1, 1, bottom, right], CONTENTS)]
    if not boxes:
        return None
    tops, lefts, bottoms, rights = zip(*boxes)
    return [min(tops), min(lefts), max(bottoms), max(rights)]


def _areas_with(sheet, box, contents):
    return cells_of(sheet, box).queryContentCells(contents).RangeAddresses


def _merged_size(sheet, box):
    """Return rows and columns of the merged cell that begins in a box's corner; 1, 1 for none."""
    top, left = box[:2]
    cursor = sheet.createCursorByRange(cells_of(sheet, [top, left, top, left]))
    cursor.collapseToMergedArea()
    whole = box_of(cursor.RangeAddress)
    if whole[:2] != [top, left]:
        return 1, 1  # covered by one that begins elsewhere
    return whole[2] - top + 1, whole[3] - left + 1


def _formula_areas(cells, box):
    """Return top, left and texts of the areas whose cells are all formulas."""
    areas = [box_of(area) for area in cells.queryContentCells(FORMULAS).RangeAddresses]
    top, left = box[:2]
    if len(areas) > MANY_AREAS:
        every = cells.getFormulaArray()
        return [
            (a, b, [every[row - top][b - left : d - left + 1] for row in range(a, c + 1)])
            for a, b, c, d in areas
        ]
    sheet = cells.Spreadsheet
    return [(area[0], area[1], cells_of(sheet, area).getFormulaArray()) for area in areas]


def _true_formulas(top, left, rows):
    """Return the parts of an area of formulas that are no constants."""
    texts = [[_text(text) for text in row] for row in rows]
    width = len(texts[0])
    if not any(text in CONSTANTS for row in texts for text in row):
        return [[top, left, top + len(texts) - 1, left + width - 1, texts]]
    found = []
    for index in range(width):
        live = [row for row, line in enumerate(texts) if line[index] not in CONSTANTS]
        for first, last in runs(live):
            part = [[texts[row][index]] for row in range(first, last + 1)]
            found.append([top + first, left + index, top + last, left + index, part])
    return found


def _errors(cells, box):
    """Return row, column and name of each error: only the cell itself tells which."""
    top, left = box[:2]
    found = []
    for area in cells.queryFormulaCells(ERROR_RESULTS).RangeAddresses:
        first, start, last, end = box_of(area)
        for row in range(first, last + 1):
            for column in range(start, end + 1):
                number = cells.getCellByPosition(column - left, row - top).getError()
                found.append([row, column, ERROR_NAMES.get(number, OTHER_ERROR)])
    return found


def _text(formula):
    """Return a formula's text without `=` and the braces of an array formula."""
    if formula.startswith("{="):
        return formula[2:-1]
    return _bare(formula)[1:]


def _bare(text):
    """Return a cell's text without the space that kept a formula apart from its neighbours."""
    return "=" + text[2:] if text.startswith("= ") else text
