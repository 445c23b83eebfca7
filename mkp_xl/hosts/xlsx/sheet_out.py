"""Sheets of ours as a whole: rows of plain cells, and the few things around them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from mkp_xl.book.address import Place, a1, letters
from mkp_xl.hosts.xlsx.column_plan import refuse_outside
from mkp_xl.hosts.xlsx.encode import Encoder, in_1904, refuse_long_texts
from mkp_xl.hosts.xlsx.formula import formula_element
from mkp_xl.hosts.xlsx.markup import quoted
from mkp_xl.hosts.xlsx.sheet import grow_dimension

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkp_xl.book.grid import CellOut, SheetOut
    from mkp_xl.hosts.xlsx.address import Box
    from mkp_xl.hosts.xlsx.splice import XmlPart
    from mkp_xl.hosts.xlsx.style_out import Looks

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_BEFORE_LINKS = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"),
    *("sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
    *("dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
    *("dataValidations",),
)

_Place = tuple[int, int]


class SheetMaker:
    """Writes sheets of one book: its styles and its date system."""

    def __init__(self, looks: Looks, *, is_1904: bool) -> None:
        self._looks = looks
        self._is_1904 = is_1904

    def whole(self, sheet: SheetOut, namespace: str) -> bytes:
        """Return a new worksheet part."""
        head = f'{_DECLARATION}<worksheet xmlns="{namespace}">'
        parts = [head.encode(), _views(sheet).encode(), _widths(sheet).encode()]
        parts += [b"<sheetData>", self.rows(sheet, b""), b"</sheetData>"]
        parts += [_links(sheet, "").encode(), b"</worksheet>"]
        return b"".join(parts)

    def refill(self, part: XmlPart, sheet: SheetOut) -> None:
        """Put the sheet's rows and links in the place of those that stand in a part's frame."""
        holder = part.root.child("sheetData")
        if holder:
            part.append(holder, self.rows(sheet, part.prefix.encode()))
        grow_dimension(part, _box(sheet))
        links = _links(sheet, part.prefix)
        old = part.root.child("hyperlinks")
        if old:
            part.replace(old, links)
        elif links:
            part.insert_in_order(links, _BEFORE_LINKS)

    def rows(self, sheet: SheetOut, prefix: bytes) -> bytes:
        """Return the row elements of a sheet."""
        encoder = Encoder(prefix)
        pieces: list[bytes] = []
        for row, cells in groupby(sorted(sheet.cells.items()), key=lambda item: item[0][0]):
            pieces.append(b'<%brow r="%d">' % (prefix, row))
            pieces += (self._cell(encoder, sheet.title, place, cell) for place, cell in cells)
            pieces.append(b"</%brow>" % prefix)
        return b"".join(pieces)

    def _cell(self, encoder: Encoder, title: str, place: _Place, cell: CellOut) -> bytes:
        refuse_outside(title, *place)
        refuse_long_texts(title, place[1], [place[0]], [cell.value])
        look, formula = self._looks(cell.style), b""
        if cell.formula is not None:
            formula = formula_element(cell.formula, encoder.prefix, b"", Place(title, *place))
        is_date = self._is_1904 and look is not None and look.shows_date
        value = in_1904(cell.value) if is_date else cell.value
        said = (encoder.prefix, letters(place[1]).encode(), place[0])
        style = look.attribute if look else b""
        return b'<%bc r="%b%d"' % said + style + encoder.ending(value, formula)


def formula_places(sheet: SheetOut) -> Iterable[_Place]:
    """Return the cells of a sheet of ours that hold a formula."""
    return sorted(place for place, cell in sheet.cells.items() if cell.formula is not None)


def _views(sheet: SheetOut) -> str:
    if not sheet.freeze_row:
        return ""
    top = f'topLeftCell="A{sheet.freeze_row + 1}" activePane="bottomLeft" state="frozen"'
    pane = f'<pane ySplit="{sheet.freeze_row}" {top}/><selection pane="bottomLeft"/>'
    return f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'


def _widths(sheet: SheetOut) -> str:
    columns = sorted({*sheet.widths, *sheet.hidden_columns})
    if not columns:
        return ""
    return f"<cols>{''.join(_column(sheet, column) for column in columns)}</cols>"


def _column(sheet: SheetOut, column: int) -> str:
    width = sheet.widths.get(column, 9.140625)
    hidden = ' hidden="1"' if column in sheet.hidden_columns else ""
    return f'<col min="{column}" max="{column}" width="{width:g}" customWidth="1"{hidden}/>'


def _links(sheet: SheetOut, prefix: str) -> str:
    links = {place: cell.link for place, cell in sorted(sheet.cells.items()) if cell.link}
    items = (_link(prefix, place, link) for place, link in links.items())
    name = f"{prefix}hyperlinks"
    return f"<{name}>{''.join(items)}</{name}>" if links else ""


def _link(prefix: str, place: _Place, link: str) -> str:
    return f"<{prefix}hyperlink ref={quoted(a1(*place))} location={quoted(link)}/>"


def _box(sheet: SheetOut) -> Box | None:
    rows, columns = [row for row, _ in sheet.cells], [column for _, column in sheet.cells]
    return (min(rows), min(columns), max(rows), max(columns)) if rows else None
