"""How the cost of a recalculation grows with the list: whole process, no target."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bench.books import MODES, Books
from bench.clock import Sample, brief, interleaved
from bench.table import Line
from bench.write_back import recalculated

if TYPE_CHECKING:
    from bench.clock import Cost

NOTE = (
    "`mkp-xl recalc` in place as in write_back; the ratio is wall time a row, the program's start "
    "included. Each book is read back and compared."
)


def measure(books: Books, *, quick: bool) -> list[Line]:
    """Return wall time and memory by size, for values and for native formulas."""
    sizes = (100, 1_000) if quick else (1_000, 10_000, 100_000)
    jobs = {
        (cells, rows): partial(recalculated, books, rows, cells)
        for cells in MODES
        for rows in sizes
    }
    names = {f"{cells} {rows}": job for (cells, rows), job in jobs.items()}
    costs = interleaved(names, rounds=1 if quick else 3, warm_ups=0)
    return [_line(f"recalc, {rows:,} clients, cells {cells}", rows, costs[f"{cells} {rows}"])
            for cells, rows in jobs]  # fmt: skip


def _line(what: str, rows: int, costs: list[Cost]) -> Line:
    wall = Sample.of(cost.wall for cost in costs)
    peak = Sample.of(cost.peak for cost in costs)
    return Line(
        what=f"{what}; peak {peak.median / 1e6:.0f} MB",
        ours=wall.shown("s"),
        ratio=f"{brief(wall.median / rows * 1e6)} µs a row",
    )
