"""Rectangles: from the wire's boxes to UNO's cells and back, scattered cells as few rectangles."""

import uno

CONTENTS = 1 | 2 | 4 | 16
"""Numbers, dates, texts, formulas: com.sun.star.sheet.CellFlags."""
AMBIGUOUS = "AMBIGUOUS_VALUE"


class RefusedError(Exception):
    """LibreOffice would do nothing and say nothing: the text says why.

    A key and its particulars, where there is one, name the sentence for the person.
    """

    def __init__(self, text, key="", **particulars):
        super().__init__(text)
        self.key, self.particulars = key, particulars


def refusal(problem):
    """Return what went wrong as the wire tells it."""
    said = getattr(problem, "Message", "") or str(problem) or type(problem).__name__
    told = {"error": " ".join(said.split())}
    if getattr(problem, "key", ""):
        told.update(key=problem.key, particulars=problem.particulars)
    return told


def struct(name, **members):
    """Return a structure of UNO."""
    made = uno.createUnoStruct(name)
    for member, value in members.items():
        setattr(made, member, value)
    return made


def enum(kind, value):
    """Return a value of one of UNO's enumerations."""
    return uno.Enum(kind, value)


def setting(name, value):
    """Return a name and a value as the structure that UNO takes."""
    return struct("com.sun.star.beans.PropertyValue", Name=name, Value=value)


def cells_of(sheet, box):
    """Return the cells of a box."""
    top, left, bottom, right = box
    return sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)


def box_of(area):
    """Return the box of UNO's rectangle."""
    return [area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1]


def area_of(sheet, box):
    """Return a box as UNO's structure."""
    top, left, bottom, right = box
    return struct(
        "com.sun.star.table.CellRangeAddress",
        Sheet=sheet.RangeAddress.Sheet,
        StartRow=top - 1,
        StartColumn=left - 1,
        EndRow=bottom - 1,
        EndColumn=right - 1,
    )


def runs(rows):
    """Return first and last of the runs among ascending numbers.

    >>> runs([1, 2, 3, 7])
    [[1, 3], [7, 7]]
    """
    found = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return found


def united(document, sheet, boxes):
    """Return boxes as one object with the properties of cells."""
    container = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    container.addRangeAddresses(tuple(area_of(sheet, box) for box in boxes), True)
    return container


def groups(cells):
    """Return the parts of equal looks inside a range, each with the properties of cells."""
    unique = cells.UniqueCellFormatRanges
    return [unique.getByIndex(index) for index in range(unique.Count)]


def refuse_protected(sheet, cells=None):
    """Raise where a protected sheet would swallow a change: all looks, locked cells."""
    if not sheet.isProtected():
        return
    if cells is None or any(group.CellProtection.IsLocked for group in groups(cells)):
        text = f"the sheet {sheet.Name} is protected"
        raise RefusedError(text, "sheet_protected", sheet=sheet.Name)
