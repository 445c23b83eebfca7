"""Formulas as a sheet groups them: shared ones and their bases, arrays that fill several cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkp_xl.book.address import a1
from mkp_xl.book.formulas import FormulaAt
from mkp_xl.hosts.xlsx.formula import formula_attributes, formula_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mkp_xl.hosts.xlsx.rows import Row, RowBlock, Where
    from mkp_xl.hosts.xlsx.scan import Scanner

_ARRAYS = (b"array", b"dataTable")


@dataclass(slots=True)
class Groups:
    """What one look over all rows of a sheet tells of its formulas."""

    count: int = 0
    arrays: list[bytes] = field(default_factory=list)
    """Tags of formulas that fill more than their own cell: arrays and data tables."""
    shares: bool = False
    """Whether any formula stands in a shared group."""
    bases: dict[bytes, FormulaAt] = field(default_factory=dict)
    """Base of each shared formula group: its text and the cell that carries it."""


class GroupFinder:
    """Looks over the blocks of one sheet."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._name = scanner.where.prefix + b"f"
        opening = re.escape(b"<" + self._name)
        self._array = re.compile(opening + rb"\s[^<>]*?[\"'](?:array|dataTable)[\"'][^<>]*")
        self._carrier = re.compile(opening + rb"\s[^<>]*shared[^<>]*(?<!/)>[^<]")

    def look(self, block: RowBlock, groups: Groups) -> None:
        """Add what a block tells."""
        count = block.data.count(b"<" + self._name)
        groups.count += count
        if not count:
            return
        if any(word in block.data for word in _ARRAYS):
            groups.arrays += self._array.findall(block.data)
        shares = b"shared" in block.data
        groups.shares |= shares
        if shares and b"</" + self._name in block.data:
            for group, base in self._bases_in(block):
                groups.bases.setdefault(group, base)

    def _bases_in(self, block: RowBlock) -> Iterator[tuple[bytes, FormulaAt]]:
        """Yield the shared formulas that are carried in a block."""
        places = [found.start() for found in self._carrier.finditer(block.data)]
        if not places:
            return
        starts = [row.start for row in block.rows]
        for number in sorted({bisect_right(starts, place) - 1 for place in places}):
            yield from self._bases_of(block, block.rows[number])

    def _bases_of(self, block: RowBlock, row: Row) -> Iterator[tuple[bytes, FormulaAt]]:
        cells = self._scanner.cells(block, row)
        for column, piece in zip(cells.columns, cells.pieces, strict=True):
            formula = self._scanner.parts(piece).formula if b"shared" in piece else b""
            said = formula_attributes(formula) if formula else {}
            if said.get(b"t") == b"shared":
                base = own_formula(block.where, formula, row.number, column)
                if base.text:
                    yield said.get(b"si", b""), base


class GroupFormulas:
    """Understands `f` elements, those of shared groups by the base of the group."""

    def __init__(self, where: Where, bases: Mapping[bytes, FormulaAt]) -> None:
        self._where = where
        self._bases = bases
        self._known: dict[bytes, FormulaAt | None] = {}

    def of(self, column: int) -> Callable[[bytes, int], FormulaAt]:
        """Return what understands the elements of a column by row."""

        def understand(element: bytes, row: int) -> FormulaAt:
            return self._base(element) or own_formula(self._where, element, row, column)

        return understand

    def _base(self, element: bytes) -> FormulaAt | None:
        """Return the base of the shared group a formula belongs to, None if it stands alone."""
        if b"shared" not in element:
            return None
        if element not in self._known:
            said = formula_attributes(element)
            is_shared = said.get(b"t") == b"shared"
            self._known[element] = self._of_group(said.get(b"si", b"")) if is_shared else None
        return self._known[element]

    def _of_group(self, group: bytes) -> FormulaAt | None:
        try:
            return self._bases[group]
        except KeyError:
            return None


def own_formula(where: Where, element: bytes, row: int, column: int) -> FormulaAt:
    """Return the formula that an `f` element says itself; HostError if it is malformed."""
    try:
        return FormulaAt(formula_text(element), row, column)
    except ValueError as problem:
        raise where.damaged(f"formula in {a1(row, column)}: {problem}") from problem
