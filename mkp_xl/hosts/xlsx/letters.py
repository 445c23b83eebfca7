"""Many short byte strings at once: matrices of letters, a string a row, zero where it has none."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
"""One byte an element: a block of a sheet, or a matrix of letters."""
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Column = npt.NDArray[np.float64]

LONGEST_NUMBER = 24
"""No double takes more letters, as programs write them."""
_ZERO, _POINT, _MINUS = b"0.-"
_EXACT = 1 << 53
"""Whole numbers below it are exact in a double."""
_DIGITS_MAX = 18
"""So many digits fit a whole number of 64 bits."""
_TENS = 10.0 ** np.arange(_DIGITS_MAX + 1)
"""All exact, so that one division by them rounds right."""
_WHOLE_MAX = 1e15
"""Numbers below it have no more than 15 digits: such a text always reads back the same."""


def gathered(block: Bytes, ends: Places, lengths: Places) -> Bytes:
    """Return the strings of a block that end and are as long as said, a row each, zeros first.

    The first letters of all strings lie together in memory, then the second ones.
    """
    width = int(lengths.max(initial=0))
    steps = np.arange(width)[:, None]
    letters = block.take(ends - width + steps, mode="clip")
    letters[steps < width - lengths] = 0
    return letters.T


def spells(block: Bytes, places: Places, text: bytes) -> Flags:
    """Tell at which places a text stands; the block goes on that far behind each of them."""
    found = block[places] == text[0]
    for step, letter in enumerate(text[1:], start=1):
        found &= block[places + step] == letter
    return np.asarray(found)


def numbers(letters: Bytes, lengths: Places) -> Column:
    """Return the numbers that rows of letters spell, NaN where a row does not spell one.

    Of no more digits than a double keeps exactly, the number is a whole one divided by a power
    of ten, which rounds right; all others are read by Python.
    """
    digits = letters - np.uint8(_ZERO)
    is_digit = digits < 10
    is_point = letters == _POINT
    count, points = is_digit.sum(axis=1), is_point.sum(axis=1)
    signed = np.zeros(len(letters), dtype=bool)
    if not (count + points == lengths).all():
        signed = _starts_with_minus(letters, lengths)
    plain = (count + points + signed == lengths) & (count > 0) & (points <= 1)
    plain &= count <= _DIGITS_MAX
    digits[~is_digit] = 0
    whole = np.zeros(len(letters), dtype=np.int64)
    has_point: list[bool] = np.any(is_point, axis=0).tolist()
    has_digit: list[bool] = np.any(is_digit, axis=0).tolist()
    for place in range(letters.shape[1]):
        if not has_digit[place]:
            continue
        further = whole * 10 + digits[:, place]
        whole = np.where(is_point[:, place], whole, further) if has_point[place] else further
    exact = plain & (whole < _EXACT)
    found = whole.astype(np.float64)
    if points.any():
        after = np.where(points > 0, is_point[:, ::-1].argmax(axis=1), 0)
        found /= _TENS[np.minimum(after, _DIGITS_MAX)]
    np.negative(found, out=found, where=signed)
    found += 0.0  # no minus zero
    for place in np.flatnonzero(~exact).tolist():
        found[place] = _number(letters[place, letters.shape[1] - lengths[place] :].tobytes())
    return found


def _starts_with_minus(letters: Bytes, lengths: Places) -> Flags:
    first = np.minimum(letters.shape[1] - lengths, letters.shape[1] - 1)
    told: Flags = letters[np.arange(len(letters)), first] == _MINUS
    return told


def whole_numbers(letters: Bytes, lengths: Places) -> Places:
    """Return the whole numbers of 0 or more that rows of digits spell, -1 where one does not."""
    digits = letters - np.uint8(_ZERO)
    is_digit = digits < 10
    good = (lengths > 0) & (lengths <= _DIGITS_MAX) & (is_digit.sum(axis=1) == lengths)
    digits[~is_digit] = 0
    found = np.zeros(len(letters), dtype=np.int64)
    for place in range(max(0, letters.shape[1] - _DIGITS_MAX), letters.shape[1]):
        found = found * 10 + digits[:, place]
    return np.where(good, found, -1)


def spelt(values: Column) -> list[bytes]:
    """Return the shortest texts that read back as the same numbers; all must be finite.

    >>> spelt(np.array([5.0, 0.1, -0.0, 1e300, -1250000.5, 0.14415961271963373]))
    [b'5', b'0.1', b'0', b'1e+300', b'-1250000.5', b'0.14415961271963373']
    """
    values = values + 0.0
    with np.errstate(over="ignore"):
        hundredths = np.rint(values * 100)
    short = (np.abs(hundredths) < _WHOLE_MAX) & (hundredths / 100 == values)
    texts = _of_hundredths(np.abs(hundredths[short]).astype(np.int64), values[short] < 0)
    if short.all():
        return texts
    found: list[bytes] = [b""] * len(values)
    for place, text in zip(np.flatnonzero(short).tolist(), texts, strict=True):
        found[place] = text
    places = np.flatnonzero(~short)
    for place, number in zip(places.tolist(), values[places].tolist(), strict=True):
        found[place] = repr(number).removesuffix(".0").encode()
    return found


def _of_hundredths(hundredths: Places, negative: Flags) -> list[bytes]:
    """Return texts of whole numbers of hundredths, without zeros that say nothing."""
    if not len(hundredths):
        return []
    width = len(str(int(hundredths.max()))) + 1
    letters = np.zeros((len(hundredths), max(width, 4) + 1), dtype=np.uint8)
    left = hundredths.copy()
    tenth_place, last_place = left // 10 % 10, left % 10
    letters[:, -1] = np.where(last_place > 0, last_place + _ZERO, 0)
    letters[:, -2] = np.where((tenth_place > 0) | (last_place > 0), tenth_place + _ZERO, 0)
    letters[:, -3] = np.where(letters[:, -2] > 0, _POINT, 0)
    left //= 100
    letters[:, -4] = left % 10 + _ZERO
    left //= 10
    for place in range(5, letters.shape[1] + 1):
        letters[:, -place] = np.where(left > 0, left % 10 + _ZERO, 0)
        left //= 10
    letters[:, 0] = np.where(negative, _MINUS, letters[:, 0])
    return cut(letters)


def cut(letters: Bytes) -> list[bytes]:
    """Return the rows of a matrix as strings, zeros left out wherever they stand.

    >>> cut(np.array([[0, 97, 0], [98, 0, 99]], dtype=np.uint8))
    [b'a', b'bc']
    """
    there = letters != 0
    flat = letters[there].tobytes()
    ends = np.cumsum(there.sum(axis=1)).tolist()
    starts = [0, *ends[:-1]]
    return [flat[start:end] for start, end in zip(starts, ends, strict=True)]


def sliced(data: bytes, starts: Places, ends: Places) -> list[bytes]:
    """Return the slices of a block between places."""
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    return [data[start:end] for start, end in pairs]


def _number(text: bytes) -> float:
    """Return a number that Python reads and a sheet may hold; NaN for any other text."""
    try:
        number = float(text)
    except ValueError:
        return np.nan
    sane = b"_" not in text and abs(number) < np.inf
    return number if sane else np.nan
