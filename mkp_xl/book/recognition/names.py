"""Headers that are the names of our own fields, word for word."""

from __future__ import annotations

from types import MappingProxyType

from mkp_xl.book.fields import INPUTS_OF
from mkp_xl.book.layout import header_key
from mkp_xl.book.recognition.roles import ROLES


def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, fields in INPUTS_OF.items():
        roles = {role.field_in(kind): role.key for role in reversed(ROLES)}
        for field in fields:
            for title in field.titles():
                found.setdefault(header_key(title), roles[field.key])
    return found


_NAMES = MappingProxyType(_names())


def named(header: str) -> str | None:
    """Return the role whose field bears just this name; None where none does.

    >>> named("Потенциал:"), named("Контрагент"), named("Прочее")
    ('potential', 'client', None)
    """
    return _NAMES.get(header_key(header))
