"""The sheet «Матрица» as a whole: its frame, sentence, chart, and the blocks in their places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import look, texts, words
from mkp_xl.book.address import a1, absolute, quoted
from mkp_xl.book.drawn import CellOut, Chart, Page, Series, SheetOut
from mkp_xl.book.fields import SHEETS, Text
from mkp_xl.book.fields.kinds import DATE
from mkp_xl.book.grid import Style
from mkp_xl.book.matrix import heat, lists
from mkp_xl.book.matrix.figures import Figures
from mkp_xl.book.matrix.heat import CHOOSER
from mkp_xl.book.native import setting_name
from mkp_xl.rules.formula import Formula
from mkp_xl.rules.ops import floor, money

if TYPE_CHECKING:
    from mkp_xl.book.address import Box
    from mkp_xl.book.board import Board
    from mkp_xl.book.fields import Lang
    from mkp_xl.rules.ops import Value

_TITLE = Text("Матрица клиентского потенциала", "Customer potential matrix")
_AS_OF = Text("На дату", "As of")
_MAP = Text("Клиенты по потенциалу и прогрессу", "Clients by potential and progress")
_CHART = Text("Из чего складывается потенциал", "What the potential is made of")
_WITHOUT = Text("○ без сегмента", "○ without a segment")
_NOTE = Text(
    "Разрыв считается по каждому клиенту: покупки сверх потенциала его не уменьшают.",
    "The gap is each client's own: purchases above a potential do not make it smaller.",
)
_BOUGHT, _GAP = Text("закупки", "purchases"), Text("разрыв", "gap")
_WINDOW = Text("закупки за {months} мес.", "purchases, last {months} months")
_EMPTY = Text(
    "Список пуст: впишите клиентов и пересчитайте книгу.",
    "The list is empty: type clients into it and recalculate.",
)
_PIXELS = (14, 84, 86, 148, 148, 148, 92, 16, 26, 200, 40, 112, 126)
_HEIGHTS = {1: 32, 2: 22, 3: 22, 4: 8, 5: 24, 6: 34, 29: 24}
_ACTION_HEIGHT = 27
_LABEL_FROM = 0.055
"""Part of the longest bar from which a bar is long enough for its label."""
_DATA_ROW, _DATA_COLUMN = 30, 15
"""Where the chart's figures stand, right of the print area."""


def draw(title: str, board: Board) -> SheetOut:
    """Return the whole sheet, each figure a live formula with its value cached."""
    lang, figures = board.lang, Figures(board=board)
    money, unit = board.money()
    sheet = SheetOut(
        title=title,
        cells={},
        pixels=dict(enumerate(_PIXELS, start=1)),
        heights=_heights(),
    )
    _draw_frame(sheet, board)
    sheet.cells[5, 2] = CellOut(_MAP(lang) + unit, style=look.SECTION)
    shades = heat.draw(sheet, board, figures, money)
    _draw_sentence(sheet, board, figures)
    lists.draw_top(sheet, board, figures, money, unit)
    if board.has_states:
        lists.draw_coverage(sheet, board, figures, money, unit)
    lists.draw_actions(sheet, lang)
    sheet.cells[28, 2] = CellOut(_NOTE(lang), style=look.NOTE)
    sheet.cells[29, 2] = CellOut(_CHART(lang) + unit, style=look.SECTION)
    _draw_chart_data(sheet, figures, money, lang)
    return replace(
        sheet,
        rules=(*shades, *lists.rules()),
        picks=CHOOSER.picks(board),
        charts=(_chart(title),),
        merges=_merges(),
        page=Page(area=(1, 1, 38, 13), footer="&A"),
        tab=look.BLUE,
        gridlines=False,
        protected=True,
    )


def _heights() -> dict[int, float]:
    actions = range(lists.ACTIONS_ROW, lists.ACTIONS_ROW + 9)
    return {
        **dict.fromkeys(range(7, 29), 20),
        **dict.fromkeys(actions, _ACTION_HEIGHT),
        **_HEIGHTS,
    }


def _merges() -> tuple[Box, ...]:
    rows = range(lists.ACTIONS_ROW, lists.ACTIONS_ROW + 9)
    boxes = [(row, lists.SEGMENT, row, lists.STATE) for row in rows]
    return (*boxes, *CHOOSER.merged())


def _draw_frame(sheet: SheetOut, board: Board) -> None:
    lang = board.lang
    sheet.cells[1, 2] = CellOut(_TITLE(lang), style=look.TITLE)
    sheet.cells[3, 2] = CellOut(_AS_OF(lang), style=look.NOTE)
    sheet.cells[3, 3] = CellOut(
        float(board.settings.as_of),
        setting_name("as_of"),
        replace(look.NOTE, number_format=look.shown_as(DATE, lang), align="center"),
    )
    before, _, after = _WINDOW(lang).partition("{months}")
    window, formula = (
        texts.join(before, texts.whole(months), after)
        for months in (
            board.settings.numbers["window_months"],
            Formula(setting_name("window_months")),
        )
    )
    sheet.cells[3, 4] = CellOut(window, texts.cell_text(formula), replace(look.NOTE, indent=1))
    sheet.cells[3, 13] = CellOut(
        _found(board),
        style=look.LINK,
        link=f"{quoted(board.checks)}!A1",
    )
    for column in range(2, 14):
        sheet.cells[4, column] = CellOut(None, style=Style(top=look.RULE))
    CHOOSER.draw(sheet, board)


def _found(board: Board) -> str:
    """Return what to look at, and that the link leads there."""
    segment = board.verdicts.numbers["segment"][board.rows.is_row]
    blank = int(np.isnan(segment).sum())
    without = f"{_WITHOUT(board.lang)} {blank}" if blank else ""
    parts = (without, board.found, SHEETS["checks"](board.lang) + " →")
    return " · ".join(filter(None, parts))


def _draw_sentence(sheet: SheetOut, board: Board, figures: Figures) -> None:
    """Say how much is not captured and where, or why there is nothing to say."""
    lang = board.lang
    empty, nothing = _EMPTY(lang), words.NO_GAP[lang]
    clients, gap, potential = (
        float(figures.cells[key].sum()) for key in ("clients", "gap", "potential")
    )
    hot = {key: float(figures.cells[key][6:8].sum()) for key in ("clients", "gap")}
    said = empty if not clients else nothing
    if clients and gap > 0:
        said = _sentence((gap, potential, 100 * hot["gap"] / gap, hot["clients"]), board)
    all_clients, all_potential, _, all_gap = (f"$G${heat.TOTAL_ROW + n}" for n in range(4))
    row, column = heat.top_of(7)
    count = f"({a1(row + 1, column)}+{a1(row + 1, column + 1)})"
    share = f"100*({heat.gap_cell(7)}+{heat.gap_cell(8)})/{all_gap}"
    cells = tuple(map(Formula, (all_gap, all_potential, share, count)))
    text = texts.cell_text(_sentence(cells, board))
    some = f"IF({all_gap}>0,{text},{texts.literal(nothing)})"
    formula = f"IF({all_clients}=0,{texts.literal(empty)},{some})"
    sheet.cells[2, 2] = CellOut(said, formula, look.SAY)


def _sentence(figures: tuple[Value, ...], board: Board) -> texts.Words:
    gap, potential, share, count = (money(figures[0]), money(figures[1]), *figures[2:])
    lang = board.lang
    (open_, whole), currency = board.sums(gap, potential)
    part = texts.join(texts.whole(floor(share + 0.5)), words.PERCENT[lang])
    number = texts.whole(count)
    if lang == "ru":
        head = texts.join("Не освоено ", open_, " из ", whole, f" {currency} потенциала: ", part)
        return texts.join(head, " разрыва — сегменты 7 и 8 (клиентов: ", number, ").")
    head = texts.join(open_, " of ", whole, f" {currency} potential is not captured: ", part)
    return texts.join(head, " of the gap sits in segments 7 and 8 (clients: ", number, ").")


def _draw_chart_data(sheet: SheetOut, figures: Figures, money: str, lang: Lang) -> None:
    for place, name in enumerate((_BOUGHT(lang), _GAP(lang)), start=1):
        sheet.cells[_DATA_ROW - 1, _DATA_COLUMN + place] = CellOut(name, style=look.NOTE)
    longest = float((figures.cells["purchases"] + figures.cells["gap"]).max())
    shown = f'[>={max(1.0, longest * _LABEL_FROM):.0f}]{money.removesuffix("_M")};""'
    style = replace(look.NOTE, number_format=shown)
    for offset, segment in enumerate(words.BY_PRIORITY):
        row, (top, column) = _DATA_ROW + offset, heat.top_of(segment)
        name = f"{segment} {words.NAMES[lang][segment - 1]}"
        sheet.cells[row, _DATA_COLUMN] = CellOut(name, style=look.NOTE)
        for place, line in enumerate(("purchases", "gap"), start=1):
            cell = a1(top + 1 + heat.LINES.index(line), column)
            value = float(figures.cells[line][segment - 1])
            sheet.cells[row, _DATA_COLUMN + place] = CellOut(value, cell, style)


def _chart(title: str) -> Chart:
    last = _DATA_ROW + 8

    def span(column: int) -> str:
        return absolute(title, _DATA_ROW, column, last)

    return Chart(
        series=tuple(
            Series(
                name="=" + absolute(title, _DATA_ROW - 1, _DATA_COLUMN + place),
                categories=span(_DATA_COLUMN),
                values=span(_DATA_COLUMN + place),
                color=color,
                label_color=label,
            )
            for place, color, label in ((1, look.BLUE, look.WHITE), (2, look.HEAT[3], look.INK))
        ),
        row=_DATA_ROW,
        column=2,
        width=700,
        height=9 * _ACTION_HEIGHT + 8,
    )
