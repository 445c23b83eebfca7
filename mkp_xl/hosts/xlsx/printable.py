"""A copy of a workbook for the printer: what is seen, with the values that functions gave."""

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


def write_printable(path: Path, target: Path) -> None:
    """Write a copy that prints what is seen, with calls of our functions as their values.

    A program that does not know the functions would print errors where they gave blank, and a
    hidden sheet with a print area is printed all the same.
    """
    book = Book(path)
    draft = Draft(book.package)
    part = draft.part(book.workbook.part)
    tabs = sheet_nodes(part.root)
    hidden = {
        str(n) for n, tab in enumerate(tabs) if tab.attributes.get("state", "visible") != "visible"
    }
    for name in _inside(part.root, "definedNames", "definedName"):
        if (
            name.attributes.get("name") == _PRINTED
            and name.attributes.get("localSheetId") in hidden
        ):
            part.replace(name, "")
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
