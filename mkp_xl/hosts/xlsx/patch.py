"""The rows of a sheet with a plan's cells changed; all other bytes come through as they are.

Rows are taken some thousands at a time, in blocks of equal columns, and each block is edited
column by column, the last column first: an inserted cell then moves no column still to come.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from heapq import merge
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.cell_out import CellWriter, FormulaNews
from mkp_xl.hosts.xlsx.encode import refuse_long_texts
from mkp_xl.hosts.xlsx.scan import ROWS_AT_ONCE, Block, RowCells
from mkp_xl.hosts.xlsx.sheet import Row
from mkp_xl.hosts.xlsx.splice import Edit, spliced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkp_xl.hosts.xlsx.column_plan import ColumnPlan
    from mkp_xl.hosts.xlsx.formulas import Moved
    from mkp_xl.hosts.xlsx.plan import Plan
    from mkp_xl.hosts.xlsx.read import Reader


_PIECES_AT_ONCE = 2 * ROWS_AT_ONCE


@dataclass(slots=True)
class Patched:
    """What became of a sheet's rows."""

    rows: list[bytes] | None
    """Pieces of all rows; None if every row stays as it is."""
    news: FormulaNews = field(default_factory=FormulaNews)


class Patcher:
    """Applies one plan to one sheet."""

    def __init__(self, reader: Reader, plan: Plan, moved: Moved) -> None:
        self._sheet = reader.sheet
        self._scanner = reader.scanner
        self._plan = plan
        self._moved = moved
        self._writer = CellWriter(reader)
        self._row_name = reader.sheet.prefix + b"row"

    def run(self, step: Callable[[float], None]) -> Patched:
        """Patch the sheet's rows."""
        sheet = self._sheet
        wanted = self._plan.all_rows().union(self._moved)
        touched = [row for row in sheet.rows if row.number in wanted]
        fresh = sorted(wanted.difference(row.number for row in sheet.rows))
        streams = (self._new_rows(fresh), self._changed_rows(touched, step))
        edits = merge(*streams, key=lambda edit: edit[:2])
        first = next(edits, None)
        if first is None:
            return Patched(None)
        pieces = spliced(sheet.data, chain([first], edits), sheet.first, sheet.last)
        return Patched(list(_in_larger_pieces(pieces)), self._writer.news)

    def _changed_rows(self, rows: list[Row], step: Callable[[float], None]) -> Iterator[Edit]:
        for window in self._scanner.windows(rows):
            step((window[0].rows[0].start - self._sheet.first) / len(self._sheet.data))
            edits = [edit for block in window for edit in self._edits_of(block)]
            yield from sorted(edits, key=lambda edit: edit[0])

    def _edits_of(self, block: Block) -> Iterator[Edit]:
        data = self._sheet.data
        self._edit(block)
        for row, cells in zip(block.rows, block.cells, strict=True):
            content = self._scanner.joined(cells)
            if content == data[row.inner : row.outer]:
                continue
            if row.outer < row.end:
                yield row.inner, row.outer, content
            else:
                tag = data[row.start : row.inner - 2].rstrip()
                yield row.start, row.end, b"%b>%b</%b>" % (tag, content, self._row_name)

    def _new_rows(self, numbers: list[int]) -> Iterator[Edit]:
        """Rows that the sheet does not have, each before the first row with a higher number."""
        rows = self._sheet.rows
        standing = [row.number for row in rows]
        for place, group in groupby(numbers, key=lambda number: bisect_left(standing, number)):
            start = self._sheet.last if place == len(rows) else rows[place].start
            new = [Row(number, start, start, start, start) for number in group]
            for first in range(0, len(new), ROWS_AT_ONCE):
                some = new[first : first + ROWS_AT_ONCE]
                written = self._written(Block(some, [RowCells() for _ in some]))
                if written:
                    yield start, start, written

    def _written(self, block: Block) -> bytes:
        self._edit(block)
        rows = zip(block.rows, block.cells, strict=True)
        contents = ((row.number, self._scanner.joined(cells)) for row, cells in rows)
        name = self._row_name
        return b"".join(b'<%b r="%d">%b</%b>' % (name, n, c, name) for n, c in contents if c)

    def _edit(self, block: Block) -> None:
        for place, row in enumerate(block.rows):
            for column, formula in self._moved.get(row.number, {}).items():
                self._writer.carry(block.cells[place], column, formula)
        numbers = [row.number for row in block.rows]
        for part in reversed(self._plan.active(numbers[0], numbers[-1])):
            self._edit_column(block, part, numbers)

    def _edit_column(self, block: Block, part: ColumnPlan, numbers: list[int]) -> None:
        orders, columns = part.orders(numbers), block.columns
        if not orders.places:
            return
        rows = [numbers[place] for place in orders.places]
        refuse_long_texts(self._sheet.title, part.column, rows, orders.values)
        place = bisect_left(columns, part.column)
        if place < len(columns) and columns[place] == part.column:
            self._writer.rewrite(block, place, orders, part.look)
        else:
            self._writer.insert(block, place, part, orders)


def _in_larger_pieces(pieces: Iterator[bytes]) -> Iterator[bytes]:
    while piece := b"".join(islice(pieces, _PIECES_AT_ONCE)):
        yield piece
