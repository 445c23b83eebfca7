"""The tags of a block of rows, all at once: where each begins and which of the few it is.

A block is cut at its `<`. What stands between two of them is a tag and the text behind it, so
that the order of tags and their distances tell a plain cell from any other without a parser.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.letters import Bytes, Places

Codes = npt.NDArray[np.uint8]

OTHER, ROW, CELL, VALUE, FORMULA, INLINE, TEXT = range(7)
END = 8
"""Added to the code of what a tag ends."""
MARKUP = 16
"""A comment, an instruction, a section of characters: they may hide what looks like a tag."""

_OPEN, _SLASH = b"</"
_ENDING = 1 << 16
_PADDING = bytes(64)
"""Behind a block, so that the last tags may be looked at like any other."""
_OPENINGS = {
    ROW: (b"ro",), CELL: (b"c ", b"c>", b"c/"), VALUE: (b"v>",),
    FORMULA: (b"f>", b"f ", b"f/"), INLINE: (b"is",), TEXT: (b"t>", b"t "),
}  # fmt: skip
_ENDINGS = {
    ROW: (b"ro",), CELL: (b"c>",), VALUE: (b"v>",),
    FORMULA: (b"f>",), INLINE: (b"is",), TEXT: (b"t>",),
}  # fmt: skip


class Tokens(NamedTuple):
    """The tags of a block in order."""

    letters: Bytes
    """The block, with zeros behind it."""
    places: Places
    """Where each tag begins."""
    codes: Codes


def tokens(data: bytes, prefix: bytes) -> Tokens:
    """Return the tags of a block; names are known by their first letters only."""
    letters = np.frombuffer(data + _PADDING, np.uint8)
    places = np.flatnonzero(letters == _OPEN)
    first = letters[places + 1]
    ends = first == _SLASH
    names = places + 1 + ends
    known = np.ones(len(places), dtype=bool)
    for step, letter in enumerate(prefix):
        known &= letters[names + step] == letter
    names += len(prefix)
    words = letters[names].astype(np.uint32)
    words <<= 8
    words |= letters[names + 1]
    words += ends * np.uint32(_ENDING)
    codes = _table().take(words)
    if prefix:
        codes[~known] = OTHER
    codes[(first == ord("!")) | (first == ord("?"))] = MARKUP
    return Tokens(letters, places, codes)


@cache
def _table() -> Codes:
    """Return codes by the first two letters of a name, those of end tags behind the others."""
    table = np.full(2 * _ENDING, OTHER, dtype=np.uint8)
    for names, shift, more in ((_OPENINGS, 0, 0), (_ENDINGS, _ENDING, END)):
        for code, starts in names.items():
            for start in starts:
                table[shift + start[0] * 256 + start[1]] = code + more
    return table
