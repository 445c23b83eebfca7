"""A worksheet function over a whole range at once, with NumPy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mkp_xl.book.call_facts import MONEY_MAX
from mkp_xl.book.call_reading import day_given, read_cell
from mkp_xl.book.calls import CALLS
from mkp_xl.book.days import DATE_FIRST, DATE_LAST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.call_kinds import Call, Taken
    from mkp_xl.book.handed_over import Cell, Range

_BARE: Final = {
    "money": (-MONEY_MAX, math.nextafter(MONEY_MAX, math.inf)),
    "count": (-math.inf, math.inf),
    "date": (DATE_FIRST, DATE_LAST + 1),
}
"""Bare numbers of these kinds are read as they stand, from and below these."""
_NUMBERS = frozenset({float, type(None)})


def over_range(
    name: str, function: Call, given: Sequence[Any], shape: tuple[int, ...], shift: float
) -> list[tuple[float | str, ...]] | str:
    """Return the results as rows of cells, blanks as empty texts; "" where a setting is none."""
    values = [
        _read(argument, cells, shift)
        for argument, cells in zip(function.arguments, given, strict=True)
    ]
    if any(value is None for value in values):
        return ""
    result = CALLS[name](*values)
    if function.gives == "date":
        result = day_given(result, shift)
    for argument, value in zip(function.arguments, values, strict=True):
        if argument.is_setting and isinstance(value, np.ndarray):
            result = np.where(np.isnan(value), np.nan, result)  # a cell that is no such setting
    return _rows(result, shape)


def _read(argument: Taken, raw: Cell | Range, shift: float) -> Any:  # noqa: ANN401
    """Return one argument as an array of the range's cells, or a number for a single cell."""
    several = isinstance(raw, (list, tuple)) and (len(raw) > 1 or (raw and len(raw[0]) > 1))
    if argument.takes == "days_off" or not several:
        return read_cell(argument, raw, shift)
    cells = [row[0] for row in raw] if len(raw[0]) == 1 else [cell for row in raw for cell in row]
    bare = argument.takes in _BARE and not argument.is_setting
    if bare and set(map(type, cells)) <= _NUMBERS:
        values = np.array(cells, dtype=np.float64)
        low, high = _BARE[argument.takes]
        values[(values < low) | (values >= high)] = np.nan
        return np.floor(values) + shift if argument.takes == "date" else values
    read = (read_cell(argument, cell, shift) for cell in cells)
    return np.array([math.nan if v is None else float(v) for v in read], dtype=np.float64)


def _rows(result: Any, shape: tuple[int, ...]) -> list[tuple[float | str, ...]]:  # noqa: ANN401
    flat = np.broadcast_to(np.asarray(result, dtype=np.float64), shape[0] * shape[1])
    cells: list[Any] = flat.tolist()
    for place in np.flatnonzero(np.isnan(flat)).tolist():
        cells[place] = ""
    if shape[1] == 1:
        return list(zip(cells, strict=True))
    return [tuple(cells[at : at + shape[1]]) for at in range(0, len(cells), shape[1])]
