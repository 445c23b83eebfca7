"""Defined names: set, replaced or removed in the workbook part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.address import absolute
from mkp_xl.book.address import quoted as quoted_title
from mkp_xl.book.grid import NameEdit
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.markup import Node, quoted
from mkp_xl.hosts.xlsx.text import escape
from mkp_xl.hosts.xlsx.workbook import is_true

if TYPE_CHECKING:
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.hosts.xlsx.splice import XmlPart

_BEFORE = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews"),
    *("sheets", "functionGroups", "externalReferences"),
)
_Key = tuple[str, str | None]


def edit_names(part: XmlPart, edits: list[NameEdit], titles: list[str]) -> None:
    """Make the edits; `titles` are all tabs in order, those that this run adds included."""
    if not edits:
        return
    wanted = {_key(edit, titles): edit for edit in edits}
    holder = part.root.child("definedNames")
    nodes = list(holder.every("definedName")) if holder else []
    standing = {_node_key(node): node for node in nodes}
    fresh = "".join(
        _element(part.prefix, key[1], edit)
        for key, edit in wanted.items()
        if edit.refers_to is not None and key not in standing
    )
    stays = [n for k, n in standing.items() if k not in wanted or wanted[k].refers_to is not None]
    if holder and nodes and not stays and not fresh:
        part.replace(holder, "")
        return
    for key in standing.keys() & wanted.keys():
        _change(part, standing[key], wanted[key])
    if holder and fresh:
        part.append(holder, fresh)
    elif fresh:
        name = part.prefix + "definedNames"
        part.insert_in_order(f"<{name}>{fresh}</{name}>", _BEFORE)


def print_names(sheet: SheetOut) -> list[NameEdit]:
    """Return the names by which a spreadsheet knows what of a sheet to print."""
    if sheet.page is None:
        return []
    names = []
    if sheet.page.area:
        first_row, first_column, last_row, last_column = sheet.page.area
        first = absolute(sheet.title, first_row, first_column)
        last = absolute(sheet.title, last_row, last_column).rpartition("!")[2]
        area = f"{first}:{last}"
        names.append(NameEdit(name="_xlnm.Print_Area", sheet=sheet.title, refers_to=area))
    if row := sheet.page.repeat_row:
        rows = f"{quoted_title(sheet.title)}!${row}:${row}"
        names.append(NameEdit(name="_xlnm.Print_Titles", sheet=sheet.title, refers_to=rows))
    return names


def _change(part: XmlPart, node: Node, edit: NameEdit) -> None:
    if edit.refers_to is None:
        part.replace(node, "")
    elif not _same(node, edit):
        part.replace(node, _element(part.prefix, _node_key(node)[1], edit))


def _key(edit: NameEdit, titles: list[str]) -> _Key:
    if edit.sheet is None:
        return edit.name.casefold(), None
    folded = [title.casefold() for title in titles]
    if edit.sheet.casefold() not in folded:
        raise HostError("no_sheet", sheet=edit.sheet)
    return edit.name.casefold(), str(folded.index(edit.sheet.casefold()))


def _node_key(node: Node) -> _Key:
    return node.attributes.get("name", "").casefold(), node.attributes.get("localSheetId")


def _same(node: Node, edit: NameEdit) -> bool:
    hidden = is_true(node.attributes.get("hidden"))
    return (node.text, hidden, node.attributes["name"]) == (edit.refers_to, edit.hidden, edit.name)


def _element(prefix: str, place: str | None, edit: NameEdit) -> str:
    name = f"{prefix}definedName"
    said = f" name={quoted(edit.name)}"
    said += f' localSheetId="{place}"' if place is not None else ""
    said += ' hidden="1"' if edit.hidden else ""
    return f"<{name}{said}>{escape(edit.refers_to or '')}</{name}>"
