"""Bad input of the commands in Excel: one plain answer, and only our cells are written."""

import datetime as dt
from pathlib import Path

import pytest
import uno_engine
from books import AS_OF, request, run
from openpyxl import Workbook

from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.faces.buttons import words, work
from mkp_xl.faces.excel import macros
from mkp_xl.hosts.excel import patience

pytestmark = [pytest.mark.soffice, pytest.mark.sampled(4)]
HEAD = ["Клиент", "Потенциал", "Закупки за 12 мес.", "Последний контакт"]
LIST = [
    ["Ромашка", 740_000, 210_000, dt.date(2026, 10, 1)],
    ["Лютик", 60_000, 0, None],
    ["Дуб", 1_000_000, 1_200_000, dt.date(2026, 11, 1)],
]
REJECTED = -2147418111
"""RPC_E_CALL_REJECTED: Excel is in a cell, or shows a dialog."""


@pytest.fixture(scope="module")
def app():
    with uno_engine.running("ru-RU") as running:
        yield running


@pytest.fixture(scope="module")
def attached(tmp_path_factory):
    path = typed(tmp_path_factory.mktemp("bad") / "list.xlsx", [HEAD, *LIST])
    run(path, request(AS_OF, attach=("segment", "why")))
    return path


@pytest.fixture
def opened(app, tmp_path, monkeypatch):
    """Open what is given by its path or as rows; Russian is spoken."""
    monkeypatch.setenv("MKP_LANG", "ru")
    monkeypatch.setattr("mkp_xl.hosts.live.undo._folder", lambda: tmp_path / "undo")
    monkeypatch.setattr(work.tempfile, "gettempdir", lambda: str(tmp_path))
    books = []

    def open_(given, **how):
        path = tmp_path / "book.xlsx"
        if isinstance(given, Path):
            path.write_bytes(given.read_bytes())
        else:
            typed(path, given)
        books.append(app.books.open(path, **how))
        return books[-1]

    yield open_
    for book in books:
        book.close()


def typed(path, rows):
    """Write a book of one sheet as a person would, and return its path."""
    made = Workbook()
    made.active.title = "Клиенты"
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def press(book, command):
    """Return the one sentence a command ends with."""
    alerts = book.app.impl.alerts
    alerts.clear()
    macros.serve(book, command)
    asked = words.NOT_ATTACHED("ru")
    texts = [text for text, _ in alerts if not text.startswith(asked)]
    assert len(texts) == 1, alerts
    assert not any(odd in texts[0] for odd in ("Traceback", work.LOG, "Error", "{", "com.sun"))
    return texts[0]


def cells(book):
    """Return every filled cell as it is typed, by sheet, row and column."""
    found = {}
    for sheet in book.sheets:
        used = sheet.used_range
        rows = used.formula if used.count > 1 else [[used.formula]]
        rows = [rows] if not isinstance(rows[0], tuple | list) else rows
        for row, texts in enumerate(rows, used.row):
            for column, text in enumerate(texts, used.column):
                if text not in ("", None):
                    found[sheet.name, row, column] = text
    return found


def theirs(book, found):
    """Return the cells that no mark of ours covers."""
    columns, sheets = set(), set()
    for name in book.names:
        sheet, _, key = name.name.rpartition("!")
        if key.startswith("_mkp.sheet."):
            sheets.add(sheet.strip("'"))
        elif key.removeprefix("_mkp.") in OUTPUT_OF:
            columns.add((sheet.strip("'"), name.refers_to_range.column))
    return {k: v for k, v in found.items() if k[0] not in sheets and (k[0], k[2]) not in columns}


def column_of(book, key):
    """Return a column of ours on the list's sheet: the cells below its header."""
    name = next(n for n in book.names if n.name.endswith(f"!_mkp.{key}"))
    first = name.refers_to_range
    return first.offset(1, 0).resize(len(LIST), 1)


def errors(sheet):
    sheet.range("B2").formula = "=NA()"
    sheet.range("C3").formula = "=1/0"


def empty_texts(sheet):
    sheet.range("B2").formula = '=""'


def word(sheet):
    sheet.range("B2").value = "много"


def long_text(sheet):
    sheet.range("B2").value = "я" * 32_767


def text_number(sheet):
    sheet.range("B2").number_format = "@"
    sheet.range("B2").value = "1\u00a0250\u00a0000,50 ₽"


def merged_header(sheet):
    sheet.range("C1").clear_contents()
    sheet.range("B1:C1").merge()


def merged_body(sheet):
    sheet.range("B3:B4").clear_contents()
    sheet.range("B2:B4").merge()


def merged_ours(sheet):
    column_of(sheet.book, "segment").merge()


def doubled_header(sheet):
    sheet.range("D1").value = "Потенциал"


def array(sheet):
    column_of(sheet.book, "segment").impl.cells.setArrayFormula("=ROW(A1:A3)")


def our_header_gone(sheet):
    column_of(sheet.book, "segment")[0].offset(-1, 0).value = "Моё"


def hidden_list(sheet):
    sheet.book.sheets["Настройки"].activate()
    sheet.visible = False


def second_list(sheet):
    other = sheet.book.sheets.add("Другие", after=sheet)
    other.range("A1:D1").value = HEAD
    other.range("A2:C2").value = ["Мак", 1, 1]


BAD_CELLS = {
    errors: "в ячейке ошибка формулы",
    empty_texts: "нет оценки потенциала",
    word: "ожидалось число",
    long_text: "ожидалось число",
    text_number: "закупки больше потенциала",
    merged_header: "закупки неизвестны",
    merged_body: "нет оценки потенциала",
    doubled_header: "значит то же",
}
BAD_BOOKS = {
    merged_ours: "закупки больше потенциала",
    array: "чужая формула",
    our_header_gone: "удалён или переименован",
    hidden_list: "закупки больше потенциала",
    second_list: "ещё один список",
}


@pytest.mark.parametrize("spoil", BAD_CELLS, ids=lambda spoil: spoil.__name__)
def test_what_is_wrong_with_a_cell_is_said_and_nothing_is_written(opened, spoil):
    book = opened([HEAD, *LIST])
    spoil(book.sheets["Клиенты"])
    before = cells(book)
    assert BAD_CELLS[spoil] in press(book, "check")
    assert cells(book) == before


def test_bad_cells_leave_blanks_and_every_cell_that_is_not_ours(opened, attached):
    book = opened(attached)
    sheet = book.sheets["Клиенты"]
    errors(sheet)
    sheet.range("B4").value = "я" * 32_767
    before = cells(book)
    assert "с сегментом 0" in press(book, "recalculate")
    assert theirs(book, cells(book)) == theirs(book, before)
    assert {row[0] for row in column_of(book, "segment").options("raw").value} <= {"", None}


@pytest.mark.parametrize("spoil", BAD_BOOKS, ids=lambda spoil: spoil.__name__)
def test_an_odd_book_is_recalculated_and_only_our_cells_are_written(opened, attached, spoil):
    book = opened(attached)
    spoil(book.sheets["Клиенты"])
    book.sheets["Клиенты"].range("B3").value = 1_250_000
    before = cells(book)
    assert BAD_BOOKS[spoil] in press(book, "check")
    assert cells(book) == before
    assert "клиентов 3" in press(book, "recalculate")
    assert theirs(book, cells(book)) == theirs(book, before)


@pytest.mark.parametrize("rows", [[], [HEAD], LIST, [[*HEAD, "Потенциал"], *LIST]])
def test_a_book_that_holds_no_list_of_clients_gets_one_sentence(opened, rows):
    book = opened(rows)
    before = cells(book)
    for command in ("check", "explain", "settings", "recalculate_list", "undo"):
        assert len(press(book, command)) < 200
    assert cells(book) == before
    if rows != [HEAD]:
        press(book, "recalculate")
        assert cells(book) == before


def unprotected(book):
    """Ask for nothing."""


def no_password(book):
    book.sheets["Клиенты"].api.Protect("")


def password(book):
    book.sheets["Клиенты"].api.Protect("secret")


def our_sheet_password(book):
    for sheet in book.sheets:
        if sheet.name != "Клиенты":
            sheet.api.Protect("secret")


@pytest.mark.parametrize(
    ("lock", "said", "how"),
    [
        (no_password, "«Клиенты» защищён: снимите защиту", {}),
        (password, "«Клиенты» защищён: снимите защиту", {}),
        (our_sheet_password, "защищён: снимите защиту", {}),
        (unprotected, "«book.xlsx»", {"read_only": True}),
    ],
    ids=["no password", "password", "ours", "read-only"],
)
def test_what_may_not_be_written_is_named_and_left(opened, attached, lock, said, how):
    book = opened(attached, **how)
    if not how:
        book.sheets["Клиенты"].range("A5:C5").value = ["Мак", 60_000, 0]
    lock(book)
    before = cells(book)
    assert said in press(book, "recalculate")
    assert cells(book) == before
    assert "Отменять нечего" in press(book, "undo")


def test_a_book_of_fixed_structure_stays_as_it_is(opened):
    book = opened([HEAD, *LIST])
    book.impl.model.protect("")
    before = cells(book)
    assert "Структура книги «book.xlsx» защищена" in press(book, "recalculate")
    assert cells(book) == before
    assert [sheet.name for sheet in book.sheets] == ["Клиенты"]
    assert not [name.name for name in book.names if "_mkp" in name.name]


def test_filtered_rows_stay_hidden_and_are_computed(opened, attached):
    book = opened(attached)
    sheet = book.sheets["Клиенты"]
    sheet.range("3:4").impl.row_hidden = True
    sheet.range("B3").value = 1_250_000
    press(book, "recalculate")
    assert [sheet.range(f"A{row}").impl.row_hidden for row in (2, 3, 4)] == [False, True, True]
    assert [row[0] for row in column_of(book, "segment").options("raw").value] == [8, 7, 9]


@pytest.mark.parametrize("place", ["A1", "A9", "Z2"])
def test_a_cursor_outside_the_list_is_told_where_to_go(opened, attached, place):
    book = opened(attached)
    sheet = book.sheets["Клиенты"] if place != "Z2" else book.sheets["Настройки"]
    sheet.activate()
    sheet.range(place).select()
    assert press(book, "explain") == words.NO_CLIENT("ru")


def test_a_chart_sheet_in_front_is_no_list(opened, tmp_path):
    made = Workbook()
    for row in [HEAD, *LIST]:
        made.active.append(row)
    made.create_chartsheet("Диаграмма")
    made.save(tmp_path / "chart.xlsx")
    book = opened(tmp_path / "chart.xlsx")
    book.sheets["Диаграмма"].activate()
    assert press(book, "explain") == words.NO_CLIENT("ru")
    assert "вне списков клиентов" in press(book, "recalculate_list")


@pytest.mark.parametrize(("lang", "said"), [("ru", "Excel занят"), ("en", "Excel is busy")])
def test_an_excel_that_is_busy_is_waited_for_then_named(opened, monkeypatch, lang, said):
    book = opened([HEAD, *LIST])
    monkeypatch.setenv("MKP_LANG", lang)
    monkeypatch.setattr(patience, "_PAUSE", 0.001)
    monkeypatch.setitem(patience.patiently.__kwdefaults__, "seconds", 0.2)
    real, left = uno_engine.sheets.Sheet.used_range, [3]

    def used(sheet):
        left[0] -= 1
        if left[0] >= 0:
            raise uno_engine.ComError("Call was rejected by callee.", REJECTED)
        return real.fget(sheet)

    monkeypatch.setattr("uno_engine.sheets.Sheet.used_range", property(used))
    assert "закупки больше потенциала" in press(book, "check")
    assert left[0] < 0
    left[0] = 10**9
    assert said in press(book, "check")


def test_of_several_lists_the_one_in_front_is_attached(opened):
    book = opened([HEAD, *LIST])
    book.sheets["Клиенты"].name = "Москва"
    other = book.sheets.add("Казань", after=book.sheets["Москва"])
    other.range("A1:D1").value = HEAD
    other.range("A2:C2").value = ["Мак", 1, 1]
    other.activate()
    press(book, "attach")
    assert "Сегмент" in (other.range("A1:Z1").value or [])
    assert "Сегмент" not in (book.sheets["Москва"].range("A1:Z1").value or [])
    assert press(book, "attach") == words.ATTACHED_ALREADY("ru")
