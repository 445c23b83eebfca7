"""The few operations rules are written with, each on three kinds of value.

A cell is a Python float, a column a NumPy array, native formula text a `Formula`; blank is NaN.
Conditions are positive (never `not x < a`, `!=`, chained comparisons) and combine with `&` and
`|`, because any comparison with a blank is false in all three kinds. This module loads the
standard library only: columns bring NumPy with them.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from mkp_xl.rules import formula as text
from mkp_xl.rules.formula import Formula, Test

if TYPE_CHECKING:
    from collections.abc import Sequence

    # A float, a NumPy array or a Formula; a bool, an array or a Test. Each rule is one body for
    # all three, which no single static type can say.
    Value = Any
    Condition = Any

BLANK = math.nan
CENT = 0.01
"""The smallest step of money."""

EXACT_UP_TO = 2.0**51
"""Hundredths above this have no fraction a float can hold."""
HALF_A_STEP = 2.0**-53
"""This part of a float, added to it, gives the next float; a power of two stays as it is."""


def cases(*pairs: tuple[Condition, Value], otherwise: Value = BLANK) -> Any:  # noqa: ANN401
    """Return the value of the first condition that holds; `otherwise` (blank) if none does."""
    for condition, value in pairs:
        if condition is True:
            return value
        if condition is not False:
            break
    else:
        return otherwise
    if any(isinstance(part, (Formula, Test)) for pair in pairs for part in pair):
        return text.cases(cast("Any", list(pairs)), cast("Any", otherwise))
    return _columns().cases(pairs, otherwise)


def known(x: Value) -> Any:  # noqa: ANN401
    """Return whether the value is there."""
    return text.known(x) if isinstance(x, Formula) else x == x  # noqa: PLR0124  NaN alone differs


def blank(x: Value) -> Any:  # noqa: ANN401
    """Return whether the value is missing."""
    return text.blank(x) if isinstance(x, Formula) else x != x  # noqa: PLR0124  NaN alone differs


def money(x: Value) -> Any:  # noqa: ANN401
    """Return money rounded to 0.01, half away from zero as a person reads the number; blank stays.

    A number of up to 15 digits, as spreadsheets show them; 1.005 is a half though its float is not.

    >>> money(1.005), money(-2.345), money(0.1 + 0.2)
    (1.01, -2.35, 0.3)
    """
    if isinstance(x, float):
        hundredths = abs(x) * 100
        if not hundredths < EXACT_UP_TO:
            return x
        whole = math.floor(hundredths + hundredths * HALF_A_STEP + 0.5)
        return math.copysign(whole / 100, x) if whole else 0.0
    return text.call("ROUND", x, 2) if isinstance(x, Formula) else _columns().money(x)


def floor(x: Value) -> Any:  # noqa: ANN401
    """Return the whole number at or below; blank stays."""
    if isinstance(x, float):
        return float(math.floor(x)) if math.isfinite(x) else x
    return text.call("INT", x) if isinstance(x, Formula) else _columns().floor(x)


def most(*values: Value) -> Any:  # noqa: ANN401
    """Return the largest; blank if any is."""
    return _of_several("MAX", values)


def least(*values: Value) -> Any:  # noqa: ANN401
    """Return the smallest; blank if any is."""
    return _of_several("MIN", values)


def clip(x: Value, low: Value, high: Value) -> Any:  # noqa: ANN401
    """Return the value within limits; blank if any is.

    >>> clip(5.0, 7.0, 9.0), clip(10.0, 7.0, 9.0)
    (7.0, 9.0)
    """
    return most(least(x, high), low)


def or_zero(x: Value) -> Any:  # noqa: ANN401
    """Return the value, 0 where it is blank."""
    if isinstance(x, float):
        return 0.0 if math.isnan(x) else x
    return Formula(f"N({x.text})") if isinstance(x, Formula) else _columns().or_zero(x)


def divide(a: Value, b: Value) -> Any:  # noqa: ANN401
    """Return a / b; blank where b is 0.

    >>> divide(210.0, 740.0) > 0.28, divide(1.0, 0.0)
    (True, nan)
    """
    if isinstance(a, float) and isinstance(b, float):
        return a / b if b < 0 or b > 0 else BLANK
    if isinstance(a, Formula) or isinstance(b, Formula):
        apart = (cast("Any", b) < 0) | (cast("Any", b) > 0)
        return cases((apart, cast("Any", a) / cast("Any", b)))
    return _columns().divide(a, b)


def exp(x: Value) -> Any:  # noqa: ANN401
    """Return e to the power of a number; blank stays."""
    if isinstance(x, float):
        return math.exp(x)
    return text.call("EXP", x) if isinstance(x, Formula) else _columns().exp(x)


def ln(x: Value) -> Any:  # noqa: ANN401
    """Return the natural logarithm; what is not above 0 must not be asked of a formula.

    >>> ln(1.0), ln(0.0)
    (0.0, nan)
    """
    if isinstance(x, float):
        return math.log(x) if x > 0 else BLANK
    return text.call("LN", x) if isinstance(x, Formula) else _columns().ln(x)


def normal(x: Value) -> Any:  # noqa: ANN401
    """Return the share of a standard normal distribution up to a number; blank stays.

    >>> normal(0.0), round(normal(1.96), 3)
    (0.5, 0.975)
    """
    if isinstance(x, float):
        return 0.5 * math.erfc(-x / math.sqrt(2))
    return text.call("NORMSDIST", x) if isinstance(x, Formula) else _columns().normal(x)


def months_before(day: Value, months: Value) -> Any:  # noqa: ANN401
    """Return the same day so many months earlier, the month's last day at most (EDATE).

    >>> months_before(46081.0, 12.0)  # 28.02.2026 -> 28.02.2025
    45716.0
    """
    if isinstance(day, Formula) or isinstance(months, Formula):
        return text.call("EDATE", cast("Any", day), cast("Any", 0 - cast("Any", months)))
    if not isinstance(day, float) or not isinstance(months, float):
        return _columns().months_before(day, months)
    if math.isnan(day) or math.isnan(months):
        return BLANK
    start = EPOCH + timedelta(days=math.floor(day))
    index = start.year * 12 + start.month - 1 - int(months)
    year, month = divmod(index, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return float((date(year, month + 1, min(start.day, last)) - EPOCH).days)


def weekday(day: Value) -> Any:  # noqa: ANN401
    """Return Monday 1 .. Sunday 7 of a day serial; blank stays.

    >>> weekday(46346.0)  # 20.11.2026
    5.0
    """
    if isinstance(day, Formula):
        return text.call("WEEKDAY", day, 2)
    if isinstance(day, float):
        return (floor(day) - 2) % 7 + 1
    return _columns().weekday(day)


def at(table: Any, position: Value) -> Any:  # noqa: ANN401
    """Return the entry of a table at a position from 1; blank outside the table."""
    if isinstance(table, Formula):
        return text.call("INDEX", table, cast("Any", position))
    if isinstance(position, float):
        inside = 1 <= position <= len(table)
        return float(cast("Sequence[float]", table)[int(position) - 1]) if inside else BLANK
    return _columns().at(table, position)


EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's serials, right from 01.03.1900 on."""


def _of_several(function: str, values: tuple[Value, ...]) -> Any:  # noqa: ANN401
    if any(isinstance(value, Formula) for value in values):
        return text.call(function, *cast("Any", values))
    if all(isinstance(value, float) for value in values):
        if any(value != value for value in values):  # noqa: PLR0124  NaN alone differs
            return BLANK
        return max(values) if function == "MAX" else min(values)
    return _columns().of_several(function, values)


def _columns() -> Any:  # noqa: ANN401
    """Return the column kind, imported late: whoever brings a column has NumPy already."""
    from mkp_xl.rules import columns  # noqa: PLC0415

    return columns
