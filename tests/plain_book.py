"""A team's own plain workbook: lists with a header row, nothing of ours."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from mkp_xl.book import look
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import INPUTS_OF, SHEETS, Field, Lang, Sheet

Record = Mapping[str, object]
TEAM_SHEETS: tuple[Sheet, ...] = ("clients", "orders", "contacts")
SOURCE_SHEETS: tuple[Sheet, ...] = ("estimates", "norms")
_LEFT_OUT = {"orders": ("client",), "contacts": ("client",)}
"""Fields a new book has no column for: its logs know the client by ID."""
CREATED = dt.datetime(2026, 1, 1)  # noqa: DTZ001  a fixed stamp: the file depends on nothing else


def plain_book(lang: Lang, records: Mapping[str, Sequence[Record]]) -> bytes:
    """Return the workbook's bytes; `records` by sheet key, each record by field key.

    Numbers, dates and texts are written as such; a text is never taken for a formula.
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
        book.set_calc_mode("auto")
        book.formats[0].set_font_name("Arial")
        book.formats[0].set_font_size(10)
        several = SOURCE_SHEETS if "estimates" in records else ()
        for key in (*TEAM_SHEETS, *several):
            _draw(book, key, lang, records.get(key, ()), of_sources=bool(several))
    return target.getvalue()


def _draw(
    book: xlsxwriter.Workbook,
    key: Sheet,
    lang: Lang,
    records: Sequence[Record],
    *,
    of_sources: bool,
) -> None:
    sheet = book.add_worksheet(SHEETS[key](lang))
    fields = [f for f in INPUTS_OF[key] if f.key not in _LEFT_OUT.get(key, ())]
    fields = [f for f in fields if of_sources or not f.of_sources]
    head = book.add_format(
        {
            "bold": True,
            "font_name": "Arial",
            "font_size": 9,
            "font_color": "#" + look.INK,
            "bg_color": "#" + look.INPUT_HEAD,
            "text_wrap": True,
            "valign": "top",
        }
    )
    for column, field in enumerate(fields):
        style = _format(book, field)
        sheet.set_column(column, column, field.width, style)
        sheet.write_string(0, column, field.name(lang), head)
        sheet.write_comment(0, column, field.help(lang), {"x_scale": 2})
        for row, record in enumerate(records, start=1):
            _write(sheet, row, column, record.get(field.key), style)
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(records)), len(fields) - 1)


def _format(book: xlsxwriter.Workbook, field: Field) -> xlsxwriter.format.Format:
    options = {
        "font_name": "Arial",
        "font_size": 10,
        "font_color": "#" + look.INPUT_TEXT,
        "num_format": field.number_format,
    }
    if field.kind == "date":
        options["align"] = "center"
    return book.add_format(options)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    value: object,
    style: xlsxwriter.format.Format,
) -> None:
    if isinstance(value, dt.date):
        sheet.write_number(row, column, serial_of(value), style)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    elif value is not None:
        sheet.write_string(row, column, str(value), style)
