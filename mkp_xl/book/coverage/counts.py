"""The counts of states that the sheet shows, each as a number and as the formula that keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book.cells import match_key, match_keys, read_text
from mkp_xl.book.chooser import escaped, literally
from mkp_xl.book.columns import texts
from mkp_xl.book.native import setting_name
from mkp_xl.book.texts import literal

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.cells import Raw
    from mkp_xl.book.values import Flags

STATES: Final = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some of the clients: which rows they are, and the conditions that find them."""

    rows: Flags
    wheres: tuple[str, ...]
    """Conditions of COUNTIFS and SUMIFS besides the state, each with a leading comma; a client is
    in the group by one of them."""

    def summed(self, call: str) -> str:
        """Return the formula of a call, which holds `{}`, summed over the conditions."""
        return "+".join(call.format(where) for where in self.wheres)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts and sums by state over a list."""

    board: Board

    def everybody(self) -> Group:
        """Return all clients of the list."""
        return Group(rows=self.board.rows.is_row, wheres=("",))

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
        return [
            Group(rows=level == 3 - place, wheres=(where,)) for place, where in enumerate(wheres)
        ]

    def of_manager(self, name: str, cell: str) -> Group:
        """Return the clients of a manager who is named in a cell, in every spelling of the name.

        A spreadsheet compares but for case; ё, е and odd spaces are spellings of their own.
        """
        wanted, managers = match_key(name), self.board.range("manager")
        rows = np.array([key == wanted for key in match_keys(self._names())], dtype=bool)
        rows &= self.board.rows.is_row
        typed = self.board.raw("manager")
        spelt = dict.fromkeys(_entry(typed[row]).lower() for row in np.flatnonzero(rows).tolist())
        named = name.lower()
        told = (literally(cell) if one == named else literal(escaped(one)) for one in spelt)
        return Group(rows=rows, wheres=tuple(f',{managers},"="&{text}' for text in told))

    def count(self, group: Group, state: int) -> tuple[float, str]:
        """Return how many clients of a group are in a state, and the formula."""
        code = self.board.column("state_code")
        formula = group.summed(f"COUNTIFS({self.board.range('state_code')},{state}{{}})")
        return float((group.rows & (code == state)).sum()), formula

    def sum(self, key: str, group: Group, state: int) -> tuple[float, str]:
        """Return the sum of a column over the clients of a group in a state, and the formula."""
        code, values = self.board.column("state_code"), self.board.column(key)
        total = float(np.nansum(values[group.rows & (code == state)]))
        states, summed = self.board.range("state_code"), self.board.range(key)
        return total, group.summed(f"SUMIFS({summed},{states},{state}{{}})")

    def managers(self) -> list[str]:
        """Return the managers of clients with an interval, each as it is spelt first."""
        if not self.board.has_managers:
            return []
        names, found = self._names(), dict[str, str]()
        states = self.board.column("state_code").tolist()
        for name, key, state in zip(names, match_keys(names), states, strict=True):
            if key and state in STATES:
                found.setdefault(key, name)
        return sorted(found.values(), key=lambda name: (name.casefold(), name))

    def _names(self) -> list[str]:
        return texts(self.board.rows.cells["manager"])


def _entry(raw: Raw) -> str:
    """Return a cell's entry as a criterion compares it: a number with its digits."""
    return raw if isinstance(raw, str) else read_text(raw)


def share_of(part: str, whole: str) -> str:
    """Return the formula of a share, empty without a denominator."""
    return f'IF({whole}>0,({part})/{whole},"")'


def ratio(part: float, whole: float) -> float | str:
    """Return a share, empty text without a denominator."""
    return part / whole if whole else ""
