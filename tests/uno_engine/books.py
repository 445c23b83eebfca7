"""Workbooks: open, new, save, close."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from html import unescape
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, is_zipfile

from xlwings import base_classes

from mkp_xl.hosts.calc.formula_text import excel, native
from uno_engine.errors import ComError
from uno_engine.names import DOT, Names
from uno_engine.native import BookApi
from uno_engine.number_formats import Formats
from uno_engine.office import FILTERS, setting
from uno_engine.sheets import Sheets

_shown = lru_cache(maxsize=100_000)(excel)  # a command reads the same cells several times
NEVER = 0  # no macros run, no links are followed
VERY_HIDDEN = re.compile(r'<sheet\b[^>]*?name="([^"]*)"[^>]*?state="veryHidden"')


class Book(base_classes.Book):
    """One open workbook."""

    app = None  # an attribute here, a property without a setter in the base class

    def __init__(self, app, model, path=None, title="") -> None:
        self.app, self.model, self.path, self._title = app, model, path, title
        self.formats = Formats(model)
        self.outline: dict[tuple[str, str, int], int] = {}
        self.allowed: dict[str, dict[str, bool]] = {}
        self.very_hidden = _very_hidden(path) if path else set()
        self.copied_to: list[Book] = []
        self.outlived: list[Book] = []

    @property
    def api(self):
        return BookApi(self)

    @property
    def name(self):
        return self.path.name if self.path else self._title

    @property
    def fullname(self):
        return str(self.path) if self.path else self._title

    @property
    def zero(self):
        """The day the dates of the book count from."""
        day = self.model.NullDate
        return dt.date(day.Year, day.Month, day.Day)

    @property
    def controller(self):
        """LibreOffice's view of the book."""
        return self.model.CurrentController

    @property
    def sheets(self):
        return Sheets(self)

    @property
    def names(self):
        return Names(self)

    def native(self, formula):
        """Return Excel's formula as LibreOffice reads it in this book."""
        return self.native_all([formula])[0]

    def native_all(self, formulas, table=""):
        """Return Excel's formulas as LibreOffice reads them in cells of a table or of none."""
        texts = [native("=" + formula.removeprefix("="), table) for formula in formulas]
        for name in self._stand_ins():
            dotted = re.compile(rf"(?<!\w){re.escape(name.replace(DOT, '.'))}(?![\w.(])")
            texts = [dotted.sub(name, text) for text in texts]
        return texts

    def excel(self, formula):
        """Return LibreOffice's formula as Excel shows it."""
        return self.excel_all([[formula]])[0][0]

    def excel_all(self, rows):
        """Return rows of LibreOffice's formulas as Excel shows them; constants stay."""
        sheets = frozenset(self.model.Sheets.ElementNames)

        def show(text):
            if not text.startswith(("=", "{=")):
                return text
            return _shown(text, sheets).replace(DOT, ".")

        return [[show(text) for text in row] for row in rows]

    def _stand_ins(self):
        homes = [self.model, *(sheet.uno for sheet in self.sheets)]
        return {key for home in homes for key in home.NamedRanges.ElementNames if DOT in key}

    def activate(self):
        self.app.make_active(self)

    def close(self):
        """Close the book; a source of copied sheets goes with their book.

        LibreOffice 25.2 crashes when a book ends whose conditional formats came from one that
        ended before it.
        """
        self.app.forget(self)
        if holder := next((b for b in self.copied_to if b in self.app.open_books), None):
            holder.outlived.append(self)
            return
        for book in (self, *self.outlived):
            book.model.setModified(False)
            book.model.close(True)

    def save(self, path=None, password=None):
        if password:
            raise ComError("the test engine saves without passwords")
        target = Path(path or self.path or f"{self._title}.xlsx").resolve()
        if target == self.path and self.model.isReadonly():
            raise ComError(f"{target} is read-only")
        if target == self.path:
            self.model.store()
            self._put_dots(target)
            return
        if target.suffix.lower() not in FILTERS:
            raise ComError(f"no format for {target.name}")
        name = FILTERS[target.suffix.lower()]
        arguments = (setting("FilterName", name), setting("Overwrite", True))
        self.model.storeAsURL(target.as_uri(), arguments)
        self.path = target
        self._put_dots(target)

    def _put_dots(self, path):
        """Write dots where the file holds the letter that stands for them."""
        if not self._stand_ins() or not is_zipfile(path):
            return
        with ZipFile(path) as package:
            parts = [(info, package.read(info)) for info in package.infolist()]
        with ZipFile(path, "w", ZIP_DEFLATED) as package:
            for info, content in parts:
                package.writestr(info, content.replace(DOT.encode(), b"."))


class Books(base_classes.Books):
    """The open workbooks of the program."""

    def __init__(self, app) -> None:
        self.app = app

    @property
    def api(self):
        raise AttributeError("the books of the test engine have no members of Excel's own")

    @property
    def active(self):
        if not self.app.open_books:
            raise ComError("no workbook is open")
        return self.app.open_books[-1]

    def __call__(self, key):
        for number, book in enumerate(self, 1):
            if key == number or (isinstance(key, str) and book.name.lower() == key.lower()):
                return book
        raise KeyError(key)

    def __len__(self):
        return len(self.app.open_books)

    def __iter__(self):
        return iter(sorted(self.app.open_books, key=lambda book: book.number))

    def __contains__(self, key):
        return any(book.name.lower() == str(key).lower() for book in self)

    def add(self):
        model = self.app.office.load("private:factory/scalc")
        model.Sheets.getByIndex(0).setName("Sheet1")
        title = f"Book{self.app.next_number()}"
        return self.app.remember(Book(self.app, model, title=title))

    def open(self, fullname, update_links=None, read_only=None, *_, **__):  # noqa: ARG002
        path = Path(fullname).resolve()
        kind = FILTERS.get(path.suffix.lower())
        if kind is None or (kind.startswith("Calc MS") and not is_zipfile(path)):
            raise ComError(f"the file format or file extension of {path.name} is not valid")
        options = {"FilterName": kind, "MacroExecutionMode": NEVER, "UpdateDocMode": NEVER}
        model = self.app.office.load(path.as_uri(), ReadOnly=bool(read_only), **options)
        if model is None:
            raise ComError(f"{path} does not open: damaged, or open elsewhere")
        self.app.next_number()
        return self.app.remember(Book(self.app, model, path))


def _very_hidden(path):
    """Return the sheets LibreOffice took for merely hidden."""
    try:
        with ZipFile(path) as package:
            text = package.read("xl/workbook.xml").decode("utf-8")
    except (BadZipFile, KeyError):
        return set()
    return {unescape(name) for name in VERY_HIDDEN.findall(text)}
