"""What a write overwrote, and how it is put back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from mkp_xl.errors import HostError
from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.names import news
from mkp_xl.hosts.live.plan import Standing
from mkp_xl.hosts.live.runs import runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mkp_xl.book.grid import NameEdit
    from mkp_xl.hosts.live.open_book import OpenBook, Said
    from mkp_xl.hosts.live.values import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Cells of a column as they were, downwards from a row."""

    sheet: str
    row: int
    column: int
    contents: list[Content]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worn:
    """How cells looked; `column_width` and `hidden` speak of their column."""

    sheet: str
    box: Box
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """The rectangle that an Excel table covered."""

    sheet: str
    table: str
    box: Box


@dataclass(slots=True, kw_only=True)
class Before:
    """All that a write overwrote, noted before it did."""

    patches: list[Patch] = field(default_factory=list)
    worn: list[Worn] = field(default_factory=list)
    names: list[NameEdit] = field(default_factory=list)
    """Edits that make the names what they were."""
    tables: list[Sized] = field(default_factory=list)
    """Tables that took rows in."""
    added: list[str] = field(default_factory=list)
    """Sheets that were not there."""


class Locks:
    """Sheets of ours whose protection is lifted while they are written."""

    def __init__(self, book: OpenBook, own: Iterable[str]) -> None:
        self._book = book
        self._own = {title.casefold() for title in own}
        self._lifted: dict[str, dict[str, bool]] = {}

    def refuse(self, title: str) -> None:
        """Raise HostError if a sheet that is not ours is protected."""
        if self._book.sheet(title).is_protected() and title.casefold() not in self._own:
            raise HostError("sheet_protected", sheet=title)

    def lift(self, title: str) -> None:
        """Let a sheet of ours be written; HostError if it has a password."""
        sheet = self._book.sheet(title)
        if title not in self._lifted and sheet.is_protected():
            self._lifted[title] = sheet.unprotect()

    def restore(self) -> None:
        """Protect again what was protected."""
        standing = set(self._book.titles())
        for title, allowed in self._lifted.items():
            if title in standing:
                self._book.sheet(title).protect(allowed)
        self._lifted.clear()


def put_back(book: OpenBook, before: Before) -> None:
    """Make the book what it was; each part is tried, and HostError says if one failed."""
    failures = [problem for step in _steps(book, before) if (problem := _tried(step))]
    if failures:
        raise HostError("restore_failed", reason=str(failures[0])) from failures[0]


def _steps(book: OpenBook, before: Before) -> Iterator[Callable[[], None]]:
    yield lambda: book.edit_names(news(book.names(), before.names))
    added = set(before.added)
    for patch in reversed(before.patches):
        if patch.sheet not in added:
            yield partial(_restore_cells, book, patch)
    for worn in reversed(before.worn):
        if worn.sheet not in added:
            yield partial(_restore_look, book, worn)
    for sized in reversed(before.tables):
        yield partial(_resize, book, sized)
    for title in reversed(before.added):
        yield partial(_delete, book, title)


def _tried(step: Callable[[], None]) -> Exception | None:
    try:
        step()
    except Exception as problem:  # noqa: BLE001  whatever one part meets, the next one is tried
        return problem
    return None


def _restore_cells(book: OpenBook, patch: Patch) -> None:
    """Put cells back that differ: a book that refuses the first write has nothing to restore."""
    sheet = book.sheet(patch.sheet)
    wanted = dict(enumerate(patch.contents, patch.row))
    standing = Standing(sheet, [Box(patch.row, patch.column, max(wanted), patch.column)])
    for run in runs(wanted, partial(standing.contents, patch.column)):
        sheet.put(run.row, patch.column, [run.contents])


def _restore_look(book: OpenBook, worn: Worn) -> None:
    sheet = book.sheet(worn.sheet)
    now = sheet.worn(worn.box, worn.said)
    other = {n: value for n, value in worn.said.items() if not _is_look(now.get(n), value)}
    sheet.put_on(worn.box, other)


def _is_look(now: object, before: object) -> bool:
    """Tell whether a look is what it was; a colour that went through JSON is a list."""
    return now == (tuple(before) if isinstance(before, list) else before)


def _resize(book: OpenBook, sized: Sized) -> None:
    """Let a table cover what it covered, if it is still there."""
    sheet = book.sheet(sized.sheet)
    if any(table.name == sized.table for table in sheet.tables()):
        sheet.resize_table(sized.table, sized.box)


def _delete(book: OpenBook, title: str) -> None:
    if title in book.titles():
        book.sheet(title).delete()
