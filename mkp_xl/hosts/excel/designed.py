"""Sheets of ours with their whole design: drawn into a file of their own, copied from there.

A file says rules, drop-downs and charts in one language; Excel's own calls for them take formulas
in the person's language and count from the selected cell. So the file is drawn by the code that
draws all files, and Excel copies its sheets.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter.exceptions import XlsxWriterException

from mkp_xl.errors import HostError, MkpError
from mkp_xl.hosts.excel.patience import OUTSIDE, patiently

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xlwings as xw

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.hosts.live.open_book import Draw

_MAC_HOME = Path("~/Library/Containers/com.microsoft.Excel/Data")
"""The one folder from which Excel on a Mac opens a file without asking the person."""


def copied(book: xw.Book, sheets: Sequence[SheetOut], draw: Draw) -> list[xw.Sheet] | None:
    """Return the sheets, added behind the last one with all that surrounds their cells.

    None where Excel did not open or copy them: some may have been added by then.
    """
    try:
        with _opened(book, sheets, draw) as drawn:
            return [_copy(drawn.sheets[sheet.title], book, sheet.title) for sheet in sheets]
    except (MkpError, NotImplementedError, OSError, KeyError, XlsxWriterException, *OUTSIDE):
        return None  # xlwings makes a KeyError of a copy that arrived nowhere


@contextmanager
def _opened(book: xw.Book, sheets: Sequence[SheetOut], draw: Draw) -> Iterator[xw.Book]:
    home = _MAC_HOME.expanduser() if sys.platform == "darwin" else None
    home = home if home and home.is_dir() else None
    with tempfile.TemporaryDirectory(dir=home, ignore_cleanup_errors=True) as folder:
        path = Path(folder) / f"{Path(folder).name}.xlsx"  # no other open book has that name
        draw(path, sheets)
        opened = patiently(lambda: book.app.books.open(path, update_links=False, read_only=True))
        try:
            yield opened
        finally:
            # What was copied is there, whether or not this one closes.
            with suppress(HostError, *OUTSIDE):
                patiently(opened.close)
            with suppress(HostError, *OUTSIDE):
                patiently(book.activate)


def _copy(sheet: xw.Sheet, book: xw.Book, title: str) -> xw.Sheet:
    last = book.sheets[len(book.sheets) - 1]
    made: xw.Sheet = patiently(partial(sheet.copy, after=last))
    if made.name != title:
        made.name = title
    return made
