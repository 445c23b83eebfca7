"""The sheet «План контактов»: whom to contact today, those who wait already first, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import look, texts, words
from mkp_xl.book.board import said, said_formula
from mkp_xl.book.chooser import Chooser
from mkp_xl.book.drawn import CellOut, Page, SheetOut, state_rules
from mkp_xl.book.fields import INPUT_OF, OUTPUT_OF, SHEETS, Text
from mkp_xl.book.fields.kinds import DATE
from mkp_xl.book.native import setting_name
from mkp_xl.book.ranking import Ranking
from mkp_xl.rules.formula import Formula
from mkp_xl.rules.ops import floor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.board import Board
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Raw, Source, Style
    from mkp_xl.rules.ops import Value

NEEDED: Final = ("potential", "gap", "segment", "last_contact", "state_code", "state")
ROWS: Final = 25
HEAD_ROW, FIRST_ROW = 5, 6
CHOOSER: Final = Chooser(row=3, column=5, helper=14)
_AMOUNT = 15
TICK, CLIENT, MANAGER, SEGMENT, STATE, REASON, ASKS, PHONE, LAST, POTENTIAL, DONE = range(2, 13)
_PIXELS = (14, 28, 206, 104, 130, 126, 120, 206, 116, 74, 74, 64)
_ROW_HEIGHT = 32
_OVERDUE, _NEVER = 1, 4
_LIFT = 1e13
"""What lifts those who wait already above those due soon: more than any potential is. Kopecks
would be lost beside it: potentials are ranked in whole units."""
_AS_OF = {"ru": '"на "dd.mm.yyyy', "en": '[$-809]"as of "dd mmm yyyy'}
_ON_TRACK = 3
"""The one state that asks for nothing today."""
_ORDER_SAID = Text(
    f"Сначала просроченные и без контактов, затем «скоро»; сверху больший потенциал. Видны {ROWS}.",
    f"Overdue and never contacted first, then due soon; larger potential first. {ROWS} are shown.",
)
_NOBODY = Text("Сегодня звонить некому.", "Nobody to contact today.")
_NOT_BUYING = Text("не покупает", "not buying")
_MISSING = Text("разрыв ", "gap ")
_REACHED = Text("потенциал освоен", "potential captured")
_STATES = (1, 2, 4)
_HEADS = (
    Text.same("□"),
    INPUT_OF["client"].name,
    INPUT_OF["manager"].name,
    OUTPUT_OF["segment"].name,
    OUTPUT_OF["state"].name,
    Text("Почему", "Why"),
    Text("Что делать", "What to do"),
    INPUT_OF["phone"].name,
    INPUT_OF["last_contact_typed"].name,
    INPUT_OF["potential_typed"].name,
    Text("Итог", "Result"),
)
_ROW = replace(look.TEXT, size=9)


def draw(title: str, board: Board) -> SheetOut:
    """Return the whole sheet, each row a live formula with its value cached."""
    lang = board.lang
    sheet = SheetOut(title=title, cells={}, pixels=dict(enumerate(_PIXELS, start=1)))
    sheet.cells[1, 2] = CellOut(SHEETS["plan"](lang), style=look.TITLE)
    _draw_sentence(sheet, board)
    CHOOSER.draw(sheet, board)
    day = replace(look.NOTE, number_format=_AS_OF[lang], align="left")
    sheet.cells[3, CLIENT] = CellOut(float(board.settings.as_of), setting_name("as_of"), day)
    sheet.cells[3, ASKS] = CellOut(_ORDER_SAID(lang), style=replace(look.NOTE, indent=1))
    for column, head in enumerate(_HEADS, start=TICK):
        sheet.cells[HEAD_ROW, column] = CellOut(head(lang), style=_head_style(column))
    order, last = _order(board), FIRST_ROW + ROWS - 1
    for place in range(1, ROWS + 1):
        index = order[place - 1] if place <= len(order) else None
        _Line(sheet=sheet, board=board, place=place, index=index).draw()
    return replace(
        sheet,
        heights={1: 32, 2: 22, 3: 22, 4: 8, HEAD_ROW: 34,
                 **dict.fromkeys(range(FIRST_ROW, FIRST_ROW + ROWS), _ROW_HEIGHT)},
        hidden_columns=CHOOSER.helpers | {_AMOUNT, _AMOUNT + 1},
        freeze_row=HEAD_ROW,
        merges=CHOOSER.merged(),
        rules=state_rules((FIRST_ROW, STATE, last, STATE)),
        picks=CHOOSER.picks(board),
        page=Page(area=(1, 1, last, DONE), footer="&A"),
        tab=look.BLUE,
        home=(1, DONE),
        gridlines=False,
        protected=True,
    )  # fmt: skip


def clients(source: Source, title: str) -> dict[int, int]:
    """Return the position in the list of each line's client, by row of a standing plan."""
    column = _AMOUNT + 1
    read = source.read(title, first_row=FIRST_ROW, last_row=FIRST_ROW + ROWS - 1, columns=[column])
    values = read[column].values if column in read else ()
    rows = enumerate(values, start=FIRST_ROW)
    return {row: int(raw) - 1 for row, raw in rows if isinstance(raw, float)}


def _order(board: Board) -> list[int]:
    """Return the rows to contact: those who wait already first, larger potentials on top."""
    code = board.column("state_code")
    due = np.isfinite(code) & (code != _ON_TRACK)
    lifted = _LIFT * ((code == _OVERDUE) | (code == _NEVER))
    whole = np.floor(board.column("potential") + 0.5)
    amounts = np.where(due, np.nan_to_num(whole + lifted, nan=-1.0), -1.0)
    order = np.argsort(-amounts, kind="stable")
    return [int(index) for index in order[:ROWS] if amounts[index] >= 0]


def _draw_sentence(sheet: SheetOut, board: Board) -> None:
    codes = np.where(np.isnan(board.column("potential")), np.nan, board.column("state_code"))
    counts = [float((codes == state).sum()) for state in _STATES]
    known = f',{board.range("potential")},">=0"'  # as the lines below it
    chosen = [CHOOSER.where(board, "state_code", state) + known for state in _STATES]
    formulas = [Formula(f"COUNTIFS({one})") for one in chosen]
    text = texts.cell_text(_sentence(formulas, board))
    nobody = _NOBODY(board.lang)
    some = "+".join(one.text for one in formulas)
    now = _sentence(counts, board) if sum(counts) else nobody
    formula = f"IF({some}=0,{texts.literal(nobody)},{text})"
    sheet.cells[2, 2] = CellOut(now, formula, look.SAY)


def _sentence(counts: Sequence[Value], board: Board) -> texts.Words:
    overdue, soon, never = map(texts.whole, counts)
    if board.lang == "ru":
        parts = ("Просрочено клиентов: ", overdue, ", скоро срок: ", soon, ", без контактов: ")
        return texts.join(*parts, never, ". Начните с верхних строк.")
    parts = ("Clients overdue: ", overdue, ", due soon: ", soon, ", never contacted: ")
    return texts.join(*parts, never, ". Start at the top.")


def _reason(segment: Value, gap: Value, lang: Lang) -> texts.Words:
    """Return how a client stands, by its column of the matrix."""
    missing = texts.grouped(floor(gap + 0.5), words.GROUP[lang])
    stands = (_NOT_BUYING(lang), texts.join(_MISSING(lang), missing), _REACHED(lang))
    return texts.pick(segment, *(3 * stands))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of the plan: the client of a rank, if there is one."""

    sheet: SheetOut
    board: Board
    place: int
    index: int | None

    def draw(self) -> None:
        """Put the line into the sheet."""
        ranking, centred = self._ranking, replace(_ROW, align="center")
        self._put(_AMOUNT, self._lifted(), ranking.amount(self.place), look.NOTE)
        at = None if self.index is None else float(self.index + 1)
        self._put(_AMOUNT + 1, at, ranking.position(self.place), look.NOTE)
        self._show(TICK, "□", '"□"', replace(look.TEXT, align="center"))
        name = None if self.index is None else self.board.called(self.index)
        bold = replace(look.TEXT, bold=True)
        self._show(CLIENT, name, self.board.called_formula(self._read), bold)
        self._show_typed(MANAGER, "manager")
        self._show_segment()
        self._show(STATE, self._word("state"), _text(self._entry("state")), replace(_ROW, indent=1))
        self._show_typed(PHONE, "phone")
        day = replace(centred, number_format=look.shown_as(DATE, self.board.lang))
        self._show(LAST, self._number("last_contact"), _number(self._entry("last_contact")), day)
        amount = replace(_ROW, number_format=look.COUNT_FORMAT, align="right")
        self._show(POTENTIAL, self._number("potential"), self._entry("potential"), amount)
        done = replace(_ROW, bottom=look.RULE)  # on paper: rows move when the list changes
        self.sheet.cells[self._row, DONE] = CellOut(None, style=done)

    def _lifted(self) -> float | None:
        potential, state = self._number("potential"), self._number("state_code")
        lift = _LIFT if state in (_OVERDUE, _NEVER) else 0.0
        return None if potential is None else math.floor(potential + 0.5) + lift

    def _show_segment(self) -> None:
        """Put the segment's name, how the client stands, and what the segment's strategy asks."""
        lang = self.board.lang
        segment, gap = (Formula(text, (text,)) for text in map(self._entry, ("segment", "gap")))
        at = [self._number(key) for key in ("segment", "gap")]
        here, missing = (math.nan if number is None else number for number in at)
        named = tuple(f"{n}  {name}" for n, name in enumerate(words.NAMES[lang], start=1))
        asks = words.STRATEGIES[lang]
        shown = {
            SEGMENT: (texts.pick(here, *named), texts.pick(segment, *named)),
            REASON: (_reason(here, missing, lang), _reason(segment, gap, lang)),
            ASKS: (texts.pick(here, *asks), texts.pick(segment, *asks)),
        }
        for column, (text, formula) in shown.items():
            style = replace(_ROW, indent=1, wrap=column == ASKS)
            self._show(column, text, texts.cell_text(formula), style)

    def _show_typed(self, column: int, key: str) -> None:
        """Put what a person typed beside the client: a name, a phone."""
        if key not in self.board.rows.cells:
            self._show(column, None, '""', _ROW)
            return
        text = None if self.index is None else said(self.board.raw(key)[self.index])
        style = replace(_ROW, indent=int(column == PHONE))
        self._show(column, text, said_formula(self._entry(key)), style)

    @property
    def _row(self) -> int:
        return FIRST_ROW + self.place - 1

    @property
    def _ranking(self) -> Ranking:
        state = self.board.range("state_code")
        potential = self.board.range("potential")
        due = (f"ISNUMBER({state})", f"{state}<>{_ON_TRACK}", f"ISNUMBER({potential})")
        waiting = f"(({state}={_OVERDUE})+({state}={_NEVER}))"
        return Ranking(
            amounts=f"(ROUND({potential},0)+{_LIFT:.0f}*{waiting})",
            range=potential,
            tests=(*due, *CHOOSER.test(self.board)),
            first_row=FIRST_ROW,
            column=_AMOUNT,
        )

    def _entry(self, key: str) -> str:
        return self._read(self.board.range(key))

    def _read(self, column: str) -> str:
        return self._ranking.entry(self.place, column)

    def _show(self, column: int, value: Raw, text: str, style: Style) -> None:
        self._put(column, value, self._ranking.there(self.place, text), style)

    def _put(self, column: int, value: Raw, formula: str, style: Style) -> None:
        shown = "" if value is None or self.index is None else value
        self.sheet.cells[self._row, column] = CellOut(shown, formula, style)

    def _number(self, key: str) -> float | None:
        value = math.nan if self.index is None else float(self.board.column(key)[self.index])
        return None if math.isnan(value) else value

    def _word(self, key: str) -> str | None:
        return None if self.index is None else self.board.word(key, self.index)


def _text(cell: str) -> str:
    """Return the formula of a text; a blank cell that is looked up reads as 0."""
    return f'IF(ISTEXT({cell}),{cell},"")'


def _number(cell: str) -> str:
    return f'IF(ISNUMBER({cell}),{cell},"")'


def _head_style(column: int) -> Style:
    if column in (TICK, LAST):
        return replace(look.HEAD, align="center", wrap=True)
    if column == POTENTIAL:
        return replace(look.HEAD, align="right", number_format=look.PADDED)
    return replace(look.HEAD, indent=0 if column in (CLIENT, MANAGER) else 1)
