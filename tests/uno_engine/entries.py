"""What Excel makes of a text put into Range.Value: it reads it as if typed, in US English."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from uno_engine.errors import CODES

START = frozenset("0123456789+-.=#'tTfF ")
SIGNED = re.compile(r"[+-][^\W_][\w.()+*/^%-]*")  # no blanks: "+7 912 000" stays text
NUMBER = re.compile(r"\s*([+-]?)\s*(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?(?:[eE]([+-]?\d+))?\s*(%?)\s*")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
US = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})")
SHORT_YEARS = 30  # two digits below are of this century


class Entry(NamedTuple):
    """What a text became: `kind` is text, number, percent, logical, error, date or formula."""

    kind: str
    value: str | float | bool | dt.datetime


def entered(text: str) -> Entry:
    """Return what stands in a cell of General format after the text was written to it.

    >>> [entered(text).kind for text in ("007", "'007", "true", "5%", "#N/A", "=A1", "-abc")]
    ['number', 'text', 'logical', 'percent', 'error', 'formula', 'formula']
    >>> [entered(text).kind for text in ("2024-02-31", "1/2/2024", "1,5", "+7 912", "тест")]
    ['text', 'date', 'text', 'text', 'text']
    """
    if text[:1] not in START:
        return Entry("text", text)
    if text.startswith("'"):
        return Entry("text", text[1:])
    if text[0] in "tTfF":  # most texts: spare them the rest
        return _word(text.strip()) or Entry("text", text)
    return (
        _formula(text)
        or _word(text.strip())
        or _number(text)
        or _date(text.strip())
        or Entry("text", text)
    )


def _formula(text: str) -> Entry | None:
    if text.startswith("=") and len(text) > 1:
        return Entry("formula", text)
    if SIGNED.fullmatch(text) and not NUMBER.fullmatch(text):
        return Entry("formula", "=" + text)
    return None


def _word(text: str) -> Entry | None:
    upper = text.upper()
    if upper in ("TRUE", "FALSE"):
        return Entry("logical", upper == "TRUE")
    return Entry("error", upper) if upper in CODES else None


def _number(text: str) -> Entry | None:
    match = NUMBER.fullmatch(text)
    if not match or not ((match[2] or "") + (match[3] or "")).strip("."):
        return None
    plain = f"{match[1]}{(match[2] or '0').replace(',', '')}{match[3] or ''}e{match[4] or 0}"
    return Entry("percent", float(plain) / 100) if match[5] else Entry("number", float(plain))


def _date(text: str) -> Entry | None:
    try:
        if match := ISO.fullmatch(text):
            return Entry("date", dt.datetime(*(int(part or 0) for part in match.groups())))  # noqa: DTZ001
        if match := US.fullmatch(text):
            month, day, year = map(int, match.groups())
            if len(match[3]) == 2:
                year += 2000 if year < SHORT_YEARS else 1900
            return Entry("date", dt.datetime(year, month, day))  # noqa: DTZ001
    except ValueError:
        return None  # no such day: it stays text
    return None
