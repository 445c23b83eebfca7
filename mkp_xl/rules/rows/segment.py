"""The cell of the matrix a client stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkp_xl.rules.ops import Value


def segment(potential_level: Value, progress_level: Value) -> Value:
    """Cell 1..9 of the matrix: rows by potential, columns by progress; blank if either is.

    >>> segment(3.0, 2.0)
    8.0
    """
    return 3 * (potential_level - 1) + progress_level
