"""How a match is told to a person: the role's name, and why it is taken for it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mkp_xl.book.fields import Text

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.recognition.matching import Match, Reason
    from mkp_xl.book.recognition.roles import Role

_NAMES = MappingProxyType(
    {
        "client_id": Text("код клиента", "client ID"),
        "client": Text("клиент", "client"),
        "inn": Text("ИНН", "tax ID"),
        "contact_person": Text("контактное лицо", "contact person"),
        "phone": Text("телефон", "phone"),
        "email": Text.same("e-mail"),
        "city": Text("город", "city"),
        "region": Text("регион", "region"),
        "segment": Text("отрасль", "industry"),
        "class": Text("класс клиента", "client class"),
        "owner": Text("менеджер", "manager"),
        "source": Text("источник", "source"),
        "stage": Text("этап", "stage"),
        "created": Text("дата создания", "date created"),
        "closed": Text("дата закрытия", "date closed"),
        "last_contact": Text("последний контакт", "last contact"),
        "next_contact": Text("следующий контакт", "next contact"),
        "order_id": Text("номер заказа", "order number"),
        "deal_id": Text("код сделки", "deal ID"),
        "date": Text("дата", "date"),
        "purchases": Text("закупки за год", "purchases in a year"),
        "potential": Text("потенциал", "potential"),
        "budget": Text("бюджет клиента", "client's budget"),
        "revenue_firm": Text("выручка компании", "company revenue"),
        "amount": Text("сумма", "amount"),
        "cost": Text("себестоимость", "cost"),
        "qty": Text("количество", "quantity"),
        "product": Text("товар", "product"),
        "employees": Text("сотрудники", "employees"),
        "interval": Text("интервал контактов", "contact interval"),
        "parent": Text("головной клиент", "parent client"),
        "next_step": Text("следующий шаг", "next step"),
        "life_cycle": Text("цикл товара", "life cycle"),
        "decision_lead": Text("срок решения", "decision lead"),
        "excluded": Text("не вести", "do not contact"),
        "type": Text("тип контакта", "contact type"),
        "result": Text("результат", "result"),
        "comment": Text("комментарий", "comment"),
        "address": Text("адрес", "address"),
        "outlets": Text("точки", "outlets"),
        "category_budget": Text("бюджет категории", "category budget"),
        "budget_share": Text("доля бюджета", "share of the budget"),
        "rival_purchases": Text("закупки у конкурентов", "purchases from rivals"),
        "estimate_day": Text("дата оценки", "day of the estimate"),
        "estimate_evidence": Text("основание оценки", "evidence of the estimate"),
    }
)
_KINDS = MappingProxyType(
    {
        "clients": Text("клиенты", "clients"),
        "orders": Text("заказы", "orders"),
        "contacts": Text("контакты", "contacts"),
        "deals": Text("сделки", "deals"),
        "other": Text("что-то другое", "something else"),
    }
)
_REASONS: MappingProxyType[Reason, Text] = MappingProxyType(
    {
        "named": Text("так называется наше поле", "our field has this name"),
        "words": Text("по словам заголовка", "by the words of the header"),
        "beside": Text("по столбцам рядом", "by the columns beside it"),
        "content": Text("по тому, что в ячейках", "by what the cells hold"),
        "content_against": Text(
            "заголовок говорит «{role}», а в ячейках другое",
            "the header says '{role}', the cells hold something else",
        ),
        "not_a_year": Text(
            "«{role}» здесь не за год, а МКП считает за год",
            "MKP needs '{role}' of a year, this is of a shorter time",
        ),
        "several": Text("это может быть {roles}", "it may be {roles}"),
        "unknown": Text("заголовок незнаком", "the header is unknown"),
    }
)
_ASKED = Text(" — укажите столбец сами", "; name the column yourself")


def role_name(role: Role, lang: Lang) -> str:
    """Return how a role is called."""
    return _NAMES[role.key](lang)


def may_be(match: Match, lang: Lang) -> str:
    """Return the roles that a column may have."""
    return ", ".join(role_name(role, lang) for role in (match.role, *match.others) if role)


def kind_name(kind: str, lang: Lang) -> str:
    """Return what a table of a kind lists."""
    return _KINDS[kind](lang)


def reason(match: Match, lang: Lang) -> str:
    """Return why a column is taken for what it is, or what is not sure about it."""
    role = role_name(match.role, lang) if match.role else ""
    return _REASONS[match.reason](lang).format(role=role, roles=may_be(match, lang))


def why(match: Match, lang: Lang) -> str:
    """Return the reason, and what a person is to do where it is a question."""
    is_asked = match.role is not None and match.sure is None
    return reason(match, lang) + (_ASKED(lang) if is_asked else "")
