"""What a host is told of tables and lists that grow; their new cells are edits like any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.grid import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class NewColumn:
    """A column that an Excel table gets behind its last one."""

    header: str
    """Where another column bears it, a number is put behind it, as Excel does."""
    formula: str | None = None
    """What each of its cells computes, as it stands in the first row of data; cells of the
    column that no edit speaks of are filled with it."""
    style: Style | None = None
    """Of the header cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableGrowth:
    """An Excel table takes in rows below it or columns beside it; their cells are edits as any.

    Columns that it computes itself are filled in the new rows where no edit speaks of the cell;
    an edit that keeps formulas gives the value such a formula caches.
    """

    name: str
    rows: int = 0
    columns: Sequence[NewColumn] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListGrowth:
    """A plain list gets rows below it: what covers just its rows is to cover them too."""

    sheet: str
    first_row: int
    """Of its header."""
    last_row: int
    first_column: int
    last_column: int
    rows: int
