"""The sheet as a whole: sources, formulas, duties, one under the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import look
from mkp_xl.book.drawn import CellOut, Page, Rule, SheetOut
from mkp_xl.book.fields import SHEETS, Text
from mkp_xl.book.method.duties import DUTIES, draw_duties
from mkp_xl.book.method.formulas import draw_formulas
from mkp_xl.book.method.frame import DUTY_ROW, RULE_ROW, SOURCE_ROW, STATE, WHAT
from mkp_xl.book.method.sources import draw_sources

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.boxes import Held

_PIXELS = (14, 190, 400, 100, 110, 110, 120, 140)
_BASE: Final = Text(
    "Числа — из настроек и данных книги. Кремовое пишете вы.",
    "Figures come from the settings and the data. You write the cream cells.",
)
_SECTIONS: Final = (
    Text("Источники потенциала", "Sources of the potential"),
    Text("Формулы и границы", "Formulas and limits"),
    Text("Кто и как часто обновляет", "Who refreshes what, and how often"),
)


def draw(title: str, board: Board, held: Held) -> SheetOut:
    """Return the whole sheet; `held` is what the boxes of the standing one hold."""
    lang = board.lang
    sheet = SheetOut(title=title, cells={}, pixels=dict(enumerate(_PIXELS, start=1)))
    cells = sheet.cells
    cells[1, WHAT] = CellOut(SHEETS["method"](lang), style=look.TITLE)
    cells[3, WHAT] = CellOut(_BASE(lang), style=look.NOTE)
    for row, section in zip((SOURCE_ROW, RULE_ROW, DUTY_ROW), _SECTIONS, strict=True):
        cells[row - 1, WHAT] = CellOut(section(lang), style=look.SECTION)
    draw_sources(sheet, board)
    draw_formulas(sheet, board)
    draw_duties(sheet, board, held)
    rows = ((SOURCE_ROW + 1, SOURCE_ROW + 4), (DUTY_ROW + 1, DUTY_ROW + DUTIES))
    looks = (("■", look.STATE_STYLES[0]), ("●", look.STATE_STYLES[2]), ("○", look.STATE_STYLES[3]))
    return replace(
        sheet,
        heights={**dict.fromkeys(range(SOURCE_ROW, DUTY_ROW + DUTIES + 1), 24),
                 1: 32, 2: 22, 3: 22, 4: 8, SOURCE_ROW: 34, DUTY_ROW: 34},
        rules=tuple(Rule(box=(first, STATE, last, STATE), begins=sign, style=style)
                    for first, last in rows for sign, style in looks),
        page=Page(area=(1, 1, DUTY_ROW + DUTIES, STATE), footer="&A"),
        tab=look.RULE,
        home=(1, STATE),
        gridlines=False,
        protected=True,
    )  # fmt: skip
