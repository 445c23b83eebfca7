"""Sheets, columns and names of ours taken out of a book that some program has saved since."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx import calcchain
from mkp_xl.hosts.xlsx.draft import Draft
from mkp_xl.hosts.xlsx.looks import clear_looks
from mkp_xl.hosts.xlsx.macro_book import drop_macros
from mkp_xl.hosts.xlsx.markup import whole_number
from mkp_xl.hosts.xlsx.packing import packed
from mkp_xl.hosts.xlsx.parts import CONTENT_TYPES, relations, rels_name, same_part
from mkp_xl.hosts.xlsx.sheet import shrink_dimension
from mkp_xl.hosts.xlsx.splice import Edit, spliced
from mkp_xl.hosts.xlsx.table_out import TablePart
from mkp_xl.hosts.xlsx.tables import table_in, table_parts
from mkp_xl.hosts.xlsx.workbook import sheet_nodes

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable

    from mkp_xl.book.detaching import Removal
    from mkp_xl.book.own_cells import OwnColumns
    from mkp_xl.hosts.xlsx.book import Book
    from mkp_xl.hosts.xlsx.package import Package
    from mkp_xl.hosts.xlsx.read import Reader
    from mkp_xl.hosts.xlsx.splice import XmlPart
    from mkp_xl.hosts.xlsx.workbook import SheetEntry

Places = dict[int, set[int]]
"""Columns by row."""
Shown = list[tuple[int, int]]
"""First and last rows of what is to be shown again."""
_HIDDEN = re.compile(rb'\s+hidden\s*=\s*["\'](?:1|true)["\']')


def taken_away(book: Book, removal: Removal, ribbons: Collection[bytes]) -> Draft:
    """Return the parts of a book without our sheets, columns and cells.

    Their formulas have gone before: what is left of them are blank cells.
    """
    draft = Draft(book.package)
    sheets = {own.sheet for own in removal.lists} | {place.sheet for place in removal.cells}
    for title in sheets:
        _clear_sheet(draft, book, title, removal)
    gone = [entry for entry in book.workbook.sheets if entry.title in removal.sheets]
    _drop_tabs(draft, book, gone)
    _drop_parts(draft, _only_theirs(book.package, {entry.part for entry in gone}))
    _drop_from_chain(draft, book, gone)
    if removal.with_macros:
        drop_macros(draft, book, ribbons)
    return draft


def _clear_sheet(draft: Draft, book: Book, title: str, removal: Removal) -> None:
    reader, entry = book.reader(title), book.entry(title)
    sheet = reader.sheet
    own = [columns for columns in removal.lists if columns.sheet == title]
    shown = _shrink_tables(draft, book.package, entry, own)
    places = _places(own)
    for place in removal.cells:
        if place.sheet == title:
            places.setdefault(place.row, set()).add(place.column)
    frame = sheet.editor()
    gone = {c for one in own for c in one.columns.values() if c not in one.stuck}
    clear_looks(frame, gone, book.styles)
    shrink_dimension(frame, _emptied(reader, places, gone))
    draft.put(sheet.part, packed(sheet.with_rows(frame, _rows(reader, places, shown)), sheet.size))


def _emptied(reader: Reader, places: Places, gone: set[int]) -> set[int]:
    """Return which columns keep no cell."""
    left: set[int] = set()
    for block in reader.sheet.blocks(indexed=True):
        if block.index is None:
            return set()
        cells, numbers = block.index.cells, block.index.rows.numbers
        for column in gone - left:
            rows = numbers[cells.row[block.index.in_column(column)]].tolist()
            if any(column not in places.get(row, ()) for row in rows):
                left.add(column)
    return gone - left


def _places(lists: Iterable[OwnColumns]) -> Places:
    found: Places = {}
    for own in lists:
        columns = set(own.columns.values()) - own.stuck
        for row in range(own.header_row, own.last_row + 1):
            found[row] = found.get(row, set()) | columns
        for row, column in own.others:
            found[row] = found.get(row, set()) - {column}
    return found


def _rows(reader: Reader, places: Places, shown: Shown) -> Generator[bytes]:
    """Yield the rows of a sheet without the cells in some places, those shown that were hidden."""
    for block in reader.sheet.blocks(indexed=True):
        edits: list[Edit] = []
        for row in block.rows:
            if any(first <= row.number <= last for first, last in shown):
                hidden = _HIDDEN.search(block.data, row.start, row.inner)
                edits += [(*hidden.span(), b"")] if hidden else []
            gone = places.get(row.number)
            if not gone or row.outer == row.end:
                continue
            cells = reader.scanner.cells(block, row)
            left = [n for n, column in enumerate(cells.columns) if column not in gone]
            if len(left) < len(cells.columns):
                cells.pieces = [cells.pieces[n] for n in left]
                edits.append((row.inner, row.outer, reader.scanner.joined(cells)))
        yield spliced(block.data, edits)


def _shrink_tables(
    draft: Draft, package: Package, entry: SheetEntry, lists: Iterable[OwnColumns]
) -> Shown:
    """Take our columns out of the sheet's tables; return which rows a filter on them has hidden."""
    shown: list[tuple[int, int]] = []
    for part in table_parts(package, entry):
        info = table_in(package, part, entry.title)
        for one in lists:
            inside = set(one.columns.values()) & set(range(info.first_column, info.last_column + 1))
            if info.first_row != one.header_row or not inside:
                continue
            table = TablePart(draft, part, entry.title)
            table.forget_formulas(one.stuck & inside)
            last = info.last_column
            while last in inside:
                last -= 1
            if info.first_column <= last < info.last_column and table.shrink(last):
                shown.append((info.first_row + 1, info.last_row))
    return shown


def _drop_tabs(draft: Draft, book: Book, gone: list[SheetEntry]) -> None:
    """Take tabs out of the workbook part, and let what counts tabs count those that are left."""
    workbook = book.workbook
    part = draft.part(workbook.part)
    titles = [entry.title for entry in gone]
    for node in sheet_nodes(part.root):
        if node.attributes.get("name") in titles:
            part.replace(node, "")
    places = [n for n, entry in enumerate(workbook.sheets) if entry.title in titles]
    _recount_names(part, places)
    left = [entry for entry in workbook.sheets if entry.title not in titles]
    shown = next((n for n, entry in enumerate(left) if entry.state == "visible"), 0)
    _recount_views(part, places, shown)
    rels = draft.part(rels_name(workbook.part))
    parts = {entry.part for entry in gone}
    ids = {known.id for known in workbook.relations.values() if known.target in parts}
    for node in rels.root.every("Relationship"):
        if node.attributes.get("Id") in ids:
            rels.replace(node, "")


def _recount_names(part: XmlPart, gone: list[int]) -> None:
    """Let names speak of the tabs that are left, once some places are gone."""
    holder = part.root.child("definedNames")
    nodes = list(holder.every("definedName")) if holder else []
    places = [whole_number(node.attributes.get("localSheetId")) for node in nodes]
    if holder and all(place in gone for place in places):
        part.replace(holder, "")  # an empty one is damage
        return
    for node, place in zip(nodes, places, strict=True):
        if place in gone:
            part.replace(node, "")
        elif place is not None:
            part.set_attribute(node, "localSheetId", str(_counted(place, gone)))


def _recount_views(part: XmlPart, gone: list[int], shown: int) -> None:
    """Let the windows count the tabs that are left; where theirs went, one that shows is first."""
    views = part.root.child("bookViews")
    for node in views.every("workbookView") if views else ():
        for name in ("activeTab", "firstSheet"):
            place = whole_number(node.attributes.get(name))
            if place is not None:
                new = shown if place in gone else _counted(place, gone)
                part.set_attribute(node, name, str(new))


def _counted(place: int, gone: list[int]) -> int:
    return place - sum(other < place for other in gone)


def _only_theirs(package: Package, parts: set[str]) -> set[str]:
    """Return some parts and all that only they lead to."""
    owned = _reached(package, parts)
    others = [_owner(m.filename) for m in package.members if m.filename.endswith(".rels")]
    needed = {
        relation.target
        for owner in others
        if owner not in owned
        for relation in relations(package, owner)
    } - parts
    return owned - _reached(package, needed & owned)


def _reached(package: Package, parts: set[str]) -> set[str]:
    found: set[str] = set()
    left = list(parts)
    while left:
        part = left.pop()
        if part not in found:
            found.add(part)
            left += [relation.target for relation in relations(package, part)]
    return found


def _owner(rels: str) -> str:
    """Return the part whose relationships a part holds; "" for the whole package."""
    folder, name = posixpath.split(rels)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _drop_parts(draft: Draft, parts: set[str]) -> None:
    types, gone = draft.part(CONTENT_TYPES), [*parts, *map(rels_name, parts)]
    for node in types.root.every("Override"):
        if any(same_part(node.attributes.get("PartName", ""), part) for part in gone):
            types.replace(node, "")
    draft.removed |= {name for name in map(draft.package.find, gone) if name}


def _drop_from_chain(draft: Draft, book: Book, gone: list[SheetEntry]) -> None:
    relation = book.workbook.related("calcChain")
    if relation is None:
        return
    old = book.package.read(relation.target)
    new = calcchain.without_sheets(old, {entry.id.encode() for entry in gone})
    if calcchain.is_empty(new):
        draft.drop(relation.target, book.workbook.part, relation.id)
    elif new != old:
        draft.put(relation.target, [new])
