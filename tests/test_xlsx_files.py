"""The file on disk: whole at every moment, backed up, and left alone while others use it."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from xlsx_tools import Book

from mkp_xl.book.grid import Action, CellEdit, Changes, ColumnEdit
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx import XlsxHost, files, temporary

ROOT = Path(__file__).resolve().parents[1]
ROWS = '<row r="1"><c r="A1"><v>{}</v></c></row>'
CHILD = """
import sys
from pathlib import Path
from mkp_xl.book.grid import Action, Changes, ColumnEdit
from mkp_xl.hosts.xlsx import XlsxHost

path, number = Path(sys.argv[1]), 1.0
print("ready", flush=True)
while True:
    number += 1
    actions = [Action.VALUE] * 3000
    edit = ColumnEdit(sheet="Лист", column=1, first_row=1, values=[number] * 3000, actions=actions)
    XlsxHost(path).write(Changes(columns=[edit]))
"""


@pytest.fixture
def path(tmp_path):
    return Book(rows=ROWS.format(0)).write(tmp_path / "book.xlsx")


def change(value):
    return Changes(cells=[CellEdit(sheet="Лист", row=1, column=1, value=value)])


def value_in(path):
    return XlsxHost(path).read("Лист")[1].values[0]


def backups(folder):
    return sorted(copy.name for copy in (folder / ".mkp-backup").glob("*"))


def key_of(function, *arguments):
    with pytest.raises(HostError) as caught:
        function(*arguments)
    return caught.value.key


# backups


def test_the_old_file_is_kept_beside_the_new_one(path):
    old = path.read_bytes()
    os.utime(path, (1_700_000_000, 1_700_000_000))
    XlsxHost(path).write(change(1.0))
    assert backups(path.parent) == ["book.20231114-221320-001.xlsx"]
    assert (path.parent / ".mkp-backup" / "book.20231114-221320-001.xlsx").read_bytes() == old


def test_the_last_five_backups_stay_and_sort_by_time(path):
    for number in range(1, 9):
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
        XlsxHost(path).write(change(float(number)))
    kept = backups(path.parent)
    assert len(kept) == 5
    said = [value_in(path.parent / ".mkp-backup" / name) for name in kept]
    assert said == [3.0, 4.0, 5.0, 6.0, 7.0]


def test_backups_of_one_second_are_counted(path):
    for number in range(1, 4):
        os.utime(path, (1_700_000_000, 1_700_000_000))
        XlsxHost(path).write(change(float(number)))
    assert [name[-8:] for name in backups(path.parent)] == ["001.xlsx", "002.xlsx", "003.xlsx"]
    assert value_in(path.parent / ".mkp-backup" / backups(path.parent)[-1]) == 2.0


def test_a_file_with_an_old_date_is_still_backed_up(path):
    for number in range(1, 7):
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
        XlsxHost(path).write(change(float(number)))
    os.utime(path, (1_000_000_000, 1_000_000_000))
    XlsxHost(path).write(change(9.0))
    assert backups(path.parent)[0].startswith("book.20010909")


def test_backups_of_other_books_are_left_alone(path):
    other = path.with_name("book[1].xlsx")
    shutil.copy(path, other)
    for number in range(1, 8):
        XlsxHost(path).write(change(float(number)))
        XlsxHost(other).write(change(float(number)))
    names = backups(path.parent)
    assert len([name for name in names if name.startswith("book.")]) == 5
    assert len([name for name in names if name.startswith("book[1].")]) == 5


def test_an_output_that_exists_is_backed_up_beside_itself(path, tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    output = Book(rows=ROWS.format(5)).write(folder / "out.xlsx")
    before = path.read_bytes()
    XlsxHost(path, output=output).write(change(1.0))
    assert path.read_bytes() == before
    assert value_in(output) == 1.0
    assert value_in(folder / ".mkp-backup" / backups(folder)[0]) == 5.0
    assert not (path.parent / ".mkp-backup").exists()


# replacing


def test_mode_bits_and_links_stay(path, tmp_path):
    path.chmod(0o640)
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    XlsxHost(link).write(change(1.0))
    assert link.is_symlink()
    assert value_in(path) == 1.0
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_that_changed_since_it_was_read_is_not_replaced(path):
    host = XlsxHost(path)
    host.look()
    Book(rows=ROWS.format(77)).write(path)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert key_of(host.write, change(1.0)) == "changed_meanwhile"
    assert value_in(path) == 77.0
    assert leftovers(path.parent) == []


def test_a_file_that_changes_while_it_is_written_is_not_replaced(path, monkeypatch):
    host = XlsxHost(path)
    host.look()
    really_back_up = files.back_up

    def slow_back_up(target, spared):
        really_back_up(target, spared)
        os.utime(path, (1_700_000_000, 1_700_000_000))

    monkeypatch.setattr(files, "back_up", slow_back_up)
    assert key_of(host.write, change(1.0)) == "changed_meanwhile"
    assert value_in(path) == 0.0


def test_a_file_that_went_away_is_told(path):
    host = XlsxHost(path)
    host.look()
    path.unlink()
    assert key_of(host.write, change(1.0)) in {"not_found", "changed_meanwhile"}
    assert not path.exists()


def leftovers(folder):
    return [file.name for file in folder.rglob(".~mkp-*")]


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EIO, "write_failed"),
        (errno.EACCES, "read_only_folder"),
        (errno.EROFS, "read_only_folder"),
    ],
)
def test_a_disk_that_refuses_leaves_the_old_file(path, monkeypatch, number, key):
    before = path.read_bytes()

    def refuse(_handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fsync", refuse)
    assert key_of(XlsxHost(path).write, change(1.0)) == key
    assert path.read_bytes() == before
    assert leftovers(path.parent) == []


def test_a_file_that_another_program_holds_is_told_as_locked(path, monkeypatch):
    real = Path.replace

    def replace(self, target):
        if Path(target) == path:
            raise PermissionError(13, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(temporary, "PATIENCE", (0.01, 0.01))
    assert key_of(XlsxHost(path).write, change(1.0)) == "locked"
    assert value_in(path) == 0.0
    assert leftovers(path.parent) == []


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may write everywhere")
def test_folders_and_files_for_reading_only_are_told(path):
    path.chmod(0o444)
    assert key_of(XlsxHost(path).write, change(1.0)) == "read_only_file"
    path.chmod(0o644)
    path.parent.chmod(0o555)
    try:
        assert key_of(XlsxHost(path).write, change(1.0)) == "read_only_folder"
    finally:
        path.parent.chmod(0o755)


def test_a_file_marked_read_only_is_told(path, monkeypatch):
    monkeypatch.setattr(files.os, "access", lambda *_: False)
    assert key_of(XlsxHost(path).write, change(1.0)) == "read_only_file"


def test_outputs_that_cannot_be_are_told(path, tmp_path):
    def write(output):
        XlsxHost(path, output=output).write(change(1.0))

    assert key_of(write, tmp_path / "none" / "out.xlsx") == "no_folder"
    assert key_of(write, tmp_path / "out.xlsm") == "other_extension"
    (tmp_path / "folder.xlsx").mkdir()
    assert key_of(write, tmp_path / "folder.xlsx") == "is_folder"


# locks of other programs


@pytest.mark.parametrize("lock", ["~$book.xlsx", ".~lock.book.xlsx#", "~$ok.xlsx"])
def test_a_book_open_elsewhere_is_read_and_copied_but_not_changed(path, tmp_path, lock):
    (tmp_path / lock).write_bytes(b"\x05Anna")
    host = XlsxHost(path)
    assert host.read("Лист")[1].values == [0.0]
    with pytest.raises(HostError) as caught:
        host.write(change(1.0))
    assert caught.value.key == "open_elsewhere"
    assert caught.value.particulars == {"path": str(path), "lock": lock}
    XlsxHost(path, output=tmp_path / "copy.xlsx").write(change(1.0))
    assert value_in(tmp_path / "copy.xlsx") == 1.0


def test_a_lock_of_a_neighbour_is_not_ours(path, tmp_path):
    shutil.copy(path, tmp_path / "ok.xlsx")
    (tmp_path / "~$ok.xlsx").write_bytes(b"")
    XlsxHost(path).write(change(1.0))
    assert value_in(path) == 1.0


# killed at any moment


def test_killed_at_random_moments_the_file_is_old_or_new_but_whole(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 3001))
    path = Book(rows=rows).write(tmp_path / "book.xlsx")
    chance = random.Random(1904)
    seen = set()
    for _ in range(10):
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path)], cwd=ROOT, stdout=subprocess.PIPE
        ) as child:
            assert child.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.0, 0.25))
            child.send_signal(signal.SIGKILL)
        values = XlsxHost(path).read("Лист")[1].values
        assert len(values) == 3000
        assert len(set(values)) == 1
        seen.add(values[0])
    assert len(seen) > 1, "some runs must have come to their end"
    for name in backups(tmp_path):
        if not name.startswith(".~mkp-"):
            XlsxHost(tmp_path / ".mkp-backup" / name).read("Лист")


def test_old_leftovers_are_swept_and_young_ones_left_to_their_owners(path):
    (path.parent / ".mkp-backup").mkdir()
    old = [path.parent / ".~mkp-old", path.parent / ".mkp-backup" / ".~mkp-old"]
    young = path.parent / ".~mkp-young"
    for file in (*old, young):
        file.write_bytes(b"half")
    for file in old:
        os.utime(file, (time.time() - 7200,) * 2)
    XlsxHost(path).write(change(1.0))
    assert not any(file.exists() for file in old)
    assert young.exists()
    assert leftovers(path.parent) == [young.name]


def test_an_error_on_the_way_leaves_nothing_behind(path):
    before = path.read_bytes()
    edit = ColumnEdit(
        sheet="Лист", column=1, first_row=1, values=["x" * 40000], actions=[Action.VALUE]
    )
    assert key_of(XlsxHost(path).write, Changes(columns=[edit])) == "text_too_long"
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["book.xlsx"]
