"""Values of a range as Excel hands them to Python, with a handful of calls whatever its size."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from uno_engine.errors import code_of
from uno_engine.number_formats import Kind
from uno_engine.spots import groups

STRINGS, ERRORS = 2, 4  # com.sun.star.sheet.FormulaResult
LAST_DAY = 2_958_466


def values(cells, model, formats, *, plain=False):
    """Return rows of float, str, bool, datetime, Decimal, error code or None.

    `plain` is Excel's Value2: dates and money stay numbers.
    """
    corner = cells.RangeAddress
    data = cells.getDataArray()  # "" for a blank, None for an error
    rows = [[None if value == "" else value for value in row] for row in data]
    if any("" in row for row in data):
        for line, columns in inside(cells.queryFormulaCells(STRINGS), corner):
            for column in columns:
                if rows[line][column] is None:
                    rows[line][column] = ""  # a formula's empty text is no blank
    if any(None in row for row in data):
        _put_errors(cells, rows, corner)
    _put_types(cells, rows, corner, model, formats, plain=plain)
    return tuple(map(tuple, rows))


def _put_errors(cells, rows, corner):
    for line, columns in inside(cells.queryFormulaCells(ERRORS), corner):
        for column in columns:  # one call each: no other way tells which error it is
            rows[line][column] = code_of(cells.getCellByPosition(column, line).getError())


def _put_types(cells, rows, corner, model, formats, *, plain):
    zero = dt.datetime(model.NullDate.Year, model.NullDate.Month, model.NullDate.Day)  # noqa: DTZ001
    for group in groups(cells):
        kind = formats.kind(group.NumberFormat)
        if kind & Kind.LOGICAL:
            change = bool
        elif plain:
            continue
        elif kind & Kind.DATE:
            change = _date_from(zero)
        elif kind & Kind.CURRENCY:
            change = _money
        else:
            continue
        for line, columns in inside(group, corner):
            row = rows[line]
            for column in columns:
                if isinstance(row[column], float):
                    row[column] = change(row[column])


def _date_from(zero):
    def change(serial):
        if not 0 <= serial < LAST_DAY:
            return serial  # Excel shows ##### and hands out the number
        return zero + dt.timedelta(milliseconds=round(serial * 86_400_000))

    return change


def _money(value):
    return Decimal(value).quantize(Decimal("0.0001"))  # COM's currency has four decimals


def inside(ranges, corner):
    """Yield (line, columns) of the range that starts at `corner` covered by `ranges`."""
    for area in ranges.RangeAddresses:
        left, right = area.StartColumn - corner.StartColumn, area.EndColumn - corner.StartColumn
        for row in range(area.StartRow - corner.StartRow, area.EndRow - corner.StartRow + 1):
            yield row, range(left, right + 1)
