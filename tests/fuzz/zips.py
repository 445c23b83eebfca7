"""Harness for the zip itself: what is opened is what zipfile tells; what is copied stays."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
import zlib
from functools import cache
from pathlib import Path

from fuzz.sheets import TITLE, WrongError, same
from mkp_xl.book.grid import CellEdit, Changes
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx import XlsxHost

_FAILS = (
    *(zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, OverflowError),
    *(zlib.error, RuntimeError),
)
_VALUE = 271828.0


@cache
def _folder(_process: int) -> Path:
    """Return a folder of this process, in memory where the system has such."""
    memory = Path("/dev/shm")  # noqa: S108  the folder in it is made by mkdtemp
    folder = Path(tempfile.mkdtemp(prefix="mkp-fuzz-", dir=memory if memory.is_dir() else None))
    import atexit  # noqa: PLC0415  once a process

    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def open_zip(data: bytes) -> None:
    """Open, read and change a package; WrongError where a part or a cell comes out otherwise."""
    folder = _folder(os.getpid())
    path, output = folder / "book.xlsx", folder / "out.xlsx"
    path.write_bytes(data)
    output.unlink(missing_ok=True)
    host = XlsxHost(path, output=output)
    try:
        sheets = host.look().sheets
        before = {sheet.title: host.read(sheet.title) for sheet in sheets}
        title = sheets[0].title if sheets else TITLE
        host.write(Changes(cells=[CellEdit(sheet=title, row=2, column=9, value=_VALUE)]))
    except HostError:
        if output.exists() or len(list(folder.iterdir())) > 1:
            raise WrongError("a refused package leaves a file") from None
        return
    _compare_parts(path, output)
    again = XlsxHost(output)
    told = again.read(title)[9]
    if not same(told.values[2 - told.first_row], _VALUE):
        raise WrongError(f"{_VALUE} is read as {told.values}")
    for name, columns in before.items():
        now = again.read(name, columns=list(columns))
        for column, cells in columns.items():
            if column == 9:
                continue
            if [v for v in now[column].values if v is not None] != [
                v for v in cells.values if v is not None
            ]:
                raise WrongError(f"column {column} of {name} changed")


def _compare_parts(path: Path, output: Path) -> None:
    with zipfile.ZipFile(output) as new:
        bad = new.testzip() if _sound(path) else None
        if bad is not None:
            raise WrongError(f"{bad} is damaged")
        try:
            old = zipfile.ZipFile(path)
        except _FAILS as problem:
            raise WrongError(f"opened, though zipfile says {problem}") from problem
        with old:
            if new.namelist() != old.namelist() or new.comment != old.comment:
                raise WrongError(f"{old.namelist()} became {new.namelist()}")
            changed = [n for n in old.namelist() if _content(old, n) != _content(new, n)]
    if len(changed) > 1:
        raise WrongError(f"changed: {changed}")


def _sound(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except _FAILS:
        return False


def _content(archive: zipfile.ZipFile, name: str) -> bytes | None:
    try:
        return archive.read(name)
    except _FAILS:
        return None
