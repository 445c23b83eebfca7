"""The column kind: what `ops` does to a whole NumPy array at once."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from mkp_xl.rules.graph import run
from mkp_xl.rules.ops import EXACT_UP_TO, HALF_A_STEP
from mkp_xl.rules.ops import normal as ops_normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    Column = npt.NDArray[np.float64]

PIECE = 16384
"""Rows computed at once by `run_columns`."""


def cases(pairs: tuple[tuple[Any, Any], ...], otherwise: Any) -> Column:  # noqa: ANN401
    """Return the value of each row's first true condition."""
    result = np.asarray(otherwise, dtype=np.float64)
    for condition, value in reversed(pairs):
        result = _either(np.asarray(condition), np.asarray(value, dtype=np.float64), result)
    return result


def _either(condition: npt.NDArray[np.bool_], value: Column, other: Column) -> Column:
    """Return the value where the condition holds, else the other, like `np.where`.

    Bits are mixed by a mask: a processor that guesses each row's branch is often wrong.
    """
    if condition.ndim == 0:
        return value if condition else other
    ground = other.view(np.int64)
    bits = condition.astype(np.int64)
    np.negative(bits, out=bits)
    bits &= value.view(np.int64) ^ ground
    bits ^= ground
    return bits.view(np.float64)


def money(x: Column) -> Column:
    """Return money rounded to 0.01, half away from zero."""
    hundredths = np.abs(x)
    hundredths *= 100
    beyond = hundredths.size and np.fmax.reduce(hundredths, axis=None) >= EXACT_UP_TO
    rounded = hundredths * HALF_A_STEP
    rounded += hundredths
    rounded += 0.5
    np.floor(rounded, out=rounded)
    rounded /= 100
    np.copysign(rounded, x, out=rounded)
    rounded += 0.0  # no minus zero
    return np.where(hundredths < EXACT_UP_TO, rounded, x) if beyond else rounded


def floor(x: Column) -> Column:
    """Return the whole number at or below."""
    return np.floor(x)


def divide(a: Any, b: Any) -> Column:  # noqa: ANN401
    """Return a / b; blank where b is 0."""
    a, b = np.broadcast_arrays(np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64))
    quotient = np.full(a.shape, np.nan)
    with np.errstate(over="ignore"):  # infinite, as for one number
        np.divide(a, b, out=quotient, where=(b < 0) | (b > 0))
    return quotient


def exp(x: Column) -> Column:
    """Return e to the power of numbers."""
    return np.exp(x)


def ln(x: Column) -> Column:
    """Return natural logarithms; blank of what is not above 0."""
    return np.log(np.where(x > 0, x, np.nan))


def normal(x: Column) -> Column:
    """Return the shares of a standard normal distribution, as for one number each."""
    return np.asarray(_normal(x), dtype=np.float64)


_normal = np.frompyfunc(ops_normal, 1, 1)


def of_several(function: str, values: tuple[Any, ...]) -> Column:
    """Return the largest or smallest of several; blank if any is."""
    larger = np.maximum if function == "MAX" else np.minimum
    return np.asarray(reduce(larger, values))


def or_zero(x: Column) -> Column:
    """Return numbers, 0 where they are blank."""
    return np.where(np.isnan(x), 0.0, x)


def at(table: Any, position: Column) -> Column:  # noqa: ANN401
    """Return entries of a table by position from 1; blank outside the table."""
    framed = np.concatenate(([np.nan], np.asarray(table, dtype=np.float64), [np.nan]))
    index = np.fmin(np.fmax(position, 0.0), len(framed) - 1.0)
    return np.asarray(framed.take(index.astype(np.int64), mode="clip"))


def weekday(day: Column) -> Column:
    """Return Monday 1 .. Sunday 7 of day serials; blank stays."""
    from_monday = np.floor(day)
    from_monday -= 2
    with np.errstate(over="ignore"):  # of a number that is no day
        return np.asarray(from_monday - 7 * np.floor(from_monday / 7) + 1)


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


def run_columns(
    rules: Mapping[str, Any],
    settings: Mapping[str, Any],
    columns: Mapping[str, Any],
    keep: Iterable[str],
) -> dict[str, Column]:
    """Return the kept results as columns, computed in pieces that a cache can hold.

    A result that no column enters into stands in every row.
    """
    size = len(next(iter(columns.values())))
    results = {key: np.empty(size) for key in keep}
    for start in range(0, size, PIECE):
        rows = slice(start, start + PIECE)
        piece = run(rules, {**settings, **{key: column[rows] for key, column in columns.items()}})
        for key, result in results.items():
            result[rows] = piece[key]
    return results
