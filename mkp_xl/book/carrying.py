"""What goes from one book into another: cells as typed, in the other's units; settings.

A value reads the same in a book of ours, whatever its cell's format and its header's unit said.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mkp_xl.book.amounts import format_kind
from mkp_xl.book.cells import ErrorValue, read_text
from mkp_xl.book.columns import shown
from mkp_xl.book.fields import SETTING_OF, SETTINGS
from mkp_xl.book.layout import KEYS

if TYPE_CHECKING:
    from mkp_xl.book.compute import Verdicts
    from mkp_xl.book.grid import Raw
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.tables import Rows

Record = dict[str, "Raw"]
"""What a person typed in one row, by field key; blanks left out."""


def record_of(rows: Rows, place: int) -> Record:
    """Return what a person typed in a row."""
    cells = {key: carried(rows, key, place) for key in rows.cells}
    for key in KEYS:
        if key in cells and not read_text(rows.cells[key].values[place]):
            del cells[key]  # an error is nobody's name
    return {key: raw for key, raw in cells.items() if raw not in (None, "")}


def carried(rows: Rows, key: str, place: int) -> Raw:
    """Return a cell as typed; a number left out for its format is a text that says the same."""
    cells = rows.cells[key]
    raw = cells.values[place]
    parsed = rows.numbers.get(key)
    if isinstance(raw, ErrorValue):
        return raw.code
    if parsed is not None and rows.table.unit(key).scale != 1 and raw not in (None, ""):
        return _of_thousands(raw, float(parsed.values[place]))
    if parsed is None or not isinstance(raw, float) or not math.isnan(parsed.values[place]):
        return raw
    kind = format_kind(cells.formats[place])
    if not kind:
        return raw
    if kind == "share":
        return f"{100 * raw:.15g}%"
    return shown(raw, cells.formats[place]) if kind == "date" else f"{read_text(raw)} {kind}"


def _of_thousands(raw: Raw, amount: float) -> Raw:
    """Return what a cell counts under a header in thousands: the smaller book's says nothing.

    What was not clear there must not be clear here.
    """
    return f"{read_text(raw)} ?" if math.isnan(amount) else amount


def counted(raw: Raw, rows: Rows, key: str) -> Raw:
    """Return an amount as a column in thousands holds it."""
    scale = rows.table.unit(key).scale
    if not isinstance(raw, float) or scale == 1:
        return raw
    return float(f"{raw / scale:.15g}")  # 1234.56789, not 1234.5678899999998


def brought_settings(settings: Settings, verdicts: Verdicts) -> dict[str, float | str]:
    """Return the settings that a book brings, and the day from which its orders are complete."""
    values = settings.numbers | settings.words
    brought = {
        field.key: values[field.key]
        for field in SETTINGS
        if field.key != "language"  # the new book's own
        and field.key in settings.boxes
        and settings.boxes[field.key].raw is not None
    }
    currency = settings.words["currency"]
    if currency != SETTING_OF["currency"].default:  # the list's amounts may name it, no box
        brought["currency"] = currency
    if verdicts.orders is not None and not math.isnan(verdicts.numbers["orders_from"]):
        brought["orders_from"] = float(verdicts.numbers["orders_from"])
    if brought.get("as_of_mode") != "fixed":
        brought.pop("as_of", None)
    return brought
