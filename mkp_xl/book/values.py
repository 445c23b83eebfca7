"""A column's values as arrays: numbers as floats, everything else looked up when it is asked for.

A list of a million clients is read, compared and written without an object for each cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, overload

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.book.cells import Raw

Column = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]
Places = npt.NDArray[np.int64]

_KIND = np.frompyfunc(type, 1, 1)

AT_ONCE = 1 << 14
"""Cells that are turned into objects at once."""


class Others(Protocol):
    """What stands in a column besides numbers: texts, booleans, errors."""

    @property
    def filled(self) -> Flags:
        """Where something else than a number stands."""
        ...

    @property
    def odd(self) -> Sequence[int]:
        """Places where what stands is no text: booleans and errors."""
        ...

    def objects(self, places: Places) -> Objects:
        """Return what stands at some places; None where a number or nothing stands."""
        ...


class Values(Sequence["Raw"]):
    """The values of one column, downwards; blank is None."""

    __slots__ = ("numbers", "others")

    def __init__(self, numbers: Column, others: Others | None = None) -> None:
        self.numbers = numbers
        """NaN where no number stands."""
        self.others = others

    @classmethod
    def of(cls, values: Sequence[Raw]) -> Values:
        """Return values as arrays; those that are arrays already, as they are."""
        if isinstance(values, cls):
            return values
        kinds = set(map(type, values)) - {type(None)}
        if kinds <= {float}:
            numbers, others = np.array(values, dtype=np.float64), None
        elif float not in kinds:
            numbers, others = np.full(len(values), np.nan), _Listed(values)
        else:
            objects = np.fromiter(values, dtype=object, count=len(values))
            is_number = are(objects, float)
            numbers = np.full(len(objects), np.nan)
            numbers[is_number] = objects[is_number].astype(np.float64)
            objects[is_number] = None
            others = _Listed(objects)
        numbers[np.isinf(numbers)] = np.nan
        return cls(numbers, others)

    @property
    def filled(self) -> Flags:
        """Where anything stands; an empty text does, as a formula may leave one."""
        there = ~np.isnan(self.numbers)
        return there | self.others.filled if self.others else there

    def objects(self, places: Places) -> Objects:
        """Return texts, booleans and errors of some places; None where a number or nothing is."""
        if self.others is None:
            return np.full(len(places), None, dtype=object)
        return self.others.objects(places)

    def at(self, places: Places) -> Values:
        """Return the values of some places."""
        if self.others is None:
            return Values(self.numbers[places])
        objects = self.objects(places)
        others = _Listed(objects) if there(objects).any() else None
        return Values(self.numbers[places], others)

    def same(self, other: Values) -> Flags:
        """Tell in which rows two columns of one length hold the same."""
        mine, theirs = self.numbers, other.numbers
        alike = (mine == theirs) | (np.isnan(mine) & np.isnan(theirs))
        if self.others is None and other.others is None:
            return np.asarray(alike)
        for first in range(0, len(self), AT_ONCE):
            places = np.arange(first, min(first + AT_ONCE, len(self)))
            pairs = zip(self.objects(places), other.objects(places), strict=True)
            alike[places] &= [one == another for one, another in pairs]
        return np.asarray(alike)

    def with_empty_texts(self, where: Flags) -> Values:
        """Return the values with an empty text for each blank of some rows."""
        blank = where & np.isnan(self.numbers)
        return Values(self.numbers, _EmptyTexts(self.others, blank)) if blank.any() else self

    def cut(self, size: int) -> Values:
        """Return the first so many values, blanks behind the last one."""
        if size == len(self):
            return self
        numbers = np.full(size, np.nan)
        numbers[: len(self)] = self.numbers[:size]
        return Values(numbers, _Cut(self.others, len(self), size) if self.others else None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Values({list(self)!r})"

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Raw: ...
    @overload
    def __getitem__(self, place: slice) -> list[Raw]: ...
    def __getitem__(self, place: int | slice) -> Raw | list[Raw]:
        if isinstance(place, slice):
            first, stop, step = place.indices(len(self))
            return self._list(first, max(first, stop)) if step == 1 else list(self)[place]
        place = range(len(self))[place]
        number = float(self.numbers[place])
        if number == number or self.others is None:  # noqa: PLR0124  NaN alone differs
            return number if number == number else None  # noqa: PLR0124
        found: Raw = self.others.objects(np.array([place]))[0]
        return found

    def __iter__(self) -> Iterator[Raw]:
        for first in range(0, len(self), AT_ONCE):
            yield from self._list(first, min(first + AT_ONCE, len(self)))

    def _list(self, first: int, stop: int) -> list[Raw]:
        numbers = self.numbers[first:stop]
        mixed = self.objects(np.arange(first, stop))
        there = ~np.isnan(numbers)
        mixed[there] = numbers[there].tolist()
        found: list[Raw] = mixed.tolist()
        return found


def there(objects: Objects) -> Flags:
    """Tell which objects are not None."""
    told: Flags = objects != None  # noqa: E711  for each of them
    return told


def are(objects: Objects, kind: type) -> Flags:
    """Tell which objects are of one type."""
    return np.asarray(_KIND(objects) == kind, dtype=bool)


class _Listed:
    """Others that stand in a list."""

    def __init__(self, values: Sequence[Raw] | Objects) -> None:
        self._values = np.empty(len(values), dtype=object)
        self._values[:] = values

    @property
    def filled(self) -> Flags:
        return there(self._values)

    @property
    def odd(self) -> Sequence[int]:
        values = enumerate(self._values.tolist())
        return [place for place, value in values if value is not None and type(value) is not str]

    def objects(self, places: Places) -> Objects:
        return self._values[places]


class _EmptyTexts:
    """Others with an empty text where nothing stands."""

    def __init__(self, others: Others | None, where: Flags) -> None:
        self._others, self._where = others, where

    @property
    def filled(self) -> Flags:
        return self._where | self._others.filled if self._others else self._where

    @property
    def odd(self) -> Sequence[int]:
        return self._others.odd if self._others else ()

    def objects(self, places: Places) -> Objects:
        found = np.full(len(places), None, dtype=object)
        if self._others is not None:
            found = self._others.objects(places)
        found[~there(found) & self._where[places]] = ""
        return found


class _Cut:
    """Others of the first rows of a column, or of more rows than it has."""

    def __init__(self, others: Others, held: int, size: int) -> None:
        self._others, self._held, self._size = others, held, size

    @property
    def filled(self) -> Flags:
        there = np.zeros(self._size, dtype=bool)
        there[: self._held] = self._others.filled[: self._size]
        return there

    @property
    def odd(self) -> Sequence[int]:
        return [place for place in self._others.odd if place < self._size]

    def objects(self, places: Places) -> Objects:
        found = np.full(len(places), None, dtype=object)
        inside = places < self._held
        found[inside] = self._others.objects(places[inside])
        return found
