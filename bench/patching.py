"""Twelve columns written back into a list, whole process: nothing read, nothing computed."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from typing import TYPE_CHECKING

from bench import patcher, peer, zip_floor
from bench.clock import Cost, Sample, WrongResultError, brief, interleaved, process
from bench.reading import rows_of
from bench.table import Line, verdict
from mkp_xl.book.grid import ErrorValue

if TYPE_CHECKING:
    from bench.books import Books

FASTER_MIN = 20.0
FLOOR_MAX = 1.0
MIXED_MAX = 1.3
_LEVEL = 6
NOTE = (
    "Ours: `XlsxHost.write` puts 12 columns of new numbers and texts into a book of 20 columns; "
    f"styles stay. Mixed: {patcher.ODD_SHARE:.0%} of the cells of each column are blank and as "
    "many hold another kind; there the writing alone is compared, without the making of what is "
    "written. Peer: openpyxl loads the book, sets 12 cells a row "
    f"to constants, saves it. Floor: the sheet inflated and deflated by zlib at level {_LEVEL}. "
    "Every cell of ours is read back with calamine."
)


def measure(books: Books, *, quick: bool) -> list[Line]:
    """Return cost and ratios."""
    rows, rounds = (2_000, 1) if quick else (100_000, 3)
    books.source(rows, "values")
    writes: dict[bool, list[float]] = {False: [], True: []}
    jobs = {
        "clean": partial(_patched, books, rows, writes, mixed=False),
        "floor": partial(_floor, books, rows),
        "mixed": partial(_patched, books, rows, writes, mixed=True),
        "peer": partial(_by_peer, books, rows),
    }
    costs = interleaved(jobs, rounds, warm_ups=0)
    wall = {name: Sample.of(cost.wall for cost in some) for name, some in costs.items()}
    clean, mixed = Sample.of(writes[False]), Sample.of(writes[True])
    return [
        *_lines(rows, wall, applies=not quick),
        _mixed(rows, clean, mixed, applies=not quick),
        _peak(rows, costs["clean"]),
    ]


def _lines(rows: int, wall: dict[str, Sample], *, applies: bool) -> list[Line]:
    clean = wall["clean"]
    faster = wall["peer"].median / clean.median
    of_floor = clean.median / wall["floor"].median
    return [
        Line(
            what=f"12 columns into {rows:,} rows: against openpyxl",
            ours=clean.shown("s"),
            other=f"{brief(wall['peer'].median)} s",
            ratio=f"{faster:.1f}x as fast",
            target=f">= {FASTER_MIN:.0f}x as fast",
            verdict=verdict(met=faster >= FASTER_MIN, applies=applies),
        ),
        Line(
            what=f"12 columns into {rows:,} rows: against zlib at level {_LEVEL}",
            ours=clean.shown("s"),
            other=f"{brief(wall['floor'].median)} s",
            ratio=f"{of_floor:.2f}x the floor",
            target=f"<= {FLOOR_MAX:.1f}x the floor",
            verdict=verdict(met=of_floor <= FLOOR_MAX, applies=applies),
        ),
    ]


def _mixed(rows: int, clean: Sample, mixed: Sample, *, applies: bool) -> Line:
    ratio = mixed.median / clean.median
    return Line(
        what=f"12 mixed columns into {rows:,} rows: against clean ones, writing alone",
        ours=mixed.shown("s"),
        other=f"{brief(clean.median)} s",
        ratio=f"{ratio:.2f}x",
        target=f"<= {MIXED_MAX:.1f}x",
        verdict=verdict(met=ratio <= MIXED_MAX, applies=applies),
    )


def _peak(rows: int, costs: list[Cost]) -> Line:
    peak = Sample.of(cost.peak for cost in costs)
    return Line(what=f"12 columns into {rows:,} rows: peak memory", ours=peak.shown("MB", 1e-6))


def _patched(books: Books, rows: int, writes: dict[bool, list[float]], *, mixed: bool) -> Cost:
    path = books.copy(rows, "values")
    kind = "mixed" if mixed else "clean"
    cost, seconds = process([sys.executable, "-m", "bench.patcher", str(path), str(rows), kind])
    writes[mixed].append(float(seconds))
    read = rows_of(path)
    for place in range(patcher.COLUMNS):
        wanted = patcher.values(rows, place, mixed=mixed)
        column = patcher.FIRST_COLUMN + place - 1
        for row, value in zip(read[patcher.FIRST_ROW - 1 :], wanted, strict=True):
            _check(row[column], value)
    shutil.rmtree(path.parent)
    print(f"  ours {kind}: {brief(cost.wall)} s, cpu {brief(cost.cpu)} s", flush=True)
    return cost


def _check(met: object, value: object) -> None:
    if value is None or isinstance(value, ErrorValue):
        value = ""  # so calamine shows both
    if isinstance(value, float) and not isinstance(met, float):
        return  # a date: its number is proven where the book is recalculated
    if met != value:
        raise WrongResultError(f"{met!r} read back, {value!r} written")


def _floor(books: Books, rows: int) -> Cost:
    path = books.source(rows, "values")
    cost, _ = process([sys.executable, "-I", zip_floor.__file__, str(path), str(_LEVEL)])
    return cost


def _by_peer(books: Books, rows: int) -> Cost:
    path = books.copy(rows, "values")
    cost, _ = process([sys.executable, "-I", peer.__file__, str(path)])
    shutil.rmtree(path.parent)
    print(f"  peer: {brief(cost.wall)} s", flush=True)
    return cost
