"""The box in which a person chooses whose clients a live sheet shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mkp_xl.book import look
from mkp_xl.book.address import letters
from mkp_xl.book.drawn import CellOut, Pick, listed_in
from mkp_xl.book.fields import Text

if TYPE_CHECKING:
    from mkp_xl.book.address import Box
    from mkp_xl.book.board import Board
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import Source

_MANAGER = Text("Менеджер ▼", "Manager ▼")
_EVERYBODY = Text("Все менеджеры", "All managers")
_CHOOSE = Text(
    f"Выберите менеджера из списка или «{_EVERYBODY.ru}».",
    f"Choose a manager from the list, or “{_EVERYBODY.en}”.",
)
_ANYONE = "<>|"
"""A criterion that every manager meets, also a blank one."""
_WILD = "~*?"
"""Signs that a criterion would not take literally; the escape itself first."""
_MOST = 1000
"""Managers that the drop-down lists."""


def literally(cell: str) -> str:
    """Return the formula of a cell's text as a criterion takes it literally."""
    for sign in _WILD:
        cell = f'SUBSTITUTE({cell},"{sign}","~{sign}")'
    return cell


def escaped(text: str) -> str:
    """Return a text as a criterion takes it literally.

    >>> escaped("Ж*?")
    'Ж~*~?'
    """
    for sign in _WILD:
        text = text.replace(sign, "~" + sign)
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Chooser:
    """A box of two merged cells, and two helpers right of the print area."""

    row: int
    column: int
    helper: int
    """Column of the criterion; below it, 1 where everybody is meant."""

    @property
    def box(self) -> str:
        """The box, absolute."""
        return f"${letters(self.column)}${self.row}"

    @property
    def criterion(self) -> str:
        """The cell that COUNTIFS and SUMIFS compare managers with."""
        return f"${letters(self.helper)}${self.row}"

    @property
    def everybody(self) -> str:
        """The cell that is 1 where everybody's clients are shown."""
        return f"${letters(self.helper)}${self.row + 1}"

    def chosen(self, source: Source, title: str, board: Board) -> str | None:
        """Return whose clients a standing sheet shows; None for everybody's."""
        if not board.has_managers:
            return None
        read = source.read(title, first_row=self.row, last_row=self.row, columns=[self.column])
        values = read[self.column].values
        text = values[0] if values else None
        everybody = ("", _EVERYBODY.ru.lower(), _EVERYBODY.en.lower())
        return text if isinstance(text, str) and text.lower() not in everybody else None

    def test(self, board: Board) -> tuple[str, ...]:
        """Return the array test of the chosen manager; none where there is nothing to choose.

        A cell that shows an error is nobody's name, and must not make the whole test one.
        """
        if not board.has_managers:
            return ()
        return (f"({self.everybody}+ISNUMBER(1/({board.range('manager')}={self.box})))>0",)

    def where(self, board: Board, key: str, number: int) -> str:
        """Return the conditions of COUNTIFS and SUMIFS: a column's number, the chosen manager."""
        condition = f"{board.range(key)},{number}"
        if board.has_managers:
            condition += f",{board.range('manager')},{self.criterion}"
        return condition

    def draw(self, sheet: SheetOut, board: Board) -> None:
        """Put the box and its helpers into a sheet, where there is somebody to choose."""
        if not board.has_managers:
            return
        manager = board.manager
        label = replace(look.NOTE, align="right")
        sheet.cells[self.row, self.column - 1] = CellOut(_MANAGER(board.lang), style=label)
        shown = manager or _EVERYBODY(board.lang)
        sheet.cells[self.row, self.column] = CellOut(shown, style=look.BOX)
        sheet.cells[self.row, self.column + 1] = CellOut(None, style=look.BOX)
        everybody = (f'{self.box}="{name}"' for name in (_EVERYBODY.ru, _EVERYBODY.en, ""))
        is_all = f"OR({','.join(everybody)})"
        criterion = _ANYONE if manager is None else "=" + escaped(manager)
        formula = f'IF({is_all},"{_ANYONE}","="&{literally(self.box)})'
        sheet.cells[self.row, self.helper] = CellOut(criterion, formula, look.NOTE)
        for row, name in enumerate(self.listed(board), start=self.row):
            sheet.cells[row, self.names] = CellOut(name, style=look.NOTE)
        flag = 1.0 if manager is None else 0.0
        sheet.cells[self.row + 1, self.helper] = CellOut(flag, f"IF({is_all},1,0)", look.NOTE)

    def listed(self, board: Board) -> tuple[str, ...]:
        """Return whom one can choose, as the list spells them; everybody first."""
        typed = set(board.raw("manager")) if board.has_managers else set()
        names = [raw for raw in typed if isinstance(raw, str) and raw.strip()]
        ordered = sorted(names, key=lambda name: (name.casefold(), name))
        return (_EVERYBODY(board.lang), *ordered)[:_MOST]

    def merged(self) -> tuple[Box, ...]:
        """Return the rectangle of the box; it stays where nobody is to be chosen yet."""
        return ((self.row, self.column, self.row, self.column + 1),)

    def picks(self, board: Board) -> tuple[Pick, ...]:
        """Return the drop-down of managers, which follows the names listed beside."""
        everybody, lang = _EVERYBODY(board.lang), board.lang
        box = (self.row, self.column, self.row, self.column)
        listed = listed_in(self.row, self.names, _MOST)
        return (Pick(box=box, listed=listed, title=everybody, say=_CHOOSE(lang)),)

    @property
    def helpers(self) -> frozenset[int]:
        """Columns that nobody needs to see."""
        return frozenset({self.helper, self.names})

    @property
    def names(self) -> int:
        """Column of the names to choose from."""
        return self.helper + 4
