"""Where VBA enters: a button hands over a command's key, the person gets one message."""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING

import xlwings as xw

from mkp_xl.faces.buttons import words
from mkp_xl.faces.buttons.commands import TAB
from mkp_xl.faces.buttons.work import done
from mkp_xl.faces.terminal import user_language
from mkp_xl.hosts.excel import ExcelBook, native
from mkp_xl.hosts.excel.calm import calm, modes, put_back
from mkp_xl.hosts.excel.patience import patiently
from mkp_xl.hosts.excel.rows import shown_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkp_xl.book.fields import Lang
    from mkp_xl.hosts.contract import Progress


class ExcelDesk:
    """A `Desk` of Excel."""

    program = "Excel"

    def __init__(self, book: xw.Book) -> None:
        self._book = book
        self.book = ExcelBook(book)

    @property
    def has_macros(self) -> bool:
        """Whether functions of ours may be written into its cells: on a Mac they do not run."""
        name = patiently(lambda: self._book.name)
        return name.casefold().endswith(".xlsm") and sys.platform != "darwin"

    def place(self) -> tuple[str, int]:
        """Return the sheet in front and the row of the cursor, 0 where there is none."""
        return patiently(self._place)

    def chosen(self, rows: Sequence[int], most: int) -> list[int]:
        """Return which of some rows are selected and shown: a filter hides rows of a selection."""
        chosen = patiently(lambda: self._book.app.selection)
        spans = patiently(lambda: native.row_spans(chosen)) if chosen else []
        wanted = [row for row in rows if any(top <= row <= last for top, last in spans)]
        sheet = patiently(lambda: self._book.sheets.active)
        return list(islice(shown_rows(sheet, wanted), most))

    def go(self, title: str, row: int, column: int) -> None:
        """Put the cursor into a cell, of a hidden sheet too."""
        self.show(title)
        cell = self._book.sheets[title].range((row, column))
        patiently(cell.select)

    def show(self, title: str) -> None:
        """Bring a sheet to the front, a hidden one too."""
        sheet = patiently(lambda: self._book.sheets[title])
        if self.book.sheet(title).state() != "visible":
            patiently(lambda: setattr(sheet, "visible", True))
        patiently(sheet.activate)

    def agrees(self, question: str) -> bool:
        """Ask the person; tell whether the answer is yes."""
        answer = patiently(lambda: self._book.app.alert(question, buttons="ok_cancel"))
        return bool(answer == "ok")

    def steps_back(self, step: str) -> bool:  # noqa: ARG002  Excel keeps no steps of macros
        """Tell that this is for the kept file."""
        return False

    @contextmanager
    def quiet(self, lang: Lang, step: str = "") -> Iterator[Progress]:  # noqa: ARG002  Excel keeps no steps of macros
        """Keep Excel quiet while a command works, and tell in the status bar how far it is."""

        def say(key: str, percent: int) -> str:
            return words.step_text(key, percent, lang)

        with calm(self._book.app, say) as progress:
            yield progress

    def _place(self) -> tuple[str, int]:
        chosen = self._book.app.selection
        return self._book.sheets.active.name, int(chosen.row) if chosen else 0


def run(command: str) -> None:
    """Run a command on the book in front, whichever book or add-in its button came with."""
    # On a Mac one Excel runs, whose add-ins are in no list of books.
    app = xw.apps.active if sys.platform == "darwin" else xw.Book.caller().app
    book = _in_front(app)
    if book is not None:
        serve(book, command)
    elif app is not None:
        lang = user_language()
        app.alert(words.NO_BOOK(lang), title=TAB(lang))


def _in_front(app: xw.App | None) -> xw.Book | None:
    """Return the book a person sees; None where there is none, or none that may be edited."""
    with suppress(AttributeError, xw.XlwingsError):
        book = app.books.active if app else None
        if book and book.name:
            return book
    return None


def serve(book: xw.Book, command: str) -> None:
    """Run a command on an open book; whatever happens, the person gets one message."""
    lang, before = user_language(), modes(book.app)
    text = done(ExcelDesk(book), command)
    # A command puts the modes back itself; what a busy Excel turned down is asked for once more.
    parts = [text, *words.not_put_back(put_back(book.app, before), lang)]
    if any(parts):
        book.app.alert("\n\n".join(filter(None, parts)), title=TAB(lang))
