"""Cells as they go back into a sheet: those that stand there, changed, and new ones."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkp_xl.book.address import letters
from mkp_xl.book.grid import Action
from mkp_xl.hosts.xlsx.defaults import DefaultStyles
from mkp_xl.hosts.xlsx.encode import EMPTY, Encoder, in_1904
from mkp_xl.hosts.xlsx.formats import GENERAL
from mkp_xl.hosts.xlsx.scan import style_number
from mkp_xl.hosts.xlsx.values import NUMBER_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.hosts.xlsx.column_plan import ColumnPlan, Orders
    from mkp_xl.hosts.xlsx.read import Reader
    from mkp_xl.hosts.xlsx.scan import Block, RowCells
    from mkp_xl.hosts.xlsx.sheet import Row
    from mkp_xl.hosts.xlsx.style_out import Look

_UNSTYLED = (b"", b' s="0"')
_CELL_METADATA = re.compile(rb' cm="[^"]*"')
"""Says that a formula is a dynamic array: another formula is none."""


@dataclass(slots=True)
class FormulaNews:
    """Cells, by row and column, that a run gave a formula or took it from."""

    lost: list[tuple[int, int]] = field(default_factory=list)
    gained: list[tuple[int, int]] = field(default_factory=list)


class CellWriter:
    """Writes the cells of one sheet, a block's column at a time."""

    def __init__(self, reader: Reader) -> None:
        self.news = FormulaNews()
        self._sheet = reader.sheet
        self._scanner = reader.scanner
        self._book = reader.book
        self._encoder = Encoder(reader.sheet.prefix)
        self._defaults = DefaultStyles(reader.sheet)

    def carry(self, cells: RowCells, column: int, formula: bytes) -> None:
        """Let a cell carry its shared group's text, and change nothing else in it."""
        place = cells.columns.index(column)
        old = self._scanner.parts(cells.pieces[place]).formula
        cells.pieces[place] = cells.pieces[place].replace(old, formula, 1)

    def rewrite(self, block: Block, place: int, orders: Orders, look: Look | None) -> None:
        """Change cells that stand in a block's column."""
        pieces = [block.cells[index].pieces[place] for index in orders.places]
        parts = self._scanner.parts_of_all(pieces)
        is_plain = parts is not None
        if parts is None:
            parts = [self._scanner.parts(piece) for piece in pieces]
        formulas = _formulas(parts, orders)
        styles = [look.attribute if look and p[1] in _UNSTYLED else p[1] for p in parts]
        values = self._dated(orders.values, parts, look)
        if is_plain:
            endings = self._encoder.endings(values, formulas)
        else:
            endings = self._endings_of_any(pieces, parts, values, formulas)
        rows = block.cells
        heads = [p[0] if p[3] == f else _CELL_METADATA.sub(b"", p[0])
                 for p, f in zip(parts, formulas, strict=True)]  # fmt: skip
        new = [h + style + end for h, style, end in zip(heads, styles, endings, strict=True)]
        framed = [p[1] == s and p[3] == f for p, s, f in zip(parts, styles, formulas, strict=True)]
        cells = zip(orders.places, pieces, new, parts, framed, values, strict=True)
        for index, piece, cell, part, same_frame, value in cells:
            if cell != piece and not (same_frame and self._says(part, value)):
                rows[index].pieces[place] = cell
        self._note(block, block.columns[place], orders, [p[3] for p in parts], formulas)

    def insert(self, block: Block, place: int, part: ColumnPlan, orders: Orders) -> None:
        """Put new cells into a block's rows; a blank without a look needs none."""
        column, look = part.column, part.look
        styles = [look.attribute if look else b""] * len(orders.places)
        if look is None or part.continues:
            rows = (block.rows[index] for index in orders.places)
            styles = [self._default_style(row, column, look) for row in rows]
        parts = [(b"", style) for style in styles]
        values = self._dated(orders.values, parts, look)
        endings = self._encoder.endings(values, orders.formulas)
        name = letters(column).encode()
        for index, style, ending in zip(orders.places, styles, endings, strict=True):
            if ending != EMPTY or look:
                cell = b' r="%b%d"%b%b' % (name, block.rows[index].number, style, ending)
                block.cells[index].pieces.insert(place, cell)
        self._note(block, column, orders, [b""] * len(styles), orders.formulas)

    def _endings_of_any(
        self,
        pieces: list[bytes],
        parts: Sequence[tuple[bytes, ...]],
        values: Sequence[object],
        formulas: Sequence[bytes],
    ) -> list[bytes]:
        """Return endings of cells in any spelling, with other elements and the space behind."""
        cells = zip(pieces, parts, values, formulas, strict=True)
        return [
            self._encoder.ending(value, formula, b"".join(part[6:])) + piece[len(piece.rstrip()) :]
            for piece, part, value, formula in cells
        ]

    def _says(self, part: tuple[bytes, ...], value: object) -> bool:
        """Whether a cell holds the value already, only in another spelling."""
        kind, raw = part[2], part[4]
        try:
            if value is None or value != value:  # noqa: PLR0124  NaN is written as a blank
                return kind in NUMBER_KINDS and not raw and not part[5]
            if type(value) is float:
                return kind in NUMBER_KINDS and bool(raw) and float(raw) == value
            return kind == b"s" and type(value) is str and self._book.strings[int(raw)] == value
        except ValueError:
            return False

    def _dated(
        self, values: Sequence[object], parts: Sequence[tuple[bytes, ...]], look: Look | None
    ) -> Sequence[object]:
        """Values as the book counts days."""
        if not self._book.is_1904:
            return values
        return [
            in_1904(value) if self._shows_date(part[1], look) else value
            for value, part in zip(values, parts, strict=True)
        ]

    def _shows_date(self, style: bytes, look: Look | None) -> bool:
        """Whether a cell shows a date: by its field where that is ours, else by its own format."""
        return look.shows_date if look else self._book.styles.is_date(style_number(style))

    def _default_style(self, row: Row, column: int, look: Look | None) -> bytes:
        """Return the style of the row or column, else ours; a plain one cannot show a date."""
        said = self._defaults.style(self._sheet.data[row.start : row.inner], column)
        if look is None or look.is_general:
            return said or (look.attribute if look else b"")
        is_general = not said or self._book.styles.code(style_number(said)) == GENERAL
        return look.attribute if is_general else said

    def _note(
        self,
        block: Block,
        column: int,
        orders: Orders,
        before: Sequence[bytes],
        after: Sequence[bytes],
    ) -> None:
        if before == after:
            return
        for index, old, new in zip(orders.places, before, after, strict=True):
            if bool(old) != bool(new):
                cells = self.news.gained if new else self.news.lost
                cells.append((block.rows[index].number, column))


def _formulas(parts: Sequence[tuple[bytes, ...]], orders: Orders) -> list[bytes]:
    """Formulas as they will stand in the cells."""
    if not any(orders.formulas) and set(orders.actions) == {Action.KEEP}:
        return [part[3] for part in parts]
    orders_of = zip(parts, orders.actions, orders.formulas, strict=True)
    return [part[3] if action == Action.KEEP else new for part, action, new in orders_of]
