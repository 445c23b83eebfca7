"""The first rows of a sheet, cell by cell, and a table on it as its headers show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkp_xl.book.cells import tidy
from mkp_xl.book.recognition.content import kinds_of
from mkp_xl.book.recognition.header import understood

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.cells import Raw
    from mkp_xl.book.grid import Cells
    from mkp_xl.book.recognition.content import Kinds
    from mkp_xl.book.recognition.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One header of a table."""

    row: int
    column: int
    text: str
    """Verbatim."""
    whole: str
    """With the title above that groups it with others, where both together say something."""
    above: str = ""
    """That title: it may state the unit of all below it."""

    @property
    def unit(self) -> Unit:
        """What the numbers below count: as the header says, else as the title above does."""
        own = understood(self.whole).unit
        over = understood(self.above).unit
        scale = own.scale if own.scale != 1 else over.scale
        return own._replace(scale=scale, currency=own.currency or over.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A table of a sheet as its headers show it."""

    sheet: str
    header_row: int
    """The lower one where there are two."""
    headers: tuple[Header, ...]
    last_row: int
    """The last row looked at that belongs to it."""
    is_closed: bool = False
    """Whether another table stands below it."""


class Grid:
    """The first rows of a sheet, cell by cell."""

    def __init__(self, sheet: str, top: Mapping[int, Cells], own: frozenset[int]) -> None:
        self.sheet = sheet
        self.own = own
        """Columns of ours: they say nothing, and part no table."""
        self._top = {column: top[column] for column in sorted(top) if column not in own}
        self.rows: dict[int, dict[int, Raw]] = {}
        for column, cells in self._top.items():
            for row, raw in enumerate(cells.values, start=cells.first_row):
                if raw is not None and raw != "" and not (isinstance(raw, str) and not tidy(raw)):
                    self.rows.setdefault(row, {})[column] = raw
        self.last_row = max(self.rows, default=0)

    def texts(self, row: int) -> dict[int, str]:
        """Return the texts of a row by column."""
        cells = self.rows.get(row, {})
        return {c: raw for c, raw in sorted(cells.items()) if isinstance(raw, str)}

    def kinds(self, column: int, first: int, last: int) -> Kinds:
        """Return what the cells of a column hold from a row to another."""
        cells = self._top.get(column)
        if cells is None:
            return kinds_of((), ())
        part = slice(max(0, first - cells.first_row), max(0, last + 1 - cells.first_row))
        return kinds_of(cells.values[part], cells.formats[part])

    def is_blank(self, row: int, columns: range) -> bool:
        """Return whether nothing stands in some columns of a row."""
        return not any(column in columns for column in self.rows.get(row, ()))
