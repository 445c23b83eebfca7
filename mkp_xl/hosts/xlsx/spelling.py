"""Numbers as a sheet spells them: the shortest text that reads back as the same number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.hosts.xlsx.flat import Flat

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.letters import Bytes, Column, Places

_ZERO, _POINT, _MINUS, _COMMA, _SPACE = b"0.-, "
_SHORT_MAX = 1e15
"""Numbers below it have no more than 15 digits: such a text always reads back the same."""
_32_BITS = 1 << 31


def spelt(values: Column) -> Flat:
    """Return the shortest texts that read back as the same numbers; all must be finite.

    >>> spelt(np.array([5.0, 0.1, -0.0, 1e300, -1250000.5, 0.14415961271963373])).texts()
    [b'5', b'0.1', b'0', b'1e+300', b'-1250000.5', b'0.14415961271963373']
    """
    values = values + 0.0
    with np.errstate(over="ignore"):
        hundredths = np.rint(values * 100)
    is_short = (np.abs(hundredths) < _SHORT_MAX) & (hundredths / 100 == values)
    if is_short.all():
        return _of_hundredths(hundredths)
    long = _by_python(values[~is_short])
    if not is_short.any():
        return long
    return Flat.either(is_short, _of_hundredths(hundredths[is_short]), long)


def _by_python(values: Column) -> Flat:
    """Return texts as Python writes a list of numbers, without what stands between them."""
    listed = repr(values.tolist())[1:-1].replace(".0,", ",").removesuffix(".0").encode()
    letters = np.frombuffer(listed, np.uint8)
    commas = np.flatnonzero(letters == _COMMA)
    lengths = np.diff(commas, prepend=-2, append=len(letters)) - 2
    return Flat(letters[(letters != _COMMA) & (letters != _SPACE)], lengths)


def _of_hundredths(hundredths: Column) -> Flat:
    """Return texts of whole numbers of hundredths, without zeros that say nothing."""
    if not len(hundredths):
        return Flat.of([])
    negative = hundredths < 0
    hundredths = np.abs(hundredths)
    whole = np.floor(hundredths / 100)
    digits = _narrow(whole)
    rest = _narrow(hundredths - whole * 100)
    is_whole = not rest.any()
    width = len(str(int(digits.max())))
    letters = np.zeros((1 + width + (0 if is_whole else 3), len(hundredths)), np.uint8)
    letters[0] = negative * np.uint8(_MINUS)
    _spell_whole(digits, letters[1 : 1 + width])
    if not is_whole:
        tenth, last = (rest // 10).astype(np.uint8), (rest % 10).astype(np.uint8)
        letters[-3] = (rest > 0) * np.uint8(_POINT)
        letters[-2] = np.where(rest > 0, tenth + _ZERO, 0)
        letters[-1] = np.where(last > 0, last + _ZERO, 0)
    return Flat.of_rows(letters.T)


def _spell_whole(left: Places, letters: Bytes) -> None:
    """Write whole numbers downwards into columns of letters, the last digit undermost."""
    for place in range(len(letters) - 1, -1, -1):
        further = left // 10
        digit = (left - further * 10).astype(np.uint8) + np.uint8(_ZERO)
        is_said = left > 0 if place < len(letters) - 1 else True
        letters[place] = digit * is_said
        left = further


def _narrow(numbers: Column) -> Places:
    """Return whole numbers, in 32 bits where they fit: they are divided faster."""
    return numbers.astype(np.int32 if numbers.max() < _32_BITS else np.int64)
