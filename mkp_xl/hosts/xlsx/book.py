"""One opened workbook file: its frame, and its sheets, strings and styles as they are needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mkp_xl.book.grid import BookInfo, SheetInfo
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.package import Package
from mkp_xl.hosts.xlsx.pivots import pivots_of
from mkp_xl.hosts.xlsx.read import Reader
from mkp_xl.hosts.xlsx.sheet import Room, Sheet
from mkp_xl.hosts.xlsx.strings import SharedStrings
from mkp_xl.hosts.xlsx.styles import DEFAULT_PART, Styles
from mkp_xl.hosts.xlsx.tables import tables_of
from mkp_xl.hosts.xlsx.values import BookValues
from mkp_xl.hosts.xlsx.workbook import SheetEntry, Workbook

if TYPE_CHECKING:
    from pathlib import Path

    from mkp_xl.book.grid import TableInfo


class Book:
    """Everything one file says, inflated once and kept between reading and writing."""

    def __init__(self, path: Path) -> None:
        self.package = Package(path)
        self.workbook = Workbook(self.package)
        self._readers: dict[str, Reader] = {}
        self._room = Room()

    def info(self) -> BookInfo:
        """Sheets of cells, their tables, and all defined names."""
        sheets = [sheet for sheet in self.workbook.sheets if sheet.has_cells]
        return BookInfo(
            sheets=[self._sheet_info(sheet) for sheet in sheets],
            tables=self.tables(),
            names=self.workbook.names,
            pivots=[pivot for sheet in sheets for pivot in pivots_of(self.package, sheet)],
        )

    def tables(self) -> list[TableInfo]:
        """Return the Excel tables, sheet by sheet."""
        sheets = [sheet for sheet in self.workbook.sheets if sheet.has_cells]
        return [table for sheet in sheets for table in tables_of(self.package, sheet)]

    def entry(self, title: str) -> SheetEntry:
        """Return the sheet of cells with a title; HostError if there is none."""
        entry = self.workbook.sheet(title)
        if entry is None or not entry.has_cells:
            raise HostError("no_sheet", sheet=title)
        return entry

    def reader(self, title: str) -> Reader:
        """Return the reader of a sheet; what it has inflated stays with it, where there is room."""
        entry = self.entry(title)
        if entry.part not in self._readers:
            sheet = Sheet(self.package, entry.part, entry.title, self._room)
            self._readers[entry.part] = Reader(sheet, self.values)
        return self._readers[entry.part]

    def _sheet_info(self, entry: SheetEntry) -> SheetInfo:
        reader = self.reader(entry.title)
        return SheetInfo(title=entry.title, state=entry.state, count=lambda: reader.groups.count)

    @cached_property
    def values(self) -> BookValues:
        """Strings, styles and date system of the book."""
        return BookValues(strings=self._strings, styles=self.styles, is_1904=self.workbook.is_1904)

    @cached_property
    def styles(self) -> Styles:
        """The styles of the book; plain ones where it has no styles part."""
        part = self.styles_part
        return Styles(part or DEFAULT_PART, self.package.read(part) if part else None)

    @property
    def styles_part(self) -> str | None:
        """The name of the styles part, None where the book has none."""
        relation = self.workbook.related("styles")
        return relation.target if relation else None

    @cached_property
    def _strings(self) -> SharedStrings:
        relation = self.workbook.related("sharedStrings")
        if relation is None:
            return SharedStrings("xl/sharedStrings.xml", b"<sst/>")
        return SharedStrings(relation.target, self.package.read(relation.target))
