"""Patterns of whole cells, as the programs of this world spell them, for many cells in one go."""

from __future__ import annotations

import re

PLAIN = rb'( r="[A-Z]{1,3}[0-9]{1,7}")( s="[0-9]{1,9}")?(?: t="([a-zA-Z]+)")?'
"""Attributes as Excel writes them: address, style, type."""
REGULAR = rb'((?: [\w:.-]+="[^"<>\x00]*")*)'
"""Any attributes in any order, one space before each; `split_attributes` sorts them."""
REFERENCE = re.compile(rb'(?: [\w:.-]+="[^"<>]*")*? r="([A-Z]{1,3})([0-9]{1,7})"')
"""Column and row that the attributes of a cell state."""

_ATTRIBUTE = re.compile(rb'( ([\w:.-]+)="([^"]*)")')
_STYLE = re.compile(rb"[0-9]{1,9}")
_BORDER = b"\x00"
"""Between cells that are read in one go: no XML may hold it."""


class CellPattern:
    """One spelling of cells, from behind the `<c` to the end of the cell."""

    def __init__(self, prefix: bytes, attributes: bytes) -> None:
        p = re.escape(prefix)
        formula = rb"(<%bf(?: [^<>\x00]*)?(?:/>|>[^<\x00]*</%bf>))?" % (p, p)
        space = rb'(?: xml:space="preserve")?'
        value = rb"(?:<%bv%b>([^<\x00]*)</%bv>|<%bv ?/>)" % (p, space, p, p)
        inline = rb"<%bis><%bt%b>([^<\x00]*)</%bt></%bis>" % (p, p, space, p, p)
        content = rb"%b(?:%b|%b)?</%bc>" % (formula, value, inline, p)
        cell = rb"%b ?(?:/>|>%b)" % (attributes, content)
        self._one = re.compile(cell)
        self._many = re.compile(rb"\x00%b(?=\x00)" % cell)

    def fits(self, piece: bytes) -> bool:
        """Whether a cell is spelt this way, from its first byte to its last."""
        return self._one.fullmatch(piece) is not None

    def read(self, pieces: list[bytes]) -> list[tuple[bytes, ...]] | None:
        """Return the groups of many cells; None unless every one is spelt this way."""
        text = _BORDER.join([b"", *pieces, b""])
        found: list[tuple[bytes, ...]] = self._many.findall(text)
        return found if len(found) == len(pieces) else None


def split_attributes(said: bytes) -> tuple[bytes, bytes, bytes]:
    """Return a cell's attributes but `s`, `t` and `vm`, its style attribute and its type.

    >>> split_attributes(b' t="s" s="5" r="A1" vm="1"')
    (b' r="A1"', b' s="5"', b's')
    """
    style = kind = others = b""
    for raw, name, value in _ATTRIBUTE.findall(said):
        if name == b"s":
            style = raw if _STYLE.fullmatch(value) else b""
        elif name == b"t":
            kind = value
        elif name != b"vm":
            others += raw
    return others, style, kind
