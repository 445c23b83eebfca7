"""The sheet «Охват» as a whole: the sentence, tiles, states by class and manager, load, trend."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import look, texts
from mkp_xl.book.coverage import charts, groups, silence, states
from mkp_xl.book.coverage.counts import Counts, ratio, share_of
from mkp_xl.book.coverage.dynamics import dynamics
from mkp_xl.book.coverage.figures import figures
from mkp_xl.book.coverage.load import colleagues, loads
from mkp_xl.book.drawn import CellOut, Page, SheetOut, state_rules
from mkp_xl.book.fields import Text
from mkp_xl.book.fields.kinds import SHARE
from mkp_xl.book.grid import Style
from mkp_xl.book.native import setting_name
from mkp_xl.rules.formula import Formula

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.coverage.figures import CoverageFigures
    from mkp_xl.book.coverage.load import Load
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Raw
    from mkp_xl.rules.ops import Value

NEEDED: Final = ("potential", "gap", "segment", "interval", "due_date", "state_code", "state")
"""Outputs without which the sheet says nothing."""
_PIXELS: Final = (14, 158, 84, 84, 84, 98, 66, 104, 18, 184, 74, 84, 84, 128)
_TITLE: Final = Text("Охват клиентской базы", "Coverage of the client base")
_NOBODY: Final = Text(
    "Ни у одного клиента нет интервала: впишите потенциалы и пересчитайте книгу.",
    "No client has an interval: type potentials and recalculate.",
)
_BASE: Final = Text(
    "Знаменатель — клиенты с интервалом контактов. Интервалы, план, нагрузка и динамика — на день "
    "пересчёта.",
    "Of clients with an interval between contacts. Intervals, plan, load and dynamics: as of the "
    "last recalculation.",
)
_AS_OF: Final = {"ru": '"на "dd.mm.yyyy', "en": '[$-809]"as of "dd mmm yyyy'}
_CURRENT: Final = Text("Актуальный охват", "Current coverage")
_WEIGHTED: Final = Text("Взвешен по потенциалу", "Weighted by potential")
_OVERDUE: Final = Text("Просрочены", "Overdue")
_NEVER: Final = Text("Ни одного контакта", "Never contacted")
_WINDOWS: Final = Text("Охват по интервалам", "Coverage of intervals")
_LOAD: Final = Text("Загрузка команды", "Load of the team")
_OF: Final = Text("из", "of")
_CLIENTS: Final = Text("клиентов", "clients")
_TILE_ROW: Final = 5
_TILE = replace(look.NOTE, top=look.BLUE, thick=True)
_FIGURE = Style(font=look.FONT, bold=True, size=18, color=look.INK, middle=True, align="left")


def draw(title: str, board: Board) -> SheetOut:
    """Return the whole sheet; states are live, what rests on the log is of the last run."""
    lang, counts = board.lang, Counts(board=board)
    found = figures(board.rows, board.verdicts, board.settings)
    team = colleagues(board.team)
    week = loads(board.rows, board.verdicts, team, board.calendar, board.settings.as_of)
    sheet = SheetOut(title=title, cells={}, pixels=dict(enumerate(_PIXELS, start=1)))
    sheet.cells[1, 2] = CellOut(_TITLE(lang), style=look.TITLE)
    _draw_sentence(sheet, board, counts)
    day = replace(look.NOTE, number_format=_AS_OF[lang], align="left")
    sheet.cells[3, 2] = CellOut(float(board.settings.as_of), setting_name("as_of"), day)
    sheet.cells[3, 3] = CellOut(_BASE(lang), style=look.NOTE)
    _draw_tiles(sheet, board, counts, found, week)
    classes = states.draw_classes(sheet, board, counts)
    first = states.draw_first(sheet, board)
    managers = states.draw_managers(sheet, board, counts, week)
    bottom = managers.last + 2
    drawn = charts.draw(sheet, title, board, found, bottom, managers)
    moves = dynamics(board.rows, board.verdicts, board.settings, found)
    last = silence.draw(sheet, board, moves, drawn.last + 2) + 2
    bands = groups.draw(sheet, board, found, last)
    return replace(
        sheet,
        heights={1: 32, 2: 22, 3: 22, 4: 8, 5: 20, 6: 28, 7: 20, 8: 10, states.HEAD_ROW: 34,
                 states.HEAD_ROW + states.CALL_FIRST + 1: 10, managers.head: 34,
                 **dict.fromkeys(range(bottom + 1, drawn.last + 1), charts.ROW_HEIGHT),
                 last + 2: 34},
        hidden_columns=frozenset(range(charts.DATA, charts.DATA + 12)),
        merges=_merges(),
        rules=(*classes, *managers.rules, *state_rules(first), *bands),
        charts=drawn.charts,
        page=Page(area=(1, 1, max(row for row, _ in sheet.cells), 14), high=0, footer="&A"),
        tab=look.BLUE,
        home=(1, 14),
        gridlines=False,
        protected=True,
    )  # fmt: skip


def _merges() -> tuple[tuple[int, int, int, int], ...]:
    return tuple((6, column, 6, column + 1) for column in (3, 6, 11))


def _draw_sentence(sheet: SheetOut, board: Board, counts: Counts) -> None:
    everybody = counts.everybody()
    found = [counts.count(everybody, state) for state in (1, 2, 3, 4)]
    values, formulas = [v for v, _ in found], [Formula(f) for _, f in found]
    nobody = _NOBODY(board.lang)
    said = _sentence(values, board.lang) if sum(values) else nobody
    some = "+".join(one.text for one in formulas)
    live = texts.cell_text(_sentence(formulas, board.lang))
    formula = f"IF({some}=0,{texts.literal(nobody)},{live})"
    sheet.cells[2, 2] = CellOut(said, formula, look.SAY)


def _sentence(states_: list[Value], lang: Lang) -> texts.Words:
    overdue, soon, track, never = states_
    covered = texts.whole(soon + track)
    base = texts.whole(overdue + soon + track + never)
    late, none = texts.whole(overdue), texts.whole(never)
    if lang == "ru":
        head = texts.join("Вовремя охвачены ", covered, " из ", base, " клиентов; просрочены ")
        return texts.join(head, late, ", ни одного контакта — у ", none, ".")
    return texts.join(covered, " of ", base, " clients are covered in time; ", late,
                      " are overdue, ", none, " were never contacted.")  # fmt: skip


def _draw_tiles(
    sheet: SheetOut, board: Board, counts: Counts, found: CoverageFigures, week: list[Load]
) -> None:
    lang, everybody = board.lang, counts.everybody()
    for column in (*range(2, 9), *range(10, 15)):
        sheet.cells[_TILE_ROW, column] = CellOut(None, style=_TILE)
    states_ = [counts.count(everybody, state) for state in (1, 2, 3, 4)]
    numbers, formulas = zip(*states_, strict=True)
    covered, base = numbers[1] + numbers[2], sum(numbers)
    covered_f, base_f = f"{formulas[1]}+{formulas[2]}", f"({'+'.join(formulas)})"
    percent = replace(_FIGURE, number_format=look.shown_as(SHARE, lang))
    count = replace(_FIGURE, number_format=look.COUNT_FORMAT.removesuffix("_M"))
    of, clients = _OF(lang), _CLIENTS(lang)

    def put(column: int, name: Text, value: Raw, formula: str | None, style: Style) -> None:
        sheet.cells[_TILE_ROW, column] = CellOut(name(lang), style=_TILE)
        sheet.cells[_TILE_ROW + 1, column] = CellOut(value, formula, style)

    def base_of(column: int, value: str, formula: str | None = None) -> None:
        sheet.cells[_TILE_ROW + 2, column] = CellOut(value, formula, look.NOTE)

    put(2, _CURRENT, ratio(covered, base), share_of(covered_f, base_f), percent)
    base_of(2, f"{covered:.0f} {of} {base:.0f} {clients}",
            f'({covered_f})&" {of} "&{base_f}&" {clients}"')  # fmt: skip
    sums = [counts.sum("potential", everybody, state) for state in (1, 2, 3, 4)]
    money = sums[1][0] + sums[2][0]
    whole = sum(one for one, _ in sums)
    put(3, _WEIGHTED, ratio(money, whole),
        share_of(f"{sums[1][1]}+{sums[2][1]}", f"({'+'.join(f for _, f in sums)})"),
        percent)  # fmt: skip
    said, live = (_part_of(*board.sums(*pair), of) for pair in (
        (money, whole),
        (Formula(f"({sums[1][1]}+{sums[2][1]})"), Formula(f"({'+'.join(f for _, f in sums)})")),
    ))  # fmt: skip
    base_of(3, said, texts.cell_text(live))
    act = replace(count, color=look.ACT)
    put(5, _OVERDUE, numbers[0], formulas[0], act)
    put(6, _NEVER, numbers[3], formulas[3], count)
    base_of(6, f"{of} {base:.0f}", f'"{of} "&{base_f}')
    line = found.total
    put(10, _WINDOWS, ratio(line.windows_met, line.windows_due), None, percent)
    base_of(10, f"{line.windows_met} {of} {line.windows_due}" if line.windows_due else "")
    known = [one for one in week if not np.isnan(one.capacity)]
    needed, capacity = sum(one.needed for one in known), sum(one.capacity for one in known)
    put(11, _LOAD, ratio(needed, capacity), None, percent)
    base_of(11, f"{needed:.0f} {of} {capacity:.0f} {_A_WEEK(lang)}" if known else _NO_TEAM(lang))


def _part_of(amounts: tuple[texts.Words, ...], currency: str, of: str) -> texts.Words:
    part, whole = amounts
    return texts.join(part, f" {of} ", whole, f" {currency}")


_A_WEEK: Final = Text("контактов в неделю", "contacts a week")
_NO_TEAM: Final = Text("впишите ёмкость на лист «Команда»", "type capacity on the Team sheet")
