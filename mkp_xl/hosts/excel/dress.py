"""Looks of a range of Excel: asked for, set, drawn."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from mkp_xl.hosts.excel import native
from mkp_xl.hosts.excel.patience import patiently

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xlwings as xw

    from mkp_xl.book.grid import Style
    from mkp_xl.hosts.live.open_book import Said

_FONT = ("bold", "size", "name")
_SIDES = ("top", "bottom", "left", "right")


def worn(cells: xw.Range, names: Iterable[str]) -> Said:
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
    if name == "hidden":
        return cells.columns.hidden
    return getattr(cells, name)


def _set(cells: xw.Range, name: str, value: Any) -> None:  # noqa: ANN401  the edge of xlwings
    if isinstance(value, list):
        value = tuple(value)  # a colour that went through JSON
    if name in _FONT:
        setattr(cells.font, name, value)
    elif name == "font_color":
        cells.font.color = value
    elif name == "hidden":
        cells.columns.hidden = value
    elif name == "outline":
        native.group_columns(cells, value)
    else:
        setattr(cells, name, value)


def trim(cells: xw.Range, style: Style) -> None:
    """Set what is not read back: lines, indent, underline, lock."""
    lines(cells, style)
    if style.indent:
        native.indent(cells, style.indent)
    if style.underline:
        native.underline(cells, on=True)
    if style.unlocked:
        native.lock(cells, on=False)


def untrim(cells: xw.Range) -> None:
    """Take lines, indent, underline and the leave to change cells away."""
    with suppress(NotImplementedError):
        cells.borders.clear()
    native.indent(cells, 0)
    native.underline(cells, on=False)
    native.lock(cells, on=True)


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
