"""The directory of a compound file (MS-CFB 2.6): entries of 128 bytes in red-black trees.

The entries of each storage form a tree of their own, ordered by the length of the name, then by
its upper-case form. Readers look names up in that order, so a wrong tree hides streams.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENTRY = struct.Struct("<64sHBBIII16sIQQIQ")
NO_ENTRY = 0xFFFFFFFF
UNUSED, STORAGE, STREAM, ROOT = 0, 1, 2, 5
RED, BLACK = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; `path` is "" for the root, "VBA/dir" for a stream inside a storage."""

    path: str = ""
    kind: int = UNUSED
    colour: int = RED
    left: int = NO_ENTRY
    right: int = NO_ENTRY
    child: int = NO_ENTRY

    def packed(self, start: int = 0, size: int = 0) -> bytes:
        """Return the entry's 128 bytes, without times: the same project gives the same file."""
        label = "Root Entry" if self.kind == ROOT else self.path.rpartition("/")[2]
        name = (label + "\0").encode("utf-16-le") if self.kind else b""
        links = (self.left, self.right, self.child)
        no_class, no_time = bytes(16), 0
        return ENTRY.pack(
            name,
            len(name),
            self.kind,
            self.colour,
            *links,
            no_class,
            0,
            no_time,
            no_time,
            start,
            size,
        )


def directory(paths: Sequence[str]) -> list[Entry]:
    """Return the entries, the root's first, for streams at these paths, one level deep at most.

    >>> [entry.path for entry in directory(["PROJECT", "VBA/dir", "VBA/Sheet1"])]
    ['', 'VBA', 'PROJECT', 'VBA/dir', 'VBA/Sheet1']
    """
    storages = {path.partition("/")[0] for path in paths if "/" in path}
    top = {path for path in paths if "/" not in path} | storages
    entries = [Entry(kind=ROOT, colour=BLACK, child=_root(1, len(top)))]
    entries += _siblings(sorted(top, key=_order), base=1)
    for index, entry in enumerate(entries):
        if entry.path in storages:
            inside = [path for path in paths if path.startswith(f"{entry.path}/")]
            child = _root(len(entries), len(inside))
            entries[index] = replace(entry, kind=STORAGE, child=child)
            entries += _siblings(sorted(inside, key=_order), base=len(entries))
    return entries


def _order(path: str) -> tuple[int, str]:
    name = path.rpartition("/")[2]
    return len(name), name.upper()


def _siblings(paths: Sequence[str], base: int) -> list[Entry]:
    """Return the entries of one tree; they will stand from number `base` on.

    Halving fills every level but the deepest, so black full levels and a red incomplete one
    satisfy the rules: no red below red, equally many black ones on every way down.
    """
    full_levels = (len(paths) + 1).bit_length() - 1
    places = sorted(_places(0, len(paths), depth=0))
    return [
        Entry(
            path=paths[index],
            kind=STREAM,
            colour=BLACK if depth < full_levels else RED,
            left=_root(base + low, index - low),
            right=_root(base + index + 1, high - index - 1),
        )
        for index, depth, low, high in places
    ]


def _places(low: int, high: int, depth: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield for each place its depth and the places from `low` to before `high` it governs."""
    if low < high:
        middle = _root(low, high - low)
        yield middle, depth, low, high
        yield from _places(low, middle, depth + 1)
        yield from _places(middle + 1, high, depth + 1)


def _root(first: int, count: int) -> int:
    """Return the number of the entry that governs `count` entries from `first` on."""
    return first + count // 2 if count else NO_ENTRY
