"""Cells as a program hands them over, through COM or a bridge, made what a file would hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from mkp_xl.book.cells import COM_ERRORS, ErrorValue, Raw

Cell = Any
"""A `Raw`, or a whole number, a date or a decimal as a program's own type."""
Range = Sequence[Sequence[Cell]]


def plain(cell: Cell) -> Raw:
    """Return a cell as files hold it: a COM error code, a date, a decimal become what they mean."""
    if cell is None or isinstance(cell, (float, str, bool, ErrorValue)):
        return cell
    if isinstance(cell, int):
        return ErrorValue(COM_ERRORS[cell]) if cell in COM_ERRORS else float(cell)
    if isinstance(cell, (date, time)):
        return _serial(cell)
    try:
        return float(cell)
    except (TypeError, ValueError):
        return str(cell)


_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001  a sheet knows no time zones


def _serial(moment: Any) -> float:  # noqa: ANN401  a date, a time, or both
    day = moment if isinstance(moment, date) else _DAY_0.date()
    clock = moment if isinstance(moment, time) else time()
    clock = moment.time() if isinstance(moment, datetime) else clock
    return (datetime.combine(day, clock.replace(tzinfo=None)) - _DAY_0) / timedelta(days=1)
