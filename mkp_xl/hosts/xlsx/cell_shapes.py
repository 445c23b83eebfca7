"""The few shapes of cells that programs write, told by the order of their tags.

What a cell of another shape says is not looked at here.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mkp_xl.hosts.xlsx.letters import Bytes, Flags, Places, spells
from mkp_xl.hosts.xlsx.tokens import CELL, END, FORMULA, INLINE, TEXT, VALUE, Codes, Tokens

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = (b"", b"n", b"s", b"str", b"b", b"e", b"inlineStr", b"d")
"""Types a cell may state; the index holds their places here."""
NO_STYLE = -1
HALF_WIDTH = (1 << 31) - 1
"""The largest place of 32 bits; a block is longer only where one row is."""

_GT, _SLASH, _SPACE = b">/ "
_KEEPS_SPACE = b' xml:space="preserve"'
_BITS = 5
"""So many bits hold the code of a tag."""
_LONGEST = 6
"""Tags of the longest shape."""
_MASKS = np.array([(1 << count * _BITS) - 1 for count in range(_LONGEST + 1)] + [0], np.uint32)
"""By the number of tags inside a cell; none for more than the longest shape has."""


@dataclass(slots=True, kw_only=True)
class Cells:
    """Cells of a block in order, each part by cell."""

    row: Places
    """Position of its row in the block."""
    column: Places
    start: Places
    named: Places
    """Where the address attribute ends."""
    styled: Places
    """Where the style attribute ends, if there is one."""
    end: Places
    style: npt.NDArray[np.int32]
    """Index of its style, NO_STYLE where it states none."""
    kind: npt.NDArray[np.uint8]
    """Place of its type among KINDS."""
    formula: Places
    """Where its formula element begins; 0 without one."""
    formula_end: Places
    value: Places
    """Where the characters of its value or inline text begin; 0 without one."""
    value_end: Places
    hollow: Flags
    """Nothing stands between its tags, or it is a single tag."""
    odd: Flags
    """Spelt in another way: nothing but row, column, start and end is known."""

    def small(self) -> Cells:
        """Return the same in half the memory, where its places are below 2 GB."""
        if self.end.max(initial=0) > HALF_WIDTH:
            return self
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        narrow = {name: part.astype(np.int32) if part.dtype == np.int64 else part
                  for name, part in parts.items()}  # fmt: skip
        return Cells(**narrow)


def sort_by_shape(
    cells: Cells, found: Tokens, at: Places, inside: Places, opened: Places, shift: int
) -> None:
    """Fill in formulas and values of the cells that have one of the known shapes.

    `at` are the cells' tags, `inside` how many tags belong to each, `opened` where its attributes
    end, `shift` the length of the names' prefix.
    """
    letters, _, codes = found
    last = np.minimum(at + 1, len(codes) - 1)
    cells.hollow = (inside == 1) | ((inside == 2) & (codes[last] == CELL + END))
    following = letters[opened]
    single = np.flatnonzero((inside == 1) & (following != _GT))
    after = opened[single] + (following[single] == _SPACE)
    ends_in_itself = (letters[after] == _SLASH) & (letters[after + 1] == _GT)
    cells.odd[single[ends_in_itself & (after + 2 == cells.end[single])]] = False
    shape_of = np.where(following == _GT, _shapes(codes, at), 0)
    shape_of &= _MASKS[np.minimum(inside, _LONGEST + 1)]
    for shape, fill in _FILLS.items():
        some = np.flatnonzero(shape_of == _code_of(shape))
        if len(some):
            alike = _Alike(cells, found, some, at[some], shift)
            good = fill(alike) & (alike.tag(1) == opened[some] + 1)
            cells.odd[some[good]] = False


@dataclass(slots=True)
class _Alike:
    """Cells of one shape."""

    cells: Cells
    found: Tokens
    some: Places
    """Which of the cells."""
    at: Places
    """Their tags."""
    shift: int

    @property
    def letters(self) -> Bytes:
        return self.found.letters

    def tag(self, step: int) -> Places:
        """Return where each cell's tag of a step begins."""
        return self.found.places[self.at + step]

    def width(self, name: bytes) -> int:
        """Return the length of a tag without attributes."""
        return len(name) + self.shift

    def ends(self, step: int) -> Flags:
        """Tell where the end tag `</c>` of a step is the cell's last letters."""
        told: Flags = self.cells.end[self.some] == self.tag(step) + self.width(b"</c>")
        return told

    def touch(self, step: int, name: bytes) -> Flags:
        """Tell where the next tag follows at once behind one without attributes."""
        told: Flags = self.tag(step + 1) == self.tag(step) + self.width(name)
        return told

    def has_value(self, step: int) -> None:
        """Note that the characters of a value begin in the tag of a step."""
        self.cells.value[self.some] = self.tag(step) + self.width(b"<v>")
        self.cells.value_end[self.some] = self.tag(step + 1)

    def has_formula(self, step: int, following: int) -> None:
        """Note that a formula begins with the tag of a step and ends before another."""
        self.cells.formula[self.some] = self.tag(step)
        self.cells.formula_end[self.some] = self.tag(following)

    def single(self, following: int) -> Flags:
        """Tell where a tag that ends in itself stands right before the one of a step."""
        place = self.tag(following)
        told: Flags = (self.letters[place - 1] == _GT) & (self.letters[place - 2] == _SLASH)
        return told


def _empty(alike: _Alike) -> Flags:
    return alike.ends(1)


def _valued(alike: _Alike) -> Flags:
    alike.has_value(1)
    return alike.touch(2, b"</v>") & alike.ends(3)


def _inline(alike: _Alike) -> Flags:
    """Fill in texts in the cell itself, whose tags may say that they keep their spaces."""
    name_end = alike.tag(2) + alike.width(b"<t")
    plain = alike.letters[name_end] == _GT
    spaced = ~plain
    if spaced.any():
        spaced &= spells(alike.letters, name_end, _KEEPS_SPACE + b">")
    alike.has_value(2)
    alike.cells.value[alike.some] += np.where(spaced, len(_KEEPS_SPACE), 0)
    good: Flags = (plain | spaced) & alike.touch(1, b"<is>") & alike.touch(3, b"</t>")
    good &= (alike.letters[alike.tag(2) - 1] == _GT) & (alike.letters[alike.tag(5) - 1] == _GT)
    return good & alike.touch(4, b"</is>") & alike.ends(5)


def _shared(alike: _Alike) -> Flags:
    """Fill in formulas of a single tag with a value."""
    alike.has_formula(1, 2)
    alike.has_value(2)
    return alike.single(2) & alike.touch(3, b"</v>") & alike.ends(4)


def _computed(alike: _Alike) -> Flags:
    alike.has_formula(1, 3)
    alike.has_value(3)
    return alike.touch(2, b"</f>") & alike.touch(4, b"</v>") & alike.ends(5)


def _uncomputed(alike: _Alike) -> Flags:
    alike.has_formula(1, 3)
    return alike.touch(2, b"</f>") & alike.ends(3)


def _shared_uncomputed(alike: _Alike) -> Flags:
    alike.has_formula(1, 2)
    return alike.single(2) & alike.ends(2)


_FILLS: dict[tuple[int, ...], Callable[[_Alike], Flags]] = {
    (CELL, VALUE, VALUE + END, CELL + END): _valued,
    (CELL, INLINE, TEXT, TEXT + END, INLINE + END, CELL + END): _inline,
    (CELL, FORMULA, VALUE, VALUE + END, CELL + END): _shared,
    (CELL, FORMULA, FORMULA + END, VALUE, VALUE + END, CELL + END): _computed,
    (CELL, CELL + END): _empty,
    (CELL, FORMULA, FORMULA + END, CELL + END): _uncomputed,
    (CELL, FORMULA, CELL + END): _shared_uncomputed,
}


def _shapes(codes: Codes, at: Places) -> npt.NDArray[np.uint32]:
    """Return what some tags and the next few behind each are, as one number."""
    found = codes[at].astype(np.uint32)
    last = len(codes) - 1  # what stands behind it is masked
    for step in range(1, _LONGEST):
        following = codes[np.minimum(at + step, last)].astype(np.uint32)
        found |= following << np.uint32(step * _BITS)
    return found


def _code_of(shape: tuple[int, ...]) -> int:
    return sum(code << step * _BITS for step, code in enumerate(shape))
