"""Calling a worksheet function with what a spreadsheet hands over: cells in, cells out.

A cell is what a program gives for it: a number, a text, TRUE, nothing, an error. A range is rows
of cells. Blank in, blank out (an empty text, since nothing would show as 0); no input raises.
Standard library only and for Python 3.9; where NumPy is at hand, ranges are computed with it.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book.call_facts import CALL_OF
from mkp_xl.book.call_reading import day_given, read_cell
from mkp_xl.book.calls import CALLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.call_kinds import Call, Taken
    from mkp_xl.book.handed_over import Cell, Range

WRONG: Final = "#VALUE!"
"""Stands for that error; the caller turns it into its program's own."""
Shape = tuple[int, ...]
"""Rows and columns of a range; empty for a cell."""


def call(name: str, given: Sequence[Cell | Range], shift: float = 0.0) -> Any:  # noqa: ANN401
    """Return a function's result for its arguments in order; None for one left out.

    A cell for cells; rows of one or more cells where an argument of numbers is a range. `shift`
    is what the book's day serials lack of the 1900 system's (1462 in a book of the 1904 system).
    Ranges of different shape, and a range where a function takes cells only, give `WRONG`.
    """
    function = CALL_OF[name]
    given = [_as_rows(cell) for cell in given]
    padded = [*given, *(None,) * (len(function.arguments) - len(given))]
    shape = _shape_of(function.arguments, padded)
    if shape is None or (shape and function.gives == "text"):
        return WRONG
    if not shape:
        values = [read_cell(a, cell, shift) for a, cell in zip(function.arguments, padded)]
        return _answer(name, function, values, shift)
    if not has_numpy():
        return cell_by_cell(name, function, padded, shape, shift)
    from mkp_xl.book.call_columns import over_range  # noqa: PLC0415  not every program has NumPy

    return over_range(name, function, padded, shape, shift)


def cell_by_cell(
    name: str, function: Call, given: Sequence[Any], shape: Shape, shift: float
) -> list[tuple[float | str, ...]] | str:
    """Return the results over ranges as `call_columns.over_range` does, one cell at a time."""
    pairs = list(zip(function.arguments, given))
    fixed = {
        place: read_cell(argument, cells, shift)
        for place, (argument, cells) in enumerate(pairs)
        if not _is_range(argument, cells)
    }
    if None in fixed.values():
        return ""

    def answer(row: int, column: int) -> Any:  # noqa: ANN401
        values = [
            fixed[place] if place in fixed else read_cell(argument, cells[row][column], shift)
            for place, (argument, cells) in enumerate(pairs)
        ]
        return _answer(name, function, values, shift)

    return [tuple(answer(row, column) for column in range(shape[1])) for row in range(shape[0])]


@cache
def has_numpy() -> bool:
    """Tell whether ranges can be computed as columns here, and the module for it came along."""
    return all(map(find_spec, ("numpy", "mkp_xl.book.call_columns")))


def _answer(name: str, function: Call, values: list[Any], shift: float) -> Any:  # noqa: ANN401
    """Return what one cell shows."""
    if any(value is None for value in values):
        return ""
    result = CALLS[name](*values)
    if function.gives == "text":
        return result
    if function.gives == "date":
        result = day_given(result, shift)
    return result if result == result else ""  # noqa: PLR0124  NaN alone differs


def _as_rows(given: Cell | Range) -> Cell | Range:
    """Return a range as rows of cells: a single row may arrive as a plain list."""
    if not isinstance(given, (list, tuple)):
        return given
    if not any(len(row) if isinstance(row, (list, tuple)) else True for row in given):
        return None  # nothing at all
    flat = not any(isinstance(row, (list, tuple)) for row in given)
    return [given] if flat else given


def _shape_of(arguments: Sequence[Taken], given: Sequence[Any]) -> Shape | None:
    """Return rows and columns of the result, () for a cell; None where ranges do not agree."""
    shapes = {
        (len(cells), len(cells[0]) if cells else 0)
        for argument, cells in zip(arguments, given)
        if isinstance(cells, (list, tuple)) and argument.takes != "days_off"
    } - {(1, 1)}
    if not shapes:
        return ()
    return shapes.pop() if len(shapes) == 1 else None


def _is_range(argument: Taken, cells: Any) -> bool:  # noqa: ANN401
    several = isinstance(cells, (list, tuple)) and (len(cells) > 1 or len(cells[0]) > 1)
    return several and argument.takes != "days_off"
