"""All figures of coverage for a large base, against what pandas takes to group the same rows."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bench.clock import Sample, WrongResultError, interleaved, timed
from bench.table import Line, verdict
from mkp_xl.book.columns import Parsed
from mkp_xl.book.compute import Log, Verdicts
from mkp_xl.book.coverage.dynamics import dynamics
from mkp_xl.book.coverage.figures import figures
from mkp_xl.book.grid import Cells
from mkp_xl.book.joining import Joined
from mkp_xl.book.layout import Table
from mkp_xl.book.settings import defaults
from mkp_xl.book.tables import Rows

if TYPE_CHECKING:
    from bench.books import Books
    from mkp_xl.book.settings import Settings

AS_OF, YEARS = 46346.0, 3
TIMES_MAX, MEMORY_MAX = 3.0, 1.5e9
SIZES = ((10_000, 200_000), (100_000, 2_000_000), (1_000_000, 5_000_000))
JUDGED = 100_000
NOTE = (
    "In this process: every figure of `mkp-xl coverage` (groups, months, windows, rhythms of "
    "contacts) from columns that are read, against three groupings of the same rows in pandas: "
    "last day and count by client, counts by client and month, days by client. The reach of the "
    "window is compared with pandas. Memory: the peak of a process of its own."
)


def measure(_books: Books, *, quick: bool) -> list[Line]:
    """Return the cost of all figures at several sizes."""
    sizes = ((2_000, 20_000),) if quick else SIZES
    return [_line(clients, contacts, quick=quick) for clients, contacts in sizes]


def _line(clients: int, contacts: int, *, quick: bool) -> Line:
    owner, day = _log(clients, contacts)
    rows, verdicts, settings = _base(clients, owner, day)
    frame = pd.DataFrame({"client": owner, "day": day})
    jobs = {
        "ours": partial(timed, partial(_ours, rows, verdicts, settings)),
        "pandas": partial(timed, partial(_pandas, frame)),
    }
    costs = interleaved(jobs, rounds=3 if quick else 5)
    _check(rows, verdicts, settings, frame)
    ours, other = (Sample.of(cost.wall for cost in costs[name]) for name in jobs)
    ratio = ours.median / other.median
    peak = _peak(clients, contacts)
    judged = clients == JUDGED
    return Line(
        what=f"all figures, {clients:,} clients, {contacts:,} contacts, {peak / 1e6:,.0f} MB",
        ours=ours.shown("s"),
        other=other.shown("s"),
        ratio=f"{ratio:.2f}x pandas",
        target=f"<= {TIMES_MAX:.0f}x, < {MEMORY_MAX / 1e9} GB" if judged else "—",
        verdict=verdict(met=ratio <= TIMES_MAX and peak < MEMORY_MAX, applies=judged),
    )


def _log(clients: int, contacts: int) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(7)
    owner = chance.integers(0, clients, contacts)
    return owner, np.floor(chance.uniform(AS_OF - 365 * YEARS, AS_OF, contacts))


def _base(clients: int, owner: np.ndarray, day: np.ndarray) -> tuple[Rows, Verdicts, Settings]:
    chance = np.random.default_rng(8)
    settings = defaults("ru", AS_OF)
    level = chance.integers(1, 4, clients).astype(float)
    interval = np.array([182.0, 91.0, 30.0])[level.astype(int) - 1]
    names = [f"Менеджер {n}" for n in chance.integers(0, 40, clients)]
    cells = Cells(first_row=2, values=names, formats=["General"] * clients, formulas={})
    table = Table(kind="clients", sheet="К", header_row=1, columns={"manager": 1}, headers={})
    rows = Rows(
        table=table, size=clients, cells={"manager": cells}, is_row=np.ones(clients, dtype=bool)
    )
    logged = Rows(
        table=Table(kind="contacts", sheet="Л", header_row=1, columns={"date": 1}, headers={}),
        size=len(day),
        cells={},
        is_row=np.ones(len(day), dtype=bool),
        numbers={"date": Parsed(values=day, plain=np.ones(len(day), dtype=bool))},
    )
    joined = Joined(client=owner, twin=np.arange(clients), native=False)
    log = Log(rows=logged, joined=joined, key="client", native="size")
    money = chance.lognormal(11, 1, clients).round(2)
    numbers = {
        "potential": money,
        "potential_level": level,
        "segment": 3 * (level - 1) + 2,
        "gap": money,
        "interval": interval,
        "state_code": chance.integers(1, 5, clients).astype(float),
        "window_start": AS_OF - 365,
    }
    verdicts = Verdicts(numbers=numbers, words={}, orders=None, contacts=log)
    return rows, verdicts, settings


def _ours(rows: Rows, verdicts: Verdicts, settings: Settings) -> None:
    found = figures(rows, verdicts, settings)
    dynamics(rows, verdicts, settings, found)


def _pandas(frame: pd.DataFrame) -> None:
    frame.groupby("client")["day"].agg(["max", "count"])
    frame.groupby(["client", frame["day"] // 30]).size()
    frame.groupby("client")["day"].nunique()


def _check(rows: Rows, verdicts: Verdicts, settings: Settings, frame: pd.DataFrame) -> None:
    reached = frame[frame["day"] > AS_OF - 365]["client"].nunique()
    if figures(rows, verdicts, settings).total.reached != reached:
        raise WrongResultError("reach differs from pandas")


def _peak(clients: int, contacts: int) -> float:
    """Return the most memory that a process with these figures alone holds, bytes."""
    work = (
        f"import resource; from bench import coverage as c; o, d = c._log({clients}, {contacts}); "
        f"c._ours(*c._base({clients}, o, d)); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"
    )
    done = subprocess.run([sys.executable, "-c", work], capture_output=True, text=True, check=True)
    return float(done.stdout)
