"""What a cell means: the only place where the content of a cell becomes a number.

Each reader returns a `Reading`: the number (NaN where there is none), the problem met if any,
and whether a native formula of ours reads the same number from that cell (`plain`). Standard
library only, so that worksheet functions read cells alike in every program.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import NamedTuple, Optional, Union
from unicodedata import normalize

from mkp_xl.book import typed
from mkp_xl.rules.ops import EPOCH


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
DATE_FIRST = 61.0
"""01.03.1900: before it Excel's serials are a day off."""
DATE_LAST = 2958465.0
"""31.12.9999."""
_BARE_DATE_FIRST = 25569.0
"""A bare number counts as a date from 1970 on: 2026 in a date column is a year, not a day."""

SPACES = "\u00a0\u202f\u2009\u2007\t"
_TO_SPACE = str.maketrans(dict.fromkeys(SPACES, " "))
_DECIMAL = re.compile(r"([+-]?)(\d{1,3}(?: \d{3})+|\d+)(?:[.,](\d+))?\Z", re.ASCII)
_GROUPED = re.compile(r"([+-]?)\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*(?:([.,])(\d+))?\Z", re.ASCII)
_FORMULA_READS = re.compile(r"-?\d+(?:\.\d+)?\Z", re.ASCII)
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\Z"
_RU_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})" + _TIME, re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME, re.ASCII)

CURRENCY_SIGNS: dict[str, str] = {
    "₽": "RUB", "руб.": "RUB", "руб": "RUB", "р.": "RUB", "р": "RUB", "rub": "RUB", "rur": "RUB",
    "$": "USD", "usd": "USD", "долл.": "USD", "долл": "USD", "us$": "USD",
    "€": "EUR", "eur": "EUR", "евро": "EUR", "£": "GBP", "gbp": "GBP",
    "₸": "KZT", "kzt": "KZT", "тг": "KZT", "тенге": "KZT", "byn": "BYN", "uzs": "UZS",
    "сум": "UZS", "₴": "UAH", "uah": "UAH", "грн": "UAH", "¥": "CNY", "cny": "CNY", "元": "CNY",
    "₺": "TRY", "try": "TRY",
}  # fmt: skip
_SIGN = "|".join(sorted(map(re.escape, CURRENCY_SIGNS), key=len, reverse=True))
_WITH_SIGN = re.compile(
    rf"(?:({_SIGN})\s*)?((?:[+-]?|[^\d+-]*[^\w+-])\d.*?)\s*(?:({_SIGN})\.?)?\Z",
    re.IGNORECASE | re.ASCII,
)
_FORMAT_LITERAL = re.compile(r'\[\$([^\]-]*)[^\]]*\]|"([^"]*)"|\\(.)')
_FORMAT_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)

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


def format_kind(code: str) -> str:
    r"""Return what a number format shows: `date`, `share`, a currency's code, or "" for others.

    >>> [format_kind(c) for c in ("dd.mm.yyyy", "0%", '#,##0\\ "₽"', "#,##0", "General")]
    ['date', 'share', 'RUB', '', '']
    """
    if code == "General":
        return ""
    bare = _FORMAT_LITERAL.sub("", code)
    bare = re.sub(r"\[[^\]]*\]|[_*].", "", bare)
    if _FORMAT_DATE.search(bare):
        return "date"
    if "%" in bare:
        return "share"
    literals = "".join("".join(found) for found in _FORMAT_LITERAL.findall(code))
    signs = [literals.strip().lower(), *(sign for sign in "₽$€£₸₴¥₺" if sign in literals + bare)]
    return next((CURRENCY_SIGNS[sign] for sign in signs if sign in CURRENCY_SIGNS), "")


def read_number(raw: Raw, lang: str = "ru") -> Reading:
    r"""Return a bare number: typed as one, or text with spaces and either decimal mark.

    >>> read_number("1\u00a0250\u00a0000,50").value, read_number("1.234").problem
    (1250000.5, 'ambiguous_number')
    """
    if isinstance(raw, bool):
        return Reading(math.nan, "boolean", plain=False)
    if isinstance(raw, float):
        return Reading(raw)
    if raw is None or raw == "":
        return BLANK
    if isinstance(raw, ErrorValue):
        return Reading(math.nan, "error_cell", plain=False)
    return _number_of_text(raw, lang)


def read_money(raw: Raw, format_code: str, currency: str, lang: str = "ru") -> Reading:
    """Return an amount of the book's currency; an amount of another is a problem.

    >>> read_money("12 000 руб.", "General", "RUB").value
    12000.0
    >>> read_money("$ 12 000", "General", "RUB").problem
    'foreign_currency'
    """
    if isinstance(raw, float):
        kind = format_kind(format_code) if format_code != "General" else ""
        if kind in ("", currency):
            return Reading(raw)
        problem = {"date": "date_for_money", "share": "share_for_money"}.get(kind)
        return Reading(math.nan, problem or "foreign_currency", plain=False)
    if not isinstance(raw, str) or not raw.strip():
        return read_number(raw, lang)
    found = _WITH_SIGN.match(tidy(raw).replace("−", "-"))
    signs = [sign for sign in (found.group(1), found.group(3)) if sign] if found else []
    if not found or not signs:
        return _amount_of_text(raw, lang)
    reading = _amount_of_text(found.group(2), lang, signed=True)
    if reading.problem != "not_a_number" and _is_foreign(signs, currency):
        return Reading(math.nan, "foreign_currency", plain=False)
    return reading._replace(plain=False)


def _is_foreign(signs: list[str], currency: str) -> bool:
    return any(CURRENCY_SIGNS[sign.lower()] != currency for sign in signs)


def read_share(raw: Raw, lang: str = "ru") -> Reading:
    """Return a share, 1 = 100 %; text with a percent sign is divided by 100.

    >>> read_share("98,5 %").value
    0.985
    """
    if isinstance(raw, str) and raw.rstrip().endswith("%"):
        reading = _number_of_text(raw.rstrip()[:-1], lang)
        return Reading(reading.value / 100, reading.problem, plain=False)
    return read_number(raw, lang)


def read_date(raw: Raw, format_code: str = "General") -> Reading:
    """Return a day serial: a date cell, a serial since 1970, dd.mm.yyyy or ISO text.

    >>> read_date("29.02.2024").value, read_date("31.02.2026").problem
    (45351.0, 'no_such_day')
    """
    if isinstance(raw, float):
        if first_date(format_code) <= raw < DATE_LAST + 1:
            return Reading(raw)
        return _date_of_number(raw)
    if isinstance(raw, str) and raw.strip():
        return _date_of_text(tidy(raw))
    if isinstance(raw, bool):
        return Reading(math.nan, "not_a_date", plain=False)
    return read_number(raw)


def first_date(format_code: str) -> float:
    """Return the first serial that is taken for a date in a cell of a number format."""
    return DATE_FIRST if format_kind(format_code) == "date" else _BARE_DATE_FIRST


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


def serial_of(day: date) -> float:
    """Return the day serial of a date.

    >>> serial_of(date(2026, 11, 20))
    46346.0
    """
    return float((day - EPOCH).days)


def date_of(serial: float) -> date:
    """Return the date of a day serial.

    >>> date_of(46346.0)
    datetime.date(2026, 11, 20)
    """
    return date.fromordinal(EPOCH.toordinal() + math.floor(serial))


def day_text(serial: float, lang: str = "ru") -> str:
    """Return a day as people write it.

    >>> day_text(46346.0), day_text(46346.0, "en")
    ('20.11.2026', '20 Nov 2026')
    """
    day = date_of(serial)
    if lang == "en":
        return f"{day:%d} {_MONTHS[day.month - 1]} {day.year}"
    return day.strftime("%d.%m.%Y")


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _number_of_text(raw: str, lang: str) -> Reading:
    text = tidy(raw)
    if not text:
        return Reading(math.nan, plain=False)
    minus = text.replace("−", "-")
    grouped = None if " " in minus else _GROUPED.match(minus)
    if grouped and grouped.group(3) != grouped.group(2):
        return _grouped_number(minus, grouped, lang)
    found = _DECIMAL.match(minus)
    if not found:
        is_nothing = minus.casefold() in typed.PLACEHOLDERS
        return Reading(math.nan, "placeholder" if is_nothing else "not_a_number", plain=False)
    sign, whole, fraction = found.groups()
    value = float(f"{sign}{whole.replace(' ', '')}.{fraction or '0'}")
    return Reading(value, plain=_formula_reads(raw))


def _formula_reads(raw: str) -> bool:
    """Return whether `native_number` of `book.native` reads this text as we do."""
    bare = raw.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    return _FORMULA_READS.match(bare) is not None


def _grouped_number(text: str, found: re.Match[str], lang: str) -> Reading:
    """Read 1.234.567,89 or 1,234.50; a lone 1.234 may mean either, but for English 1,234."""
    groups, fraction = found.group(2), found.group(4)
    lone = text.count(groups) == 1 and fraction is None
    if lone and not (groups == "," and lang == "en"):
        return Reading(math.nan, "ambiguous_number", plain=False)
    whole = text.split(found.group(3), maxsplit=1)[0] if fraction else text
    return Reading(float(f"{whole.replace(groups, '')}.{fraction or '0'}"), plain=False)


def _amount_of_text(raw: str, lang: str, *, signed: bool = False) -> Reading:
    """Read an amount that is a number, or is written with a word for thousands, or as a sum."""
    reading = _number_of_text(raw, lang)
    if reading.problem != "not_a_number":
        return reading

    def read(part: str) -> typed.Typed:
        found = _amount_of_text(part, lang)
        return typed.Typed(found.value, found.problem)

    found = typed.amount(tidy(raw).replace("−", "-"), read, signed=signed)
    return Reading(found.value, found.problem, plain=False)


def _date_of_number(number: float) -> Reading:
    """Read 20210105 as the day that its digits write."""
    if number.is_integer() and number > DATE_LAST:
        found = typed.day(str(int(number)))
        if isinstance(found, date):
            return Reading(serial_of(found), plain=False, hint=found.isoformat())
    return Reading(math.nan, "not_a_date", plain=False)


def _date_of_text(text: str) -> Reading:
    russian, iso = _RU_DATE.match(text), _ISO_DATE.match(text)
    if russian:
        day, month, year = (int(part) for part in russian.groups())
    elif iso:
        year, month, day = (int(part) for part in iso.groups())
    else:
        return _typed_date(text)
    try:
        serial = serial_of(date(year, month, day))
    except ValueError:
        return Reading(math.nan, "no_such_day", plain=False)
    if serial < DATE_FIRST:
        return Reading(math.nan, "not_a_date", plain=False)
    return Reading(serial, plain=False)


def _typed_date(text: str) -> Reading:
    """Read a day that is written in a way of its own."""
    found = typed.day(text)
    if isinstance(found, typed.Typed):
        return Reading(math.nan, found.problem, plain=False, hint=found.hint)
    serial = serial_of(found)
    if serial < DATE_FIRST:
        return Reading(math.nan, "not_a_date", plain=False)
    return Reading(serial, plain=False, hint=found.isoformat())
