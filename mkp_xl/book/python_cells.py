"""Cells that call worksheet functions: which columns get them, and their formula texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mkp_xl.book.address import letters
from mkp_xl.book.native import ROW, setting_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mkp_xl.book.fields import Lang

ORDER: Final = ("segment", "due_date", "why")
"""Columns that may call functions, those first that a person asks of most."""
HOME: Final = "mkp.functions"
"""The hidden sheet of every book whose macros bring the functions along."""
_READS: Final = {
    "segment": ("potential", "purchases"),
    "due_date": ("last_contact", "interval"),
    "why": ("potential", "purchases"),
}
_CALLS: Final = {
    "segment": "MKP_SEGMENT({0},{1},{medium_from},{high_above},{reached_from})",
    "due_date": "MKP_DUE_DATE({0},{1},{as_of},{calendar_days})",
    "why": 'MKP_EXPLAIN({0},{1},,,,"{lang}",{medium_from},{high_above},{reached_from})',
}
_NAMED: Final = ("medium_from", "high_above", "reached_from", "as_of", "calendar_days")


def chosen(rows: Sequence[int], most: float) -> frozenset[str]:
    """Return the columns that call functions, whole ones only, for lists of so many rows.

    Each call takes milliseconds: a book calls as many as its setting allows.

    >>> sorted(chosen([1000], 2500.0)), chosen([3000], 2500.0)
    (['due_date', 'segment'], frozenset())
    """
    columns = int(most // sum(rows)) if sum(rows) else len(ORDER)
    return frozenset(ORDER[:columns])


def texts(outputs: Mapping[str, int], lang: Lang) -> dict[str, str]:
    """Return the formula text of each such column, `ROW` in place of the row number.

    A cell is written as a range of one: LibreOffice hands over a blank cell as 0, but says of a
    range what in it is blank.
    """
    named = {key: setting_name(key) for key in _NAMED}
    return {
        key: call.format(
            *(_one_cell(letters(outputs[read])) for read in _READS[key]), lang=lang, **named
        )
        for key, call in _CALLS.items()
        if key in outputs and all(read in outputs for read in _READS[key])
    }


def _one_cell(column: str) -> str:
    return f"${column}{ROW}:${column}{ROW}"
