"""Which contacts count as contacts: those of the types and results that the settings say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book import phrases
from mkp_xl.book.columns import texts

if TYPE_CHECKING:
    from mkp_xl.book.compute import Log
    from mkp_xl.book.findings import Finding
    from mkp_xl.book.settings import Settings

TYPES: Final = "contact_types"
"""The setting that lists types that count; all do where it lists nothing."""
RESULTS: Final = "contact_results_out"
"""The setting that lists results that do not count."""
_LISTED: Final = ((TYPES, "type"), (RESULTS, "result"))
_NOBODY_THERE: Final = re.compile(
    r"недозв|\bндз\b|\bне\s*дозвон|\bне\s*ответил|\bне\s*отвеча(?:ет|ют)\b(?!\s+за)"
    r"|\bне\s*(?:бер[её]т|взял|снял|подош)\w*\s+(?:к\s+)?(?:труб|тел)|автоответчик"
    r"|\A\W*(?:(?:нет|без) ответа|no (?:answer|reply))\W*\Z"
    r"|\bnot reached|\bdid(?: not|n.t) (?:answer|pick up)|voice ?mail|unreach|unanswered",
    re.IGNORECASE,
)
"""Results that say nobody was spoken with."""


def counted(log: Log | None, settings: Settings) -> Log | None:
    """Return the log of contacts with what counts marked, and why formulas cannot see it."""
    if log is None:
        return None
    counts, alike = np.ones(log.rows.size, dtype=bool), True
    for key, column in _LISTED:
        listed, cells = settings.words[key], log.rows.cells.get(column)
        if not listed or cells is None:
            continue
        words = texts(cells)
        found = phrases.among(words, listed)
        raw = [text if isinstance(text, str) else "" for text in cells.values]
        alike &= found == phrases.among_by_formula(raw, listed)
        counts &= np.array(found, dtype=bool) == (key == TYPES)
    return replace(log, counts=counts, native=log.native or ("" if alike else "results"))


def check_results(log: Log) -> list[Finding]:
    """Return the contacts that count, though by their result nobody was spoken with."""
    rows, cells = log.rows, log.rows.cells.get("result")
    if cells is None:
        return []
    words = texts(cells)
    nobody = {word: bool(_NOBODY_THERE.search(word)) for word in set(words)}
    if not any(nobody.values()):
        return []
    asked = rows.is_row & np.array([nobody[word] for word in words], dtype=bool)
    if log.counts is not None:
        asked &= log.counts
    return [
        rows.finding("unanswered_counts", index, "result")
        for index in np.flatnonzero(asked).tolist()
    ]
