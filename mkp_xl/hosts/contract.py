"""The promise every host keeps, so that the flow does not know where a workbook lives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mkp_xl.book.grid import BookInfo, Cells, Changes

Progress = Callable[[str, float], None]
"""Called with a step's key (`read`, `write`) and the share done, 0 to 1."""


class Host(Protocol):
    """One open workbook: looked at, read by columns, written in one go."""

    def look(self) -> BookInfo:
        """Sheets, tables and names; raises HostError where the book cannot be understood."""
        ...

    def read(
        self,
        sheet: str,
        *,
        first_row: int = 1,
        last_row: int | None = None,
        columns: Iterable[int] | None = None,
    ) -> dict[int, Cells]:
        """Columns of a sheet by number, all of equal length, down to its last used row.

        Without `columns`, every column that holds a cell in these rows.
        """
        ...

    def write(self, changes: Changes) -> None:
        """Make the changes, all or none; raises HostError and leaves the book as it was."""
        ...
