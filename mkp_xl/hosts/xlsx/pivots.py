"""Pivot tables over cells that change: their caches are read anew when the book is next opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.book.address import place_of
from mkp_xl.book.grid import PivotInfo
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.address import Box, rectangle
from mkp_xl.hosts.xlsx.markup import parse
from mkp_xl.hosts.xlsx.parts import relations
from mkp_xl.hosts.xlsx.workbook import is_true

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkp_xl.book.grid import TableInfo
    from mkp_xl.hosts.xlsx.draft import Draft
    from mkp_xl.hosts.xlsx.markup import Node
    from mkp_xl.hosts.xlsx.package import Package
    from mkp_xl.hosts.xlsx.plan import Plan
    from mkp_xl.hosts.xlsx.workbook import SheetEntry, Workbook

_ROOT = re.compile(rb"<((?:[\w.-]+:)?pivotCacheDefinition)[\s>]")
_PLACE = re.compile(rb"""<(?:[\w.-]+:)?location\s[^<>]*?\bref\s*=\s*["']([$A-Z0-9:]+)["']""")
_FIELDS = re.compile(rb"<(?:[\w.-]+:)?cacheFields[\s/>]")


def refresh_pivots(
    workbook: Workbook,
    draft: Draft,
    tables: Callable[[], list[TableInfo]],
    changed: Callable[[str, Box], bool],
) -> None:
    """Ask each cache over changed cells to refresh on load; only that attribute is written.

    `changed` tells, by the title of a sheet, whether any cell of a rectangle changes.
    """
    caches = [r.target for r in workbook.relations.values() if r.kind == "pivotCacheDefinition"]
    for name in filter(workbook.package.find, caches):
        root = _head(workbook.package.read(name), name)
        sources = list(_sources(root)) if root else []
        areas = [area for source in sources for area in _areas(source, workbook, tables)]
        if root and any(changed(*area) for area in areas) and not _refreshes(root):
            part = draft.part(name)
            part.set_attribute(part.root, "refreshOnLoad", "1")


def pivots_of(package: Package, sheet: SheetEntry) -> list[PivotInfo]:
    """Return the pivot tables that a sheet shows; one that says no place is left out.

    Its place stands at the beginning of a part that may be long.
    """
    shown = (r.target for r in relations(package, sheet.part) if r.kind == "pivotTable")
    heads = (next(package.pieces(part), b"") for part in shown if package.find(part))
    places = (_PLACE.search(head) for head in heads)
    boxes = (rectangle(place[1].decode()) for place in places if place)
    return [PivotInfo(sheet=sheet.title, box=box) for box in boxes if box]


def _head(data: bytes, part: str) -> Node | None:
    """Return a cache's element without its fields: every value of a list may stand in them.

    None where it does not read as one: what nobody understands is left alone.
    """
    fields = _FIELDS.search(data)
    root = _ROOT.search(data)
    if fields and root:
        data = data[: fields.start()] + b"</" + root[1] + b">"
    try:
        return parse(data, part)
    except HostError:
        return None


def touches(plan: Plan, box: Box) -> bool:
    """Whether a plan speaks of any cell of a rectangle."""
    top, left, bottom, right = box
    parts = [part for part in plan.active(top, bottom) if left <= part.column <= right]
    return any(len(part.changing(top, bottom)) for part in parts)


def _refreshes(root: Node) -> bool:
    return is_true(root.attributes.get("refreshOnLoad"))


def _sources(root: Node) -> Iterator[Node]:
    """Yield the elements that say which cells of this book a cache was read from."""
    source = root.child("cacheSource")
    inside = list(source.children) if source else []
    while inside:
        node = inside.pop()
        inside += node.children
        if node.name in ("worksheetSource", "rangeSet") and node.related("id") is None:
            yield node


def _areas(
    source: Node, workbook: Workbook, tables: Callable[[], list[TableInfo]]
) -> Iterator[tuple[str, Box]]:
    said = source.attributes
    sheet, box = said.get("sheet"), rectangle(said.get("ref", ""))
    if sheet and box:
        yield sheet, box
    name = said.get("name", "").casefold()
    if not name:
        return
    for table in tables():
        if table.name.casefold() == name:
            box = (table.first_row, table.first_column, table.last_row, table.last_column)
            yield table.sheet, box
    for defined in workbook.names:
        place = place_of(defined.refers_to) if defined.name.casefold() == name else None
        area = rectangle(defined.refers_to.rpartition("!")[2])
        if place and area:
            yield place.sheet, area
