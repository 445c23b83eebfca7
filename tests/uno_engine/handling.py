"""What happens to cells as a place: emptied, moved, merged, named, hidden."""

from __future__ import annotations

from uno_engine import edges, writing
from uno_engine.addresses import COLUMNS, ROWS, quoted
from uno_engine.errors import refusing
from uno_engine.office import enum

CONTENTS, LOOKS = 1 | 2 | 4 | 16, 32 | 64


class Handling:
    """The part of a range that is about handling; asks `cells`, `place` and `sheet` of it."""

    def clear_contents(self):
        writing.check_open(self.cells)
        with refusing("these cells cannot be changed"):
            self.cells.clearContents(CONTENTS)

    def clear_formats(self):
        self.cells.clearContents(LOOKS)

    def clear(self):
        self.clear_contents()
        self.clear_formats()

    def insert(self, shift=None, copy_origin=None):  # noqa: ARG002  # xlwings asks for both
        whole = {self.shape[1] == COLUMNS: "ROWS", self.shape[0] == ROWS: "COLUMNS"}.get(True)
        mode = whole or ("RIGHT" if shift == "right" else "DOWN")
        kind = enum("com.sun.star.sheet.CellInsertMode", mode)
        self.sheet.uno.insertCells(self.cells.RangeAddress, kind)

    def delete(self, shift=None):
        whole = {self.shape[1] == COLUMNS: "ROWS", self.shape[0] == ROWS: "COLUMNS"}.get(True)
        mode = whole or ("LEFT" if shift == "left" else "UP")
        kind = enum("com.sun.star.sheet.CellDeleteMode", mode)
        self.sheet.uno.removeRange(self.cells.RangeAddress, kind)

    def copy(self, destination=None):
        target = destination.impl if hasattr(destination, "impl") else destination
        address = target.cells.getCellByPosition(0, 0).CellAddress
        self.sheet.uno.copyRange(address, self.cells.RangeAddress)

    @property
    def merge_area(self):
        cell = self.cells.getCellByPosition(0, 0)
        cursor = self.sheet.uno.createCursorByRange(cell)
        cursor.collapseToMergedArea()
        return self.of(self.sheet, cursor.RangeAddress)

    @property
    def merge_cells(self):
        first = self(1, 1).merge_area
        below, beside = self.row + self.shape[0], self.column + self.shape[1]
        inside = below <= first.row + first.shape[0] and beside <= first.column + first.shape[1]
        if len(first) > 1 and inside:
            return True
        cursor = self.sheet.uno.createCursorByRange(self.cells)
        cursor.collapseToMergedArea()  # grows over merged cells that begin outside
        whole = self.of(self.sheet, cursor.RangeAddress).place == self.place
        return False if whole and not self.cells.getIsMerged() else None

    def merge(self, across):
        parts = range(self.shape[0]) if across else ()
        for line in parts:
            self.cells.getCellRangeByPosition(0, line, self.shape[1] - 1, line).merge(True)
        if not across:
            self.cells.merge(True)

    def unmerge(self):
        (self.merge_area if len(self) == 1 else self).cells.merge(False)

    @property
    def name(self):
        for name in self.book.names:
            if name.refers_to == f"={quoted(self.sheet.name)}!{self.address}":
                return name
        return None

    @name.setter
    def name(self, value):
        self.book.names.add(value, f"={quoted(self.sheet.name)}!{self.address}")

    @property
    def row_hidden(self):
        return edges.hidden(self.cells.Rows)

    @row_hidden.setter
    def row_hidden(self, value):
        self.cells.Rows.IsVisible = not value

    @property
    def column_hidden(self):
        return edges.hidden(self.cells.Columns)

    @column_hidden.setter
    def column_hidden(self, value):
        self.cells.Columns.IsVisible = not value
