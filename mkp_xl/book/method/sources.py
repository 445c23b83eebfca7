"""The sources of potentials: how far each is believed, how many clients it knows, how old it is."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mkp_xl.book import look, texts
from mkp_xl.book.address import a1
from mkp_xl.book.drawn import CellOut
from mkp_xl.book.fields import SOURCES, Text
from mkp_xl.book.fields.estimates import ESTIMATED
from mkp_xl.book.fields.kinds import DATE
from mkp_xl.book.method.frame import (
    COUNT,
    HOW,
    NEWEST,
    SOURCE_ROW,
    STALE,
    STATE,
    TRUST,
    WHAT,
    draw_heads,
)
from mkp_xl.book.native import log_name, setting_name
from mkp_xl.rules.formula import Formula
from mkp_xl.rules.ops import known

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.texts import Words
    from mkp_xl.rules.ops import Value

_SAY: Final = Text(
    "Откуда потенциал, на каких границах стоит матрица и кто это обновляет.",
    "Where potentials come from, which limits the matrix stands on, and who refreshes them.",
)
_STALE_SAID: Final = Text("Устарели источники: ", "Stale sources: ")
_HEADS: Final = (
    Text("Источник", "Source"), Text("Что берём", "What is taken"),
    Text("Надёжность, из 100", "Reliability, of 100"),
    Text("Устаревает, дней", "Stale after, days"),
    Text("Клиентов", "Clients"), Text("Новейшая", "Newest"), Text("Состояние", "State"),
)  # fmt: skip
_HOWS: Final = {
    "size": Text("точки, сотрудники или оборот × норма отрасли с листа «Нормы»",
                 "outlets, employees or turnover × the norm of the industry (sheet Norms)"),
    "budget": Text("бюджет категории × доля, которая может быть нашей",
                   "category budget × the share that can be ours"),
    "rivals": Text("закупки у нас + закупки у конкурентов",
                   "purchases from us + purchases from rivals"),
    "expert": Text("оценка менеджера; без основания вес вдвое меньше",
                   "the manager's estimate; without evidence it weighs half"),
}  # fmt: skip
_FRESH: Final = {"ru": ("■ устарело", "● свежее", "○ без даты"),
                 "en": ("■ stale", "● fresh", "○ undated")}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """One source: how many clients it speaks of, and the day of its newest estimate."""

    board: Board
    code: int

    @property
    def key(self) -> str:
        return ESTIMATED[self.code]

    def count(self) -> tuple[float, str]:
        """Return how many clients the source speaks of, and the formula of it."""
        weight = self.board.column(f"weight_{self.key}")
        return float((weight > 0).sum()), f'COUNTIF({self.board.range(f"weight_{self.key}")},">0")'

    def newest(self) -> tuple[float, str]:
        """Return the day of the newest estimate, NaN without one, and the formula of it."""
        own, noted = self._own(), self._noted()
        days = [day for day, _ in (own, noted) if not math.isnan(day)]
        formula = f"MAX({own[1]},{noted[1]})"
        return max(days, default=math.nan), f'IF({formula}>0,INT({formula}),"")'

    def _own(self) -> tuple[float, str]:
        board, note = self.board, f"note_{self.key}"
        if "estimate_day" not in board.rows.cells:
            return math.nan, "0"
        day = np.array([raw if isinstance(raw, float) else np.nan
                        for raw in board.raw("estimate_day")])  # fmt: skip
        speaks = board.column(f"weight_{self.key}") > 0
        speaks &= np.isnan(board.column(f"note_{self.key}"))
        inside = day[speaks & (day < board.settings.as_of + 1)]
        name, weight = board.range("estimate_day"), board.range(f"weight_{self.key}")
        tests = f"/ISNUMBER({name})/({weight}>0)/ISNUMBER({weight})"
        tests += f"/({name}<{setting_name('as_of')}+1)/(1-ISNUMBER({board.range(note)}))"
        formula = f"IFERROR(_xlfn.AGGREGATE(14,6,{name}{tests},1),0)"
        return (math.floor(inside.max()) + 0.0 if inside.size else math.nan), formula

    def _noted(self) -> tuple[float, str]:
        """Return the newest day of the notes that count."""
        log, note = self.board.estimates, f"note_{self.key}"
        if log is None or "date" not in log.rows.cells:
            return math.nan, "0"
        counted = self.board.column(note)
        rows = (counted[~np.isnan(counted)] - 1).astype(np.int64)
        raw = log.rows.cells["date"].values
        days = [day for day in (raw[row] for row in rows) if isinstance(day, float)]
        name = log_name("estimates", "date")
        place = f"(ROW({name})-ROW(INDEX({name},1))+1)"
        tests = f"/ISNUMBER({name})/(COUNTIF({self.board.range(note)},{place})>0)"
        formula = f"IFERROR(_xlfn.AGGREGATE(14,6,{name}{tests},1),0)"
        return (math.floor(max(days)) + 0.0 if days else math.nan), formula


def draw_sources(sheet: SheetOut, board: Board) -> None:
    """Put the table of sources, and the sentence that names the stale ones."""
    lang, cells, as_of = board.lang, sheet.cells, board.settings.as_of
    draw_heads(sheet, SOURCE_ROW, _HEADS, lang)
    centred = replace(look.TEXT, align="center", number_format=look.COUNT_FORMAT)
    day_style = replace(centred, number_format=look.shown_as(DATE, lang))
    is_sourced = board.is_sourced
    stale: list[tuple[Value, Value, str]] = []
    for code, key in enumerate(ESTIMATED):
        row, source = SOURCE_ROW + 1 + code, _Source(board=board, code=code)
        cells[row, WHAT] = CellOut(SOURCES[code].name(lang), style=replace(look.TEXT, bold=True))
        cells[row, HOW] = CellOut(_HOWS[key](lang), style=look.DENSE)
        for column, name in ((TRUST, f"reliability_{key}"), (STALE, f"stale_{key}")):
            value = board.settings.numbers[name]
            cells[row, column] = CellOut(value, setting_name(name), centred)
        count, newest = (0.0, "0"), (math.nan, '""')
        if is_sourced:
            count, newest = source.count(), source.newest()
        cells[row, COUNT] = CellOut(*count, centred)
        day = "" if math.isnan(newest[0]) else newest[0]
        cells[row, NEWEST] = CellOut(day, newest[1], day_style)
        here = Formula(a1(row, NEWEST), (a1(row, NEWEST),))
        limit = Formula(setting_name(f"stale_{key}"))
        numbers = (newest[0], board.settings.numbers[f"stale_{key}"], as_of)
        said = _freshness(*numbers, lang) if count[0] else ""
        formula = texts.cell_text(_freshness(here, limit, Formula(setting_name("as_of")), lang))
        formula = f'IF({a1(row, COUNT)}>0,{formula},"")'
        cells[row, STATE] = CellOut(said, formula, replace(look.TEXT, size=9, indent=1))
        stale.append((said, a1(row, STATE), SOURCES[code].name(lang)))
    sheet.cells[2, WHAT] = CellOut(*_say_stale(stale, lang), look.SAY)


def _freshness(newest: Value, limit: Value, as_of: Value, lang: Lang) -> Words:
    stale, fresh, undated = _FRESH[lang]
    return texts.when((as_of - newest > limit, stale), (known(newest), fresh), otherwise=undated)


def _say_stale(stale: list[tuple[Any, Any, str]], lang: Lang) -> tuple[str, str]:
    """Return the sentence of the sheet: what it is, or which sources are stale."""
    named = [name for said, _, name in stale if str(said).startswith("■")]
    value = _STALE_SAID(lang) + "; ".join(named) + "." if named else _SAY(lang)
    parts = "&".join(f'IF(LEFT({cell},1)="■",{texts.literal("; " + name)},"")'
                     for _, cell, name in stale)  # fmt: skip
    some = "+".join(f'(LEFT({cell},1)="■")' for _, cell, _ in stale)
    said = f"{texts.literal(_STALE_SAID(lang))}&MID({parts},3,255)&{texts.literal('.')}"
    return value, f"IF({some}>0,{said},{texts.literal(_SAY(lang))})"
