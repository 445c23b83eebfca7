"""The calculation chain: entries leave with formulas that go and come with those that come."""

from __future__ import annotations

import re

from mkp_xl.book.address import a1
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.markup import attribute_spans, quoted

_ROOT = re.compile(rb"<((?:[\w.-]+:)?)calcChain[^<>]*>")
_ENTRY = re.compile(rb"<(?:[\w.-]+:)?c(?:\s[^<>]*)?/>|<(?:[\w.-]+:)?c\s[^<>]*>\s*</[^<>]*>")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([^\"']*)[\"']")
_SHEET = re.compile(rb"\si\s*=\s*[\"']([^\"']*)[\"']")

Entries = dict[bytes, set[bytes]]
"""Cell addresses by sheet id."""


def changed(
    chain: bytes, part: str, gone: Entries, come: list[tuple[str, list[tuple[int, int]]]]
) -> bytes:
    """Return the chain after formulas went from some cells and came to others, by sheet id."""
    if b"<!DOCTYPE" in chain:
        raise HostError("doctype", part=part)
    if any(gone.values()):
        chain = without(chain, gone)
    root = _ROOT.search(chain)
    end = chain.rfind(b"</")
    if root is None or end < root.end():
        return chain
    entries = b"".join(_entries(sheet, cells, root[1]) for sheet, cells in come)
    return chain[:end] + entries + chain[end:]


def without(chain: bytes, gone: Entries) -> bytes:
    """Return the chain without some cells; what inherited its sheet from one of them states it."""
    pieces: list[bytes] = []
    done, stated, meant = 0, b"", b""
    for found in _ENTRY.finditer(chain):
        said = _SHEET.search(found[0])
        meant = said[1] if said else meant
        reference = _REFERENCE.search(found[0])
        if reference and reference[1] in gone.get(meant, ()):
            pieces.append(chain[done : found.start()])
            done = found.end()
            continue
        if not said and stated != meant:
            pieces += (chain[done : found.start()], _with_sheet(found[0], meant))
            done = found.end()
        stated = meant
    return b"".join([*pieces, chain[done:]])


def without_sheets(chain: bytes, sheets: set[bytes]) -> bytes:
    """Return the chain without any cell of some sheets, by their ids."""
    meant, gone = b"", {sheet: set[bytes]() for sheet in sheets}
    for found in _ENTRY.finditer(chain):
        said, reference = _SHEET.search(found[0]), _REFERENCE.search(found[0])
        meant = said[1] if said else meant
        if meant in gone and reference:
            gone[meant].add(reference[1])
    return without(chain, gone)


def is_empty(chain: bytes) -> bool:
    """Whether no entry is left, which a spreadsheet takes for damage."""
    return _ENTRY.search(chain) is None


def _entries(sheet: str, cells: list[tuple[int, int]], prefix: bytes) -> bytes:
    said = quoted(sheet).encode()
    places = (a1(*cell).encode() for cell in cells)
    return b"".join(b'<%bc r="%b" i=%b/>' % (prefix, place, said) for place in places)


def _with_sheet(entry: bytes, sheet: bytes) -> bytes:
    place = attribute_spans(entry)[b"r"][1]
    return entry[:place] + b' i="%b"' % sheet + entry[place:]
