"""The settings: every limit, frequency and choice of the method, with its default."""

from __future__ import annotations

from typing import Final

from mkp_xl.book.fields.kinds import (
    COUNT,
    DATE,
    MONEY,
    MONEY_MAX,
    SHARE,
    Choice,
    Text,
)
from mkp_xl.book.fields.kinds import (
    setting as _setting,
)
from mkp_xl.book.fields.of_coverage import SETTINGS_OF_COVERAGE
from mkp_xl.book.fields.of_potential import SETTINGS_OF_POTENTIAL

_MATRIX = Text("Матрица", "Matrix")
_BOOK = Text("Книга", "Workbook")

COUNTRIES: Final = (
    Choice(key="none", name=Text("только выходные", "weekends only")),
    *(
        Choice(key=code, name=Text(ru, en))
        for code, ru, en in (
            ("RU", "Россия", "Russia"),
            ("BY", "Беларусь", "Belarus"),
            ("KZ", "Казахстан", "Kazakhstan"),
            ("UZ", "Узбекистан", "Uzbekistan"),
            ("KG", "Киргизия", "Kyrgyzstan"),
            ("AM", "Армения", "Armenia"),
            ("GE", "Грузия", "Georgia"),
            ("AZ", "Азербайджан", "Azerbaijan"),
            ("RS", "Сербия", "Serbia"),
            ("TR", "Турция", "Turkey"),
            ("CN", "Китай", "China"),
            ("AE", "ОАЭ", "UAE"),
            ("DE", "Германия", "Germany"),
            ("FR", "Франция", "France"),
            ("PL", "Польша", "Poland"),
            ("GB", "Великобритания", "UK"),
            ("US", "США", "USA"),
        )
    ),
)
"""Calendars a person can choose, by ISO 3166 code; a drop-down holds 255 letters."""


SETTINGS: Final = (
    _setting(
        "as_of",
        "date",
        _BOOK,
        Text("Дата расчёта", "As-of date"),
        Text(
            "На какой день считаем: окно закупок, сроки, просрочка.",
            "The day everything is computed for: window, due dates, overdue.",
        ),
        default=None,
        number_format=DATE,
    ),
    _setting(
        "as_of_mode",
        "choice",
        _BOOK,
        Text("Режим даты расчёта", "As-of mode"),
        Text(
            "«сегодня» — пересчёт ставит сегодняшний день; «фиксирована» — дата стоит.",
            "'today': recalculating moves the date to today; 'fixed': it stays.",
        ),
        default="today",
        choices=(
            Choice(key="today", name=Text("сегодня", "today")),
            Choice(key="fixed", name=Text("фиксирована", "fixed")),
        ),
    ),
    _setting(
        "language",
        "choice",
        _BOOK,
        Text("Язык", "Language"),
        Text("Язык названий, состояний и пояснений.", "Language of names, states and reasons."),
        default="ru",
        choices=(
            Choice(key="ru", name=Text.same("ru")),
            Choice(key="en", name=Text.same("en")),
        ),
    ),
    _setting(
        "currency",
        "choice",
        _BOOK,
        Text("Валюта", "Currency"),
        Text(
            "Валюта всех сумм. Ячейка с другим знаком валюты не идёт в расчёт.",
            "Currency of all amounts. A cell with another currency's sign is left out.",
        ),
        default="RUB",
        choices=tuple(
            Choice(key=code, name=Text.same(code))
            for code in ("RUB", "USD", "EUR", "GBP", "KZT", "BYN", "UZS", "UAH", "CNY", "TRY")
        ),
    ),
    _setting(
        "country",
        "choice",
        _BOOK,
        Text("Страна календаря", "Calendar of"),
        Text(
            "Чьи праздники выходные. Переносы и свои дни исправьте на листе «Календарь».",
            "Whose holidays are days off. Correct moved days and your own on the Calendar sheet.",
        ),
        default="RU",
        choices=COUNTRIES,
    ),
    _setting(
        "live_udf_cells",
        "whole",
        _BOOK,
        Text("Ячеек с функциями МКП", "Cells with MKP functions"),
        Text(
            "Только книги .xlsm: до скольких ячеек считает Python, остальные — формулы Excel.",
            ".xlsm books only: up to so many cells call Python, the others are Excel formulas.",
        ),
        default=2500.0,
        minimum=0,
        maximum=1_000_000,
        number_format=COUNT,
        unit=Text("ячеек", "cells"),
    ),
    _setting(
        "medium_from",
        "money",
        _MATRIX,
        Text("Средний потенциал от", "Medium potential from"),
        Text(
            "Меньше — низкий. Ровно эта сумма — уже средний.",
            "Less is Low. Exactly this amount is Medium.",
        ),
        default=50000.0,
        minimum=0,
        maximum=MONEY_MAX,
        number_format=MONEY,
        unit=Text("в год", "a year"),
    ),
    _setting(
        "high_above",
        "money",
        _MATRIX,
        Text("Высокий потенциал больше", "High potential above"),
        Text(
            "Больше — высокий. Ровно эта сумма — ещё средний.",
            "More is High. Exactly this amount is Medium.",
        ),
        default=500000.0,
        minimum=0,
        maximum=MONEY_MAX,
        number_format=MONEY,
        unit=Text("в год", "a year"),
    ),
    _setting(
        "reached_from",
        "share",
        _MATRIX,
        Text("Потенциал достигнут от", "Potential reached from"),
        Text(
            "Доля потенциала, с которой он считается достигнутым.",
            "Share of the potential from which it counts as reached.",
        ),
        default=1.0,
        minimum=0.01,
        maximum=1.0,
        number_format=SHARE,
    ),
    _setting(
        "window_months",
        "whole",
        _MATRIX,
        Text("Окно закупок", "Purchase window"),
        Text(
            "За сколько месяцев до даты расчёта складываются заказы.",
            "How many months up to the as-of date are summed.",
        ),
        default=12.0,
        minimum=1,
        maximum=60,
        number_format=COUNT,
        unit=Text("мес.", "months"),
    ),
    _setting(
        "orders_from",
        "date",
        _MATRIX,
        Text("Заказы полные с", "Orders complete since"),
        Text(
            "С какого дня на листе «Заказы» есть все заказы. Пусто — с самого раннего.",
            "The day since which Orders holds all orders. Empty: since the earliest one.",
        ),
        default=None,
        number_format=DATE,
    ),
    *SETTINGS_OF_POTENTIAL,
    *SETTINGS_OF_COVERAGE,
)
