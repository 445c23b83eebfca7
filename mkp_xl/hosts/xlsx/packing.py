"""Parts deflated while their pieces are still being made.

Large parts are deflated fast: by ISA-L where the machine has it (three times as fast as zlib at
its fastest level, and lists become smaller), else by zlib. Only bytes of ours pass through it; what
others wrote is inflated by zlib.
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

try:
    from isal import isal_zlib
except ImportError:  # there is none for this machine
    isal_zlib = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

FAST_FROM = 8 << 20
"""Parts beyond this many bytes are deflated fast rather than small."""
_SMALL, _FAST, _FAST_BY_ISAL = 6, 1, 2
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
        small = _Packing(zlib.compressobj(_SMALL, zlib.DEFLATED, -zlib.MAX_WBITS))
        for piece in pieces:
            small.add(piece)
        return small.result()
    fast = _Packing(_fast())
    with ThreadPoolExecutor(max_workers=1) as pool:  # the pieces are made meanwhile
        waiting: deque[Future[None]] = deque()
        for piece in pieces:
            waiting.append(pool.submit(fast.add, piece))
            if len(waiting) > _PIECES_WAITING:
                waiting.popleft().result()
        for one in waiting:
            one.result()
    return fast.result()


def _fast() -> _Packer:
    """Return what deflates fast."""
    if isal_zlib is not None:
        return isal_zlib.compressobj(_FAST_BY_ISAL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return zlib.compressobj(_FAST, zlib.DEFLATED, -zlib.MAX_WBITS)


class _Packer(Protocol):
    """What deflates bytes as they come."""

    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class _Packing:
    """A part while it is deflated piece by piece."""

    def __init__(self, packer: _Packer) -> None:
        self._packer = packer
        self._pieces: list[bytes] = []
        self._size = self._checksum = 0

    def add(self, piece: Piece) -> None:
        """Take the next piece."""
        if not isinstance(piece, bytes):
            piece = piece()
        self._size += len(piece)
        self._checksum = zlib.crc32(piece, self._checksum)
        self._pieces.append(self._packer.compress(piece))

    def result(self) -> Packed:
        """Return the whole part."""
        self._pieces.append(self._packer.flush())
        return Packed(pieces=self._pieces, size=self._size, checksum=self._checksum)
