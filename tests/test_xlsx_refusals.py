"""Files that are no sound workbook: each refused by its own key, never with a traceback."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from contextlib import suppress

import pytest
from xlsx_tools import MAIN, Book, strings, styles

from mkp_xl.book.drawn import CellOut, SheetOut
from mkp_xl.book.grid import Action, CellEdit, Changes, ColumnEdit, ColumnLook, NameEdit, Style
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx import XlsxHost, members, package

TITLE = "Лист"
SHEET = "xl/worksheets/sheet1.xml"
ROWS = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.fixture
def path(tmp_path):
    return tmp_path / "book.xlsx"


def read_all(path):
    host = XlsxHost(path)
    for sheet in host.look().sheets:
        host.read(sheet.title)


def refusal(path):
    """Return the error that reading ends with."""
    with pytest.raises(HostError) as caught:
        read_all(path)
    assert caught.value.particulars["path"] == str(path)
    return caught.value


def book_bytes(**wishes):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in Book(rows=ROWS, **wishes).parts().items():
            archive.writestr(name, content)
    return target.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "key", "kind"),
    [
        (b"", "empty_file", None),
        ("имя;сумма\nРомашка;5\n".encode(), "not_a_workbook", "text"),
        ("имя;сумма\nРомашка;5\n".encode("cp1251"), "not_a_workbook", "text"),
        ("имя\tсумма\n".encode("utf-16"), "not_a_workbook", "text"),
        (b"\xef\xbb\xbf<html><body><table>", "not_a_workbook", "html"),
        (b"<!DOCTYPE html>\n<html>", "not_a_workbook", "html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:sheet"/>', "not_a_workbook", "xml"),
        (b"%PDF-1.7\n", "not_a_workbook", "pdf"),
        (b"PK\x05\x06" + bytes(18), "not_a_workbook", "zip"),
        (bytes(range(256)), "not_a_workbook", "unknown"),
        (OLE, "not_a_workbook", "ole"),
        (OLE + "Workbook".encode("utf-16-le"), "old_xls", None),
        (OLE + "Book".encode("utf-16-le"), "old_xls", None),
        (b"\x09\x08\x10\x00\x00\x06", "old_xls", None),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", None),
    ],
)
def test_a_file_of_another_kind_is_named(path, content, key, kind):
    path.write_bytes(content)
    problem = refusal(path)
    assert (problem.key, problem.particulars.get("kind")) == (key, kind)


def zip_of(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"a.txt": b"x"}, "zip"),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""},
            "ods",
        ),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "zip"),
    ],
)
def test_a_zip_of_another_kind_is_named(path, parts, kind):
    zip_of(path, parts)
    problem = refusal(path)
    assert (problem.key, problem.particulars["kind"]) == ("not_a_workbook", kind)


def test_other_office_files_are_named(path):
    document = (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    )
    zip_of(path, Book(extra={"xl/workbook.xml": document}).parts())
    problem = refusal(path)
    assert (problem.key, problem.particulars["kind"]) == ("not_a_workbook", "docx")
    parts = Book().parts()
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"workbook.xml", b"workbook.bin")
    zip_of(path, parts | {"xl/workbook.bin": b"\x83\x01"})
    assert refusal(path).key == "xlsb"


def test_what_is_no_file_is_told(tmp_path):
    assert refusal(tmp_path / "none.xlsx").key == "not_found"
    assert refusal(tmp_path).key == "is_folder"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_file_is_damaged(path, share):
    content = book_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert refusal(path).key == "damaged"


def test_a_wrong_checksum_is_damage_in_that_part(path):
    content = book_bytes()
    broken = bytearray(content)
    central = content.rindex(SHEET.encode()) - 46
    assert broken[central : central + 4] == b"PK\x01\x02"
    broken[central + 16] ^= 1
    path.write_bytes(broken)
    problem = refusal(path)
    assert (problem.key, problem.particulars["part"]) == ("damaged", SHEET)


@pytest.mark.parametrize("missing", ["_rels/.rels", "xl/workbook.xml", SHEET])
def test_a_missing_part_is_damage(path, missing):
    parts = Book(rows=ROWS).parts()
    del parts[missing]
    zip_of(path, parts)
    problem = refusal(path)
    assert (problem.key, problem.particulars["part"]) == ("damaged", missing)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</c></row>',
        '<row r="1"><c r="A1"><v>abc</v></c></row>',
        '<row r="1"><c r="A1"><v>1e999</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>5</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&unknown;</v></c></row>',
        '<row r="1"><c r="A1" t="weird"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>yesterday</v></c></row>',
        '<row r="2"/><row r="1"/>',
        '<row r="1"/><row r="1"/>',
        '<row r="1048577"/>',
        '<row r="1"><c r="B1"/><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="A1">',
        "<row r='1'><c r='A1'/></row>text",
        '<row r="1"><c r="A1"/></row></row>',
    ],
)
def test_rows_that_make_no_sheet_are_damage(path, rows):
    Book(rows=rows).write(path)
    problem = refusal(path)
    assert (problem.key, problem.particulars["part"]) == ("damaged", SHEET)


@pytest.mark.parametrize("markup", ["<!-- x -->", "<![CDATA[5]]>", "<?app x?>"])
def test_markup_among_the_rows_that_is_no_element_is_refused(path, markup):
    Book(rows=f'<row r="1"><c r="A1"><v>{markup}</v></c></row>').write(path)
    assert refusal(path).key == "sheet_markup"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" xmlns="urn:x"><v>1</v></c></row>',
        '<row r="1"><c r="A1" o="a>b" xmlns = "urn:x"><v>1</v></c></row>',
        """<row r="1" xmlns='urn:x'><c r="A1"><v>1</v></c></row>""",
        '<row r="1"><c r="A1"><f xmlns="urn:x">1</f><v>1</v></c></row>',
    ],
)
def test_a_cell_of_another_namespace_is_refused(path, rows):
    Book(rows=rows).write(path)
    assert refusal(path).key == "sheet_markup"


def test_names_of_the_own_namespace_stated_again_are_read(path):
    Book(rows=f'<row r="1"><c r="A1" xmlns="{MAIN}"><v>1</v></c></row>').write(path)
    assert XlsxHost(path).read(TITLE)[1].values == [1.0]


def test_a_text_that_tells_of_namespaces_is_a_text(path):
    text = 'a xmlns="urn:x" b'
    Book(rows=f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>').write(path)
    assert XlsxHost(path).read(TITLE)[1].values == [text]


def test_comments_around_the_rows_do_no_harm(path):
    Book(rows=ROWS, before="<!-- <sheetData> -->", after="<!-- </sheetData> -->").write(path)
    problem = refusal(path)
    assert problem.key in {"damaged", "sheet_markup"}
    Book(rows=ROWS, before="<!-- x -->", after="<!-- y -->").write(path)
    read_all(path)


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'


@pytest.mark.parametrize(
    "name",
    [
        *("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"),
        *(SHEET, "xl/sharedStrings.xml", "xl/styles.xml"),
    ],
)
@pytest.mark.parametrize(
    "kind", ["doctype", "utf-16", "utf-16 without a mark", "windows-1251", "utf8", "us-ascii"]
)
def test_parts_that_are_no_plain_utf8_xml_are_refused(path, name, kind):
    rows = '<row r="1"><c r="A1" t="s" s="1"><v>0</v></c></row>'
    parts = Book(rows=rows, strings=strings("<t>a</t>"), styles=styles(14)).parts()
    text = parts[name].decode()
    rewritten = {
        "doctype": text.replace("\r\n", DOCTYPE.decode(), 1).encode(),
        "utf-16": text.replace("UTF-8", "UTF-16").encode("utf-16"),
        "utf-16 without a mark": text.replace("UTF-8", "UTF-16").encode("utf-16-le"),
        "utf8": text.replace("UTF-8", "UTF8").encode(),
        "us-ascii": text.replace("UTF-8", "US-ASCII").encode("ascii", "xmlcharrefreplace"),
        "windows-1251": text.replace("UTF-8", "windows-1251").encode("cp1251"),
    }
    zip_of(path, parts | {name: rewritten[kind]})
    problem = refusal(path)
    key = "doctype" if kind == "doctype" else "part_encoding"
    assert (problem.key, problem.particulars["part"]) == (key, name)


def test_a_doctype_in_the_calculation_chain_is_refused(path):
    chain = f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>'
    parts = Book(rows=ROWS, chain=chain).parts()
    hostile = parts["xl/calcChain.xml"].replace(b"\r\n", DOCTYPE, 1)
    zip_of(path, parts | {"xl/calcChain.xml": hostile})
    with pytest.raises(HostError) as caught:
        XlsxHost(path).write(Changes(cells=[CellEdit(sheet="Лист", row=1, column=1, value=2.0)]))
    assert caught.value.key == "doctype"


@pytest.mark.parametrize(
    ("member", "key"),
    [
        ("_xmlsignatures/sig1.xml", "signed"),
        ("xl/revisions/revisionHeaders.xml", "shared_workbook"),
    ],
)
def test_what_a_change_would_break_is_read_but_not_written(path, tmp_path, member, key):
    Book(rows=ROWS, extra={member: b"<x/>"}).write(path)
    read_all(path)
    for output in (None, tmp_path / "out.xlsx"):
        with pytest.raises(HostError) as caught:
            XlsxHost(path, output=output).write(Changes())
        assert (caught.value.key, caught.value.particulars["part"]) == (key, member)


@pytest.mark.parametrize("name", [SHEET, "xl/Worksheets/SHEET1.xml"])
def test_two_parts_of_one_name_are_refused(path, name):
    Book(rows=ROWS).write(path)
    with zipfile.ZipFile(path, "a") as archive:
        if name == SHEET:
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr(name, b"<x/>")
        else:
            archive.writestr(name, b"<x/>")
    problem = refusal(path)
    assert (problem.key, problem.particulars["part"]) == ("duplicate_members", name)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_spreadsheets_do_not_know_is_refused(path, method):
    Book(rows=ROWS).write(path)
    parts = Book(rows=ROWS).parts()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content, method if name == SHEET else zipfile.ZIP_DEFLATED)
    problem = refusal(path)
    assert problem.key == "unsupported_compression"
    assert (problem.particulars["part"], problem.particulars["method"]) == (SHEET, method)


def test_a_member_under_a_password_is_refused(path):
    content = bytearray(book_bytes())
    central = content.rindex(SHEET.encode()) - 46
    content[central + 8] |= 1
    path.write_bytes(content)
    assert refusal(path).key == "encrypted_member"


# bombs


def test_a_part_that_inflates_beyond_what_it_declares_is_stopped(path):
    content = bytearray(book_bytes())
    central = content.rindex(SHEET.encode()) - 46
    content[central + 24 : central + 28] = struct.pack("<I", 100)
    path.write_bytes(content)
    problem = refusal(path)
    assert (problem.key, problem.particulars["part"]) == ("bomb", SHEET)
    content[central + 24 : central + 28] = struct.pack("<I", 1 << 20)
    path.write_bytes(content)
    assert refusal(path).key == "damaged"


def test_a_part_packed_too_well_is_refused_before_it_is_inflated(path, monkeypatch):
    blank = b" " * (17 << 20)
    Book(rows=ROWS, extra={"xl/media/blank.bmp": blank}).write(path)
    read_all(path)
    parts = Book(rows=ROWS).parts()
    Book(rows=ROWS, extra={SHEET: parts[SHEET] + blank}).write(path)
    monkeypatch.setattr(zlib, "decompressobj", None)
    parts_read = []
    monkeypatch.setattr(members, "_deflated", lambda _f, m: parts_read.append(m.filename))
    with pytest.raises(HostError) as caught:
        package.Package(path).read(SHEET)
    assert caught.value.key == "bomb"
    assert caught.value.particulars["ratio"] > 200
    assert parts_read == []


def test_limits_on_members_parts_and_total_hold(path, monkeypatch):
    Book(rows=ROWS).write(path)
    for name, limit in (("MAX_MEMBERS", 3), ("MAX_PART", 100), ("MAX_TOTAL", 500)):
        with monkeypatch.context() as patched:
            patched.setattr(package, name, limit)
            problem = refusal(path)
            assert (problem.key, problem.particulars["limit"]) == ("bomb", limit)
    read_all(path)


def test_members_that_overlap_are_refused(path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in Book(rows=ROWS).parts().items():
            archive.writestr(name, content)
        archive.writestr("big.bin", b"x" * 10000)
        for number in range(3):
            archive.writestr(f"copy{number}.bin", b"")
            info = archive.getinfo(f"copy{number}.bin")
            big = archive.getinfo("big.bin")
            info.header_offset, info.CRC = big.header_offset, big.CRC
            info.compress_size = info.file_size = 10000
    path.write_bytes(target.getvalue())
    problem = refusal(path)
    assert (problem.key, problem.particulars["reason"]) == ("damaged", "members overlap")


def test_a_member_whose_own_header_lies_is_damage(path):
    content = bytearray(book_bytes())
    place = content.index(SHEET.encode())
    content[place] = ord("y")
    path.write_bytes(content)
    assert refusal(path).key == "damaged"


# whatever else may come


def everything():
    """Return changes that touch all that can be touched."""
    style = Style(number_format="0.0 %", bold=True, fill="FFEEDD", wrap=True)
    return Changes(
        columns=[
            ColumnEdit(
                sheet="Лист",
                column=2,
                first_row=1,
                values=[1.0, "a", None],
                actions=[Action.KEEP, Action.VALUE, Action.FORMULA],
                formula=lambda row: f"A{row}",
                style=style,
            )
        ],
        cells=[CellEdit(sheet="Лист", row=9, column=1, value="x", style=style)],
        sheets=[
            SheetOut(title="Наш", cells={(1, 1): CellOut(value=1.0, formula="1", style=style)})
        ],
        looks=[ColumnLook(sheet="Лист", column=3, width=9.0, outline=1, hidden=True)],
        names=[NameEdit(name="n", sheet="Лист", refers_to="Лист!$A$1")],
        recalculate_on_load=True,
    )


def soft_target():
    """Return parts of a book that has something of everything."""
    rows = (
        '<row r="1" s="1" customFormat="1"><c r="A1" s="1"><v>5</v></c>'
        '<c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>10</v></c></row>'
        '<row r="2"><c t="s" r="A2"><v>0</v></c><c r="B2"><f t="shared" si="0"/><v>1</v></c></row>'
        '<row r="3"><c r="B3" t="str"><f t="shared" si="0"/><v>x</v></c>'
        '<c r="C3"><f t="array" ref="C3:C4">A1</f></c></row>'
    )
    columns = '<col min="1" max="4" width="9" style="1"/>'
    name = '<definedName name="n" localSheetId="0">1</definedName>'
    return Book(
        rows=rows,
        before=f'<sheetFormatPr outlineLevelCol="0"/><cols>{columns}</cols>',
        properties='date1904="1"',
        tail=f"<definedNames>{name}</definedNames><calcPr/>",
        strings=strings("<t>a &amp; b</t>", "<r><t>c</t></r>"),
        styles=styles(14, "0.00"),
        chain=f'<calcChain xmlns="{MAIN}"><c r="B1" i="1"/><c r="B2"/><c r="B3"/></calcChain>',
    ).parts()


def mutated(content, chance):
    """Return content with a few bytes lost, doubled, or taken from elsewhere."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data))
        length = chance.randint(1, 12)
        deed = chance.randrange(4)
        if deed == 0:
            del data[place : place + length]
        elif deed == 1:
            data[place:place] = data[place : place + length]
        elif deed == 2:
            other = chance.randrange(len(data))
            data[place : place + length] = data[other : other + length]
        else:
            data[place] = chance.choice(b"<>/\"'= &;!x0-9\x00\xff")
    return bytes(data)


@pytest.mark.parametrize("seed", range(400))
def test_a_mutated_book_is_understood_or_refused_but_never_ends_in_a_traceback(
    path, tmp_path, seed
):
    chance = random.Random(seed)
    parts = soft_target()
    name = chance.choice(sorted(parts))
    zip_of(path, parts | {name: mutated(parts[name], chance)})
    try_everything(path, tmp_path)


@pytest.mark.parametrize("seed", range(100))
def test_a_mutated_zip_is_understood_or_refused_but_never_ends_in_a_traceback(path, tmp_path, seed):
    zip_of(path, soft_target())
    path.write_bytes(b"PK\x03\x04" + mutated(path.read_bytes()[4:], random.Random(seed)))
    try_everything(path, tmp_path)


def try_everything(path, tmp_path):
    output = tmp_path / "out.xlsx"
    with suppress(HostError):
        read_all(path)
    try:
        XlsxHost(path, output=output).write(everything())
    except HostError:
        assert not output.exists()
    else:
        with zipfile.ZipFile(output) as archive:
            assert {"xl/workbook.xml", SHEET} <= {
                name.replace("\\", "/") for name in archive.namelist()
            }
