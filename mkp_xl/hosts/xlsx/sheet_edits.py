"""The changes of one run, sorted by the sheets they are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkp_xl.errors import SchemaError
from mkp_xl.hosts.xlsx.growing import Wanted
from mkp_xl.hosts.xlsx.tables import find_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.grid import CellEdit, Changes, ColumnEdit, ColumnLook
    from mkp_xl.hosts.xlsx.book import Book


@dataclass(slots=True)
class SheetEdits:
    """All that one sheet of the book is asked for."""

    columns: list[ColumnEdit] = field(default_factory=list)
    cells: list[CellEdit] = field(default_factory=list)
    looks: list[ColumnLook] = field(default_factory=list)
    wanted: Wanted = field(default_factory=Wanted)


def by_sheet(book: Book, changes: Changes) -> Mapping[str, SheetEdits]:
    """Return the edits by title; HostError for a sheet or table that the book does not have."""
    found: dict[str, SheetEdits] = {}

    def of(title: str) -> SheetEdits:
        return found.setdefault(book.entry(title).title, SheetEdits())

    for column in changes.columns:
        of(column.sheet).columns.append(column)
    for cell in changes.cells:
        of(cell.sheet).cells.append(cell)
    for look in changes.looks:
        of(look.sheet).looks.append(look)
    for table in changes.tables:
        entry, part = find_table(book.package, book.workbook.sheets, table.name)
        of(entry.title).wanted.add_table(part, table)
    for plain in changes.lists:
        of(plain.sheet).wanted.lists.append(plain)
    whole = {sheet.title.casefold() for sheet in changes.sheets}
    for title in found:
        if title.casefold() in whole:
            raise SchemaError("sheet_edited_twice", sheet=title)
    return found
