"""A workbook made to carry macros: its VBA project, its ribbon, buttons on its sheets.

Everything else of the package stays byte for byte; a book that has a project already is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from mkp_xl.errors import HostError, naming
from mkp_xl.hosts.xlsx.book import Book
from mkp_xl.hosts.xlsx.draft import Draft
from mkp_xl.hosts.xlsx.markup import quoted
from mkp_xl.hosts.xlsx.packing import packed
from mkp_xl.hosts.xlsx.parts import CONTENT_TYPES, relations, same_part
from mkp_xl.hosts.xlsx.shapes import Button, shape
from mkp_xl.hosts.xlsx.zip_out import write_package

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from mkp_xl.hosts.xlsx.markup import Node
    from mkp_xl.hosts.xlsx.splice import XmlPart
    from mkp_xl.hosts.xlsx.workbook import SheetEntry

BOOK_CODE_NAME = "ThisWorkbook"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_MAIN = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN_MAIN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_PROJECT_PART = "xl/vbaProject.bin"
_PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
_PROJECT_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_RIBBON_PART = "customUI/customUI14.xml"
_RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_RIBBON_KIND = _RIBBON_RELATION.rpartition("/")[2]
_CODE_NAME = re.compile(r"[^\W\d_]\w{0,30}\Z", re.ASCII)
_BEFORE_PROPERTIES = ("fileVersion", "fileSharing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The VBA project of a book, as it lies there."""

    project: bytes
    code_names: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Macros:
    """What a book is given to carry."""

    project: Callable[[Sequence[str]], bytes]
    """Makes vbaProject.bin for the code names of the book's sheets, in the order of the tabs."""
    ribbon: str
    buttons: tuple[Button, ...] = ()
    is_addin: bool = False


def carry(source: Path, macros: Macros, target: BinaryIO) -> None:
    """Write the book with its macros; HostError where it has a VBA project of its own."""
    with naming(source):
        book = Book(source)
        if book.workbook.related("vbaProject"):
            raise HostError("has_macros")
        _carry(book, macros, target)


def _carry(book: Book, macros: Macros, target: BinaryIO) -> None:
    draft = Draft(book.package)
    _enable(draft, book.workbook.part, is_addin=macros.is_addin)
    names = _name_sheets(draft, book)
    _name_book(draft.part(book.workbook.part))
    draft.put(_PROJECT_PART, [macros.project(names)])
    draft.declare(_PROJECT_PART, _PROJECT_TYPE)
    draft.relate(book.workbook.part, _PROJECT_RELATION, _PROJECT_PART)
    if not any(known.kind == _RIBBON_KIND for known in relations(book.package, "")):
        draft.put(_RIBBON_PART, [macros.ribbon.encode()])
        draft.declare(_RIBBON_PART, "application/xml")
        draft.relate("", _RIBBON_RELATION, _RIBBON_PART)
    there = {sheet.title for sheet in book.workbook.sheets}
    for title in dict.fromkeys(b.sheet for b in macros.buttons if b.sheet in there):
        _add_buttons(draft, book, title, [b for b in macros.buttons if b.sheet == title])
    write_package(book.package, draft.results(), draft.removed, target)


def carried(path: Path) -> Carried | None:
    """Return the VBA project of a book; None where it has none."""
    with naming(path):
        book = Book(path)
        project = book.workbook.related("vbaProject")
        if project is None or book.package.find(project.target) is None:
            return None
        return Carried(project=book.package.read(project.target), code_names=code_names(path))


def drop_macros(draft: Draft, book: Book, ribbons: Collection[bytes]) -> None:
    """Take the VBA project out of a book, and its ribbon where that is one of some."""
    project = book.workbook.related("vbaProject")
    if project:
        draft.drop(project.target, book.workbook.part, project.id)
    for known in relations(book.package, ""):
        there = known.kind == _RIBBON_KIND and book.package.find(known.target)
        if there and book.package.read(there) in ribbons:
            draft.drop(known.target, "", known.id)


def code_names(path: Path) -> list[str]:
    """Return the code names of a book's sheets in the order of the tabs, "" where one has none."""
    book = Book(path)
    parts = (_frame(Draft(book.package), book, sheet) for sheet in book.workbook.sheets)
    return [_code_name(part.root.child("sheetPr")) for part in parts]


def _code_name(properties: Node | None) -> str:
    return properties.attributes.get("codeName", "") if properties else ""


def _frame(draft: Draft, book: Book, sheet: SheetEntry) -> XmlPart:
    """Return a sheet to make small edits in; one of cells without its rows, which may be many."""
    return book.reader(sheet.title).sheet.editor() if sheet.has_cells else draft.part(sheet.part)


def _enable(draft: Draft, workbook: str, *, is_addin: bool) -> None:
    """Declare the workbook part as one that may hold macros."""
    types = draft.part(CONTENT_TYPES)
    kind = _ADDIN_MAIN if is_addin else _MACRO_MAIN
    for node in types.root.every("Override"):
        if same_part(node.attributes.get("PartName", ""), workbook):
            types.set_attribute(node, "ContentType", kind)
            return
    draft.declare(workbook, kind)


def _name_sheets(draft: Draft, book: Book) -> list[str]:
    """Give every sheet a code name: its own where that serves, else the next free one."""
    taken: set[str] = {BOOK_CODE_NAME.casefold()}
    names = []
    for sheet in book.workbook.sheets:
        part = _frame(draft, book, sheet)
        properties = part.root.child("sheetPr")
        own = before = _code_name(properties)
        if not _CODE_NAME.match(own) or own.casefold() in taken:
            own = _free(taken)
        taken.add(own.casefold())
        names.append(own)
        if properties:
            part.set_attribute(properties, "codeName", own)
        else:
            part.insert_first(part.root, f"<{part.prefix}sheetPr codeName={quoted(own)}/>")
        if sheet.has_cells and own != before:
            content = book.reader(sheet.title).sheet
            draft.put(sheet.part, packed(content.with_rows(part, None), content.size))
    return names


def _free(taken: set[str]) -> str:
    number = 1
    while f"sheet{number}" in taken:
        number += 1
    return f"Sheet{number}"


def _name_book(part: XmlPart) -> None:
    properties = part.root.child("workbookPr")
    if properties:
        part.set_attribute(properties, "codeName", BOOK_CODE_NAME)
    else:
        xml = f'<{part.prefix}workbookPr codeName="{BOOK_CODE_NAME}"/>'
        part.insert_in_order(xml, _BEFORE_PROPERTIES)


def _add_buttons(draft: Draft, book: Book, title: str, buttons: list[Button]) -> None:
    """Put buttons into the drawing of a sheet."""
    sheet = book.entry(title)
    found = [r for r in relations(book.package, sheet.part) if r.kind == "drawing"]
    if not found:
        raise HostError("damaged", part=sheet.part, reason="no drawing")
    drawing = draft.part(found[0].target)
    used = [
        int(node.attributes["id"])
        for anchor in drawing.root.children
        for kind in anchor.children
        for non_visual in kind.children
        for node in non_visual.children
        if node.name == "cNvPr" and node.attributes.get("id", "").isdigit()
    ]
    first = max(used, default=1) + 1
    for number, button in enumerate(buttons, start=first):
        drawing.append(drawing.root, shape(button, number))
