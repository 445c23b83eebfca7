"""The first rows of each sheet, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.cells import read_text
from mkp_xl.book.layout import HEADER_ROWS

if TYPE_CHECKING:
    from mkp_xl.book.address import Place
    from mkp_xl.book.grid import Cells, Source


class Tops:
    """The first rows of each sheet, read once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._tops: dict[str, dict[int, Cells]] = {}

    def of(self, sheet: str) -> dict[int, Cells]:
        """Return a sheet's first rows."""
        if sheet not in self._tops:
            self._tops[sheet] = self._source.read(sheet, first_row=1, last_row=HEADER_ROWS)
        return self._tops[sheet]

    def text_at(self, place: Place) -> str:
        """Return one cell's text; empty below the first rows, where no header stands."""
        column = self.of(place.sheet).get(place.column)
        if column is None or not 0 <= place.row - column.first_row < len(column.values):
            return ""
        return read_text(column.values[place.row - column.first_row])
