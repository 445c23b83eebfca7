"""Columns of a sheet as values, number formats and formulas."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mkp_xl.book.address import a1
from mkp_xl.book.grid import Cells, FormulaAt, Raw
from mkp_xl.hosts.xlsx.formats import GENERAL
from mkp_xl.hosts.xlsx.formula import formula_attributes, formula_texts
from mkp_xl.hosts.xlsx.scan import Block, Scanner, style_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mkp_xl.hosts.xlsx.sheet import Row, Sheet
    from mkp_xl.hosts.xlsx.values import BookValues


@dataclass(slots=True)
class _Column:
    """One column while it is being filled."""

    values: list[Raw]
    formats: list[str]
    formulas: dict[int, FormulaAt] = field(default_factory=dict)


class _Said(NamedTuple):
    """What some cells of a column say."""

    values: list[Raw]
    styles: list[bytes]
    formulas: dict[int, bytes]
    """By row; only cells that hold one."""


class Reader:
    """Reads one sheet; what it has learnt of the sheet serves the writing too."""

    def __init__(self, sheet: Sheet, book: BookValues) -> None:
        self.sheet = sheet
        self.book = book
        self.scanner = Scanner(sheet)

    def columns(
        self,
        first_row: int,
        last_row: int | None,
        wanted: Iterable[int] | None,
        step: Callable[[float], None],
    ) -> dict[int, Cells]:
        """Columns by number, from `first_row` down to the last used row or `last_row`."""
        last = self.last_used_row()
        last = last if last_row is None else min(last, last_row)
        length = max(0, last - first_row + 1)
        numbers = None if wanted is None else set(wanted)
        filled = {number: _blank(length) for number in numbers or ()}
        rows = [row for row in self.sheet.rows if first_row <= row.number <= last]
        for block in self.scanner.blocks(rows):
            step((block.rows[0].number - first_row) / length)
            for place, column in enumerate(block.columns):
                if numbers is None and column not in filled:
                    filled[column] = _blank(length)
                if column in filled:
                    self._fill(filled[column], block, place, first_row)
        step(1.0)
        return {number: _cells(first_row, filled[number]) for number in sorted(filled)}

    def last_used_row(self) -> int:
        """Last row with a value or a formula; 0 where there is none."""
        data, prefix = self.sheet.data, self.sheet.prefix
        marks = [b"<" + prefix + name for name in (b"v", b"f", b"is")]
        for row in reversed(self.sheet.rows):
            if any(data.find(mark, row.inner, row.outer) >= 0 for mark in marks):
                return row.number
        return 0

    def occupied(self, row: int) -> set[int]:
        """Columns that hold something anywhere, or merged cells at a row or below."""
        prefix = self.sheet.prefix
        marks = tuple(b"<" + prefix + name for name in (b"v", b"f", b"is"))
        found = self.sheet.merged_columns(row)
        for block in self.scanner.blocks(self.sheet.rows):
            for place, column in enumerate(block.columns):
                if column not in found:
                    cells = b"".join(block.pieces(place))
                    if any(mark in cells for mark in marks):
                        found.add(column)
        return found

    def formula_places(self) -> Iterator[tuple[int, int]]:
        """Row and column of every cell that holds a formula."""
        mark = b"<" + self.sheet.prefix + b"f"
        for row in self.sheet.rows:
            cells = self.scanner.cells(row)
            for column, piece in zip(cells.columns, cells.pieces, strict=True):
                if mark in piece and self.scanner.parts(piece).formula:
                    yield row.number, column

    @cached_property
    def bases(self) -> dict[bytes, FormulaAt]:
        """Base of each shared formula group: its text and the cell that carries it."""
        sheet = self.sheet
        name = re.escape(b"<" + sheet.prefix + b"f")
        carrier = re.compile(name + rb"\s[^<>]*shared[^<>]*(?<!/)>[^<]")
        starts = [row.start for row in sheet.rows]
        places = (found.start() for found in carrier.finditer(sheet.data, sheet.first, sheet.last))
        bases: dict[bytes, FormulaAt] = {}
        for number in sorted({bisect_right(starts, place) - 1 for place in places}):
            for group, base in self._bases_in(sheet.rows[number]):
                if base.text:
                    bases.setdefault(group, base)
        return bases

    def _bases_in(self, row: Row) -> Iterator[tuple[bytes, FormulaAt]]:
        cells = self.scanner.cells(row)
        for column, piece in zip(cells.columns, cells.pieces, strict=True):
            formula = self.scanner.parts(piece).formula if b"shared" in piece else b""
            said = formula_attributes(formula) if formula else {}
            if said.get(b"t") == b"shared":
                text = self._texts({row.number: formula}, column)[0]
                yield said.get(b"si", b""), FormulaAt(text, row.number, column)

    def _fill(self, column: _Column, block: Block, place: int, first_row: int) -> None:
        rows = [row.number for row in block.rows]
        pieces, number = block.pieces(place), block.columns[place]
        values, styles, formulas = self._alike(pieces, rows) or self._any(pieces, rows, number)
        column.formulas |= self._formulas(formulas, number)
        codes = {style: self.book.styles.code(style_number(style)) for style in set(styles)}
        shown = [codes[style] for style in styles]
        for row, value, code in zip(rows, values, shown, strict=True):
            column.values[row - first_row] = value
            column.formats[row - first_row] = code

    def _alike(self, pieces: list[bytes], rows: list[int]) -> _Said | None:
        """Read cells of one style, type and formula; None where they are not."""
        cells = self.scanner.alike(pieces)
        try:
            values = self.book.alike(cells) if cells else None
        except ValueError:
            values = None
        if cells is None or values is None:
            return None
        formulas = dict.fromkeys(rows, cells.formula) if cells.formula else {}
        return _Said(values, [cells.style] * len(rows), formulas)

    def _any(self, pieces: list[bytes], rows: list[int], column: int) -> _Said:
        parts = self.scanner.parts_of_all(pieces)
        if parts is None:
            parts = [self.scanner.parts(piece) for piece in pieces]
        formulas = {row: part[3] for row, part in zip(rows, parts, strict=True) if part[3]}
        return _Said(self._values(parts, rows, column), [part[1] for part in parts], formulas)

    def _values(self, parts: list[tuple[bytes, ...]], rows: list[int], column: int) -> list[Raw]:
        try:
            values = self.book.column(parts)
        except ValueError:
            values = None
        if values is None:
            values = [self._value(part, row, column) for part, row in zip(parts, rows, strict=True)]
        return values

    def _value(self, part: tuple[bytes, ...], row: int, column: int) -> Raw:
        _, style, kind, formula, value, inline, *_ = part
        number = style_number(style)
        try:
            return self.book.value(number, kind, value or inline, formula=bool(formula))
        except ValueError as problem:
            raise self.sheet.damaged(f"{a1(row, column)}: {problem}") from problem

    def _formulas(self, formulas: dict[int, bytes], column: int) -> dict[int, FormulaAt]:
        """Formulas of one column, by row."""
        bases = {f: base for f in set(formulas.values()) if (base := self._base(f))}
        found = {row: bases[f] for row, f in formulas.items() if f in bases}
        own = {row: formula for row, formula in formulas.items() if row not in found}
        texts = zip(own, self._texts(own, column), strict=True)
        return found | {row: FormulaAt(text, row, column) for row, text in texts}

    def _texts(self, formulas: dict[int, bytes], column: int) -> list[str]:
        try:
            return formula_texts(list(formulas.values()))
        except ValueError as problem:
            where = a1(min(formulas), column)
            raise self.sheet.damaged(f"formula in {where} or below: {problem}") from problem

    def _base(self, formula: bytes) -> FormulaAt | None:
        """Return the base of the shared group a formula belongs to, None if it stands alone."""
        if b"shared" not in formula:
            return None
        said = formula_attributes(formula)
        return self.bases.get(said.get(b"si", b"")) if said.get(b"t") == b"shared" else None


def _blank(length: int) -> _Column:
    return _Column([None] * length, [GENERAL] * length)


def _cells(first_row: int, column: _Column) -> Cells:
    return Cells(
        first_row=first_row,
        values=column.values,
        formats=column.formats,
        formulas=column.formulas,
    )
