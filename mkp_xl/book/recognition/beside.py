"""What the columns beside a column tell of it, where its own header leaves a question."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

CONTACT_DAY = "contact_day"
"""The day of a contact, as a log has it."""
_ORDER = frozenset({"order_id", "product", "qty", "cost", "date"})
_DEAL = frozenset({"stage", "deal_id", "closed"})
_FIRM = frozenset({"employees", "segment", "inn", "address"})
_PLAN = frozenset({"potential", "last_contact", "next_contact", "interval", "class"})
_PERSON = frozenset({"phone", "email", "address", "inn", "contact_person", "city", "region"})
_CARE = frozenset({"owner", "stage", "segment", "potential", "purchases"})


class Hint(NamedTuple):
    """A role that a column has where certain others stand beside it."""

    role: str
    beside: frozenset[str]
    unless: frozenset[str] = frozenset()


AMONG = (
    Hint("amount", _ORDER | _DEAL),
    Hint("purchases", _PLAN),
    Hint("revenue_firm", _FIRM),
)
"""Which of several roles it is; the first that may be and fits its neighbours."""
PRODUCT_ALONE = Hint("product", frozenset({"qty", "cost"}), frozenset({"product", "employees"}))
"""A column that says «Наименование» and no more, in a list of what was sold."""
NAME_ALONE = Hint("client", _PERSON | _CARE, frozenset({"client", "product", "qty", "cost"}))
"""A column that says «Название» and no more."""
CODE_ALONE = Hint("order_id", frozenset({"amount"}), frozenset({"order_id"}))
"""A column that says «Номер» and no more, in a list of orders."""
CONTACT_ALONE = Hint(
    "contact_person", frozenset({"client", "client_id"}), frozenset({"contact_person"})
)
"""A column of people that says «Контакт» and no more."""
INSTEAD = MappingProxyType(
    {
        "sale": Hint("purchases", frozenset({"potential"}), _ORDER | _DEAL),
        "budget": Hint("budget", frozenset({"potential", "class", "purchases"}), _ORDER | _DEAL),
    }
)
"""Amounts by what their header speaks of: beside a potential, sales are what a client buys in a
year, and a budget is what it spends, not one order."""
ONLY_BESIDE = MappingProxyType(
    {
        "type": Hint("type", frozenset({"date", "result", CONTACT_DAY})),
        "result": Hint("result", frozenset({"date", "last_contact", "type", CONTACT_DAY})),
    }
)
"""Words that say their role in a log of contacts only."""


def holds(hint: Hint, beside: frozenset[str]) -> bool:
    """Return whether the columns beside speak for a role and none against it."""
    return bool(hint.beside & beside) and not hint.unless & beside
