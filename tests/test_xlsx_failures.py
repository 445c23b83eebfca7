"""Failure at any moment of a write: killed, the disk full, the file taken; nothing half done."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from xlsx_tools import Book

from mkp_xl.book.grid import CellEdit, Changes
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx import XlsxHost, files, temporary
from mkp_xl.hosts.xlsx.package import stamp
from mkp_xl.hosts.xlsx.restoring import restore

ROOT = Path(__file__).resolve().parents[1]
ROWS = '<row r="1"><c r="A1"><v>{}</v></c></row>'
IS_ROOT = getattr(os, "geteuid", int)() == 0
NOBODY = 65534
AS_ROOT = pytest.mark.skipif(not IS_ROOT, reason="needs root")
FOLDER = ".mkp-backup"

BEGIN = """
import os, shutil, signal, sys, tempfile
from pathlib import Path
from mkp_xl.book.grid import CellEdit, Changes
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx import XlsxHost
from mkp_xl.hosts.xlsx.temporary import temporary

path = Path(sys.argv[1])

def write(value, path=path):
    XlsxHost(path).write(Changes(cells=[CellEdit(sheet="Лист", row=1, column=1, value=value)]))

def become(user, *groups):
    # Write once more as who we are: another user may lack the right to import what is needed.
    with tempfile.TemporaryDirectory() as folder:
        for value in (7.0, 8.0):
            write(value, Path(shutil.copy(path, folder)))
    os.setgroups(groups)
    os.setgid(user)
    os.setuid(user)

def told():
    try:
        write(2.0)
    except HostError as problem:
        print(problem.key)
    else:
        print("written")
"""
HOLD = """
with temporary(path) as made, temporary(path.parent / ".mkp-backup" / "x") as kept:
    for one in (made, kept):
        one.file.write(b"half")
        one.file.flush()
    print("ready", flush=True)
    signal.pause()
"""
BREAK_OFF = """
def leave(event, arguments):
    if event == "os.rename" and arguments[1] == str(path):
        os._exit(0)

sys.addaudithook(leave)
told()
"""
KILLED_AT_EACH_STEP = """
FILE_EVENTS = ("open", "os.", "shutil.", "fcntl.", "pathlib.")

def die_at(step):
    left = step

    def hook(event, _):
        nonlocal left
        if event.startswith(FILE_EVENTS):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)

original = path.read_bytes()
write(9.0)  # whatever is imported late is imported now
whole = path.read_bytes()
for step in range(1, 1000):
    path.write_bytes(original)
    if sys.argv[2] == "copies":
        shutil.rmtree(path.parent / ".mkp-backup", ignore_errors=True)
    child = os.fork()
    if child == 0:
        die_at(step)
        write(9.0)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    now = path.read_bytes()
    assert now in (original, whole), f"half a file after step {step}"
    left = len(list(path.parent.rglob(".~mkp-*")))
    path.write_bytes(original)
    write(9.0)
    assert not list(path.parent.rglob(".~mkp-*")), f"leftovers of step {step}"
    copies = list((path.parent / ".mkp-backup").iterdir())
    assert len(copies) <= 5
    for copy in copies:
        assert copy.read_bytes() in (original, whole), f"half a copy after step {step}"
    print("new" if now == whole else "old", left, "died" if os.WIFSIGNALED(status) else "lived")
    if not os.WIFSIGNALED(status):
        break
"""


@pytest.fixture
def path(tmp_path):
    return Book(rows=ROWS.format(0)).write(tmp_path / "book.xlsx")


@pytest.fixture
def mount(tmp_path):
    """Return a function that mounts a small disk of its own; as root only, where that may be."""
    mounted = []

    def small_disk(size):
        folder = tmp_path / f"disk{len(mounted)}"
        folder.mkdir()
        order = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder]
        if not IS_ROOT or subprocess.run(order, capture_output=True, check=False).returncode:
            pytest.skip("no disk may be mounted here")
        mounted.append(folder)
        return folder

    yield small_disk
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)


def change(value):
    return Changes(cells=[CellEdit(sheet="Лист", row=1, column=1, value=value)])


def value_in(path):
    return XlsxHost(path).read("Лист")[1].values[0]


def key_of(function, *arguments):
    with pytest.raises(HostError) as caught:
        function(*arguments)
    return caught.value.key


def leftovers(folder):
    return sorted(file.name for file in folder.rglob(".~mkp-*"))


def child(code, *arguments):
    """Return what a Python of its own prints."""
    order = [sys.executable, "-c", BEGIN + code, *map(str, arguments)]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextlib.contextmanager
def holding(path):
    """Let a process hold two files in the making; give a function that kills it."""
    (path.parent / FOLDER).mkdir(exist_ok=True)
    order = [sys.executable, "-c", BEGIN + HOLD, str(path)]
    with subprocess.Popen(order, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        try:
            yield lambda: (process.kill(), process.wait())
        finally:
            process.kill()


# what killed runs leave


def test_leftovers_go_with_the_next_run_but_not_those_of_a_run_that_lives(path):
    with holding(path) as kill:
        held = leftovers(path.parent)
        assert len(held) == 2
        XlsxHost(path).write(change(1.0))
        assert leftovers(path.parent) == held
        kill()
    assert leftovers(path.parent) == held
    XlsxHost(path).write(change(2.0))
    assert leftovers(path.parent) == []


def test_a_run_with_nothing_to_write_tidies_as_well(path):
    with holding(path) as kill:
        kill()
    XlsxHost(path).write(change(0.0))
    before = stamp(path.stat())
    with holding(path) as kill:
        XlsxHost(path).write(change(0.0))
        assert len(leftovers(path.parent)) == 2
        kill()
    XlsxHost(path).write(change(0.0))
    assert leftovers(path.parent) == []
    assert stamp(path.stat()) == before


def aged(path, seconds):
    path.write_bytes(b"half")
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def test_files_of_another_machine_go_after_an_hour_and_only_if_nobody_holds_them(path):
    fcntl = pytest.importorskip("fcntl")
    young = aged(path.with_name(".~mkp-00000000-young"), 600)
    old = aged(path.with_name(".~mkp-00000000-old"), 7200)
    held = aged(path.with_name(".~mkp-00000000-held"), 7200)
    with held.open("rb+") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        XlsxHost(path).write(change(1.0))
    assert (young.exists(), old.exists(), held.exists()) == (True, False, True)


def test_where_locks_do_not_work_age_alone_tells(path, monkeypatch):
    fcntl = pytest.importorskip("fcntl")

    def no_locks(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    young = aged(path.with_name(temporary._HERE + "young"), 600)
    old = aged(path.with_name(temporary._HERE + "old"), 7200)
    XlsxHost(path).write(change(1.0))
    assert value_in(path) == 1.0
    assert (young.exists(), old.exists()) == (True, False)


def test_a_new_file_that_a_sweep_took_for_dead_is_made_again(path, monkeypatch):
    really_hold, met = temporary._hold, []

    def hold(file):
        if not met:  # a sweep comes between the making and the holding
            met.extend(path.parent.glob(".~mkp-*"))
            met[0].unlink()
        return really_hold(file)

    monkeypatch.setattr(temporary, "_hold", hold)
    XlsxHost(path).write(change(1.0))
    assert met
    assert value_in(path) == 1.0
    assert leftovers(path.parent) == []


def test_a_folder_where_no_file_can_be_held_is_one_sentence(path, monkeypatch):
    monkeypatch.setattr(temporary, "_hold", lambda _: False)
    before = path.read_bytes()
    with pytest.raises(HostError):
        XlsxHost(path).write(change(1.0))
    assert path.read_bytes() == before
    assert leftovers(path.parent) == []


def test_runs_side_by_side_never_sweep_each_others_files(tmp_path):
    books = [Book(rows=ROWS.format(0)).write(tmp_path / f"book{n}.xlsx") for n in range(2)]
    code = "for number in range(60):\n    write(float(number))\nprint('done')"
    order = [sys.executable, "-c", BEGIN + code]
    runs = [
        subprocess.Popen([*order, str(book)], cwd=ROOT, stdout=subprocess.PIPE) for book in books
    ]
    assert [run.communicate()[0] for run in runs] == [b"done\n"] * 2
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("kept", ["copies", "renames"])
def test_killed_at_each_step_of_the_writing_the_file_is_old_or_new(path, kept):
    """What is there before is copied to be kept, or kept already under another name."""
    lines = [line.split() for line in child(KILLED_AT_EACH_STEP, path, kept).splitlines()]
    states = [state for state, _, _ in lines]
    assert len(lines) > 20, "steps of a write must have been met"
    assert lines[-1][2] == "lived", "the last child must have come to its end"
    assert states == sorted(states, reverse=True), "first old, then new"
    assert {"old", "new"} == set(states)
    assert any(int(left) for _, left, _ in lines), "some child must have left something"


# disks


@pytest.mark.parametrize("room", [0, 4, 20, 40, 44, 60, 80, 100])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(mount, room):
    """The disk fills up at another place each time: new file, copy of the old one, or never."""
    folder = mount("256k")
    noise = random.Random(room).randbytes(40_000)
    path = Book(rows=ROWS.format(0), extra={"media/noise.bin": noise}).write(folder / "b.xlsx")
    before = path.read_bytes()
    status = os.statvfs(folder)
    (folder / "filler").write_bytes(bytes(status.f_bavail * status.f_frsize - 1024 * room))
    if room == 100:
        XlsxHost(path).write(change(1.0))
        assert value_in(path) == 1.0
    else:
        assert key_of(XlsxHost(path).write, change(1.0)) == "disk_full"
        assert path.read_bytes() == before
        assert [copy for copy in (folder / FOLDER).glob("*") if copy.read_bytes() != before] == []
    assert leftovers(folder) == []


@pytest.mark.parametrize("room", [0, 20, 60])
def test_a_full_disk_stops_a_restoring_that_changes_nothing(mount, room):
    folder = mount("512k")
    noise = random.Random(room).randbytes(40_000)
    path = Book(rows=ROWS.format(0), extra={"media/noise.bin": noise}).write(folder / "b.xlsx")
    for number in (1.0, 2.0):
        XlsxHost(path).write(change(number))
    status = os.statvfs(folder)
    (folder / "filler").write_bytes(bytes(status.f_bavail * status.f_frsize - 1024 * room))
    versions = sorted((folder / FOLDER).iterdir())
    before = [file.read_bytes() for file in (path, *versions)]
    assert key_of(restore, path, None, lambda *_: None) == "disk_full"
    assert [file.read_bytes() for file in (path, *versions)] == before
    assert leftovers(folder) == []


def test_a_disk_for_reading_only_is_told(mount):
    folder = mount("256k")
    path = Book(rows=ROWS.format(0)).write(folder / "b.xlsx")
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
    assert key_of(XlsxHost(path).write, change(1.0)) in {"read_only_file", "read_only_folder"}
    assert value_in(path) == 0.0


def test_a_file_longer_than_the_system_allows_is_told(tmp_path):
    noise = random.Random(1).randbytes(40_000)
    path = Book(rows=ROWS.format(0), extra={"media/n.bin": noise}).write(tmp_path / "b.xlsx")
    before = path.read_bytes()
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, -1))"
    assert child(limit + "\ntold()", path) == "write_failed\n"
    assert path.read_bytes() == before
    assert leftovers(tmp_path) == []


def test_a_link_to_a_file_on_another_disk_stays_a_link(mount, tmp_path):
    folder = mount("1m")
    path = Book(rows=ROWS.format(0)).write(folder / "b.xlsx")
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    assert link.parent.stat().st_dev != path.stat().st_dev
    XlsxHost(link).write(change(1.0))
    assert link.is_symlink()
    assert value_in(path) == 1.0
    assert len(list((folder / FOLDER).iterdir())) == 1
    assert not (tmp_path / FOLDER).exists()


# who may


@AS_ROOT
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "key"),
    [(0o755, 0o666, "read_only_folder"), (0o777, 0o644, "read_only_file")],
)
def test_what_another_user_may_not_write_is_told(tmp_path, folder_mode, file_mode, key):
    folder = visible(tmp_path)
    path = Book(rows=ROWS.format(0)).write(folder / "b.xlsx")
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    assert child(f"become({NOBODY})\ntold()", path) == f"{key}\n"
    assert leftovers(folder) == []


@AS_ROOT
def test_young_files_of_another_user_are_left_alone(tmp_path):
    folder = visible(tmp_path)
    path = Book(rows=ROWS.format(0)).write(folder / "b.xlsx")
    path.chmod(0o666)
    folder.chmod(0o777)
    with holding(path):
        (folder / FOLDER).chmod(0o777)
        held = leftovers(folder)
        assert child(f"become({NOBODY})\ntold()", path) == "written\n"
        assert leftovers(folder) == held


def visible(tmp_path):
    """Return a new folder that any user gets to."""
    for folder in (tmp_path, *tmp_path.parents):
        if "pytest-of" in str(folder):
            folder.chmod(0o755)
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


@AS_ROOT
def test_colleagues_take_turns_in_a_folder_of_their_group(tmp_path):
    folder = visible(tmp_path)
    path = Book(rows=ROWS.format(0)).write(folder / "b.xlsx")
    for place, mode in ((folder, 0o2775), (path, 0o664)):
        os.chown(place, 1001, 5000)
        place.chmod(mode)
    for number, person in enumerate((1001, 1002) * 3, start=1):
        code = f"become({person}, 5000)\nos.umask(0o077)\nwrite({number}.0)\nprint('written')"
        assert child(code, path) == "written\n"
        assert path.stat().st_mode & 0o777 == 0o664
        assert path.stat().st_gid == 5000
    assert value_in(path) == 6.0
    assert len(list((folder / FOLDER).glob("b.*"))) == 5


@AS_ROOT
def test_a_copy_that_may_not_be_read_stands_in_nobodys_way(tmp_path):
    folder = visible(tmp_path)
    path = Book(rows=ROWS.format(0)).write(folder / "b.xlsx")
    path.chmod(0o666)
    XlsxHost(path).write(change(1.0))
    XlsxHost(path).write(change(0.0))
    for copy in (folder / FOLDER).iterdir():
        copy.chmod(0o600)
    (folder / FOLDER).chmod(0o1777)
    folder.chmod(0o777)
    assert child(f"become({NOBODY})\ntold()", path) == "written\n"
    assert value_in(path) == 2.0


@AS_ROOT
def test_owner_group_and_mode_stay_and_the_copy_has_them_too(path):
    os.chown(path, 1234, 5678)
    path.chmod(0o640)
    path.parent.chmod(0o2775)
    XlsxHost(path).write(change(1.0))
    (kept,) = (path.parent / FOLDER).iterdir()
    for file in (path, kept):
        status = file.stat()
        assert (status.st_uid, status.st_gid, status.st_mode & 0o7777) == (1234, 5678, 0o640)
    assert kept.parent.stat().st_mode & 0o7777 == 0o2775


def test_the_group_of_a_file_stays_where_its_owner_belongs_to_it(path):
    others = {0, 4321} if IS_ROOT else set(os.getgroups())
    for group in sorted(others):
        os.chown(path, -1, group)
        XlsxHost(path).write(change(float(group + 1)))
        assert path.stat().st_gid == group


# others at the same file


def test_a_file_held_for_a_moment_is_replaced_after_all(path, monkeypatch):
    """The new file as well as the copy of the old one: a scanner looks at every fresh file."""
    real, refused = Path.replace, []

    def replace(self, target):
        if refused.count(target) < 2:
            refused.append(target)
            raise PermissionError(errno.EACCES, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    started = time.monotonic()
    XlsxHost(path).write(change(1.0))
    assert time.monotonic() - started >= 2 * sum(temporary.PATIENCE[:2])
    assert refused.count(path) == 2
    assert len(refused) == 4
    assert value_in(path) == 1.0
    assert leftovers(path.parent) == []


def immutable(path, sign):
    order = ["chattr", f"{sign}i", path]
    with contextlib.suppress(FileNotFoundError):
        return subprocess.run(order, capture_output=True, check=False).returncode == 0
    return False


@pytest.mark.parametrize(("seconds", "key"), [(0.3, None), (60, "locked")])
def test_a_file_that_the_system_will_not_let_go(path, monkeypatch, seconds, key):
    """For real: nobody may rename over an immutable file."""
    monkeypatch.setattr(temporary, "PATIENCE", temporary.PATIENCE[:3])
    if not (immutable(path, "+") and immutable(path, "-")):
        pytest.skip("no file can be made immutable here")
    content = b"new"
    release = threading.Timer(seconds, immutable, (path, "-"))

    def write(file):
        file.write(content)
        immutable(path, "+")
        release.start()

    def replace():
        files.replace_file(path, stamp(path.stat()), path, write)

    before = path.read_bytes()
    try:
        if key:
            assert key_of(replace) == key
        else:
            replace()
    finally:
        release.cancel()
        immutable(path, "-")
    assert path.read_bytes() == (before if key else content)
    assert leftovers(path.parent) == []


def replaced_while(path, target, meanwhile):
    """Replace a target by the source's new content, while something happens."""

    def write(file):
        file.write(b"new")
        meanwhile()

    files.replace_file(path, stamp(path.stat()), target, write)


def test_a_source_deleted_while_its_copy_is_made_is_told(path, tmp_path):
    output = tmp_path / "out.xlsx"
    assert key_of(replaced_while, path, output, path.unlink) == "changed_meanwhile"
    assert list(tmp_path.iterdir()) == []
    Book(rows=ROWS.format(0)).write(path)
    assert key_of(replaced_while, path, path, path.unlink) == "changed_meanwhile"
    assert list(tmp_path.iterdir()) == []


def test_an_output_deleted_meanwhile_is_told(path, tmp_path):
    output = tmp_path / "out.xlsx"
    shutil.copy(path, output)
    assert key_of(replaced_while, path, output, output.unlink) == "changed_meanwhile"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("stands", [True, False])
def test_an_output_that_another_wrote_meanwhile_is_left_alone(path, tmp_path, stands):
    output = tmp_path / "out.xlsx"
    if stands:
        shutil.copy(path, output)

    def meanwhile():
        output.write_bytes(b"a colleague's")

    assert key_of(replaced_while, path, output, meanwhile) == "changed_meanwhile"
    assert output.read_bytes() == b"a colleague's"
    assert leftovers(tmp_path) == []


def test_a_file_that_changes_while_it_is_held_is_left_to_whoever_holds_it(path, monkeypatch):
    def replace(_self, _target):
        path.write_bytes(b"what a sync client brought")
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(temporary, "PATIENCE", (0.01, 0.01))
    meanwhile = Path.replace

    def only_the_book(self, target):
        return (replace if Path(target) == path else meanwhile)(self, target)

    monkeypatch.setattr(Path, "replace", only_the_book)
    assert key_of(XlsxHost(path).write, change(1.0)) == "changed_meanwhile"
    assert path.read_bytes() == b"what a sync client brought"
    assert leftovers(path.parent) == []


@pytest.mark.parametrize("lock", ["~$book.xlsx", ".~lock.book.xlsx#"])
def test_a_book_opened_while_we_compute_is_left_alone(path, lock):
    before = path.read_bytes()

    def meanwhile():
        path.with_name(lock).touch()

    assert key_of(replaced_while, path, path, meanwhile) == "open_elsewhere"
    assert path.read_bytes() == before
    assert leftovers(path.parent) == []


# versions kept


def test_a_version_is_kept_once_however_often_a_run_breaks_off(path):
    for number in range(1, 4):
        XlsxHost(path).write(change(float(number)))
    known = sorted((path.parent / FOLDER).iterdir())
    for _ in range(6):
        assert child(BREAK_OFF, path) == ""
    now = sorted((path.parent / FOLDER).iterdir())
    assert set(known) < set(now)
    assert len(now) == len(known) + 1


def test_a_version_that_comes_back_becomes_the_newest(path):
    contents = []
    for number in (1.0, 2.0, 1.0, 3.0):
        os.utime(path, (1_700_000_000 + len(contents),) * 2)
        contents.append(path.read_bytes())
        XlsxHost(path).write(change(number))
    kept = sorted((path.parent / FOLDER).iterdir())
    assert [copy.read_bytes() for copy in kept] == [contents[0], contents[2], contents[3]]
    assert contents[1] == contents[3]
