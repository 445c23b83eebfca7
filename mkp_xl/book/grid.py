"""What a host shows of a workbook and what it is asked to change: cells, names, sheets.

Rows and columns count from 1, as a person counts them. A date is Excel's day serial of the
1900 system whatever the book's own system is; a blank cell is None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from mkp_xl.book.cells import ErrorValue, Raw
from mkp_xl.book.formulas import FormulaAt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mkp_xl.book.address import Box, Place
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.growth import ListGrowth, TableGrowth

__all__ = [
    "Action",
    "BookInfo",
    "CellEdit",
    "Cells",
    "Changes",
    "ColumnEdit",
    "ColumnLook",
    "ErrorValue",
    "FormulaAt",
    "NameEdit",
    "NameInfo",
    "PivotInfo",
    "Raw",
    "SheetInfo",
    "Source",
    "Style",
    "TableInfo",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """One column as read, downwards from `first_row`; all three parts speak of the same rows."""

    first_row: int
    values: Sequence[Raw]
    """A `Values` or a list; `Values.of` makes the one of the other."""
    formats: Sequence[str]
    """The number format code of each cell, "General" where it has none; to be looked at only
    where a number is: a host of an open book asks for them then."""
    formulas: Mapping[int, FormulaAt]
    """By row number; only cells that hold a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetInfo:
    """A worksheet of the book, in the order of the tabs (chart sheets are not listed)."""

    title: str
    state: str
    """`visible`, `hidden` or `veryHidden`."""
    count: Callable[[], int] = field(default=lambda: 0, compare=False, repr=False)

    @property
    def formulas(self) -> int:
        """How many cells of the sheet hold a formula; counted when it is asked for."""
        return self.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableInfo:
    """An Excel table (ListObject) and the rectangle it covers, header and totals included."""

    name: str
    sheet: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    header_rows: int
    totals_rows: int
    is_bound: bool = False
    """Filled from outside: its columns are not ours to add to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameInfo:
    """A defined name; `sheet` is None for the whole book."""

    name: str
    sheet: str | None
    refers_to: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PivotInfo:
    """A pivot table, and the rectangle it covers."""

    sheet: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class BookInfo:
    """The frame of a workbook: its sheets, tables and names."""

    sheets: list[SheetInfo]
    tables: list[TableInfo]
    names: list[NameInfo]
    pivots: list[PivotInfo] = field(default_factory=list)
    """Pivot tables, where the host can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a cell of ours looks; what is not said follows the book's Normal style."""

    number_format: str = "General"
    bold: bool = False
    wrap: bool = False
    color: str | None = None
    """Text colour as RRGGBB."""
    fill: str | None = None
    """Ground colour as RRGGBB."""
    align: str | None = None
    """`left`, `center` or `right`."""
    size: float | None = None
    font: str | None = None
    top: str | None = None
    """Colour of a thin line above, as RRGGBB; likewise the other sides."""
    bottom: str | None = None
    left: str | None = None
    right: str | None = None
    thick: bool = False
    """Medium lines instead of thin ones."""
    middle: bool = False
    """Upright in the middle of its row rather than at its foot."""
    upper: bool = False
    """At the head of its row."""
    indent: int = 0
    underline: bool = False
    unlocked: bool = False
    """A person may change it on a protected sheet."""
    like: Place | None = None
    """The cell whose look it takes in all that is not said here; in files only."""


class Action(IntEnum):
    """What happens to one cell of a column edit."""

    SKIP = 0
    """Nothing at all."""
    KEEP = 1
    """The value; a formula that stands there stays and caches it."""
    FORMULA = 2
    """The column's formula for that row, with the value as its cached result."""
    VALUE = 3
    """The value; a formula that stands there goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEdit:
    """New contents of one column, downwards from `first_row`."""

    sheet: str
    column: int
    first_row: int
    values: Sequence[Raw]
    actions: Sequence[Action] | bytes
    formula: Callable[[int], str] | None = None
    """Formula text (no leading `=`) by row; it differs between rows by relative rows only, so a
    host may write it as one shared formula."""
    alone: bool = False
    """Each cell is to carry its own text: programs differ over shared calls of macro functions."""
    style: Style | None = None
    """For cells without a style of their own; others keep theirs."""
    continues: bool = False
    """A cell yet to be made takes the look of its column or row, where that has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellEdit:
    """New content of one cell: a value, or a formula with the value as its cached result."""

    sheet: str
    row: int
    column: int
    value: Raw
    formula: str | None = None
    style: Style | None = None
    keep_formula: bool = False
    """A formula that stands there stays and caches the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLook:
    """Width and outline of one column of ours on a sheet of the user's."""

    sheet: str
    column: int
    width: float
    outline: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameEdit:
    """A defined name to set, or to remove where `refers_to` is None."""

    name: str
    sheet: str | None
    refers_to: str | None
    hidden: bool = False


@dataclass(slots=True, kw_only=True)
class Changes:
    """All that one run asks a host to write; nothing else of the book may change."""

    columns: list[ColumnEdit] = field(default_factory=list)
    cells: list[CellEdit] = field(default_factory=list)
    sheets: list[SheetOut] = field(default_factory=list)
    looks: list[ColumnLook] = field(default_factory=list)
    names: list[NameEdit] = field(default_factory=list)
    tables: list[TableGrowth] = field(default_factory=list)
    """Excel tables that grow; in files only, see `Request.in_file`."""
    lists: list[ListGrowth] = field(default_factory=list)
    grows: bool = False
    """Rows are typed below what a sheet holds: its stated size is to cover them."""
    is_first: bool = False
    """Ours comes to a book that has nothing of it yet."""
    is_typing: bool = False
    """Cells of people's own change: what a file was before ours came is not to come back."""
    can_be_undone: bool = False
    """What is changed stays in the file, to be put back as a whole; in files only."""
    recalculate_on_load: bool = False
    """Ask the spreadsheet to recalculate everything when it next opens the book."""


class Source(Protocol):
    """An open workbook as reading it needs it; a host is one, and can write besides."""

    def look(self) -> BookInfo:
        """Return sheets, tables and names."""
        ...

    def read(
        self,
        sheet: str,
        *,
        first_row: int = 1,
        last_row: int | None = None,
        columns: Iterable[int] | None = None,
    ) -> dict[int, Cells]:
        """Return columns of a sheet by number, all of equal length, down to its last used row.

        Without `columns`, every column that holds a cell in these rows.
        """
        ...

    def occupied(self, sheet: str, row: int) -> set[int]:
        """Return the columns that hold something anywhere, or merged cells at a row or below."""
        ...
