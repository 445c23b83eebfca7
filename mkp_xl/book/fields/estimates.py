"""Columns of the sheets a potential comes from: estimates by source, norms by industry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mkp_xl.book.fields.kinds import DATE, MONEY, MONEY_MAX, Field, Text
from mkp_xl.book.fields.logs import client_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an estimate of a potential comes from, and the words people say it by."""

    key: str
    name: Text
    stems: tuple[str, ...]
    """Beginnings of words, any of which names the source."""


SOURCES: Final = (
    Source(
        key="size",
        name=Text("Размер × норма", "Size × norm"),
        stems=("размер", "норм", "отрасл", "size", "norm", "benchmark"),
    ),
    Source(
        key="budget",
        name=Text("Бюджет категории", "Category budget"),
        stems=("бюджет", "budget"),
    ),
    Source(
        key="rivals",
        name=Text("Мы + конкуренты", "Us + rivals"),
        stems=("конкурент", "rival", "competitor"),
    ),
    Source(
        key="expert",
        name=Text("Оценка менеджера", "Manager's estimate"),
        stems=("менеджер", "эксперт", "мнени", "manager", "expert", "opinion", "account"),
    ),
    Source(
        key="manual",
        name=Text("Решение вручную", "Decision by hand"),
        stems=("вручную", "ручн", "решени", "manual", "override", "decision"),
    ),
)
"""In the order of their codes; the last one is no estimate but a decision."""
ESTIMATED: Final = tuple(source.key for source in SOURCES[:-1])
"""The sources that are reconciled."""

ESTIMATES: Final = (
    *client_fields("estimates"),
    Field(
        key="source",
        sheet="estimates",
        role="input",
        kind="text",
        name=Text("Источник", "Source"),
        help=Text(
            "Откуда оценка; «Решение вручную» заменяет все оценки до своего срока.",
            "Where the estimate comes from; a decision by hand replaces all until it expires.",
        ),
        width=20,
    ),
    Field(
        key="amount",
        sheet="estimates",
        role="input",
        kind="money",
        name=Text("Оценка в год", "Estimate a year"),
        help=Text(
            "Сколько клиент мог бы покупать у вас за год. Не знаете точно — впишите «От» и «До».",
            "The most the client could buy from you in a year. Not sure: fill in From and To.",
        ),
        aliases=("Оценка", "Сумма", "Потенциал", "Estimate", "Amount", "Potential"),
        minimum=0,
        maximum=MONEY_MAX,
        width=14,
        number_format=MONEY,
    ),
    Field(
        key="low",
        sheet="estimates",
        role="input",
        kind="money",
        name=Text("От", "From"),
        help=Text("Не меньше этого в год.", "At least so much a year."),
        aliases=("Минимум", "Low", "Minimum"),
        minimum=0,
        maximum=MONEY_MAX,
        width=13,
        number_format=MONEY,
    ),
    Field(
        key="high",
        sheet="estimates",
        role="input",
        kind="money",
        name=Text("До", "To"),
        help=Text("Не больше этого в год.", "At most so much a year."),
        aliases=("Максимум", "High", "Maximum"),
        minimum=0,
        maximum=MONEY_MAX,
        width=13,
        number_format=MONEY,
    ),
    Field(
        key="date",
        sheet="estimates",
        role="input",
        kind="date",
        name=Text("Дата", "Date"),
        help=Text("Когда оценили; без даты вес вдвое меньше.", "When; undated weighs half."),
        aliases=("Дата оценки", "Estimate date"),
        width=12,
        number_format=DATE,
    ),
    Field(
        key="author",
        sheet="estimates",
        role="input",
        kind="text",
        name=Text("Кто оценил", "Author"),
        help=Text("Чья это оценка.", "Whose estimate it is."),
        aliases=("Автор",),
        width=18,
    ),
    Field(
        key="evidence",
        sheet="estimates",
        role="input",
        kind="text",
        name=Text("Основание", "Evidence"),
        help=Text(
            "Чем подкреплена: счёт, отчёт, тендер. Для решения вручную — причина.",
            "What backs it: an invoice, a report, a tender. Of a decision by hand: its reason.",
        ),
        aliases=("Подтверждение", "Причина", "Reason", "Basis"),
        width=34,
    ),
    Field(
        key="until",
        sheet="estimates",
        role="input",
        kind="date",
        name=Text("Действует до", "Valid until"),
        help=Text(
            "После этого дня строка не считается. Решению вручную срок нужен.",
            "After this day the row does not count. A decision by hand needs one.",
        ),
        aliases=("Срок", "Expires", "Until"),
        width=12,
        number_format=DATE,
    ),
)

NORMS: Final = (
    Field(
        key="industry",
        sheet="norms",
        role="input",
        kind="text",
        name=Text("Отрасль", "Industry"),
        help=Text("Как на листе клиентов.", "As in the client list."),
        width=26,
    ),
    Field(
        key="norm_outlet",
        sheet="norms",
        role="input",
        kind="money",
        name=Text("На одну точку в год", "Per outlet a year"),
        help=Text("Сколько в год покупает одна точка.", "What one outlet buys a year."),
        minimum=0,
        maximum=MONEY_MAX,
        width=14,
        number_format=MONEY,
    ),
    Field(
        key="norm_employee",
        sheet="norms",
        role="input",
        kind="money",
        name=Text("На сотрудника в год", "Per employee a year"),
        help=Text("Сколько в год приходится на человека.", "What is bought a year per person."),
        minimum=0,
        maximum=MONEY_MAX,
        width=14,
        number_format=MONEY,
    ),
    Field(
        key="norm_revenue",
        sheet="norms",
        role="input",
        kind="share",
        name=Text("Доля от оборота", "Share of turnover"),
        help=Text("Какая часть оборота идёт на такие товары.", "Part of turnover spent on these."),
        minimum=0,
        maximum=1,
        width=12,
        number_format="0.00%",
    ),
    Field(
        key="norm_basis",
        sheet="norms",
        role="input",
        kind="text",
        name=Text("Откуда норма", "Where from"),
        help=Text("Отчёт, опрос, свои данные.", "A report, a survey, your own data."),
        width=40,
    ),
)
