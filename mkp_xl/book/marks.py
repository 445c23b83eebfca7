"""Ownership: which columns and sheets are ours, told by hidden names and by nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from mkp_xl.book.address import Place, absolute, place_of
from mkp_xl.book.cells import match_key
from mkp_xl.book.fields import OUTPUT_OF, SHEETS
from mkp_xl.book.grid import NameEdit, NameInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PREFIX = "_mkp."
BOX_MARK = "_mkp.box"
"""The header of the boxes on the settings sheet."""
MAP_MARK = "_mkp.map"
"""The header of the boxes that name columns, on the settings sheet."""
SAY_MARK = "_mkp.say"
"""The cell above a list that sums it up in a sentence."""
CELLS_MARK = "_mkp.cells"
"""Book-wide: how our cells are made, one of `MODES`."""
CellsMode = Literal["native", "udf", "values"]
MODES: Final[tuple[CellsMode, ...]] = ("native", "udf", "values")
"""Native formulas; calls of worksheet functions and native formulas for the rest; values."""
OWN_TITLE = "МКП {}"
"""How ours is called where the plain title is taken."""
_SETTING = "mkp_as_of"
"""A setting that every book has: its name leads to the sheet that holds them."""
_PLACES = frozenset({BOX_MARK, MAP_MARK, SAY_MARK})
_MARK = re.compile(r"_mkp\.(sheet\.)?([a-z_]+)(?:\.(\d+))?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedList:
    """One client list of ours: the row of its headers and the column of each output."""

    sheet: str
    number: int
    header_row: int
    columns: dict[str, int]


@dataclass(slots=True, kw_only=True)
class Marks:
    """All marks of a book that hold, and those that do not."""

    lists: list[MarkedList] = field(default_factory=list)
    sheets: dict[str, Place] = field(default_factory=dict)
    """Sheet key to its A1 (or box header) cell."""
    dead: list[NameInfo] = field(default_factory=list)
    cells: str | None = None
    says: list[Place] = field(default_factory=list)
    """The sentences above lists."""
    box: Place | None = None
    """The header of the boxes on the settings sheet."""
    map: Place | None = None
    """The boxes that name columns."""

    @property
    def own_titles(self) -> frozenset[str]:
        """The titles of the sheets that are ours as a whole."""
        return frozenset(place.sheet for place in self.sheets.values())


def column_mark(key: str, number: int = 1) -> str:
    """Return the name that marks an output column of the sheet's first (second, ...) list."""
    return f"{PREFIX}{key}" if number == 1 else f"{PREFIX}{key}.{number}"


def sheet_mark(key: str) -> str:
    """Return the name that marks a sheet of ours."""
    return f"{PREFIX}sheet.{key}"


def marked_key(name: str) -> str:
    """Return the key a mark names, "" if it names none.

    >>> marked_key("_mkp.gap.2"), marked_key("_mkp.sheet.checks")
    ('gap', 'checks')
    """
    found = _MARK.match(name)
    return found.group(2) if found else ""


def own_titles(key: str) -> tuple[str, ...]:
    """Return the headers a column of ours may carry."""
    name = OUTPUT_OF[key].name
    return (name.ru, name.en, OWN_TITLE.format(name.ru), OWN_TITLE.format(name.en))


def read_marks(names: Iterable[NameInfo], header_at: Callable[[Place], str]) -> Marks:
    """Return the marks that hold: a name on its own sheet whose cell still shows our title."""
    marks = Marks()
    names = _original_first(names)
    found: dict[tuple[str, int], dict[str, Place]] = {}
    rows: dict[tuple[str, int], int] = {}
    for name in names:
        if name.name == CELLS_MARK:
            marks.cells = name.refers_to.strip('="')
            continue
        match = _MARK.match(name.name)
        if not name.name.startswith(PREFIX):
            continue
        place = place_of(name.refers_to)
        if name.name in _PLACES:
            if place is not None and place.sheet == name.sheet:
                _keep_place(marks, name.name, place)
        elif not match or place is None or place.sheet != name.sheet:
            marks.dead.append(name)
        elif match.group(1):
            _keep_sheet(marks, name, match.group(2), place)
        elif match.group(2) in OUTPUT_OF and _is_ours(match.group(2), header_at(place)):
            home = (place.sheet, int(match.group(3) or 1))
            if rows.setdefault(home, place.row) == place.row:
                found.setdefault(home, {})[match.group(2)] = place
            else:
                marks.dead.append(name)
        else:
            marks.dead.append(name)
    marks.lists = [
        MarkedList(
            sheet=sheet,
            number=number,
            header_row=rows[sheet, number],
            columns={key: place.column for key, place in places.items()},
        )
        for (sheet, number), places in found.items()
    ]
    return marks


def list_names(marked: MarkedList) -> list[NameEdit]:
    """Return the names that mark a list's columns."""
    return [
        NameEdit(
            name=column_mark(key, marked.number),
            sheet=marked.sheet,
            refers_to=absolute(marked.sheet, marked.header_row, column),
            hidden=True,
        )
        for key, column in marked.columns.items()
    ]


def sheet_name(key: str, title: str, row: int = 1, column: int = 1) -> NameEdit:
    """Return the name that marks a sheet of ours."""
    return NameEdit(
        name=sheet_mark(key), sheet=title, refers_to=absolute(title, row, column), hidden=True
    )


def _original_first(names: Iterable[NameInfo]) -> list[NameInfo]:
    """Return the names, those of the settings sheet that formulas read before those of its copies.

    A copied sheet brings its own marks; the book's names stay with the sheet that was there.
    """
    listed = list(names)
    read = next((n for n in listed if (n.name, n.sheet) == (_SETTING, None)), None)
    place = place_of(read.refers_to) if read else None
    home = place.sheet if place else None
    return sorted(listed, key=lambda name: name.sheet != home) if home else listed


def _keep_place(marks: Marks, name: str, place: Place) -> None:
    """Keep a mark of a single place; a copied sheet brings it a second time."""
    if name == SAY_MARK:
        marks.says.append(place)
    elif name == MAP_MARK:
        marks.map = marks.map or place
    else:
        marks.box = marks.box or place


def _keep_sheet(marks: Marks, name: NameInfo, key: str, place: Place) -> None:
    if key in SHEETS and key not in marks.sheets:
        marks.sheets[key] = place
    else:
        marks.dead.append(name)


def _is_ours(key: str, header: str) -> bool:
    return match_key(header) in map(match_key, own_titles(key))
