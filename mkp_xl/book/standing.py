"""Our own sheets of a book as they stand: the settings and the calendar, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import calendar_sheet, settings_sheet
from mkp_xl.book.address import Place, place_of
from mkp_xl.book.cells import read_text
from mkp_xl.book.fields import SETTING_OF, Lang
from mkp_xl.book.marks import BOX_MARK, sheet_mark
from mkp_xl.book.native import setting_name
from mkp_xl.book.settings import Box, Settings, defaults, read_settings

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from mkp_xl.book.calendar_sheet import Calendar
    from mkp_xl.book.findings import Finding
    from mkp_xl.book.grid import BookInfo, Cells, Source
    from mkp_xl.book.marks import Marks


def settings_of(
    source: Source, info: BookInfo, lang: Lang, today: float
) -> tuple[Settings, dict[str, Place], list[Finding]]:
    """Return the settings, where their effective cells stand (none if damaged), and findings.

    A sheet of an earlier release is not damaged: what is newer than it has no place there yet.
    """
    names = {name.name: name for name in info.names if name.sheet is None}
    places: dict[str, Place] = {}
    for key in settings_sheet.effective_names():
        name = names.get(setting_name(key))
        place = place_of(name.refers_to) if name else None
        if place and place.sheet in _marked(info, "settings"):
            places[key] = place
    complete = len(places) == len(settings_sheet.effective_names())
    is_earlier = bool(places) and not complete and _is_earlier(source, names, places)
    if not complete and not is_earlier:
        read = next(iter(places.values())).sheet if places else None
        places = _by_keys(source, info, read) | places
    if not places:
        return defaults(lang, today), {}, []
    home = next(iter(places.values()))
    head = next((n for n in info.names if (n.name, n.sheet) == (BOX_MARK, home.sheet)), None)
    at = place_of(head.refers_to) if head else None
    column = at.column if at else home.column - settings_sheet.EFFECTIVE + settings_sheet.BOX
    boxes = _boxes(source, home.sheet, column, places)
    settings, found = read_settings(home.sheet, boxes, lang, today)
    complete = complete or (is_earlier and column == settings_sheet.BOX)
    return settings, places if complete else {}, found


def _is_earlier(source: Source, names: Container[str], places: Mapping[str, Place]) -> bool:
    """Return whether an earlier release made the sheet: what it lacks has neither name nor key."""
    home = next(iter(places.values())).sheet
    column = settings_sheet.KEY
    cells = source.read(home, columns=[column])[column]
    keys = {raw for raw in cells.values if isinstance(raw, str)}
    lacking = [key for key in settings_sheet.effective_names() if key not in places]
    as_made = all(place.column == settings_sheet.EFFECTIVE for place in places.values())
    return as_made and not any(key in keys or setting_name(key) in names for key in lacking)


def _by_keys(source: Source, info: BookInfo, home: str | None) -> dict[str, Place]:
    """Return the effective cells whose names are gone, by the keys beside them.

    `home` is the sheet that other names lead to; without one, the first that has boxes.
    """
    for name in info.names:
        place = place_of(name.refers_to)
        if name.name != BOX_MARK or place is None or place.sheet != name.sheet:
            continue
        if home not in (None, place.sheet):
            continue
        shift = place.column - settings_sheet.BOX
        column = settings_sheet.KEY + shift
        cells = source.read(place.sheet, columns=[column])[column]
        return {
            key: Place(place.sheet, cells.first_row + at, settings_sheet.EFFECTIVE + shift)
            for at, key in enumerate(cells.values)
            if isinstance(key, str) and key in settings_sheet.effective_names()
        }
    return {}


def _marked(info: BookInfo, key: str) -> frozenset[str]:
    """Return the sheets that carry the mark of a sheet of ours; a copy carries it too."""
    mark = sheet_mark(key)
    return frozenset(n.sheet for n in info.names if n.name == mark and n.sheet is not None)


def calendar_of(source: Source, marks: Marks) -> Calendar | None:
    """Return the calendar of a book, every day that can be read; None where there is none."""
    home = marks.sheets.get("calendar")
    if home is None:
        return None
    shift = home.column - calendar_sheet.DAY
    wanted = (calendar_sheet.DAY, calendar_sheet.WORKING, calendar_sheet.USUAL)
    columns = [shift + column for column in (*wanted, calendar_sheet.NAME)]
    read = source.read(home.sheet, first_row=home.row, columns=columns)
    size = max((len(cells.values) for cells in read.values()), default=0)
    days, flags, usual = (_floats(read.get(shift + column), size) for column in wanted)
    country = next(iter(read[shift + calendar_sheet.USUAL].values), None)
    named = {
        float(days[place]): raw
        for place, raw in enumerate(read[shift + calendar_sheet.NAME].values)
        if isinstance(raw, str) and np.isfinite(days[place])
    }
    return calendar_sheet.read(days, flags, usual, named, read_text(country))


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
