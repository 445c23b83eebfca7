"""Headers that are the names of our own fields, word for word."""

from __future__ import annotations

from types import MappingProxyType

from mkp_xl.book.fields import INPUTS_OF, RECOGNISED
from mkp_xl.book.layout import header_key
from mkp_xl.book.recognition.header import understood
from mkp_xl.book.recognition.roles import ROLE_OF, ROLES


def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in RECOGNISED:
        roles = {role.field_in(kind): role.key for role in reversed(ROLES)}
        for field in INPUTS_OF[kind]:
            for title in field.titles():
                found.setdefault(header_key(title), roles[field.key])
    return found


_NAMES = MappingProxyType(_names())
_WITHOUT_UNIT = MappingProxyType(
    {
        tuple(understood(title).words): role
        for title, role in _NAMES.items()
        if not ROLE_OF[role].sayings
    }
)
"""Roles that headers say by name only, also where they state a unit besides."""


def named(header: str) -> str | None:
    """Return the role whose field bears just this name; None where none does.

    >>> named("Потенциал:"), named("Контрагент"), named("Прочее")
    ('potential', 'client', None)
    >>> named("Бюджет категории, тыс. руб.")
    'category_budget'
    """
    found = _NAMES.get(header_key(header))
    return found or _WITHOUT_UNIT.get(tuple(understood(header).words))
