"""Cells as a program hands them over, through COM or a bridge, made what a file would hold."""

from __future__ import annotations

from collections.abc import Sequence
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
    if hasattr(cell, "toordinal"):
        return float(cell.toordinal() - _DAY_0) + _part_of_day(cell)
    try:
        return float(cell)
    except (TypeError, ValueError):
        return str(cell)


_DAY_0 = 693594
"""The ordinal of day 0 of Excel's serials, 30.12.1899."""


def _part_of_day(moment: Any) -> float:  # noqa: ANN401
    hour = getattr(moment, "hour", 0)
    return (hour * 3600 + getattr(moment, "minute", 0) * 60 + getattr(moment, "second", 0)) / 86400
