"""The button that logs a contact: whose row the cursor is in, and where it goes from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import contact_plan, flow
from mkp_xl.book.card import facts
from mkp_xl.book.contact_log import MOST, log_contacts
from mkp_xl.faces.buttons import words
from mkp_xl.faces.buttons.writing import written
from mkp_xl.hosts.live import LiveHost

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.flow import Reckoned, Request
    from mkp_xl.book.planning import Computed
    from mkp_xl.faces.buttons.desk import Desk

COMMAND = "log_contact"


def log(desk: Desk, request: Request, lang: Lang) -> str:
    """Start a row of the log for each selected client; go to the first cell to fill in."""
    with desk.quiet(lang, words.step_name(COMMAND, lang)) as progress:
        host = LiveHost(desk.book, progress=progress)
        reckoned = flow.reckon(host, request, progress)
        lang = reckoned.book.lang
        one, places = _clients(desk, reckoned)
        if not places:
            return words.NO_CLIENT(lang)
        logged = log_contacts(reckoned.book, one, places)
        parts = [words.logged(logged, reckoned.book.settings.as_of, lang)]
        if logged.fresh:
            parts += written(desk, host, logged.changes, lang)
    desk.go(logged.sheet, logged.row, logged.column)
    return "\n\n".join(filter(None, parts))


def _clients(desk: Desk, reckoned: Reckoned) -> tuple[Computed, list[int]]:
    """Return the selected clients by their positions in a list: the one in front or the first."""
    sheet, _ = desk.place()
    for one in reckoned.computed:
        if one.rows.table.sheet == sheet:
            first, there = one.rows.table.first_row, np.flatnonzero(one.rows.is_row)
            rows = desk.chosen((there + first).tolist(), MOST + 1)
            if rows:
                return one, [row - first for row in rows]
    main = reckoned.computed[0]
    known = _shown(desk, reckoned, sheet)
    return main, [at for at in known if 0 <= at < main.rows.size and main.rows.is_row[at]]


def _shown(desk: Desk, reckoned: Reckoned, sheet: str) -> list[int]:
    """Return the clients that the plan's selected lines or the card show, by their positions."""
    book, home = reckoned.book, {key: at.sheet for key, at in reckoned.book.marks.sheets.items()}
    if sheet == home.get("plan"):
        lines = contact_plan.clients(book.source, sheet)
        return [lines[row] for row in desk.chosen(sorted(lines), MOST + 1)]
    if sheet == home.get("card"):
        at = facts.position(book.source, sheet)
        return [] if at is None else [at]
    return []
