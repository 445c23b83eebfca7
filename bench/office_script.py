"""What the bench calls inside LibreOffice: bare bulk reads and writes of the list in front."""

from __future__ import annotations

import json
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


def empty(*box: float) -> None:
    """Empty cells."""
    cells(box).clearContents(1 | 2 | 4 | 16)


def rows(*box: float) -> str:
    """Return what cells hold."""
    return json.dumps(cells(box).getDataArray())


def raw(writes: object, *box: float) -> float:
    """Return the seconds that reading the sheet takes, and writing cells with what they hold."""
    held = cells(box).getDataArray()
    began = perf_counter()
    cells((1, 1, *box[2:])).getDataArray()
    if writes:
        cells(box).setDataArray(held)
    return perf_counter() - began


def cells(box: Sequence[float]) -> Any:  # noqa: ANN401  UNO's own
    """Return the cells of a box of the first sheet."""
    top, left, bottom, right = (int(number) - 1 for number in box)
    document = XSCRIPTCONTEXT.getDesktop().getCurrentComponent()  # type: ignore[name-defined]  # noqa: F821  LibreOffice sets it
    return document.Sheets.getByIndex(0).getCellRangeByPosition(left, top, right, bottom)
