"""A book that stands open in Excel."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from mkp_xl.errors import HostError
from mkp_xl.hosts.excel import designed, names, native
from mkp_xl.hosts.excel.patience import limit_attempts, path_of, patiently
from mkp_xl.hosts.excel.sheet import ExcelSheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import xlwings as xw

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import NameEdit, NameInfo
    from mkp_xl.hosts.excel.names import Standing
    from mkp_xl.hosts.live.open_book import Draw, OpenSheet


class ExcelBook:
    """An `OpenBook` of Excel, for one command: its titles and names are asked for once.

    Each of some two hundred names takes Excel four calls; they change by what is done here alone.
    """

    def __init__(self, book: xw.Book) -> None:
        limit_attempts()
        self._book = book
        self._titles: list[str] | None = None
        self._names: list[Standing] | None = None

    def path(self) -> str:
        """Return where it lies, its title where it lies nowhere."""
        return path_of(self._book)

    def titles(self) -> list[str]:
        """Return the titles of its sheets in order."""
        if self._titles is None:
            self._titles = patiently(lambda: [sheet.name for sheet in self._book.sheets])
        return list(self._titles)

    def sheet(self, title: str) -> ExcelSheet:
        """Return a sheet by its exact title."""
        if title not in self.titles():
            raise HostError("no_sheet", sheet=title)
        return self._sheet(patiently(lambda: self._book.sheets[title]))

    def is_1904(self) -> bool:
        """Tell whether the book counts its days from 1904."""
        return patiently(lambda: native.is_1904(self._book))

    def is_structure_protected(self) -> bool:
        """Tell whether sheets may be neither added nor shown."""
        return patiently(lambda: native.is_structure_protected(self._book))

    def names(self) -> list[NameInfo]:
        """Return all defined names, those of its sheets included."""
        return [name.info for name in self._standing_names()]

    def edit_names(self, edits: Iterable[NameEdit]) -> None:
        """Set and remove names."""
        edits = list(edits)
        if not edits:
            return
        standing = self._standing_names()
        with self._changing():
            names.edit_names(self._book, edits, standing)

    @contextmanager
    def kept_in_front(self) -> Iterator[None]:
        """Return to the sheet in front, whatever is added meanwhile."""
        front = patiently(lambda: self._book.sheets.active)
        yield
        patiently(front.activate)

    def add(self, title: str) -> ExcelSheet:
        """Return a new sheet behind the last one."""
        sheets = self._book.sheets
        last = patiently(lambda: sheets[len(sheets) - 1])
        with self._changing():
            return self._sheet(patiently(partial(sheets.add, title, after=last)))

    def copied(self, sheets: Sequence[SheetOut], draw: Draw) -> list[OpenSheet] | None:
        """Return sheets added behind the last one with all their design; None where it refuses."""
        with self._changing():
            found = designed.copied(self._book, sheets, draw)
        return None if found is None else [self._sheet(sheet) for sheet in found]

    def _standing_names(self) -> list[Standing]:
        if self._names is None:
            self._names = names.standing_names(self._book)
        return self._names

    def _sheet(self, sheet: xw.Sheet) -> ExcelSheet:
        return ExcelSheet(sheet, self._changing)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Ask anew for titles and names, whether what changes them is done or fails midway."""
        try:
            yield
        finally:
            self._titles = self._names = None
