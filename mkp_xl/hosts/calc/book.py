"""A book that stands open in LibreOffice."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsxwriter.exceptions import XlsxWriterException

from mkp_xl.book.grid import NameInfo
from mkp_xl.errors import HostError, MkpError
from mkp_xl.hosts.calc.sheet import CalcSheet
from mkp_xl.hosts.calc.texts import Texts
from mkp_xl.hosts.live.values import DAYS_TO_1904

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import NameEdit
    from mkp_xl.hosts.calc.line import Line
    from mkp_xl.hosts.live.open_book import Draw, OpenSheet


class CalcBook:
    """An `OpenBook` of LibreOffice, at the other end of a line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def path(self) -> str:
        """Return where it lies, its title where it lies nowhere."""
        return str(self._said["path"] or self._said["title"])

    def titles(self) -> list[str]:
        """Return the titles of its sheets in order."""
        titles: list[str] = self._line.ask("titles")
        return titles

    def sheet(self, title: str) -> CalcSheet:
        """Return a sheet by its exact title."""
        titles = self.titles()
        if title not in titles:
            raise HostError("no_sheet", sheet=title)
        return self._sheet(title, titles)

    def is_1904(self) -> bool:
        """Tell whether the book counts its days from 1904; HostError where from another day."""
        zero = self._said["day_zero"]
        if zero not in (0, DAYS_TO_1904):
            raise HostError("calc_day_zero")
        return bool(zero)

    def is_structure_protected(self) -> bool:
        """Tell whether sheets may be neither added nor shown."""
        return bool(self._line.ask("book")["fixed"])

    def names(self) -> list[NameInfo]:
        """Return all defined names, those of its sheets included."""
        texts = self._texts()
        return [
            NameInfo(
                name=said["name"],
                sheet=said["sheet"],
                refers_to=texts.filed(said["text"]),
                hidden=said["hidden"],
            )
            for said in self._line.ask("names")
        ]

    def edit_names(self, edits: Iterable[NameEdit]) -> None:
        """Set and remove names."""
        texts = self._texts()
        said = [
            {
                "name": edit.name,
                "sheet": edit.sheet,
                "text": None if edit.refers_to is None else texts.native(edit.refers_to),
                "hidden": edit.hidden,
            }
            for edit in edits
        ]
        if said:
            self._line.ask("edit_names", edits=said)

    @contextmanager
    def kept_in_front(self) -> Iterator[None]:
        """Return to the sheet in front, whatever is added meanwhile."""
        front = self._line.ask("book")["front"]
        yield
        self._line.ask("activate", title=front)

    def add(self, title: str) -> CalcSheet:
        """Return a new sheet behind the last one."""
        self._line.ask("add", title=title)
        return self._sheet(title, self.titles())

    def copied(self, sheets: Sequence[SheetOut], draw: Draw) -> list[OpenSheet] | None:
        """Return sheets added behind the last one with all their design; None where it refuses."""
        titles = [sheet.title for sheet in sheets]
        try:
            # LibreOffice keeps the file open as long as the book, on Windows it stays till then.
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                path = Path(folder) / "mkp.xlsx"
                draw(path, sheets)
                self._line.ask("import", path=str(path), titles=titles)
        except (MkpError, OSError, XlsxWriterException) as problem:
            if isinstance(problem, MkpError) and problem.key == "calc_gone":
                raise
            return None
        now = self.titles()
        return [self._sheet(title, now) for title in titles]

    @cached_property
    def _said(self) -> dict[str, Any]:
        """What does not change while a command works."""
        said: dict[str, Any] = self._line.ask("book")
        return said

    def _sheet(self, title: str, titles: list[str]) -> CalcSheet:
        return CalcSheet(self._line, title, Texts(frozenset(titles)), is_1904=self.is_1904())

    def _texts(self) -> Texts:
        return Texts(frozenset(self.titles()))
