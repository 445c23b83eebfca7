"""Values into a range as Excel takes them: one call for all, few for what is special."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from functools import cached_property

from uno_engine.entries import entered
from uno_engine.errors import ComError
from uno_engine.formula_move import moved
from uno_engine.number_formats import GENERAL, Kind
from uno_engine.spots import address, groups, runs, united

DAY, MOMENT = "m/d/yyyy", "m/d/yyyy h:mm"
DAY_SECONDS = 86_400
MANY = 100


def write(cells, data, book, table=""):
    """Put rows of values into the range of the same shape; `table` is the one it begins in."""
    check_open(cells)
    job = _Job(cells, book)
    plain = [[job.take(r, c, value) for c, value in enumerate(row)] for r, row in enumerate(data)]
    cells.setDataArray(tuple(map(tuple, plain)))
    job.finish(table)


def check_open(cells):
    """Raise what Excel raises if a protected sheet locks one of the cells."""
    if cells.Spreadsheet.isProtected() and any(g.CellProtection.IsLocked for g in groups(cells)):
        raise ComError("The cell or chart you're trying to change is on a protected sheet.")


def as_rows(data, rows, columns):
    """Return the data as `rows` lists of `columns`: Excel repeats a scalar and a single row.

    A formula moves with the cells it is repeated in; what the data lacks becomes #N/A.

    >>> as_rows(1, 2, 2), as_rows([1, 2], 2, 2), as_rows([[1]], 1, 2)
    ([[1, 1], [1, 1]], [[1, 2], [1, 2]], [[1, '#N/A']])
    >>> as_rows("=A1", 2, 2)
    [['=A1', '=B1'], ['=A2', '=B2']]
    """
    if isinstance(data, str) and data.startswith("="):
        return [[moved(data, row, column) for column in range(columns)] for row in range(rows)]
    if not isinstance(data, (list, tuple)):
        return [[data] * columns] * rows
    lines = [list(line) for line in data] if isinstance(data[0], (list, tuple)) else [list(data)]
    if not isinstance(data[0], (list, tuple)):
        lines *= rows
    lines = [(line + ["#N/A"] * columns)[:columns] for line in lines[:rows]]
    return lines + [["#N/A"] * columns] * (rows - len(lines))


class _Job:
    """One write: turns values into numbers and text, remembers what else is to be done."""

    def __init__(self, cells, book) -> None:
        self.cells, self.book = cells, book
        self.model, self.formats = book.model, book.formats
        self.corner = cells.RangeAddress
        self.true: list[tuple[int, int]] = []
        self.wanted = defaultdict(list)
        self.formulas: dict[tuple[int, int], str] = {}
        self.zero = dt.datetime(book.zero.year, book.zero.month, book.zero.day)  # noqa: DTZ001
        self.areas = defaultdict(list)
        for group in groups(cells):
            self.areas[self._sort(group.NumberFormat)] += group.RangeAddresses
        self.texts = self._spots("text")

    def take(self, row, column, value):
        """Return what setDataArray takes: float, text, or "" for blank."""
        if value is None or value == "":
            return ""
        if isinstance(value, str):
            return self._text(row, column, value)
        if isinstance(value, bool):
            self.true.append((row, column))
            return float(value)
        if isinstance(value, dt.date):
            return self._date(row, column, value)
        number = float(value)
        if not math.isfinite(number):
            raise ComError(f"{value!r} is no value for a cell")
        return number

    def finish(self, table):
        """Put formulas in place, then formats."""
        for column, first, last in runs(self.formulas):
            given = [self.formulas[row, column] for row in range(first, last + 1)]
            texts = self.book.native_all(given, table)
            if len(texts) > MANY:
                # formulas alike in neighbouring cells are grouped, which takes quadratic time;
                # a space keeps them apart
                texts[1::2] = ["= " + text[1:] for text in texts[1::2]]
            part = self.cells.getCellRangeByPosition(column, first, column, last)
            part.setFormulaArray(tuple((text,) for text in texts))
        if self.areas["logical"]:
            self._format(self._spots("logical").difference(self.true), self.formats.general)
        for code, spots in self.wanted.items():
            self._format(self.plain.intersection(spots), self.formats.key(code))
        self._format(self.true, self.formats.logical)

    @cached_property
    def plain(self):
        """The cells without a format that a person chose."""
        return self._spots("general") | self._spots("logical")

    def _sort(self, key):
        kind = self.formats.kind(key)
        if kind & Kind.LOGICAL:
            return "logical"
        if kind & Kind.TEXT:
            return "text"
        return "general" if self.formats.code(key) == GENERAL else "other"

    def _text(self, row, column, value):
        if (row, column) in self.texts:
            return value  # a cell of text format takes all as it is
        kind, result = entered(value)
        if kind in ("text", "number"):
            return result
        if kind in ("formula", "error"):
            self.formulas[row, column] = result if kind == "formula" else "=" + result
            return ""
        if kind == "percent":
            self.wanted["0%" if round(result * 100, 9).is_integer() else "0.00%"].append(
                (row, column)
            )
            return result
        return self.take(row, column, result)

    def _date(self, row, column, value):
        if not isinstance(value, dt.datetime):
            value = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001
        serial = (value.replace(tzinfo=None) - self.zero).total_seconds() / DAY_SECONDS
        self.wanted[DAY if serial.is_integer() else MOMENT].append((row, column))
        return serial

    def _spots(self, sort):
        top, left = self.corner.StartRow, self.corner.StartColumn
        return {
            (row - top, column - left)
            for area in self.areas[sort]
            for row in range(area.StartRow, area.EndRow + 1)
            for column in range(area.StartColumn, area.EndColumn + 1)
        }

    def _format(self, spots, key):
        if not spots:
            return
        top, left, sheet = self.corner.StartRow, self.corner.StartColumn, self.corner.Sheet
        areas = [
            address(sheet, top + first, left + column, top + last, left + column)
            for column, first, last in runs(spots)
        ]
        united(self.model, areas).NumberFormat = key
