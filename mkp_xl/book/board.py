"""The first list as live sheets read it: its columns by range and by value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import look, texts, words
from mkp_xl.book.address import absolute
from mkp_xl.book.fields import OUTPUT_OF, REMEMBERED, Text
from mkp_xl.book.fields.estimates import ESTIMATED
from mkp_xl.book.grid import NameEdit
from mkp_xl.book.layout import KEYS
from mkp_xl.book.native import is_sourced
from mkp_xl.book.sources import SIZES
from mkp_xl.rules.ops import floor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy.typing as npt

    from mkp_xl.book.calendar_sheet import Calendar
    from mkp_xl.book.compute import Log, Verdicts
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Raw
    from mkp_xl.book.marks import MarkedList
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.texts import Words
    from mkp_xl.rules.ops import Value

_UNREAD = frozenset(REMEMBERED) | {f"place_{key}" for key in ESTIMATED}
"""Outputs that no live sheet reads."""
_TYPED_NUMBERS = (
    *SIZES, "category_budget", "rival_purchases", "estimate_day", "interval_typed"
)  # fmt: skip
_TYPED_TEXTS = ("manager", "phone", "industry", "estimate_evidence", *KEYS)
_THOUSANDS: Final = Text(", тыс.", ", thousands")
_MILLIONS: Final = Text("млн", "million")
_THOUSANDS_FROM, _MILLIONS_FROM = 1e6, 1e7
"""Potential of all clients."""
_CALLED = ("client", "client_id")
"""What a client goes by, the first that is filled."""


def said(raw: Raw) -> str:
    """Return a typed cell as `said_formula` gives it: a text, or a number without its fraction."""
    if isinstance(raw, float):
        return f"{math.floor(raw + 0.5)}"
    return raw if isinstance(raw, str) else ""


def said_formula(cell: str, otherwise: str = '""') -> str:
    """Return the formula of what a typed cell says; `otherwise` where it says nothing."""
    number = f'IF(ISNUMBER({cell}),INT({cell}+0.5)&"",{otherwise})'
    return f'IF(ISTEXT({cell}),IF({cell}="",{otherwise},{cell}),{number})'


def list_name(key: str) -> str:
    """Return the defined name of a column of the first list."""
    return f"mkp_list_{key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The first list, and whose clients of it a sheet shows."""

    lang: Lang
    settings: Settings
    rows: Rows
    verdicts: Verdicts
    marked: MarkedList
    manager: str | None
    """Whose clients are shown; None for everybody's."""
    checks: str
    """Title of the sheet of findings."""
    found: str = ""
    """How many errors and warnings there are, in words."""
    calendar: Calendar
    estimates: Log | None = None
    """The sheet of estimates, joined to the list."""
    team: Rows | None = None
    """Managers: what they can do a day, when they are away."""

    def holds(self, keys: Iterable[str]) -> bool:
        """Return whether the list has all these columns of ours."""
        return set(keys) <= self.marked.columns.keys()

    @property
    def is_sourced(self) -> bool:
        """Whether potentials are reconciled of several sources."""
        return is_sourced(self.marked.columns)

    @property
    def has_states(self) -> bool:
        """Whether coverage can be told."""
        return self.holds(("state_code", "state"))

    @property
    def has_managers(self) -> bool:
        """Whether there is a manager to choose."""
        return "manager" in self.rows.cells

    def column(self, key: str) -> npt.NDArray[np.float64]:
        """Return an output's numbers, blank (NaN) in rows that do not count."""
        values = np.asarray(self.verdicts.numbers[key], dtype=np.float64)
        return np.where(self.counted(), values, np.nan)

    def total(self, key: str) -> float:
        """Return an output's sum over all clients, whoever is chosen."""
        values = np.asarray(self.verdicts.numbers[key], dtype=np.float64)
        return float(np.nansum(values[self.rows.is_row]))

    def money(self) -> tuple[str, str]:
        """Return the format of amounts, and what a title says of it: in thousands where large."""
        if self.total("potential") < _THOUSANDS_FROM:
            return look.COUNT_FORMAT, ""
        return look.THOUSANDS, _THOUSANDS(self.lang)

    def sums(self, *amounts: Value) -> tuple[tuple[Words, ...], str]:
        """Return sums as a sentence names them, and their unit: in millions where large."""
        lang, currency = self.lang, self.settings.words["currency"]
        if self.total("potential") < _MILLIONS_FROM:
            whole = (texts.grouped(floor(x + 0.5), words.GROUP[lang]) for x in amounts)
            return tuple(whole), currency
        millions = tuple(words.millions(x, lang) for x in amounts)
        return millions, f"{_MILLIONS(lang)} {currency}"

    def counted(self) -> npt.NDArray[np.bool_]:
        """Return which rows are clients of the chosen manager."""
        if self.manager is None:
            return self.rows.is_row
        wanted = self.manager.lower()  # as a spreadsheet compares
        typed = [isinstance(raw, str) and raw.lower() == wanted for raw in self.raw("manager")]
        return np.asarray(self.rows.is_row & np.asarray(typed, dtype=bool))

    def raw(self, key: str) -> Sequence[Raw]:
        """Return the cells of a typed column."""
        return self.rows.cells[key].values

    def names(self) -> list[NameEdit]:
        """Return the names of the ranges that live sheets read."""
        table = self.rows.table
        columns = {k: c for k, c in self.marked.columns.items() if k not in _UNREAD}
        typed = (key for key in (*_TYPED_TEXTS, *_TYPED_NUMBERS) if key in table.columns)
        columns |= {key: table.columns[key] for key in typed}
        return [
            NameEdit(name=list_name(key), sheet=None, refers_to=self._range(column))
            for key, column in columns.items()
        ]

    def numbers(self) -> list[str]:
        """Return the columns that hold a client's figures: ours, and what was typed as numbers."""
        there = self.marked.columns  # in the order of the book's names, which programs change
        ours = [k for k in OUTPUT_OF if k in there and not OUTPUT_OF[k].word and k not in _UNREAD]
        return ours + [key for key in _TYPED_NUMBERS if key in self.rows.cells]

    def number(self, key: str, index: int) -> float:
        """Return a client's figure as its cell holds it; NaN where it holds no number."""
        if key in self.marked.columns:
            return float(self.verdicts.numbers[key][index])
        raw = self.raw(key)[index]
        return raw * self.scale(key) if isinstance(raw, float) else math.nan

    def scale(self, key: str) -> float:
        """Return what one of a column's numbers counts: 1 of ours."""
        return 1.0 if key in self.marked.columns else self.rows.table.unit(key).scale

    def range(self, key: str) -> str:
        """Return the name of a column's range."""
        return list_name(key)

    def word(self, key: str, index: int) -> str:
        """Return what a word column says in a row."""
        return self.verdicts.words[key][index]

    def called(self, index: int) -> str:
        """Return a client's name, else its ID, as `called_formula` gives them."""
        keys = (key for key in _CALLED if key in self.rows.cells)
        return next(filter(None, (said(self.raw(key)[index]) for key in keys)), "")

    def called_formula(self, entry: Callable[[str], str]) -> str:
        """Return the formula of a client's name, else its ID; `entry` reads a range in a row."""
        keys = [key for key in _CALLED if key in self.rows.cells]
        first, *others = (entry(list_name(key)) for key in keys)
        text = said_formula(others[0]) if others else '""'
        return said_formula(first, otherwise=text)

    def _range(self, column: int) -> str:
        first = self.rows.table.first_row
        last = max(first, first + self.rows.size - 1)
        return absolute(self.marked.sheet, first, column, last)
