"""What each button does: it takes the open book, does its work, returns what to say.

What a person is to know is one message, never a traceback; the book's own cells, selection and
filters stay.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import traceback
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mkp_xl.book import flow
from mkp_xl.book.attaching import plan_of
from mkp_xl.book.choosing import Asked
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import OUTPUT_OF, SHEETS
from mkp_xl.book.grid import Changes
from mkp_xl.book.marks import PREFIX
from mkp_xl.book.reading import open_book
from mkp_xl.book.sentences import sentence
from mkp_xl.book.summary import called
from mkp_xl.errors import HostError, InputError, MkpError
from mkp_xl.faces.buttons import contact, words
from mkp_xl.faces.buttons.drawing import draw
from mkp_xl.faces.buttons.writing import MidwayError, changing_cells, written
from mkp_xl.faces.terminal import user_language
from mkp_xl.hosts.live import LiveHost, undo
from mkp_xl.hosts.live.host import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.planning import Computed, Outcome
    from mkp_xl.faces.buttons.desk import Desk
    from mkp_xl.hosts.live.open_book import OpenBook

LOG = "mkp_xl.log"


def done(desk: Desk, command: str) -> str:
    """Do what a button says; return the one message for the person, "" for none."""
    lang = user_language()
    try:
        with told(desk.book):
            return _COMMANDS[command](desk)
    except MkpError as problem:
        return sentence(problem, lang)
    except Exception as problem:  # noqa: BLE001  the program would show a person a traceback
        said = words.UNEXPECTED_MIDWAY if isinstance(problem, MidwayError) else words.UNEXPECTED
        return said(lang).format(path=_logged(traceback.format_exc()))


def _recalculate(desk: Desk) -> str:
    """Compute every list of the book and bring its sheets up to date."""
    if not _is_attached(desk.book):
        return _attach(desk)
    return _write(desk, _request(desk), _lang(desk.book), lambda outcome: outcome.changes)


def _attach(desk: Desk) -> str:
    """Show what the list is taken for and what comes; bring it if the person agrees."""
    lang = _lang(desk.book)
    if _is_attached(desk.book):
        return words.ATTACHED_ALREADY(lang)
    whole = replace(_request(desk), attach=tuple(OUTPUT_OF), lang=lang)
    try:
        outcome = flow.run(LiveHost(desk.book), whole)
    except InputError as problem:
        if problem.key != "two_lists":
            raise
        sheet, _ = desk.place()  # of several lists the one in front is meant
        whole = replace(whole, asked=Asked(sheet=sheet))
        outcome = flow.run(LiveHost(desk.book), whole)
    if not desk.agrees(words.planned(plan_of(outcome))):
        return ""
    return _write(desk, whole, lang, lambda outcome: outcome.changes)


def _recalculate_list(desk: Desk) -> str:
    """Compute the list the cursor is in; other lists and sheets stay as they are."""
    lang = _lang(desk.book)
    sheet, _ = desk.place()

    def of_list(outcome: Outcome) -> Changes:
        columns = [edit for edit in outcome.changes.columns if edit.sheet == sheet]
        if not columns:
            raise HostError("no_list_here")
        return Changes(columns=columns)

    standing = open_book(LiveHost(desk.book), today=_today()).settings.boxes.get("as_of")
    day = standing.raw if standing and isinstance(standing.raw, float) else None
    return _write(desk, replace(_request(desk), as_of=day), lang, of_list)


def _write(
    desk: Desk, request: flow.Request, lang: Lang, chosen: Callable[[Outcome], Changes]
) -> str:
    """Compute, write, remember what was there; return what changed."""
    with desk.quiet(lang, words.step_name("recalculate", lang)) as progress:
        host = LiveHost(desk.book, progress=progress, draw=draw)
        outcome = flow.run(host, request, progress)
        parts = [words.recalculated(outcome, outcome.book.lang)]
        parts += written(desk, host, chosen(outcome), lang)
    return "\n\n".join(parts)


def _check(desk: Desk) -> str:
    """Compute and write nothing."""
    with desk.quiet(_lang(desk.book)) as progress:
        outcome = flow.run(LiveHost(desk.book, progress=progress), _request(desk), progress)
    if not (outcome.findings or outcome.summary.clients):
        return words.NO_CLIENTS_YET(outcome.book.lang)
    return words.checked(outcome.findings, outcome.book.lang)


def _explain(desk: Desk) -> str:
    """Say of the client in the cursor's row why it stands where it stands."""
    sheet, row = desk.place()
    request = replace(_request(desk), attach=tuple(OUTPUT_OF))
    reckoned = flow.reckon(LiveHost(desk.book), request)
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


def _settings(desk: Desk) -> str:
    """Show the sheet of settings."""
    opened = open_book(LiveHost(desk.book), today=_today())
    place = opened.marks.sheets.get("settings")
    if place is None:
        return words.NO_SETTINGS(opened.lang)
    desk.show(place.sheet)
    return ""


def _log_contact(desk: Desk) -> str:
    """Start a row of the log of contacts for each selected client."""
    return contact.log(desk, _request(desk), _lang(desk.book))


def _undo(desk: Desk) -> str:
    """Put back what the last recalculation or logged contact changed."""
    lang = _lang(desk.book)
    if any(desk.steps_back(words.step_name(key, lang)) for key in ("recalculate", "log_contact")):
        undo.forget(desk.book)
        return words.UNDONE(lang)
    with desk.quiet(lang, words.step_name("undo", lang)), changing_cells(desk.book):
        undo.take_back(desk.book)
    return words.UNDONE(lang)


_COMMANDS: dict[str, Callable[[Desk], str]] = {
    "attach": _attach,
    "recalculate": _recalculate,
    "recalculate_list": _recalculate_list,
    "check": _check,
    "explain": _explain,
    "settings": _settings,
    "log_contact": _log_contact,
    "undo": _undo,
}
"""By the key each button hands over; each returns the message to show, "" for none."""


def _request(desk: Desk) -> flow.Request:
    return flow.Request(today=_today(), has_macros=desk.has_macros)


def _today() -> float:
    return serial_of(dt.date.today())  # noqa: DTZ011  the person's own day


def _is_attached(book: OpenBook) -> bool:
    """Whether our columns or sheets are marked in the book."""
    return any(name.name.startswith(PREFIX) for name in book.names())


def _lang(book: OpenBook) -> Lang:
    """Return the language of the book, told by its sheets; the person's where none is ours."""
    titles = set(book.titles())
    langs: tuple[Lang, Lang] = ("ru", "en")
    found = (lang for lang in langs if SHEETS["settings"](lang) in titles)
    return next(found, user_language())


def _logged(text: str) -> Path:
    """Keep a traceback where someone who helps can read it."""
    path = Path(tempfile.gettempdir()) / LOG
    with suppress(OSError):  # somebody else's file of that name
        path.write_text(text, encoding="utf-8")
    return path
