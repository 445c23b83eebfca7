"""Columns of two sheets about people: whose clients contact persons and branches are; the team."""

from __future__ import annotations

from typing import Final

from mkp_xl.book.fields.kinds import COUNT, DATE, Field, Sheet, Text
from mkp_xl.book.fields.logs import client_fields

_PEOPLE: Final[Sheet] = "people"
_TEAM: Final[Sheet] = "team"

PEOPLE: Final = (
    Field(
        key="person",
        sheet=_PEOPLE,
        role="input",
        kind="text",
        name=Text("Лицо или филиал", "Person or branch"),
        help=Text(
            "Имя, как его пишут на листе «Контакты».", "The name as the Contacts sheet has it."
        ),
        aliases=("Контактное лицо", "Филиал", "Contact person", "Branch"),
        width=34,
    ),
    *client_fields(_PEOPLE),
    Field(
        key="position",
        sheet=_PEOPLE,
        role="input",
        kind="text",
        name=Text("Кто это", "Who it is"),
        help=Text("Должность, город, телефон.", "Position, city, phone."),
        aliases=("Должность", "Position"),
        width=34,
    ),
)

TEAM: Final = (
    Field(
        key="manager",
        sheet=_TEAM,
        role="input",
        kind="text",
        name=Text("Менеджер", "Manager"),
        help=Text(
            "Как в списке клиентов; на каждый отпуск своя строка.",
            "As in the client list; a row for each absence.",
        ),
        aliases=("Сотрудник", "Account manager"),
        width=26,
    ),
    Field(
        key="capacity",
        sheet=_TEAM,
        role="input",
        kind="days",
        name=Text("Контактов в день", "Contacts a day"),
        help=Text(
            "Сколько контактов менеджер успевает за день. Пусто — ёмкость неизвестна.",
            "How many contacts the manager can make a day. Empty: unknown.",
        ),
        aliases=("Ёмкость в день", "Capacity a day"),
        minimum=0,
        maximum=1000,
        width=14,
        number_format=COUNT,
    ),
    Field(
        key="away_from",
        sheet=_TEAM,
        role="input",
        kind="date",
        name=Text("Нет с", "Away from"),
        help=Text("Первый день отпуска.", "First day away."),
        aliases=("Отпуск с", "Leave from"),
        width=12,
        number_format=DATE,
    ),
    Field(
        key="away_to",
        sheet=_TEAM,
        role="input",
        kind="date",
        name=Text("Нет по", "Away to"),
        help=Text("Последний день отпуска; пусто — один день.", "Last day away; empty: one day."),
        aliases=("Отпуск по", "Leave to"),
        width=12,
        number_format=DATE,
    ),
    Field(
        key="away_why",
        sheet=_TEAM,
        role="input",
        kind="text",
        name=Text("Почему нет", "Why away"),
        help=Text("Отпуск, выставка, обучение.", "Leave, a fair, a course."),
        width=26,
    ),
)
