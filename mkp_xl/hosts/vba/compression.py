"""The run-length compression of VBA streams (MS-OVBA 2.4.1): chunks of 4096 bytes, each by itself.

A compressed chunk is a row of flag bytes, each followed by eight tokens: a literal byte, or two
bytes that say how far back and how long the repetition is. How the 16 bits are shared between
the two depends on how far into the chunk the token stands.
"""

from __future__ import annotations

import struct

from mkp_xl.errors import SchemaError

CHUNK = 4096
SHORTEST = 3  # a repetition of two bytes would save nothing
SIGNATURE = 0b011 << 12
COMPRESSED = 1 << 15


def compress(data: bytes) -> bytes:
    r"""Return the compressed container of `data`; no bytes give a container without chunks.

    An incompressible last chunk of 3641 to 4095 bytes has no exact form in this format (the
    specification fills it up with zeros, which would end up in the source text): SchemaError.

    >>> compress(b"aaaaaaaa")
    b'\x01\x03\xb0\x02a\x04\x00'
    """
    starts = range(0, len(data), CHUNK)
    return b"\x01" + b"".join(_chunk(data[start : start + CHUNK]) for start in starts)


def _chunk(chunk: bytes) -> bytes:
    """Return the chunk with its header, verbatim if tokens would take more room."""
    tokens = _tokens(chunk)
    if len(tokens) <= CHUNK:
        return struct.pack("<H", len(tokens) - 1 | SIGNATURE | COMPRESSED) + tokens
    if len(chunk) < CHUNK:
        raise SchemaError("vba_incompressible", length=len(chunk))
    return struct.pack("<H", CHUNK - 1 | SIGNATURE) + chunk


def _tokens(chunk: bytes) -> bytes:
    out = bytearray()
    at = 0
    while at < len(chunk):
        flags_at = len(out)
        out.append(0)
        for bit in range(8):
            offset, length = _repetition(chunk, at)
            if length:
                out[flags_at] |= 1 << bit
                shift = 16 - _offset_bits(at)
                out += struct.pack("<H", offset - 1 << shift | length - SHORTEST)
            else:
                out += chunk[at : at + 1]
            at += length or 1
            if at >= len(chunk):
                break
    return bytes(out)


def _offset_bits(at: int) -> int:
    """Return how many bits of a token at this place say how far back: enough, at least four."""
    return max(4, (at - 1).bit_length())


def _repetition(chunk: bytes, at: int) -> tuple[int, int]:
    """Return how far back the longest repetition starts, the nearest of equals, and its length.

    (0, 0) without one. It may reach beyond `at`: the bytes then repeat themselves.
    """
    longest = min(len(chunk) - at, (0xFFFF >> _offset_bits(at)) + SHORTEST)
    start, length = at, 0
    while (wanted := max(length + 1, SHORTEST)) <= longest:
        # the last place before the one found, at which one byte more agrees
        start_of_more = chunk.rfind(chunk[at : at + wanted], 0, start + wanted - 1)
        if start_of_more < 0:
            break
        start, length = start_of_more, wanted
        while length < longest and chunk[start + length] == chunk[at + length]:
            length += 1
    return (at - start, length) if length else (0, 0)
