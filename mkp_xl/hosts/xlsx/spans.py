"""The `spans` of rows: a hint of where their cells stand, kept true where cells came beyond it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.address import around, cell_place, meets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.hosts.xlsx.address import Box
    from mkp_xl.hosts.xlsx.plan import Plan


class Spans:
    """Widens the hints of one sheet's rows, some of them at a time.

    New cells are those of the plan, and those of what grows.
    """

    def __init__(self, plan: Plan, grown: Sequence[Box], prefix: bytes) -> None:
        box = around([plan.box(), *grown])
        self._first, self._last = (box[1], box[3]) if box else (1, 0)
        self._parts = plan.parts
        self._grown = grown
        self.has_grown = bool(grown)
        name = re.escape(prefix)
        self._row = re.compile(
            rb"<%brow\s[^<>]*?\bspans\s*=\s*[\"']\s*([0-9]{1,5}):([0-9]{1,5})\s*[\"'][^<>]*(?<!/)>"
            % name
        )
        self._cell = re.compile(rb"<%bc\s[^<>]*?\br\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7})[\"']" % name)
        self._opener = b"<%bc" % prefix
        self._close = b"</%brow>" % prefix

    def widened(self, data: bytes) -> bytes:
        """Return whole rows, the hints of those that hold cells of ours beyond them widened."""
        if b"spans" not in data:
            return data
        found: list[bytes] = []
        done = 0
        for row in self._row.finditer(data):
            first, last = int(row[1]), int(row[2])
            if first <= self._first and self._last <= last:
                continue
            end = data.find(self._close, row.end())
            columns = self._ends(data, row.end(), end)
            wide = min([first, *columns]), max([last, *columns])
            if wide != (first, last):
                found += (data[done : row.start(1)], b"%d:%d" % wide)
                done = row.end(2)
        return b"".join([*found, data[done:]]) if found else data

    def _ends(self, data: bytes, start: int, end: int) -> list[int]:
        """Columns of a row's first and last cell, as far as they are of ours."""
        places = data.find(self._opener, start, end), data.rfind(self._opener, start, end)
        found = (self._cell.match(data, place, end) for place in places if place >= 0)
        said = (cell_place(cell[1].decode()) for cell in found if cell)
        return [place[1] for place in said if place and self._is_ours(*place)]

    def _is_ours(self, row: int, column: int) -> bool:
        if any(part.column == column and part.action(row) for part in self._parts):
            return True
        return any(meets((row, column, row, column), box) for box in self._grown)
