"""Which live sheets a book has, and whose clients each of them shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mkp_xl.book import checks_sheet, contact_plan, frame, help_sheet, matrix
from mkp_xl.book.board import Board
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.findings import Finding
from mkp_xl.book.marks import sheet_name

if TYPE_CHECKING:
    from mkp_xl.book.grid import Changes
    from mkp_xl.book.reading import OpenBook
    from mkp_xl.book.writing import Plan


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
        found=checks_sheet.in_short(found),
    )
    written = _write_matrix(book, board, changes, attaching=attaching)
    written |= _write_plan(book, board, changes)
    _write_help(book, changes)
    if written:
        changes.names += board.names()
    return _missing(board) if attaching else []


def _write_matrix(book: OpenBook, board: Board, changes: Changes, *, attaching: bool) -> bool:
    stands = "matrix" in book.marks.sheets
    if not (attaching or stands) or not board.holds(matrix.NEEDED):
        return False
    title = frame.title_of(book, "matrix")
    chosen = matrix.CHOOSER.chosen(book.source, title) if stands else None
    changes.sheets.append(matrix.draw(title, replace(board, manager=chosen)))
    changes.names.append(sheet_name("matrix", title))
    return True


def _write_plan(book: OpenBook, board: Board, changes: Changes) -> bool:
    if "plan" not in book.marks.sheets or not board.holds(contact_plan.NEEDED):
        return False
    title = frame.title_of(book, "plan")
    chosen = contact_plan.CHOOSER.chosen(book.source, title)
    changes.sheets.append(contact_plan.draw(title, replace(board, manager=chosen)))
    changes.names.append(sheet_name("plan", title))
    return True


def _write_help(book: OpenBook, changes: Changes) -> None:
    if "help" in book.marks.sheets:
        title = frame.title_of(book, "help")
        changes.sheets.append(help_sheet.draw(title, book.lang))
        changes.names.append(sheet_name("help", title))


def _missing(board: Board) -> list[Finding]:
    table = board.rows.table
    where = Finding(code="no_matrix", sheet=table.sheet, row=table.header_row)
    missing = [key for key in matrix.NEEDED if key not in board.marked.columns]
    if missing:
        names = ", ".join(OUTPUT_OF[key].name(board.lang) for key in missing)
        return [replace(where, value=names)]
    return [] if board.has_states else [replace(where, code="matrix_without_coverage")]
