"""Calling a worksheet function with what a spreadsheet hands over: cells in, cells out.

A cell is what a program gives for it: a number, a text, TRUE, nothing, an error. A range is rows
of cells. Blank in, blank out (an empty text, since nothing would show as 0); no input raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book.call_reading import read_cell, read_column
from mkp_xl.book.calls import CALLS
from mkp_xl.book.cells import DATE_LAST
from mkp_xl.book.fields.functions import FUNCTION_OF, Argument
from mkp_xl.rules.ops import cases

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    function = FUNCTION_OF[name]
    given = [_as_rows(cell) for cell in given]
    padded = [*given, *(None,) * (len(function.arguments) - len(given))]
    shape = _shape_of(function.arguments, padded)
    if shape is None or (shape and function.gives == "text"):
        return WRONG
    read = read_column if shape else read_cell
    values = [
        read(argument, cell, shift)
        for argument, cell in zip(function.arguments, padded, strict=True)
    ]
    if any(value is None for value in values):
        return ""
    result = CALLS[name](*values)
    if function.gives == "text":
        return result
    if function.gives == "date":  # a later day than any would be an error of the whole column
        result = cases((result <= DATE_LAST, result)) - shift
    if not shape:
        return result if result == result else ""  # noqa: PLR0124  NaN alone differs
    return _rows(result, shape)


def _as_rows(given: Cell | Range) -> Cell | Range:
    """Return a range as rows of cells: a single row may arrive as a plain list."""
    if not isinstance(given, (list, tuple)):
        return given
    if not any(len(row) if isinstance(row, (list, tuple)) else True for row in given):
        return None  # nothing at all
    flat = not any(isinstance(row, (list, tuple)) for row in given)
    return [given] if flat else given


def _shape_of(arguments: Sequence[Argument], given: Sequence[Any]) -> Shape | None:
    """Return rows and columns of the result, () for a cell; None where ranges do not agree."""
    shapes = {
        (len(cells), len(cells[0]) if cells else 0)
        for argument, cells in zip(arguments, given, strict=True)
        if isinstance(cells, (list, tuple)) and argument.takes != "days_off"
    } - {(1, 1)}
    if not shapes:
        return ()
    return shapes.pop() if len(shapes) == 1 else None


def _rows(result: Any, shape: Shape) -> list[tuple[float | str, ...]]:  # noqa: ANN401
    """Return a column of results as rows of cells, blanks as empty texts."""
    import numpy as np  # noqa: PLC0415

    flat = np.broadcast_to(np.asarray(result, dtype=np.float64), shape[0] * shape[1])
    cells: list[Any] = flat.tolist()
    for place in np.flatnonzero(np.isnan(flat)).tolist():
        cells[place] = ""
    if shape[1] == 1:
        return list(zip(cells, strict=True))
    return [tuple(cells[at : at + shape[1]]) for at in range(0, len(cells), shape[1])]
