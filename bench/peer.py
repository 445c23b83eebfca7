"""The peer, a whole process: openpyxl loads a book, sets twelve cells a row, saves it."""

from __future__ import annotations

import datetime as dt
import sys

import openpyxl

Cell = float | str | dt.date

FIRST_COLUMN = 8
DAY = dt.date(2026, 11, 20)
VALUES: tuple[Cell, ...] = (
    *(0.25, 8.0, 480_000.0, DAY, "● on track"),
    "8 Strategic: purchases 160,000 = 25%; 480,000 short of a high potential",
    *(640_000.0, 160_000.0, DAY, 30.0, DAY, 4.0),
)
"""One row's cells; nothing is computed and nothing looked up, which favours the peer."""


def main() -> None:
    """Change the book named on the command line, in place."""
    path = sys.argv[1]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        for column, value in enumerate(VALUES, start=FIRST_COLUMN):
            sheet.cell(row, column, value)
    book.save(path)


if __name__ == "__main__":
    main()
