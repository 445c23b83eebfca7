"""Decisions by hand: how many hold, how many have expired, and how many of these proved right."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import look
from mkp_xl.book.drawn import CellOut
from mkp_xl.book.fields import SETTING_OF, Text, in_quotes
from mkp_xl.book.fields.kinds import SHARE
from mkp_xl.book.gap.worth import HEAD_ROW
from mkp_xl.book.notes import MANUAL

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.drawn import SheetOut

_LEFT, _VALUE, _BASE = 10, 12, 13
_HEAD: Final = Text("Решения вручную", "Decisions by hand")
_LINES: Final = (
    Text("действуют", "in force"),
    Text("истекли", "expired"),
    Text("подтвердились", "proved right"),
)
_NOTES: Final = (
    Text(
        "Подтвердилось: после срока источники сошлись на той же сумме",
        "Proved right: after its time the sources came to the same amount",
    ),
    Text(
        "(настройка {}). Числа последнего пересчёта.",
        "(setting {}). As of the last recalculation.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """How decisions by hand have fared."""

    in_force: int
    expired: int
    judged: int
    """Expired ones of clients whose sources say something now."""
    right: int


def fared(board: Board) -> Decisions:
    """Return how many decisions hold, and how those fared whose time is over."""
    sourced = board.verdicts.sourced
    notes = sourced.notes if sourced else None
    if sourced is None or notes is None:
        return Decisions(in_force=0, expired=0, judged=0, right=0)
    by_hand = notes.is_there & (notes.code == MANUAL)
    over = np.flatnonzero(by_hand & (notes.until < board.settings.as_of))
    now = board.verdicts.numbers["reconciled"][notes.log.joined.client[over]]
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(np.log(notes.amount[over] / now))
    within = math.log1p(board.settings.numbers["confidence_within"])
    judged = np.isfinite(apart)
    return Decisions(
        in_force=int((sourced.places["manual"] >= 0).sum()),
        expired=len(over),
        judged=int(judged.sum()),
        right=int((judged & (apart <= within)).sum()),
    )


def draw(sheet: SheetOut, board: Board) -> None:
    """Put the three counts, each with its base; figures of the last recalculation."""
    lang, cells, found = board.lang, sheet.cells, fared(board)
    cells[HEAD_ROW - 1, _LEFT] = CellOut(_HEAD(lang), style=look.SECTION)
    share = found.right / found.judged if found.judged else None
    of = Text(f"{found.right} из {found.judged}", f"{found.right} of {found.judged}")(lang)
    of = of if found.judged else ""
    lines = ((float(found.in_force), ""), (float(found.expired), ""), (share, of))
    for place, (name, (value, base)) in enumerate(zip(_LINES, lines, strict=True)):
        row = HEAD_ROW + 1 + place
        for column in range(_LEFT, _BASE + 2):
            cells[row, column] = CellOut(None, style=look.TEXT)
        is_share = place == len(_LINES) - 1
        shown = look.shown_as(SHARE, lang) if is_share else look.COUNT_FORMAT
        cells[row, _LEFT] = CellOut(name(lang), style=look.TEXT)
        cells[row, _VALUE] = CellOut(value, style=replace(look.NUMBER, number_format=shown))
        cells[row, _BASE] = CellOut(base or None, style=replace(look.ASIDE, indent=1))
    setting = in_quotes(SETTING_OF["confidence_within"].name(lang), lang)
    for row, note in enumerate(_NOTES, start=HEAD_ROW + 1 + len(_LINES)):
        cells[row, _LEFT] = CellOut(note(lang).format(setting), style=look.NOTE)
