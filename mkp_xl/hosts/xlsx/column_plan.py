"""Edits of one column, asked for block by block while the sheet is rewritten."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mkp_xl.book.address import Place
from mkp_xl.book.grid import Action
from mkp_xl.errors import HostError, SchemaError
from mkp_xl.hosts.xlsx.address import LAST_COLUMN, LAST_ROW, range_text
from mkp_xl.hosts.xlsx.formula import formula_element

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mkp_xl.book.grid import CellEdit, ColumnEdit
    from mkp_xl.hosts.xlsx.style_out import Look


class Orders(NamedTuple):
    """What happens in some rows of a column; all parts speak of the same rows."""

    places: Sequence[int]
    """Which of the rows that were asked about: SKIP ones are left out."""
    actions: Sequence[int]
    values: Sequence[object]
    formulas: Sequence[bytes]
    """The whole `f` element where the action is FORMULA, else empty."""


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

    def changing(self) -> Iterable[int]:
        """Rows where something happens."""
        ...

    def span(self) -> tuple[int, int] | None:
        """First and last row that get a value or a formula; None if none does."""
        ...

    def orders(self, rows: Sequence[int]) -> Orders:
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

    def changing(self) -> Iterable[int]:
        """Rows where something happens: SKIP is 0."""
        return compress(self.rows, self._actions)

    def span(self) -> tuple[int, int] | None:
        """First and last row that get a value or a formula; None if none does."""
        places = range(len(self.rows))
        first = next(filter(self._fills, places), None)
        last = next(filter(self._fills, reversed(places)), None)
        return None if first is None or last is None else (self.rows[first], self.rows[last])

    def _fills(self, place: int) -> bool:
        action = self._actions[place]
        return action == Action.FORMULA or (action > 0 and self._edit.values[place] is not None)

    def orders(self, rows: Sequence[int]) -> Orders:
        """Return what happens in rows that come in order."""
        top, values = self.rows.start, self._edit.values
        first, stop = rows[0] - top, rows[-1] - top + 1
        is_run = first >= 0 and stop <= len(self.rows) and stop - first == len(rows)
        actions = self._actions[first:stop] if is_run else bytearray()
        if is_run and Action.SKIP not in actions:
            return Orders(
                range(len(rows)), actions, values[first:stop], self._formulas(rows, actions)
            )
        if rows[0] >= top and rows[-1] < self.rows.stop:
            actions = bytearray(map(self._actions.__getitem__, [row - top for row in rows]))
            places = [place for place, action in enumerate(actions) if action]
        else:
            places = [place for place, row in enumerate(rows) if self.action(row)]
        chosen = [rows[place] for place in places]
        actions = bytearray(self._actions[row - top] for row in chosen)
        picked = [values[row - top] for row in chosen]
        return Orders(places, actions, picked, self._formulas(chosen, actions))

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

    def _formulas(self, rows: Sequence[int], actions: bytearray) -> list[bytes]:
        if Action.FORMULA not in actions:
            return [b""] * len(rows)
        pairs = zip(rows, actions, strict=True)
        return [self._formula(row) if act == Action.FORMULA else b"" for row, act in pairs]

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

    def changing(self) -> Iterable[int]:
        """Rows where something happens."""
        return self.rows

    def span(self) -> tuple[int, int] | None:
        """First and last row that get a value or a formula; None if none does."""
        filled = [row for row, e in self._edits.items() if e.formula or e.value is not None]
        return (min(filled), max(filled)) if filled else None

    def orders(self, rows: Sequence[int]) -> Orders:
        """Return what happens in rows that come in order."""
        chosen = [(place, row) for place, row in enumerate(rows) if row in self._edits]
        edits = [self._edits[row] for _, row in chosen]
        return Orders(
            [place for place, _ in chosen],
            [self.action(row) for _, row in chosen],
            [edit.value for edit in edits],
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
