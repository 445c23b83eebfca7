"""Defined names: read as a file states them, set, hidden and removed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from mkp_xl.book.grid import NameInfo
from mkp_xl.hosts.excel import native
from mkp_xl.hosts.excel.patience import patiently
from mkp_xl.hosts.live.formula_text import as_filed, as_shown
from mkp_xl.hosts.live.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xlwings as xw

    from mkp_xl.book.grid import NameEdit

_FILE_PREFIX = "_xlnm."
_BUILT_IN = ("Print_Area", "Print_Titles", "_FilterDatabase", "Criteria", "Extract")
"""Names a file writes behind a prefix that Excel does not show."""
_PRINT_AREA = f"{_FILE_PREFIX}Print_Area"


@dataclass(frozen=True, slots=True)
class Standing:
    """A name of the open book, and what it says."""

    handle: xw.main.Name
    info: NameInfo


def standing_names(book: xw.Book) -> list[Standing]:
    """Return all defined names of a book, those of its sheets included."""
    handles = patiently(lambda: list(book.names))
    return [patiently(partial(_standing, handle)) for handle in handles]


def edit_names(book: xw.Book, edits: Iterable[NameEdit], names: Iterable[Standing]) -> None:
    """Make edits of the names that stand in a book, and of new ones."""
    known = {name_key(name.info.name, name.info.sheet): name for name in names}
    for edit in edits:
        standing = known.get(name_key(edit.name, edit.sheet))
        patiently(partial(_edit, book, edit, standing))


def _standing(handle: xw.main.Name) -> Standing:
    title, _, name = handle.name.rpartition("!")
    if title.startswith("'"):
        title = title[1:-1].replace("''", "'")
    info = NameInfo(
        name=_FILE_PREFIX + name if name in _BUILT_IN else name,
        sheet=title or None,
        refers_to=as_filed((handle.refers_to or "").removeprefix("=")),
        hidden=native.is_hidden(handle),
    )
    return Standing(handle, info)


def _edit(book: xw.Book, edit: NameEdit, standing: Standing | None) -> None:
    if edit.name == _PRINT_AREA and edit.sheet is not None:
        area = (edit.refers_to or "").rpartition("!")[2]
        book.sheets[edit.sheet].page_setup.print_area = area or None
    elif edit.refers_to is None:
        if standing:
            standing.handle.delete()
    elif standing:
        standing.handle.refers_to = f"={as_shown(edit.refers_to)}"
        native.set_hidden(standing.handle, hidden=edit.hidden)
    else:
        home = book if edit.sheet is None else book.sheets[edit.sheet]
        name = home.names.add(edit.name.removeprefix(_FILE_PREFIX), f"={as_shown(edit.refers_to)}")
        native.set_hidden(name, hidden=edit.hidden)
