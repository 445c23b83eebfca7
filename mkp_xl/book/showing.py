"""What of a book is ours, read back as records: our columns, or a sheet of ours."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mkp_xl.book import checks_sheet
from mkp_xl.book.address import letters, number
from mkp_xl.book.amounts import format_kind
from mkp_xl.book.cells import ErrorValue, Raw, match_key
from mkp_xl.book.days import DATE_FIRST, DATE_LAST, date_of, day_text
from mkp_xl.book.fields import OUTPUT_OF, SHEETS
from mkp_xl.book.layout import KEYS
from mkp_xl.book.messages import amount_text
from mkp_xl.book.tables import read_rows
from mkp_xl.book.words import PERCENT
from mkp_xl.errors import InputError

if TYPE_CHECKING:
    from mkp_xl.book.choosing import ClientList
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Cells
    from mkp_xl.book.layout import Table
    from mkp_xl.book.reading import OpenBook


_At = tuple["Cells", int]
"""A cell: its column and its place there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Records of one sheet, keyed by field, and the headers a person reads."""

    headers: dict[str, str]
    records: list[dict[str, Any]]
    """What a program reads: numbers, ISO dates, texts, None."""
    texts: list[dict[str, str]]
    """What a person reads, as the cell shows it."""


def show(book: OpenBook, sheet: str | None) -> Shown:
    """Return our columns of the first list, of a named list, or a sheet of ours or of the team's.

    A designed sheet, which has no row of headers, comes as the cells of its printed area by letter.
    """
    if sheet is None:
        marked = [chosen for chosen in book.lists if chosen.marked]
        if not marked:
            raise InputError("nothing_ours")
        return _list(book, marked[0])
    for chosen in book.lists:
        if chosen.marked and match_key(chosen.table.sheet) == match_key(sheet):
            return _list(book, chosen)
    for key, place in book.marks.sheets.items():
        names = (place.sheet, key, *(_titles(key)))
        if match_key(sheet) in map(match_key, names):
            return _sheet(book, key, place.sheet) if key in _KEYS else _cells(book, place.sheet)
    typed = [t for t in (book.orders, book.contacts, *book.filled_in.values()) if t]
    for table in typed:
        if match_key(table.sheet) == match_key(sheet):
            return _typed(book, table)
    known = [c.table.sheet for c in book.lists if c.marked]
    known += [place.sheet for place in book.marks.sheets.values()]
    known += [table.sheet for table in typed]
    raise InputError("unknown_sheet", sheet=sheet, known=", ".join(known) or "—")


def _titles(key: str) -> tuple[str, ...]:
    return tuple(
        text for sheet, title in SHEETS.items() if sheet == key for text in (title.ru, title.en)
    )


def _list(book: OpenBook, chosen: ClientList) -> Shown:
    table, marked = chosen.table, chosen.marked
    ours = dict(marked.columns) if marked else {}
    keys = {key: table.columns[key] for key in KEYS if key in table.columns}
    columns = keys | ours
    read = book.source.read(
        table.sheet, first_row=table.first_row, columns={*columns.values(), *table.columns.values()}
    )
    rows = read_rows(table, read, book.settings)
    headers = {key: table.headers[column] for key, column in keys.items()}
    headers |= {key: OUTPUT_OF[key].name(book.lang) for key in ours}
    places = [index for index in range(rows.size) if rows.is_row[index]]
    cells = [{key: (read[column], index) for key, column in columns.items()} for index in places]
    return _shown(headers, cells, book.lang)


def _typed(book: OpenBook, table: Table) -> Shown:
    """Return what a team wrote on a sheet of theirs, by the fields of its columns."""
    read = book.source.read(table.sheet, first_row=table.first_row, columns=table.columns.values())
    size = max((len(cells.values) for cells in read.values()), default=0)
    rows = [{k: (read[c], row) for k, c in table.columns.items()} for row in range(size)]
    headers = {key: table.headers[column] for key, column in table.columns.items()}
    return _shown(headers, [row for row in rows if any(map(_is_filled, row.values()))], book.lang)


def _cells(book: OpenBook, title: str) -> Shown:
    """Return the cells of a designed sheet by letter; figures right of its page are left out."""
    read = book.source.read(title)
    areas = (n.refers_to for n in book.info.names if (n.name, n.sheet) == (_AREA, title))
    found = (_LAST_CELL.search(reference) for reference in areas)
    right, bottom = next(((number(m[1]), int(m[2])) for m in found if m), (math.inf, math.inf))
    columns = {letters(column): cells for column, cells in sorted(read.items()) if column <= right}
    last = max((cells.first_row + len(cells.values) - 1 for cells in columns.values()), default=0)
    rows = [
        {letter: (cells, row - cells.first_row) for letter, cells in columns.items()}
        for row in range(1, int(min(last, bottom)) + 1)
    ]
    filled = [row for row in rows if any(map(_is_filled, row.values()))]
    headers = {letter: letter for letter in columns if any(_is_filled(r[letter]) for r in filled)}
    return _shown(headers, [{k: row[k] for k in headers} for row in filled], book.lang)


def _sheet(book: OpenBook, key: str, title: str) -> Shown:
    """Return a sheet of ours by the header row that stands above its rows."""
    read = book.source.read(title)
    head = _HEAD_ROW[key]
    columns = [column for column, cells in sorted(read.items()) if _text(cells, head)]
    names = dict(zip(_KEYS[key], columns, strict=False))
    headers = {name: str(_text(read[column], head)) for name, column in names.items()}
    last = max((cells.first_row + len(cells.values) for cells in read.values()), default=head)
    rows = [
        {name: (read[column], row - read[column].first_row) for name, column in names.items()}
        for row in range(head + 1, last)
    ]
    return _shown(headers, [row for row in rows if any(map(_is_filled, row.values()))], book.lang)


def _shown(headers: dict[str, str], rows: list[dict[str, _At]], lang: Lang) -> Shown:
    return Shown(
        headers=headers,
        records=[{key: _plain(*at) for key, at in row.items()} for row in rows],
        texts=[{key: _as_shown(*at, lang) for key, at in row.items()} for row in rows],
    )


_KEYS = {
    "settings": ("setting", "value", "unit", "default", "state", "help"),
    "checks": (
        "severity",
        "sheet",
        "cells",
        "client",
        "field",
        "value",
        "count",
        "message",
        "action",
    ),
    "calendar": ("date", "working", "workday_until", "workday_from", "in_the_country", "holiday"),
}
"""What the columns of our sheets are called in records, from the left."""
_HEAD_ROW = {"settings": 4, "checks": checks_sheet.HEAD_ROW, "calendar": 3}
_AREA = "_xlnm.Print_Area"
_LAST_CELL = re.compile(r":\$?([A-Z]+)\$?(\d+)\Z")


def _text(cells: Cells, row: int) -> Any:  # noqa: ANN401
    return _plain(cells, row - cells.first_row)


def _is_filled(at: _At) -> bool:
    return _plain(*at) is not None


def _plain(cells: Cells, index: int) -> Any:  # noqa: ANN401
    """Return a cell as JSON knows it: number, text, ISO date, null."""
    if not 0 <= index < len(cells.values):
        return None
    raw: Raw = cells.values[index]
    if isinstance(raw, ErrorValue):
        return raw.code
    if isinstance(raw, float) and _is_date(raw, cells.formats[index]):
        return date_of(raw).isoformat()
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    return None if raw == "" else raw


def _as_shown(cells: Cells, index: int, lang: Lang) -> str:
    """Return a cell as its sheet shows it: dates, percent and groups of three."""
    plain = _plain(cells, index)
    raw = cells.values[index] if plain is not None else None
    if not isinstance(raw, float):
        return "" if plain is None else str(plain)
    if _is_date(raw, cells.formats[index]):
        return day_text(raw)
    if format_kind(cells.formats[index]) == "share":
        return f"{amount_text(round(100 * raw), lang)}{PERCENT[lang]}"
    return amount_text(raw, lang)


def _is_date(raw: float, code: str) -> bool:
    return format_kind(code) == "date" and DATE_FIRST <= raw < DATE_LAST + 1
