"""Right of the page, out of sight: everybody's week line by line, and whose week stands where.

A formula cannot plan a week. The weeks are planned at recalculation, and the box above the list
chooses which of them is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import look
from mkp_xl.book.address import a1, letters
from mkp_xl.book.cells import match_key
from mkp_xl.book.chooser import Chooser, literally
from mkp_xl.book.contact_plan import wording
from mkp_xl.book.contact_plan.columns import FIRST_ROW
from mkp_xl.book.contact_plan.lines import ROWS, everybody, reasons, shown
from mkp_xl.book.coverage.agreed import agreed
from mkp_xl.book.coverage.load import colleagues, week_of
from mkp_xl.book.coverage.week import turns, weeks
from mkp_xl.book.drawn import CellOut

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.contact_plan.lines import PlanLine, Shown
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import Raw, Source

CHOOSER: Final = Chooser(row=3, column=5, helper=14)
INDEX: Final = 13
"""Column of the place of each visible line among all lines; above it, whose lines they are."""
PLACE: Final = 15
"""Column of the client's place in the list, and in the next one what the line is."""
KIND: Final = 16
_START, _COUNT, _SAID, _NOTE = 19, 20, 21, 22
_LINE_KIND, _LINE_PLACE, _LINE_TEXT, _LINE_ASIDE = 23, 24, 25, 26
_TOP: Final = CHOOSER.row
HIDDEN: Final = CHOOSER.helpers | frozenset({INDEX, PLACE, KIND, *range(_START, _LINE_ASIDE + 1)})


@dataclass(kw_only=True)
class Store:
    """All weeks, and the one that is shown."""

    board: Board
    _names: tuple[str, ...] = ()
    _weeks: list[Shown] = field(default_factory=list)
    """One for each name, everybody's first."""
    _starts: list[int] = field(default_factory=list)
    _lines: list[PlanLine] = field(default_factory=list)
    _chosen: int | None = None
    """Place of the name chosen; None for a name that nobody has."""

    def __post_init__(self) -> None:
        board, found = self.board, _planned(self.board)
        self._names = CHOOSER.listed(board)
        by_key: dict[str, int] = {}
        for place, name in enumerate(self._names):
            key = match_key(name) if place else ""
            if key in by_key:  # one manager in two spellings
                self._weeks.append(self._weeks[by_key[key]])
                self._starts.append(self._starts[by_key[key]])
                continue
            by_key[key] = place
            week = found.get(key if place else None, _nobodys(board))
            self._weeks.append(week)
            self._starts.append(len(self._lines) + 1)
            self._lines += week.lines
        wanted = None if board.manager is None else board.manager.lower()
        lowered = [name.lower() for name in self._names]
        if wanted is None:
            self._chosen = 0
        elif wanted in lowered:
            self._chosen = lowered.index(wanted)

    @property
    def week(self) -> Shown:
        """The week that is shown."""
        return _nobodys(self.board) if self._chosen is None else self._weeks[self._chosen]

    @property
    def start(self) -> int:
        """Place of the first line shown among all lines."""
        return 0 if self._chosen is None else self._starts[self._chosen]

    def line(self, place: int) -> PlanLine | None:
        """Return a visible line, from 1; None where the week has fewer."""
        lines = self.week.lines
        return lines[place - 1] if place <= len(lines) else None

    def draw(self, sheet: SheetOut) -> None:
        """Put all lines, and for each name where its lines are."""
        for at, (start, week) in enumerate(zip(self._starts, self._weeks, strict=True), start=_TOP):
            counts = (float(start), float(len(week.lines)))
            self._put_all(sheet, at, _START, (*counts, week.said, week.note or None))
        for at, line in enumerate(self._lines, start=_TOP):
            place = 0.0 if line.row is None else float(line.row + 1)
            entries = (float(line.kind), place, line.text or None, line.aside or None)
            self._put_all(sheet, at, _LINE_KIND, entries)
        chosen = self._chosen
        number = 0.0 if chosen is None else float(chosen + 1)
        self._put(sheet, _TOP, INDEX, number, self._chosen_formula())
        self._put(sheet, _TOP + 1, INDEX, float(self.start), self._of_chosen(_START, "0"))
        count = float(len(self.week.lines))
        self._put(sheet, _TOP + 2, INDEX, count, self._of_chosen(_COUNT, "0"))

    def said_formula(self) -> str:
        """Return the formula of the sentence under the title."""
        return self._of_chosen(_SAID, f'"{wording.NOBODY(self.board.lang)}"')

    def note_formula(self) -> str:
        """Return the formula of the days that are planned."""
        return self._of_chosen(_NOTE, '""') + '&""'

    def index_formula(self, place: int) -> str:
        """Return the formula of where a visible line stands among all lines."""
        count, start = (f"${letters(INDEX)}${_TOP + below}" for below in (2, 1))
        return f'IF({place}>{count},"",{start}+{place - 1})'

    def kind_formula(self, row: int) -> str:
        """Return the formula of what the line of a row is; 0 for none."""
        return self._of_line(row, _LINE_KIND, "0")

    def place_formula(self, row: int) -> str:
        """Return the formula of the client's place in the list; 0 for other lines."""
        return self._of_line(row, _LINE_PLACE, "0")

    def text_formula(self, row: int) -> str:
        """Return the formula of what stands in place of a client's name."""
        return self._of_line(row, _LINE_TEXT, '""', is_text=True)

    def aside_formula(self, row: int) -> str:
        """Return the formula of what is said of the line."""
        return self._of_line(row, _LINE_ASIDE, '""', is_text=True)

    def _chosen_formula(self) -> str:
        if not self.board.has_managers:
            return "1"
        names = _column(CHOOSER.names, len(self._names))
        found = f"IFERROR(MATCH({literally(CHOOSER.box)},{names},0),0)"
        return f"IF({CHOOSER.everybody}=1,1,{found})"

    def _of_chosen(self, column: int, otherwise: str) -> str:
        chosen = f"${letters(INDEX)}${_TOP}"
        entry = f"INDEX({_column(column, len(self._names))},{chosen})"
        return f"IF({chosen}=0,{otherwise},{entry})"

    def _of_line(self, row: int, column: int, otherwise: str, *, is_text: bool = False) -> str:
        at = f"${a1(row, INDEX)}"
        entry = f"INDEX({_column(column, len(self._lines))},{at})"
        entry += '&""' if is_text else ""  # a blank cell that is looked up reads as 0
        return f'IF({at}="",{otherwise},{entry})'

    def _put_all(self, sheet: SheetOut, row: int, column: int, values: tuple[Raw, ...]) -> None:
        for at, value in enumerate(values, start=column):
            self._put(sheet, row, at, value)

    def _put(
        self, sheet: SheetOut, row: int, column: int, value: Raw, formula: str | None = None
    ) -> None:
        sheet.cells[row, column] = CellOut(value, formula, look.NOTE)


def clients(source: Source, title: str) -> dict[int, int]:
    """Return the position in the list of each line's client, by row of a standing plan."""
    last = FIRST_ROW + ROWS - 1
    read = source.read(title, first_row=FIRST_ROW, last_row=last, columns=[PLACE])
    values = read[PLACE].values if PLACE in read else ()
    rows = enumerate(values, start=FIRST_ROW)
    return {row: int(raw) - 1 for row, raw in rows if isinstance(raw, float) and raw >= 1}


def _planned(board: Board) -> dict[str | None, Shown]:
    """Return what is shown of each manager's week by key, of everybody's by None."""
    as_of, lang = board.settings.as_of, board.lang
    known = agreed(board.rows, board.verdicts, as_of)
    team = colleagues(board.team)
    made = weeks(board.rows, board.verdicts, team, board.calendar, as_of, known.day)
    rows = (row for week in made for row in week.rows)
    promised = {row: text for row in rows if (text := wording.promise(known, row, lang))}
    begins, _ = week_of(as_of, board.calendar)
    turn, waits = turns(board.verdicts, known.day, as_of, begins)
    why = reasons(made, np.where(waits, np.nan, turn), promised, lang)
    found: dict[str | None, Shown] = {
        match_key(w.manager): shown(w, why, promised, lang) for w in made
    }
    return found | {None: shown(everybody(made), why, promised, lang)}


def _nobodys(board: Board) -> Shown:
    return shown(None, {}, {}, board.lang)


def _column(column: int, count: int) -> str:
    name = letters(column)
    return f"${name}${_TOP}:${name}${_TOP + max(1, count) - 1}"
