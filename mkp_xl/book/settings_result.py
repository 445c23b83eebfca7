"""The sentence of «Настройки»: what the limits make of the list, how many settings are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import texts
from mkp_xl.book.board import list_name
from mkp_xl.book.fields import Text
from mkp_xl.book.native import setting_name
from mkp_xl.book.setting_cells import CHANGED
from mkp_xl.rules.formula import PLUS, Formula

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.setting_cells import Content
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.values import Column
    from mkp_xl.rules.ops import Value

_CHANGED_COUNT = Text("изменено настроек: ", "settings changed: ")


def result(settings: Settings, potential: Column | None, state: str, changed: int) -> Content:
    """Return what the limits make of the list, and how many settings are changed."""
    lang = settings.lang
    column = state.rpartition("!")[2]
    counted = Formula(f'COUNTIF({column},"{CHANGED(lang)}")')
    said, formula = (_changed(x, lang) for x in (float(changed), counted))
    if potential is None:
        return said, texts.cell_text(formula)
    low, high = settings.numbers["medium_from"], settings.numbers["high_above"]
    masks = (potential > high, (potential >= low) & (potential <= high), potential < low)
    by_level = [float(np.sum(mask)) for mask in masks]
    said = texts.join(_levels(by_level, lang), said)
    return said, texts.cell_text(texts.join(_levels(_level_formulas(), lang), formula))


def _level_formulas() -> list[Formula]:
    """Return the counts of high, medium and low potentials of the list."""
    potential, low, high = (
        list_name("potential"),
        setting_name("medium_from"),
        setting_name("high_above"),
    )
    above, under = f'COUNTIF({potential},">"&{high})', f'COUNTIF({potential},"<"&{low})'
    between = f"COUNT({potential})-{above}-{under}"
    return [Formula(above), Formula(between, level=PLUS), Formula(under)]


def _levels(counts: Sequence[Value], lang: Lang) -> texts.Words:
    high, medium, low = map(texts.whole, counts)
    if lang == "ru":
        return texts.join("При этих границах клиентов с высоким потенциалом ", high,
                          ", со средним ", medium, ", с низким ", low, "; ")  # fmt: skip
    return texts.join("With these limits potential is High for ", high, ", Medium for ", medium,
                      ", Low for ", low, " clients; ")  # fmt: skip


def _changed(count: Value, lang: Lang) -> texts.Words:
    return texts.join(_CHANGED_COUNT(lang), texts.whole(count), ".")
