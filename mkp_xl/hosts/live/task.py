"""What one sheet that stands is to be given, and what may not be overwritten there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from mkp_xl.book.address import a1
from mkp_xl.errors import HostError
from mkp_xl.hosts.live.before import Patch
from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.runs import Run, beside, runs
from mkp_xl.hosts.live.values import Content, same

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import TableInfo
    from mkp_xl.hosts.live.open_book import OpenSheet
    from mkp_xl.hosts.live.plan import SheetPlan, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A sheet, what it holds, what it is to hold, and the ranges to write for it by column."""

    sheet: OpenSheet
    plan: SheetPlan
    standing: Standing
    runs: dict[int, list[Run]]
    is_own: bool
    drawn: SheetOut | None = None
    """The whole sheet, where it is drawn and not edited."""


def task_of(
    sheet: OpenSheet,
    plan: SheetPlan,
    standing: Standing,
    *,
    is_own: bool,
    drawn: SheetOut | None = None,
) -> Task:
    """Return the task of a sheet; it has no runs where the sheet holds everything already."""

    def stands(column: int, rows: range) -> list[Content]:
        held = standing.contents(column, rows)
        if plan.again:
            pairs = zip(rows, held, strict=True)
            held = [None if (row, column) in plan.again else content for row, content in pairs]
        return held

    columns = sorted(plan.columns.items())
    found = {column: runs(cells, partial(stands, column)) for column, cells in columns}
    kept = {column: parts for column, parts in found.items() if parts}
    return Task(sheet=sheet, plan=plan, standing=standing, runs=kept, is_own=is_own, drawn=drawn)


def put(task: Task, note: Callable[[Patch], None]) -> None:
    """Write all runs; `note` hears before each what stood there."""
    for first, parts in beside(task.runs):
        for column, run in enumerate(parts, first):
            stood = task.standing.contents(column, run.rows)
            note(Patch(sheet=task.sheet.title, row=run.row, column=column, contents=stood))
        task.sheet.put(parts[0].row, first, [run.contents for run in parts])


def refuse(task: Task) -> None:
    """Raise HostError for what may not be overwritten: tables' headers, parts of arrays."""
    _refuse_header_changes(task.sheet.tables(), task.plan, task.standing)
    for column, parts in task.runs.items():
        for run in parts:
            first = task.standing.first_formula(column, run.rows)
            box = Box(run.row, column, run.bottom, column)
            if first is not None and task.sheet.has_array(box):
                raise HostError("array_formula", sheet=task.sheet.title, cell=a1(first, column))


def _refuse_header_changes(tables: list[TableInfo], plan: SheetPlan, before: Standing) -> None:
    """Raise HostError if a table's header would no longer say the names of its columns."""
    for table in tables:
        row = table.first_row
        for column in range(table.first_column, table.last_column + 1 if table.header_rows else 0):
            wanted = plan.columns.get(column, {})
            if row in wanted and not same(wanted[row], before.content(row, column)):
                cell = a1(row, column)
                raise HostError("table_header", sheet=table.sheet, cell=cell, table=table.name)
