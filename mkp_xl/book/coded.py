"""Texts of a column of which there are few different ones, or few asked for: number formats."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


class _Texts(Sequence[str]):
    """A column of texts that are looked up one by one."""

    __slots__ = ()

    @abstractmethod
    def _at(self, place: int) -> str:
        """Return the text at a place that is there."""

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self._at(one) for one in range(*place.indices(len(self)))]
        return self._at(range(len(self))[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"


class Coded(_Texts):
    """Texts by the place of each among the few that there are."""

    __slots__ = ("codes", "which")

    def __init__(self, codes: list[str], which: npt.NDArray[np.integer[Any]]) -> None:
        self.codes = codes
        self.which = which
        """Place of each row's text among the codes."""

    @classmethod
    def of(cls, texts: Sequence[str]) -> Coded:
        """Return texts as codes; those that are codes already, as they are."""
        if isinstance(texts, cls):
            return texts
        known = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        return cls(list(known), np.array([known[text] for text in texts], dtype=np.int32))

    def cut(self, size: int, otherwise: str) -> Coded:
        """Return the first so many texts, `otherwise` behind the last one."""
        codes = [*self.codes, otherwise]
        which = np.full(size, len(self.codes), dtype=self.which.dtype)
        which[: len(self)] = self.which[:size]
        return Coded(codes, which)

    def __len__(self) -> int:
        return len(self.which)

    def _at(self, place: int) -> str:
        return self.codes[int(self.which[place])]


class Fitted(_Texts):
    """The first so many texts of a column, each asked for only when it is looked at."""

    __slots__ = ("_otherwise", "_size", "_texts")

    def __init__(self, texts: Sequence[str], size: int, otherwise: str) -> None:
        self._texts, self._size, self._otherwise = texts, size, otherwise

    def __len__(self) -> int:
        return self._size

    def _at(self, place: int) -> str:
        return self._texts[place] if place < len(self._texts) else self._otherwise
