"""What a command needs of the program it was pressed in, besides the book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from mkp_xl.book.fields import Lang
    from mkp_xl.hosts.contract import Progress
    from mkp_xl.hosts.live.open_book import OpenBook


class Desk(Protocol):
    """A person before an open book."""

    @property
    def program(self) -> str:
        """The program's name."""
        ...

    @property
    def book(self) -> OpenBook:
        """The book in front."""
        ...

    @property
    def has_macros(self) -> bool:
        """Whether functions of ours may be written into its cells."""
        ...

    def place(self) -> tuple[str, int]:
        """Return the sheet in front and the row of the cursor, 0 where there is none."""
        ...

    def chosen(self, rows: Sequence[int], most: int) -> list[int]:
        """Return which of some rows of the sheet in front are selected and shown.

        No more than `most`: a whole column may be selected.
        """
        ...

    def go(self, title: str, row: int, column: int) -> None:
        """Put the cursor into a cell, of a hidden sheet too."""
        ...

    def show(self, title: str) -> None:
        """Bring a sheet to the front, a hidden one too."""
        ...

    def agrees(self, question: str) -> bool:
        """Ask the person; tell whether the answer is yes."""
        ...

    def steps_back(self, step: str) -> bool:
        """Undo the program's own last step if it bears this name; tell whether it did.

        All comes back with it, looks and links too; a program that keeps no steps says no.
        """
        ...

    def quiet(self, lang: Lang, step: str = "") -> AbstractContextManager[Progress]:
        """Keep the program quiet while a command works, and tell how far it is.

        `step` names what is written meanwhile in the program's own list of steps to undo.
        """
        ...
