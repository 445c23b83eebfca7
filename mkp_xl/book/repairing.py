"""Calls of our functions that lead into an add-in's path or another book, led home again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.book.fields.functions import FUNCTIONS
from mkp_xl.book.formulas import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = "|".join(sorted((function.name for function in FUNCTIONS), key=len, reverse=True))
_CALL = re.compile(rf"!(?=(?:{_NAMES})\()", re.IGNORECASE)
_BOOK = re.compile(r"(?:'[^'\"]*'|\[\d+\][^\s!'\"(),;+*/^&=<>-]*|[\w.\-]+\.xl\w+)\Z", re.IGNORECASE)
"""What stands before a call of ours that Excel looks for elsewhere: `[1]`, `'C:\\mkp.xlam'`."""
_LONGEST = 300
"""Signs of the longest path that is looked at."""
_NUMBER = re.compile(r"\[(\d{1,4})\]")


def led_home(formula: str) -> str:
    """Return a formula whose calls of ours lead nowhere else; texts stay as they are.

    >>> led_home("[1]!MKP_SEGMENT(A2,B2)"), led_home('"[1]!MKP_SEGMENT(" & A1')
    ('MKP_SEGMENT(A2,B2)', '"[1]!MKP_SEGMENT(" & A1')
    """
    parts = TEXTS.split(formula)
    return "".join(part if n % 2 else _without_books(part) for n, part in enumerate(parts))


def links_of(formula: str) -> set[int]:
    """Return the numbers of the books that a formula looks for our functions in.

    >>> links_of("IF(A1>1,[2]!MKP_SEGMENT(A1,B1),[1]Лист1!A1)")
    {2}
    """
    books = (formula[book] for book in _books(formula))
    return {int(number) for book in books for number in _NUMBER.findall(book)}


def _without_books(text: str) -> str:
    left, end = [], 0
    for book in _books(text):
        left.append(text[end : book.start])
        end = book.stop
    return "".join(left) + text[end:]


def _books(text: str) -> Iterator[slice]:
    """Yield what stands before each call that leads elsewhere, the sign behind it included."""
    for call in _CALL.finditer(text):
        book = _BOOK.search(text, max(0, call.start() - _LONGEST), call.start())
        if book:
            yield slice(book.start(), call.end())
