"""What the cells below a header hold, and whether that fits what the header says."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mkp_xl.book.amounts import format_kind, read_money
from mkp_xl.book.cells import ErrorValue, read_flag, tidy
from mkp_xl.book.days import read_date
from mkp_xl.book.typed import PLACEHOLDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkp_xl.book.cells import Raw
    from mkp_xl.book.recognition.roles import Content

SAMPLE = 40
"""So many filled cells are looked at."""
_MOSTLY, _NEARLY_ALL = 0.5, 0.9
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+\Z")
_PHONE = re.compile(r"[+(]?[0-9][0-9()\s.,;/-]{4,60}\Z")
_PHONE_DIGITS = range(6, 32)
_SERIALS = (25569, 73050)
"""Days from 1970 to 2099."""
_COMPACT = 8
"""Digits of a day that is written without strokes: 20210105."""
_AMOUNTS = ("ambiguous_number", "foreign_currency")
"""What may be wrong with an amount that is one for sure."""
_PERSON = re.compile(r"[A-ZА-ЯЁ][\w'-]+(?: [A-ZА-ЯЁ][\w'-]*\.?){1,3}\Z")
"""Two to four words with capitals and nothing more, as people are called."""
_DIGITS = re.compile(r"[0-9]+\Z", re.ASCII)


class Kinds(NamedTuple):
    """How many of some cells are of each kind."""

    filled: int
    cells: Counter[str]
    """By kind: date, serial (a number that may be a day), compact (digits that may be one), vague,
    number, digits, email, phone, flag, person, text."""
    is_one: bool = False
    """Whether several cells all say the same."""

    def share(self, *kinds: str) -> float:
        """Return which share of the filled cells is of one of the kinds; 0 where all are blank."""
        return sum(self.cells[kind] for kind in kinds) / self.filled if self.filled else 0.0


def kinds_of(values: Iterable[Raw], formats: Iterable[str]) -> Kinds:
    """Return what cells hold; errors and dashes count as blank, they tell nothing of the column."""
    count: Counter[str] = Counter()
    seen: set[Raw] = set()
    for raw, code in zip(values, formats, strict=True):
        if raw is None or isinstance(raw, ErrorValue) or _is_nothing(raw):
            continue
        count[kind_of(raw, code)] += 1
        seen.add(raw)
        if count.total() >= SAMPLE:
            break
    return Kinds(count.total(), count, count.total() > 2 and len(seen) == 1)


def kind_of(raw: Raw, code: str) -> str:
    """Return what one filled cell holds.

    >>> [kind_of(raw, "General") for raw in (5.0, "14.07.2015", "1 000,50", "a@b.ru", "ООО «Луч»")]
    ['number', 'date', 'number', 'email', 'text']
    """
    if isinstance(raw, bool):
        return "flag"
    if isinstance(raw, float):
        return "date" if format_kind(code) == "date" else _kind_of_number(raw)
    return _kind_of_text(tidy(str(raw)))


@lru_cache(maxsize=1 << 12)
def _kind_of_text(text: str) -> str:
    return next((kind for kind, is_one in _TEXTS.items() if is_one(text)), "text")


def _kind_of_number(number: float) -> str:
    if not number.is_integer():
        return "number"
    if _SERIALS[0] <= number <= _SERIALS[1]:
        return "serial"
    return "compact" if read_date(number).problem is None else "number"


def _is_nothing(raw: Raw) -> bool:
    return isinstance(raw, str) and tidy(raw).casefold() in PLACEHOLDERS | {""}


def _is_answer(text: str) -> bool:
    return read_flag(text).problem is None


def _is_compact(text: str) -> bool:
    return len(text) == _COMPACT and text.isdigit() and read_date(text).problem is None


def _is_date(text: str) -> bool:
    return read_date(text).problem in (None, "ambiguous_date", "two_dates")


def _is_vague(text: str) -> bool:
    return read_date(text).problem == "vague_date"


def _is_amount(text: str) -> bool:
    return read_money(text, "General", "RUB").problem in (None, *_AMOUNTS)


def _is_phone(text: str) -> bool:
    return bool(_PHONE.match(text)) and sum(map(str.isdigit, text)) in _PHONE_DIGITS


_TEXTS: dict[str, Callable[[str], object]] = {
    "compact": _is_compact,
    "digits": _DIGITS.match,
    "email": _EMAIL.match,
    "date": _is_date,
    "number": _is_amount,
    "phone": _is_phone,
    "flag": _is_answer,
    "vague": _is_vague,
    "person": _PERSON.match,
}
"""Kinds of a text, the first that fits."""


_NUMBERS = ("number", "serial", "compact", "digits")
_FITS: dict[Content, tuple[str, ...]] = {
    "date": ("date", "serial", "compact", "vague"),
    "money": _NUMBERS,
    "count": _NUMBERS,
    "name": ("text", "person", "flag", "email", "phone", "vague"),
    "text": ("text", "person", "flag", "email", "phone", "vague", *_NUMBERS),
    "code": ("text", "person", "phone", *_NUMBERS),
    "phone": ("phone", *_NUMBERS),
    "email": ("email",),
}
"""What a column of each content holds mostly."""


def fits(kinds: Kinds, content: Content) -> bool | None:
    """Return whether cells hold what a role asks for; None where nothing is said against it."""
    if not kinds.filled or content == "any":
        return None
    if content == "name" and kinds.share("flag") >= _NEARLY_ALL:
        return False  # answers, though a company may be called «ДА»
    return kinds.share(*_FITS[content]) >= _MOSTLY


def are_people(kinds: Kinds) -> bool:
    """Return whether most cells are called as people are, which a company may be too."""
    return kinds.share("person") >= _MOSTLY


def said_by(kinds: Kinds) -> str | None:
    """Return the role that cells say by themselves, whatever stands above them."""
    return "email" if kinds.share("email") >= _NEARLY_ALL else None
