"""What people type where a number or a day is meant: read where it is sure, else told why not.

`amounts` and `days` come here with a text that is neither a plain number nor a plain date. Standard
library only, as they are.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Optional

if TYPE_CHECKING:
    from collections.abc import Callable


class Typed(NamedTuple):
    """What a text was read as: a value, or the problem and what may be meant."""

    value: float = math.nan
    problem: Optional[str] = None  # noqa: UP045  Python 3.9 reads this too
    hint: str = ""
    """A day, as ISO writes it."""


PLACEHOLDERS = frozenset({
    "-", "--", "—", "–", "?", "нет", "нет данных", "н/д", "нд", "н.д.", "н/п", "не указано",
    "не указан", "не указана", "не задано", "не выбрано", "не определено", "неизвестно", "пусто",
    "выбрать", "выберите", "уточнить", "уточняется", "n/a", "na", "none", "no data", "not set",
    "not specified", "unknown", "select", "-select-", "--select--", "choose", "tbd", "null", "nan",
})  # fmt: skip
"""Words that stand for nothing."""
_SCALES = (
    ("тысяча тысячи тысяч тыс k к ths thousand thousands", 1e3),
    ("миллион миллиона миллионов млн mln mn mio мио million millions", 1e6),
    ("миллиард миллиарда миллиардов млрд bn bln billion billions", 1e9),
)
SCALE_OF = {word: scale for words, scale in _SCALES for word in words.split()}
"""What one of the numbers counts, by the word that stands beside it."""
_BESIDE_A_SIGN = {"т": 1e3, "m": 1e6, "м": 1e6, "b": 1e9}
"""Letters that may be tonnes or metres where no currency stands beside them."""
_SCALED = re.compile(r"(.*[0-9])\s*([a-zа-я]+)\.?\Z", re.DOTALL)
_ABOUT = re.compile(
    r"\A(?:~|≈|±|около|ок\.|примерно|прим\.|порядка|about|approx\.?|ca\.?)\s*(?=[0-9])"
)
_BEYOND = 1e300
"""Sums of such amounts would be none."""
_MARKS = "*"
"""What leads to a note below the table."""


def amount(text: str, read: Callable[[str], Typed], *, signed: bool = False) -> Typed:
    """Return the amount that a text says; `read` reads a number, `signed` with a currency beside.

    >>> plain = lambda text: Typed(float(text.replace(",", ".")))
    >>> [amount(text, plain).value for text in ("342.09K", "1,5 млн", "105600+13300")]
    [342090.0, 1500000.0, 118900.0]
    """
    low = text.casefold().strip()
    if low in PLACEHOLDERS:
        return Typed(problem="placeholder")
    bare = _ABOUT.sub("", low.rstrip(_MARKS).rstrip())
    if bare != low:
        return read(bare) if bare else Typed(problem="placeholder")
    scaled = _SCALED.match(low)
    scales = SCALE_OF | _BESIDE_A_SIGN if signed else SCALE_OF
    if scaled and scaled[2] in scales:
        part = read(scaled[1])
        return part._replace(value=part.value * scales[scaled[2]])
    parts = low.split("+")
    if len(parts) > 1 and all(re.search("[0-9]", part) for part in parts):
        return _sum([read(part.strip()) for part in parts])
    return Typed(problem="not_a_number")


def is_scaled(text: str) -> bool:
    """Return whether an amount names its own scale.

    >>> is_scaled("5 млн руб."), is_scaled("$342.09K"), is_scaled("5")
    (True, True, False)
    """
    words = re.findall("[a-zа-я]+", text.casefold())
    return any(word in SCALE_OF or word in _BESIDE_A_SIGN for word in words)


def _sum(parts: list[Typed]) -> Typed:
    wrong = next((part for part in parts if part.problem), None)
    values = [part.value for part in parts]
    if wrong or max(map(abs, values)) > _BEYOND:
        return wrong or Typed(problem="too_large")
    return Typed(math.fsum(values))


# days

_DAY = r"(\d{1,2})"
_TIME = r"(?:(?:[t ,]+|,? (?:в|at) )\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?)?"
_NTH = r"(?:-?го|st|nd|rd|th)?"
_AFTER = r"(?: ?г(?:\.|ода?)?)?"
_ORDERS = (
    (re.compile(rf"{_DAY}\.{_DAY}\.(\d{{4}}|\d{{2}}){_AFTER}{_TIME}\Z", re.ASCII), "dmy"),
    (re.compile(rf"{_DAY},{_DAY},(\d{{4}}){_TIME}\Z", re.ASCII), "dmy"),
    (re.compile(rf"(\d{{4}})[./-]{_DAY}[./-]{_DAY}{_TIME}\Z", re.ASCII), "ymd"),
    (re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})\Z", re.ASCII), "ymd"),
    (re.compile(rf"{_DAY}[/-]{_DAY}[/-](\d{{4}}){_TIME}\Z", re.ASCII), "either"),
)
_MONTHS = tuple(
    re.compile(rf"(?:{words})\Z")
    for words in (
        "янв(?:ар[ьяе])?|jan(?:uary)?", "фев(?:р(?:ал[ьяе])?)?|feb(?:ruary)?",
        "мар(?:т[ае]?)?|mar(?:ch)?", "апр(?:ел[ьяе])?|apr(?:il)?", "ма[йяе]|may",
        "июн[ьяе]?|june?", "июл[ьяе]?|july?", "авг(?:уст[ае]?)?|aug(?:ust)?",
        "сент?(?:ябр[ьяе])?|sept?(?:ember)?", "окт(?:ябр[ьяе])?|oct(?:ober)?",
        "ноя(?:б(?:р[ьяе])?)?|nov(?:ember)?", "дек(?:абр[ьяе])?|dec(?:ember)?",
    )
)  # fmt: skip
_NAMED = (
    (re.compile(rf"{_DAY}{_NTH}[ .-]*([a-zа-я]+)\.?,?[ .-]*(\d{{4}}){_AFTER}{_TIME}\Z"), (0, 1, 2)),
    (re.compile(rf"([a-z]+)\.? +{_DAY}{_NTH},? +(\d{{4}}){_TIME}\Z"), (1, 0, 2)),
)
_ONE_OF_SEVERAL = re.compile(
    r"(?<![\d.])\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d|\.\d)"
    r"|(?<![\d-])\d{4}-\d{1,2}-\d{1,2}(?![\d-])",
    re.ASCII,
)
_VAGUE = re.compile(
    r"(конец|конце|начал|середин|квартал|недел|месяц|сегодня|вчера|завтра|весн|лет[оа]|осен|зим"
    r"|\bend\b|begin|early|late|mid|quarter|week|month|today|yesterday|tomorrow|spring|summer|"
    r"autumn|fall|winter)"
)
_WEEKDAY = (
    r"\(?(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\.?\)?"
)
_WITH_WEEKDAY = re.compile(rf"\A{_WEEKDAY},? +|(?<=[\d.]),? *{_WEEKDAY}\Z")
_AROUND_DOTS = re.compile(r"(?<=\d) *\. *(?=\d)")
_TWO_DIGITS, _LAST_MONTH = 100, 12
_OLD = 68
"""Years of two digits above it are of the last century, as computers have it."""


def day(text: str) -> date | Typed:
    """Return the day that a text says; where it says none for sure, why, and what may be meant.

    >>> day("14.07.2015*"), day("5 ноября 2026"), day("05/11/2026").hint
    (datetime.date(2015, 7, 14), datetime.date(2026, 11, 5), '2026-11-05')
    >>> day("Пн, 9 .11.2026"), day("14.11.2026 (сб)"), day("14.11.2026 в 15:00")
    (datetime.date(2026, 11, 9), datetime.date(2026, 11, 14), datetime.date(2026, 11, 14))
    """
    low = text.casefold().strip()
    if low in PLACEHOLDERS:
        return Typed(problem="placeholder")
    low = _WITH_WEEKDAY.sub("", low.rstrip(_MARKS).rstrip())
    low = _AROUND_DOTS.sub(".", low)
    numbers = _by_numbers(low) or _by_name(low)
    if numbers is None:
        return _no_day(low)
    try:
        found = date(*numbers)
    except ValueError:
        return Typed(problem="no_such_day")
    if _is_either(low, found):
        return Typed(problem="ambiguous_date", hint=found.isoformat())
    return found


def _by_numbers(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a date of numbers alone; None where it is none."""
    for pattern, order in _ORDERS:
        found = pattern.match(text)
        if not found:
            continue
        one, two, three = (int(part) for part in found.groups())
        if order == "ymd":
            return one, two, three
        year = three if three >= _TWO_DIGITS else three + (1900 if three > _OLD else 2000)
        is_american = order == "either" and two > _LAST_MONTH >= one
        return (year, one, two) if is_american else (year, two, one)
    return None


def _is_either(text: str, found: date) -> bool:
    """Return whether day and month may change places: with such a stroke both orders are usual."""
    pattern, _ = _ORDERS[-1]
    return bool(pattern.match(text)) and found.day <= _LAST_MONTH and found.day != found.month


def _by_name(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a date whose month is a word; None where it is none."""
    for pattern, (day_at, month_at, year_at) in _NAMED:
        parts = found.groups() if (found := pattern.match(text)) else None
        month = _month(parts[month_at]) if parts else 0
        if parts and month:
            return int(parts[year_at]), month, int(parts[day_at])
    return None


def _month(word: str) -> int:
    return next((number for number, one in enumerate(_MONTHS, start=1) if one.match(word)), 0)


def _no_day(text: str) -> Typed:
    """Return why a text says no one day."""
    several = [_by_numbers(one) for one in _ONE_OF_SEVERAL.findall(text)]
    with suppress(ValueError):
        known = [date(*numbers) for numbers in several if numbers]
        if len(known) == len(several) > 1:
            return Typed(problem="two_dates", hint=max(known).isoformat())
    if _VAGUE.search(text) or any(map(_month, re.findall("[a-zа-я]+", text))):
        return Typed(problem="vague_date")
    return Typed(problem="not_a_date")
