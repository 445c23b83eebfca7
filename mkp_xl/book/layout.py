"""Where a table of the team's stands, and which of its columns holds which field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkp_xl.book.cells import match_key
from mkp_xl.book.recognition.units import PLAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.fields import Sheet
    from mkp_xl.book.grid import TableInfo
    from mkp_xl.book.recognition.matching import Match
    from mkp_xl.book.recognition.units import Unit

HEADER_ROWS = 200
"""How far down a header is looked for."""
KEYS = ("client_id", "client")
"""A table's client is found by one of these."""
_OWN_KEYS: dict[Sheet, tuple[str, ...]] = {
    "norms": ("industry",), "people": ("person",), "team": ("manager",)
}  # fmt: skip
"""By what rows are known that are no client's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the team's: where its header stands and which column holds which field."""

    kind: Sheet
    sheet: str
    header_row: int
    columns: dict[str, int]
    """Input field key to column."""
    headers: dict[int, str]
    """Every header text of the row, by column."""
    doubled: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Fields that two columns claim with equal right."""
    spare: tuple[tuple[str, int], ...] = ()
    """Fields and columns that claim them too, with less right."""
    unsure: tuple[Match, ...] = ()
    """Columns that may be a field, but it is not sure."""
    matches: Mapping[int, Match] = field(default_factory=dict)
    """What each column is taken for, and why."""
    told: Mapping[int, str] = field(default_factory=dict)
    """Fields by column that a person named, or that the last run has marked."""
    excel: TableInfo | None = None
    bottom: int | None = None
    """The last row that may belong to it; None where it ends with what it holds."""

    @property
    def first_row(self) -> int:
        """The first row below the header."""
        return self.header_row + 1

    @property
    def last_column(self) -> int:
        """The right edge: the last header without a gap from the recognised columns."""
        if self.excel:
            return self.excel.last_column
        column = max(self.columns.values())
        while column + 1 in self.headers:
            column += 1
        return column

    def unit(self, key: str) -> Unit:
        """Return what the numbers of a field's column count, as its header says."""
        match = self.matches.get(self.columns.get(key, 0))
        return match.unit if match else PLAIN

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields the table may know its rows by."""
        return _OWN_KEYS.get(self.kind, KEYS)

    @property
    def key(self) -> str:
        """The field the table knows its rows by: its clients, the industries of norms, ..."""
        return next(key for key in self.keys if key in self.columns)


def header_key(header: str) -> str:
    """Return a header as headers are compared.

    >>> header_key("Потенциал: ") == header_key("потенциал*")
    True
    """
    return match_key(header.strip().rstrip(" :*"))
