"""What a cell holds and means: texts and flags here, numbers in `amounts`, dates in `days`.

Each reader returns a `Reading`: the number (NaN where there is none), the problem met if any,
and whether a native formula of ours reads the same number from that cell (`plain`). Nowhere else
does a cell become a number. Standard library only, so that worksheet functions read cells alike in
every program.
"""

from __future__ import annotations

import math
from typing import NamedTuple, Optional, Union
from unicodedata import normalize


class ErrorValue:
    """An error cell, by the text a person sees: `#N/A`, `#DIV/0!`."""

    __slots__ = ("code",)

    def __init__(self, code: str) -> None:
        self.code = code

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ErrorValue) and other.code == self.code

    def __hash__(self) -> int:
        return hash(self.code)

    def __repr__(self) -> str:
        return f"ErrorValue({self.code!r})"


Raw = Union[float, str, bool, ErrorValue, None]  # noqa: UP007  Python 3.9 reads this too


COM_ERRORS = {
    -2146826281: "#DIV/0!",
    -2146826246: "#N/A",
    -2146826259: "#NAME?",
    -2146826288: "#NULL!",
    -2146826252: "#NUM!",
    -2146826265: "#REF!",
    -2146826273: "#VALUE!",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826238: "#CALC!",
}
"""How COM, and so Excel, hands over error cells: numbers that no list holds."""


class Reading(NamedTuple):
    """A cell as a number: NaN where blank or not to be understood."""

    value: float
    problem: Optional[str] = None  # noqa: UP045  Python 3.9 reads this too
    plain: bool = True
    hint: str = ""
    """With a problem: the day that is meant, maybe; without one: the day that was understood, where
    it is written in a way of its own. As ISO writes it."""


BLANK = Reading(math.nan)
SPACES = "\u00a0\u202f\u2009\u2007\t"
_TO_SPACE = str.maketrans(dict.fromkeys(SPACES, " "))
YES = frozenset({"да", "yes", "x", "х", "+", "v", "1", "true", "истина"})
PLAIN_YES = frozenset({"да", "yes", "x", "х", "+"})
"""Those that our formulas know too."""
NO = frozenset({"нет", "no", "-", "0", "false", "ложь"})


def tidy(text: str) -> str:
    r"""Return text with every kind of space made plain and single, none at the ends.

    >>> tidy(" ООО\u00a0 «Вектор» ")
    'ООО «Вектор»'
    """
    if text.isprintable() and "  " not in text:  # the odd spaces are not printable
        return text.strip(" ")
    return " ".join(text.translate(_TO_SPACE).split())


def read_flag(raw: Raw) -> Reading:
    """Return 1 for yes, 0 for no or blank; anything else is a problem and counts as no.

    >>> [read_flag(x).value for x in ("Да", None, "нет", True)]
    [1.0, 0.0, 0.0, 1.0]
    """
    if raw is None or raw == "":
        return Reading(0.0)
    if isinstance(raw, bool):
        return Reading(float(raw))
    if isinstance(raw, ErrorValue):
        return Reading(0.0, "error_cell", plain=False)
    if isinstance(raw, float):
        return Reading(raw) if raw in (0.0, 1.0) else Reading(0.0, "not_a_flag", plain=False)
    word = tidy(raw).lower()
    if word in YES:
        return Reading(1.0, plain=raw.lower() in PLAIN_YES)
    return Reading(0.0, None if word in NO or not word else "not_a_flag", plain=word == raw.lower())


def read_text(raw: Raw) -> str:
    """Return a cell's text as a person reads it; a whole number without its point; "" if blank.

    >>> read_text(12346.0), read_text(" ООО  «Вектор»"), read_text(ErrorValue("#N/A"))
    ('12346', 'ООО «Вектор»', '')
    """
    if raw is None or isinstance(raw, ErrorValue):
        return ""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    return tidy(raw)


def match_key(text: str) -> str:
    """Return text as names are compared: case, ё/е and spaces make no difference.

    >>> match_key("ООО  «Ёлка»") == match_key("ооо «елка»")
    True
    """
    return normalize("NFC", tidy(text)).casefold().replace("ё", "е")


def match_keys(texts: list[str]) -> list[str]:
    """Return texts as names are compared, each as `match_key` does; the texts must be tidy.

    >>> match_keys(["ООО «Ёлка»", "ACME"])
    ['ооо «елка»', 'acme']
    """
    folded = normalize("NFC", "\n".join(texts)).casefold().replace("ё", "е").split("\n")
    return folded if len(folded) == len(texts) else [match_key(text) for text in texts]
