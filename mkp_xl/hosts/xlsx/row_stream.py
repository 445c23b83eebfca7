"""A worksheet part read once: what stands before its rows, the rows in blocks, what follows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.markup import parse

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

FIRST_BLOCK = 1 << 18
"""Bytes of the first block: who looks at the first rows only needs no more."""
BLOCK = 4 << 20
"""Bytes of all later blocks but the second ones, which grow; a longer row is a block alone."""
_GROWTH = 4
_SHEET_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^<>]*?)?(/?)>")
_AFTER_NAME = (b" ", b">", b"/", b"\n", b"\r", b"\t")
_LONGEST_HEAD = 16 << 20
"""No sheet says so many bytes before its rows: the parser would be busy with them for hours."""
_NEAR = 4096
"""No row's tag is longer, with the space behind it."""


class RowStream:
    """The pieces of one part as they are inflated."""

    def __init__(self, pieces: Generator[bytes], part: str) -> None:
        self._pieces = pieces
        self._part = part
        self.tail = b""
        """What follows the last row, once all blocks were asked for."""
        found, data = self._found()
        self.head = data[: found.end()]
        self.prefix = found[1]
        """What stands before each name of the sheet's own elements: nothing, or `x:`."""
        self.is_bare = bool(found[2])
        """Whether the place for rows is a single tag."""
        self._rest = data[found.end() :]

    def close(self) -> None:
        """Inflate no more."""
        self._pieces.close()

    def blocks(self) -> Iterator[bytes]:
        """Yield whole rows, some at a time; HostError if the part ends among them."""
        if self.is_bare:
            self.tail = self._rest + b"".join(self._pieces)
        else:
            yield from self._cut()

    def _found(self) -> tuple[re.Match[bytes], bytes]:
        """Read up to the place for rows: where it is, and what was read."""
        head, looked = bytearray(), 0
        for piece in self._pieces:
            head += piece
            if _SHEET_DATA.search(head, max(0, looked - _NEAR)):
                data = bytes(head)
                found = _SHEET_DATA.search(data)
                if found:
                    return found, data
            looked = len(head)
            if looked > _LONGEST_HEAD:
                raise HostError("damaged", part=self._part, reason="sheetData")
        root = parse(bytes(head), self._part)
        raise HostError("damaged", part=self._part, reason=f"{root.name} without sheetData")

    def _cut(self) -> Iterator[bytes]:
        closing, opening = b"</" + self.prefix + b"sheetData", b"<" + self.prefix + b"row"
        wanted, buffer, looked, more = FIRST_BLOCK, self._rest, 0, True
        while more:
            gathered = [buffer]
            length = len(buffer)
            while length < wanted and more:
                piece = next(self._pieces, b"")
                more = bool(piece)
                length += len(piece)
                gathered.append(piece)
            buffer = b"".join(gathered)
            end = buffer.find(closing, max(0, looked - len(closing)))
            if end >= 0:
                self.tail = buffer[end:] + b"".join(self._pieces)
                yield from [buffer[:end]] if end else []
                return
            border = _last_row_start(buffer, opening)
            if border > 0:
                yield buffer[:border]
                buffer = buffer[border:]
            looked = len(buffer)
            # A row longer than a block is gathered in ever longer pieces: it is copied each time.
            wanted = min(max(wanted * _GROWTH, looked + FIRST_BLOCK), max(BLOCK, looked) + looked)
        raise HostError("damaged", part=self._part, reason="sheetData")


def _last_row_start(data: bytes, opening: bytes) -> int:
    """Return where the last row begins that has one before it; 0 where there is none.

    What is named like a row inside another element follows no row's end.
    """
    place, closing = len(data), b"</" + opening[1:] + b">"
    while (place := data.rfind(opening, 0, place)) > 0:
        if data[place + len(opening) : place + len(opening) + 1] in _AFTER_NAME:
            before = data[max(0, place - _NEAR) : place].rstrip()
            tag = before[before.rfind(b"<") :]
            is_single = tag.startswith(opening) and tag.endswith(b"/>")
            if tag == closing or is_single:
                return place
    return 0
