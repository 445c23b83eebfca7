"""One column while a sheet is read, block by block."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.formulas import FormulaAt, Formulas
from mkp_xl.book.grid import Cells
from mkp_xl.book.values import Coded, Values
from mkp_xl.book.values import there as is_there
from mkp_xl.hosts.xlsx.formats import GENERAL
from mkp_xl.hosts.xlsx.taking import NO_STRING
from mkp_xl.hosts.xlsx.text import texts_of_all

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from mkp_xl.book.values import Flags, Objects
    from mkp_xl.hosts.xlsx.strings import SharedStrings
    from mkp_xl.hosts.xlsx.taking import Taken
    from mkp_xl.hosts.xlsx.values import BookValues

Bases = dict[bytes, FormulaAt]
"""By its whole `f` element: what a cell that stands in a shared group has as its formula."""


@dataclass(slots=True)
class Filling:
    """The cells of one column that were read so far."""

    taken: list[Taken] = field(default_factory=list)

    def is_in(self, first_row: int, last_row: int) -> bool:
        """Return whether the column has any cell in some rows, a blank one too."""
        rows = (taken.rows for taken in self.taken)
        return any(((first_row <= some) & (some <= last_row)).any() for some in rows)

    def cells(
        self,
        first_row: int,
        size: int,
        book: BookValues,
        formula: Callable[[bytes, int], FormulaAt],
    ) -> Cells:
        """Return the column downwards from a row; `formula` understands an `f` element in a row."""
        numbers = np.full(size, np.nan)
        styles = np.full(size, -1, dtype=np.int32)
        texts = _Texts(book.strings, size)
        bases: dict[FormulaAt, int] = {}
        users = np.full(size, -1, dtype=np.int32)
        for taken in self.taken:
            places = taken.rows - first_row
            inside = (places >= 0) & (places < size)
            numbers[places[inside]] = taken.numbers[inside]
            styles[places[inside]] = taken.styles[inside]
            if taken.strings is not None:
                texts.put_strings(places[inside], taken.strings[inside])
            texts.put(places, taken)
            for place, element in taken.formulas.items():
                if inside[place]:
                    base = formula(element, int(taken.rows[place]))
                    users[places[place]] = bases.setdefault(base, len(bases))
        return Cells(
            first_row=first_row,
            values=Values(numbers, texts if texts.any else None),
            formats=_formats(styles, book),
            formulas=Formulas(first_row, list(bases), users),
        )


class _Texts:
    """What is no number in a column of a file; texts are understood when they are asked for."""

    def __init__(self, strings: SharedStrings, size: int) -> None:
        self._strings = strings
        self._size = size
        self._shared: npt.NDArray[np.int32] | None = None
        self._own: Objects | None = None
        """Characters as the sheet spells them, or values."""

    @property
    def any(self) -> bool:
        """Whether anything stands here."""
        return self._shared is not None or self._own is not None

    @property
    def filled(self) -> Flags:
        """Where anything stands."""
        there = np.zeros(self._size, dtype=bool)
        if self._shared is not None:
            there |= self._shared != NO_STRING
        if self._own is not None:
            there |= is_there(self._own)
        return there

    def put_strings(self, places: npt.NDArray[np.int64], strings: npt.NDArray[np.int32]) -> None:
        """Note shared strings of some places."""
        if self._shared is None:
            self._shared = np.full(self._size, NO_STRING, dtype=np.int32)
        self._shared[places] = strings

    def put(self, places: npt.NDArray[np.int64], taken: Taken) -> None:
        """Note the texts and other values of cells whose places these are."""
        at = places[[*taken.texts_at.tolist(), *taken.others]]
        values = np.empty(len(at), dtype=object)
        values[:] = [*taken.texts, *taken.others.values()]
        inside = (at >= 0) & (at < self._size)
        if inside.any():
            if self._own is None:
                self._own = np.full(self._size, None, dtype=object)
            self._own[at[inside]] = values[inside]

    def objects(self, places: npt.NDArray[np.int64]) -> Objects:
        """Return what stands at some places; None where a number or nothing stands."""
        found = np.full(len(places), None, dtype=object)
        if self._own is not None:
            found[:] = self._own[places]
            raws = [place for place, value in enumerate(found) if type(value) is bytes]
            found[raws] = texts_of_all([found[place] for place in raws])
        if self._shared is not None:
            strings = self._shared[places]
            there = np.flatnonzero(strings != NO_STRING)
            found[there] = self._strings.texts(strings[there].astype(np.int64))
        return found


def _formats(styles: npt.NDArray[np.int32], book: BookValues) -> Coded:
    """Return the number formats of cells by their styles; a cell that is not there has General."""
    there, index = np.unique(styles, return_inverse=True)
    codes = [GENERAL if style < 0 else book.styles.code(style) for style in there.tolist()]
    return Coded(codes, index.astype(np.int32))
