"""Which cells in our columns are ours: formulas we wrote, values beside clients; the rest stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import native, python_cells
from mkp_xl.book.fields import LANGS
from mkp_xl.book.formulas import Formulas
from mkp_xl.book.own_formulas import FOREIGN, NONE, OwnFormulas
from mkp_xl.book.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkp_xl.book.grid import Cells, Source, TableInfo
    from mkp_xl.book.marks import MarkedList
    from mkp_xl.book.values import Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnColumns:
    """Columns of ours beside one list, headers included."""

    sheet: str
    header_row: int
    last_row: int
    columns: dict[str, int]
    """By output field."""
    others: frozenset[tuple[int, int]]
    """Row and column of what somebody else wrote into them."""
    stuck: frozenset[int]
    """Columns in the midst of an Excel table, which cannot leave it."""


def own_columns(source: Source, marked: MarkedList, tables: Iterable[TableInfo]) -> OwnColumns:
    """Return the columns of ours beside a list, and what in them is not ours."""
    first = marked.header_row + 1
    wanted = {*marked.columns.values(), *marked.inputs.values()}
    read = source.read(marked.sheet, first_row=first, columns=wanted)
    size = _size(marked, read)
    before = read.get(marked.columns.get("client_before", 0))
    gone = _filled(before) if before else np.zeros(0, dtype=bool)
    known = _known(marked)
    last, others = marked.header_row, set()
    for key, column in marked.columns.items():
        cells = read.get(column)
        if cells is None:
            continue
        there, is_ours = _told(cells, column, size, gone, frozenset(known.get(key, ())))
        last = max([last, *(first + np.flatnonzero(there & is_ours)[-1:])])
        others |= {(first + at, column) for at in np.flatnonzero(there & ~is_ours).tolist()}
    return OwnColumns(
        sheet=marked.sheet,
        header_row=marked.header_row,
        last_row=int(last),
        columns=marked.columns,
        others=frozenset(others),
        stuck=_stuck(marked, tables),
    )


def _told(
    cells: Cells, column: int, size: int, gone: Flags, known: frozenset[str]
) -> tuple[Flags, Flags]:
    """Return by row whether there is anything, and whether that is ours.

    In the list all is ours but formulas of others; below it our formulas, and what remembers a
    client that is gone.
    """
    count = len(cells.values)
    formulas = Formulas.of(cells.first_row, count, cells.formulas)
    states = OwnFormulas(None, known, column).states(formulas)
    places = np.arange(count)
    remembered = np.zeros(count, dtype=bool)
    remembered[: len(gone)] = gone[:count]
    is_value = states == NONE
    below = ~is_value | remembered
    is_ours = (states != FOREIGN) & ((places < size) | below)
    return _filled(cells) | ~is_value, is_ours


def _size(marked: MarkedList, read: Mapping[int, Cells]) -> int:
    """Return how many rows the list has: down to its stated end, or to its last filled cell."""
    if marked.bottom is not None:
        return max(0, marked.bottom - marked.header_row)
    columns = marked.inputs.values() or marked.columns.values()
    ends = (np.flatnonzero(_filled(read[c]))[-1:] for c in columns if c in read)
    return max((int(end[0]) + 1 for end in ends if len(end)), default=0)


def _filled(cells: Cells) -> Flags:
    return Values.of(cells.values).filled


def _known(marked: MarkedList) -> dict[str, set[str]]:
    """Return every formula text of ours, by column; where it reads from does not matter."""
    keys = [marked.inputs[key] for key in native.KEYS if key in marked.inputs]
    here = native.Sources(
        inputs=marked.inputs,
        outputs=marked.columns,
        client_key=keys[0] if keys else native.LOST,
        orders=True,
        contacts=True,
    )
    found = {key: set(texts) for key, texts in native.variants(here).items()}
    for lang in LANGS:
        for key, text in python_cells.texts(marked.columns, lang).items():
            found.setdefault(key, set()).add(text)
    return found


def _stuck(marked: MarkedList, tables: Iterable[TableInfo]) -> frozenset[int]:
    """Return the columns of ours that stand left of others in an Excel table."""
    own = set(marked.columns.values())
    for table in tables:
        inside = range(table.first_column, table.last_column + 1)
        is_here = (table.sheet, table.first_row) == (marked.sheet, marked.header_row)
        if is_here and own & set(inside):
            last = max((column for column in inside if column not in own), default=0)
            return frozenset(column for column in own & set(inside) if column < last)
    return frozenset()
