"""Calls of our functions that lead into an add-in's path or another book, led home again."""

from __future__ import annotations

import re

from mkp_xl.book.fields.functions import FUNCTIONS

_NAMES = "|".join(sorted((function.name for function in FUNCTIONS), key=len, reverse=True))
_BOOK = r"'[^'\"]*'|\[\d+\][^\s!'\"(),;+*/^&=<>-]*|[\w.\-]+\.xl\w+"
_LOST = re.compile(rf"(?:{_BOOK})!(?=(?:{_NAMES})\()", re.IGNORECASE)
"""What stands before a call of ours that Excel looks for elsewhere: `[1]!`, `'C:\\mkp.xlam'!`."""
_NUMBER = re.compile(r"\[(\d{1,4})\]")
_TEXTS = re.compile(r'("(?:[^"]|"")*")')


def led_home(formula: str) -> str:
    """Return a formula whose calls of ours lead nowhere else; texts stay as they are.

    >>> led_home("[1]!MKP_SEGMENT(A2,B2)"), led_home('"[1]!MKP_SEGMENT(" & A1')
    ('MKP_SEGMENT(A2,B2)', '"[1]!MKP_SEGMENT(" & A1')
    """
    parts = _TEXTS.split(formula)
    return "".join(part if n % 2 else _LOST.sub("", part) for n, part in enumerate(parts))


def links_of(formula: str) -> set[int]:
    """Return the numbers of the books that a formula looks for our functions in.

    >>> links_of("IF(A1>1,[2]!MKP_SEGMENT(A1,B1),[1]Лист1!A1)")
    {2}
    """
    calls = (lost[0] for lost in _LOST.finditer(formula))
    return {int(number) for call in calls for number in _NUMBER.findall(call)}
