"""Number formats of cells: asked for late, told apart from dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Callable


class LazyFormats(Sequence[str]):
    """The formats of a column's cells, asked for when the first one is looked at."""

    def __init__(self, length: int, ask: Callable[[], list[str]]) -> None:
        self._length, self._ask = length, ask
        self._known: list[str] | None = None

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if self._known is None:
            self._known = self._ask()
        return self._known[place]


def shows_date(code: str) -> bool:
    """Tell whether a number format shows a day or a time.

    >>> shows_date("dd.mm.yyyy"), shows_date('0" дн."'), shows_date("[Red]0.00")
    (True, False, False)
    """
    bare, inside = "", ""
    for letter in code:
        if inside:
            inside = "" if letter == {"[": "]"}.get(inside, inside) else inside
        elif letter in '"[':
            inside = letter
        else:
            bare += letter
    return any(letter in "ymdhs" for letter in bare.casefold().replace("general", ""))
