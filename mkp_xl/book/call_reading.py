"""Arguments of worksheet functions as numbers: cells and ranges as programs hand them over."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book.amounts import read_money, read_number, read_share
from mkp_xl.book.call_facts import CURRENCY, MONEY_MAX
from mkp_xl.book.cells import BLANK, Raw, Reading, match_key
from mkp_xl.book.days import DATE_LAST, read_date
from mkp_xl.book.days_off import calendar_of
from mkp_xl.book.handed_over import Cell, Range, plain
from mkp_xl.rules.ops import cases

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mkp_xl.book.call_kinds import Taken

_CLASSES: Final = {"a": 3.0, "b": 2.0, "c": 1.0, "а": 3.0, "в": 2.0, "с": 1.0}
"""Levels by class, in Latin and in Cyrillic letters."""


def read_cell(argument: Taken, raw: Cell | Range, shift: float) -> Any:  # noqa: ANN401
    """Return one argument as its function takes it; None for a setting that is no such thing."""
    if argument.takes == "days_off":
        return calendar_of(raw if isinstance(raw, (list, tuple)) else ((raw,),), shift)
    if isinstance(raw, (list, tuple)):
        raw = raw[0][0] if raw and raw[0] else None
    cell = plain(raw)
    if argument.is_setting and (cell is None or cell == ""):
        return argument.default
    if argument.takes == "lang":
        word = match_key(cell) if isinstance(cell, str) else ""
        return word if word in ("ru", "en") else None
    reading = _READERS[argument.takes](cell)
    value = reading.value
    if argument.takes == "date" and math.isfinite(value):
        value = math.floor(value) + (0.0 if isinstance(cell, str) else shift)  # a text says its day
    if not argument.is_setting:
        return value
    allowed = argument.low <= value <= argument.high and math.isfinite(value)
    return value if allowed else None


def day_given(day: Any, shift: float) -> Any:  # noqa: ANN401
    """Return a day as the book counts it; blank beyond the last one, an error in some programs."""
    return cases((day <= DATE_LAST, day)) - shift


def _money(cell: Raw) -> Reading:
    reading = read_money(cell, "General", CURRENCY)
    return reading if abs(reading.value) <= MONEY_MAX else BLANK


def _date(cell: Raw) -> Reading:
    # A worksheet function sees no format: any serial is a day, as the program shows it.
    if isinstance(cell, float) and cell > DATE_LAST + 1:
        return BLANK
    return read_date(cell, "dd.mm.yyyy" if isinstance(cell, float) else "General")


def _class(cell: Raw) -> Reading:
    if isinstance(cell, str) and match_key(cell) in _CLASSES:
        return Reading(_CLASSES[match_key(cell)])
    level = read_number(cell)
    return level if level.value in (1.0, 2.0, 3.0) else BLANK


_READERS: Mapping[str, Callable[[Raw], Reading]] = {
    "money": _money,
    "count": read_number,
    "share": read_share,
    "date": _date,
    "class": _class,
    "segment": read_number,
}
