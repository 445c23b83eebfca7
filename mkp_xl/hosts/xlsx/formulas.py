"""Formula groups of a sheet: shared ones that lose their carrier, arrays that must stay whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from mkp_xl.book.address import Place, a1, number
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.address import Box, range_text, rectangle
from mkp_xl.hosts.xlsx.formula import LONGEST_FORMULA, formula_attributes, formula_element

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from mkp_xl.book.grid import FormulaAt
    from mkp_xl.hosts.xlsx.plan import Plan
    from mkp_xl.hosts.xlsx.read import Reader
    from mkp_xl.hosts.xlsx.rows import RowBlock
    from mkp_xl.hosts.xlsx.scan import Scanner
    from mkp_xl.hosts.xlsx.sheet import Sheet

Moved = dict[int, dict[int, bytes]]
"""By row and column: the `f` element of a cell that now carries its group's text."""


def settle_groups(reader: Reader, plan: Plan) -> Moved:
    """Give the plan's shared formulas numbers, and new carriers to groups that lose theirs."""
    sheet = reader.sheet
    moved: Moved = {}
    if not plan.replaces:
        return moved
    bases = reader.bases if reader.groups.shares else {}
    losing = {g: b for g, b in bases.items() if plan.replaces_formula(b.row, b.column)}
    groups: set[bytes] = set()
    if reader.groups.shares:
        groups, places = _Places(sheet, reader.scanner).of_groups(losing.keys())
    for group, base in losing.items():
        left = [place for place in places[group] if not plan.replaces_formula(*place)]
        if left:
            row, column = left[0]
            moved.setdefault(row, {})[column] = _carrier(sheet, group, base, left)
        else:
            groups.discard(group)
    following = max((int(group) for group in groups), default=-1) + 1
    for group_number, part in enumerate((p for p in plan.whole if p.is_group), following):
        part.share(group_number)
    return moved


def refuse_arrays(reader: Reader, plan: Plan) -> None:
    """Raise HostError if a cell of an array or a data table would get another content.

    An array of one cell goes whole with its cell.
    """
    if not plan.replaces:
        return
    for box in array_boxes(reader):
        cell = None if box[:2] == box[2:] else plan.replaced_in(box)
        if cell:
            raise HostError("array_formula", sheet=reader.sheet.title, cell=cell)


def array_boxes(reader: Reader) -> Iterator[Box]:
    """Yield the rectangles of a sheet's arrays and data tables; HostError if one states none."""
    for tag in reader.groups.arrays:
        reference = formula_attributes(tag + b">").get(b"ref", b"")
        box = rectangle(reference.decode("ascii", "replace"))
        if box is None:
            raise reader.sheet.where.damaged("array formula without ref")
        yield box


def moved_text(base: FormulaAt, row: int, column: int) -> str | None:
    """Return a formula as it stands in another cell; None if it cannot be taken apart."""
    from openpyxl.formula.tokenizer import TokenizerError  # noqa: PLC0415  seldom needed,
    from openpyxl.formula.translate import Translator, TranslatorError  # noqa: PLC0415  slow

    if len(base.text) > LONGEST_FORMULA:  # no program holds it; taking it apart takes for ever
        return None
    try:
        formula = Translator("=" + base.text, origin=a1(base.row, base.column))
        moved: str = formula.translate_formula(a1(row, column))
        return moved.removeprefix("=")
    except (TranslatorError, TokenizerError, ValueError, IndexError):
        return None


class _Places:
    """Finds the cells that use a shared formula."""

    def __init__(self, sheet: Sheet, scanner: Scanner) -> None:
        self._sheet = sheet
        self._scanner = scanner
        name = re.escape(scanner.opener)
        self._counted_row = 0
        self._ends: list[int] = []
        self._columns: list[int] = []
        self._reference = re.compile(name + rb"\s[^<>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")

    def of_groups(
        self, asked: AbstractSet[bytes]
    ) -> tuple[set[bytes], dict[bytes, list[tuple[int, int]]]]:
        """Return the groups of the sheet, and rows and columns of the cells of those asked for."""
        groups: set[bytes] = set()
        places: dict[bytes, list[tuple[int, int]]] = {group: [] for group in asked}
        for block, found in _users(self._sheet):
            groups.add(found[1])
            if found[1] in asked:
                places[found[1]].append(self._cell_around(block, found.start()))
        return groups, places

    def _cell_around(self, block: RowBlock, byte: int) -> tuple[int, int]:
        start = block.data.rfind(self._scanner.opener, 0, byte)
        said = self._reference.match(block.data, start, byte)
        return (int(said[2]), number(said[1].decode())) if said else self._counted(block, byte)

    def _counted(self, block: RowBlock, byte: int) -> tuple[int, int]:
        """Return the place of a cell that does not state it, counted from the row's start."""
        row = block.rows[bisect_right(block.rows, byte, key=lambda row: row.start) - 1]
        if row.number != self._counted_row:
            cells, skip = self._scanner.cells(block, row), len(self._scanner.opener)
            lengths = (skip + len(piece) for piece in cells.pieces)
            self._ends = list(accumulate(lengths, initial=row.inner + len(cells.head)))[1:]
            self._columns, self._counted_row = cells.columns, row.number
        place = bisect_right(self._ends, byte)
        if place == len(self._ends):
            raise self._sheet.where.damaged(f"shared formula in row {row.number}")
        return row.number, self._columns[place]


def _users(sheet: Sheet) -> Iterator[tuple[RowBlock, re.Match[bytes]]]:
    """Find the `f` elements of shared groups, each with its group's number."""
    name = re.escape(b"<" + sheet.prefix + b"f")
    user = re.compile(name + rb"\s[^<>]*\bsi\s*=\s*[\"']([0-9]{1,9})[\"']")
    for block in sheet.blocks(indexed=True):
        if b"shared" in block.data:
            for found in user.finditer(block.data):
                yield block, found


def _carrier(sheet: Sheet, group: bytes, base: FormulaAt, left: list[tuple[int, int]]) -> bytes:
    """Return the `f` element of the first cell left: the base's text, moved there."""
    rows, columns = [row for row, _ in left], [column for _, column in left]
    box = range_text((min(rows), min(columns), max(rows), max(columns))).encode()
    attributes = b' t="shared" ref="%b" si="%b"' % (box, group)
    text = moved_text(base, *left[0])
    if text is None:
        raise HostError("shared_formula", sheet=sheet.title, cell=a1(*left[0]))
    return formula_element(text, sheet.prefix, attributes, Place(sheet.title, *left[0]))
