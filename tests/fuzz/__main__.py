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
from fuzz.outcome import FOUND, LONGEST, Outcome
from fuzz.targets import TARGETS, starts

if TYPE_CHECKING:
    from collections.abc import Callable


class HangError(Exception):
    """An execution took too long."""


def main() -> int:
    """Run the targets that the command line names, two at a time; print executions a second."""
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
    if said.guided:
        from fuzz.guided import fuzz_guided as fuzz  # noqa: PLC0415  its package is optional
    else:
        fuzz = fuzz_blindly
    shares = sum(TARGETS[name].share for name in names)
    each = said.seconds * said.jobs / len(names)
    jobs = [(n, said.runs * TARGETS[n].share // shares, each, said.seed) for n in names]
    with Pool(said.jobs) as pool:
        outcomes = [tell(outcome) for outcome in pool.imap(partial(_called, fuzz), jobs)]
    print(f"{sum(o.runs for o in outcomes):,} executions")
    return 1 if any(outcome.finds for outcome in outcomes) else 0


def _called(fuzz: Callable[..., Outcome], said: tuple[object, ...]) -> Outcome:
    return fuzz(*said)


def tell(outcome: Outcome) -> Outcome:
    """Print one line about a target, and its finds."""
    speed = outcome.runs / max(outcome.seconds, 1e-9)
    print(f"{outcome.name:8} {outcome.runs:12,} in {outcome.seconds:6.1f} s {speed:10,.0f} / s")
    for find in outcome.finds:
        print(find)
    sys.stdout.flush()
    return outcome


def fuzz_blindly(name: str, runs: int, seconds: float, seed: int) -> Outcome:
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
    return Outcome(name, done, time.monotonic() - begin, list(finds.values())[:20])


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
