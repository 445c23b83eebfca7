"""Some rows of a sheet as bytes, one below the other, and what tells them apart."""

from __future__ import annotations

import re
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx import cell_index
from mkp_xl.hosts.xlsx.address import LAST_ROW
from mkp_xl.hosts.xlsx.letters import sliced

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.cell_index import Index
    from mkp_xl.hosts.xlsx.cell_index import Rows as Outline
    from mkp_xl.hosts.xlsx.letters import Places

_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d{1,9})[\"']")
_SAYS_ROW_NUMBER = re.compile(rb"\sr\s*=")
_DECLARES = b"xmlns"
_HIDING = (b"<!", b"<?", b"\x00")
"""What may hide tags: comments, sections of characters, instructions; no XML holds the last."""


EXCERPT_MAX = 0.5
"""Beyond this share of the rows it is not worth while to take some out."""


class Row(NamedTuple):
    """A row's number and the places of its tags in the block."""

    number: int
    start: int
    inner: int
    outer: int
    """Where the end tag begins; equals `end` if the row is a single tag."""
    end: int


class Where(NamedTuple):
    """What sheet some rows belong to."""

    part: str
    title: str
    prefix: bytes
    space: bytes = b""
    """The namespace its elements are of."""

    def damaged(self, reason: str) -> HostError:
        """Return the error for a sheet that does not read as a sheet."""
        return HostError("damaged", part=self.part, sheet=self.title, reason=reason)

    def unusual(self, byte: int) -> HostError:
        """Return the error for a sheet that no known program writes so."""
        return HostError("sheet_markup", part=self.part, sheet=self.title, byte=byte)


class Excerpt(NamedTuple):
    """Some rows of a block as a block."""

    rows: RowBlock
    starts: Places
    """Where each row starts there."""
    shifts: Places
    """How much further on it stands in the whole block."""


class RowBlock:
    """Whole rows of one sheet, below a row number or another block.

    Several threads may ask for its index: one makes it, the others wait.
    """

    def __init__(
        self, where: Where, data: bytes, above: int | RowBlock, outline: Outline | None = None
    ) -> None:
        self.where = where
        self.data = data
        self.outline = outline
        """Its rows, where an earlier look found them in order."""
        self._above = above
        self._rows: list[Row] | None = None
        self._index: Index | None = None
        self._is_indexed = False
        self._indexing = Lock()

    @property
    def above(self) -> int:
        """The number of the row above."""
        above = self._above  # once: another thread may just put the number there
        if isinstance(above, RowBlock):
            above = self._above = above.last
        return above

    @property
    def rows(self) -> list[Row]:
        """All rows, in order; HostError if something else stands among them."""
        if self._rows is None:
            self._rows = self._told_apart()
        return self._rows

    @property
    def index(self) -> Index | None:
        """The index of all cells; None where the rows are out of the ordinary."""
        with self._indexing:
            if not self._is_indexed:
                if self._foreign() < 0:
                    self._index = cell_index.index(self.data, self.where.prefix, self.above)
                self._is_indexed = True
        return self._index

    @property
    def numbers(self) -> Places:
        """The numbers of all rows."""
        if self.outline:
            return self.outline.numbers
        if self.index:
            return self.index.rows.numbers
        return np.array([row.number for row in self.rows], dtype=np.int64)

    @property
    def last(self) -> int:
        """The number of the last row; that of the row above where there is none."""
        numbers = self.numbers
        return int(numbers[-1]) if len(numbers) else self.above

    def only(self, wanted: Places) -> Excerpt | None:
        """Return some of the rows as a block of their own.

        None where it is not known where they stand, or most are wanted.
        """
        outline = self.outline
        if outline is None or len(wanted) > EXCERPT_MAX * len(outline.numbers):
            return None
        places = np.flatnonzero(np.isin(outline.numbers, wanted))
        starts, ends = outline.starts[places], outline.ends[places]
        rows = RowBlock(self.where, b"".join(sliced(self.data, starts, ends)), self.above)
        own_starts = np.cumsum(ends - starts) - (ends - starts)
        return Excerpt(rows, own_starts, starts - own_starts)

    def _told_apart(self) -> list[Row]:
        self._refuse_markup()
        data, last = self.data, len(self.data)
        opener, close = row_open(self.where.prefix), b"</" + self.where.prefix + b"row>"
        another = re.compile(rb"<%brow[\s/>]" % re.escape(self.where.prefix))
        found: list[Row] = []
        place, previous = 0, self.above
        while opening := opener.match(data, place, last):
            _, said, rest = opening.groups()
            number = int(said) if said else _stated_number(rest, previous + 1)
            inner = outer = place = opening.end()
            if not rest.endswith(b"/"):
                outer = data.find(close, inner, last)
                place = outer + len(close)
            holds_row = another.search(data, inner, outer) if inner < outer else None
            if outer < 0 or holds_row or not previous < number <= LAST_ROW:
                raise self.where.damaged(f"row {number}")  # its end may be spelt otherwise
            found.append(Row(number, opening.start(1), inner, outer, place))
            previous = number
        if left := data[place:last].lstrip():
            known = (b"</", b"<" + self.where.prefix + b"row")
            if left.startswith(b"<") and not left.startswith(known):
                raise self.where.unusual(place)
            raise self.where.damaged(f"after row {previous}")
        return found

    def _refuse_markup(self) -> None:
        for place in (*map(self.data.find, _HIDING), self._foreign()):
            if place >= 0:
                raise self.where.unusual(place)

    def _foreign(self) -> int:
        """Return where an element takes the sheet's names for those of another namespace."""
        suspect = self.data.find(_DECLARES[:1])  # one letter is sought ten times as fast
        if suspect < 0 or self.data.find(_DECLARES, suspect) < 0:
            return -1
        said = _declarations(self.where.prefix).finditer(self.data)
        return next((found.start() for found in said if found[2] != self.where.space), -1)


@cache
def row_open(prefix: bytes) -> re.Pattern[bytes]:
    """Return what a row begins with: its tag, a plainly stated number, its other attributes."""
    name = re.escape(prefix + b"row")
    return re.compile(rb"\s*(<" + name + rb')(?: r="(\d{1,9})")?((?:\s[^<>]*|/)?)>')


@cache
def _declarations(prefix: bytes) -> re.Pattern[bytes]:
    """Return what gives the names with this prefix a namespace inside a tag."""
    attribute = rb"""\s+[^\s=<>]+\s*=\s*(?:"[^"<]*"|'[^'<]*')"""
    named = _DECLARES + (b":" + re.escape(prefix[:-1]) if prefix else b"")
    said = rb"""\s+%b\s*=\s*(["'])(.*?)\1""" % named
    return re.compile(rb"<[^\s<>]+(?:%b)*?%b" % (attribute, said), re.DOTALL)


def _stated_number(attributes: bytes, following: int) -> int:
    """Return the number a row states, the following one where it states none; 0 if unreadable."""
    if not _SAYS_ROW_NUMBER.search(attributes):
        return following
    said = _ROW_NUMBER.search(attributes)
    return int(said[1]) if said else 0
