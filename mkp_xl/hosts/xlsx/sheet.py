"""A worksheet part cut in two: the rows as bytes, everything around them as a small tree."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import NamedTuple

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.address import LAST_ROW, Box, range_text, rectangle
from mkp_xl.hosts.xlsx.markup import parse
from mkp_xl.hosts.xlsx.splice import XmlPart

_SHEET_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^<>]*?)?(/?)>")
_ROWS_HERE = b"\x00"
"""No XML may hold it."""
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d{1,9})[\"']")
_SAYS_ROW_NUMBER = re.compile(rb"\sr\s*=")


class Row(NamedTuple):
    """A row's number and the places of its tags in the sheet's bytes."""

    number: int
    start: int
    inner: int
    outer: int
    """Where the end tag begins; equals `end` if the row is a single tag."""
    end: int


class Sheet:
    """One worksheet part as read; `data[first:last]` are its rows."""

    def __init__(self, part: str, title: str, data: bytes) -> None:
        self.part = part
        self.title = title
        self.data = data
        self.prefix, self.first, self.last = _rows_span(data, part)
        self.frame = data[: self.first] + data[self.last :]
        """The part without its rows."""
        self._prove_frame()

    @cached_property
    def rows(self) -> list[Row]:
        """All rows, in order; HostError if something else stands among them."""
        self._refuse_markup()
        data, last = self.data, self.last
        opener, close = _row_open(self.prefix), b"</" + self.prefix + b"row>"
        found: list[Row] = []
        place, previous = self.first, 0
        while opening := opener.match(data, place, last):
            _, said, rest = opening.groups()
            number = int(said) if said else _stated_number(rest, previous + 1)
            inner = outer = place = opening.end()
            if not rest.endswith(b"/"):
                outer = data.find(close, inner, last)
                place = outer + len(close)
            if outer < 0 or not previous < number <= LAST_ROW:
                raise self.damaged(f"row {number}")
            found.append(Row(number, opening.start(1), inner, outer, place))
            previous = number
        if data[place:last].strip():
            raise self.damaged(f"after row {previous}")
        return found

    @property
    def formula_count(self) -> int:
        """How many cells hold a formula."""
        return self.data.count(b"<" + self.prefix + b"f", self.first, self.last)

    def merged_columns(self, row: int) -> set[int]:
        """Columns of merged cells that reach a row or go below it."""
        holder = self.editor().root.child("mergeCells")
        nodes = holder.every("mergeCell") if holder else iter(())
        boxes = (rectangle(node.attributes.get("ref", "")) for node in nodes)
        below = [box for box in boxes if box and box[2] >= row]
        return {column for box in below for column in range(box[1], box[3] + 1)}

    def editor(self) -> XmlPart:
        """Return the part without its rows, to edit."""
        return XmlPart(self.part, self.frame)

    def with_rows(self, frame: XmlPart, rows: list[bytes] | None) -> list[bytes]:
        """Return the part with an edited frame and new rows, or its own where they are None."""
        holder = frame.root.child("sheetData")
        if holder:
            frame.append(holder, _ROWS_HERE)
        head, _, tail = frame.result().partition(_ROWS_HERE)
        return [head, *([self.data[self.first : self.last]] if rows is None else rows), tail]

    def damaged(self, reason: str) -> HostError:
        """Return the error for a sheet that does not read as a sheet."""
        return HostError("damaged", part=self.part, sheet=self.title, reason=reason)

    def _prove_frame(self) -> None:
        root = parse(self.frame, self.part)
        holder = root.child("sheetData")
        if root.name != "worksheet" or holder is None or holder.inner != self.first:
            raise self.damaged("sheetData")

    def _refuse_markup(self) -> None:
        for mark in (b"<!", b"<?", b"\x00"):
            place = self.data.find(mark, self.first, self.last)
            if place >= 0:
                raise HostError("sheet_markup", part=self.part, sheet=self.title, byte=place)


def grow_dimension(part: XmlPart, box: Box | None) -> None:
    """Let a stated dimension take in a rectangle: readers that trust it would miss our cells."""
    node = part.root.child("dimension")
    stated = rectangle(node.attributes.get("ref", "")) if node else None
    if node is None or stated is None or box is None:
        return
    pairs = list(zip(stated, box, strict=True))
    whole = (min(pairs[0]), min(pairs[1]), max(pairs[2]), max(pairs[3]))
    if whole != stated:
        part.set_attribute(node, "ref", range_text(whole))


def _rows_span(data: bytes, part: str) -> tuple[bytes, int, int]:
    found = _SHEET_DATA.search(data)
    if found is None:
        root = parse(data, part)
        raise HostError("damaged", part=part, reason=f"{root.name} without sheetData")
    if found[2]:
        return found[1], found.end(), found.end()
    last = data.rfind(b"</" + found[1] + b"sheetData", found.end())
    if last < 0:
        raise HostError("damaged", part=part, reason="sheetData")
    return found[1], found.end(), last


def _stated_number(attributes: bytes, following: int) -> int:
    """Return the number a row states, the following one where it states none; 0 if unreadable."""
    if not _SAYS_ROW_NUMBER.search(attributes):
        return following
    said = _ROW_NUMBER.search(attributes)
    return int(said[1]) if said else 0


@cache
def _row_open(prefix: bytes) -> re.Pattern[bytes]:
    name = re.escape(prefix + b"row")
    return re.compile(rb"\s*(<" + name + rb')(?: r="(\d{1,9})")?((?:\s[^<>]*|/)?)>')
