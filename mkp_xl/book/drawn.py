"""A sheet of ours as a whole, before a host draws it: cells, rules, drop-downs, charts, page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from mkp_xl.book import look, words
from mkp_xl.book.address import letters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.address import Box
    from mkp_xl.book.grid import Raw, Style


@dataclass(frozen=True, slots=True)
class CellOut:
    """A cell of a sheet that is ours as a whole."""

    value: Raw
    formula: str | None = None
    style: Style | None = None
    link: str | None = None
    """A place in the same book, `'Sheet'!A1`, that a click leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A conditional format: by a formula, by the beginning of a text, or a bar in the cell."""

    box: Box
    formula: str | None = None
    """Without a leading `=`, as the first cell of the box reads it."""
    begins: str | None = None
    bar: str | None = None
    """Colour of the bar."""
    most: str | None = None
    """Formula or number of the value whose bar fills the cell."""
    style: Style | None = None
    stop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """What a person may type into cells: one of some values, or a number within limits."""

    box: Box
    source: tuple[str, ...] | None = None
    """The values, where they never change."""
    listed: str | None = None
    """Formula of the range that lists the values."""
    test: str | None = None
    """Formula that must hold."""
    title: str = ""
    say: str = ""
    """Shown while the cell is chosen."""
    wrong: str = ""
    """Shown when something else is typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series of a chart, by ranges."""

    name: str
    categories: str
    values: str
    color: str
    label_color: str | None = None
    """Colour of the data labels, which look as the cells do; no labels without it."""
    is_marker: bool = False
    """Drawn as dashes: last year, a plan, a goal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A native chart: stacked bars, one for each category; columns with dashes; lines."""

    kind: Literal["bars", "columns", "line"] = "bars"
    series: tuple[Series, ...]
    row: int
    column: int
    width: int
    """Pixels."""
    height: int
    number_format: str = "General"
    """Of the axis, where there is one."""
    most: float | None = None
    """Where the axis of the values ends; None where the program finds a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How a sheet prints on A4."""

    area: Box | None = None
    """None for all that is there, however it grows."""
    landscape: bool = True
    high: int = 1
    """Pages from top to bottom, 0 for as many as need be; always one page wide."""
    repeat_row: int = 0
    footer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOut:
    """A sheet of ours, whole: made if the book has no such title, else its cells replaced."""

    title: str
    cells: dict[tuple[int, int], CellOut]
    widths: dict[int, float] = field(default_factory=dict)
    """Column width in characters."""
    pixels: dict[int, int] = field(default_factory=dict)
    """Column width in pixels, where the design counts them."""
    heights: dict[int, float] = field(default_factory=dict)
    """Row height in pixels."""
    hidden_columns: frozenset[int] = frozenset()
    details: Mapping[int, bool] | None = None
    """Rows of an outline, below the row they belong to, and whether they are folded away; None
    for a sheet that has no outline."""
    hidden: bool = False
    freeze_row: int = 0
    """Rows above and including this one stay in view; 0 = none."""
    merges: tuple[Box, ...] = ()
    rules: tuple[Rule, ...] = ()
    picks: tuple[Pick, ...] = ()
    charts: tuple[Chart, ...] = ()
    page: Page | None = None
    tab: str | None = None
    """Colour of the tab."""
    gridlines: bool = True
    home: tuple[int, int] | None = None
    """The cell from which a link leads back to the matrix, where there is one."""
    protected: bool = False
    """Without a password: only unlocked cells may be changed."""


def listed_in(row: int, column: int, most: int) -> str:
    """Return the formula of the filled cells of a list that begins in a row of the same sheet.

    >>> listed_in(3, 19, 100)
    'OFFSET($S$3,0,0,MAX(1,COUNTA($S$3:$S$102)),1)'
    """
    name = letters(column)
    cells = f"${name}${row}:${name}${row + most - 1}"
    return f"OFFSET(${name}${row},0,0,MAX(1,COUNTA({cells})),1)"


def state_rules(box: Box) -> tuple[Rule, ...]:
    """Return the colours of states of coverage, which cells begin with the sign of."""
    states = zip(words.SIGNS, look.STATE_STYLES, strict=True)
    return tuple(Rule(box=box, begins=sign, style=style) for sign, style in states)
