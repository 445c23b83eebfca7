"""Boxes of our own sheets that a team fills in: what they hold stays when the sheet is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkp_xl.book.amounts import read_share
from mkp_xl.book.days import read_date
from mkp_xl.book.drawn import CellOut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkp_xl.book.address import Box
    from mkp_xl.book.cells import Reading
    from mkp_xl.book.grid import Raw, Source, Style


@dataclass(frozen=True, slots=True)
class Typed:
    """What one box holds."""

    value: Raw
    formula: str | None = None

    def cell(self, style: Style) -> CellOut:
        """Return the box as it is drawn again."""
        return CellOut(self.value, self.formula, style)

    def share(self) -> Typed:
        """Return a box that holds a share, also where it was typed as a text: 20 %."""
        return self._read(read_share)

    def day(self) -> Typed:
        """Return a box that holds a day, also where it was typed as a text: 01.11.2026."""
        return self._read(read_date)

    def _read(self, read: Callable[[str], Reading]) -> Typed:
        """Return a box with what its text means; the box itself where it means nothing."""
        if self.formula or not isinstance(self.value, str):
            return self
        reading = read(self.value)
        is_understood = not reading.problem and not math.isnan(reading.value)
        return Typed(reading.value) if is_understood else self


Held = dict[tuple[int, int], Typed]
"""What boxes hold, by row and column; none of a sheet that was never drawn."""


def read_boxes(source: Source, title: str, boxes: Iterable[Box]) -> Held:
    """Return what the boxes of a standing sheet hold; nothing of a blank sheet."""
    held: Held = {}
    for top, left, bottom, right in boxes:
        columns = range(left - 1, right + 1)
        read = source.read(title, first_row=top, last_row=bottom, columns=columns)
        for column in columns:
            cells = read.get(column)
            for row in range(top, bottom + 1):
                at = row - cells.first_row if cells else -1
                if cells is None or not 0 <= at < len(cells.values):
                    held[row, column] = Typed(None)
                    continue
                formula = cells.formulas.get(row)
                held[row, column] = Typed(cells.values[at], formula.text if formula else None)
        if all(held[row, left - 1].value in (None, "") for row in range(top, bottom + 1)):
            return {}  # what we write beside each box is not there
    return held
