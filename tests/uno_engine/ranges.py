"""A rectangle of cells: place, values, formulas, walking, rows and columns."""

from __future__ import annotations

from xlwings import base_classes

from uno_engine import edges, reading, writing
from uno_engine.addresses import COLUMNS, ROWS, quoted, written
from uno_engine.errors import CODES, ComError, refusing
from uno_engine.handling import Handling
from uno_engine.looks import Looks
from uno_engine.native_range import RangeApi
from uno_engine.number_formats import Kind
from uno_engine.spots import groups, runs

CONSTANTS = 1 | 2 | 4
CONTENTS, LOOKS = 1 | 2 | 4 | 16, 32 | 64
CONSTANT = {"=TRUE", "=FALSE", *("=" + error for error in CODES)}  # no formulas to Excel
ANY = 1 | 2 | 4
TRUTHS = {"1": "TRUE", "0": "FALSE"}


class Range(Looks, Handling, base_classes.Range):
    """`place` is row, column, number of rows and columns, counted from 1."""

    def __init__(self, sheet, place) -> None:
        self.sheet, self.place = sheet, tuple(place)
        self.options, self.arg1_input = {}, ""
        row, column, rows, columns = self.place
        if row < 1 or column < 1 or row + rows - 1 > ROWS or column + columns - 1 > COLUMNS:
            raise ComError(f"no such cells: {self.place}")

    @property
    def cells(self):
        """LibreOffice's object for these cells."""
        row, column, rows, columns = self.place
        return self.sheet.uno.getCellRangeByPosition(
            column - 1, row - 1, column + columns - 2, row + rows - 2
        )

    @property
    def book(self):
        return self.sheet.book

    @property
    def api(self):
        return RangeApi(self) if len(self) else None

    @property
    def coords(self):
        return (self.sheet, *self.place)

    @property
    def row(self):
        return self.place[0]

    @property
    def column(self):
        return self.place[1]

    @property
    def shape(self):
        return self.place[2:]

    def __len__(self):
        return self.place[2] * self.place[3]

    @property
    def address(self):
        return self.get_address(True, True, False)

    def get_address(self, row_absolute, col_absolute, external):
        text = written(*self.place, fixed=(row_absolute, col_absolute))
        if not external:
            return text
        owner = quoted(f"[{self.book.name}]{self.sheet.name}")
        return f"{owner}!{text}"

    # values and formulas

    @property
    def raw_value(self):
        return self.get_values()

    @raw_value.setter
    def raw_value(self, data):
        if len(self):
            rows = writing.as_rows(data, *self.shape)
            with refusing("these cells cannot be changed"):
                writing.write(self.cells, rows, self.book, self.table_name)

    def get_values(self, *, plain=False):
        """Return Excel's Value or, if `plain`, Value2."""
        if not len(self):
            return None
        used = self.used
        rows = reading.values(used.cells, self.book.model, self.book.formats, plain=plain)
        return rows[0][0] if len(self) == 1 else self._padded(rows, None)

    @property
    def formula(self):
        if not len(self):
            return None
        used = self.used
        cells = used.cells
        rows = _shown(cells.getFormulaArray(), self.book)
        corner = cells.RangeAddress
        for group in groups(cells):
            if self.book.formats.kind(group.NumberFormat) & Kind.LOGICAL:
                for line, columns in reading.inside(group, corner):
                    for column in columns:
                        rows[line][column] = TRUTHS.get(rows[line][column], rows[line][column])
        return rows[0][0] if len(self) == 1 else self._padded(rows, "")

    @formula.setter
    def formula(self, value):
        self.raw_value = value

    formula2 = formula

    @property
    def has_array(self):
        return bool(self.api.HasArray)

    @property
    def table_name(self):
        """The name of the table these cells begin in, "" outside of tables."""
        table = self.table
        return table.name if table else ""

    @property
    def used(self):
        """Return the part worth reading of a range of whole columns or rows."""
        row, column, rows, columns = self.place
        if rows < ROWS and columns < COLUMNS:
            return self
        last_row, last_column = self.sheet.last_used()
        rows = max(1, min(rows, last_row - row + 1))
        columns = max(1, min(columns, last_column - column + 1))
        return Range(self.sheet, (row, column, rows, columns))

    def _padded(self, rows, blank):
        high, wide = self.shape
        tail = (blank,) * (wide - len(rows[0]))
        full = [tuple(row) + tail for row in rows]
        return tuple(full + [(blank,) * wide] * (high - len(full)))

    # walking

    def __call__(self, *args):
        if len(args) == 1:
            down, across = divmod(args[0] - 1, self.shape[1])
            args = (down + 1, across + 1)
        row, column = args
        return Range(self.sheet, (self.row + row - 1, self.column + column - 1, 1, 1))

    @property
    def rows(self):
        return self

    columns = rows

    def end(self, direction):
        return Range(self.sheet, (*edges.end(self, direction), 1, 1))

    @property
    def current_region(self):
        cursor = self.sheet.uno.createCursorByRange(self.cells)
        cursor.collapseToCurrentRegion()
        return self.of(self.sheet, cursor.RangeAddress)

    @classmethod
    def of(cls, sheet, area):
        """Return the range of UNO's rectangle."""
        high, wide = area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1
        return cls(sheet, (area.StartRow + 1, area.StartColumn + 1, high, wide))

    def get_special_cells(self, cell_type, value_type):
        cells, everything = self.cells, value_type is None
        if cell_type == "visible":
            found = cells.queryVisibleCells()
        elif cell_type == "blanks":
            found = cells.queryEmptyCells()
        elif cell_type == "formulas":
            kinds = {"numbers": 1, "logical": 1, "text": 2, "errors": 4}
            found = cells.queryFormulaCells(ANY if everything else kinds[value_type])
        else:
            kinds = {"numbers": 3, "logical": 1, "text": 4}
            found = cells.queryContentCells(CONSTANTS if everything else kinds.get(value_type, 0))
        areas = [self.of(self.sheet, area) for area in found.RangeAddresses]
        return self._true_formulas(areas) if cell_type == "formulas" else areas

    def _true_formulas(self, areas):
        """Return the areas without TRUE, FALSE and errors: to LibreOffice these are formulas."""
        out = []
        for area in areas:
            rows = area.cells.getFormulaArray()
            if not any(text.removesuffix("()") in CONSTANT for row in rows for text in row):
                out.append(area)
                continue
            spots = [
                (r, c)
                for r, row in enumerate(rows)
                for c, text in enumerate(row)
                if text.removesuffix("()") not in CONSTANT
            ]
            for column, first, last in runs(spots):
                place = (area.row + first, area.column + column, last - first + 1, 1)
                out.append(Range(self.sheet, place))
        return out

    def find(self, text, whole, direction, order, match_case):
        search = self.cells.createSearchDescriptor()
        wild = text == "*"
        search.SearchString, search.SearchType = (".+" if wild else text), 1
        search.SearchRegularExpression, search.SearchWords = wild, whole and not wild
        search.SearchCaseSensitive = match_case
        found = self.cells.findAll(search)
        if found is None:
            return None
        parts = [self.of(self.sheet, area) for area in found.RangeAddresses]
        ends = [
            (part.row, part.column)
            if direction == "forward"
            else (part.row + part.shape[0] - 1, part.column + part.shape[1] - 1)
            for part in parts
        ]
        best = (min if direction == "forward" else max)(
            ends, key=lambda end: end if order == "rows" else end[::-1]
        )
        return Range(self.sheet, (*best, 1, 1))

    def select(self):
        self.book.controller.select(self.cells)

    @property
    def table(self):
        for table in self.sheet.tables:
            row, column, rows, columns = table.range.place
            if row <= self.row < row + rows and column <= self.column < column + columns:
                return table
        return None


def _shown(rows, book):
    """Return contents as Excel shows them."""
    full = [[f"={text[2:]}" if text.startswith("= ") else text for text in row] for row in rows]
    return [[_constant(text) for text in row] for row in book.excel_all(full)]


def _constant(text):
    return text[1:] if text in CONSTANT or text.startswith("'") else text
