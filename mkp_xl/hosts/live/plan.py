"""What the cells of one sheet are to hold, worked out before anything is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkp_xl.book.address import a1
from mkp_xl.book.grid import Action, CellEdit, ColumnEdit, ErrorValue, Raw, Style
from mkp_xl.errors import HostError, SchemaError
from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.formats import shows_date
from mkp_xl.hosts.live.values import DAYS_TO_1904, LONGEST_TEXT, Content, Formula, length, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.hosts.live.block import Block
    from mkp_xl.hosts.live.open_book import OpenSheet

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_LONGEST_FORMULA = 8_192
_TITLE = re.compile(r"(?!')[^\[\]:*?/\\\x00-\x1f]{1,31}(?<!')")


@dataclass(slots=True, kw_only=True)
class Edits:
    """All that one sheet of the book is asked for."""

    title: str
    columns: list[ColumnEdit] = field(default_factory=list)
    cells: list[CellEdit] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class SheetPlan:
    """The cells of one sheet by column and row, and how those look that have no look yet."""

    title: str
    columns: dict[int, dict[int, Content]] = field(default_factory=dict)
    column_styles: dict[int, Style] = field(default_factory=dict)
    cell_styles: dict[tuple[int, int], Style] = field(default_factory=dict)
    again: set[tuple[int, int]] = field(default_factory=set)
    """Cells written though they hold it already: a formula there has to be called once more."""

    def style(self, row: int, column: int) -> Style | None:
        """Return the look of a cell."""
        return self.cell_styles.get((row, column)) or self.column_styles.get(column)

    def put(self, row: int, column: int, content: Content) -> None:
        """Ask for a cell's content; the last word counts."""
        self.columns.setdefault(column, {})[row] = content


class Standing:
    """What stands in the columns that edits touch; each group of neighbours is read once."""

    def __init__(self, sheet: OpenSheet, boxes: Iterable[Box]) -> None:
        self._by_column: dict[int, Block] = {}
        for box in boxes:
            found = sheet.block(box, stored=True)
            self._by_column |= dict.fromkeys(range(box.left, box.right + 1), found)

    def content(self, row: int, column: int) -> Content:
        """Return what a cell holds, numbers as they are stored."""
        found = self._by_column.get(column)
        return found.content(row, column) if found else None

    def contents(self, column: int, rows: range) -> list[Content]:
        """Return what neighbouring cells of a column hold."""
        found = self._by_column.get(column)
        return found.contents(column, rows) if found else [None] * len(rows)

    def first_formula(self, column: int, rows: range) -> int | None:
        """Return the first of some rows of a column that holds a formula."""
        found = self._by_column.get(column)
        return min(found.formula_rows(column, rows), default=None) if found else None

    def shows_error(self, row: int, column: int) -> bool:
        """Tell whether a cell, formula or not, shows an error."""
        found = self._by_column.get(column)
        return found is not None and isinstance(found.value(row, column), ErrorValue)

    def places(self) -> Iterator[tuple[int, int]]:
        """Yield the cells that hold something."""
        for column, found in self._by_column.items():
            rows = range(found.top, found.top + found.height)
            for row, content in zip(rows, found.contents(column, rows), strict=True):
                if content is not None:
                    yield row, column


def touched(edits: Edits) -> list[Box]:
    """Return the rectangles that edits may change, neighbouring columns together."""
    spans: dict[int, list[int]] = {}
    for edit in edits.columns:
        _refuse_lengths(edit)
        if len(edit.actions):
            bottom = edit.first_row + len(edit.actions) - 1
            spans.setdefault(edit.column, []).extend((edit.first_row, bottom))
    for cell in edits.cells:
        spans.setdefault(cell.column, []).append(cell.row)
    for column, rows in spans.items():
        _refuse_outside(edits.title, min(rows), column)
        _refuse_outside(edits.title, max(rows), column)
    return [
        Box(
            min(row for column in group for row in spans[column]),
            group[0],
            max(row for column in group for row in spans[column]),
            group[-1],
        )
        for group in _neighbours(sorted(spans))
    ]


def plan_edits(title: str, edits: Edits, standing: Standing, *, is_1904: bool) -> SheetPlan:
    """Return what edits make of a sheet; a formula that is to stay is not in it."""
    plan = SheetPlan(title=title)
    for edit in edits.columns:
        if edit.style:
            plan.column_styles[edit.column] = edit.style
        _plan_column(plan, edit, standing, _day_shift(edit.style, is_1904=is_1904))
    for cell in edits.cells:
        if cell.style:
            plan.cell_styles[cell.row, cell.column] = cell.style
        keeps = cell.keep_formula and cell.formula is None
        if keeps and isinstance(standing.content(cell.row, cell.column), Formula):
            continue
        shift = _day_shift(cell.style, is_1904=is_1904)
        plan.put(cell.row, cell.column, _content(cell.value, cell.formula, shift))
    _refuse_long(plan)
    return plan


def plan_sheet(sheet: SheetOut, standing: Standing | None, *, is_1904: bool) -> SheetPlan:
    """Return what makes a sheet show what is drawn and nothing else."""
    if not _TITLE.fullmatch(sheet.title):
        raise SchemaError("sheet_title", sheet=sheet.title)
    plan = SheetPlan(title=sheet.title)
    for row, column in standing.places() if standing else ():
        plan.put(row, column, None)
    for (row, column), cell in sheet.cells.items():
        _refuse_outside(sheet.title, row, column)
        shift = _day_shift(cell.style, is_1904=is_1904)
        plan.put(row, column, _content(cell.value, cell.formula, shift))
        if cell.style:
            plan.cell_styles[row, column] = cell.style
    _refuse_long(plan)
    return plan


def _plan_column(plan: SheetPlan, edit: ColumnEdit, standing: Standing, shift: float) -> None:
    cells = plan.columns.setdefault(edit.column, {})
    for row, (action, value) in enumerate(
        zip(edit.actions, edit.values, strict=True), edit.first_row
    ):
        if action == Action.FORMULA:
            if edit.formula is None:
                raise SchemaError("edit_without_formula", sheet=edit.sheet)
            cells[row] = Formula(edit.formula(row))
        elif action == Action.KEEP and isinstance(standing.content(row, edit.column), Formula):
            cells.pop(row, None)
            if edit.alone and edit.formula and standing.shows_error(row, edit.column):
                # A call that failed (no server then) is made again only where it is written.
                cells[row] = Formula(edit.formula(row))
                plan.again.add((row, edit.column))
        elif action != Action.SKIP:
            cells[row] = _content(value, None, shift)


def _content(value: Raw, formula: str | None, shift: float) -> Content:
    if formula is not None:
        return Formula(formula)
    value = plain(value)
    return value - shift if shift and isinstance(value, float) else value


def _day_shift(style: Style | None, *, is_1904: bool) -> float:
    """Return by how many days the book counts a date of ours otherwise than we do."""
    dated = is_1904 and style is not None and shows_date(style.number_format)
    return float(DAYS_TO_1904) if dated else 0.0


def _neighbours(columns: list[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for column in columns:
        if groups and column == groups[-1][-1] + 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    return groups


def _refuse_lengths(edit: ColumnEdit) -> None:
    if len(edit.values) != len(edit.actions):
        raise SchemaError("edit_lengths", sheet=edit.sheet, column=edit.column)


def _refuse_outside(sheet: str, row: int, column: int) -> None:
    if row > _LAST_ROW:
        raise HostError("too_many_rows", sheet=sheet, row=row, limit=_LAST_ROW)
    if column > _LAST_COLUMN:
        raise HostError("too_many_columns", sheet=sheet, column=column, limit=_LAST_COLUMN)
    if row < 1 or column < 1:
        raise SchemaError("place_outside_sheet", sheet=sheet, row=row, column=column)


def _refuse_long(plan: SheetPlan) -> None:
    """Raise HostError for the first text or formula that no cell could hold."""
    for column, cells in plan.columns.items():
        for row, content in cells.items():
            text = content.text if isinstance(content, Formula) else content
            if isinstance(text, str) and len(text) > _LONGEST_FORMULA:
                _refuse_long_one(content, sheet=plan.title, cell=a1(row, column))


def _refuse_long_one(content: Content, **said: str) -> None:
    if isinstance(content, Formula):
        long = len(content.text)
        raise HostError("formula_too_long", **said, length=long, limit=_LONGEST_FORMULA)
    if isinstance(content, str) and (long := length(content)) > LONGEST_TEXT:
        raise HostError("text_too_long", **said, length=long, limit=LONGEST_TEXT)
