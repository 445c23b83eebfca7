"""Defined names, print areas and tables of a book."""

import re

from mkp_xl.hosts.calc.office.spots import (
    RefusedError,
    area_of,
    box_of,
    refuse_protected,
    struct,
)

HIDDEN = 16
"""com.sun.star.sheet.NamedRangeFlag.HIDDEN."""
PRINT_AREA = "_xlnm.Print_Area"
FOR_A_MOMENT = "mkp_for_a_moment"
"""LibreOffice makes no name with a dot, but gives one when it renames."""
UNION = "~"


def names(book):
    """Return all defined names, those of sheets and their print areas included."""
    found = [_info(name, None) for name in _names(book.document)]
    for title in book.document.Sheets.ElementNames:
        sheet = book.sheet(title)
        own = [_info(name, title) for name in _names(sheet)]
        found += [name for name in own if name["name"] != PRINT_AREA]
        areas = [_area_text(sheet, box_of(area)) for area in sheet.getPrintAreas()]
        if areas:
            text = UNION.join(areas)
            found.append({"name": PRINT_AREA, "sheet": title, "text": text, "hidden": False})
    return found


def edit_names(book, edits):
    """Set names and take away those without a text; standing ones keep their place."""
    for edit in edits:
        sheet = None if edit["sheet"] is None else book.sheet(edit["sheet"])
        if edit["name"] == PRINT_AREA and sheet is not None:
            _set_print_area(sheet, edit["text"])
        else:
            _edit((sheet or book.document).NamedRanges, edit)


def tables(book, sheet):
    """Return the tables of a sheet: database ranges with a name of their own."""
    home, index = book.document.DatabaseRanges, sheet.RangeAddress.Sheet
    ranges = [(key, home.getByName(key)) for key in home.ElementNames]
    return [
        {
            "name": key,
            "box": box_of(one.DataArea),
            "header": bool(one.ContainsHeader),
            "totals": bool(one.TotalsRow),
        }
        for key, one in ranges
        if one.DataArea.Sheet == index and not key.startswith("__Anonymous")
    ]


def resize_table(book, sheet, box, name):
    """Let a table of a sheet cover a rectangle."""
    refuse_protected(sheet)
    book.document.DatabaseRanges.getByName(name).setDataArea(area_of(sheet, box))


def pivots(book, sheet):  # noqa: ARG001  verbs get the book
    """Return the rectangles of a sheet's pivot tables."""
    home = sheet.DataPilotTables
    return [box_of(home.getByName(key).OutputRange) for key in home.ElementNames]


def _names(home):
    ranges = home.NamedRanges
    return [ranges.getByName(key) for key in ranges.ElementNames]


def _info(name, title):
    hidden = bool(name.Type & HIDDEN)
    return {"name": name.Name, "sheet": title, "text": name.Content, "hidden": hidden}


def _area_text(sheet, box):
    corners = sheet.getCellRangeByPosition(box[1] - 1, box[0] - 1, box[3] - 1, box[2] - 1)
    return corners.AbsoluteName


def _edit(home, edit):
    key = next((k for k in home.ElementNames if k.casefold() == edit["name"].casefold()), None)
    if edit["text"] is None:
        if key is not None:
            home.removeByName(key)
        return
    kind = HIDDEN if edit.get("hidden") else 0
    if key is None:
        _make(home, edit["name"], edit["text"], kind)
        return
    name = home.getByName(key)
    if name.Content != edit["text"]:
        name.setContent(edit["text"])
    if name.Type & HIDDEN != kind:
        name.setType(name.Type & ~HIDDEN | kind)


def _make(home, name, text, kind):
    origin = struct("com.sun.star.table.CellAddress")
    made = FOR_A_MOMENT if "." in name else name
    home.addNewByName(made, text, origin, kind)
    if made != name:
        home.getByName(made).setName(name)
    if not home.hasByName(name):
        home.removeByName(made)
        raise RefusedError(f"LibreOffice makes no name {name}")


def _parts(text):
    """Return the parts of a union; a title in quotes may hold its sign.

    >>> _parts("$'A~B'.$A$1~$'A~B'.$C$3")
    ["$'A~B'.$A$1", "$'A~B'.$C$3"]
    """
    return [part[0] for part in re.finditer(r"(?:'(?:[^']|'')*'|[^'~])+", text)]


def _set_print_area(sheet, text):
    """Print what a native text says: areas of this sheet."""
    parts = [part.strip().rpartition(".")[2] for part in _parts(text or "")]
    found = [sheet.getCellRangeByName(part).RangeAddress for part in parts if part]
    sheet.setPrintAreas(tuple(found))
    if not found and sheet.NamedRanges.hasByName(PRINT_AREA):
        sheet.NamedRanges.removeByName(PRINT_AREA)
