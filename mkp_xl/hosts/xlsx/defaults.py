"""The style a new cell takes from its row or its column, as a spreadsheet would give it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.markup import Node, parse, whole_number

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.sheet import Sheet

_STYLE = re.compile(rb"\ss\s*=\s*[\"']([0-9]+)[\"']")
_CUSTOM = re.compile(rb"\scustomFormat\s*=\s*[\"'](?:1|true)[\"']")


class DefaultStyles:
    """Style indexes that the rows and columns of one sheet give to their cells."""

    def __init__(self, sheet: Sheet) -> None:
        self._spans = [_span(node) for node in column_nodes(parse(sheet.frame, sheet.part))]

    def style(self, row_tag: bytes, column: int) -> bytes:
        """Style attribute of a new cell: the row's, else the column's, else empty."""
        said = _STYLE.search(row_tag) if _CUSTOM.search(row_tag) else None
        if said:
            return b' s="%b"' % said[1]
        return next((s for first, last, s in self._spans if first <= column <= last), b"")


def column_nodes(frame: Node) -> list[Node]:
    """Return the `col` elements of a sheet's frame that say which columns they are about."""
    holder = frame.child("cols")
    nodes = holder.every("col") if holder else iter(())
    return [node for node in nodes if all(_number(node, name) for name in ("min", "max"))]


def _span(node: Node) -> tuple[int, int, bytes]:
    number = whole_number(node.attributes.get("style"))
    style = b"" if number is None else b' s="%d"' % number
    return _number(node, "min"), _number(node, "max"), style


def _number(node: Node, name: str) -> int:
    return whole_number(node.attributes.get(name)) or 0
