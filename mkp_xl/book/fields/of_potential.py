"""Columns and settings of a potential that has several sources."""

from __future__ import annotations

from typing import Final

from mkp_xl.book.fields.estimates import ESTIMATED, SOURCES
from mkp_xl.book.fields.kinds import COUNT, MONEY, SHARE, Field, Kind, Text, lower_first, setting

_POTENTIAL = Text("Потенциал: источники", "Potential: sources")
_DAYS = Text("дней", "days")
_POINTS = Text("из 100", "of 100")
_NAMES = {source.key: source.name for source in SOURCES}
_RELIABILITY = {"size": 50.0, "budget": 75.0, "rivals": 100.0, "expert": 50.0}
"""How far each source is believed when it is fresh: invoices most, norms and opinions least."""
_STALE = {"size": 730.0, "budget": 365.0, "rivals": 365.0, "expert": 180.0}


def _column(
    key: str, kind: Kind, name: Text, help_: Text, number_format: str, *, inner: bool = True
) -> Field:
    return Field(
        key=key, sheet="clients", role="output", kind=kind, name=name, help=help_, width=12,
        number_format=number_format, inner=inner, of_sources=True,
    )  # fmt: skip


def _of_source(name: Text, key: str) -> Text:
    """Return a name that says of which source it is: «Надёжность: оценка менеджера»."""
    source = _NAMES[key]
    return Text(f"{name.ru}: {lower_first(source.ru)}", f"{name.en}: {lower_first(source.en)}")


def _of_each(
    start: str, kind: Kind, name: Text, help_: Text, number_format: str
) -> tuple[Field, ...]:
    """Return one column for each source."""
    return tuple(
        _column(
            f"{start}_{key}", kind,
            _of_source(name, key),
            help_, number_format,
        )
        for key in ESTIMATED
    )  # fmt: skip


OF_POTENTIAL: Final = (
    Field(
        key="basis",
        sheet="clients",
        role="output",
        kind="text",
        name=Text("Откуда потенциал", "Where the potential is from"),
        help=Text(
            "Какой источник решил, сколько их, вероятный диапазон и вероятность классов.",
            "Which source decided, how many there are, the likely range, the chance of classes.",
        ),
        width=70,
        word=True,
        of_sources=True,
    ),
    *_of_each(
        "estimate", "money", Text("Оценка", "Estimate"),
        Text("Потенциал по этому источнику, в год.", "Potential by this source, a year."), MONEY,
    ),
    *_of_each(
        "weight", "whole", Text("Вес", "Weight"),
        Text("Надёжность источника с учётом давности, 0–100; 0 — источник молчит.",
             "Reliability of the source at its age, 0-100; 0: it is silent."), COUNT,
    ),
    *_of_each(
        "place", "days", Text("Место", "Place"),
        Text("Где середина веса источника от середины всех; 0 — решает он.",
             "How far the middle of its weight is from the middle of all; 0: it decides."),
        "0.0;-0.0;0",
    ),
    *(
        _column(
            f"note_{source.key}", "whole",
            Text(f"Запись: {lower_first(source.name.ru)}", f"Note: {lower_first(source.name.en)}"),
            Text("Какая по счёту строка листа «Оценки» учтена; пусто — никакая.",
                 "Which row of the Estimates sheet counts, from 1; blank: none of them."),
            COUNT,
        )
        for source in SOURCES
    ),
    _column(
        "reconciled", "money",
        Text("Сведённая оценка", "Reconciled estimate"),
        Text("Взвешенная медиана источников, в год.", "Weighted median of the sources, a year."),
        MONEY,
    ),
    _column(
        "potential_manual", "money",
        Text("Решение вручную", "Decision by hand"),
        Text("Потенциал, заданный вручную и ещё действующий.",
             "A potential set by hand that still holds."), MONEY,
    ),
    _column(
        "spread_noted", "share",
        Text("Разброс записи", "Spread of the note"),
        Text("Насколько широк диапазон «От» — «До» учтённой записи.",
             "How wide From to To of the note that counts is."), "0.00",
    ),
    _column(
        "potential_spread", "share",
        Text("Разброс потенциала", "Spread of the potential"),
        Text("Стандартное отклонение логарифма потенциала.",
             "Standard deviation of the potential's logarithm."), "0.00",
    ),
    _column(
        "potential_low", "money",
        Text("Потенциал от", "Potential from"),
        Text("Нижний край вероятного диапазона.", "Lower end of the likely range."), MONEY,
    ),
    _column(
        "potential_high", "money",
        Text("Потенциал до", "Potential to"),
        Text("Верхний край вероятного диапазона.", "Upper end of the likely range."), MONEY,
    ),
    _column(
        "chance_low", "share",
        Text("Вероятность класса C", "Chance of class C"),
        Text("Вероятность, что настоящий потенциал низкий.",
             "Probability that the true potential is low."), SHARE,
    ),
    _column(
        "chance_high", "share",
        Text("Вероятность класса A", "Chance of class A"),
        Text("Вероятность, что настоящий потенциал высокий.",
             "Probability that the true potential is high."), SHARE,
    ),
    _column(
        "confidence", "share",
        Text("Доверие", "Confidence"),
        Text("Вероятность, что потенциал верен в пределах настройки «Верно, если в пределах».",
             "Probability that the potential is right within the setting 'Right within'."), SHARE,
    ),
    _column(
        "source_code", "code",
        Text("Код источника", "Source code"),
        Text("Что решило: 1 размер, 2 бюджет, 3 конкуренты, 4 менеджер, 5 вручную, 6 закупки.",
             "What decided: 1 size, 2 budget, 3 rivals, 4 manager, 5 by hand, 6 purchases."),
        COUNT,
    ),
    _column(
        "peers", "money",
        Text("Лучшие из похожих покупают", "The best peers buy"),
        Text("Сколько покупают лучшие клиенты той же отрасли и размера; только для сравнения.",
             "What the best clients of the industry and size buy; only to compare."), MONEY,
    ),
    _column(
        "peer_count", "whole",
        Text("Похожих покупателей", "Peers that buy"),
        Text("Сколько покупателей той же отрасли и размера.",
             "How many buyers there are of the industry and size."), COUNT,
    ),
)  # fmt: skip
"""Columns computed where a potential has several sources."""


def _reliability(key: str) -> Field:
    return setting(
        f"reliability_{key}", "whole", _POTENTIAL,
        _of_source(Text("Надёжность", "Reliability"), key),
        Text("Вес свежей оценки этого источника; 0 — не учитывать.",
             "Weight of a fresh estimate of this source; 0 leaves it out."),
        default=_RELIABILITY[key], minimum=0, maximum=100, number_format=COUNT, unit=_POINTS,
    )  # fmt: skip


def _stale(key: str) -> Field:
    return setting(
        f"stale_{key}", "whole", _POTENTIAL,
        _of_source(Text("Устаревает", "Stale after"), key),
        Text("В этом возрасте вес оценки вдвое меньше; о более старых напоминают проверки.",
             "At this age an estimate weighs half; the checks speak of older ones."),
        default=_STALE[key], minimum=1, maximum=3650, number_format=COUNT, unit=_DAYS,
    )  # fmt: skip


SETTINGS_OF_POTENTIAL: Final = (
    *(_reliability(key) for key in ESTIMATED),
    *(_stale(key) for key in ESTIMATED),
    setting(
        "budget_share", "share", _POTENTIAL,
        Text("Доля бюджета для нас", "Share of a budget for us"),
        Text("Какая часть бюджета категории может быть вашей, если у клиента не указано.",
             "The part of a category budget that can be yours, where the client has none."),
        default=0.5, minimum=0, maximum=1, number_format=SHARE,
    ),
    setting(
        "source_noise", "share", _POTENTIAL,
        Text("Обычная ошибка источника", "Usual error of a source"),
        Text("Насколько одна оценка расходится с истиной. Пусто — по расхождению ваших.",
             "How far one estimate is from the truth. Empty: as far as yours are apart."),
        default=None, minimum=0, maximum=3, number_format=SHARE,
    ),
    setting(
        "disagreement", "whole", _POTENTIAL,
        Text("Противоречие — расхождение от", "Contradiction from"),
        Text("Одна оценка больше или меньше остальных в столько раз: 210 % — в 2,1 раза.",
             "One estimate is so many times larger or smaller than the rest: 210% is 2.1 times."),
        default=210.0, minimum=110, maximum=1000, number_format=COUNT, unit=Text.same("%"),
    ),
    setting(
        "confidence_within", "share", _POTENTIAL,
        Text("Верно, если в пределах", "Right within"),
        Text("«Доверие» — вероятность, что истина не дальше от принятого, чем на столько.",
             "'Confidence': the chance that the truth is no further from the number than that."),
        default=0.25, minimum=0.01, maximum=2, number_format=SHARE,
    ),
    setting(
        "edge_within", "share", _POTENTIAL,
        Text("У границы, если в пределах", "At a limit within"),
        Text("Клиент так близко к границе потенциала — повод уточнить оценку.",
             "A potential so near to a limit is worth another look."),
        default=0.05, minimum=0, maximum=0.5, number_format=SHARE,
    ),
    setting(
        "peers_percentile", "share", _POTENTIAL,
        Text("Похожие клиенты: перцентиль", "Similar clients: percentile"),
        Text("Столько похожих покупателей покупают меньше этой суммы.",
             "So many of the similar buyers buy less than the amount."),
        default=0.9, minimum=0.5, maximum=0.99, number_format=SHARE,
    ),
    setting(
        "margin", "share", _POTENTIAL,
        Text("Маржа", "Margin"),
        Text("Доля валовой прибыли в закупках; без неё LTV не считается.",
             "Gross profit as a share of purchases; without it there is no LTV."),
        default=None, minimum=0, maximum=1, number_format=SHARE,
    ),
    setting(
        "ltv_years", "whole", _POTENTIAL,
        Text("Горизонт LTV", "LTV horizon"),
        Text("За сколько лет складывается прибыль от клиента.",
             "Over how many years the profit of a client is summed."),
        default=3.0, minimum=1, maximum=20, number_format=COUNT, unit=Text("лет", "years"),
    ),
)  # fmt: skip
"""Settings of a potential that has several sources."""
NOISE: Final = 0.4
"""What stands for the noise of sources where too few clients have two."""
