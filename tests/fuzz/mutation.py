"""A mutation fuzzer without coverage: it needs no compiler and no package, and runs anywhere."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

WORDS = (
    *(b"<c", b"<c ", b"</c>", b"<row>", b"</row>", b"<row/>", b"<v>", b"</v>", b"<v/>", b"<f>"),
    *(b"<f/>", b"<is>", b"<t>", b'<f t="shared" si="0"/>', b' r="A1"', b' t="s"', b' t="str"'),
    *(b' s="1"', b" s='9'", b"<!--x-->", b"<![CDATA[x]]>", b"<?x?>", b"&amp;", b"&#0;", b"&#x41;"),
    *(b"&x;", b"_x000D_", b"_x005F_", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b" "),
    *(b"<x:c>", b'xmlns="urn:x"', b'xmlns:x="urn:x"', b"/>", b">", b"<", b'"', b"'", b"=", b"1_0"),
    *(b"-1", b"1e999", b"nan", b"1048576", b"1048577", b"XFD1", b"XFE1", b"99999999999"),
    *(b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff", b"xml:space", b"<extLst>"),
)
"""What the readers look for, and what they should refuse."""
_TOKEN = re.compile(rb"<[^<>]*>|\"[^\"]*\"|[^<>\"]+")


def inputs(seeds: list[bytes], chance: random.Random) -> Iterator[bytes]:
    """Yield mutations of the seeds without end; the seeds themselves come first."""
    yield from seeds
    for _ in count():
        data = chance.choice(seeds)
        for _ in range(min(8, 1 + int(chance.expovariate(0.7)))):
            data = _mutated(data, chance, seeds)
        yield data


def _mutated(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    if not data:
        return chance.choice(WORDS)
    if chance.randrange(8) == 0:
        return _tokens_moved(data, chance)
    place = chance.randrange(len(data))
    stop = min(len(data), place + chance.choice((1, 1, 2, 4, 16, 64)))
    other = chance.choice(seeds)
    tail = data[place:]
    new = (
        data[stop:],
        data[place:stop] + tail,
        chance.choice(WORDS) + tail,
        chance.choice(WORDS) + data[stop:],
        bytes([chance.randrange(256)]) + tail[1:],
        bytes([data[place] ^ 1 << chance.randrange(8)]) + tail[1:],
        other[chance.randrange(len(other) + 1) :],
    )
    return data[:place] + chance.choice(new)


def _tokens_moved(data: bytes, chance: random.Random) -> bytes:
    """Return data one of whose tags or texts is lost, doubled, or set elsewhere."""
    tokens = _TOKEN.findall(data)
    if not tokens:
        return data
    place, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    deed = chance.randrange(4)
    if deed == 0:
        del tokens[place]
    elif deed == 1:
        tokens.insert(other, tokens[place])
    elif deed == 2:
        tokens[place], tokens[other] = tokens[other], tokens[place]
    else:
        tokens[place] = tokens[other]
    return b"".join(tokens)
