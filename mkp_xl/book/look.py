"""How our cells look: the palette and the styles of all our sheets, each declared once."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mkp_xl.book.fields.kinds import DATE, PROGRESS, SHARE, Lang
from mkp_xl.book.grid import Style

INK: Final = "1B2A38"
MUTED: Final = "55636F"
BLUE: Final = "1F5A8C"
PANEL: Final = "F3F5F7"
INPUT_FILL: Final = "FFFBEB"
INPUT_HEAD: Final = "FBEFC4"
INPUT_TAB: Final = "E2B93B"
INPUT_TEXT: Final = "1D4E9E"
ACT, ACT_FILL = "9B2F12", "FBE3DA"
SOON, SOON_FILL = "6B4700", "FFE9B0"
NONE, NONE_FILL = "48545F", "E9ECEF"

FONT: Final = "Arial"
LINE: Final = "D3DAE0"
RULE: Final = "8797A3"
INPUT_BOX: Final = "E2CE8A"
WHITE: Final = "FFFFFF"
HEAT: Final = ("F3F5F7", "DCEAF5", "B7D4EC", "8DBBE0")
"""Share of the gap: under 2 %, from 2, from 10, from 25."""
BAR, BAR_GREY = "B7D4EC", "D5DEE6"
OK, OK_FILL = "0D5950", "DCEFEA"
STATE_STYLES: Final = (
    Style(color=ACT, fill=ACT_FILL),
    Style(color=SOON, fill=SOON_FILL),
    Style(color=OK, fill=OK_FILL),
    Style(color=NONE, fill=NONE_FILL),
)
"""Of states 1..4, as conditional formats: sign and word say the same."""
COUNT_FORMAT: Final = "#,##0_M"
PADDED: Final = "@_M"
"""For a header over numbers that end before their cell does."""
THOUSANDS: Final = "#,##0,_M"
TITLE: Final = Style(font=FONT, bold=True, size=16, color=INK, middle=True)
SAY: Final = Style(font=FONT, size=11, color=INK, middle=True)
NOTE: Final = Style(font=FONT, size=9, color=MUTED, middle=True)
SECTION: Final = Style(font=FONT, bold=True, size=11, color=BLUE, middle=True)
TEXT: Final = Style(font=FONT, size=10, color=INK, middle=True, bottom=LINE)
NUMBER: Final = replace(TEXT, number_format=COUNT_FORMAT, align="right")
HEAD: Final = Style(font=FONT, bold=True, size=9, color=INK, middle=True, bottom=RULE)
LIST_HEAD: Final = replace(HEAD, fill=PANEL, wrap=True)
DENSE: Final = replace(TEXT, size=9, wrap=True)
ASIDE: Final = replace(NOTE, bottom=LINE)
TOTAL: Final = Style(font=FONT, bold=True, size=10, color=INK, middle=True)
BOX: Final = Style(
    font=FONT, size=10, color=INPUT_TEXT, fill=INPUT_FILL, middle=True, align="center",
    top=INPUT_BOX, bottom=INPUT_BOX, left=INPUT_BOX, right=INPUT_BOX, unlocked=True,
)  # fmt: skip
LINK: Final = Style(font=FONT, size=9, color=BLUE, middle=True, align="right", underline=True)
OUTPUT_HEAD: Final = Style(bold=True, size=9, color="FFFFFF", fill=BLUE, wrap=True)
DAY: Final = Style(number_format=DATE, align="center")
FLAG: Final = Style(number_format="0", align="center", color=INPUT_TEXT, fill=INPUT_FILL)


_BY_LANG: Final[dict[tuple[str, Lang], str]] = {
    (DATE, "en"): "[$-809]dd mmm yyyy",
    (SHARE, "ru"): '0"\u00a0"%',
    (PROGRESS, "ru"): '[>=1]0"\u00a0"%;[>=0.995]"<100\u00a0%";0"\u00a0"%',
}


def shown_as(code: str, lang: Lang) -> str:
    """Return a number format as a language writes it: 77 % or 77%, 20.11.2026 or 20 Nov 2026."""
    return _BY_LANG.get((code, lang), code)


def box(number_format: str) -> Style:
    """Return the style of a cell that a person fills in."""
    return replace(BOX, number_format=number_format)


def default(number_format: str) -> Style:
    """Return the style of a default shown beside its box."""
    return replace(NOTE, number_format=number_format, align="center", bottom=LINE)
