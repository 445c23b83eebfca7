"""The sheets a run adds: copied as they were drawn, or made plain, then filled."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mkp_xl.hosts.live.dress import dress
from mkp_xl.hosts.live.looks import styled_boxes
from mkp_xl.hosts.live.plan import Standing
from mkp_xl.hosts.live.runs import beside, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.hosts.live.before import Before
    from mkp_xl.hosts.live.open_book import Draw, OpenBook, OpenSheet
    from mkp_xl.hosts.live.plan import SheetPlan


class Adding:
    """Adds sheets behind the last one; `before` knows of each from the moment it is there."""

    def __init__(self, book: OpenBook, before: Before, draw: Draw | None) -> None:
        self._book, self._before, self._draw = book, before, draw
        self._known = {title.casefold() for title in book.titles()}
        self._designed = False
        self.plain: list[str] = []
        """Titles of sheets made without the rest of their design."""

    def add(self, sheets: Sequence[SheetOut]) -> list[OpenSheet]:
        """Return the sheets, empty or as they were drawn; the sheet in front stays there."""
        if not sheets:
            return []
        with self._book.kept_in_front():
            added = self._copied(sheets)
            self._designed = added is not None
            return [self._made(sheet.title) for sheet in sheets] if added is None else added

    def fill(self, added: OpenSheet, sheet: SheetOut, plan: SheetPlan) -> None:
        """Write a sheet: looks first, for a text format keeps texts, then cells."""
        if not self._designed:
            for box, style in styled_boxes(plan):
                dress(added, box, style)
        stands = Standing(added, [added.used()])  # a copy holds its values, and links in them
        columns = plan.columns.items()
        found = {c: runs(cells, partial(stands.contents, c)) for c, cells in columns}
        for column, parts in beside(found):
            added.put(parts[0].row, column, [run.contents for run in parts])
        if not self._designed:
            added.frame(sheet)
            if _is_designed(sheet):
                self.plain.append(sheet.title)
        if sheet.hidden:
            added.hide()
        if sheet.protected:
            added.protect({})

    def _copied(self, sheets: Sequence[SheetOut]) -> list[OpenSheet] | None:
        if not (self._draw and any(map(_is_designed, sheets))):
            return None
        try:
            added = self._book.copied([_bare(sheet) for sheet in sheets], self._draw)
        finally:
            self._note()
        if added is None:
            for title in reversed(self._before.added):
                self._book.sheet(title).delete()
            self._note()
        return added

    def _made(self, title: str) -> OpenSheet:
        try:
            return self._book.add(title)
        finally:  # a sheet that could not be named is there all the same
            self._note()

    def _note(self) -> None:
        now = self._book.titles()
        self._before.added = [title for title in now if title.casefold() not in self._known]


def _is_designed(sheet: SheetOut) -> bool:
    """Tell whether a sheet has a design that a host of an open book does not draw."""
    drawn = sheet.rules or sheet.picks or sheet.charts or sheet.page or sheet.freeze_row
    return bool(drawn or sheet.tab)


def _bare(sheet: SheetOut) -> SheetOut:
    """Return a sheet that is seen, may be written, and refers to no other."""
    cells = {place: replace(cell, formula=None) for place, cell in sheet.cells.items()}
    return replace(sheet, cells=cells, hidden=False, protected=False)
