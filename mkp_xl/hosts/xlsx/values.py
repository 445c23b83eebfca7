"""Values of cells, from the raw characters of a sheet to what the program sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite
from typing import TYPE_CHECKING

from mkp_xl.book.grid import ErrorValue, Raw
from mkp_xl.hosts.xlsx.text import element_text, unpacked

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.strings import SharedStrings
    from mkp_xl.hosts.xlsx.styles import Styles

DAYS_TO_1904 = 1462
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  a sheet knows no time zones
_FIRST_TRUE_SERIAL = 61
_BOOLEANS = {"1": True, "true": True, "0": False, "false": False}
NUMBER_KINDS = {b"", b"n"}
_RESULTS = {b"str", b"b", b"e", b"d"}
"""Types of cells in which an empty result of a formula is an empty text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookValues:
    """What the cells of every sheet refer to: strings, styles, the date system."""

    strings: SharedStrings
    styles: Styles
    is_1904: bool

    def value(self, style: int, kind: bytes, raw: bytes, *, formula: bool) -> Raw:
        """Value of one cell; a date is a serial of the 1900 system. ValueError if malformed."""
        if kind in NUMBER_KINDS:
            value = _number(raw)
            is_date = value is not None and self.is_1904 and self.styles.is_date(style)
            return value + DAYS_TO_1904 if value is not None and is_date else value
        if kind == b"s":
            return self.strings.several([raw])[0] if raw else None
        if not raw:
            return "" if kind == b"inlineStr" or (formula and kind in _RESULTS) else None
        return _other(kind, element_text(raw))


def iso_serial(text: str) -> float:
    """Return the day serial (1900 system) of an ISO date, date and time, or time alone.

    >>> iso_serial("2024-02-29T12:00:00"), iso_serial("1900-01-01"), iso_serial("06:00:00Z")
    (45351.5, 1.0, 0.25)
    """
    text = text.removesuffix("Z")
    if "-" not in text:
        text = "1899-12-30T" + text.removeprefix("T")
    days = (datetime.fromisoformat(text).replace(tzinfo=None) - _DAY_ZERO) / timedelta(days=1)
    return days - 1 if 1 < days < _FIRST_TRUE_SERIAL else days


def _number(raw: bytes) -> float | None:
    if not raw:
        return None
    number = float(raw)
    if not isfinite(number) or b"_" in raw:  # Python reads 1_0 as 10
        raise ValueError(raw.decode("ascii", "replace"))
    return number


def _other(kind: bytes, text: str) -> Raw:
    if kind == b"b":
        if text.strip().casefold() not in _BOOLEANS:
            raise ValueError(f"boolean {text}")
        return _BOOLEANS[text.strip().casefold()]
    if kind == b"e":
        return ErrorValue(text.strip())
    if kind == b"d":
        return iso_serial(text.strip())
    if kind in (b"str", b"inlineStr"):
        return unpacked(text)
    raise ValueError(f"cell type {kind.decode('ascii', 'replace')}")
