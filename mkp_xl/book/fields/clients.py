"""Columns of the client list that the team types."""

from __future__ import annotations

from typing import Final

from mkp_xl.book.fields.kinds import COUNT, DATE, MONEY, MONEY_MAX, SHARE, Field, Kind, Text

_MOST_COUNTED = 10_000_000


def _source(  # noqa: PLR0913  a column has this many facts
    key: str,
    kind: Kind,
    name: Text,
    help_: Text,
    *,
    aliases: tuple[str, ...] = (),
    minimum: float | None = None,
    maximum: float | None = None,
    number_format: str = "General",
    width: float = 13,
) -> Field:
    """Return a column that says where a potential comes from."""
    return Field(
        key=key, sheet="clients", role="input", kind=kind, name=name, help=help_, aliases=aliases,
        minimum=minimum, maximum=maximum, number_format=number_format, width=width,
        of_sources=True,
    )  # fmt: skip


_SOURCES: Final = (
    _source(
        "industry", "text",
        Text("Отрасль", "Industry"),
        Text("Отрасль клиента: по ней берётся норма с листа «Нормы».",
             "The client's trade: its norm is taken from the Norms sheet."),
        width=18,
    ),
    _source(
        "employees", "whole",
        Text("Сотрудников", "Employees"),
        Text("Сколько человек работает у клиента.", "How many people the client employs."),
        minimum=0, maximum=_MOST_COUNTED, number_format=COUNT,
    ),
    _source(
        "outlets", "whole",
        Text("Точек", "Outlets"),
        Text("Сколько у клиента магазинов, складов, цехов.",
             "How many shops, depots or plants the client has."),
        minimum=0, maximum=_MOST_COUNTED, number_format=COUNT,
    ),
    _source(
        "firm_revenue", "money",
        Text("Оборот компании", "Company turnover"),
        Text("Годовая выручка клиента, по отчётности.", "The client's own revenue a year."),
        minimum=0, maximum=MONEY_MAX, number_format=MONEY,
    ),
    _source(
        "category_budget", "money",
        Text("Бюджет категории", "Category budget"),
        Text("Сколько клиент тратит за год на товары, как ваши, у всех поставщиков.",
             "What the client spends a year on goods like yours, with all suppliers."),
        aliases=("Бюджет на категорию",),
        minimum=0, maximum=MONEY_MAX, number_format=MONEY,
    ),
    _source(
        "budget_share_typed", "share",
        Text("Доля для нас", "Share for us"),
        Text("Какая часть бюджета может быть вашей. Пусто = из настроек.",
             "The part of the budget that can be yours. Empty = the setting."),
        minimum=0, maximum=1, number_format=SHARE, width=10,
    ),
    _source(
        "rival_purchases", "money",
        Text("Закупки у конкурентов", "Purchases from rivals"),
        Text("Сколько клиент за год покупает у других: со своими закупками это весь спрос.",
             "What the client buys elsewhere a year: with its purchases here, the whole demand."),
        minimum=0, maximum=MONEY_MAX, number_format=MONEY,
    ),
    _source(
        "estimate_day", "date",
        Text("Дата оценки", "Estimate date"),
        Text("Когда узнали сведения этой строки; без даты вес вдвое меньше.",
             "When the facts of this row were learnt; without a date they weigh half."),
        number_format=DATE, width=12,
    ),
    _source(
        "estimate_evidence", "text",
        Text("Основание оценки", "Evidence"),
        Text("Чем подкреплена оценка менеджера; без основания вес вдвое меньше.",
             "What backs the manager's estimate; without it the estimate weighs half."),
        width=26,
    ),
)  # fmt: skip
OF_SOURCES: Final = frozenset(field.key for field in _SOURCES)
"""Typed columns that are read only where a potential has several sources."""

INPUTS: Final = (
    Field(
        key="client",
        sheet="clients",
        role="input",
        kind="text",
        name=Text("Клиент", "Client"),
        help=Text("Название клиента, как его знает команда.", "The client as the team calls it."),
        aliases=("Название клиента", "Контрагент", "Компания", "Customer", "Account", "Company"),
        width=34,
    ),
    Field(
        key="manager",
        sheet="clients",
        role="input",
        kind="text",
        name=Text("Менеджер", "Manager"),
        help=Text("Кто ведёт клиента.", "Who looks after the client."),
        aliases=("Ответственный", "Ответственный менеджер", "Account manager", "Owner"),
        width=18,
    ),
    Field(
        key="potential_typed",
        sheet="clients",
        role="input",
        kind="money",
        name=Text("Потенциал", "Potential"),
        help=Text(
            "Сколько клиент мог бы покупать у вас за год, самое большее. Пусто = неизвестно.",
            "The most the client could buy from you in a year. Empty = unknown.",
        ),
        aliases=("Потенциал клиента", "Потенциал в год", "Годовой потенциал", "Annual potential"),
        minimum=0,
        maximum=MONEY_MAX,
        width=13,
        number_format=MONEY,
    ),
    Field(
        key="purchases_typed",
        sheet="clients",
        role="input",
        kind="money",
        name=Text("Закупки за 12 мес.", "Sales, 12 months"),
        help=Text(
            "Закупки клиента у вас за окно. Пусто = сумма с листа «Заказы».",
            "What the client bought in the window. Empty = the sum of the Orders sheet.",
        ),
        aliases=(
            "Закупки",
            "Закупки за год",
            "Продажи за 12 мес.",
            "Sales, 12 m",
            "Sales 12 months",
        ),
        minimum=-MONEY_MAX,
        maximum=MONEY_MAX,
        width=13,
        number_format=MONEY,
    ),
    Field(
        key="last_contact_typed",
        sheet="clients",
        role="input",
        kind="date",
        name=Text("Последний контакт", "Last contact"),
        help=Text(
            "Дата последнего контакта. В расчёт идёт более поздняя из этой и листа «Контакты».",
            "Day of the last contact. The later of this and the Contacts sheet counts.",
        ),
        aliases=("Дата последнего контакта", "Последний звонок", "Last contact date"),
        width=13,
        number_format=DATE,
    ),
    Field(
        key="next_contact",
        sheet="clients",
        role="input",
        kind="date",
        name=Text("Следующий контакт", "Next contact"),
        help=Text(
            "О каком дне договорились, если договорились: на него клиента ставит план контактов.",
            "The day agreed on, if any: the contact plan puts the client there.",
        ),
        aliases=("Дата следующего контакта", "Next contact date"),
        width=13,
        number_format=DATE,
    ),
    Field(
        key="interval_typed",
        sheet="clients",
        role="input",
        kind="days",
        name=Text("Интервал, дней", "Interval, days"),
        help=Text(
            "Свой интервал контактов для клиента. Пусто = по классу.",
            "The client's own interval between contacts. Empty = by class.",
        ),
        aliases=("Интервал контактов, дней", "Contact interval, days"),
        minimum=1,
        maximum=3650,
        width=11,
        number_format=COUNT,
    ),
    Field(
        key="life_cycle_typed",
        sheet="clients",
        role="input",
        kind="days",
        name=Text("Цикл товара, дней", "Life cycle, days"),
        help=Text(
            "Через сколько дней клиент обычно покупает снова или меняет купленное.",
            "After how many days the client usually buys again or replaces what it bought.",
        ),
        aliases=("Жизненный цикл, дней", "Цикл закупки, дней", "Replacement cycle, days"),
        minimum=1,
        maximum=3650,
        width=11,
        number_format=COUNT,
    ),
    Field(
        key="decision_lead_typed",
        sheet="clients",
        role="input",
        kind="days",
        name=Text("Срок решения, дней", "Decision lead, days"),
        help=Text(
            "За сколько дней до покупки клиент решает: звонить нужно раньше на них.",
            "How many days before buying the client decides: call earlier by them.",
        ),
        aliases=("Срок принятия решения, дней", "Decision time, days"),
        minimum=0,
        maximum=3650,
        width=11,
        number_format=COUNT,
    ),
    Field(
        key="excluded",
        sheet="clients",
        role="input",
        kind="flag",
        name=Text("Не вести", "Do not contact"),
        help=Text(
            "«да» — клиент не входит в охват: срока и состояния у него нет.",
            "'yes' takes the client out of coverage: no due date, no state.",
        ),
        aliases=("Исключён из охвата", "Excluded from coverage"),
        width=9,
    ),
    Field(
        key="client_id",
        sheet="clients",
        role="input",
        kind="id",
        name=Text("Код клиента", "Client ID"),
        help=Text(
            "По коду заказы и контакты находят клиента; без кода — по названию.",
            "Orders and contacts find the client by it; without it, by name.",
        ),
        aliases=("ID клиента", "Код контрагента", "Customer ID", "Account ID", "CustomerId"),
        width=13,
    ),
    Field(
        key="parent",
        sheet="clients",
        role="input",
        kind="text",
        name=Text("Головной клиент", "Parent client"),
        help=Text(
            "У филиала: чей он. Контакт с филиалом в журнале засчитывается и головному клиенту.",
            "Of a branch: whose it is. A logged contact with it counts for the parent too.",
        ),
        aliases=("Головная компания", "Parent company", "Parent account"),
        width=26,
    ),
    Field(
        key="phone",
        sheet="clients",
        role="input",
        kind="text",
        name=Text("Телефон", "Phone"),
        help=Text("Телефон для плана контактов.", "Phone for the contact plan."),
        aliases=("Тел.", "Phone number"),
        width=18,
    ),
    *_SOURCES,
)
