"""What is fuzzed: each harness by name, with its seeds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from fuzz import parts, seeds, sheets, zips

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = Path(__file__).with_name("corpus")
"""Inputs that were found wrong once, a folder for each target."""


@dataclass(frozen=True)
class Target:
    """One harness: any bytes may go in, only WrongError and surprises come out."""

    run: Callable[[bytes], None]
    made: Callable[[], list[bytes]]
    share: int
    """Of a run's executions, in proportion: the costly ones get fewer."""


TARGETS = MappingProxyType(
    {
        "sheet": Target(sheets.read_sheet, seeds.sheets, 20),
        "patch": Target(sheets.patch_sheet, seeds.patches, 10),
        "strings": Target(parts.read_strings, seeds.string_parts, 20),
        "styles": Target(parts.edit_styles, seeds.style_parts, 5),
        "frame": Target(parts.edit_frame, seeds.frames, 5),
        "text": Target(parts.pack_texts, seeds.texts, 35),
        "zip": Target(zips.open_zip, seeds.zips, 5),
    }
)


def regressions(name: str) -> list[bytes]:
    """Return the inputs of a target that were found wrong once."""
    return [path.read_bytes() for path in sorted((CORPUS / name).glob("*"))]


def starts(name: str) -> list[bytes]:
    """Return the seeds of a target and its regressions."""
    return TARGETS[name].made() + regressions(name)
