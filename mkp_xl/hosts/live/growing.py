"""Lists of an open book that get rows: their Excel tables take them in, and they look as before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkp_xl.errors import SchemaError
from mkp_xl.hosts.live.before import Patch, Sized, Worn
from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.formats import shows_date
from mkp_xl.hosts.live.plan import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkp_xl.book.grid import Changes, Style, TableInfo
    from mkp_xl.hosts.live.before import Before
    from mkp_xl.hosts.live.open_book import OpenBook, OpenSheet, Said

_LOOKS = (
    *("number_format", "bold", "size", "name", "font_color", "color", "wrap_text"),
    *("horizontal_alignment", "vertical_alignment"),
)
_ALIKE = 3
"""So many rows above have to agree on a look: a row that somebody has marked is not followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRows:
    """Rows that a list is to get, over all its columns."""

    sheet: OpenSheet
    box: Box
    header_row: int
    table: TableInfo | None = None
    """The Excel table that takes them in."""


def new_rows(
    changes: Changes, book: OpenBook, sheet_of: Callable[[str], OpenSheet]
) -> list[NewRows]:
    """Return the rows that changes let lists grow by; their columns stay as many as they are."""
    found = []
    for one in changes.lists:
        box = Box(one.last_row + 1, one.first_column, one.last_row + one.rows, one.last_column)
        found.append(NewRows(sheet=sheet_of(one.sheet), box=box, header_row=one.first_row))
    tables = {}
    if changes.tables:
        sheets = map(book.sheet, book.titles())
        tables = {table.name: (sheet, table) for sheet in sheets for table in sheet.tables()}
    for growth in changes.tables:
        if growth.columns or growth.name not in tables:
            raise SchemaError("growth_in_open_book", table=growth.name)
        sheet, table = tables[growth.name]
        last = table.last_row
        box = Box(last + 1, table.first_column, last + growth.rows, table.last_column)
        found.append(NewRows(sheet=sheet, box=box, header_row=table.first_row, table=table))
    return found


def grow(rows: NewRows, styles: dict[tuple[int, int], Style], before: Before) -> None:
    """Take new rows in and dress them; `before` keeps what was there.

    What anybody writes into them later belongs to them: then they are not taken back.
    """
    sheet, box = rows.sheet, rows.box
    standing = Standing(sheet, [box])
    for column in range(box.left, box.right + 1):
        contents = standing.contents(column, range(box.top, box.bottom + 1))
        patch = Patch(sheet=sheet.title, row=box.top, column=column, contents=contents)
        before.patches.append(patch)
    table = rows.table
    if table is not None:
        stood = Box(table.first_row, table.first_column, table.last_row, table.last_column)
        before.tables.append(Sized(sheet=sheet.title, table=table.name, box=stood))
        whole = Box(stood.top, stood.left, box.bottom, stood.right)
        sheet.resize_table(table.name, whole)
    for part, said in _looks(rows):
        _wear(sheet, part, said, before)
    for (row, column), style in styles.items():
        _show_day(sheet, Box(row, column, row, column), style, before)


def _looks(rows: NewRows) -> Iterator[tuple[Box, Said]]:
    """Yield how new rows are to look: in what all columns share, then in what each has alone."""
    box = rows.box
    top = max(rows.header_row + 1, box.top - _ALIKE)
    if top >= box.top:
        return
    shared = rows.sheet.worn(Box(top, box.left, box.top - 1, box.right), _LOOKS)
    yield box, shared
    others = [name for name in _LOOKS if name not in shared]
    for column in range(box.left, box.right + 1) if others else ():
        above = Box(top, column, box.top - 1, column)
        said = rows.sheet.worn(above, others)
        if "number_format" in others and "number_format" not in said:
            last = Box(box.top - 1, column, box.top - 1, column)
            said |= rows.sheet.worn(last, ["number_format"])
        yield Box(box.top, column, box.bottom, column), said


def _wear(sheet: OpenSheet, box: Box, said: Said, before: Before) -> None:
    """Let cells look as said where they do not yet."""
    now = sheet.worn(box, said)
    other = {name: value for name, value in said.items() if name not in now or now[name] != value}
    if not other:
        return
    stood = {name: now[name] for name in other if name in now}
    if len(stood) < len(other) and box.width > 1:  # mixed: each column has a look of its own
        for column in range(box.left, box.right + 1):
            _wear(sheet, Box(box.top, column, box.bottom, column), other, before)
        return
    before.worn.append(Worn(sheet=sheet.title, box=box, said=stood))
    sheet.put_on(box, other)


def _show_day(sheet: OpenSheet, box: Box, style: Style, before: Before) -> None:
    """Let a cell that is to hold a day show one: as a text or a number nobody would read it."""
    code = sheet.worn(box, ["number_format"]).get("number_format", "")
    if shows_date(style.number_format) and not shows_date(code):
        _wear(sheet, box, {"number_format": style.number_format}, before)
