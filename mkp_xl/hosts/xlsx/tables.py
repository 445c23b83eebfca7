"""The Excel tables of a sheet: found through its relationships, known by their rectangle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.address import a1
from mkp_xl.book.grid import TableInfo
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.address import rectangle
from mkp_xl.hosts.xlsx.markup import Node, parse, whole_number
from mkp_xl.hosts.xlsx.parts import relations
from mkp_xl.hosts.xlsx.text import unpacked

BOUND = ("queryTable", "xml")
"""Types of tables that are filled from outside."""

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.hosts.xlsx.package import Package
    from mkp_xl.hosts.xlsx.plan import Plan
    from mkp_xl.hosts.xlsx.workbook import SheetEntry


def tables_of(package: Package, sheet: SheetEntry) -> list[TableInfo]:
    """Return the tables of one sheet, in the order of its relationships."""
    return [table_in(package, part, sheet.title) for part in table_parts(package, sheet)]


def find_table(package: Package, sheets: list[SheetEntry], name: str) -> tuple[SheetEntry, str]:
    """Return the sheet and the part of a table, whatever the name's case; HostError if none is."""
    for sheet in sheets:
        for part in table_parts(package, sheet) if sheet.has_cells else ():
            if table_in(package, part, sheet.title).name.casefold() == name.casefold():
                return sheet, part
    raise HostError("no_table", table=name)


def table_parts(package: Package, sheet: SheetEntry) -> list[str]:
    """Return the parts of a sheet's tables, in the order of its relationships."""
    parts = (r.target for r in relations(package, sheet.part) if r.kind == "table")
    return [part for part in parts if package.find(part)]


def table_in(package: Package, part: str, title: str) -> TableInfo:
    """Return the table that a part describes; `title` is its sheet's."""
    root = parse(package.read(part), part)
    said = root.attributes
    box = rectangle(said.get("ref", ""))
    if box is None:
        raise HostError("damaged", part=part, reason="ref")
    first_row, first_column, last_row, last_column = box
    return TableInfo(
        name=said.get("displayName") or said.get("name", ""),
        sheet=title,
        first_row=first_row,
        last_row=last_row,
        first_column=first_column,
        last_column=last_column,
        header_rows=_count(said.get("headerRowCount"), 1),
        totals_rows=_count(said.get("totalsRowCount"), 0),
        is_bound=said.get("tableType") in BOUND or _has_maps(root) or _is_query(package, part),
    )


def _has_maps(root: Node) -> bool:
    holder = root.child("tableColumns")
    nodes = holder.every("tableColumn") if holder else iter(())
    return any(node.child("xmlColumnPr") for node in nodes)


def _is_query(package: Package, part: str) -> bool:
    return any(relation.kind == "queryTable" for relation in relations(package, part))


def refuse_header_changes(package: Package, sheet: SheetEntry, plan: Plan) -> None:
    """Raise HostError if a table's header would no longer say the names of its columns."""
    for table, names in _headed_tables(package, sheet):
        values = plan.values_of(table.first_row)
        for column, name in names.items():
            if values.get(column, name) != name:
                raise _header_error(table, column)


def refuse_new_headers(package: Package, sheet: SheetEntry, drawn: SheetOut) -> None:
    """Raise HostError if a sheet drawn anew would say other headers than a table on it."""
    for table, names in _headed_tables(package, sheet):
        for column, name in names.items():
            cell = drawn.cells.get((table.first_row, column))
            if cell is None or cell.value != name:
                raise _header_error(table, column)


def _headed_tables(
    package: Package, sheet: SheetEntry
) -> Iterator[tuple[TableInfo, dict[int, str]]]:
    """Yield the tables of a sheet that have headers, and the headers by column."""
    for part in table_parts(package, sheet):
        table = table_in(package, part, sheet.title)
        if table.header_rows:
            yield table, dict(enumerate(_column_names(package, part), table.first_column))


def _header_error(table: TableInfo, column: int) -> HostError:
    cell = a1(table.first_row, column)
    return HostError("table_header", sheet=table.sheet, cell=cell, table=table.name)


def _column_names(package: Package, part: str) -> list[str]:
    holder = parse(package.read(part), part).child("tableColumns")
    nodes = holder.every("tableColumn") if holder else iter(())
    return [unpacked(node.attributes.get("name", "")) for node in nodes]


def _count(text: str | None, default: int) -> int:
    number = whole_number(text)
    return default if number is None else number
