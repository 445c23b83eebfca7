"""Undo of the last write: kept in a small file of the user's, put back on another click.

Excel's own undo list is emptied by a macro, and on a Mac each click is a new process.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkp_xl.book.address import place_of
from mkp_xl.book.grid import ErrorValue, NameEdit
from mkp_xl.book.marks import PREFIX
from mkp_xl.errors import HostError
from mkp_xl.hosts.live.before import Before, Locks, Patch, Sized, Worn, put_back
from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.change import own_titles
from mkp_xl.hosts.live.values import Content, Formula

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.hosts.live.open_book import OpenBook, OpenSheet

_VERSION = 5
_LARGEST = 16_000_000
"""Bytes of the file; a larger write cannot be undone."""
_FOLDER = "mkp_xl"
_OURS = re.compile(r"undo-[0-9a-f]{24}\.json\.(gz|\d+)")
"""A kept file, or one whose writing broke off."""
_KEPT_SECONDS = 30 * 24 * 3600


def keep(book: OpenBook, before: Before) -> bool:
    """Keep what a write overwrote, and where our marks stand now.

    False where it is too much, or cannot be kept: an older one must not be put back instead.
    """
    file = file_of(book)
    try:
        file.unlink(missing_ok=True)
        packed = _packed(book, before)
        if len(packed) > _LARGEST:
            return False
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_bytes(packed)
        draft.replace(file)
    except (OSError, HostError):
        return False
    _drop_old(file.parent)
    return True


def _packed(book: OpenBook, before: Before) -> bytes:
    said = {
        "version": _VERSION,
        "book": book.path(),
        "marks": _marks(book),
        "left": _left(book, before),
        "patches": [_patch(patch) for patch in before.patches],
        "worn": [asdict(worn) for worn in before.worn],
        "names": [asdict(name) for name in before.names],
        "tables": [asdict(table) for table in before.tables],
        "added": before.added,
    }
    return gzip.compress(json.dumps(said, ensure_ascii=False).encode(), compresslevel=3)


def take_back(book: OpenBook) -> None:
    """Put back what the last write overwrote, once.

    HostError where nothing is kept, or where our columns or sheets have moved since.
    """
    file = file_of(book)
    said = _kept(file)
    if said is None or said["book"] != book.path():
        raise HostError("nothing_to_undo", path=book.path())
    if said["marks"] != _marks(book):
        raise HostError("book_changed", path=book.path())
    before = Before(
        patches=[Patch(**p | {"contents": list(map(_content, p["contents"]))})
                 for p in said["patches"]],
        worn=[Worn(**worn | {"box": Box(**worn["box"])}) for worn in said["worn"]],
        names=[NameEdit(**name) for name in said["names"]],
        tables=[Sized(**table | {"box": Box(**table["box"])}) for table in said["tables"]],
        added=said["added"],
    )  # fmt: skip
    if said["left"] != _left(book, before):
        raise HostError("book_changed", path=book.path())
    locks = Locks(book, own_titles(book.names()))
    titles = {p.sheet for p in before.patches} | {w.sheet for w in before.worn}
    titles -= set(before.added)
    for title in titles:
        locks.refuse(title)
    try:
        for title in titles:
            locks.lift(title)
        put_back(book, before)
    finally:
        locks.restore()
    file.unlink(missing_ok=True)


def forget(book: OpenBook) -> None:
    """Let the last write be one that cannot be taken back."""
    with suppress(OSError):
        file_of(book).unlink(missing_ok=True)


def file_of(book: OpenBook) -> Path:
    """Return the file that keeps a book's last write."""
    name = hashlib.sha256(book.path().casefold().encode()).hexdigest()[:24]
    return _folder() / f"undo-{name}.json.gz"


def _drop_old(folder: Path) -> None:
    """Delete what was kept for a month: books that nobody will undo any more."""
    oldest = time.time() - _KEPT_SECONDS
    for file in folder.iterdir():
        with suppress(OSError):  # another Excel may have deleted it by now
            if _OURS.fullmatch(file.name) and file.stat().st_mtime < oldest:
                file.unlink()


def _patch(patch: Patch) -> dict[str, Any]:
    """Return a patch as JSON holds it: a formula and an error are lists of a sign and a text."""
    contents = [_plain(content) for content in patch.contents]
    place = {"sheet": patch.sheet, "row": patch.row, "column": patch.column}
    return place | {"contents": contents}


def _folder() -> Path:
    """Return a folder of the person's own: what was in their cells is nobody else's business."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or tempfile.gettempdir()) / _FOLDER
    if sys.platform == "darwin":
        return Path(tempfile.gettempdir()) / _FOLDER  # each person has one there
    state = os.environ.get("XDG_STATE_HOME") or Path("~/.local/state").expanduser()
    return Path(state) / _FOLDER


def _kept(file: Path) -> dict[str, Any] | None:
    with suppress(OSError, EOFError, ValueError):
        said: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()))
        if said.get("version") == _VERSION:
            return said
    return None


def _marks(book: OpenBook) -> list[list[str]]:
    """Return where our marks stand and what was written into the cells they mark."""
    found = []
    titles = set(book.titles())
    for name in book.names():
        if name.name.startswith(PREFIX) and name.sheet in titles:
            said = _title_at(book.sheet(name.sheet), name.refers_to)
            found.append([name.sheet, name.name, name.refers_to, said])
    return sorted(found)


def _left(book: OpenBook, before: Before) -> str:
    """Return a digest of what a write left in the cells it wrote and on the sheets it added.

    A list that was sorted since, or a setting typed anew, is no longer what could be put back.
    """
    digest = hashlib.sha256()
    standing = {title: book.sheet(title) for title in book.titles()}
    boxes = list(_written(before))
    boxes += [(title, standing[title].used()) for title in before.added if title in standing]
    for title, box in boxes:
        found = standing[title].fingerprint(box) if title in standing else ""
        digest.update(repr((title, box.address, found)).encode())
    return digest.hexdigest()


def _written(before: Before) -> Iterator[tuple[str, Box]]:
    """Yield the sheets and rectangles that were written; neighbours of the same rows are one."""
    last: tuple[str, Box] | None = None
    for patch in before.patches:
        if patch.sheet in before.added:
            continue
        box = Box(patch.row, patch.column, patch.row + len(patch.contents) - 1, patch.column)
        if last and last == (patch.sheet, replace(box, left=last[1].left, right=box.left - 1)):
            last = (patch.sheet, replace(box, left=last[1].left))
            continue
        if last:
            yield last
        last = (patch.sheet, box)
    if last:
        yield last


def _title_at(sheet: OpenSheet, reference: str) -> str:
    place = place_of(reference)
    if place is None or place.sheet != sheet.title:
        return ""
    # A marked cell may hold a live sentence: what it shows follows the list.
    return sheet.fingerprint(Box(place.row, place.column, place.row, place.column))


def _plain(content: Content) -> object:
    if isinstance(content, Formula):
        return ["=", content.text]
    return ["#", content.code] if isinstance(content, ErrorValue) else content


def _content(said: Any) -> Content:  # noqa: ANN401  what JSON held
    if isinstance(said, list):
        sign, text = said
        return Formula(text) if sign == "=" else ErrorValue(text)
    return float(said) if isinstance(said, int) and not isinstance(said, bool) else said
