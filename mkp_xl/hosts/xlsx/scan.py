"""Cells of a row: cut apart, then each understood as the few things a cell says.

Spellings that programs use are read by patterns that must cover every byte; any other spelling is
read by an XML parser.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from mkp_xl.book.address import number
from mkp_xl.hosts.xlsx.address import LAST_COLUMN, cell_place
from mkp_xl.hosts.xlsx.cell_pattern import (
    PLAIN,
    REFERENCE,
    REGULAR,
    CellPattern,
    split_attributes,
)
from mkp_xl.hosts.xlsx.markup import Node, attribute_spans, fragment, whole_number
from mkp_xl.hosts.xlsx.strings import rich_text
from mkp_xl.hosts.xlsx.text import escape, packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkp_xl.hosts.xlsx.rows import Row, RowBlock, Where

ROWS_AT_ONCE = 4096
_LAYOUTS_TRIED = 24
"""So many arrangements of columns are kept at hand for each number of cells."""
_SET_BY_US = (b"s", b"t", b"vm")


class CellParts(NamedTuple):
    """What one cell says, as raw bytes; empty where it says nothing."""

    attributes: bytes
    """As written, without `s`, `t` and `vm`."""
    style: bytes
    """The attribute ` s="5"`."""
    kind: bytes
    """The value of `t`."""
    formula: bytes
    """The whole `f` element."""
    value: bytes
    """Characters of `v`, still escaped."""
    inline: bytes
    """Characters of an inline string, still escaped."""
    rest: bytes = b""
    """Other elements of the cell, as written."""

    @property
    def style_number(self) -> int:
        """Index of the cell's style, 0 where it states none."""
        return style_number(self.style)


@dataclass(slots=True)
class RowCells:
    """A row's content cut at its cells: `opener.join([head, *pieces]) + tail`."""

    head: bytes = b""
    columns: list[int] = field(default_factory=list)
    """One and the same list for all plain rows with cells in these columns."""
    pieces: list[bytes] = field(default_factory=list)
    """Each cell as written, without the `<c` it begins with, up to the next cell."""
    tail: bytes = b""


@dataclass(slots=True)
class Band:
    """Rows one below the other that have cells in the same columns."""

    rows: list[Row]
    cells: list[RowCells]

    @property
    def columns(self) -> list[int]:
        """Columns of the cells, in order."""
        return self.cells[0].columns

    def pieces(self, place: int) -> list[bytes]:
        """Cells of one column, as written; the column by its place among `columns`."""
        return [cells.pieces[place] for cells in self.cells]


class Scanner:
    """Cuts the rows of one sheet."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self.opener = b"<" + where.prefix + b"c"
        self._layouts: dict[tuple[bytes, ...], list[int]] = {(): []}
        self._known: dict[int, list[tuple[bytes, ...]]] = {}
        self._plain = CellPattern(where.prefix, PLAIN)
        self._regular = CellPattern(where.prefix, REGULAR)

    def bands(self, block: RowBlock, rows: Iterable[Row]) -> Iterator[list[Band]]:
        """Rows of a block some thousands at a time, those of equal columns together.

        A blank cell has no element, so neighbours in a list seldom have equal columns.
        """
        left = iter(rows)
        while some := list(islice(left, ROWS_AT_ONCE)):
            found: dict[int, Band] = {}
            for row in some:
                cells = self.cells(block, row)
                band = found.setdefault(id(cells.columns), Band([], []))
                band.rows.append(row)
                band.cells.append(cells)
            yield list(found.values())

    def cells(self, block: RowBlock, row: Row) -> RowCells:
        """Cells of a row, in order."""
        content = block.data[row.inner : row.outer]
        head, *pieces = content.split(self.opener)
        columns = self._layout(pieces, b'%d"' % row.number)
        ends_well = not pieces or self._is_cell(pieces[-1])
        if len(columns) == len(pieces) and not head and ends_well:
            return RowCells(head, columns, pieces)
        return self._any_spelling(block, row)

    def joined(self, cells: RowCells) -> bytes:
        """Content of a row, put together again."""
        return self.opener.join([cells.head, *cells.pieces]) + cells.tail

    def parts(self, piece: bytes) -> CellParts:
        """Return what a cell says, from its piece of the row."""
        found = self.parts_of_all([piece])
        return CellParts(*found[0]) if found else self._parts_of_any(piece)

    def parts_of_all(self, pieces: list[bytes]) -> list[tuple[bytes, ...]] | None:
        """Return the first six parts of many cells; None if some need a look by a parser."""
        found = self._plain.read(pieces)
        if found is None:
            found = self._regular.read(pieces)
            found = found and [(*split_attributes(said), *rest) for said, *rest in found]
        return found

    def _is_cell(self, piece: bytes) -> bool:
        return self._plain.fits(piece) or self._regular.fits(piece)

    def _layout(self, pieces: list[bytes], row: bytes) -> list[int]:
        """Column numbers of a row's cells; none if one does not state it or is out of order.

        Most rows have cells in the columns of a row before: those of as many cells are tried
        first, the last one found before the others.
        """
        alike = self._known.setdefault(len(pieces), [])
        for place, starts in enumerate(alike):
            if all(map(bytes.startswith, pieces, [start + row for start in starts])):
                if place:
                    alike.insert(0, alike.pop(place))
                return self._layouts[starts]
        said = [REFERENCE.match(piece) for piece in pieces]
        names = [found[1] for found in said if found and found[2] + b'"' == row]
        if len(names) != len(pieces):
            return []
        starts = tuple([b' r="' + name for name in names])
        if starts not in self._layouts:
            self._layouts[starts] = _column_numbers(names)
        if len(alike) < _LAYOUTS_TRIED:
            alike.insert(0, starts)
        return self._layouts[starts]

    def _any_spelling(self, block: RowBlock, row: Row) -> RowCells:
        raw = block.data[row.start : row.end]
        root = fragment(raw, self.where.part)
        if root.inner != row.inner - row.start:  # an attribute holds a ">"
            raise self.where.unusual(row.start)
        name = self.opener[1:].decode()
        cells = [node for node in root.children if node.name == name]
        others = [node for node in root.children if node.name != name]
        self._refuse_other_prefix(others, ("c",))
        if any(self._holds_cells(node) for node in others):
            raise self.where.unusual(row.start)
        if root.text.strip():
            raise self.where.damaged(f"row {row.number}")  # characters between its cells
        if not cells:
            return RowCells(head=raw[root.inner : root.outer])
        ends = [node.start for node in cells[1:]] + [cells[-1].end]
        skip = len(self.opener)
        pieces = [raw[n.start + skip : end] for n, end in zip(cells, ends, strict=True)]
        head, tail = raw[root.inner : cells[0].start], raw[cells[-1].end : root.outer]
        return RowCells(head, self._numbers(cells, row.number), pieces, tail)

    def _holds_cells(self, node: Node) -> bool:
        """Whether cells stand inside another element, as in a choice between contents."""
        name = self.opener[1:].decode()
        return any(child.name == name or self._holds_cells(child) for child in node.children)

    def _refuse_other_prefix(self, nodes: Iterable[Node], names: tuple[str, ...]) -> None:
        """Raise HostError where what matters is spelt with another prefix than the sheet's."""
        for node in nodes:
            if node.name.rpartition(":")[2] in names:
                raise self.where.damaged(f"element {node.name}")

    def _numbers(self, cells: list[Node], row: int) -> list[int]:
        columns: list[int] = []
        previous = 0
        for node in cells:
            said = node.attributes.get("r")
            place = (row, previous + 1) if said is None else cell_place(said)
            if place is None or place[0] != row or not previous < place[1] <= LAST_COLUMN:
                raise self.where.damaged(f"cell {said} in row {row}")
            previous = place[1]
            columns.append(previous)
        return columns

    def _parts_of_any(self, piece: bytes) -> CellParts:
        raw = self.opener + piece.rstrip()
        node = fragment(raw, self.where.part)
        inside = {child.name: child for child in node.children}
        prefix = self.where.prefix.decode()
        f, v, inline = (inside.pop(prefix + name, None) for name in ("f", "v", "is"))
        self._refuse_other_prefix(inside.values(), ("f", "v", "is"))
        said = node.attributes
        style = whole_number(said.get("s"))
        return CellParts(
            attributes=_other_attributes(raw[: node.inner]),
            style=b"" if style is None else b' s="%d"' % style,
            kind=said.get("t", "").encode(),
            formula=raw[f.start : f.end] if f else b"",
            value=escape(v.text).encode() if v else b"",
            inline=packed(rich_text(inline)).encode() if inline else b"",
            rest=b"".join(raw[child.start : child.end] for child in inside.values()),
        )


def style_number(style: bytes) -> int:
    """Return the index that an attribute ` s="5"` states, 0 for none."""
    return int(style[4:-1]) if style else 0


def _column_numbers(names: list[bytes]) -> list[int]:
    numbers = [number(name.decode()) for name in names]
    ordered = all(one < other for one, other in pairwise(numbers))
    return numbers if ordered and (not numbers or numbers[-1] <= LAST_COLUMN) else []


def _other_attributes(tag: bytes) -> bytes:
    spans = attribute_spans(tag)
    return b"".join(tag[a:b] for name, (a, b) in spans.items() if name not in _SET_BY_US)
