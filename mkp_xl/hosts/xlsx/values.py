"""Values of cells, from the raw characters of a sheet to what the program sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite
from typing import TYPE_CHECKING

from mkp_xl.book.grid import ErrorValue, Raw
from mkp_xl.hosts.xlsx.text import element_text, texts_of_all, unpacked

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.cell_pattern import Alike
    from mkp_xl.hosts.xlsx.strings import SharedStrings
    from mkp_xl.hosts.xlsx.styles import Styles

DAYS_TO_1904 = 1462
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  a sheet knows no time zones
_FIRST_TRUE_SERIAL = 61
_BOOLEANS = {"1": True, "true": True, "0": False, "false": False}
NUMBER_KINDS = {b"", b"n"}


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
            return "" if formula or kind == b"inlineStr" else None
        return _other(kind, element_text(raw))

    def column(self, parts: list[tuple[bytes, ...]]) -> list[Raw] | None:
        """Values of many cells at once; None where they need a look each."""
        kinds = {part[2] for part in parts}
        if len(kinds) > 1:
            return self._by_kind(parts, kinds)
        (kind,) = kinds
        values = [part[4] for part in parts]
        if kind == b"inlineStr":
            inline = [part[5] for part in parts]
            return None if any(values) else self._of_kind(kind, inline)
        if kind == b"s" and not all(values):
            return None
        if kind == b"str" and not all(part[3] for part in parts):
            return None
        return self._of_kind(kind, values)

    def alike(self, cells: Alike) -> list[Raw] | None:
        """Values of cells of one style, type and formula; None where they need a look each."""
        if cells.formula or cells.kind in NUMBER_KINDS or all(cells.raw):
            return self._of_kind(cells.kind, cells.raw)
        values = self._of_kind(cells.kind, [raw for raw in cells.raw if raw])
        if values is None:
            return None
        left = iter(values)
        return [next(left) if raw else None for raw in cells.raw]

    def _of_kind(self, kind: bytes, raw: list[bytes]) -> list[Raw] | None:
        if kind in NUMBER_KINDS and not self.is_1904:
            numbers = [float(text) if text else None for text in raw]
            sane = isfinite(sum(number for number in numbers if number is not None))
            return list(numbers) if sane and b"_" not in b"".join(raw) else None
        if kind == b"s":
            return list(self.strings.several(raw))
        return list(texts_of_all(raw)) if kind in (b"str", b"inlineStr") else None

    def _by_kind(self, parts: list[tuple[bytes, ...]], kinds: set[bytes]) -> list[Raw] | None:
        """Values of a column of several kinds, each kind at once."""
        values: list[Raw] = [None] * len(parts)
        for kind in kinds:
            places = [place for place, part in enumerate(parts) if part[2] == kind]
            some = self.column([parts[place] for place in places])
            if some is None:
                return None
            for place, value in zip(places, some, strict=True):
                values[place] = value
        return values


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
