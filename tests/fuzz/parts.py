"""Harnesses for the parts around the sheets: strings, styles, texts, and the frame of the book."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from xml.etree import ElementTree as ET

from xlsx_tools import MAIN, STRICT, Book, strings, styles

from fuzz.memory import MemoryBook, changed, host_of
from fuzz.sheets import TITLE, WrongError
from fuzz.witness import unescaped
from mkp_xl.book.drawn import CellOut, SheetOut
from mkp_xl.book.grid import Action, CellEdit, Changes, ColumnEdit, NameEdit, Style
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.strings import SharedStrings
from mkp_xl.hosts.xlsx.text import element_text, packed, packed_all, texts_of_all, unpacked

_PLAIN_TEXT = re.compile("[^\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]*")
LOOK = Style(number_format='0.0"x"', bold=True, fill="FFEEDD", color="112233", top="000000")


def read_strings(data: bytes) -> None:
    """Read shared strings; WrongError where one is not what an XML parser tells."""
    try:
        found = SharedStrings("xl/sharedStrings.xml", data)
        texts = []
        for index in range(len(found)):
            try:
                texts.append(found[index])
            except (ValueError, HostError):
                texts.append(None)
    except HostError:
        return
    root = tree(data)
    if root is None or root.tag not in (f"{{{MAIN}}}sst", f"{{{STRICT}}}sst"):
        return
    space = root.tag.removesuffix("sst")
    expected = [_rich_text(item, space) for item in root.findall(f"{space}si")]
    if len(expected) != len(texts):
        raise WrongError(f"{len(expected)} strings are read as {len(texts)}")
    for index, (one, other) in enumerate(zip(expected, texts, strict=True)):
        if one != other:
            raise WrongError(f"string {index}: {one!r} is read as {other!r}")


def _rich_text(item: ET.Element, space: str) -> str:
    pieces = []
    for child in item:
        if child.tag == f"{space}t":
            pieces.append(_own_text(child))
        elif child.tag == f"{space}r":
            pieces += [_own_text(text) for text in child.findall(f"{space}t")]
    return "".join(pieces)


def _own_text(node: ET.Element) -> str:
    return unescaped("".join([node.text or "", *(child.tail or "" for child in node)]))


def tree(data: bytes) -> ET.Element | None:
    """Return the root of a part, None where it is no XML or no plain one."""
    with suppress(ET.ParseError, UnicodeError, LookupError, ValueError):
        return ET.fromstring(data)
    return None


def edit_styles(data: bytes) -> None:
    """Add a style of ours; WrongError where one of the book's own does not stay what it was."""
    parts = _parts() | {"xl/styles.xml": data}
    try:
        book = MemoryBook(parts)
        book.values.styles.dates  # noqa: B018  asked for: every format is understood
        edit = CellEdit(sheet=TITLE, row=1, column=1, value=1.0, style=LOOK)
        after = changed(book, Changes(cells=[edit]))["xl/styles.xml"]
        codes = book.styles.codes
        new = MemoryBook(parts | {"xl/styles.xml": after}).styles.codes
    except HostError:
        return
    if new[: len(codes)] != codes:
        raise WrongError(f"{codes} became {new}")
    old, now = tree(data), tree(after)
    if old is not None and now is None:
        raise WrongError("the styles are no XML any more")
    if old is None or now is None or data == after:
        return
    for one in old:
        other = now.find(one.tag)
        said = [ET.tostring(child) for child in one]
        stays = [ET.tostring(child) for child in other][: len(said)]
        if said != stays and one is old.find(one.tag):
            raise WrongError(f"{one.tag} changed")


REFERS_TO = "Наш!$A$1"
FRAME = (
    *("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "[Content_Types].xml"),
    *("xl/tables/table1.xml", "xl/calcChain.xml", "xl/worksheets/_rels/sheet1.xml.rels"),
)


@cache
def _parts() -> dict[str, bytes]:
    return frame_parts()


def frame_parts() -> dict[str, bytes]:
    """Return a book with tables, names, and a calculation chain."""
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/table" Target="../tables/table1.xml"/></Relationships>'
    )
    table = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:B3">'
        '<tableColumns count="2"><tableColumn id="1" name="a"/><tableColumn id="2" name="b"/>'
        "</tableColumns></table>"
    )
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
    )
    return Book(
        rows=rows,
        titles=(TITLE, "Второй"),
        tail='<definedNames><definedName name="n" localSheetId="1">1</definedName>'
        "<definedName name=\"m\">'Лист'!$A$1</definedName></definedNames><calcPr/>",
        strings=strings("<t>a</t>", "<t>b</t>"),
        styles=styles(14, "0.00"),
        chain=f'<calcChain xmlns="{MAIN}"><c r="A2" i="1"/></calcChain>',
        extra={
            "xl/tables/table1.xml": table.encode(),
            "xl/worksheets/_rels/sheet1.xml.rels": relation.encode(),
        },
    ).parts()


def edit_frame(data: bytes) -> None:
    """Open a book one of whose frame parts is this, and change it.

    The first byte says which part; its highest bit asks for a new sheet too, which takes long.

    WrongError where the changed book does not say what it was asked to say.
    """
    first = data[0] if data else 0
    name, added = FRAME[first % 128 % len(FRAME)], ["Наш"] if first & 128 else []
    parts = _parts() | {name: data[1:]}
    try:
        book = MemoryBook(parts)
        before = host_of(book).look()
        title = before.sheets[0].title if before.sheets else TITLE
        new = changed(book, _attached(title, added))
    except HostError:
        return
    after = host_of(MemoryBook(new)).look()
    titles = [sheet.title for sheet in before.sheets]
    if [sheet.title for sheet in after.sheets] != titles + added:
        raise WrongError(f"{titles} became {[sheet.title for sheet in after.sheets]}")
    if after.tables != before.tables:
        raise WrongError("tables changed")
    kept = [name for name in before.names if name.name.casefold() != "ours"]
    stays = [
        name for name in after.names if name.name.casefold() != "ours" and name.sheet != "Наш"
    ]  # a name of a sheet that was not there is told once there is one
    if kept != stays:
        raise WrongError(f"{kept} became {stays}")
    ours = [name for name in after.names if name.name == "ours" and name.sheet is None]
    if [name.refers_to for name in ours] != [REFERS_TO]:
        raise WrongError(f"our name became {ours}")
    for part in {name, "[Content_Types].xml", "xl/_rels/workbook.xml.rels"} & new.keys():
        if tree(parts[part]) is not None and tree(new[part]) is None:
            raise WrongError(f"{part} is no XML any more")


def _attached(title: str, added: list[str]) -> Changes:
    column = ColumnEdit(
        sheet=title, column=4, first_row=1, values=[1.0, 2.0], actions=bytes([Action.FORMULA] * 2),
        formula=lambda row: f"ROW(A{row})",
    )  # fmt: skip
    return Changes(
        columns=[column],
        sheets=[SheetOut(title=one, cells={(1, 1): CellOut(value=1.0)}) for one in added],
        names=[NameEdit(name="ours", sheet=None, refers_to=REFERS_TO)],
        recalculate_on_load=True,
    )


def pack_texts(data: bytes) -> None:
    """Write texts as XML and read them back; WrongError where they differ."""
    text = data.decode("utf-8", "surrogateescape").encode("utf-16", "surrogatepass")
    text = text.decode("utf-16", "replace")
    for one in (text, *text.split("\n")):
        raw = packed(one).encode()
        if unpacked(element_text(raw)) != one:
            raise WrongError(repr(one))
        seen = ET.fromstring(b"<t>%b</t>" % raw).text or ""
        if unescaped(seen) != one:
            raise WrongError(f"{one!r} is seen as {unescaped(seen)!r}")
    several = text.split("\n")
    if texts_of_all(packed_all(several)) != several:
        raise WrongError(repr(several))
    with suppress(ValueError):
        told = element_text(data)
        if (
            b"<" not in data
            and b"]]>" not in data
            and (seen := tree(b"<t>%b</t>" % data)) is not None
        ) and (seen.text or "") != told:
            raise WrongError(f"{data!r} is told as {told!r}")
