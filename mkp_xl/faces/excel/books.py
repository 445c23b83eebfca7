"""Books and the add-in for Excel with their macros, made from sources on any machine."""

from __future__ import annotations

import io
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import xlsxwriter

from mkp_xl.book import look
from mkp_xl.book.fields import LANGS, SHEETS
from mkp_xl.faces.buttons.commands import COMMAND_OF
from mkp_xl.faces.excel.helpers import add_helpers
from mkp_xl.faces.excel.ribbon import ribbon
from mkp_xl.faces.excel.sources import project
from mkp_xl.faces.template import CREATED
from mkp_xl.hosts.xlsx.macro_book import Carried, Macros, carry
from mkp_xl.hosts.xlsx.shapes import Button

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang

_BUTTONS: Final = (
    ("recalculate", 7, 0),
    ("check", 9, 16),
    ("explain", 10, 114),
    ("settings", 11, 38),
    ("undo", 13, 10),
)
"""On the sheet «Матрица»: command, column, pixels from its left edge."""


def write_with_macros(source: Path, lang: Lang, target: BinaryIO) -> None:
    """Write a book with our macros, ribbon and buttons; HostError if it has its own."""
    macros = Macros(
        project=partial(project, "book"),
        ribbon=ribbon(lang, is_addin=False),
        buttons=_buttons(lang),
    )
    carry(source, macros, target)


def is_ours(there: Carried) -> bool:
    """Return whether a book's VBA project is, byte by byte, what we gave it.

    A project that Excel has saved since is another: somebody may have written into it.
    """
    return there.project == project("book", there.code_names)


def ribbons() -> list[bytes]:
    """Return every ribbon that a book of ours may have."""
    return [ribbon(lang, is_addin=False).encode() for lang in LANGS]


def addin(lang: Lang) -> bytes:
    """Return the add-in's bytes: functions for any book, the ribbon, the commands."""
    blank, target = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(blank, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED, "title": "MKP"})
        book.add_worksheet("MKP")
        add_helpers(book, lang)
    macros = Macros(
        project=partial(project, "addin"), ribbon=ribbon(lang, is_addin=True), is_addin=True
    )
    with tempfile.TemporaryDirectory(prefix="mkp-") as folder:
        source = Path(folder) / "mkp.xlsx"
        source.write_bytes(blank.getvalue())
        carry(source, macros, target)
    return target.getvalue()


def _buttons(lang: Lang) -> tuple[Button, ...]:
    title = SHEETS["matrix"](lang)
    return tuple(
        Button(
            sheet=title,
            row=1,
            column=column,
            left=left,
            top=3,
            width=116,
            macro=COMMAND_OF[key].macro,
            text=COMMAND_OF[key].label(lang),
            tip=COMMAND_OF[key].tip(lang),
            fill=look.BLUE if key == "recalculate" else look.WHITE,
            color=look.WHITE if key == "recalculate" else look.BLUE,
            line=look.BLUE,
        )
        for key, column, left in _BUTTONS
    )
