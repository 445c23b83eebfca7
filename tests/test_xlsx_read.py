"""Reading workbooks: whatever the spelling, the same values, formats, formulas and frame."""

from __future__ import annotations

import re
import zipfile

import pytest
import xlsxwriter
from xlsx_tools import Book, strings, styles

from mkp_xl.book.grid import ErrorValue, FormulaAt, NameInfo, SheetInfo, TableInfo
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx import XlsxHost

TABLE = b"""<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1"
 name="T1" displayName="Clients" ref="B2:D9" totalsRowCount="1"><tableColumns count="3">
 <tableColumn id="1" name="A"/><tableColumn id="2" name="B"/><tableColumn id="3" name="C"/>
 </tableColumns></table>"""


@pytest.fixture
def host_of(tmp_path):
    """Return a function that writes a book and opens it."""

    def make(**wishes):
        return XlsxHost(Book(**wishes).write(tmp_path / "book.xlsx"))

    return make


def column(host, number=1, **limits):
    return host.read("Лист", columns=[number], **limits)[number]


def values(host, number=1):
    return column(host, number).values


def cells(*contents):
    """Return rows 1, 2, 3 ... whose cell A holds each content: attributes, then elements."""
    return "".join(
        f'<row r="{n}"><c r="A{n}"{content.partition("|")[0]}>{content.partition("|")[2]}</c></row>'
        for n, content in enumerate(contents, 1)
    )


def test_each_kind_of_cell_is_read_as_its_value(host_of):
    rows = cells(
        "|<v>1.50</v>",
        ' t="n"|<v>-2E-3</v>',
        ' t="s"|<v>0</v>',
        ' t="inlineStr"|<is><t>в ячейке</t></is>',
        ' t="str"|<f>A1</f><v>итог</v>',
        ' t="str"|<f>A1</f><v></v>',
        ' t="str"|<f>A1</f>',
        ' t="b"|<v>1</v>',
        ' t="b"|<v>0</v>',
        ' t="e"|<v>#DIV/0!</v>',
        "|",
        "|<v></v>",
        "|<f>A1</f>",
        ' t="d"|<v>2024-02-29T12:00:00</v>',
        "|<v>7</v>",
    )
    assert values(host_of(rows=rows, strings=strings("<t>общая</t>"))) == [
        *(1.5, -0.002, "общая", "в ячейке", "итог", "", "", True, False),
        *(ErrorValue("#DIV/0!"), None, None, None, 45351.5, 7.0),
    ]


def test_texts_lose_no_character(host_of):
    said = strings(
        "<t>a &amp; b &lt;c&gt; &quot;d&quot; &#1071;&#x42F;</t>",
        '<t xml:space="preserve"> края </t>',
        "<t>_x000D__x005F_x000D_ _x41_</t>",
        "<r><t>жир</t></r><r><rPr><b/></rPr><t>ный</t></r><rPh sb='0'><t>слог</t></rPh>",
        "<t>две\nстроки</t>",
        "<t/>",
        "",
        "<t><![CDATA[<сырой>]]></t>",
        "<t>&amp;lt; &#38;amp;</t>",
    )
    rows = cells(*(f' t="s"|<v>{n}</v>' for n in range(9)))
    assert values(host_of(rows=rows, strings=said)) == [
        *('a & b <c> "d" ЯЯ', " края ", "\r_x000D_ _x41_", "жирный", "две\nстроки", "", ""),
        *("<сырой>", "&lt; &amp;"),
    ]


def test_rich_text_inside_a_cell_is_joined(host_of):
    rows = cells(' t="inlineStr"|<is><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></is>')
    assert values(host_of(rows=rows)) == ["ab"]


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="A1" s="1"><v>5</v></c><c r="C1" t="b"><v>1</v></c></row>',
        '<row r="1"><c s="1" r="A1"><v>5</v></c><c t="b" r="C1"><v>1</v></c></row>',
        '<row><c s="1"><v>5</v></c><c/><c t="b"><v>1</v></c></row>',
        "<row r='1'><c r='A1' s='1'><v>5</v></c><c r='C1' t='b'><v>1</v></c></row>",
        (
            '<row  spans="1:3" r="1" >\n <c r="A1" s="1" >\n<v>5</v>\n</c> '
            '<c r="C1" t="b"><v>1</v></c>\n</row>\n'
        ),
        (
            '<row r="1"><c r="A1" s="1" cm="1" vm="2"><v>5</v></c>'
            '<c r="C1" t="b"><v>1</v><extLst/></c></row>'
        ),
        (
            '<row r="1"><c r="A1" s="1"><v>5</v></c><c r="B1"/>'
            '<c r="C1" t="b"><v>1</v></c><extLst/></row>'
        ),
    ],
)
def test_the_same_row_in_any_spelling_reads_the_same(host_of, row):
    host = host_of(rows=row, styles=styles(14))
    assert values(host, 1) == [5.0]
    assert values(host, 3) == [True]
    assert column(host, 1).formats == ["mm-dd-yy"]
    assert column(host, 2).values == [None]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_prefixes_and_the_strict_dialect_are_understood(host_of, prefix, strict):
    p = prefix
    rows = (
        f'<{p}row r="2"><{p}c r="B2" t="inlineStr"><{p}is><{p}t>да</{p}t></{p}is></{p}c>'
        f'<{p}c r="C2"><{p}f>B2&amp;"!"</{p}f><{p}v>3</{p}v></{p}c></{p}row>'
    )
    host = host_of(rows=rows, prefix=prefix, strict=strict)
    assert host.look().sheets == [SheetInfo(title="Лист", state="visible")]
    assert host.look().sheets[0].formulas == 1
    read = host.read("Лист")
    assert sorted(read) == [2, 3]
    assert read[2].values == [None, "да"]
    assert read[3].formulas == {2: FormulaAt('B2&"!"', 2, 3)}


def test_rows_stop_at_the_last_used_one(host_of):
    rows = '<row r="2"><c r="A2"><v>1</v></c></row><row r="9"><c r="B9" s="1"/></row>'
    host = host_of(rows=rows, styles=styles(14))
    assert values(host) == [None, 1.0]
    assert host.read("Лист", first_row=5) == {}
    assert column(host, first_row=3).values == []
    assert column(host, last_row=1).values == [None]
    assert host.read("Лист", first_row=2)[1].first_row == 2


def test_without_a_choice_all_columns_with_cells_are_read_at_one_length(host_of):
    rows = (
        '<row r="1"><c r="C1"><v>1</v></c></row><row r="3"><c r="A3"/><c r="E3"><v>2</v></c></row>'
    )
    read = host_of(rows=rows).read("Лист")
    assert {number: len(part.values) for number, part in read.items()} == {1: 3, 3: 3, 5: 3}


def test_formulas_are_read_with_the_base_of_their_group(host_of):
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c>'
        '<c r="B2"><f t="array" ref="B2:B3">ROW(1:2)</f><v>1</v></c></row>'
        '<row r="3"><c r="A3"><f ca="1">IF(B3&lt;"&amp;",1)</f><v>3</v></c>'
        '<c r="B3"><v>2</v></c></row>'
    )
    host = host_of(rows=rows)
    base = FormulaAt("B1*2", 1, 1)
    assert column(host).formulas == {1: base, 2: base, 3: FormulaAt('IF(B3<"&",1)', 3, 1)}
    assert column(host, first_row=2).formulas[2] == base
    assert column(host, 2).formulas == {2: FormulaAt("ROW(1:2)", 2, 2)}


def test_number_formats_are_given_as_codes(host_of):
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="{n - 1}"><v>1</v></c></row>' for n in range(1, 8))
    host = host_of(rows=rows, styles=styles(14, 9, "dd.mm.yyyy", 22, 27, 99))
    assert column(host).formats == [
        *("General", "mm-dd-yy", "0%", "dd.mm.yyyy", "m/d/yy h:mm", "yyyy-mm-dd", "General"),
    ]


def test_a_book_without_styles_or_strings_is_read(host_of):
    host = host_of(rows='<row r="1"><c r="A1" s="7"><v>1</v></c></row>')
    assert column(host).formats == ["General"]


def test_dates_of_the_1904_system_are_read_as_1900_serials(host_of):
    formats = ("dd.mm.yyyy", "h:mm", "[h]:mm", "0.00", "mmm")
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="{n}"><v>100.5</v></c></row>' for n in range(1, 6))
    host = host_of(rows=rows, styles=styles(*formats), properties='date1904="1"')
    assert values(host) == [1562.5, 100.5, 100.5, 100.5, 1562.5]


def test_sheets_come_in_the_order_of_tabs_and_chart_sheets_only_count(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        first = book.add_worksheet("Первый")
        first.write_column("A1", [1, 2])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Первый!$A$1:$A$2"})
        book.add_chartsheet("Диаграмма").set_chart(chart)
        book.add_worksheet("Второй").very_hidden()
        book.define_name("Второй!local", "=Второй!$A$1")
        book.define_name("whole", "=Первый!$A$1")
    info = XlsxHost(path).look()
    assert info.sheets == [
        SheetInfo(title="Первый", state="visible"),
        SheetInfo(title="Второй", state="veryHidden"),
    ]
    assert info.names == [
        NameInfo(name="local", sheet="Второй", refers_to="Второй!$A$1", hidden=False),
        NameInfo(name="whole", sheet=None, refers_to="Первый!$A$1", hidden=False),
    ]


def test_hidden_names_are_told_and_names_of_no_sheet_left_out(host_of):
    tail = (
        "<definedNames><definedName name='_mkp.x' localSheetId='0' hidden='1'>'A&amp;B'!$A$1"
        "</definedName><definedName name='dead' localSheetId='7'>#REF!</definedName></definedNames>"
    )
    assert host_of(tail=tail).look().names == [
        NameInfo(name="_mkp.x", sheet="Лист", refers_to="'A&B'!$A$1", hidden=True)
    ]


def test_tables_are_found_through_the_sheets_relationships(host_of):
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://x/table" Target="../TABLES/table1.xml"/>'
        '<Relationship Id="rId2" Type="http://x/relationships/hyperlink" Target="http://a.b" '
        'TargetMode="External"/></Relationships>'
    )
    extra = {
        "xl/worksheets/_rels/sheet1.xml.rels": relation.encode(),
        "xl/tables/table1.xml": TABLE,
    }
    assert host_of(extra=extra).look().tables == [
        TableInfo(
            name="Clients",
            sheet="Лист",
            first_row=2,
            last_row=9,
            first_column=2,
            last_column=4,
            header_rows=1,
            totals_rows=1,
        )
    ]


@pytest.mark.parametrize(
    "target",
    [
        "worksheets/sheet1.xml",
        "/xl/worksheets/sheet1.xml",
        "Worksheets/SHEET1.XML",
        "./x/../worksheets/sheet1.xml",
    ],
)
def test_a_sheet_is_found_however_its_relationship_spells_it(host_of, target):
    assert values(host_of(rows=cells("|<v>1</v>"), target=target)) == [1.0]


def test_a_tab_that_leads_nowhere_counts_but_is_not_listed(host_of):
    name = "<definedName name='n' localSheetId='1'>Лист!$A$1</definedName>"
    tail = f"<definedNames>{name}</definedNames>"
    host = host_of(titles=("Лист", "Ничто"), tail=tail)
    book = Book(titles=("Лист", "Ничто"), tail=tail).parts()["xl/workbook.xml"]
    orphan = book.replace(b' r:id="rId2"', b"")
    host = host_of(titles=("Лист", "Ничто"), tail=tail, extra={"xl/workbook.xml": orphan})
    info = host.look()
    assert [sheet.title for sheet in info.sheets] == ["Лист"]
    assert info.names[0].sheet == "Ничто"


def test_an_unknown_sheet_is_refused_by_name(host_of):
    with pytest.raises(HostError) as caught:
        host_of().read("Нет такого")
    assert caught.value.key == "no_sheet"
    assert caught.value.particulars["sheet"] == "Нет такого"
    assert caught.value.particulars["path"].endswith("book.xlsx")


def test_progress_is_told_from_nothing_to_all(tmp_path):
    told = []
    path = Book(rows=cells(*["|<v>1</v>"] * 150_000)).write(tmp_path / "book.xlsx")
    XlsxHost(path, progress=lambda *step: told.append(step)).read("Лист")
    assert told[0] == ("read", 0.0)
    assert told[-1] == ("read", 1.0)
    assert len(told) > 3
    assert told == sorted(told)


KINDS = {
    "number": ("|<v>{}</v>", ["1", "-2.5E-3", "1E5"]),
    "shared": (' t="s"|<v>{}</v>', ["0", "1"]),
    "text": (' t="str"|<f>A1</f><v>{}</v>', ["да", "a &amp;lt; b", ""]),
    "inline": (' t="inlineStr"|<is><t xml:space="preserve">{}</t></is>', ["да ", "&#1103;", ""]),
    "follower": ('|<f t="shared" si="0"/><v>{}</v>', ["7", "", "8"]),
    "words": (' t="str"|<f t="shared" si="0"/><v>{}</v>', ["ж", "", "з"]),
    "styled": (' s="1"|<v>{}</v>', ["46000", "46001.5"]),
    "day": (' s="1" t="d"|<v>2024-02-{}</v>', ["28", "29"]),
    "flag": (' t="b"|<v>{}</v>', ["0", "1"]),
    "error": (' t="e"|<v>{}</v>', ["#N/A", "#REF!"]),
}  # fmt: skip


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", ["", "|", ' s="1"|', ' s="2"|', " |<v>5</v>", "|<v></v>"])
def test_a_long_column_says_what_its_cells_say_one_by_one(host_of, kind, other, is_1904):
    """Many cells alike are read at once, a few are read each for itself."""
    content, said = KINDS[kind]
    base = '|<f t="shared" ref="A1:A99" si="0">B1</f><v>1</v>'
    contents = [base, *(content.format(said[n % len(said)]) for n in range(40))]
    if other:
        contents[9::7] = [other] * len(contents[9::7])
    host = host_of(
        rows=re.sub("(<c [^<>]*)></c>", r"\1/>", cells(*contents)),
        strings=strings("<t>ноль</t>", "<t>a &amp; b</t>"),
        styles=styles("dd.mm.yyyy", "0.00"),
        properties='date1904="1"' if is_1904 else "",
    )
    whole = column(host, first_row=2)
    for row in range(2, len(whole.values) + 2):
        alone = column(host, first_row=row, last_row=row)
        met = whole.values[row - 2], whole.formats[row - 2], whole.formulas.get(row)
        assert met == (alone.values[0], alone.formats[0], alone.formulas.get(row)), row
        assert type(met[0]) is type(alone.values[0])


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="str"><v>a\0b</v></c></row>',
        '<row r="&#49;"><c><v>1</v></c></row>',
        '<row r=" 1"><c><v>1</v></c></row>',
        '<row r="1"><c r="A1"><x:v xmlns:x="urn:x">1</x:v></c></row>',
        '<row r="1"><x:c xmlns:x="urn:x" r="A1"><v>1</v></x:c></row>',
        '<row r="1"><c r="A1"><v>1_0</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>0_0</v></c></row>',
        '<row r="1"><c r="A1" t="b"><v>да</v></c></row>',
    ],
)
@pytest.mark.parametrize("copies", [2, 40])
def test_what_cannot_be_read_rightly_is_not_read(host_of, rows, copies):
    """One such cell among many alike is found too."""
    more = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, copies + 1))
    host = host_of(rows=rows + more, strings=strings("<t>a</t>"))
    with pytest.raises(HostError) as error:
        column(host)
    assert error.value.key in ("damaged", "sheet_markup")


@pytest.mark.parametrize(("said", "value"), [("TRUE", True), ("true", True), ("False", False)])
def test_a_boolean_may_be_spelt_out(host_of, said, value):
    assert values(host_of(rows=cells(f' t="b"|<v>{said}</v>'))) == [value]


def test_a_zip_with_backslashes_is_read(tmp_path):
    parts = Book(rows=cells("|<v>7</v>")).parts()
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name.replace("/", "\\")), content)
    assert values(XlsxHost(path)) == [7.0]


def test_a_book_whose_tabs_lead_nowhere_is_damaged(tmp_path):
    parts = Book().parts()
    del parts["xl/_rels/workbook.xml.rels"]
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(HostError) as error:
        XlsxHost(path).look()
    assert error.value.key == "damaged"


# what a look at some rows must not be troubled by


def test_what_is_damaged_below_the_rows_asked_for_troubles_nobody(host_of):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="A9" t="s"><v>9999</v></c></row>'
    host = host_of(rows=rows, strings=strings("<t>a</t>"))
    assert column(host, last_row=5).values[0] == 1.0
    with pytest.raises(HostError, match="damaged"):
        column(host)


@pytest.mark.parametrize("spelling", ["2", " 2", "\n2\n", "+2", "0" * 20 + "2"])
def test_a_string_s_index_is_read_however_it_is_spelt(host_of, spelling):
    rows = cells(f' t="s"|<v>{spelling}</v>', ' t="s"|<v>1</v>')
    host = host_of(rows=rows, strings=strings("<t>a</t>", "<t>b</t>", "<t>c</t>"))
    assert values(host) == ["c", "b"]


def test_a_blank_cell_with_an_attribute_of_its_own_is_blank(host_of):
    host = host_of(
        rows='<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2" ph="1"/></row>'
    )
    assert host.occupied("Лист", 1) == {1}
    assert len(column(host).values) == 1


def test_a_formula_whose_group_is_carried_below_has_its_text(host_of):
    user = '<row r="1"><c r="A1"><f t="shared" si="0"/><v>1</v></c></row>'
    carrier = '<f t="shared" ref="A1:A9" si="0">B9</f>'
    between = "".join(f'<row r="{n}"><c r="B{n}"><v>1</v></c></row>' for n in range(2, 9))
    host = host_of(rows=f'{user}{between}<row r="9"><c r="A9">{carrier}<v>2</v></c></row>')
    assert column(host, last_row=3).formulas == {1: FormulaAt("B9", 9, 1)}


def test_errors_are_told_from_top_to_bottom_whatever_else_their_rows_hold(host_of):
    other = '<c r="B{n}"><v>1</v></c>'
    error = '<row r="{n}"><c r="A{n}" t="e" ><v>#N/A</v></c>{more}</row>\n'
    rows = [error.format(n=n, more=other.format(n=n) if n % 2 else "") for n in range(1, 7)]
    host = host_of(rows="".join(rows))
    assert column(host).values.others.odd == [0, 1, 2, 3, 4, 5]
