"""The cells of sheets of ours: their rows and links."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from mkp_xl.book.address import Place, a1, letters
from mkp_xl.hosts.xlsx.column_plan import refuse_outside
from mkp_xl.hosts.xlsx.encode import Encoder, in_1904, refuse_long_text
from mkp_xl.hosts.xlsx.formula import formula_element
from mkp_xl.hosts.xlsx.markup import quoted
from mkp_xl.hosts.xlsx.sheet import grow_dimension

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkp_xl.book.drawn import CellOut, SheetOut
    from mkp_xl.book.grid import Style
    from mkp_xl.hosts.xlsx.address import Box
    from mkp_xl.hosts.xlsx.splice import XmlPart
    from mkp_xl.hosts.xlsx.style_out import Look, Looks

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_POINTS = 0.75
"""Of a pixel."""
_BEFORE_LINKS = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"),
    *("sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
    *("dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
    *("dataValidations",),
)

_Place = tuple[int, int]


class SheetMaker:
    """Writes rows for one book: with its styles, in its date system."""

    def __init__(self, looks: Looks, *, is_1904: bool) -> None:
        self._looks = looks
        self._known: dict[int, tuple[Style | None, Look | None]] = {}
        self._is_1904 = is_1904

    def _look(self, style: Style | None) -> Look | None:
        """Return the look of a style; thousands of cells share one, and comparing it is dear."""
        known = self._known.get(id(style))
        if known is None or known[0] is not style:
            known = self._known[id(style)] = (style, self._looks(style))
        return known[1]

    def refill(self, part: XmlPart, sheet: SheetOut) -> None:
        """Put the sheet's rows and links in the place of those that stand in a part's frame."""
        holder = part.root.child("sheetData")
        if holder:
            part.append(holder, self.rows(sheet, part.prefix.encode()))
        grow_dimension(part, box_of(sheet))
        links = links_of(sheet, part.prefix)
        old = part.root.child("hyperlinks")
        if old:
            part.replace(old, links)
        elif links:
            part.insert_in_order(links, _BEFORE_LINKS)

    def rows(self, sheet: SheetOut, prefix: bytes) -> bytes:
        """Return the row elements of a sheet."""
        encoder = Encoder(prefix)
        pieces: list[bytes] = []
        groups = groupby(sorted(sheet.cells), key=lambda place: place[0])
        by_row = {row: list(places) for row, places in groups}
        for row in sorted({*by_row, *sheet.heights}):
            said = _height(sheet, row) + _outline(sheet, row)
            pieces.append(b'<%brow r="%d"%b>' % (prefix, row, said))
            places = by_row.get(row, ())
            pieces += (self._cell(encoder, sheet.title, p, sheet.cells[p]) for p in places)
            pieces.append(b"</%brow>" % prefix)
        return b"".join(pieces)

    def _cell(self, encoder: Encoder, title: str, place: _Place, cell: CellOut) -> bytes:
        refuse_outside(title, *place)
        refuse_long_text(title, *place, cell.value)
        look, formula = self._look(cell.style), b""
        if cell.formula is not None:
            formula = formula_element(cell.formula, encoder.prefix, b"", Place(title, *place))
        is_date = self._is_1904 and look is not None and look.shows_date
        value = in_1904(cell.value) if is_date else cell.value
        said = (encoder.prefix, letters(place[1]).encode(), place[0])
        style = look.attribute if look else b""
        return b'<%bc r="%b%d"' % said + style + encoder.ending(value, formula)


def _height(sheet: SheetOut, row: int) -> bytes:
    if row not in sheet.heights:
        return b""
    return b' ht="%g" customHeight="1"' % (sheet.heights[row] * _POINTS)


def _outline(sheet: SheetOut, row: int) -> bytes:
    details = sheet.details or {}
    if row in details:
        return b' hidden="1" outlineLevel="1"' if details[row] else b' outlineLevel="1"'
    return b' collapsed="1"' if details.get(row + 1) else b""


def formula_places(sheet: SheetOut) -> Iterable[_Place]:
    """Return the cells of a sheet of ours that hold a formula."""
    return sorted(place for place, cell in sheet.cells.items() if cell.formula is not None)


def links_of(sheet: SheetOut, prefix: str = "") -> str:
    """Return the `hyperlinks` of a sheet; empty where it has none."""
    links = {place: cell.link for place, cell in sorted(sheet.cells.items()) if cell.link}
    items = (_link(prefix, place, link) for place, link in links.items())
    name = f"{prefix}hyperlinks"
    return f"<{name}>{''.join(items)}</{name}>" if links else ""


def _link(prefix: str, place: _Place, link: str) -> str:
    return f"<{prefix}hyperlink ref={quoted(a1(*place))} location={quoted(link)}/>"


def box_of(sheet: SheetOut) -> Box | None:
    """Return the rectangle of a sheet's cells; None where it has none."""
    rows, columns = [row for row, _ in sheet.cells], [column for _, column in sheet.cells]
    return (min(rows), min(columns), max(rows), max(columns)) if rows else None
