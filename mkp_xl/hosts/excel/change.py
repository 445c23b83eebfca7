"""One write into an open book: planned and refused first, then made, all or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.address import a1
from mkp_xl.errors import HostError, SchemaError
from mkp_xl.hosts.excel import native
from mkp_xl.hosts.excel.adding import Adding
from mkp_xl.hosts.excel.before import Before, Locks, Worn, put_back, set_hidden_columns
from mkp_xl.hosts.excel.looks import dress_column
from mkp_xl.hosts.excel.names import (
    Standing as StandingName,
)
from mkp_xl.hosts.excel.names import (
    edit_names,
    news,
    refuse_unknown_sheets,
    standing_names,
    undone,
)
from mkp_xl.hosts.excel.pane import Box, Pane
from mkp_xl.hosts.excel.patience import OUTSIDE, patiently, refusal
from mkp_xl.hosts.excel.plan import Edits, SheetPlan, Standing, plan_edits, plan_sheet, touched
from mkp_xl.hosts.excel.redraw import redraw
from mkp_xl.hosts.excel.task import Task, put, refuse, task_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import xlwings as xw

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import Changes, ColumnLook, NameEdit
    from mkp_xl.hosts.excel.designed import Draw

OWN_SHEET = "_mkp.sheet."
_WIDTH_DIFFERS = 0.2
"""Of a character: a spreadsheet rounds a width to whole pixels."""


class Change:
    """Makes the changes of one run."""

    def __init__(
        self,
        book: xw.Book,
        changes: Changes,
        step: Callable[[float], None],
        draw: Draw | None = None,
    ) -> None:
        self._book = book
        self._changes = changes
        self._step = step
        self._draw = draw
        self._titles = {sheet.name.casefold(): sheet.name for sheet in book.sheets}
        self._is_1904 = patiently(lambda: native.is_1904(book))
        self.before = Before()
        self.plain_sheets: list[str] = []

    def make(self) -> bool:
        """Make the changes and tell whether there were any; HostError leaves the book as it was."""
        names = standing_names(self._book)
        tasks = self._tasks(self._own(names))
        fresh = [
            (sheet, plan_sheet(sheet, None, is_1904=self._is_1904))
            for sheet in self._changes.sheets
            if sheet.title.casefold() not in self._titles
        ]
        edits = news(names, self._changes.names)
        refuse_unknown_sheets(edits, [*self._titles.values(), *(s.title for s, _ in fresh)])
        looks = [look for look in self._changes.looks if self._differs(look)]
        if not (tasks or fresh or edits or looks):
            return False
        if fresh:
            self._refuse_fixed_structure()
        self.before.names = undone(names, edits)
        locks = Locks(self._book, self._own(names))
        for title in {task.pane.title for task in tasks} | {look.sheet for look in looks}:
            locks.refuse(title)
        try:
            self._write(tasks, fresh, edits, looks, locks)
        except BaseException as problem:
            self._restore(locks)
            if isinstance(problem, OUTSIDE):
                raise refusal(problem) from problem
            raise
        return True

    def _write(
        self,
        tasks: list[Task],
        fresh: list[tuple[SheetOut, SheetPlan]],
        edits: list[NameEdit],
        looks: list[ColumnLook],
        locks: Locks,
    ) -> None:
        """Sheets come first, then names: a formula may speak of both."""
        for task in tasks:
            locks.lift(task.pane.title)
        adding = Adding(self._book, self.before, self._draw)
        added = adding.add([sheet for sheet, _ in fresh])
        edit_names(self._book, edits)
        for pane, (sheet, plan) in zip(added, fresh, strict=True):
            adding.fill(pane, sheet, plan)
        self.plain_sheets = adding.plain
        for number, task in enumerate(tasks):
            self._step(number / len(tasks))
            self._do(task)
        for look in looks:
            self._look(look)
        locks.restore()
        self._step(1.0)

    def _refuse_fixed_structure(self) -> None:
        fixed: bool = patiently(lambda: native.is_structure_protected(self._book))
        if fixed:
            raise HostError("structure_protected")

    def _restore(self, locks: Locks) -> None:
        try:
            put_back(self._book, self.before)
        finally:
            locks.restore()

    def _tasks(self, own: set[str]) -> list[Task]:
        found: list[Task] = []
        for title, edits in self._by_sheet().items():
            pane = Pane(self._book.sheets[title])
            standing = Standing(pane, touched(edits))
            plan = plan_edits(pane.title, edits, standing, is_1904=self._is_1904)
            found.append(task_of(pane, plan, standing, is_own=pane.title.casefold() in own))
        for sheet in self._changes.sheets:
            stands = self._titles.get(sheet.title.casefold())
            if stands is not None:
                pane = Pane(self._book.sheets[stands])
                standing = Standing(pane, [_around(pane.used(), sheet)])
                plan = plan_sheet(sheet, standing, is_1904=self._is_1904)
                found.append(task_of(pane, plan, standing, is_own=True, drawn=sheet))
        tasks = [task for task in found if task.runs]
        for task in tasks:
            refuse(task)
        return tasks

    def _by_sheet(self) -> dict[str, Edits]:
        found: dict[str, Edits] = {}
        for column in self._changes.columns:
            title = self._title(column.sheet)
            found.setdefault(title, Edits(title=title)).columns.append(column)
        for cell in self._changes.cells:
            title = self._title(cell.sheet)
            found.setdefault(title, Edits(title=title)).cells.append(cell)
        whole = {sheet.title.casefold() for sheet in self._changes.sheets}
        for title in found:
            if title.casefold() in whole:
                raise SchemaError("sheet_edited_twice", sheet=title)
        return found

    def _title(self, wanted: str) -> str:
        title = self._titles.get(wanted.casefold())
        if title is None:
            raise HostError("no_sheet", sheet=wanted)
        return title

    def _own(self, names: list[StandingName]) -> set[str]:
        return own_titles(names) | {sheet.title.casefold() for sheet in self._changes.sheets}

    def _do(self, task: Task) -> None:
        if task.drawn:
            redraw(task, task.drawn, self.before.patches.append)
            return
        for column, parts in task.runs.items():
            dress_column(task, column, parts, self.before.worn.append)
            for run in parts:
                put(task, column, run, self.before.patches.append)

    def _differs(self, look: ColumnLook) -> bool:
        cells = self._column(look)
        width: float | None = patiently(lambda: cells.column_width)
        if look.hidden and not width:
            return False
        return width is None or abs(width - look.width) > _WIDTH_DIFFERS or look.hidden

    def _look(self, look: ColumnLook) -> None:
        cells = self._column(look)
        said = {"column_width": patiently(lambda: cells.column_width)}
        if look.hidden:
            said["hidden"] = False
        worn_before = Worn(sheet=self._title(look.sheet), address=a1(1, look.column), said=said)
        self.before.worn.append(worn_before)
        cells.column_width = look.width
        if look.outline:
            native.group_columns(cells, look.outline + 1)
        if look.hidden:
            set_hidden_columns(cells, hidden=True)

    def _column(self, look: ColumnLook) -> xw.Range:
        return self._book.sheets[self._title(look.sheet)].range(a1(1, look.column))


def own_titles(names: list[StandingName]) -> set[str]:
    """Return the titles, folded, of the sheets that are ours as a whole."""
    marked = (n.info.sheet for n in names if n.info.name.startswith(OWN_SHEET))
    return {title.casefold() for title in marked if title}


def _around(used: Box, sheet: SheetOut) -> Box:
    """Return the rectangle around what a sheet holds and what it is to hold."""
    rows = [row for row, _ in sheet.cells] + [used.top, used.bottom]
    columns = [column for _, column in sheet.cells] + [used.left, used.right]
    return Box(min(rows), min(columns), max(rows), max(columns))
