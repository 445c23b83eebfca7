"""Ours, a whole process: twelve columns of a list written back in place, nothing read before."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from mkp_xl.book.grid import Action, Changes, ColumnEdit, ErrorValue
from mkp_xl.book.values import Values
from mkp_xl.hosts.xlsx.host import XlsxHost

SHEET = "Clients"
FIRST_COLUMN, FIRST_ROW = 8, 2
TEXTS = (4, 5)
"""Places of the columns that hold texts: states and reasons."""
COLUMNS = 12
ODD_SHARE = 0.05
"""So many cells of a mixed column are blank, and as many hold another kind."""
_SEED = 6


def values(rows: int, place: int, *, mixed: bool) -> Values:
    """Return what one of the columns is to hold: sums, shares, whole numbers or texts by row."""
    rng = np.random.default_rng(_SEED + place)
    if place in TEXTS:
        texts = [f"● {number} of {place}" for number in rng.integers(0, 10**6, rows).tolist()]
        found = Values.of(texts)
    elif place == 0:
        found = Values(rng.random(rows))
    elif place % 2:
        found = Values(rng.integers(0, 60_000, rows).astype(np.float64))
    else:
        found = Values(np.round(rng.random(rows) * 1e6, 2))
    return _mixed(found, rng) if mixed else found


def _mixed(found: Values, rng: np.random.Generator) -> Values:
    """Return values with some blank and some of other kinds."""
    mixed, rows = list(found), len(found)
    for row in np.flatnonzero(rng.random(rows) < ODD_SHARE).tolist():
        mixed[row] = None
    others = ("text", True, ErrorValue("#N/A"), 1.5)
    for number, row in enumerate(np.flatnonzero(rng.random(rows) < ODD_SHARE).tolist()):
        mixed[row] = others[number % len(others)]
    return Values.of(mixed)


def main() -> None:
    """Change the book named on the command line: its path, its rows, whether kinds are mixed.

    Seconds of the writing alone are printed.
    """
    path, rows, mixed = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "mixed"
    edits = [
        ColumnEdit(
            sheet=SHEET,
            column=FIRST_COLUMN + place,
            first_row=FIRST_ROW,
            values=values(rows, place, mixed=mixed),
            actions=bytes([Action.KEEP]) * rows,
        )
        for place in range(COLUMNS)
    ]
    begin = time.perf_counter()
    XlsxHost(path).write(Changes(columns=edits))
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main()
