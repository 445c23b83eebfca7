"""The promise every host keeps, so that the flow does not know where a workbook lives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from mkp_xl.book.grid import Source

if TYPE_CHECKING:
    from mkp_xl.book.grid import Changes

Progress = Callable[[str, float], None]
"""Called with a step's key (`read`, `write`) and the share done, 0 to 1."""


class Host(Source, Protocol):
    """One open workbook: looked at, read by columns, written in one go.

    `look` and `read` raise HostError where the book cannot be understood.
    """

    def write(self, changes: Changes) -> None:
        """Make the changes, all or none; raises HostError and leaves the book as it was."""
        ...
