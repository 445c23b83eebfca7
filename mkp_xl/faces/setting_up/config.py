r"""The settings file of xlwings as bytes: one key is changed, every other byte stays.

A line is `"KEY","VALUE"`. Excel's VBA takes the first line of a key, xlwings in Python the
last, so a key that stands twice is changed in both places.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|$)")
_PAIR = re.compile(
    rb"""[ \t]*(?:"(?P<quoted>[^"\r\n]*)"|(?P<bare>[^",\r\n]*?))[ \t]*,[ \t]*"""
    rb"""(?P<value>"[^"\r\n]*"?|[^",\r\n]*)"""
)


def readable(data: bytes) -> bool:
    """Say whether Excel can read the file at all: UTF-16 it cannot."""
    return not data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) and b"\0" not in data


def value_of(data: bytes, key: str) -> bytes | None:
    r"""Return what Excel reads under a key; None where the key is missing.

    >>> value_of(b'"A","1"\n a , 2\n', "a")
    b'1'
    """
    first = next(_values(data, key), None)
    return None if first is None else _bare(data[slice(*first)])


def with_value(data: bytes, key: str, value: bytes, newline: bytes = b"\n") -> bytes:
    r"""Return the file with a key set; a new key comes first, before any odd line.

    A new line ends as the others do; in an empty file, as `newline` says.

    >>> with_value(b'"A","1"\r\n', "B", b"x y")
    b'"B","x y"\r\n"A","1"\r\n'
    """
    spans = list(_values(data, key))
    for start, end in reversed(spans):
        data = data[:start] + b'"' + value + b'"' + data[end:]
    if spans:
        return data
    for known in (b"\n", b"\r\n"):
        newline = known if known in data else newline
    line = b'"%s","%s"%s' % (key.encode("ascii"), value, newline)
    head, rest = _hidden_head(data, newline)
    return head + line + rest


def without(data: bytes, key: str) -> bytes:
    r"""Return the file without the lines of a key.

    >>> without(b'"A","1"\n"B","2"\n', "a")
    b'"B","2"\n'
    """
    for start, end in reversed(list(_values(data, key))):
        first = max(data.rfind(b"\n", 0, start), data.rfind(b"\r", 0, start)) + 1
        found = _LINE.match(data, end)
        data = data[:first] + data[found.end() if found else end :]
    return data


def _values(data: bytes, key: str) -> Iterator[tuple[int, int]]:
    """Yield where the values of a key stand, the quotes with them.

    A line behind a byte order mark is not found: Excel does not find it either.
    """
    for line in _LINE.finditer(data):
        pair = _PAIR.match(data, line.start(), line.end())
        if pair is None:
            continue
        name = pair["bare"] if pair["quoted"] is None else pair["quoted"]
        if name.strip().lower() == key.lower().encode("ascii"):
            yield pair.span("value")


def _hidden_head(data: bytes, newline: bytes) -> tuple[bytes, bytes]:
    """Return the first line where a byte order mark makes it unreadable for Excel, and the rest."""
    if not data.startswith(BOM_UTF8):
        return b"", data
    if data == BOM_UTF8:
        return b"", b""
    found = _LINE.match(data)
    head = found[0] if found else data
    ended = head if head.endswith((b"\n", b"\r")) else head + newline
    return ended, data[len(head) :]


def _bare(value: bytes) -> bytes:
    return value.strip(b" \t").removeprefix(b'"').removesuffix(b'"')
