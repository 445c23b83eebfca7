"""Cells as they go back into a sheet, one by one: those that stand there, changed, and new ones."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.address import letters
from mkp_xl.book.grid import Action
from mkp_xl.book.values import Values
from mkp_xl.hosts.xlsx.defaults import DefaultStyles
from mkp_xl.hosts.xlsx.encode import EMPTY, Encoder, refuse_long_texts
from mkp_xl.hosts.xlsx.formats import GENERAL
from mkp_xl.hosts.xlsx.scan import style_number
from mkp_xl.hosts.xlsx.values import DAYS_TO_1904, NUMBER_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mkp_xl.hosts.xlsx.column_plan import ColumnPlan, Orders
    from mkp_xl.hosts.xlsx.letters import Places
    from mkp_xl.hosts.xlsx.read import Reader
    from mkp_xl.hosts.xlsx.scan import RowCells
    from mkp_xl.hosts.xlsx.style_out import Look

UNSTYLED = (b"", b' s="0"')
_CELL_METADATA = re.compile(rb' cm="[^"]*"')
"""Says that a formula is a dynamic array: another formula is none."""
_ADDRESS = re.compile(rb"\sr\s*=")


@dataclass(slots=True)
class FormulaNews:
    """Cells, by row and column, that a run gave a formula or took it from."""

    lost: list[tuple[int, int]] = field(default_factory=list)
    gained: list[tuple[int, int]] = field(default_factory=list)

    def note(
        self, rows: Places, column: int, before: Sequence[bytes], after: Sequence[bytes]
    ) -> None:
        """Note the cells of a column whose formulas came or went."""
        if before == after:
            return
        for row, old, new in zip(rows.tolist(), before, after, strict=True):
            if bool(old) != bool(new):
                (self.gained if new else self.lost).append((row, column))


class CellWriter:
    """Writes cells of one sheet, many of one column at a time."""

    def __init__(self, reader: Reader) -> None:
        self.news = FormulaNews()
        self.made_any = False
        """Whether a cell was made that did not stand there."""
        self._encoder = Encoder(reader.sheet.prefix)
        self._scanner = reader.scanner
        self._book = reader.book
        self._defaults = DefaultStyles(reader.sheet)

    def carry(self, cells: RowCells, column: int, formula: bytes) -> None:
        """Let a cell carry its shared group's text, and change nothing else in it."""
        if column not in cells.columns:
            raise self._scanner.where.damaged(f"shared formula in column {letters(column)}")
        place = cells.columns.index(column)
        old = self._scanner.parts(cells.pieces[place]).formula
        cells.pieces[place] = cells.pieces[place].replace(old, formula, 1)

    def rewritten(
        self, pieces: list[bytes], rows: Places, orders: Orders, part: ColumnPlan
    ) -> list[bytes]:
        """Return cells that stand in a column as they are to be; what stays is the same object."""
        look = part.look
        parts = self._scanner.parts_of_all(pieces)
        is_plain = parts is not None
        if parts is None:
            parts = [self._scanner.parts(piece) for piece in pieces]
        formulas = _formulas(parts, orders)
        styles = [look.attribute if look and p[1] in UNSTYLED else p[1] for p in parts]
        values = self.dated(orders.values, [style_number(p[1]) for p in parts], look)
        endings = self.endings(rows, part.column, values, formulas)
        if not is_plain:
            endings = [
                self._encoder.with_rest(ending, b"".join(part[6:])) + piece[len(piece.rstrip()) :]
                for piece, part, ending in zip(pieces, parts, endings, strict=True)
            ]
        name = letters(part.column).encode()
        heads = [p[0] if p[3] == f else _head(p[0], name, row, has_formula=bool(f))
                 for p, f, row in zip(parts, formulas, rows.tolist(), strict=True)]  # fmt: skip
        new = [h + style + end for h, style, end in zip(heads, styles, endings, strict=True)]
        framed = [p[1] == s and p[3] == f for p, s, f in zip(parts, styles, formulas, strict=True)]
        self.news.note(rows, part.column, [p[3] for p in parts], formulas)
        cells = zip(pieces, new, parts, framed, values, strict=True)
        return [
            piece if cell == piece or (same and self._says(part, value)) else cell
            for piece, cell, part, same, value in cells
        ]

    def made(
        self, rows: Places, row_tags: Sequence[bytes] | None, orders: Orders, part: ColumnPlan
    ) -> list[bytes]:
        """Return new cells, from behind their opener; "" where a blank needs none.

        `row_tags` are None where no row has a look of its own.
        """
        self.made_any = True
        column, look = part.column, part.look
        styles = [look.attribute if look else b""] * len(rows)
        if look is None or part.continues:
            tags = [b""] if row_tags is None else row_tags
            found = [self._default_style(tag, column, look) for tag in tags]
            styles = found * len(rows) if row_tags is None else found
        values = self.dated(orders.values, list(map(style_number, styles)), look)
        endings = self.endings(rows, column, values, orders.formulas)
        self.news.note(rows, column, [b""] * len(rows), orders.formulas)
        name = b' r="' + letters(column).encode()
        cells = zip(rows.tolist(), styles, endings, strict=True)
        return [
            b'%b%d"%b%b' % (name, row, style, ending) if ending != EMPTY or look else b""
            for row, style, ending in cells
        ]

    def endings(
        self, rows: Places, column: int, values: Values, formulas: Sequence[bytes]
    ) -> list[bytes]:
        """Return endings of cells of a column; HostError where a text is too long for a cell."""
        refuse_long_texts(self._scanner.where.title, column, rows, values)
        return self._encoder.endings(values, formulas)

    def dated(self, values: Values, styles: Iterable[int], look: Look | None) -> Values:
        """Values as the book counts days: by our field's look where it has one, else the cell's."""
        if not self._book.is_1904:
            return values
        if look:
            dates = np.full(len(values), look.shows_date)
        else:
            dates = np.array([self._book.styles.is_date(style) for style in styles], dtype=bool)
        return Values(values.numbers - DAYS_TO_1904 * dates, values.others)

    def _says(self, part: tuple[bytes, ...], value: object) -> bool:
        """Whether a cell holds the value already, only in another spelling."""
        kind, raw = part[2], part[4]
        try:
            if value is None:
                return kind in NUMBER_KINDS and not raw and not part[5]
            if type(value) is float:
                return kind in NUMBER_KINDS and bool(raw) and float(raw) == value
            return kind == b"s" and type(value) is str and self._book.strings[int(raw)] == value
        except ValueError:
            return False

    def _default_style(self, row_tag: bytes, column: int, look: Look | None) -> bytes:
        """Return the style of the row or column, else ours; a plain one cannot show a date."""
        said = self._defaults.style(row_tag, column)
        if look is None or look.is_general:
            return said or (look.attribute if look else b"")
        is_general = not said or self._book.styles.code(style_number(said)) == GENERAL
        return look.attribute if is_general else said


def _head(head: bytes, column: bytes, row: int, *, has_formula: bool) -> bytes:
    """Return what a cell begins with once its formula is another.

    A cell may stand without its address; with a formula, not every program finds it there.
    """
    head = _CELL_METADATA.sub(b"", head)
    is_bare = has_formula and not _ADDRESS.search(head)
    return b' r="%b%d"' % (column, row) + head if is_bare else head


def _formulas(parts: Sequence[tuple[bytes, ...]], orders: Orders) -> list[bytes]:
    """Formulas as they will stand in the cells."""
    if not any(orders.formulas) and (orders.actions == Action.KEEP).all():
        return [part[3] for part in parts]
    orders_of = zip(parts, orders.actions.tolist(), orders.formulas, strict=True)
    return [part[3] if action == Action.KEEP else new for part, action, new in orders_of]
