"""The row rules on columns of clients, and the verdict on one client."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from bench import expected
from bench.clock import Sample, WrongResultError, brief, interleaved, timed
from bench.table import NONE, Line, Verdict, verdict
from mkp_xl.book.calendar_sheet import default_calendar
from mkp_xl.book.settings import defaults
from mkp_xl.rules.columns import run_columns
from mkp_xl.rules.graph import needed, row_rules
from mkp_xl.rules.rows.potential import potential_level, potential_said
from mkp_xl.rules.rows.progress import progress_level
from mkp_xl.rules.rows.segment import segment

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.books import Books
    from bench.clock import Cost
    from mkp_xl.rules.graph import Rule

COLUMNS_MAX = 0.150
CELL_MAX = 10e-6
WANTED = ("progress", "segment", "gap", "due_date", "state_code")
NOTE = (
    "Columns: `run_columns` over NumPy columns, the rules that make progress, segment, gap, due "
    "date and state, then all row rules. Floor: one copy of a column for each column made. Cell: "
    "the rules potential_said, potential_level, progress_level, segment called on floats; floor: "
    "the same verdict by bare comparisons. Samples of the columns and all cells are checked."
)

_ROUNDS = 9
_SEED = 2026
_CALLS = 50_000
_CHECKED = 2_000


def measure(books: Books, *, quick: bool) -> list[Line]:
    """Return time of the rules by size of the list, and of one verdict."""
    del books
    sizes = (1_000, 10_000) if quick else (10_000, 100_000, 1_000_000)
    lines: list[Line] = []
    for rows in sizes:
        lines += _columns(rows, has_target=not quick and rows == sizes[-1])
    return [*lines, *_cells(applies=not quick)]


def given_columns(rows: int) -> dict[str, Any]:
    """Draw what the rules are given: settings, a calendar, typed and logged columns."""
    rng = np.random.default_rng(_SEED)

    def blanked(values: Any, share: float) -> Any:  # noqa: ANN401  a column of NumPy
        return np.where(rng.random(rows) < share, np.nan, values)

    potentials = np.round(np.exp(rng.normal(11.8, 1.6, rows)), 2)
    bought = np.round(potentials * np.maximum(rng.random(rows) * 1.4 - 0.25, 0), 2)
    calls = expected.AS_OF - np.floor(rng.exponential(60, rows))
    settings = defaults("en", expected.AS_OF).numbers
    return {
        **settings,
        **default_calendar(expected.AS_OF).columns(),
        "orders_from": expected.AS_OF - 800,
        "orders_total": bought,
        "contact_logged": np.where(rng.random(rows) < 0.1, 0.0, calls),
        "potential_typed": blanked(potentials, 0.03),
        "purchases_typed": blanked(bought, 0.5),
        "last_contact_typed": blanked(calls - 3, 0.7),
        "interval_typed": blanked(rng.integers(7, 200, rows).astype(np.float64), 0.85),
        "excluded": (rng.random(rows) < 0.01).astype(np.float64),
    }


def _columns(rows: int, *, has_target: bool) -> list[Line]:
    given = given_columns(rows)
    rules = row_rules()
    some = needed(rules, WANTED)
    split = _split(given, rows)
    made: dict[str, Any] = run_columns(rules, *split, tuple(rules))
    _check_columns(given, run_columns(some, *split, WANTED))
    _check_columns(given, made)
    jobs = {
        "some": partial(timed, partial(run_columns, some, *split, WANTED)),
        "some floor": partial(timed, _copies(some, made)),
        "all": partial(timed, partial(run_columns, rules, *split, tuple(rules))),
        "all floor": partial(timed, _copies(rules, made)),
    }
    costs = interleaved(jobs, _ROUNDS)
    wall = Sample.of(cost.wall for cost in costs["some"])
    print(f"  rules, {rows:,} clients: {wall.shown('ms', 1000)}", flush=True)
    return [
        _line(
            f"{len(some)} rules of five columns, {rows:,} clients",
            costs["some"],
            costs["some floor"],
            target=f"<= {COLUMNS_MAX * 1000:.0f} ms" if has_target else NONE,
            verdict_=verdict(met=wall.median <= COLUMNS_MAX, applies=has_target),
        ),
        _line(f"all {len(rules)} rules, {rows:,} clients", costs["all"], costs["all floor"]),
    ]


def _split(given: dict[str, Any], rows: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is common to all rows, and what each row has of its own."""
    own = {k: v for k, v in given.items() if isinstance(v, np.ndarray) and len(v) == rows}
    return {k: v for k, v in given.items() if k not in own}, own


def _copies(rules: dict[str, Rule], made: dict[str, Any]) -> Callable[[], None]:
    """Return the floor: as many columns written as the rules make, nothing computed."""
    columns = [made[key] for key in rules if isinstance(made[key], np.ndarray) and made[key].ndim]

    def copy() -> None:
        held = [column.copy() for column in columns]
        del held

    return copy


def _line(
    what: str,
    costs: list[Cost],
    floors: list[Cost],
    *,
    target: str = NONE,
    verdict_: Verdict = "shown",
) -> Line:
    wall, cpu = (Sample.of(getattr(cost, part) for cost in costs) for part in ("wall", "cpu"))
    floor = Sample.of(cost.wall for cost in floors)
    return Line(
        what=what,
        ours=f"{wall.shown('ms', 1000)}, cpu {brief(cpu.median * 1000)} ms",
        other=f"{brief(floor.median * 1000)} ms",
        ratio=f"{wall.median / floor.median:.1f}x the floor",
        target=target,
        verdict=verdict_,
    )


def _check_columns(given: dict[str, Any], made: dict[str, Any]) -> None:
    """Compare rows spread over the list with an account that knows no rules."""
    rows = len(given["potential_typed"])
    for row in range(0, rows, max(1, rows // _CHECKED)):
        wanted = expected.numbers(_client(given, row))
        for key in WANTED:
            met, value = float(made[key][row]), wanted[key]
            right = math.isnan(met) if value is None else math.isclose(met, value)
            if not right:
                raise WrongResultError(f"row {row}, {key}: {met}, {value} expected")


def _client(given: dict[str, Any], row: int) -> expected.Client:
    def at(key: str) -> float | None:
        value = float(given[key][row])
        return None if math.isnan(value) else value

    typed = at("purchases_typed")
    last = max(at("last_contact_typed") or 0.0, at("contact_logged") or 0.0)
    return expected.Client(
        potential=at("potential_typed"),
        purchases=at("orders_total") if typed is None else typed,
        last_contact=last or None,
        interval=at("interval_typed"),
        excluded=bool(at("excluded")),
    )


def _cells(*, applies: bool) -> list[Line]:
    rng = np.random.default_rng(_SEED)
    potentials = np.round(np.exp(rng.normal(11.8, 1.6, _CALLS)), 2).tolist()
    shares = np.maximum(rng.random(_CALLS) * 1.4 - 0.25, 0)
    purchases = np.round(np.asarray(potentials) * shares, 2).tolist()
    pairs = list(zip(potentials, purchases, strict=True))
    if [_one(*pair) for pair in pairs] != [_bare(*pair) for pair in pairs]:
        raise WrongResultError("a cell's segment differs from the bare comparisons")
    jobs = {
        "ours": partial(timed, partial(_all_of, _one, pairs)),
        "floor": partial(timed, partial(_all_of, _bare, pairs)),
    }
    costs = interleaved(jobs, _ROUNDS)
    ours, floor = (Sample.of(c.wall / _CALLS for c in costs[key]) for key in ("ours", "floor"))
    return [
        Line(
            what="segment of one client, floats",
            ours=ours.shown("µs", 1e6),
            other=f"{brief(floor.median * 1e6)} µs",
            ratio=f"{ours.median / floor.median:.1f}x the floor",
            target=f"<= {CELL_MAX * 1e6:.0f} µs",
            verdict=verdict(met=ours.median <= CELL_MAX, applies=applies),
        )
    ]


def _all_of(one: Callable[[float, float], float], pairs: list[tuple[float, float]]) -> None:
    for pair in pairs:
        one(*pair)


def _one(potential_typed: float, purchases: float) -> float:
    used = potential_said(potential_typed)
    row = potential_level(used, float(expected.MEDIUM_FROM), float(expected.HIGH_ABOVE))
    column = progress_level(purchases, used, 1.0)
    return float(segment(row, column))


def _bare(amount: float, purchases: float) -> float:
    row = 0 if amount < expected.MEDIUM_FROM else 1 if amount <= expected.HIGH_ABOVE else 2
    column = 1 if purchases <= 0 else 2 if purchases < amount else 3
    return 3.0 * row + column
