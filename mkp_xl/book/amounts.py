"""Numbers, amounts and shares of cells. Standard library only, as `cells` is."""

from __future__ import annotations

import math
import re

from mkp_xl.book import typed
from mkp_xl.book.cells import BLANK, ErrorValue, Raw, Reading, tidy

_DECIMAL = re.compile(r"([+-]?)(\d{1,3}(?: \d{3})+|\d+)(?:[.,](\d+))?\Z", re.ASCII)
_GROUPED = re.compile(
    r"([+-]?)(?!0[.,])\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*(?:([.,])(\d+))?\Z", re.ASCII
)
_FORMULA_READS = re.compile(r"-?\d+(?:\.\d+)?\Z", re.ASCII)
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


def read_scaled(
    raw: Raw, format_code: str, currency: str, lang: str = "ru", scale: float = 1.0
) -> Reading:
    """Return an amount of a column whose header says that its numbers are thousands or millions.

    A cell that names its own scale is read by that; one that names its currency may mean either.

    >>> read_scaled("500", "General", "RUB", "ru", 1e3).value
    500000.0
    >>> read_scaled("5 млн", "General", "RUB", "ru", 1e3).value
    5000000.0
    >>> read_scaled("500 руб.", "General", "RUB", "ru", 1e3).problem
    'unit_differs'
    """
    reading = read_money(raw, format_code, currency, lang)
    if scale == 1 or reading.problem or reading.value != reading.value:
        return reading
    if isinstance(raw, str) and typed.is_scaled(tidy(raw)):
        return reading
    if isinstance(raw, str) and sign_currency(raw):
        return Reading(math.nan, "unit_differs", plain=False)
    return reading._replace(value=reading.value * scale)


def sign_currency(raw: str) -> str:
    """Return the currency whose sign stands in an amount, "" where none does.

    >>> sign_currency("€ 2.900,00"), sign_currency("500")
    ('EUR', '')
    """
    found = _WITH_SIGN.match(tidy(raw).replace("−", "-"))
    sign = (found[1] or found[3] or "") if found else ""
    return CURRENCY_SIGNS.get(sign.lower(), "")


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
    return _finite(value, plain=_formula_reads(raw))


def _finite(value: float, *, plain: bool) -> Reading:
    if math.isinf(value):
        return Reading(math.nan, "too_large", plain=False)
    return Reading(value, plain=plain)


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
    value = float(f"{whole.replace(groups, '')}.{fraction or '0'}")
    return _finite(value, plain=False)
