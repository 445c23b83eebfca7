"""Hidden sheets a book with macros carries: xlwings' configuration, the wizard's texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import xlwings

from mkp_xl.book.cells import read_text
from mkp_xl.book.drawn import CellOut, SheetOut
from mkp_xl.faces.excel.wrappers import HELP_SHEET, wizard_rows
from mkp_xl.hosts.xlsx.host import XlsxHost

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.workbook import Workbook

    from mkp_xl.book.fields import Lang

CONFIG_SHEET: Final = "xlwings.conf"
TITLES: Final = (CONFIG_SHEET, HELP_SHEET)
_BUILT_WITH: Final = "MKP BUILT WITH XLWINGS"
"""A key of ours, which xlwings passes over."""
CONFIG: Final = (
    ("UDF MODULES", "mkp_xl.faces.excel.udfs"),
    ("USE UDF SERVER", "TRUE"),
    ("SHOW CONSOLE", "FALSE"),
    ("ADD_WORKBOOK_TO_PYTHONPATH", "FALSE"),
    ("DEBUG UDFS", "FALSE"),
    ("ONEDRIVE_CONSUMER_WIN", ""),
    ("ONEDRIVE_CONSUMER_MAC", ""),
    ("ONEDRIVE_COMMERCIAL_WIN", ""),
    ("ONEDRIVE_COMMERCIAL_MAC", ""),
    ("SHAREPOINT_WIN", ""),
    ("SHAREPOINT_MAC", ""),
    ("PYTHONPATH", ""),
    ("LICENSE_KEY", ""),
    (_BUILT_WITH, xlwings.__version__),
)
"""What xlwings is told in the book itself; where Python lies stands in the user's own file."""


def add_helpers(book: Workbook, lang: Lang) -> None:
    """Add the hidden sheets to a workbook that is being made."""
    config = book.add_worksheet(CONFIG_SHEET)
    for row, (key, value) in enumerate(CONFIG):
        config.write_string(row, 0, key)
        config.write_string(row, 1, value)
    config.hide()
    texts = book.add_worksheet(HELP_SHEET)
    for row, cells in enumerate(wizard_rows(lang)):
        for column, text in enumerate(cells):
            texts.write_string(row, column, text)
    texts.hide()


def helper_sheets(lang: Lang) -> tuple[SheetOut, ...]:
    """Return the hidden sheets, to be added to a workbook that stands."""
    tables = {CONFIG_SHEET: CONFIG, HELP_SHEET: wizard_rows(lang)}
    return tuple(
        SheetOut(
            title=title,
            hidden=True,
            cells={
                (row, column): CellOut(text)
                for row, cells in enumerate(rows, start=1)
                for column, text in enumerate(cells, start=1)
            },
        )
        for title, rows in tables.items()
    )


def macro_version(path: Path) -> str | None:
    """Return the version of xlwings that a book's macros were made with; None if it says none."""
    host = XlsxHost(path)
    if all(sheet.title != CONFIG_SHEET for sheet in host.look().sheets):
        return None
    cells = host.read(CONFIG_SHEET, columns=(1, 2))
    if 1 not in cells or 2 not in cells:
        return None
    said = dict(zip(map(read_text, cells[1].values), map(read_text, cells[2].values), strict=True))
    return said.get(_BUILT_WITH) or None
