"""A rectangle of cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkp_xl.book.address import a1

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.right - self.left + 1

    @property
    def address(self) -> str:
        """As a spreadsheet writes it."""
        first, last = a1(self.top, self.left), a1(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles have a cell in common."""
        down = self.top <= other.bottom and other.top <= self.bottom
        return down and self.left <= other.right and other.left <= self.right

    def blocks(self, most: int) -> Iterator[Box]:
        """Yield blocks of rows of at most so many cells, one row at least."""
        rows = max(1, most // self.width)
        for top in range(self.top, self.bottom + 1, rows):
            yield Box(top, self.left, min(top + rows - 1, self.bottom), self.right)
