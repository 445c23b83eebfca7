"""The `f` element of a cell: what it says, and how one is written."""

from __future__ import annotations

import re

from mkp_xl.book.address import a1
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.text import element_text, packed, unpacked

LONGEST_FORMULA = 8192
_BARE = b"<f>"
_ATTRIBUTE = re.compile(rb"\s([\w:.]+)\s*=\s*[\"']([^\"']*)[\"']")


def formula_attributes(formula: bytes) -> dict[bytes, bytes]:
    """Return the attributes of an `f` element, by name."""
    return dict(_ATTRIBUTE.findall(formula[: formula.index(b">")]))


def formula_text(formula: bytes) -> str:
    """Return the text of an `f` element, empty where it has none; ValueError if it is malformed.

    >>> formula_text(b'<f ca="1">A1&amp;"x"</f>'), formula_text(b'<f t="shared" si="0"/>')
    ('A1&"x"', '')
    """
    if formula.startswith(_BARE) and b"&" not in formula and b"_x" not in formula:
        return formula[len(_BARE) : formula.rindex(b"<")].decode()
    start = formula.index(b">") + 1
    raw = formula[start : formula.rindex(b"<")] if start < len(formula) else b""
    return unpacked(element_text(raw))


def formula_element(text: str, prefix: bytes, attributes: bytes, place: tuple[int, int]) -> bytes:
    """Return an `f` element with a text; HostError if no spreadsheet could hold it."""
    if len(text) > LONGEST_FORMULA:
        cell = a1(*place)
        raise HostError("formula_too_long", cell=cell, length=len(text), limit=LONGEST_FORMULA)
    return b"<%bf%b>%b</%bf>" % (prefix, attributes, packed(text).encode(), prefix)
