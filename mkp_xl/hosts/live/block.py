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
