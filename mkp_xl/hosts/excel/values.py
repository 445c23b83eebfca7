"""Values of cells, from what an engine delivers to what the program sees, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite

import numpy as np

from mkp_xl.book import handed_over
from mkp_xl.book.cells import COM_ERRORS
from mkp_xl.book.grid import ErrorValue, Raw
from mkp_xl.errors import SchemaError

DAYS_TO_1904 = 1462
LONGEST_TEXT = 32_767
ERROR_TEXTS = frozenset(COM_ERRORS.values())
_LOGICAL = frozenset({"true", "false", "истина", "ложь"})
_DIGIT = re.compile(r"\d")
_MAY_BE_NUMBER = 32
"""No number, date or time is longer than this however it is typed."""
_STARTS_NUMBER = frozenset(".,($€£¥₽% \u00a0\u202f\t")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as content of a cell: its text without the leading `=`."""

    text: str


Content = Raw | Formula
_AS_THEY_ARE = frozenset({float, str, bool, type(None), ErrorValue})


def seen(value: object) -> Raw:
    """Return what an engine delivered as one of the kinds a cell has.

    >>> seen(Decimal("12.5")), seen(-2146826246), seen(datetime(2024, 1, 2, 12))
    (12.5, ErrorValue('#N/A'), 45293.5)
    """
    if type(value) in _AS_THEY_ARE:
        return value  # type: ignore[return-value]
    known = isinstance(value, int | float | Decimal | date | time | str)
    return handed_over.plain(value) if known else None  # appscript's `missing value`


def is_exact(value: object) -> bool:
    """Tell whether an engine delivered all of a cell: money has four places, time milliseconds."""
    return not isinstance(value, Decimal | datetime | date | time)


def plain(value: object) -> Raw:
    """Return a value to be written as one of the kinds a cell has; NaN and infinity are blank."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int | float | np.integer | np.floating):
        number = float(value)
        return number + 0.0 if isfinite(number) else None
    if value is None or isinstance(value, ErrorValue):
        return value
    raise SchemaError("not_a_cell_value", value=repr(value))


def same(one: Content, other: Content) -> bool:
    """Tell whether two cells hold the same; TRUE is not 1, a blank is not an empty text.

    >>> same(True, 1.0), same(1.0, 1.0)
    (False, True)
    """
    return type(one) is type(other) and one == other


def typed(value: Raw, *, is_text: bool = False) -> float | str | bool:
    """Return a value as it is typed into a cell, one of text format or another.

    >>> typed("00123"), typed("=x"), typed("Ромашка"), typed(None)
    ("'00123", "'=x", 'Ромашка', '')
    """
    if value is None:
        return ""
    if isinstance(value, ErrorValue):
        return value.code
    if isinstance(value, str):
        return f"'{value}" if reads_otherwise(value) and not is_text else value
    return value


def reads_otherwise(text: str) -> bool:
    """Tell whether a spreadsheet may read a text, once typed, as something else.

    >>> [reads_otherwise(text) for text in ("-", "1 мая", "■ просрочен на 5 дн.", "ИСТИНА")]
    [True, True, False, True]
    """
    if not text:
        return False
    first = text[0]
    if first in "=+-@'#" or text.casefold() in _LOGICAL:
        return True
    if len(text) > _MAY_BE_NUMBER or not _DIGIT.search(text):
        return False
    return first.isalnum() or first in _STARTS_NUMBER


def length(text: str) -> int:
    """Return the length as a spreadsheet counts it, in UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)
