"""What a rectangle of a sheet holds: contents by column and row, from values and formula texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkp_xl.hosts.excel.formula_text import as_filed
from mkp_xl.hosts.excel.values import Content, Formula, is_exact, seen

if TYPE_CHECKING:
    from mkp_xl.book.grid import Raw
    from mkp_xl.hosts.excel.pane import Box, Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Columns of a sheet as they stand, all of the same rows."""

    top: int
    height: int
    values: dict[int, list[Raw]]
    formulas: dict[int, dict[int, str]]
    """By column and row, without the leading `=`; every column has its dict."""

    def content(self, row: int, column: int) -> Content:
        """Return what a cell holds; None outside the block."""
        text = self.formulas.get(column, {}).get(row)
        if text is not None:
            return Formula(text)
        return self.value(row, column)

    def value(self, row: int, column: int) -> Raw:
        """Return what a cell shows; None outside the block."""
        values = self.values.get(column)
        return values[row - self.top] if values and 0 <= row - self.top < self.height else None


def block(box: Box, values: Grid, formulas: Grid | None, *, stored: bool = False) -> Block:
    """Return a rectangle's contents from the raw values and formula texts.

    `stored` asks for numbers as the cells store them, which formula texts say in full: a date
    counts from the book's own day zero then, money has all its places.
    """
    block = Block(top=box.top, height=box.height, values={}, formulas={})
    for place in range(box.width):
        raw = [row[place] for row in values]
        column = box.left + place
        own: dict[int, str] = {}
        if formulas is not None:
            texts = [row[place] for row in formulas]
            own = {
                box.top + index: as_filed(text[1:])
                for index, (text, value) in enumerate(zip(texts, raw, strict=True))
                if is_formula(text, value)
            }
            if stored:
                pairs = zip(raw, texts, strict=True)
                raw = [value if is_exact(value) else _number(text, value) for value, text in pairs]
        block.formulas[column] = own
        rows = enumerate(raw, box.top)
        block.values[column] = [None if v == "" and r not in own else seen(v) for r, v in rows]
    return block


def is_formula(text: object, value: object) -> bool:
    """Tell a formula from a text that only begins with `=`: such a text is its own value."""
    return isinstance(text, str) and text[:1] == "=" and len(text) > 1 and text != value


def _number(text: object, value: object) -> object:
    try:
        return float(str(text))
    except ValueError:
        return value
