"""Sheets of ours drawn into a workbook of their own, for an open book to copy them from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from mkp_xl.book.grid import Changes
from mkp_xl.hosts.xlsx import XlsxHost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mkp_xl.book.drawn import SheetOut


def draw(path: Path, sheets: Sequence[SheetOut]) -> None:
    """Write a new workbook with these sheets as files get them, behind an empty one."""
    with Workbook(path) as book:
        book.add_worksheet("-")
        book.calc_on_load = False  # opened beside books that call functions of ours
    XlsxHost(path).write(Changes(sheets=list(sheets)))
