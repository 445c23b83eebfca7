"""Who refreshes what and how often: boxes of the team's, and what is late."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import look, texts
from mkp_xl.book.address import a1
from mkp_xl.book.boxes import Typed
from mkp_xl.book.drawn import CellOut
from mkp_xl.book.fields import Text
from mkp_xl.book.fields.kinds import DATE
from mkp_xl.book.method.frame import DUTY_ROW, STATE, WHAT, draw_heads
from mkp_xl.book.native import setting_name
from mkp_xl.rules.formula import Formula, cell_text
from mkp_xl.rules.ops import floor, known

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.boxes import Held
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Raw
    from mkp_xl.book.texts import Words
    from mkp_xl.rules.ops import Value

_OWNER, _EVERY, _DONE, _NEXT = 3, 4, 5, 6
DUTIES: Final = 4
BOXES: Final = ((DUTY_ROW + 1, _OWNER, DUTY_ROW + DUTIES, _DONE),)
"""Who refreshes what, how often, and when it was done last."""
_DUTIES: Final = (
    (Text("Оценки потенциала", "Estimates of potential"), Text("менеджеры", "managers"), 90.0),
    (Text("Нормы отраслей", "Norms by industry"), Text("руководитель продаж", "head of sales"),
     365.0),
    (Text("Закупки и контакты", "Purchases and contacts"), Text("аналитик продаж", "sales ops"),
     7.0),
    (Text("Матрица и Playbook", "Matrix and Playbook"), Text("руководитель продаж",
                                                             "head of sales"), 30.0),
)  # fmt: skip
_DUTY_HEADS: Final = (
    Text("Что обновляем", "What is refreshed"), Text("Кто", "Who"),
    Text("Раз в, дней", "Every, days"), Text("Сделано", "Done"), Text("Следующее", "Next"),
    Text("", ""), Text("Состояние", "State"),
)  # fmt: skip
_ON_TIME: Final = {"ru": ("■ пора обновить", "● в срок", "○ не отмечено"),
                   "en": ("■ to be refreshed", "● in time", "○ not noted")}  # fmt: skip


def draw_duties(sheet: SheetOut, board: Board, held: Held) -> None:
    """Put who refreshes what; what is late is marked."""
    lang, cells = board.lang, sheet.cells
    draw_heads(sheet, DUTY_ROW, _DUTY_HEADS, lang)
    date = look.shown_as(DATE, lang)
    for place, (name, owner, days) in enumerate(_DUTIES):
        row = DUTY_ROW + 1 + place
        ours: dict[int, Raw] = {_OWNER: owner(lang), _EVERY: days, _DONE: None}
        typed = {c: held.get((row, c), Typed(value)) for c, value in ours.items()}
        cells[row, WHAT] = CellOut(name(lang), style=replace(look.TEXT, bold=True))
        typed[_DONE] = typed[_DONE].day()
        for column, box in typed.items():
            shown = {_OWNER: "General", _EVERY: "0", _DONE: date}[column]
            align = "left" if column == _OWNER else "center"
            cells[row, column] = box.cell(replace(look.box(shown), align=align))
        numbers = (typed[_EVERY].value, typed[_DONE].value)
        every, done = (v if isinstance(v, float) else math.nan for v in numbers)
        next_ = math.floor(done) + every if not math.isnan(done + every) else math.nan
        here = [Formula(a1(row, c), (a1(row, c),)) for c in (_EVERY, _DONE)]
        style = replace(look.TEXT, number_format=date, align="center")
        live = cell_text(floor(here[1]) + here[0])
        cells[row, _NEXT] = CellOut("" if math.isnan(next_) else next_, live, style)
        cells[row, _NEXT + 1] = CellOut(None, style=look.TEXT)
        cell = Formula(a1(row, _NEXT), (a1(row, _NEXT),))
        said = _timeliness(next_, board.settings.as_of, lang)
        formula = texts.cell_text(_timeliness(cell, Formula(setting_name("as_of")), lang))
        cells[row, STATE] = CellOut(said, formula, replace(look.TEXT, size=9, indent=1))


def _timeliness(next_: Value, as_of: Value, lang: Lang) -> Words:
    late, fine, unknown = _ON_TIME[lang]
    return texts.when((next_ < as_of, late), (known(next_), fine), otherwise=unknown)
