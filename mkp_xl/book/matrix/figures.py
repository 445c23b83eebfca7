"""The figures of the matrix, computed as its formulas compute them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from mkp_xl.book.board import Board

NEEDED = ("potential", "purchases", "segment", "gap")
"""Outputs without which there is no matrix; coverage asks for the state's code besides."""
TOP = 10


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the cells of the matrix show, computed as their formulas compute it."""

    board: Board

    @cached_property
    def cells(self) -> dict[str, npt.NDArray[np.float64]]:
        """Counts and sums of segments 1..9, by line: clients, potential, purchases, gap."""
        segment = self.board.column("segment")
        masks = [segment == number for number in range(1, 10)]
        sums = {
            key: np.array([np.nansum(self.board.column(key)[mask]) for mask in masks])
            for key in ("potential", "purchases", "gap")
        }
        return {"clients": np.array([mask.sum() for mask in masks], dtype=np.float64)} | sums

    @cached_property
    def states(self) -> tuple[list[float], list[float]]:
        """Clients and gap of states 1..4."""
        code, gap = self.board.column("state_code"), self.board.column("gap")
        masks = [code == state for state in range(1, 5)]
        return [float(m.sum()) for m in masks], [float(np.nansum(gap[m])) for m in masks]

    @cached_property
    def top(self) -> list[int]:
        """Rows of the largest gaps, equal ones in the order of the list."""
        gap = np.nan_to_num(self.board.column("gap"), nan=-1.0)
        order = np.argsort(-gap, kind="stable")[:TOP]
        return [int(index) for index in order if gap[index] > 0]
