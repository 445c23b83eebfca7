"""Whether rows that came find room below a list: totals or anything else there is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book.values import Values

if TYPE_CHECKING:
    from mkp_xl.book.grid import Source
    from mkp_xl.book.sharing.holding import Held, Part
    from mkp_xl.book.sharing.outcome import Merged

_CAME: Final = ("client_added", "row_added")


def leave_without_room(source: Source, ours: Held, merged: Merged) -> None:
    """Take out of what comes the rows for which there is no room; their items say so."""
    full = {
        kind for kind, rows in merged.rows.items() if not _fits(source, ours.parts[kind], len(rows))
    }
    merged.rows = {kind: rows for kind, rows in merged.rows.items() if kind not in full}
    merged.items = [
        replace(item, reason="no_room") if item.kind in full and item.reason in _CAME else item
        for item in merged.items
    ]


def _fits(source: Source, part: Part, count: int) -> bool:
    """Return whether rows may stand right below a table: it has no totals, and nothing is there."""
    rows = part.table
    if rows is None:
        return True
    table = rows.table
    last = int(np.flatnonzero(rows.is_row)[-1]) if rows.is_row.any() else -1
    totals = any(f.code == "totals_row" and f.row > rows.row(last) for f in rows.findings)
    if totals or (table.excel is not None and (table.excel.totals_rows or table.excel.is_bound)):
        return False
    columns = {*part.columns.values(), *part.beside}
    first = rows.row(rows.size)
    below = source.read(
        table.sheet, first_row=first, last_row=first + count - 1,
        columns=range(min(columns), max(columns) + 1),
    )  # fmt: skip
    return not any(
        Values.of(cells.values).filled.any() or cells.formulas for cells in below.values()
    )
