"""One column while a sheet is read, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mkp_xl.book.coded import Coded
from mkp_xl.book.formulas import Formulas
from mkp_xl.book.grid import Cells
from mkp_xl.book.values import Values, there
from mkp_xl.hosts.xlsx.formats import GENERAL
from mkp_xl.hosts.xlsx.taking import NO_STRING
from mkp_xl.hosts.xlsx.text import texts_of_all

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from mkp_xl.book.formulas import FormulaAt
    from mkp_xl.book.values import Column, Flags, Objects, Places
    from mkp_xl.hosts.xlsx.strings import SharedStrings
    from mkp_xl.hosts.xlsx.taking import Taken
    from mkp_xl.hosts.xlsx.values import BookValues

_NO_CELL = -1
_SHORT = 64
_AT_MOST = 4
"""Room for so many times the cells that are there, whatever is expected: rows may be far apart."""


class Filling:
    """The cells of one column that were read so far; it grows with the rows."""

    def __init__(self, first_row: int, book: BookValues) -> None:
        self._first_row = first_row
        self._book = book
        self._numbers = np.full(0, np.nan)
        self._styles = np.full(0, _NO_CELL, dtype=np.int32)
        self._strings: npt.NDArray[np.int32] | None = None
        self._own: Objects | None = None
        """Texts as the sheet spells them, and other values."""
        self._short: dict[bytes, bytes] = {}
        """Short texts, each once: states and names come again and again."""
        self._odd: list[int] = []
        self._formulas: list[tuple[list[int], list[bytes]]] = []
        """Places of formulas and their elements, block by block."""

    def add(self, taken: Taken, expected: int) -> None:
        """Take what a block holds of a column that may become so many cells long."""
        places = taken.rows - self._first_row
        inside = places >= 0
        if not inside.any():
            return
        size = int(places[-1]) + 1
        self._numbers = _grown(self._numbers, size, expected, np.nan)
        self._styles = _grown(self._styles, size, expected, _NO_CELL)
        self._numbers[places[inside]] = taken.numbers[inside]
        self._styles[places[inside]] = taken.styles[inside]
        if taken.strings is not None:
            known = np.full(0, NO_STRING, np.int32) if self._strings is None else self._strings
            self._strings = _grown(known, size, expected, NO_STRING)
            self._strings[places[inside]] = taken.strings[inside]
        self._add_others(places, taken, size, expected)
        if taken.formulas:
            self._formulas.append((places[taken.formulas_at].tolist(), taken.formulas))

    def _add_others(self, places: Places, taken: Taken, size: int, expected: int) -> None:
        at = places[[*taken.texts_at.tolist(), *taken.others]]
        if not (at >= 0).any():
            return
        values = np.empty(len(at), dtype=object)
        texts = [self._short.setdefault(t, t) if len(t) <= _SHORT else t for t in taken.texts]
        values[:] = [*texts, *taken.others.values()]
        known = np.full(0, None, dtype=object) if self._own is None else self._own
        self._own = _grown(known, size, expected, None)
        self._own[at[at >= 0]] = values[at >= 0]
        odd = (int(places[at]) for at, value in taken.others.items() if type(value) is not str)
        self._odd += (place for place in odd if place >= 0)

    def reaches(self, last_row: int) -> bool:
        """Return whether the column has any cell down to a row, a blank one too."""
        size = max(0, last_row - self._first_row + 1)
        return bool((self._styles[:size] != _NO_CELL).any())

    def cells(self, size: int, formula: Callable[[bytes, int], FormulaAt]) -> Cells:
        """Return the column; `formula` understands an `f` element in a row."""
        texts = None
        if self._strings is not None or self._own is not None:
            own = None if self._own is None else _fitted(self._own, size, None)
            shared = None if self._strings is None else _fitted(self._strings, size, NO_STRING)
            odd = sorted(place for place in self._odd if place < size)
            texts = _Texts(self._book.strings, size, shared, own, odd)
        return Cells(
            first_row=self._first_row,
            values=Values(_slim(_fitted(self._numbers, size, np.nan)), texts),
            formats=_formats(_fitted(self._styles, size, _NO_CELL), self._book),
            formulas=self._understood(size, formula),
        )

    def _understood(self, size: int, formula: Callable[[bytes, int], FormulaAt]) -> Formulas:
        bases: dict[FormulaAt, int] = {}
        users = np.full(size if self._formulas else 1, -1, dtype=np.int32)
        known: dict[bytes, int] = {}
        for places, elements in self._formulas:
            for place, element in zip(places, elements, strict=True):
                code = known.get(element, -1)
                if code < 0 and 0 <= place < size:
                    base = formula(element, self._first_row + place)
                    code = bases.setdefault(base, len(bases))
                    if base.row != self._first_row + place:  # of a group: all who say so have it
                        known[element] = code
                if 0 <= place < size:
                    users[place] = code
        return Formulas(self._first_row, list(bases), np.broadcast_to(users, size))


class _Texts:
    """What is no number in a column of a file; texts are understood when they are asked for."""

    def __init__(
        self,
        strings: SharedStrings,
        size: int,
        shared: npt.NDArray[np.int32] | None,
        own: Objects | None,
        odd: list[int],
    ) -> None:
        self._strings = strings
        self._size = size
        self._shared = shared
        self._own = own
        self.odd = odd

    @property
    def filled(self) -> Flags:
        """Where anything stands."""
        filled = np.zeros(self._size, dtype=bool)
        if self._shared is not None:
            filled |= self._shared != NO_STRING
        if self._own is not None:
            filled |= there(self._own)
        return filled

    def objects(self, places: Places) -> Objects:
        """Return what stands at some places; None where a number or nothing stands."""
        found = np.full(len(places), None, dtype=object)
        if self._own is not None:
            found[:] = self._own[places]
            raws = [place for place, value in enumerate(found.tolist()) if type(value) is bytes]
            found[raws] = texts_of_all([found[place] for place in raws])
        if self._shared is not None:
            strings = self._shared[places]
            some = np.flatnonzero(strings != NO_STRING)
            found[some] = self._strings.texts(strings[some].astype(np.int64))
        return found


def _grown(part: npt.NDArray[Any], size: int, expected: int, blank: object) -> npt.NDArray[Any]:
    """Return an array that holds so many elements at least, with room for those expected."""
    if size <= len(part):
        return part
    room = max(size, len(part) + len(part) // 2, min(expected, _AT_MOST * size))
    return _fitted(part, room, blank)


def _fitted(part: npt.NDArray[Any], size: int, blank: object) -> npt.NDArray[Any]:
    """Return an array cut or filled up to so many elements."""
    if size <= len(part):
        return part[:size]
    found = np.full(size, blank, dtype=part.dtype)
    found[: len(part)] = part
    return found


def _slim(numbers: Column) -> Column:
    """Return numbers, in no memory at all where there are none."""
    blank: Column = np.broadcast_to(np.nan, len(numbers))
    return blank if np.isnan(numbers).all() else numbers


def _formats(styles: npt.NDArray[np.int32], book: BookValues) -> Coded:
    """Return the number formats of cells by their styles; a cell that is not there has General."""
    known, which = np.unique(styles, return_inverse=True)
    codes = [GENERAL if style == _NO_CELL else book.styles.code(style) for style in known.tolist()]
    few = len(codes) < np.iinfo(np.uint8).max
    return Coded(codes, which.astype(np.uint8 if few else np.int32))
