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
    """Raise HostError if a lock file beside the workbook says that a program has it open."""
    for place in {path.absolute(), path.resolve()}:
        lock = next((lock for lock in _lock_files(place) if lock.is_file()), None)
        if lock:
            raise HostError("open_elsewhere", path=str(path), lock=lock.name)


def replace_file(
    source: Path, seen: tuple[int, int], target: Path, write: Callable[[BinaryIO], None]
) -> Path | None:
    """Write the target beside itself, then put it in place, if the source is still as seen.

    Returns where the target's version before was kept.
    """
    kept = None
    target = target.resolve()
    with _refusals(target, "read_only_folder"):
        _refuse_unwritable(target)
        with _temporary(target) as temporary:
            sweep(temporary)
            with temporary.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            _refuse_if_changed(source, seen)
            model = target if target.exists() else source
            temporary.chmod(stat.S_IMODE(model.stat().st_mode))
            if target.exists():
                kept = back_up(target)
            _refuse_if_changed(source, seen)
            with _refusals(target, "locked"):
                temporary.replace(target)
    _sync_folder(target.parent)
    return kept


def back_up(path: Path) -> Path:
    """Copy a file into the backup folder beside it; only the last few copies stay.

    The copy is named by the time of the last change and a counter, so that names sort by time.
    """
    folder = path.parent / BACKUP_FOLDER
    folder.mkdir(exist_ok=True)
    when = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y%m%d-%H%M%S")
    counters = [_counter(copy, path) for copy in folder.glob(_backups_of(path, when))]
    copy = folder / f"{path.stem}.{when}-{max(counters, default=0) + 1:03d}{path.suffix}"
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
    """Yield a new empty file beside the target; it goes, unless it took the target's place."""
    path = target.with_name(f"{TEMPORARY}{uuid4().hex}")
    path.touch(mode=0o600, exist_ok=False)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _refusals(path: Path, denied: str) -> Iterator[None]:
    """Turn what the system says no to into a HostError."""
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


def _refuse_unwritable(target: Path) -> None:
    if not target.parent.is_dir():
        raise HostError("no_folder", path=str(target.parent))
    if target.is_dir():
        raise HostError("is_folder", path=str(target))
    if target.exists() and not os.access(target, os.W_OK):
        raise HostError("read_only_file", path=str(target))


def _drop_oldest(path: Path, newest: Path) -> None:
    """Remove old backups; the one just made stays, whatever its source's time says."""
    copies = newest.parent.glob(_backups_of(path, "????????-??????"))
    others = sorted(copy for copy in copies if copy != newest)
    for copy in others[: -(BACKUPS_KEPT - 1)]:
        with suppress(OSError):
            copy.unlink()


def _backups_of(path: Path, when: str) -> str:
    """Pattern of the names that backups of a file have."""
    stem, ending = (_literal(text) for text in (path.stem, path.suffix))
    return f"{stem}.{when}-*{ending}"


def _counter(copy: Path, path: Path) -> int:
    digits = copy.name.removesuffix(path.suffix).rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0


def _literal(text: str) -> str:
    """Part of a file name that means itself in a pattern."""
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
