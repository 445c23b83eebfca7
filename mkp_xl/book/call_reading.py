"""Arguments of worksheet functions as numbers: cells and ranges as programs hand them over."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book.cells import (
    BLANK,
    DATE_FIRST,
    DATE_LAST,
    Raw,
    Reading,
    match_key,
    read_date,
    read_money,
    read_number,
    read_share,
)
from mkp_xl.book.days_off import calendar_of
from mkp_xl.book.fields import SETTING_OF
from mkp_xl.book.fields.kinds import MONEY_MAX
from mkp_xl.book.handed_over import Cell, Range, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mkp_xl.book.fields.functions import Argument

_CLASSES: Final = {"a": 3.0, "b": 2.0, "c": 1.0, "а": 3.0, "в": 2.0, "с": 1.0}
"""Levels by class, in Latin and in Cyrillic letters."""


def read_cell(argument: Argument, raw: Cell | Range, shift: float) -> Any:  # noqa: ANN401
    """Return one argument as its function takes it; None for a setting that is no such thing."""
    if argument.takes == "days_off":
        return calendar_of(raw if isinstance(raw, (list, tuple)) else ((raw,),), shift)
    if isinstance(raw, (list, tuple)):
        raw = raw[0][0] if raw and raw[0] else None
    cell = plain(raw)
    if argument.setting is not None and (cell is None or cell == ""):
        return _default(argument.setting)
    if argument.takes == "lang":
        word = match_key(cell) if isinstance(cell, str) else ""
        return word if word in ("ru", "en") else None
    reading = _READERS[argument.takes](cell)
    value = reading.value
    if argument.takes == "date" and math.isfinite(value):
        value = math.floor(value) + shift
    if argument.setting is None:
        return value
    field = SETTING_OF[argument.setting]
    low, high = field.minimum, field.maximum
    allowed = (low is None or value >= low) and (high is None or value <= high)
    return value if allowed and math.isfinite(value) else None


def read_column(argument: Argument, raw: Cell | Range, shift: float) -> Any:  # noqa: ANN401
    """Return one argument as an array of the range's cells, or a number for a single cell."""
    import numpy as np  # noqa: PLC0415  a formula that reads cells needs no NumPy

    several = isinstance(raw, (list, tuple)) and (len(raw) > 1 or (raw and len(raw[0]) > 1))
    if argument.takes == "days_off" or not several:
        return read_cell(argument, raw, shift)
    cells = [row[0] for row in raw] if len(raw[0]) == 1 else [cell for row in raw for cell in row]
    if argument.takes in _BARE and set(map(type, cells)) <= _NUMBERS:
        values = np.array(cells, dtype=np.float64)
        low, high = _BARE[argument.takes]
        values[(values < low) | (values >= high)] = np.nan
        return np.floor(values) + shift if argument.takes == "date" else values
    return np.array([_of_range(argument, cell, shift) for cell in cells], dtype=np.float64)


def _of_range(argument: Argument, cell: Cell, shift: float) -> float:
    value = read_cell(argument, cell, shift)
    return math.nan if value is None else float(value)


_BARE: Final = {
    "money": (-MONEY_MAX, math.nextafter(MONEY_MAX, math.inf)),
    "count": (-math.inf, math.inf),
    "date": (DATE_FIRST, DATE_LAST + 1),
}
"""Bare numbers of these kinds are read as they stand, from and below these."""
_NUMBERS = frozenset({float, type(None)})


def _money(cell: Raw) -> Reading:
    reading = read_money(cell, "General", str(SETTING_OF["currency"].default))
    return reading if abs(reading.value) <= MONEY_MAX else BLANK


def _date(cell: Raw) -> Reading:
    # A worksheet function sees no format: any serial is a day, as the program shows it.
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


@cache
def _default(setting: str) -> float | str:
    default = SETTING_OF[setting].default
    return default if isinstance(default, str) else float(default or 0)
