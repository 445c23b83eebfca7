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
"""Most programs write a double in so many letters at most; longer ones are read one by one."""
_ZERO, _POINT, _MINUS = b"0.-"
_FEW = 9
"""So many digits fit a whole number of 32 bits."""
_EXACT = 1 << 53
"""Whole numbers below it are exact in a double."""
_DIGITS_MAX = 18
"""So many digits fit a whole number of 64 bits."""
_TENS = 10.0 ** np.arange(_DIGITS_MAX + 1)
"""All exact, so that one division by them rounds right."""


def gathered(block: Bytes, ends: Places, lengths: Places) -> Bytes:
    """Return the strings of a block that end and are as long as said, a row each, zeros first.

    The first letters of all strings lie together in memory, then the second ones.
    """
    width = int(lengths.max(initial=0))
    steps = np.arange(width)[:, None]
    letters = block.take(ends - width + steps, mode="clip")
    if int(lengths.min(initial=width)) < width:
        letters[steps < width - lengths] = 0
    return letters.T


def spells(block: Bytes, places: Places, text: bytes) -> Flags:
    """Tell at which places a text stands; the block goes on that far behind each of them."""
    found = block[places] == text[0]
    left = np.flatnonzero(found)
    if len(left) < len(places):  # most often few are left
        found[left] = _go_on(block, places[left], text)
        return np.asarray(found)
    return _go_on(block, places, text)


def _go_on(block: Bytes, places: Places, text: bytes) -> Flags:
    """Tell at which places a text stands whose first letter does."""
    found = np.ones(len(places), dtype=bool)
    for step, letter in enumerate(text[1:], start=1):
        found &= block[places + step] == letter
    return found


def numbers(letters: Bytes, lengths: Places) -> Column:
    """Return the numbers that rows of letters spell, NaN where a row does not spell one.

    Of no more digits than a double keeps exactly, the number is a whole one divided by a power
    of ten, which rounds right; all others are read by Python.
    """
    digits = letters - np.uint8(_ZERO)
    is_digit = digits < 10
    is_few = letters.shape[1] <= _FEW and bool(lengths.all())
    if is_few and np.count_nonzero(is_digit) == lengths.sum():
        return _of_digits(digits * is_digit)  # whole numbers, as most columns hold
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
        found[place] = number_of(letters[place, letters.shape[1] - lengths[place] :].tobytes())
    return found


def _of_digits(digits: Bytes) -> Column:
    """Return the whole numbers whose digits stand in rows, zeros before them."""
    found = np.zeros(len(digits), dtype=np.int32)
    for place in range(digits.shape[1]):
        found = found * 10 + digits[:, place]
    return found.astype(np.float64)


def _starts_with_minus(letters: Bytes, lengths: Places) -> Flags:
    first = np.minimum(letters.shape[1] - lengths, letters.shape[1] - 1)
    told: Flags = letters[np.arange(len(letters)), first] == _MINUS
    return told


def whole_numbers_at(block: Bytes, ends: Places, lengths: Places) -> Places:
    """Return the whole numbers of 0 or more that digits of a block spell, -1 where one does not.

    One of more digits than 64 bits hold is none: a single long one would make the others wide.
    """
    return whole_numbers(gathered(block, ends, np.minimum(lengths, _DIGITS_MAX)), lengths)


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


def sliced(data: bytes, starts: Places, ends: Places) -> list[bytes]:
    """Return the slices of a block between places."""
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    return [data[start:end] for start, end in pairs]


def number_of(text: bytes) -> float:
    """Return a number that Python reads and a sheet may hold; NaN for any other text."""
    try:
        number = float(text)
    except ValueError:
        return np.nan
    sane = b"_" not in text and abs(number) < np.inf
    return number if sane else np.nan
