"""Defined names: read as a file states them, set, hidden and removed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from mkp_xl.book.address import place_of
from mkp_xl.book.grid import NameEdit, NameInfo
from mkp_xl.errors import HostError
from mkp_xl.hosts.excel import native
from mkp_xl.hosts.excel.formula_text import as_filed, as_shown
from mkp_xl.hosts.excel.patience import patiently

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xlwings as xw

_FILE_PREFIX = "_xlnm."
_BUILT_IN = ("Print_Area", "Print_Titles", "_FilterDatabase", "Criteria", "Extract")
"""Names a file writes behind a prefix that Excel does not show."""
_PRINT_AREA = f"{_FILE_PREFIX}Print_Area"
_Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """A name of the open book, and what it says."""

    handle: xw.main.Name
    info: NameInfo


def standing_names(book: xw.Book) -> list[Standing]:
    """Return all defined names of a book, those of its sheets included."""
    return [patiently(partial(_standing, handle)) for handle in book.names]


def news(names: Iterable[Standing], edits: Iterable[NameEdit]) -> list[NameEdit]:
    """Return the edits that change something, the last word on each name."""
    known = {_key(name.info.name, name.info.sheet): name.info for name in names}
    wanted = {_key(edit.name, edit.sheet): edit for edit in edits}
    return [edit for key, edit in wanted.items() if not _says(known.get(key), edit)]


def undone(names: Iterable[Standing], edits: Iterable[NameEdit]) -> list[NameEdit]:
    """Return the edits that put back what edits change."""
    known = {_key(name.info.name, name.info.sheet): name.info for name in names}
    return [_back(known.get(_key(edit.name, edit.sheet)), edit) for edit in edits]


def edit_names(book: xw.Book, edits: Iterable[NameEdit]) -> None:
    """Make edits of names."""
    known = {_key(name.info.name, name.info.sheet): name for name in standing_names(book)}
    for edit in edits:
        standing = known.get(_key(edit.name, edit.sheet))
        patiently(partial(_edit, book, edit, standing))


def refuse_unknown_sheets(edits: Iterable[NameEdit], titles: Iterable[str]) -> None:
    """Raise HostError for a name of a sheet that the book will not have."""
    known = {title.casefold() for title in titles}
    for edit in edits:
        if edit.sheet is not None and edit.sheet.casefold() not in known:
            raise HostError("no_sheet", sheet=edit.sheet)


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


def _key(name: str, sheet: str | None) -> _Key:
    return name.casefold(), None if sheet is None else sheet.casefold()


def _says(info: NameInfo | None, edit: NameEdit) -> bool:
    if info is None or edit.refers_to is None:
        return info is None and edit.refers_to is None
    if info.refers_to == edit.refers_to:
        return True
    place = place_of(info.refers_to)
    plain = info.refers_to.replace("'", "") == edit.refers_to.replace("'", "")
    return plain and place is not None and place == place_of(edit.refers_to)


def _back(info: NameInfo | None, edit: NameEdit) -> NameEdit:
    if info is None:
        return NameEdit(name=edit.name, sheet=edit.sheet, refers_to=None)
    return NameEdit(name=info.name, sheet=info.sheet, refers_to=info.refers_to, hidden=info.hidden)


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
