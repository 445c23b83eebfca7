"""Files on disk: replaced whole or not at all, backed up, and left alone when open elsewhere."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.backups import back_up, backup_folder, drop_oldest
from mkp_xl.hosts.xlsx.package import stamp
from mkp_xl.hosts.xlsx.temporary import dress, has_leftovers, sweep, temporary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

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

    Returns where the target's version before was kept; None where there was none.
    """
    typed, target = target, target.resolve()
    with _refusals(target, "read_only_folder"):
        _refuse_unwritable(target)
        standing = _stamp(target)

        def check() -> None:
            _refuse_if_changed(source, seen)
            _refuse_if_changed(target, standing)
            if standing:
                refuse_if_open_elsewhere(typed)

        check()
        with temporary(target) as made:
            sweep(made, _folders(target))
            write(made.file)
            made.finish()
            check()
            kept = back_up(target, spared=source) if standing else None
            dress(made.path, target if standing else source)
            with _refusals(target, "locked"):
                made.take_place_of(target, check)
    if kept:  # not sooner: a write that failed costs no version
        drop_oldest(target, kept, source)
    return kept


def tidy(target: Path) -> None:
    """Remove what killed runs left beside a file, by a run that has nothing to write itself."""
    folders = _folders(target.resolve())
    with suppress(OSError):
        if has_leftovers(folders):
            with temporary(target.resolve()) as own:
                sweep(own, folders)


def _folders(target: Path) -> tuple[Path, Path]:
    """Return where files in the making lie."""
    return target.parent, backup_folder(target)


def _lock_files(path: Path) -> Iterator[Path]:
    """Locks of LibreOffice and Excel, which drops up to two letters of a long name."""
    yield path.with_name(f".~lock.{path.name}#")
    yield path.with_name("~$" + path.name)
    for dropped in (1, 2):
        if len(path.stem) > dropped and not path.with_name(path.name[dropped:]).exists():
            yield path.with_name("~$" + path.name[dropped:])


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


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what tells that a file is still the same; None where it is not there."""
    try:
        return stamp(path.stat())
    except FileNotFoundError:
        return None


def _refuse_if_changed(path: Path, seen: tuple[int, int] | None) -> None:
    with suppress(OSError):
        if _stamp(path) == seen:
            return
    raise HostError("changed_meanwhile", path=str(path))


def _refuse_unwritable(target: Path) -> None:
    if not target.parent.is_dir():
        raise HostError("no_folder", path=str(target.parent))
    if target.is_dir():
        raise HostError("is_folder", path=str(target))
    if target.exists() and not os.access(target, os.W_OK):
        raise HostError("read_only_file", path=str(target))
