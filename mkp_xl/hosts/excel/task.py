"""What one sheet that stands is to be given, and what may not be overwritten there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from mkp_xl.book.address import a1
from mkp_xl.errors import HostError
from mkp_xl.hosts.excel import native
from mkp_xl.hosts.excel.before import Patch
from mkp_xl.hosts.excel.pane import Box, Pane
from mkp_xl.hosts.excel.patience import patiently
from mkp_xl.hosts.excel.runs import Run, runs
from mkp_xl.hosts.excel.tables import refuse_header_changes, tables_of
from mkp_xl.hosts.excel.values import Content, Formula

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.hosts.excel.plan import SheetPlan, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A sheet, what it holds, what it is to hold, and the ranges to write for it by column."""

    pane: Pane
    plan: SheetPlan
    standing: Standing
    runs: dict[int, list[Run]]
    is_own: bool
    drawn: SheetOut | None = None
    """The whole sheet, where it is drawn and not edited."""


def task_of(
    pane: Pane,
    plan: SheetPlan,
    standing: Standing,
    *,
    is_own: bool,
    drawn: SheetOut | None = None,
) -> Task:
    """Return the task of a sheet; it has no runs where the sheet holds everything already."""

    def stands(column: int, row: int) -> Content:
        return None if (row, column) in plan.again else standing.content(row, column)

    columns = sorted(plan.columns.items())
    found = {column: runs(cells, partial(stands, column)) for column, cells in columns}
    kept = {column: parts for column, parts in found.items() if parts}
    return Task(pane=pane, plan=plan, standing=standing, runs=kept, is_own=is_own, drawn=drawn)


def put(task: Task, column: int, run: Run, note: Callable[[Patch], None]) -> None:
    """Write a run; `note` hears first what stood there."""
    stood = [task.standing.content(row, column) for row in run.rows]
    note(Patch(sheet=task.pane.title, row=run.row, column=column, contents=stood))
    task.pane.put(run.row, column, run.contents)


def refuse(task: Task) -> None:
    """Raise HostError for what may not be overwritten: tables' headers, parts of arrays."""
    refuse_header_changes(tables_of(task.pane.sheet), task.plan, task.standing)
    for column, parts in task.runs.items():
        for run in parts:
            rows = (r for r in run.rows if isinstance(task.standing.content(r, column), Formula))
            first = next(rows, None)
            cells = task.pane.cells(Box(run.row, column, run.bottom, column))
            if first is not None and patiently(partial(native.has_array, cells)):
                raise HostError("array_formula", sheet=task.pane.title, cell=a1(first, column))
