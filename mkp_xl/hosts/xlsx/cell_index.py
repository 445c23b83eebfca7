"""An index of the cells of a block of rows: place, style, kind, formula and value of each.

Cells spelt as Excel, LibreOffice and most libraries spell them are indexed all at once. Any other
cell is `odd` and looked at alone; a block whose rows are out of the ordinary has no index at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt

from mkp_xl.hosts.xlsx import tokens as tags
from mkp_xl.hosts.xlsx.address import LAST_COLUMN, LAST_ROW
from mkp_xl.hosts.xlsx.cell_shapes import HALF_WIDTH, KINDS, NO_STYLE, Cells, sort_by_shape
from mkp_xl.hosts.xlsx.letters import Bytes, Flags, Places, spells
from mkp_xl.hosts.xlsx.tokens import CELL, END, ROW, Tokens

_LT, _GT, _SLASH, _QUOTE, _SPACE = b'<>/" '
_A, _ZERO = b"A0"
_MOST_DIGITS = 7
_STYLE_DIGITS = 6


class Rows(NamedTuple):
    """Rows of a block: their numbers and the places of their tags."""

    numbers: Places
    starts: Places
    inner: Places
    outer: Places
    """Where the end tag begins; equals `ends` if the row is a single tag."""
    ends: Places

    def small(self) -> Rows:
        """Return the same in half the memory, where its places are below 2 GB."""
        if self.ends.max(initial=0) > HALF_WIDTH:
            return self
        return Rows(*(cast("Places", part.astype(np.int32)) for part in self))


@dataclass(slots=True, kw_only=True)
class Index:
    """What a block of rows holds."""

    letters: Bytes
    rows: Rows
    cells: Cells

    @property
    def used(self) -> Flags:
        """Which cells hold a value or a formula, or what is odd."""
        cells = self.cells
        return (cells.value > 0) | (cells.formula > 0) | (cells.odd & ~cells.hollow)

    def in_column(self, column: int) -> Places:
        """Return which cells stand in a column, in order."""
        return np.flatnonzero(self.cells.column == column)


def index(data: bytes, prefix: bytes, above: int) -> Index | None:
    """Return the index of whole rows below a row number; None where a closer look is needed."""
    found = tags.tokens(data, prefix)
    if (found.codes == tags.MARKUP).any() or b"\x00" in data:
        return None
    rows = _rows(data, found, len(prefix), above)
    if rows is None:
        return None
    at = np.flatnonzero(found.codes == CELL)
    cells = _cells(found, at, rows, len(prefix))
    if cells is None:
        return None
    return Index(letters=found.letters, rows=rows, cells=cells.small())


def _rows(data: bytes, found: Tokens, shift: int, above: int) -> Rows | None:
    """Return the rows; None unless they state rising numbers and nothing stands among them."""
    letters, places, codes = found
    opens = np.flatnonzero(codes == ROW)
    if not len(opens):
        return None
    starts = places[opens]
    after = starts + len(b"<row") + shift
    said = spells(letters, after - 1, b'w r="')
    numbers, stop = _digits(letters, after + len(b' r="'), _MOST_DIGITS)
    said &= (letters[stop] == _QUOTE) & (numbers <= LAST_ROW)
    rising = np.diff(numbers, prepend=above) > 0
    following = np.append(places, len(data))[opens + 1]
    following_code = np.append(codes, ROW)[opens + 1]
    inner = following
    closed = letters[inner - 1] == _GT
    single = closed & (letters[inner - 2] == _SLASH)
    ends_at = np.flatnonzero(codes == ROW + END)
    own_end = np.searchsorted(ends_at, opens)
    outer = np.append(places[ends_at], 0)[own_end]
    is_next = np.append(ends_at, len(codes))[own_end] < np.append(opens[1:], len(codes))
    alone = single & ((following_code == ROW) | (following == len(data)))
    if not (said & rising & closed & (alone | (is_next & ~single))).all():
        return None
    outer = np.where(alone, inner, outer)
    ends = np.where(alone, inner, outer + len(b"</row>") + shift)
    well = alone | spells(letters, outer + len(b"</") + shift, b"row>")
    touches = np.append(starts[1:], len(data)) == ends
    if starts[0] != 0 or not (well & touches).all() or len(ends_at) != (~alone).sum():
        return None
    return Rows(numbers, starts, inner, outer, ends)


def _cells(found: Tokens, at: Places, rows: Rows, shift: int) -> Cells | None:
    """Return the cells; None unless each states the place it stands at, in order."""
    letters, places, codes = found
    start = places[at]
    row = np.cumsum(codes == ROW)[at] - 1
    name = start + len(b"<c") + shift
    said = spells(letters, name, b' r="')
    column, digits = _column(letters, name + len(b' r="'))
    number, stop = _digits(letters, digits, _MOST_DIGITS)
    said &= (letters[stop] == _QUOTE) & (number == rows.numbers[row]) & (column <= LAST_COLUMN)
    said &= (start >= rows.inner[row]) & (column > 0)
    in_order = (np.diff(column, prepend=0) > 0) | (np.diff(row, prepend=-1) > 0)
    inside = _tags_inside(codes, at)
    end = np.append(places, rows.ends[-1])[at + inside]
    bare = np.bincount(row, minlength=len(rows.numbers)) == 0
    if not (said & in_order & _first_at_once(row, start, rows)).all():
        return None
    if (bare & (rows.inner != rows.outer)).any():
        return None
    named = stop + 1
    style, styled = _style(letters, named)
    kind, opened = _kind(letters, styled)
    cells = Cells(
        row=row,
        column=column,
        start=start,
        named=named,
        styled=styled,
        end=end,
        style=style,
        kind=kind,
        formula=np.zeros(len(at), np.int64),
        formula_end=np.zeros(len(at), np.int64),
        value=np.zeros(len(at), np.int64),
        value_end=np.zeros(len(at), np.int64),
        hollow=np.zeros(len(at), dtype=bool),
        odd=np.ones(len(at), dtype=bool),
    )
    sort_by_shape(cells, found, at, inside, opened, shift)
    ends_well = (inside == 1) | (codes[at + inside - 1] == CELL + END)
    return cells if ends_well.all() else None


def _first_at_once(row: Places, start: Places, rows: Rows) -> Flags:
    """Tell where a cell is not the first of its row, or stands right behind the row's tag."""
    first = np.diff(row, prepend=-1) > 0
    told: Flags = ~first | (start == rows.inner[row])
    return told


def _tags_inside(codes: tags.Codes, at: Places) -> Places:
    """Return how many tags belong to each cell: those up to the next cell or its row's end."""
    # Behind the last cell of a row stand the row's end and perhaps rows without cells.
    borders = np.flatnonzero((codes == CELL) | (codes == ROW + END) | (codes == ROW))
    following = np.append(borders[1:], len(codes))
    count: Places = following[codes[borders] == CELL] - at
    return count


def _digits(letters: Bytes, start: Places, most: int) -> tuple[Places, Places]:
    """Return the whole numbers that begin somewhere, and where they end; 0 for none."""
    number = np.zeros(len(start), np.int64)
    place = start.copy()
    for _ in range(most):
        digit = letters[place] - np.uint8(_ZERO)
        is_digit = digit < 10
        if is_digit.all():
            number = number * 10 + digit
        elif is_digit.any():
            number = np.where(is_digit, number * 10 + digit, number)
        else:
            break
        place += is_digit
    return number, place


def _column(letters: Bytes, start: Places) -> tuple[Places, Places]:
    """Return the columns whose letters begin somewhere, and where they end; 0 for none."""
    column = np.zeros(len(start), np.int64)
    place = start.copy()
    for _ in range(3):
        letter = letters[place] - np.uint8(_A)
        is_letter = letter < 26
        if not is_letter.any():
            break
        column = np.where(is_letter, column * 26 + letter + 1, column)
        place += is_letter
    return column, place


def _style(letters: Bytes, named: Places) -> tuple[npt.NDArray[np.int32], Places]:
    """Return the styles stated right behind the address, and where the attributes end."""
    said = spells(letters, named, b' s="')
    first = named + len(b' s="')
    number, stop = _digits(letters, np.where(said, first, 0), _STYLE_DIGITS)
    said &= (letters[stop] == _QUOTE) & (stop > first)
    style = np.where(said, number, NO_STYLE).astype(np.int32)
    return style, np.where(said, stop + 1, named)


def _kind(letters: Bytes, styled: Places) -> tuple[npt.NDArray[np.uint8], Places]:
    """Return the types stated next, and where the tag's own end is then to be."""
    kind = np.zeros(len(styled), np.uint8)
    opened = styled.copy()
    said = np.flatnonzero(spells(letters, styled, b' t="'))
    first = letters[styled[said] + len(b' t="')]
    for place, name in enumerate(KINDS[1:], start=1):
        spelling = b' t="%b"' % name
        fits = said[first == name[0]]
        fits = fits[spells(letters, styled[fits], spelling)]
        kind[fits] = place
        opened[fits] += len(spelling)
    return kind, opened
