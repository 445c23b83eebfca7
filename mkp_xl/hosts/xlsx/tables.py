"""The Excel tables of a sheet: found through its relationships, known by their rectangle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.grid import TableInfo
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.address import rectangle
from mkp_xl.hosts.xlsx.markup import parse
from mkp_xl.hosts.xlsx.parts import relations

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.package import Package
    from mkp_xl.hosts.xlsx.workbook import SheetEntry


def tables_of(package: Package, sheet: SheetEntry) -> list[TableInfo]:
    """The tables of one sheet, in the order of its relationships."""
    parts = [r.target for r in relations(package, sheet.part) if r.kind == "table"]
    return [_table(package, part, sheet.title) for part in parts if package.find(part)]


def _table(package: Package, part: str, title: str) -> TableInfo:
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
    )


def _count(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() else default
