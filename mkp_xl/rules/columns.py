"""The column kind: what `ops` does to a whole NumPy array at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]

_EXACT_UP_TO = 2.0**51


def cases(pairs: tuple[tuple[Any, Any], ...], otherwise: Any) -> Column:  # noqa: ANN401
    """Return the value of each row's first true condition."""
    conditions = [np.asarray(condition, dtype=bool) for condition, _ in pairs]
    values = [value for _, value in pairs]
    shape = np.broadcast_shapes(*(np.shape(part) for part in (*conditions, *values)))
    result = np.empty(shape, dtype=np.float64)
    result[...] = otherwise
    for condition, value in zip(reversed(conditions), reversed(values), strict=True):
        np.copyto(result, value, where=condition)
    return result


def money(x: Column) -> Column:
    """Return money rounded to 0.01, half away from zero."""
    hundredths = np.abs(x) * 100
    whole = np.floor(np.nextafter(hundredths, np.inf) + 0.5)
    rounded = np.copysign(whole / 100, x) + 0.0
    return np.where(hundredths < _EXACT_UP_TO, rounded, x)


def floor(x: Column) -> Column:
    """Return the whole number at or below."""
    return np.floor(x)


def divide(a: Any, b: Any) -> Column:  # noqa: ANN401
    """Return a / b; blank where b is 0."""
    a, b = np.broadcast_arrays(np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64))
    quotient = np.full(a.shape, np.nan)
    np.divide(a, b, out=quotient, where=(b < 0) | (b > 0))
    return quotient


def of_two(function: str, a: Any, b: Any) -> Column:  # noqa: ANN401
    """Return the larger or smaller of two; blank if either is."""
    return np.asarray(np.maximum(a, b) if function == "MAX" else np.minimum(a, b))


def at(table: Any, position: Column) -> Column:  # noqa: ANN401
    """Return entries of a table by position from 1; blank outside the table."""
    entries = np.asarray(table, dtype=np.float64)
    inside = (position >= 1) & (position <= len(entries))
    index = np.where(inside, position, 1).astype(np.int64) - 1
    found = entries[index] if len(entries) else np.full(index.shape, np.nan)
    return np.where(inside, found, np.nan)


def months_before(day: Any, months: Any) -> Column:  # noqa: ANN401
    """Return the same day so many months earlier, the month's last day at most."""
    day, months = np.broadcast_arrays(np.asarray(day, float), np.asarray(months, float))
    there = ~(np.isnan(day) | np.isnan(months))
    serial = np.where(there, np.floor(day), 61).astype(np.int64)
    epoch = np.datetime64(dt.date(1899, 12, 30))
    start = epoch + serial.astype("timedelta64[D]")
    month = start.astype("datetime64[M]")
    offset = (start - month.astype("datetime64[D]")).astype(np.int64)
    target = month - np.where(there, months, 0).astype(np.int64).astype("timedelta64[M]")
    first = target.astype("datetime64[D]")
    last = ((target + np.timedelta64(1, "M")).astype("datetime64[D]") - first).astype(np.int64) - 1
    landed = first + np.minimum(offset, last).astype("timedelta64[D]")
    return np.where(there, (landed - epoch).astype(np.float64), np.nan)
