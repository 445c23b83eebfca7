"""The sheets by key: what a person reads on the tab."""

from __future__ import annotations

from typing import Final

from mkp_xl.book.fields.kinds import Sheet, Text

SHEETS: Final[dict[Sheet, Text]] = {
    "clients": Text("Клиенты", "Clients"),
    "orders": Text("Заказы", "Orders"),
    "contacts": Text("Контакты", "Contacts"),
    "people": Text("Лица и филиалы", "People and branches"),
    "team": Text("Команда", "Team"),
    "estimates": Text("Оценки", "Estimates"),
    "norms": Text("Нормы", "Norms"),
    "plan": Text("План контактов", "Contact plan"),
    "coverage": Text("Охват", "Coverage"),
    "card": Text("Карточка клиента", "Client card"),
    "potential": Text("Потенциал", "Potential"),
    "playbook": Text.same("Playbook"),
    "method": Text("Методика", "Method"),
    "settings": Text("Настройки", "Settings"),
    "checks": Text("Проверки", "Checks"),
    "matrix": Text("Матрица", "Matrix"),
    "help": Text("Справка", "Help"),
    "calendar": Text("Календарь", "Calendar"),
}
