"""The commands behind Excel's buttons: each takes the open book, does its work, says one thing.

VBA calls `run` with a command's key. What a person is to know comes as a message, never as a
traceback; the book's own cells, selection and filters stay.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import traceback
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import xlwings as xw

from mkp_xl.book import flow
from mkp_xl.book.cells import serial_of
from mkp_xl.book.fields import OUTPUT_OF, SHEETS
from mkp_xl.book.grid import Changes
from mkp_xl.book.marks import PREFIX
from mkp_xl.book.reading import open_book
from mkp_xl.book.sentences import sentence
from mkp_xl.book.summary import called
from mkp_xl.errors import HostError, MkpError
from mkp_xl.faces.excel import macro_words as words
from mkp_xl.faces.excel.commands import TAB
from mkp_xl.faces.excel.drawing import draw
from mkp_xl.faces.terminal import user_language
from mkp_xl.hosts.excel import ExcelBook
from mkp_xl.hosts.excel.calm import calm, modes, put_back
from mkp_xl.hosts.excel.native import state_of
from mkp_xl.hosts.excel.patience import refusals_told
from mkp_xl.hosts.live import LiveHost, undo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.planning import Computed, Outcome

LOG = "mkp_xl.log"


class _MidwayError(Exception):
    """What nobody foresaw went wrong when cells may have changed already."""


def run(command: str) -> None:
    """Run a command on the book in front, whichever book or add-in its button came with."""
    # On a Mac one Excel runs, whose add-ins are in no list of books.
    app = xw.apps.active if sys.platform == "darwin" else xw.Book.caller().app
    book = _in_front(app)
    if book is not None:
        serve(book, command)
    elif app is not None:
        lang = user_language()
        app.alert(words.NO_BOOK(lang), title=TAB(lang))


def _in_front(app: xw.App | None) -> xw.Book | None:
    """Return the book a person sees; None where there is none, or none that may be edited."""
    with suppress(AttributeError, xw.XlwingsError):
        book = app.books.active if app else None
        if book and book.name:
            return book
    return None


def serve(book: xw.Book, command: str) -> None:
    """Run a command on an open book; whatever happens, the person gets one message."""
    lang, before = user_language(), modes(book.app)
    try:
        with refusals_told(book):
            text = _COMMANDS[command](book)
    except MkpError as problem:
        text = sentence(problem, lang)
    except Exception as problem:  # noqa: BLE001  VBA would show a person a traceback
        said = words.UNEXPECTED_MIDWAY if isinstance(problem, _MidwayError) else words.UNEXPECTED
        text = said(lang).format(path=_logged(traceback.format_exc()))
    # A command puts the modes back itself; what a busy Excel turned down is asked for once more.
    parts = [text, *words.not_put_back(put_back(book.app, before), lang)]
    if any(parts):
        book.app.alert("\n\n".join(filter(None, parts)), title=TAB(lang))


@contextmanager
def _changing_cells(book: xw.Book) -> Iterator[None]:
    """Let what nobody foresaw say that cells may have changed by then, and end all undoing."""
    try:
        yield
    except MkpError:
        raise
    except Exception as problem:
        undo.forget(ExcelBook(book))
        raise _MidwayError from problem


def _recalculate(book: xw.Book) -> str:
    """Compute every list of the book and bring its sheets up to date."""
    lang, request = _lang(book), _request(book)
    if not _is_attached(book):
        flow.reckon(
            LiveHost(ExcelBook(book)), replace(request, attach=tuple(OUTPUT_OF))
        )  # is there a list?
        if book.app.alert(words.NOT_ATTACHED(lang), buttons="ok_cancel") != "ok":
            return ""
        request = replace(request, attach=tuple(OUTPUT_OF), lang=lang)
    return _write(book, request, lang, lambda outcome: outcome.changes)


def _recalculate_list(book: xw.Book) -> str:
    """Compute the list the cursor is in; other lists and sheets stay as they are."""
    lang = _lang(book)
    sheet = book.sheets.active.name

    def of_list(outcome: Outcome) -> Changes:
        columns = [edit for edit in outcome.changes.columns if edit.sheet == sheet]
        if not columns:
            raise HostError("no_list_here")
        return Changes(columns=columns)

    standing = open_book(LiveHost(ExcelBook(book)), today=_today()).settings.boxes.get("as_of")
    day = standing.raw if standing and isinstance(standing.raw, float) else None
    return _write(book, replace(_request(book), as_of=day), lang, of_list)


def _write(
    book: xw.Book, request: flow.Request, lang: Lang, chosen: Callable[[Outcome], Changes]
) -> str:
    """Compute, write, remember what was there; return what changed."""
    with calm(book.app, partial(_step, lang)) as step:
        host = LiveHost(ExcelBook(book), progress=step, draw=draw)
        outcome = flow.run(host, request, step)
        parts = [words.recalculated(outcome, outcome.book.lang)]
        changes = chosen(outcome)
        with _changing_cells(book):
            written = host.write(changes)
            if written is None:
                parts.append(words.NOTHING_CHANGED(lang))
            elif host.before is not None and not undo.keep(ExcelBook(book), host.before):
                parts.append(words.NO_UNDO(lang))
            if host.plain_sheets:
                parts.append(words.plain(host.plain_sheets, lang))
    return "\n\n".join(parts)


def _check(book: xw.Book) -> str:
    """Compute and write nothing."""
    lang = _lang(book)
    with calm(book.app, partial(_step, lang)) as step:
        outcome = flow.run(LiveHost(ExcelBook(book), progress=step), _request(book), step)
    if not (outcome.findings or outcome.summary.clients):
        return words.NO_CLIENTS_YET(outcome.book.lang)
    return words.checked(outcome.findings, outcome.book.lang)


def _explain(book: xw.Book) -> str:
    """Say of the client in the cursor's row why it stands where it stands."""
    host, chosen = LiveHost(ExcelBook(book)), book.app.selection
    sheet, row = book.sheets.active.name, int(chosen.row) if chosen else 0
    reckoned = flow.reckon(host, replace(_request(book), attach=tuple(OUTPUT_OF)))
    for one in reckoned.computed:
        index = row - one.rows.table.first_row
        if one.rows.table.sheet == sheet and 0 <= index < one.rows.size and one.rows.is_row[index]:
            return _explained(one, index)
    return words.NO_CLIENT(reckoned.book.lang)


def _explained(one: Computed, index: int) -> str:
    made = one.verdicts.words
    client_id, name = called(one.rows, index)
    parts = (name or client_id, str(made["why"][index]), str(made["state"][index]))
    return "\n\n".join(filter(None, parts))


def _settings(book: xw.Book) -> str:
    """Show the sheet of settings."""
    opened = open_book(LiveHost(ExcelBook(book)), today=_today())
    place = opened.marks.sheets.get("settings")
    if place is None:
        return words.NO_SETTINGS(opened.lang)
    sheet = book.sheets[place.sheet]
    if state_of(sheet) != "visible":
        sheet.visible = True
    sheet.activate()
    return ""


def _undo(book: xw.Book) -> str:
    """Put back what the last recalculation changed."""
    lang = _lang(book)
    with calm(book.app, partial(_step, lang)), _changing_cells(book):
        undo.take_back(ExcelBook(book))
    return words.UNDONE(lang)


_COMMANDS: dict[str, Callable[[xw.Book], str]] = {
    "recalculate": _recalculate,
    "recalculate_list": _recalculate_list,
    "check": _check,
    "explain": _explain,
    "settings": _settings,
    "undo": _undo,
}
"""By the key each button hands over; each returns the message to show, "" for none."""


def _request(book: xw.Book) -> flow.Request:
    # Functions in cells do not run on a Mac: what is written there must live without them.
    called = book.name.casefold().endswith(".xlsm") and sys.platform != "darwin"
    return flow.Request(today=_today(), has_macros=called)


def _today() -> float:
    return serial_of(dt.date.today())  # noqa: DTZ011  the person's own day


def _is_attached(book: xw.Book) -> bool:
    """Whether our columns or sheets are marked in the book."""
    return any(name.name.rpartition("!")[2].startswith(PREFIX) for name in book.names)


def _lang(book: xw.Book) -> Lang:
    """Return the language of the book, told by its sheets; the person's where none is ours."""
    titles = {sheet.name for sheet in book.sheets}
    langs: tuple[Lang, Lang] = ("ru", "en")
    found = (lang for lang in langs if SHEETS["settings"](lang) in titles)
    return next(found, user_language())


def _step(lang: Lang, key: str, percent: int) -> str:
    return words.step_text(key, percent, lang)


def _logged(text: str) -> Path:
    """Keep a traceback where someone who helps can read it."""
    path = Path(tempfile.gettempdir()) / LOG
    path.write_text(text, encoding="utf-8")
    return path
