"""What a program offers of a workbook that stands open in it.

Each call is made patiently and raises HostError where the program refuses: nothing else comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import NameEdit, NameInfo, PivotInfo, Style, TableInfo
    from mkp_xl.hosts.live.block import Block
    from mkp_xl.hosts.live.box import Box
    from mkp_xl.hosts.live.values import Content

GENERAL = "General"
"""The number format of cells that have none."""
TEXT = "@"
"""The number format of texts."""
Draw = Callable[[Path, "Sequence[SheetOut]"], None]
"""Writes a new workbook that holds these sheets."""
Step = Callable[[float], None]
"""Called with the share done, 0 to 1."""
Said = dict[str, Any]
"""Properties of a range by their names here, each a value that JSON can hold: `number_format`,
`bold`, `size`, `name`, `font_color`, `color`, `wrap_text`, `horizontal_alignment`,
`vertical_alignment`, and of its column `column_width` (characters), `hidden`, `outline`."""


class OpenSheet(Protocol):
    """A sheet of an open book; rows and columns count from 1."""

    @property
    def title(self) -> str:
        """As its tab says."""
        ...

    def state(self) -> str:
        """Return `visible`, `hidden` or `veryHidden`."""
        ...

    def hide(self) -> None:
        """Take its tab away."""
        ...

    def used(self) -> Box:
        """Return a rectangle around all content and merged cells; one cell where there is none.

        Excel counts cells that have a format only, LibreOffice does not.
        """
        ...

    def block(self, box: Box, *, stored: bool = False, step: Step = lambda _share: None) -> Block:
        """Return what cells hold; `stored` asks for numbers in full, as the cells store them."""
        ...

    def fingerprint(self, box: Box) -> str:
        """Return a digest of what was typed into cells, formulas as such."""
        ...

    def formats(self, box: Box, raw: Sequence[object]) -> list[str]:
        """Return the number format of each cell of a column; `raw` is what `block` found there."""
        ...

    def uniform_parts(
        self, box: Box, matters: Callable[[Box], bool] = lambda _part: True
    ) -> Iterable[tuple[Box, str | None]]:
        """Return the parts of a column that share a format, from the top, and that format.

        None is the format of a part that was not asked because it does not matter.
        """
        ...

    def tables(self) -> list[TableInfo]:
        """Return its tables."""
        ...

    def resize_table(self, name: str, box: Box) -> None:
        """Let one of its tables cover a rectangle with the same header."""
        ...

    def pivots(self) -> list[PivotInfo]:
        """Return its pivot tables, where the program tells of them."""
        ...

    def has_merged(self, box: Box) -> bool:
        """Tell whether any cell of a rectangle is merged with another."""
        ...

    def has_array(self, box: Box) -> bool:
        """Tell whether any cell of a rectangle belongs to an array formula."""
        ...

    def put(self, row: int, column: int, columns: Sequence[Sequence[Content]]) -> None:
        """Write downwards from a cell and its right neighbours: all values, or one of formulas."""
        ...

    def worn(self, box: Box, names: Iterable[str]) -> Said:
        """Return how cells look now in the named properties; mixed ones are left out."""
        ...

    def put_on(self, box: Box, said: Said) -> None:
        """Set properties; a program that lacks one leaves it."""
        ...

    def trim(self, box: Box, style: Style) -> None:
        """Set what of a style is not read back: lines, indent, underline, lock."""
        ...

    def untrim(self, box: Box) -> None:
        """Take all of that away."""
        ...

    def lines(self, box: Box, style: Style) -> None:
        """Draw the lines of a style around each cell."""
        ...

    def link(self, cells: Sequence[tuple[int, int, str | None]]) -> None:
        """Let a click on a cell (row, column) lead to a place of the book, or nowhere."""
        ...

    def is_protected(self) -> bool:
        """Tell whether its cells are protected."""
        ...

    def unprotect(self) -> dict[str, bool]:
        """Lift a protection without a password, return what it allowed; HostError if it has one."""
        ...

    def protect(self, allowed: dict[str, bool]) -> None:
        """Protect it without a password."""
        ...

    def frame(self, sheet: SheetOut) -> None:
        """Give a plain new sheet, its cells written already, what surrounds them."""
        ...

    def delete(self) -> None:
        """Take it out of the book."""
        ...


class OpenBook(Protocol):
    """A workbook as it stands open in a program."""

    def path(self) -> str:
        """Return where it lies, its title where it lies nowhere; answers whatever happened."""
        ...

    def titles(self) -> list[str]:
        """Return the titles of its sheets in order."""
        ...

    def sheet(self, title: str) -> OpenSheet:
        """Return a sheet by its exact title."""
        ...

    def is_1904(self) -> bool:
        """Tell whether the book counts its days from 1904."""
        ...

    def is_structure_protected(self) -> bool:
        """Tell whether sheets may be neither added nor shown."""
        ...

    def names(self) -> list[NameInfo]:
        """Return all defined names, those of its sheets included."""
        ...

    def edit_names(self, edits: Iterable[NameEdit]) -> None:
        """Set and remove names."""
        ...

    def kept_in_front(self) -> AbstractContextManager[None]:
        """Return to the sheet in front, whatever is added meanwhile."""
        ...

    def add(self, title: str) -> OpenSheet:
        """Return a new sheet behind the last one."""
        ...

    def copied(self, sheets: Sequence[SheetOut], draw: Draw) -> list[OpenSheet] | None:
        """Return sheets added behind the last one with all their design; None where it refuses.

        Where it refuses, some may have been added by then.
        """
        ...
