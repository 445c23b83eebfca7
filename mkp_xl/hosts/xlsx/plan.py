"""The edits of one sheet, arranged by column: what happens in which row, the last word winning."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.address import a1
from mkp_xl.book.grid import Action
from mkp_xl.hosts.xlsx.column_plan import ColumnPlan, SinglesPlan, WholePlan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.grid import CellEdit, ColumnEdit, Style
    from mkp_xl.hosts.xlsx.address import Box
    from mkp_xl.hosts.xlsx.letters import Places
    from mkp_xl.hosts.xlsx.style_out import Looks

_REPLACING = (Action.FORMULA, Action.VALUE)


class Plan:
    """All edits of one sheet."""

    def __init__(
        self, columns: Sequence[ColumnEdit], cells: Sequence[CellEdit], looks: Looks, prefix: bytes
    ) -> None:
        self.whole = [WholePlan(edit, looks(edit.style), prefix) for edit in columns]
        last_words = list({(edit.row, edit.column): edit for edit in cells}.values())
        self._settle_overlaps(last_words)
        parts: list[ColumnPlan] = list(self.whole)
        for (column, style), edits in _by_column_and_style(last_words).items():
            parts.append(SinglesPlan(column, looks(style), edits, prefix))
        self.parts = sorted(parts, key=lambda part: part.column)

    def active(self, first: int, last: int) -> list[ColumnPlan]:
        """Parts that may speak of rows from first to last, in the order of their columns."""
        spans = ((part, part.rows) for part in self.parts if part.rows)
        return [part for part, rows in spans if rows[0] <= last and first <= rows[-1]]

    def changing(self, first: int, last: int) -> Places:
        """Rows of a stretch where some edit changes something, in order."""
        found = np.zeros(max(0, last + 1 - first), dtype=bool)
        for part in self.active(first, last):
            found[part.changing(first, last) - first] = True
        return np.flatnonzero(found) + first

    @property
    def last_row(self) -> int:
        """Last row any edit may speak of."""
        return max((part.rows[-1] for part in self.parts if part.rows), default=0)

    def box(self) -> Box | None:
        """Rectangle around all cells that get a value or a formula; None if none does."""
        spans = [(part.column, span) for part in self.parts if (span := part.span())]
        if not spans:
            return None
        columns, rows = zip(*spans, strict=True)
        return min(r[0] for r in rows), min(columns), max(r[1] for r in rows), max(columns)

    @property
    def replaces(self) -> bool:
        """Whether any formula that stands on the sheet goes, or gives way to another."""
        return any(part.replaces for part in self.parts)

    def replaces_formula(self, row: int, column: int) -> bool:
        """Whether a formula that stands in a cell goes, or gives way to another."""
        return any(p.column == column and p.action(row) in _REPLACING for p in self.parts)

    def values_of(self, row: int) -> dict[int, object]:
        """Return new values of a row's cells, by column."""
        parts = (part for part in self.active(row, row) if part.action(row))
        return {part.column: part.orders(np.array([row])).values[0] for part in parts}

    def replaced_in(self, box: Box) -> str | None:
        """First cell of a rectangle whose formula would be replaced, None if there is none."""
        first_row, first_column, last_row, last_column = box
        for part in self.active(first_row, last_row):
            if first_column <= part.column <= last_column:
                rows = _within(part.rows, first_row, last_row + 1)
                row = next((row for row in rows if part.action(row) in _REPLACING), None)
                if row is not None:
                    return a1(row, part.column)
        return None

    def _settle_overlaps(self, cells: list[CellEdit]) -> None:
        for place, later in enumerate(self.whole):
            for earlier in self.whole[:place]:
                if earlier.column == later.column:
                    earlier.skip(row for row in later.rows if later.action(row))
        for part in self.whole:
            part.skip(edit.row for edit in cells if edit.column == part.column)


def _within(rows: Sequence[int], first: int, stop: int) -> Sequence[int]:
    return rows[bisect_left(rows, first) : bisect_left(rows, stop)]


def _by_column_and_style(
    cells: list[CellEdit],
) -> dict[tuple[int, Style | None], list[CellEdit]]:
    found: dict[tuple[int, Style | None], list[CellEdit]] = {}
    for edit in cells:
        found.setdefault((edit.column, edit.style), []).append(edit)
    return found
