"""A worksheet part: its rows in blocks of bytes, everything around them as a small tree."""

from __future__ import annotations

import re
from contextlib import closing, nullcontext
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.address import LAST_COLUMN, Box, range_text, rectangle
from mkp_xl.hosts.xlsx.ahead import Meanwhile, ahead
from mkp_xl.hosts.xlsx.markup import parse
from mkp_xl.hosts.xlsx.row_stream import RowStream
from mkp_xl.hosts.xlsx.rows import EXCERPT_MAX, RowBlock, Where
from mkp_xl.hosts.xlsx.splice import XmlPart

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from mkp_xl.hosts.xlsx.cell_index import Rows
    from mkp_xl.hosts.xlsx.package import Package
    from mkp_xl.hosts.xlsx.packing import Piece

_ROOT = re.compile(rb"<([^\W\d][\w:.-]*)")
_ROWS_HERE = b"\x00"
"""No XML may hold it."""
_WITH_INDEX = 3
"""A block and its index take so many times the bytes of the block at most, as lists go."""
_AHEAD_FROM = 4 << 20
"""Parts beyond this many bytes are inflated on a thread of their own."""


class Room:
    """How much of its sheets one book keeps: inflated bytes and their index.

    What does not fit is inflated and indexed anew for every look over it.
    """

    def __init__(self, left: int = 512 << 20) -> None:
        self._left = left

    def takes(self, size: int) -> bool:
        """Return whether a part of so many bytes still fits, and note that it is taken."""
        needed = size * _WITH_INDEX
        fits = needed <= self._left
        self._left -= needed if fits else 0
        return fits


class Sheet:
    """One worksheet part as read."""

    def __init__(self, package: Package, part: str, title: str, room: Room) -> None:
        self.part = part
        self.title = title
        self._package = package
        self.is_kept = room.takes(package.size(part))
        """Whether its blocks stay in memory."""
        self._kept: list[RowBlock] | None = None
        self._outlines: list[tuple[int, Rows | None]] = []
        """The size and the rows of each block where those are not kept, once all were indexed."""
        self._tail: bytes | None = None
        self._is_whole = False
        with closing(RowStream(package.pieces(part), part)) as stream:
            self._head, self.prefix = stream.head, stream.prefix
            is_bare = stream.is_bare
        self.where = Where(part, title, self.prefix)
        space = self._proven_head(b"" if is_bare else b"</" + self.prefix + b"sheetData>")
        self.where = self.where._replace(space=space.encode())

    @property
    def size(self) -> int:
        """Bytes of the inflated part."""
        return self._package.size(self.part)

    @property
    def _is_large(self) -> bool:
        return self.size > _AHEAD_FROM

    def needs_index(self, changing: int) -> bool:
        """Whether who changes so many rows has to have them all indexed."""
        known = sum(len(rows.numbers) for _, rows in self._outlines if rows)
        return not known or changing > EXCERPT_MAX * known

    def blocks(self, *, indexed: bool = False) -> Iterator[RowBlock]:
        """Rows in blocks, from the first to the last; HostError if the part ends before.

        Who will ask for each block's index gets it made meanwhile, on a thread of its own.
        """
        made = partial(self._made, indexed=indexed)
        return ahead(made) if self._is_large else made()

    def _made(self, *, indexed: bool) -> Iterator[RowBlock]:
        for block in self._any_blocks(told=indexed):
            if indexed:
                _index(block)
            yield block

    def _any_blocks(self, *, told: bool) -> Iterator[RowBlock]:
        if self._kept is not None:
            yield from self._kept
            return
        if self.is_kept:
            yield from self._keeping(index=not told and self._is_large)
            return
        above, known = 0, bool(self._outlines)
        outlines: list[tuple[int, Rows | None]] = []
        for data, outline in zip_longest(self._inflated(), self._outlines):
            if data is None or (known and (outline is None or outline[0] != len(data))):
                raise self.where.damaged("rows")  # cut otherwise than before: never to be met
            block = RowBlock(self.where, data, above, outline[1] if outline else None)
            yield block
            if told or known:  # else nobody asks for rows: they need not wait for their numbers
                above = block.last
            if told and not known:
                outlines.append((len(data), block.index.rows.small() if block.index else None))
        self._outlines = outlines or self._outlines

    def _keeping(self, *, index: bool) -> Iterator[RowBlock]:
        """Yield the blocks and keep them; their index may be made meanwhile, for a later look."""
        kept: list[RowBlock] = []
        with Meanwhile(_index) if index else nullcontext() as indexing:
            for data in self._inflated():
                kept.append(RowBlock(self.where, data, kept[-1] if kept else 0))
                if indexing:
                    indexing.add(kept[-1])
                yield kept[-1]
        self._kept = kept

    @property
    def frame(self) -> bytes:
        """The part without its rows."""
        if not self._is_whole:
            for _ in self.blocks():
                pass
        return self._head + (self._tail or b"")

    def _prove_frame(self) -> None:
        """Raise HostError where the part is no sheet with one place for rows."""
        root = parse(self._head + (self._tail or b""), self.part)
        places = [holder.inner for holder in root.every("sheetData")]
        if root.name != "worksheet" or places != [len(self._head)]:
            raise self.where.damaged("sheetData")

    def merged_columns(self, row: int) -> set[int]:
        """Columns of merged cells that reach a row or go below it."""
        holder = self.editor().root.child("mergeCells")
        nodes = holder.every("mergeCell") if holder else iter(())
        boxes = (rectangle(node.attributes.get("ref", "")) for node in nodes)
        taken = np.zeros(LAST_COLUMN + 1, dtype=bool)
        for box in boxes:
            if box and box[2] >= row:
                taken[box[1] : box[3] + 1] = True
        return set(np.flatnonzero(taken).tolist())

    def editor(self) -> XmlPart:
        """Return the part without its rows, to edit."""
        return XmlPart(self.part, self.frame)

    def with_rows(self, frame: XmlPart, rows: Iterable[Piece] | None) -> Generator[Piece]:
        """Yield the part with an edited frame and new rows, or its own where they are None."""
        holder = frame.root.child("sheetData")
        if holder:
            frame.append(holder, _ROWS_HERE)
        head, _, tail = frame.result().partition(_ROWS_HERE)
        yield head
        yield from (block.data for block in self.blocks()) if rows is None else rows
        yield tail

    def _proven_head(self, closing: bytes) -> str:
        """Return the sheet's namespace; HostError where no sheet begins as its part does."""
        named = _ROOT.search(self._head)
        end = b"</" + named[1] + b">" if named else b""
        try:
            root = parse(self._head + closing + end, self.part)
        except HostError as problem:
            if problem.key != "damaged":
                raise
            raise self.where.unusual(len(self._head)) from None  # rows inside another element
        if root.name != "worksheet":
            raise self.where.damaged("sheetData")
        return root.space

    def _inflated(self) -> Iterator[bytes]:
        """Yield the bytes of some rows after the other."""
        stream = RowStream(self._package.pieces(self.part), self.part)
        yield from stream.blocks()
        self._tail = stream.tail
        self._is_whole = True
        self._prove_frame()


def _index(block: RowBlock) -> None:
    block.index  # noqa: B018  it is kept by the block


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


def shrink_dimension(part: XmlPart, gone: set[int]) -> None:
    """Let a stated dimension end left of columns that keep no cell, where these were its last."""
    node = part.root.child("dimension")
    stated = rectangle(node.attributes.get("ref", "")) if node else None
    if node is None or stated is None:
        return
    top, left, bottom, right = stated
    while right > left and right in gone:
        right -= 1
    if right < stated[3]:
        part.set_attribute(node, "ref", range_text((top, left, bottom, right)))
