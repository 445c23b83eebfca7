"""What stands in the way of a table or list that grows: nothing of the user's is written over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.address import a1
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.address import Box, meets, rectangle
from mkp_xl.hosts.xlsx.formulas import array_boxes
from mkp_xl.hosts.xlsx.pivots import pivots_of
from mkp_xl.hosts.xlsx.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkp_xl.hosts.xlsx.growth import Growth
    from mkp_xl.hosts.xlsx.package import Package
    from mkp_xl.hosts.xlsx.read import Reader
    from mkp_xl.hosts.xlsx.workbook import SheetEntry


def refuse_no_room(
    package: Package, entry: SheetEntry, reader: Reader, growths: Sequence[Growth]
) -> None:
    """Raise HostError for the first thing of the sheet that a growth would run into."""
    if not any(growth.fresh for growth in growths):
        return
    standing = list(_standing(package, entry, reader))
    for place, growth in enumerate(growths):
        others = [("growth_table", box) for other in growths[:place] for box in other.fresh]
        for box in growth.fresh:
            for key, other in standing + others:
                if meets(box, other) and (other != growth.box or key != "growth_table"):
                    raise _in_the_way(key, growth, box, other)
            _refuse_cells(reader, growth, box)


def _in_the_way(key: str, growth: Growth, box: Box, other: Box) -> HostError:
    cell = a1(max(box[0], other[0]), max(box[1], other[1]))
    return HostError(key, sheet=growth.sheet, table=growth.name, cell=cell)


def _refuse_cells(reader: Reader, growth: Growth, box: Box) -> None:
    top, left, bottom, right = box
    found = reader.columns(top, bottom, range(left, right + 1), lambda _share: None)
    for column, cells in found.items():
        filled = [row for row, value in enumerate(cells.values, top) if value is not None]
        row = min([*filled, *cells.formulas], default=None)
        if row is not None:
            said = {"sheet": growth.sheet, "table": growth.name, "cell": a1(row, column)}
            raise HostError("growth_cell", **said)


def _standing(package: Package, entry: SheetEntry, reader: Reader) -> Iterator[tuple[str, Box]]:
    """Yield rectangles that no growth may enter, each with the reason."""
    for table in tables_of(package, entry):
        box = (table.first_row, table.first_column, table.last_row, table.last_column)
        yield "growth_table", box
    frame = reader.sheet.editor().root
    merged = frame.child("mergeCells")
    for node in merged.every("mergeCell") if merged else ():
        yield from _named("growth_merged", node.attributes.get("ref"))
    for box in array_boxes(reader):
        yield "growth_array", box
    for pivot in pivots_of(package, entry):
        yield "growth_pivot", pivot.box


def _named(key: str, text: str | None) -> Iterator[tuple[str, Box]]:
    box = rectangle(text or "")
    if box:
        yield key, box
