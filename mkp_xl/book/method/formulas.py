"""Each formula of the method in words, with the limits that hold now."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book import look, texts, words
from mkp_xl.book.drawn import CellOut
from mkp_xl.book.fields import Text
from mkp_xl.book.method.frame import HOW, RULE_ROW, STATE, WHAT
from mkp_xl.book.native import setting_name
from mkp_xl.book.texts import FormulaText
from mkp_xl.rules.formula import Formula
from mkp_xl.rules.ops import floor

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.texts import Words
    from mkp_xl.rules.ops import Value


def draw_formulas(sheet: SheetOut, board: Board) -> None:
    """Put each formula of the method in words, with the limits that hold now."""
    lang = board.lang
    live: dict[str, Any] = {}
    said: dict[str, Any] = {}
    for key in ("reached_from", "window_months", "source_noise", "edge_within", "disagreement",
                "budget_share"):  # fmt: skip
        value = board.settings.numbers[key]
        said[key] = board.verdicts.numbers.get(key, value) if key == "source_noise" else value
        live[key] = Formula(setting_name(key))
    if math.isnan(float(said["source_noise"])):
        said["source_noise"] = board.settings.found.get("source_noise", math.nan)
    for key in ("medium_from", "high_above"):
        said[key] = words.limit_text(board.settings.numbers[key], lang)
        live[key] = FormulaText(setting_name(f"{key}_text"))
    for offset, (name, make) in enumerate(_RULES):
        row = RULE_ROW + offset
        sheet.cells[row, WHAT] = CellOut(name(lang), style=replace(look.TEXT, bold=True))
        value, formula = make(said, lang), make(live, lang)
        text = None if isinstance(formula, str) else texts.cell_text(formula)
        for column in range(HOW + 1, STATE + 1):
            sheet.cells[row, column] = CellOut(None, style=look.TEXT)
        sheet.cells[row, HOW] = CellOut(value, text, look.TEXT)


def _percent(share: Value, lang: Lang) -> Words:
    return texts.join(texts.whole(floor(share * 100 + 0.5)), words.PERCENT[lang])


def _plain(ru: str, en: str) -> Any:  # noqa: ANN401
    return lambda _v, lang: Text(ru, en)(lang)


def _said(ru: str, en: str, *keys: str) -> Any:  # noqa: ANN401
    """Return what makes a sentence with slots for settings in turn, `|` in the place of each."""

    def make(v: dict[str, Any], lang: Lang) -> Words:
        parts = Text(ru, en)(lang).split("|")
        slots = [_slot(v, key, lang) for key in keys]
        mixed: list[Words] = [parts[0]]
        for slot, part in zip(slots, parts[1:], strict=True):
            mixed += [slot, part]
        return texts.join(*mixed)

    return make


def _times(percent: Value, lang: Lang) -> Words:
    """Return whole per cent as times: 210 is 2.1, 115 is 1.15."""
    units, tenths = floor(percent / 100), floor(percent / 10)
    ones = percent - 10 * tenths
    last = texts.when((ones > 0, texts.whole(ones)))
    return texts.join(texts.whole(units), words.POINT[lang], texts.whole(tenths - 10 * units), last)


def _slot(v: dict[str, Any], key: str, lang: Lang) -> Words:
    if key in ("medium_from", "high_above"):
        return v[key]
    if key == "window_months":
        return texts.whole(v[key])
    if key == "disagreement":
        return _times(floor(v[key] + 0.5), lang)
    return words.percent(v[key], lang) if key == "reached_from" else _percent(v[key], lang)


_RULES: Final = (
    (Text("Потенциал", "Potential"), _plain(
        "взвешенная медиана источников, не меньше закупок; решение вручную сильнее до своего срока",
        "weighted median of the sources, never below purchases; a decision by hand wins until it "
        "expires")),
    (Text("Вес источника", "Weight of a source"), _plain(
        "надёжность / (1 + возраст / срок устаревания); без даты — как в возрасте устаревания",
        "reliability / (1 + age / stale after); undated ones count as old as that")),
    (Text("Бюджет", "Budget"), _said(
        "доля бюджета категории, которая может быть нашей: |, если у клиента не указано своё",
        "share of a category budget that can be ours: |, unless the client has its own",
        "budget_share")),
    (Text("Вероятный диапазон", "Likely range"), _said(
        "полтора стандартных отклонения: держит истину примерно 87 раз из 100; ошибка источника |",
        "one and a half standard deviations: holds the truth about 87 times of 100; error of a "
        "source |", "source_noise")),
    (Text("Противоречие", "Contradiction"), _said(
        "оценка больше или меньше остальных в | раза и сильнее, чем обычно расходятся источники",
        "an estimate is | times larger or smaller than the rest, and farther off than usual",
        "disagreement")),
    (Text("Уровни потенциала", "Levels of potential"), _said(
        "низкий < |, средний — от | до |, высокий > |",
        "low < |, medium from | to |, high > |",
        "medium_from", "medium_from", "high_above", "high_above")),
    (Text("Прогресс", "Progress"), _said(
        "закупки / потенциал; потенциал достигнут от |",
        "purchases / potential; the potential is reached from |", "reached_from")),
    (Text("Закупки", "Purchases"), _said(
        "введённые, иначе сумма листа «Заказы» за | мес. до даты расчёта",
        "typed, else the sum of the Orders sheet over | months up to the as-of date",
        "window_months")),
    (Text("У границы", "At a limit"), _said(
        "потенциал в пределах | от границы: уточнить, прежде чем менять работу с клиентом",
        "a potential within | of a limit: refine it before the client is worked otherwise",
        "edge_within")),
)  # fmt: skip
