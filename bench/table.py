"""Results as a table of Markdown, one section a theme."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Verdict = Literal["met", "MISSED", "WRONG", "shown"]
NONE = "—"

_HEAD = ("what", "ours: median (min-max)", "peer or floor: median", "ratio", "target", "verdict")
_SECTION = "## "
_INTRO = (
    "# Benchmarks\n\n"
    "Made by `make bench`. The machine may be shared: read medians and ratios, not single times. "
    "Runs are interleaved; whole processes count their start and imports.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measured thing."""

    what: str
    ours: str
    other: str = NONE
    ratio: str = NONE
    target: str = NONE
    verdict: Verdict = "shown"

    @property
    def failed(self) -> bool:
        """Whether the bench as a whole has failed with it."""
        return self.verdict in ("MISSED", "WRONG")

    def row(self) -> str:
        """Return the line as a row of the table."""
        cells = (self.what, self.ours, self.other, self.ratio, self.target, self.verdict)
        return f"| {' | '.join(cells)} |"


def verdict(*, met: bool, applies: bool) -> Verdict:
    """Return the verdict on a target; small sizes have none."""
    if not applies:
        return "shown"
    return "met" if met else "MISSED"


def section(lines: Iterable[Line], notes: Iterable[str]) -> str:
    """Return the body of a theme's section."""
    table = [f"| {' | '.join(_HEAD)} |", f"|{' --- |' * len(_HEAD)}"]
    table += [line.row() for line in lines]
    return "\n".join([*notes, "", *table]) + "\n"


def machine(load: float) -> str:
    """Return what the figures were taken on; `load` as it was before the first run."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "openpyxl"))
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return (
        f"Machine: {os.cpu_count()} CPUs ({platform.machine()}, {platform.system()}), {python}, "
        f"{libraries}; load {load:.1f} at the start."
    )


def write(path: Path, fresh: dict[str, str], order: Iterable[str]) -> None:
    """Put fresh sections into the file of results; those of other themes stay."""
    sections = _standing(path) | fresh
    bodies = [f"{_SECTION}{name}\n\n{sections[name]}" for name in order if name in sections]
    path.write_text("\n".join([_INTRO, *bodies]), encoding="utf-8")


def _standing(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    _, *parts = path.read_text(encoding="utf-8").split(f"\n{_SECTION}")
    return {name: body.strip("\n") + "\n" for name, _, body in (p.partition("\n") for p in parts)}
