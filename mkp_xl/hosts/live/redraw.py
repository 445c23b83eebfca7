"""A standing sheet of ours drawn anew: the cells that differ, then all that these cells wear.

How they looked is not noted. A sheet of ours that is put back shows its former contents; the next
recalculation, which changes them again, dresses them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.dress import dress, undress
from mkp_xl.hosts.live.looks import neighbours, styled_boxes
from mkp_xl.hosts.live.task import put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import Style
    from mkp_xl.hosts.live.before import Patch
    from mkp_xl.hosts.live.task import Task


def redraw(task: Task, sheet: SheetOut, note: Callable[[Patch], None]) -> None:
    """Let a standing sheet show what is drawn; `note` hears of cells before they change."""
    put(task, note)
    _link(task, sheet)
    # An edge belongs to both its cells: all are undressed before the first is dressed.
    boxes = list(_changed(task))
    for box, _ in boxes:
        undress(task.sheet, box)
    for box, style in boxes:
        if style is not None:
            dress(task.sheet, box, style)
    for box, style in _beside(task, [box for box, _ in boxes]):
        task.sheet.lines(box, style)


def _link(task: Task, sheet: SheetOut) -> None:
    """Let each changed cell lead where it is drawn to lead, or nowhere."""
    linked = {place: cell.link for place, cell in sheet.cells.items() if cell.link}
    columns = {column for _, column in linked}
    for column, parts in task.runs.items():
        for run in parts if column in columns else ():
            task.sheet.link([(row, column, linked.get((row, column))) for row in run.rows])


def _changed(task: Task) -> Iterator[tuple[Box, Style | None]]:
    for column, parts in task.runs.items():
        rows = [(row, task.plan.style(row, column)) for run in parts for row in run.rows]
        yield from neighbours(column, rows)


def _beside(task: Task, changed: list[Box]) -> Iterator[tuple[Box, Style]]:
    """Yield the boxes with lines that touch what was undressed."""
    around = Box(
        min(box.top for box in changed) - 1,
        min(box.left for box in changed) - 1,
        max(box.bottom for box in changed) + 1,
        max(box.right for box in changed) + 1,
    )
    for box, style in styled_boxes(task.plan):
        if box.meets(around) and (style.top or style.bottom or style.left or style.right):
            yield box, style
