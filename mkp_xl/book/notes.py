"""The sheet of estimates understood: whose, of which source, how much, from when, how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book.cells import match_key
from mkp_xl.book.columns import texts
from mkp_xl.book.fields.estimates import SOURCES
from mkp_xl.rules.rows.likely import REACH

if TYPE_CHECKING:
    import numpy.typing as npt

    from mkp_xl.book.compute import Log
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Column, Flags

    Codes = npt.NDArray[np.int64]

MANUAL: Final = len(SOURCES) - 1
"""The code of a decision by hand."""
NOWHERE: Final = -1
"""Stands for a source that is not known, and for a row that is not there."""
_PRIORITY: Final = (MANUAL, 2, 1, 0, 3)
"""Which source a text names that could name several: «оценка менеджера по бюджету», the budget."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The rows of the sheet of estimates."""

    log: Log
    code: Codes
    """Source of each row; NOWHERE for none that is known."""
    amount: Column
    """What the row says, money a year: its amount, else the middle of its range by ratio."""
    width: Column
    """Standard deviation of the amount's logarithm that a range states; NaN where none does."""
    day: Column
    """NaN where there is no day."""
    until: Column
    """The last day on which it counts; NaN where it has no end."""
    proven: Flags

    @property
    def is_there(self) -> Flags:
        """Which rows say an amount of a source that is known, of a client of the list."""
        told: Flags = self.log.rows.is_row & (self.code >= 0) & ~np.isnan(self.amount)
        return told & (self.log.joined.client >= 0)

    def latest(self, clients: int, as_of: float) -> dict[str, Codes]:
        """Return for each source the row that counts for each client: the latest, then the lowest.

        A decision replaces those before it even when its time is over.
        """
        counts = self.is_there & ~(self.day > as_of)
        is_over = self.until < as_of
        counts &= np.where(self.code == MANUAL, ~np.isnan(self.until), ~is_over)
        rows = np.flatnonzero(counts)
        day = np.where(np.isnan(self.day), -np.inf, self.day)[rows]
        rows = rows[np.argsort(day, kind="stable")]
        places = {}
        for code, source in enumerate(SOURCES):
            place = np.full(clients, NOWHERE, dtype=np.int64)
            mine = rows[self.code[rows] == code]
            place[self.log.joined.client[mine]] = mine  # the last of several stays
            if code == MANUAL:
                place[np.append(is_over, False)[place]] = NOWHERE
            places[source.key] = place[self.log.joined.twin]
        return places

    def at(self, values: Column | Flags, place: Codes) -> Column:
        """Return what some of its rows hold; NaN where there is no row."""
        return np.append(np.asarray(values, dtype=np.float64), np.nan)[place]


def understand(log: Log, decision_days: float) -> Notes:
    """Return the rows of a sheet of estimates; a decision without an end holds so many days.

    From and To mean their middle by ratio; from 0, half of To.
    """
    rows = log.rows
    code = np.array([source_of(text) for text in column_texts(rows, "source")], dtype=np.int64)
    low, high, typed = (rows.values(key) for key in ("low", "high", "amount"))
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.where(low > 0, np.sqrt(low * high), high / 2)
        width = np.log(high / low) / (2 * REACH)
    middle = np.where(low <= high, middle, np.nan)
    amount = np.where(np.isnan(typed), middle, typed)
    is_range = (low > 0) & (low < high) & (low <= amount) & (amount <= high)
    day, until = np.floor(rows.values("date")), np.floor(rows.values("until"))
    return Notes(
        log=log,
        code=code,
        amount=amount,
        width=np.where(is_range, width, np.nan),
        day=day,
        until=np.where(np.isnan(until) & (code == MANUAL), day + decision_days, until),
        proven=said(rows, "evidence"),
    )


def source_of(text: str) -> int:
    """Return the code of the source that a text names, NOWHERE for none.

    >>> source_of("Отчёт о бюджете"), source_of("Мы + конкуренты"), source_of("слухи")
    (1, 2, -1)
    """
    words = match_key(text).split()
    for code in _PRIORITY:
        if any(word.startswith(SOURCES[code].stems) for word in words):
            return code
    return NOWHERE


def column_texts(rows: Rows, key: str) -> list[str]:
    """Return a column's cells as texts; empty ones where the table has no such column."""
    return texts(rows.cells[key]) if key in rows.cells else [""] * rows.size


def said(rows: Rows, key: str) -> Flags:
    """Return where a column says anything."""
    return np.array([text != "" for text in column_texts(rows, key)], dtype=bool)
