"""Which role a header says: by its words alone."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mkp_xl.book.recognition.header import understood
from mkp_xl.book.recognition.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.book.recognition.roles import Role


class Saying(NamedTuple):
    """One way to say a role."""

    role: Role
    needed: tuple[str, ...]
    allowed: frozenset[str]


class Heard(NamedTuple):
    """A role that a header says."""

    role: Role
    needed: int
    """Words without which it would not say so: the more, the surer."""


def _sayings() -> Iterator[Saying]:
    for role in ROLES:
        for text in role.sayings:
            words = text.split()
            needed = tuple(word for word in words if word[-1] != "?")
            allowed = frozenset(word[:-1] for word in words if word[-1] == "?")
            yield Saying(role, needed, allowed | {"filler"})


_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_REACHED = frozenset({"name", "phone", "email"})
SAYINGS = tuple(_sayings())


def heard(text: str) -> tuple[Heard, ...]:
    """Return the roles that a header says, the surest first; empty where it says none.

    Where the whole of it says nothing, it may without what stands in brackets, and a person or
    a way to reach one may before a stroke: «Телефон / WhatsApp». Two names with a stroke between
    them may say the same: «Вид деятельности / отрасль».
    """
    outside = _BRACKETS.sub(" ", text)
    return _whole(text) or _whole(outside) or _before_stroke(outside)


def _before_stroke(text: str) -> tuple[Heard, ...]:
    first, stroke, rest = text.partition("/")
    said = _whole(first) if stroke else ()
    again = {one.role.key for one in _whole(rest)} if said else set()
    return tuple(one for one in said if one.role.content in _REACHED or one.role.key in again)


@lru_cache(maxsize=1 << 14)
def _whole(text: str) -> tuple[Heard, ...]:
    concepts = understood(text).concepts
    if not all(concepts):
        return ()  # a word that nobody knows, or no word at all
    best: dict[str, Heard] = {}
    for saying in SAYINGS:
        if _says(concepts, saying):
            known = best.get(saying.role.key)
            if known is None or len(saying.needed) > known.needed:
                best[saying.role.key] = Heard(saying.role, len(saying.needed))
    return tuple(sorted(best.values(), key=lambda one: -one.needed))


def _says(concepts: tuple[frozenset[str], ...], saying: Saying) -> bool:
    left = Counter(saying.needed)
    for spoken in concepts:
        needed = next(
            (concept for concept in saying.needed if left[concept] and concept in spoken), None
        )
        if needed:
            left[needed] -= 1
        elif not spoken & saying.allowed:
            return False
    return not left.total()
