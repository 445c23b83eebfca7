"""Excel tables of an open book, and the refusal to change what their headers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.address import a1
from mkp_xl.book.grid import TableInfo
from mkp_xl.errors import HostError
from mkp_xl.hosts.excel.patience import patiently
from mkp_xl.hosts.excel.values import same

if TYPE_CHECKING:
    import xlwings as xw

    from mkp_xl.hosts.excel.plan import SheetPlan, Standing


def tables_of(sheet: xw.Sheet) -> list[TableInfo]:
    """Return the tables of a sheet."""
    return patiently(lambda: [_info(table, sheet.name) for table in sheet.tables])


def refuse_header_changes(tables: list[TableInfo], plan: SheetPlan, before: Standing) -> None:
    """Raise HostError if a table's header would no longer say the names of its columns."""
    for table in tables:
        row = table.first_row
        for column in range(table.first_column, table.last_column + 1 if table.header_rows else 0):
            wanted = plan.columns.get(column, {})
            if row in wanted and not same(wanted[row], before.content(row, column)):
                cell = a1(row, column)
                raise HostError("table_header", sheet=table.sheet, cell=cell, table=table.name)


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
