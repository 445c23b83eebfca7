"""Edits of defined names: those that change something, and what puts the old state back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.address import place_of
from mkp_xl.book.grid import NameEdit, NameInfo
from mkp_xl.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Iterable


def news(names: Iterable[NameInfo], edits: Iterable[NameEdit]) -> list[NameEdit]:
    """Return the edits that change something, the last word on each name."""
    known = {name_key(name.name, name.sheet): name for name in names}
    wanted = {name_key(edit.name, edit.sheet): edit for edit in edits}
    return [edit for key, edit in wanted.items() if not _says(known.get(key), edit)]


def undone(names: Iterable[NameInfo], edits: Iterable[NameEdit]) -> list[NameEdit]:
    """Return the edits that put back what edits change."""
    known = {name_key(name.name, name.sheet): name for name in names}
    return [_back(known.get(name_key(edit.name, edit.sheet)), edit) for edit in edits]


def refuse_unknown_sheets(edits: Iterable[NameEdit], titles: Iterable[str]) -> None:
    """Raise HostError for a name of a sheet that the book will not have."""
    known = {title.casefold() for title in titles}
    for edit in edits:
        if edit.sheet is not None and edit.sheet.casefold() not in known:
            raise HostError("no_sheet", sheet=edit.sheet)


def name_key(name: str, sheet: str | None) -> tuple[str, str | None]:
    """Return what tells a name from others: letters' case does not."""
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
