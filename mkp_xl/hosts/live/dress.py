"""How cells look: a style of ours put on a rectangle, or taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book import look

if TYPE_CHECKING:
    from mkp_xl.book.grid import Style
    from mkp_xl.hosts.live.box import Box
    from mkp_xl.hosts.live.open_book import OpenSheet, Said

_BARE: Said = {
    "number_format": "General",
    "bold": False,
    "size": 10,
    "name": look.FONT,
    "font_color": "#000000",
    "color": None,
    "wrap_text": False,
    "horizontal_alignment": "general",
    "vertical_alignment": "bottom",
}
"""How a cell looks that no style speaks of."""


def dress(sheet: OpenSheet, box: Box, style: Style) -> None:
    """Give cells a style; what it does not say stays."""
    sheet.put_on(box, properties(style))
    sheet.trim(box, style)


def undress(sheet: OpenSheet, box: Box) -> None:
    """Let cells look as cells that no style speaks of."""
    sheet.put_on(box, _BARE)
    sheet.untrim(box)


def properties(style: Style) -> Said:
    """Return what a style says, as properties of a range."""
    upright = "center" if style.middle else "top" if style.upper else None
    said = {
        "number_format": style.number_format if style.number_format != "General" else None,
        "bold": style.bold or None,
        "size": style.size,
        "name": style.font,
        "font_color": _hash(style.color),
        "color": _hash(style.fill),
        "wrap_text": style.wrap or None,
        "horizontal_alignment": style.align,
        "vertical_alignment": upright,
    }
    return {name: value for name, value in said.items() if value is not None}


def _hash(color: str | None) -> str | None:
    return f"#{color}" if color else None
