"""How our cells look: the few styles of the plain sheets, each declared once."""

from __future__ import annotations

from typing import Final

from mkp_xl.book.fields.kinds import DATE
from mkp_xl.book.grid import Style

INK: Final = "1B2A38"
MUTED: Final = "55636F"
BLUE: Final = "1F5A8C"
PANEL: Final = "F3F5F7"
INPUT_FILL: Final = "FFFBEB"
INPUT_HEAD: Final = "FBEFC4"
INPUT_TEXT: Final = "1D4E9E"
ACT, ACT_FILL = "9B2F12", "FBE3DA"
SOON, SOON_FILL = "6B4700", "FFE9B0"
NONE, NONE_FILL = "48545F", "E9ECEF"

TITLE: Final = Style(bold=True, size=16, color=INK)
SAY: Final = Style(size=11, color=INK)
NOTE: Final = Style(size=9, color=MUTED)
SECTION: Final = Style(bold=True, size=11, color=BLUE)
HEAD: Final = Style(bold=True, size=9, color=INK, fill=PANEL, wrap=True)
OUTPUT_HEAD: Final = Style(bold=True, size=9, color="FFFFFF", fill=BLUE, wrap=True)
TEXT: Final = Style(color=INK)
WRAPPED: Final = Style(color=INK, wrap=True, size=9)
LINK: Final = Style(color=BLUE)
DAY: Final = Style(number_format=DATE, align="center")
FLAG: Final = Style(number_format="0", align="center", color=INPUT_TEXT, fill=INPUT_FILL)


def box(number_format: str) -> Style:
    """Return the style of a cell that a person fills in."""
    return Style(number_format=number_format, color=INPUT_TEXT, fill=INPUT_FILL, align="center")


def default(number_format: str) -> Style:
    """Return the style of a default shown beside its box."""
    return Style(number_format=number_format, color=MUTED, size=9, align="center")
