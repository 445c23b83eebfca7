"""Calculated columns of tables: the formulas that rows and columns taken in get by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mkp_xl.book.grid import Action, CellEdit, ColumnEdit, FormulaAt, Raw, Style
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.formulas import moved_text
from mkp_xl.hosts.xlsx.table_out import Calculated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mkp_xl.hosts.xlsx.growth import Growth
    from mkp_xl.hosts.xlsx.read import Reader


class _Word(NamedTuple):
    """What an edit says of a cell: whether it leaves formulas be, the value, the style."""

    keeps: bool
    value: Raw
    style: Style | None


def filled(
    reader: Reader,
    growth: Growth,
    standing: list[Calculated],
    columns: Sequence[ColumnEdit],
    cells: Sequence[CellEdit],
) -> list[ColumnEdit]:
    """Return the edits that fill calculated columns; they leave to others what others speak of."""
    fresh = [
        Calculated(column=number, header=column.header, text=column.formula, is_new=True)
        for number, column in zip(growth.new_columns, growth.columns, strict=True)
        if column.formula is not None
    ]
    found = []
    for one in [*standing, *fresh]:
        first = growth.first_data if one.is_new else growth.new_rows.start
        rows = range(first, growth.new_rows.stop)
        if rows:
            words = dict(_words(one.column, rows, columns, cells))
            found.append(_edit(growth, one, rows, words, _formula(reader, growth, one)))
    return found


def leaves_values_open(edits: list[ColumnEdit]) -> bool:
    """Whether any cell gets a formula whose value is not known."""
    return any(
        action == Action.FORMULA and value is None
        for edit in edits
        for action, value in zip(edit.actions, edit.values, strict=True)
    )


def _words(
    column: int, rows: range, columns: Sequence[ColumnEdit], cells: Sequence[CellEdit]
) -> Iterator[tuple[int, _Word]]:
    """Yield what edits say of a column's cells, the last word last."""
    for edit in columns:
        if edit.column == column:
            said = zip(edit.actions, edit.values, strict=True)
            for row, (action, value) in enumerate(said, edit.first_row):
                if row in rows and action != Action.SKIP:
                    yield row, _Word(action == Action.KEEP, value, edit.style)
    for cell in cells:
        if cell.column == column and cell.row in rows:
            keeps = cell.keep_formula and cell.formula is None
            yield cell.row, _Word(keeps, cell.value, cell.style)


def _edit(
    growth: Growth,
    one: Calculated,
    rows: range,
    words: dict[int, _Word],
    formula: tuple[Callable[[int], str], bool],
) -> ColumnEdit:
    open_word = _Word(keeps=True, value=None, style=None)
    said = [words.get(row, open_word) for row in rows]
    text_at, is_moving = formula
    return ColumnEdit(
        sheet=growth.sheet,
        column=one.column,
        first_row=rows.start,
        values=[word.value for word in said],
        actions=bytes(Action.FORMULA if word.keeps else Action.SKIP for word in said),
        formula=text_at,
        alone=not is_moving,
        style=next((word.style for word in said if word.keeps and word.style), None),
        continues=True,
    )


def _formula(reader: Reader, growth: Growth, one: Calculated) -> tuple[Callable[[int], str], bool]:
    """Return the formula by row, and whether it differs from row to row.

    The table states it as its first row has it; where it differs, the formula that stands in the
    last row is continued: it is what a person sees there.
    """
    first = FormulaAt(one.text, growth.first_data, one.column)
    if _moved(growth, one, first, first.row + 1) == one.text:
        return (lambda _row: one.text), False
    base = first
    if not one.is_new:
        last = growth.last_data
        stands = reader.columns(last, last, [one.column], lambda _share: None)
        base = stands[one.column].formulas.get(last, first)
    return (lambda row: _moved(growth, one, base, row)), True


def _moved(growth: Growth, one: Calculated, base: FormulaAt, row: int) -> str:
    text = None if one.is_array else moved_text(base, row, one.column)
    if text is None:
        said = {"sheet": growth.sheet, "table": growth.name, "column": one.header}
        raise HostError("table_formula", **said)
    return text
