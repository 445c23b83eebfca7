"""What a run tells: the census of the matrix, coverage, sums, who moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from mkp_xl.book.cells import match_key, read_text
from mkp_xl.book.days import date_of
from mkp_xl.rules.tables import summary as rules

if TYPE_CHECKING:
    from mkp_xl.book.compute import Verdicts
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.tables import Rows

Before = list[tuple[str, int | None]]
"""By row: the key of the client and its segment at the last recalculation."""
STATES = ("overdue", "due_soon", "on_track", "never")
"""Keys of state codes 1..4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A client whose segment is not what it was at the last recalculation."""

    client_id: str
    client: str
    before: int | None
    """None where the client had no segment."""
    after: int | None


@dataclass(slots=True, kw_only=True)
class Summary:
    """The figures of the book's first list."""

    as_of: float
    lang: str
    currency: str
    clients: int
    segments: list[int]
    """Counts of segments 1..9, then of blank ones."""
    segment_gap: list[float]
    coverage: list[int]
    """Counts of states 1..4, then of blank ones."""
    purchases: float
    potential: float
    gap: float
    gap_potential: float
    """Potential of the clients whose gap is known."""
    gap_unknown: int
    """Clients whose gap is not: potential or purchases are missing."""
    covered: int
    base: int
    covered_potential: float
    base_potential: float
    top: list[tuple[str, int, float]]
    """The largest gaps: client, segment, gap."""
    moved: list[Move] | None
    findings: int = 0
    may_be_old: int = 0
    """Formulas of others that a spreadsheet recalculates when it is asked to, not on opening."""
    seconds: dict[str, float] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """Return the summary as one JSON object."""
        names = [str(place) for place in range(1, 10)] + ["blank"]
        return {
            "as_of": date_of(self.as_of).isoformat(),
            "clients": self.clients,
            "segments": dict(zip(names, self.segments, strict=True)),
            "coverage": dict(zip((*STATES, "blank"), self.coverage, strict=True)),
            "purchases": self.purchases,
            "potential": self.potential,
            "gap": self.gap,
            "current_coverage": {"covered": self.covered, "base": self.base},
            "weighted_coverage": {
                "covered": self.covered_potential,
                "base": self.base_potential,
            },
            "moved": None
            if self.moved is None
            else [
                {"client_id": m.client_id, "client": m.client, "from": m.before, "to": m.after}
                for m in self.moved
            ],
            "findings": self.findings,
            "seconds": self.seconds,
        }


TOP = 10


def summarise(rows: Rows, verdicts: Verdicts, settings: Settings, before: Before | None) -> Summary:
    """Return the figures of a list; `before` is the last recalculation row by row."""
    there = rows.is_row
    numbers = {
        key: verdicts.numbers[key][there]
        for key in ("segment", "state_code", "purchases", "potential", "gap")
    }
    covered, base = rules.current_coverage(numbers["state_code"])
    weighted = rules.weighted_coverage(numbers["state_code"], numbers["potential"])
    return Summary(
        as_of=settings.as_of,
        lang=settings.lang,
        currency=settings.words["currency"],
        clients=int(there.sum()),
        segments=rules.census(numbers["segment"], 9),
        segment_gap=rules.total_by(numbers["gap"], numbers["segment"], 9),
        coverage=rules.census(numbers["state_code"], 4),
        purchases=rules.total(numbers["purchases"]),
        potential=rules.total(numbers["potential"]),
        gap=rules.total(numbers["gap"]),
        gap_potential=rules.total(np.where(np.isnan(numbers["gap"]), np.nan, numbers["potential"])),
        gap_unknown=int(np.isnan(numbers["gap"]).sum()),
        covered=covered,
        base=base,
        covered_potential=weighted[0],
        base_potential=weighted[1],
        top=_top(rows, verdicts),
        moved=None if before is None else _moved(rows, verdicts, before),
    )


def called(rows: Rows, index: int) -> tuple[str, str]:
    """Return the ID and the name of a row's client, "" for what the list does not have."""
    parts = []
    for key in ("client_id", "client"):
        cells = rows.cells.get(key)
        parts.append(read_text(cells.values[index]) if cells else "")
    return parts[0], parts[1]


def _top(rows: Rows, verdicts: Verdicts) -> list[tuple[str, int, float]]:
    gap = np.where(rows.is_row, verdicts.numbers["gap"], np.nan)
    order = np.argsort(-np.nan_to_num(gap, nan=-1.0), kind="stable")[:TOP]
    return [
        (_name(rows, index), int(verdicts.numbers["segment"][index]), float(gap[index]))
        for index in order.tolist()
        if gap[index] > 0
    ]


def _name(rows: Rows, index: int) -> str:
    client_id, client = called(rows, index)
    return client or client_id


def _moved(rows: Rows, verdicts: Verdicts, before: Before) -> list[Move]:
    """Return who is not where they were; a client is known by key, wherever the row stands now.

    Rows that share a key are matched by equal segments first. A row whose key is new and whose
    former client is gone from the list was renamed.
    """
    names = [match_key(name) for name in rows.called()]
    left: dict[str, list[int | None]] = {}
    for key, segment in before:
        if key:
            left.setdefault(key, []).append(segment)
    present = set(names)
    changed = []
    for index in np.flatnonzero(rows.is_row).tolist():
        former = before[index][0] if index < len(before) else ""
        renamed = names[index] not in left and former not in present
        was = left.get(former if renamed else names[index], [])
        now = verdicts.numbers["segment"][index]
        after = None if np.isnan(now) else int(now)
        if after in was:
            was.remove(after)
        elif was:
            changed.append((index, was, after))
    moves = []
    for index, was, after in changed:
        if was:
            client_id, client = called(rows, index)
            before_it = was.pop(0)
            moves.append(Move(client_id=client_id, client=client, before=before_it, after=after))
    return moves
