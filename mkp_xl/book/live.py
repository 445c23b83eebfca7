"""Which live sheets a book has, and whose clients each of them shows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import (
    card,
    checks_sheet,
    contact_plan,
    frame,
    gap,
    help_sheet,
    list_sentence,
    look,
    matrix,
    messages,
    method,
    playbook,
)
from mkp_xl.book.address import letters
from mkp_xl.book.board import Board
from mkp_xl.book.boxes import read_boxes
from mkp_xl.book.coverage import sheet as coverage
from mkp_xl.book.drawn import CellOut, SheetOut
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.findings import Finding
from mkp_xl.book.grid import NameEdit
from mkp_xl.book.marks import sheet_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from types import ModuleType

    from mkp_xl.book.address import Box
    from mkp_xl.book.boxes import Held
    from mkp_xl.book.fields import Sheet
    from mkp_xl.book.grid import Changes
    from mkp_xl.book.planning import Computed
    from mkp_xl.book.reading import OpenBook
    from mkp_xl.book.writing import Plan

_PRINT_AREA = "_xlnm.Print_Area"
_TO_ROW = re.compile(r"([^,]+:\$[A-Z]+\$)(\d+)")
"""One rectangle, and the row it ends at."""


def write(
    book: OpenBook,
    main: Plan,
    changes: Changes,
    found: list[Finding],
    first: Computed,
    *,
    attaching: bool,
    coming: frozenset[Sheet] = frozenset(),
) -> list[Finding]:
    """Add the live sheets that stand or are to come; say which columns of ours one lacks.

    A matrix comes with attaching, the contact plan with a new book, others when they are asked
    for; a deleted one stays away.
    """
    here = frozenset(book.marks.sheets) | coming
    board = Board(
        lang=book.lang,
        settings=book.settings,
        rows=main.rows,
        verdicts=main.verdicts,
        marked=main.marked,
        manager=None,
        checks=frame.title_of(book, "checks"),
        found=checks_sheet.in_short(found, book.lang),
        calendar=book.calendar,
        estimates=first.estimates,
        team=first.team,
    )
    missing = _write_matrix(book, board, changes, attaching=attaching)
    missing += _write_plan(book, board, changes, here)
    missing += _write_card(book, board, changes, here)
    missing += _write_figures(book, board, changes, here)
    missing += _write_playbook(book, board, changes, here)
    _write_method(book, board, changes, here)
    _write_help(book, changes)
    _write_sentence(book, board, changes)
    changes.names += board.names()
    return missing


def _write_matrix(
    book: OpenBook, board: Board, changes: Changes, *, attaching: bool
) -> list[Finding]:
    stands = "matrix" in book.marks.sheets
    if not (attaching or stands):
        return []
    title = frame.title_of(book, "matrix")
    lacking = _lacking(board, "no_matrix", matrix.NEEDED)
    if lacking and not stands:
        return [lacking]
    changes.names.append(sheet_name("matrix", title))
    if lacking:
        changes.sheets.append(_bare(title, lacking, board))
        return [lacking]
    chosen = matrix.CHOOSER.chosen(book.source, title, board) if stands else None
    changes.sheets.append(matrix.draw(title, replace(board, manager=chosen)))
    where = _where(board, "matrix_without_coverage")
    return [where] if attaching and not board.has_states else []


def _write_plan(
    book: OpenBook, board: Board, changes: Changes, here: Collection[str]
) -> list[Finding]:
    if "plan" not in here:
        return []
    title = frame.title_of(book, "plan")
    changes.names.append(sheet_name("plan", title))
    lacking = _lacking(board, "no_plan", contact_plan.NEEDED)
    if lacking:
        changes.sheets.append(_bare(title, lacking, board))
        return [lacking]
    stands = "plan" in book.marks.sheets
    chosen = contact_plan.CHOOSER.chosen(book.source, title, board) if stands else None
    changes.sheets.append(contact_plan.draw(title, replace(board, manager=chosen)))
    return []


def _write_playbook(
    book: OpenBook, board: Board, changes: Changes, here: Collection[str]
) -> list[Finding]:
    if "playbook" not in here:
        return []
    title = frame.title_of(book, "playbook")
    changes.names.append(sheet_name("playbook", title))
    lacking = _lacking(board, "no_sheet", playbook.NEEDED)
    if lacking:  # what the team wrote there is not drawn over
        return [replace(lacking, detail=title)]
    changes.sheets.append(playbook.draw(title, board, _held(book)))
    changes.names += playbook.names(title)
    return []


def _held(book: OpenBook) -> Held:
    """Return what a team has written into the playbook; nothing of one that is to come."""
    return _boxes(book, "playbook", playbook.BOXES)


def _boxes(book: OpenBook, key: Sheet, boxes: Iterable[Box]) -> Held:
    if key not in book.marks.sheets:
        return {}
    return read_boxes(book.source, frame.title_of(book, key), boxes)


def _write_figures(
    book: OpenBook, board: Board, changes: Changes, here: Collection[str]
) -> list[Finding]:
    """Add the sheets that hold figures alone, nothing that a team wrote."""
    missing = []
    for key, made in _OF_FIGURES.items():
        if key not in here:
            continue
        title = frame.title_of(book, key)
        changes.names.append(sheet_name(key, title))
        lacking = _lacking(board, "no_sheet", made.NEEDED)
        if lacking:
            lacking = replace(lacking, detail=title)
            missing.append(lacking)
        changes.sheets.append(_bare(title, lacking, board) if lacking else made.draw(title, board))
    return missing


_OF_FIGURES: Final[dict[Sheet, ModuleType]] = {"coverage": coverage, "potential": gap}


def _write_method(book: OpenBook, board: Board, changes: Changes, here: Collection[str]) -> None:
    if "method" not in here:
        return
    title = frame.title_of(book, "method")
    changes.names.append(sheet_name("method", title))
    held = _boxes(book, "method", method.BOXES)
    changes.sheets.append(method.draw(title, board, held))


def _write_card(
    book: OpenBook, board: Board, changes: Changes, here: Collection[str]
) -> list[Finding]:
    if "card" not in here:
        return []
    title = frame.title_of(book, "card")
    changes.names.append(sheet_name("card", title))
    lacking = _lacking(board, "no_card", card.NEEDED)
    if lacking:
        changes.sheets.append(_bare(title, lacking, board))
        return [lacking]
    held = _held(book) if "playbook" in here else None
    client = card.chosen(book.source, title) if "card" in book.marks.sheets else None
    changes.sheets.append(card.draw(title, board, client, held))
    return []


def _where(board: Board, code: str) -> Finding:
    table = board.rows.table
    return Finding(code=code, sheet=table.sheet, row=table.header_row)


def _lacking(board: Board, code: str, needed: Iterable[str]) -> Finding | None:
    """Return what to say where the list lacks columns of ours; None where it has them all."""
    missing = [key for key in needed if key not in board.marked.columns]
    names = ", ".join(OUTPUT_OF[key].name(board.lang) for key in missing)
    return replace(_where(board, code), value=names) if missing else None


def _bare(title: str, lacking: Finding, board: Board) -> SheetOut:
    """Return a standing sheet that cannot be computed: it says why, and shows no old figure."""
    lang = board.lang
    said = f"{messages.what(lacking, lang)}. {messages.what_to_do(lacking, lang)}"
    cells = {(1, 2): CellOut(title, style=look.TITLE), (2, 2): CellOut(said, style=look.SAY)}
    return SheetOut(title=title, cells=cells)


def _write_help(book: OpenBook, changes: Changes) -> None:
    if "help" in book.marks.sheets:
        title = frame.title_of(book, "help")
        changes.sheets.append(help_sheet.draw(title, book.lang))
        changes.names.append(sheet_name("help", title))


def _write_sentence(book: OpenBook, board: Board, changes: Changes) -> None:
    say = next((say for say in book.marks.says if say.sheet == board.marked.sheet), None)
    if say:
        changes.cells += list_sentence.edit(book.source, say, board)
        changes.names += _grown_print_area(book, board)


def _grown_print_area(book: OpenBook, board: Board) -> list[NameEdit]:
    """Let the pages of a list as we made it end no sooner than the list does."""
    last = board.rows.row(board.rows.size - 1)
    areas = (name for name in book.info.names if name.name == _PRINT_AREA)
    area = next((name for name in areas if name.sheet == board.marked.sheet), None)
    found = _TO_ROW.fullmatch(area.refers_to) if area else None
    why = board.marked.columns.get("why", 0)
    ours = found is not None and found.group(1).endswith(f"$A$1:${letters(max(1, why - 1))}$")
    if area is None or found is None or not ours or int(found.group(2)) >= last:
        return []
    return [NameEdit(name=area.name, sheet=area.sheet, refers_to=f"{found.group(1)}{last}")]
