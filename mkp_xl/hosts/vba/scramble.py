"""The scrambling of the three protection values of a project (MS-OVBA 2.4.3.2).

It protects nothing; a project whose values do not unscramble opens as damaged or locked.
"""

from __future__ import annotations

import struct

VERSION = 2


def scramble(data: bytes, *, seed: int, project_id: str) -> str:
    r"""Return `data` as the hexadecimal digits that the PROJECT stream quotes.

    The seed (0..255) is free: Office draws it by chance, here it is given, so that the same
    project gives the same bytes. The key is the sum of the characters of the project's id.

    >>> scramble(b"\0", seed=0x8D, project_id="{5CF9CDAB-B77B-4FE4-BD7E-D29900070E1B}")
    '8D8FA6BAA6BBA7BBA7BB'
    """
    key = sum(project_id.encode("ascii")) & 0xFF
    filler = bytes((seed & 6) >> 1)  # its length is part of the seed, its value is ignored
    plain = filler + struct.pack("<I", len(data)) + data
    out = [seed, seed ^ VERSION, seed ^ key]
    before = key
    for byte in plain:
        out.append(byte ^ (out[-2] + before & 0xFF))
        before = byte
    return bytes(out).hex().upper()
