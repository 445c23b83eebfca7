"""The rows of a sheet with a plan's cells changed; all other bytes come through as they are.

A block with an index is edited cell by cell where something changes. Any other block is edited in
bands of rows with equal columns, the last column first: an inserted cell then moves no column
still to come.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.hosts.xlsx.cell_out import CellWriter
from mkp_xl.hosts.xlsx.indexed_patch import IndexedPatch
from mkp_xl.hosts.xlsx.rows import Row, RowBlock
from mkp_xl.hosts.xlsx.scan import ROWS_AT_ONCE, Band, RowCells
from mkp_xl.hosts.xlsx.splice import Edit, Edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkp_xl.hosts.xlsx.cell_out import FormulaNews
    from mkp_xl.hosts.xlsx.column_plan import ColumnPlan
    from mkp_xl.hosts.xlsx.formulas import Moved
    from mkp_xl.hosts.xlsx.letters import Places
    from mkp_xl.hosts.xlsx.packing import Piece
    from mkp_xl.hosts.xlsx.plan import Plan
    from mkp_xl.hosts.xlsx.read import Reader
    from mkp_xl.hosts.xlsx.spans import Spans


class Patcher:
    """Applies one plan to one sheet."""

    def __init__(self, reader: Reader, plan: Plan, moved: Moved, spans: Spans) -> None:
        self._sheet = reader.sheet
        self._scanner = reader.scanner
        self._plan = plan
        self._moved = moved
        self._spans = spans
        self._writer = CellWriter(reader)
        self._indexed = IndexedPatch(reader, plan, self._writer)
        self._row_name = reader.sheet.prefix + b"row"
        self.changed = False
        """Whether any row became another, once all rows were asked for."""

    @property
    def news(self) -> FormulaNews:
        """Formulas that came and went, once all rows were asked for."""
        return self._writer.news

    def rows(self, step: Callable[[float], None]) -> Iterator[Piece]:
        """Yield the sheet's rows, patched, in pieces."""
        done, size, last = 0, self._sheet.size, 0
        changing = len(self._plan.changing(1, self._plan.last_row))
        for block in self._sheet.blocks(indexed=self._sheet.needs_index(changing)):
            last = block.last
            yield self._patched(block, last)
            done += len(block.data)
            step(done / size)
        below = RowBlock(self._sheet.where, b"", last)
        yield self._patched(below, max(last, self._plan.last_row))

    def _patched(self, block: RowBlock, last: int) -> Piece:
        """Return a block down to a row, patched, or what patches it."""
        self._writer.made_any = False
        standing = block.numbers  # HostError where rows cannot be told, changed or not
        wanted = self._plan.changing(block.above + 1, last)
        moved = {row: cells for row, cells in self._moved.items() if block.above < row <= last}
        edits = Edits.of([])
        if len(wanted) or moved:
            fresh = np.setdiff1d(wanted, standing) if len(wanted) else wanted
            edits = self._changed_rows(block, wanted, moved)
            if len(fresh):
                new = list(self._new_rows(block, fresh.tolist()))
                edits = Edits.together([edits, Edits.of(new)])
        if not edits:
            return block.data
        self.changed = True
        data = block.data  # the block's index is not to wait with it
        if self._writer.made_any or self._spans.has_grown:
            return lambda: self._spans.widened(edits.made_in(data))
        return lambda: edits.made_in(data)

    def _changed_rows(self, block: RowBlock, wanted: Places, moved: Moved) -> Edits:
        edits = None if moved or not block.data else self._indexed.edits_of(block, wanted)
        if edits is not None:
            return edits
        touched = set(wanted.tolist()).union(moved)
        rows = [row for row in block.rows if row.number in touched]
        bands = (band for bands in self._scanner.bands(block, rows) for band in bands)
        found = [edit for band in bands for edit in self._edits_of(block, band)]
        return Edits.together([Edits.of(found)])

    def _edits_of(self, block: RowBlock, band: Band) -> Iterator[Edit]:
        data = block.data
        self._edit(band, [data[row.start : row.inner] for row in band.rows])
        for row, cells in zip(band.rows, band.cells, strict=True):
            content = self._scanner.joined(cells)
            if content == data[row.inner : row.outer]:
                continue
            if row.outer < row.end:
                yield row.inner, row.outer, content
            else:
                tag = data[row.start : row.inner - 2].rstrip()
                yield row.start, row.end, b"%b>%b</%b>" % (tag, content, self._row_name)

    def _new_rows(self, block: RowBlock, numbers: list[int]) -> Iterator[Edit]:
        """Rows that the sheet does not have, each before the first row with a higher number."""
        if not numbers:
            return
        standing, rows = block.numbers.tolist(), block.rows
        for place, group in groupby(numbers, key=lambda number: bisect_left(standing, number)):
            start = len(block.data) if place == len(rows) else rows[place].start
            new = [Row(number, start, start, start, start) for number in group]
            for first in range(0, len(new), ROWS_AT_ONCE):
                some = new[first : first + ROWS_AT_ONCE]
                written = self._written(Band(some, [RowCells() for _ in some]))
                if written:
                    yield start, start, written

    def _written(self, band: Band) -> bytes:
        self._edit(band, [b""] * len(band.rows))
        rows = zip(band.rows, band.cells, strict=True)
        contents = ((row.number, self._scanner.joined(cells)) for row, cells in rows)
        name = self._row_name
        return b"".join(b'<%b r="%d">%b</%b>' % (name, n, c, name) for n, c in contents if c)

    def _edit(self, band: Band, tags: list[bytes]) -> None:
        for place, row in enumerate(band.rows):
            for column, formula in self._moved.get(row.number, {}).items():
                self._writer.carry(band.cells[place], column, formula)
        numbers = np.array([row.number for row in band.rows], dtype=np.int64)
        for part in reversed(self._plan.active(int(numbers[0]), int(numbers[-1]))):
            self._edit_column(band, part, numbers, tags)

    def _edit_column(
        self, band: Band, part: ColumnPlan, numbers: Places, tags: list[bytes]
    ) -> None:
        orders, columns = part.orders(numbers), band.columns
        if not len(orders.places):
            return
        rows, places = numbers[orders.places], orders.places.tolist()
        at = bisect_left(columns, part.column)
        if at < len(columns) and columns[at] == part.column:
            pieces = [band.cells[place].pieces[at] for place in places]
            cells = self._writer.rewritten(pieces, rows, orders, part)
            for place, cell in zip(places, cells, strict=True):
                band.cells[place].pieces[at] = cell
            return
        own = [tags[place] for place in places]
        cells = self._writer.made(rows, own, orders, part)
        for place, cell in zip(places, cells, strict=True):
            if cell:
                band.cells[place].pieces.insert(at, cell)
