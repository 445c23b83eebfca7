"""The commands behind the buttons, on real cells: through xlwings' code and through the port."""

import datetime as dt
import os
import shutil
import time
from functools import partial

import calc_line
import openpyxl
import pytest
import uno_engine
from books import make_book, marked_columns

from mkp_xl.book import flow, settings_sheet
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import OUTPUT_OF, SETTINGS, SHEETS
from mkp_xl.book.flow import Request
from mkp_xl.book.grid import CellEdit, Changes
from mkp_xl.errors import HostError
from mkp_xl.faces import jobs, making
from mkp_xl.faces.buttons import commands, words, work
from mkp_xl.faces.demo_data import demo_data
from mkp_xl.faces.excel import macros
from mkp_xl.faces.libreoffice.extension import extension
from mkp_xl.hosts.excel import ExcelBook
from mkp_xl.hosts.live import undo
from mkp_xl.hosts.xlsx import XlsxHost

pytestmark = [pytest.mark.soffice, pytest.mark.sampled(6)]
DAY = dt.date(2026, 11, 20)
COMPUTED = ("F", "G", "H", "I", "J", "K", "L", "M")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """One LibreOffice for all; the functions of the extension stand in for those of the book."""
    packed = tmp_path_factory.mktemp("extension") / "mkp.oxt"
    packed.write_bytes(extension())
    with uno_engine.running() as running:
        running.impl.office.install(packed)
        yield running


@pytest.fixture(params=["excel", pytest.param("calc", marks=pytest.mark.long)])
def press(request, app):
    """Return what presses a button: a macro of Excel, or one of LibreOffice's."""
    return macros.serve if request.param == "excel" else partial(calc_line.press, app)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("macros") / "demo.xlsm"
    making.demo(path, 40, "en", DAY, lambda _key, _share: None)
    return path


@pytest.fixture
def book(app, made, tmp_path, monkeypatch):
    monkeypatch.setenv("MKP_LANG", "en")
    monkeypatch.setattr("mkp_xl.hosts.live.undo._folder", lambda: tmp_path / "undo")
    path = tmp_path / "book.xlsm"
    shutil.copy(made, path)
    app.impl.alerts.clear()
    opened = app.books.open(path)
    yield opened
    opened.close()


def said(app):
    """Return the one message a command ended with."""
    assert len(app.impl.alerts) == 1, app.impl.alerts
    return app.impl.alerts.pop()[0]


def cells(book, sheet="Clients"):
    used = book.sheets[sheet].used_range
    return used.options("raw").value


def column(book, letter, rows=40):
    found = book.sheets["Clients"].range(f"{letter}5:{letter}{4 + rows}").options("raw").value
    return [row[0] for row in found]


def test_recalculate_follows_a_changed_potential_and_says_who_moved(app, press, book):
    sheet = book.sheets["Clients"]
    before = column(book, "S")
    row = 5 + next(at for at, value in enumerate(before) if value == 8.0) if 8.0 in before else 5
    name = sheet.range(f"A{row}").value
    sheet.range(f"C{row}").value = 60000
    sheet.range(f"D{row}").value = 60000
    press(book, "recalculate")
    text = said(app)
    assert name in text
    assert "→ 6" in text
    assert "Computed as of 20 Nov 2026: 40 clients" in text


def test_recalculate_writes_what_the_command_line_writes(app, press, made, tmp_path):
    amounts = {5: 60000.0, 6: "много", 7: None, 8: 1_000_000.0}
    edits = [CellEdit(sheet="Clients", row=r, column=3, value=v) for r, v in amounts.items()]
    typed = tmp_path / "typed.xlsm"
    # Nothing here serves functions in cells: this book has native formulas only.
    native = tmp_path / "native.xlsm"
    shutil.copy(made, native)
    none = Request(today=serial_of(DAY), settings={"live_udf_cells": 0.0})
    jobs.recalculate(jobs.Target(path=native), none, lambda _key, _share: None)
    XlsxHost(native, output=typed).write(Changes(cells=edits))
    jobs.recalculate(
        jobs.Target(path=typed), Request(today=serial_of(DAY)), lambda _key, _share: None
    )
    books = [app.books.open(path) for path in (native, typed)]
    for row, value in amounts.items():
        books[0].sheets["Clients"].range(f"C{row}").value = value
    app.impl.alerts.clear()
    press(books[0], "recalculate")
    said(app)
    values = [{sheet: cells(one, sheet) for sheet in ("Clients", "Checks")} for one in books]
    for one in books:
        one.close()
    for sheet, rows in values[0].items():
        for place, row in enumerate(rows):
            assert row == values[1][sheet][place], f"{sheet}, row {place + 1}"


def test_recalculate_twice_changes_no_value_the_second_time(app, press, book):
    press(book, "recalculate")
    app.impl.alerts.clear()
    before = {sheet.name: cells(book, sheet.name) for sheet in book.sheets}
    press(book, "recalculate")
    assert "Nobody changed segment" in said(app)
    assert {sheet.name: cells(book, sheet.name) for sheet in book.sheets} == before


def test_selection_sheet_and_modes_are_what_they_were(app, press, book):
    sheet = book.sheets["Clients"]
    sheet.activate()
    sheet.range("C7:D9").select()
    app.calculation = "automatic"
    press(book, "recalculate")
    assert app.selection.address == "$C$7:$D$9"
    assert book.sheets.active.name == "Clients"
    assert app.calculation == "automatic"
    assert app.screen_updating
    assert app.enable_events
    assert any("%" in str(text) for text in app.impl.status_texts)
    assert not app.status_bar


def test_check_changes_no_cell(app, press, book):
    book.sheets["Clients"].range("C6").value = "lots"
    before = {sheet.name: cells(book, sheet.name) for sheet in book.sheets}
    press(book, "check")
    text = said(app)
    assert "C6" in text
    assert "a number was expected" in text
    assert {sheet.name: cells(book, sheet.name) for sheet in book.sheets} == before


def test_explain_speaks_of_the_client_in_the_cursors_row(app, press, book):
    sheet = book.sheets["Clients"]
    sheet.activate()
    sheet.range("H6").select()
    press(book, "explain")
    text = said(app)
    assert sheet.range("A6").value in text
    assert sheet.range("M6").value in text
    sheet.range("A1").select()
    press(book, "explain")
    assert said(app) == words.NO_CLIENT("en")


def test_log_contact_starts_rows_that_count_at_once_doubles_none_and_is_undone(app, press, book):
    clients, log = book.sheets["Clients"], book.sheets["Contacts"]
    clients.activate()
    clients.range("8:8").impl.cells.Rows.IsVisible = False  # as a filter does
    clients.range("H6:K9").select()
    before = {name: cells(book, name) for name in ("Clients", "Contacts")}
    last = log.used_range.last_cell.row
    press(book, "log_contact")
    assert said(app) == "Contacts logged on 20 Nov 2026: 3."
    heads = {head: at for at, head in enumerate(clients.range("A4:BZ4").value, start=1)}
    rows = log.range(f"A{last + 1}:H{last + 4}").options("raw").value
    ids = [clients.range((row, heads["Client ID"])).value for row in (6, 7, 9)]
    assert [row[0] for row in rows] == [*ids, None]
    assert rows[0][1].date() == DAY
    assert rows[0][2:7] == (None,) * 5
    assert rows[0][7] == clients.range("B6").value
    assert log.range((last + 1, 2)).number_format == log.range((last, 2)).number_format
    counted = clients.range((6, heads[OUTPUT_OF["last_contact"].name.en])).value
    assert counted.date() == DAY  # a formula reads the new row: nothing was recalculated
    assert book.sheets.active.name == "Contacts"
    assert app.selection.address == f"$C${last + 1}"
    clients.activate()
    clients.range("C7").select()
    press(book, "log_contact")
    assert said(app) == f"Logged already on 20 Nov 2026: {clients.range('A7').value}."
    assert app.selection.address == f"$C${last + 2}"
    press(book, "undo")
    assert said(app) == words.UNDONE("en")
    for name, held in before.items():
        assert cells(book, name) == held, name


def test_an_excel_table_takes_a_logged_contact_in_and_lets_it_go(app, press, tmp_path, monkeypatch):
    monkeypatch.setattr("mkp_xl.hosts.live.undo._folder", lambda: tmp_path / "undo")
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Клиенты"
    for row in (("Клиент", "Потенциал"), (None, 5e5), ("Бета", 6e5)):
        sheet.append(row)
    sheet["A2"].value, sheet["A2"].data_type = "=1+1", "s"
    log = made.create_sheet("Контакты")
    log.append(("Клиент", "Дата", "Тип", "Результат"))
    log.append(("Бета", dt.date(2026, 10, 1), "Звонок", "ответ"))
    log["B2"].number_format = "yyyy-mm-dd"
    log["A2"].font = openpyxl.styles.Font(bold=True)
    log.add_table(openpyxl.worksheet.table.Table(displayName="Log", ref="A1:D2"))
    made.save(tmp_path / "table.xlsx")
    book = app.books.open(tmp_path / "table.xlsx")
    app.impl.alerts.clear()
    book.sheets["Клиенты"].activate()
    book.sheets["Клиенты"].range("B2").select()
    press(book, "log_contact")
    assert app.impl.alerts == []
    log = book.sheets["Контакты"]
    assert log.tables["Log"].range.address == "$A$1:$D$3"
    assert log.range("A3").formula == "=1+1"
    assert log.range("A3").value == "=1+1"
    assert log.range("A3").font.bold
    assert log.range("B3").number_format == "yyyy-mm-dd"
    assert log.range("B3").value.date() == dt.date.today()  # noqa: DTZ011  the person's own day
    assert app.selection.address == "$C$3"
    press(book, "undo")
    assert said(app)
    assert log.tables["Log"].range.address == "$A$1:$D$2"
    assert log.range("A3:D3").value == [None] * 4
    assert not log.range("A3").font.bold
    book.close()


def test_settings_shows_their_sheet(app, press, book):
    press(book, "settings")
    assert book.sheets.active.name == "Settings"
    assert app.impl.alerts == []


def test_this_list_only_leaves_every_other_sheet_alone(app, press, book):
    book.sheets["Clients"].range("C5").value = 60000
    book.sheets["Clients"].activate()
    before = {s.name: cells(book, s.name) for s in book.sheets if s.name in ("Checks", "Settings")}
    press(book, "recalculate_list")
    assert "Computed as of" in said(app)
    assert {name: cells(book, name) for name in before} == before
    book.sheets["Orders"].activate()
    press(book, "recalculate_list")
    assert "in no client list" in said(app)


def test_undo_puts_back_what_recalculation_changed_and_keeps_what_was_typed(app, press, book):
    press(book, "recalculate")
    app.impl.alerts.clear()
    before = column(book, "Y")
    book.sheets["Clients"].range("C5").value = 60000
    press(book, "recalculate")
    app.impl.alerts.clear()
    press(book, "undo")
    assert said(app) == words.UNDONE("en")
    assert column(book, "Y") == before
    assert book.sheets["Clients"].range("C5").value == 60000
    press(book, "undo")
    assert "undone already" in said(app) or "nothing" in said(app).lower()


def test_check_says_that_there_are_no_clients_yet(app, press, tmp_path, monkeypatch):
    monkeypatch.setenv("MKP_LANG", "ru")
    opened = app.books.open(make_book(tmp_path / "empty.xlsx", clients=[]))
    app.impl.alerts.clear()
    press(opened, "check")
    assert said(app) == words.NO_CLIENTS_YET("ru")
    opened.close()


def test_undo_is_refused_once_the_cells_it_would_put_back_have_changed(app, press, book, tmp_path):
    book.sheets["Clients"].range("C5").value = 60000
    press(book, "recalculate")
    app.impl.alerts.clear()
    ours = marked_columns(tmp_path / "book.xlsm", "Clients")["segment_before"][1]
    cell = book.sheets["Clients"].range((5, ours))
    assert cell.value is not None  # a recalculation writes it, no formula
    cell.value = 77  # as sorting would
    press(book, "undo")
    assert said(app) != words.UNDONE("en")
    assert cell.value == 77


def test_a_list_without_our_columns_is_left_alone_until_the_person_agrees(
    app, press, tmp_path, monkeypatch
):
    monkeypatch.setenv("MKP_LANG", "en")
    clients = [{"client": f"Client {n}", "potential_typed": 1e5 * n} for n in range(1, 9)]
    path = make_book(tmp_path / "plain.xlsx", clients=clients, lang="en")
    opened = app.books.open(path)
    app.impl.alerts.clear()
    app.impl.answers = ["cancel"]
    before = [sheet.name for sheet in opened.sheets]
    press(opened, "recalculate")
    assert "no MKP columns yet" in said(app)
    assert [sheet.name for sheet in opened.sheets] == before
    opened.close()


def test_a_book_without_a_list_gets_one_sentence(app, press):
    opened = app.books.add()
    app.impl.alerts.clear()
    for command in ("check", "explain"):
        press(opened, command)
        text = said(app)
        assert "Traceback" not in text
        assert len(text) < 400
    opened.close()


def test_what_nobody_foresaw_is_one_sentence_and_a_log(app, press, book, monkeypatch, tmp_path):
    monkeypatch.setattr(flow, "plan", lambda *_: 1 / 0)
    monkeypatch.setattr(work.tempfile, "gettempdir", lambda: str(tmp_path))
    before = {sheet.name: cells(book, sheet.name) for sheet in book.sheets}
    press(book, "recalculate")
    text = said(app)
    assert "Traceback" not in text
    assert "nothing was written" in text
    assert {sheet.name: cells(book, sheet.name) for sheet in book.sheets} == before
    assert "ZeroDivisionError" in (tmp_path / work.LOG).read_text()


@pytest.mark.parametrize("broken", ["keep", "take_back"])
def test_what_nobody_foresaw_once_cells_have_changed_is_told_so(
    app, press, book, monkeypatch, tmp_path, broken
):
    monkeypatch.setattr(work.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(work.undo, broken, lambda *_: 1 / 0)
    book.sheets["Clients"].range("C5").value = 60000
    press(book, "recalculate")
    if broken == "take_back":
        app.impl.alerts.clear()
        book.sheets["Clients"].range("AZ1").value = "typed on"  # no step of LibreOffice's to undo
        press(book, "undo")
    text = said(app)
    assert "cells may have changed" in text
    assert "nothing was written" not in text
    assert "ZeroDivisionError" in (tmp_path / work.LOG).read_text()


def busy_setter(app, monkeypatch, mode, times):
    """Let Excel be busy for so many attempts to put a mode back; return the attempts."""
    kind = type(app.impl)
    stands, refused = {"value": getattr(app, mode)}, []

    def change(_app, value):
        if value == stands["first"] and len(refused) < times:
            refused.append(value)
            raise HostError("excel_busy")
        stands["value"] = value

    stands["first"] = stands["value"]
    found = property(lambda _app: stands["value"], change)
    monkeypatch.setattr(kind, mode, found)
    return refused


@pytest.mark.parametrize(
    ("mode", "text"),
    [("calculation", words.STAYS_MANUAL), ("enable_events", words.STAYS_QUIET)],
)
@pytest.mark.parametrize("command", ["recalculate", "check"])
def test_a_mode_that_a_busy_excel_never_takes_back_is_told_after_the_answer(
    app, book, monkeypatch, mode, text, command
):
    busy_setter(app, monkeypatch, mode, 99)
    macros.serve(book, command)
    *answer, told = said(app).split("\n\n")
    assert told == text("en")
    assert answer


def test_a_mode_that_excel_takes_back_later_is_not_worth_a_word(app, book, monkeypatch):
    refused = busy_setter(app, monkeypatch, "calculation", 1)
    macros.serve(book, "recalculate")
    assert len(refused) == 1
    assert app.calculation == "automatic"
    assert words.STAYS_MANUAL("en") not in said(app)


def test_a_failure_and_a_mode_that_stays_are_told_together(app, book, monkeypatch):
    busy_setter(app, monkeypatch, "calculation", 99)

    def refuse(*_):
        raise HostError("nothing_to_undo", path=book.fullname)

    monkeypatch.setattr(work.undo, "take_back", refuse)
    macros.serve(book, "undo")
    text = said(app)
    assert "Nothing to undo" in text
    assert text.endswith(words.STAYS_MANUAL("en"))


def test_an_old_undo_file_goes_when_a_new_one_is_kept(book, press, tmp_path):
    folder = tmp_path / "undo"
    folder.mkdir()
    code = "0123456789abcdef01234567"
    ours = [f"undo-{code}.json.gz", f"undo-{code}.json.4711"]
    others = ["undo-notes.json.gz", f"undo-{code}.txt", "list.xlsx"]
    fresh = f"undo-{code[::-1]}.json.gz"
    month = 30 * 24 * 3600
    now = time.time()
    for name in (*ours, *others):
        (folder / name).write_bytes(b"old")
        os.utime(folder / name, (now - month - 60,) * 2)
    (folder / fresh).write_bytes(b"newer")
    os.utime(folder / fresh, (now - month + 60,) * 2)
    book.sheets["Clients"].range("C5").value = 60000
    press(book, "recalculate")
    kept = {file.name for file in folder.iterdir()}
    assert kept == {*others, fresh, undo.file_of(ExcelBook(book)).name}


def test_an_open_book_of_an_earlier_release_gets_the_settings_it_lacks(
    app, press, tmp_path, monkeypatch
):
    monkeypatch.setenv("MKP_LANG", "en")
    known = [setting for setting in SETTINGS if setting.key != "live_udf_cells"]
    path = tmp_path / "earlier.xlsm"
    with monkeypatch.context() as patched:
        patched.setattr(settings_sheet, "SETTINGS", tuple(known))
        patched.setattr(settings_sheet, "SETTING_OF", {s.key: s for s in known})
        making.demo(path, 20, "en", DAY, lambda _key, _share: None)
    opened = app.books.open(path)
    app.impl.alerts.clear()
    before = cells(opened, "Settings")
    press(opened, "recalculate")
    assert "damaged" not in said(app)
    after = cells(opened, "Settings")
    row = next(at for at, line in enumerate(after) if line[0] == "Cells with MKP functions")
    assert after[row][1] == 2500
    assert after[row][4] == "default"
    stood = [line for at, line in enumerate(after) if at != row]
    assert [line[1] for line in stood] == [line[1] for at, line in enumerate(before) if at != row]
    assert opened.names["mkp_live_udf_cells"].refers_to_range.address == f"$H${row + 1}"
    opened.close()


def test_every_command_of_the_ribbon_is_served():
    assert set(work._COMMANDS) == set(commands.COMMAND_OF)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_plain_list_gets_columns_and_sheets_as_a_file_would(
    app, press, tmp_path, monkeypatch, lang
):
    monkeypatch.setenv("MKP_LANG", lang)
    monkeypatch.setattr("mkp_xl.hosts.live.undo._folder", lambda: tmp_path / "undo")
    clients = demo_data(12, lang=lang, as_of=DAY).clients
    path, twin = (
        make_book(tmp_path / name, clients=clients, lang=lang) for name in ("a.xlsx", "b.xlsx")
    )
    book = app.books.open(path)
    app.impl.alerts.clear()
    press(book, "recalculate")
    asked, told = (alert[0] for alert in app.impl.alerts)
    assert asked.startswith(words.NOT_ATTACHED(lang))
    assert asked.splitlines()[-1] in ("Подключить?", "Attach?")
    assert words.plain([], "Excel", lang)[-20:] not in told
    matrix = book.sheets[SHEETS["matrix"](lang)].impl.uno
    assert matrix.Charts.Count == 1
    assert {info.title for info in XlsxHost(twin).look().sheets} < {s.name for s in book.sheets}
    jobs.recalculate(
        jobs.Target(path=twin),
        Request(today=work._today(), attach=tuple(OUTPUT_OF), lang=lang),
        lambda _key, _share: None,
    )
    filed = app.books.open(twin)
    for sheet in filed.sheets:
        assert cells(book, sheet.name) == cells(filed, sheet.name), sheet.name
    book.close()
    filed.close()
