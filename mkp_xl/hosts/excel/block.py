"""What a rectangle holds, made of the values and the formula texts that Excel tells apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkp_xl.hosts.excel.delivered import is_exact, seen
from mkp_xl.hosts.live.block import Block
from mkp_xl.hosts.live.formula_text import as_filed

if TYPE_CHECKING:
    from mkp_xl.hosts.live.box import Box

Grid = list[list[Any]]


def block(box: Box, values: Grid, formulas: Grid | None, *, stored: bool = False) -> Block:
    """Return a rectangle's contents from the raw values and formula texts.

    `stored` asks for numbers as the cells store them, which formula texts say in full: a date
    counts from the book's own day zero then, money has all its places.
    """
    block = Block(top=box.top, height=box.height, values={}, formulas={}, raw={})
    for place in range(box.width):
        raw = [row[place] for row in values]
        column = box.left + place
        block.raw[column] = raw
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
