"""Columns of a sheet as values, number formats and formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.address import a1
from mkp_xl.book.formulas import FormulaAt
from mkp_xl.hosts.xlsx.address import LAST_ROW
from mkp_xl.hosts.xlsx.filling import Filling
from mkp_xl.hosts.xlsx.groups import GroupFinder, GroupFormulas, Groups
from mkp_xl.hosts.xlsx.scan import Scanner
from mkp_xl.hosts.xlsx.taking import Taken, Taker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mkp_xl.book.cells import Raw
    from mkp_xl.book.grid import Cells
    from mkp_xl.hosts.xlsx.rows import RowBlock
    from mkp_xl.hosts.xlsx.scan import Band
    from mkp_xl.hosts.xlsx.sheet import Sheet
    from mkp_xl.hosts.xlsx.values import BookValues

_NOWHERE = np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class Survey:
    """What one look over all rows of a sheet tells of its cells."""

    last_used: int = 0
    """Last row with a value or a formula; 0 where there is none."""
    columns: set[int] = field(default_factory=set)
    """Columns that hold a value or a formula anywhere."""


class Reader:
    """Reads one sheet; what it has learnt of the sheet serves the writing too."""

    def __init__(self, sheet: Sheet, book: BookValues) -> None:
        self.sheet = sheet
        self.book = book
        self.scanner = Scanner(sheet.where)
        self._taker = Taker(book, self.scanner)
        self._finder = GroupFinder(self.scanner)
        self._survey: Survey | None = None
        self._groups: Groups | None = None

    @property
    def survey(self) -> Survey:
        """What all rows tell."""
        if self._survey is None:
            survey = Survey()
            for block in self.sheet.blocks(indexed=True):
                self._look_over(block, survey)
            self._survey = survey
        return self._survey

    @property
    def groups(self) -> Groups:
        """What the formulas of all rows tell."""
        if self._groups is None:
            groups = Groups()
            # What is kept has its index made later, while its blocks are worked on.
            for block in self.sheet.blocks(indexed=not self.sheet.is_kept):
                self._finder.look(block, groups)
            self._groups = groups
        return self._groups

    def columns(
        self,
        first_row: int,
        last_row: int | None,
        wanted: Iterable[int] | None,
        step: Callable[[float], None],
    ) -> dict[int, Cells]:
        """Columns by number, from `first_row` down to the last used row or `last_row`."""
        numbers = () if wanted is None else wanted
        filled = {number: Filling(first_row, self.book) for number in numbers}
        survey, groups, done = Survey(), Groups(), 0
        whole = True
        rows = range(first_row, LAST_ROW + 1 if last_row is None else last_row + 1)
        step(0.0)
        for block in self.sheet.blocks(indexed=True):
            self._look_over(block, survey)
            self._finder.look(block, groups)
            done += len(block.data)
            if block.last >= first_row and (last_row is None or block.above < last_row):
                expected = min(rows.stop, block.last * self.sheet.size // done + 1) - first_row
                self._fill(block, filled, rows, expected, every=wanted is None)
            if last_row is not None and block.last >= last_row and survey.last_used >= last_row:
                whole = False
                break
            step(done / self.sheet.size)
        if whole:
            self._survey, self._groups = survey, groups
        last = survey.last_used if last_row is None else min(survey.last_used, last_row)
        size = max(0, last - first_row + 1)
        step(1.0)
        if wanted is None:
            filled = {n: filling for n, filling in filled.items() if filling.reaches(last)}
        formulas = GroupFormulas(self.sheet.where, groups.bases if whole else _Late(groups, self))
        return {
            number: filled.pop(number).cells(size, formulas.of(number)) for number in sorted(filled)
        }

    def occupied(self, row: int) -> set[int]:
        """Columns that hold something anywhere, or merged cells at a row or below."""
        return self.survey.columns | self.sheet.merged_columns(row)

    def formula_places(self) -> Iterator[tuple[int, int]]:
        """Row and column of every cell that holds a formula."""
        mark = b"<" + self.sheet.prefix + b"f"
        for block in self.sheet.blocks(indexed=True):
            for row in block.rows:
                cells = self.scanner.cells(block, row)
                for column, piece in zip(cells.columns, cells.pieces, strict=True):
                    if mark in piece and self.scanner.parts(piece).formula:
                        yield row.number, column

    @property
    def bases(self) -> dict[bytes, FormulaAt]:
        """Base of each shared formula group: its text and the cell that carries it."""
        return self.groups.bases

    def _look_over(self, block: RowBlock, survey: Survey) -> None:
        """Add what a block tells."""
        index = block.index
        if index is not None:
            used = np.flatnonzero(index.used)
            if len(used):
                survey.last_used = int(index.rows.numbers[index.cells.row[used[-1]]])
                survey.columns.update(np.unique(index.cells.column[used]).tolist())
        else:
            self._look_closer(block, survey)

    def _look_closer(self, block: RowBlock, survey: Survey) -> None:
        marks = tuple(b"<" + self.sheet.prefix + name for name in (b"v", b"f", b"is"))
        for band in self._bands(block):
            for place, column in enumerate(band.columns):
                pieces = zip(band.rows, band.pieces(place), strict=True)
                used = [row.number for row, piece in pieces if any(m in piece for m in marks)]
                if used:
                    survey.columns.add(column)
                    survey.last_used = max(survey.last_used, used[-1])

    def _fill(
        self,
        block: RowBlock,
        filled: dict[int, Filling],
        rows: range,
        expected: int,
        *,
        every: bool,
    ) -> None:
        index = block.index
        if index is not None:
            for number in np.unique(index.cells.column).tolist() if every else ():
                filled.setdefault(number, Filling(rows.start, self.book))
            for number, filling in filled.items():
                filling.add(self._taker.column(block, index, number, rows), expected)
            return
        for band in self._bands(block):
            for place, number in enumerate(band.columns):
                if every:
                    filled.setdefault(number, Filling(rows.start, self.book))
                if number in filled:
                    filled[number].add(self._taken(band, place), expected)

    def _bands(self, block: RowBlock) -> Iterator[Band]:
        for bands in self.scanner.bands(block, block.rows):
            yield from bands

    def _taken(self, band: Band, place: int) -> Taken:
        """Read cells of any spelling."""
        pieces, column = band.pieces(place), band.columns[place]
        rows = [row.number for row in band.rows]
        parts = self.scanner.parts_of_all(pieces)
        if parts is None:
            parts = [self.scanner.parts(piece) for piece in pieces]
        values = [self._value(part, row, column) for part, row in zip(parts, rows, strict=True)]
        numbers = [value if type(value) is float else np.nan for value in values]
        others: dict[int, Raw] = {at: value for at, value in enumerate(values)
                  if value is not None and type(value) is not float}  # fmt: skip
        styles = [int(part[1][4:-1]) if part[1] else 0 for part in parts]
        return Taken(
            rows=np.array(rows, dtype=np.int64),
            numbers=np.array(numbers, dtype=np.float64),
            styles=np.array(styles, dtype=np.int64).astype(np.int32),
            strings=None,
            texts=[],
            texts_at=_NOWHERE,
            others=others,
            formulas=[part[3] for part in parts if part[3]],
            formulas_at=[at for at, part in enumerate(parts) if part[3]],
        )

    def _value(self, part: tuple[bytes, ...], row: int, column: int) -> Raw:
        _, style, kind, formula, value, inline, *_ = part
        number = int(style[4:-1]) if style else 0
        try:
            return self.book.value(number, kind, value or inline, formula=bool(formula))
        except ValueError as problem:
            raise self.sheet.where.damaged(f"{a1(row, column)}: {problem}") from problem


class _Late(dict[bytes, FormulaAt]):
    """Bases that were met so far; those that stand below are looked for when one is missing."""

    def __init__(self, met: Groups, reader: Reader) -> None:
        super().__init__(met.bases)
        self._reader = reader

    def __missing__(self, group: bytes) -> FormulaAt:
        return self._reader.bases[group]
