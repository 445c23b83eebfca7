"""The currency that the amounts of a table name: in headers, in number formats, in the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.amounts import format_kind, sign_currency
from mkp_xl.book.fields import INPUTS_OF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.book.grid import Cells, Source
    from mkp_xl.book.layout import Table

_ROWS = 100
"""So many rows are looked at."""


def currency_of(source: Source, table: Table) -> str:
    """Return the one currency that headers or most cells name, "" where none is, or several are."""
    money = [field.key for field in INPUTS_OF[table.kind] if field.kind == "money"]
    columns = [table.columns[key] for key in money if key in table.columns]
    last = table.first_row + _ROWS
    top = source.read(table.sheet, first_row=table.first_row, last_row=last, columns=columns)
    named = {table.unit(key).currency for key in money}
    cells = [currency for cells in top.values() for currency in _named(cells)]
    named |= {currency for currency in cells if 2 * cells.count(currency) > len(cells)}
    named.discard("")
    return named.pop() if len(named) == 1 else ""


def _named(cells: Cells) -> Iterator[str]:
    """Yield the currency that each filled cell names, "" where it names none."""
    for raw, code in zip(cells.values, cells.formats, strict=True):
        if isinstance(raw, float):
            kind = format_kind(code)
            yield "" if kind in ("date", "share") else kind
        elif isinstance(raw, str) and raw:
            yield sign_currency(raw)
