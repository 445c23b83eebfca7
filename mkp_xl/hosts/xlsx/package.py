"""The zip of a workbook: what it holds, within limits; what it is, if not a workbook."""

from __future__ import annotations

import os
import struct
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.members import LOCAL_HEADER, inflated, raw_name
from mkp_xl.hosts.xlsx.sniff import refuse_if_not_zip

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

MAX_MEMBERS = 10_000
MAX_PART = 8 << 30
MAX_TOTAL = 16 << 30
MAX_DIRECTORY = 16 << 20
"""Bytes of all directory entries: what is listed is read before it can be counted."""

_NO_ZIP = (
    *(zipfile.BadZipFile, OSError, ValueError, EOFError),
    *(NotImplementedError, OverflowError, struct.error),
)
"""What the directory of a file that is no sound zip may raise."""
_SIGNATURES = ("_xmlsignatures/", "package/services/digital-signature/")
"""Where Office and .NET keep them."""
_END_MARK, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 0xFFFF
_WIDE_END_BEFORE = 76
"""So far before the end record the zip64 one stands, with its locator between them."""


class Package:
    """One zip file as it was when opened: its members in order, found without regard to case."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with reading(path) as file:
            self.stamp = stamp(os.fstat(file.fileno()))
            refuse_if_not_zip(file, self.stamp[1])
            self.members, self.comment, self._end = _directory(file)
        self._by_name = {_key(member.filename): member for member in self.members}
        self._proven: set[str] = set()
        """Names of members that were read to their end."""
        self._refuse_limits()

    def find(self, name: str) -> str | None:
        """Return the member's name as the zip spells it, None if there is no such member."""
        member = self._by_name.get(_key(name))
        return member.filename if member else None

    def read(self, name: str) -> bytes:
        """Return the inflated bytes of a member, its length and checksum proven."""
        member = self._by_name.get(_key(name))
        if member is None:
            raise HostError("damaged", part=name, reason="missing")
        with self.opened() as file:
            return b"".join(inflated(file, member))

    def pieces(self, name: str) -> Generator[bytes]:
        """Yield the inflated bytes of a member piece by piece.

        Length and checksum are proven behind the last piece.
        """
        member = self._by_name.get(_key(name))
        if member is None:
            raise HostError("damaged", part=name, reason="missing")
        with self.opened() as file:
            yield from inflated(file, member, proven=name in self._proven)
        self._proven.add(name)

    def size(self, name: str) -> int:
        """Return how many bytes a member declares to be inflated; 0 where there is none."""
        member = self._by_name.get(_key(name))
        return member.file_size if member else 0

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Yield the file, if it is still the one that was opened first."""
        with reading(self.path) as file:
            if stamp(os.fstat(file.fileno())) != self.stamp:
                raise HostError("changed_meanwhile", path=str(self.path))
            yield file

    def _refuse_limits(self) -> None:
        if len(self.members) > MAX_MEMBERS:
            raise HostError("bomb", members=len(self.members), limit=MAX_MEMBERS)
        if len(self._by_name) < len(self.members):
            raise HostError("duplicate_members", part=_first_repeated(self.members))
        for member in self.members:
            _refuse_size(member)
        _refuse_overlaps(self.members, self._end)
        total = sum(member.file_size for member in self.members)
        if total > MAX_TOTAL:
            raise HostError("bomb", bytes=total, limit=MAX_TOTAL)


def refuse_if_sealed(package: Package) -> None:
    """HostError for a workbook that any change would break: signed, or shared the old way."""
    for member in package.members:
        name = _key(member.filename)
        if name.startswith(_SIGNATURES) and not name.endswith((".sigs", ".psdsor", ".rels", "/")):
            raise HostError("signed", part=member.filename)
        if name.startswith("xl/revisions/"):
            raise HostError("shared_workbook", part=member.filename)


def stamp(status: os.stat_result) -> tuple[int, int]:
    """Return what tells that a file is still the same: time of change and size."""
    return status.st_mtime_ns, status.st_size


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """Yield a file open for reading; what the system refuses becomes a HostError."""
    try:
        file = path.open("rb")
    except FileNotFoundError as problem:
        raise HostError("not_found", path=str(path)) from problem
    except PermissionError as problem:
        key = "is_folder" if path.is_dir() else "no_access"
        raise HostError(key, path=str(path)) from problem
    except IsADirectoryError as problem:
        raise HostError("is_folder", path=str(path)) from problem
    except (OSError, ValueError) as problem:
        raise HostError("read_failed", path=str(path), reason=str(problem)) from problem
    with file:
        yield file


def _directory(file: BinaryIO) -> tuple[list[zipfile.ZipInfo], bytes, int]:
    """Members and comment of a zip, and where the directory begins."""
    _refuse_long_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.infolist(), archive.comment, archive.start_dir
    except _NO_ZIP as problem:
        raise HostError("damaged", part="", reason=str(problem)) from problem


def _refuse_long_directory(file: BinaryIO) -> None:
    """Raise HostError for a directory that is said to be too long to be read with ease."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    tail = file.read()
    end = tail.rfind(_END_MARK)
    if not 0 <= end <= len(tail) - _END_SIZE:
        return
    (length,) = struct.unpack_from("<I", tail, end + 12)
    if length == 0xFFFFFFFF and end >= _WIDE_END_BEFORE:
        (length,) = struct.unpack_from("<Q", tail, end - _WIDE_END_BEFORE + 40)
    if length > min(MAX_DIRECTORY, size):
        key = "bomb" if length <= size else "damaged"
        raise HostError(key, part="", reason="directory", bytes=length, limit=MAX_DIRECTORY)


def _refuse_overlaps(members: list[zipfile.ZipInfo], end: int) -> None:
    """Raise HostError where a member's bytes are those of another or of the directory."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    places = [member.header_offset for member in ordered]
    for member, place, following in zip(ordered, places, [*places, end][1:], strict=True):
        head = LOCAL_HEADER.size + len(raw_name(member))
        if place < 0 or place + head + member.compress_size > following:
            raise HostError("damaged", part=member.filename, reason="members overlap")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _first_repeated(members: list[zipfile.ZipInfo]) -> str:
    seen: set[str] = set()
    for member in members:
        if _key(member.filename) in seen:
            return member.filename
        seen.add(_key(member.filename))
    return ""


def _refuse_size(member: zipfile.ZipInfo) -> None:
    if member.file_size > MAX_PART:
        raise HostError("bomb", part=member.filename, bytes=member.file_size, limit=MAX_PART)
