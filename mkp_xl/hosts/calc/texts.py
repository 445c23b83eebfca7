"""Formulas of one book between a file's grammar and LibreOffice's: each shape is turned once.

Formulas of a column differ by their row only; turning a text takes as long as reading a thousand.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from mkp_xl.hosts.calc.formula_text import excel, native
from mkp_xl.hosts.live.formula_text import as_filed

if TYPE_CHECKING:
    from collections.abc import Callable

_ROW = "\ue000"
"""Stands for the row of the cell itself: a letter nobody types."""


class Texts:
    """Turns formulas of a book whose sheets have these titles."""

    def __init__(self, titles: frozenset[str]) -> None:
        self._titles = titles
        self._filed: dict[str, str] = {}
        self._native: dict[str, str] = {}

    def filed(self, text: str, row: int = 0) -> str:
        """Return LibreOffice's formula as a file holds it; both without `=`."""
        return _turned(text, row, self._filed, self._from_native)

    def native(self, text: str, row: int = 0) -> str:
        """Return a file's formula as LibreOffice reads it."""
        return _turned(text, row, self._native, _to_native)

    def _from_native(self, text: str) -> str:
        return as_filed(excel("=" + text, self._titles)[1:])


def _to_native(text: str) -> str:
    return native("=" + text)[1:]


def _turned(text: str, row: int, known: dict[str, str], turn: Callable[[str], str]) -> str:
    """Return a turned text; what differs by the cell's row alone is turned once.

    The mark goes where the row's number ends an address, in the text and in what it becomes. A
    text where these are not equally many, or that has the mark of itself, is turned every time.
    """
    shape, marks = _own_row(row).subn(_ROW, text)
    found = known.get(shape)
    if found is None:
        turned = turn(text)
        found, found_marks = _own_row(row).subn(_ROW, turned)
        if marks != found_marks or _ROW in text:
            return turned
        known[shape] = found
    return found.replace(_ROW, str(row))


@lru_cache(maxsize=4096)
def _own_row(row: int) -> re.Pattern[str]:
    return re.compile(rf"(?<=[A-Za-z$]){row}(?![\w.!(])")
