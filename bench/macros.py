"""The Recalculate button on an open book, against bare reads and writes of the same ranges."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench.books import FIRST_ROW, INPUT_KEYS, OUTPUT_KEYS, SHEET, Books
from bench.clock import Cost, Sample, WrongResultError, interleaved, timed
from bench.expected import AS_OF
from bench.reading import check_rows
from bench.table import NONE, Line, verdict
from mkp_xl.book.address import a1
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.flow import Request
from mkp_xl.faces.excel import macros
from mkp_xl.faces.jobs import Target, recalculate
from mkp_xl.hosts.excel import ExcelBook
from mkp_xl.hosts.live import undo

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xlwings as xw

RATIO_MAX = 2.0
KEYS = (*OUTPUT_KEYS, *(key for key in OUTPUT_OF if key not in OUTPUT_KEYS))
NOTE = (
    f"Ours: the macro Recalculate on an open book with all {len(KEYS)} columns of ours as values "
    "beside 7 of the team's, through xlwings over LibreOffice; what undo needs and the closing "
    "message are in it. Floor: each range that the macro reads, read once with `Range.value`, and "
    "each it writes in the list, written once with the same values, in the same book. First all "
    "cells of ours are empty, then nothing is left to change. 13 of these columns are "
    "compared in every row after each run. Warm-up: one run of each, which gives unformatted "
    "blanks their formats; it is slower by far and not in the figures."
)
_TESTS = Path(__file__).parents[1] / "tests"


@dataclass(slots=True)
class Traffic:
    """The ranges a run read and wrote, each once."""

    read: set[tuple[str, str]] = field(default_factory=set)
    written: dict[tuple[str, str], Any] = field(default_factory=dict)

    def repeat(self, book: xw.Book) -> None:
        """Read and write the same with nothing in between."""
        for sheet, address in self.read:
            _ = book.sheets[sheet].range(address).value
        for (sheet, address), data in self.written.items():
            book.sheets[sheet].range(address).value = data


def measure(books: Books, *, quick: bool) -> list[Line]:
    """Return what a recalculation costs that writes all cells, and one that finds them right."""
    sys.path.append(str(_TESTS))
    from soffice import SofficeMissingError, find  # noqa: PLC0415  it lies beside the tests

    try:
        find()
    except SofficeMissingError as missing:
        return [Line(what=f"not measured: {missing}", ours=NONE)]
    import uno_engine  # noqa: PLC0415  it needs LibreOffice's own library

    rows, rounds = (1_000, 2) if quick else (20_000, 3)
    path = attached(books, rows)
    with patch.dict(os.environ, MKP_LANG="en"), uno_engine.running() as app:
        book = app.books.open(path)
        try:
            return _lines(_Bench(book, rows), rounds, applies=not quick)
        finally:
            undo.file_of(ExcelBook(book)).unlink(missing_ok=True)


def attached(books: Books, rows: int) -> Path:
    """Return a book with all columns of ours and a fixed day."""
    path = books.copy(rows, "values")
    fixed: dict[str, float | str] = {"as_of_mode": "fixed"}
    asked = Request(today=AS_OF, as_of=AS_OF, settings=fixed, attach=tuple(OUTPUT_OF))
    recalculate(Target(path=path), asked, lambda _key, _share: None)
    return path


class _Bench:
    """One open book, recalculated in turns with its floor."""

    def __init__(self, book: xw.Book, rows: int) -> None:
        self._book, self._rows = book, rows
        sheet, bottom = book.sheets[SHEET], FIRST_ROW + rows - 1
        width = len(INPUT_KEYS) + len(KEYS)
        self._all = sheet.range(f"A1:{a1(bottom, width)}")
        self._ours = sheet.range(f"{a1(FIRST_ROW, len(INPUT_KEYS) + 1)}:{a1(bottom, width)}")
        self._traffic = {True: Traffic(), False: Traffic()}
        for emptied in (True, False):
            with _noted(self._traffic[emptied]):
                self.ours(emptied=emptied)

    def ours(self, *, emptied: bool) -> Cost:
        """Recalculate; return the cost once every row proves right."""
        if emptied:
            self._ours.clear_contents()
        cost = timed(lambda: macros.serve(self._book, "recalculate"))
        said = [text for text, _ in self._book.app.impl.alerts]
        if len(said) != 1 or f"{self._rows} clients" not in said[0]:
            raise WrongResultError(f"the macro said: {said}")
        self._book.app.impl.alerts.clear()
        self._check()
        return cost

    def floor(self, *, emptied: bool) -> Cost:
        """Make the same reads and writes alone."""
        if emptied:
            self._ours.clear_contents()
        cost = timed(lambda: self._traffic[emptied].repeat(self._book))
        self._check()
        return cost

    def written(self, *, emptied: bool) -> int:
        """Return how many cells a run writes."""
        book = self._book
        ranges = [
            book.sheets[sheet].range(place) for sheet, place in self._traffic[emptied].written
        ]
        return sum(cells.size for cells in ranges)

    def _check(self) -> None:
        read = [["" if cell is None else cell for cell in row] for row in self._all.value]
        check_rows(read, self._rows, KEYS)


@contextmanager
def _noted(traffic: Traffic) -> Iterator[None]:
    """Note what goes through the engine's ranges."""
    from uno_engine.ranges import Range  # noqa: PLC0415  as above

    values, formulas = Range.raw_value, Range.formula

    def noting(kind: property) -> property:
        def read(cells: Any) -> Any:  # noqa: ANN401  the engine's own
            traffic.read.add((cells.sheet.name, cells.address))
            return kind.fget(cells)

        def write(cells: Any, data: Any) -> None:  # noqa: ANN401  the engine's own
            if cells.sheet.name == SHEET:  # the protection of other sheets refuses a bare write
                traffic.written[cells.sheet.name, cells.address] = data
            kind.fset(cells, data)

        return property(read, write)

    with patch.multiple(Range, raw_value=noting(values), formula=noting(formulas)):
        yield


def _lines(bench: _Bench, rounds: int, *, applies: bool) -> list[Line]:
    jobs = {
        "floor": lambda: bench.floor(emptied=True),
        "ours": lambda: bench.ours(emptied=True),
        "floor again": lambda: bench.floor(emptied=False),
        "ours again": lambda: bench.ours(emptied=False),
    }
    costs = interleaved(jobs, rounds, warm_ups=0)
    took = {name: Sample.of(cost.wall for cost in found) for name, found in costs.items()}
    return [
        _line(f"{what}, {bench.written(emptied=emptied):,} cells written",
              took[f"ours{again}"], took[f"floor{again}"], applies=applies and emptied)
        for what, emptied, again in (("all cells empty before", True, ""),
                                     ("nothing to change", False, " again"))
    ]  # fmt: skip


def _line(what: str, ours: Sample, floor: Sample, *, applies: bool) -> Line:
    ratio = ours.median / floor.median
    return Line(
        what=what,
        ours=ours.shown("s"),
        other=floor.shown("s"),
        ratio=f"{ratio:.2f}x the floor",
        target=f"<= {RATIO_MAX:.0f}x the floor" if applies else NONE,
        verdict=verdict(met=ratio <= RATIO_MAX, applies=applies),
    )
