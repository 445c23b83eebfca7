"""Recalculation in place of a list of twenty columns, whole process, against openpyxl."""

from __future__ import annotations

import json
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench import peer
from bench.books import MODES, OUTPUT_KEYS, Books
from bench.clock import Cost, Sample, WrongResultError, brief, interleaved, process
from bench.reading import check_recalculated, check_set
from bench.table import Line, verdict

if TYPE_CHECKING:
    from mkp_xl.book.flow import CellsMode

WALL_MAX = 30.0
PEAK_MAX = 1e9
FASTER_MIN = 12.0
AS_OF = "2026-11-20"
NOTE = (
    f"Ours: `mkp-xl recalc` in place, {len(OUTPUT_KEYS)} columns of ours beside 7 of the team's, "
    "every twentieth client changed since the last recalculation. Peer: openpyxl loads the same "
    f"book, sets {len(peer.VALUES)} cells a row to constants, saves it. Every book of ours is "
    "read back with calamine and every row compared; of the peer's, the first and last row. "
    "Warm-up: one run of each on a small book."
)

_SMALL = 200


def measure(books: Books, *, quick: bool) -> list[Line]:
    """Return cost and ratio for values and for native formulas."""
    rows, rounds = (2_000, 1) if quick else (100_000, 3)
    jobs = {}
    for cells in MODES:
        jobs[f"ours {cells}"] = partial(recalculated, books, rows, cells)
        jobs[f"peer {cells}"] = partial(_by_peer, books, rows, cells)
        recalculated(books, _SMALL, cells)
        _by_peer(books, _SMALL, cells)
    costs = interleaved(jobs, rounds, warm_ups=0)
    lines: list[Line] = []
    for cells in MODES:
        what = f"recalc, {rows:,} clients, cells {cells}"
        lines += _lines(what, costs[f"ours {cells}"], costs[f"peer {cells}"], applies=not quick)
    return lines


def recalculated(books: Books, rows: int, cells: CellsMode) -> Cost:
    """Recalculate a fresh copy in a process of its own; return the cost once it proves right."""
    path = books.copy(rows, cells)
    command = str(Path(sys.executable).with_name("mkp-xl"))
    cost, printed = process([command, "recalc", str(path), "--as-of", AS_OF, "--json"])
    counted = json.loads(printed)["clients"]
    if counted != rows:
        raise WrongResultError(f"{counted} clients counted, {rows} expected")
    check_recalculated(path, rows, cells)
    shutil.rmtree(path.parent)
    print(f"  ours {cells}, {rows:,} clients: {_said(cost)}", flush=True)
    return cost


def _by_peer(books: Books, rows: int, cells: CellsMode) -> Cost:
    path = books.copy(rows, cells)
    cost, _ = process([sys.executable, "-I", peer.__file__, str(path)])
    check_set(path, rows, peer.VALUES)
    shutil.rmtree(path.parent)
    print(f"  peer {cells}, {rows:,} clients: {_said(cost)}", flush=True)
    return cost


def _said(cost: Cost) -> str:
    return f"{brief(cost.wall)} s, cpu {brief(cost.cpu)} s, peak {cost.peak / 1e6:.0f} MB"


def _lines(what: str, ours: list[Cost], others: list[Cost], *, applies: bool) -> list[Line]:
    return [
        *_speed(what, _part(ours, "wall"), _part(others, "wall"), applies=applies),
        _processor(what, _part(ours, "cpu"), _part(others, "cpu")),
        _memory(what, _part(ours, "peak"), _part(others, "peak"), applies=applies),
    ]


def _part(costs: list[Cost], part: str) -> Sample:
    return Sample.of(getattr(cost, part) for cost in costs)


def _speed(what: str, ours: Sample, other: Sample, *, applies: bool) -> list[Line]:
    faster = other.median / ours.median
    pairs = ", ".join(f"{b / a:.1f}" for a, b in zip(ours.values, other.values, strict=True))
    return [
        Line(
            what=f"{what}: wall",
            ours=ours.shown("s"),
            target=f"<= {WALL_MAX:.0f} s",
            verdict=verdict(met=ours.median <= WALL_MAX, applies=applies),
        ),
        Line(
            what=f"{what}: against openpyxl",
            ours=ours.shown("s"),
            other=f"{brief(other.median)} s",
            ratio=f"{faster:.1f}x as fast (pairs {pairs})",
            target=f">= {FASTER_MIN:.0f}x as fast",
            verdict=verdict(met=faster >= FASTER_MIN, applies=applies),
        ),
    ]


def _processor(what: str, ours: Sample, other: Sample) -> Line:
    return Line(
        what=f"{what}: cpu",
        ours=ours.shown("s"),
        other=f"{brief(other.median)} s",
        ratio=f"{ours.median / other.median:.2f} of openpyxl's",
    )


def _memory(what: str, ours: Sample, other: Sample, *, applies: bool) -> Line:
    return Line(
        what=f"{what}: peak memory",
        ours=ours.shown("MB", 1e-6),
        other=f"{other.median / 1e6:.0f} MB",
        ratio=f"{ours.median / other.median:.2f} of openpyxl's",
        target=f"<= {PEAK_MAX / 1e6:.0f} MB",
        verdict=verdict(met=ours.median <= PEAK_MAX, applies=applies),
    )
