"""The promise every host keeps, so that the flow does not know where a workbook lives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from mkp_xl.book.grid import Source

if TYPE_CHECKING:
    from pathlib import Path

    from mkp_xl.book.grid import Changes

Progress = Callable[[str, float], None]
"""Called with a step's key (`read`, `write`) and the share done, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a book that was changed."""

    target: Path
    kept: Path | None = None
    """Where the version before is kept; None where there was none."""


class Host(Source, Protocol):
    """One open workbook: looked at, read by columns, written in one go.

    `look` and `read` raise HostError where the book cannot be understood.
    """

    def write(self, changes: Changes) -> Written | None:
        """Make the changes, all or none; raises HostError and leaves the book as it was.

        None where the book holds everything already.
        """
        ...
