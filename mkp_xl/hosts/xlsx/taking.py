"""Values of a column's cells from the index of a block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mkp_xl.book.address import a1
from mkp_xl.hosts.xlsx.cell_shapes import KINDS
from mkp_xl.hosts.xlsx.letters import (
    LONGEST_NUMBER,
    gathered,
    number_of,
    numbers,
    sliced,
    whole_numbers_at,
)
from mkp_xl.hosts.xlsx.text import element_text
from mkp_xl.hosts.xlsx.values import DAYS_TO_1904

if TYPE_CHECKING:
    import numpy.typing as npt

    from mkp_xl.book.cells import Raw
    from mkp_xl.hosts.xlsx.cell_index import Index
    from mkp_xl.hosts.xlsx.cell_shapes import Cells
    from mkp_xl.hosts.xlsx.letters import Column, Flags, Places
    from mkp_xl.hosts.xlsx.rows import RowBlock
    from mkp_xl.hosts.xlsx.scan import Scanner
    from mkp_xl.hosts.xlsx.values import BookValues

NUMBER, NUMBER_SAID, SHARED, RESULT, BOOLEAN, ERROR, INLINE, DAY = range(len(KINDS))
"""Places of the types among KINDS."""
_RARE = (BOOLEAN, ERROR, DAY)
NO_STRING = -1
_RARE_ENTITY = re.compile(rb"&(?!(?:lt|gt|amp|quot|apos);)")


class Taken(NamedTuple):
    """What some cells of one column hold, part by part."""

    rows: Places
    """Row numbers."""
    numbers: Column
    """NaN where no number stands."""
    styles: npt.NDArray[np.int32]
    strings: npt.NDArray[np.int32] | None
    """Indexes of shared strings, NO_STRING where there is none."""
    texts: list[bytes]
    """Characters as the sheet spells them."""
    texts_at: Places
    """Their places."""
    others: dict[int, Raw]
    """By place: what else is no number."""
    formulas: list[bytes]
    """Whole `f` elements."""
    formulas_at: list[int]
    """Their places."""


class _Some(NamedTuple):
    """Some cells of a column, and what is asked of them again and again."""

    places: Places
    """Which of the index's cells."""
    kinds: npt.NDArray[np.uint8]
    counts: list[int]
    """How many are of each kind."""
    odd: Flags
    formula: Flags
    """Which hold a formula."""
    lengths: Places
    """Of their values."""

    @classmethod
    def of(cls, index: Index, column: int, wanted: range) -> _Some:
        """Return the cells of a column in the wanted rows."""
        cells, numbers = index.cells, index.rows.numbers
        some = index.in_column(column)
        if numbers[0] < wanted.start or numbers[-1] >= wanted.stop:
            inside = (numbers >= wanted.start) & (numbers < wanted.stop)
            some = some[inside[cells.row[some]]]
        kinds = cells.kind[some]
        return cls(
            places=some,
            kinds=kinds,
            counts=np.bincount(kinds, minlength=len(KINDS)).tolist(),
            odd=cells.odd[some],
            formula=cells.formula[some] > 0,
            lengths=cells.value_end[some] - cells.value[some],
        )

    def has(self, *kinds: int) -> bool:
        """Whether any cell is of one of the kinds."""
        return any(self.counts[kind] for kind in kinds)

    def are(self, *kinds: int) -> Flags:
        """Tell which cells are of one of the kinds."""
        found = np.zeros(len(self.places), dtype=bool)
        for kind in kinds:
            if self.counts[kind]:
                found |= self.kinds == kind
        return found

    def texts_at(self) -> Places:
        """Return the places of texts; an empty one is a text for a formula, else blank."""
        if not self.has(RESULT, INLINE):
            return np.zeros(0, np.int64)
        is_inline = self.are(INLINE)
        is_text = (self.are(RESULT) | is_inline) & ~self.odd
        return np.flatnonzero(is_text & ((self.lengths > 0) | is_inline | self.formula))


class Taker:
    """Takes values out of the blocks of one sheet."""

    def __init__(self, book: BookValues, scanner: Scanner) -> None:
        self._book = book
        self._scanner = scanner

    def column(self, block: RowBlock, index: Index, column: int, wanted: range) -> Taken:
        """Return what the cells of a column hold in the wanted rows."""
        some = _Some.of(index, column, wanted)
        cells = index.cells
        texts_at = some.texts_at()
        chosen = some.places[texts_at]
        formulas_at = np.flatnonzero(some.formula)
        carrying = some.places[formulas_at]
        taken = Taken(
            rows=index.rows.numbers[cells.row[some.places]],
            numbers=np.full(len(some.places), np.nan),
            styles=np.maximum(cells.style[some.places], 0),
            strings=self._strings(index, some),
            texts=sliced(block.data, cells.value[chosen], cells.value_end[chosen]),
            texts_at=texts_at,
            others={},
            formulas=sliced(block.data, cells.formula[carrying], cells.formula_end[carrying]),
            formulas_at=formulas_at.tolist(),
        )
        self._numbers(index, some, taken, column)
        self._prove_texts(taken, column)
        alone = some.odd | some.are(*_RARE)
        if taken.strings is not None:  # an index that is not spelt by digits alone
            alone |= some.are(SHARED) & (some.lengths > 0) & (taken.strings == NO_STRING)
        for place in np.flatnonzero(alone).tolist():
            self._alone(block, cells, int(some.places[place]), place, taken, column)
        return taken

    def _numbers(self, index: Index, some: _Some, taken: Taken, column: int) -> None:
        places = np.flatnonzero(some.are(NUMBER, NUMBER_SAID) & ~some.odd & (some.lengths > 0))
        if not len(places):
            return
        found = numbers_at(index, some.places[places])
        wrong = np.isnan(found)
        if wrong.any():
            raise self._damaged(taken, int(places[wrong][0]), column)
        if self._book.is_1904:
            styles = taken.styles[places]
            dates = [style for style in set(styles.tolist()) if self._book.styles.is_date(style)]
            found[np.isin(styles, dates)] += DAYS_TO_1904
        taken.numbers[places] = found

    def _strings(self, index: Index, some: _Some) -> npt.NDArray[np.int32] | None:
        if not some.has(SHARED):
            return None
        places = np.flatnonzero(some.are(SHARED) & ~some.odd & (some.lengths > 0))
        found = np.full(len(some.places), NO_STRING, dtype=np.int32)
        lengths = some.lengths[places]
        said = whole_numbers_at(index.letters, index.cells.value_end[some.places[places]], lengths)
        known = (said >= 0) & (said < len(self._book.strings))
        self._book.strings.prove(said[known])
        found[places] = np.where(known, said, NO_STRING)
        return found

    def _prove_texts(self, taken: Taken, column: int) -> None:
        """Raise HostError where characters are no text: it is understood later, or never."""
        if not _reads(taken.texts):
            places = zip(taken.texts_at.tolist(), taken.texts, strict=True)
            place = next(place for place, text in places if not _reads([text]))
            raise self._damaged(taken, place, column, "text")

    def _alone(
        self, block: RowBlock, cells: Cells, cell: int, place: int, taken: Taken, column: int
    ) -> None:
        """Take a cell that is spelt in a way of its own, or holds what is rare."""
        piece = block.data[cells.start[cell] + len(self._scanner.opener) : cells.end[cell]]
        part = self._scanner.parts(piece)
        formula = part.formula
        taken.styles[place] = part.style_number
        try:
            value = self._book.value(
                part.style_number, part.kind, part.value or part.inline, formula=bool(formula)
            )
        except ValueError as problem:
            raise self._damaged(taken, place, column, str(problem)) from problem
        if isinstance(value, float):
            taken.numbers[place] = value
        elif value is not None:
            taken.others[place] = value
        if formula and cells.odd[cell]:
            taken.formulas.append(formula)
            taken.formulas_at.append(place)

    def _damaged(self, taken: Taken, place: int, column: int, reason: str = "number") -> Exception:
        return self._scanner.where.damaged(f"{a1(int(taken.rows[place]), column)}: {reason}")


def _reads(texts: list[bytes]) -> bool:
    line = b" ".join(texts)
    try:
        if _RARE_ENTITY.search(line):
            element_text(line)
        else:
            line.decode()
    except ValueError:
        return False
    return True


def numbers_at(index: Index, some: Places) -> Column:
    """Return the numbers that cells spell; NaN where a cell spells none."""
    cells = index.cells
    lengths = cells.value_end[some] - cells.value[some]
    fits = lengths <= LONGEST_NUMBER
    found = np.full(len(some), np.nan)
    ends = cells.value_end[some[fits]]
    found[fits] = numbers(gathered(index.letters, ends, lengths[fits]), lengths[fits])
    for place in np.flatnonzero(~fits).tolist():
        first, length = int(cells.value[some[place]]), int(lengths[place])
        found[place] = number_of(index.letters[first : first + length].tobytes())
    return found
