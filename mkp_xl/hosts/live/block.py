"""What a rectangle of a sheet holds: contents by column and row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mkp_xl.hosts.live.values import Content, Formula

if TYPE_CHECKING:
    from mkp_xl.book.grid import Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Columns of a sheet as they stand, all of the same rows."""

    top: int
    height: int
    values: dict[int, list[Raw]]
    formulas: dict[int, dict[int, str]]
    """By column and row, without the leading `=`; every column has its dict."""
    raw: dict[int, list[Any]]
    """The values as the program delivered them: what a number's kind says of its format."""

    def contents(self, column: int, rows: range) -> list[Content]:
        """Return what neighbouring cells of a column hold; None outside the block."""
        first, stop = rows.start - self.top, rows.stop - self.top
        known = self.values.get(column, [])[max(0, first) : max(0, stop)]
        above = [None] * min(len(rows), max(0, -first))
        held: list[Content] = [*above, *known]
        held += [None] * (len(rows) - len(held))
        for row in self.formula_rows(column, rows):
            held[row - rows.start] = Formula(self.formulas[column][row])
        return held

    def formula_rows(self, column: int, rows: range) -> list[int]:
        """Return which of neighbouring cells of a column hold formulas."""
        known = self.formulas.get(column, {})
        if len(known) < len(rows):
            return [row for row in known if row in rows]
        return [row for row in rows if row in known]

    def content(self, row: int, column: int) -> Content:
        """Return what a cell holds; None outside the block."""
        formulas = self.formulas.get(column)
        if formulas and row in formulas:
            return Formula(formulas[row])
        return self.value(row, column)

    def value(self, row: int, column: int) -> Raw:
        """Return what a cell shows; None outside the block."""
        values = self.values.get(column)
        return values[row - self.top] if values and 0 <= row - self.top < self.height else None
