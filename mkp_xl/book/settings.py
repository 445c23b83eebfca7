"""The settings of a run: read from their sheet, else the defaults; what is wrong is a finding."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from mkp_xl.book import phrases
from mkp_xl.book.amounts import read_money, read_number, read_share
from mkp_xl.book.cells import ErrorValue, Raw, Reading, match_key, read_text
from mkp_xl.book.days import DATE_FIRST, DATE_LAST, read_date
from mkp_xl.book.fields import SETTING_OF, SETTINGS, Field, Lang, Text
from mkp_xl.book.findings import Finding
from mkp_xl.errors import InputError
from mkp_xl.rules.ops import money

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMERIC = frozenset({"money", "share", "whole", "date"})
DERIVED = ("window_start", "interval_a", "interval_b", "interval_c")
"""Settings that rules make of settings; they have cells and names of their own."""
INTERVAL_MODES = ("lesser", "class", "cycle")
"""Choices of `interval_mode`; rules read them as 1, 2, 3."""
BY_CLASS = 2.0
"""The mode of a list that says nothing of cycles."""
LIMIT_TEXTS = ("medium_from", "high_above")
"""Limits that the sentences name; their text has a cell and a name of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What a person typed for one setting, and where."""

    raw: Raw
    sheet: str = ""
    row: int = 0
    column: int = 0
    format: str = "General"
    has_formula: bool = False


@dataclass(slots=True, kw_only=True)
class Settings:
    """Effective settings by key; blank (NaN) only where the field says a blank means something."""

    numbers: dict[str, float]
    words: dict[str, str]
    boxes: dict[str, Box] = field(default_factory=dict)
    odd: frozenset[str] = frozenset()
    """Settings whose box a native formula would read differently."""
    found: dict[str, float] = field(default_factory=dict)
    """What stands in for an empty box: the earliest order's day for `orders_from`."""

    @property
    def lang(self) -> Lang:
        """Language of the book's words."""
        return cast("Lang", self.words["language"])

    def interval_mode(self, *, has_cycles: bool) -> float:
        """Return which interval is taken, as rules read it: without cycles that of the class."""
        if not has_cycles:
            return BY_CLASS
        return float(1 + INTERVAL_MODES.index(self.words["interval_mode"]))

    @property
    def as_of(self) -> float:
        """Day everything is computed for."""
        return self.numbers["as_of"]


def defaults(lang: Lang, as_of: float) -> Settings:
    """Return the defaults of a book in a language."""
    numbers = {f.key: _number_default(f) for f in SETTINGS if f.kind in NUMERIC}
    words = {f.key: str(f.default) for f in SETTINGS if f.kind == "choice"}
    words |= {f.key: phrases.held(str(f.default))[0] for f in SETTINGS if f.kind == "list"}
    numbers["as_of"] = as_of
    words["language"] = lang
    return Settings(numbers=numbers, words=words)


def read_settings(
    sheet: str, boxes: Mapping[str, Box], lang: Lang, today: float
) -> tuple[Settings, list[Finding]]:
    """Return the settings of a sheet: each box if valid, else its default with a finding."""
    settings = defaults(lang, today)
    settings.boxes = dict(boxes)
    findings: list[Finding] = []
    odd: set[str] = set()
    for key, box in sorted(boxes.items(), key=lambda item: item[0] != "currency"):
        definition = SETTING_OF[key]
        value, problem, plain = read_box(definition, box, settings.words["currency"])
        if problem:
            findings.append(_finding(sheet, definition, box, problem))
        elif isinstance(value, str):
            settings.words[key] = value
        elif math.isfinite(value):
            settings.numbers[key] = value
        if not plain:
            odd.add(key)
        if key == "as_of" and box.has_formula:
            findings.append(_finding(sheet, definition, box, "as_of_formula"))
    settings.odd = frozenset(odd)
    return settings, findings


def read_box(
    definition: Field, box: Box, currency: str = ""
) -> tuple[float | str, str | None, bool]:
    """Return a box's value, the problem met, and whether a native formula reads it alike."""
    if definition.kind == "choice":
        return _read_choice(definition, box)
    if definition.kind == "list":
        return _read_list(definition, box)
    reading = _read_number(definition, box, currency)
    if reading.problem:
        return math.nan, "setting_out_of_range", reading.plain and not isinstance(box.raw, str)
    if math.isnan(reading.value):
        emptied = definition.default is not None
        return math.nan, "setting_emptied" if emptied else None, reading.plain
    value, allowed = _limited(definition, reading.value)
    plain = isinstance(box.raw, float)
    return (value, None, plain) if allowed else (math.nan, "setting_out_of_range", plain)


def parse_setting(key: str, text: str) -> float | str:
    """Return the value of `--set key=value`; raises InputError if there is no such thing."""
    definition = SETTING_OF.get(key)
    if definition is None:
        raise InputError("unknown_setting", setting=key, known=", ".join(SETTING_OF))
    raw: Raw = text
    if definition.kind in NUMERIC - {"date"}:
        reading = read_share(text) if definition.kind == "share" else read_number(text, "en")
        raw = reading.value if reading.problem is None and math.isfinite(reading.value) else text
    value, problem, _ = read_box(definition, Box(raw=raw))
    if definition.kind == "list" and not problem:
        return text  # into the box as it is said
    if problem or (isinstance(value, float) and math.isnan(value)):
        raise InputError(
            "bad_setting",
            setting=key,
            value=text,
            allowed_ru=allowed_text(definition, "ru"),
            allowed_en=allowed_text(definition, "en"),
        )
    return value


def apply(settings: Settings, changes: Mapping[str, float | str]) -> None:
    """Put chosen values in place of the sheet's."""
    for key, value in changes.items():
        if isinstance(value, str):
            is_list = SETTING_OF[key].kind == "list"
            settings.words[key] = phrases.held(value)[0] if is_list else value
        else:
            settings.numbers[key] = value
    settings.odd -= changes.keys()


def check(settings: Settings) -> None:
    """Raise InputError where the limits contradict each other."""
    low, high = settings.numbers["medium_from"], settings.numbers["high_above"]
    if low > high:
        raise InputError("limits_contradict", low=low, high=high)


def allowed_text(definition: Field, lang: Lang) -> str:
    """Return what a setting accepts, in words.

    >>> allowed_text(SETTING_OF["due_soon_days"], "en")
    'a whole number from 0 to 365'
    """
    if definition.kind == "choice":
        return ", ".join(choice.name(lang) for choice in definition.choices)
    if definition.kind in _ALLOWED:
        return _ALLOWED[definition.kind](lang)
    low, high = definition.minimum or 0, definition.maximum or 0
    if definition.kind == "share":
        return f"от {low:.0%} до {high:.0%}" if lang == "ru" else f"from {low:.0%} to {high:.0%}"
    if definition.kind == "money":
        return "сумма от 0" if lang == "ru" else "an amount from 0"
    if lang == "ru":
        return f"целое число от {low:.0f} до {high:.0f}"
    return f"a whole number from {low:.0f} to {high:.0f}"


_ALLOWED: Final = {
    "date": Text("дата дд.мм.гггг", "a date"),
    "list": Text("слова через «;» или «—»", "words with “;” between, or “—”"),
}


def shown(definition: Field, value: float | str, lang: Lang) -> Raw:
    """Return a setting's value as its box holds it."""
    if isinstance(value, str):
        if definition.kind == "list":
            return phrases.typed(value)
        return next((c.name(lang) for c in definition.choices if c.key == value), value)
    return None if math.isnan(value) else value


def _number_default(definition: Field) -> float:
    return float(definition.default) if definition.default is not None else math.nan


def _read_choice(definition: Field, box: Box) -> tuple[str, str | None, bool]:
    word = match_key(read_text(box.raw))
    if not word:
        return str(definition.default), "setting_emptied", True
    for choice in definition.choices:
        names = (choice.key, choice.name.ru, choice.name.en)
        if word in map(match_key, names):
            plain = str(box.raw).lower() in [name.lower() for name in names]
            return choice.key, None, plain
    return str(definition.default), "setting_not_a_choice", isinstance(box.raw, str | float)


def _read_list(definition: Field, box: Box) -> tuple[str, str | None, bool]:
    default, text = phrases.held(str(definition.default))[0], read_text(box.raw)
    if not text:
        return default, "setting_emptied", box.raw is None
    if len(text) > phrases.MOST or isinstance(box.raw, ErrorValue):
        return default, "setting_out_of_range", False
    value, plain = phrases.held(box.raw)
    return value, None, plain


def _read_number(definition: Field, box: Box, currency: str) -> Reading:
    if definition.kind == "date":
        return read_date(box.raw, box.format)
    if definition.kind == "share":
        return read_share(box.raw)
    if definition.kind == "money":
        return read_money(box.raw, "General", currency)
    return read_number(box.raw)


def _limited(definition: Field, value: float) -> tuple[float, bool]:
    if definition.kind == "date":
        return float(math.floor(value)), DATE_FIRST <= value < DATE_LAST + 1
    if definition.kind == "whole" and value != math.floor(value):
        return value, False
    low = -math.inf if definition.minimum is None else definition.minimum
    high = math.inf if definition.maximum is None else definition.maximum
    return money(value) if definition.kind == "money" else value, low <= value <= high


def _finding(sheet: str, definition: Field, box: Box, code: str) -> Finding:
    return Finding(
        code=code,
        sheet=sheet,
        row=box.row,
        column=box.column,
        field=definition.key,
        value=read_text(box.raw),
        detail=definition.key,
    )
