"""What a rectangle holds, made of what the port inside LibreOffice read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkp_xl.book.grid import ErrorValue, Raw
from mkp_xl.hosts.live.block import Block
from mkp_xl.hosts.live.box import Box

if TYPE_CHECKING:
    from mkp_xl.hosts.calc.texts import Texts

Read = dict[str, Any]
"""The port's answer to `read`: rows, errors, logical boxes, formulas."""


def block(box: Box, read: Read, texts: Texts) -> Block:
    """Return the contents of a rectangle by column and row."""
    places = range(box.left, box.right + 1)
    columns = zip(*read["rows"], strict=True)
    values: dict[int, list[Raw]] = {
        c: list(cells) for c, cells in zip(places, columns, strict=True)
    }
    formulas: dict[int, dict[int, str]] = {column: {} for column in places}
    for top, left, _bottom, _right, rows in read["formulas"]:
        for row, line in enumerate(rows, top):
            for column, text in enumerate(line, left):
                formulas[column][row] = texts.filed(text, row)
    for row, column, code in read["errors"]:
        values[column][row - box.top] = ErrorValue(code)
    for corners in read["logical"]:
        _make_logical(values, Box(*corners), box.top)
    return Block(top=box.top, height=box.height, values=values, formulas=formulas, raw=values)


def _make_logical(values: dict[int, list[Raw]], part: Box, top: int) -> None:
    for column in range(part.left, part.right + 1):
        cells = values[column]
        for index in range(part.top - top, part.bottom - top + 1):
            if isinstance(cells[index], float):
                cells[index] = bool(cells[index])
