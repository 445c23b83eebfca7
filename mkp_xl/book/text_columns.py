"""The column kind of `texts`: texts of many rows, made for the rows that are asked for.

Of the branches of a choice only those are made that the rows take, so that the sentence of a
million clients costs each of them its own few pieces, and no memory until it is wanted.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from mkp_xl.book.values import Column, Flags, Places

_LINE = "\n"


class TextColumn(ABC):
    """Texts by row."""

    def __init__(self, size: int) -> None:
        self._size = size

    @abstractmethod
    def at(self, places: Places) -> list[str]:
        """Return the texts of some rows."""

    def tolist(self) -> list[str]:
        """Return the texts of all rows."""
        return self.at(np.arange(self._size))

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: int) -> str:
        return self.at(np.array([place]))[0]


def join(parts: tuple[Any, ...]) -> TextColumn:
    """Return the parts of each row one after another."""
    return _Joined(parts)


def formatted(x: Column, separator: str) -> TextColumn:
    """Return whole numbers in groups of three; empty where blank."""
    return _Formatted(x, separator)


def pick(index: Column, texts: tuple[Any, ...]) -> TextColumn:
    """Return each row's text by an index from 1; empty where the index is blank."""
    return _Chosen(tuple(index == place for place in range(1, len(texts) + 1)), texts, "")


def when(pairs: tuple[tuple[Any, Any], ...], otherwise: Any) -> TextColumn:  # noqa: ANN401
    """Return each row's text by its first true condition."""
    shape = np.broadcast_shapes(*(np.shape(condition) for condition, _ in pairs))
    conditions = tuple(np.broadcast_to(np.asarray(one, dtype=bool), shape) for one, _ in pairs)
    return _Chosen(conditions, tuple(text for _, text in pairs), otherwise)


class _Joined(TextColumn):
    def __init__(self, parts: Iterable[Any]) -> None:
        self._parts = tuple(parts)
        super().__init__(next(len(part) for part in self._parts if not isinstance(part, str)))

    def at(self, places: Places) -> list[str]:
        columns = [repeat(p, len(places)) if isinstance(p, str) else p.at(places)
                   for p in self._parts]  # fmt: skip
        return list(map("".join, zip(*columns, strict=True)))


class _Formatted(TextColumn):
    def __init__(self, numbers: Column, separator: str) -> None:
        super().__init__(len(numbers))
        self._numbers, self._separator = numbers, separator

    def at(self, places: Places) -> list[str]:
        numbers = self._numbers[places]
        known = np.isfinite(numbers)
        # Half to even, as the other kinds write a number; a whole number is not rounded at all.
        whole = np.rint(np.where(known, numbers, 0.0))
        if not len(whole) or np.abs(whole).max() >= 1e18:
            texts = [f"{number:,.0f}" for number in whole.tolist()]
        else:
            form = "{:,}" if self._separator else "{}"
            texts = list(map(form.format, whole.astype(np.int64).tolist()))
        if self._separator != ",":
            texts = _LINE.join(texts).replace(",", self._separator).split(_LINE)
        if not known.all():
            for place in np.flatnonzero(~known).tolist():
                texts[place] = ""
        return texts[: len(places)]


class _Chosen(TextColumn):
    """The text of the first condition that holds."""

    def __init__(
        self,
        conditions: tuple[Flags, ...],
        texts: tuple[str | TextColumn, ...],
        otherwise: str | TextColumn,
    ) -> None:
        super().__init__(len(conditions[0]))
        self._conditions, self._texts, self._otherwise = conditions, texts, otherwise

    def at(self, places: Places) -> list[str]:
        found = np.empty(len(places), dtype=object)
        left = np.arange(len(places))
        for condition, text in zip(self._conditions, self._texts, strict=True):
            holds = condition[places[left]]
            _put(found, left[holds], text, places)
            left = left[~holds]
        _put(found, left, self._otherwise, places)
        texts: list[str] = found.tolist()
        return texts


def _put(
    found: npt.NDArray[np.object_], rows: Places, text: str | TextColumn, places: Places
) -> None:
    """Put a text into some rows."""
    if len(rows):
        found[rows] = text if isinstance(text, str) else text.at(places[rows])
