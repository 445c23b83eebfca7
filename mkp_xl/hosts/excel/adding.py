"""The sheets a run adds: copied as they were drawn, or made plain, then filled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mkp_xl.hosts.excel import native
from mkp_xl.hosts.excel.designed import copied
from mkp_xl.hosts.excel.dress import dress
from mkp_xl.hosts.excel.looks import styled_boxes
from mkp_xl.hosts.excel.new_sheet import frame, is_designed
from mkp_xl.hosts.excel.pane import Pane
from mkp_xl.hosts.excel.patience import patiently
from mkp_xl.hosts.excel.plan import Standing
from mkp_xl.hosts.excel.runs import runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.hosts.excel.before import Before
    from mkp_xl.hosts.excel.designed import Draw
    from mkp_xl.hosts.excel.plan import SheetPlan
    from mkp_xl.hosts.excel.values import Content


def _content(stands: Standing, column: int, row: int) -> Content:
    return stands.content(row, column)


class Adding:
    """Adds sheets behind the last one; `before` knows of each from the moment it is there."""

    def __init__(self, book: xw.Book, before: Before, draw: Draw | None) -> None:
        self._book, self._before, self._draw = book, before, draw
        self._known = {sheet.name.casefold() for sheet in book.sheets}
        self._designed = False
        self.plain: list[str] = []
        """Titles of sheets made without the rest of their design."""

    def add(self, sheets: Sequence[SheetOut]) -> list[Pane]:
        """Return the sheets, empty or as they were drawn; the sheet in front stays there."""
        if not sheets:
            return []
        active = self._book.sheets.active
        panes = self._copied(sheets)
        self._designed = panes is not None
        if panes is None:
            panes = [self._made(sheet.title) for sheet in sheets]
        patiently(active.activate)
        return panes

    def fill(self, pane: Pane, sheet: SheetOut, plan: SheetPlan) -> None:
        """Write a sheet: looks first, for a text format keeps texts, then cells."""
        if not self._designed:
            for box, style in styled_boxes(plan):
                dress(pane.cells(box), style)
        stands = Standing(pane, [pane.used()])  # a copy holds its values, and links in them
        for column, cells in plan.columns.items():
            for run in runs(cells, partial(_content, stands, column)):
                pane.put(run.row, column, run.contents)
        if not self._designed:
            patiently(lambda: frame(pane, sheet))
            if is_designed(sheet):
                self.plain.append(sheet.title)
        if sheet.hidden:
            pane.sheet.visible = False
        if sheet.protected:
            patiently(lambda: native.protect(pane.sheet, {}))

    def _copied(self, sheets: Sequence[SheetOut]) -> list[Pane] | None:
        if not (self._draw and any(map(is_designed, sheets))):
            return None
        try:
            panes = copied(self._book, sheets, self._draw)
        finally:
            self._note()
        if panes is None:
            for title in reversed(self._before.added):
                patiently(self._book.sheets[title].delete)
            self._note()
        return panes

    def _made(self, title: str) -> Pane:
        last = self._book.sheets[len(self._book.sheets) - 1]
        try:
            return Pane(patiently(partial(self._book.sheets.add, title, after=last)))
        finally:  # a sheet that could not be named is there all the same
            self._note()

    def _note(self) -> None:
        now = [sheet.name for sheet in self._book.sheets]
        self._before.added = [name for name in now if name.casefold() not in self._known]
