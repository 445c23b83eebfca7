"""What a host is to write of what copies brought: single cells, and rows below a list."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mkp_xl.book import look
from mkp_xl.book.carrying import counted
from mkp_xl.book.grid import CellEdit, Changes, Style
from mkp_xl.book.growth import ListGrowth, TableGrowth
from mkp_xl.book.sharing.holding import KNOWN
from mkp_xl.book.sharing.meaning import meaning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.carrying import Record
    from mkp_xl.book.grid import Raw
    from mkp_xl.book.sharing.holding import Held, Part
    from mkp_xl.book.sharing.outcome import Merged


def changes_of(ours: Held, merged: Merged) -> Changes | None:
    """Return the changes of the book; None where copies bring nothing."""
    changes = Changes(is_typing=True)
    for cell in merged.cells:
        changes.cells.append(_edit(ours, ours.parts[cell.kind], cell.row, cell.key, cell.raw))
    for kind, records in merged.rows.items():
        _append(ours, ours.parts[kind], records, changes)
    return changes if changes.cells else None


def _append(ours: Held, part: Part, records: Sequence[Record], changes: Changes) -> None:
    """Add rows below a table, which grows by them."""
    rows = part.table
    if rows is None:
        return
    first, table = rows.row(rows.size), rows.table
    for row, record in enumerate(records, start=first):
        for key, raw in record.items():
            changes.cells.append(_edit(ours, part, row, key, raw))
    if table.excel:
        changes.tables.append(TableGrowth(name=table.excel.name, rows=len(records)))
        return
    changes.grows = True
    if rows.size:
        columns = {*part.columns.values(), *part.beside}
        changes.lists.append(
            ListGrowth(
                sheet=table.sheet,
                first_row=table.header_row,
                last_row=first - 1,
                first_column=min(columns),
                last_column=max(columns),
                rows=len(records),
            )
        )


def _edit(ours: Held, part: Part, row: int, key: str, raw: Raw) -> CellEdit:
    """Return the edit of a cell; one without a look of its own gets the format of its field."""
    sheet = part.table.table.sheet if part.table else ""
    style = None
    if isinstance(raw, float):
        known = KNOWN[part.kind].get(key)
        code = look.shown_as(known.number_format, ours.lang) if known else part.formats.get(key)
        style = Style(number_format=code) if code and code != "General" else None
    return CellEdit(
        sheet=sheet,
        row=row,
        column=part.columns[key],
        value=_in_units(ours, part, key, raw),
        style=style,
    )


def _in_units(ours: Held, part: Part, key: str, raw: Raw) -> Raw:
    """Return a value as its column counts: an amount typed as text too, where that is thousands."""
    if part.table is None or part.table.table.unit(key).scale == 1:
        return raw
    amount = meaning(KNOWN[part.kind].get(key), raw, ours.currency, ours.lang)
    is_amount = isinstance(amount, float) and math.isfinite(amount)
    return counted(amount if is_amount else raw, part.table, key)
