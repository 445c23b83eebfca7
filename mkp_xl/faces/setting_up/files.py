"""Files of the user's folders: read, replaced whole or not at all, put back when a step fails."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from mkp_xl.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A file to write: what was seen there, what it becomes; None is no file."""

    path: Path
    seen: bytes | None
    becomes: bytes | None


def read(path: Path) -> bytes | None:
    """Return what a file holds; None where there is no file."""
    with _refusals(path, "setup_no_reading"):
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None


def missing_folders(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the folders that writing these files would make, the outermost first."""
    found: set[Path] = set()
    for path in paths:
        for folder in path.parents:
            if folder.exists():
                break
            found.add(folder)
    return tuple(sorted(found))


def carry_out_all(changes: Iterable[Change]) -> None:
    """Make all changes or none; raises HostError, and leaves the files as they were."""
    made: list[Change] = []
    folders: list[Path] = []
    try:
        for change in changes:
            folders += missing_folders([change.path] if change.becomes is not None else [])
            _refuse_if_changed(change)
            _put(change.path, change.becomes)
            made.append(change)
    except HostError:
        for change in reversed(made):
            with suppress(HostError):
                _put(change.path, change.seen)
        remove_empty(folders)
        raise


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders that hold nothing, the innermost first."""
    for folder in sorted(set(folders), reverse=True):
        with suppress(OSError):
            folder.rmdir()


def _refuse_if_changed(change: Change) -> None:
    if read(change.path) != change.seen:
        raise HostError("setup_changed", path=str(change.path))


def _put(path: Path, data: bytes | None) -> None:
    """Write a file beside itself, then let it take its place; a link stays a link."""
    with _refusals(path, "setup_no_writing"):
        path = path.resolve()
        if data is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".~mkp-{uuid4().hex}")
        try:
            temporary.write_bytes(data)
            _sync(temporary)
            if path.exists():
                temporary.chmod(stat.S_IMODE(path.stat().st_mode))
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _refusals(path: Path, key: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise HostError(key, path=str(path), reason=reason) from problem
