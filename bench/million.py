"""Recalculation in place of a million clients, whole process, against the best there is."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from bench import best_read, zip_floor
from bench.clock import Cost, Sample, brief, interleaved, process
from bench.table import Line, verdict
from bench.write_back import recalculated

if TYPE_CHECKING:
    from bench.books import Books

FLOOR_MAX = 1.8
PEAK_MAX = 1.5e9
_LEVEL = 1
NOTE = (
    "`mkp-xl recalc` in place as in write_back. Floor: the sheet read by fastexcel, then inflated "
    f"and deflated by zlib at level {_LEVEL}, two processes, their times added. "
    "Every row is read back and compared."
)


def measure(books: Books, *, quick: bool) -> list[Line]:
    """Return the ratio to the floor and the peak of memory."""
    rows, rounds = (2_000, 1) if quick else (1_000_000, 3)
    jobs = {
        "ours": partial(recalculated, books, rows, "values"),
        "floor": partial(_floor, books, rows),
    }
    costs = interleaved(jobs, rounds, warm_ups=0)
    ours = Sample.of(cost.wall for cost in costs["ours"])
    floor = Sample.of(cost.wall for cost in costs["floor"])
    peak = Sample.of(cost.peak for cost in costs["ours"])
    ratio = ours.median / floor.median
    what = f"recalc, {rows:,} clients, cells values"
    return [
        Line(
            what=f"{what}: wall",
            ours=ours.shown("s"),
            other=f"{brief(floor.median)} s",
            ratio=f"{ratio:.2f}x the floor",
            target=f"<= {FLOOR_MAX:.1f}x the floor",
            verdict=verdict(met=ratio <= FLOOR_MAX, applies=not quick),
        ),
        Line(
            what=f"{what}: peak memory",
            ours=peak.shown("MB", 1e-6),
            target=f"<= {PEAK_MAX / 1e6:.0f} MB",
            verdict=verdict(met=peak.median <= PEAK_MAX, applies=not quick),
        ),
    ]


def _floor(books: Books, rows: int) -> Cost:
    path = str(books.source(rows, "values"))
    read, _ = process([sys.executable, "-I", best_read.__file__, path])
    packed, _ = process([sys.executable, "-I", zip_floor.__file__, path, str(_LEVEL)])
    print(f"  read {brief(read.wall)} s, packed {brief(packed.wall)} s", flush=True)
    return Cost(wall=read.wall + packed.wall, cpu=read.cpu + packed.cpu, peak=read.peak)
