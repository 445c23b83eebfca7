"""Values of cells as xlwings' engines deliver them and take them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from mkp_xl.book import handed_over
from mkp_xl.book.cells import COM_ERRORS
from mkp_xl.book.grid import ErrorValue, Raw
from mkp_xl.hosts.live.values import reads_otherwise

ERROR_TEXTS = frozenset(COM_ERRORS.values())
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
