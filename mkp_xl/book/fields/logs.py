"""Columns of the two logs: orders and contacts."""

from __future__ import annotations

from typing import Final

from mkp_xl.book.fields.kinds import DATE, MONEY, MONEY_MAX, Field, Sheet, Text


def client_fields(sheet: Sheet) -> tuple[Field, Field]:
    """Return the two columns by which a log finds its client."""
    return (
        Field(
            key="client_id",
            sheet=sheet,
            role="input",
            kind="id",
            name=Text("Код клиента", "Client ID"),
            help=Text("Тот же код, что в списке клиентов.", "The ID of the client list."),
            aliases=("ID клиента", "Код контрагента", "Customer ID", "Account ID", "CustomerId"),
            width=13,
        ),
        Field(
            key="client",
            sheet=sheet,
            role="input",
            kind="text",
            name=Text("Клиент", "Client"),
            help=Text("Название, если кода нет.", "The name, where there is no ID."),
            aliases=(
                "Название клиента",
                "Контрагент",
                "Компания",
                "Customer",
                "Account",
                "Company",
            ),
            width=34,
        ),
    )


ORDERS: Final = (
    *client_fields("orders"),
    Field(
        key="date",
        sheet="orders",
        role="input",
        kind="date",
        name=Text("Дата", "Date"),
        help=Text("День заказа.", "Day of the order."),
        aliases=("Дата заказа", "Дата продажи", "Order date"),
        width=12,
        number_format=DATE,
    ),
    Field(
        key="amount",
        sheet="orders",
        role="input",
        kind="money",
        name=Text("Сумма", "Amount"),
        help=Text("Сумма заказа; возврат — с минусом.", "Amount; a return is negative."),
        aliases=("Сумма заказа", "Сумма продажи", "Order amount", "Total"),
        minimum=-MONEY_MAX,
        maximum=MONEY_MAX,
        width=14,
        number_format=MONEY,
    ),
)

CONTACTS: Final = (
    *client_fields("contacts"),
    Field(
        key="date",
        sheet="contacts",
        role="input",
        kind="date",
        name=Text("Дата", "Date"),
        help=Text("День контакта.", "Day of the contact."),
        aliases=("Дата контакта", "Contact date"),
        width=12,
        number_format=DATE,
    ),
    Field(
        key="type",
        sheet="contacts",
        role="input",
        kind="text",
        name=Text("Тип", "Type"),
        help=Text("Звонок, встреча, письмо.", "Call, meeting, email."),
        aliases=("Тип контакта", "Contact type"),
        width=14,
    ),
    Field(
        key="result",
        sheet="contacts",
        role="input",
        kind="text",
        name=Text("Результат", "Result"),
        help=Text("Чем кончился контакт.", "How the contact ended."),
        aliases=("Итог", "Outcome"),
        width=30,
    ),
    Field(
        key="next_step",
        sheet="contacts",
        role="input",
        kind="text",
        name=Text("Следующий шаг", "Next step"),
        help=Text("О чём договорились дальше.", "What comes next."),
        aliases=("Что дальше", "Next action"),
        width=30,
    ),
    Field(
        key="next_contact",
        sheet="contacts",
        role="input",
        kind="date",
        name=Text("Следующий контакт", "Next contact"),
        help=Text(
            "О каком дне договорились: на него клиента ставит план контактов.",
            "The day agreed on: the contact plan puts the client there.",
        ),
        aliases=("Дата следующего контакта", "Next contact date"),
        width=12,
        number_format=DATE,
    ),
    Field(
        key="contact_person",
        sheet="contacts",
        role="input",
        kind="text",
        name=Text("Контактное лицо", "Contact person"),
        help=Text(
            "С кем говорили. Клиента можно не писать, если лицо есть на листе «Лица и филиалы».",
            "Who it was. No client is needed where “People and branches” knows the person.",
        ),
        width=24,
    ),
    Field(
        key="manager",
        sheet="contacts",
        role="input",
        kind="text",
        name=Text("Менеджер", "Manager"),
        help=Text("Кто говорил.", "Who made it."),
        aliases=("Ответственный", "Account manager", "Owner"),
        width=18,
    ),
)
