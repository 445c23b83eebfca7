"""Making a book: an empty one, the demonstration, a pilot of it; whole process."""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from bench.clock import Cost, Sample, WrongResultError, brief, interleaved, process
from bench.table import Line, verdict

if TYPE_CHECKING:
    from bench.books import Books

NEW_MAX, DEMO_MAX = 1.0, 4.0
NOTE = (
    "`mkp-xl new`, `mkp-xl demo` (240 clients) and `mkp-xl new --pilot 20` of that demonstration. "
    "Floor: Python started, with the libraries that every book of ours is made with. Every book "
    "is opened with openpyxl and its clients counted."
)
_FLOOR = "import numpy, rich, typer, xlsxwriter"
_HEAD_ROW = 4


def measure(books: Books, *, quick: bool) -> list[Line]:  # noqa: ARG001  its books are its own
    """Return the cost of each kind of new book."""
    with tempfile.TemporaryDirectory(prefix="mkp-bench-") as name:
        folder = Path(name)
        demo = folder / "demo.xlsx"
        _made(["demo", "-o", str(demo)], demo, 240)
        jobs = {
            "new": partial(_made, ["new"], folder / "new.xlsx", 0),
            "demo": partial(_made, ["demo", "-o"], folder / "again.xlsx", 240),
            "pilot": partial(_made, ["new", "--pilot", "20", str(demo), "-o"],
                             folder / "pilot.xlsx", 20),
            "floor": _floor,
        }  # fmt: skip
        costs = interleaved(jobs, rounds=2 if quick else 7)
    floor = _wall(costs["floor"])
    told = (("new", "`new`", NEW_MAX), ("demo", "`demo`", DEMO_MAX), ("pilot", "pilot", None))
    return [_line(what, _wall(costs[key]), floor, most, applies=not quick)
            for key, what, most in told]  # fmt: skip


def _made(command: list[str], path: Path, clients: int) -> Cost:
    path.unlink(missing_ok=True)
    program = str(Path(sys.executable).with_name("mkp-xl"))
    named = [] if str(path) in command else [str(path)]
    cost, _ = process([program, *command, *named])
    book = openpyxl.load_workbook(path, read_only=True)
    rows = book.worksheets[1].iter_rows(min_row=_HEAD_ROW + 1, max_col=1, values_only=True)
    counted = sum(row[0] is not None for row in rows)
    book.close()
    if counted != clients:
        raise WrongResultError(f"{counted} clients in {path.name}, {clients} expected")
    return cost


def _floor() -> Cost:
    return process([sys.executable, "-c", _FLOOR])[0]


def _wall(costs: list[Cost]) -> Sample:
    return Sample.of(cost.wall for cost in costs)


def _line(what: str, ours: Sample, floor: Sample, most: float | None, *, applies: bool) -> Line:
    return Line(
        what=what,
        ours=ours.shown("s"),
        other=f"{brief(floor.median)} s",
        ratio=f"{ours.median / floor.median:.1f}x the floor",
        target="—" if most is None else f"<= {most:.0f} s",
        verdict="shown" if most is None else verdict(met=ours.median <= most, applies=applies),
    )
