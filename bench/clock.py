"""Measuring: interleaved runs, their medians, and what a whole process costs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Result = TypeVar("Result")

_LAUNCH = Path(__file__).with_name("launch.py")


class WrongResultError(Exception):
    """What was measured did not do its job, so its time says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run took; of a whole process, its start and imports included."""

    wall: float
    """Seconds from start to end."""
    cpu: float
    """Seconds of user and system time."""
    peak: float = 0.0
    """The most memory it held at once, bytes; 0 where that was not measured."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Several measurements of one thing."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> Sample:
        """Return the sample of the values."""
        return cls(tuple(values))

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    def shown(self, unit: str, scale: float = 1.0) -> str:
        """Return median and range, each times `scale`.

        >>> Sample((0.5, 0.25, 1.0)).shown("ms", 1000)
        '500 (250-1000) ms'
        """
        low, high = min(self.values), max(self.values)
        middle, least, most = (brief(v * scale) for v in (self.median, low, high))
        return f"{middle} ({least}-{most}) {unit}"


def brief(value: float) -> str:
    """Return a number as the table shows it: about three digits.

    >>> brief(0.0123), brief(1.5), brief(26.71), brief(1234.5)
    ('0.012', '1.50', '26.7', '1234')
    """
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:.{digits}f}"


def interleaved(
    jobs: Mapping[str, Callable[[], Result]], rounds: int, warm_ups: int = 1
) -> dict[str, list[Result]]:
    """Run the jobs in turns, A B A B ..., and return their results by name, warm-ups left out."""
    results: dict[str, list[Result]] = {name: [] for name in jobs}
    for turn in range(-warm_ups, rounds):
        for name, job in jobs.items():
            result = job()
            if turn >= 0:
                results[name].append(result)
    return results


def timed(job: Callable[[], object]) -> Cost:
    """Return what a call in this process takes; its memory is not measured."""
    started, cpu = time.perf_counter(), time.process_time()
    job()
    return Cost(wall=time.perf_counter() - started, cpu=time.process_time() - cpu)


def process(command: Sequence[str]) -> tuple[Cost, str]:
    """Run a command; return what it cost and what it printed."""
    launched = [sys.executable, "-I", "-S", str(_LAUNCH), *command]
    done = subprocess.run(launched, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WrongResultError(f"exit code {done.returncode}: {done.stderr.strip()[-500:]}")
    printed, _, last = done.stdout.rstrip("\n").rpartition("\n")
    return Cost(**json.loads(last)), printed
