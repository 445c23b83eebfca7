"""Values of cells, from what the program says to the XML of a cell."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.address import a1
from mkp_xl.book.grid import ErrorValue, Raw
from mkp_xl.errors import HostError, SchemaError
from mkp_xl.hosts.xlsx.text import keeps_space, packed, packed_all
from mkp_xl.hosts.xlsx.values import DAYS_TO_1904

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_TEXT = 32_767
EMPTY = b"/>"
"""Ending of a cell that holds nothing."""
_TOP_OF_16_BITS = "\uffff"


class Encoder:
    """Writes endings of cells: the attribute `t` and all behind it, prefixed as the sheet is."""

    def __init__(self, prefix: bytes) -> None:
        self.prefix = prefix
        self._open, self._shut = b"<%bv>" % prefix, b"</%bv>" % prefix
        self._end = b"</%bc>" % prefix
        self._text_open = b' t="inlineStr"><%bis><%bt>' % (prefix, prefix)
        self._spaced_open = self._text_open[:-1] + b' xml:space="preserve">'
        self._text_end = b"</%bt></%bis>%b" % (prefix, prefix, self._end)

    def endings(self, values: Sequence[object], formulas: Sequence[bytes]) -> list[bytes]:
        """Return endings of many cells: numbers and texts in one go, others one by one."""
        sane = [None if type(v) is float and not isfinite(v) else v for v in values]
        numbers = iter(number_texts([value for value in sane if type(value) is float]))
        texts = iter(packed_all([value for value in sane if type(value) is str]))
        start, end = self._open, self._shut + self._end
        found = []
        for value, formula in zip(sane, formulas, strict=True):
            if type(value) is float:
                found.append(b">" + formula + start + next(numbers) + end)
            elif type(value) is not str:
                found.append(self._other(plain(value), formula))
            elif formula:
                found.append(b' t="str">' + formula + start + next(texts) + end)
            else:
                opening = self._spaced_open if keeps_space(value) else self._text_open
                found.append(opening + next(texts) + self._text_end)
        return found

    def ending(self, value: object, formula: bytes, rest: bytes = b"") -> bytes:
        """Return ending of one cell that may hold more elements."""
        ending = self.endings([value], [formula])[0]
        if not rest:
            return ending
        return (b">" if ending == EMPTY else ending.removesuffix(self._end)) + rest + self._end

    def _other(self, value: Raw, formula: bytes) -> bytes:
        if value is None:
            return b">" + formula + self._end if formula else EMPTY
        if isinstance(value, bool):
            kind, raw = b' t="b"', b"1" if value else b"0"
        elif isinstance(value, ErrorValue):
            kind, raw = b' t="e"', packed(value.code).encode()
        else:
            return self.endings([value], [formula])[0]
        return kind + b">" + formula + self._open + raw + self._shut + self._end


def number_texts(values: list[float]) -> list[bytes]:
    """Return the shortest texts that read back as the same numbers.

    >>> number_texts([5.0, 0.1, -0.0, 1e300])
    [b'5', b'0.1', b'0', b'1e+300']
    """
    lines = "\n".join([repr(value + 0.0) for value in values] + [""])
    return lines.replace(".0\n", "\n").encode().split(b"\n")[:-1]


def in_1904(value: object) -> object:
    """Return a date of the 1900 system as the 1904 system counts it; no other kind changes."""
    value = plain(value)
    return value - DAYS_TO_1904 if isinstance(value, float) else value


def plain(value: object) -> Raw:
    """Return a value as one of the kinds a cell has; NaN and infinity are blank."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int | float | np.integer | np.floating):
        number = float(value)
        return number if isfinite(number) else None
    if value is None or isinstance(value, ErrorValue):
        return value
    raise SchemaError("not_a_cell_value", value=repr(value))


def refuse_long_texts(
    sheet: str, column: int, rows: Sequence[int], values: Sequence[object]
) -> None:
    """Raise HostError for the first text of a column that no cell could hold."""
    for row, value in zip(rows, values, strict=True):
        if isinstance(value, str) and len(value) > LONGEST_TEXT // 2:
            length = _units(value)
            if length > LONGEST_TEXT:
                said = {"sheet": sheet, "cell": a1(row, column), "length": length}
                raise HostError("text_too_long", **said, limit=LONGEST_TEXT)


def _units(text: str) -> int:
    """Return the length as a spreadsheet counts it, in UTF-16 units."""
    return len(text) + sum(letter > _TOP_OF_16_BITS for letter in text)
