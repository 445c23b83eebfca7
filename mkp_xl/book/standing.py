"""Our own sheets of a book as they stand: the settings and the calendar, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import calendar_sheet, settings_sheet
from mkp_xl.book.address import Place, place_of
from mkp_xl.book.fields import SETTING_OF, Lang
from mkp_xl.book.marks import BOX_MARK
from mkp_xl.book.native import setting_name
from mkp_xl.book.settings import Box, Settings, defaults, read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.calendar_sheet import Calendar
    from mkp_xl.book.findings import Finding
    from mkp_xl.book.grid import BookInfo, Cells, Source
    from mkp_xl.book.marks import Marks


def settings_of(
    source: Source, info: BookInfo, marks: Marks, lang: Lang, today: float
) -> tuple[Settings, dict[str, Place], list[Finding]]:
    """Return the settings, where their effective cells stand (none if damaged), and findings."""
    home = marks.sheets.get("settings")
    if home is None:
        return defaults(lang, today), {}, []
    book_names = {name.name: name for name in info.names}
    places: dict[str, Place] = {}
    for key in settings_sheet.effective_names():
        name = book_names.get(setting_name(key))
        place = place_of(name.refers_to) if name else None
        if place and place.sheet == home.sheet:
            places[key] = place
    head = book_names.get(BOX_MARK)
    head_place = place_of(head.refers_to) if head else None
    if head_place is None:
        return defaults(lang, today), {}, []
    boxes = _boxes(source, home.sheet, head_place.column, places)
    settings, found = read_settings(home.sheet, boxes, lang, today)
    complete = len(places) == len(settings_sheet.effective_names())
    return settings, places if complete else {}, found


def calendar_of(source: Source, info: BookInfo, marks: Marks) -> Calendar | None:
    """Return the calendar of a book; None where it has none or its names are broken."""
    if "calendar" not in marks.sheets:
        return None
    names = {name.name: name.refers_to for name in info.names}
    first = place_of(names.get(setting_name("calendar_first"), ""))
    last = place_of(names.get(setting_name("calendar_last"), ""))
    wanted = [setting_name(key) for key in ("calendar_until", "calendar_from")]
    whole = all(place_of(names.get(name, "")) for name in wanted)
    if not first or not last or not whole or first.sheet != marks.sheets["calendar"].sheet:
        return None
    day, flag = first.column, first.column + 1
    read = source.read(first.sheet, first_row=first.row, last_row=last.row, columns=[day, flag])
    days, flags = (_floats(read.get(column), last.row - first.row + 1) for column in (day, flag))
    return calendar_sheet.read(float(days[0]), days, flags) if days.size else None


def _boxes(source: Source, sheet: str, column: int, places: Mapping[str, Place]) -> dict[str, Box]:
    cells = source.read(sheet, columns=[column]).get(column)
    boxes: dict[str, Box] = {}
    for key, place in places.items():
        if key not in SETTING_OF:
            continue
        index = place.row - cells.first_row if cells else -1
        there = cells is not None and 0 <= index < len(cells.values)
        boxes[key] = Box(
            raw=cells.values[index] if cells and there else None,
            sheet=sheet,
            row=place.row,
            column=column,
            format=cells.formats[index] if cells and there else "General",
            has_formula=cells is not None and place.row in cells.formulas,
        )
    return boxes


def _floats(cells: Cells | None, size: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = np.full(size, np.nan)
    for index, raw in enumerate(cells.values[:size] if cells else []):
        if isinstance(raw, float):
            values[index] = raw
    return values
