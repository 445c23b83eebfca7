"""The counts of states that the sheet shows, each as a number and as the formula that keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book.chooser import literally
from mkp_xl.book.native import setting_name

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.values import Flags

STATES: Final = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some of the clients: which rows they are, and the conditions that find them."""

    rows: Flags
    where: str
    """Conditions of COUNTIFS and SUMIFS besides the state, each with a leading comma."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts and sums by state over a list."""

    board: Board

    def everybody(self) -> Group:
        """Return all clients of the list."""
        return Group(rows=self.board.rows.is_row, where="")

    def by_class(self) -> list[Group]:
        """Return the clients of class A, B, C, as the limits of the settings part them."""
        level = self.board.column("potential_level")
        potential, medium, high = (
            self.board.range("potential"), setting_name("medium_from"), setting_name("high_above")
        )  # fmt: skip
        wheres = (
            f',{potential},">"&{high}',
            f',{potential},">="&{medium},{potential},"<="&{high}',
            f',{potential},"<"&{medium}',
        )
        return [Group(rows=level == 3 - place, where=where) for place, where in enumerate(wheres)]

    def of_manager(self, name: str, cell: str) -> Group:
        """Return the clients of a manager who is named in a cell, as a spreadsheet compares."""
        wanted = name.lower()
        typed = self.board.raw("manager")
        rows = np.array([isinstance(raw, str) and raw.lower() == wanted for raw in typed])
        where = f',{self.board.range("manager")},"="&{literally(cell)}'
        return Group(rows=rows & self.board.rows.is_row, where=where)

    def count(self, group: Group, state: int) -> tuple[float, str]:
        """Return how many clients of a group are in a state, and the formula."""
        code = self.board.column("state_code")
        formula = f"COUNTIFS({self.board.range('state_code')},{state}{group.where})"
        return float((group.rows & (code == state)).sum()), formula

    def sum(self, key: str, group: Group, state: int) -> tuple[float, str]:
        """Return the sum of a column over the clients of a group in a state, and the formula."""
        code, values = self.board.column("state_code"), self.board.column(key)
        total = float(np.nansum(values[group.rows & (code == state)]))
        states, summed = self.board.range("state_code"), self.board.range(key)
        return total, f"SUMIFS({summed},{states},{state}{group.where})"

    def managers(self) -> list[str]:
        """Return the managers of clients with an interval, each as it is spelt first."""
        if not self.board.has_managers:
            return []
        code, found = self.board.column("state_code"), dict[str, str]()
        for raw, state in zip(self.board.raw("manager"), code.tolist(), strict=True):
            if isinstance(raw, str) and raw.strip() and state in STATES:
                found.setdefault(raw.lower(), raw)
        return sorted(found.values(), key=lambda name: (name.casefold(), name))


def share_of(part: str, whole: str) -> str:
    """Return the formula of a share, empty without a denominator."""
    return f'IF({whole}>0,({part})/{whole},"")'


def ratio(part: float, whole: float) -> float | str:
    """Return a share, empty text without a denominator."""
    return part / whole if whole else ""
