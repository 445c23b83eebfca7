"""Rows of a sheet of Excel that a person sees."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from mkp_xl.hosts.excel.patience import patiently

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xlwings as xw


def shown_rows(sheet: xw.Sheet, rows: Sequence[int]) -> Iterator[int]:
    """Yield those of ascending rows that no filter and nobody has hidden."""
    for _, group in groupby(enumerate(rows), key=lambda item: item[1] - item[0]):
        run = [row for _, row in group]
        yield from _shown(sheet, run)


def _shown(sheet: xw.Sheet, run: list[int]) -> Iterator[int]:
    """Yield the shown ones of neighbouring rows: those of one height are asked for at once."""
    height = patiently(partial(_height, sheet, run))
    if height is None and len(run) > 1:
        middle = len(run) // 2
        yield from _shown(sheet, run[:middle])
        yield from _shown(sheet, run[middle:])
    elif height != 0:
        yield from run


def _height(sheet: xw.Sheet, run: list[int]) -> float | None:
    """Return the height of rows, 0 where they are hidden, None where they differ."""
    return sheet.range(f"{run[0]}:{run[-1]}").row_height
