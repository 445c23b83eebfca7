"""The sentence that says where a potential comes from, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book.fields import SOURCES, Text, in_quotes, lower_first
from mkp_xl.book.fields.estimates import ESTIMATED
from mkp_xl.book.texts import grouped, join, pick, when, whole
from mkp_xl.book.words import CLASSES, GROUP, PERCENT
from mkp_xl.rules.ops import cases, floor, known, most
from mkp_xl.rules.rows.likely import BOUGHT, MANUAL, source_count

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.texts import Words
    from mkp_xl.rules.ops import Value

_BY_HAND: Final = SOURCES[-1].name
_BOUGHT: Final = Text("взяты закупки: оценки ниже", "purchases count: the estimates are lower")
_ONE: Final = Text("один источник: ", "one source: ")
_MEDIAN: Final = Text("взвешенная медиана, решает ", "weighted median, decided by ")
_MANY: Final = Text("; источников: ", "; sources: ")
_LIKELY, _TO = Text("; вероятно от ", "; likely "), Text(" до ", "–")
_CLASS: Final = Text("; класс", "; class")
_THOUSANDS: Final = Text(" тыс.", " thousand")
_LARGE: Final = 100_000.0
"""From such a potential on its range is told in thousands."""


def basis(v: dict[str, Any], lang: Lang) -> Words:
    """Return which source decided, how many there are, the likely range and chances of classes.

    `v` holds numbers of one kind by key: source_code, the weights, the ends of the range, the
    chances. Empty where nothing says what the potential is.
    """
    count = source_count(*(v[f"weight_{key}"] for key in ESTIMATED))
    code = v["source_code"]
    said = when(
        (count > 1, join(_decided(code, _MEDIAN, lang), _MANY(lang), whole(count))),
        otherwise=_decided(code, _ONE, lang),
    )
    sure = (v["chance_low"] >= 1) | (v["chance_high"] >= 1)
    sure |= (v["chance_low"] <= 0) & (v["chance_high"] <= 0)
    classes = when((sure, ""), (known(v["chance_low"]), join(_CLASS(lang), chances(v, lang))))
    text = join(said, _range(v, lang), classes)
    return when(
        (code >= BOUGHT, text), (code >= MANUAL, lower_first(_BY_HAND(lang))), (known(code), text)
    )


def chances(v: dict[str, Any], lang: Lang) -> Words:
    """Return the classes that are likely at all with their chances: " A 72 %, B 28 %"."""
    low, high = (_percent(v[f"chance_{level}"]) for level in ("low", "high"))
    middle = most(100 - low - high, 0.0)
    parts: list[Words] = []
    above: Value = 0.0
    for name, share in zip(reversed(CLASSES), (high, middle, low), strict=True):
        comma = when((above > 0, ", "), otherwise=" ")
        parts.append(when((share > 0, join(comma, name, " ", whole(share), PERCENT[lang]))))
        above = above + share
    return join(*parts)


def _decided(code: Value, head: Text, lang: Lang) -> Words:
    names = (in_quotes(lower_first(source.name(lang)), lang) for source in SOURCES[:-1])
    return pick(code, *(join(head(lang), name) for name in names), "", _BOUGHT(lang))


def _range(v: dict[str, Any], lang: Lang) -> Words:
    """Return the likely range: in thousands where units would pretend to be exact."""
    largest = v["potential_high"]
    unit = cases((largest >= _LARGE, 1000.0), otherwise=1.0)
    low, high = (grouped(floor(v[f"potential_{end}"] / unit + 0.5), GROUP[lang])
                 for end in ("low", "high"))  # fmt: skip
    thousands = when((largest >= _LARGE, _THOUSANDS(lang)))
    span = join(_LIKELY(lang), low, _TO(lang), high, thousands)
    return when(((largest > 0) & known(v["potential_low"]), span))


def _percent(share: Value) -> Value:
    return cases((known(share), floor(share * 100 + 0.5)))
