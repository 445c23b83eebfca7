"""A header taken apart: its words, what each may speak of, and the unit it states."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import normalize

from mkp_xl.book.recognition.lexicon import CONCEPTS
from mkp_xl.book.recognition.phrases import spelt_out
from mkp_xl.book.recognition.units import Unit, unit_of

_WORD = re.compile(
    r"[A-ZА-Я]+(?=[A-ZА-Я][a-zа-я])|[A-ZА-Я]?[a-zа-я]+|[A-ZА-Я]+|[0-9]+|[№#%$€£₽¥₸₴₺]"
)
"""One word of a header: `КодКлиента` and `LeadID` are two, `ИНН` and `2024` one each."""
_ENDING = re.compile(r"[а-я]{0,4}\Z")
_SHORTEST = 3
"""Letters of the shortest part of a glued word, ids and numbers aside."""
_LONGEST = 60
"""Letters of the longest word that is taken apart."""
_SHORT = frozenset({"id", "no", "dt", "нп"})
_YEAR = re.compile(r"(19|20)[0-9]{2}\Z")
_MONTHS = frozenset({"12"})
_NUMBERS = frozenset({"number", "num", "no", "nr"})
"""Words that count what comes after «of» rather than name it."""

OTHER = frozenset[str]()
"""What a word speaks of that nobody knows."""


class Header(NamedTuple):
    """A header as it is understood."""

    concepts: tuple[frozenset[str], ...]
    """What each of its words may speak of; OTHER for an unknown one."""
    unit: Unit
    words: tuple[str, ...]


def _exact() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for concept, words in CONCEPTS.items():
        for word in words:
            if not word.endswith("~"):
                found.setdefault(word, set()).add(concept)
    return found


_EXACT = MappingProxyType(_exact())
_STEMS = tuple(
    (word[:-1], concept) for concept, words in CONCEPTS.items() for word in words if word[-1] == "~"
)
_LONGEST_STEM = max(len(stem) for stem, _ in _STEMS)


def _by_start() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for stem, concept in _STEMS:
        found.setdefault(stem[:3], []).append((stem, concept))
    return found


_BY_START = MappingProxyType(_by_start())


@lru_cache(maxsize=1 << 14)
def understood(text: str) -> Header:
    """Return a header taken apart.

    >>> [sorted(c) for c in understood("КодКлиента").concepts]
    [['code'], ['client']]
    """
    words = _words(text)
    unit, left = unit_of(words)
    parts = [part for word in left for part in _glued(word)]
    return Header(tuple(_spoken(part) for part in parts), unit, tuple(parts))


def speaks_of(text: str, concept: str) -> bool:
    """Return whether a word of a header may speak of something."""
    return any(concept in spoken for spoken in understood(text).concepts)


def _words(text: str) -> list[str]:
    plain = normalize("NFKC", text).replace("ё", "е").replace("Ё", "Е")
    words = [word.casefold() for word in _WORD.findall(spelt_out(plain))]
    for place, (first, second) in enumerate(pairwise(words)):
        if first in _NUMBERS and second == "of":
            words[place] = "count"
    return words


@lru_cache(maxsize=1 << 14)
def _spoken(word: str) -> frozenset[str]:
    if _YEAR.match(word):
        return frozenset({"calendar_year"})
    if word in _MONTHS:
        return frozenset({"twelve"})
    found = set(_EXACT.get(word, ()))
    if word.isascii() and word.endswith("s"):
        found |= _EXACT.get(word[:-1], set()) | _EXACT.get(word.removesuffix("es"), set())
    for stem, concept in _BY_START.get(word[:3], ()):
        if word.startswith(stem) and _ENDING.match(word, len(stem)):
            found.add(concept)
    return frozenset(found)


@lru_cache(maxsize=1 << 12)
def _glued(word: str) -> tuple[str, ...]:
    """Return the words that stand in one without anything between them; mostly it is one."""
    if not 2 * _SHORTEST - 1 <= len(word) <= _LONGEST or not word.isalpha() or _spoken(word):
        return (word,)
    for place in range(2, len(word) - 1):
        first, rest = word[:place], word[place:]
        if not _is_word(first):
            continue
        tail = (rest,) if _is_word(rest) else _glued(rest)
        if len(tail) > 1 or _is_word(rest):
            return (first, *tail)
    return (word,)


def _is_word(word: str) -> bool:
    return (len(word) >= _SHORTEST or word in _SHORT) and bool(_spoken(word) - {"filler"})
