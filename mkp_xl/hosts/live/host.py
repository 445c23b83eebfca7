"""The host for a workbook that stands open in a program: read as it is shown, written in place."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mkp_xl.book.grid import BookInfo, SheetInfo
from mkp_xl.errors import HostError
from mkp_xl.hosts.contract import Written
from mkp_xl.hosts.live.change import Change
from mkp_xl.hosts.live.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkp_xl.book.grid import Cells, Changes
    from mkp_xl.hosts.contract import Progress
    from mkp_xl.hosts.live.before import Before
    from mkp_xl.hosts.live.open_book import Draw, OpenBook, OpenSheet


@contextmanager
def told(book: OpenBook) -> Iterator[None]:
    """Let every HostError be one that names the book."""
    path = book.path()
    try:
        yield
    except HostError as problem:
        problem.particulars.setdefault("path", path)
        raise


class LiveHost:
    """One open workbook. It serves one run: what was read stays as it was read until a write.

    A sheet of ours that stands keeps its widths, rules, drop-downs and charts. One that is made
    is copied from a file that `draw` writes; where there is no `draw`, or the program does not open
    the file, it gets cells, styles, widths, links and its state, and `plain_sheets` names it.
    """

    def __init__(
        self, book: OpenBook, *, progress: Progress | None = None, draw: Draw | None = None
    ) -> None:
        self._draw = draw
        self._book = book
        self._progress = progress
        self._views: dict[str, View] = {}
        self.before: Before | None = None
        """What the last write overwrote; None before there was one."""
        self.plain_sheets: list[str] = []

    def look(self) -> BookInfo:
        """Sheets, tables and names; raises HostError where the program does not answer."""
        with told(self._book):
            sheets = [self._book.sheet(title) for title in self._book.titles()]
            return BookInfo(
                sheets=[self._sheet_info(sheet) for sheet in sheets],
                tables=[table for sheet in sheets for table in sheet.tables()],
                names=self._book.names(),
                pivots=[pivot for sheet in sheets for pivot in sheet.pivots()],
            )

    def read(
        self,
        sheet: str,
        *,
        first_row: int = 1,
        last_row: int | None = None,
        columns: Iterable[int] | None = None,
    ) -> dict[int, Cells]:
        """Columns of a sheet by number, all of equal length, down to its last used row.

        Without `columns`, every column that holds something in these rows.
        """
        with told(self._book):
            return self._view(sheet).columns(first_row, last_row, columns)

    def occupied(self, sheet: str, row: int) -> set[int]:
        """Columns that hold something anywhere, or merged cells at a row or below."""
        with told(self._book):
            return self._view(sheet).occupied(row)

    def write(self, changes: Changes) -> Written | None:
        """Make the changes, all or none; raises HostError and leaves the book as it was.

        None where the book holds everything already. The book is not saved.
        """
        with told(self._book):
            if not all(view.still_stands() for view in self._views.values()):
                raise HostError("changed_meanwhile")
            change = Change(self._book, changes, self._writing, self._draw)
            try:
                changed = change.make()
            finally:
                self._views.clear()
            if not changed:
                return None
            self.before, self.plain_sheets = change.before, change.plain_sheets
            return Written(target=Path(self._book.path()))

    def _sheet_info(self, sheet: OpenSheet) -> SheetInfo:
        count = self._view(sheet.title).formula_count
        return SheetInfo(title=sheet.title, state=sheet.state(), count=lambda: count)

    def _view(self, title: str) -> View:
        key = title.casefold()
        if key not in self._views:
            found = next((t for t in self._book.titles() if t.casefold() == key), None)
            if found is None:
                raise HostError("no_sheet", sheet=title)
            self._views[key] = View(self._book.sheet(found), self._reading)
        return self._views[key]

    def _reading(self, share: float) -> None:
        if self._progress:
            self._progress("read", share)

    def _writing(self, share: float) -> None:
        if self._progress:
            self._progress("write", share)
