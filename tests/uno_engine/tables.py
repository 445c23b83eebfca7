"""Excel's tables: LibreOffice's database ranges."""

from __future__ import annotations

from xlwings import base_classes

from uno_engine.errors import ComError


class Table(base_classes.Table):
    """One table."""

    def __init__(self, sheet, key) -> None:
        self.parent_sheet, self.key = sheet, key

    @property
    def uno(self):
        return self.parent_sheet.book.model.DatabaseRanges.getByName(self.key)

    @property
    def api(self):
        raise AttributeError("a table of the test engine has no members of Excel's own")

    @property
    def name(self):
        return self.key

    @name.setter
    def name(self, value):
        self.uno.setName(value)
        self.key = value

    display_name = name

    @property
    def parent(self):
        return self.parent_sheet

    @property
    def range(self):
        from uno_engine.ranges import Range  # noqa: PLC0415  # it knows tables too

        return Range.of(self.parent_sheet, self.uno.DataArea)

    @property
    def show_headers(self):
        return self.uno.ContainsHeader

    @property
    def show_totals(self):
        return self.uno.TotalsRow

    @show_totals.setter
    def show_totals(self, value):
        self.uno.TotalsRow = bool(value)

    @property
    def show_autofilter(self):
        return self.uno.AutoFilter

    @show_autofilter.setter
    def show_autofilter(self, value):
        self.uno.AutoFilter = bool(value)

    @property
    def header_row_range(self):
        return self._part(0, 1) if self.show_headers else None

    @property
    def totals_row_range(self):
        return self._part(self.range.shape[0] - 1, 1) if self.show_totals else None

    @property
    def data_body_range(self):
        head = int(self.show_headers)
        rows = self.range.shape[0] - head - int(self.show_totals)
        return self._part(head, rows) if rows > 0 else None

    @property
    def insert_row_range(self):
        return None

    def resize(self, range):  # noqa: A002  # xlwings' word
        self.uno.setDataArea(range.impl.cells.RangeAddress)

    def _part(self, skipped, rows):
        row, column, _, columns = self.range.place
        return self.parent_sheet.range((row + skipped, column, rows, columns))


class Tables(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet) -> None:
        self.sheet = sheet

    @property
    def api(self):
        raise AttributeError("the tables of the test engine have no members of Excel's own")

    def __iter__(self):
        home, index = self.sheet.book.model.DatabaseRanges, self.sheet.index - 1
        keys = [key for key in home.ElementNames if home.getByName(key).DataArea.Sheet == index]
        return iter([Table(self.sheet, key) for key in keys])

    def __len__(self):
        return sum(1 for _ in self)

    def __call__(self, key):
        for number, table in enumerate(self, 1):
            if key == number or (isinstance(key, str) and table.key.lower() == key.lower()):
                return table
        raise KeyError(key)

    def __contains__(self, key):
        return any(table.key.lower() == str(key).lower() for table in self)

    def add(self, source=None, has_headers=None, name=None, **_):
        home = self.sheet.book.model.DatabaseRanges
        name = name or f"Table{len(home.ElementNames) + 1}"
        if home.hasByName(name):
            raise ComError(f"there is a table {name} already")
        home.addNewByName(name, source.impl.cells.RangeAddress)
        made = Table(self.sheet, name)
        made.uno.ContainsHeader = bool(has_headers)
        made.uno.AutoFilter = True
        return made
