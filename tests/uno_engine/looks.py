"""How cells look: formats, colours, fonts, lines, sizes, alignment."""

from __future__ import annotations

from xlwings import base_classes
from xlwings.utils import hex_to_rgb

from uno_engine.office import enum, struct
from uno_engine.spots import groups

AMBIGUOUS = "AMBIGUOUS_VALUE"
BOLD, NORMAL = 150.0, 100.0  # com.sun.star.awt.FontWeight
POINT = 2540 / 72  # in 1/100 mm
CHARACTER = 7 * 0.75 * POINT  # Excel's unit of width: a digit of Calibri 11 is 7 pixels
PADDING = 5 * 0.75 * POINT
HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "fill": "REPEAT",
    "justify": "BLOCK",
}
VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4}
SIDES = {
    "edge_top": "TopLine",
    "edge_bottom": "BottomLine",
    "edge_left": "LeftLine",
    "edge_right": "RightLine",
    "inside_horizontal": "HorizontalLine",
    "inside_vertical": "VerticalLine",
}
WEIGHTS = {"hairline": 2, "thin": 26, "medium": 53, "thick": 79}
STYLES = {"continuous": 0, "dot": 1, "dash": 2, "double": 3, "none": 0}


class Looks:
    """The part of a range that is about looks; asks `cells` and `book` of it."""

    def shared(self, name):
        """Return a property all cells agree on, None if they do not."""
        cells = self.cells
        if cells.getPropertyState(name).value == AMBIGUOUS:
            return None
        return getattr(cells, name)

    @property
    def number_format(self):
        cells, formats = self.cells, self.book.formats
        state = cells.getPropertyState("NumberFormat").value
        if state == "DEFAULT_VALUE":
            return "General"
        if state != AMBIGUOUS:
            return formats.code(cells.NumberFormat)
        codes = set()
        for group in groups(cells):
            codes.add(formats.code(group.NumberFormat))
            if len(codes) > 1:
                return None
        return codes.pop()

    @number_format.setter
    def number_format(self, value):
        self.cells.NumberFormat = self.book.formats.key(value)

    @property
    def color(self):
        number = self.shared("CellBackColor")
        return None if number in (None, -1) else split(number)

    @color.setter
    def color(self, value):
        self.cells.CellBackColor = -1 if value is None else joined(value)

    @property
    def font(self):
        return Font(self)

    @property
    def borders(self):
        return Borders(self)

    @property
    def wrap_text(self):
        return self.shared("IsTextWrapped")

    @wrap_text.setter
    def wrap_text(self, value):
        self.cells.IsTextWrapped = bool(value)

    @property
    def horizontal_alignment(self):
        held = self.shared("HoriJustify")
        return held and {v: k for k, v in HORIZONTAL.items()}.get(held.value)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value):
        kind = enum("com.sun.star.table.CellHoriJustify", HORIZONTAL[value])
        self.cells.HoriJustify = kind

    @property
    def vertical_alignment(self):
        held = self.shared("VertJustify")
        names = {v: k for k, v in VERTICAL.items()}
        return None if held is None else names.get(held, "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value):
        self.cells.VertJustify = VERTICAL[value]

    def adjust_indent(self, amount):
        self.api.IndentLevel = max(0, (self.api.IndentLevel or 0) + amount)

    @property
    def column_width(self):
        columns = self.cells.Columns
        widths = {columns.getByIndex(i).Width for i in range(columns.Count)}
        if len(widths) > 1:
            return None
        return round(max(0.0, (widths.pop() - PADDING) / CHARACTER), 2)

    @column_width.setter
    def column_width(self, value):
        self.cells.Columns.Width = round(value * CHARACTER + PADDING)

    @property
    def row_height(self):
        rows = self.cells.Rows
        each = (rows.getByIndex(i) for i in range(rows.Count))
        heights = {row.Height if row.IsVisible else 0 for row in each}
        return None if len(heights) > 1 else round(heights.pop() / POINT, 2)

    @row_height.setter
    def row_height(self, value):
        self.cells.Rows.Height = round(value * POINT)

    @property
    def width(self):
        return self.cells.Size.Width / POINT

    @property
    def height(self):
        return self.cells.Size.Height / POINT

    @property
    def left(self):
        return self.cells.Position.X / POINT

    @property
    def top(self):
        return self.cells.Position.Y / POINT

    def autofit(self, axis=None):
        if axis in (None, "c", "columns"):
            self.cells.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self.cells.Rows.OptimalHeight = True

    def group(self, by):
        self.sheet.uno.group(self.cells.RangeAddress, _orientation(by))

    def ungroup(self, by):
        self.sheet.uno.ungroup(self.cells.RangeAddress, _orientation(by))


class Font(base_classes.Font):
    """The font of a range."""

    def __init__(self, parent) -> None:
        self.parent = parent

    @property
    def bold(self):
        weight = self.parent.shared("CharWeight")
        return None if weight is None else weight > NORMAL

    @bold.setter
    def bold(self, value):
        self.parent.cells.CharWeight = BOLD if value else NORMAL

    @property
    def italic(self):
        posture = self.parent.shared("CharPosture")
        return None if posture is None else posture.value == "ITALIC"

    @italic.setter
    def italic(self, value):
        posture = "ITALIC" if value else "NONE"
        self.parent.cells.CharPosture = enum("com.sun.star.awt.FontSlant", posture)

    @property
    def size(self):
        return self.parent.shared("CharHeight")

    @size.setter
    def size(self, value):
        self.parent.cells.CharHeight = float(value)

    @property
    def color(self):
        number = self.parent.shared("CharColor")
        if number is None:  # what xlwings makes of the Null that Excel says
            raise TypeError("int() argument must be a string or a real number, not 'NoneType'")
        return (0, 0, 0) if number == -1 else split(number)

    @color.setter
    def color(self, value):
        self.parent.cells.CharColor = joined(value)

    @property
    def name(self):
        return self.parent.shared("CharFontName")

    @name.setter
    def name(self, value):
        self.parent.cells.CharFontName = value


class Borders(base_classes.Borders):
    """The lines of a range."""

    def __init__(self, parent) -> None:
        self.parent = parent

    def set(self, sides, **given):
        """Draw the named sides; what is not said is thin, continuous and black."""
        removes = given.get("line_style", "") in (None, "none")  # what is not said is an object
        given = {name: v for name, v in given.items() if isinstance(v, (str, tuple, int))}
        frame = self.parent.cells.TableBorder2
        line = struct("com.sun.star.table.BorderLine2")
        line.LineStyle = STYLES.get(given.get("line_style"), 0)
        line.LineWidth = line.OuterLineWidth = WEIGHTS[given.get("weight", "thin")]
        line.Color = joined(given.get("color", (0, 0, 0)))
        if removes:
            line.LineWidth = line.OuterLineWidth = 0
        for side in sides:
            if side in SIDES:
                setattr(frame, SIDES[side], line)
                setattr(frame, f"Is{SIDES[side]}Valid", True)
        self.parent.cells.TableBorder2 = frame


def joined(color) -> int:
    """Return LibreOffice's number of a colour; Excel's own numbers count blue first.

    >>> joined((255, 0, 16)) == joined("#FF0010") == joined(0x1000FF) == 0xFF0010
    True
    """
    if isinstance(color, int):
        return (color & 255) << 16 | color & 0xFF00 | color >> 16
    red, green, blue = hex_to_rgb(color) if isinstance(color, str) else color
    return red << 16 | green << 8 | blue


def split(number: int) -> tuple[int, int, int]:
    """Return red, green and blue of LibreOffice's number.

    >>> split(0xFF0010)
    (255, 0, 16)
    """
    return number >> 16 & 255, number >> 8 & 255, number & 255


def _orientation(by):
    return enum("com.sun.star.table.TableOrientation", "COLUMNS" if by[0] == "c" else "ROWS")
