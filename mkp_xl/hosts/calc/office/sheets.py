"""The book and its sheets as places: told, added, copied from a file, shown, protected."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import uno
from com.sun.star.lang import IllegalArgumentException

from mkp_xl.hosts.calc.office import undoing
from mkp_xl.hosts.calc.office.looks import POINT, width
from mkp_xl.hosts.calc.office.sources import keep_open
from mkp_xl.hosts.calc.office.spots import (
    RefusedError,
    area_of,
    cells_of,
    enum,
    refuse_protected,
    setting,
)
from mkp_xl.hosts.calc.office.undoing import Unnoted
from mkp_xl.hosts.calc.office.views import KeptInFront, set_view, views_of

DAY_ZERO = date(1899, 12, 30).toordinal()
XLSX = "Calc MS Excel 2007 XML"
DEEPEST = 7
"""Levels an outline has."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


def told(book):
    """Return where the book is, how it counts days, what is in front, its sheets."""
    document = book.document
    zero = document.NullDate
    row, column = _cursor(document)
    return {
        "path": uno.fileUrlToSystemPath(document.URL) if document.URL.startswith("file:") else "",
        "title": document.Title,
        "day_zero": date(zero.Year, zero.Month, zero.Day).toordinal() - DAY_ZERO,
        "fixed": document.isProtected(),
        "read_only": document.isReadonly(),
        "front": document.CurrentController.ActiveSheet.Name,
        "row": row,
        "column": column,
        "sheets": [_sheet_told(book.sheet(title)) for title in document.Sheets.ElementNames],
    }


def titles(book):
    """Return the titles of the sheets in order."""
    return list(book.document.Sheets.ElementNames)


def is_protected(book, sheet):  # noqa: ARG001  every verb gets the book
    """Tell whether the cells of a sheet are protected."""
    return sheet.isProtected()


def add(book, title):
    """Add a sheet behind the last one; the one in front stays."""
    _refuse_fixed(book)
    sheets = book.document.Sheets
    with KeptInFront(book):
        sheets.insertNewByName(title, sheets.Count)


def copy_from(book, path, titles):
    """Add sheets of a file behind the last one, with all that surrounds their cells.

    LibreOffice does not note a copied sheet for undo. So a plain one is added, which it notes,
    and the copy takes its place: undo removes what stands there.
    """
    _refuse_fixed(book)
    sheets = book.document.Sheets
    if taken := [title for title in titles if sheets.hasByName(title)]:
        text = f"there is a sheet {taken[0]} already"
        raise RefusedError(text, "title_taken", sheet=taken[0])
    source = _opened(book, path)
    views = views_of(source)
    book.document.UndoManager.addUndoAction(undoing.NoRedo(book))
    with KeptInFront(book):
        for title in titles:
            place = sheets.Count
            sheets.insertNewByName(title, place)
            with Unnoted(book.document):
                sheets.removeByName(title)
                sheets.importSheet(source, title, place)
            set_view(book, book.sheet(title), views.get(title, {}))


def delete(book, title):
    """Take a sheet out of the book."""
    _refuse_fixed(book)
    book.document.Sheets.removeByName(title)


def show(book, title, state):
    """Show the tab of a sheet, or take it away."""
    sheet, visible = book.sheet(title), state == "visible"
    if sheet.IsVisible != visible:
        _refuse_fixed(book)
        sheet.IsVisible = visible


def activate(book, title):
    """Bring a sheet to the front."""
    undoing.show(book.document, book.sheet(title).Name)


def chosen(book):
    """Return first and last of the stretches of rows that are selected and shown."""
    selected = book.document.CurrentSelection
    if not hasattr(selected, "queryVisibleCells"):
        return []  # a drawing
    shown = selected.queryVisibleCells().RangeAddresses
    return sorted({(one.StartRow + 1, one.EndRow + 1) for one in shown})


def go(book, sheet, row, column):
    """Put the cursor into a cell."""
    controller = book.document.CurrentController
    controller.setActiveSheet(sheet)
    controller.select(cells_of(sheet, [row, column, row, column]))


def frame(book, sheet, what):
    """Give a plain new sheet what surrounds its cells."""
    for column, characters in what.get("widths", {}).items():
        column_of(book, sheet, int(column), {"width": characters})
    for column in what.get("hidden_columns", ()):
        column_of(book, sheet, column, {"hidden": True})
    for first, last, points in what.get("heights", ()):
        cells_of(sheet, [first, 1, last, 1]).Rows.Height = round(points * POINT)
    for first, last, folded in what.get("details", ()):
        area = area_of(sheet, [first, 1, last, LAST_COLUMN])
        sheet.group(area, enum("com.sun.star.table.TableOrientation", "ROWS"))
        if folded:
            sheet.hideDetail(area)
    for box in what.get("merges", ()):
        cells_of(sheet, box).merge(True)
    with KeptInFront(book):
        set_view(book, sheet, what)


def column_of(book, sheet, column, said):  # noqa: ARG001  every verb gets the book
    """Set width, hiding and level of the outline (1 is none) of a column."""
    refuse_protected(sheet)
    cells = cells_of(sheet, [1, column, LAST_ROW, column])
    if "width" in said:
        cells.Columns.Width = width(said["width"])
    if "level" in said:
        sideways = enum("com.sun.star.table.TableOrientation", "COLUMNS")
        for _ in range(DEEPEST):  # nothing tells the level it has
            sheet.ungroup(cells.RangeAddress, sideways)
        for _ in range(said["level"] - 1):
            sheet.group(cells.RangeAddress, sideways)
    if "hidden" in said:
        cells.Columns.IsVisible = not said["hidden"]


def protect(book, sheet):  # noqa: ARG001  every verb gets the book
    """Protect a sheet without a password."""
    if not sheet.isProtected():
        sheet.protect("")


def unprotect(book, sheet):  # noqa: ARG001  every verb gets the book
    """Lift a protection that has no password."""
    with suppress(IllegalArgumentException):
        sheet.unprotect("")
    refuse_protected(sheet)


def _refuse_fixed(book):
    """Raise where the structure is protected: LibreOffice would change it all the same."""
    if book.document.isProtected():
        raise RefusedError("the structure of the book is protected", "structure_protected")


def _sheet_told(sheet):
    state = "visible" if sheet.IsVisible else "hidden"
    return {"title": sheet.Name, "state": state, "protected": sheet.isProtected()}


def _cursor(document):
    """Return row and column of the first selected cell; 1, 1 where something else is selected."""
    chosen = document.CurrentSelection
    for areas in ("RangeAddress", "RangeAddresses"):
        found = getattr(chosen, areas, None)
        if found:
            first = found if areas == "RangeAddress" else found[0]
            return first.StartRow + 1, first.StartColumn + 1
    return 1, 1


def _opened(book, path):
    """Return the document of a file, unseen, kept open as long as this book is."""
    arguments = [setting("Hidden", True), setting("ReadOnly", True), setting("FilterName", XLSX)]
    url = uno.systemPathToFileUrl(str(Path(path).resolve()))
    source = book.desktop().loadComponentFromURL(url, "_blank", 0, tuple(arguments))
    if source is None:
        raise RefusedError(f"LibreOffice does not open {path}")
    keep_open(book, source)
    return source
