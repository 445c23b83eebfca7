"""Worksheets of a book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from uno_engine.addresses import COLUMNS, ROWS, box
from uno_engine.errors import NO_SUCH_MEMBER, ComError
from uno_engine.names import Names
from uno_engine.native import HIDDEN, VERY_HIDDEN, VISIBLE, SheetApi
from uno_engine.ranges import Range
from uno_engine.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTENTS, LOOKS = 1 | 2 | 4 | 16, 32 | 64


class Sheet(base_classes.Sheet):
    """One worksheet."""

    book = None  # an attribute here, a property without a setter in the base class

    def __init__(self, book, uno) -> None:
        self.book, self.uno = book, uno

    @property
    def api(self):
        return SheetApi(self)

    @property
    def name(self):
        return self.uno.Name

    @name.setter
    def name(self, value):
        old = self.uno.Name
        self.uno.setName(value)
        if old in self.book.very_hidden:
            self.book.very_hidden ^= {old, value}

    @property
    def index(self):
        return self.uno.RangeAddress.Sheet + 1

    @property
    def names(self):
        return Names(self.book, self)

    @property
    def tables(self):
        return Tables(self)

    @property
    def shapes(self):
        return Shapes(self)

    @property
    def cells(self):
        return Range(self, (1, 1, ROWS, COLUMNS))

    def range(self, arg1, arg2=None):
        first = self._place(arg1 if not isinstance(arg1, int) else (arg1, arg2))
        if arg2 is None or isinstance(arg1, int):
            made = Range(self, first)
        else:
            second = self._place(arg2)
            top, left = min(first[0], second[0]), min(first[1], second[1])
            bottom = max(p[0] + p[2] for p in (first, second))
            right = max(p[1] + p[3] for p in (first, second))
            made = Range(self, (top, left, bottom - top, right - left))
        made.arg1_input = arg1 if isinstance(arg1, str) else ""
        return made

    def _place(self, given):
        if isinstance(given, Range):
            return given.place
        if isinstance(given, tuple):
            if 0 in given[:2]:
                raise IndexError("xlwings counts rows and columns from 1")
            return given if len(given) == 4 else (*given, 1, 1)
        if place := box(given):
            return place
        return self._named(given).place

    def _named(self, text):
        for names in (self.names, self.book.names):
            if names.contains(text):
                return names(text).refers_to_range
        for table in self.tables:
            if table.key.lower() == text.lower():
                return table.data_body_range
        raise ComError(f"{text!r} is neither an address nor a name")

    def last_used(self):
        """Return the last row and column in use."""
        cursor = self.uno.createCursor()
        cursor.gotoEndOfUsedArea(False)
        return cursor.RangeAddress.EndRow + 1, cursor.RangeAddress.EndColumn + 1

    @property
    def used_range(self):
        cursor = self.uno.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range.of(self, cursor.RangeAddress)

    @property
    def visible(self):
        if self.uno.IsVisible:
            return VISIBLE
        return VERY_HIDDEN if self.name in self.book.very_hidden else HIDDEN

    @visible.setter
    def visible(self, value):
        self.uno.IsVisible = value in (True, VISIBLE)
        self.book.very_hidden.discard(self.name)
        if value == VERY_HIDDEN and value is not True:
            self.book.very_hidden.add(self.name)

    def has_filter(self):
        """Tell whether the sheet itself, not a table on it, carries filter arrows."""
        home = self.book.model.getPropertyValue("UnnamedDatabaseRanges")
        index = self.index - 1
        return home.hasByTable(index) and home.getByTable(index).AutoFilter

    def is_filtered(self):
        """Tell whether a filter hides rows."""
        rows = self.used_range.cells.Rows
        return any(rows.getByIndex(i).IsFiltered for i in range(rows.Count))

    def activate(self):
        self.book.controller.setActiveSheet(self.uno)

    select = activate

    def clear_contents(self):
        self.used_range.clear_contents()

    def clear_formats(self):
        self.used_range.clear_formats()

    def clear(self):
        self.used_range.clear()

    def autofit(self, axis=None):
        self.used_range.autofit(axis)

    def delete(self):
        if len(self.book.sheets) == 1:
            raise ComError("A workbook must contain at least one visible worksheet.")
        self.book.model.Sheets.removeByName(self.name)

    def copy(self, before, after):
        where = before.index - 1 if before else after.index
        other = (before or after).book
        if other is not self.book:
            other.model.Sheets.importSheet(self.book.model, self.name, where)
            self.book.copied_to.append(other)
            return
        taken = set(self.book.model.Sheets.ElementNames)
        number = next(n for n in range(2, 1000) if f"{self.name} ({n})" not in taken)
        self.book.model.Sheets.copyByName(self.name, f"{self.name} ({number})", where)

    def move(self, before, after):
        where = before.index - 1 if before else after.index
        self.book.model.Sheets.moveByName(self.name, where)

    @property
    def freeze_panes(self):
        return FreezePanes(self)

    @property
    def page_setup(self):
        return PageSetup(self)


class PageSetup(base_classes.PageSetup):
    """What prints."""

    def __init__(self, sheet) -> None:
        self.sheet = sheet

    @property
    def print_area(self):
        areas = self.sheet.uno.getPrintAreas()
        return Range.of(self.sheet, areas[0]).address if areas else None

    @print_area.setter
    def print_area(self, value):
        areas = (self.sheet.range(value).cells.RangeAddress,) if value else ()
        self.sheet.uno.setPrintAreas(areas)


class FreezePanes(base_classes.FreezePanes):
    """What stays in view; LibreOffice freezes the sheet that is shown."""

    def __init__(self, sheet) -> None:
        self.sheet = sheet

    def freeze_at(self, frozen_range):
        row, column, rows, columns = box(frozen_range)
        self._freeze(
            0 if columns == COLUMNS else column + columns - 1, 0 if rows == ROWS else row + rows - 1
        )

    def unfreeze(self):
        self._freeze(0, 0)

    def _freeze(self, columns, rows):
        controller = self.sheet.book.controller
        shown = controller.ActiveSheet
        controller.setActiveSheet(self.sheet.uno)
        controller.freezeAtPosition(columns, rows)
        controller.setActiveSheet(shown)


class Shapes(base_classes.Collection):
    """Drawings of a sheet: their number only."""

    def __init__(self, sheet) -> None:
        self.sheet = sheet

    def __len__(self):
        return self.sheet.uno.DrawPage.Count

    def __iter__(self):
        return iter(())

    def __contains__(self, key):
        return False


class Sheets(base_classes.Sheets):
    """The worksheets of a book."""

    def __init__(self, book) -> None:
        self.book = book

    @property
    def api(self):
        raise AttributeError("the sheets of the test engine have no members of Excel's own")

    @property
    def active(self):
        return Sheet(self.book, self.book.controller.ActiveSheet)

    def __call__(self, key):
        sheets = self.book.model.Sheets
        if isinstance(key, int) and 1 <= key <= sheets.Count:
            return Sheet(self.book, sheets.getByIndex(key - 1))
        for name in sheets.ElementNames:
            if isinstance(key, str) and name.lower() == key.lower():
                return Sheet(self.book, sheets.getByName(name))
        raise ComError(f"Subscript out of range: {key!r}", NO_SUCH_MEMBER)

    def __len__(self):
        return self.book.model.Sheets.Count

    def __iter__(self) -> Iterator[Sheet]:
        sheets = self.book.model.Sheets
        return iter([Sheet(self.book, sheets.getByIndex(i)) for i in range(sheets.Count)])

    def __contains__(self, key):
        return any(sheet.name.lower() == str(key).lower() for sheet in self)

    def add(self, before=None, after=None, name=None):
        taken = set(self.book.model.Sheets.ElementNames)
        number = next(n for n in range(len(self) + 1, 1000) if f"Sheet{n}" not in taken)
        name = name or f"Sheet{number}"
        where = after.index if after else (before or self.active).index - 1
        self.book.model.Sheets.insertNewByName(name, where)
        made = self(name)
        made.activate()  # as Excel does
        return made
