"""Edits of one column, asked for block by block while the sheet is rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from mkp_xl.book.address import Place
from mkp_xl.book.grid import Action
from mkp_xl.errors import HostError, SchemaError
from mkp_xl.hosts.xlsx.address import LAST_COLUMN, LAST_ROW, range_text
from mkp_xl.hosts.xlsx.encode import typed
from mkp_xl.hosts.xlsx.formula import formula_element

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from mkp_xl.book.grid import CellEdit, ColumnEdit
    from mkp_xl.book.values import Values
    from mkp_xl.hosts.xlsx.letters import Places
    from mkp_xl.hosts.xlsx.style_out import Look


class Orders(NamedTuple):
    """What happens in some rows of a column; all parts speak of the same rows."""

    places: Places
    """Which of the rows that were asked about: SKIP ones are left out."""
    actions: npt.NDArray[np.uint8]
    values: Values
    formulas: Sequence[bytes]
    """The whole `f` element where the action is FORMULA, else empty."""

    def only(self, chosen: Places) -> Orders:
        """Return the orders for some of the rows."""
        formulas = [self.formulas[place] for place in chosen.tolist()]
        values = self.values.at(chosen)
        return Orders(self.places[chosen], self.actions[chosen], values, formulas)


class ColumnPlan(Protocol):
    """Edits of one column that share a look."""

    @property
    def column(self) -> int:
        """Column that is edited."""
        ...

    @property
    def look(self) -> Look | None:
        """Look of cells that have no style of their own."""
        ...

    @property
    def continues(self) -> bool:
        """Whether a cell yet to be made rather takes the look of its column or row."""
        ...

    @property
    def rows(self) -> Sequence[int]:
        """Rows it may speak of, in order."""
        ...

    @property
    def replaces(self) -> bool:
        """Whether any formula that stands there goes, or gives way to another."""
        ...

    def action(self, row: int) -> int:
        """Return what happens in a row."""
        ...

    def changing(self, first: int, last: int) -> Places:
        """Rows of a stretch where something happens."""
        ...

    def span(self) -> tuple[int, int] | None:
        """First and last row that get a value or a formula; None if none does."""
        ...

    def orders(self, rows: Places) -> Orders:
        """Return what happens in rows that come in order."""
        ...


class WholePlan:
    """A column edit; rows that a later edit changes are SKIP here."""

    def __init__(self, edit: ColumnEdit, look: Look | None, prefix: bytes) -> None:
        self.column = edit.column
        self.look = look
        self.continues = edit.continues
        self.rows = range(edit.first_row, edit.first_row + len(edit.actions))
        self._actions = bytearray(edit.actions)
        self._acts = np.frombuffer(self._actions, np.uint8)
        self._values = typed(edit.values)
        self._edit = edit
        self._prefix = prefix
        self._carrier_row = 0
        self._carrier = self._user = b""
        if len(edit.values) != len(self._actions):
            raise SchemaError("edit_lengths", sheet=edit.sheet, column=edit.column)
        refuse_outside(edit.sheet, edit.first_row, edit.column)
        refuse_outside(edit.sheet, max(self.rows.stop - 1, 1), edit.column)

    @property
    def replaces(self) -> bool:
        """Whether any formula that stands there goes, or gives way to another."""
        return Action.FORMULA in self._actions or Action.VALUE in self._actions

    @property
    def is_group(self) -> bool:
        """Whether more than one row gets the formula, so that it is written once and shared."""
        return not self._edit.alone and self._actions.count(Action.FORMULA) > 1

    def action(self, row: int) -> int:
        """Return what happens in a row."""
        return self._actions[row - self.rows.start] if row in self.rows else Action.SKIP

    def changing(self, first: int, last: int) -> Places:
        """Rows of a stretch where something happens: SKIP is 0."""
        top = self.rows.start
        first = max(first, top)
        actions = self._acts[first - top : max(0, last + 1 - top)]
        return np.flatnonzero(actions) + first

    def span(self) -> tuple[int, int] | None:
        """First and last row that get a value or a formula; None if none does."""
        filled = np.isfinite(self._values.numbers)
        if self._values.others is not None:
            filled |= self._values.others.filled
        places = np.flatnonzero((self._acts == Action.FORMULA) | ((self._acts > 0) & filled))
        return (self.rows[places[0]], self.rows[places[-1]]) if len(places) else None

    def orders(self, rows: Places) -> Orders:
        """Return what happens in rows that come in order."""
        inside = np.flatnonzero((rows >= self.rows.start) & (rows < self.rows.stop))
        actions = self._acts[rows[inside] - self.rows.start]
        places = inside[actions > 0]
        actions = actions[actions > 0]
        chosen = rows[places]
        values = self._values.at(chosen - self.rows.start)
        return Orders(places, actions, values, self._formulas(chosen, actions))

    def skip(self, rows: Iterable[int]) -> None:
        """Leave rows to a later edit."""
        for row in rows:
            if row in self.rows:
                self._actions[row - self.rows.start] = Action.SKIP

    def share(self, group: int) -> None:
        """Write the formula once, as the shared group of this number."""
        first = self.rows[self._actions.index(Action.FORMULA)]
        last = self.rows[self._actions.rindex(Action.FORMULA)]
        box = range_text((first, self.column, last, self.column)).encode()
        self._carrier_row = first
        self._carrier = self._element(first, b' t="shared" ref="%b" si="%d"' % (box, group))
        self._user = b'<%bf t="shared" si="%d"/>' % (self._prefix, group)

    def _formulas(self, rows: Places, actions: npt.NDArray[np.uint8]) -> list[bytes]:
        with_formula = actions == Action.FORMULA
        if not with_formula.any():
            return [b""] * len(rows)
        pairs = zip(rows.tolist(), with_formula.tolist(), strict=True)
        return [self._formula(row) if is_formula else b"" for row, is_formula in pairs]

    def _formula(self, row: int) -> bytes:
        if not self._user:
            return self._element(row, b"")
        return self._carrier if row == self._carrier_row else self._user

    def _element(self, row: int, attributes: bytes) -> bytes:
        if self._edit.formula is None:
            raise SchemaError("edit_without_formula", sheet=self._edit.sheet)
        text = self._edit.formula(row)
        place = Place(self._edit.sheet, row, self.column)
        return formula_element(text, self._prefix, attributes, place)


class SinglesPlan:
    """Cell edits of one column that share a look."""

    def __init__(
        self, column: int, look: Look | None, edits: list[CellEdit], prefix: bytes
    ) -> None:
        self.column = column
        self.look = look
        self.continues = False
        self._edits = {edit.row: edit for edit in edits}
        self.rows = sorted(self._edits)
        self._prefix = prefix
        for edit in edits:
            refuse_outside(edit.sheet, edit.row, edit.column)

    @property
    def replaces(self) -> bool:
        """Whether any formula that stands there goes, or gives way to another."""
        return any(not edit.keep_formula for edit in self._edits.values())

    def action(self, row: int) -> int:
        """Return what happens in a row."""
        edit = self._edits.get(row)
        if edit is None:
            return Action.SKIP
        if edit.formula is not None:
            return Action.FORMULA
        return Action.KEEP if edit.keep_formula else Action.VALUE

    def changing(self, first: int, last: int) -> Places:
        """Rows of a stretch where something happens."""
        return np.array([row for row in self.rows if first <= row <= last], dtype=np.int64)

    def span(self) -> tuple[int, int] | None:
        """First and last row that get a value or a formula; None if none does."""
        filled = [row for row, e in self._edits.items() if e.formula or e.value is not None]
        return (min(filled), max(filled)) if filled else None

    def orders(self, rows: Places) -> Orders:
        """Return what happens in rows that come in order."""
        pairs = enumerate(rows.tolist())
        chosen = [(place, row) for place, row in pairs if row in self._edits]
        edits = [self._edits[row] for _, row in chosen]
        return Orders(
            np.array([place for place, _ in chosen], dtype=np.int64),
            np.array([self.action(row) for _, row in chosen], dtype=np.uint8),
            typed([edit.value for edit in edits]),
            [self._element(edit) for edit in edits],
        )

    def _element(self, edit: CellEdit) -> bytes:
        if edit.formula is None:
            return b""
        place = Place(edit.sheet, edit.row, edit.column)
        return formula_element(edit.formula, self._prefix, b"", place)


def refuse_outside(sheet: str, row: int, column: int) -> None:
    """Raise HostError for a place that no sheet has."""
    if row > LAST_ROW:
        raise HostError("too_many_rows", sheet=sheet, row=row, limit=LAST_ROW)
    if column > LAST_COLUMN:
        raise HostError("too_many_columns", sheet=sheet, column=column, limit=LAST_COLUMN)
    if row < 1 or column < 1:
        raise SchemaError("place_outside_sheet", sheet=sheet, row=row, column=column)
