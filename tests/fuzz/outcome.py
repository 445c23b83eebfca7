"""What a run of a fuzzer comes to, and where it puts its finds."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FOUND = Path(__file__).resolve().parents[2] / "build" / "fuzz"
LONGEST = 5
"""Seconds that one execution may take."""


class Outcome(NamedTuple):
    """What became of one target."""

    name: str
    runs: int
    seconds: float
    finds: dict[str, str]
    """What was found wrong, by where."""


def together(turns: list[Outcome]) -> Outcome:
    """Return what became of one target in all its turns; seconds are of processes."""
    finds = {where: find for turn in turns for where, find in turn.finds.items()}
    runs, seconds = sum(turn.runs for turn in turns), sum(turn.seconds for turn in turns)
    return Outcome(turns[0].name, runs, seconds, finds)
