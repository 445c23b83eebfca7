"""One member of a zip: its own header, its bytes inflated within limits."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.deflate import DAMAGED, crc32, inflating

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.hosts.xlsx.deflate import Inflating

MAX_RATIO = 200
RATIO_MATTERS_FROM = 16 << 20
"""Smaller parts do no harm: tens of thousands of like styles pack five hundred times smaller."""
LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
LOCAL_MARK = b"PK\x03\x04"
_ENCRYPTED_FLAG = 0x1
_FIRST_CHUNK = 1 << 16
"""So much is read first: whoever looks at the head of a part needs no more."""
_CHUNK = 1 << 20
PIECE = 1 << 20
"""So much is inflated at once at most, however small it was packed."""


def local_header(file: BinaryIO, member: zipfile.ZipInfo) -> tuple[list[int], bytes, bytes]:
    """Numbers, raw name and extra field of a member's own header; the file then stands at its data.

    The numbers are version, flags, method, time, date, CRC, compressed and full size.
    """
    file.seek(member.header_offset)
    head = file.read(LOCAL_HEADER.size)
    if len(head) < LOCAL_HEADER.size or not head.startswith(LOCAL_MARK):
        raise HostError("damaged", part=member.filename, reason="local header")
    _, *numbers, name_length, extra_length = LOCAL_HEADER.unpack(head)
    name, extra = file.read(name_length), file.read(extra_length)
    if name != raw_name(member):
        raise HostError("damaged", part=member.filename, reason="two names")
    return numbers, name, extra


def raw_name(member: zipfile.ZipInfo) -> bytes:
    """Return a member's name as the bytes that stand in the zip."""
    return member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437")


def inflated(file: BinaryIO, member: zipfile.ZipInfo, *, proven: bool = False) -> Iterator[bytes]:
    """Yield the bytes of a member piece by piece; its length and checksum are proven at the end.

    A member that was proven before is inflated faster, and proven again.
    """
    _refuse_unreadable(member)
    local_header(file, member)
    is_stored = member.compress_type == zipfile.ZIP_STORED
    inflater = inflating(proven=proven)
    pieces = _stored(file, member) if is_stored else _deflated(file, member, inflater)
    length = checksum = 0
    try:
        for piece in pieces:
            if piece:
                length += len(piece)
                checksum = crc32(piece, checksum)
                yield piece
    except DAMAGED as problem:
        raise HostError("damaged", part=member.filename, reason=str(problem)) from problem
    except OSError as problem:
        raise HostError("read_failed", part=member.filename, reason=str(problem)) from problem
    if length != member.file_size or checksum != member.CRC:
        raise HostError("damaged", part=member.filename, reason="checksum")


def _stored(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    left = member.compress_size
    while left:
        piece = _exactly(file, min(left, _CHUNK))
        left -= len(piece)
        yield piece


def _exactly(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise EOFError("the file ends early")
    return data


def _deflated(file: BinaryIO, member: zipfile.ZipInfo, inflater: Inflating) -> Iterator[bytes]:
    """Inflate in pieces of one size, and never more than a byte beyond what the directory declares.

    Where pieces end is the same for every inflater: who reads again meets them as before.
    """
    room, left, wanted = member.file_size + 1, member.compress_size, _FIRST_CHUNK
    parts: list[bytes] = []
    held = 0
    while room and not inflater.eof:
        chunk = inflater.unconsumed_tail
        if left and not chunk:
            chunk = _exactly(file, min(left, wanted))
            left, wanted = left - len(chunk), _CHUNK
        part = inflater.decompress(chunk, min(room, PIECE - held))
        if not part and not chunk:
            break  # nothing left to read, nor of what was read
        parts.append(part)
        room, held = room - len(part), held + len(part)
        if held == PIECE:
            yield b"".join(parts)
            parts, held = [], 0
    yield b"".join(parts)
    if not room:
        raise HostError("bomb", part=member.filename, bytes=member.file_size + 1)


def _refuse_unreadable(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED_FLAG:
        raise HostError("encrypted_member", part=member.filename)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        method = member.compress_type
        raise HostError("unsupported_compression", part=member.filename, method=method)
    ratio = member.file_size / max(member.compress_size, 1)
    if member.file_size > RATIO_MATTERS_FROM and ratio > MAX_RATIO:
        raise HostError("bomb", part=member.filename, ratio=round(ratio), limit=MAX_RATIO)
