"""A sheet of our own making that the team fills in: found by its title, read by its own headers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from mkp_xl.book.fields import INPUTS_OF, Sheet
from mkp_xl.book.layout import KEYS, Table
from mkp_xl.book.recognition.header import understood
from mkp_xl.book.recognition.matching import Match
from mkp_xl.book.recognition.sheet_grid import Grid, Header
from mkp_xl.book.recognition.units import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkp_xl.book.grid import Cells, TableInfo
    from mkp_xl.book.recognition.units import Unit

_Words = tuple[str, ...]
_NEEDED: dict[Sheet, tuple[frozenset[str], ...]] = {
    "estimates": (frozenset(KEYS), frozenset({"source"}), frozenset({"amount", "low", "high"})),
    "people": (frozenset({"person"}), frozenset(KEYS)),
    "team": (frozenset({"manager"}), frozenset({"capacity", "away_from"})),
    "norms": (
        frozenset({"industry"}), frozenset({"norm_outlet", "norm_employee", "norm_revenue"})
    ),
}  # fmt: skip
"""At least one field of each set makes a table of that kind: any sheet may bear the title."""


def find_table(
    kind: Sheet, sheet: str, top: Mapping[int, Cells], excel_tables: Iterable[TableInfo]
) -> Table | None:
    """Return the table of a sheet that is of a kind, None where no row has its headers.

    Headers count whatever unit they state: «Оценка в год, тыс. руб.» is «Оценка в год».
    """
    grid, named = Grid(sheet, top, frozenset()), _named(kind)
    rows = {row: _columns(grid.texts(row), named) for row in grid.rows}
    row = max(rows, key=lambda row: (len(rows[row]), -row), default=0)
    if not row or not all(needed & rows[row].keys() for needed in _NEEDED[kind]):
        return None
    headers = [Header(row=row, column=c, text=t, whole=t) for c, t in grid.texts(row).items()]
    return Table(
        kind=kind,
        sheet=sheet,
        header_row=row,
        columns=rows[row],
        headers={header.column: header.text for header in headers},
        matches={
            header.column: Match(
                header=header, role=None, confidence=1.0, reason="named", unit=unit
            )
            for header, unit in zip(headers, _units(headers, rows[row]), strict=True)
        },
        excel=next((t for t in excel_tables if (t.sheet, t.first_row) == (sheet, row)), None),
    )


def _units(headers: list[Header], columns: Mapping[str, int]) -> list[Unit]:
    """Return what the numbers below each header count; From and To count as the amount does."""
    stated = {header.column: header.unit for header in headers}
    amount = stated.get(columns.get("amount", 0), PLAIN)
    ends = {columns.get(key) for key in ("low", "high")}
    return [
        amount if header.column in ends and stated[header.column] == PLAIN else header.unit
        for header in headers
    ]


def _columns(texts: Mapping[int, str], named: Mapping[_Words, str]) -> dict[str, int]:
    """Return the column of each field, the first of several that bear its name."""
    found: dict[str, int] = {}
    for column, text in texts.items():
        field = named.get(tuple(understood(text).words))
        if field is not None:
            found.setdefault(field, column)
    return found


@cache
def _named(kind: Sheet) -> dict[_Words, str]:
    """Return the field by the words of each of its titles."""
    found: dict[_Words, str] = {}
    for field in INPUTS_OF[kind]:
        for title in field.titles():
            found.setdefault(tuple(understood(title).words), field.key)
    return found
