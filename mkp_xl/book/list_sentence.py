"""The sentence above a list of a new book: how much is not captured, who is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import native, texts, words
from mkp_xl.book.board import list_name
from mkp_xl.book.fields import LANGS, Text
from mkp_xl.book.grid import CellEdit
from mkp_xl.book.texts import FormulaText
from mkp_xl.rules.formula import Formula
from mkp_xl.rules.ops import floor, money

if TYPE_CHECKING:
    from mkp_xl.book.address import Place
    from mkp_xl.book.board import Board
    from mkp_xl.book.cells import Raw
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.formulas import FormulaAt
    from mkp_xl.book.grid import Source
    from mkp_xl.rules.ops import Value

NEEDED = ("segment", "gap", "state_code")
FIRST = Text(
    "Кремовые столбцы заполняете вы, остальное считает программа и объясняет в «Почему так».",
    "You fill in the cream columns; the program computes the rest and explains it in Why.",
)
"""What the place says until there is a client with a segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    """What the sentence names, as numbers or as formulas."""

    clients: Value
    gap: Value
    with_gap: Value
    overdue: Value
    currency: texts.Words


def is_ours(source: Source, place: Place) -> bool:
    """Return whether a place says what we wrote there."""
    return _is_ours(*_standing(source, place))


def _standing(source: Source, place: Place) -> tuple[FormulaAt | None, Raw]:
    cells = source.read(place.sheet, first_row=place.row, last_row=place.row,
                        columns=[place.column])[place.column]  # fmt: skip
    return cells.formulas.get(place.row), cells.values[0] if cells.values else None


def _is_ours(formula: FormulaAt | None, value: Raw) -> bool:
    if formula:
        return any(native.same(formula.text, _formula(lang)) for lang in LANGS)
    return value in (FIRST.ru, FIRST.en)


def edit(source: Source, place: Place, board: Board) -> list[CellEdit]:
    """Return the edit that brings the sentence up to date; none where the place says another's."""
    standing, value = _standing(source, place)
    said, formula = FIRST(board.lang), None
    if board.holds(NEEDED):
        said, formula = _said(board), _formula(board.lang)
    is_said = (value, standing.text if standing else None) == (said, formula)
    if is_said or not _is_ours(standing, value):
        return []
    return [CellEdit(sheet=place.sheet, row=place.row, column=place.column, value=said,
                     formula=formula)]  # fmt: skip


def _said(board: Board) -> str:
    gap, code = board.column("gap"), board.column("state_code")
    figures = _Figures(
        clients=float(np.isfinite(board.column("segment")).sum()),
        gap=float(np.nansum(gap)),
        with_gap=float((gap > 0).sum()),
        overdue=float((code == 1).sum()),
        currency=board.settings.words["currency"],
    )
    if not figures.clients:
        return FIRST(board.lang)
    return str(_sentence(figures, board.lang)) if figures.gap > 0 else words.NO_GAP[board.lang]


def _formula(lang: Lang) -> str:
    segment, gap, code = map(list_name, NEEDED)
    figures = _Figures(
        clients=Formula(f"COUNT({segment})"),
        gap=Formula(f"SUM({gap})"),
        with_gap=Formula(f'COUNTIF({gap},">0")'),
        overdue=Formula(f"COUNTIF({code},1)"),
        currency=FormulaText(native.setting_name("currency")),
    )
    said = texts.cell_text(_sentence(figures, lang))
    some = f"IF(SUM({gap})>0,{said},{texts.literal(words.NO_GAP[lang])})"
    return f"IF(COUNT({segment})=0,{texts.literal(FIRST(lang))},{some})"


def _sentence(figures: _Figures, lang: Lang) -> texts.Words:
    gap = texts.join(texts.grouped(floor(money(figures.gap) + 0.5), words.GROUP[lang]), " ",
                     figures.currency)  # fmt: skip
    counts = tuple(map(texts.whole, (figures.with_gap, figures.clients, figures.overdue)))
    if lang == "ru":
        head = texts.join("Не освоено ", gap, "; клиентов с разрывом ", counts[0], " из ")
        return texts.join(head, counts[1], "; просроченных контактов ", counts[2], ".")
    head = texts.join(gap, " not captured; clients with a gap: ", counts[0], " of ", counts[1])
    return texts.join(head, "; contacts overdue: ", counts[2], ".")
