"""Workbooks to measure on: a team's list with our columns attached, then some clients changed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import xlsxwriter

from bench.expected import AS_OF, Client
from mkp_xl.book.fields import INPUTS
from mkp_xl.book.flow import Request
from mkp_xl.book.grid import Action, Changes, ColumnEdit
from mkp_xl.faces.jobs import Target, recalculate
from mkp_xl.hosts.xlsx.host import XlsxHost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mkp_xl.book.flow import CellsMode

SHEET = "Clients"
MODES: tuple[CellsMode, CellsMode] = ("values", "native")
INPUT_KEYS = (
    "client_id", "client", "manager", "potential_typed", "purchases_typed",
    "last_contact_typed", "interval_typed",
)  # fmt: skip
OUTPUT_KEYS = (
    "progress", "segment", "gap", "due_date", "state", "why", "potential", "purchases",
    "last_contact", "interval", "deadline", "days_left", "state_code",
)  # fmt: skip
"""Thirteen columns that formulas can make of each other: with the team's seven, twenty."""
FIRST_ROW = 2

_POTENTIAL_COLUMN = INPUT_KEYS.index("potential_typed") + 1
_NAMES = {field_.key: field_.name("en") for field_ in INPUTS}
_CHANGED_EVERY = 20
_CHANGED_TO = 640_000.0
_SEED = 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What the team typed, column by column; NaN where a cell is blank."""

    potential: np.ndarray[tuple[int], np.dtype[np.float64]]
    purchases: np.ndarray[tuple[int], np.dtype[np.float64]]
    last_contact: np.ndarray[tuple[int], np.dtype[np.float64]]
    interval: np.ndarray[tuple[int], np.dtype[np.float64]]

    def clients(self) -> list[Client]:
        """Return the clients as they are after the change."""
        columns = (self.changed(), self.purchases, self.last_contact, self.interval)
        lists = [[None if v != v else v for v in c.tolist()] for c in columns]  # noqa: PLR0124  NaN
        return [
            Client(potential=potential, purchases=purchases, last_contact=last, interval=interval)
            for potential, purchases, last, interval in zip(*lists, strict=True)
        ]

    def changed(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Return the potentials after the change: every twentieth client is a large one."""
        return np.where(is_changed(len(self.potential)), _CHANGED_TO, self.potential)


def is_changed(rows: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which clients' potentials are typed anew after the columns were attached."""
    return np.asarray(np.arange(rows) % _CHANGED_EVERY == _CHANGED_EVERY // 2)


def typed(rows: int) -> Typed:
    """Draw what a team types: a few blanks, sums with hundredths, every ninth above potential."""
    rng = np.random.default_rng(_SEED)
    potential = np.maximum(np.round(np.exp(rng.normal(11.8, 1.6, rows)), -2), 100.0)
    kind, part = rng.random(rows), rng.random(rows)
    share = np.where(kind < 0.2, 0.0, np.where(kind < 0.88, part, 1 + 0.1 * np.round(part - 0.2)))
    return Typed(
        potential=_with_blanks(rng, potential, 0.03),
        purchases=_with_blanks(rng, np.round(potential * share, 2), 0.02),
        last_contact=_with_blanks(rng, AS_OF - np.floor(rng.exponential(60, rows)), 0.08),
        interval=_with_blanks(rng, rng.integers(7, 200, rows).astype(np.float64), 0.85),
    )


def _with_blanks(
    rng: np.random.Generator, values: np.ndarray[tuple[int], np.dtype[np.float64]], share: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.where(rng.random(len(values)) < share, np.nan, values)


@dataclass(slots=True)
class Books:
    """The books of one run, each made once in a folder of their own."""

    folder: Path
    _made: dict[tuple[int, str], Path] = field(default_factory=dict)
    _copies: int = 0

    def copy(self, rows: int, cells: CellsMode) -> Path:
        """Return a fresh copy of a book, alone in its folder, so that it may be changed."""
        source = self.source(rows, cells)
        self._copies += 1
        home = self.folder / f"run{self._copies}"
        home.mkdir()
        return shutil.copyfile(source, home / source.name)

    def source(self, rows: int, cells: CellsMode) -> Path:
        """Return a book that waits for its recalculation."""
        if (rows, cells) not in self._made:
            print(f"  making a book of {rows:,} clients, cells {cells}", flush=True)
            self._made[rows, cells] = self._make(rows, cells)
        return self._made[rows, cells]

    def _make(self, rows: int, cells: CellsMode) -> Path:
        path = self.folder / f"{cells}_{rows}.xlsx"
        source = self.folder / f"list_{rows}.xlsx"
        team = typed(rows)
        _write_list(source, team)
        attach = Request(today=AS_OF, attach=OUTPUT_KEYS, cells=cells, lang="en")
        recalculate(Target(path=source, output=path), attach, _no_step)
        _change(path, team)
        return path


def _no_step(_key: str, _share: float | None) -> None:
    pass


def _write_list(path: Path, team: Typed) -> None:
    """Write the list as a spreadsheet saves it: shared strings, numbers, dates with a format."""
    rows = len(team.potential)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        date = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, [_NAMES[key] for key in INPUT_KEYS])
        sheet.write_column(1, 0, [f"C-{number:07d}" for number in range(1, rows + 1)])
        sheet.write_column(1, 1, [f"Client {number} Ltd" for number in range(1, rows + 1)])
        sheet.write_column(1, 2, [f"Manager {number % 37}" for number in range(rows)])
        columns = (team.potential, team.purchases, team.last_contact, team.interval)
        for place, (column, style) in enumerate(
            zip(columns, (None, None, date, None), strict=True)
        ):
            for row in np.flatnonzero(~np.isnan(column)).tolist():
                sheet.write_number(row + 1, place + 3, column[row], style)


def _change(path: Path, team: Typed) -> None:
    rows = is_changed(len(team.potential)).tolist()
    values: Sequence[float] = team.changed().tolist()
    edit = ColumnEdit(
        sheet=SHEET,
        column=_POTENTIAL_COLUMN,
        first_row=FIRST_ROW,
        values=[value if row else None for value, row in zip(values, rows, strict=True)],
        actions=bytes(Action.VALUE if row else Action.SKIP for row in rows),
    )
    XlsxHost(path).write(Changes(columns=[edit]))
