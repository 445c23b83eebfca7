"""Number formats of a document: Excel's English codes to LibreOffice's keys and back."""

import re

from mkp_xl.hosts.calc.office.spots import struct

UNTOUCHED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[\$[^\]]*\]|General', re.IGNORECASE | re.DOTALL)
CASELESS = re.compile(r"AM/PM|A/P|\[[^\]]*\]|[DMYHS]+", re.IGNORECASE)
GENERAL = "General"
TEXT, LOGICAL = 256, 1024
"""com.sun.star.util.NumberFormat."""


class Formats:
    """The formats of one document; knows each once asked."""

    def __init__(self, context, document):
        self._all = document.NumberFormats
        self._english = struct("com.sun.star.lang.Locale", Language="en", Country="US")
        self._own = struct("com.sun.star.lang.Locale")  # empty: the one LibreOffice speaks
        manager = context.ServiceManager
        supplier = "com.sun.star.util.NumberFormatsSupplier"
        aside = manager.createInstanceWithArgumentsAndContext(supplier, (self._english,), context)
        self._aside = aside.NumberFormats  # codes are translated without a trace in the document
        self.general = self._all.getStandardIndex(self._own)
        self.logical = self._all.getStandardFormat(LOGICAL, self._own)
        self._codes, self._kinds, self._keys = {}, {}, {}

    def kind(self, key):
        """Return the flags of the format behind a key."""
        if key not in self._kinds:
            self._kinds[key] = self._all.getByKey(key).Type
        return self._kinds[key]

    def is_logical(self, key):
        """Tell whether numbers of this format are truth values."""
        return bool(self.kind(key) & LOGICAL)

    def is_plain(self, key):
        """Tell whether nobody chose the format: General, or what shows a truth value."""
        return self.code(key) == GENERAL

    def is_text(self, key):
        """Tell whether cells of this format take all as text."""
        return bool(self.kind(key) & TEXT) and self.code(key) == "@"

    def code(self, key):
        """Return the code as Excel writes it, in English whatever the language."""
        if key not in self._codes:
            self._codes[key] = self._read(key)
        return self._codes[key]

    def key(self, code):
        """Return the key of Excel's code; it follows the language, as in an opened file."""
        if code not in self._keys:
            if code == GENERAL:
                self._keys[code] = self.general
            else:
                self._keys[code] = self._all.addNewConverted(code, self._english, self._own)
            self._codes[self._keys[code]] = code
        return self._keys[code]

    def _read(self, key):
        if self.is_logical(key):
            return GENERAL  # Excel needs no format to show a truth value
        held = self._all.getByKey(key)
        if key == self._all.getStandardIndex(held.Locale):
            return GENERAL  # whatever it is called there
        code = held.FormatString
        if held.Locale.Language != "en":
            english = self._aside.addNewConverted(code, held.Locale, self._english)
            code = _with_points(self._aside.getByKey(english).FormatString, code)
        return lower(code)


def lower(code):
    """Return a code with the letters of dates and times as Excel keeps them.

    >>> lower('DD.MM.YYYY" H"'), lower("[HH]:MM:SS AM/PM"), lower("[RED]#,##0.00")
    ('dd.mm.yyyy" H"', '[hh]:mm:ss AM/PM', '[Red]#,##0.00')
    """
    out, position = [], 0
    for kept in [*UNTOUCHED.finditer(code), None]:
        end = kept.start() if kept else len(code)
        out.append(CASELESS.sub(_one, code[position:end]))
        if kept:
            out.append(kept[0])
            position = kept.end()
    return "".join(out)


def _with_points(code, before):
    """Return a translated code with the points between day and month that it had before."""
    return code if "/" in before or "." not in before else code.replace("/", ".")


def _one(match):
    text = match[0]
    if text.startswith("["):
        inner = text[1:-1]
        is_time = re.fullmatch(r"[HMS]+", inner, re.IGNORECASE)
        return text.lower() if is_time else f"[{inner.capitalize()}]"
    return text if "/" in text else text.lower()
