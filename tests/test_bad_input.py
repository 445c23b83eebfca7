"""Bad input through the command line: never a traceback, never silence, never a changed cell."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import unicodedata
import zipfile

import cli_tools as t
import openpyxl
import pytest
import xlsxwriter
from cli_tools import AS_OF, DAY, HEADERS, LANGS, TITLES, Cell, Formula
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName

pytestmark = pytest.mark.sampled(4)

BOTH = pytest.mark.parametrize("lang", LANGS)
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
LEAKS = re.compile(r"Traceback|[a-z]_[a-z]|\bNone\b|\{|\(\)")
"""What a sentence for people never holds."""
DATE, TIME = dt.date, dt.datetime
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
GOOD = ("Полный", 600_000, 100_000, DATE(2026, 11, 1))
"""A client of segment 8 beside whom the bad ones stand."""


def refused(told, lang, *named):
    """Hold a refusal to its promise: exit code 2, one paragraph, in the user's language."""
    assert told.code == 2, told
    assert told.out == ""
    assert "Traceback" not in told.err
    said = " ".join(told.err.split())
    assert 10 < len(said) < 400, said
    bare = re.sub(r"«.*?»|“.*?”|/\S+", "", said)
    assert not LEAKS.search(bare), said
    assert bool(CYRILLIC.search(bare)) == (lang == "ru"), said
    for word in named:
        assert word.lower() in said.lower(), said


def snapshot(folder):
    """Return every file below a folder and its bytes."""
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def only(findings, cell):
    """Return the one finding of a cell."""
    found = [f for f in findings if f["cell"] == cell]
    assert len(found) == 1, found or findings
    return found[0]


def words(finding):
    """Return what a finding says, spaces made plain."""
    return (finding["message"] + " " + finding["action"]).replace("\u00a0", " ").lower()


def balanced(summary, rows):
    """Hold a summary to the law that no client is lost."""
    assert summary["clients"] == rows
    assert sum(summary["segments"].values()) == rows
    assert sum(summary["coverage"].values()) == rows


# --- files that are no workbooks -----------------------------------------------------------------


def workbook_bytes():
    """Return a small valid workbook."""
    target = io.BytesIO()
    made = openpyxl.Workbook()
    t.fill(made.active, [HEADERS["ru"][:4], GOOD])
    made.save(target)
    return target.getvalue()


def package(changes, *, without=()):
    """Return a valid workbook with some of its parts put in others' place."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook_bytes())) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in source.namelist():
            if name not in without:
                made.writestr(name, changes.pop(name, source.read(name)))
        for name, data in changes.items():
            made.writestr(name, data)
    return target.getvalue()


def archive(parts):
    """Return a zip of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return target.getvalue()


def flipped():
    """Return a workbook one byte of which went wrong on the way, inside the sheet."""
    data = bytearray(workbook_bytes())
    place = data.index(b"xl/worksheets/sheet1.xml") + 80
    data[place] ^= 0xFF
    return bytes(data)


SHEET = "xl/worksheets/sheet1.xml"
NO_WORKBOOKS = {
    "of nothing": lambda: b"",
    "of one letter": lambda: b"P",
    "of text": "Просто текст, никакая не книга\n".encode,
    "of csv": lambda: "Клиент;Потенциал\nАльфа;100\n".encode("cp1251"),
    "of csv with a mark": "\ufeffКлиент;Потенциал\nАльфа;100\n".encode,
    "of wide text": lambda: "Клиент\tПотенциал\n".encode("utf-16"),
    "of html": lambda: b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    "of xml": lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    "of pdf": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "of an image": lambda: b"\x89PNG\r\n\x1a\n" + bytes(200),
    "of zeros": lambda: bytes(5000),
    "of old xls": lambda: OLE + "Workbook".encode("utf-16-le") + bytes(500),
    "of older xls": lambda: b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(200),
    "of a password": lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(500),
    "of another program": lambda: OLE + "WordDocument".encode("utf-16-le") + bytes(500),
    "cut in half": lambda: workbook_bytes()[: len(workbook_bytes()) // 2],
    "cut at its end": lambda: workbook_bytes()[:-10],
    "cut after its head": lambda: workbook_bytes()[:10],
    "with a wrong byte": flipped,
    "of any zip": lambda: archive({"readme.txt": "привет"}),
    "of an empty zip": lambda: b"PK\x05\x06" + bytes(18),
    "of a text document": lambda: archive(
        {"[Content_Types].xml": "<Types/>", "word/a.xml": "<a/>"}
    ),
    "of open document": lambda: archive(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
    ),
    "without its sheet": lambda: package({}, without=(SHEET,)),
    "without its workbook": lambda: package({}, without=("xl/workbook.xml",)),
    "with a broken sheet": lambda: package({SHEET: b"<worksheet><sheetData><row"}),
    "with a sheet of text": lambda: package({SHEET: b"hello"}),
    "with an empty sheet part": lambda: package({SHEET: b""}),
    "with a wrong string number": lambda: package(
        {SHEET: _sheet(b'<c r="A1" t="s"><v>99999</v></c>')}
    ),
    "with a wrong number": lambda: package({SHEET: _sheet(b'<c r="A1"><v>abc</v></c>')}),
    "with a wrong place": lambda: package({SHEET: _sheet(b'<c r="ZZZZ1"><v>1</v></c>')}),
    "with an entity": lambda: package(
        {SHEET: b'<!DOCTYPE a [<!ENTITY x "y">]>' + _sheet(b'<c r="A1"><v>1</v></c>')}
    ),
}


def _sheet(cell):
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="%b"><sheetData><row r="1">%b</row></sheetData></worksheet>' % (
        space,
        cell,
    )


@BOTH
@pytest.mark.parametrize("command", ["check", "recalc", "attach", "show"])
@pytest.mark.parametrize("kind", NO_WORKBOOKS)
def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(tmp_path, kind, command, lang):
    path = tmp_path / "данные.xlsx"
    path.write_bytes(NO_WORKBOOKS[kind]())
    before = snapshot(tmp_path)
    refused(t.mkp(command, path, lang=lang), lang, "данные.xlsx")
    assert snapshot(tmp_path) == before


@BOTH
@pytest.mark.parametrize(
    ("kind", "ru", "en"),
    [
        ("of nothing", "пуст", "empty"),
        ("of csv", ".xlsx", ".xlsx"),
        ("of old xls", ".xls", ".xls"),
        ("of older xls", ".xls", ".xls"),
        ("of a password", "парол", "password"),
        ("cut in half", "поврежд", "damaged"),
        ("cut at its end", "поврежд", "damaged"),
        ("with a wrong byte", "поврежд", "damaged"),
        ("of pdf", "не книга", "not an excel workbook"),
    ],
)
def test_the_sentence_says_what_the_file_is(tmp_path, kind, ru, en, lang):
    path = tmp_path / "f.xlsx"
    path.write_bytes(NO_WORKBOOKS[kind]())
    refused(t.mkp("recalc", path, lang=lang), lang, ru if lang == "ru" else en)


@pytest.mark.parametrize(
    "kind", ["cut in half", "cut at its end", "cut after its head", "with a wrong byte"]
)
def test_the_sentence_about_a_damaged_file_is_russian_to_its_end(tmp_path, kind):
    path = tmp_path / "f.xlsx"
    path.write_bytes(NO_WORKBOOKS[kind]())
    said = t.mkp("recalc", path, lang="ru").said
    assert "(:" not in said
    latin = re.findall(r"[A-Za-z]{2,}", re.sub(r"\S*/\S+|\S+\.xlsx", "", said))
    assert set(latin) <= {"Excel", "xlsx"}, said


@BOTH
@pytest.mark.parametrize("kind", ["of open document", "of a text document", "of html", "of csv"])
def test_the_sentence_about_another_kind_of_file_says_what_to_do(tmp_path, kind, lang):
    path = tmp_path / "f.xlsx"
    path.write_bytes(NO_WORKBOOKS[kind]())
    told = t.mkp("recalc", path, lang=lang)
    refused(told, lang, "сохраните" if lang == "ru" else "save")


@BOTH
@pytest.mark.parametrize("command", ["check", "recalc", "attach", "show"])
def test_a_missing_file_is_refused_in_one_sentence(tmp_path, command, lang):
    refused(t.mkp(command, tmp_path / "нет.xlsx", lang=lang), lang, "нет.xlsx")
    assert list(tmp_path.iterdir()) == []


@BOTH
@pytest.mark.parametrize("command", ["check", "recalc", "attach", "show"])
def test_a_folder_is_refused_in_one_sentence(tmp_path, command, lang):
    folder = tmp_path / "папка.xlsx"
    folder.mkdir()
    refused(t.mkp(command, folder, lang=lang), lang, "папка.xlsx")
    told = t.mkp(command, tmp_path, lang=lang)
    refused(told, lang, "папка" if lang == "ru" else "folder")


@BOTH
def test_an_empty_name_is_refused_in_one_sentence(lang):
    refused(t.mkp("recalc", "", lang=lang), lang)


@BOTH
def test_a_name_too_long_for_the_disk_is_refused_in_one_sentence(tmp_path, lang):
    path = tmp_path / ("я" * 250 + ".xlsx")
    told = t.mkp("recalc", path, lang=lang)
    assert told.code == 2
    assert "Traceback" not in told.err
    assert told.err.strip()


@BOTH
@pytest.mark.parametrize("lock", ["~$book.xlsx", ".~lock.book.xlsx#"])
def test_a_book_open_in_another_program_is_not_written(tmp_path, lock, lang):
    path = t.book(tmp_path / "book.xlsx", [GOOD], lang=lang)
    (tmp_path / lock).write_text("")
    before = snapshot(tmp_path)
    for command in ("recalc", "attach"):
        refused(t.mkp(command, path, lang=lang), lang, lock)
    assert snapshot(tmp_path) == before
    assert t.mkp("check", path, lang=lang).code == 0  # reading harms nobody


@BOTH
@pytest.mark.parametrize("where", ["reading", "writing"])
def test_no_permission_is_told_in_the_users_words(tmp_path, monkeypatch, where, lang):
    path = t.book(tmp_path / "book.xlsx", [GOOD], lang=lang)
    real = type(path).open

    def denied(self, mode="r", *more, **options):
        if self.suffix == ".xlsx" and where == "reading":
            raise PermissionError(13, "Permission denied", str(self))
        if "w" in mode and where == "writing":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, mode, *more, **options)

    monkeypatch.setattr(type(path), "open", denied)
    told = t.mkp("recalc", path, lang=lang)
    monkeypatch.undo()
    refused(told, lang)
    assert "no_access" not in told.err


# --- books without a list, with two, with headers doubled ----------------------------------------


def sheets(path, tables):
    """Write a book of plain sheets by title."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in tables.items():
        t.fill(made.create_sheet(title), rows)
    made.save(path)
    return path


@BOTH
@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("План", "Факт"), (1, 2)],
        [("Клиент",), ("Альфа",)],
        [("Потенциал", "Закупки за 12 мес."), (1, 2)],
    ],
)
@pytest.mark.parametrize("command", ["check", "recalc", "attach"])
def test_a_book_without_a_list_is_told_what_a_list_needs(tmp_path, rows, command, lang):
    path = sheets(tmp_path / "b.xlsx", {"Лист1": rows})
    before = snapshot(tmp_path)
    told = t.mkp(command, path, lang=lang)
    assert (told.code, told.out) == (2, "")
    assert HEADERS[lang][0] in told.err
    assert HEADERS[lang][1] in told.err
    assert ("не найден" in told.err) == (lang == "ru")
    assert snapshot(tmp_path) == before


@BOTH
def test_two_lists_are_told_apart_by_the_person(tmp_path, lang):
    rows = [HEADERS[lang][:4], GOOD]
    path = sheets(tmp_path / "b.xlsx", {"Москва": rows, "Казань": rows})
    before = snapshot(tmp_path)
    for command in ("check", "recalc", "attach"):
        refused(t.mkp(command, path, lang=lang), lang, "Москва", "Казань", TITLES[lang]["clients"])
    assert snapshot(tmp_path) == before


@BOTH
def test_of_two_lists_the_one_named_clients_counts_and_the_other_is_reported(tmp_path, lang):
    rows = [HEADERS[lang][:4], GOOD]
    path = sheets(tmp_path / "b.xlsx", {"Казань": [*rows, GOOD], TITLES[lang]["clients"]: rows})
    t.attach(path, lang=lang)
    assert t.recalc(path, lang=lang)["clients"] == 1
    assert any(f["sheet"] == "Казань" for f in t.check(path, lang=lang))
    assert t.marks(path, "Казань") == {}


@BOTH
@pytest.mark.parametrize("doubled", [0, 1, 2, 3])
def test_a_header_that_stands_twice_is_refused_by_name_and_columns(tmp_path, doubled, lang):
    heads = HEADERS[lang][:4]
    path = sheets(tmp_path / "b.xlsx", {"Л": [(*heads, heads[doubled]), GOOD]})
    told = t.mkp("attach", path, lang=lang)
    refused(told, lang, heads[doubled])
    assert " E" in told.err
    assert f"{'ABCD'[doubled]} " in told.err


@BOTH
def test_two_headers_of_one_meaning_are_refused_by_both_their_names(tmp_path, lang):
    heads = {"ru": ("Клиент", "Контрагент"), "en": ("Client", "Company")}[lang]
    path = sheets(tmp_path / "b.xlsx", {"Л": [(*heads, HEADERS[lang][1]), ("А", "Б", 1)]})
    told = t.mkp("attach", path, lang=lang)
    refused(told, lang, *heads)


def test_a_header_beside_an_excel_table_does_not_double_one_inside_it(tmp_path):
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Клиенты")
        heads = [{"header": head} for head in HEADERS["ru"][:3]]
        sheet.add_table(0, 0, 1, 2, {"data": [["А", 600_000, 1]], "columns": heads})
        sheet.write_row(0, 4, ["Потенциал", "прошлого года"])
    assert t.recalc(path)["segments"]["8"] == 1


@BOTH
def test_two_logs_are_told_apart_by_the_person(tmp_path, lang):
    log = [t.LOG_HEADERS[lang]["orders"], ("Полный", DATE(2026, 1, 1), 5)]
    tables = {TITLES[lang]["clients"]: [HEADERS[lang][:4], GOOD], "Х": log, "У": log}
    path = sheets(tmp_path / "b.xlsx", tables)
    t.attach(path, lang=lang)
    found = [f for f in t.check(path, lang=lang) if f["code"] == "several_logs"]
    assert {f["sheet"] for f in found} == {"Х", "У"}
    assert all(TITLES[lang]["orders"] in f["message"] for f in found)
    t.edit(path, lambda book: setattr(book["У"], "title", TITLES[lang]["orders"]))
    assert "several_logs" not in [f["code"] for f in t.check(path, lang=lang)]


# --- cells of money ------------------------------------------------------------------------------

BAD_MONEY = [
    ("a word", "много", "число", "number"),
    ("a dash", "-", "пусто", "empty"),
    ("a question", "?", "пусто", "empty"),
    ("a range", "100-200", "число", "number"),
    ("a range in words", "500-700 тыс.", "число", "number"),
    ("a beyond-all number", 1e308, "больше", "above"),
    ("digits too many", 1e14, "больше", "above"),
    ("a negative", -1, "меньше", "below"),
    ("a negative text", "-100", "меньше", "below"),
    ("an error", "#N/A", "ошибка", "error"),
    ("a division by nothing", "#DIV/0!", "ошибка", "error"),
    ("true", True, "истина", "true"),
    ("false", False, "ложь", "false"),
    ("dollars before", "$ 100", "валют", "currency"),
    ("dollars close", "$100", "валют", "currency"),
    ("euros after", "100 €", "валют", "currency"),
    ("a code of currency", "100 USD", "валют", "currency"),
    ("tenge", "100 тенге", "валют", "currency"),
    ("dollars by format", Cell(100, "[$$-409]#,##0.00"), "валют", "currency"),
    ("euros by format", Cell(100, "#,##0.00\\ [$€-407]"), "валют", "currency"),
    ("pounds by format", Cell(100, "[$£-809]#,##0"), "валют", "currency"),
    ("dollars by a quoted word", Cell(100, '#,##0 "USD"'), "валют", "currency"),
    ("a date", DATE(2026, 11, 1), "дата", "date"),
    ("a time", Cell(0.5, "hh:mm"), "дата", "date"),
    ("a percentage", Cell(0.5, "0%"), "процент", "percent"),
    ("a percentage with decimals", Cell(0.5, "0.00%"), "процент", "percent"),
    ("a point that may be thousands", "1.234", "тысяч", "thousands"),
]


GOOD_MONEY = [
    ("600000", 600_000),
    ("600 000", 600_000),
    ("600\u00a0000", 600_000),
    ("600\u202f000,50", 600_000.5),
    (" 600000 ", 600_000),
    ("600000,5", 600_000.5),
    ("600000.5", 600_000.5),
    ("1.234.567,89", 1_234_567.89),
    ("1,234,567.89", 1_234_567.89),
    ("600 000 руб.", 600_000),
    ("600 000 ₽", 600_000),
    ("₽600000", 600_000),
    ("0,6 млн", 600_000),
    ("600 тыс. руб.", 600_000),
    ("500000+100000", 600_000),
    ("600 000*", 600_000),
    (Cell(600_000, '#,##0.00\\ "₽"'), 600_000),
    (Cell(600_000, "#,##0.00\\ [$₽-419]"), 600_000),
    (Cell(600_000, "[Red]#,##0;[Blue]-#,##0"), 600_000),
    (Cell(600_000, "@"), 600_000),
    (600_000.005, 600_000.01),
    (0, 0),
    ("0", 0),
    (1e13, 1e13),
]


class Judged:
    """A book of many clients, computed once: what it says of each of them."""

    def __init__(self, path, rows, lang, **more):
        self.path = t.attach(t.book(path, rows, lang=lang, **more), lang=lang)
        self.rows = t.ours(path, TITLES[lang]["clients"])
        self.findings = t.check(path, lang=lang)
        self.summary = t.recalc(path, lang=lang)

    def row(self, place):
        """Return our cells of a client, the first one's place being 0."""
        return self.rows[place]

    def finding(self, column, place):
        """Return the only finding of a client's cell."""
        return only(self.findings, f"{column}{place + 2}")


@pytest.fixture(scope="module", params=LANGS)
def amounts(request, tmp_path_factory):
    """Return a book of every bad amount: first as potential, then as purchases."""
    rows = [("Плохой", raw, 5, DATE(2026, 11, 1)) for _, raw, *_ in BAD_MONEY]
    rows += [("Плохой", 600_000, raw, DATE(2026, 11, 1)) for _, raw, *_ in BAD_MONEY]
    rows = [(f"{row[0]} {place}", *row[1:]) for place, row in enumerate([*rows, GOOD])]
    judged = Judged(tmp_path_factory.mktemp("money") / "b.xlsx", rows, request.param)
    judged.lang = request.param
    return judged


@pytest.mark.parametrize("place", range(len(BAD_MONEY)), ids=[case[0] for case in BAD_MONEY])
def test_a_potential_that_is_no_amount_is_a_finding_and_no_segment(amounts, place):
    _, _, ru, en = BAD_MONEY[place]
    finding, row = amounts.finding("B", place), amounts.row(place)
    assert (ru if amounts.lang == "ru" else en) in words(finding)
    assert finding["value"]
    assert [row[key] for key in ("segment", "potential", "progress", "gap")] == [None] * 4
    assert ("потенциал" if amounts.lang == "ru" else "potential") in row["why"]


@pytest.mark.parametrize("place", range(len(BAD_MONEY)), ids=[case[0] for case in BAD_MONEY])
def test_purchases_that_are_no_amount_are_a_finding_and_no_segment(amounts, place):
    _, raw, ru, en = BAD_MONEY[place]
    row = amounts.row(place + len(BAD_MONEY))
    finding = amounts.finding("C", place + len(BAD_MONEY))
    if raw in (-1, "-100"):  # more returned than bought
        ru, en = "возврат", "return"
        assert row["segment"] == 7
    else:
        assert (row["segment"], row["purchases"]) == (None, None)
        assert ("закуп" if amounts.lang == "ru" else "purchases") in row["why"]
    assert (ru if amounts.lang == "ru" else en) in words(finding)
    assert row["class"] == "A"


def test_a_good_client_beside_many_bad_ones_is_judged_as_ever(amounts):
    assert amounts.row(-1)["segment"] == 8
    balanced(amounts.summary, 2 * len(BAD_MONEY) + 1)
    blank = sum(row["segment"] is None for row in amounts.rows)
    assert amounts.summary["segments"]["blank"] == blank == 2 * len(BAD_MONEY) - 2


@pytest.fixture(scope="module")
def typed_amounts(tmp_path_factory):
    """Return a book of every amount that people type and we understand."""
    rows = [(f"К{place}", raw, 1, None) for place, (raw, _) in enumerate(GOOD_MONEY)]
    return Judged(tmp_path_factory.mktemp("money") / "b.xlsx", rows, "ru")


@pytest.mark.parametrize("place", range(len(GOOD_MONEY)))
def test_an_amount_as_people_type_it_is_read(typed_amounts, place):
    row = typed_amounts.row(place)
    assert row["potential"] == pytest.approx(GOOD_MONEY[place][1], abs=1e-9)
    assert row["segment"]


@pytest.mark.parametrize(
    ("raw", "lang", "amount"),
    [("600,000", "en", 600_000), ("600,000", "ru", None), ("600,000.5", "ru", 600_000.5)],
)
def test_a_lone_comma_is_read_as_the_books_language_has_it(tmp_path, raw, lang, amount):
    path = t.attach(t.book(tmp_path / "b.xlsx", [("А", raw, 1, None)], lang=lang), lang=lang)
    assert t.ours(path, TITLES[lang]["clients"])[0]["potential"] == amount
    assert bool([f for f in t.check(path, lang=lang) if f["severity"] == "error"]) != bool(amount)


@pytest.mark.parametrize("raw", ["600 000 руб.", "1.234.567,89", "₽600000"])
def test_an_amount_no_formula_reads_is_a_value_with_a_finding(tmp_path, raw):
    path = t.attach(t.book(tmp_path / "b.xlsx", [("А", raw, 1, None)]))
    column = t.marks(path)["potential"][1]
    assert isinstance(openpyxl.load_workbook(path)["Клиенты"].cell(2, column).value, int | float)
    assert [f for f in t.check(path) if f["cell"] == "B2"]


def test_a_book_in_another_currency_takes_that_and_no_roubles(tmp_path):
    rows = [("А", "$ 600 000", 1, None), ("Б", "600 000 ₽", 1, None), ("В", 600_000, 1, None)]
    path = t.attach(t.book(tmp_path / "b.xlsx", rows))
    t.recalc(path, "--set", "currency=USD")
    assert [row["segment"] for row in t.ours(path)] == [8, None, 8]
    assert only(t.check(path), "B3")


def test_money_in_formulas_counts_as_its_cached_value(tmp_path):
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Клиенты")
        sheet.write_row(0, 0, HEADERS["ru"][:3])
        sheet.write_string(1, 0, "А")
        sheet.write_formula(1, 1, "=300000*2", None, 600_000)
        sheet.write_number(1, 2, 1)
        sheet.write_string(2, 0, "Б")
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write_number(2, 2, 1)
    t.attach(path)
    assert [row["segment"] for row in t.ours(path)] == [8, None]
    assert "ошибка" in words(only(t.check(path), "B3"))
    assert openpyxl.load_workbook(path)["Клиенты"]["B2"].value == "=300000*2"


# --- cells of dates ------------------------------------------------------------------------------


BAD_DAYS = [
    ("31.02.2026", "такого дня нет", "no such day"),
    ("2026-02-31", "такого дня нет", "no such day"),
    ("29.02.2025", "такого дня нет", "no such day"),
    ("00.01.2026", "такого дня нет", "no such day"),
    ("вчера", "дата", "date"),
    ("01.11", "дата", "date"),
    ("11/01/2026", "месяц", "month"),
    ("ноябрь 2026", "дата", "date"),
    (2026, "дата", "date"),
    (-5, "дата", "date"),
    (1e10, "дата", "date"),
    ("#N/A", "ошибка", "error"),
    ("#VALUE!", "ошибка", "error"),
    (True, "дата", "date"),
    (DATE(2026, 11, 21), "позже", "after"),
    ("21.11.2026", "позже", "after"),
    (DATE(2036, 11, 21), "позже", "after"),
]
GOOD_DAYS = [
    ("01.11.2026", DATE(2026, 11, 1)),
    ("1.11.2026", DATE(2026, 11, 1)),
    ("2026-11-01", DATE(2026, 11, 1)),
    ("2026-11-01T10:30:00", DATE(2026, 11, 1)),
    ("2026-11-01 10:30", DATE(2026, 11, 1)),
    (" 01.11.2026 ", DATE(2026, 11, 1)),
    ("29.02.2024", DATE(2024, 2, 29)),
    (TIME(2026, 11, 1, 23, 59, 59), DATE(2026, 11, 1)),
    (TIME(2026, 11, 20, 23, 59, 59), AS_OF),
    (46327, DATE(2026, 11, 1)),
]


@pytest.fixture(scope="module", params=LANGS)
def days(request, tmp_path_factory):
    """Return a book of every bad day of a last contact, then of every good one."""
    raws = [raw for raw, *_ in [*BAD_DAYS, *GOOD_DAYS]]
    rows = [(f"К{place}", 600_000, 5, raw) for place, raw in enumerate(raws)]
    judged = Judged(tmp_path_factory.mktemp("days") / "b.xlsx", rows, request.param)
    judged.lang = request.param
    return judged


@pytest.mark.parametrize("place", range(len(BAD_DAYS)), ids=[str(day[0]) for day in BAD_DAYS])
def test_a_last_contact_that_cannot_be_is_a_finding_and_never_counts(days, place):
    _, ru, en = BAD_DAYS[place]
    assert (ru if days.lang == "ru" else en) in words(days.finding("D", place))
    row = days.row(place)
    assert (row["state_code"], row["last_contact"], row["segment"]) == (4, None, 8)


@pytest.mark.parametrize("place", range(len(GOOD_DAYS)), ids=[str(day[0]) for day in GOOD_DAYS])
def test_a_last_contact_as_people_type_it_is_read(days, place):
    row, day = days.row(len(BAD_DAYS) + place), GOOD_DAYS[place][1]
    assert row["last_contact"].date() == day
    assert row["deadline"].date() == day + dt.timedelta(days=30)
    assert not [f for f in days.findings if f["cell"] == f"D{len(BAD_DAYS) + place + 2}"]


def test_a_finding_quotes_a_day_as_a_person_reads_it(days):
    assert days.finding("D", 14)["value"] in ("21.11.2026", "2026-11-21")


def test_a_date_with_a_time_as_1c_prints_it_is_read(tmp_path):
    path = t.attach(t.book(tmp_path / "b.xlsx", [("А", 600_000, 5, "01.11.2026 14:30:00")]))
    assert t.ours(path)[0]["state_code"] == 3


def test_a_book_of_the_1904_date_system_gives_the_same_days(tmp_path):
    path = tmp_path / "b.xlsx"
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active.title = "Клиенты"
    t.fill(made.active, [HEADERS["ru"][:4], GOOD, ("Без закупок", 500_000, None, None)])
    orders = [t.LOG_HEADERS["ru"]["orders"]]
    orders += [("Без закупок", DATE(2025, 11, 20), 1), ("Без закупок", DATE(2025, 11, 21), 2)]
    orders += [("Без закупок", DATE(2026, 11, 20), 4), ("Без закупок", DATE(2026, 11, 21), 8)]
    t.fill(made.create_sheet("Заказы"), orders)
    made.save(path)
    t.attach(path)
    first, second = t.ours(path)
    assert first["last_contact"].date() == DATE(2026, 11, 1)
    assert first["deadline"].date() == first["due_date"].date() == DATE(2026, 12, 1)
    assert first["days_left"] == 11
    assert second["purchases"] == 6
    assert second["due_date"].date() == AS_OF
    opened = openpyxl.load_workbook(path)
    assert opened.epoch == CALENDAR_MAC_1904
    assert t.box(opened, "as_of").value.date() == AS_OF
    before = path.read_bytes()
    assert t.recalc(path)["as_of"] == DAY
    assert path.read_bytes() == before


# --- orders and contacts -------------------------------------------------------------------------

OLD = ("Первый", DATE(2020, 1, 1), 0)
"""An order that makes the log reach back far enough."""


EDGES = [
    (TIME(2025, 11, 20, 0, 0), False),
    (TIME(2025, 11, 20, 23, 59, 59), False),
    (TIME(2025, 11, 21, 0, 0), True),
    (TIME(2025, 11, 21, 0, 0, 1), True),
    (TIME(2026, 11, 20, 0, 0), True),
    (TIME(2026, 11, 20, 23, 59, 59), True),
    (TIME(2026, 11, 21, 0, 0), False),
]
TYPED_EDGES = [("20.11.2025", 0), ("2025-11-21", 1), ("20.11.2026", 1), ("21.11.2026", 0)]


@pytest.mark.parametrize("cells", ["native", "values"])
@pytest.mark.parametrize("edges", [EDGES, EDGES + TYPED_EDGES], ids=["days", "days and texts"])
def test_the_window_of_orders_is_open_at_its_first_day_and_closed_at_as_of(tmp_path, edges, cells):
    rows = [(f"К{place}", 500_000, None) for place in range(len(edges))]
    orders = [OLD, *[(f"К{place}", moment, 70) for place, (moment, _) in enumerate(edges)]]
    path = t.attach(t.book(tmp_path / "b.xlsx", rows, orders=orders), "--cells", cells)
    found = [row["purchases"] for row in t.ours(path)]
    assert found == [70 if counts else 0 for _, counts in edges]
    assert [row["segment"] for row in t.ours(path)] == [5 if counts else 4 for _, counts in edges]


@pytest.mark.parametrize(
    ("as_of", "day", "counts"),
    [
        ("2024-02-29", DATE(2023, 2, 28), False),
        ("2024-02-29", DATE(2023, 3, 1), True),
        ("2024-02-29", DATE(2024, 2, 29), True),
        ("2025-02-28", DATE(2024, 2, 28), False),
        ("2025-02-28", DATE(2024, 2, 29), True),
        ("2025-03-01", DATE(2024, 2, 29), False),
        ("2025-03-01", DATE(2024, 3, 1), False),
        ("2025-03-01", DATE(2024, 3, 2), True),
    ],
)
def test_the_window_is_by_calendar_months_around_a_leap_day(tmp_path, as_of, day, counts):
    path = t.book(tmp_path / "b.xlsx", [("А", 500_000, None)], orders=[OLD, ("А", day, 70)])
    t.attach(path)
    assert t.mkp("recalc", path, "--as-of", as_of).code == 0
    assert t.ours(path)[0]["purchases"] == (70 if counts else 0)


def test_orders_that_begin_on_the_first_day_of_the_window_are_enough(tmp_path):
    late, early = DATE(2025, 11, 22), DATE(2025, 11, 21)
    for first, known in ((late, False), (early, True)):
        path = t.book(tmp_path / f"{known}.xlsx", [("А", 5, None)], orders=[("А", first, 1)])
        t.attach(path)
        assert (t.ours(path)[0]["purchases"] == 1) == known
        assert bool(t.check(path)) != known


def test_a_client_without_orders_in_a_full_log_has_bought_nothing(tmp_path):
    path = t.attach(t.book(tmp_path / "b.xlsx", [("А", 500_000, None)], orders=[OLD]))
    assert (t.ours(path)[0]["purchases"], t.ours(path)[0]["segment"]) == (0, 4)


@BOTH
def test_returns_larger_than_purchases_are_not_working_and_a_finding(tmp_path, lang):
    orders = [OLD, ("А", DATE(2026, 1, 1), 100), ("А", DATE(2026, 2, 1), -300)]
    path = t.book(tmp_path / "b.xlsx", [("А", 500_000, None)], lang=lang, orders=orders)
    t.attach(path, lang=lang)
    row = t.ours(path, TITLES[lang]["clients"])[0]
    assert (row["purchases"], row["segment"], row["gap"]) == (-200, 4, 500_200)
    findings = [f for f in t.check(path, lang=lang) if f["sheet"] == TITLES[lang]["clients"]]
    assert any(("возврат" if lang == "ru" else "return") in words(f) for f in findings)
    assert ("возврат" if lang == "ru" else "return") in row["why"]


@BOTH
def test_orders_of_clients_not_in_the_list_are_findings_and_count_for_nobody(tmp_path, lang):
    orders = [OLD, ("А", DATE(2026, 1, 1), 100), ("Чужой", DATE(2026, 2, 1), 300)]
    path = t.book(tmp_path / "b.xlsx", [("А", 500_000, None)], lang=lang, orders=orders)
    findings = t.check(path, lang=lang)
    assert only(findings, "A4")["value"] == "Чужой"
    assert t.recalc(path, lang=lang)["purchases"] == 100


def test_contacts_after_as_of_are_ignored_with_a_finding(tmp_path):
    contacts = [
        ("А", DATE(2026, 11, 1), "звонок"),
        ("А", TIME(2026, 11, 20, 18, 0), "встреча"),
        ("А", DATE(2026, 11, 21), "план"),
        ("Б", DATE(2027, 1, 1), "план"),
    ]
    rows = [("А", 600_000, 0, DATE(2026, 10, 1)), ("Б", 600_000, 0, None)]
    path = t.attach(t.book(tmp_path / "b.xlsx", rows, contacts=contacts))
    first, second = t.ours(path)
    assert first["last_contact"].date() == AS_OF
    assert (second["last_contact"], second["state_code"]) == (None, 4)
    cells = {f["cell"] for f in t.check(path) if f["sheet"] == "Контакты"}
    assert cells == {"B4", "B5"}


def test_a_typed_contact_later_than_the_log_holds(tmp_path):
    rows = [("А", 600_000, 0, DATE(2026, 11, 10))]
    path = t.book(tmp_path / "b.xlsx", rows, contacts=[("А", DATE(2026, 11, 1), "звонок")])
    assert t.ours(t.attach(path))[0]["last_contact"].date() == DATE(2026, 11, 10)


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (("А", "31.02.2026", 5), "B3"),
        (("А", None, 5), "B3"),
        (("А", "#N/A", 5), "B3"),
        (("А", DATE(2026, 1, 1), "много"), "C3"),
        (("А", DATE(2026, 1, 1), None), "C3"),
        (("А", DATE(2026, 1, 1), "#REF!"), "C3"),
        (("А", DATE(2026, 1, 1), "5 $"), "C3"),
        (("А", DATE(2026, 1, 1), True), "C3"),
        ((None, DATE(2026, 1, 1), 5), "A3"),
        (("#N/A", DATE(2026, 1, 1), 5), "A3"),
        (("Чужой", DATE(2026, 1, 1), 5), "A3"),
        (("А", DATE(2027, 1, 1), 5), "B3"),
    ],
)
def test_an_order_that_cannot_count_is_one_finding_and_the_others_count(tmp_path, row, cell):
    orders = [OLD, row, ("А", DATE(2026, 3, 1), 100)]
    path = t.book(tmp_path / "b.xlsx", [("А", 500_000, None), ("Первый", 1, 0)], orders=orders)
    found = [f for f in t.check(path) if f["sheet"] == "Заказы"]
    assert [f["cell"] for f in found] == [cell]
    t.attach(path)
    assert t.ours(path)[0]["purchases"] == 100


def test_an_order_of_a_totals_row_does_not_count_twice(tmp_path):
    orders = [OLD, ("А", DATE(2026, 3, 1), 100), ("Итого", None, 100)]
    path = t.attach(t.book(tmp_path / "b.xlsx", [("А", 500_000, None)], orders=orders))
    assert t.ours(path)[0]["purchases"] == 100


@pytest.mark.sampled(4)
@pytest.mark.parametrize("cells", ["native", "values"])
@pytest.mark.parametrize(
    ("listed", "logged"),
    [
        ("ООО «Ёлка»", "ООО «Елка»"),
        ("ООО «Елка»", "ооо «ёлка»"),
        ("ООО «Вектор»", "  ООО   «Вектор» "),
        ("ООО «Вектор»", "ООО\u00a0«Вектор»"),
        ("ПАО СТАЛЬ", "пао сталь"),
        ("Straße GmbH", "STRASSE GMBH"),
        ("А*", "А*"),
        ("Что?", "Что?"),
        ("~тильда", "~тильда"),
        ("<5", "<5"),
        (">0", ">0"),
        ("=1+1", "=1+1"),
        ("8 Марта", "8 Марта"),
        ("1E5", "1E5"),
        ("TRUE", "TRUE"),
        ("12.05", "12.05"),
        ("Ж" * 300, "Ж" * 300),
        ('"Кавычки"', '"Кавычки"'),
    ],
)
def test_orders_find_their_client_by_name_however_it_is_spelt(tmp_path, listed, logged, cells):
    other = ("Ж" * 255, "Б", "Ч", "100000", "ИСТИНА", "0", "А1", "2", "08.03.2026", "Чтоб")
    rows = [(listed, 500_000, None), *[(name, 500_000, None) for name in other]]
    orders = [OLD, (logged, DATE(2026, 1, 1), 70), (logged, DATE(2026, 1, 2), 7)]
    path = t.attach(t.book(tmp_path / "b.xlsx", rows, orders=orders), "--cells", cells)
    found = t.ours(path)
    assert found[0]["purchases"] == 77
    assert [row["purchases"] for row in found[1:]] == [0] * len(other)


@pytest.mark.parametrize(
    ("listed", "logged"),
    [(1001, "1001"), ("1001", 1001), (1001, 1001), ("К-1", "к-1"), ("0017", "0017"), (17.0, "17")],
)
def test_codes_join_whether_typed_as_numbers_or_texts(tmp_path, listed, logged):
    heads = ("Код клиента", "Клиент", "Потенциал")
    orders = [("Код клиента", "Дата", "Сумма"), (1, DATE(2020, 1, 1), 0)]
    orders.append((logged, DATE(2026, 1, 1), 70))
    rows = [(listed, "А", 500_000), (2, "Б", 500_000)]
    path = t.attach(t.book(tmp_path / "b.xlsx", rows, headers=heads, orders=orders))
    assert [row["purchases"] for row in t.ours(path)] == [70, 0]


def test_a_code_with_leading_zeros_is_not_the_number(tmp_path):
    heads = ("Код клиента", "Клиент", "Потенциал")
    orders = [("Код клиента", "Дата", "Сумма"), ("0017", DATE(2020, 1, 1), 0)]
    orders.append((17, DATE(2026, 1, 1), 70))
    path = t.book(tmp_path / "b.xlsx", [("0017", "А", 5)], headers=heads, orders=orders)
    t.attach(path)
    assert t.ours(path)[0]["purchases"] == 0
    assert only(t.check(path), "A3")["value"] == "17"


@pytest.mark.parametrize("code", [None, "#N/A"])
def test_a_client_without_a_code_is_reported_where_orders_go_by_code(tmp_path, code):
    heads = ("Код клиента", "Клиент", "Потенциал")
    orders = [("Код клиента", "Клиент", "Дата", "Сумма"), ("К1", "Б", DATE(2020, 1, 1), 0)]
    orders.append(("К2", "А", DATE(2026, 1, 1), 70))
    rows = [(code, "А", 500_000), ("К1", "Б", 500_000)]
    path = t.attach(t.book(tmp_path / "b.xlsx", rows, headers=heads, orders=orders))
    found = [f for f in t.check(path) if f["sheet"] == "Клиенты" and f["cell"].endswith("2")]
    assert found or t.ours(path)[0]["purchases"] == 70


def test_an_order_without_a_code_is_found_by_name_or_reported(tmp_path):
    heads = ("Код клиента", "Клиент", "Потенциал")
    orders = [("Код клиента", "Клиент", "Дата", "Сумма"), ("К1", "А", DATE(2020, 1, 1), 0)]
    orders.append((None, "А", DATE(2026, 1, 1), 70))
    path = t.book(tmp_path / "b.xlsx", [("К1", "А", 500_000)], headers=heads, orders=orders)
    t.attach(path)
    found = [f for f in t.check(path) if f["sheet"] == "Заказы" and f["cell"].endswith("3")]
    assert found or t.ours(path)[0]["purchases"] == 70


@pytest.mark.parametrize("kind", ["orders", "contacts"])
def test_a_log_that_shares_no_key_with_the_list_is_reported(tmp_path, kind):
    log = {
        "orders": [("Код клиента", "Дата", "Сумма"), ("К1", DATE(2026, 1, 1), 70)],
        "contacts": [("Код клиента", "Дата", "Тип"), ("К1", DATE(2026, 11, 1), "звонок")],
    }
    path = t.book(tmp_path / "b.xlsx", [("А", 500_000, 5, None)], **{kind: log[kind]})
    assert [f for f in t.check(path) if f["sheet"] == TITLES["ru"][kind]]


def test_contacts_spelt_otherwise_are_found_by_name(tmp_path):
    contacts = [("ооо  «елка»", DATE(2026, 11, 1), "звонок")]
    path = t.book(tmp_path / "b.xlsx", [("ООО «Ёлка»", 600_000, 0, None)], contacts=contacts)
    assert t.ours(t.attach(path))[0]["state_code"] == 3


def test_duplicate_clients_both_count_and_are_reported_once(tmp_path):
    rows = [("Альфа", 600_000, 5, None), ("Бета", 1, 1, None), (" АЛЬФА ", 600_000, 5, None)]
    path = t.attach(t.book(tmp_path / "b.xlsx", rows))
    balanced(t.recalc(path), 3)
    finding = only(t.check(path), "A4")
    assert "2" in finding["message"]
    assert [row["segment"] for row in t.ours(path)] == [8, 3, 8]


# --- rows ----------------------------------------------------------------------------------------


@BOTH
def test_a_row_without_a_client_is_a_finding_and_no_client(tmp_path, lang):
    rows = [GOOD, (None, 600_000, 5, None), ("   ", 5, 5, None)]
    path = t.attach(t.book(tmp_path / "b.xlsx", rows, lang=lang), lang=lang)
    findings = t.check(path, lang=lang)
    assert only(findings, "A3")
    assert only(findings, "A4")
    balanced(t.recalc(path, lang=lang), 1)
    assert all(row["segment"] is None for row in t.ours(path, TITLES[lang]["clients"])[1:])


@BOTH
@pytest.mark.parametrize("rest", [(600_000, 5, None), (None, None, None)])
def test_an_error_in_the_client_column_is_a_finding(tmp_path, rest, lang):
    path = t.attach(t.book(tmp_path / "b.xlsx", [GOOD, ("#N/A", *rest)], lang=lang), lang=lang)
    assert ("ошибка" if lang == "ru" else "error") in words(only(t.check(path, lang=lang), "A3"))
    balanced(t.recalc(path, lang=lang), 1)


def test_blank_rows_in_between_are_nothing(tmp_path):
    rows = [GOOD, (), (), ("Б", 500_000, 0, None), (), ("В", 1, 1, None)]
    path = t.attach(t.book(tmp_path / "b.xlsx", rows))
    balanced(t.recalc(path), 3)
    assert [row["segment"] for row in t.ours(path)] == [8, None, None, 4, None, 3]
    assert set(t.ours(path)[1].values()) == {None}


@pytest.mark.parametrize("title", ["Итого", "ИТОГО:", "Всего", "Total", "итог"])
def test_a_row_of_totals_is_no_client(tmp_path, title):
    path = t.attach(t.book(tmp_path / "b.xlsx", [GOOD, (title, 9e6, 9e6, None)]))
    summary = t.recalc(path)
    balanced(summary, 1)
    assert summary["potential"] == 600_000
    assert set(t.ours(path)[1].values()) == {None}
    assert only(t.check(path), "A3")["value"] == title


@pytest.mark.parametrize("name", ["Итоговый центр", "Total Oil", "ООО «Итого»"])
def test_a_client_whose_name_begins_like_totals_is_a_client(tmp_path, name):
    path = t.attach(t.book(tmp_path / "b.xlsx", [(name, 600_000, 5, None)]))
    assert t.ours(path)[0]["segment"] == 8


def test_a_totals_row_of_an_excel_table_is_no_client_and_gets_no_cells(tmp_path):
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Клиенты")
        heads = [
            {"header": "Клиент", "total_string": "По всем"},
            {"header": "Потенциал", "total_function": "sum"},
            {"header": "Закупки за 12 мес.", "total_function": "sum"},
        ]
        data = [["А", 600_000, 5], ["Б", 500_000, 0]]
        sheet.add_table(2, 1, 5, 3, {"data": data, "columns": heads, "total_row": True})
    t.attach(path)
    balanced(t.recalc(path), 2)
    rows = t.ours(path)
    assert [row["segment"] for row in rows[:2]] == [8, 4]
    assert all(set(row.values()) == {None} for row in rows[2:])
    opened = openpyxl.load_workbook(path)["Клиенты"]
    (table,) = opened.tables.values()
    totals = [column.totalsRowFunction for column in table.tableColumns]
    assert totals[:3] == [None, "sum", "sum"]
    assert set(totals[3:]) == {None}
    assert opened["B6"].value == "По всем"


def _parts(path):
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("row", [1, 2, 40, 199])
@pytest.mark.parametrize("column", [1, 4, 30])
def test_a_list_is_found_wherever_its_header_stands(tmp_path, row, column):
    rows = [GOOD, ("Б", 500_000, 0, None)]
    path = t.book(tmp_path / "b.xlsx", rows, at=(row, column))
    if row > 2:
        t.edit(path, lambda o: o.active.__setitem__("A1", "Отчёт отдела продаж за ноябрь"))
    t.attach(path)
    assert [r["segment"] for r in t.ours(path)] == [8, 4]
    assert {place[0] for place in t.marks(path).values()} == {row}
    assert min(place[1] for place in t.marks(path).values()) == column + 4


def test_headers_in_any_order_with_others_in_between_are_recognised(tmp_path):
    heads = ("Город", "Последний контакт", "Потенциал", "ИНН", "Закупки за 12 мес.", "Клиент")
    rows = [("Тула", DATE(2026, 11, 1), 600_000, 77, 5, "А"), ("Омск", None, 1, 78, 1, "Б")]
    path = t.attach(t.book(tmp_path / "b.xlsx", rows, headers=heads))
    assert [row["segment"] for row in t.ours(path)] == [8, 3]


@pytest.mark.parametrize(
    "heads",
    [
        ("КЛИЕНТ", "потенциал", "Закупки"),
        ("Клиент ", " Потенциал:", "Закупки за год"),
        ("Клиент*", "Потенциал клиента", "закупки\nза 12 мес."),
        ("Контрагент", "Годовой потенциал", "Продажи за 12 мес."),
        ("Client", "Potential", "Sales 12 months"),
        ("Company", "Annual potential", "Закупки за 12\u00a0мес."),
    ],
)
def test_headers_as_real_lists_spell_them_are_recognised(tmp_path, heads):
    path = t.book(tmp_path / "b.xlsx", [("А", 600_000, 5)], headers=heads)
    assert t.recalc(path)["segments"]["8"] == 1


@BOTH
@pytest.mark.parametrize("count", [0, 1])
@pytest.mark.parametrize("cells", ["native", "values"])
def test_a_list_of_no_client_or_one_is_a_list(tmp_path, count, cells, lang):
    path = t.book(tmp_path / "b.xlsx", [GOOD][:count], lang=lang)
    t.attach(path, "--cells", cells, lang=lang)
    balanced(t.recalc(path, lang=lang), count)
    told = t.mkp("recalc", path, "--as-of", DAY, lang=lang)
    assert told.code == 0
    assert "nan" not in told.out.lower()
    assert len(t.mkp("show", path, "--json", lang=lang).json) == count
    assert t.mkp("check", path, "--as-of", DAY, "--strict", lang=lang).code == 0


def test_a_list_of_no_client_takes_the_first_one_later(tmp_path):
    path = t.attach(t.book(tmp_path / "b.xlsx", []))
    t.edit(path, lambda opened: t.fill(opened["Клиенты"], [GOOD], (2, 1)))
    balanced(t.recalc(path), 1)
    assert t.ours(path)[0]["segment"] == 8


def test_a_list_without_a_potential_column_says_what_is_missing(tmp_path):
    heads = ("Клиент", "Закупки за 12 мес.")
    path = t.attach(t.book(tmp_path / "b.xlsx", [("А", 5), ("Б", 6)], headers=heads))
    findings = [f for f in t.check(path) if f["field"] == "potential_typed"]
    assert findings
    assert all("потенциал" in words(f) for f in findings)
    balanced(t.recalc(path), 2)


# --- names, sheets, protection -------------------------------------------------------------------

ODD_NAMES = (
    "=1+1",
    '=HYPERLINK("http://example.org","А")',
    "+7 900 000-00-00",
    "-5",
    "@x",
    "'кавычка",
    "<b>&amp;</b>",
    "{1;2}",
    "_x000D_",
    "строка\nвторая",
    "таб\tуляция",
    "😀🏢",
    "مرحبا",
    "Ж" * 200,
    "#Н/Д",
    "ИСТИНА",
    "1/2",
    "NaN",
    "null",
)


def _odd_book(path):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as made:
        sheet = made.add_worksheet("Клиенты")
        sheet.write_row(0, 0, HEADERS["ru"][:3])
        orders = made.add_worksheet("Заказы")
        orders.write_row(0, 0, t.LOG_HEADERS["ru"]["orders"])
        day = made.add_format({"num_format": "dd.mm.yyyy"})
        for row, name in enumerate(ODD_NAMES, start=1):
            sheet.write_string(row, 0, name)
            sheet.write_number(row, 1, 600_000)
            orders.write_string(row, 0, name + "!")  # unknown: quoted in the checks
            orders.write_datetime(row, 1, TIME(2020, 1, 1), day)
            orders.write_number(row, 2, 5)
    return path


@pytest.mark.parametrize("cells", ["native", "values"])
def test_names_that_look_like_something_else_stay_texts(tmp_path, cells):
    path = _odd_book(tmp_path / "b.xlsx")
    before = t.grid(path, "Клиенты")
    t.attach(path, "--cells", cells)
    assert t.grid(path, "Клиенты", columns=3) == before
    sheet = openpyxl.load_workbook(path)["Клиенты"]
    assert {sheet.cell(row, 1).data_type for row in range(2, len(ODD_NAMES) + 2)} == {"s"}
    assert [row["segment"] for row in t.ours(path)] == [7] * len(ODD_NAMES)
    shown = t.mkp("show", path, "--json").json
    assert [record["segment"] for record in shown] == [7] * len(ODD_NAMES)


def test_values_quoted_in_the_checks_are_texts_and_no_formulas(tmp_path):
    names = ("=1+1", "+1", "-1", "@x", '=cmd|"/c calc"!A1')
    for name in names:
        orders = [OLD, (name, DATE(2026, 1, 1), 5)]
        path = t.book(tmp_path / "b.xlsx", [("Первый", 5, None)], orders=orders)
        t.attach(path)
        cells = [c for row in openpyxl.load_workbook(path)["Проверки"].iter_rows() for c in row]
        quoted = [c for c in cells if c.value == name]
        assert quoted, name
        assert {c.data_type for c in quoted} == {"s"}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "title",
    [
        "Кл'иенты",
        '"Клиенты"',
        "😀 клиенты",
        "R&D <x>",
        "Клиенты 2026!",
        "A1",
        "R1C1",
        "1",
        "Кл - и. (е) нты",
        "TRUE",
        "Ж" * 31,
        "#Н",
    ],
)
def test_a_sheet_of_any_title_is_worked_with(tmp_path, title):
    path = t.book(tmp_path / "b.xlsx", [GOOD, ("Б", None, 1, None)], sheet=title)
    t.attach(path)
    assert [row["segment"] for row in t.ours(path, title)] == [8, None]
    before = path.read_bytes()
    balanced(t.recalc(path), 2)
    assert path.read_bytes() == before
    assert {f["sheet"] for f in t.check(path)} == {title}
    assert len(t.mkp("show", path, title, "--json").json) == 2


def test_orders_on_a_sheet_with_an_apostrophe_are_summed(tmp_path):
    path = tmp_path / "b.xlsx"
    log = [t.LOG_HEADERS["ru"]["orders"], OLD, ("Полный", DATE(2026, 1, 1), 7)]
    sheets(path, {"Кл'иенты": [HEADERS["ru"][:2], ("Полный", 600_000)], "За'казы 😀": log})
    t.attach(path)
    assert t.ours(path, "Кл'иенты")[0]["purchases"] == 7


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_list_is_worked_with_and_stays_hidden(tmp_path, state):
    path = t.book(tmp_path / "b.xlsx", [GOOD])

    def hide(opened):
        opened.create_sheet("План")
        opened["Клиенты"].sheet_state = state
        opened.active = 1

    t.edit(path, hide)
    t.attach(path)
    assert t.ours(path)[0]["segment"] == 8
    assert openpyxl.load_workbook(path)["Клиенты"].sheet_state == state


def test_a_hidden_sheet_of_the_team_stays_hidden_and_equal(tmp_path):
    path = t.book(tmp_path / "b.xlsx", [GOOD])

    def add(opened):
        t.fill(opened.create_sheet("Тайное"), [("секрет", 1)])
        opened["Тайное"].sheet_state = "hidden"

    t.edit(path, add)
    before = _parts(path)["xl/worksheets/sheet2.xml"]
    t.attach(path)
    assert openpyxl.load_workbook(path)["Тайное"].sheet_state == "hidden"
    assert _parts(path)["xl/worksheets/sheet2.xml"] == before


def test_a_protected_sheet_stays_protected(tmp_path):
    path = t.book(tmp_path / "b.xlsx", [GOOD])

    def protect(opened):
        opened["Клиенты"].protection.sheet = True
        opened["Клиенты"].protection.set_password("слово")

    t.edit(path, protect)
    told = t.mkp("attach", path)
    opened = openpyxl.load_workbook(path)["Клиенты"]
    assert opened.protection.sheet
    if told.code == 0:
        assert t.ours(path)[0]["segment"] == 8
    else:
        refused(told, "ru", "защи")


def test_a_protected_structure_of_the_book_is_told_or_kept(tmp_path):
    path = t.book(tmp_path / "b.xlsx", [GOOD])

    def protect(opened):
        opened.security = openpyxl.workbook.protection.WorkbookProtection(lockStructure=True)

    t.edit(path, protect)
    told = t.mkp("attach", path)
    assert openpyxl.load_workbook(path).security.lockStructure
    if told.code:
        refused(told, "ru", "защи")
    else:
        assert "Проверки" in t.titles(path)


def test_merged_titles_above_the_list_and_filters_stay(tmp_path):
    path = t.book(tmp_path / "b.xlsx", [GOOD], at=(3, 1))

    def decorate(opened):
        sheet = opened["Клиенты"]
        sheet["A1"] = "Клиенты отдела"
        sheet.merge_cells("A1:D1")
        sheet.auto_filter.ref = "A3:D4"
        sheet.freeze_panes = "B4"
        sheet.column_dimensions["A"].width = 40

    t.edit(path, decorate)
    t.attach(path)
    sheet = openpyxl.load_workbook(path)["Клиенты"]
    assert "A1:D1" in [str(area) for area in sheet.merged_cells.ranges]
    assert sheet.auto_filter.ref == "A3:D4"
    assert sheet.freeze_panes == "B4"
    assert sheet.column_dimensions["A"].width == 40
    assert t.ours(path)[0]["segment"] == 8


def test_a_list_that_leaves_no_room_for_our_columns_is_refused(tmp_path):
    path = t.book(tmp_path / "b.xlsx", [GOOD], at=(1, 16_375))
    before = snapshot(tmp_path)
    refused(t.mkp("attach", path), "ru", "Клиенты", "столбц")
    assert snapshot(tmp_path) == before


def test_inputs_of_all_kinds_of_flags_and_intervals_are_read_or_reported(tmp_path):
    heads = ("Клиент", "Потенциал", "Закупки за 12 мес.", "Интервал, дней", "Не вести")
    rows = [
        ("а", 600_000, 0, 10, None),
        ("б", 600_000, 0, None, "да"),
        ("в", 600_000, 0, None, "нет"),
        ("г", 600_000, 0, "раз в месяц", None),
        ("д", 600_000, 0, 0, None),
        ("е", 600_000, 0, 5000, None),
        ("ж", 600_000, 0, "#N/A", None),
        ("з", 600_000, 0, None, "может быть"),
        ("и", 600_000, 0, None, "#N/A"),
        ("к", 600_000, 0, "15", "Да"),
    ]
    path = t.attach(t.book(tmp_path / "b.xlsx", rows, headers=heads))
    found = {f["cell"] for f in t.check(path)}
    assert found == {"D5", "D6", "D7", "D8", "E9", "E10"}
    intervals = [row["interval"] for row in t.ours(path)]
    assert intervals == [10, None, 30, 30, 30, 30, 30, 30, 30, None]
    assert t.recalc(path)["current_coverage"]["base"] == 8


def test_a_number_that_is_no_number_in_the_file_never_reaches_the_sums(tmp_path):
    path = t.book(tmp_path / "b.xlsx", [GOOD, ("Б", 5, 5, None)])
    data = _parts(path)
    sheet = data[SHEET].replace(b"<v>5</v>", b"<v>1e999</v>", 1)
    path.write_bytes(archive(data | {SHEET: sheet}))
    told = t.mkp("recalc", path, "--json")
    if told.code == 0:
        assert [f for f in t.check(path) if f["cell"] == "B3"]
        assert "Infinity" not in told.out
        assert "NaN" not in told.out
    else:
        assert told.json["message"]


def test_the_head_of_an_ole_file_that_says_nothing_is_no_workbook(tmp_path):
    path = tmp_path / "f.xlsx"
    path.write_bytes(struct.pack("<8s", OLE[:8]))
    refused(t.mkp("check", path), "ru", "f.xlsx")


def test_a_formula_without_a_cached_value_is_reported(tmp_path):
    rows = [("А", Formula("=300000*2"), 5, None), GOOD]
    path = t.book(tmp_path / "b.xlsx", rows)
    found = [f for f in t.check(path) if f["cell"] == "B2"]
    assert found
    balanced(t.recalc(path), 2)


@pytest.mark.parametrize("cells", ["native", "values"])
def test_amounts_and_days_of_orders_typed_as_texts_are_summed(tmp_path, cells):
    orders = [OLD, ("А", "05.01.2026", "1 000,50"), ("А", DATE(2026, 2, 1), 2)]
    path = t.book(tmp_path / "b.xlsx", [("А", 500_000, None)], orders=orders)
    assert t.ours(t.attach(path, "--cells", cells))[0]["purchases"] == 1002.5


def test_orders_known_to_be_complete_from_a_day_are_enough(tmp_path):
    orders = [("А", DATE(2026, 2, 1), 2)]
    path = t.attach(t.book(tmp_path / "b.xlsx", [("А", 500_000, None)], orders=orders))
    assert t.ours(path)[0]["segment"] is None
    t.recalc(path, "--set", "orders_from=2025-01-01")
    assert t.ours(path)[0]["segment"] == 5
    t.recalc(path)
    assert t.ours(path)[0]["segment"] == 5


def test_a_name_from_a_mac_is_the_same_name(tmp_path):
    apart = unicodedata.normalize("NFD", "Край Ёлок")
    orders = [OLD, (apart, DATE(2026, 2, 1), 2)]
    path = t.attach(t.book(tmp_path / "b.xlsx", [("Край Ёлок", 500_000, None)], orders=orders))
    assert t.ours(path)[0]["purchases"] == 2


def test_a_name_in_several_fonts_is_one_name(tmp_path):
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as made:
        bold = made.add_format({"bold": True})
        day = made.add_format({"num_format": "dd.mm.yyyy"})
        sheet = made.add_worksheet("Клиенты")
        sheet.write_row(0, 0, HEADERS["ru"][:2])
        sheet.write_rich_string(1, 0, "ООО ", bold, "«Вектор»")
        sheet.write_number(1, 1, 500_000)
        orders = made.add_worksheet("Заказы")
        orders.write_row(0, 0, t.LOG_HEADERS["ru"]["orders"])
        orders.write_row(1, 0, ["Первый"])
        orders.write_datetime(1, 1, TIME(2020, 1, 1), day)
        orders.write_number(1, 2, 1)
        orders.write_string(2, 0, "ООО «Вектор»")
        orders.write_datetime(2, 1, TIME(2026, 1, 1), day)
        orders.write_number(2, 2, 70)
    assert t.ours(t.attach(path))[0]["purchases"] == 70


def _table_book(path, rows):
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Клиенты")
        heads = [{"header": head} for head in HEADERS["ru"][:3]]
        data = [list(row[:3]) for row in rows]
        sheet.add_table(0, 0, len(data), 2, {"data": data, "columns": heads, "name": "Список"})
    return path


def test_a_row_that_an_excel_table_grew_by_gets_our_cells(tmp_path):
    path = t.attach(_table_book(tmp_path / "b.xlsx", [GOOD, ("Б", 500_000, 0)]))

    def grow(opened):
        t.fill(opened["Клиенты"], [("В", 1, 1)], (4, 1))
        table = opened["Клиенты"].tables["Список"]
        table.ref = table.autoFilter.ref = "A1:C4"

    t.edit(path, grow)
    balanced(t.recalc(path), 3)
    assert [row["segment"] for row in t.ours(path)] == [8, 4, 3]


def test_a_client_typed_below_an_excel_table_is_counted_or_reported(tmp_path):
    path = t.attach(_table_book(tmp_path / "b.xlsx", [GOOD, ("Б", 500_000, 0)]))
    t.edit(path, lambda opened: t.fill(opened["Клиенты"], [("В", 1, 1)], (4, 1)))
    counted = t.recalc(path)["clients"] == 3
    assert counted or [f for f in t.check(path) if str(f["cell"]).endswith("4")]


SORTED = [
    ("В", 600_000, 100_000, DATE(2026, 11, 1)),
    ("А", 500_000, 0, DATE(2026, 10, 1)),
    ("Б", 49_999, 49_999, None),
]


@pytest.mark.parametrize("cells", ["native", "values"])
@pytest.mark.parametrize("kind", ["range", "table"])
def test_rows_sorted_by_the_team_are_no_moves(tmp_path, kind, cells):
    path = tmp_path / "b.xlsx"
    t.book(path, SORTED) if kind == "range" else _table_book(path, SORTED)
    t.attach(path, "--cells", cells)
    rows = [row[: 4 if kind == "range" else 3] for row in sorted(SORTED)]
    t.edit(path, lambda opened: t.fill(opened["Клиенты"], rows, (2, 1)))
    assert t.recalc(path)["moved"] == []
    assert [row["segment"] for row in t.ours(path)] == [4, 3, 8]


def test_a_client_cleared_in_the_middle_takes_our_cells_along(tmp_path):
    path = t.attach(t.book(tmp_path / "b.xlsx", SORTED))
    t.edit(path, lambda o: [setattr(cell, "value", None) for cell in o["Клиенты"][3][:4]])
    balanced(t.recalc(path), 2)
    assert set(t.ours(path)[1].values()) <= {None, ""}
    assert [row["segment"] for row in t.ours(path)] == [8, None, 3]


def test_a_mark_that_leads_nowhere_owns_nothing_and_is_removed(tmp_path):
    path = t.attach(t.book(tmp_path / "b.xlsx", SORTED))
    column = t.marks(path)["gap"][1]

    def break_mark(opened):
        opened["Клиенты"].defined_names["_mkp.gap"].attr_text = "Клиенты!#REF!"
        opened["Клиенты"].cell(2, column).value = "моё"

    t.edit(path, break_mark)
    dead = [f for f in t.check(path) if "больше не наш" in f["message"]]
    assert len(dead) == 1
    assert "Разрыв" in dead[0]["message"]  # the column as people know it, not its key
    t.recalc(path)
    sheet = openpyxl.load_workbook(path)["Клиенты"]
    assert sheet.cell(2, column).value == "моё"
    assert "_mkp.gap" not in sheet.defined_names


def test_a_copied_sheet_is_a_second_list_reported_once_and_left_out_of_the_sums(tmp_path):
    path = t.attach(t.book(tmp_path / "b.xlsx", SORTED))

    def copy(opened):
        first = opened["Клиенты"]
        second = opened.copy_worksheet(first)
        second.title = "Клиенты (2)"
        for name, defined in first.defined_names.items():
            place = defined.attr_text.replace("Клиенты!", "'Клиенты (2)'!")
            second.defined_names[name] = DefinedName(name, attr_text=place, hidden=True)

    t.edit(path, copy)
    balanced(t.recalc(path), 3)
    told = [f["sheet"] for f in t.check(path) if f["code"] != "at_limit"]
    assert told == ["Клиенты (2)"]
    assert [row["segment"] for row in t.ours(path, "Клиенты (2)")] == [8, 4, 3]
    assert [row["segment"] for row in t.ours(path)] == [8, 4, 3]


@pytest.mark.parametrize("value", ["900 000", "900000", "900 000 руб.", "900 000 ₽"])
def test_a_limit_typed_as_text_in_the_books_currency_holds(tmp_path, value):
    path = t.attach(t.book(tmp_path / "b.xlsx", SORTED))
    t.edit(path, lambda opened: setattr(t.box(opened, "high_above"), "value", value))
    assert t.recalc(path)["segments"]["5"] == 1


def test_an_as_of_box_typed_as_text_holds(tmp_path):
    path = t.attach(t.book(tmp_path / "b.xlsx", SORTED))
    t.edit(path, lambda opened: setattr(t.box(opened, "as_of"), "value", "02.12.2026"))
    assert t.mkp("recalc", path, "--json").json["as_of"] == "2026-12-02"
    assert t.ours(path)[0]["state_code"] == 1


def test_purchases_not_understood_give_way_to_the_orders_with_a_finding(tmp_path):
    orders = [OLD, ("А", DATE(2026, 2, 1), 2)]
    path = t.book(tmp_path / "b.xlsx", [("А", 500_000, "много")], orders=orders)
    assert t.ours(t.attach(path))[0]["purchases"] == 2
    assert only(t.check(path), "C2")["value"] == "много"


@BOTH
@pytest.mark.parametrize("missing", [1, 2])
def test_a_blank_segment_is_pinned_to_its_client_though_the_column_is_missing(
    tmp_path, missing, lang
):
    heads = [head for place, head in enumerate(HEADERS[lang][:3]) if place != missing]
    rows = [("А", 5), ("Б", 500_000)]
    path = t.book(tmp_path / "b.xlsx", rows, headers=tuple(heads), lang=lang)
    t.attach(path, lang=lang)
    cells = {f["cell"] for f in t.check(path, lang=lang)}
    assert {re.sub(r"\D", "", str(cell)) for cell in cells} == {"2", "3"}


@BOTH
def test_an_empty_log_of_orders_is_told_in_plain_words(tmp_path, lang):
    path = t.book(tmp_path / "b.xlsx", [("А", 5, None)], lang=lang, orders=[])
    t.attach(path, lang=lang)
    said = words(only(t.check(path, lang=lang), "C2"))
    assert "—," not in said
    assert ("заказ" if lang == "ru" else "order") in said


def test_a_new_book_asks_only_for_what_its_first_client_lacks(tmp_path):
    path = tmp_path / "n.xlsx"
    t.mkp("new", path)

    def work(opened):
        sheet = opened["Клиенты"]
        heads = {cell.value: cell.column for cell in sheet[4]}
        sheet.cell(5, heads["Клиент"], "Первый")
        sheet.cell(5, heads["Потенциал"], 600_000)

    t.edit(path, work)
    told = [f["field"] for f in t.check(path)]
    assert told == ["purchases_typed", "estimate_evidence"]


def test_no_finding_is_told_twice(tmp_path):
    heads = ("Код клиента", "Клиент", "Потенциал")
    orders = [("Код клиента", "Дата", "Сумма"), ("К1", DATE(2020, 1, 1), 0)]
    contacts = [("Код клиента", "Дата", "Тип"), ("К1", DATE(2026, 11, 1), "звонок")]
    rows = [(None, "А", 500_000), ("К1", "Б", 500_000)]
    path = tmp_path / "b.xlsx"
    t.book(path, rows, headers=heads, orders=orders, contacts=contacts)
    told = [(f["sheet"], f["cell"], f["message"]) for f in t.check(path)]
    assert len(told) == len(set(told)), told


@pytest.mark.parametrize("cells", ["native", "values"])
@pytest.mark.parametrize(
    "rows",
    [
        [("А", None, 5), ("А", 500_000, 5)],
        [("А", 500_000, 5), ("А", None, 5)],
        [("А", 600_000, 5), ("Б", 5, 5), ("А", 5, 0), ("А", None, None)],
        [("А", 600_000, 5), ("а ", 5, 0)],
    ],
)
def test_clients_of_one_name_are_no_moves_while_nothing_changes(tmp_path, rows, cells):
    path = t.attach(t.book(tmp_path / "b.xlsx", rows), "--cells", cells)
    before = path.read_bytes()
    assert t.recalc(path)["moved"] == []
    assert path.read_bytes() == before
