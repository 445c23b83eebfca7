"""Ranges that cover just the rows of what grows, and so grow with it: formats, checks, names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.book.address import absolute
from mkp_xl.hosts.xlsx.address import Box, meets, range_text, rectangle
from mkp_xl.hosts.xlsx.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mkp_xl.hosts.xlsx.growth import Growth
    from mkp_xl.hosts.xlsx.markup import Node
    from mkp_xl.hosts.xlsx.splice import XmlPart

_LATER = "{http://schemas.microsoft.com/office/excel/2006/main}"
_FORMATS, _CHECKS = "conditionalFormatting", "dataValidation"
_AREA = (
    r"(?P<sheet{0}>'(?:[^']|'')+'|[^'!,:;()\s\[\]]+)!"
    r"(?P<box{0}>\$[A-Z]{{1,3}}\$[0-9]{{1,7}}:\$[A-Z]{{1,3}}\$[0-9]{{1,7}})"
)
_AREAS = re.compile(rf"{_AREA.format(1)}(?:,{_AREA.format(2)})*")
_ONE_AREA = re.compile(_AREA.format(""))
_VIEW = ".wvu."
"""In names of a person's own view of a shared book: the view says the same once more."""


def grow_ranges(part: XmlPart, growths: Sequence[Growth]) -> None:
    """Let conditional formats, checks and the filter of a sheet's frame take new rows in."""
    if not any(growth.rows for growth in growths):
        return
    own_filter = part.root.child("autoFilter")
    box = rectangle(own_filter.attributes.get("ref", "")) if own_filter else None
    grown = box and _grown(box, growths)
    if own_filter and grown:
        part.set_attribute(own_filter, "ref", range_text(grown))
    holders = list(_holders(part.root))
    checks = [(box, h) for h in holders if h.name == _CHECKS for box in _boxes(h)]
    for holder in holders:
        taken = (box for box, other in checks if other is not holder)
        _grow_holder(part, holder, growths, taken if holder.name == _CHECKS else iter(()))


def grow_names(part: XmlPart, growths: Sequence[Growth], edited: set[str]) -> None:
    """Let defined names take new rows in, but for those (in one case) that the run sets itself."""
    holder = part.root.child("definedNames")
    if holder is None or not any(growth.rows for growth in growths):
        return
    for node in holder.every("definedName"):
        name = node.attributes.get("name", "").casefold()
        if name in edited or _VIEW in name or not _AREAS.fullmatch(node.text):
            continue
        text = _ONE_AREA.sub(lambda found: _area(found, growths), node.text)
        if text != node.text:
            _set_text(part, node, text)


def _area(found: re.Match[str], growths: Sequence[Growth]) -> str:
    title = found["sheet"]
    if title.startswith("'"):
        title = title[1:-1].replace("''", "'")
    own = [growth for growth in growths if growth.sheet.casefold() == title.casefold()]
    box = rectangle(found["box"])
    grown = box and _grown(box, own)
    if not grown:
        return found[0]
    top, left, bottom, right = grown
    said = absolute("", top, left, bottom, right).rpartition("!")[2]
    return f"{found['sheet']}!{said}"


def _grown(box: Box, growths: Sequence[Growth]) -> Box | None:
    return next((grown for growth in growths if (grown := growth.grown(box))), None)


def _holders(root: Node) -> Iterator[Node]:
    """Yield the elements of a sheet that say which cells they format or check."""
    yield from root.every(_FORMATS)
    checks = root.child("dataValidations")
    yield from checks.every(_CHECKS) if checks else ()
    later = root.child("extLst")
    inside = [later] if later else []
    while inside:
        node = inside.pop(0)
        if node.name in (_FORMATS, _CHECKS) and _later_ranges(node):
            yield node
        else:
            inside += node.children


def _later_ranges(node: Node) -> Node | None:
    """Return the element that holds the ranges of a format or check of a later Excel."""
    found = (n for n in node.children if n.name == "sqref" and f"{{{n.space}}}" == _LATER)
    return next(found, None)


def _said(holder: Node) -> str:
    later = _later_ranges(holder)
    return later.text if later else holder.attributes.get("sqref", "")


def _boxes(holder: Node) -> list[Box]:
    return [box for text in _said(holder).split() if (box := rectangle(text))]


def _grow_holder(
    part: XmlPart, holder: Node, growths: Sequence[Growth], taken: Iterable[Box]
) -> None:
    texts = _said(holder).split()
    if not any(box and _grown(box, growths) for box in map(rectangle, texts)):
        return
    others = list(taken)
    grown = [_grown_text(text, growths, others) for text in texts]
    if grown == texts:
        return
    later = _later_ranges(holder)
    if later:
        _set_text(part, later, " ".join(grown))
    else:
        part.set_attribute(holder, "sqref", " ".join(grown))


def _grown_text(text: str, growths: Sequence[Growth], taken: list[Box]) -> str:
    """Return a range as it will be; two checks must not meet in one cell."""
    box = rectangle(text)
    grown = _grown(box, growths) if box else None
    if box is None or grown is None:
        return text
    added = (box[2] + 1, grown[1], grown[2], grown[3])
    return text if any(meets(added, other) for other in taken) else range_text(grown)


def _set_text(part: XmlPart, node: Node, text: str) -> None:
    head = part.data[node.start : node.inner].decode()
    tail = part.data[node.outer : node.end].decode()
    part.replace(node, head + escape(text) + tail)
