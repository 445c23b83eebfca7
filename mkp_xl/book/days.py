"""Days: cells that hold one, serials, and how people read them. Standard library only."""

from __future__ import annotations

import math
import re
from datetime import date

from mkp_xl.book import typed
from mkp_xl.book.amounts import format_kind, read_number
from mkp_xl.book.cells import Raw, Reading, tidy
from mkp_xl.rules.ops import EPOCH

DATE_FIRST = 61.0
"""01.03.1900: before it Excel's serials are a day off."""
DATE_LAST = 2958465.0
"""31.12.9999."""
_BARE_DATE_FIRST = 25569.0
"""A bare number counts as a date from 1970 on: 2026 in a date column is a year, not a day."""
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\Z"
_RU_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})" + _TIME, re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME, re.ASCII)


def read_date(raw: Raw, format_code: str = "General") -> Reading:
    """Return a day serial: a date cell, a serial since 1970, dd.mm.yyyy or ISO text.

    >>> read_date("29.02.2024").value, read_date("31.02.2026").problem
    (45351.0, 'no_such_day')
    """
    if isinstance(raw, float):
        if first_date(format_code) <= raw < DATE_LAST + 1:
            return Reading(raw)
        return _date_of_number(raw)
    if isinstance(raw, str) and raw.strip():
        return _date_of_text(tidy(raw))
    if isinstance(raw, bool):
        return Reading(math.nan, "not_a_date", plain=False)
    return read_number(raw)


def first_date(format_code: str) -> float:
    """Return the first serial that is taken for a date in a cell of a number format."""
    return DATE_FIRST if format_kind(format_code) == "date" else _BARE_DATE_FIRST


def serial_of(day: date) -> float:
    """Return the day serial of a date.

    >>> serial_of(date(2026, 11, 20))
    46346.0
    """
    return float((day - EPOCH).days)


def date_of(serial: float) -> date:
    """Return the date of a day serial.

    >>> date_of(46346.0)
    datetime.date(2026, 11, 20)
    """
    return date.fromordinal(EPOCH.toordinal() + math.floor(serial))


def day_text(serial: float, lang: str = "ru") -> str:
    """Return a day as people write it.

    >>> day_text(46346.0), day_text(46346.0, "en")
    ('20.11.2026', '20 Nov 2026')
    """
    day = date_of(serial)
    if lang == "en":
        return f"{day:%d} {_MONTHS[day.month - 1]} {day.year}"
    return day.strftime("%d.%m.%Y")


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _date_of_number(number: float) -> Reading:
    """Read 20210105 as the day that its digits write."""
    if number.is_integer() and number > DATE_LAST:
        found = typed.day(str(int(number)))
        if isinstance(found, date):
            return Reading(serial_of(found), plain=False, hint=found.isoformat())
    return Reading(math.nan, "not_a_date", plain=False)


def _date_of_text(text: str) -> Reading:
    russian, iso = _RU_DATE.match(text), _ISO_DATE.match(text)
    if russian:
        day, month, year = (int(part) for part in russian.groups())
    elif iso:
        year, month, day = (int(part) for part in iso.groups())
    else:
        return _typed_date(text)
    try:
        serial = serial_of(date(year, month, day))
    except ValueError:
        return Reading(math.nan, "no_such_day", plain=False)
    if serial < DATE_FIRST:
        return Reading(math.nan, "not_a_date", plain=False)
    return Reading(serial, plain=False)


def _typed_date(text: str) -> Reading:
    """Read a day that is written in a way of its own."""
    found = typed.day(text)
    if isinstance(found, typed.Typed):
        return Reading(math.nan, found.problem, plain=False, hint=found.hint)
    serial = serial_of(found)
    if serial < DATE_FIRST:
        return Reading(math.nan, "not_a_date", plain=False)
    return Reading(serial, plain=False, hint=found.isoformat())
