"""Versions of a workbook kept in a folder beside it, each named by the time of its last change."""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.temporary import dress, temporary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BACKUP_FOLDER = ".mkp-backup"
BACKUPS_KEPT = 5
_TIME = "%Y%m%d-%H%M%S"
_TIME_PATTERN = r"(\d{8}-\d{6})-(\d+)"
_CASE = re.IGNORECASE if sys.platform in ("win32", "darwin") else re.NOFLAG
"""Where the letters of a file's name may be typed in either case."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A kept version of a workbook."""

    path: Path
    when: datetime
    """Of its last change, to the second."""
    count: int
    """Tells versions of one second apart."""
    size: int


def backup_folder(path: Path) -> Path:
    """Return where the versions of a workbook are kept."""
    return path.parent / BACKUP_FOLDER


def versions(path: Path) -> list[Version]:
    """Return the kept versions of a workbook, newest first; [] if there are none."""
    return sorted(_found(path), key=lambda one: (one.when, one.count), reverse=True)


def back_up(path: Path, spared: Path | None = None) -> Path:
    """Keep the file as it is now in the backup folder, and return where.

    A version with the very same bytes takes the new name instead of being kept twice, unless it
    is `spared`: somebody is about to put that one back.
    """
    _make_folder(backup_folder(path))
    when = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)
    known = versions(path)
    newest = next((one for one in known if one.when == when), None)
    same = next((one.path for one in known if _is_seen_same(one.path, path)), None)
    if same and newest and same == newest.path:
        return same
    count = (newest.count if newest else 0) + 1
    copy = backup_folder(path) / f"{path.stem}.{when.strftime(_TIME)}-{count:03d}{path.suffix}"
    if same is None or same == spared or not _renamed(same, copy):
        _copy(path, copy)
    return copy


def drop_oldest(path: Path, newest: Path, spared: Path | None = None) -> None:
    """Remove all but the last few versions; the one just made stays, whatever its time says.

    `spared` stays too, however old: what was just put back is not lost by that.
    """
    others = [one.path for one in versions(path) if one.path != newest]
    for copy in others[BACKUPS_KEPT - 1 :]:
        with suppress(OSError):
            if copy != spared:
                copy.unlink()


def is_same(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes; False where one of them is missing."""
    with suppress(FileNotFoundError):
        if one.stat().st_size != other.stat().st_size:
            return False
        with one.open("rb") as left, other.open("rb") as right:
            while chunk := left.read(_CHUNK):
                if chunk != right.read(_CHUNK):
                    return False
        return True
    return False


def _found(path: Path) -> Iterator[Version]:
    """Yield what lies in the backup folder under names that versions of this workbook have."""
    stem, suffix = (re.escape(_composed(text)) for text in (path.stem, path.suffix))
    pattern = re.compile(rf"{stem}\.{_TIME_PATTERN}{suffix}", _CASE)
    for copy in backup_folder(path).glob("*"):
        with suppress(ValueError, FileNotFoundError):  # a name with a 13th month; swept meanwhile
            if name := pattern.fullmatch(_composed(copy.name)):
                when = datetime.strptime(name[1], _TIME).replace(tzinfo=UTC)
                size = copy.stat().st_size
                yield Version(path=copy, when=when, count=int(name[2]), size=size)


def _make_folder(folder: Path) -> None:
    """Make the backup folder for whoever may write beside it, not for its maker alone."""
    with suppress(FileExistsError):
        folder.mkdir()
        with suppress(OSError):
            dress(folder, folder.parent)


def _renamed(path: Path, to: Path) -> bool:
    """Whether a version took another name; a colleague's may be ours to read, not to rename."""
    try:
        path.replace(to)
    except PermissionError:
        return False
    return True


def _is_seen_same(copy: Path, path: Path) -> bool:
    """Whether a version can be read and is the file; a colleague's may not be ours to read."""
    try:
        return is_same(copy, path)
    except PermissionError:
        return False


def _composed(name: str) -> str:
    """Return a name with each letter as one sign: some Macs write «й» as two."""
    return unicodedata.normalize("NFC", name)


def _copy(path: Path, copy: Path) -> None:
    """Copy a file with its times and rights; the copy appears whole or not at all."""
    with temporary(copy) as made:
        with path.open("rb") as source:
            shutil.copyfileobj(source, made.file, _CHUNK)
        made.finish()
        dress(made.path, path)
        made.take_place_of(copy)
    shutil.copystat(path, copy)  # not sooner: what is in the making must not look old
