"""Formulas of ours told from those of others, whatever release or language wrote them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import native

if TYPE_CHECKING:
    import numpy.typing as npt

    from mkp_xl.book.formulas import FormulaAt, Formulas

NONE, OURS, OLD, FOREIGN = range(4)
"""No formula, today's text, an earlier one of ours, another's."""


class OwnFormulas:
    """Tells a formula of ours from another's; formulas that differ by row only, once."""

    def __init__(self, text: str | None, known: frozenset[str], column: int) -> None:
        self._text, self._known, self._column = text, known, column
        self._shared: dict[tuple[int, int], int] = {}
        self._seen: dict[str, int] = {}

    @property
    def is_live(self) -> bool:
        """Whether the column is one of formulas now."""
        return self._text is not None

    def states(self, formulas: Formulas) -> npt.NDArray[np.int64]:
        """Return by row whether a formula is today's text, an earlier one of ours, or another's."""
        known = np.array([*map(self._state, formulas.bases), NONE], dtype=np.int64)
        return known[formulas.index]

    def _state(self, formula: FormulaAt) -> int:
        base = (formula.row, formula.column)
        if base not in self._shared:
            self._shared[base] = self._look(formula)
        return self._shared[base]

    def _look(self, formula: FormulaAt) -> int:
        if formula.column != self._column:
            return FOREIGN
        pattern = re.sub(rf"(?<=[A-Z$]){formula.row}(?!\d)", native.ROW, formula.text)
        if pattern not in self._seen:
            self._seen[pattern] = self._judge(formula)
        return self._seen[pattern]

    def _judge(self, formula: FormulaAt) -> int:
        row = str(formula.row)
        if self._text is not None and native.same(
            formula.text, self._text.replace(native.ROW, row)
        ):
            return OURS
        texts = [text.replace(native.ROW, row) for text in (*self._known, self._text or "")]
        if any(native.same(formula.text, text) for text in texts):
            return OLD
        return OLD if _masked(formula.text, row) in {_masked(t, row) for t in texts} else FOREIGN


def _masked(text: str, row: str) -> tuple[str, ...]:
    """Return a formula without the columns it reads and their unit: ours stays ours whichever."""
    bare = re.sub(rf"\$[A-Z]{{1,3}}{row}(?!\d)|#REF!", "?", re.sub(r"\*1(000)+(?!\d)", "", text))
    return tuple(native.tokens_of(bare))
