"""Worksheet functions through xlwings' own COM server code; only pywin32 is a stub."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.clock import Sample, WrongResultError
from bench.table import Line, verdict

if TYPE_CHECKING:
    from bench.books import Books

SCALAR_MAX, COLUMN_MAX = 60e-6, 80e-3
NOTE = (
    "The Python half of a worksheet function: `call_udf` of the installed xlwings with pywin32 "
    "stubbed. Floor: the same call of a function that returns its first argument, in the same "
    "process, call by call. VBA and COM are not in it."
)
_TESTS = Path(__file__).parents[1] / "tests"
_CODE = """
import json, random, sys, time, types
sys.path.insert(0, sys.argv[1])
from com_server import MISSING, call, udfs
rows, rounds, calls = (int(text) for text in sys.argv[2:5])
module = udfs.get_udf_module("mkp_xl.faces.excel.udfs", None)
def nothing(*given):
    first = given[0]
    return first if isinstance(first, tuple) else ((first,),)
nothing.__xlfunc__ = module.MKP_SEGMENT.__xlfunc__
module.NOTHING = nothing
rest = (MISSING, MISSING, MISSING)
draw = random.Random(1).random
column = [tuple((round(draw() * 1e6, 2),) for _ in range(rows)) for _ in range(2)]
due = tuple((46000.0 + row % 400,) for row in range(rows)), tuple((30.0,) for _ in range(rows))
day = (46346.0, MISSING, 0.0)
kinds = {
    "scalar": (calls, "MKP_SEGMENT", (740000.0, 210000.0, *rest)),
    "scalar floor": (calls, "NOTHING", (740000.0, 210000.0, *rest)),
    "why": (calls, "MKP_EXPLAIN", (740000.0, 210000.0, *[MISSING] * 9)),
    "due": (calls, "MKP_DUE_DATE", (46316.0, 30.0, *day)),
    "column": (1, "MKP_SEGMENT", (*column, *rest)),
    "column floor": (1, "NOTHING", (*column, *rest)),
    "column due": (1, "MKP_DUE_DATE", (*due, *day)),
}
took = {kind: [] for kind in kinds}
for _ in range(rounds + 1):
    for kind, (count, name, given) in kinds.items():
        started = time.perf_counter()
        for _ in range(count):
            answer = call(name, *given)
        took[kind].append((time.perf_counter() - started) / count)
        last = answer
segments = call("MKP_SEGMENT", *column, *rest)
json.dump({
    "took": {kind: values[1:] for kind, values in took.items()},
    "one": call("MKP_SEGMENT", 740000.0, 210000.0, *rest)[0][0],
    "rows": len(segments),
    "same": all(call("MKP_SEGMENT", column[0][at][0], column[1][at][0], *rest)[0][0]
                == segments[at][0] for at in range(0, rows, max(1, rows // 50))),
}, sys.stdout)
"""


def measure(books: Books, *, quick: bool) -> list[Line]:  # noqa: ARG001  it needs no book
    """Return what calls of one cell and of a whole column cost."""
    rows, rounds, calls = (1_000, 2, 200) if quick else (100_000, 9, 5_000)
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _CODE, str(_TESTS), str(rows), str(rounds),
         str(calls)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(run.stdout)
    if (found["one"], found["rows"], found["same"]) != (8.0, rows, True):
        raise WrongResultError(f"a wrong answer: {found['one']}, {found['rows']}, {found['same']}")
    took = {kind: Sample.of(values) for kind, values in found["took"].items()}
    told = (
        ("scalar", "one cell: `MKP_SEGMENT`", "scalar floor", SCALAR_MAX),
        ("due", "one cell: `MKP_DUE_DATE`", "scalar floor", SCALAR_MAX),
        ("why", "one cell: `MKP_EXPLAIN`", "scalar floor", SCALAR_MAX),
        ("column", f"{rows:,} rows at once: `MKP_SEGMENT`", "column floor", COLUMN_MAX),
        ("column due", f"{rows:,} rows at once: `MKP_DUE_DATE`", "column floor", COLUMN_MAX),
    )
    return [_line(what, took[kind], took[floor], most, applies=not quick)
            for kind, what, floor, most in told]  # fmt: skip


def _line(what: str, ours: Sample, floor: Sample, most: float, *, applies: bool) -> Line:
    unit, scale = ("ms", 1e3) if most > 1e-3 else ("µs", 1e6)
    return Line(
        what=what,
        ours=ours.shown(unit, scale),
        other=floor.shown(unit, scale),
        ratio=f"{ours.median / floor.median:.1f}x the floor",
        target=f"<= {most * scale:.0f} {unit}",
        verdict=verdict(met=ours.median <= most, applies=applies),
    )
