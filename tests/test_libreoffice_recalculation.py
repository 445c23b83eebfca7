"""The whole way in LibreOffice: a button pressed, the real worker, the cells of a real document."""

import contextlib
import datetime as dt
import os
import shutil
import signal
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from books import make_book
from office_person import Person
from soffice_find import processes

from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.flow import Request
from mkp_xl.book.grid import CellEdit, Changes
from mkp_xl.faces import jobs, making
from mkp_xl.faces.buttons import words
from mkp_xl.faces.demo_data import demo_data
from mkp_xl.hosts.xlsx import XlsxHost

pytestmark = [pytest.mark.soffice, pytest.mark.sampled(4)]
MADE_ON = dt.date(2026, 9, 1)
CLIENTS = {"ru": "Клиенты", "en": "Clients"}


def contents(path):
    books = [openpyxl.load_workbook(path, data_only=shown) for shown in (True, False)]
    return {
        (sheet.title, cell.coordinate): tuple(b[sheet.title][cell.coordinate].value for b in books)
        for sheet in books[0]
        for row in sheet.iter_rows()
        for cell in row
        if books[1][sheet.title][cell.coordinate].value is not None
    }


def differences(here, there):
    pairs = {place: (here.get(place), there.get(place)) for place in here.keys() | there.keys()}
    return {place: pair for place, pair in pairs.items() if pair[0] != pair[1]}


@pytest.fixture(scope="module")
def person(tmp_path_factory):
    someone = Person(tmp_path_factory.mktemp("person"))
    yield someone
    assert someone.stop() == []


@pytest.fixture(scope="module")
def demos(tmp_path_factory):
    """Demonstration books that were last computed in September."""
    folder = tmp_path_factory.mktemp("demos")
    for lang in CLIENTS:
        making.demo(folder / f"{lang}.xlsm", 40, lang, MADE_ON, lambda _key, _share: None)
    return folder


@pytest.fixture(params=["ru", pytest.param("en", marks=pytest.mark.long)])
def book(request, person, demos, tmp_path):
    """Put a book in front of the person, in their language, with purchases typed anew."""
    lang = request.param
    path = tmp_path / f"{lang}.xlsm"
    typed = {5: 60_000.0, 6: "много", 7: None, 8: 1_000_000.0}
    edits = [CellEdit(sheet=CLIENTS[lang], row=r, column=3, value=v) for r, v in typed.items()]
    XlsxHost(demos / path.name, output=path).write(Changes(cells=edits))
    person.ask("speak", language=lang)
    person.ask("open", path)
    yield path
    person.ask("close")


def recalculated(path, tmp_path):
    """Return what the command line makes of a copy of the same file."""
    twin = tmp_path / "twin.xlsm"
    shutil.copy(path, twin)
    today = serial_of(dt.date.today())  # noqa: DTZ011  as the button takes it
    jobs.recalculate(jobs.Target(path=twin), Request(today=today), lambda _key, _share: None)
    return twin


def test_the_toolbar_gives_the_cells_of_the_command_line(person, book, tmp_path):
    (said,) = person.press("recalculate")
    assert "Traceback" not in said
    here = contents(person.copy())
    person.ask("close")
    person.ask("open", recalculated(book, tmp_path))
    there = contents(person.copy())
    assert differences(here, there) == {}
    assert len(here) > 1000


def test_a_drawn_button_does_what_the_toolbar_does_and_undo_takes_it_back(person, book):
    person.calculate()
    before = contents(person.copy())
    (said,) = person.click("MkpRecalculate")
    after = contents(person.copy())
    assert after != before
    assert person.press("undo") == [words.UNDONE(book.stem)]
    assert contents(person.copy()) == before
    assert person.ask("state")["undo"] == []
    assert person.press("recalculate") == [said]
    assert contents(person.copy()) == after


def test_undo_puts_back_what_was_recalculated_before_the_person_typed_on(person, book):
    person.calculate()
    before = contents(person.copy())
    person.press("recalculate")
    person.ask("type", sheet=CLIENTS[book.stem], cell="AZ1", text="заметка")
    assert person.press("undo") == [words.UNDONE(book.stem)]
    after = contents(person.copy())
    assert differences(before, after) == {
        (CLIENTS[book.stem], "AZ1"): (None, ("заметка", "заметка")),
    }


def test_a_recalculation_is_one_step_for_ctrl_z(person, book):
    person.calculate()
    before = contents(person.copy())
    person.press("recalculate")
    assert person.ask("state")["undo"] == [words.step_name("recalculate", book.stem)]
    person.undo()
    assert contents(person.copy()) == before


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_plain_list_gets_columns_and_sheets_as_a_file_would(person, tmp_path, lang):
    clients = demo_data(12, lang=lang, as_of=MADE_ON).clients
    path, twin = (
        make_book(tmp_path / name, clients=clients, lang=lang) for name in ("a.xlsx", "b.xlsx")
    )
    today = serial_of(dt.date.today())  # noqa: DTZ011  as the button takes it
    wanted = Request(today=today, attach=tuple(OUTPUT_OF), lang=lang)
    jobs.recalculate(jobs.Target(path=twin), wanted, lambda _key, _share: None)
    person.ask("speak", language=lang)
    person.ask("open", path)
    plain = contents(person.copy())
    asked, told = person.press("recalculate", buttons=["OK", "OK"])
    assert asked.startswith(words.NOT_ATTACHED(lang))
    here = contents(person.copy())
    person.undo()
    assert contents(person.copy()) == plain
    person.ask("close")
    person.ask("open", twin)
    there = contents(person.copy())
    person.ask("close")
    assert differences(here, there) == {}
    assert words.plain([], "LibreOffice", lang)[-20:] not in told


@pytest.mark.usefixtures("book")
def test_check_explain_and_settings_change_nothing(person):
    before = contents(person.copy())
    for key in ("check", "explain", "settings"):
        person.press(key)
    assert contents(person.copy()) == before
    assert person.ask("state")["undo"] == []


def workers(profile):
    """Return the workers that the LibreOffice of a profile has started."""
    found = processes("mkp_xl.faces.libreoffice.worker")
    return [pid for pid in found if str(profile) in surroundings(pid)]


def surroundings(pid):
    """Return the environment of a process; "" of one that has just ended."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/environ").read_text()
    return ""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_a_killed_libreoffice_leaves_no_worker(demos, tmp_path):
    person = Person(tmp_path)
    try:
        person.ask("open", shutil.copy(demos / "ru.xlsm", tmp_path))
        person.ask("command", url="org.mkp.calc:recalculate")
        profile = person.profile
        assert wait_for(lambda: workers(profile))
        (office,) = processes(f"-env:UserInstallation={profile.as_uri()}")
        os.kill(office, signal.SIGKILL)
        assert wait_for(lambda: not workers(profile))
    finally:
        person.stop()


def wait_for(condition):
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()
