"""Fuzz from a terminal: so many executions, at most so many seconds; exit code 1 at a find."""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import signal
import sys
import time
import traceback
from functools import partial
from multiprocessing import Pool
from typing import TYPE_CHECKING

from fuzz.mutation import inputs
from fuzz.outcome import FOUND, LONGEST, Outcome, together
from fuzz.targets import TARGETS, starts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


TURNS = 25
"""A target's executions come in so many parts, targets in turn, so that no process waits long."""
FINDS_MAX = 20


class HangError(Exception):
    """An execution took too long."""


def main() -> int:
    """Run the targets that the command line names by turns; print executions a second."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"some of: {', '.join(TARGETS)} (all)")
    parser.add_argument("--runs", type=int, default=1_000_000, help="executions, over all targets")
    parser.add_argument("--seconds", type=float, default=300, help="at most, over all targets")
    parser.add_argument("--seed", type=int, default=0, help="chooses the mutations")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--guided", action="store_true", help="guided by coverage: needs atheris")
    said = parser.parse_args()
    names = said.targets or list(TARGETS)
    if unknown := sorted(set(names) - set(TARGETS)):
        parser.error(f"no such target: {', '.join(unknown)}")
    fuzz, turns, each = fuzz_blindly, TURNS, said.seconds
    if said.guided:  # each target in one go, so that what it learns leads it on
        from fuzz.guided import fuzz_guided as fuzz  # noqa: PLC0415  its package is optional

        turns, each = 1, said.seconds * said.jobs / len(names)
    shares = sum(TARGETS[name].share for name in names)
    end = time.monotonic() + said.seconds
    jobs = [
        (name, said.runs * TARGETS[name].share // shares // turns, each, f"{said.seed} {turn}")
        for turn in range(turns)
        for name in names
    ]
    with Pool(said.jobs) as pool:
        ended = list(told_on_the_way(pool.imap(partial(_until, end, fuzz), jobs)))
    outcomes = [tell(together([one for one in ended if one.name == name])) for name in names]
    print(f"{sum(o.runs for o in outcomes):,} executions")
    return 1 if any(outcome.finds for outcome in outcomes) else 0


def _until(end: float, fuzz: Callable[..., Outcome], said: tuple[str, int, float, str]) -> Outcome:
    name, runs, seconds, seed = said
    return fuzz(name, runs, min(seconds, max(0, end - time.monotonic())), seed)


def told_on_the_way(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Yield outcomes, and print how many executions have ended by then."""
    done = 0
    for outcome in outcomes:
        done += outcome.runs
        print(f"\r{done:,} executions", end="", file=sys.stderr, flush=True)
        yield outcome
    print(file=sys.stderr)


def tell(outcome: Outcome) -> Outcome:
    """Print one line about a target, and its finds."""
    speed = outcome.runs / max(outcome.seconds, 1e-9)
    print(f"{outcome.name:8} {outcome.runs:12,} in {outcome.seconds:6.1f} s {speed:10,.0f} / s")
    for find in list(outcome.finds.values())[:FINDS_MAX]:
        print(find)
    sys.stdout.flush()
    return outcome


def fuzz_blindly(name: str, runs: int, seconds: float, seed: str) -> Outcome:
    """Run one target on mutations of its seeds until runs or seconds are used up."""
    begin = time.monotonic()
    chance = random.Random(f"{name} {seed}")
    finds: dict[str, str] = {}
    done = 0
    for data in inputs(starts(name), chance):
        if done >= runs or time.monotonic() - begin > seconds:
            break
        done += 1
        if find := wrong(name, data):
            where = "".join(re.findall(r'File "[^"]+", line \d+', find))
            if where not in finds:
                finds[where] = keep(name, data) + "\n" + find
    return Outcome(name, done, time.monotonic() - begin, finds)


def wrong(name: str, data: bytes) -> str:
    """Return what is wrong with one execution; empty where nothing is."""
    signal.signal(signal.SIGALRM, _hangs)
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    try:
        TARGETS[name].run(data)
    except Exception:  # noqa: BLE001  any surprise is a find
        return traceback.format_exc(limit=-4)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return ""


def keep(name: str, data: bytes) -> str:
    """Write an input that was found wrong to a file; return where."""
    FOUND.mkdir(parents=True, exist_ok=True)
    path = FOUND / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    return str(path)


def _hangs(*_particulars: object) -> None:
    raise HangError(f"more than {LONGEST} s")


if __name__ == "__main__":
    sys.exit(main())
