"""How cells look: read back by name, put on, lines around and between, taken off."""

from mkp_xl.hosts.calc.office.spots import (
    AMBIGUOUS,
    cells_of,
    enum,
    groups,
    refuse_protected,
    struct,
)

BOLD, NORMAL = 150.0, 100.0
"""com.sun.star.awt.FontWeight."""
POINT = 2540 / 72
"""In 1/100 mm, as all lengths here."""
CHARACTER, PADDING = 7 * 0.75 * POINT, 5 * 0.75 * POINT
"""A digit of Calibri 11, Excel's unit of width, and the room beside the digits of a column."""
INDENT = 353
THIN, MEDIUM = 26, 62
"""As LibreOffice reads those of an Excel file."""
HORIZONTAL = {"general": "STANDARD", "left": "LEFT", "center": "CENTER", "right": "RIGHT"}
VERTICAL = {"top": 1, "center": 2, "bottom": 3}
MEMBERS = {
    "number_format": "NumberFormat",
    "bold": "CharWeight",
    "size": "CharHeight",
    "name": "CharFontName",
    "font_color": "CharColor",
    "color": "CellBackColor",
    "wrap_text": "IsTextWrapped",
    "horizontal_alignment": "HoriJustify",
    "vertical_alignment": "VertJustify",
}
LINES = {
    "top": "TopBorder2",
    "bottom": "BottomBorder2",
    "left": "LeftBorder2",
    "right": "RightBorder2",
}
"""Each cell's own: Calc undoes these, and not the lines of a whole rectangle."""


def worn(book, sheet, box, names):
    """Return how cells look in the named properties; mixed ones are left out."""
    cells = cells_of(sheet, box)
    asked = [name for name in names if name in MEMBERS]
    mixed = {n for n in asked if cells.getPropertyState(MEMBERS[n]).value == AMBIGUOUS}
    found = {n: _seen(book, n, getattr(cells, MEMBERS[n])) for n in asked if n not in mixed}
    if "number_format" in mixed:  # keys may differ where codes do not
        codes = {book.formats.code(group.NumberFormat) for group in groups(cells)}
        found["number_format"] = codes.pop() if len(codes) == 1 else None
    if "column_width" in names:
        found["column_width"] = _shared(_lines(cells.Columns, "Width"), _characters)
    if "hidden" in names:
        found["hidden"] = _shared(_lines(cells.Columns, "IsVisible"), lambda seen: not seen)
    return {n: value for n, value in found.items() if value is not None or n == "color"}


def put_on(book, sheet, box, said):
    """Set the named properties of cells."""
    refuse_protected(sheet)
    cells = cells_of(sheet, box)
    for name, value in said.items():
        if name == "column_width":
            cells.Columns.Width = width(value)
        elif name == "hidden":
            cells.Columns.IsVisible = not value
        else:
            setattr(cells, MEMBERS[name], _held(book, name, value))


def trim(book, sheet, box, style):
    """Set what of a style is not read back: lines, indent, underline, lock."""
    lines(book, sheet, box, style)
    cells = cells_of(sheet, box)
    if style.get("indent"):
        cells.ParaIndent = round(style["indent"] * INDENT)
    if style.get("underline"):
        cells.CharUnderline = 1
    if style.get("unlocked"):
        _lock(cells, on=False)


def untrim(book, sheet, box):  # noqa: ARG001  every verb gets the book
    """Take lines, indent, underline and the leave to change cells away."""
    refuse_protected(sheet)
    cells = cells_of(sheet, box)
    for member in LINES.values():
        setattr(cells, member, struct("com.sun.star.table.BorderLine2"))
    cells.ParaIndent = 0
    cells.CharUnderline = 0
    _lock(cells, on=True)


def lines(book, sheet, box, style):  # noqa: ARG001  every verb gets the book
    """Draw the lines of a style around each cell."""
    refuse_protected(sheet)
    cells = cells_of(sheet, box)
    for side, member in LINES.items():
        if style.get(side):
            line = struct("com.sun.star.table.BorderLine2", Color=int(style[side].lstrip("#"), 16))
            line.LineWidth = line.OuterLineWidth = MEDIUM if style.get("thick") else THIN
            setattr(cells, member, line)


def width(characters):
    """Return the width of a column for so many characters."""
    return round(characters * CHARACTER + PADDING)


def _lock(cells, *, on):
    protection = struct("com.sun.star.util.CellProtection", IsLocked=on)
    cells.CellProtection = protection


def _seen(book, name, held):
    """Return a property as the wire says it; None where it has no word for it."""
    if name == "color" and held == -1:
        return None
    change = {
        "number_format": book.formats.code,
        "bold": lambda weight: weight > NORMAL,
        "font_color": lambda number: f"#{max(number, 0):06x}",  # the automatic one is black
        "color": lambda number: f"#{number:06x}",
        "horizontal_alignment": lambda kind: _key(HORIZONTAL, kind.value),
        "vertical_alignment": lambda kind: _key(VERTICAL, kind or VERTICAL["bottom"]),
    }.get(name)
    return change(held) if change else held


def _key(table, value):
    return next((key for key, known in table.items() if known == value), None)


def _held(book, name, said):
    """Return a property as LibreOffice keeps it."""
    if name == "number_format":
        return book.formats.key(said)
    if name == "bold":
        return BOLD if said else NORMAL
    if name in ("font_color", "color"):
        return -1 if said is None else int(said.lstrip("#"), 16)
    if name == "horizontal_alignment":
        return enum("com.sun.star.table.CellHoriJustify", HORIZONTAL[said])
    if name == "vertical_alignment":
        return VERTICAL[said]
    return float(said) if name == "size" else said


def _lines(columns, name):
    return {getattr(columns.getByIndex(index), name) for index in range(columns.Count)}


def _shared(values, change):
    return change(values.pop()) if len(values) == 1 else None


def _characters(length):
    return round(max(0.0, (length - PADDING) / CHARACTER), 2)
