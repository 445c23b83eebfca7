"""Clients, gap and contacts of each segment, as the playbook's formulas compute them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.native import log_name, setting_name

if TYPE_CHECKING:
    from mkp_xl.book.board import Board

_MOST_PAIRS = 2_000_000
"""Clients times contacts up to which contacts by segment are counted by formulas."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Figures of segments 1..9, each with its formula."""

    board: Board

    def clients(self, segment: int) -> tuple[float, str]:
        """Return how many clients a segment has."""
        count = float((self.board.column("segment") == segment).sum())
        return count, f"COUNTIFS({self.board.range('segment')},{segment})"

    def gap(self, segment: int) -> tuple[float, str]:
        """Return the gap of a segment's clients, money."""
        board = self.board
        mine = board.column("segment") == segment
        amount = float(np.nansum(board.column("gap")[mine]))
        return amount, f"SUMIFS({board.range('gap')},{board.range('segment')},{segment})"

    def contacts(self, segment: int) -> tuple[float, str | None]:
        """Return the contacts of a segment's clients in the window; NaN without a log."""
        board, log = self.board, self.board.verdicts.contacts
        if log is None:
            return math.nan, None
        count = self._contacts[segment]
        if log.native or board.rows.size * log.rows.size > _MOST_PAIRS:
            return count, None
        date, until = log_name("contacts", "date"), f'"<"&{setting_name("as_of")}+1'
        each = (
            f"COUNTIFS({log_name('contacts', 'client')},{board.range(log.key)},"
            f'{date},">"&{setting_name("window_start")},{date},{until})'
        )
        return count, f"SUMPRODUCT(({board.range('segment')}={segment})*{each})"

    def share(self, segment: int) -> float:
        """Return a segment's share of all contacts; NaN where there are none."""
        count, _ = self.contacts(segment)
        return count / self._all if self._all > 0 else math.nan

    @cached_property
    def _all(self) -> float:
        counts = (self.contacts(segment)[0] for segment in range(1, 10))
        return math.fsum(count for count in counts if not math.isnan(count))

    @cached_property
    def _contacts(self) -> list[float]:
        """Contacts by segment; those of clients without one stand at 0."""
        board, log = self.board, self.board.verdicts.contacts
        assert log is not None  # noqa: S101  the caller has looked
        as_of, start = board.settings.as_of, float(board.verdicts.numbers["window_start"])
        day = log.rows.values("date")
        inside = (log.joined.client >= 0) & (day > start) & (day < as_of + 1)
        counts = np.bincount(log.joined.client[inside], minlength=board.rows.size)
        segment = np.nan_to_num(board.column("segment")).astype(np.int64)
        weights = counts[log.joined.twin].astype(np.float64)
        return [float(n) for n in np.bincount(segment, weights=weights, minlength=10)]
