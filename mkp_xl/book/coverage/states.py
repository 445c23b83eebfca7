"""Tables of the four states by class and by manager, load beside them, and whom to call first."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import look, words
from mkp_xl.book.address import a1
from mkp_xl.book.cells import match_key
from mkp_xl.book.coverage.counts import Counts, ratio, share_of
from mkp_xl.book.days import day_text
from mkp_xl.book.drawn import CellOut, Rule
from mkp_xl.book.fields import INPUT_OF, OUTPUT_OF, Text
from mkp_xl.book.fields.kinds import DATE, SHARE
from mkp_xl.book.grid import Style
from mkp_xl.book.ranking import Ranking

if TYPE_CHECKING:
    from mkp_xl.book.address import Box
    from mkp_xl.book.board import Board
    from mkp_xl.book.coverage.counts import Group
    from mkp_xl.book.coverage.load import Load
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Raw

HEAD_ROW: Final = 10
NAME, FIRST_STATE, ALL, SHARE_COLUMN = 2, 3, 7, 8
CALL_FIRST: Final = 5
MOST_MANAGERS: Final = 15
RANK: Final = 28
"""Column of the ranking of whom to call first, right of the print area."""
_CLASSES: Final = Text("По классам потенциала", "By class of potential")
_CLASS_NAMES: Final = (
    Text("A — высокий", "A, high"),
    Text("B — средний", "B, medium"),
    Text("C — низкий", "C, low"),
)
_EVERYBODY: Final = Text("Все клиенты", "All clients")
_MANAGERS: Final = Text("По менеджерам", "By manager")
_TOTAL: Final = Text("Всего", "All")
_COVERAGE: Final = Text("Охват", "Coverage")
_FIRST: Final = Text("Кому звонить первым", "Whom to call first")
_LOAD: Final = Text("Загрузка, контактов в неделю", "Load, contacts a week")
_WEEK: Final = Text(" с {}", " from {}")
_NEEDED: Final = Text("Нужно", "Needed")
_CAPACITY: Final = Text("Ёмкость", "Capacity")
_SHARE: Final = Text("Загрузка", "Load")
_VERDICT: Final = Text("Вывод", "Verdict")
_OVER: Final = Text("■ сверх на {}", "■ over by {}")
_SPARE: Final = Text("● запас {}", "● spare {}")
_UNKNOWN: Final = Text("○ ёмкость не указана", "○ no capacity given")
_MORE: Final = Text("Показаны первые {} менеджеров.", "The first {} managers are shown.")
_NUMBER = replace(look.NUMBER, number_format='#,##0_M;-#,##0_M;"–"_M')
_HEADS = replace(look.LIST_HEAD, align="right")
_CENTRED = replace(look.TEXT, align="center")


@dataclass(frozen=True, slots=True, kw_only=True)
class Managers:
    """Where the table of managers stands."""

    names: list[str]
    head: int
    first: int
    last: int
    rules: tuple[Rule, ...]


def draw_classes(sheet: SheetOut, board: Board, counts: Counts) -> tuple[Rule, ...]:
    """Put the states of each class and of all; return the bars of coverage."""
    lang = board.lang
    sheet.cells[HEAD_ROW - 1, NAME] = CellOut(_CLASSES(lang), style=look.SECTION)
    _draw_heads(sheet, HEAD_ROW, OUTPUT_OF["class"].name(lang), lang)
    groups = [*counts.by_class(), counts.everybody()]
    names = (*(name(lang) for name in _CLASS_NAMES), _EVERYBODY(lang))
    for place, (name, group) in enumerate(zip(names, groups, strict=True)):
        _draw_line(sheet, HEAD_ROW + 1 + place, name, counts, group, is_total=place == 3)
    last = HEAD_ROW + len(groups)
    return (_bar(HEAD_ROW + 1, last, SHARE_COLUMN, look.BAR),)


def draw_managers(sheet: SheetOut, board: Board, counts: Counts, week: list[Load]) -> Managers:
    """Put the states of each manager's clients, and the week's load beside them."""
    lang, head = board.lang, HEAD_ROW + 8
    sheet.cells[head - 1, NAME] = CellOut(_MANAGERS(lang), style=look.SECTION)
    begins = _WEEK(lang).format(day_text(week[0].monday, lang)) if week else ""
    sheet.cells[head - 1, 10] = CellOut(_LOAD(lang) + begins, style=look.SECTION)
    _draw_heads(sheet, head, INPUT_OF["manager"].name(lang), lang)
    heads = (INPUT_OF["manager"].name, _NEEDED, _CAPACITY, _SHARE)
    for column, said in enumerate(heads, start=10):
        style = look.LIST_HEAD if column == 10 else _HEADS
        sheet.cells[head, column] = CellOut(said(lang), style=style)
    sheet.cells[head, 14] = CellOut(_VERDICT(lang), style=replace(look.LIST_HEAD, indent=1))
    names = counts.managers()
    shown = names[:MOST_MANAGERS]
    known = {match_key(one.manager): one for one in week}
    for row, name in enumerate(shown, start=head + 1):
        _draw_line(sheet, row, name, counts, counts.of_manager(name, a1(row, NAME)))
        _draw_load(sheet, row, name, known.pop(match_key(name), None), lang)
    last = head + max(1, len(shown))
    if len(names) > len(shown):
        text = _MORE(lang).format(MOST_MANAGERS)
        sheet.cells[last + 1, NAME] = CellOut(text, style=look.NOTE)
        last += 1
    rules = (
        _bar(head + 1, last, SHARE_COLUMN, look.BAR),
        _bar(head + 1, last, 13, look.BAR_GREY),
        Rule(box=(head + 1, 14, last, 14), begins="■",
             style=Style(color=look.ACT, fill=look.ACT_FILL)),
        Rule(box=(head + 1, 14, last, 14), begins="●",
             style=Style(color=look.OK, fill=look.OK_FILL)),
    )  # fmt: skip
    return Managers(names=shown, head=head, first=head + 1, last=last, rules=rules)


def draw_first(sheet: SheetOut, board: Board) -> Box:
    """Put the overdue and never contacted clients with the largest gaps; return their states."""
    lang = board.lang
    money, unit = board.money()
    sheet.cells[HEAD_ROW - 1, 10] = CellOut(_FIRST(lang), style=look.SECTION)
    heads = (
        (10, INPUT_OF["client"].name(lang), look.LIST_HEAD),
        (11, OUTPUT_OF["class"].name(lang), replace(look.LIST_HEAD, align="center")),
        (12, OUTPUT_OF["due_date"].name(lang), replace(look.LIST_HEAD, align="center")),
        (13, OUTPUT_OF["gap"].name(lang) + unit, _HEADS),
        (14, OUTPUT_OF["state"].name(lang), replace(look.LIST_HEAD, indent=1)),
    )
    for column, text, style in heads:
        sheet.cells[HEAD_ROW, column] = CellOut(text, style=style)
    gap, code = board.column("gap"), board.column("state_code")
    waits = (code == 1) | (code == 4)
    amounts = np.where(waits & (gap > 0), gap, -1.0)
    order = np.argsort(-amounts, kind="stable")[:CALL_FIRST]
    found = [int(row) for row in order if amounts[row] > 0]
    for place in range(1, CALL_FIRST + 1):
        index = found[place - 1] if place <= len(found) else None
        _draw_client(sheet, board, place, index, money)
    return (HEAD_ROW + 1, 14, HEAD_ROW + CALL_FIRST, 14)


def _draw_client(sheet: SheetOut, board: Board, place: int, index: int | None, money: str) -> None:
    row, ranking = HEAD_ROW + place, _ranking(board)
    at = 0 if index is None else index

    def put(column: int, value: Raw, formula: str, style: Style) -> None:
        shown = "" if index is None or value is None else value
        sheet.cells[row, column] = CellOut(shown, formula, style)

    def number(key: str) -> float | None:
        value = float(board.column(key)[at]) if board.rows.size else math.nan
        return None if math.isnan(value) else value

    def entry(key: str) -> str:
        cell = ranking.entry(place, board.range(key))
        return ranking.there(place, f'IF(ISNUMBER({cell}),{cell},"")')

    put(RANK, number("gap"), ranking.amount(place), look.NOTE)
    put(RANK + 1, float(at + 1), ranking.position(place), look.NOTE)
    name = board.called_formula(lambda range_: ranking.entry(place, range_))
    put(10, board.called(at) if index is not None else None, ranking.there(place, name), look.TEXT)
    letter = board.word("class", at) if index is not None and board.holds(("class",)) else ""
    text = ranking.entry(place, board.range("class")) if board.holds(("class",)) else '""'
    put(11, letter, ranking.there(place, f'IF(ISTEXT({text}),{text},"")'), _CENTRED)
    day = replace(_CENTRED, number_format=look.shown_as(DATE, board.lang))
    put(12, number("due_date"), entry("due_date"), day)
    put(13, number("gap"), entry("gap"), replace(look.NUMBER, number_format=money))
    state = ranking.entry(place, board.range("state"))
    put(14, board.word("state", at) if index is not None else None,
        ranking.there(place, f'IF(ISTEXT({state}),{state},"")'),
        replace(look.TEXT, size=9, indent=1))  # fmt: skip


def _ranking(board: Board) -> Ranking:
    gap, state = board.range("gap"), board.range("state_code")
    tests = (f"{gap}>0", f"ISNUMBER({gap})", f"(({state}=1)+({state}=4))>0")
    return Ranking(amounts=gap, range=gap, tests=tests, first_row=HEAD_ROW + 1, column=RANK)


def _draw_heads(sheet: SheetOut, row: int, name: str, lang: Lang) -> None:
    sheet.cells[row, NAME] = CellOut(name, style=look.LIST_HEAD)
    for place in range(4):
        text = f"{words.SIGNS[place]} {words.STATES[lang][place]}"
        sheet.cells[row, FIRST_STATE + place] = CellOut(text, style=_HEADS)
    sheet.cells[row, ALL] = CellOut(_TOTAL(lang), style=_HEADS)
    sheet.cells[row, SHARE_COLUMN] = CellOut(_COVERAGE(lang), style=_HEADS)


def _draw_line(
    sheet: SheetOut, row: int, name: str, counts: Counts, group: Group, *, is_total: bool = False
) -> None:
    """Put the counts of a group: each a live formula, then all of them and the share in time."""
    number, text = _NUMBER, look.TEXT
    if is_total:
        number, text = (replace(one, bold=True, top=look.RULE) for one in (number, text))
    sheet.cells[row, NAME] = CellOut(name, style=text)
    found = [counts.count(group, state) for state in (1, 2, 3, 4)]
    for place, (value, formula) in enumerate(found):
        sheet.cells[row, FIRST_STATE + place] = CellOut(value, formula, number)
    first, soon, track, last = (a1(row, FIRST_STATE + place) for place in range(4))
    values = [value for value, _ in found]
    sheet.cells[row, ALL] = CellOut(sum(values), f"SUM({first}:{last})", number)
    share = replace(number, number_format=look.shown_as(SHARE, counts.board.lang) + "_M")
    sheet.cells[row, SHARE_COLUMN] = CellOut(
        ratio(values[1] + values[2], sum(values)), share_of(f"{soon}+{track}", a1(row, ALL)), share
    )


def _draw_load(sheet: SheetOut, row: int, name: str, load: Load | None, lang: Lang) -> None:
    sheet.cells[row, 10] = CellOut(name, a1(row, NAME), look.TEXT)
    for column in range(11, 15):
        sheet.cells[row, column] = CellOut(None, style=look.TEXT)
    if load is None:  # another spelling of the name stands above
        return
    needed, capacity = load.needed, load.capacity
    is_known = not math.isnan(capacity)
    one = replace(look.NUMBER, number_format="#,##0.0_M")
    sheet.cells[row, 11] = CellOut(round(needed, 1), style=one)
    sheet.cells[row, 12] = CellOut(round(capacity, 1) if is_known else None, style=one)
    share = replace(look.NUMBER, number_format=look.shown_as(SHARE, lang) + "_M")
    part = needed / capacity if is_known and capacity > 0 else None
    sheet.cells[row, 13] = CellOut(part, style=share)
    verdict = _UNKNOWN(lang)
    if is_known:
        verdict = room_said(needed, capacity, lang)
    sheet.cells[row, 14] = CellOut(verdict, style=replace(look.TEXT, size=9, indent=1))


def room_said(needed: float, capacity: float, lang: Lang) -> str:
    """Return by how many whole contacts a week is over capacity, or what it has to spare.

    >>> room_said(5.5, 5.0, "en"), room_said(2.4, 5.0, "en")
    ('■ over by 1', '● spare 2')
    """
    over = round(needed - capacity, 6)  # sums of parts are not exact
    return (
        _OVER(lang).format(math.ceil(over)) if over > 0 else _SPARE(lang).format(math.floor(-over))
    )


def _bar(first: int, last: int, column: int, color: str) -> Rule:
    return Rule(box=(first, column, last, column), bar=color, most="2.2")
