"""Packages that programs write in odd ways, made by code: by parts, and by the zip around them."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile

from xlsx_tools import HEAD, MAIN, PACKAGE_RELATIONS, RELATIONS, Book, strings, styles

SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = "xl/workbook.xml"
RELS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
TITLE = "Лист"
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>Ромашка</t></is></c><c r="B2" s="1"><v>45000</v></c>'
    "</row>"
    '<row r="3"><c r="A3" t="str"><f>"a"</f><v>a</v></c><c r="B3"><v>1.5</v></c></row>'
)
VALUES = {1: ["Клиент", "Ромашка", "a"], 2: ["Сумма", 45000.0, 1.5]}
"""What these rows say, by column."""
STRINGS = strings("<t>Клиент</t>", "<r><t>Сум</t></r><r><t>ма</t></r>")


def base(**wishes) -> dict[str, bytes]:
    """Return the parts of the plain book that is then made odd."""
    said = {"rows": ROWS, "strings": STRINGS, "styles": styles(14)} | wishes
    return Book(**said).parts()


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the package as a file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


# parts


def prefixed(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Write every element of every part with a prefix, each part with its own."""
    return {name: _prefixed(data, b"p%d" % n) for n, (name, data) in enumerate(parts.items())}


def _prefixed(data: bytes, prefix: bytes) -> bytes:
    data = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1" + prefix + b":", data)
    return data.replace(b" xmlns=", b" xmlns:" + prefix + b"=", 1)


def with_marks(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Begin every part with the mark of UTF-8."""
    return {name: b"\xef\xbb\xbf" + data for name, data in parts.items()}


def replaced(parts: dict[str, bytes], name: str, old: str, new: str) -> dict[str, bytes]:
    """Return the parts with a text of one of them replaced."""
    assert old.encode() in parts[name]
    return parts | {name: parts[name].replace(old.encode(), new.encode())}


def renamed(parts: dict[str, bytes], rename) -> dict[str, bytes]:
    """Return the parts under other names."""
    return {rename(name): data for name, data in parts.items()}


def with_sheet(kind: str, folder: str, root: str, *, only: bool = False) -> dict[str, bytes]:
    """Return a book with one more tab of another kind, or with that alone."""
    part = f"xl/{folder}/sheet1.xml" if not only else SHEET
    content = f'{HEAD}<{root} xmlns="{MAIN}"/>'
    parts = base()
    if only:
        parts = replaced(parts, RELS, f"{RELATIONS}/worksheet", f"{RELATIONS}/{kind}")
        return parts | {SHEET: content.encode()}
    tab = '<sheet name="Другой" sheetId="7" r:id="rId77"/></sheets>'
    relation = f'<Relationship Id="rId77" Type="{RELATIONS}/{kind}" Target="{folder}/sheet1.xml"/>'
    parts = replaced(parts, WORKBOOK, "</sheets>", tab)
    parts = replaced(parts, RELS, "</Relationships>", relation + "</Relationships>")
    return parts | {part: content.encode()}


def related(parts: dict[str, bytes], owner: str, *targets: tuple[str, str]) -> dict[str, bytes]:
    """Return the parts with relationships, by kind and target, of a part that had none."""
    folder, _, name = owner.rpartition("/")
    items = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    xml = f'{HEAD}<Relationships xmlns="{PACKAGE_RELATIONS}">{items}</Relationships>'
    return parts | {f"{folder}/_rels/{name}.rels": xml.encode()}


def with_foreign_parts() -> dict[str, bytes]:
    """Return a book with parts that are none of ours: links, a pivot table, macros, a signature."""
    parts = related(
        base(), SHEET,
        ("pivotTable", "../pivotTables/pivotTable1.xml"), ("comments", "/xl/comments1.xml"),
    )  # fmt: skip
    relation = (
        f'<Relationship Id="rId90" Type="{RELATIONS}/externalLink" '
        'Target="externalLinks/externalLink1.xml"/>'
        f'<Relationship Id="rId91" Type="{RELATIONS}/pivotCacheDefinition" '
        'Target="pivotCache/pivotCacheDefinition1.xml"/>'
        f'<Relationship Id="rId92" Type="{RELATIONS}/vbaProject" Target="vbaProject.bin"/>'
        f'<Relationship Id="rId93" Type="{RELATIONS}/hyperlink" Target="http://x.y/%C0%80?a#b" '
        'TargetMode="External"/></Relationships>'
    )
    link = '<externalReferences><externalReference r:id="rId90"/></externalReferences></workbook>'
    parts = replaced(parts, RELS, "</Relationships>", relation)
    parts = replaced(parts, WORKBOOK, "</workbook>", link)
    link = (
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{RELATIONS}" r:id="rId1">'
        '<sheetDataSet><sheetData sheetId="0"/></sheetDataSet></externalBook></externalLink>'
    )
    return parts | {
        "xl/externalLinks/externalLink1.xml": link.encode(),
        "xl/pivotTables/pivotTable1.xml": b"<pivotTableDefinition/>",
        "xl/pivotCache/pivotCacheDefinition1.xml": b"<pivotCacheDefinition/>",
        "xl/comments1.xml": b"<comments/>",
        "xl/vbaProject.bin": bytes(range(256)),
        "xl/vbaProjectSignature.bin": b"\x00\x01",
        "_xmlsignatures/origin.sigs": b"",
        "xl/embeddings/inner.zip": zipped({"bomb.txt": b"0" * 5_000_000}),
    }


# zips


def with_sizes_behind(parts: dict[str, bytes]) -> bytes:
    """Pack into a stream that cannot go back, so that sizes follow the data."""
    target = io.BytesIO()

    class OneWay:
        def write(self, data):
            return target.write(data)

        def flush(self):
            pass

    with zipfile.ZipFile(OneWay(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_zip64(parts: dict[str, bytes]) -> bytes:
    """Pack with zip64 fields everywhere: headers, directory, end of the directory."""
    target, entries = io.BytesIO(), []
    for name, content in parts.items():
        raw, crc, offset = name.encode(), zipfile.crc32(content), target.tell()
        wide = struct.pack("<HHQQ", 1, 16, len(content), len(content))
        fields = (b"PK\x03\x04", 45, 0x800, 0, 0, 0x21, crc, 0xFFFFFFFF, 0xFFFFFFFF)
        target.write(struct.pack("<4sHHHHHIIIHH", *fields, len(raw), len(wide)) + raw + wide)
        target.write(content)
        wide = struct.pack("<HHQQQ", 1, 24, len(content), len(content), offset)
        head = (b"PK\x01\x02", 45, 45, 0x800, 0, 0, 0x21, crc, 0xFFFFFFFF, 0xFFFFFFFF)
        tail = (len(raw), len(wide), 0, 0, 0, 0, 0xFFFFFFFF)
        entries.append(struct.pack("<4sHHHHHHIIIHHHHHII", *head, *tail) + raw + wide)
    start, directory, count = target.tell(), b"".join(entries), len(entries)
    target.write(directory)
    numbers = (44, 45, 45, 0, 0, count, count, len(directory), start)
    target.write(struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", *numbers))
    target.write(struct.pack("<4sIQI", b"PK\x06\x07", 0, start + len(directory), 1))
    target.write(
        struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, *[0xFFFF] * 2, *[0xFFFFFFFF] * 2, 0)
    )
    return target.getvalue()


def with_folders_and_links(parts: dict[str, bytes]) -> bytes:
    """Pack with entries for folders, a symbolic link, and names that would leave the folder."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/", b"")
        archive.writestr("xl/worksheets/", b"")
        link = zipfile.ZipInfo("docProps/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, b"/etc/passwd")
        archive.writestr("../../outside.txt", b"x")
        archive.writestr("папка/файл.txt", b"x")
        archive.writestr("a" * 300, b"x")
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def in_old_code_page(parts: dict[str, bytes]) -> bytes:
    """Pack with a member whose name is in an old code page rather than in UTF-8."""
    data = zipped(parts | {"media/XXXX.bin": b"x"})
    return data.replace(b"media/XXXX.bin", b"media/\x8f\xe0\xa8\xa2.bin")
