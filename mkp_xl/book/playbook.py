"""The sheet «Playbook»: what each segment gets, planned against what it got."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book import look, texts, words
from mkp_xl.book.address import a1, absolute
from mkp_xl.book.board import said
from mkp_xl.book.boxes import Typed
from mkp_xl.book.drawn import CellOut, Page, Rule, SheetOut
from mkp_xl.book.fields import OUTPUT_OF, SHEETS, Text
from mkp_xl.book.fields.kinds import SHARE
from mkp_xl.book.grid import NameEdit
from mkp_xl.book.playbook_figures import Figures
from mkp_xl.book.playbook_verdict import LOW_ROW, against_plan, weak_ones
from mkp_xl.book.playbook_words import PLAYS
from mkp_xl.rules.formula import Formula

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.boxes import Held
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Raw

NEEDED: Final = ("segment", "gap")
HEAD_ROW, FIRST_ROW = 5, 6
LAST_ROW: Final = FIRST_ROW + 8
_NUMBER, _NAME, TASKS, METHODS, OWNER, _TIME, _MONEY = range(2, 9)
_CLIENTS, _GAP, _CONTACTS, _FACT, _VERDICT = range(9, 14)
BOXES: Final = ((FIRST_ROW, TASKS, LAST_ROW, _MONEY),)
"""What a team writes: tasks, methods, owner, shares of time and money."""
NAMES: Final = {"segment": _NUMBER, "tasks": TASKS, "methods": METHODS, "owner": OWNER}
_PIXELS = (14, 30, 128, 207, 207, 102, 64, 64, 66, 84, 76, 64, 120)
_HEADS: Final = {
    _NUMBER: Text("№", "No."),
    _NAME: OUTPUT_OF["segment"].name,
    TASKS: Text("Задачи", "Tasks"),
    METHODS: Text("Методы", "Methods"),
    OWNER: Text("Кто ведёт", "Owner"),
    _TIME: Text("План времени", "Time, plan"),
    _MONEY: Text("План денег", "Money, plan"),
    _CLIENTS: Text("Клиентов", "Clients"),
    _GAP: OUTPUT_OF["gap"].name,
    _CONTACTS: Text("Контактов", "Contacts"),
    _FACT: Text("Факт времени", "Time, fact"),
    _VERDICT: Text("План и факт", "Plan and fact"),
}
_BASE: Final = Text(
    "Кремовое пишете вы. Факт времени — доля контактов за окно закупок; один контакт — одна доля.",
    "You write the cream cells. Time, fact: the share of contacts in the purchase window.",
)
_TOTAL: Final = Text("Итого", "Total")


def draw(title: str, board: Board, held: Held) -> SheetOut:
    """Return the whole sheet; `held` is what the boxes of the standing one hold."""
    lang = board.lang
    sheet = SheetOut(title=title, cells={}, pixels=dict(enumerate(_PIXELS, start=1)))
    plays = _typed(held, lang)
    sheet.cells[1, 2] = CellOut(SHEETS["playbook"](lang), style=look.TITLE)
    sheet.cells[3, 2] = CellOut(_BASE(lang), style=look.NOTE)
    for column, head in _HEADS.items():
        align = "center" if column in _CENTRED else "right" if column in _NUMERIC else None
        style = replace(look.LIST_HEAD, align=align)
        sheet.cells[HEAD_ROW, column] = CellOut(head(lang), style=style)
    figures = Figures(board=board)
    for place, segment in enumerate(words.BY_PRIORITY):
        _draw_row(sheet, FIRST_ROW + place, segment, plays, figures)
    _draw_total(sheet, figures, plays)
    sheet.cells[2, 2] = CellOut(*_sentence(figures, plays), look.SAY)
    box = (FIRST_ROW, _VERDICT, LAST_ROW, _VERDICT)
    looks = zip(("■", "►", "●"), look.STATE_STYLES[:3], strict=True)
    return replace(
        sheet,
        heights={1: 32, 2: 22, 3: 22, 4: 8, HEAD_ROW: 34,
                 **dict.fromkeys(range(FIRST_ROW, LAST_ROW + 1), 40)},
        rules=tuple(Rule(box=box, begins=sign, style=style) for sign, style in looks),
        page=Page(area=(1, 1, LAST_ROW + 1, _VERDICT), footer="&A"),
        tab=look.BLUE,
        home=(1, _VERDICT),
        gridlines=False,
        protected=True,
    )  # fmt: skip


def names(title: str) -> list[NameEdit]:
    """Return the names by which the card finds a segment's play."""
    return [
        NameEdit(
            name=play_name(key),
            sheet=None,
            refers_to=absolute(title, FIRST_ROW, column, LAST_ROW),
        )
        for key, column in NAMES.items()
    ]


def play_name(key: str) -> str:
    """Return the defined name of a column of the playbook."""
    return f"mkp_playbook_{key}"


def said_by(held: Held, segment: int, lang: Lang) -> dict[str, str]:
    """Return tasks, methods and owner of a segment as the sheet shows them."""
    play = _typed(held, lang)[segment]
    columns = {"tasks": TASKS, "methods": METHODS, "owner": OWNER}
    return {key: said(play[column].value) for key, column in columns.items()}


_NUMERIC = frozenset({_CLIENTS, _GAP, _CONTACTS})
_CENTRED = frozenset({_NUMBER, _TIME, _MONEY, _FACT})


def _typed(held: Held, lang: Lang) -> dict[int, dict[int, Typed]]:
    """Return what each segment's boxes show: what they hold, at first what we suggest."""
    plays: dict[int, dict[int, Typed]] = {}
    for place, segment in enumerate(words.BY_PRIORITY):
        row, play = FIRST_ROW + place, PLAYS[segment - 1]
        ours: dict[int, Raw] = {
            TASKS: play.tasks(lang), METHODS: play.methods(lang), OWNER: play.owner(lang),
            _TIME: play.time, _MONEY: play.money,
        }  # fmt: skip
        shown = {column: held.get((row, column), Typed(value)) for column, value in ours.items()}
        plays[segment] = shown | {column: shown[column].share() for column in (_TIME, _MONEY)}
    return plays


def _share(play: dict[int, Typed]) -> float:
    """Return the planned share of time; NaN where there is none."""
    value = play[_TIME].value
    return value if isinstance(value, float) else math.nan


def _draw_row(
    sheet: SheetOut, row: int, segment: int, plays: dict[int, dict[int, Typed]], figures: Figures
) -> None:
    lang, cells = figures.board.lang, sheet.cells
    centred = replace(look.TEXT, align="center")
    cells[row, _NUMBER] = CellOut(float(segment), style=centred)
    name = words.NAMES[lang][segment - 1]
    cells[row, _NAME] = CellOut(name, style=replace(look.TEXT, bold=True))
    _draw_boxes(sheet, row, plays[segment], lang)
    for column, figure in ((_CLIENTS, figures.clients), (_GAP, figures.gap)):
        cells[row, column] = CellOut(*figure(segment), look.NUMBER)
    count, formula = figures.contacts(segment)
    cells[row, _CONTACTS] = CellOut("" if math.isnan(count) else count, formula, look.NUMBER)
    _draw_against_plan(sheet, row, figures.share(segment), _share(plays[segment]), lang)


def _draw_boxes(sheet: SheetOut, row: int, play: dict[int, Typed], lang: Lang) -> None:
    """Put what the team writes of a segment."""
    for column, typed in play.items():
        is_share = column in (_TIME, _MONEY)
        style = look.box(look.shown_as(SHARE, lang)) if is_share else look.box("General")
        align = "center" if is_share else "left"
        size, indent = (10, 0) if is_share else (9, 1)
        style = replace(style, align=align, wrap=not is_share, size=size, indent=indent)
        sheet.cells[row, column] = typed.cell(style)


def _draw_against_plan(sheet: SheetOut, row: int, share: float, plan: Any, lang: Lang) -> None:  # noqa: ANN401
    """Put a segment's share of contacts, and whether it is what was planned."""
    cells = sheet.cells
    below = f"{a1(FIRST_ROW, _CONTACTS)}:{a1(LAST_ROW, _CONTACTS)}"
    here = a1(row, _CONTACTS)
    live = f'IF(AND(ISNUMBER({here}),SUM({below})>0),{here}/SUM({below}),"")'
    percent = replace(look.TEXT, number_format=look.shown_as(SHARE, lang), align="center")
    cells[row, _FACT] = CellOut("" if math.isnan(share) else share, live, percent)
    fact_cell, plan_cell = a1(row, _FACT), a1(row, _TIME)
    said = against_plan(share, plan, lang)
    formula = texts.cell_text(
        against_plan(Formula(fact_cell, (fact_cell,)), Formula(plan_cell, (plan_cell,)), lang)
    )
    cells[row, _VERDICT] = CellOut(said, formula, replace(look.TEXT, size=9, indent=1))


def _draw_total(sheet: SheetOut, figures: Figures, plays: dict[int, dict[int, Typed]]) -> None:
    """Put the sums: plans that do not come to 100 % are seen at once."""
    lang, cells, row = figures.board.lang, sheet.cells, LAST_ROW + 1
    style = replace(look.TOTAL, top=look.RULE)
    for column in range(2, _VERDICT + 1):
        cells[row, column] = CellOut(None, style=style)
    cells[row, _NAME] = CellOut(_TOTAL(lang), style=style)
    percent = replace(style, number_format=look.shown_as(SHARE, lang), align="right")
    number = replace(style, number_format=look.COUNT_FORMAT, align="right")
    for column in (_TIME, _MONEY):
        shares = [v for v in (p[column].value for p in plays.values()) if isinstance(v, float)]
        cells[row, column] = CellOut(
            math.fsum(shares), _sum(column), replace(percent, align="center")
        )
    sums = {_CLIENTS: figures.clients, _GAP: figures.gap, _CONTACTS: figures.contacts}
    for column, figure in sums.items():
        values = [figure(segment)[0] for segment in words.BY_PRIORITY]
        total = math.fsum(v for v in values if not math.isnan(v))
        cells[row, column] = CellOut(total, _sum(column), number)


def _sum(column: int) -> str:
    return f"SUM({a1(FIRST_ROW, column)}:{a1(LAST_ROW, column)})"


def _sentence(figures: Figures, plays: dict[int, dict[int, Typed]]) -> tuple[Any, str]:
    """Say whether segments 1-3 get more than planned, and which of them."""
    lang = figures.board.lang
    rows = {segment: FIRST_ROW + words.BY_PRIORITY.index(segment) for segment in LOW_ROW}
    facts = [figures.share(segment) for segment in LOW_ROW]
    plans = [_share(plays[segment]) for segment in LOW_ROW]
    here = [Formula(a1(row, _FACT), (a1(row, _FACT),)) for row in rows.values()]
    there = [Formula(a1(row, _TIME), (a1(row, _TIME),)) for row in rows.values()]
    said, formula = (weak_ones(f, p, lang) for f, p in ((facts, plans), (here, there)))
    return said, texts.cell_text(formula)
