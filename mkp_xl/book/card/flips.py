"""What would change the verdict: how far the client is from each neighbouring segment."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book import look, texts, words
from mkp_xl.book.drawn import CellOut
from mkp_xl.book.fields import Text, in_quotes
from mkp_xl.rules.ops import floor, known, most

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkp_xl.book.card.facts import Facts
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.texts import Words
    from mkp_xl.rules.ops import Value

    _Line = Callable[[dict[str, Any], Lang], tuple[Words, Words]]

ROW: Final = 22
LINES: Final = 4
_IF, _THEN = 2, 4
_HEAD: Final = Text("Что изменит вывод", "What would change the verdict")


def draw(facts: Facts) -> None:
    """Put four lines: more purchases, none, more potential, less."""
    lang, cells = facts.board.lang, facts.sheet.cells
    cells[ROW - 1, 2] = CellOut(_HEAD(lang), style=look.SECTION)
    lines = (_more_purchases, _fewer_purchases, _more_potential, _less_potential)
    for place, line in enumerate(lines):
        row = ROW + place
        for column in range(2, 11):
            cells[row, column] = CellOut(None, style=look.TEXT)
        facts.say(row, _IF, partial(_part, line, 0, lang), replace(look.TEXT, indent=1))
        facts.say(row, _THEN, partial(_part, line, 1, lang), look.TEXT)


def _part(line: _Line, part: int, lang: Lang, v: dict[str, Any]) -> Words:
    """Return what would have to be so, or where that leads."""
    return line(v, lang)[part]


def _would_be(segment: Value, lang: Lang) -> Words:
    names = (in_quotes(name, lang) for name in words.NAMES[lang])
    head = {"ru": "→ стал бы ", "en": "→ would be "}[lang]
    return texts.join(head, texts.whole(segment), " ", texts.pick(segment, *names))


def _more_purchases(v: dict[str, Any], lang: Lang) -> tuple[Words, Words]:
    goal = texts.grouped(floor(most(v["reached_amount"] + 0.5, 1.0)), words.GROUP[lang])
    first = {"ru": "первая закупка", "en": "a first purchase"}[lang]
    head = {"ru": "закупки от ", "en": "purchases from "}[lang]
    last = {"ru": "потенциал уже освоен", "en": "the potential is captured already"}[lang]
    said = texts.pick(v["progress_level"], first, texts.join(head, goal), last)
    return said, texts.when(
        (known(v["segment_purchases_up"]), _would_be(v["segment_purchases_up"], lang))
    )


def _fewer_purchases(v: dict[str, Any], lang: Lang) -> tuple[Words, Words]:
    goal = texts.grouped(floor(most(v["reached_amount"] + 0.5, 1.0)), words.GROUP[lang])
    none = {"ru": "закупок нет", "en": "there are no purchases"}[lang]
    stops = {"ru": "перестанет покупать", "en": "if it stops buying"}[lang]
    head = {"ru": "закупки ниже ", "en": "purchases below "}[lang]
    said = texts.pick(v["progress_level"], none, stops, texts.join(head, goal))
    return said, texts.when(
        (known(v["segment_purchases_down"]), _would_be(v["segment_purchases_down"], lang))
    )


def _more_potential(v: dict[str, Any], lang: Lang) -> tuple[Words, Words]:
    medium, high = v["medium_from_text"], v["high_above_text"]
    from_, above = {"ru": ("потенциал от ", "потенциал больше "),
                    "en": ("a potential from ", "a potential above ")}[lang]  # fmt: skip
    top = {"ru": "потенциал уже высокий", "en": "the potential is high already"}[lang]
    said = texts.pick(v["potential_level"], texts.join(from_, medium), texts.join(above, high), top)
    target = texts.pick(
        v["potential_level"],
        _would_be(v["segment_from_medium"], lang),
        _would_be(v["segment_over_high"], lang),
        "",
    )
    return said, texts.when((known(v["segment"]), target))


def _less_potential(v: dict[str, Any], lang: Lang) -> tuple[Words, Words]:
    medium, high = v["medium_from_text"], v["high_above_text"]
    below, up_to = {"ru": ("потенциал ниже ", "потенциал до "),
                    "en": ("a potential below ", "a potential up to ")}[lang]  # fmt: skip
    bottom = {"ru": "потенциал уже низкий", "en": "the potential is low already"}[lang]
    said = texts.pick(
        v["potential_level"], bottom, texts.join(below, medium), texts.join(up_to, high)
    )
    target = texts.pick(
        v["potential_level"],
        "",
        _would_be(v["segment_under_medium"], lang),
        _would_be(v["segment_up_to_high"], lang),
    )
    return said, texts.when((known(v["segment"]), target))
