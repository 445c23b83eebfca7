"""Cells of one sheet as rectangles: the only place that reads and writes them through xlwings.

Every call is one range, made patiently; big ranges go in blocks of rows.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from mkp_xl.book.grid import ErrorValue
from mkp_xl.hosts.excel import native
from mkp_xl.hosts.excel.delivered import ERROR_TEXTS, typed
from mkp_xl.hosts.excel.patience import patiently
from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.formula_text import as_shown
from mkp_xl.hosts.live.open_book import TEXT
from mkp_xl.hosts.live.values import Formula, reads_otherwise

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from mkp_xl.book.grid import Raw
    from mkp_xl.hosts.excel.block import Grid
    from mkp_xl.hosts.live.open_book import Step
    from mkp_xl.hosts.live.values import Content

_READ_AT_ONCE = 500_000
_WRITE_AT_ONCE = 100_000
_SPRAWLING = 3_000_000
"""A used range beyond this is formats, not data: its last filled cell is looked for."""


class Cells:
    """The cells of a sheet of an open book."""

    def __init__(self, sheet: xw.Sheet) -> None:
        self._sheet = sheet

    def range(self, box: Box) -> xw.Range:
        """Return the range of a rectangle."""
        return self._sheet.range(box.address)

    def used(self) -> Box:
        """Return the rectangle the spreadsheet has in use; one cell where it has none."""
        return patiently(self._used)

    def values(self, box: Box, step: Step = lambda _share: None) -> Grid:
        """Return what the cells hold as the engine delivers it, row by row."""
        found: Grid = []
        for block in box.blocks(_READ_AT_ONCE):
            found += patiently(partial(self._values, block))
            step((block.bottom - box.top + 1) / box.height)
        return found

    def formulas(self, box: Box) -> Grid:
        """Return the formula texts, `=` and all; a constant cell says its constant."""
        found: Grid = []
        for block in box.blocks(_READ_AT_ONCE):
            found += patiently(partial(self._formulas, block))
        return found

    def has_formulas(self, box: Box) -> bool:
        """Tell whether a rectangle may hold formulas."""
        return patiently(lambda: native.has_formulas(self.range(box)))

    def number_format(self, box: Box) -> str | None:
        """Return the number format of a rectangle; None where it is mixed."""
        return patiently(lambda: self.range(box).number_format)

    def put(self, row: int, column: int, contents: Sequence[Content]) -> None:
        """Write downwards from a cell: all formulas, or all values."""
        whole = Box(row, column, row + len(contents) - 1, column)
        for box in whole.blocks(_WRITE_AT_ONCE):
            part = contents[box.top - row : box.bottom - row + 1]
            patiently(partial(self._put, box, part))

    def _used(self) -> Box:
        used = self._sheet.used_range
        (rows, columns), top, left = used.shape, used.row, used.column
        if rows * columns > _SPRAWLING:
            rows = max(1, _last(used, "rows", top - 1) - top + 1)
            columns = max(1, _last(used, "columns", left - 1) - left + 1)
        return Box(top, left, top + rows - 1, left + columns - 1)

    def _formulas(self, box: Box) -> Grid:
        return _grid(self.range(box).formula, box)

    def _values(self, box: Box) -> Grid:
        cells = self.range(box)
        found = _grid(cells.raw_value, box)
        if any(_is_keyword(value) for row in found for value in row):
            named = _grid(cells.options(err_to_str=True).raw_value, box)
            return [[_named_error(v, name) for v, name in zip(row, names, strict=True)]
                    for row, names in zip(found, named, strict=True)]  # fmt: skip
        return found

    def _put(self, box: Box, contents: Sequence[Content]) -> None:
        cells = self.range(box)
        if isinstance(contents[0], Formula):
            texts = [
                f"={as_shown(content.text)}" for content in contents if isinstance(content, Formula)
            ]
            cells.formula = texts[0] if len(texts) == 1 else [[text] for text in texts]
        elif len(contents) > 1 and all(content is None for content in contents):
            cells.clear_contents()  # one cell may be part of a merged one, which cannot be cleared
        else:
            self._put_values(box, [c for c in contents if not isinstance(c, Formula)])

    def _put_values(self, box: Box, values: Sequence[Raw]) -> None:
        """Write values; a text that would be read as something else says that it is a text.

        A cell of text format takes a text as it is, the apostrophe and all.
        """
        cells = self.range(box)
        if any(isinstance(value, str) and reads_otherwise(value) for value in values):
            code = cells.number_format
            if code is None and box.height > 1:
                middle = box.height // 2
                self._put_values(Box(box.top, box.left, box.top + middle - 1, box.right),
                                 values[:middle])  # fmt: skip
                self._put_values(Box(box.top + middle, box.left, box.bottom, box.right),
                                 values[middle:])  # fmt: skip
                return
            shown = [typed(value, is_text=code == TEXT) for value in values]
        else:
            shown = [typed(value) for value in values]
        cells.raw_value = shown[0] if len(shown) == 1 else [[value] for value in shown]


def _last(used: xw.Range, order: str, otherwise: int) -> int:
    """Return the last row or column that holds something."""
    found: Any = used.find("*", direction="backward", order=order)
    if found is None:
        return otherwise
    return int(found.row if order == "rows" else found.column)


def _grid(read: object, box: Box) -> Grid:
    """Return what was read as rows of cells: engines flatten a row and bare a single cell."""
    if not isinstance(read, list | tuple):
        return [[read]]
    if read and not isinstance(read[0], list | tuple):
        return [list(read)] if box.height == 1 else [[value] for value in read]
    return [list(row) for row in read]


def _is_keyword(value: object) -> bool:
    """Tell appscript's `missing value`, which stands for an error."""
    return type(value).__name__ == "Keyword"


def _named_error(value: object, name: object) -> object:
    if not _is_keyword(value):
        return value
    return ErrorValue(str(name)) if name in ERROR_TEXTS else None
