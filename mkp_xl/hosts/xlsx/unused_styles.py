"""Cell styles that came with ours and that no cell takes any more, cut off the end of the part.

What other styles are called by, their numbers, never moves: a style between used ones stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.markup import whole_number
from mkp_xl.hosts.xlsx.parts import same_part
from mkp_xl.hosts.xlsx.styles import section

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkp_xl.hosts.xlsx.book import Book
    from mkp_xl.hosts.xlsx.markup import Node
    from mkp_xl.hosts.xlsx.splice import XmlPart

_SAID = re.compile(rb"""\s(\w+)\s*=\s*["']\s*\+?0*(\d{1,7})\s*["']""")
_LONGEST = 64
"""Bytes of an attribute that may lie across two pieces of a part."""
_LISTS = ("cellXfs", "fonts", "fills", "borders", "dxfs", "numFmts")
_MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".emf", ".wmf", ".bin")
_KEPT_BY = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}


@dataclass(slots=True)
class InUse:
    """The highest numbers that parts of a book call styles by, and all formats of numbers."""

    last: dict[str, int] = field(default_factory=dict)
    """By list of the styles part."""
    least: dict[str, int] = field(default_factory=dict)
    """So many of each list stay, called for or not."""
    number_formats: set[int] = field(default_factory=set)

    def see(self, data: bytes) -> None:
        """Take note of what bytes of a part call for; rather one too many than one too few."""
        for name, said in set(_SAID.findall(data)):
            number = int(said)
            if name.lower().endswith(b"dxfid"):
                self._needs("dxfs", number)
            elif name == b"numFmtId":
                self.number_formats.add(number)
            elif name in (b"s", b"style"):
                self._needs("cellXfs", number)

    def needs(self, formats: list[Node]) -> None:
        """Take note of what cell formats that stay call for."""
        for node in formats:
            for name, kept in _KEPT_BY.items():
                self._needs(kept, whole_number(node.attributes.get(name)) or 0)
            self.number_formats.add(whole_number(node.attributes.get("numFmtId")) or 0)

    def _needs(self, name: str, number: int) -> None:
        self.last[name] = max(number, self.last.get(name, 0))


def lengths(root: Node | None) -> str:
    """Return how long the lists of the styles part are, as the mark in a book says it."""
    return ",".join(str(len(section(root, name))) for name in _LISTS)


def in_use(book: Book, noted: str) -> InUse | None:
    """Return which styles the parts of a book call for; its strings call for none.

    None where nothing says what was there before, or some part is written in other signs than
    these are looked for in.
    """
    least = [whole_number(text) for text in noted.split(",")]
    if len(least) != len(_LISTS) or None in least:
        return None
    related = (book.workbook.related(kind) for kind in ("sharedStrings", "styles"))
    apart = [known.target for known in related if known]
    found = InUse(least={name: count or 0 for name, count in zip(_LISTS, least, strict=True)})
    for member in book.package.members:
        name = member.filename
        is_media = name.casefold().endswith(_MEDIA)
        if is_media or any(same_part(name, other) for other in apart):
            continue
        if not _sees(found, book.package.pieces(name)):
            return None
    return found


def _sees(found: InUse, pieces: Iterable[bytes]) -> bool:
    rest = b""
    for piece in pieces:
        if b"\0" in piece:
            return False
        data = rest + piece
        found.see(data)
        rest = data[-_LONGEST:]
    return True


def cut_unused(part: XmlPart, used: InUse) -> None:
    """Cut off the ends of the lists that nothing calls for."""
    for name in ("tableStyles", "extLst"):
        holder = part.root.child(name)
        if holder:
            used.see(part.raw(holder))
    used.needs(section(part.root, "cellStyleXfs"))
    used.needs(_cut(part, "cellXfs", used))
    for name in ("fonts", "fills", "borders", "dxfs"):
        _cut(part, name, used)
    _cut_number_formats(part, used)


def _cut(part: XmlPart, name: str, used: InUse) -> list[Node]:
    """Cut one list behind the last that is called for; return what is left of it."""
    nodes = section(part.root, name)
    left = max(used.last.get(name, -1) + 1, used.least[name])
    _shorten(part, name, nodes, nodes[left:])
    return nodes[:left]


def _cut_number_formats(part: XmlPart, used: InUse) -> None:
    nodes = section(part.root, "numFmts")
    gone: list[Node] = []
    for node in reversed(nodes[used.least["numFmts"] :]):
        if whole_number(node.attributes.get("numFmtId")) in used.number_formats:
            break
        gone.append(node)
    _shorten(part, "numFmts", nodes, gone)


def _shorten(part: XmlPart, name: str, nodes: list[Node], gone: list[Node]) -> None:
    holder = part.root.child(name)
    if holder is None or not gone:
        return
    if len(gone) == len(nodes):
        part.replace(holder, "")
        return
    for node in gone:
        part.replace(node, "")
    part.set_attribute(holder, "count", str(len(nodes) - len(gone)))
