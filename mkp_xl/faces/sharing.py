"""The jobs that deal a book out to its managers, and bring back what they changed."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mkp_xl.book import flow
from mkp_xl.book.carrying import brought_settings
from mkp_xl.book.columns import texts
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import LANGS, OUTPUT_OF, Field, Text
from mkp_xl.book.layout import KEYS
from mkp_xl.book.sentences import sentence
from mkp_xl.book.sharing.base import SHEET, Base, as_held, is_of, packed, sketch_of, unpacked
from mkp_xl.book.sharing.common import common_of, left_alone, told_common, told_sheets
from mkp_xl.book.sharing.edits import changes_of
from mkp_xl.book.sharing.holding import OWN, Held, copy_headers, held
from mkp_xl.book.sharing.merging import Copy, merged
from mkp_xl.book.sharing.room import leave_without_room
from mkp_xl.book.sharing.splitting import shares
from mkp_xl.errors import HostError, InputError, MkpError
from mkp_xl.faces.jobs import fitting, without_garbage_collection
from mkp_xl.faces.making import build
from mkp_xl.faces.manager_files import file_name
from mkp_xl.hosts.xlsx.host import XlsxHost

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.flow import Reckoned, Request
    from mkp_xl.book.grid import Changes
    from mkp_xl.book.sharing.outcome import Item, Merged
    from mkp_xl.book.sharing.splitting import Share
    from mkp_xl.faces.template import Record
    from mkp_xl.hosts.contract import Progress, Written

_ENDING: Final = ".xlsx"
"""Copies work without Python, whatever the book has."""
_BOOKS: Final = (".xlsx", ".xlsm")
_OTHER_BOOKS: Final = (".xls", ".xlsb", ".ods", ".csv")
_OWN_HELP: Final = Text("Столбец вашей книги.", "A column of your workbook.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A copy that was made."""

    path: Path
    manager: str
    clients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What copies brought, and what was written; None where there was nothing to write."""

    merged: Merged
    copies: list[Copy]
    lang: Lang
    written: Written | None = None


def split(book: Path, folder: Path, today: dt.date, step: Progress) -> list[Made]:
    """Make a workbook for each manager, and one of the clients that have none."""
    request = flow.Request(today=serial_of(today))
    with without_garbage_collection():
        reckoned = flow.reckon(XlsxHost(book, progress=step), request, step)
    holds = held(reckoned)
    dealt, lang = shares(holds), reckoned.book.lang
    taken: set[str] = set()
    paths = [folder / file_name(share.manager, _ENDING, taken, lang) for share in dealt]
    _make_room(folder, paths)
    made = []
    for done, (share, path) in enumerate(zip(dealt, paths, strict=True), start=1):
        _make(book, path, reckoned, holds, share)
        made.append(Made(path=path, manager=share.manager, clients=len(share.records["clients"])))
        step("write", done / len(dealt))
    return made


def _make_room(folder: Path, paths: Sequence[Path]) -> None:
    """Make the folder; nothing in it is written over: a copy may hold somebody's work."""
    if folder.exists() and not folder.is_dir():
        raise InputError("not_a_folder", path=str(folder))
    for path in paths:
        if path.exists():
            raise InputError("copy_exists", path=str(path))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise HostError("read_only_folder", path=str(folder / "_")) from problem


def _make(book: Path, path: Path, reckoned: Reckoned, holds: Held, share: Share) -> None:
    """Make one copy: a new book of ours with a manager's rows, and how they stood."""
    from mkp_xl.faces.template import Brought  # noqa: PLC0415  collecting needs no XlsxWriter

    lang = reckoned.book.lang
    headers = copy_headers([key for key in holds.clients.columns if key.startswith(OWN)])
    base = Base(
        book=book.name,
        sheet=reckoned.computed[0].rows.table.sheet,
        manager=share.manager,
        own=headers,
        common=common_of(reckoned),
        sketch=sketch_of(holds),
        records=share.records,
    )
    brought = Brought(
        own=tuple(_own_field(holds, key, header) for key, header in headers.items()),
        hidden=SHEET,
        texts=tuple(packed(base)),
    )
    first = reckoned.computed[0]
    request = flow.Request(
        today=reckoned.book.settings.as_of,
        settings=brought_settings(reckoned.book.settings, first.verdicts),
        attach=tuple(OUTPUT_OF),
        cells="native",
        lang=lang,
        calendar=reckoned.book.calendar,
    )
    quiet: Progress = lambda _key, _share: None  # noqa: E731  the files are what is counted
    records: dict[str, list[Record]] = {kind: [*rows] for kind, rows in share.records.items()}
    build(path, lang, records, request, quiet, _log_keys(reckoned, holds), brought=brought)


def _own_field(holds: Held, key: str, header: str) -> Field:
    """Return a column of the team's own as the copy is to show it."""
    return Field(
        key=key,
        sheet="clients",
        role="input",
        kind="text",
        name=Text.same(header),
        help=_OWN_HELP,
        number_format=holds.clients.formats.get(key, "General"),
    )


def _log_keys(reckoned: Reckoned, holds: Held) -> dict[str, str]:
    """Return by which field each log knows its clients."""
    first = reckoned.computed[0]
    has_ids = any("client_id" in row.said for row in holds.clients.rows)
    logs = (first.verdicts.orders, first.verdicts.contacts, first.estimates)
    keys = {"orders": KEYS[not has_ids], "contacts": KEYS[not has_ids]}
    keys |= {log.rows.table.kind: log.key for log in logs if log is not None}
    if not any("client" in row.said for row in holds.clients.rows):
        keys |= {"people": "client_id", "estimates": "client_id"}
    return keys


def collect(
    book: Path, places: Sequence[Path], today: dt.date, step: Progress, *, dry_run: bool
) -> Collected:
    """Bring into a book what its copies changed; the book stays as it is where that is nothing."""
    paths, passed = _copies_at(places, book)
    request = flow.Request(today=serial_of(today))
    host = XlsxHost(book, progress=step)
    if not dry_run:
        host.refuse_if_open_elsewhere()
    with without_garbage_collection():
        reckoned = flow.reckon(host, request, step)
    ours = held(reckoned)
    copies, told = [], [left_alone(one) for one in passed]
    for done, path in enumerate(paths, start=1):
        copy, items = _opened(path, ours, reckoned, request)
        copies.append(copy)
        told += items
        step("compute", done / len(paths))
    found = merged(ours, copies)
    found.items += told
    leave_without_room(reckoned.book.source, ours, found)
    changes = changes_of(ours, found)
    written = None
    if changes is not None and not dry_run:
        written = _write(book, host, reckoned, changes, request, step)
    return Collected(merged=found, copies=copies, lang=reckoned.book.lang, written=written)


def _copies_at(places: Sequence[Path], book: Path) -> tuple[list[Path], list[str]]:
    """Return the copies that are named, and those in the folders that are; and what is passed by.

    Those are other spreadsheets, and folders. Where a folder has no copy, the first of them says
    why it is none.
    """
    found: list[Path] = []
    passed: list[str] = []
    for place in places:
        if not place.exists():
            raise InputError("no_copy_there", path=str(place))
        if not place.is_dir():
            found.append(place)
            continue
        inside = [path for path in sorted(place.iterdir()) if _is_book(path, book)]
        if not inside:
            raise InputError("no_copies_in", path=str(place))
        found += [path for path in inside if _may_be_copy(path)] or inside[:1]
        passed += [path.name for path in inside if path not in found]
        passed += [path.name for path in sorted(place.iterdir()) if _is_passed(path)]
    once = {path.resolve(): path for path in found}
    return list(once.values()), passed


def _may_be_copy(path: Path) -> bool:
    """Return whether a file is a copy, or one that nobody can read: that is not passed by."""
    try:
        return any(sheet.title == SHEET for sheet in XlsxHost(path).look().sheets)
    except MkpError:
        return True


def _is_passed(path: Path) -> bool:
    is_ours = path.name.startswith(("~$", "."))  # marks of open files, kept versions
    return not is_ours and (path.is_dir() or path.suffix.casefold() in _OTHER_BOOKS)


def _is_book(path: Path, book: Path) -> bool:
    is_open_mark = path.name.startswith(("~$", "."))
    return path.suffix.casefold() in _BOOKS and not is_open_mark and not (
        book.exists() and path.samefile(book)
    )  # fmt: skip


def _opened(
    path: Path, ours: Held, reckoned: Reckoned, request: Request
) -> tuple[Copy, list[Item]]:
    """Return a copy as it was and as it is, and what it changed of what all copies share.

    Raises InputError where it is none of this book.
    """
    host = XlsxHost(path)
    if all(sheet.title != SHEET for sheet in host.look().sheets):
        raise InputError("no_base", path=str(path))
    with _naming_copy(path):
        column = host.read(SHEET, columns=[1]).get(1)
        base = unpacked(texts(column) if column else [])
    if not is_of(base, ours, reckoned.computed[0].rows.table.sheet):
        raise InputError("other_book", path=str(path), book=base.book, sheet=base.sheet)
    with _naming_copy(path):
        now = flow.reckon(host, request)
        theirs = held(now, base.own)
        items = [*told_common(path.name, base.common, common_of(now), ours.lang)]
        items += told_sheets(path.name, now, theirs)
    copy = Copy(
        file=path.name,
        manager=base.manager,
        base=as_held(base, theirs),
        theirs=theirs,
        made=packed(base)[0],
    )
    return copy, items


@contextmanager
def _naming_copy(path: Path) -> Iterator[None]:
    """Let what is wrong with a copy say which copy it is."""
    try:
        yield
    except MkpError as problem:
        why = {f"why_{lang}": sentence(problem, lang) for lang in LANGS}
        raise InputError("copy_unread", path=str(path), **why) from problem


def _write(
    book: Path,
    host: XlsxHost,
    reckoned: Reckoned,
    changes: Changes,
    request: Request,
    step: Progress,
) -> Written | None:
    """Type what came into the book; one that carries columns of ours is computed as well."""
    if not reckoned.book.marks.lists:
        changes.recalculate_on_load = any(sheet.formulas for sheet in reckoned.book.info.sheets)
        return host.write(changes, step)
    with tempfile.TemporaryDirectory(prefix="mkp-") as folder:
        typed = Path(folder) / book.name
        origin = host.origin
        XlsxHost(book, output=typed, origin=origin).write(changes)
        again = XlsxHost(typed, output=book, origin=origin, progress=step)
        with without_garbage_collection():
            outcome = flow.run(again, fitting(request, book), step)
            return again.write(outcome.changes, step)
