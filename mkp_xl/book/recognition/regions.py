"""Where tables stand on a sheet: their header row, or two of them, and the rows below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mkp_xl.book.cells import read_text
from mkp_xl.book.recognition.header import understood
from mkp_xl.book.recognition.sayings import heard
from mkp_xl.book.recognition.sheet_grid import Grid, Header, Region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


_LONGEST = 120
"""Characters of the longest header; longer texts are notes."""
_BELOW = 4
"""So many rows from a header on tell whether a column is blank."""
_NOTE_ROWS = 3
"""A note of the unit stands at most so many rows above the headers."""
_FEWEST = 2
"""Headers of so many roles make a header row."""
_MOST = 3
"""Of a row that holds numbers too, one cell in so many at least must be understood."""


def regions(grid: Grid) -> list[Region]:
    """Return the tables of a sheet from the top down."""
    found: list[Region] = []
    for row in sorted(grid.rows):
        for columns in _blocks(grid, row):
            if any(_covers(region, row, columns) for region in found):
                continue
            region = _region(grid, row, columns)
            if region:
                found.append(region)
    return found


def _blocks(grid: Grid, row: int) -> Iterator[range]:
    """Yield stretches of columns with a text in each, apart where a whole column is blank."""
    first = last = None
    for column in grid.texts(row):
        if first is None or last is None:
            first = last = column
        elif column - last > 1 and any(
            _is_gap(grid, row, between) for between in range(last + 1, column)
        ):
            yield range(first, last + 1)
            first = column
        last = column
    if first is not None and last is not None:
        yield range(first, last + 1)


def _is_gap(grid: Grid, row: int, column: int) -> bool:
    """Return whether a column parts two tables: nothing stands in it right below the row."""
    return column not in grid.own and not any(
        column in grid.rows.get(below, ()) for below in range(row, row + _BELOW)
    )


def _covers(region: Region, row: int, columns: range) -> bool:
    """Return whether a stretch of a row lies inside a table."""
    inside = any(header.column in columns for header in region.headers)
    return inside and row <= region.last_row


def _region(grid: Grid, row: int, columns: range) -> Region | None:
    upper = {column: text for column, text in grid.texts(row).items() if column in columns}
    headers = [Header(row=row, column=c, text=t, whole=t) for c, t in upper.items()]
    both = _two_rows(grid, row, columns, upper)
    if _known(both) > _known(headers):
        headers, row = both, row + 1
    if not _is_header(grid, row, headers) or _goes_on(grid, headers):
        return None
    return _whole(grid, row, headers)


def region_at(grid: Grid, row: int, columns: range | None = None) -> Region:
    """Return the table whose headers stand in a row, whether they are understood or not.

    Without `columns` it is as wide as the row is filled, as a table found by itself would be; with
    them a header may be blank, or stand in the row above, merged with the one below.
    """
    if columns is None:
        found = [region for region in regions(grid) if region.header_row == row]
        if found:
            return max(found, key=lambda region: _known(region.headers))
    cells, above = grid.rows.get(row, {}), grid.texts(row - 1)
    headers = []
    for column in columns or sorted(cells):
        text = read_text(cells.get(column))
        if column in grid.own or (not text and columns is None):
            continue
        if text or column not in above:
            headers.append(_below(row, column, text, _title_above(grid, row, column)))
        else:
            merged = above[column]
            headers.append(Header(row=row - 1, column=column, text=merged, whole=merged))
    return _whole(grid, row, headers)


def _unit_note(grid: Grid, row: int, columns: range) -> str:
    """Return the one text right above a table that states the unit of its sums, "" for none."""
    found = {
        text
        for above in range(max(1, row - _NOTE_ROWS), row)
        for column, text in grid.texts(above).items()
        if columns.start <= column < columns.stop and len(text) <= _LONGEST
        if understood(text).unit.scale != 1
    }
    return found.pop() if len(found) == 1 else ""


def _title_above(grid: Grid, row: int, column: int) -> str:
    above = grid.texts(row - 1)
    return next((above[place] for place in range(column, 0, -1) if place in above), "")


def _below(row: int, column: int, text: str, above: str) -> Header:
    """Return a header with the title above it."""
    both = f"{above} {text}"
    whole = both if above and heard(both) else text
    return Header(row=row, column=column, text=text, whole=whole, above=above)


def _whole(grid: Grid, row: int, headers: list[Header]) -> Region:
    columns = range(headers[0].column, headers[-1].column + 1) if headers else range(0)
    note = _unit_note(grid, min([row, *(header.row for header in headers)]), columns)
    headers = [replace(h, above=note) if note and not h.above else h for h in headers]
    last, is_closed = _last_row(grid, row, columns, headers)
    return Region(
        sheet=grid.sheet,
        header_row=row,
        headers=tuple(headers),
        last_row=last,
        is_closed=is_closed,
    )


def _goes_on(grid: Grid, headers: list[Header]) -> bool:
    """Return whether texts as many stand right above: then these are a row of that table."""
    above = grid.texts(min(header.row for header in headers) - 1)
    return len(headers) > 1 and all(header.column in above for header in headers)


def _is_header(grid: Grid, row: int, headers: list[Header]) -> bool:
    """Return whether some texts of a row are headers: enough of them say what they are."""
    known = _known(headers)
    roles = {heard(header.whole)[0].role.key for header in headers if _is_known(header)}
    if len(roles) < _FEWEST:
        alone = len(roles) == 1 and len(headers) > 1
        return alone and (_is_topmost(grid, row, headers) or _differs_below(grid, row, headers))
    between = range(headers[0].column, headers[-1].column + 1)
    held = sum(column in between for column in grid.rows[row])
    return held == len(headers) or _MOST * known >= held


def _is_topmost(grid: Grid, row: int, headers: list[Header]) -> bool:
    """Return whether a row of texts has nothing above it but the sheet's edge, and rows below."""
    columns = range(headers[0].column, headers[-1].column + 1)
    above = (other for other in grid.rows if other < row)
    is_first = all(grid.is_blank(other, columns) for other in above)
    return is_first and len(headers) == len(columns) and not grid.is_blank(row + 1, columns)


def _differs_below(grid: Grid, row: int, headers: list[Header]) -> bool:
    """Return whether below some texts stand numbers or dates, as below headers; or nothing."""
    below = [grid.rows.get(row + 1, {}).get(header.column) for header in headers]
    return not any(below) or any(isinstance(raw, float) for raw in below)


def _known(headers: Iterable[Header]) -> int:
    return sum(map(_is_known, headers))


def _is_known(header: Header) -> bool:
    return len(header.text) <= _LONGEST and bool(heard(header.whole))


def _two_rows(grid: Grid, row: int, columns: range, upper: Mapping[int, str]) -> list[Header]:
    """Return the headers of two rows of which the upper one groups those of the lower one."""
    below = grid.texts(row + 1)
    if not below or len(below) < len(grid.rows[row + 1]):
        return []
    first, last = columns.start, columns.stop - 1
    while first - 1 in below:
        first -= 1
    while last + 1 in below:
        last += 1
    found, group = [], ""
    for column in range(first, last + 1):
        group = upper.get(column, group)
        text = below.get(column)
        if text is not None:
            found.append(_below(row + 1, column, text, group))
        elif column in upper:
            found.append(Header(row=row, column=column, text=group, whole=group))
    return found


def _last_row(
    grid: Grid, header_row: int, columns: range, headers: list[Header]
) -> tuple[int, bool]:
    """Return the last row before another table's header, and whether there is such a table.

    A blank row parts them; the same headers once more are those of this table's next page.
    """
    own = {header.column: header.text for header in headers}
    blank = False
    last = header_row
    for row in range(header_row + 1, grid.last_row + 1):
        if grid.is_blank(row, columns):
            blank = True
            continue
        if blank:
            texts = {c: t for c, t in grid.texts(row).items() if c in columns}
            others = [Header(row=row, column=c, text=t, whole=t) for c, t in texts.items()]
            is_other = _known(others) >= _FEWEST and _is_header(grid, row, others)
            if is_other and texts != own:
                return last, True
        blank, last = False, row
    return last, False
