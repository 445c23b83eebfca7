"""Many short strings one behind the other, so that none needs an object of its own."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.hosts.xlsx.letters import Bytes, Flags, Places


class Flat(NamedTuple):
    """Strings of bytes: the letters of all, and the length of each."""

    letters: Bytes
    lengths: Places

    @classmethod
    def of(cls, texts: Sequence[bytes]) -> Flat:
        """Return strings that are objects already.

        >>> Flat.of([b"a", b"", b"bc"]).texts()
        [b'a', b'', b'bc']
        """
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        return cls(np.frombuffer(b"".join(texts), np.uint8), lengths)

    @classmethod
    def of_rows(cls, letters: Bytes) -> Flat:
        """Return the rows of a matrix, zeros left out wherever they stand.

        >>> Flat.of_rows(np.array([[0, 97, 0], [98, 0, 99]], dtype=np.uint8)).texts()
        [b'a', b'bc']
        """
        there = letters != 0
        return cls(letters[there], there.sum(axis=1))

    @classmethod
    def together(cls, several: Sequence[Flat]) -> Flat:
        """Return the strings of several, one after the other."""
        if not several:
            return cls.of([])
        letters = np.concatenate([one.letters for one in several])
        return cls(letters, np.concatenate([one.lengths for one in several]))

    @classmethod
    def either(cls, is_first: Flags, first: Flat, second: Flat) -> Flat:
        """Return the strings of two, taken in turn: from the first where it is said.

        >>> either = np.array([True, False, True])
        >>> Flat.either(either, Flat.of([b"a", b"bc"]), Flat.of([b"d"])).texts()
        [b'a', b'd', b'bc']
        """
        lengths = np.empty(len(is_first), np.int64)
        lengths[is_first], lengths[~is_first] = first.lengths, second.lengths
        starts = np.cumsum(lengths) - lengths
        letters = np.empty(int(lengths.sum()), np.uint8)
        letters[spread(starts[is_first], first.lengths)] = first.letters
        letters[spread(starts[~is_first], second.lengths)] = second.letters
        return cls(letters, lengths)

    def texts(self) -> list[bytes]:
        """Return the strings as objects."""
        letters = self.letters.tobytes()
        ends = np.cumsum(self.lengths).tolist()
        pairs = zip(chain((0,), ends), ends, strict=False)
        return [letters[start:end] for start, end in pairs]


def spread(starts: Places, lengths: Places) -> Places:
    """Return every place of stretches that begin somewhere and are as long as said.

    >>> spread(np.array([5, 9]), np.array([2, 1])).tolist()
    [5, 6, 9]
    """
    shifts = starts - np.cumsum(lengths) + lengths
    places: Places = np.repeat(shifts, lengths)
    places += np.arange(len(places))
    return places
