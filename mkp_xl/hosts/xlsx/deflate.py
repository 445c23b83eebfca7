"""Deflating and inflating: by ISA-L where the machine has it, several times as fast, else by zlib.

What others wrote is inflated by zlib, the strictest reader there is, until its checksum has proven
right; ISA-L sees bytes of ours and bytes that were proven before.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

_SMALL, _FAST, _FAST_BY_ISAL = 6, 1, 2


def _fastest() -> ModuleType:
    try:
        from isal import isal_zlib  # noqa: PLC0415  not every machine has it
    except ImportError:
        return zlib
    return isal_zlib


fast_zlib = _fastest()
crc32: Callable[[bytes, int], int] = fast_zlib.crc32
"""The checksum of a zip's members; goes on from that of the bytes before."""
DAMAGED: tuple[type[Exception], ...] = (zlib.error, fast_zlib.error, EOFError)
"""What is raised for bytes that cannot be inflated, or end early."""


class Deflating(Protocol):
    """What deflates bytes as they come."""

    def compress(self, data: bytes, /) -> bytes:
        """Return what is ready."""
        ...

    def flush(self) -> bytes:
        """Return the rest."""
        ...


class Inflating(Protocol):
    """What inflates bytes as they come, no more at once than is asked for."""

    @property
    def eof(self) -> bool:
        """Whether all is inflated."""
        ...

    @property
    def unconsumed_tail(self) -> bytes:
        """What is still to be inflated of the bytes given last."""
        ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return what is inflated, so many bytes at most."""
        ...


def small() -> Deflating:
    """Return what deflates well."""
    return zlib.compressobj(_SMALL, zlib.DEFLATED, -zlib.MAX_WBITS)


def fast() -> Deflating:
    """Return what deflates fast."""
    level = _FAST if fast_zlib is zlib else _FAST_BY_ISAL
    made: Deflating = fast_zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return made


def inflating(*, proven: bool) -> Inflating:
    """Return what inflates bytes, which have or have not been inflated and proven before."""
    made: Inflating = (fast_zlib if proven else zlib).decompressobj(-zlib.MAX_WBITS)
    return made
