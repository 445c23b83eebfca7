"""One write into an open book: planned and refused first, then made, all or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.errors import HostError, SchemaError
from mkp_xl.hosts.live.adding import Adding
from mkp_xl.hosts.live.before import Before, Locks, Worn, put_back
from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.growing import NewRows, grow, new_rows
from mkp_xl.hosts.live.looks import dress_column
from mkp_xl.hosts.live.names import news, refuse_unknown_sheets, undone
from mkp_xl.hosts.live.plan import Edits, SheetPlan, Standing, plan_edits, plan_sheet, touched
from mkp_xl.hosts.live.redraw import redraw
from mkp_xl.hosts.live.task import Task, put, refuse, task_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import Changes, ColumnLook, NameEdit, NameInfo
    from mkp_xl.hosts.live.open_book import Draw, OpenBook, OpenSheet, Said

OWN_SHEET = "_mkp.sheet."
_WIDTH_DIFFERS = 0.2
"""Of a character: a spreadsheet rounds a width to whole pixels."""


class Change:
    """Makes the changes of one run."""

    def __init__(
        self,
        book: OpenBook,
        changes: Changes,
        step: Callable[[float], None],
        draw: Draw | None = None,
    ) -> None:
        self._book = book
        self._changes = changes
        self._step = step
        self._draw = draw
        self._titles = {title.casefold(): title for title in book.titles()}
        self._is_1904 = book.is_1904()
        self.before = Before()
        self.plain_sheets: list[str] = []

    def make(self) -> bool:
        """Make the changes and tell whether there were any; HostError leaves the book as it was."""
        names = self._book.names()
        tasks = self._tasks(self._own(names))
        fresh = [
            (sheet, plan_sheet(sheet, None, is_1904=self._is_1904))
            for sheet in self._changes.sheets
            if sheet.title.casefold() not in self._titles
        ]
        edits = news(names, self._changes.names)
        refuse_unknown_sheets(edits, [*self._titles.values(), *(s.title for s, _ in fresh)])
        looks = [look for look in self._changes.looks if self._differs(look)]
        grown = new_rows(self._changes, self._book, self._sheet)
        if not (tasks or fresh or edits or looks or grown):
            return False
        if fresh:
            self._refuse_fixed_structure()
        self.before.names = undone(names, edits)
        locks = Locks(self._book, self._own(names))
        titles = {task.sheet.title for task in tasks} | {rows.sheet.title for rows in grown}
        for title in titles | {look.sheet for look in looks}:
            locks.refuse(title)
        try:
            for title in titles:
                locks.lift(title)
            self._grow(grown, tasks)
            self._write(tasks, fresh, edits, looks, locks)
        except BaseException:
            self._restore(locks)
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
        adding = Adding(self._book, self.before, self._draw)
        added = adding.add([sheet for sheet, _ in fresh])
        self._book.edit_names(edits)
        for made, (sheet, plan) in zip(added, fresh, strict=True):
            adding.fill(made, sheet, plan)
        self.plain_sheets = adding.plain
        for number, task in enumerate(tasks):
            self._step(number / len(tasks))
            self._do(task)
        for look in looks:
            self._look(look)
        locks.restore()
        self._step(1.0)

    def _grow(self, grown: list[NewRows], tasks: list[Task]) -> None:
        """Let lists take their new rows in before anything is written there."""
        for rows in grown:
            styles = {
                place: style
                for task in tasks
                if task.sheet.title == rows.sheet.title
                for place, style in task.plan.cell_styles.items()
                if rows.box.top <= place[0] <= rows.box.bottom
            }
            grow(rows, styles, self.before)

    def _refuse_fixed_structure(self) -> None:
        if self._book.is_structure_protected():
            raise HostError("structure_protected")

    def _restore(self, locks: Locks) -> None:
        try:
            put_back(self._book, self.before)
        finally:
            locks.restore()

    def _tasks(self, own: set[str]) -> list[Task]:
        found: list[Task] = []
        for title, edits in self._by_sheet().items():
            open_sheet = self._book.sheet(title)
            standing = Standing(open_sheet, touched(edits))
            plan = plan_edits(title, edits, standing, is_1904=self._is_1904)
            found.append(task_of(open_sheet, plan, standing, is_own=title.casefold() in own))
        for sheet in self._changes.sheets:
            stands = self._titles.get(sheet.title.casefold())
            if stands is not None:
                open_sheet = self._book.sheet(stands)
                standing = Standing(open_sheet, [_around(open_sheet.used(), sheet)])
                plan = plan_sheet(sheet, standing, is_1904=self._is_1904)
                found.append(task_of(open_sheet, plan, standing, is_own=True, drawn=sheet))
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

    def _sheet(self, wanted: str) -> OpenSheet:
        return self._book.sheet(self._title(wanted))

    def _title(self, wanted: str) -> str:
        title = self._titles.get(wanted.casefold())
        if title is None:
            raise HostError("no_sheet", sheet=wanted)
        return title

    def _own(self, names: list[NameInfo]) -> set[str]:
        return own_titles(names) | {sheet.title.casefold() for sheet in self._changes.sheets}

    def _do(self, task: Task) -> None:
        if task.drawn:
            redraw(task, task.drawn, self.before.patches.append)
            return
        for column, parts in task.runs.items():
            dress_column(task, column, parts, self.before.worn.append)
        put(task, self.before.patches.append)

    def _differs(self, look: ColumnLook) -> bool:
        sheet, box = self._column(look)
        worn = sheet.worn(box, ["column_width", "hidden"])
        width: float | None = worn.get("column_width")
        if look.hidden and (worn.get("hidden") or not width):
            return False
        return width is None or abs(width - look.width) > _WIDTH_DIFFERS or look.hidden

    def _look(self, look: ColumnLook) -> None:
        sheet, box = self._column(look)
        stood: Said = sheet.worn(box, ["column_width"])
        wanted: Said = {"column_width": look.width}
        if look.outline:
            wanted["outline"] = look.outline + 1
        if look.hidden:
            wanted["hidden"], stood["hidden"] = True, False
            stood |= sheet.worn(box, ["hidden"])
        self.before.worn.append(Worn(sheet=sheet.title, box=box, said=stood))
        sheet.put_on(box, wanted)

    def _column(self, look: ColumnLook) -> tuple[OpenSheet, Box]:
        sheet = self._book.sheet(self._title(look.sheet))
        return sheet, Box(1, look.column, 1, look.column)


def own_titles(names: list[NameInfo]) -> set[str]:
    """Return the titles, folded, of the sheets that are ours as a whole."""
    marked = (n.sheet for n in names if n.name.startswith(OWN_SHEET))
    return {title.casefold() for title in marked if title}


def _around(used: Box, sheet: SheetOut) -> Box:
    """Return the rectangle around what a sheet holds and what it is to hold."""
    rows = [row for row, _ in sheet.cells] + [used.top, used.bottom]
    columns = [column for _, column in sheet.cells] + [used.left, used.right]
    return Box(min(rows), min(columns), max(rows), max(columns))
