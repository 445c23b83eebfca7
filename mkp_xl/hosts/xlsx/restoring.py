"""A kept version put back in a workbook's place; what stood there is kept first."""

from __future__ import annotations

import shutil
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from mkp_xl.errors import HostError
from mkp_xl.hosts.contract import Written
from mkp_xl.hosts.xlsx.backups import Version, is_same, versions
from mkp_xl.hosts.xlsx.book import Book
from mkp_xl.hosts.xlsx.files import replace_file, tidy
from mkp_xl.hosts.xlsx.package import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkp_xl.hosts.contract import Progress

_CHUNK = 1 << 20
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError),
    *(NotImplementedError, RuntimeError, OverflowError),
)
"""What the reading of a damaged zip may raise."""
_NOT_ITS_FAULT = ("not_found", "no_access", "read_failed", "changed_meanwhile")
"""Why a version could not be read, though it may be sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What became of a book that was put back."""

    version: Version
    number: int
    """Of the version among those kept before, the newest being 1."""
    written: Written | None
    """None where the book was the same already."""
    undo: int | None
    """Number under which the book as it was before is kept now; None if there was none."""


def kept_versions(path: Path) -> list[Version]:
    """Return the kept versions of a workbook, newest first; HostError if there are none."""
    if path.is_dir():
        raise HostError("is_folder", path=str(path))
    with _readable(path):
        known = versions(_home(path))
    if not known:
        raise HostError("no_versions", path=str(path))
    return known


def is_present(version: Version, path: Path) -> bool:
    """Whether a version is the book as it is now."""
    with _readable(path):
        return is_same(version.path, path)


def restore(path: Path, number: int | None, step: Progress) -> Restored:
    """Put the version of a number in the book's place; without one, the newest that differs.

    The book may be damaged or gone. HostError if there is no such version, if the version is
    damaged, or for any reason that keeps a book from being written.
    """
    known = kept_versions(path)
    number = _first_that_differs(path, known) if number is None else number
    if not 1 <= number <= len(known):
        raise HostError("no_such_version", path=str(path), number=number, count=len(known))
    version = known[number - 1]
    if is_present(version, path):
        tidy(path)
        return Restored(version=version, number=number, written=None, undo=None)
    seen = _proven(version, number, path, step)

    def write(file: BinaryIO) -> None:
        with version.path.open("rb") as source:
            shutil.copyfileobj(source, file, _CHUNK)

    kept = replace_file(version.path, seen, path, write)
    step("write", 1.0)
    paths = [one.path for one in versions(_home(path))]
    undo = paths.index(kept) + 1 if kept in paths else None
    return Restored(
        version=version, number=number, written=Written(target=path, kept=kept), undo=undo
    )


def _home(path: Path) -> Path:
    """Return the file itself where a link leads to it: its versions lie beside it."""
    try:
        return path.resolve()
    except RuntimeError as problem:  # a link that leads to itself
        raise HostError("read_failed", path=str(path), reason=str(problem)) from problem


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn what the system says no to, when a file is read, into a HostError."""
    try:
        yield
    except PermissionError as problem:
        raise HostError("no_access", path=str(problem.filename or path)) from problem
    except OSError as problem:
        named = str(problem.filename or path)
        raise HostError("read_failed", path=named, reason=str(problem)) from problem


def _first_that_differs(path: Path, known: list[Version]) -> int:
    """Return the number of the newest version that is not the book as it is now."""
    for number, version in enumerate(known, start=1):
        if not is_present(version, path):
            return number
    raise HostError("no_other_version", path=str(path))


def _proven(version: Version, number: int, path: Path, step: Progress) -> tuple[int, int]:
    """Return the stamp of a version that is a whole workbook; HostError if it is not."""
    try:
        with _readable(version.path):
            seen = stamp(version.path.stat())
            _read_all(version.path, step)
    except HostError as problem:
        if problem.key in _NOT_ITS_FAULT:
            problem.particulars.setdefault("path", str(version.path))
            raise
        raise HostError("version_damaged", path=str(path), number=number) from problem
    return seen


def _read_all(path: Path, step: Progress) -> None:
    """Read a workbook to its last byte; HostError if it is none or damaged."""
    book = Book(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            for done, member in enumerate(members, start=1):
                with archive.open(member) as part:  # its checksum is proven at its end
                    while part.read(_CHUNK):
                        pass
                step("read", done / len(members))
    except _BROKEN as problem:
        raise HostError("damaged", path=str(path), reason=str(problem)) from problem
    book.info()
