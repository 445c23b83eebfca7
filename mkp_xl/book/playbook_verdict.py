"""What is said of a segment's share of contacts beside the planned one: texts and formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book import texts, words
from mkp_xl.book.fields import Text
from mkp_xl.rules.ops import cases, floor, known

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.texts import Words

LOW_ROW: Final = (1, 2, 3)
"""Segments that get too much most often."""
_OVER, _UNDER, _SLACK = 1.2, 0.8, 0.005
"""A fact is beside its plan from a fifth of it on, and half a percent of all."""
_VERDICTS: Final = {
    "ru": ("■ больше плана", "► меньше плана", "● по плану"),
    "en": ("■ above plan", "► below plan", "● as planned"),
}


_SENTENCES: Final = (
    Text("Слабые сегменты забирают лишнее время:", "Weak segments take too much time:"),
    Text("Сегменты 1–3 не забирают лишнего времени.",
         "Segments 1–3 take no more time than planned."),
    Text("Что получает каждый сегмент; сравнить не с чем: нет контактов за окно или плана.",
         "What each segment gets; nothing to compare: no contacts in the window, or no plan."),
)  # fmt: skip


def against_plan(fact: Any, plan: Any, lang: Lang) -> Words:  # noqa: ANN401
    """Say whether a segment gets more or less than planned; nothing where either is unknown."""
    above, below, fine = _VERDICTS[lang]
    return texts.when(
        (fact > plan * _OVER + _SLACK, above),
        (fact < plan * _UNDER - _SLACK, below),
        (known(fact) & known(plan), fine),
    )


def weak_ones(facts: list[Any], plans: list[Any], lang: Lang) -> Words:
    """Say whether segments 1-3 get more than planned, and which of them."""
    percent = words.PERCENT[lang]
    over, over_so_far = [], 0.0
    for segment, fact, plan in zip(LOW_ROW, facts, plans, strict=True):
        name = words.NAMES[lang][segment - 1]
        share, planned = (texts.whole(floor(x * 100 + 0.5)) for x in (fact, plan))
        instead = {"ru": " вместо ", "en": " instead of "}[lang]
        part = texts.join(f" {segment} {name} — ", share, percent, instead, planned, percent)
        is_over = fact > plan * _OVER + _SLACK
        comma = texts.when((over_so_far > 0, ","), otherwise="")
        over.append(texts.when((is_over, texts.join(comma, part))))
        over_so_far = over_so_far + cases((is_over, 1.0), otherwise=0.0)
    head, fine, none = (text(lang) for text in _SENTENCES)
    compared = [known(fact) & known(plan) for fact, plan in zip(facts, plans, strict=True)]
    any_known = compared[0] | compared[1] | compared[2]
    return texts.when(
        (over_so_far > 0, texts.join(head, *over, ".")), (any_known, fine), otherwise=none
    )
