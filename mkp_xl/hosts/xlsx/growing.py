"""What growing asks of one sheet: its tables' parts rewritten, the edits and ranges that follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkp_xl.book.grid import CellEdit
from mkp_xl.errors import SchemaError
from mkp_xl.hosts.xlsx.fills import filled
from mkp_xl.hosts.xlsx.growth import list_growth, table_growth
from mkp_xl.hosts.xlsx.growth_room import refuse_no_room
from mkp_xl.hosts.xlsx.table_out import TablePart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.grid import ColumnEdit
    from mkp_xl.book.growth import ListGrowth, TableGrowth
    from mkp_xl.hosts.xlsx.address import Box
    from mkp_xl.hosts.xlsx.draft import Draft
    from mkp_xl.hosts.xlsx.growth import Growth
    from mkp_xl.hosts.xlsx.read import Reader
    from mkp_xl.hosts.xlsx.workbook import SheetEntry


@dataclass(slots=True)
class Wanted:
    """What is to grow on one sheet."""

    tables: dict[str, TableGrowth] = field(default_factory=dict)
    """By the table's part."""
    lists: list[ListGrowth] = field(default_factory=list)

    def add_table(self, part: str, growth: TableGrowth) -> None:
        """Keep what a table is asked for; it may grow but once in a run."""
        if part in self.tables:
            raise SchemaError("table_grows_twice", table=growth.name)
        self.tables[part] = growth


@dataclass(slots=True)
class Growing:
    """What grows on one sheet, and the edits this brings besides those that were asked for."""

    growths: list[Growth] = field(default_factory=list)
    columns: list[ColumnEdit] = field(default_factory=list)
    cells: list[CellEdit] = field(default_factory=list)

    @property
    def boxes(self) -> list[Box]:
        """What grows, as it will stand."""
        return [growth.whole for growth in self.growths]


def grow(
    draft: Draft,
    entry: SheetEntry,
    reader: Reader,
    wanted: Wanted,
    edits: tuple[Sequence[ColumnEdit], Sequence[CellEdit]],
) -> Growing:
    """Return what grows; the tables' parts are edited. HostError if there is no room for it."""
    found = Growing()
    for part, growth in wanted.tables.items():
        _grow_table(TablePart(draft, part, entry.title), growth, found, reader, edits)
    found.growths += [list_growth(entry.title, growth) for growth in wanted.lists]
    refuse_no_room(draft.package, entry, reader, found.growths)
    return found


def _grow_table(
    table: TablePart,
    wanted: TableGrowth,
    found: Growing,
    reader: Reader,
    edits: tuple[Sequence[ColumnEdit], Sequence[CellEdit]],
) -> None:
    growth = table_growth(table.info, wanted)
    headers = table.grow(growth)
    found.growths.append(growth)
    found.columns += filled(reader, growth, table.calculated(), *edits)
    if not table.info.header_rows:
        return
    places = zip(growth.new_columns, headers, growth.columns, strict=True)
    row = table.info.first_row
    found.cells += [
        CellEdit(sheet=growth.sheet, row=row, column=place, value=name, style=column.style)
        for place, name, column in places
    ]
