"""Beside the map: the largest gaps, coverage, and what each segment asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mkp_xl.book import look, texts, words
from mkp_xl.book.address import a1
from mkp_xl.book.drawn import CellOut, Rule, state_rules
from mkp_xl.book.fields import INPUT_OF, OUTPUT_OF, Text
from mkp_xl.book.fields.kinds import SHARE
from mkp_xl.book.matrix.figures import TOP
from mkp_xl.book.matrix.heat import CHOOSER, TOTAL_ROW
from mkp_xl.book.ranking import Ranking
from mkp_xl.rules.formula import Formula
from mkp_xl.rules.ops import floor

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Raw, Style
    from mkp_xl.book.matrix.figures import Figures

NUMBER, CLIENT, SEGMENT, GAP, STATE = 9, 10, 11, 12, 13
TOP_ROW = 7
COVERAGE_ROW = 21
ACTIONS_ROW = 30
_AMOUNT = 16
"""Column right of the print area: the k-th largest gap; its place in the list is beside it."""
_TOP_HEAD = Text("Где разрыв: 10 клиентов", "Where the gap is: 10 clients")
_SEGMENT = Text("Сегм.", "Seg.")
_ALL_TEN = Text("Эти 10 клиентов", "These 10 clients")
_OF_GAP = Text("всего разрыва", "of the whole gap")
_COVERAGE = Text("Охват: кому пора позвонить", "Coverage: whom to contact")
_CLIENTS = Text("Клиентов", "Clients")
_CURRENT = Text("Актуальный охват", "Current coverage")
_OF = Text("из", "of")
_ACTIONS = Text("Что делать", "What to do")
_RIGHT = replace(look.HEAD, align="right", number_format=look.PADDED)
_HEADS = {
    NUMBER: replace(look.HEAD, align="center"),
    SEGMENT: replace(look.HEAD, align="center"),
    GAP: _RIGHT,
    STATE: replace(look.HEAD, indent=1),
}


def draw_top(sheet: SheetOut, board: Board, figures: Figures, money: str, unit: str) -> None:
    """Put the ten largest gaps into a sheet, equal ones in the order of the list."""
    lang = board.lang
    sheet.cells[TOP_ROW - 2, NUMBER] = CellOut(_TOP_HEAD(lang), style=look.SECTION)
    heads = (
        "№" if lang == "ru" else "No.",
        INPUT_OF["client"].name(lang),
        _SEGMENT(lang),
        f"{OUTPUT_OF['gap'].name(lang)}{unit}",
        OUTPUT_OF["state"].name(lang) if board.has_states else "",
    )
    for column, head in enumerate(heads, start=NUMBER):
        style = _HEADS.get(column, look.HEAD)
        sheet.cells[TOP_ROW - 1, column] = CellOut(head, style=style)
    for place in range(1, TOP + 1):
        _draw_client(sheet, board, figures, place, money)
    row = TOP_ROW + TOP
    amounts = [float(board.column("gap")[index]) for index in figures.top]
    total = f"SUM({a1(TOP_ROW, GAP)}:{a1(row - 1, GAP)})"
    style = replace(look.TOTAL, number_format=money, align="right")
    sheet.cells[row, CLIENT] = CellOut(_ALL_TEN(lang), style=look.TOTAL)
    sheet.cells[row, GAP] = CellOut(sum(amounts), total, style)
    _draw_share(sheet, row, (sum(amounts), float(figures.cells["gap"].sum())), lang)


def _draw_client(sheet: SheetOut, board: Board, figures: Figures, place: int, money: str) -> None:
    row, ranking = TOP_ROW + place - 1, _ranking(board)
    index = figures.top[place - 1] if place <= len(figures.top) else None

    def put(column: int, value: Raw, formula: str, style: Style) -> None:
        shown = "" if index is None else value
        sheet.cells[row, column] = CellOut(shown, formula, style)

    at = 0 if index is None else index
    gap, segment = (
        float(board.column(key)[at]) if figures.top else 0.0 for key in ("gap", "segment")
    )
    put(_AMOUNT, gap, ranking.amount(place), look.NOTE)
    put(_AMOUNT + 1, float(at + 1), ranking.position(place), look.NOTE)
    number = replace(look.TEXT, size=9, color=look.MUTED, align="center")
    put(NUMBER, float(place), ranking.there(place, str(place)), number)
    name = board.called_formula(lambda column: ranking.entry(place, column))
    put(CLIENT, board.called(at) if figures.top else "", ranking.there(place, name), look.TEXT)
    centred = replace(look.TEXT, align="center")
    entry = ranking.entry(place, board.range("segment"))
    put(SEGMENT, segment, ranking.there(place, entry), centred)
    amount = ranking.there(place, a1(row, _AMOUNT))
    put(GAP, gap, amount, replace(look.NUMBER, number_format=money))
    if board.has_states:
        state = board.word("state", at) if figures.top else ""
        entry = ranking.entry(place, board.range("state"))
        text = f'IF(ISTEXT({entry}),{entry},"")'  # a blank cell that is looked up reads as 0
        put(STATE, state, ranking.there(place, text), replace(look.TEXT, size=9, indent=1))


def _ranking(board: Board) -> Ranking:
    gap = board.range("gap")
    tests = (f"{gap}>0", *CHOOSER.test(board))
    return Ranking(amounts=gap, range=gap, tests=tests, first_row=TOP_ROW, column=_AMOUNT)


def _draw_share(sheet: SheetOut, row: int, amounts: tuple[float, float], lang: Lang) -> None:
    part, whole = amounts
    share = floor(100 * part / whole + 0.5) if whole else 0.0
    tail = f"{words.PERCENT[lang]} {_OF_GAP(lang)}"
    text = f"{share:.0f}{tail}" if whole else ""
    total = f"$G${TOTAL_ROW + 3}"
    percent = texts.whole(floor(Formula(f"100*{a1(row, GAP)}/{total}+0.5"))).text
    formula = f'IF({total}>0,{percent}&{texts.literal(tail)},"")'
    sheet.cells[row, STATE] = CellOut(text, formula, replace(look.NOTE, indent=1))


def draw_coverage(sheet: SheetOut, board: Board, figures: Figures, money: str, unit: str) -> None:
    """Put the four states into a sheet, and current coverage with its base."""
    lang = board.lang
    sheet.cells[COVERAGE_ROW - 2, NUMBER] = CellOut(_COVERAGE(lang), style=look.SECTION)
    heads = {CLIENT: OUTPUT_OF["state"].name(lang), GAP: _CLIENTS(lang)}
    heads[STATE] = f"{OUTPUT_OF['gap'].name(lang)}{unit}"
    for column in range(NUMBER, STATE + 1):
        style = _RIGHT if column >= GAP else look.HEAD
        sheet.cells[COVERAGE_ROW - 1, column] = CellOut(heads.get(column), style=style)
    counts, gaps = figures.states
    for place in range(4):
        row = COVERAGE_ROW + place
        name = f"{words.SIGNS[place]} {words.STATES[lang][place]}"
        for column in (NUMBER, SEGMENT):
            sheet.cells[row, column] = CellOut(None, style=look.TEXT)
        state = look.STATE_STYLES[place]
        sheet.cells[row, CLIENT] = CellOut(
            name, style=replace(look.TEXT, color=state.color, fill=state.fill, indent=1)
        )
        chosen = CHOOSER.where(board, "state_code", place + 1)
        sheet.cells[row, GAP] = CellOut(counts[place], f"COUNTIFS({chosen})", look.NUMBER)
        sheet.cells[row, STATE] = CellOut(
            gaps[place], f"SUMIFS({board.range('gap')},{chosen})",
            replace(look.NUMBER, number_format=money),
        )  # fmt: skip
    _draw_current(sheet, counts, lang)


def _draw_current(sheet: SheetOut, counts: list[float], lang: Lang) -> None:
    row = COVERAGE_ROW + 4
    first, second, third, last = (a1(COVERAGE_ROW + place, GAP) for place in range(4))
    covered, base = counts[1] + counts[2], sum(counts)
    everyone = f"SUM({first}:{last})"
    share = replace(look.TOTAL, number_format=look.shown_as(SHARE, lang) + "_M", align="right")
    sheet.cells[row, CLIENT] = CellOut(_CURRENT(lang), style=look.TOTAL)
    sheet.cells[row, GAP] = CellOut(
        covered / base if base else "", f'IF({everyone}>0,({second}+{third})/{everyone},"")', share
    )
    text = f"{covered:.0f} {_OF(lang)} {base:.0f}" if base else ""
    formula = f'IF({everyone}>0,({second}+{third})&" {_OF(lang)} "&{everyone},"")'
    sheet.cells[row, STATE] = CellOut(text, formula, replace(look.NOTE, align="right"))


def draw_actions(sheet: SheetOut, lang: Lang) -> None:
    """Put what each segment asks for into a sheet, most urgent first."""
    sheet.cells[ACTIONS_ROW - 1, NUMBER] = CellOut(_ACTIONS(lang), style=look.SECTION)
    for row, segment in enumerate(words.BY_PRIORITY, start=ACTIONS_ROW):
        bold = replace(look.TEXT, bold=True)
        sheet.cells[row, NUMBER] = CellOut(float(segment), style=replace(bold, align="center"))
        sheet.cells[row, CLIENT] = CellOut(words.NAMES[lang][segment - 1], style=bold)
        strategy = words.STRATEGIES[lang][segment - 1]
        said = replace(look.TEXT, size=9, wrap=True)
        sheet.cells[row, SEGMENT] = CellOut(strategy, style=said)
        for column in (GAP, STATE):
            sheet.cells[row, column] = CellOut(None, style=look.TEXT)


def rules() -> tuple[Rule, ...]:
    """Return bars and colours of the lists, coverage included wherever it may come later."""
    last = TOP_ROW + TOP - 1
    most = f"$L${TOP_ROW}*1.7"
    states = (COVERAGE_ROW, GAP, COVERAGE_ROW + 3, GAP)
    return (
        Rule(box=(TOP_ROW, GAP, last, GAP), bar=look.BAR, most=f"={most}"),
        *state_rules((TOP_ROW, STATE, last, STATE)),
        Rule(box=states, bar=look.BAR_GREY),
    )
