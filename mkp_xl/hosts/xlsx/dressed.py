"""Room in a sheet for what grows: blank cells that look as the row above or the header beside."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from mkp_xl.book.address import letters
from mkp_xl.hosts.xlsx.address import LAST_ROW
from mkp_xl.hosts.xlsx.read import Reader
from mkp_xl.hosts.xlsx.rows import RowBlock
from mkp_xl.hosts.xlsx.scan import RowCells
from mkp_xl.hosts.xlsx.sheet import Sheet
from mkp_xl.hosts.xlsx.splice import spliced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkp_xl.hosts.xlsx.growth import Growth
    from mkp_xl.hosts.xlsx.rows import Row
    from mkp_xl.hosts.xlsx.splice import Edit

_ROWS_BELOW = 4096
"""New rows of one block."""
Wear = dict[int, dict[int, bytes]]
"""Style attributes, by row and column."""


def dressed(reader: Reader, growths: Sequence[Growth]) -> Reader:
    """Return a reader of the sheet with blank cells for new ones to come into, styled.

    New rows look as the last row of data, as a spreadsheet lets them; a new header that nobody
    gave a style looks as the header beside. A cell that is there already stays as it is.
    """
    wear: Wear = {}
    for growth in growths:
        if growth.rows and growth.first_data <= growth.last_data:
            above = row_styles(reader, growth.last_data)
            own = {c: s for c, s in above.items() if growth.box[1] <= c <= growth.box[3]}
            for row in growth.new_rows if own else ():
                wear[row] = wear[row] | own if row in wear else own  # one and the same for most
        _dress_headers(reader, growth, wear)
    if not wear:
        return reader
    return Reader(_DressedSheet(reader, wear), reader.book)


def _dress_headers(reader: Reader, growth: Growth, wear: Wear) -> None:
    if not growth.columns or growth.first_data == growth.box[0]:
        return
    style = row_styles(reader, growth.box[0]).get(growth.box[3])
    bare = [place for place, new in zip(growth.new_columns, growth.columns, strict=True)
            if new.style is None]  # fmt: skip
    if style and bare:
        row = growth.box[0]
        wear[row] = wear.get(row, {}) | dict.fromkeys(bare, style)


def row_styles(reader: Reader, number: int) -> dict[int, bytes]:
    """Return the style attributes of a row's cells, by column; plain ones are left out."""
    block = next(
        (one for one in reader.sheet.blocks(indexed=True) if one.above < number <= one.last), None
    )
    row = next((row for row in block.rows if row.number == number), None) if block else None
    if block is None or row is None:
        return {}
    cells = reader.scanner.cells(block, row)
    parts = [reader.scanner.parts(piece) for piece in cells.pieces]
    said = zip(cells.columns, parts, strict=True)
    return {column: part.style for column, part in said if part.style_number}


class _DressedSheet(Sheet):
    """A sheet whose blocks come with more blank cells."""

    def __init__(self, reader: Reader, wear: Wear) -> None:
        _ = reader.sheet.frame  # all that is told of the sheet is known from here on
        vars(self).update(vars(reader.sheet))
        self._bare = reader.sheet
        self._dresser = _Dresser(reader)
        self._wear = wear
        self._worn = sorted(wear)

    def blocks(self, *, indexed: bool = False) -> Iterator[RowBlock]:
        """Rows in blocks, each dressed; those below all that stand in a block of their own."""
        del indexed
        above = 0
        for block in self._bare.blocks(indexed=True):
            yield self._dressed(block, self._between(above, block.last))
            above = block.last
        below = self._between(above, LAST_ROW)
        for first in range(0, len(below), _ROWS_BELOW):
            rows = below[first : first + _ROWS_BELOW]
            yield self._dressed(RowBlock(self.where, b"", above), rows)
            above = rows[-1]

    def _between(self, above: int, last: int) -> list[int]:
        return self._worn[bisect_right(self._worn, above) : bisect_right(self._worn, last)]

    def _dressed(self, block: RowBlock, rows: list[int]) -> RowBlock:
        if not rows:
            return block
        edits = list(self._dresser.edits(block, {row: self._wear[row] for row in rows}))
        return RowBlock(block.where, spliced(block.data, edits), block.above)


class _Dresser:
    """Puts blank cells into the rows of one sheet."""

    def __init__(self, reader: Reader) -> None:
        self._scanner = reader.scanner
        self._row_name = reader.sheet.prefix + b"row"

    def edits(self, block: RowBlock, wear: Wear) -> Iterator[Edit]:
        """Yield the edits of a block's bytes, in order."""
        rows = block.rows
        standing = [row.number for row in rows]
        for number in sorted(wear):
            place = bisect_left(standing, number)
            if place < len(rows) and standing[place] == number:
                yield self._within(block, rows[place], wear[number])
            else:
                start = len(block.data) if place == len(rows) else rows[place].start
                content = self._content(RowCells(), number, wear[number])
                yield start, start, self._row(b'<%b r="%d"' % (self._row_name, number), content)

    def _within(self, block: RowBlock, row: Row, styles: dict[int, bytes]) -> Edit:
        content = self._content(self._scanner.cells(block, row), row.number, styles)
        if row.outer < row.end:
            return row.inner, row.outer, content
        tag = block.data[row.start : row.inner - 2].rstrip()
        return row.start, row.end, self._row(tag, content)

    def _content(self, cells: RowCells, number: int, styles: dict[int, bytes]) -> bytes:
        columns, pieces = list(cells.columns), list(cells.pieces)
        for column, style in sorted(styles.items()):
            place = bisect_left(columns, column)
            if place < len(columns) and columns[place] == column:
                continue
            columns.insert(place, column)
            pieces.insert(place, b' r="%b%d"%b/>' % (letters(column).encode(), number, style))
        return self._scanner.joined(RowCells(cells.head, columns, pieces, cells.tail))

    def _row(self, tag: bytes, content: bytes) -> bytes:
        return b"%b>%b</%b>" % (tag, content, self._row_name)
