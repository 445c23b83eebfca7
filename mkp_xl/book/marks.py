"""Ownership: which columns and sheets are ours, told by hidden names and by nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
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
SHEETS_MARK = "_mkp.sheets"
"""Book-wide: says that a book has columns of ours and no sheets."""
STYLES_MARK = "_mkp.styles"
"""Book-wide: how long the lists of a file's styles were before ours came, in its host's words."""
CellsMode = Literal["native", "udf", "values"]
MODES: Final[tuple[CellsMode, ...]] = ("native", "udf", "values")
"""Native formulas; calls of worksheet functions and native formulas for the rest; values."""
OWN_TITLE = "МКП {}"
"""How ours is called where the plain title is taken."""
_SETTING = "mkp_as_of"
"""A setting that every book has: its name leads to the sheet that holds them."""
_PLACES = frozenset({BOX_MARK, MAP_MARK, SAY_MARK})
_MARK = re.compile(r"_mkp\.(sheet\.|from\.)?([a-z_]+)(?:\.(\d+))?\Z")
_SHEET, _FROM, _BOTTOM = "sheet.", "from.", "bottom"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedList:
    """One client list of ours: the row of its headers and the column of each output."""

    sheet: str
    number: int
    header_row: int
    columns: dict[str, int]
    inputs: dict[str, int] = field(default_factory=dict)
    """Column of each field that the last run has read."""
    lost: frozenset[str] = frozenset()
    """Fields whose column was deleted since."""
    bottom: int | None = None
    """Its last row, where a person has said which it is; None for the last that holds anything."""


@dataclass(slots=True, kw_only=True)
class Marks:
    """All marks of a book that hold, and those that do not."""

    lists: list[MarkedList] = field(default_factory=list)
    sheets: dict[str, Place] = field(default_factory=dict)
    """Sheet key to its A1 (or box header) cell."""
    dead: list[NameInfo] = field(default_factory=list)
    cells: str | None = None
    has_no_sheets: bool = False
    """Only columns are ours: no sheet is to come."""
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
    found = _ListMarks()
    for name in _original_first(names):
        match = _MARK.match(name.name)
        if not name.name.startswith(PREFIX) or _is_of_book(marks, name):
            continue
        place = place_of(name.refers_to)
        is_home = place is not None and place.sheet == name.sheet
        if name.name in _PLACES:
            if place is not None and is_home:
                _keep_place(marks, name.name, place)
        elif match and match[1] == _SHEET and place is not None and is_home:
            _keep_sheet(marks, name, match[2], place)
        elif not match or not name.sheet or match[1] == _SHEET:
            marks.dead.append(name)
        elif match[1] == _FROM or match[2] == _BOTTOM:
            found.beside.append((name, place if is_home else None))
        elif (
            place is None
            or not is_home
            or not _is_ours(match[2], header_at(place))
            or not found.takes(match, place)
        ):
            marks.dead.append(name)
    marks.lists = found.lists(marks.dead)
    return marks


def _is_of_book(marks: Marks, name: NameInfo) -> bool:
    """Return whether a mark speaks of the whole book; what it says is noted."""
    if name.name == CELLS_MARK:
        marks.cells = name.refers_to.strip('="')
    marks.has_no_sheets |= name.name == SHEETS_MARK
    return name.name in (CELLS_MARK, SHEETS_MARK, STYLES_MARK)


@dataclass(slots=True)
class _ListMarks:
    """The marks of lists as they come: columns of ours by list, and what is known besides."""

    columns: dict[tuple[str, int], dict[str, Place]] = field(default_factory=dict)
    beside: list[tuple[NameInfo, Place | None]] = field(default_factory=list)

    def takes(self, match: re.Match[str], place: Place) -> bool:
        """Keep the mark of a column; False where it stands in another row than its list."""
        columns = self.columns.setdefault(_home(match, place.sheet), {})
        fits = not columns or next(iter(columns.values())).row == place.row
        if fits:
            columns[match[2]] = place
        return fits

    def lists(self, dead: list[NameInfo]) -> list[MarkedList]:
        """Return the lists; a mark that belongs to none of them is added to the dead ones."""
        lists = {
            home: MarkedList(
                sheet=home[0],
                number=home[1],
                header_row=next(iter(places.values())).row,
                columns={key: place.column for key, place in places.items()},
            )
            for home, places in self.columns.items()
        }
        for name, place in self.beside:
            match = _MARK.match(name.name)
            home = _home(match, name.sheet or "") if match else ("", 0)
            if match is None or home not in lists:
                dead.append(name)
            else:
                lists[home] = _with(lists[home], match[2], place)
        return list(lists.values())


def _home(match: re.Match[str], sheet: str) -> tuple[str, int]:
    return sheet, int(match[3] or 1)


def _with(marked: MarkedList, key: str, place: Place | None) -> MarkedList:
    """Return a list with one more thing known of it: a column that was read, or its last row."""
    if key == _BOTTOM:
        return replace(marked, bottom=place.row if place else None)
    if place is None:
        return replace(marked, lost=marked.lost | {key})
    if place.row != marked.header_row:
        return marked
    return replace(marked, inputs=marked.inputs | {key: place.column})


def list_names(marked: MarkedList) -> list[NameEdit]:
    """Return the names that mark a list's columns: ours, and those that are read."""
    row = marked.header_row
    places = {column_mark(key, marked.number): (row, c) for key, c in marked.columns.items()}
    places |= {
        column_mark(_FROM + key, marked.number): (row, c) for key, c in marked.inputs.items()
    }
    if marked.bottom is not None:
        bottom = marked.bottom, min(marked.inputs.values(), default=1)
        places[column_mark(_BOTTOM, marked.number)] = bottom
    gone = [column_mark(_FROM + key, marked.number) for key in marked.lost - marked.inputs.keys()]
    return [
        NameEdit(
            name=name,
            sheet=marked.sheet,
            refers_to=absolute(marked.sheet, *places[name]) if name in places else None,
            hidden=True,
        )
        for name in (*places, *gone)
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
    return key in OUTPUT_OF and match_key(header) in map(match_key, own_titles(key))
