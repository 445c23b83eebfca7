"""Cell addresses as people and formulas write them."""

from __future__ import annotations

import re
from typing import NamedTuple

_REFERENCE = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?[A-Z]{1,3}\$?\d+)?\Z"
)
_BARE_TITLE = re.compile(r"[^\W\d]\w*\Z")


LAST_COLUMN = 16_384
"""Of a sheet: XFD."""
Box = tuple[int, int, int, int]
"""A rectangle: first row, first column, last row, last column."""


class Place(NamedTuple):
    """One cell of a book."""

    sheet: str
    row: int
    column: int


def letters(column: int) -> str:
    """Return a column's letters.

    >>> letters(1), letters(27), letters(16384)
    ('A', 'AA', 'XFD')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def number(name: str) -> int:
    """Return a column's number.

    >>> number("XFD")
    16384
    """
    value = 0
    for letter in name:
        value = value * 26 + ord(letter) - 64
    return value


def a1(row: int, column: int) -> str:
    """Return a cell's address.

    >>> a1(5, 4)
    'D5'
    """
    return f"{letters(column)}{row}"


def quoted(sheet: str) -> str:
    """Return a sheet's title as formulas write it.

    >>> quoted("Заказы"), quoted("Q1 'new'")
    ('Заказы', "'Q1 ''new'''")
    """
    if _BARE_TITLE.match(sheet) and not re.match(r"[A-Za-z]{1,3}\d+\Z|[RrCc]\d*\Z", sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


def absolute(
    sheet: str, row: int, column: int, last_row: int | None = None, last_column: int | None = None
) -> str:
    """Return an absolute reference to a cell, or to a last row and column too.

    >>> absolute("Заказы", 2, 3), absolute("Заказы", 2, 3, 99), absolute("Заказы", 2, 3, 99, 4)
    ('Заказы!$C$2', 'Заказы!$C$2:$C$99', 'Заказы!$C$2:$D$99')
    """
    name = letters(column)
    tail = "" if last_row is None else f":${letters(last_column or column)}${last_row}"
    return f"{quoted(sheet)}!${name}${row}{tail}"


def place_of(reference: str) -> Place | None:
    """Return the first cell of a reference; None if it is no plain one (#REF!, a formula).

    >>> place_of("'Q1 ''new'''!$F$4"), place_of("#REF!")
    (Place(sheet="Q1 'new'", row=4, column=6), None)
    """
    found = _REFERENCE.match(reference.strip().removeprefix("="))
    if not found:
        return None
    title = found.group(1).replace("''", "'") if found.group(1) else found.group(2)
    return Place(title, int(found.group(4)), number(found.group(3)))
