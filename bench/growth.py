"""How the cost of a recalculation grows with the list, whole process."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bench.books import MODES, Books
from bench.clock import Sample, brief, interleaved
from bench.table import Line, verdict
from bench.write_back import recalculated

if TYPE_CHECKING:
    from bench.clock import Cost

NOTE = (
    "`mkp-xl recalc` in place as in write_back; the ratio is wall time a row, the program's start "
    "included. Linear growth: what a row costs at a million, over the least that it costs at a "
    "smaller size; and, more strictly, what a row more costs between 100,000 and a million, over "
    "what it costs between 10,000 and 100,000, where the program's start is in neither. Each book "
    "is read back and compared."
)
BEND_MAX = 0.15


def measure(books: Books, *, quick: bool) -> list[Line]:
    """Return wall time and memory by size, for values and for native formulas."""
    sizes = (100, 1_000, 2_000) if quick else (10_000, 100_000, 1_000_000)
    jobs = {
        (cells, rows): partial(recalculated, books, rows, cells)
        for cells in MODES
        for rows in (sizes if cells == "values" else sizes[:2])
    }
    names = {f"{cells} {rows}": job for (cells, rows), job in jobs.items()}
    costs = interleaved(names, rounds=1 if quick else 3, warm_ups=0)
    lines = [_line(f"recalc, {rows:,} clients, cells {cells}", rows, costs[f"{cells} {rows}"])
             for cells, rows in jobs]  # fmt: skip
    walls = [Sample.of(cost.wall for cost in costs[f"values {rows}"]).median for rows in sizes]
    return [*lines, _linear(sizes, walls, applies=not quick), _bend(sizes, walls)]


def _linear(sizes: tuple[int, ...], walls: list[float], *, applies: bool) -> Line:
    """Compare what a row costs in the largest book with what it costs in smaller ones."""
    *smaller, largest = (wall / rows for wall, rows in zip(walls, sizes, strict=True))
    ratio = largest / min(smaller)
    return Line(
        what=f"linear growth, {sizes[0]:,} to {sizes[-1]:,} clients, cells values",
        ours=f"{brief(largest * 1e6)} µs a row",
        other=f"{brief(min(smaller) * 1e6)} µs a row",
        ratio=f"{ratio:.2f}x",
        target=f"<= {1 + BEND_MAX:.2f}x",
        verdict=verdict(met=ratio <= 1 + BEND_MAX, applies=applies),
    )


def _bend(sizes: tuple[int, ...], walls: list[float]) -> Line:
    """Compare what a row more costs in the upper half of the sizes with the lower half."""
    small, middle, large = sizes
    below = (walls[1] - walls[0]) / (middle - small)
    above = (walls[2] - walls[1]) / (large - middle)
    return Line(
        what=f"a row more, {middle:,} to {large:,} clients against {small:,} to {middle:,}",
        ours=f"{brief(above * 1e6)} µs",
        other=f"{brief(below * 1e6)} µs",
        ratio=f"{above / below:.2f}x",
    )


def _line(what: str, rows: int, costs: list[Cost]) -> Line:
    wall = Sample.of(cost.wall for cost in costs)
    peak = Sample.of(cost.peak for cost in costs)
    return Line(
        what=f"{what}; peak {peak.median / 1e6:.0f} MB",
        ours=wall.shown("s"),
        ratio=f"{brief(wall.median / rows * 1e6)} µs a row",
    )
