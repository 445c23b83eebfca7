"""A sheet as it was when a run first looked: values and formulas read once and kept."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from mkp_xl.book.grid import Cells, FormulaAt
from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.formats import LazyFormats
from mkp_xl.hosts.live.open_book import GENERAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkp_xl.hosts.live.block import Block
    from mkp_xl.hosts.live.open_book import OpenSheet, Step

_FEW = 50
"""So many rows are asked for their formats alone; more, and the column's are learnt for good."""


class View:
    """What one sheet shows; a run sees the same from its first look to its writing."""

    def __init__(self, sheet: OpenSheet, step: Step) -> None:
        self.sheet = sheet
        self._step = step
        self._known_formats: dict[int, list[str]] = {}

    @cached_property
    def box(self) -> Box:
        """The rectangle in use."""
        return self.sheet.used()

    @property
    def formula_count(self) -> int:
        """How many cells hold a formula."""
        return sum(map(len, self._block.formulas.values()))

    def columns(
        self, first_row: int, last_row: int | None, wanted: Iterable[int] | None
    ) -> dict[int, Cells]:
        """Return columns by number, from `first_row` down to the last used row or `last_row`."""
        last = self._last_row if last_row is None else min(self._last_row, last_row)
        length = max(0, last - first_row + 1)
        numbers = self._filled(first_row, last) if wanted is None else sorted(set(wanted))
        return {column: self._cells(column, first_row, length) for column in numbers}

    def occupied(self, row: int) -> set[int]:
        """Return the columns that hold something anywhere, or merged cells at a row or below."""
        box = self.box
        found = set(self._filled(1, box.bottom))
        below = Box(max(row, box.top), box.left, box.bottom, box.right)
        if below.height < 1 or not self.sheet.has_merged(below):
            return found
        columns = (column for column in range(box.left, box.right + 1) if column not in found)
        return found | {
            column
            for column in columns
            if self.sheet.has_merged(Box(below.top, column, below.bottom, column))
        }

    def still_stands(self) -> bool:
        """Tell whether the sheet has the extent it had when it was read."""
        return "box" not in self.__dict__ or self.sheet.used() == self.box

    @cached_property
    def _block(self) -> Block:
        return self.sheet.block(self.box, step=self._step)

    @cached_property
    def _last_row(self) -> int:
        found = self._block
        rows = [max(formulas) for formulas in found.formulas.values() if formulas]
        for values in found.values.values():
            filled = (i for i in reversed(range(found.height)) if values[i] is not None)
            rows.append(found.top + next(filled, -found.top))
        return max(rows, default=0)

    def _filled(self, first_row: int, last_row: int) -> list[int]:
        """Return the columns that hold something in some rows."""
        found = self._block
        part = slice(max(0, first_row - found.top), max(0, last_row - found.top + 1))
        return [
            column
            for column, values in found.values.items()
            if any(value is not None for value in values[part])
            or any(first_row <= row <= last_row for row in found.formulas[column])
        ]

    def _cells(self, column: int, first_row: int, length: int) -> Cells:
        found, last = self._block, first_row + length - 1
        values = found.values.get(column)
        rows = range(first_row, last + 1)
        known = range(found.top, found.top + found.height)
        held = [values[row - found.top] if values and row in known else None for row in rows]
        texts = found.formulas.get(column, {})
        return Cells(
            first_row=first_row,
            values=held,
            formats=LazyFormats(length, partial(self._formats, column, first_row, last))
            if values
            else [GENERAL] * length,
            formulas={
                row: FormulaAt(text, row, column)
                for row, text in texts.items()
                if first_row <= row <= last
            },
        )

    def _formats(self, column: int, first_row: int, last_row: int) -> list[str]:
        top, bottom = max(first_row, self.box.top), min(last_row, self.box.bottom)
        if top > bottom:
            return [GENERAL] * max(0, last_row - first_row + 1)
        above, below = [GENERAL] * (top - first_row), [GENERAL] * (last_row - bottom)
        known = self._known_formats.get(column)
        if known is None and bottom - top < _FEW:
            return above + self._asked(Box(top, column, bottom, column)) + below
        if known is None:
            whole = Box(self.box.top, column, self.box.bottom, column)
            known = self._known_formats[column] = self._asked(whole)
        return above + known[top - self.box.top : bottom - self.box.top + 1] + below

    def _asked(self, box: Box) -> list[str]:
        raw = self._block.raw[box.left]
        return self.sheet.formats(box, raw[box.top - self.box.top : box.bottom - self.box.top + 1])
