"""The part of an Excel table that grows: its range, its filter's range, its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.address import range_text, rectangle
from mkp_xl.hosts.xlsx.markup import Node, quoted, whole_number
from mkp_xl.hosts.xlsx.tables import table_in
from mkp_xl.hosts.xlsx.text import packed, unpacked
from mkp_xl.hosts.xlsx.workbook import is_true

if TYPE_CHECKING:
    from mkp_xl.book.growth import NewColumn
    from mkp_xl.hosts.xlsx.draft import Draft
    from mkp_xl.hosts.xlsx.growth import Growth

LONGEST_HEADER = 255
_NEEDS_ESCAPE = re.compile("[\x01-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculated:
    """A column that a table computes itself: its formula as the first row of data has it."""

    column: int
    header: str
    text: str
    is_array: bool = False
    is_new: bool = False


class TablePart:
    """One table while it grows."""

    def __init__(self, draft: Draft, name: str, title: str) -> None:
        self.info = table_in(draft.package, name, title)
        self._part = part = draft.part(name)
        self._holder = part.root.child("tableColumns")
        self._nodes = list(self._holder.every("tableColumn")) if self._holder else []
        if len(self._nodes) != self.info.last_column - self.info.first_column + 1:
            raise HostError("damaged", part=part.name, reason="tableColumns")

    def grow(self, growth: Growth) -> list[str]:
        """Let the table take its growth in; return its new headers, each free in the table.

        HostError if the table is filled from outside: what fills it would not know its new shape.
        """
        root = self._part.root
        if self.info.is_bound:
            raise HostError("table_bound", sheet=self.info.sheet, table=self.info.name)
        self._part.set_attribute(root, "ref", range_text(growth.whole))
        if growth.rows and is_true(root.attributes.get("insertRow")):
            self._part.set_attribute(root, "insertRow", "0")
        own_filter = root.child("autoFilter")
        if own_filter:
            top, left, bottom, right = growth.whole
            box = (top, left, bottom - self.info.totals_rows, right)
            self._part.set_attribute(own_filter, "ref", range_text(box))
        headers = free_headers([_name(node) for node in self._nodes], growth.columns)
        if self._holder and headers:
            self._add_columns(self._holder, headers, growth.columns)
        return headers

    def shrink(self, last_column: int) -> bool:
        """Let the table end with a column; those behind it are its columns no more.

        Returns whether the last filter has gone with them: nothing hides rows any more.
        """
        info, root = self.info, self._part.root
        top, left, bottom = info.first_row, info.first_column, info.last_row
        self._part.set_attribute(root, "ref", range_text((top, left, bottom, last_column)))
        own_filter = root.child("autoFilter")
        if own_filter:
            box = (top, left, bottom - info.totals_rows, last_column)
            self._part.set_attribute(own_filter, "ref", range_text(box))
        left_over = last_column - left + 1
        shows_all = own_filter is not None and self._drop_filters(own_filter, left_over)
        order = root.child("sortState")
        if order and any(_reaches(node, last_column) for node in order.every("sortCondition")):
            self._part.replace(order, "")
        for node in self._nodes[left_over:]:
            self._part.replace(node, "")
        if self._holder:
            self._part.set_attribute(self._holder, "count", str(left_over))
        return shows_all

    def _drop_filters(self, own_filter: Node, width: int) -> bool:
        """Drop the filters of columns beyond a width; return whether none is left of some."""
        filters = list(own_filter.every("filterColumn"))
        columns = [whole_number(node.attributes.get("colId")) or 0 for node in filters]
        gone = [node for node, column in zip(filters, columns, strict=True) if column >= width]
        for node in gone:
            self._part.replace(node, "")
        return bool(gone) and len(gone) == len(filters)

    def forget_formulas(self, columns: frozenset[int]) -> None:
        """Let columns fill no new rows by themselves."""
        for column, node in enumerate(self._nodes, self.info.first_column):
            formula = node.child("calculatedColumnFormula") if column in columns else None
            if formula:
                self._part.replace(formula, "")

    def calculated(self) -> list[Calculated]:
        """Return the columns that the table computes itself."""
        found = []
        for column, node in enumerate(self._nodes, self.info.first_column):
            said = node.child("calculatedColumnFormula")
            if said and said.text:
                is_array = is_true(said.attributes.get("array"))
                text = unpacked(said.text)
                found.append(
                    Calculated(column=column, header=_name(node), text=text, is_array=is_array)
                )
        return found

    def _add_columns(
        self, holder: Node, headers: list[str], columns: tuple[NewColumn, ...]
    ) -> None:
        first = max(whole_number(node.attributes.get("id")) or 0 for node in self._nodes) + 1
        pairs = enumerate(zip(headers, columns, strict=True), first)
        xml = "".join(self._element(number, name, c.formula) for number, (name, c) in pairs)
        self._part.append(holder, xml)
        self._part.set_attribute(holder, "count", str(len(self._nodes) + len(headers)))

    def _element(self, number: int, name: str, formula: str | None) -> str:
        p = self._part.prefix
        said = f'{p}tableColumn id="{number}" name={quoted(_packed_name(name))}'
        if formula is None:
            return f"<{said}/>"
        inside = f"{p}calculatedColumnFormula"
        return f"<{said}><{inside}>{packed(formula)}</{inside}></{p}tableColumn>"


def _reaches(condition: Node, last_column: int) -> bool:
    box = rectangle(condition.attributes.get("ref", ""))
    return box is None or box[3] > last_column


def free_headers(standing: list[str], columns: tuple[NewColumn, ...]) -> list[str]:
    """Return the headers of new columns, numbered where another column bears them already."""
    taken = {name.casefold() for name in standing}
    found = []
    for column in columns:
        name, number = column.header, 1
        while name.casefold() in taken:
            number += 1
            tail = str(number)
            name = column.header[: LONGEST_HEADER - len(tail)] + tail
        taken.add(name.casefold())
        found.append(name)
    return found


def _name(node: Node) -> str:
    return unpacked(node.attributes.get("name", ""))


def _packed_name(name: str) -> str:
    r"""Return a header as the attribute writes it: a line break as Excel does.

    >>> _packed_name("В плане,\n₽")
    'В плане,_x000a_₽'
    """
    return _NEEDS_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04x}_", name)
