"""What a cell means, so that two books can be compared whatever their formats and spellings are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from mkp_xl.book.cells import ErrorValue, read_text
from mkp_xl.book.columns import reader
from mkp_xl.book.days import read_date

if TYPE_CHECKING:
    from mkp_xl.book.fields import Field
    from mkp_xl.book.grid import Raw

Meaning = float | str | None
"""A number, a text, or None for a blank."""
_DAY = re.compile(r"\d{1,4}([.-])\d{1,2}\1\d{1,4}(?:[T ][\d:.]+)?\Z", re.ASCII)
_DECIMALS = 6
_DAY_FORMAT = "dd.mm.yyyy"


def meaning(field: Field | None, raw: Raw, currency: str, lang: str) -> Meaning:
    """Return what a cell means in a column; `field` None for a column that only the team knows.

    An amount typed as text is that amount, a day that day; what cannot be read is its text. A flag
    that says no is as blank.
    """
    if isinstance(raw, ErrorValue):
        return raw.code
    text = normalize("NFC", read_text(raw))
    if not text:
        return None
    if field is None or field.kind in ("text", "id"):
        return text if field else _of_own(raw, text)
    found = reader(field, currency, lang)(raw, _DAY_FORMAT if field.kind == "date" else "General")
    if found.problem or found.value != found.value:
        return text
    if field.kind == "flag":
        return found.value or None
    return round(found.value, _DECIMALS)


def _of_own(raw: Raw, text: str) -> Meaning:
    """Return what a cell of the team's own column means: 7 and "7" are one, and so are days."""
    if isinstance(raw, str) and _DAY.match(text):
        found = read_date(text)
        if not found.problem:
            return read_text(found.value)
    return text
