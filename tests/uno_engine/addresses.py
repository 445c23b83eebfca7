"""Addresses as Excel writes them."""

from __future__ import annotations

import re

ROWS, COLUMNS = 1_048_576, 16_384
CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d*)")
COLUMN = re.compile(r"\$?([A-Za-z]{1,3})")
ROW = re.compile(r"\$?([1-9]\d*)")


def letters(column: int) -> str:
    """Return the letters of a column.

    >>> letters(1), letters(27), letters(16384)
    ('A', 'AA', 'XFD')
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number(text: str) -> int:
    """Return the number of a column.

    >>> number("XFD")
    16384
    """
    total = 0
    for letter in text.upper():
        total = total * 26 + ord(letter) - 64
    return total


def box(text: str) -> tuple[int, int, int, int] | None:
    """Return first row, first column, number of rows and columns; None for no address.

    >>> box("$B$2:C5"), box("A:B"), box("3:3"), box("total")
    ((2, 2, 4, 2), (1, 1, 1048576, 2), (3, 1, 1, 16384), None)
    """
    first, _, second = text.replace(" ", "").partition(":")
    second = second or first
    if (a := CELL.fullmatch(first)) and (b := CELL.fullmatch(second)):
        corners = int(a[2]), number(a[1]), int(b[2]), number(b[1])
    elif ":" in text and (a := COLUMN.fullmatch(first)) and (b := COLUMN.fullmatch(second)):
        corners = 1, number(a[1]), ROWS, number(b[1])
    elif ":" in text and (a := ROW.fullmatch(first)) and (b := ROW.fullmatch(second)):
        corners = int(a[1]), 1, int(b[1]), COLUMNS
    else:
        return None
    top, bottom = sorted(corners[::2])
    left, right = sorted(corners[1::2])
    if bottom > ROWS or right > COLUMNS:
        return None
    return top, left, bottom - top + 1, right - left + 1


def written(row: int, column: int, rows: int, columns: int, *, fixed=(True, True)) -> str:
    """Return the address of a rectangle; `fixed` says whether rows and columns get a `$`.

    >>> written(1, 1, 1, 1), written(2, 2, 4, 2, fixed=(False, False)), written(1, 1, 1048576, 2)
    ('$A$1', 'B2:C5', '$A:$B')
    """
    down, across = ("$" if f else "" for f in fixed)
    left, right = across + letters(column), across + letters(column + columns - 1)
    top, bottom = f"{down}{row}", f"{down}{row + rows - 1}"
    if rows == ROWS and columns < COLUMNS:
        return f"{left}:{right}"
    if columns == COLUMNS:
        return f"{top}:{bottom}"
    first, last = left + top, right + bottom
    return first if rows == columns == 1 else f"{first}:{last}"


def quoted(sheet: str) -> str:
    """Return a sheet's name as formulas carry it.

    >>> quoted("Лист1"), quoted("Два три"), quoted("O'Neil"), quoted("A1")
    ('Лист1', "'Два три'", "'O''Neil'", "'A1'")
    """
    plain = re.fullmatch(r"[^\W\d]\w*", sheet) and not CELL.fullmatch(sheet)
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"
