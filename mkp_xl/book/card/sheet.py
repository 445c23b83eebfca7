"""The card as a whole: its frame, and the blocks in their places on one A4 page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import look
from mkp_xl.book.card import estimates_table, flips, head, history, talks
from mkp_xl.book.card.facts import BOX, Facts
from mkp_xl.book.drawn import Page, Pick, SheetOut
from mkp_xl.book.fields import SHEETS

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.boxes import Held

NEEDED: Final = (
    "potential", "purchases", "progress", "segment", "gap", "class", "why", "due_date", "state",
)  # fmt: skip
"""Outputs without which there is no card."""
_PIXELS = (14, 172, 98, 98, 98, 22, 96, 60, 60, 60)
_LAST_ROW: Final = talks.NOTES_ROW + talks.NOTES - 1
_HELPERS: Final = frozenset(range(12, 24))


def draw(title: str, board: Board, client: str | float | None, held: Held | None) -> SheetOut:
    """Return the whole sheet for a client; `held` are the boxes of the playbook."""
    lang = board.lang
    money, unit = board.money()
    sheet = SheetOut(title=title, cells={}, pixels=dict(enumerate(_PIXELS, start=1)))
    facts = Facts(sheet=sheet, board=board, client=client)
    head.draw_head(facts)
    head.draw_tiles(facts, money, unit, history.year_before(facts))
    charts = history.draw(facts, title, money, unit)
    grid = head.draw_grid(facts)
    head.draw_sureness(facts)
    flips.draw(facts)
    bars = estimates_table.draw(facts, money, unit)
    talks.draw(facts, held)
    row, column = BOX
    pick = Pick(
        box=(row, column, row, column),
        listed=board.range(facts.key),
        title=SHEETS["card"](lang),
        say=head.CHOOSE(lang),
    )
    return replace(
        sheet,
        heights=_heights(),
        hidden_columns=_HELPERS,
        merges=_merges(),
        rules=(*grid, *bars),
        picks=(pick,),
        charts=charts,
        page=Page(area=(1, 1, _LAST_ROW, 10), landscape=False, footer="&A"),
        tab=look.BLUE,
        home=(1, 10),
        gridlines=False,
        protected=True,
    )


def _heights() -> dict[int, float]:
    return {
        **dict.fromkeys(range(10, _LAST_ROW + 1), 22),
        1: 34, 2: 24, 3: 20, head.VERDICT_ROW: 44, 5: 10, head.TILE_ROW: 20,
        head.TILE_ROW + 1: 30, head.TILE_ROW + 2: 20, 9: 10, 20: 8,
        flips.ROW + flips.LINES: 10, estimates_table.ROW + 6: 34,
        estimates_table.ROW + 7: 10, talks.ROW + talks.LINES: 10,
    }  # fmt: skip


def _merges() -> tuple[tuple[int, int, int, int], ...]:
    tile = head.TILE_ROW + 1
    accepted = estimates_table.ROW + 6
    return (
        (BOX[0], BOX[1], BOX[0], BOX[1] + 1),
        (BOX[0], 7, BOX[0], 10),
        (head.VERDICT_ROW, 2, head.VERDICT_ROW, 10),
        *((tile, left, tile, right) for left, right in ((3, 4), (5, 6), (7, 10))),
        (accepted, 4, accepted, 10),
        (talks.ROW, 7, talks.ROW + 1, 10),
        (talks.ROW + 2, 7, talks.ROW + 2, 10),
        (talks.ROW + 3, 7, talks.ROW + 3, 10),
    )
