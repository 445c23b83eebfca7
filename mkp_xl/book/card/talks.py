"""The foot of the card: the last contacts, what the segment's playbook says, lines for notes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import look, playbook, texts
from mkp_xl.book.board import said, said_formula
from mkp_xl.book.drawn import CellOut
from mkp_xl.book.fields import Text, in_quotes
from mkp_xl.book.fields.kinds import DATE
from mkp_xl.book.grid import Style
from mkp_xl.book.native import log_name, setting_name
from mkp_xl.book.ranking import Ranking

if TYPE_CHECKING:
    from mkp_xl.book.boxes import Held
    from mkp_xl.book.card.facts import Facts
    from mkp_xl.book.compute import Log
    from mkp_xl.book.grid import Raw

ROW: Final = 37
LINES: Final = 4
NOTES_ROW: Final = ROW + LINES + 2
NOTES: Final = 4
_DAY, _TYPE, _RESULT, _PLAY = 2, 3, 4, 7
_LONGEST: Final = 2000
"""Letters of a text that a formula is sure to have room for."""
_RANK: Final = 21
"""Column of the ranking of contacts, right of the print area."""
_TALKS: Final = Text("Последние контакты", "Last contacts")
_DO: Final = Text("Что делать: сегмент", "What to do: segment")
_NOTES: Final = Text("Заметки к разговору", "Notes")
_LED_BY: Final = Text("Ведёт: ", "Owner: ")
_NO_LOG: Final = Text("Нет листа «Контакты».", "There is no Contacts sheet.")


def draw(facts: Facts, held: Held | None) -> None:
    """Put the foot of the card; `held` are the boxes of the playbook, None where there is none."""
    cells, lang = facts.sheet.cells, facts.board.lang
    cells[ROW - 1, _DAY] = CellOut(_TALKS(lang), style=look.SECTION)
    log = facts.board.verdicts.contacts
    if log is None:
        cells[ROW, _DAY] = CellOut(_NO_LOG(lang), style=look.NOTE)
    else:
        for place in range(1, LINES + 1):
            _draw_contact(facts, log, place)
    _draw_play(facts, held)
    cells[NOTES_ROW - 1, _DAY] = CellOut(_NOTES(lang), style=look.SECTION)
    blank = Style(bottom=look.RULE)  # for a pen: nothing typed here would stay
    for row in range(NOTES_ROW, NOTES_ROW + NOTES):
        for column in range(2, 11):
            cells[row, column] = CellOut(None, style=blank)


def _contacts(facts: Facts, log: Log) -> list[int]:
    """Return the client's contacts up to as-of, the latest first, equal days as they stand."""
    if facts.index is None:
        return []
    raw = [r if isinstance(r, float) else math.nan for r in log.rows.cells["date"].values]
    day = np.array(raw[: log.rows.size])
    same = log.joined.client == log.joined.twin[facts.index]
    rows = np.flatnonzero(same & (day < facts.board.settings.as_of + 1))
    return [int(row) for row in rows[np.argsort(-day[rows], kind="stable")]]


def _draw_contact(facts: Facts, log: Log, place: int) -> None:
    cells, lang, row = facts.sheet.cells, facts.board.lang, ROW + place - 1
    date = log_name("contacts", "date")
    key = f"INDEX({facts.board.range(log.key)},{facts.AT})"
    ranking = Ranking(
        amounts=date,
        range=date,
        tests=(f"{log_name('contacts', 'client')}={key}", f"{date}<{setting_name('as_of')}+1",
               f"ISNUMBER({date})"),
        first_row=ROW,
        column=_RANK,
    )  # fmt: skip
    found = _contacts(facts, log)
    index = found[place - 1] if place <= len(found) else None

    def put(column: int, value: Raw, formula: str, style: Style) -> None:
        shown = "" if index is None or value is None else value
        if log.native:
            shown = shown[:_LONGEST] if isinstance(shown, str) else shown
            formula = facts.frozen(shown)
        cells[row, column] = CellOut(shown, formula, style)

    day = None if index is None else log.rows.cells["date"].values[index]
    put(_RANK, day, facts.there(ranking.amount(place)), look.NOTE)
    at = None if index is None else float(index + 1)
    put(_RANK + 1, at, ranking.position(place), look.NOTE)
    shown = replace(look.TEXT, number_format=look.shown_as(DATE, lang), align="left", indent=1)
    put(_DAY, day, ranking.there(place, ranking.entry(place, date)), shown)
    for column, key_ in ((_TYPE, "type"), (_RESULT, "result")):
        text, formula = "", '""'
        if key_ in log.rows.cells:
            raw = None if index is None else log.rows.cells[key_].values[index]
            text = said(raw)
            formula = said_formula(ranking.entry(place, log_name("contacts", key_)))
        put(column, text, ranking.there(place, formula), replace(look.TEXT, size=9))
    cells[row, _RESULT + 1] = CellOut(None, style=look.TEXT)


def _draw_play(facts: Facts, held: Held | None) -> None:
    """Put what the segment's playbook asks for, with a box to tick each."""
    cells, lang = facts.sheet.cells, facts.board.lang
    segment, number = facts.cells["segment"].text, facts.numbers["segment"]
    head = _DO(lang)
    value = f"{head} {number:.0f}" if not math.isnan(number) else head
    formula = f"IF(ISNUMBER({segment}),{texts.literal(head + ' ')}&{segment},{texts.literal(head)})"
    cells[ROW - 1, _PLAY] = CellOut(value, formula, look.SECTION)
    if held is None:
        none = Text(f"Добавьте лист {in_quotes('Playbook', 'ru')}.",
                    f"Add the sheet {in_quotes('Playbook', 'en')}.")  # fmt: skip
        cells[ROW, _PLAY] = CellOut(none(lang), style=look.NOTE)
        return
    play = {} if math.isnan(number) else playbook.said_by(held, int(number), lang)
    at = f"MATCH({segment},{playbook.play_name('segment')},0)"
    lines = (("tasks", "□ "), ("methods", "□ "), ("owner", _LED_BY(lang)))
    for offset, (key, mark) in enumerate(lines):
        row = ROW + offset + (offset > 0)
        text = play.get(key, "")
        entry = f"INDEX({playbook.play_name(key)},{at})"
        shown = f'IF({entry}="","",{texts.literal(mark)}&{entry})'
        formula = f'IF(ISNUMBER({segment}),{shown},"")'
        style = replace(look.TEXT, size=9, wrap=True, bottom=None)
        cells[row, _PLAY] = CellOut(mark + text if text else "", formula, style)
