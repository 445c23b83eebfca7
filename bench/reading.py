"""Reading a measured book back, by another library than ours, to see that it is right."""

from __future__ import annotations

import datetime as dt
import math
import zipfile
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from bench.books import INPUT_KEYS, OUTPUT_KEYS, SHEET, typed
from bench.clock import WrongResultError
from bench.expected import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.expected import Numbers
    from mkp_xl.book.flow import CellsMode

_EPOCH = dt.date(1899, 12, 30)
_SIGNS = {1.0: "■", 2.0: "►", 3.0: "●", 4.0: "○", None: ""}


def check_recalculated(path: Path, rows: int, cells: CellsMode) -> None:
    """Raise WrongResultError unless every client's row says what it must, and formulas stand."""
    check_rows(rows_of(path), rows, OUTPUT_KEYS)
    wanted_formulas = rows * len(OUTPUT_KEYS) if cells == "native" else 0
    if (found := formulas(path)) != wanted_formulas:
        raise WrongResultError(f"{found} formula cells, {wanted_formulas} expected")


def check_rows(read: list[list[object]], rows: int, keys: Sequence[str]) -> None:
    """Raise WrongResultError unless the rows, headers first, say what they must in our columns."""
    clients = typed(rows).clients()
    if len(read) != rows + 1:
        raise WrongResultError(f"{len(read)} rows read back, {rows + 1} expected")
    for place, (values, client) in enumerate(zip(read[1:], clients, strict=True)):
        row = dict(zip((*INPUT_KEYS, *keys), values, strict=True))
        wanted = numbers(client)
        _check_numbers(place, row, wanted)
        _check_words(place, row, wanted)
        _check_inputs(place, row, wanted["potential"])


def rows_of(path: Path) -> list[list[object]]:
    """Return the list's rows as calamine reads them."""
    with CalamineWorkbook.from_path(path) as book:
        return [list(row) for row in book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)]


def formulas(path: Path) -> int:
    """Return how many cells of the list, the book's first sheet, hold a formula."""
    with zipfile.ZipFile(path) as package:
        return package.read("xl/worksheets/sheet1.xml").count(b"<f")


def _check_numbers(place: int, row: dict[str, object], wanted: Numbers) -> None:
    for key, value in wanted.items():
        met = _number(row[key])
        right = met is None if value is None else met is not None and math.isclose(met, value)
        if not right:
            raise WrongResultError(f"client {place + 1}, {key}: {met}, {value} expected")


def _check_words(place: int, row: dict[str, object], wanted: Numbers) -> None:
    state, why = str(row["state"]), str(row["why"])
    segment = wanted["segment"]
    if state[:1] != _SIGNS[wanted["state_code"]]:
        raise WrongResultError(f"client {place + 1}, state: {state!r}")
    if not why or (segment is not None and not why.startswith(f"{segment:.0f} ")):
        raise WrongResultError(f"client {place + 1}, why: {why!r}")


def _check_inputs(place: int, row: dict[str, object], potential: float | None) -> None:
    same = row["client_id"] == f"C-{place + 1:07d}" and row["client"] == f"Client {place + 1} Ltd"
    if not same or _number(row["potential_typed"]) != potential:
        raise WrongResultError(f"client {place + 1}: a cell of the team's was changed")


def _number(cell: object) -> float | None:
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        return float((cell - _EPOCH).days)
    return float(cell) if isinstance(cell, int | float) else None


def check_set(path: Path, rows: int, wanted: Sequence[object]) -> None:
    """Raise WrongResultError unless the peer's book has the cells it was told to set."""
    read = rows_of(path)
    first = len(INPUT_KEYS)
    for row in (read[1], read[-1]):
        met = row[first : first + len(wanted)]
        if len(read) != rows + 1 or met != list(wanted):
            raise WrongResultError(f"the peer wrote {met} in a book of {len(read)} rows")
