"""An index of the cells of a block of rows: place, style, kind, formula and value of each.

Cells spelt as Excel, LibreOffice and most libraries spell them are indexed all at once. Any other
cell is `odd` and looked at alone; a block whose rows are out of the ordinary has no index at all.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mkp_xl.hosts.xlsx import tokens as tags
from mkp_xl.hosts.xlsx.address import LAST_COLUMN, LAST_ROW
from mkp_xl.hosts.xlsx.letters import Bytes, Flags, Places
from mkp_xl.hosts.xlsx.tokens import CELL, END, FORMULA, INLINE, ROW, TEXT, VALUE, Tokens

KINDS = (b"", b"n", b"s", b"str", b"b", b"e", b"inlineStr", b"d")
"""Types a cell may state; the index holds their places here."""
NO_STYLE = -1

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
    odd: Flags
    """Spelt in another way: nothing but row, column, start and end is known."""

    def small(self) -> Cells:
        """Return the same in half the memory: a block is far from 2 GB."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        narrow = {name: part.astype(np.int32) if part.dtype == np.int64 else part
                  for name, part in parts.items()}  # fmt: skip
        return Cells(**narrow)


@dataclass(slots=True, kw_only=True)
class Index:
    """What a block of rows holds."""

    letters: Bytes
    rows: Rows
    cells: Cells
    formulas: int
    """How many formula elements there are."""

    @property
    def used(self) -> Flags:
        """Which cells hold a value or a formula; what is odd counts too."""
        cells = self.cells
        return (cells.value > 0) | (cells.formula > 0) | cells.odd

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
    formulas = int((found.codes == FORMULA).sum())
    return Index(letters=found.letters, rows=rows, cells=cells.small(), formulas=formulas)


def _rows(data: bytes, found: Tokens, shift: int, above: int) -> Rows | None:
    """Return the rows; None unless they state rising numbers and nothing stands among them."""
    letters, places, codes = found
    opens = np.flatnonzero(codes == ROW)
    if not len(opens):
        return None
    starts = places[opens]
    after = starts + len(b"<row") + shift
    said = np.ones(len(starts), dtype=bool)
    for step, letter in enumerate(b' r="'):
        said &= letters[after + step] == letter
    said &= letters[after - 1] == ord("w")
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
    well = letters[ends - 1] == _GT
    touches = np.append(starts[1:], len(data)) == ends
    if starts[0] != 0 or not (well & touches).all() or len(ends_at) != (~alone).sum():
        return None
    return Rows(numbers, starts, inner, outer, ends)


def _cells(found: Tokens, at: Places, rows: Rows, shift: int) -> Cells | None:
    """Return the cells; None unless each states the place it stands at, in order."""
    letters, places, codes = found
    start = places[at]
    row = np.searchsorted(rows.starts, start, side="right") - 1
    name = start + len(b"<c") + shift
    said = np.ones(len(at), dtype=bool)
    for step, letter in enumerate(b' r="'):
        said &= letters[name + step] == letter
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
        odd=np.ones(len(at), dtype=bool),
    )
    _sort_by_shape(cells, found, at, inside, opened, shift)
    ends_well = (inside == 1) | (codes[at + inside - 1] == CELL + END)
    return cells if ends_well.all() else None


def _first_at_once(row: Places, start: Places, rows: Rows) -> Flags:
    """Tell where a cell is not the first of its row, or stands right behind the row's tag."""
    first = np.diff(row, prepend=-1) > 0
    return ~first | (start == rows.inner[row])


def _tags_inside(codes: tags.Codes, at: Places) -> Places:
    """Return how many tags belong to each cell: those up to the next cell or its row's end."""
    # Behind the last cell of a row stand the row's end and perhaps rows without cells.
    borders = np.flatnonzero((codes == CELL) | (codes == ROW + END) | (codes == ROW))
    following = np.append(borders, len(codes))[np.searchsorted(borders, at) + 1]
    return following - at


def _digits(letters: Bytes, start: Places, most: int) -> tuple[Places, Places]:
    """Return the whole numbers that begin somewhere, and where they end; 0 for none."""
    number = np.zeros(len(start), np.int64)
    place = start.copy()
    for _ in range(most):
        digit = letters[place] - np.uint8(_ZERO)
        is_digit = digit < 10  # noqa: PLR2004  digits
        number = np.where(is_digit, number * 10 + digit, number)
        place += is_digit
    return number, place


def _column(letters: Bytes, start: Places) -> tuple[Places, Places]:
    """Return the columns whose letters begin somewhere, and where they end; 0 for none."""
    column = np.zeros(len(start), np.int64)
    place = start.copy()
    for _ in range(3):
        letter = letters[place] - np.uint8(_A)
        is_letter = letter < 26  # noqa: PLR2004  letters
        column = np.where(is_letter, column * 26 + letter + 1, column)
        place += is_letter
    return column, place


def _style(letters: Bytes, named: Places) -> tuple[npt.NDArray[np.int32], Places]:
    """Return the styles stated right behind the address, and where the attributes end."""
    said = np.ones(len(named), dtype=bool)
    for step, letter in enumerate(b' s="'):
        said &= letters[named + step] == letter
    first = named + len(b' s="')
    number, stop = _digits(letters, np.where(said, first, 0), _STYLE_DIGITS)
    said &= (letters[stop] == _QUOTE) & (stop > first)
    style = np.where(said, number, NO_STYLE).astype(np.int32)
    return style, np.where(said, stop + 1, named)


def _kind(letters: Bytes, styled: Places) -> tuple[npt.NDArray[np.uint8], Places]:
    """Return the types stated next, and where the tag's own end is then to be."""
    kind = np.zeros(len(styled), np.uint8)
    opened = styled.copy()
    for place, name in enumerate(KINDS[1:], start=1):
        spelling = b' t="%b"' % name
        fits = np.flatnonzero((kind == 0) & (letters[styled + 4] == spelling[4]))
        for step, letter in enumerate(spelling):
            fits = fits[letters[styled[fits] + step] == letter]
        kind[fits] = place
        opened[fits] += len(spelling)
    return kind, opened


def _sort_by_shape(
    cells: Cells, found: Tokens, at: Places, inside: Places, opened: Places, shift: int
) -> None:
    """Fill in formulas and values of the cells that have one of the known shapes."""
    letters, places, codes = found
    is_open = letters[opened] == _GT
    blank = (letters[opened] == _SLASH) & (letters[opened + 1] == _GT) & (inside == 1)
    blank |= (letters[opened] == _SPACE) & (letters[opened + 1] == _SLASH) & (inside == 1) & (
        letters[opened + 2] == _GT
    )  # fmt: skip
    width = np.where(letters[opened] == _SPACE, 3, 2)
    cells.odd[blank & (opened + width == cells.end)] = False
    for shape, fill in _SHAPES:
        some = np.flatnonzero(is_open & (inside == len(shape)))
        for step, code in enumerate(shape[1:], start=1):
            some = some[codes[at[some] + step] == code]
        where = [places[at[some] + step] for step in range(len(shape))]
        where.append(cells.end[some])
        if len(some):
            good = fill(cells, letters, some, where, opened[some] + 1, shift)
            cells.odd[some[good]] = False


def _empty(cells, letters, some, where, inner, shift):
    return (where[1] == inner) & _closes_cell(where, 1, shift)


def _valued(cells, letters, some, where, inner, shift):
    cells.value[some] = where[1] + 3 + shift
    cells.value_end[some] = where[2]
    return (where[1] == inner) & _closes(where, 2, 4 + shift) & _closes_cell(where, 3, shift)


def _text(cells, letters, some, where, inner, shift):
    """An inline text, whose tag may say that it keeps its spaces."""
    _, outside, text, text_end, outside_end, end, _ = where
    plain = letters[text + 2 + shift] == _GT
    first = text + 3 + shift
    spaced = ~plain
    for step, letter in enumerate(b' xml:space="preserve">'):
        spaced &= letters[text + 2 + shift + step] == letter
    cells.value[some] = np.where(plain, first, first + len(b' xml:space="preserve"'))
    cells.value_end[some] = text_end
    good = (plain | spaced) & (outside == inner) & (text == outside + 4 + shift)
    good &= letters[text - 1] == _GT
    good &= (outside_end == text_end + 4 + shift) & (end == outside_end + 5 + shift)
    return good & (letters[end - 1] == _GT) & _closes_cell(where, 5, shift)


def _shared(cells, letters, some, where, inner, shift):
    """A formula of a single tag, and a value."""
    cells.formula[some], cells.formula_end[some] = where[1], where[2]
    cells.value[some] = where[2] + 3 + shift
    cells.value_end[some] = where[3]
    good = (where[1] == inner) & _single(letters, where[1], where[2])
    return good & _closes(where, 3, 4 + shift) & _closes_cell(where, 4, shift)


def _computed(cells, letters, some, where, inner, shift):
    cells.formula[some], cells.formula_end[some] = where[1], where[3]
    cells.value[some] = where[3] + 3 + shift
    cells.value_end[some] = where[4]
    good = (where[1] == inner) & _closes(where, 2, 4 + shift)
    return good & _closes(where, 4, 4 + shift) & _closes_cell(where, 5, shift)


def _uncomputed(cells, letters, some, where, inner, shift):
    cells.formula[some], cells.formula_end[some] = where[1], where[3]
    return (where[1] == inner) & _closes(where, 2, 4 + shift) & _closes_cell(where, 3, shift)


def _shared_uncomputed(cells, letters, some, where, inner, shift):
    cells.formula[some], cells.formula_end[some] = where[1], where[2]
    good = (where[1] == inner) & _single(letters, where[1], where[2])
    return good & _closes_cell(where, 2, shift)


def _closes(where, step: int, width: int) -> Flags:
    """Tell where an end tag is followed by the next tag at once."""
    return where[step + 1] == where[step] + width


def _closes_cell(where, step: int, shift: int) -> Flags:
    return where[step + 1] == where[step] + 4 + shift


def _single(letters: Bytes, start: Places, following: Places) -> Flags:
    """Tell where a tag ends in itself right before the next one."""
    del start
    return (letters[following - 1] == _GT) & (letters[following - 2] == _SLASH)


_SHAPES = (
    ((CELL, VALUE, VALUE + END, CELL + END), _valued),
    ((CELL, INLINE, TEXT, TEXT + END, INLINE + END, CELL + END), _text),
    ((CELL, FORMULA, VALUE, VALUE + END, CELL + END), _shared),
    ((CELL, FORMULA, FORMULA + END, VALUE, VALUE + END, CELL + END), _computed),
    ((CELL, CELL + END), _empty),
    ((CELL, FORMULA, FORMULA + END, CELL + END), _uncomputed),
    ((CELL, FORMULA, CELL + END), _shared_uncomputed),
)
