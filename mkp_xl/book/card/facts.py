"""The chosen client: its row, and each of its figures in a cell that the card's formulas read."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from mkp_xl.book import look, texts, words
from mkp_xl.book.address import a1, letters
from mkp_xl.book.board import said, said_formula
from mkp_xl.book.drawn import CellOut
from mkp_xl.book.native import RULES, setting_name
from mkp_xl.book.settings import LIMIT_TEXTS
from mkp_xl.book.texts import FormulaText
from mkp_xl.rules.formula import Formula, number_text
from mkp_xl.rules.graph import UNSOURCED, needed, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkp_xl.book.board import Board
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import Raw, Source, Style
    from mkp_xl.book.texts import Words

BOX: Final = (2, 3)
"""Row and column of the box in which a client is chosen."""
_LABEL, _VALUE, _FIRST = 12, 13, 2
"""Columns of the figures right of the print area, and the row of the first."""
_FIGURE: Final = replace(look.NOTE, number_format="0.00")
"""Said, or a program shows a day as a day once it has computed the cell, and saves another book."""
AT: Final = f"${letters(_VALUE)}${_FIRST}"
"""The cell that holds the chosen client's place in the list, empty where there is none."""
_SETTINGS: Final = ("as_of", "medium_from", "high_above", "reached_from", "confidence_within")


def chosen(source: Source, title: str) -> str | float | None:
    """Return the client that a standing card shows; None where it shows none."""
    row, column = BOX
    read = source.read(title, first_row=row, last_row=row, columns=[column])
    values = read[column].values
    raw = values[0] if values else None
    return raw if isinstance(raw, str | float) and raw != "" else None


def position(source: Source, title: str) -> int | None:
    """Return the position in the list of the client that a standing card shows, if there is one."""
    read = source.read(title, first_row=_FIRST, last_row=_FIRST, columns=[_VALUE])
    values = read[_VALUE].values if _VALUE in read else ()
    raw = values[0] if values else None
    return int(raw) - 1 if isinstance(raw, float) else None


@dataclass(kw_only=True)
class Facts:
    """The chosen client's figures, as numbers and as cells."""

    sheet: SheetOut
    board: Board
    client: str | float | None
    """What the box holds; None for the largest gap, of a client that buys if there is one."""
    numbers: dict[str, Any] = field(init=False)
    """By key, NaN where blank."""
    cells: dict[str, Any] = field(init=False)
    """The same as a formula reads them."""
    index: int | None = field(init=False)
    """Position in the list."""
    _row: int = field(init=False, default=_FIRST)

    AT: ClassVar[str] = AT

    def __post_init__(self) -> None:
        """Find the client and put its figures into the sheet."""
        board = self.board
        self.key = "client" if "client" in board.rows.cells else "client_id"
        self.index = self._found()
        self.numbers, self.cells = {}, {}
        range_ = board.range(self.key)
        place = f"(ROW({range_})-ROW(INDEX({range_},1))+1)"
        box = a1(*BOX)
        is_client = f'/({board.range("why")}<>"")'
        found = f'IFERROR(_xlfn.AGGREGATE(15,6,{place}/({range_}={box}){is_client},1),"")'
        find = f'IF({box}="","",{found})'
        at = "" if self.index is None else float(self.index + 1)
        self._put(_FIRST, "place", at, find)
        for key in board.numbers():
            self._fact(key)
        self._settings()

    @property
    def shown(self) -> Raw:
        """What the box shows: the client as the list has it, else what was typed."""
        return self.client if self.index is None else self.board.raw(self.key)[self.index]

    def typed(self, key: str) -> tuple[str, str]:
        """Return what a typed text column says of the client, and its formula; empty if nothing."""
        if key not in self.board.rows.cells:
            return "", '""'
        value = "" if self.index is None else said(self.board.raw(key)[self.index])
        return value, self.there(said_formula(f"INDEX({self.board.range(key)},{AT})"))

    def word(self, key: str) -> tuple[str, str]:
        """Return a word column of the client, and its formula; empty where the column is gone."""
        if key not in self.board.marked.columns:
            return "", '""'
        value = "" if self.index is None else self.board.word(key, self.index)
        cell = f"INDEX({self.board.range(key)},{AT})"
        return value, self.there(f'IF(ISTEXT({cell}),{cell},"")')

    @staticmethod
    def there(formula: str) -> str:
        """Return a formula that is empty where no client is chosen."""
        return f'IF({AT}="","",{formula})'

    def frozen(self, value: Raw) -> str:
        """Return a formula that is a value for the client drawn now, and empty for any other.

        Where formulas cannot find a client's rows, another one's must not stand under its name.
        """
        if self.index is None or value in (None, ""):
            return '""'
        shown = number_text(value) if isinstance(value, float) else texts.literal(str(value))
        return f'IF({AT}={self.index + 1},{shown},"")'

    def say(
        self, row: int, column: int, make: Callable[[dict[str, Any]], Words], style: Style
    ) -> None:
        """Put a text made of the client's figures into a cell, as text and as formula."""
        value = "" if self.index is None else make(self.numbers)
        formula = self.there(texts.cell_text(make(self.cells)))
        self.sheet.cells[row, column] = CellOut(value, formula, style)

    def show(self, row: int, column: int, key: str, style: Style) -> None:
        """Put one of the client's figures into a cell."""
        value = self.numbers.get(key, math.nan)
        shown: Raw = "" if math.isnan(value) else value
        cell = self.cells[key].text if key in self.cells else '""'
        self.sheet.cells[row, column] = CellOut(shown, cell, style)

    def helper(self, label: str, value: Raw, formula: str) -> str:
        """Put a value right of the print area; return its cell."""
        self._row += 1
        self._put(self._row, label, value, formula)
        return self._address(self._row)

    def _found(self) -> int | None:
        """Return the row of the chosen client: of the one named, else of the largest gap."""
        rows = np.flatnonzero(self.board.rows.is_row)
        raw = self.board.raw(self.key)
        if self.client is None:
            gap = np.nan_to_num(self.board.column("gap")[rows], nan=-1.0)
            buys = self.board.column("purchases")[rows] > 0
            gap += np.where(buys & (gap > 0), gap.max(initial=0.0), 0.0)
            order = rows[np.argsort(-gap, kind="stable")].tolist()
            return next((index for index in order if raw[index] not in (None, "")), None)
        wanted = _as_compared(self.client)
        return next((index for index in rows.tolist() if _as_compared(raw[index]) == wanted), None)

    def _fact(self, key: str) -> None:
        number = math.nan if self.index is None else self.board.number(key, self.index)
        cell = f"INDEX({self.board.range(key)},{AT})"
        scale = self.board.scale(key)
        times = "" if scale == 1 else f"*{number_text(scale)}"
        formula = self.there(f'IF(ISNUMBER({cell}),{cell}{times},"")')
        address = self.helper(key, "" if math.isnan(number) else number, formula)
        self.numbers[key], self.cells[key] = number, Formula(address, (address,))

    def _settings(self) -> None:
        """Add settings, limits as texts, and the rules that words are made with."""
        board, lang = self.board, self.board.lang
        for key in _SETTINGS:
            self.numbers[key] = board.settings.numbers[key]
            self.cells[key] = Formula(setting_name(key))
        for key in LIMIT_TEXTS:
            self.numbers[f"{key}_text"] = words.limit_text(board.settings.numbers[key], lang)
            self.cells[f"{key}_text"] = FormulaText(setting_name(f"{key}_text"))
        rules = needed(RULES, words.FOR_WORDS, self.cells)
        made = run(rules, UNSOURCED | self.numbers), run(rules, UNSOURCED | self.cells)
        for given, values in zip((self.numbers, self.cells), made, strict=True):
            given.update((key, values[key]) for key in rules)

    def _put(self, row: int, label: str, value: Raw, formula: str) -> None:
        self.sheet.cells[row, _LABEL] = CellOut(label, style=look.NOTE)
        self.sheet.cells[row, _VALUE] = CellOut(value, formula, _FIGURE)

    @staticmethod
    def _address(row: int) -> str:
        return f"${letters(_VALUE)}${row}"


def _as_compared(raw: Raw) -> Raw:
    """Return a cell as spreadsheets compare it: texts whatever their case."""
    return raw.lower() if isinstance(raw, str) else raw
