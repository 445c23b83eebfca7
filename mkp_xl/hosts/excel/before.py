"""What a write overwrote, and how it is put back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from mkp_xl.errors import HostError
from mkp_xl.hosts.excel import native
from mkp_xl.hosts.excel.dress import Said, put_on
from mkp_xl.hosts.excel.dress import worn as looks_of
from mkp_xl.hosts.excel.names import edit_names, news, standing_names
from mkp_xl.hosts.excel.pane import Box, Pane
from mkp_xl.hosts.excel.patience import OUTSIDE, patiently
from mkp_xl.hosts.excel.plan import Standing
from mkp_xl.hosts.excel.runs import runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import xlwings as xw

    from mkp_xl.book.grid import NameEdit
    from mkp_xl.hosts.excel.values import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Cells of a column as they were, downwards from a row."""

    sheet: str
    row: int
    column: int
    contents: list[Content]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worn:
    """How a range looked; `column_width` and `hidden` speak of its column."""

    sheet: str
    address: str
    said: Said


@dataclass(slots=True, kw_only=True)
class Before:
    """All that a write overwrote, noted before it did."""

    patches: list[Patch] = field(default_factory=list)
    worn: list[Worn] = field(default_factory=list)
    names: list[NameEdit] = field(default_factory=list)
    """Edits that make the names what they were."""
    added: list[str] = field(default_factory=list)
    """Sheets that were not there."""


class Locks:
    """Sheets of ours whose protection is lifted while they are written."""

    def __init__(self, book: xw.Book, own: Iterable[str]) -> None:
        self._book = book
        self._own = {title.casefold() for title in own}
        self._lifted: dict[str, dict[str, bool]] = {}

    def refuse(self, title: str) -> None:
        """Raise HostError if a sheet that is not ours is protected."""
        sheet = self._book.sheets[title]
        protected = patiently(lambda: native.is_protected(sheet))
        if protected and title.casefold() not in self._own:
            raise HostError("sheet_protected", sheet=title)

    def lift(self, title: str) -> None:
        """Let a sheet of ours be written; HostError if it has a password."""
        sheet = self._book.sheets[title]
        if title in self._lifted or not patiently(lambda: native.is_protected(sheet)):
            return
        try:
            self._lifted[title] = patiently(lambda: native.unprotect(sheet))
        except OUTSIDE as problem:
            raise HostError("sheet_protected", sheet=title) from problem
        if patiently(lambda: native.is_protected(sheet)):
            raise HostError("sheet_protected", sheet=title)

    def restore(self) -> None:
        """Protect again what was protected."""
        standing = {sheet.name for sheet in self._book.sheets}
        for title, allowed in self._lifted.items():
            if title in standing:
                patiently(partial(native.protect, self._book.sheets[title], allowed))
        self._lifted.clear()


def put_back(book: xw.Book, before: Before) -> None:
    """Make the book what it was; each part is tried, and HostError says if one failed."""
    failures = [problem for step in _steps(book, before) if (problem := _tried(step))]
    if failures:
        raise HostError("restore_failed", reason=str(failures[0])) from failures[0]


def _steps(book: xw.Book, before: Before) -> Iterator[Callable[[], None]]:
    yield lambda: edit_names(book, news(standing_names(book), before.names))
    added = set(before.added)
    for patch in reversed(before.patches):
        if patch.sheet not in added:
            yield partial(_restore_cells, book, patch)
    for worn in reversed(before.worn):
        if worn.sheet not in added:
            yield partial(_restore_look, book, worn)
    for title in reversed(before.added):
        yield partial(_delete, book, title)


def _tried(step: Callable[[], None]) -> Exception | None:
    try:
        step()
    except (HostError, KeyError, *OUTSIDE) as problem:
        return problem
    return None


def _restore_cells(book: xw.Book, patch: Patch) -> None:
    """Put cells back that differ: a book that refuses the first write has nothing to restore."""
    pane = Pane(book.sheets[patch.sheet])
    wanted = dict(enumerate(patch.contents, patch.row))
    standing = Standing(pane, [Box(patch.row, patch.column, max(wanted), patch.column)])
    for run in runs(wanted, lambda row: standing.content(row, patch.column)):
        pane.put(run.row, patch.column, run.contents)


def _restore_look(book: xw.Book, worn: Worn) -> None:
    cells = book.sheets[worn.sheet].range(worn.address)
    said = dict(worn.said)
    hidden = said.pop("hidden", None)
    now = looks_of(cells, said)
    other = {name: value for name, value in said.items() if not _is_look(now.get(name), value)}
    patiently(lambda: put_on(cells, other))
    if hidden is not None:
        set_hidden_columns(cells, hidden=hidden)


def _is_look(now: object, before: object) -> bool:
    """Tell whether a look is what it was; a colour that went through JSON is a list."""
    return now == (tuple(before) if isinstance(before, list) else before)


def set_hidden_columns(cells: xw.Range, *, hidden: bool) -> None:
    """Hide or show the columns of a range, where the engine can."""
    try:
        cells.columns.hidden = hidden
    except NotImplementedError:
        return


def _delete(book: xw.Book, title: str) -> None:
    if title in {sheet.name for sheet in book.sheets}:
        patiently(book.sheets[title].delete)
