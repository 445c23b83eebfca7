"""Growing: where a table or a list of one sheet stands, and the room it takes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkp_xl.errors import HostError, SchemaError
from mkp_xl.hosts.xlsx.column_plan import refuse_outside

if TYPE_CHECKING:
    from mkp_xl.book.grid import TableInfo
    from mkp_xl.book.growth import ListGrowth, NewColumn, TableGrowth
    from mkp_xl.hosts.xlsx.address import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """A table or list before it grows, and by how much it does."""

    sheet: str
    name: str
    """Of the Excel table; empty for a plain list."""
    box: Box
    """All of it as it stands, header and totals included."""
    first_data: int
    last_data: int
    """Less than `first_data` where there is no row of data."""
    rows: int
    columns: tuple[NewColumn, ...] = ()

    @property
    def whole(self) -> Box:
        """All of it as it will stand."""
        top, left, bottom, right = self.box
        return top, left, bottom + self.rows, right + len(self.columns)

    @property
    def fresh(self) -> list[Box]:
        """What it takes in: below, and beside as far down as it will reach."""
        _, left, bottom, right = self.box
        top, _, last, far = self.whole
        below = [(bottom + 1, left, last, right)] if self.rows else []
        return below + ([(top, right + 1, last, far)] if self.columns else [])

    @property
    def new_rows(self) -> range:
        """The rows of data it takes in."""
        return range(self.last_data + 1, self.last_data + self.rows + 1)

    @property
    def new_columns(self) -> range:
        """The columns it takes in."""
        return range(self.box[3] + 1, self.whole[3] + 1)

    def grown(self, box: Box) -> Box | None:
        """Return a rectangle over just its rows as it will be; None for any other.

        It may begin with the header, and need not be as wide.
        """
        top, left, bottom, right = box
        starts = (self.box[0], self.first_data)
        covers = top in starts and self.first_data <= self.last_data == bottom
        if not self.rows or not covers or left < self.box[1] or right > self.box[3]:
            return None
        return top, left, bottom + self.rows, right


def table_growth(table: TableInfo, wanted: TableGrowth) -> Growth:
    """Return how a table grows; HostError if its totals are in the way of new rows."""
    if wanted.rows < 0 or any(not 0 < len(column.header) < 256 for column in wanted.columns):
        raise SchemaError("table_growth", table=table.name)
    if wanted.rows and table.totals_rows:
        raise HostError("table_totals", sheet=table.sheet, table=table.name)
    return _inside(
        Growth(
            sheet=table.sheet,
            name=table.name,
            box=(table.first_row, table.first_column, table.last_row, table.last_column),
            first_data=table.first_row + table.header_rows,
            last_data=table.last_row - table.totals_rows,
            rows=wanted.rows,
            columns=tuple(wanted.columns),
        )
    )


def list_growth(title: str, wanted: ListGrowth) -> Growth:
    """Return how a plain list grows; `title` is its sheet's."""
    if wanted.rows < 0:
        raise SchemaError("list_growth", sheet=title)
    return _inside(
        Growth(
            sheet=title,
            name="",
            box=(wanted.first_row, wanted.first_column, wanted.last_row, wanted.last_column),
            first_data=wanted.first_row + 1,
            last_data=wanted.last_row,
            rows=wanted.rows,
        )
    )


def _inside(growth: Growth) -> Growth:
    refuse_outside(growth.sheet, growth.whole[2], growth.whole[3])
    return growth
