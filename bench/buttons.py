"""The Recalculate button in LibreOffice, against bare reads and writes of the same cells there."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench.books import FIRST_ROW, INPUT_KEYS, Books
from bench.clock import Sample, WrongResultError
from bench.macros import KEYS, attached
from bench.reading import check_rows
from bench.table import NONE, Line, verdict

if TYPE_CHECKING:
    from collections.abc import Callable

RATIO_MAX = 2.5
NOTE = (
    f"Ours: a press of the toolbar's Recalculate in LibreOffice until its message, on an open book "
    f"with all {len(KEYS)} columns of ours as values beside 7 of the team's: the worker's start, "
    "its computing, the undo list and what our own undo keeps are in it. Floor: a script inside "
    "LibreOffice that reads all cells of the sheet with one `getDataArray` and writes those of "
    "ours with one `setDataArray`. First all cells of ours are empty, then nothing is left to "
    "change (its floor reads only). Every row is compared after each press."
)
_TESTS = Path(__file__).parents[1] / "tests"
_SCRIPT = Path(__file__).parent / "office_script.py"


def measure(books: Books, *, quick: bool) -> list[Line]:
    """Return what a press costs that writes all cells, and one that finds them right."""
    sys.path.append(str(_TESTS))
    from soffice import SofficeMissingError  # noqa: PLC0415  it lies beside the tests

    rows, rounds = (1_000, 2) if quick else (20_000, 3)
    try:
        with patch.dict(os.environ, MKP_LANG="en"):
            return _lines(attached(books, rows), rows, rounds, applies=not quick)
    except SofficeMissingError as missing:
        return [Line(what=f"not measured: {missing}", ours=NONE)]


def _lines(path: Path, rows: int, rounds: int, *, applies: bool) -> list[Line]:
    from office_person import Person  # noqa: PLC0415  as above

    with tempfile.TemporaryDirectory(prefix="mkp-bench-") as folder:
        person = Person(Path(folder))
        try:
            person.ask("open", path)
            person.add_script(_SCRIPT)
            bench = _Bench(person, rows)
            found = [bench.line(rounds, emptied=emptied, applies=applies)
                     for emptied in (True, False)]  # fmt: skip
            person.ask("close")
        finally:
            person.stop()
    return found


class _Bench:
    """One open book, recalculated in turns with its floor."""

    def __init__(self, person: Any, rows: int) -> None:  # noqa: ANN401  it lies beside the tests
        self._person, self._rows = person, rows
        first, last = len(INPUT_KEYS) + 1, len(INPUT_KEYS) + len(KEYS)
        self._ours = [FIRST_ROW, first, FIRST_ROW + rows - 1, last]

    def line(self, rounds: int, *, emptied: bool, applies: bool) -> Line:
        """Return both costs, in turns; the first press and read warm up."""
        ours, floor = [], []
        for _ in range(rounds + 1):
            floor.append(self._script("raw", emptied, *self._ours))
            ours.append(self._pressed(emptied=emptied))
        mine, bare = Sample.of(ours[1:]), Sample.of(floor[1:])
        ratio = mine.median / bare.median
        return Line(
            what=f"{self._rows:,} rows, "
            + ("all cells empty before" if emptied else "nothing to change"),
            ours=mine.shown("s"),
            other=bare.shown("s"),
            ratio=f"{ratio:.1f}x the floor",
            target=f"<= {RATIO_MAX}x the floor" if emptied and applies else NONE,
            verdict=verdict(met=ratio <= RATIO_MAX, applies=emptied and applies),
        )

    def _pressed(self, *, emptied: bool) -> float:
        if emptied:
            self._script("empty", *self._ours)
        began = perf_counter()
        (said,) = self._person.press("recalculate")
        took = perf_counter() - began
        if f"{self._rows} clients" not in said:
            raise WrongResultError(f"the button said: {said}")
        held = json.loads(self._script("rows", 1, 1, *self._ours[2:]))
        check_rows(held, self._rows, KEYS)
        return took

    @property
    def _script(self) -> Callable[..., Any]:
        def call(name: str, *given: object) -> Any:  # noqa: ANN401  what a script returns
            return self._person.ask("script", file=_SCRIPT.name, name=name, given=list(given))

        return call
