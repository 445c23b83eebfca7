"""Contacts logged from rows of the list: a row of the log for each client, to be filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import look
from mkp_xl.book.amounts import format_kind
from mkp_xl.book.choosing import is_unclear
from mkp_xl.book.counted import TYPES
from mkp_xl.book.fields import CONTACTS, INPUT_OF
from mkp_xl.book.frame import log_names
from mkp_xl.book.grid import CellEdit, Changes, Style
from mkp_xl.book.growth import ListGrowth, TableGrowth
from mkp_xl.book.input_sheets import has_all_ids
from mkp_xl.book.layout import KEYS
from mkp_xl.book.phrases import typed
from mkp_xl.book.summary import called
from mkp_xl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mkp_xl.book.compute import Log
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Cells, Raw
    from mkp_xl.book.layout import Table
    from mkp_xl.book.planning import Computed
    from mkp_xl.book.reading import OpenBook
    from mkp_xl.book.tables import Rows

MOST: Final = 50
"""Clients logged at once: more than that is a slip of the mouse."""
_TO_FILL: Final = ("type", "result", "next_step", "next_contact", "contact_person")
"""What a person adds to a new row, the first one first."""
_DATE: Final = next(field for field in CONTACTS if field.key == "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """What logging contacts would write, and what there is to say of it."""

    changes: Changes
    fresh: tuple[str, ...]
    """Clients that get a row."""
    standing: tuple[str, ...]
    """Clients that have one of that day already."""
    sheet: str
    """Where a person goes on: the first cell to fill in, or the row that stands."""
    row: int
    column: int
    types: str = ""
    """The types that count, where a row counts only once its type is one of them."""


def log_contacts(book: OpenBook, one: Computed, places: Sequence[int]) -> Logged:
    """Return what logs a contact, as of the book's day, for clients by their positions.

    Raises InputError where there is no log, no room in it, or too much to log.
    """
    log = _log_of(book, one)
    if len(places) > MOST:
        raise InputError("too_many_contacts", most=MOST)
    day = float(np.floor(book.settings.as_of))
    stands = _of_day(log, day)
    clients = sorted({int(log.joined.twin[place]): place for place in reversed(places)}.values())
    known = [place for place in clients if int(log.joined.twin[place]) in stands]
    fresh = [place for place in clients if place not in known]
    room = _room(book, log)
    changes = Changes()
    for row, place in enumerate(fresh, start=room.row):
        changes.cells += _cells(room, one.rows, place, row, day, book.lang)
    if fresh:
        _grow(changes, book, room, len(fresh))
    twin = None if fresh or not known else stands[int(log.joined.twin[known[0]])]
    return Logged(
        changes=changes,
        fresh=_names(one.rows, fresh),
        standing=_names(one.rows, known),
        sheet=log.rows.table.sheet,
        row=room.row if twin is None else log.rows.row(twin),
        column=_to_fill(log.rows, twin),
        types=_types_that_count(book, log) if fresh else "",
    )


def _log_of(book: OpenBook, one: Computed) -> Log:
    """Return the log of contacts joined to a list; InputError says how to come by one."""
    log = one.verdicts.contacts
    if log is not None:
        return log
    if book.contacts is not None:
        raise InputError("contact_log_without_key", sheet=book.contacts.sheet)
    several = is_unclear(book.findings, "contacts")
    raise InputError("several_contact_logs" if several else "no_contact_log")


def _of_day(log: Log, day: float) -> dict[int, int]:
    """Return the last row of a day for each client that has one, by positions."""
    rows = np.flatnonzero(np.floor(log.rows.values("date")) == day).tolist()
    return {int(log.joined.client[row]): row for row in rows if log.joined.client[row] >= 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """Where new rows of a log go."""

    log: Log
    columns: range
    """All columns of the table, those nobody knows among them."""
    row: int
    """The first row that is blank, and so are those below."""
    cells: dict[int, Cells]


def _room(book: OpenBook, log: Log) -> _Room:
    """Return the room below the last row that a person filled in.

    A formula that shows nothing, or stands in a column that nobody knows, fills no row.
    """
    table = log.rows.table
    columns = _span(table)
    cells = book.source.read(table.sheet, first_row=table.first_row, columns=columns)
    own = set(table.columns.values())
    is_bounded = table.excel is not None or table.bottom is not None
    stop = log.rows.size if is_bounded else None
    filled = (_last_filled(cells[c], stop, with_formulas=c in own) for c in cells)
    last = max(filled, default=-1)
    return _Room(log=log, columns=columns, row=table.first_row + last + 1, cells=cells)


def _span(table: Table) -> range:
    """Return the columns of a table from its left to its right edge."""
    if table.excel:
        return range(table.excel.first_column, table.excel.last_column + 1)
    left = min(table.columns.values())
    while left - 1 in table.headers:
        left -= 1
    return range(left, table.last_column + 1)


def _last_filled(cells: Cells, stop: int | None, *, with_formulas: bool) -> int:
    """Return the position of the last cell with content, of the first ones; -1 for none."""
    for index in reversed(range(len(cells.values))[:stop]):
        is_formula = cells.first_row + index in cells.formulas
        if cells.values[index] not in (None, "") and (with_formulas or not is_formula):
            return index
    return -1


def _cells(
    room: _Room, clients: Rows, place: int, row: int, day: float, lang: Lang
) -> Iterable[CellEdit]:
    """Yield the cells of a new row: who, when, whose client it is."""
    log = room.log
    table = log.rows.table
    main, *others = _keys(log, clients)
    values: dict[str, Raw] = {key: _typed(clients, key, place) for key in (main, *others)}
    if values[main] is None:
        name = next(filter(None, called(clients, place)), "")
        head = INPUT_OF[main].name
        said = {"column_ru": head.ru, "column_en": head.en}
        raise InputError("client_without_key", client=name, sheet=table.sheet, **said)
    values |= {"date": day, "manager": _typed(clients, "manager", place)}
    for key, value in values.items():
        if key not in table.columns or value is None:
            continue
        column = table.columns[key]
        if not _is_of_formulas(room, column, row):
            style = Style(number_format=_shown(log.rows, lang)) if key == "date" else None
            yield CellEdit(sheet=table.sheet, row=row, column=column, value=value, style=style)
        elif key in (main, "date"):
            raise InputError("contact_log_of_formulas", sheet=table.sheet)


def _is_of_formulas(room: _Room, column: int, row: int) -> bool:
    """Return whether a cell holds a formula, or gets one: an Excel table fills its columns."""
    formulas = room.cells[column].formulas if column in room.cells else {}
    fills = room.log.rows.table.excel is not None and room.row - 1 in formulas
    return row in formulas or fills


def _keys(log: Log, clients: Rows) -> list[str]:
    """Return by what a log calls its clients: first its key, then the other where it is in use.

    A blank log begins with names where some clients have no ID: one row with an ID would hide
    those without.
    """
    there = [key for key in KEYS if key in log.rows.table.columns and key in clients.cells]
    used = [key for key in there if any(log.rows.names.get(key, ()))]
    if not used and "client" in there and not has_all_ids(clients):
        return ["client"]
    return [log.key, *(key for key in used or there if key != log.key)]


def _typed(rows: Rows, key: str, place: int) -> Raw:
    """Return what a person typed, None for nothing and for an error."""
    raw = rows.cells[key].values[place] if key in rows.cells else None
    return raw if isinstance(raw, str | float) and raw != "" else None


def _shown(log: Rows, lang: Lang) -> str:
    """Return how the log shows its days: as its last one, else as usual."""
    formats = log.cells["date"].formats
    last = formats[log.size - 1] if log.size else ""
    return last if format_kind(last) == "date" else look.shown_as(_DATE.number_format, lang)


def _grow(changes: Changes, book: OpenBook, room: _Room, count: int) -> None:
    """Let the log take in its new rows, and the names that formulas of ours read it by."""
    table, last = room.log.rows.table, room.row + count - 1
    end = table.first_row + room.log.rows.size - 1
    if table.excel is None:
        changes.lists.append(
            ListGrowth(
                sheet=table.sheet,
                first_row=table.header_row,
                last_row=room.row - 1,
                first_column=room.columns.start,
                last_column=room.columns.stop - 1,
                rows=count,
            )
        )
    elif last > end:
        changes.tables.append(TableGrowth(name=table.excel.name, rows=last - end))
    is_bounded = table.excel is not None or table.bottom is not None
    is_fixed = table.excel is not None and bool(table.excel.totals_rows or table.excel.is_bound)
    taken = is_bounded and (is_fixed or _is_taken(room, range(end + 1, last + 2)))
    if last > end and taken:
        raise InputError("contact_log_full", sheet=table.sheet)
    changes.names += log_names(book.info, "contacts", room.log, max(last, end))


def _is_taken(room: _Room, rows: range) -> bool:
    """Return whether something stands in rows below a table: another one, totals, notes."""
    first = room.log.rows.table.first_row
    held = (cells.values[rows.start - first : rows.stop - first] for cells in room.cells.values())
    return any(raw not in (None, "") for values in held for raw in values)


def _to_fill(log: Rows, standing: int | None) -> int:
    """Return the column of the first cell to fill in, of a new row or of one that stands."""
    columns = [key for key in _TO_FILL if key in log.table.columns]
    if standing is not None:
        columns = [key for key in columns if log.cells[key].values[standing] in (None, "")]
    return log.table.columns[next(iter(columns), "date")]


def _types_that_count(book: OpenBook, log: Log) -> str:
    """Return the types that count as people type them, "" where a row counts without one."""
    listed = book.settings.words[TYPES]
    return typed(listed) if listed and "type" in log.rows.cells else ""


def _names(rows: Rows, places: Sequence[int]) -> tuple[str, ...]:
    both = (called(rows, place) for place in places)
    return tuple(name or client_id for client_id, name in both)
