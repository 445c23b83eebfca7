"""Values of cells, from what the program says to the XML of a cell."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.address import a1
from mkp_xl.book.grid import ErrorValue, Raw
from mkp_xl.book.values import Values, are
from mkp_xl.errors import HostError, SchemaError
from mkp_xl.hosts.xlsx.spelling import spelt
from mkp_xl.hosts.xlsx.text import keeps_space, packed, packed_all
from mkp_xl.hosts.xlsx.values import DAYS_TO_1904

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.hosts.xlsx.letters import Column, Places

LONGEST_TEXT = 32_767
EMPTY = b"/>"
"""Ending of a cell that holds nothing."""
_KINDS = frozenset((float, str, bool, type(None), ErrorValue))
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

    def endings(self, values: Values, formulas: Sequence[bytes]) -> list[bytes]:
        """Return endings of many cells."""
        is_number = ~np.isnan(values.numbers)
        if is_number.all():
            return self._numbers(values.numbers, formulas)
        own = np.empty(len(is_number), dtype=object)
        own[:] = formulas
        left = np.flatnonzero(~is_number)
        objects = values.objects(left)
        is_text = are(objects, str)
        texts, others = left[is_text], left[~is_text]
        found = np.empty(len(is_number), dtype=object)
        found[is_number] = self._numbers(values.numbers[is_number], own[is_number].tolist())
        found[texts] = self._texts(objects[is_text].tolist(), own[texts].tolist())
        rest = zip(objects[~is_text].tolist(), own[others].tolist(), strict=True)
        found[others] = [self._other(value, formula) for value, formula in rest]
        endings: list[bytes] = found.tolist()
        return endings

    def ending(self, value: object, formula: bytes) -> bytes:
        """Return the ending of one cell."""
        value = plain(value)
        if isinstance(value, float):
            return self._number(repr(value + 0.0).removesuffix(".0").encode(), formula)
        if isinstance(value, str):
            return self._text(value, packed(value).encode(), formula)
        return self._other(value, formula)

    def with_rest(self, ending: bytes, rest: bytes) -> bytes:
        """Return an ending with more elements in its cell."""
        if not rest:
            return ending
        return (b">" if ending == EMPTY else ending.removesuffix(self._end)) + rest + self._end

    def _number(self, text: bytes, formula: bytes) -> bytes:
        return b">" + formula + self._open + text + self._shut + self._end

    def _numbers(self, values: Column, formulas: Sequence[bytes]) -> list[bytes]:
        texts = spelt(values).texts()
        if any(formulas):
            return list(map(self._number, texts, formulas))
        start, end = b">" + self._open, self._shut + self._end
        return [start + text + end for text in texts]

    def _texts(self, values: list[str], formulas: Sequence[bytes]) -> list[bytes]:
        packs = packed_all(values)
        edges = {value[:1] for value in values} | {value[-1:] for value in values}
        if any(formulas) or any(keeps_space(edge) for edge in edges):
            said = zip(values, packs, formulas, strict=True)
            return [self._text(value, pack, formula) for value, pack, formula in said]
        start, end = self._text_open, self._text_end
        return [start + pack + end for pack in packs]

    def _text(self, value: str, pack: bytes, formula: bytes) -> bytes:
        if formula:
            return b' t="str">' + formula + self._open + pack + self._shut + self._end
        opening = self._spaced_open if keeps_space(value) else self._text_open
        return opening + pack + self._text_end

    def _other(self, value: Raw, formula: bytes) -> bytes:
        if value is None:
            return b">" + formula + self._end if formula else EMPTY
        if isinstance(value, bool):
            kind, raw = b' t="b"', b"1" if value else b"0"
        elif isinstance(value, ErrorValue):
            kind, raw = b' t="e"', packed(value.code).encode()
        else:
            raise SchemaError("not_a_cell_value", value=repr(value))
        return kind + b">" + formula + self._open + raw + self._shut + self._end


def typed(values: Sequence[object]) -> Values:
    """Return values as arrays, each as one of the kinds a cell has."""
    if isinstance(values, Values):
        infinite = np.isinf(values.numbers)
        if not infinite.any():
            return values
        return Values(np.where(infinite, np.nan, values.numbers), values.others)
    if not _KINDS.issuperset(map(type, values)):
        values = [plain(value) for value in values]
    return Values.of(values)  # type: ignore[arg-type]


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


def refuse_long_texts(sheet: str, column: int, rows: Places, values: Values) -> None:
    """Raise HostError for the first text of a column that no cell could hold."""
    if values.others is None:
        return
    objects = values.objects(np.arange(len(rows)))
    texts = objects[are(objects, str)].tolist()
    if max(map(len, texts), default=0) > LONGEST_TEXT // 2:
        for row, value in zip(rows.tolist(), objects.tolist(), strict=True):
            refuse_long_text(sheet, row, column, value)


def refuse_long_text(sheet: str, row: int, column: int, value: object) -> None:
    """Raise HostError for a text that no cell could hold."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT // 2:
        length = _units(value)
        if length > LONGEST_TEXT:
            said = {"sheet": sheet, "cell": a1(row, column), "length": length}
            raise HostError("text_too_long", **said, limit=LONGEST_TEXT)


def _units(text: str) -> int:
    """Return the length as a spreadsheet counts it, in UTF-16 units."""
    return len(text) + sum(letter > _TOP_OF_16_BITS for letter in text)
