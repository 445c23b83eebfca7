"""One fact, one home: every column and setting of the workbook, declared once."""

from __future__ import annotations

from typing import Final

from mkp_xl.book.fields.clients import INPUTS, OF_SOURCES
from mkp_xl.book.fields.estimates import ESTIMATES, NORMS, SOURCES
from mkp_xl.book.fields.kinds import (
    Choice,
    Field,
    Kind,
    Lang,
    Role,
    Sheet,
    Text,
    in_quotes,
    lower_first,
)
from mkp_xl.book.fields.logs import CONTACTS, ORDERS
from mkp_xl.book.fields.of_potential import OF_POTENTIAL
from mkp_xl.book.fields.outputs import OUTPUTS as PLAIN_OUTPUTS
from mkp_xl.book.fields.settings import SETTINGS
from mkp_xl.book.fields.sheets import SHEETS
from mkp_xl.book.fields.team import PEOPLE, TEAM

__all__ = [
    "CONTACTS",
    "ESTIMATES",
    "FILLED_IN",
    "INPUTS",
    "INPUTS_OF",
    "INPUT_OF",
    "LANGS",
    "NORMS",
    "OF_SOURCES",
    "ORDERS",
    "OUTPUTS",
    "OUTPUT_OF",
    "PEOPLE",
    "RECOGNISED",
    "REMEMBERED",
    "SETTINGS",
    "SETTING_OF",
    "SHEETS",
    "SOURCES",
    "TEAM",
    "Choice",
    "Field",
    "Kind",
    "Lang",
    "Role",
    "Sheet",
    "Text",
    "in_quotes",
    "lower_first",
]

OUTPUTS: Final = (*PLAIN_OUTPUTS, *OF_POTENTIAL)
LANGS: Final[tuple[Lang, Lang]] = ("ru", "en")
INPUTS_OF: Final[dict[Sheet, tuple[Field, ...]]] = {
    "clients": INPUTS,
    "orders": ORDERS,
    "contacts": CONTACTS,
    "people": PEOPLE,
    "team": TEAM,
    "estimates": ESTIMATES,
    "norms": NORMS,
}
"""Columns the team types, by sheet."""
FILLED_IN: Final[tuple[Sheet, ...]] = ("people", "team", "estimates", "norms")
"""Sheets that we make and the team fills in: read by our own headers."""
RECOGNISED: Final[tuple[Sheet, ...]] = ("clients", "orders", "contacts")
"""Sheets of the team's that are found whatever they are called and however their headers are."""
INPUT_OF: Final = {field.key: field for field in INPUTS}
"""Typed columns of the client list by key."""
OUTPUT_OF: Final = {field.key: field for field in OUTPUTS}
"""Computed columns of the client list by key, in the order they stand in the sheet."""
SETTING_OF: Final = {field.key: field for field in SETTINGS}
"""Settings by key, in the order they stand on their sheet."""
REMEMBERED: Final = ("segment_before", "client_before")
"""Columns that keep what the last recalculation found: always values."""
