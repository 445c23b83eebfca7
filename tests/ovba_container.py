"""The two encodings of a VBA project, strictly: compressed containers and obfuscated values.

Written from [MS-OVBA] 2.4.1 (compression) and 2.4.3 (data encryption).
"""

import struct

from violations import demand

FULL = 4096


def decompress(data, where):
    """Bytes of a compressed container; `where` names it in a Violation."""
    demand(data[:1] == b"\x01", f"{where}: container signature")
    parts, at = [], 1
    while at < len(data):
        demand(not parts or len(parts[-1]) == FULL, f"{where}: a chunk before the last is short")
        demand(at + 3 <= len(data), f"{where}: chunk header is cut")
        (header,) = struct.unpack_from("<H", data, at)
        end = at + (header & 0xFFF) + 3
        demand(header >> 12 & 7 == 3, f"{where}: chunk signature {header >> 12 & 7}")
        demand(end <= len(data), f"{where}: chunk of {end - at} bytes is cut")
        body = data[at + 2 : end]
        parts.append(_chunk(body, where) if header >> 15 else _raw(body, where))
        at = end
    return b"".join(parts)


def _raw(body, where):
    demand(len(body) == FULL, f"{where}: a raw chunk of {len(body)} bytes")
    return body


def _chunk(body, where):
    out, at = bytearray(), 0
    demand(len(body) <= FULL, f"{where}: a compressed chunk longer than its content can be")
    while at < len(body):
        flags, at = body[at], at + 1
        for bit in range(8):
            if at == len(body):  # Excel itself ends full chunks by one more, empty flag byte
                demand(flags >> bit == 0, f"{where}: flags of tokens that are not there")
                break
            at = _token(body, at, out, where, copied=flags >> bit & 1)
    demand(0 < len(out) <= FULL, f"{where}: a chunk unpacks to {len(out)} bytes")
    return bytes(out)


def _token(body, at, out, where, *, copied):
    if not copied:
        out.append(body[at])
        return at + 1
    demand(at + 2 <= len(body), f"{where}: a copy token is cut")
    demand(0 < len(out) < FULL, f"{where}: a copy token with {len(out)} bytes written")
    (token,) = struct.unpack_from("<H", body, at)
    bits = max(4, (len(out) - 1).bit_length())
    offset, length = (token >> 16 - bits) + 1, (token & 0xFFFF >> bits) + 3
    demand(offset <= len(out), f"{where}: a copy token reaches before its chunk")
    demand(len(out) + length <= FULL, f"{where}: a copy token runs over its chunk")
    for _ in range(length):
        out.append(out[-offset])
    return at + 2


def reveal(text, project_id, where):
    """Bytes of an obfuscated value of the PROJECT stream; its key is the project's id."""
    demand(len(text) % 2 == 0, f"{where}: odd number of digits")
    seed, version, key, *rest = bytes.fromhex(text)
    demand(version ^ seed == 2, f"{where}: version {version ^ seed}")
    demand(key ^ seed == sum(project_id.encode()) & 0xFF, f"{where}: key of another project id")
    ignored, plain, before, last = (seed & 6) // 2, bytearray(), version, key
    known = key ^ seed
    for byte in rest:
        known = byte ^ (before + known & 0xFF)
        plain.append(known)
        before, last = last, byte
    demand(len(plain) >= ignored + 4, f"{where}: cut before its length")
    (length,) = struct.unpack_from("<I", plain, ignored)
    data = bytes(plain[ignored + 4 :])
    demand(len(data) == length, f"{where}: {len(data)} bytes where it says {length}")
    return data
