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
    finds: list[str]
