"""A sheet of a book that stands open in Excel."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from mkp_xl.errors import HostError
from mkp_xl.hosts.excel import dress, native
from mkp_xl.hosts.excel.block import block
from mkp_xl.hosts.excel.cells import Cells
from mkp_xl.hosts.excel.formats import formats_of, uniform_parts
from mkp_xl.hosts.excel.new_sheet import frame
from mkp_xl.hosts.excel.patience import patiently
from mkp_xl.hosts.excel.tables import resize, tables_of
from mkp_xl.hosts.live.box import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    import xlwings as xw

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import PivotInfo, Style, TableInfo
    from mkp_xl.hosts.live.block import Block
    from mkp_xl.hosts.live.open_book import Said, Step
    from mkp_xl.hosts.live.values import Content


class ExcelSheet:
    """An `OpenSheet` of Excel."""

    def __init__(
        self, sheet: xw.Sheet, changing: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._sheet = sheet
        self._changing = changing
        self._cells = Cells(sheet)
        self.title: str = patiently(lambda: sheet.name)

    def state(self) -> str:
        """Return `visible`, `hidden` or `veryHidden`."""
        return patiently(lambda: native.state_of(self._sheet))

    def hide(self) -> None:
        """Take its tab away."""
        patiently(lambda: setattr(self._sheet, "visible", False))

    def used(self) -> Box:
        """Return the rectangle Excel has in use; one cell where it has none."""
        return self._cells.used()

    def block(self, box: Box, *, stored: bool = False, step: Step = lambda _share: None) -> Block:
        """Return what cells hold; `stored` takes numbers from formula texts, in full.

        Else these are asked for only where formulas may be: plain values are read in half the time.
        """
        values = self._cells.values(box, step)
        asked = stored or self._cells.has_formulas(box)
        return block(box, values, self._cells.formulas(box) if asked else None, stored=stored)

    def fingerprint(self, box: Box) -> str:
        """Return a digest of the formula texts; a constant cell says its constant."""
        return hashlib.sha256(repr(self._cells.formulas(box)).encode()).hexdigest()

    def formats(self, box: Box, raw: Sequence[object]) -> list[str]:
        """Return the number format of each cell of a column."""
        return formats_of(self._cells, box, raw)

    def uniform_parts(
        self, box: Box, matters: Callable[[Box], bool] = lambda _part: True
    ) -> Iterator[tuple[Box, str | None]]:
        """Yield the parts of a column that share a format, from the top, and that format."""
        return uniform_parts(self._cells, box, matters)

    def tables(self) -> list[TableInfo]:
        """Return its tables."""
        return tables_of(self._sheet)

    def resize_table(self, name: str, box: Box) -> None:
        """Let one of its tables cover a rectangle with the same header."""
        self._do(box, lambda cells: resize(self._sheet, name, cells))

    def pivots(self) -> list[PivotInfo]:
        """Return nothing: xlwings knows no pivot tables."""
        return []

    def has_merged(self, box: Box) -> bool:
        """Tell whether any cell of a rectangle is merged with another."""
        return patiently(lambda: native.has_merged(self._cells.range(box)))

    def has_array(self, box: Box) -> bool:
        """Tell whether any cell of a rectangle belongs to an array formula."""
        return patiently(lambda: native.has_array(self._cells.range(box)))

    def put(self, row: int, column: int, columns: Sequence[Sequence[Content]]) -> None:
        """Write downwards from a cell and its right neighbours: all values, or one of formulas."""
        for place, contents in enumerate(columns, column):
            self._cells.put(row, place, contents)

    def worn(self, box: Box, names: Iterable[str]) -> Said:
        """Return how cells look now in the named properties; mixed ones are left out."""
        return dress.worn(self._cells.range(box), names)

    def put_on(self, box: Box, said: Said) -> None:
        """Set properties; an engine that lacks one leaves it."""
        self._do(box, lambda cells: dress.put_on(cells, said))

    def trim(self, box: Box, style: Style) -> None:
        """Set what of a style is not read back: lines, indent, underline, lock."""
        self._do(box, lambda cells: dress.trim(cells, style))

    def untrim(self, box: Box) -> None:
        """Take all of that away."""
        self._do(box, dress.untrim)

    def lines(self, box: Box, style: Style) -> None:
        """Draw the lines of a style around each cell."""
        self._do(box, lambda cells: dress.lines(cells, style))

    def link(self, cells: Sequence[tuple[int, int, str | None]]) -> None:
        """Let a click on a cell lead to a place of the book, or nowhere."""
        rows, columns = {row for row, _, _ in cells}, {column for _, column, _ in cells}
        self._do(Box(min(rows), min(columns), max(rows), max(columns)), native.unlink)
        for row, column, place in cells:
            if place:
                native.link(self._cells.range(Box(row, column, row, column)), place)

    def is_protected(self) -> bool:
        """Tell whether its cells are protected."""
        return patiently(lambda: native.is_protected(self._sheet))

    def unprotect(self) -> dict[str, bool]:
        """Lift a protection without a password, return what it allowed."""
        try:
            allowed = patiently(lambda: native.unprotect(self._sheet))
        except HostError as problem:
            if problem.key == "excel_busy":
                raise
            raise HostError("sheet_protected", sheet=self.title) from problem
        if self.is_protected():
            raise HostError("sheet_protected", sheet=self.title)
        return allowed

    def protect(self, allowed: dict[str, bool]) -> None:
        """Protect it without a password."""
        patiently(lambda: native.protect(self._sheet, allowed))

    def frame(self, sheet: SheetOut) -> None:
        """Give a plain new sheet what surrounds its cells."""
        patiently(lambda: frame(self._sheet, self._cells, sheet))

    def delete(self) -> None:
        """Take it out of the book."""
        with self._changing():
            patiently(self._sheet.delete)

    def _do(self, box: Box, what: Callable[[xw.Range], Any]) -> None:
        patiently(lambda: what(self._cells.range(box)))
