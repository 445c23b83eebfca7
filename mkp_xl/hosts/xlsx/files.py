"""Files on disk: replaced whole or not at all, backed up, and left alone when open elsewhere."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.package import stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BACKUP_FOLDER = ".mkp-backup"
BACKUPS_KEPT = 5
TEMPORARY = ".~mkp-"
_OLD_AFTER_SECONDS = 3600
_FULL = (errno.ENOSPC, errno.EDQUOT)


def refuse_if_open_elsewhere(path: Path) -> None:
    """HostError if a lock file beside the workbook says that a program has it open."""
    for lock in _lock_files(path):
        if lock.is_file():
            raise HostError("open_elsewhere", path=str(path), lock=lock.name)


def replace_file(
    source: Path, seen: tuple[int, int], target: Path, write: Callable[[BinaryIO], None]
) -> None:
    """Write the target beside itself, then put it in place, if the source is still as seen."""
    target = target.resolve()
    if not target.parent.is_dir():
        raise HostError("no_folder", path=str(target.parent))
    if target.exists() and not os.access(target, os.W_OK):
        raise HostError("read_only_file", path=str(target))
    with _temporary(target) as temporary:
        sweep(temporary)
        with _refusals(target, "read_only_folder"), temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        _refuse_if_changed(source, seen)
        with _refusals(target, "read_only_folder"):
            model = target if target.exists() else source
            temporary.chmod(stat.S_IMODE(model.stat().st_mode))
            if target.exists():
                back_up(target)
        _refuse_if_changed(source, seen)
        with _refusals(target, "locked"):
            temporary.replace(target)
    _sync_folder(target.parent)


def back_up(path: Path) -> Path:
    """Copy a file into the backup folder beside it; only the last few copies stay."""
    folder = path.parent / BACKUP_FOLDER
    folder.mkdir(exist_ok=True)
    when = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y%m%d-%H%M%S")
    same_time = [
        copy.name for copy in folder.glob(f"{_plain(path.stem)}.{when}-*{_plain(path.suffix)}")
    ]
    number = 1 + max((_counter(name, path) for name in same_time), default=0)
    copy = folder / f"{path.stem}.{when}-{number:03d}{path.suffix}"
    with _temporary(copy) as temporary:
        shutil.copy2(path, temporary)
        _sync_file(temporary)
        temporary.replace(copy)
    _drop_oldest(path, copy)
    return copy


def sweep(own: Path) -> None:
    """Remove what killed runs left in the folder: temporaries an hour older than our own."""
    fresh = own.stat().st_mtime
    for folder in (own.parent, own.parent / BACKUP_FOLDER):
        for left in folder.glob(TEMPORARY + "*"):
            with suppress(OSError):
                if left.stat().st_mtime < fresh - _OLD_AFTER_SECONDS:
                    left.unlink()


def _lock_files(path: Path) -> Iterator[Path]:
    """Locks of LibreOffice and Excel, which drops up to two letters of a long name."""
    yield path.with_name(f".~lock.{path.name}#")
    yield path.with_name("~$" + path.name)
    for dropped in (1, 2):
        shorter = path.with_name(path.name[dropped:])
        if len(path.stem) > dropped and not shorter.exists():
            yield path.with_name("~$" + shorter.name)


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A new empty file beside the target, gone at the end unless it took the target's place."""
    path = target.with_name(f"{TEMPORARY}{uuid4().hex}")
    with _refusals(target, "read_only_folder"):
        path.touch(mode=0o600, exist_ok=False)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _refusals(path: Path, denied: str) -> Iterator[None]:
    """What the system says no to, as a HostError."""
    try:
        yield
    except PermissionError as problem:
        raise HostError(denied, path=str(path)) from problem
    except OSError as problem:
        if problem.errno in _FULL:
            raise HostError("disk_full", path=str(path)) from problem
        key = denied if problem.errno == errno.EROFS else "write_failed"
        raise HostError(key, path=str(path), reason=str(problem)) from problem


def _refuse_if_changed(source: Path, seen: tuple[int, int]) -> None:
    try:
        unchanged = stamp(source.stat()) == seen
    except OSError:
        unchanged = False
    if not unchanged:
        raise HostError("changed_meanwhile", path=str(source))


def _drop_oldest(path: Path, newest: Path) -> None:
    """Remove old backups; the one just made stays, whatever its source's time says."""
    pattern = f"{_plain(path.stem)}.????????-??????-*{_plain(path.suffix)}"
    others = sorted(copy for copy in newest.parent.glob(pattern) if copy != newest)
    for copy in others[: -(BACKUPS_KEPT - 1)]:
        with suppress(OSError):
            copy.unlink()


def _counter(name: str, path: Path) -> int:
    digits = name.removesuffix(path.suffix).rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0


def _plain(text: str) -> str:
    """A part of a file name that means itself in a pattern."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in text)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
