"""Columns of a table as numbers or texts: every cell read once, every doubt kept."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.amounts import format_kind, read_number, read_scaled, read_share
from mkp_xl.book.cells import ErrorValue, Raw, Reading, read_flag, read_text
from mkp_xl.book.coded import Coded
from mkp_xl.book.days import DATE_FIRST, DATE_LAST, day_text, first_date, read_date
from mkp_xl.book.findings import Finding
from mkp_xl.book.values import Column, Flags, Places, Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mkp_xl.book.fields import Field
    from mkp_xl.book.grid import Cells

_DAYS_WORD = re.compile(r"(?<=\d)\s*(?:дней|дня|день|дн\.?|days?)\s*\Z", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Parsed:
    """A column as numbers: NaN where blank or not understood; `plain` as formulas read it."""

    values: Column
    plain: Flags
    problems: list[tuple[int, str]] = field(default_factory=list)
    """Position and what is wrong there."""
    notes: list[int] = field(default_factory=list)
    """Positions of amounts that were understood, though no formula would, and of days likewise."""
    hints: dict[int, str] = field(default_factory=dict)
    """By position: the day that was understood, or that may be meant."""


def parse(cells: Cells, definition: Field, currency: str, lang: str, scale: float = 1.0) -> Parsed:
    """Return a column's cells as numbers of its field's kind, within its limits.

    `scale` is what one of its numbers counts: 1000 where the header says thousands.
    """
    read = reader(definition, currency, lang, scale)
    typed, formats = Values.of(cells.values), cells.formats
    missing = 0.0 if definition.kind == "flag" else math.nan
    taken = _taken(typed, formats, definition.kind, read)
    values = np.where(taken, typed.numbers * scale, missing)
    parsed = Parsed(values=values, plain=np.ones(len(typed), dtype=bool))
    left = typed.filled & ~taken
    for index in np.flatnonzero(left).tolist():
        value, problem, plain, hint = read(typed[index], formats[index])
        if problem:
            parsed.problems.append((index, problem))
        if hint:
            parsed.hints[index] = hint
        values[index] = value
        if not plain:
            parsed.plain[index] = False
            noted = definition.kind == "money" or hint
            if noted and not problem and math.isfinite(value):
                parsed.notes.append(index)
    _limit(parsed, definition)
    return parsed


def nothing(size: int) -> Parsed:
    """Return a column of which nothing is read."""
    return Parsed(values=np.full(size, np.nan), plain=np.zeros(size, dtype=bool))


def _taken(
    typed: Values, formats: Sequence[str], kind: str, read: Callable[[Raw, str], Reading]
) -> Flags:
    """Tell which numbers are taken as they stand; a sum is taken or not by its format alone."""
    numbers = typed.numbers
    if kind == "flag":
        told: Flags = (numbers == 0.0) | (numbers == 1.0)
        return told
    there = np.flatnonzero(~np.isnan(numbers))
    taken = np.zeros(len(numbers), dtype=bool)
    for code, places in _by_code(formats, there):
        if kind == "date":
            first = first_date(code)
            taken[places] = (numbers[places] >= first) & (numbers[places] < DATE_LAST + 1)
        else:
            taken[places] = read(1.0, code).problem is None
    return taken


def _by_code(formats: Sequence[str], places: Places) -> Iterator[tuple[str, Places]]:
    """Yield the number formats of some places, and where each of them is."""
    if isinstance(formats, Coded):
        codes, index = formats.codes, formats.which[places]
    else:
        some = Coded.of([formats[place] for place in places.tolist()])
        codes, index = some.codes, some.which
    for code in np.unique(index).tolist():
        yield codes[code], places[index == code]


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
            detail=parsed.hints.get(index, ""),
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


_AT_ONCE = 1024
"""Texts that are looked at together: one that is not tidy costs the others of these a look."""
_EDGE = "|"
_QUOTED = 60
"""As much of a cell as a finding quotes."""


def texts(cells: Cells) -> list[str]:
    """Return a column's cells as texts, "" where blank."""
    typed = Values.of(cells.values)
    found: list[str] = []
    for first in range(0, len(typed), _AT_ONCE):
        places = np.arange(first, min(first + _AT_ONCE, len(typed)))
        found += _texts(typed.numbers[places].tolist(), typed.objects(places).tolist())
    return found


def _texts(numbers: list[float], objects: list[Raw]) -> list[str]:
    """Return texts of cells; mere texts that are tidy already are told by a look at them all."""
    if all(type(raw) is str for raw in objects):
        line = _EDGE.join(objects)  # type: ignore[arg-type]
        untidy = ("  ", f" {_EDGE}", f"{_EDGE} ")
        ends = line[:1] + line[-1:]
        if line.isprintable() and " " not in ends and not any(part in line for part in untidy):
            return objects  # type: ignore[return-value]
    pairs = zip(numbers, objects, strict=True)
    return [read_text(n if raw is None and n == n else raw) for n, raw in pairs]  # noqa: PLR0124


def errors_of(cells: Cells) -> Iterator[int]:
    """Yield the positions of error cells."""
    typed = Values.of(cells.values)
    for place in typed.others.odd if typed.others else ():
        if isinstance(typed[place], ErrorValue):
            yield place


def reader(
    definition: Field, currency: str, lang: str, scale: float = 1.0
) -> Callable[[Raw, str], Reading]:
    """Return what reads a cell and its number format as a number of the field's kind."""
    kind = definition.kind
    if kind == "money":
        return lambda raw, code: read_scaled(raw, code, currency, lang, scale)
    if kind == "date":
        return read_date
    if kind == "flag":
        return lambda raw, _code: read_flag(raw)
    if kind == "share":
        return lambda raw, _code: read_share(raw, lang)
    if kind == "days":
        return lambda raw, _code: _read_days(raw, lang)
    return lambda raw, _code: read_number(raw, lang)


def _read_days(raw: Raw, lang: str) -> Reading:
    """Read a number of days, also where the word for days stands behind it."""
    bare = _DAYS_WORD.sub("", raw) if isinstance(raw, str) else raw
    reading = read_number(bare, lang)
    return reading if bare == raw else reading._replace(plain=False)


def _limit(parsed: Parsed, definition: Field) -> None:
    """Blank what lies outside the field's limits, with a problem for each."""
    low = -math.inf if definition.minimum is None else definition.minimum
    high = math.inf if definition.maximum is None else definition.maximum
    for mask, problem in ((parsed.values < low, "too_small"), (parsed.values > high, "too_large")):
        for index in np.flatnonzero(mask).tolist():
            parsed.problems.append((index, problem))
            parsed.values[index] = math.nan
            parsed.plain[index] = False
