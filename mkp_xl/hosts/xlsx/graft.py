"""A canvas set into a user's package: its looks, drawing and charts under names of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.parts import rels_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkp_xl.hosts.xlsx.canvas import Canvas
    from mkp_xl.hosts.xlsx.draft import Draft

_TYPES = {
    "drawing": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
}
_DIFFERENCE_ID = re.compile(rb'dxfId="(\d+)"')
_DIMENSION = re.compile(rb"<dimension [^<>]*/>")
_CHART = re.compile(r"xl/charts/chart(\d+)\.xml")
_BEHIND_LINKS = re.compile(rb"<printOptions|<pageMargins")
_DRAWING = "xl/drawings/drawing1.xml"
_STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships":
        b"officeDocument/relationships",
    b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing":
        b"drawingml/spreadsheetDrawing",
    b"http://schemas.openxmlformats.org/drawingml/2006/main": b"drawingml/main",
    b"http://schemas.openxmlformats.org/drawingml/2006/chart": b"drawingml/chart",
}  # fmt: skip
"""What a namespace of the usual dialect is called in the strict one, behind its host."""
_STRICT_HOST = b"http://purl.oclc.org/ooxml/"


class Grafter:
    """Sets canvases into one draft."""

    def __init__(self, draft: Draft, difference: Callable[[str], int], *, is_strict: bool) -> None:
        self._draft = draft
        self._difference = difference
        """Gives the index of a conditional format's look in the user's styles."""
        self._is_strict = is_strict

    def sheet(self, canvas: Canvas, rows: bytes, links: bytes, cells: str) -> bytes:
        """Return a worksheet part: the canvas with rows and links; `cells` are all there are."""
        places = [str(self._difference(look)).encode() for look in canvas.differences]
        tail = _DIFFERENCE_ID.sub(lambda m: b'dxfId="%b"' % places[int(m[1])], canvas.tail)
        border = _BEHIND_LINKS.search(tail)
        cut = border.start() if border else len(tail)
        head = _DIMENSION.sub(b'<dimension ref="%b"/>' % cells.encode(), canvas.head)
        return self._dialect(b"".join([head, rows, tail[:cut], links, tail[cut:]]))

    def drawing(self, canvas: Canvas, sheet_part: str) -> None:
        """Put the canvas's drawing and charts beside a worksheet part."""
        if _DRAWING not in canvas.parts:
            return
        drawing = self._put("xl/drawings/drawing{}.xml", canvas.parts[_DRAWING], "drawing")
        rels = canvas.parts[rels_name(_DRAWING)]
        for name, content in canvas.parts.items():
            if _CHART.fullmatch(name):
                chart = self._put("xl/charts/chart{}.xml", content, "chart")
                old, new = (b"/" + n.rpartition("/")[2].encode() + b'"' for n in (name, chart))
                rels = rels.replace(old, b"/\x00" + new[1:])
        self._draft.put(rels_name(drawing), [self._dialect(rels.replace(b"\x00", b""))])
        target = "../drawings/" + drawing.rpartition("/")[2]
        space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        relations = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<Relationships '
            'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{space}/drawing" Target="{target}"/></Relationships>'
        )
        self._draft.put(rels_name(sheet_part), [self._dialect(relations.encode())])

    def _put(self, pattern: str, content: bytes, kind: str) -> str:
        name = self._draft.free_name(pattern)
        self._draft.put(name, [self._dialect(content)])
        self._draft.declare(name, _TYPES[kind])
        return name

    def _dialect(self, xml: bytes) -> bytes:
        if self._is_strict:
            for usual, strict in _STRICT.items():
                xml = xml.replace(usual, _STRICT_HOST + strict)
        return xml
