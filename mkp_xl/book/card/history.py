"""Purchases of the chosen client by month, this year beside the last, and the chart of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import look, texts
from mkp_xl.book.address import a1, absolute
from mkp_xl.book.days import date_of, serial_of
from mkp_xl.book.drawn import CellOut, Chart, Series
from mkp_xl.book.fields import Text
from mkp_xl.book.grid import Style
from mkp_xl.book.native import log_name, setting_name
from mkp_xl.rules.formula import Formula, number_text
from mkp_xl.rules.ops import money, months_before

if TYPE_CHECKING:
    from mkp_xl.book.card.facts import Facts
    from mkp_xl.book.compute import Log
    from mkp_xl.book.fields import Lang
    from mkp_xl.rules.ops import Value

ROW: Final = 10
_MONTHS: Final = 12
_LABEL, _START, _NOW, _AGO = 15, 16, 17, 18
"""Columns of the chart's figures, right of the print area."""
_HEAD: Final = Text("Закупки по месяцам", "Purchases by month")
_SERIES: Final = (Text("последние 12 мес.", "last 12 months"), Text("год назад", "a year ago"))
_NAMES: Final = {
    "ru": ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The orders of the chosen client, as sums of any stretch of days."""

    facts: Facts
    log: Log | None

    def total(self, start: float, end: float) -> float:
        """Return the sum of orders from a day on, up to but without another; 0 of none."""
        if self.log is None or self.facts.index is None:
            return float("nan")
        client = self.log.joined.twin[self.facts.index]
        rows = self.log.rows
        day = np.floor(rows.values("date"))
        inside = (self.log.joined.client == client) & (day >= start) & (day < end)
        return float(money(float(np.nansum(money(rows.values("amount")[inside])))))

    def formula(self, start: str, end: str, amount: float) -> str:
        """Return the formula of such a sum.

        Where formulas cannot find the client's orders, it is the amount for the client that was
        chosen at the last recalculation, and blank for any other.
        """
        log = self.log
        if log is None or log.native:
            return self.facts.frozen("" if np.isnan(amount) else amount)
        scale = log.rows.table.unit("amount").scale
        times = "" if scale == 1 else f"*{number_text(scale)}"
        key = f"INDEX({self.facts.board.range(log.key)},{self.facts.AT})"
        day = log_name("orders", "date")
        total = (
            f"SUMIFS({log_name('orders', 'amount')},{log_name('orders', 'client')},{key},"
            f'{day},">="&{start},{day},"<"&{end}){times}'
        )
        return self.facts.there(f"ROUND({total},2)")


def draw(facts: Facts, title: str, money_format: str, unit: str) -> tuple[Chart, ...]:
    """Put the months' figures into the sheet; return the chart of them, none without orders."""
    board, cells, lang = facts.board, facts.sheet.cells, facts.board.lang
    history = History(facts=facts, log=board.verdicts.orders)
    cells[ROW, 2] = CellOut(_HEAD(lang) + unit, style=look.SECTION)
    if history.log is None:
        none = Text("Нет листа «Заказы»: истории нет.", "No Orders sheet: no history.")
        cells[ROW + 1, 2] = CellOut(none(lang), style=look.NOTE)
        return ()
    for column, name in zip((_NOW, _AGO), _SERIES, strict=True):
        cells[ROW, column] = CellOut(name(lang), style=look.NOTE)
    shown = Style(number_format=money_format)
    for place in range(_MONTHS):
        _draw_month(history, ROW + 1 + place, _MONTHS - 1 - place, shown, lang)

    def span(column: int) -> str:
        return absolute(title, ROW + 1, column, ROW + _MONTHS)

    named = {_NOW: look.HEAT[3], _AGO: look.INK}
    series = tuple(
        Series(
            name="=" + absolute(title, ROW, column),
            categories=span(_LABEL),
            values=span(column),
            color=color,
            is_marker=column == _AGO,
        )
        for column, color in named.items()
    )
    bare = money_format.removesuffix("_M")
    chart = Chart(kind="columns", series=series, row=ROW + 1, column=2, width=462, height=196,
                  number_format=bare)  # fmt: skip
    return (chart,)


def year_before(facts: Facts) -> tuple[Value, Value]:
    """Return what the client bought in the window a year ago: a number, and a cell for formulas.

    Blank where the orders do not reach back to its first day: nothing known is not nothing bought.
    """
    board = facts.board
    history = History(facts=facts, log=board.verdicts.orders)
    if history.log is None:
        return float("nan"), float("nan")
    as_of, months = board.settings.as_of, board.settings.numbers["window_months"]
    end = float(months_before(as_of, 12.0))
    start = float(months_before(as_of, months + 12.0))
    complete = board.verdicts.numbers["orders_from"]
    amount = history.total(start + 1, end + 1) if complete <= start + 1 else float("nan")
    named = setting_name("as_of")
    span = (f"EDATE({named},-12-{setting_name('window_months')})+1", f"EDATE({named},-12)+1")
    since = setting_name("orders_from")
    known = f"AND(ISNUMBER({since}),{since}<={span[0]})"
    formula = f'IF({known},{history.formula(*span, amount)},"")'
    value = "" if np.isnan(amount) else amount
    cell = facts.helper("year_ago", value, formula)
    return amount, Formula(cell, (cell,))


def _draw_month(history: History, row: int, ago: int, shown: Style, lang: Lang) -> None:
    """Put one month: its name, its first day, what was bought in it and in that of last year."""
    cells, names = history.facts.sheet.cells, _NAMES[lang]
    as_of = setting_name("as_of")
    first = _first_day(history.facts.board.settings.as_of)
    start, end = (float(months_before(first, float(ago - step))) for step in (0, 1))
    here = f"${a1(row, _START)[: -len(str(row))]}${row}"
    name = names[date_of(start).month - 1]
    months = ",".join(map(texts.literal, names))
    cells[row, _LABEL] = CellOut(name, f"CHOOSE(MONTH({here}),{months})", look.NOTE)
    cells[row, _START] = CellOut(
        start, f"EDATE({as_of}-DAY({as_of})+1,{-ago})", Style(number_format="dd.mm.yyyy")
    )
    for column, back in ((_NOW, 0), (_AGO, 12)):
        low, high = (float(months_before(day, float(back))) for day in (start, end))
        amount = history.total(low, high)
        span = (f"EDATE({here},-{back})", f"EDATE({here},{1 - back})")
        value = "" if np.isnan(amount) else amount
        cells[row, column] = CellOut(value, history.formula(*span, amount), shown)


def _first_day(as_of: float) -> float:
    day = date_of(as_of)
    return serial_of(dt.date(day.year, day.month, 1))
