"""A compound file (MS-CFB, version 3) that holds streams: sectors of 512 bytes and their chains.

Order of the sectors: FAT, DIFAT, directory, mini FAT, mini stream, then the streams of 4096 bytes
and more; smaller ones share the mini stream in sectors of 64 bytes.
"""

from __future__ import annotations

import struct
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from mkp_xl.hosts.vba.directory import STREAM, Entry, directory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECTOR, MINI_SECTOR, MINI_LIMIT = 512, 64, 4096
NUMBERS = SECTOR // 4  # of sectors, in one sector
IN_HEADER = 109  # numbers of FAT sectors that the header itself has room for
DIFAT_SECTOR, FAT_SECTOR, END, FREE = 0xFFFFFFFC, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
HEADER = struct.Struct("<8s16sHHHHH6sIIIIIIIII")


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Return the file with these streams; "VBA/dir" is the stream dir in the storage VBA."""
    entries = directory(list(streams))
    order = [entry.path for entry in entries if entry.kind == STREAM]
    small = [path for path in order if len(streams[path]) < MINI_LIMIT]
    large = [path for path in order if len(streams[path]) >= MINI_LIMIT]
    mini_lengths = [_sectors(len(streams[path]), MINI_SECTOR) for path in small]
    mini_starts = _starts(mini_lengths)
    mini_fat = _numbers(_chains(mini_starts, mini_lengths))
    mini_stream = b"".join(_padded(streams[path], MINI_SECTOR) for path in small)

    directory_size = len(entries) * len(Entry().packed())
    sizes = [directory_size, len(mini_fat), len(mini_stream), *(len(streams[p]) for p in large)]
    lengths = [_sectors(size, SECTOR) for size in sizes]
    fats, difats = _fat_sectors(sum(lengths))
    starts = _starts(lengths, first=fats + difats)
    fat = [FAT_SECTOR] * fats + [DIFAT_SECTOR] * difats + _chains(starts, lengths)

    found = {"": (starts[2], len(mini_stream))}
    for path, start in zip(small + large, mini_starts + starts[3:], strict=True):
        found[path] = (start, len(streams[path]))
    packed = b"".join(e.packed(*found.get(e.path, (0, 0))) for e in entries)
    body = [packed + _unused(len(entries)), mini_fat, mini_stream, *(streams[p] for p in large)]
    return b"".join(
        (
            _header(fats, difats, starts, lengths[1]),
            _numbers(fat),
            _difat(fats, difats),
            *(_padded(data, SECTOR) for data in body),
        )
    )


def _header(fats: int, difats: int, starts: Sequence[int], mini_fats: int) -> bytes:
    fixed = HEADER.pack(
        SIGNATURE,
        bytes(16),
        0x3E,  # minor version
        3,
        0xFFFE,  # little-endian
        9,  # 2 ** 9 = SECTOR
        6,  # 2 ** 6 = MINI_SECTOR
        bytes(6),
        0,  # sectors of the directory: not counted in version 3
        fats,
        starts[0],
        0,  # transactions
        MINI_LIMIT,
        starts[1],
        mini_fats,
        fats if difats else END,
        difats,
    )
    return fixed + _numbers(range(min(fats, IN_HEADER)), IN_HEADER)


def _difat(fats: int, difats: int) -> bytes:
    """Return the sectors that list the FAT sectors beyond the header's, each linked to the next."""
    room = NUMBERS - 1
    out = b""
    for index in range(difats):
        first = IN_HEADER + index * room
        follower = fats + index + 1 if index + 1 < difats else END
        out += _numbers(range(first, min(fats, first + room)), room) + _numbers([follower], 1)
    return out


def _fat_sectors(others: int) -> tuple[int, int]:
    """Return how many FAT and DIFAT sectors it takes to cover `others` sectors and themselves."""
    fats = difats = 0
    while True:
        needed = _sectors(others + fats + difats, NUMBERS)
        if needed == fats:
            return fats, difats
        fats, difats = needed, _sectors(max(0, needed - IN_HEADER), NUMBERS - 1)


def _starts(lengths: Sequence[int], first: int = 0) -> list[int]:
    """Return where each chain starts if they follow one another; END for an empty one."""
    begins = accumulate(lengths, initial=first)
    return [begin if length else END for begin, length in zip(begins, lengths, strict=False)]


def _chains(starts: Sequence[int], lengths: Sequence[int]) -> list[int]:
    """Return each sector's follower."""
    pairs = zip(starts, lengths, strict=True)
    return list(chain.from_iterable([*range(s + 1, s + n), END] for s, n in pairs if n))


def _numbers(numbers: Sequence[int], unit: int = NUMBERS) -> bytes:
    """Return the numbers as bytes, filled with FREE up to whole units."""
    room = _sectors(len(numbers), unit) * unit
    return struct.pack(f"<{room}I", *numbers, *[FREE] * (room - len(numbers)))


def _unused(entries: int) -> bytes:
    return Entry().packed() * (-entries % 4)


def _sectors(size: int, sector: int) -> int:
    return -(-size // sector)


def _padded(data: bytes, sector: int) -> bytes:
    return data + bytes(-len(data) % sector)
