"""The frame around the lists: our sheets, the names formulas read by, the room for columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import (
    calendar_sheet,
    checks_sheet,
    column_map,
    settings_sheet,
    settings_standing,
)
from mkp_xl.book.address import LAST_COLUMN, Place, absolute
from mkp_xl.book.cells import match_key
from mkp_xl.book.fields import SHEETS, Sheet
from mkp_xl.book.findings import Finding
from mkp_xl.book.grid import CellEdit, Changes, NameEdit, Raw
from mkp_xl.book.marks import CELLS_MARK, OWN_TITLE, SHEETS_MARK, sheet_name
from mkp_xl.book.native import NORMS, log_name
from mkp_xl.errors import InputError
from mkp_xl.rules.tables.logs import orders_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mkp_xl.book.choosing import ClientList
    from mkp_xl.book.compute import Log
    from mkp_xl.book.grid import BookInfo
    from mkp_xl.book.layout import Table
    from mkp_xl.book.marks import CellsMode
    from mkp_xl.book.reading import OpenBook
    from mkp_xl.book.setting_cells import OrderDays
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Column

_LOG_FIELDS: dict[Sheet, tuple[str, ...]] = {
    "orders": ("date", "amount"),
    "contacts": ("date", "type", "result"),
    "estimates": ("source", "amount", "low", "high", "date", "author", "evidence", "until"),
    "norms": ("industry", *NORMS),
}
"""Columns of the team's sheets that formulas of ours read by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the sheets and names of a book depend on."""

    book: OpenBook
    boxes: Mapping[str, float | str]
    """Settings to be typed into their boxes."""
    orders: Log | None
    contacts: Log | None
    estimates: Log | None
    norms: Rows | None
    cells: CellsMode
    with_calendar: bool
    rows: Rows
    """Of the first list."""
    potential: Column | None
    """Its potentials; None where no formula can read them."""


def write_marks(frame: Frame, changes: Changes, *, has_sheets: bool) -> None:
    """Add to `changes` what tells how our cells are made, and take away marks that lead nowhere."""
    book = frame.book
    said = {CELLS_MARK: f'"{frame.cells}"'} | ({} if has_sheets else {SHEETS_MARK: '"none"'})
    changes.names += [
        NameEdit(name=name, sheet=None, refers_to=value, hidden=True)
        for name, value in said.items()
    ]
    made = {(edit.name, edit.sheet) for edit in changes.names}
    changes.names += [
        NameEdit(name=name.name, sheet=name.sheet, refers_to=None)
        for name in book.marks.dead
        if (name.name, name.sheet) not in made
    ]


def write(frame: Frame, changes: Changes) -> list[Finding]:
    """Add our sheets and names to `changes`; return what had to be restored."""
    _write_log_names(frame, changes)
    restored = _write_settings(frame, changes)
    if frame.with_calendar:
        restored += _write_calendar(frame, changes)
    return restored


def write_checks(frame: Frame, checked: checks_sheet.Checked, changes: Changes) -> None:
    """Add the sheet of findings to `changes`."""
    title = title_of(frame.book, "checks")
    changes.sheets.append(checks_sheet.draw(title, checked, frame.book.lang))
    changes.names.append(sheet_name("checks", title))


def first_free(
    book: OpenBook, chosen: ClientList, count: int, *, in_table: bool
) -> tuple[int, bool]:
    """Return the first of `count` columns that are free from top to bottom, right of the list.

    And whether they become columns of the list's Excel table, which is to be tried by `in_table`;
    else one column is left between, or the table would take them in of itself.
    """
    table = chosen.table
    used = book.source.occupied(table.sheet, table.header_row) | _taken(book, table)
    start = table.last_column + 1
    if in_table and table.excel and not table.excel.is_bound:
        own = chosen.marked.columns.values() if chosen.marked else ()
        is_last = all(column <= table.last_column for column in own)
        if is_last and not used.intersection(range(start, start + count)):
            return start, True
    start += 1 if table.excel else 0
    if chosen.marked:
        start = max(start, *(column + 1 for column in chosen.marked.columns.values()))
    while blocked := [column for column in range(start, start + count) if column in used]:
        start = blocked[-1] + 1
    if start + count - 1 > LAST_COLUMN:
        raise InputError("too_many_columns", sheet=table.sheet, column=start + count - 1)
    return start, False


def _taken(book: OpenBook, table: Table) -> set[int]:
    """Return the columns of other Excel tables and of pivot tables, be they blank."""
    boxes = [
        (other.last_row, other.first_column, other.last_column)
        for other in book.info.tables
        if other.sheet == table.sheet and other != table.excel
    ]
    boxes += [(p.box[2], p.box[1], p.box[3]) for p in book.info.pivots if p.sheet == table.sheet]
    below = (range(left, right + 1) for last, left, right in boxes if last >= table.header_row)
    return {column for columns in below for column in columns if column > table.last_column}


def formulas(frame: Frame) -> int:
    """Return how many formula cells our standing sheets hold."""
    own = frame.book.marks.own_titles
    return sum(sheet.formulas for sheet in frame.book.info.sheets if sheet.title in own)


def title_of(book: OpenBook, key: Sheet) -> str:
    """Return the title of one of our sheets: its own if it stands, else a free one."""
    if key in book.marks.sheets:
        return book.marks.sheets[key].sheet
    taken = {match_key(sheet.title) for sheet in book.info.sheets}
    title = SHEETS[key](book.lang)
    for candidate in (title, OWN_TITLE.format(title)):
        if match_key(candidate) not in taken:
            return candidate
    number = 2
    while match_key(f"{OWN_TITLE.format(title)} {number}") in taken:
        number += 1
    return f"{OWN_TITLE.format(title)} {number}"


def _write_log_names(frame: Frame, changes: Changes) -> None:
    """Name the columns of the team's sheets that formulas read; names that lead nowhere go."""
    standing = {name.name for name in frame.book.info.names if name.sheet is None}
    logs: dict[Sheet, Log | None] = {
        "orders": frame.orders, "contacts": frame.contacts, "estimates": frame.estimates
    }  # fmt: skip
    for kind in _LOG_FIELDS:
        log = logs.get(kind)
        rows = log.rows if log else frame.norms if kind == "norms" else None
        known_by = log.key if log else "client" if kind in logs else ""
        for name, key in _log_columns(kind, known_by):
            if rows is not None and key in rows.table.columns:
                changes.names.append(_named(name, rows, key))
            elif name in standing:
                changes.names.append(NameEdit(name=name, sheet=None, refers_to=None))


def log_names(info: BookInfo, kind: Sheet, log: Log, last: int) -> list[NameEdit]:
    """Return the edits that let the names a log is read by reach down to a row."""
    standing = {name.name for name in info.names if name.sheet is None}
    return [
        _named(name, log.rows, key, last)
        for name, key in _log_columns(kind, log.key)
        if name in standing and key in log.rows.table.columns
    ]


def _log_columns(kind: Sheet, known_by: str) -> Iterator[tuple[str, str]]:
    """Yield the names of a log's columns, and whose columns they are."""
    for field in _LOG_FIELDS[kind]:
        yield log_name(kind, field), field
    if known_by:
        yield log_name(kind, "client"), known_by


def _named(name: str, rows: Rows, key: str, last: int | None = None) -> NameEdit:
    table = rows.table
    end = table.first_row + max(1, rows.size) - 1 if last is None else last
    reference = absolute(table.sheet, table.first_row, table.columns[key], end)
    return NameEdit(name=name, sheet=None, refers_to=reference)


def _order_days(frame: Frame) -> OrderDays:
    if frame.orders is None:
        return "none"
    return "formula" if not frame.orders.native else "values"


def _write_settings(frame: Frame, changes: Changes) -> list[Finding]:
    book, settings = frame.book, frame.book.settings
    if frame.orders is not None:
        earliest = orders_from(frame.orders.rows.values("date"))
        if not np.isnan(earliest):
            settings.found["orders_from"] = earliest
    rows, lang = frame.rows, book.lang
    seen = column_map.Seen(list_=rows.table, sample=lambda key: rows.sample(key, lang), lang=lang)
    lost_fields = book.lists[0].marked.lost if book.lists[0].marked else frozenset()
    boxes = column_map.settled(book.columns, rows.table, lost_fields)
    given = settings_sheet.Given(
        settings=settings,
        orders=_order_days(frame),
        seen=seen,
        columns=boxes,
        potential=frame.potential,
        typed=frame.boxes,
    )
    lost = column_map.findings(book.columns, boxes, seen) if book.columns else []
    stands = "settings" in book.marks.sheets
    if book.setting_places and settings_standing.is_in_language(given, _standing(book)):
        added = settings_standing.newer(given, book.setting_places, _standing(book))
        settings.boxes |= added.boxes
        changes.cells += added.cells
        changes.names += added.names
        changes.cells += _typed(frame)
        changes.cells += settings_standing.refresh(
            given, book.marks.box, book.setting_places, _standing(book)
        )
        if book.columns:
            changes.cells += column_map.refresh(book.source, book.columns, boxes, seen)
        return lost
    title = title_of(book, "settings")
    drawn = settings_sheet.draw(title, given)
    changes.sheets.append(drawn.sheet)
    changes.names += drawn.names
    changes.names.append(sheet_name("settings", title))
    if stands and book.setting_places:
        return lost  # only put into the book's language
    if stands and book.marks.cells is not None:
        return [*lost, Finding(code="sheet_redrawn", sheet=title)]
    return lost + _restored(book, title)


def _typed(frame: Frame) -> list[CellEdit]:
    edits = []
    for key, value in frame.boxes.items():
        box = frame.book.settings.boxes[key]
        edit = settings_sheet.box_edit(box, key, value, frame.book.lang)
        if box.raw != edit.value or box.has_formula:
            edits.append(edit)
    return edits


def _standing(book: OpenBook) -> Callable[[Place], tuple[Raw, str | None]]:
    """Return what reads one effective cell: its value and its formula."""
    first = next(iter(book.setting_places.values()))
    read = book.source.read(first.sheet)

    def at(place: Place) -> tuple[Raw, str | None]:
        cells = read.get(place.column)
        index = place.row - cells.first_row if cells else -1
        if cells is None or not 0 <= index < len(cells.values):
            return None, None
        formula = cells.formulas.get(place.row)
        return cells.values[index], formula.text if formula else None

    return at


def _write_calendar(frame: Frame, changes: Changes) -> list[Finding]:
    book = frame.book
    title = title_of(book, "calendar")
    sheet, names = calendar_sheet.draw(title, book.calendar, book.lang)
    changes.sheets.append(sheet)
    changes.names += [*names, sheet_name("calendar", title)]
    return [] if book.calendar_stands else _restored(book, title)


def _restored(book: OpenBook, title: str) -> list[Finding]:
    """Return a finding if a sheet had to be put back beside a list attached before."""
    if book.marks.cells is None:
        return []
    return [Finding(code="sheet_restored", sheet=title)]
