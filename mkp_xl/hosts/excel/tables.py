"""Excel tables of an open book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.grid import TableInfo
from mkp_xl.hosts.excel.patience import patiently

if TYPE_CHECKING:
    import xlwings as xw


def tables_of(sheet: xw.Sheet) -> list[TableInfo]:
    """Return the tables of a sheet."""
    return patiently(lambda: [_info(table, sheet.name) for table in sheet.tables])


def resize(sheet: xw.Sheet, name: str, cells: xw.Range) -> None:
    """Let a table cover some cells; its header stays where it is."""
    for table in sheet.tables:
        if name in (table.display_name, table.name):
            table.resize(cells)


def _info(table: xw.main.Table, title: str) -> TableInfo:
    cells = table.range
    rows, columns = cells.shape
    return TableInfo(
        name=table.display_name or table.name,
        sheet=title,
        first_row=cells.row,
        last_row=cells.row + rows - 1,
        first_column=cells.column,
        last_column=cells.column + columns - 1,
        header_rows=int(bool(table.show_headers)),
        totals_rows=int(bool(table.show_totals)),
    )
