"""Contents of cells: values and formulas, when two are the same, what may be written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite

import numpy as np

from mkp_xl.book.grid import ErrorValue, Raw
from mkp_xl.errors import SchemaError

DAYS_TO_1904 = 1462
LONGEST_TEXT = 32_767
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


def plain(value: object) -> Raw:
    """Return a value to be written as one of the kinds a cell has; NaN and infinity are blank."""
    if value is None or isinstance(value, bool | ErrorValue):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int | float | np.integer | np.floating):
        number = float(value)
        return number + 0.0 if isfinite(number) else None
    if isinstance(value, np.bool_):
        return bool(value)
    raise SchemaError("not_a_cell_value", value=repr(value))


def same(one: Content, other: Content) -> bool:
    """Tell whether two cells hold the same; TRUE is not 1, a blank is not an empty text.

    >>> same(True, 1.0), same(1.0, 1.0)
    (False, True)
    """
    return type(one) is type(other) and one == other


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
