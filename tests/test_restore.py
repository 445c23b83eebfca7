"""`mkp-xl restore`: an earlier version comes back, and what stood there is kept first."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import cli_tools as t
import pytest
from xlsx_tools import Book

from mkp_xl.hosts.xlsx import backups, files

pytestmark = pytest.mark.sampled(2)

BOTH = pytest.mark.parametrize("lang", t.LANGS)
FOLDER = ".mkp-backup"
FIRST = 1_700_000_000
ROWS = '<row r="1"><c r="A1"><v>{}</v></c></row>'


def content(number):
    """Return a book of that number, made nowhere else."""
    path = Path(os.environ["PYTEST_SCRATCH"]) / "made.xlsx"
    return Book(rows=ROWS.format(number)).write(path).read_bytes()


@pytest.fixture(autouse=True)
def scratch(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("PYTEST_SCRATCH", str(tmp_path_factory.mktemp("made")))


@pytest.fixture
def path(tmp_path):
    """Return book 9, with books 5 to 1 kept beside it, newest first, a day between them."""
    path = tmp_path / "книга №1.xlsx"
    for number in range(1, 6):
        set_up(path, number)
        backups.back_up(path)
    return set_up(path, 9)


@pytest.fixture
def moscow(monkeypatch):
    """Let the user's clock be three hours ahead of the one that names versions."""
    monkeypatch.setenv("TZ", "Europe/Moscow")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def set_up(path, number):
    path.write_bytes(content(number))
    os.utime(path, (FIRST + number * 86400,) * 2)
    return path


def kept(path):
    """Return which books are kept, newest first."""
    known = {content(number): number for number in range(10)}
    copies = sorted((path.parent / FOLDER).iterdir(), reverse=True)
    return [known.get(copy.read_bytes(), copy.name) for copy in copies]


def stands(path):
    return next(number for number in range(10) if content(number) == path.read_bytes())


def restore(path, *more, lang="ru", code=0):
    told = t.mkp("restore", path, *more, lang=lang)
    assert told.code == code, told
    if code:
        assert told.out == ""
        assert told.err.count("\n") == 1
    else:
        assert told.err == ""
    return told


# what comes back


def test_the_newest_version_comes_back_and_the_present_one_is_kept(path):
    restore(path)
    assert stands(path) == 5
    assert kept(path) == [9, 5, 4, 3, 2]


def test_the_newest_version_that_differs_comes_back(path):
    set_up(path, 5)
    restore(path)
    assert stands(path) == 4


def test_a_version_comes_back_by_its_number(path):
    restore(path, "--version", 3)
    assert stands(path) == 3
    assert kept(path) == [9, 5, 4, 3, 2]


def test_the_oldest_version_stays_though_another_is_kept_for_it(path):
    restore(path, "--version", 5)
    assert stands(path) == 1
    assert kept(path) == [9, 5, 4, 3, 2, 1]
    restore(path)
    assert stands(path) == 9
    assert kept(path) == [1, 9, 5, 4, 3]


def test_restoring_is_undone_by_restoring_as_often_as_one_likes(path):
    for _ in range(4):
        restore(path)
        assert stands(path) == 5
        restore(path)
        assert stands(path) == 9
    assert sorted(kept(path)) == [2, 3, 4, 5, 9]


def test_an_old_file_over_new_versions_is_undone_by_the_command_that_is_told(path):
    path.write_bytes(content(9))
    os.utime(path, (FIRST - 86400,) * 2)
    told = restore(path, "--version", 2)
    assert stands(path) == 4
    number = re.search(r"Отменить возврат: .* --version (\d+)", told.out)[1]
    restore(path, "--version", number)
    assert stands(path) == 9


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04 half a zip", b"no book at all", None])
def test_a_broken_or_deleted_book_comes_back(path, broken):
    if broken is None:
        path.unlink()
    else:
        path.write_bytes(broken)
    told = restore(path)
    assert stands(path) == 5
    copies = [copy.read_bytes() for copy in (path.parent / FOLDER).iterdir()]
    assert (broken in copies) == (broken is not None)
    assert ("Отменить возврат" in told.out) == (broken is not None)


def test_a_deleted_book_has_the_rights_of_its_version(path):
    for copy in (path.parent / FOLDER).iterdir():
        copy.chmod(0o640)
    path.unlink()
    restore(path)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_book_reached_by_a_link_comes_back_where_it_lies(path, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.xlsx"
    link.symlink_to(path)
    restore(link)
    assert link.is_symlink()
    assert stands(path) == 5
    path.unlink()
    restore(link)
    assert link.is_symlink()
    assert path.exists()


def test_what_a_recalculation_wrote_is_undone_to_the_byte(tmp_path):
    path = t.book(tmp_path / "b.xlsx", [("Альфа", 600_000, 100_000, dt.date(2026, 11, 1))])
    before = path.read_bytes()
    assert t.mkp("attach", path).code == 0
    attached = path.read_bytes()
    restore(path)
    assert path.read_bytes() == before
    restore(path)
    assert path.read_bytes() == attached


def test_versions_of_other_books_are_not_mixed_up(path):
    for name in ("книга №1.x.xlsx", "книга №1.xlsm", "другая.xlsx"):
        other = path.with_name(name)
        set_up(other, 7)
        backups.back_up(other)
    strays = ("книга №1.20269999-000000-001.xlsx", "книга №1.20260101-000000-001 copy.xlsx")
    for name in strays:
        (path.parent / FOLDER / name).write_bytes(content(8))
    assert len(restore(path, "--list", "--json").json) == 5
    restore(path)
    assert stands(path) == 5


def test_versions_are_found_however_a_system_spells_letters(tmp_path):
    for name, other in (("Мой.xlsx", "Мои\u0306.xlsx"), ("Мои\u0306.xlsx", "Мой.xlsx")):
        folder = tmp_path / str(len(name))
        folder.mkdir()
        backups.back_up(set_up(folder / name, 1))
        restore(set_up(folder / other, 2))
        assert stands(folder / other) == 1


def test_names_with_signs_of_patterns_are_names(tmp_path):
    path = tmp_path / "b[1]+(2)*.xlsx"
    backups.back_up(set_up(path, 1))
    backups.back_up(set_up(tmp_path / "b1+(2)x.xlsx", 3))
    restore(set_up(path, 2))
    assert stands(path) == 1


# what is told


@BOTH
@pytest.mark.usefixtures("moscow")
def test_it_says_which_version_came_back_and_where_the_other_is(path, lang):
    told = restore(path, lang=lang)
    assert ("20.11.2023 01:13:20" if lang == "ru" else "20 Nov 2023 01:13:20") in told.out
    assert str(path) in told.out
    assert f"{FOLDER}/книга №1.20231123-221320-001.xlsx" in told.out
    assert f'mkp-xl restore "{path}"' in told.out
    assert bool(re.search("[а-я]{3}", told.out.replace("книга", ""))) == (lang == "ru")


def state(folder):
    return {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in folder.rglob("*")}


@BOTH
@pytest.mark.usefixtures("moscow")
def test_the_list_names_versions_newest_first(path, lang):
    set_up(path, 4)
    before = state(path.parent)
    told = restore(path, "--list", lang=lang)
    rows = re.findall(r"^\s*(\d) +(\S.*?\d\d:\d\d:\d\d) +(\d+ \w\w)(.*)$", told.out, re.MULTILINE)
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[0][1] == ("20.11.2023 01:13:20" if lang == "ru" else "20 Nov 2023 01:13:20")
    assert {row[2] for row in rows} == {"2 КБ" if lang == "ru" else "2 KB"}
    same = "такая же, как сейчас" if lang == "ru" else "same as now"
    assert [row[3].strip() for row in rows] == ["", same, "", "", ""]
    assert "--version N" in told.out
    assert state(path.parent) == before


def test_programs_get_records(path):
    listed = restore(path, "--list", "--json").json
    assert [one["number"] for one in listed] == [1, 2, 3, 4, 5]
    assert listed[0]["when"] == "2023-11-19T22:13:20+00:00"
    assert listed[0]["size"] == len(content(5))
    assert Path(listed[0]["path"]).read_bytes() == content(5)
    assert not any(one["is_present"] for one in listed)
    done = restore(path, "--json", "--version", 2).json
    assert done["version"] == {k: v for k, v in listed[1].items() if k != "is_present"}
    assert Path(done["kept"]).read_bytes() == content(9)
    assert (done["book"], done["written"], done["undo"]) == (str(path), True, 1)
    again = restore(path, "--json", "--version", 3).json
    assert (again["written"], again["kept"], again["undo"]) == (False, None, None)


def test_the_language_of_the_messages_may_be_asked_for(path):
    assert "Put back" in restore(path, "--lang", "en").out
    assert "no version 99" in restore(path, "--lang", "en", "--version", 99, code=2).err
    assert "Версии 99" in restore(path, "--lang", "ru", "--version", 99, lang="en", code=2).err


def test_an_example_in_the_help_runs_as_it_stands(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    named = path.with_name("Клиенты.xlsx")
    backups.back_up(set_up(named, 1))
    set_up(named, 2)
    said = t.mkp("restore", "--help").said
    assert t.mkp(*said[said.rindex("mkp-xl restore") :].split()[1:]).code == 0
    assert stands(named) == 1


# what is refused


def refused(path, *more):
    """Return what is said in both languages; nothing may have changed."""
    before = {f: f.read_bytes() for f in path.parent.rglob("*") if f.is_file()}
    said = [restore(path, *more, lang=lang, code=2).err for lang in t.LANGS]
    assert {f: f.read_bytes() for f in path.parent.rglob("*") if f.is_file()} == before
    assert bool(re.search("[а-я]{3}", said[0].replace("книга", "")))
    assert not re.search("[а-я]{3}", said[1].replace("книга", ""))
    return said


def test_a_book_without_versions_is_told(tmp_path):
    path = set_up(tmp_path / "b.xlsx", 1)
    for more in ((), ("--list",), ("--version", "1")):
        assert "нет" in refused(path, *more)[0]
    (tmp_path / FOLDER).mkdir()
    assert "kept" in refused(path)[1]
    assert "b.xlsx" in refused(tmp_path / "none" / "b.xlsx")[0]


@pytest.mark.parametrize("number", [0, 6, -1])
def test_a_number_that_is_none_of_them_is_told(path, number):
    for said in refused(path, "--version", number):
        assert str(number) in said
        assert "5" in said
        assert "--list" in said


def test_versions_that_are_all_the_same_as_the_book_are_told(tmp_path):
    path = set_up(tmp_path / "b.xlsx", 1)
    backups.back_up(path)
    assert "возвращать нечего" in refused(path)[0]


def flipped(path, name):
    """Turn one bit of a part over."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo(name)
    data[member.header_offset + 30 + len(name) + member.compress_size // 2] ^= 1
    path.write_bytes(data)


def flip_sheet(path):
    flipped(path, "xl/worksheets/sheet1.xml")


def flip_picture(path):
    """Harm what a recalculation never reads."""
    noise = {"xl/media/image1.png": bytes(range(256)) * 40}
    flipped(Book(rows=ROWS.format(5), extra=noise).write(path), *noise)


def lose_a_sheet(path):
    """Leave out a part in a zip that is sound otherwise."""
    parts = Book(rows=ROWS.format(5)).parts()
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            if name != "xl/worksheets/sheet1.xml":
                archive.writestr(name, part)


def lose_the_frame(path):
    path.write_bytes(path.read_bytes().replace(b"xl/workbook.xml", b"xl/w0rkbook.xml"))


def cut_the_end(path):
    path.write_bytes(path.read_bytes()[:-30])


def empty(path):
    path.write_bytes(b"")


HARMS = (flip_sheet, flip_picture, lose_a_sheet, lose_the_frame, cut_the_end, empty)


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_version_is_told_and_another_can_be_chosen(path, harm):
    harm(max((path.parent / FOLDER).iterdir()))
    for said in refused(path):
        assert "1" in said
        assert "--list" in said
    restore(path, "--version", 2)
    assert stands(path) == 4


@pytest.mark.parametrize("lock", ["~$книга №1.xlsx", ".~lock.книга №1.xlsx#"])
def test_a_book_open_elsewhere_is_left_alone(path, lock):
    path.with_name(lock).touch()
    assert lock in refused(path)[0]


def test_a_folder_is_no_book(path):
    assert "папка" in t.mkp("restore", path.parent).err


def test_a_file_marked_read_only_is_told(path, monkeypatch):
    monkeypatch.setattr(files.os, "access", lambda *_: False)
    assert "только для чтения" in refused(path)[0]


def test_a_link_that_leads_to_itself_is_told(tmp_path):
    path = tmp_path / "b.xlsx"
    path.symlink_to(path)
    assert "b.xlsx" in restore(path, code=2).err


def test_a_full_disk_leaves_the_book_and_its_versions(path, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)
    assert "нет места" in refused(path)[0]


def test_a_version_or_book_that_changes_meanwhile_is_told(path, monkeypatch):
    real = files.back_up

    def slow_back_up(target, spared):
        done = real(target, spared)
        (target if changed == "book" else spared).write_bytes(b"another's")
        return done

    monkeypatch.setattr(files, "back_up", slow_back_up)
    for changed in ("book", "version"):
        set_up(path, 9)
        assert "изменилась" in restore(path, code=2).err
        assert path.read_bytes() == (b"another's" if changed == "book" else content(9))


KILLED = """
import os, signal, sys
from pathlib import Path
from mkp_xl.hosts.xlsx.restoring import restore

left = int(sys.argv[2])

def hook(event, _):
    global left
    if event.startswith(("open", "os.", "fcntl.", "shutil.")):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
restore(Path(sys.argv[1]), 5, lambda *_: None)
"""


def test_killed_on_the_way_no_version_is_lost(path):
    """Every book is there afterwards: the present one and the five kept, one of them oldest."""
    codes = set()
    for step in range(24, 84, 12):
        shutil.rmtree(path.parent / FOLDER)
        for number in range(1, 6):
            backups.back_up(set_up(path, number))
        set_up(path, 9)
        order = [sys.executable, "-c", KILLED, str(path), str(step)]
        done = subprocess.run(order, check=False, capture_output=True)
        codes.add(done.returncode)
        whole = [n for n in kept(path) if isinstance(n, int)]
        assert stands(path) in (9, 1)
        assert {stands(path), *whole} == {1, 2, 3, 4, 5, 9}
        restore(path, "--version", 1)
        assert not list(path.parent.rglob(".~mkp-*"))
    assert codes == {0, -signal.SIGKILL}, done.stderr.decode()


def test_the_records_are_one_json_value_also_when_refused(path):
    told = t.mkp("restore", path, "--version", 77, "--json")
    assert told.code == 2
    assert json.loads(told.out)["error"] == "no_such_version"
