"""Lists as teams have them: recognising a book of many sheets, attaching to a long list."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import xlsxwriter

from bench.books import FIRST_ROW, OUTPUT_KEYS, SHEET
from bench.clock import Cost, Sample, WrongResultError, interleaved, process, timed
from bench.table import Line, verdict
from mkp_xl.book.recognition.books import recognise
from mkp_xl.hosts.xlsx.host import XlsxHost

if TYPE_CHECKING:
    from bench.books import Books

SHEETS, ROWS, TOP = 50, 1000, 200
READING_MAX, RECALC_MAX = 1.0, 1.5
NOTE = (
    f"Recognition of {SHEETS} sheets of {ROWS:,} rows, in this process: what it takes beside "
    f"reading the {TOP} first rows of each, against reading the whole book. Attaching: whole "
    "processes; `attach` of thirteen columns to a list of 100,000 clients against `recalc` of the "
    "same list with its columns, cells native. What was attached is read back by openpyxl."
)
_HEADS = ("Контрагент", "ИНН", "Ёмкость, тыс. руб.", "Закупки за год", "Последний контакт",
          "Куратор", "Город", "Комментарий")  # fmt: skip
_KNOWN = 8


def measure(books: Books, *, quick: bool) -> list[Line]:
    """Return the cost of recognising a book and of attaching to a list."""
    return [_recognition(books.folder, quick=quick), _attaching(books, quick=quick)]


def _recognition(folder: Path, *, quick: bool) -> Line:
    path = folder / "sheets.xlsx"
    _make(path, 5 if quick else SHEETS)
    jobs = {
        "whole": partial(timed, partial(_read, path, None)),
        "top": partial(timed, partial(_read, path, TOP)),
        "recognise": partial(timed, partial(_recognise, path)),
    }
    costs = interleaved(jobs, rounds=3 if quick else 9)
    whole, top, both = (Sample.of(cost.wall for cost in costs[name]) for name in jobs)
    alone = Sample.of(max(0.0, value - top.median) for value in both.values)
    ratio = alone.median / whole.median
    return Line(
        what=f"recognition of {5 if quick else SHEETS} sheets, beside its reading",
        ours=alone.shown("s"),
        other=whole.shown("s"),
        ratio=f"{ratio:.2f}x reading the book",
        target=f"<= {READING_MAX:.0f}x",
        verdict=verdict(met=ratio <= READING_MAX, applies=not quick),
    )


def _attaching(books: Books, *, quick: bool) -> Line:
    rows = 2000 if quick else 100_000
    books.source(rows, "native")
    plain = books.folder / f"list_{rows}.xlsx"
    jobs = {
        "attach": partial(_attach, plain, rows),
        "recalc": partial(_recalc, books, rows),
    }
    costs = interleaved(jobs, rounds=1 if quick else 3, warm_ups=0 if quick else 1)
    ours, other = (Sample.of(cost.wall for cost in costs[name]) for name in jobs)
    ratio = ours.median / other.median
    return Line(
        what=f"attach to {rows:,} clients, cells native",
        ours=ours.shown("s"),
        other=other.shown("s"),
        ratio=f"{ratio:.2f}x recalc",
        target=f"<= {RECALC_MAX}x",
        verdict=verdict(met=ratio <= RECALC_MAX, applies=not quick),
    )


def _make(path: Path, sheets: int) -> None:
    chance = np.random.default_rng(7)
    with xlsxwriter.Workbook(path) as book:
        for number in range(sheets):
            sheet = book.add_worksheet(f"Лист {number}")
            sheet.write_row(0, 0, _HEADS)
            for row in range(1, ROWS + 1):
                sums = chance.integers(1, 999), chance.integers(1, 999) * 1000
                who = f"ООО Клиент {number}-{row}", 7_700_000_000 + row
                sheet.write_row(row, 0, [*who, *sums, 46_000 + row % 300, f"Менеджер {row % 7}",
                                         "Казань", f"заметка {row}"])  # fmt: skip


def _read(path: Path, last_row: int | None) -> None:
    host = XlsxHost(path)
    for sheet in host.look().sheets:
        host.read(sheet.title, last_row=last_row)


def _recognise(path: Path) -> None:
    host = XlsxHost(path)
    found = recognise(host)
    known = {len([match for match in table.columns if match.sure]) for table in found}
    if len(found) != len(host.look().sheets) or known != {_KNOWN}:
        raise WrongResultError(f"{len(found)} tables with {known} columns recognised")


def _attach(plain: Path, rows: int) -> Cost:
    home = plain.with_suffix("")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    path = shutil.copyfile(plain, home / plain.name)
    program = str(Path(sys.executable).with_name("mkp-xl"))
    columns = ",".join(OUTPUT_KEYS)
    cost, _ = process([program, "attach", str(path), "--columns", columns, "--json"])
    book = openpyxl.load_workbook(path, read_only=True)
    last = next(book[SHEET].iter_rows(min_row=FIRST_ROW + rows - 1, values_only=True))
    book.close()
    if not any(isinstance(value, str) and value.startswith("=") for value in last):
        raise WrongResultError("the last row has no formula of ours")
    return cost


def _recalc(books: Books, rows: int) -> Cost:
    program = str(Path(sys.executable).with_name("mkp-xl"))
    return process([program, "recalc", str(books.copy(rows, "native")), "--json"])[0]
