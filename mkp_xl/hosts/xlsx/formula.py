"""The `f` element of a cell: what it says, and how one is written."""

from __future__ import annotations

import re

from mkp_xl.book.address import Place, a1
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.text import packed, texts_of_all

LONGEST_FORMULA = 8192
_ATTRIBUTE = re.compile(rb"\s([\w:.]+)\s*=\s*[\"']([^\"']*)[\"']")


def formula_attributes(formula: bytes) -> dict[bytes, bytes]:
    """Return the attributes of an `f` element, by name."""
    return dict(_ATTRIBUTE.findall(formula[: formula.index(b">")]))


def formula_text(formula: bytes) -> str:
    """Return the text of an `f` element, empty where it has none; ValueError if it is malformed.

    >>> formula_text(b'<f ca="1">A1&amp;"x"</f>'), formula_text(b'<f t="shared" si="0"/>')
    ('A1&"x"', '')
    """
    return formula_texts([formula])[0]


def formula_texts(formulas: list[bytes]) -> list[str]:
    """Return the texts of many `f` elements."""
    starts = [formula.index(b">") + 1 for formula in formulas]
    ends = [formula.rindex(b"<") for formula in formulas]
    pieces = zip(formulas, starts, ends, strict=True)
    return texts_of_all([formula[start:end] for formula, start, end in pieces])


def formula_element(text: str, prefix: bytes, attributes: bytes, place: Place) -> bytes:
    """Return an `f` element with a text; HostError if no spreadsheet could hold it."""
    if len(text) > LONGEST_FORMULA:
        said = {"sheet": place.sheet, "cell": a1(place.row, place.column)}
        raise HostError("formula_too_long", **said, length=len(text), limit=LONGEST_FORMULA)
    return b"<%bf%b>%b</%bf>" % (prefix, attributes, packed(text).encode(), prefix)
