"""The sheet «План контактов» as a whole: a manager's week, day by day, on paper if need be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import look
from mkp_xl.book.address import letters
from mkp_xl.book.contact_plan.columns import (
    DONE,
    FIRST_ROW,
    HEAD_ROW,
    PIXELS,
    STATE,
    TICK,
    WHY,
    draw_heads,
)
from mkp_xl.book.contact_plan.line import Line
from mkp_xl.book.contact_plan.lines import CLIENT, DAY, HEADING, MORE, ROWS
from mkp_xl.book.contact_plan.store import CHOOSER, HIDDEN, KIND, Store
from mkp_xl.book.drawn import CellOut, Page, Rule, SheetOut, state_rules
from mkp_xl.book.fields import Text
from mkp_xl.book.grid import Style
from mkp_xl.book.native import setting_name

if TYPE_CHECKING:
    from mkp_xl.book.address import Box
    from mkp_xl.book.board import Board

__all__ = ["CHOOSER", "NEEDED", "draw"]

NEEDED: Final = ("potential", "gap", "segment", "due_date", "state_code", "state")
_TITLE: Final = Text("План контактов на неделю", "Contact plan of the week")
_AS_OF: Final = {"ru": '"на "dd.mm.yyyy', "en": '[$-809]"as of "dd mmm yyyy'}
_ROW_HEIGHT: Final = 22


def draw(title: str, board: Board) -> SheetOut:
    """Return the whole sheet: whose turn it is was planned, how they stand is live."""
    lang, store = board.lang, Store(board=board)
    sheet = SheetOut(title=title, cells={}, pixels=dict(enumerate(PIXELS, start=1)))
    sheet.cells[1, 2] = CellOut(_TITLE(lang), style=look.TITLE)
    sheet.cells[2, 2] = CellOut(store.week.said, store.said_formula(), look.SAY)
    CHOOSER.draw(sheet, board)
    day = replace(look.NOTE, number_format=_AS_OF[lang], align="left")
    sheet.cells[3, TICK + 1] = CellOut(float(board.settings.as_of), setting_name("as_of"), day)
    note = replace(look.NOTE, indent=1)
    sheet.cells[3, CHOOSER.column + 2] = CellOut(store.week.note, store.note_formula(), note)
    draw_heads(sheet, board.money()[1], lang)
    store.draw(sheet)
    last = FIRST_ROW + ROWS - 1
    for place in range(1, ROWS + 1):
        Line(sheet=sheet, board=board, store=store, place=place).draw()
    return replace(
        sheet,
        heights={1: 32, 2: 22, 3: 22, 4: 8, HEAD_ROW: 34,
                 **dict.fromkeys(range(FIRST_ROW, last + 1), _ROW_HEIGHT)},
        hidden_columns=HIDDEN,
        freeze_row=HEAD_ROW,
        merges=CHOOSER.merged(),
        rules=(*state_rules((FIRST_ROW, STATE, last, STATE)), *_rules(last)),
        picks=CHOOSER.picks(board),
        page=Page(area=(1, 1, last, DONE), high=0, footer="&A", repeat_row=HEAD_ROW),
        tab=look.BLUE,
        home=(1, DONE),
        gridlines=False,
        protected=True,
    )  # fmt: skip


def _rules(last: int) -> tuple[Rule, ...]:
    """Return how a line looks by what it is: which line that is changes with the manager."""
    kind = f"${letters(KIND)}{FIRST_ROW}"

    def of(columns: tuple[int, int], kinds: tuple[int, ...], style: Style) -> Rule:
        box: Box = (FIRST_ROW, columns[0], last, columns[1])
        tests = ",".join(f"{kind}={one}" for one in kinds)
        return Rule(box=box, formula=f"OR({tests})", style=style)

    return (
        of((TICK, DONE), (DAY,), Style(fill=look.HEAT[1], color=look.BLUE, bold=True)),
        of((TICK, DONE), (HEADING,), Style(color=look.BLUE, bold=True)),
        of((TICK + 1, TICK + 1), (CLIENT,), Style(bold=True)),
        of((TICK + 1, WHY), (MORE,), Style(color=look.MUTED)),
        of((DONE, DONE), (CLIENT,), Style(fill=look.INPUT_FILL)),
    )
