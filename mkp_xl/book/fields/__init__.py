"""One fact, one home: every column and setting of the workbook, declared once."""

from __future__ import annotations

from typing import Final

from mkp_xl.book.fields.clients import INPUTS
from mkp_xl.book.fields.kinds import Choice, Field, Kind, Lang, Role, Sheet, Text, in_quotes
from mkp_xl.book.fields.logs import CONTACTS, ORDERS
from mkp_xl.book.fields.outputs import OUTPUTS
from mkp_xl.book.fields.settings import SETTINGS
from mkp_xl.book.fields.sheets import SHEETS

__all__ = [
    "CONTACTS",
    "INPUTS",
    "INPUTS_OF",
    "INPUT_OF",
    "LANGS",
    "ORDERS",
    "OUTPUTS",
    "OUTPUT_OF",
    "REMEMBERED",
    "SETTINGS",
    "SETTING_OF",
    "SHEETS",
    "Choice",
    "Field",
    "Kind",
    "Lang",
    "Role",
    "Sheet",
    "Text",
    "in_quotes",
]

LANGS: Final[tuple[Lang, Lang]] = ("ru", "en")
INPUTS_OF: Final[dict[Sheet, tuple[Field, ...]]] = {
    "clients": INPUTS,
    "orders": ORDERS,
    "contacts": CONTACTS,
}
"""Columns the team types, by sheet."""
INPUT_OF: Final = {field.key: field for field in INPUTS}
"""Typed columns of the client list by key."""
OUTPUT_OF: Final = {field.key: field for field in OUTPUTS}
"""Computed columns of the client list by key, in the order they stand in the sheet."""
SETTING_OF: Final = {field.key: field for field in SETTINGS}
"""Settings by key, in the order they stand on their sheet."""
REMEMBERED: Final = ("segment_before", "client_before")
"""Columns that keep what the last recalculation found: always values."""
