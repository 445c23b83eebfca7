"""The settings of coverage: frequencies, intervals, which contacts count, goals, costs."""

from __future__ import annotations

from typing import Final

from mkp_xl.book.fields.kinds import COUNT, MONEY, MONEY_MAX, SHARE, Choice, Text, setting

_COVERAGE = Text("Охват", "Coverage")
_A_YEAR = Text("контактов в год", "contacts a year")
_DAYS = Text("дней", "days")
_INTERVAL_LIMITS: Final = (
    ("least", "чаще", "At least", 1.0, Text(
        "Интервал класса не бывает короче. Свой интервал клиента важнее.",
        "Intervals of the class are not shorter. A client's own goes first.")),
    ("most", "реже", "At most", 3650.0, Text(
        "Интервал класса не бывает длиннее. Свой интервал клиента важнее.",
        "Intervals of the class are not longer. A client's own goes first.")),
)  # fmt: skip

SETTINGS_OF_COVERAGE: Final = (
    setting(
        "frequency_a",
        "whole",
        _COVERAGE,
        Text("Частота, класс A", "Frequency, class A"),
        Text(
            "Сколько контактов в год; 0 — контакты не планируются.",
            "Contacts a year; 0 means none are planned.",
        ),
        default=12.0,
        minimum=0,
        maximum=365,
        number_format=COUNT,
        unit=_A_YEAR,
    ),
    setting(
        "frequency_b",
        "whole",
        _COVERAGE,
        Text("Частота, класс B", "Frequency, class B"),
        Text(
            "Сколько контактов в год; 0 — контакты не планируются.",
            "Contacts a year; 0 means none are planned.",
        ),
        default=4.0,
        minimum=0,
        maximum=365,
        number_format=COUNT,
        unit=_A_YEAR,
    ),
    setting(
        "frequency_c",
        "whole",
        _COVERAGE,
        Text("Частота, класс C", "Frequency, class C"),
        Text(
            "Сколько контактов в год; 0 — контакты не планируются.",
            "Contacts a year; 0 means none are planned.",
        ),
        default=2.0,
        minimum=0,
        maximum=365,
        number_format=COUNT,
        unit=_A_YEAR,
    ),
    setting(
        "interval_mode",
        "choice",
        _COVERAGE,
        Text("Интервал берём", "Interval taken"),
        Text(
            "Частота класса и расчёт по циклу товара: меньший из двух или один из них.",
            "Frequency of the class and calculation by the goods' cycle: the lesser, or one alone.",
        ),
        default="lesser",
        choices=(
            Choice(key="lesser", name=Text("меньший", "the lesser")),
            Choice(key="class", name=Text("по классу", "by class")),
            Choice(key="cycle", name=Text("по циклу", "by cycle")),
        ),
    ),
    setting(
        "decision_lead",
        "whole",
        _COVERAGE,
        Text("Срок решения, обычно", "Decision lead, usual"),
        Text(
            "За сколько дней до покупки клиент решает: расчётный интервал короче цикла на них.",
            "How long before buying a client decides: the calculated interval is shorter by it.",
        ),
        default=0.0,
        minimum=0,
        maximum=3650,
        number_format=COUNT,
        unit=_DAYS,
    ),
    setting(
        "contact_types",
        "list",
        _COVERAGE,
        Text("Считаются типы", "Types that count"),
        Text(
            "Какие типы контактов идут в охват, через «;». «—» — любые.",
            "Which types of contacts count for coverage, with “;” between. “—” is any.",
        ),
        default="—",
    ),
    setting(
        "contact_results_out",
        "list",
        _COVERAGE,
        Text("Не считаются результаты", "Results that do not count"),
        Text(
            "С каким результатом контакт не идёт в охват, через «;». «—» — с любым идёт.",
            "With which result a contact does not count, with “;” between. “—”: any counts.",
        ),
        default="—",
    ),
    *(
        setting(
            f"interval_{limit}_{letter}",
            "whole",
            _COVERAGE,
            Text(f"Не {ru}, класс {letter.upper()}", f"{en}, class {letter.upper()}"),
            help_,
            default=default,
            minimum=1,
            maximum=3650,
            number_format=COUNT,
            unit=_DAYS,
        )
        for limit, ru, en, default, help_ in _INTERVAL_LIMITS
        for letter in "abc"
    ),
    setting(
        "coverage_goal",
        "share",
        _COVERAGE,
        Text("Цель охвата", "Goal of coverage"),
        Text(
            "Какая доля клиентов должна быть охвачена вовремя: линия на листе «Охват».",
            "What share of clients is to be covered in time: the line on the Coverage sheet.",
        ),
        default=0.85,
        minimum=0,
        maximum=1,
        number_format=SHARE,
    ),
    setting(
        "due_soon_days",
        "whole",
        _COVERAGE,
        Text("«Скоро» — за", "'Due soon' within"),
        Text(
            "За сколько дней до крайнего срока состояние меняется на «скоро».",
            "How many days before the deadline the state turns to 'due soon'.",
        ),
        default=7.0,
        minimum=0,
        maximum=365,
        number_format=COUNT,
        unit=_DAYS,
    ),
    setting(
        "attainment_band",
        "share",
        _COVERAGE,
        Text("Полоса выполнения", "Band of attainment"),
        Text(
            "На сколько контактов меньше или больше плана — ещё «по плану».",
            "By how much contacts may be below or above plan and still count as on plan.",
        ),
        default=0.1,
        minimum=0,
        maximum=1,
        number_format=SHARE,
    ),
    setting(
        "acquisition_cost",
        "money",
        _COVERAGE,
        Text("Стоимость привлечения", "Cost of winning a client"),
        Text(
            "Во что обходится один новый клиент. Пусто — сравнения с удержанием нет.",
            "What one new client costs. Empty: no comparison with keeping one.",
        ),
        default=None,
        minimum=0,
        maximum=MONEY_MAX,
        number_format=MONEY,
        unit=Text("на клиента", "a client"),
    ),
    setting(
        "retention_cost",
        "money",
        _COVERAGE,
        Text("Стоимость удержания", "Cost of keeping a client"),
        Text(
            "Во что обходится удержать одного клиента год. Пусто — сравнения нет.",
            "What it costs to keep one client for a year. Empty: no comparison.",
        ),
        default=None,
        minimum=0,
        maximum=MONEY_MAX,
        number_format=MONEY,
        unit=Text("на клиента в год", "a client, a year"),
    ),
)
