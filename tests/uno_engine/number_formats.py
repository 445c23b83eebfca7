"""Number formats of a document: Excel's codes to LibreOffice's keys and back, kinds of formats."""

from __future__ import annotations

import re
from enum import IntFlag

from uno_engine.office import struct

UNTOUCHED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[\$[^\]]*\]|General', re.IGNORECASE | re.DOTALL)
HIS = re.compile(r"AM/PM|A/P|\[[^\]]*\]|[DMYHS]+", re.IGNORECASE)
GENERAL = "General"


class Kind(IntFlag):
    """com.sun.star.util.NumberFormat."""

    DATE = 2
    TIME = 4
    CURRENCY = 8
    TEXT = 256
    LOGICAL = 1024


class Formats:
    """The formats of one document; knows each key once asked."""

    def __init__(self, model) -> None:
        self._all = model.NumberFormats
        self._english = struct("com.sun.star.lang.Locale")
        self._english.Language, self._english.Country = "en", "US"
        self._codes: dict[int, str] = {}
        self._kinds: dict[int, int] = {}
        self._keys: dict[str, int] = {}
        empty = struct("com.sun.star.lang.Locale")
        self.logical = self._all.getStandardFormat(Kind.LOGICAL, empty)
        self.general = self._all.getStandardIndex(empty)

    def kind(self, key: int) -> int:
        """Return the flags of the format behind a key."""
        if key not in self._kinds:
            self._kinds[key] = self._all.getByKey(key).Type
        return self._kinds[key]

    def code(self, key: int) -> str:
        """Return the code as Excel writes it, in English whatever the locale."""
        if key not in self._codes:
            self._codes[key] = self._read(key)
        return self._codes[key]

    def key(self, code: str) -> int:
        """Return the key of Excel's code."""
        if code not in self._keys:
            if code == GENERAL:
                self._keys[code] = self.general
            else:
                known = self._all.queryKey(code, self._english, False)
                self._keys[code] = known if known != -1 else self._all.addNew(code, self._english)
                self._codes.setdefault(self._keys[code], code)
        return self._keys[code]

    def _read(self, key: int) -> str:
        if self.kind(key) & Kind.LOGICAL:
            return GENERAL  # Excel needs no format to show a truth value
        held = self._all.getByKey(key)
        if key == self._all.getStandardIndex(held.Locale):
            return GENERAL  # whatever it is called there
        text = held.FormatString
        if held.Locale.Language not in ("", "en"):
            english = self._all.addNewConverted(text, held.Locale, self._english)
            text = self._all.getByKey(english).FormatString
        return lower(text)


def lower(code: str) -> str:
    """Return a code with the letters of dates and times as Excel keeps them.

    >>> lower('DD.MM.YYYY" H"'), lower("[HH]:MM:SS AM/PM"), lower("[RED]#,##0.00")
    ('dd.mm.yyyy" H"', '[hh]:mm:ss AM/PM', '[Red]#,##0.00')
    """
    out, position = [], 0
    for kept in [*UNTOUCHED.finditer(code), None]:
        end = kept.start() if kept else len(code)
        out.append(HIS.sub(_one, code[position:end]))
        if kept:
            out.append(kept[0])
            position = kept.end()
    return "".join(out)


def _one(match: re.Match[str]) -> str:
    text = match[0]
    if text.startswith("["):
        inner = text[1:-1]
        short = re.fullmatch(r"[HMS]+", inner, re.IGNORECASE)
        return text.lower() if short else f"[{inner.capitalize()}]"
    return text if "/" in text else text.lower()
