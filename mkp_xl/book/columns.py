"""Columns of a table as numbers or texts: every cell read once, every doubt kept."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mkp_xl.book.cells import (
    DATE_FIRST,
    DATE_LAST,
    ErrorValue,
    Raw,
    Reading,
    day_text,
    format_kind,
    read_date,
    read_flag,
    read_money,
    read_number,
    read_text,
)
from mkp_xl.book.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkp_xl.book.fields import Field
    from mkp_xl.book.grid import Cells

Column = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(slots=True, kw_only=True)
class Parsed:
    """A column as numbers: NaN where blank or not understood; `plain` as formulas read it."""

    values: Column
    plain: Flags
    problems: list[tuple[int, str]] = field(default_factory=list)
    """Position and what is wrong there."""
    notes: list[int] = field(default_factory=list)
    """Positions of amounts that were understood, though no formula would."""


def parse(cells: Cells, definition: Field, currency: str, lang: str) -> Parsed:
    """Return a column's cells as numbers of its field's kind, within its limits."""
    read = _reader(definition, currency, lang)
    size = len(cells.values)
    parsed = Parsed(values=np.full(size, math.nan), plain=np.ones(size, dtype=bool))
    values, formats = parsed.values, cells.formats
    takes: dict[str, bool] = {} if definition.kind != "date" else dict.fromkeys(formats, False)
    for index, raw in enumerate(cells.values):
        if raw is None and definition.kind != "flag":
            continue
        if type(raw) is float and definition.kind != "flag":
            code = formats[index]
            if code not in takes:  # a number is taken or not by its format alone
                takes[code] = read(raw, code).problem is None
            if takes[code]:
                values[index] = raw
                continue
        value, problem, plain = read(raw, formats[index])
        if problem:
            parsed.problems.append((index, problem))
        values[index] = value
        if not plain:
            parsed.plain[index] = False
            if definition.kind == "money" and not problem and math.isfinite(value):
                parsed.notes.append(index)
    _limit(parsed, definition)
    return parsed


def findings_of(
    parsed: Parsed, cells: Cells, definition: Field, *, sheet: str, column: int
) -> list[Finding]:
    """Return a finding for each problem of a column."""
    return [
        Finding(
            code=problem,
            sheet=sheet,
            row=cells.first_row + index,
            column=column,
            field=definition.key,
            value=shown(cells.values[index], cells.formats[index]),
        )
        for index, problem in sorted(parsed.problems)
    ]


def shown(raw: Raw, format_code: str = "General") -> str:
    """Return a cell as a finding quotes it.

    >>> shown(46352.0, "dd.mm.yyyy"), shown(1250000.5), shown("много")
    ('26.11.2026', '1250000.5', 'много')
    """
    if isinstance(raw, ErrorValue):
        return raw.code
    day = isinstance(raw, float) and DATE_FIRST <= raw <= DATE_LAST
    if day and isinstance(raw, float) and format_kind(format_code) == "date":
        return day_text(raw)
    return read_text(raw)[:_QUOTED]


_QUOTED = 60
"""As much of a cell as a finding quotes."""


def texts(cells: Cells) -> list[str]:
    """Return a column's cells as texts, "" where blank."""
    return [read_text(raw) for raw in cells.values]


def errors_of(cells: Cells) -> Iterable[int]:
    """Return the positions of error cells."""
    return (index for index, raw in enumerate(cells.values) if isinstance(raw, ErrorValue))


def _reader(definition: Field, currency: str, lang: str) -> Callable[[Raw, str], Reading]:
    kind = definition.kind
    if kind == "money":
        return lambda raw, code: read_money(raw, code, currency, lang)
    if kind == "date":
        return read_date
    if kind == "flag":
        return lambda raw, _code: read_flag(raw)
    return lambda raw, _code: read_number(raw, lang)


def _limit(parsed: Parsed, definition: Field) -> None:
    """Blank what lies outside the field's limits, with a problem for each."""
    low = -math.inf if definition.minimum is None else definition.minimum
    high = math.inf if definition.maximum is None else definition.maximum
    for mask, problem in ((parsed.values < low, "too_small"), (parsed.values > high, "too_large")):
        for index in np.flatnonzero(mask).tolist():
            parsed.problems.append((index, problem))
            parsed.values[index] = math.nan
            parsed.plain[index] = False
