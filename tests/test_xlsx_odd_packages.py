"""Packages that programs write in odd ways: read right, and changed in our cells alone."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime

import cli_tools
import odd_packages as odd
import pytest
from fuzz import witness
from xlsx_tools import MAIN, STRICT, opened, part, raw_members, strings, styles

from mkp_xl.book.grid import Action, CellEdit, Changes, ColumnEdit, Style
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx import XlsxHost

NEW = [10.0, "новый <&> текст", True]
ADDED = {
    (1, 3): (None, "n", "10"),
    (2, 3): (None, "inlineStr", "новый <&> текст"),
    (3, 3): (None, "b", "1"),
}
SEEN = [["Клиент", "Ромашка", '="a"'], ["Сумма", datetime(2023, 3, 15), 1.5], NEW]  # noqa: DTZ001
"""What openpyxl makes of the columns after the change."""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "book.xlsx"


def values_of(path, title=odd.TITLE):
    """Return all values of a sheet by column."""
    return {n: cells.values for n, cells in XlsxHost(path).read(title).items()}


def change(path, output, title=odd.TITLE, values=NEW):
    """Write one column beside the others."""
    edit = ColumnEdit(
        sheet=title, column=3, first_row=1, values=values,
        actions=bytes([Action.VALUE]) * len(values),
    )  # fmt: skip
    XlsxHost(path, output=output).write(Changes(columns=[edit]))


def assert_works(path, *, sheet=odd.SHEET, openpyxl=True):
    """Assert that the book says what it should, before and after a change of one column."""
    assert values_of(path) == odd.VALUES
    output = path.with_name("out.xlsx")
    change(path, output)
    assert values_of(output) == odd.VALUES | {3: NEW}
    with zipfile.ZipFile(output) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    old, new = raw_members(path), raw_members(output)
    assert list(old) == names
    assert [name for name in names if old[name] != new[name]] == [sheet]
    assert witnessed(part(output, sheet)) == witnessed(part(path, sheet)) | ADDED
    if openpyxl:
        book = opened(output)[odd.TITLE]
        assert [[cell.value for cell in book[column]] for column in "ABC"] == SEEN


def witnessed(sheet):
    """Return what an independent reader makes of the cells of a sheet part."""
    return {
        (row.number, column): (cell.formula, cell.attributes.get("t", "n"), value(cell))
        for row in witness.rows_of(sheet)
        for column, cell in row.cells.items()
    }


def value(cell):
    return cell.inline if cell.inline is not None else cell.value


PARTS = {
    "plain": odd.base,
    "prefixes everywhere": lambda: odd.prefixed(odd.base()),
    "strict": lambda: odd.base(
        strict=True,
        strings=odd.STRINGS.replace(MAIN, STRICT),
        styles=styles(14).replace(MAIN, STRICT),
    ),
    "marks of utf-8": lambda: odd.with_marks(odd.base()),
    "an absolute target": lambda: odd.base(target="/xl/worksheets/sheet1.xml"),
    "mixed case": lambda: odd.renamed(odd.base(), _mixed),
    "other kinds of sheets": lambda: odd.with_sheet("chartsheet", "chartsheets", "chartsheet"),
    "a dialog": lambda: odd.with_sheet("dialogsheet", "dialogsheets", "dialogsheet"),
    "macro sheets": lambda: odd.with_sheet("xlMacrosheet", "macrosheets", "macrosheet"),
    "parts of other programs": odd.with_foreign_parts,
    "nothing to say": lambda: odd.replaced(
        odd.base(), odd.WORKBOOK, "<workbookPr />", "<?app x?><!-- <sheets> -->"
    ),
    "a protected sheet": lambda: odd.base(
        after='<sheetProtection algorithmName="SHA-512" hashValue="eA==" sheet="1" objects="1"/>'
    ),
    "a protected book": lambda: odd.base(
        tail='<workbookProtection lockStructure="1" lockWindows="1"/>'
    ),
    "an alternate content around the view": lambda: odd.base(
        before='<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        'markup-compatibility/2006"><mc:Choice Requires="x"/><mc:Fallback/></mc:AlternateContent>'
    ),
    "no declaration": lambda: {
        n: data.removeprefix(odd.HEAD.encode()) for n, data in odd.base().items()
    },
    "declared in other quotes": lambda: {
        n: data.replace(b'encoding="UTF-8"', b"encoding='Utf-8'") for n, data in odd.base().items()
    },
    "a dangling chain and theme": lambda: odd.replaced(
        odd.base(),
        odd.RELS,
        "</Relationships>",
        f'<Relationship Id="rId50" Type="{odd.RELATIONS}/calcChain" Target="calcChain.xml"/>'
        f'<Relationship Id="rId51" Type="{odd.RELATIONS}/theme" Target="theme/theme1.xml"/>'
        "</Relationships>",
    ),
    "rows and cells that say no place": lambda: odd.base(
        rows=re.sub(r' r="[A-Z]*[0-9]+"', "", odd.ROWS)
    ),
}


def _mixed(name):
    return name if name == odd.TYPES else name.replace("xl/", "XL/").replace("sheet1", "Sheet1")


NOT_OPENPYXL = {
    *("strict", "mixed case", "other kinds of sheets", "parts of other programs"),
    *("backslashes", "slashes"),
}
"""What it cannot open, or would need more parts of."""


@pytest.mark.parametrize("name", PARTS)
def test_parts_written_in_odd_ways_are_read_and_changed(path, name):
    parts = PARTS[name]()
    path.write_bytes(odd.zipped(parts))
    sheet = next(n for n in parts if n.casefold() == odd.SHEET)
    assert_works(path, sheet=sheet, openpyxl=name not in NOT_OPENPYXL)


ZIPS = {
    "stored": lambda: odd.zipped(odd.base(), zipfile.ZIP_STORED),
    "sizes behind the data": lambda: odd.with_sizes_behind(odd.base()),
    "zip64 everywhere": lambda: odd.with_zip64(odd.base()),
    "folders, links and names": lambda: odd.with_folders_and_links(odd.base()),
    "an old code page": lambda: odd.in_old_code_page(odd.base()),
    "bytes behind the end": lambda: odd.zipped(odd.base()) + bytes(1000),
    "a member before the zip": lambda: odd.zipped({"a": b"x"})[:33] + odd.zipped(odd.base()),
    "backslashes": lambda: odd.zipped(odd.renamed(odd.base(), lambda n: n.replace("/", "\\"))),
    "slashes": lambda: odd.zipped(odd.renamed(odd.base(), lambda n: "/" + n)),
}


@pytest.mark.parametrize("name", ZIPS)
def test_zips_written_in_odd_ways_are_read_and_changed(path, name):
    path.write_bytes(ZIPS[name]())
    sheet = {"backslashes": odd.SHEET.replace("/", "\\"), "slashes": "/" + odd.SHEET}
    assert_works(path, sheet=sheet.get(name, odd.SHEET), openpyxl=name not in NOT_OPENPYXL)


def test_texts_numbers_and_styles_beyond_what_excel_writes_are_read(path):
    long = "ы" * 40_000
    cells = (
        f'<c r="A1" t="inlineStr"><is><t>{long}</t></is></c><c r="B1" s="99999"><v>1</v></c>'
        '<c r="C1"><v>123456789012345678901234567890</v></c><c r="D1"><v>1E-400</v></c>'
        '<c r="E1" t="inlineStr"><is><t xml:space="preserve"> a\t</t></is></c>'
        '<c r="F1" t="str"><v>_x000A_</v></c><c r="XFD1"><v>7</v></c>'
    )
    rows = f'<row r="1">{cells}</row><row r="1048576"><c r="A1048576"><v>9</v></c></row>'
    path.write_bytes(odd.zipped(odd.base(rows=rows)))
    host = XlsxHost(path)
    first = {n: cells.values[0] for n, cells in host.read(odd.TITLE, last_row=1).items()}
    assert first == {1: long, 2: 1.0, 3: 123456789012345678901234567890.0, 4: 0.0, 5: " a\t",
                     6: "\n", 16384: 7.0}  # fmt: skip
    last = host.read(odd.TITLE, first_row=1048576, columns=[1])
    assert last[1].values == [9.0]


def test_a_book_of_charts_only_has_no_sheets_and_none_is_invented(path):
    path.write_bytes(odd.zipped(odd.with_sheet("chartsheet", "", "chartsheet", only=True)))
    host = XlsxHost(path)
    assert host.look().sheets == []
    with pytest.raises(HostError) as caught:
        host.read(odd.TITLE)
    assert caught.value.key == "no_sheet"


def test_a_style_is_added_to_sixty_thousand_others(path):
    sheet = styles(14).replace(
        '<cellXfs count="2">', '<cellXfs count="60002">' + '<xf numFmtId="9"/>' * 60_000
    )
    path.write_bytes(odd.zipped(odd.base(styles=sheet)))
    edit = CellEdit(sheet=odd.TITLE, row=9, column=1, value=1.0, style=Style(number_format="0.0"))
    XlsxHost(path).write(Changes(cells=[edit]))
    assert XlsxHost(path).read(odd.TITLE, first_row=9)[1].formats == ["0.0"]


LIST = strings(*(f"<t>{t}</t>" for t in ("Клиент", "Потенциал", "Закупки за 12 мес.", "А", "Б")))
LIST_ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
    '<c r="C1" t="s"><v>2</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2"><v>900000</v></c>'
    '<c r="C2"><v>100</v></c></row>'
    '<row r="3"><c r="A3" t="s"><v>4</v></c><c r="B3"><v>5000</v></c>'
    '<c r="C3"><v>4900</v></c></row>'
)
AS_LIST = {
    "prefixes everywhere": lambda parts: odd.zipped(odd.prefixed(parts)),
    "zip64 everywhere": odd.with_zip64,
    "backslashes": lambda parts: odd.zipped(odd.renamed(parts, lambda n: n.replace("/", "\\"))),
    "slashes": lambda parts: odd.zipped(odd.renamed(parts, lambda n: "/" + n)),
}


def answers(path, content):
    """Return what every sheet says after the list is attached and recalculated."""
    path.write_bytes(content)
    for command in (("attach",), ("recalc", "--as-of", cli_tools.DAY)):
        told = cli_tools.mkp(command[0], path, *command[1:])
        assert told.code in (0, 1), told.err
    return {sheet.title: values_of(path, sheet.title) for sheet in XlsxHost(path).look().sheets}


@pytest.fixture(scope="module")
def plain_answers(tmp_path_factory):
    path = tmp_path_factory.mktemp("plain") / "list.xlsx"
    return answers(path, odd.zipped(odd.base(rows=LIST_ROWS, strings=LIST)))


@pytest.mark.parametrize("name", AS_LIST)
def test_a_list_in_an_odd_package_gets_the_same_answers(tmp_path, plain_answers, name):
    content = AS_LIST[name](odd.base(rows=LIST_ROWS, strings=LIST))
    assert answers(tmp_path / "list.xlsx", content) == plain_answers
    if name not in NOT_OPENPYXL:
        assert opened(tmp_path / "list.xlsx").sheetnames == list(plain_answers)
    assert len(plain_answers) > 3
    assert "А" in plain_answers[odd.TITLE][1]
