"""Workbooks for tests: case tables read, lists written, results read back independently."""

from __future__ import annotations

import csv
import datetime as dt
import math
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from plain_book import plain_book

from mkp_xl.book import flow
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import OUTPUT_OF, SETTING_OF
from mkp_xl.hosts.xlsx.host import XlsxHost

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = Path(__file__).parent / "cases"
AS_OF = dt.date(2026, 11, 20)


def read_cases(name: str) -> list[dict[str, object]]:
    """Return a case table's rows, each cell as a person would type it."""
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: typed(text) for key, text in row.items()} for row in csv.DictReader(file)]


def typed(text: str) -> object:
    """Return a cell: blank None, 'text a string, a date, a number, else a string."""
    if text == "":
        return None
    if text.startswith("'"):
        return text[1:]
    for convert in (dt.date.fromisoformat, float):
        try:
            return convert(text)
        except ValueError:
            continue
    return text.replace("_", "\u00a0")


def make_book(path: Path, *, clients, orders=(), contacts=(), lang="ru", **sources) -> Path:
    """Write a plain list (records by field key) as a new workbook; `sources`: estimates, norms."""
    records = {"clients": clients, "orders": orders, "contacts": contacts, **sources}
    path.write_bytes(plain_book(lang, records))
    return path


def request(as_of=AS_OF, *, settings=None, attach=True, cells="native", lang=None, **more):
    """Return a run's request with a fixed as-of date."""
    fixed = {"as_of_mode": "fixed", **(settings or {})}
    return flow.Request(
        today=serial_of(as_of),
        as_of=serial_of(as_of),
        settings=fixed,
        attach=tuple(OUTPUT_OF) if attach is True else attach,
        cells=cells,
        lang=lang,
        **more,
    )


def run(path: Path, wanted: flow.Request, output: Path | None = None) -> flow.Outcome:
    """Run the flow on a workbook and write what comes out."""
    host = XlsxHost(path, output=output)
    outcome = flow.run(host, wanted)
    host.write(outcome.changes)
    return outcome


def edit(path: Path, change: Callable[[openpyxl.Workbook], object]) -> None:
    """Change a book as a team does, with another program."""
    opened = openpyxl.load_workbook(path)
    change(opened)
    opened.save(path)


def our_cells(path: Path, sheet: str = "Клиенты") -> list[dict[str, object]]:
    """Return our columns by key, row by row, as openpyxl reads the cached values."""
    book = openpyxl.load_workbook(path, data_only=True)
    return rows_by_key(path, [list(row) for row in book[sheet].iter_rows(values_only=True)], sheet)


def rows_by_key(path: Path, values: list[list[object]], sheet: str) -> list[dict[str, object]]:
    """Return rows of a sheet keyed by our marks; `values` are all its cells from A1."""
    columns = marked_columns(path, sheet)
    header = min(row for row, _ in columns.values())
    return [
        {
            key: (row[column - 1] if column <= len(row) else None)
            for key, (_, column) in columns.items()
        }
        for row in values[header:]
    ]


def marked_columns(path: Path, sheet: str) -> dict[str, tuple[int, int]]:
    """Return row and column of each marked header, read by openpyxl from the names."""
    book = _opened(path, path.stat().st_mtime_ns)
    found = {}
    for name, defined in book[sheet].defined_names.items():
        key = name.removeprefix("_mkp.")
        if key in OUTPUT_OF:
            cell = book[sheet][defined.attr_text.rpartition("!")[2].replace("$", "")]
            found[key] = (cell.row, cell.column)
    return found


@lru_cache(maxsize=1)
def _opened(path: Path, _written: int) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def settings_of(case: dict[str, object]) -> dict[str, float | str]:
    """Return the settings that a case names."""
    return {
        key: value
        for key, value in case.items()
        if key in SETTING_OF
        and key != "as_of"
        and isinstance(value, str if SETTING_OF[key].kind == "choice" else float)
    }


def same(expected: object, got: object) -> bool:
    """Compare a case's cell with a result: blank, number, date or text."""
    if isinstance(expected, dt.date):
        expected = serial_of(expected)
    if isinstance(got, dt.datetime):
        got = serial_of(got.date())
    if isinstance(got, float) and math.isnan(got):
        got = None
    if got == "":
        got = None
    if isinstance(expected, float) and isinstance(got, int | float):
        return math.isclose(expected, got, rel_tol=1e-12, abs_tol=1e-12)
    return expected == got
