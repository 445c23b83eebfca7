"""The style a new cell takes from its row or its column, as a spreadsheet would give it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.markup import Node, parse

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
    """The `col` elements of a sheet's frame."""
    holder = frame.child("cols")
    return list(holder.every("col")) if holder else []


def _span(node: Node) -> tuple[int, int, bytes]:
    said = node.attributes
    style = b' s="%b"' % said["style"].encode() if "style" in said else b""
    return int(said.get("min", "0")), int(said.get("max", "0")), style
