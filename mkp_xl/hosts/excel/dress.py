"""How cells look: a style of ours put on a range, and what stood there before."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from mkp_xl.book import look
from mkp_xl.hosts.excel import native
from mkp_xl.hosts.excel.patience import patiently

if TYPE_CHECKING:
    import xlwings as xw

    from mkp_xl.book.grid import Style

Said = dict[str, Any]
"""Properties of a range by their names here, each a value that JSON can hold."""
_FONT = ("bold", "size", "name")
_SIDES = ("top", "bottom", "left", "right")
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


def dress(cells: xw.Range, style: Style) -> None:
    """Give cells a style; what it does not say stays."""
    patiently(lambda: put_on(cells, properties(style)))
    patiently(lambda: _rest(cells, style))


def undress(cells: xw.Range) -> None:
    """Let cells look as cells that no style speaks of."""
    patiently(lambda: put_on(cells, _BARE))
    with suppress(NotImplementedError):
        patiently(cells.borders.clear)
    native.indent(cells, 0)
    native.underline(cells, on=False)
    native.lock(cells, on=True)


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


def worn(cells: xw.Range, names: Said) -> Said:
    """Return how cells look now in the named properties; mixed ones are left out."""
    found = {}
    for name in names:
        # xlwings makes a TypeError of a colour that is mixed, as within the text of one cell.
        with suppress(NotImplementedError, TypeError):
            found[name] = patiently(partial(_get, cells, name))
    return {n: v for n, v in found.items() if v is not None or n == "color"}


def put_on(cells: xw.Range, said: Said) -> None:
    """Set properties of a range; an engine that lacks one leaves it."""
    for name, value in said.items():
        with suppress(NotImplementedError):
            _set(cells, name, value)


def _get(cells: xw.Range, name: str) -> Any:  # noqa: ANN401  the edge of xlwings
    if name in _FONT:
        return getattr(cells.font, name)
    if name == "font_color":
        return cells.font.color
    return getattr(cells, name)


def _set(cells: xw.Range, name: str, value: Any) -> None:  # noqa: ANN401  the edge of xlwings
    if isinstance(value, list):
        value = tuple(value)  # a colour that went through JSON
    if name in _FONT:
        setattr(cells.font, name, value)
    elif name == "font_color":
        cells.font.color = value
    else:
        setattr(cells, name, value)


def _rest(cells: xw.Range, style: Style) -> None:
    """Set what is not read back: lines, indent, underline, lock."""
    lines(cells, style)
    if style.indent:
        native.indent(cells, style.indent)
    if style.underline:
        native.underline(cells, on=True)
    if style.unlocked:
        native.lock(cells, on=False)


def lines(cells: xw.Range, style: Style) -> None:
    """Draw the lines of a style, where the engine can."""
    with suppress(NotImplementedError):
        _draw_lines(cells, style)


def _draw_lines(cells: xw.Range, style: Style) -> None:
    weight: Literal["medium", "thin"] = "medium" if style.thick else "thin"
    for side in _SIDES:
        color = getattr(style, side)
        if color is None:
            continue
        inside = "inside_horizontal" if side in ("top", "bottom") else "inside_vertical"
        rows, columns = cells.shape
        many = rows > 1 if side in ("top", "bottom") else columns > 1
        for which in (f"edge_{side}", *((inside,) if many else ())):
            cells.borders.set(which, line_style="continuous", weight=weight, color=f"#{color}")


def _hash(color: str | None) -> str | None:
    return f"#{color}" if color else None
