"""Units that a header states: thousands, millions, a currency, per cent."""

from __future__ import annotations

import re
from typing import NamedTuple

from mkp_xl.book.amounts import CURRENCY_SIGNS
from mkp_xl.book.typed import SCALE_OF

_GLUED = {"тыср": 1e3, "тысруб": 1e3, "тр": 1e3, "млнруб": 1e6}
"""Words that say roubles too, without a space."""
_PREPOSITION = "к"
"""Beside a number thousands, in a header the word «to»."""
_SCALES = {word: scale for word, scale in SCALE_OF.items() if word != _PREPOSITION} | _GLUED
_CURRENCIES = {sign.strip("."): code for sign, code in CURRENCY_SIGNS.items()} | {
    "рублей": "RUB", "рубли": "RUB", "рубль": "RUB", "roubles": "RUB", "rubles": "RUB",
    "kgs": "KGS", "сом": "KGS", "сомов": "KGS", "amd": "AMD", "драм": "AMD", "gel": "GEL",
    "azn": "AZN", "манат": "AZN", "chf": "CHF", "pln": "PLN", "czk": "CZK", "aed": "AED",
    "inr": "INR", "jpy": "JPY", "rmb": "CNY", "юаней": "CNY", "cad": "CAD", "aud": "AUD",
    "dollars": "USD", "доллары": "USD", "долларов": "USD", "euro": "EUR", "euros": "EUR",
}  # fmt: skip
_YEAR = re.compile(r"(19|20)[0-9]{2}\Z")
_PER_CENT = ("%", "процент", "процентов", "percent", "pct")


class Unit(NamedTuple):
    """What the numbers below a header count."""

    scale: float = 1.0
    """So much is one of them: 1000 for thousands."""
    currency: str = ""
    is_share: bool = False
    """Whether they are per cent."""


PLAIN = Unit()


def _is_amount(word: str) -> bool:
    """Return whether a number is no year: «от 5 млн» states no unit, «2025, млн» does."""
    return word.isdigit() and not _YEAR.match(word)


def unit_of(words: list[str]) -> tuple[Unit, list[str]]:
    """Return the unit that words of a header state, and the words that are left.

    >>> unit_of(["потенциал", "тыс", "руб"])
    (Unit(scale=1000.0, currency='RUB', is_share=False), ['потенциал'])
    """
    unit, left = Unit(), []
    for place, word in enumerate(words):
        if word in _PER_CENT:
            unit = unit._replace(is_share=True)
        elif word in _SCALES and not _is_amount(words[place - 1] if place else ""):
            unit = unit._replace(
                scale=_SCALES[word], currency="RUB" if word in _GLUED else unit.currency
            )
        elif word in _CURRENCIES and place:
            unit = unit._replace(currency=_CURRENCIES[word])
        elif word == "m" and any(other in _CURRENCIES for other in words):
            unit = unit._replace(scale=1e6)
        else:
            left.append(word)
    return unit, left
