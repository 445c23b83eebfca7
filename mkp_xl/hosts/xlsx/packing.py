"""Parts deflated while their pieces are still being made; large ones fast rather than small."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.deflate import crc32, fast, small

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from mkp_xl.hosts.xlsx.deflate import Deflating

FAST_FROM = 8 << 20
"""Parts beyond this many bytes are deflated fast rather than small."""
_PIECES_WAITING = 3
"""So many pieces may wait to be deflated while more are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """The bytes of a part, deflated already."""

    pieces: list[bytes]
    size: int
    """Of all pieces inflated."""
    checksum: int


Content = list[bytes] | Packed
"""The bytes of a part, in pieces."""
Piece = bytes | Callable[[], bytes]
"""Some bytes of a part, or what makes them: on the thread that deflates, where there is one."""


def packed(pieces: Generator[Piece], size: int) -> Packed:
    """Return the bytes of a part deflated: fast where there are many, by about their number."""
    with closing(pieces):  # whatever happens, what makes them ends here
        return deflated(pieces, size)


def deflated(pieces: Iterable[Piece], size: int) -> Packed:
    """Return bytes deflated, of a part of about so many bytes."""
    if size <= FAST_FROM:
        packing = _Packing(small())
        for piece in pieces:
            packing.add(piece)
        return packing.result()
    packing = _Packing(fast())
    with ThreadPoolExecutor(max_workers=1) as pool:  # the pieces are made meanwhile
        waiting: deque[Future[None]] = deque()
        for piece in pieces:
            waiting.append(pool.submit(packing.add, piece))
            if len(waiting) > _PIECES_WAITING:
                waiting.popleft().result()
        for one in waiting:
            one.result()
    return packing.result()


class _Packing:
    """A part while it is deflated piece by piece."""

    def __init__(self, packer: Deflating) -> None:
        self._packer = packer
        self._pieces: list[bytes] = []
        self._size = self._checksum = 0

    def add(self, piece: Piece) -> None:
        """Take the next piece."""
        if not isinstance(piece, bytes):
            piece = piece()
        self._size += len(piece)
        self._checksum = crc32(piece, self._checksum)
        self._pieces.append(self._packer.compress(piece))

    def result(self) -> Packed:
        """Return the whole part."""
        self._pieces.append(self._packer.flush())
        return Packed(pieces=self._pieces, size=self._size, checksum=self._checksum)
