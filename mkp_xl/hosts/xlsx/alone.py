"""A copy of a workbook in which one sheet alone is seen: for printing it by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.book import Book
from mkp_xl.hosts.xlsx.draft import Draft
from mkp_xl.hosts.xlsx.workbook import sheet_nodes
from mkp_xl.hosts.xlsx.zip_out import write_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkp_xl.hosts.xlsx.markup import Node

_PRINTED = "_xlnm.Print_Area"
_CALL = re.compile(rb"<((?:\w+:)?f)(\s[^>]*)?>[^<]*MKP_[^<]*</\1>")
"""A formula that calls one of our functions."""
_GROUP = re.compile(rb"\ssi=\"(\d+)\"")


def visible_titles(path: Path) -> list[str]:
    """Return the titles of the sheets of cells that are not hidden, in the order of the tabs."""
    return [sheet.title for sheet in Book(path).info().sheets if sheet.state == "visible"]


def write_alone(path: Path, title: str, target: Path) -> None:
    """Write a copy in which every other sheet is hidden, and calls of our functions are values.

    A program that does not know the functions would print errors where they gave blank.
    """
    book = Book(path)
    draft = Draft(book.package)
    part = draft.part(book.workbook.part)
    tabs = sheet_nodes(part.root)
    chosen = next(n for n, tab in enumerate(tabs) if tab.attributes.get("name") == title)
    for place, tab in enumerate(tabs):
        part.set_attribute(tab, "state", "visible" if place == chosen else "hidden")
    for view in _inside(part.root, "bookViews", "workbookView"):
        part.set_attribute(view, "activeTab", str(chosen))
        part.set_attribute(view, "firstSheet", str(chosen))
    for name in _inside(part.root, "definedNames", "definedName"):
        others = name.attributes.get("localSheetId") != str(chosen)
        if others and name.attributes.get("name") == _PRINTED:
            part.replace(name, "")  # a hidden sheet with a print area is printed all the same
    for sheet in book.info().sheets:
        home = book.entry(sheet.title).part
        data = book.package.read(home)
        if b"MKP_" in data:
            draft.put(home, [_without_calls(data)])
    with target.open("wb") as file:
        write_package(book.package, draft.results(), draft.removed, file)


def _without_calls(data: bytes) -> bytes:
    """Return a sheet whose calls of our functions are values, those that share a text too."""
    shared = {
        group[1] for call in _CALL.finditer(data) for group in _GROUP.finditer(call[2] or b"")
    }
    data = _CALL.sub(b"", data)
    for group in shared:
        data = re.sub(rb"<(?:\w+:)?f\s[^>]*\ssi=\"" + group + rb"\"[^>]*/>", b"", data)
    return data


def _inside(root: Node, holder: str, name: str) -> Iterator[Node]:
    node = root.child(holder)
    return node.every(name) if node else iter(())
