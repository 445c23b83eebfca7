"""One visible line of the contact plan: a day, a client as it stands now, or who found no room."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import look, texts, words
from mkp_xl.book.address import a1
from mkp_xl.book.board import said, said_formula
from mkp_xl.book.contact_plan.columns import (
    CLASS,
    CLIENT_NAME,
    DONE,
    FIRST_ROW,
    GAP,
    MANAGER,
    PHONE,
    SEGMENT,
    STATE,
    TICK,
    WHY,
)
from mkp_xl.book.contact_plan.lines import CLIENT, DAY
from mkp_xl.book.contact_plan.store import INDEX, KIND, PLACE
from mkp_xl.book.drawn import CellOut
from mkp_xl.rules.formula import Formula

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.contact_plan.lines import PlanLine
    from mkp_xl.book.contact_plan.store import Store
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import Raw, Style

_ROW: Final = replace(look.TEXT, size=9)
_IN: Final = replace(_ROW, indent=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A visible line, from 1."""

    sheet: SheetOut
    board: Board
    store: Store
    place: int

    def draw(self) -> None:
        """Put the line into the sheet."""
        self._draw_helpers()
        tick = "□" if self._is(CLIENT) else ""
        centred = replace(look.TEXT, align="center")
        self._put(TICK, tick, f'IF({self._kind}={CLIENT},"□","")', centred)
        called = self.board.called_formula(self._read)
        name, line = "", self._line
        if line is not None:
            name = line.text if self._row is None else self.board.called(self._row)
        other = self.store.text_formula(self._at)
        self._put(CLIENT_NAME, name, f"IF({self._position}>0,{called},{other})", look.TEXT)
        self._show_typed(MANAGER, "manager", _ROW)
        self._show_word(CLASS, "class", replace(_ROW, align="center"))
        self._show_word(STATE, "state", _IN)
        self._show_segment()
        self._show_gap()
        self._show_typed(PHONE, "phone", _IN)
        count = line.aside if line is not None and line.kind == DAY else ""
        aside = self.store.aside_formula(self._at)
        done = replace(_IN, align="right", bottom=look.RULE)
        self._put(DONE, count, f'IF({self._kind}={DAY},{aside},"")', done)

    def _draw_helpers(self) -> None:
        line, store, at = self._line, self.store, self._at
        start = store.start
        index = "" if line is None else float(start + self.place - 1)
        self._put(INDEX, index, store.index_formula(self.place), look.NOTE)
        kind = 0.0 if line is None else float(line.kind)
        self._put(KIND, kind, store.kind_formula(at), look.NOTE)
        place = 0.0 if self._row is None else float(self._row + 1)
        self._put(PLACE, place, store.place_formula(at), look.NOTE)

    def _show_segment(self) -> None:
        """Put the segment's name, and why to call: what was agreed, or why nobody can."""
        lang, asks = self.board.lang, words.STRATEGIES[self.board.lang]
        cell = self._read(self.board.range("segment"))
        segment, here = Formula(cell, (cell,)), self._number("segment")
        named = tuple(f"{n}  {name}" for n, name in enumerate(words.NAMES[lang], start=1))
        name = texts.pick(here, *named) if self._row is not None else ""
        live = self._there(texts.cell_text(texts.pick(segment, *named)))
        self._put(SEGMENT, name, live, _IN)
        line, why = self._line, ""
        if line is not None and line.kind != DAY:
            why = line.aside or (texts.pick(here, *asks) if line.kind == CLIENT else "")
        strategy = texts.cell_text(texts.pick(segment, *asks))
        otherwise = self.store.aside_formula(self._at)
        formula = (
            f'IF({self._kind}={DAY},"",IF(AND({self._kind}={CLIENT},{otherwise}=""),'
            f"{strategy},{otherwise}))"
        )
        self._put(WHY, why, formula, _IN)

    def _show_gap(self) -> None:
        gap, cell = self._number("gap"), self._read(self.board.range("gap"))
        style = replace(_ROW, number_format=self.board.money()[0], align="right")
        formula = self._there(f'IF(ISNUMBER({cell}),{cell},"")')
        self._put(GAP, "" if math.isnan(gap) else gap, formula, style)

    def _show_typed(self, column: int, key: str, style: Style) -> None:
        """Put what a person typed beside the client: a name, a phone."""
        if key not in self.board.rows.cells:
            self._put(column, "", '""', style)
            return
        text = "" if self._row is None else said(self.board.raw(key)[self._row])
        entry = said_formula(self._read(self.board.range(key)))
        self._put(column, text, self._there(entry), style)

    def _show_word(self, column: int, key: str, style: Style) -> None:
        if not self.board.holds((key,)):
            self._put(column, "", '""', style)
            return
        text = "" if self._row is None else self.board.word(key, self._row)
        cell = self._read(self.board.range(key))
        self._put(column, text, self._there(f'IF(ISTEXT({cell}),{cell},"")'), style)

    @property
    def _line(self) -> PlanLine | None:
        return self.store.line(self.place)

    @property
    def _row(self) -> int | None:
        """Position of the client in the list."""
        return self._line.row if self._line is not None else None

    def _is(self, kind: int) -> bool:
        return self._line is not None and self._line.kind == kind

    @property
    def _at(self) -> int:
        return FIRST_ROW + self.place - 1

    @property
    def _kind(self) -> str:
        return f"${a1(self._at, KIND)}"

    @property
    def _position(self) -> str:
        return f"${a1(self._at, PLACE)}"

    def _there(self, text: str) -> str:
        return f'IF({self._position}>0,{text},"")'

    def _read(self, column: str) -> str:
        return f"INDEX({column},{self._position})"

    def _number(self, key: str) -> float:
        if self._row is None:
            return math.nan
        return float(self.board.verdicts.numbers[key][self._row])

    def _put(self, column: int, value: Raw, formula: str, style: Style) -> None:
        self.sheet.cells[self._at, column] = CellOut(value, formula, style)
