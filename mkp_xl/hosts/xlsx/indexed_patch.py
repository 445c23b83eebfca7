"""Edits of a block that has an index: only cells that become others, and of these the least.

A number that takes the place of a number changes its digits alone; any other cell keeps its
address and style and gets a new ending.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.grid import Action
from mkp_xl.hosts.xlsx.cell_shapes import NO_STYLE
from mkp_xl.hosts.xlsx.flat import Flat
from mkp_xl.hosts.xlsx.letters import sliced, whole_numbers_at
from mkp_xl.hosts.xlsx.spelling import spelt
from mkp_xl.hosts.xlsx.splice import Edits
from mkp_xl.hosts.xlsx.taking import NUMBER_SAID, SHARED, numbers_at

if TYPE_CHECKING:
    from mkp_xl.book.values import Values
    from mkp_xl.hosts.xlsx.cell_index import Index
    from mkp_xl.hosts.xlsx.cell_out import CellWriter
    from mkp_xl.hosts.xlsx.column_plan import ColumnPlan, Orders
    from mkp_xl.hosts.xlsx.letters import Flags, Places
    from mkp_xl.hosts.xlsx.plan import Plan
    from mkp_xl.hosts.xlsx.read import Reader
    from mkp_xl.hosts.xlsx.rows import RowBlock

_ROW_LOOK = b"customFormat"


class IndexedPatch:
    """Applies one plan to the indexed blocks of one sheet."""

    def __init__(self, reader: Reader, plan: Plan, writer: CellWriter) -> None:
        self._reader = reader
        self._plan = plan
        self._writer = writer
        self._opener = reader.scanner.opener

    def edits_of(self, block: RowBlock, wanted: Places) -> Edits | None:
        """Return the edits of wanted rows; None where the block has no fitting index."""
        some = block.only(wanted)
        if some is None:
            return self.edits(block, wanted)
        if not some.rows.data:
            return Edits.of([])
        edits = self.edits(some.rows, wanted)
        return edits.shifted(some.starts, some.shifts) if edits is not None else None

    def edits(self, block: RowBlock, wanted: Places) -> Edits | None:
        """Return the edits of wanted rows of an indexed block."""
        index = block.index
        if index is None:
            return None
        rows = index.rows
        without_end = rows.numbers[rows.outer == rows.ends]
        if np.isin(without_end, wanted).any():
            return None  # such a row cannot take a cell as it stands
        parts = self._plan.active(int(rows.numbers[0]), int(rows.numbers[-1]))
        return Edits.together(
            [edits for part in parts for edits in self._column(block, index, part)]
        )

    def _column(self, block: RowBlock, index: Index, part: ColumnPlan) -> list[Edits]:
        orders = part.orders(index.rows.numbers)
        if not len(orders.places):
            return []
        some = index.in_column(part.column)
        cell_of_row = np.full(len(index.rows.numbers), -1)
        cell_of_row[index.cells.row[some]] = some
        standing = cell_of_row[orders.places]
        there = standing >= 0
        if there.all():
            return self._change(block, index, standing, orders, part)
        old, new = np.flatnonzero(there), np.flatnonzero(~there)
        edits = self._change(block, index, standing[old], orders.only(old), part)
        return [*edits, self._insert(block, index, orders.only(new), part)]

    def _change(
        self, block: RowBlock, index: Index, some: Places, orders: Orders, part: ColumnPlan
    ) -> list[Edits]:
        """Return the edits of cells that stand there."""
        cells = index.cells
        restyled = (cells.style[some] <= 0) if part.look else np.zeros(len(some), dtype=bool)
        if part.look and restyled.any() and part.look.attribute == b' s="0"':
            restyled &= cells.style[some] == NO_STYLE
        keeps = (orders.actions == Action.KEEP) | (
            (orders.actions == Action.VALUE) & (cells.formula[some] == 0)
        )
        simple = ~cells.odd[some] & ~restyled & keeps
        if simple.all():
            return self._revalue(block, index, some, orders, part)
        easy, rest = np.flatnonzero(simple), np.flatnonzero(~simple)
        edits = [self._rewrite(block, index, some[rest], orders.only(rest), part)]
        if len(easy):
            edits += self._revalue(block, index, some[easy], orders.only(easy), part)
        return edits

    def _revalue(
        self, block: RowBlock, index: Index, some: Places, orders: Orders, part: ColumnPlan
    ) -> list[Edits]:
        """Return edits of cells that keep their style and formula."""
        cells = index.cells
        values = self._writer.dated(orders.values, np.maximum(cells.style[some], 0), part.look)
        numeric = ~np.isnan(values.numbers)
        length = cells.value_end[some] - cells.value[some]
        was_number = (cells.kind[some] <= NUMBER_SAID) & (length > 0)
        old = np.full(len(some), np.nan)
        old[was_number] = numbers_at(index, some[was_number])
        digits = np.flatnonzero(numeric & was_number & (old != values.numbers))
        chosen = some[digits]
        texts = spelt(values.numbers[digits])
        edits = [Edits(cells.value[chosen], cells.value_end[chosen], texts)]
        places = np.flatnonzero(~(numeric & was_number))
        if not len(places):
            return edits
        chosen, new = some[places], values.at(places)
        left = np.flatnonzero(~self._says_already(index, chosen, new))
        if len(left):
            edits.append(self._new_endings(block, index, chosen[left], new.at(left), part))
        return edits

    def _says_already(self, index: Index, some: Places, values: Values) -> Flags:
        """Tell which cells hold a blank or a text already, only in another spelling."""
        cells = index.cells
        length = cells.value_end[some] - cells.value[some]
        blank = np.isnan(values.numbers)
        if values.others is not None:
            blank &= ~values.others.filled
        same: Flags = blank & (cells.kind[some] <= NUMBER_SAID) & (length == 0)
        if values.others is None:
            return same
        shared = np.flatnonzero((cells.kind[some] == SHARED) & (length > 0))
        said = whole_numbers_at(index.letters, cells.value_end[some[shared]], length[shared])
        strings = self._reader.book.strings
        known = (said >= 0) & (said < len(strings))
        texts = strings.texts(said[known])
        new = values.objects(shared[known]).tolist()
        same[shared[known]] = [one == other for one, other in zip(texts, new, strict=True)]
        return same

    def _new_endings(
        self, block: RowBlock, index: Index, some: Places, values: Values, part: ColumnPlan
    ) -> Edits:
        cells, data = index.cells, block.data
        formulas = [b""] * len(some)
        if cells.formula[some].any():
            formulas = sliced(data, cells.formula[some], cells.formula_end[some])
        rows = index.rows.numbers[cells.row[some]]
        endings = self._writer.endings(rows, part.column, values, formulas)
        return _changed(data, cells.styled[some], cells.end[some], endings)

    def _rewrite(
        self, block: RowBlock, index: Index, some: Places, orders: Orders, part: ColumnPlan
    ) -> Edits:
        """Return edits of cells that are spelt otherwise, get a style or lose a formula."""
        cells = index.cells
        start, end = cells.start[some] + len(self._opener), cells.end[some]
        pieces = sliced(block.data, start, end)
        rows = index.rows.numbers[cells.row[some]]
        new = self._writer.rewritten(pieces, rows, orders, part)
        return _changed(block.data, start, end, new)

    def _insert(self, block: RowBlock, index: Index, orders: Orders, part: ColumnPlan) -> Edits:
        """Return new cells, each before the first cell of its row that stands further right."""
        rows, cells = index.rows, index.cells
        tags = None
        if _ROW_LOOK in block.data:
            tags = sliced(block.data, rows.starts[orders.places], rows.inner[orders.places])
        new = self._writer.made(rows.numbers[orders.places], tags, orders, part)
        first = np.searchsorted(cells.row, np.arange(len(rows.numbers)))
        left = np.bincount(cells.row[cells.column < part.column], minlength=len(rows.numbers))
        held = np.bincount(cells.row, minlength=len(rows.numbers))
        following = np.append(cells.start, 0)[np.minimum(first + left, len(cells.start))]
        at = np.where(left < held, following, rows.outer)[orders.places]
        made = np.array([bool(cell) for cell in new], dtype=bool)
        cells_made = Flat.of([self._opener + cell for cell in new if cell])
        return Edits(at[made], at[made], cells_made)


def _changed(data: bytes, start: Places, end: Places, new: list[bytes]) -> Edits:
    """Return edits of the spans that become others."""
    edits = Edits(start, end, Flat.of(new))
    alike = np.flatnonzero(edits.news.lengths == end - start)
    old = sliced(data, start[alike], end[alike])
    same = [one == new[at] for one, at in zip(old, alike.tolist(), strict=True)]
    if not any(same):
        return edits
    differs = np.ones(len(new), dtype=bool)
    differs[alike[same]] = False
    return Edits(start[differs], end[differs], Flat.of(list(compress(new, differs.tolist()))))
