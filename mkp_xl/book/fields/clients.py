"""Columns of the client list that the team types."""

from __future__ import annotations

from typing import Final

from mkp_xl.book.fields.kinds import COUNT, DATE, MONEY, MONEY_MAX, Field, Text

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
        key="phone",
        sheet="clients",
        role="input",
        kind="text",
        name=Text("Телефон", "Phone"),
        help=Text("Телефон для плана контактов.", "Phone for the contact plan."),
        aliases=("Тел.", "Phone number"),
        width=18,
    ),
)
