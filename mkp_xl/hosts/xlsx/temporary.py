"""Files in the making beside their targets: held while somebody writes them, swept when dead."""

from __future__ import annotations

import errno
import os
import platform
import stat
import sys
import time
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

TEMPORARY = ".~mkp-"
PATIENCE = (0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between tries to replace a file that a sync client or virus scanner holds."""
_HERE = f"{TEMPORARY}{zlib.crc32(platform.node().encode()):08x}-"
"""How the names of this machine's begin: of another machine's, a lock may not be seen here."""
_OLD_AFTER_SECONDS = 3600
_MOST_TRIES = 100


@dataclass(frozen=True, slots=True)
class Temporary:
    """A new file in the making, open for writing."""

    path: Path
    file: BinaryIO

    def finish(self) -> None:
        """Bring what was written to the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())

    def take_place_of(self, target: Path, check: Callable[[], None] | None = None) -> None:
        """Become the target; PermissionError if somebody holds it, or this file, for seconds.

        `check` is called before each try: whoever holds a file may be changing it.
        """
        if sys.platform == "win32":
            self.file.close()  # an open file takes no other's place there
        for wait in (*PATIENCE, None):
            if check:
                check()
            try:
                self.path.replace(target)
            except PermissionError:
                if wait is None:
                    raise
                time.sleep(wait)
            else:
                break
        _sync_folder(target.parent)


@contextmanager
def temporary(target: Path) -> Iterator[Temporary]:
    """Yield a new empty file beside the target; it goes, unless it took the target's place."""
    made = _make(target.parent)
    try:
        yield made
    finally:
        with suppress(OSError):  # a full disk has been told already, by whatever led here
            made.file.close()
        made.path.unlink(missing_ok=True)


def dress(path: Path, model: Path) -> None:
    """Give a file or folder the owner, group and mode of another, as far as the system lets us."""
    like = model.stat()
    if sys.platform != "win32":
        for owner, group in ((-1, like.st_gid), (like.st_uid, -1)):
            with suppress(OSError):
                os.chown(path, owner, group)
    with suppress(OSError):
        path.chmod(stat.S_IMODE(like.st_mode))


def sweep(own: Temporary, folders: Iterable[Path]) -> None:
    """Remove what killed runs left in the folders, never what a run that lives still writes.

    Our own file tells the time, which on a network drive is another machine's.
    """
    now = own.path.stat().st_mtime
    for folder in folders:
        for left in folder.glob(TEMPORARY + "*"):
            with suppress(OSError):
                if left != own.path and _is_dead(left, now - left.stat().st_mtime):
                    left.unlink()


def has_leftovers(folders: Iterable[Path]) -> bool:
    """Whether any file in the making lies in the folders."""
    return any(True for folder in folders for _ in folder.glob(TEMPORARY + "*"))


def _make(folder: Path) -> Temporary:
    """Return a new file that is held; one that a sweep met before it was is given up.

    BlockingIOError where no file can be held in many tries: other runs do not sweep that fast.
    """
    for _ in range(_MOST_TRIES):
        path = folder / f"{_HERE}{uuid4().hex}"
        file = path.open("wb")
        is_held = _hold(file)
        if is_held and path.exists():
            with suppress(OSError):  # a file system without modes
                path.chmod(0o600)  # before anything is in it
            return Temporary(path, file)
        file.close()
        path.unlink(missing_ok=True)
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(folder))


def _sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where folders can be opened."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _is_dead(left: Path, age: float) -> bool:
    """Whether no run writes the file any more: old and not held, or at once if a lock can tell."""
    held = _is_held(left)
    can_tell = held is not None and left.name.startswith(_HERE)
    return not held and age >= (_GRACE_SECONDS if can_tell else _OLD_AFTER_SECONDS)


if sys.platform == "win32":
    # An open file cannot be deleted there, which is hold enough; but it must be closed before it
    # takes another's place, and until it has taken it nobody may think it dead.
    _GRACE_SECONDS = 60.0

    def _hold(file: BinaryIO) -> bool:  # noqa: ARG001  an open file is held
        """Return True."""
        return True

    def _is_held(path: Path) -> bool | None:  # noqa: ARG001  the deletion itself will tell
        """Return that nobody holds it."""
        return False

else:
    import fcntl

    _GRACE_SECONDS = float("-inf")  # a lock is seen until the file has taken its place

    def _hold(file: BinaryIO) -> bool:
        """Lock the file for as long as it is open; a file system without locks goes without.

        False where another run's sweep has met it before and takes it for dead.
        """
        with suppress(OSError):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def _is_held(path: Path) -> bool | None:
        """Return whether somebody has the file locked; None where that cannot be told."""
        try:
            # For writing too, as network drives lock only what may be written.
            handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return True
        except OSError:
            return None
        finally:
            os.close(handle)
        return False
