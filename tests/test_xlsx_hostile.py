"""Packages made to harm or to mislead: one refusal each, that says why and what to do."""

from __future__ import annotations

import io
import random
import re
import struct
import time
import tracemalloc
import zipfile
from contextlib import suppress

import odd_packages as odd
import pytest
from xlsx_tools import MAIN, RELATIONS, Book, part, strings, styles

from mkp_xl.book.address import letters
from mkp_xl.book.grid import Action, CellEdit, Changes, ColumnEdit, ColumnLook, Style
from mkp_xl.book.growth import ListGrowth
from mkp_xl.book.sentences import sentence
from mkp_xl.errors import HostError
from mkp_xl.hosts.vba.compound import compound_file
from mkp_xl.hosts.xlsx import XlsxHost, members, package

MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
TITLE = "Лист"
FAST = 5
"""Seconds within which whatever comes is read or refused."""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "книга.xlsx"


def read_all(path):
    host = XlsxHost(path)
    for sheet in host.look().sheets:
        host.read(sheet.title)


def refusal(path, content, *, only_read=False):
    """Return the error of a file that is neither read nor changed, and leaves nothing behind.

    A damaged cell hinders only those who ask for it: beside it, cells of ours may be written.
    """
    path.write_bytes(content)
    begin = time.monotonic()
    with pytest.raises(HostError) as read:
        read_all(path)
    edit = ColumnEdit(
        sheet=odd.TITLE, column=1, first_row=1, values=[1.0] * 3, actions=bytes([Action.VALUE]) * 3
    )
    output = path.with_name("out.xlsx")
    if not only_read:
        with pytest.raises(HostError) as written:
            XlsxHost(path, output=output).write(Changes(columns=[edit]))
        assert written.value.key == read.value.key
    assert time.monotonic() - begin < FAST
    assert [left.name for left in path.parent.iterdir()] == [path.name]
    for lang, words in (("ru", "[а-яё]{4}"), ("en", "[a-z]{4}")):
        said = sentence(read.value, lang)
        assert "книга.xlsx" in said
        assert re.search(words, said.replace("книга.xlsx", ""))
        assert "{" not in said
        assert "—" not in said.replace("» — ", "")
    return read.value


# what is no workbook


def nested(depth):
    return "<x>" * depth + "</x>" * depth


OTHER = {
    "a compound file that is encrypted": (
        lambda: compound_file({"EncryptedPackage": bytes(9000), "EncryptionInfo": bytes(200)}),
        ("encrypted", None),
    ),
    "a name far behind": (
        lambda: compound_file({"a": bytes(3 << 20), "Workbook": bytes(5000)}),
        ("old_xls", None),
    ),
    "an old document": (
        lambda: compound_file({"WordDocument": bytes(5000)}),
        ("not_a_workbook", "ole"),
    ),
    "a table of values": (lambda: "имя;сумма\nА;5".encode("cp1251"), ("not_a_workbook", "text")),
    "a web page": (lambda: b"<html><table><tr></tr></table></html>", ("not_a_workbook", "html")),
    "a web page in a mail": (lambda: b"MIME-Version: 1.0\r\n<html>", ("not_a_workbook", "text")),
    "a program with a zip in it": (
        lambda: b"MZ" + bytes(500) + odd.zipped(odd.base()),
        ("not_a_workbook", "unknown"),
    ),
    "another archive": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(99), ("not_a_workbook", "unknown")),
    "zeros": (lambda: bytes(1 << 20), ("not_a_workbook", "unknown")),
    "an archive of a folder": (lambda: odd.zipped({"a/b.txt": b"x"}), ("not_a_workbook", "zip")),
    "a binary workbook": (
        lambda: odd.zipped(
            odd.replaced(odd.base(), odd.TYPES, "spreadsheetml.sheet.main+xml",
                         "spreadsheetml.sheet.binary.macroEnabled.main")
        ),
        ("xlsb", None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER)
def test_what_is_no_workbook_is_called_what_it_is(path, name):
    make, expected = OTHER[name]
    problem = refusal(path, make())
    assert (problem.key, problem.particulars.get("kind")) == expected


# parts


def choice(inside):
    option = f"<mc:Choice Requires='x'>{inside}</mc:Choice>"
    return f"<mc:AlternateContent {MC}>{option}</mc:AlternateContent>"


def with_rows(rows):
    return odd.zipped(odd.base(rows=rows))


def with_part(name, content):
    return odd.zipped(odd.base() | {name: content.encode()})


CELL = '<c r="A1"><v>1</v></c>'
CELL_ROW = f'<row r="1">{CELL}</row>'
MANY = f'<styleSheet xmlns="{MAIN}">{"<a/>" * 99}</styleSheet>'
SHEET_OF_CHOICES = f'<worksheet xmlns="{MAIN}">{choice("<sheetData/>")}</worksheet>'
TWO_DATA = f'<worksheet xmlns="{MAIN}"><sheetData/><sheetData>{odd.ROWS}</sheetData></worksheet>'
PARTS = {
    "a choice of cells": (
        lambda: with_rows(f'<row r="1">{choice(CELL)}</row>'),
        "sheet_markup",
    ),
    "a choice of rows": (lambda: with_rows(choice(odd.ROWS)), "sheet_markup"),
    "a choice of all rows": (lambda: with_part(odd.SHEET, SHEET_OF_CHOICES), "sheet_markup"),
    "rows twice": (lambda: with_part(odd.SHEET, TWO_DATA), "damaged"),
    "a comment among rows": (lambda: with_rows("<!-- <row> -->" + odd.ROWS), "sheet_markup"),
    "hidden characters": (
        lambda: with_rows('<row r="1"><c r="A1" t="str"><v><![CDATA[<]]></v></c></row>'),
        "sheet_markup",
    ),
    "rows without an end": (lambda: with_rows("<row r='1'>" * 20_000), "damaged"),
    "a deep cell": (
        lambda: with_rows(f'<row r="1"><c r="A1"><v>1</v>{nested(50_000)}</c></row>'),
        "damaged",
    ),
    "a deep frame": (lambda: odd.zipped(odd.base(after=nested(50_000))), "damaged"),
    "deep strings": (
        lambda: odd.zipped(odd.base(strings=strings("<t>a</t>", nested(50_000)))),
        "damaged",
    ),
    "a long number": (lambda: with_rows(CELL_ROW.replace("1</v>", "9" * 9000 + "</v>")), "damaged"),
    "entities": (
        lambda: with_part(
            "xl/sharedStrings.xml",
            '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
            + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
            + f']><sst xmlns="{MAIN}"><si><t>&j;</t></si><si><t>b</t></si></sst>',
        ),
        "doctype",
    ),
    "an outer entity": (
        lambda: with_part(
            odd.WORKBOOK, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>'
        ),
        "doctype",
    ),
    "more elements than memory": (
        lambda: with_part("xl/styles.xml", MANY),
        "bomb",
    ),
    "two tabs of one title": (
        lambda: odd.zipped(odd.base(titles=(odd.TITLE, odd.TITLE.upper()))),
        "damaged",
    ),
    "two tabs of one part": (
        lambda: odd.zipped(
            odd.replaced(
                odd.base(titles=(odd.TITLE, "Второй")), odd.RELS, "sheet2.xml", "sheet1.xml"
            )
        ),
        "damaged",
    ),
    "a relationship in a circle": (
        lambda: odd.zipped(
            odd.replaced(odd.base(), "_rels/.rels", "xl/workbook.xml", "_rels/.rels")
        ),
        "not_a_workbook",
    ),
    "a target outside": (
        lambda: odd.zipped(
            odd.replaced(odd.base(), odd.RELS, "worksheets/sheet1.xml", "../../../../etc/passwd")
        ),
        "damaged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_parts_that_mislead_are_refused_with_the_reason(path, name, monkeypatch):
    make, key = PARTS[name]
    if key == "bomb":
        monkeypatch.setattr("mkp_xl.hosts.xlsx.markup._MOST_ELEMENTS", 90)
    only_read = name in {"deep strings", "a long number"}
    assert refusal(path, make(), only_read=only_read).key == key


MANY_TIMES = 10_000


def row(cells):
    return odd.base(rows=f'<row r="1">{cells}</row>')


SHARED = '<f t="shared" si="0" ref="A1:XFD1">'
SAID = "a='1' "
USER = '<f t="shared" si="0"/>'
LONG = {
    "attributes of a row and a cell": lambda n: odd.base(
        rows=f'<row r="1" {SAID * n}><c {SAID * n}r="A1"><v>1</v></c></row>'
    ),
    "words in a formula's tag": lambda n: row('<c r="A1"><f ' + '"array" ' * n + "<v/></c>"),
    "space in the chain": lambda n: odd.base(
        chain=f'<calcChain xmlns="{MAIN}"><c r="A3" i="1"/><c ' + " " * 4 * n + "x</calcChain>"
    ),
    "cells without a place that share a formula": lambda n: row(
        f"<c>{SHARED}1</f></c>" + f"<c>{USER}</c>" * min(n, 16_000)
    ),
    "a formula that is shared": lambda n: row(
        f'<c r="A1">{SHARED}' + "(A1+" * n + f'</f></c><c r="B1">{USER}</c>'
    ),
    "formulas in one cell": lambda n: row(f'<c r="A1">{USER * n}</c>'),
    "merged cells": lambda n: odd.base(
        after="<mergeCells>" + '<mergeCell ref="A1:XFC9"/>' * n + "</mergeCells>"
    ),
    "looks of columns": lambda n: odd.base(
        before="<cols>" + '<col min="1" max="16384" width="9"/>' * n + "</cols>"
    ),
    "rows that never end": lambda n: odd.base(rows='<row r="1">' * n),
    "space between rows": lambda n: odd.base(rows=" " * 9 * n + '<row r="1"/>' + "\n" * 9 * n),
    "runs of a text": lambda n: odd.base(strings=strings("<r><t>a</t></r>" * n, "<t>b</t>")),
}


@pytest.mark.parametrize("name", LONG)
def test_however_long_a_part_is_it_takes_no_time(path, name):
    path.write_bytes(odd.zipped(LONG[name](MANY_TIMES)))
    output = path.with_name("out.xlsx")
    edits = [
        ColumnEdit(
            sheet=odd.TITLE, column=1, first_row=1, values=[1.0] * 3,
            actions=bytes([Action.VALUE]) * 3,
        )
    ]  # fmt: skip
    looks = [ColumnLook(sheet=odd.TITLE, column=9, width=9.0, outline=1, hidden=True)]
    begin = time.process_time()
    with suppress(HostError):
        read_all(path)
    with suppress(HostError):
        XlsxHost(path).occupied(odd.TITLE, 1)
    with suppress(HostError):
        XlsxHost(path, output=output).write(Changes(columns=edits, looks=looks))
    assert time.process_time() - begin < 2 * FAST  # what grows with the square takes minutes


@pytest.mark.parametrize(
    "member",
    ["_xmlsignatures/sig1.xml", "package/services/digital-signature/xml-signature/a.psdsxs"],
)
def test_a_signature_of_office_and_of_dot_net_is_respected(path, member):
    path.write_bytes(odd.zipped(odd.base() | {member: b"<x/>"}))
    with pytest.raises(HostError) as caught:
        XlsxHost(path).write(Changes())
    assert caught.value.key == "signed"


def test_a_book_with_all_the_styles_excel_allows_gets_none_more(path, monkeypatch):
    monkeypatch.setattr("mkp_xl.hosts.xlsx.style_out.MOST_FORMATS", 90)
    full = '<cellXfs count="90">' + '<xf numFmtId="9"/>' * 88
    path.write_bytes(odd.zipped(odd.base(styles=styles(14).replace('<cellXfs count="2">', full))))
    edit = CellEdit(sheet=odd.TITLE, row=9, column=1, value=1.0, style=Style(number_format="0.0"))
    before = path.read_bytes()
    with pytest.raises(HostError) as caught:
        XlsxHost(path).write(Changes(cells=[edit]))
    assert caught.value.key == "too_many_styles"
    assert path.read_bytes() == before


# the zip


def patched(content, name, offset, value):
    """Return a package with a field of a member's directory entry changed."""
    data = bytearray(content)
    place = data.rindex(name.encode()) - 46 + offset
    data[place : place + len(value)] = value
    return bytes(data)


def long(number):
    return struct.pack("<I", number)


def with_a_member_inside_another():
    """Pack a member whose bytes are also the tail of another's: sums of sizes do not tell."""
    content = odd.zipped(odd.base() | {"a.bin": b"x" * 40}, zipfile.ZIP_STORED)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.getinfo("a.bin").header_offset
    return patched(content, "a.bin", 42, long(start - 8))


def with_a_directory_beyond_the_file():
    content = bytearray(odd.zipped(odd.base()))
    content[-10:-6] = long(0x7FFFFFFF)
    return bytes(content)


def as_a_link():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in odd.base().items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o120777 if name == odd.SHEET else 0o644) << 16
            archive.writestr(info, "../../secret.xml" if name == odd.SHEET else content)
    return target.getvalue()


ZIPS = {
    "a member inside another": (with_a_member_inside_another, "damaged"),
    "a directory beyond the file": (with_a_directory_beyond_the_file, "damaged"),
    "a sheet that is a link": (as_a_link, "damaged"),
    "a size too large": (
        lambda: patched(odd.zipped(odd.base()), odd.SHEET, 24, long(1 << 20)),
        "damaged",
    ),
    "a size too small": (lambda: patched(odd.zipped(odd.base()), odd.SHEET, 24, long(99)), "bomb"),
    "a packed size too large": (
        lambda: patched(odd.zipped(odd.base()), odd.SHEET, 20, long(1 << 20)),
        "damaged",
    ),
    "four gigabytes": (
        lambda: patched(odd.zipped(odd.base()), odd.SHEET, 24, long(0xFFFFFFF0)),
        "bomb",
    ),
    "a password": (
        lambda: patched(odd.zipped(odd.base()), odd.SHEET, 8, b"\x01"),
        "encrypted_member",
    ),
    "a lost end": (lambda: odd.zipped(odd.base())[:-30], "damaged"),
    "too much behind the end": (lambda: odd.zipped(odd.base()) + bytes(70_000), "damaged"),
    "one name in two spellings": (
        lambda: odd.zipped(odd.base() | {"XL\\Worksheets/SHEET1.xml": b"<x/>"}),
        "duplicate_members",
    ),
    "sixteen megabytes of nothing": (
        lambda: odd.zipped(odd.base() | {odd.SHEET: b" " * (17 << 20)}),
        "bomb",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ZIPS)
def test_zips_that_mislead_are_refused_with_the_reason(path, name):
    make, key = ZIPS[name]
    assert refusal(path, make()).key == key


def test_a_part_is_inflated_to_its_end_wherever_its_pieces_end(monkeypatch):
    """What has no more bytes to read may still have some to give; both inflaters cut alike."""
    chance = random.Random(6)
    for _ in range(300):
        content = bytes(chance.choices(b"<c>0 ", k=chance.randrange(400)))
        content += b"x" * chance.randrange(400)
        file = io.BytesIO(odd.zipped({"part": content}))
        member = zipfile.ZipFile(file).getinfo("part")
        for piece in (1, 7, chance.randint(1, 300)):
            monkeypatch.setattr(members, "PIECE", piece)
            cut = [content[at : at + piece] for at in range(0, len(content), piece)]
            assert list(members.inflated(file, member, proven=False)) == cut
            assert list(members.inflated(file, member, proven=True)) == cut


@pytest.mark.parametrize("damage", [None, "content", "length"])
def test_a_part_that_was_proven_is_proven_once_more(path, monkeypatch, damage):
    """Even a file that changes under us and looks as before is not taken for what it was."""
    content = random.Random(1).randbytes(5 << 18) * 2
    path.write_bytes(odd.zipped(odd.base() | {"xl/media/large.bin": content}))
    book = package.Package(path)
    assert b"".join(book.pieces("xl/media/large.bin")) == content
    if damage:
        other = b"x" + content[1:] if damage == "content" else content[:-1]
        path.write_bytes(odd.zipped(odd.base() | {"xl/media/large.bin": other}))
        monkeypatch.setattr(package, "stamp", lambda _status: book.stamp)
        with pytest.raises(HostError) as caught:
            b"".join(book.pieces("xl/media/large.bin"))
        assert caught.value.key == "damaged"
        return
    assert b"".join(book.pieces("xl/media/large.bin")) == content


def long_index(path):
    cells = [f'<c r="A{n}" t="s"><v>0</v></c>' for n in range(2, 20_000)]
    first = '<c r="A1" t="s"><v>' + "0" * 4000 + "</v></c>"
    rows = [f'<row r="{n}">{cell}</row>' for n, cell in enumerate([first, *cells], start=1)]
    Book(rows="".join(rows), strings=strings("<t>a</t>")).write(path)


def test_one_long_number_among_many_short_ones_takes_no_room(path):
    long_index(path)
    tracemalloc.start()
    assert XlsxHost(path).read(TITLE)[1].values[0] == "a"
    edit = ColumnEdit(sheet=TITLE, column=1, first_row=1, values=["a"] * 19_999,
                      actions=bytes([Action.VALUE]) * 19_999)  # fmt: skip
    XlsxHost(path).write(Changes(columns=[edit]))
    assert tracemalloc.get_traced_memory()[1] < 60 << 20
    tracemalloc.stop()


@pytest.mark.parametrize("index", ["99999999999999999999", "9" * 5000, "-1", "1"])
def test_a_string_that_is_none_is_damage(path, index):
    Book(rows=f'<row r="1"><c r="A1" t="s"><v>{index}</v></c></row>', strings=strings("<t>a</t>")
         ).write(path)  # fmt: skip
    with pytest.raises(HostError) as caught:
        read_all(path)
    assert caught.value.key == "damaged"


def groups(count):
    """Rows of so many shared formulas of two cells each, all to be replaced."""
    return "".join(
        f'<row r="{2 * n + 1}"><c r="B{2 * n + 1}"><f t="shared" ref="B{2 * n + 1}:B{2 * n + 2}" '
        f'si="{n}">A1+1</f><v>1</v></c></row>'
        f'<row r="{2 * n + 2}"><c r="B{2 * n + 2}"><f t="shared" si="{n}"/><v>1</v></c></row>'
        for n in range(count)
    )


def ranges(count):
    """Conditional formats and checks of one cell each."""
    formats = "".join(
        f'<conditionalFormatting sqref="A{n}:A{n}"><cfRule type="expression" priority="1">'
        "<formula>1</formula></cfRule></conditionalFormatting>" for n in range(2, count)
    )  # fmt: skip
    checks = "".join(
        f'<dataValidation type="whole" sqref="B{n}:B{n}"><formula1>1</formula1></dataValidation>'
        for n in range(2, count)
    )
    return f"{formats}<dataValidations>{checks}</dataValidations>"


def test_many_shared_formulas_are_settled_in_one_look(path):
    Book(rows=groups(4000)).write(path)
    edit = ColumnEdit(sheet=TITLE, column=2, first_row=1, values=[5.0] * 8000,
                      actions=bytes([Action.VALUE]) * 8000)  # fmt: skip
    begin = time.process_time()
    XlsxHost(path).write(Changes(columns=[edit]))
    assert time.process_time() - begin < FAST
    assert XlsxHost(path).read(TITLE)[2].formulas == {}


def test_many_formats_and_checks_grow_in_one_look(path):
    Book(rows="".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 2001)),
         after=ranges(2000)).write(path)  # fmt: skip
    growth = ListGrowth(sheet=TITLE, first_row=1, last_row=2000, first_column=1, last_column=2,
                        rows=1)  # fmt: skip
    begin = time.process_time()
    XlsxHost(path).write(Changes(lists=[growth]))
    assert time.process_time() - begin < FAST


def test_numbers_in_full_spelling_are_read_at_once(path):
    digits = "0.1000000000000000055511151231257827021181583404541015625"
    rows = [f'<row r="{n}"><c r="A{n}"><v>{digits}</v></c></row>' for n in range(1, 50_001)]
    Book(rows="".join(rows)).write(path)
    begin = time.process_time()
    assert set(XlsxHost(path).read(TITLE)[1].values) == {0.1}
    assert time.process_time() - begin < FAST


def test_a_sheet_with_too_much_before_its_rows_is_refused(path):
    filler = random.Random(1).randbytes(1 << 20).hex()
    Book(before=f"<!--{filler * 10}-->").write(path)
    begin = time.process_time()
    with pytest.raises(HostError) as caught:
        read_all(path)
    assert caught.value.key == "damaged"
    assert time.process_time() - begin < FAST


def test_one_row_of_many_blocks_is_gathered_without_copying_it_each_time(path):
    filler = random.Random(1).randbytes(1 << 19).hex()
    cells = (f'<c r="{letters(n)}1" t="inlineStr"><is><t>{filler[n : n + 32_000]}</t></is></c>'
             for n in range(1, 1500))  # fmt: skip
    Book(rows=f'<row r="1">{"".join(cells)}</row>').write(path)
    begin = time.process_time()
    assert len(XlsxHost(path).read(TITLE)) == 1499
    assert time.process_time() - begin < 2 * FAST


def test_a_file_system_without_modes_leaves_nothing_behind(path, monkeypatch):
    Book().write(path)

    def refuse(_self, _mode):
        raise PermissionError(1, "chmod")

    monkeypatch.setattr(type(path), "chmod", refuse)
    XlsxHost(path).write(Changes(cells=[CellEdit(sheet=TITLE, row=9, column=1, value=1.0)]))
    assert not list(path.parent.glob(".~mkp-*"))
    assert XlsxHost(path).read(TITLE, first_row=9)[1].values == [1.0]


def test_a_directory_is_not_read_when_it_is_too_long(path, monkeypatch):
    monkeypatch.setattr(package, "MAX_DIRECTORY", 100)
    problem = refusal(path, odd.zipped(odd.base()))
    assert (problem.key, problem.particulars["reason"]) == ("bomb", "directory")
    problem = refusal(path, odd.with_zip64(odd.base()))
    assert (problem.key, problem.particulars["reason"]) == ("bomb", "directory")


def test_a_bomb_inside_a_book_stays_packed(path, tmp_path):
    bomb = odd.zipped({f"{n}.xml": b"0" * (1 << 20) for n in range(20)})
    path.write_bytes(odd.zipped(odd.base() | {"xl/embeddings/bomb.zip": bomb}))
    output = tmp_path / "out.xlsx"
    edit = CellEdit(sheet=odd.TITLE, row=9, column=1, value=1.0)
    XlsxHost(path, output=output).write(Changes(cells=[edit]))
    assert part(output, "xl/embeddings/bomb.zip") == bomb


def test_a_name_that_reads_no_sheet_is_left_out(path):
    relation = f"{RELATIONS}/worksheet"
    path.write_bytes(odd.zipped(odd.replaced(odd.base(), odd.RELS, relation, relation + "X")))
    assert XlsxHost(path).look().sheets == []
