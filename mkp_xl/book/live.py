"""Which live sheets a book has, and whose clients each of them shows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from mkp_xl.book import checks_sheet, contact_plan, frame, help_sheet, list_sentence, matrix
from mkp_xl.book.board import Board
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.findings import Finding
from mkp_xl.book.grid import NameEdit
from mkp_xl.book.marks import sheet_name

if TYPE_CHECKING:
    from mkp_xl.book.grid import Changes
    from mkp_xl.book.reading import OpenBook
    from mkp_xl.book.writing import Plan

_PRINT_AREA = "_xlnm.Print_Area"
_TO_ROW = re.compile(r"([^,]+:\$[A-Z]+\$)(\d+)")
"""One rectangle, and the row it ends at."""


def write(
    book: OpenBook, main: Plan, changes: Changes, found: list[Finding], *, attaching: bool
) -> list[Finding]:
    """Add the live sheets whose columns the list has; say what a matrix lacks when attaching.

    A matrix comes with attaching, the contact plan with a new book; a deleted one stays away.
    """
    board = Board(
        lang=book.lang,
        settings=book.settings,
        rows=main.rows,
        verdicts=main.verdicts,
        marked=main.marked,
        manager=None,
        checks=frame.title_of(book, "checks"),
        found=checks_sheet.in_short(found, book.lang),
    )
    _write_matrix(book, board, changes, attaching=attaching)
    _write_plan(book, board, changes)
    _write_help(book, changes)
    _write_sentence(book, board, changes)
    changes.names += board.names()
    return _missing(board) if attaching else []


def _write_matrix(book: OpenBook, board: Board, changes: Changes, *, attaching: bool) -> None:
    stands = "matrix" in book.marks.sheets
    if not (attaching or stands) or not board.holds(matrix.NEEDED):
        return
    title = frame.title_of(book, "matrix")
    chosen = matrix.CHOOSER.chosen(book.source, title, board) if stands else None
    changes.sheets.append(matrix.draw(title, replace(board, manager=chosen)))
    changes.names.append(sheet_name("matrix", title))


def _write_plan(book: OpenBook, board: Board, changes: Changes) -> None:
    if "plan" not in book.marks.sheets or not board.holds(contact_plan.NEEDED):
        return
    title = frame.title_of(book, "plan")
    chosen = contact_plan.CHOOSER.chosen(book.source, title, board)
    changes.sheets.append(contact_plan.draw(title, replace(board, manager=chosen)))
    changes.names.append(sheet_name("plan", title))


def _write_help(book: OpenBook, changes: Changes) -> None:
    if "help" in book.marks.sheets:
        title = frame.title_of(book, "help")
        changes.sheets.append(help_sheet.draw(title, book.lang))
        changes.names.append(sheet_name("help", title))


def _write_sentence(book: OpenBook, board: Board, changes: Changes) -> None:
    say = book.marks.say
    if say and say.sheet == board.marked.sheet and board.holds(list_sentence.NEEDED):
        changes.cells += list_sentence.edit(book.source, say, board)
        changes.names += _grown_print_area(book, board)


def _grown_print_area(book: OpenBook, board: Board) -> list[NameEdit]:
    """Let the pages of a list of ours end no sooner than the list does."""
    last = board.rows.row(board.rows.size - 1)
    areas = (name for name in book.info.names if name.name == _PRINT_AREA)
    area = next((name for name in areas if name.sheet == board.marked.sheet), None)
    found = _TO_ROW.fullmatch(area.refers_to) if area else None
    if area is None or found is None or int(found.group(2)) >= last:
        return []
    return [NameEdit(name=area.name, sheet=area.sheet, refers_to=f"{found.group(1)}{last}")]


def _missing(board: Board) -> list[Finding]:
    table = board.rows.table
    where = Finding(code="no_matrix", sheet=table.sheet, row=table.header_row)
    missing = [key for key in matrix.NEEDED if key not in board.marked.columns]
    if missing:
        names = ", ".join(OUTPUT_OF[key].name(board.lang) for key in missing)
        return [replace(where, value=names)]
    return [] if board.has_states else [replace(where, code="matrix_without_coverage")]
