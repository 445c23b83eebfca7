"""Where the fuzzers start: small packages and parts with something of everything, made by code."""

from __future__ import annotations

import io
import zipfile

from xlsx_tools import MAIN, Book, strings, styles

from fuzz.parts import FRAME, frame_parts
from fuzz.sheets import PART

ROWS = (
    ('<row r="1" s="1" customFormat="1"><c r="A1" s="1"><v>5</v></c>'
    '<c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>10</v></c></row>'
    '<row r="2"><c t="s" r="A2"><v>0</v></c><c r="B2"><f t="shared" si="0"/><v>1</v></c></row>'
    '<row r="3"><c r="B3" t="str"><f t="shared" si="0"/><v>x</v></c>'
    '<c r="C3"><f t="array" ref="C3:C4">A1</f></c></row>'),
    ('<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a&#10;b </t></is></c>'
    '<c r="B1" t="b"><v>1</v></c><c r="C1" t="e"><v>#N/A</v></c><c r="D1" t="d"><v>2024-02-29</v>'
    "</c></row><row><c><v>1</v></c><c/><c><v>-1.5E+300</v></c></row>"),
    ('\n <row r="2" spans="1:3">\n  <c r="A2" s="2" ><v>1</v></c>\n  <c\nr=\'C2\' t = "s"><v>1</v>'
    '\n</c></row>\n<row r="4"/>\n<row ht="20" r="7"><c r="F7" vm="1" cm="1" ph="1"><f>1</f></c>'
    "<extLst/></row>"),
    ('<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><rPh sb="0" eb="1"><t>x</t></rPh>'
    "<r><rPr><b/></rPr><t>_x0041_</t></r></is></c></row>"),
    "".join(f'<row r="{n}"><c r="A{n}" s="1"><v>{n}</v></c><c r="B{n}" t="s"><v>{n % 5}</v></c>'
            f'<c r="C{n}"><f>A{n}</f><v>1</v></c></row>' for n in range(1, 21)),
)  # fmt: skip


def sheets() -> list[bytes]:
    """Return sheet parts."""
    plain = [Book(rows=rows).parts()[PART] for rows in ROWS]
    odd = "".join(f'<x:row r="{n}"><x:c r="A{n}"><x:v>{n}</x:v></x:c></x:row>' for n in (1, 3))
    before = '<dimension ref="A1:B2"/><cols><col min="1" max="4" width="9" style="1"/></cols>'
    after = '<mergeCells count="1"><mergeCell ref="E2:F9"/></mergeCells>'
    return [
        *plain,
        Book(rows=odd, prefix="x:").parts()[PART],
        Book(rows=ROWS[0], before=before, after=after, strict=True).parts()[PART],
        f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode(),
    ]


def patches() -> list[bytes]:
    """Return sheet parts, each behind the bytes that choose what is written."""
    return [bytes([n, 7, n, 1]) + sheet for n, sheet in enumerate(sheets())]


def string_parts() -> list[bytes]:
    """Return shared strings parts."""
    items = (
        *("<t>a &amp; b</t>", "<r><t>c</t></r><r><t>d</t></r>", '<t xml:space="preserve"> e </t>'),
        *("<t>f</t><rPh><t>g</t></rPh><phoneticPr/>", "<t/>", "<t>_x000D_&#13;\r\n</t>"),
    )
    one = strings(*items).encode()
    prefixed = one.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns=", b"xmlns:x=")
    return [one, prefixed, b'<?xml version="1.0" encoding="UTF-8"?>\n' + one, strings().encode()]


def style_parts() -> list[bytes]:
    """Return styles parts."""
    return [
        styles(14, "0.00", "dd.mm.yyyy").encode(),
        f'<styleSheet xmlns="{MAIN}"/>'.encode(),
        f'<x:styleSheet xmlns:x="{MAIN}"><x:cellXfs count="1"><x:xf numFmtId="9"/></x:cellXfs>'
        "<x:dxfs/></x:styleSheet>".encode(),
    ]


def frames() -> list[bytes]:
    """Return frame parts behind the byte that says which it is, without and with a new sheet."""
    parts = frame_parts()
    return [
        bytes([place | added]) + parts[name]
        for added in (0, 128)
        for place, name in enumerate(FRAME)
    ]


def zips() -> list[bytes]:
    """Return packages as files: packed, stored, with sizes behind the data, with zip64 fields."""
    parts = Book(rows=ROWS[4], strings=strings(*["<t>a</t>"] * 5), styles=styles(14)).parts()
    found = []
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", method) as archive:
            archive.comment = b"PK comment"
            for name, content in parts.items():
                archive.writestr(name, content)
        found.append(target.getvalue())
    stream, target = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(_OneWay(stream), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content)
    return [*found, stream.getvalue(), target.getvalue()]


class _OneWay:
    """A stream that cannot go back, so that sizes follow the data."""

    def __init__(self, stream: io.BytesIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        return self._stream.write(data)

    def flush(self) -> None:
        self._stream.flush()


def texts() -> list[bytes]:
    """Return texts."""
    return ["a<b>&\"'\r\n_x000D_\x01\ufffe😀".encode(), b"&amp;&#x41;&lt;&#13;", b""]
