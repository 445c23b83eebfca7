"""A new workbook before it is computed: the lists a team fills in, our columns marked in them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from mkp_xl.book import input_sheets, list_sentence, look, words
from mkp_xl.book.address import absolute, quoted
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import INPUTS_OF, OUTPUTS, SHEETS, SOURCES, Field, Lang, Sheet, Text
from mkp_xl.book.layout import KEYS
from mkp_xl.book.marks import SAY_MARK, column_mark, sheet_mark

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Record = Mapping[str, object]
CREATED = dt.datetime(2026, 1, 1)  # noqa: DTZ001  a fixed stamp: the file depends on nothing else
_CALCULATED_BY = 191029
"""The version of Excel whose results stand: an older one's are computed anew on opening."""
HEAD_ROW = 3
"""From 0: title, sentence and bands stand above."""
_FIRST = ("client", "manager", "potential_typed", "purchases_typed", "last_contact_typed")
"""Inputs left of our columns; the others stand right of them."""
_PIXELS = {
    "client": 246, "manager": 120, "potential_typed": 88, "purchases_typed": 88,
    "last_contact_typed": 88, "progress": 80, "segment": 66, "segment_name": 128, "gap": 96,
    "class": 54, "due_date": 88, "state": 136, "why": 650, "interval_typed": 80, "excluded": 66,
    "client_id": 84, "phone": 124, "date": 88, "amount": 104, "type": 110, "result": 300,
    "basis": 470, "industry": 150, "employees": 96, "outlets": 70, "firm_revenue": 104,
    "category_budget": 96, "budget_share_typed": 72, "rival_purchases": 110, "estimate_day": 88,
    "estimate_evidence": 200, "source": 150, "low": 96, "high": 96, "author": 130,
    "evidence": 260, "until": 96, "norm_outlet": 120, "norm_employee": 130, "norm_revenue": 110,
    "norm_basis": 300, "life_cycle_typed": 88, "decision_lead_typed": 88, "parent": 160,
    "next_step": 220, "next_contact": 88, "contact_person": 150, "person": 200, "position": 200,
    "capacity": 110, "away_from": 88, "away_to": 88, "away_why": 160,
}  # fmt: skip
_SAY: dict[Sheet, Text] = {
    "clients": list_sentence.FIRST,
    "orders": Text("Одна строка — один заказ.", "One row per order."),
    **input_sheets.SAY,
}
_OURS: tuple[Sheet, ...] = (
    "plan", "coverage", "card", "potential", "playbook", "method", "checks", "settings", "help"
)  # fmt: skip
"""Our sheets behind the lists, in the order of their tabs."""
_TYPED = Text("Заполняете вы", "You fill in")
_COMPUTED = Text("Считает программа — не вводите", "Computed: do not type here")
_NOT_BELOW_0 = Text(
    "Обычно здесь сумма от 0. Пусто = неизвестно.", "Usually 0 or more. Empty = unknown."
)
_YES = Text("да", "yes")
_SPARE_ROWS = 20_000
"""Rows below the list that already have the rules of its rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a book gets besides what every new one has."""

    own: tuple[Field, ...] = ()
    """Columns that only the team knows, behind those of its list."""
    hidden: str = ""
    """Title of a sheet that only programs read."""
    texts: tuple[str, ...] = ()
    """What that sheet says, downwards."""


_NOTHING = Brought()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    field: Field
    is_ours: bool


def template(
    lang: Lang,
    records: Mapping[str, Sequence[Record]],
    log_keys: Mapping[str, str] = MappingProxyType({}),
    add_sheets: Callable[[Workbook, Lang], None] | None = None,
    brought: Brought = _NOTHING,
) -> bytes:
    """Return the workbook's bytes; `records` by sheet key, each record by field key.

    A log knows its clients by ID, unless `log_keys` says that it does by name. `add_sheets` may
    put sheets behind ours. Numbers, dates and
    texts are written as such; a text is never taken for a formula.
    """
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": CREATED})
        book.set_calc_mode("auto", _CALCULATED_BY)
        # Functions in cells would all be called on opening, before macros are allowed.
        book.calc_on_load = add_sheets is None
        book.formats[0].set_font_name(look.FONT)
        book.formats[0].set_font_size(10)
        _keep_place(book, "matrix", lang)
        for key in INPUTS_OF:
            log_key = log_keys.get(key, input_sheets.KEY_OF.get(key, "client_id"))
            columns = _columns(key, log_key, brought.own)
            _List(book, key, lang, records.get(key, ()), columns).draw()
        for key in _OURS:
            _keep_place(book, key, lang)
        if add_sheets:
            add_sheets(book, lang)
        if brought.hidden:
            _hide(book, brought)
    return target.getvalue()


def _keep_place(book: Workbook, key: Sheet, lang: Lang) -> None:
    """Add a blank tab, marked as ours, where a sheet of ours is to stand."""
    title = SHEETS[key](lang)
    book.add_worksheet(title)
    _mark(book, title, sheet_mark(key), absolute(title, 1, 1))


def _hide(book: Workbook, brought: Brought) -> None:
    """Add the sheet that only programs read."""
    sheet = book.add_worksheet(brought.hidden)
    for row, text in enumerate(brought.texts):
        sheet.write_string(row, 0, text)
    sheet.very_hidden()


def _mark(book: Workbook, title: str, name: str, place: str) -> None:
    book.define_name(f"{quoted(title)}!{name}", f"={place}")


def _columns(key: Sheet, log_key: str, own: tuple[Field, ...] = ()) -> list[_Column]:
    """Return the columns of a list from the left: ours stand amid the team's own."""
    typed = INPUTS_OF[key]
    if key != "clients":
        told = (f for f in typed if f.key == log_key or f.key not in KEYS)
        return [_Column(field=f, is_ours=False) for f in told]
    first = [f for name in _FIRST for f in typed if f.key == name]
    rest = [*(f for f in typed if f not in first), *own]
    shown, inner = ([f for f in OUTPUTS if f.inner is flag] for flag in (False, True))
    parts = ((first, False), (shown, True), (rest, False), (inner, True))
    return [_Column(field=f, is_ours=ours) for fields, ours in parts for f in fields]


class _List:
    """One list on a sheet of its own."""

    def __init__(
        self,
        book: Workbook,
        key: Sheet,
        lang: Lang,
        records: Sequence[Record],
        columns: list[_Column],
    ) -> None:
        self._book, self._key, self._lang, self._records = book, key, lang, records
        self._title = SHEETS[key](lang)
        self._sheet: Worksheet = book.add_worksheet(self._title)
        self._columns = columns
        self._last = HEAD_ROW + max(1, len(records))
        self._rules_to = self._last + _SPARE_ROWS

    def draw(self) -> None:
        """Draw the list with its frame, looks and rules."""
        sheet = self._sheet
        sheet.hide_gridlines(2)
        sheet.set_tab_color("#" + look.INPUT_TAB)
        plain = self._format(size=10, color=look.INK)
        for row in (0, 1):  # the looks of columns begin below
            for place in range(len(self._columns)):
                sheet.write_blank(row, place, None, plain)
        sheet.write_string(0, 0, self._title, self._format(bold=True, size=16, color=look.INK))
        if self._key == "clients":
            _mark(self._book, self._title, SAY_MARK, absolute(self._title, 2, 1))
        sheet.write_string(1, 0, _SAY[self._key](self._lang), self._format(size=11, color=look.INK))
        for row, pixels in ((0, 32), (1, 22), (2, 20), (HEAD_ROW, 46)):
            sheet.set_row_pixels(row, pixels)
        self._draw_bands()
        for place, column in enumerate(self._columns):
            self._draw_column(place, column)
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        sheet.autofilter(HEAD_ROW, 0, self._last, len(self._columns) - 1)
        self._set_page()

    def _draw_bands(self) -> None:
        """Say above the headers which columns a person fills in."""
        for place, column in enumerate(self._columns):
            starts = place == 0 or self._columns[place - 1].is_ours != column.is_ours
            text = (_COMPUTED if column.is_ours else _TYPED)(self._lang)
            color, ground = (
                (look.WHITE, look.BLUE) if column.is_ours else (look.INK, look.INPUT_HEAD)
            )
            band = self._format(bold=True, size=9, color=color, fill=ground, align="left")
            if starts and not column.field.inner:
                self._sheet.write_string(2, place, text, band)
            else:
                self._sheet.write_blank(2, place, None, band)

    def _draw_column(self, place: int, column: _Column) -> None:
        field, sheet = column.field, self._sheet
        cell = self._cell_format(column)
        hidden = {"level": 1, "hidden": True} if field.inner else {}
        sheet.set_column_pixels(place, place, _PIXELS.get(field.key, 90), cell, hidden)
        ground = look.PANEL if column.is_ours else look.INPUT_HEAD
        head = self._format(
            size=9, color=look.INK, fill=ground, bold=True, wrap=True, upper=True,
            bottom=look.RULE, align=_align(field),
        )  # fmt: skip
        sheet.write_string(HEAD_ROW, place, field.name(self._lang), head)
        if column.is_ours:
            mark = absolute(self._title, HEAD_ROW + 1, place + 1)
            _mark(self._book, self._title, column_mark(field.key), mark)
            self._add_rules(place, field)
            self._say(place, field)
            for row in range(HEAD_ROW + 1, self._last + 1):
                sheet.write_blank(row, place, None, cell)
        else:
            self._say(place, field)
            self._add_picks(place, field)
            for row, record in enumerate(self._records, start=HEAD_ROW + 1):
                _write(sheet, row, place, record.get(field.key), cell)

    def _say(self, place: int, field: Field) -> None:
        """Put help where the hand is: on the header."""
        self._sheet.write_comment(HEAD_ROW, place, field.help(self._lang), {"x_scale": 2})

    def _cell_format(self, column: _Column) -> Format:
        field = column.field
        color = look.INK if column.is_ours else look.INPUT_TEXT
        fill = None if column.is_ours else look.INPUT_FILL
        size = 9 if field.key == "why" else 10
        return self._format(
            size=size, color=color, fill=fill, bottom=look.LINE, align=_align(field),
            number=look.shown_as(field.number_format, self._lang),
        )  # fmt: skip

    def _add_rules(self, place: int, field: Field) -> None:
        box = (HEAD_ROW + 1, place, self._rules_to, place)
        if field.key == "state":
            for sign, style in zip(words.SIGNS, look.STATE_STYLES, strict=True):
                shown = self._book.add_format(
                    {"font_color": f"#{style.color}", "bg_color": f"#{style.fill}"}
                )
                rule = {"type": "text", "criteria": "begins with", "value": sign, "format": shown}
                self._sheet.conditional_format(*box, rule)
        if field.key in ("progress", "gap"):
            name = xl_col_to_name(place)
            cells = f"${name}${HEAD_ROW + 2}:${name}${self._rules_to + 1}"
            top = {"max_type": "num", "max_value": 2}
            if field.key == "gap":
                top = {"max_type": "formula", "max_value": f"=MAX({cells})*1.7"}
            bar = {"type": "data_bar", "bar_color": f"#{look.BAR}", "bar_solid": True}
            bar |= {"bar_no_border": True, "data_bar_2010": True, "min_type": "num", "min_value": 0}
            self._sheet.conditional_format(*box, bar | top)

    def _add_picks(self, place: int, field: Field) -> None:
        box = (HEAD_ROW + 1, place, self._rules_to, place)
        if field.kind == "money" and field.minimum == 0:
            self._sheet.data_validation(*box, {
                "validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning",
                "error_message": _NOT_BELOW_0(self._lang),
            })  # fmt: skip
        if field.key == "source":
            names = [source.name(self._lang) for source in SOURCES]
            self._sheet.data_validation(
                *box, {"validate": "list", "source": names, "error_type": "warning"}
            )
        if field.kind == "flag":
            self._sheet.data_validation(*box, {"validate": "list", "source": [_YES(self._lang)]})

    def _set_page(self) -> None:
        """Print the list up to the long column «Почему так»; recalculation lets it grow."""
        sheet = self._sheet
        sheet.set_paper(9)
        sheet.repeat_rows(HEAD_ROW - 1, HEAD_ROW)
        if self._key not in ("orders", "people", "team"):
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
        if self._key == "clients":
            last = [column.field.key for column in self._columns].index("why") - 1
            sheet.print_area(0, 0, self._last, last)
        sheet.set_footer("&L&8&A&R&8&P / &N")

    def _format(self, *, size: float, color: str, **said: Any) -> Format:  # noqa: ANN401
        """Return a format; what is said besides size and colour has the names of `Style`."""
        names = {"bold": "bold", "wrap": "text_wrap", "align": "align", "number": "num_format"}
        options = {names[key]: value for key, value in said.items() if key in names and value}
        if said.get("bottom"):
            options |= {"bottom": 1, "bottom_color": "#" + said["bottom"]}
        if said.get("fill"):
            options["bg_color"] = "#" + said["fill"]
        if said.get("align") == "left":
            options["indent"] = 1
        options["valign"] = "top" if said.get("upper") else "vcenter"
        font = {"font_name": look.FONT, "font_size": size, "font_color": "#" + color}
        return self._book.add_format(font | options)


def _align(field: Field) -> str | None:
    if field.kind in ("date", "code", "flag") or field.key == "class":
        return "center"
    return "right" if field.kind in ("money", "share", "days", "whole") else "left"


def _write(sheet: Worksheet, row: int, column: int, value: object, style: Format) -> None:
    if isinstance(value, dt.date):
        sheet.write_number(row, column, serial_of(value), style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    elif value is not None:
        sheet.write_string(row, column, str(value), style)
    else:
        sheet.write_blank(row, column, None, style)
