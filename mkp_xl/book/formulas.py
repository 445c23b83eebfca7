"""Formulas of a column as a host reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = re.compile(r'("(?:[^"]|"")*")')
"""The texts within a formula, their quotes included."""


@dataclass(frozen=True, slots=True)
class FormulaAt:
    """A formula's text (no leading `=`) as it stands at its base cell.

    For a shared formula the base is the cell that carries the text: the formula of any other
    cell of the group is that text moved by the distance from the base.
    """

    text: str
    row: int
    column: int


class Formulas(Mapping[int, FormulaAt]):
    """The formulas of one column by row number; many rows may share one."""

    __slots__ = ("bases", "first_row", "index")

    def __init__(
        self, first_row: int, bases: list[FormulaAt], index: npt.NDArray[np.int32]
    ) -> None:
        self.first_row = first_row
        self.bases = bases
        self.index = index
        """Place of each row's formula among the bases, -1 where there is none."""

    @classmethod
    def of(cls, first_row: int, size: int, formulas: Mapping[int, FormulaAt]) -> Formulas:
        """Return the formulas of so many rows; those that are arrays already, as they are."""
        if isinstance(formulas, cls) and len(formulas.index) == size:
            return formulas
        known = {base: place for place, base in enumerate(dict.fromkeys(formulas.values()))}
        index = np.full(size, -1, dtype=np.int32)
        for row, base in formulas.items():
            if 0 <= row - first_row < size:
                index[row - first_row] = known[base]
        return cls(first_row, list(known), index)

    def __repr__(self) -> str:
        return f"Formulas({dict(self)!r})"

    def __len__(self) -> int:
        return int((self.index >= 0).sum())

    def __bool__(self) -> bool:
        return bool(self.bases)

    def __getitem__(self, row: int) -> FormulaAt:
        place = row - self.first_row
        if not 0 <= place < len(self.index) or self.index[place] < 0:
            raise KeyError(row)
        return self.bases[int(self.index[place])]

    def __iter__(self) -> Iterator[int]:
        return iter((np.flatnonzero(self.index >= 0) + self.first_row).tolist())
