"""The map of columns on «Настройки»: which column of the list is which field, and its boxes.

An empty box leaves the finding to us; a filled one names the header that is meant, and wins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mkp_xl.book import look
from mkp_xl.book.cells import ErrorValue, read_text
from mkp_xl.book.drawn import CellOut, Pick, listed_in
from mkp_xl.book.fields import INPUTS_OF, Text
from mkp_xl.book.findings import Finding
from mkp_xl.book.grid import CellEdit
from mkp_xl.book.layout import header_key
from mkp_xl.book.texts import shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mkp_xl.book.address import Place
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Cells, Raw, Source
    from mkp_xl.book.layout import Table

NAME, BOX, FOUND, SAMPLE, STATE, HELP, KEY, _EFFECTIVE, LISTED = range(1, 10)
"""Columns of the sheet as we make it, told from the place of the boxes."""
_FIELDS = INPUTS_OF["clients"]
_TITLE = Text("Столбцы вашего списка", "Columns of your list")
_HEADS = (
    Text("Поле", "Field"),
    Text("Ваш столбец ▼", "Your column ▼"),
    Text("Нашли", "Found"),
    Text("Пример", "Sample"),
    Text("Состояние", "State"),
    Text(
        "Что это. Нашли не то — выберите свой столбец",
        "What it is. If we picked wrong, choose yours",
    ),
)
_THERE = Text("● найдено", "● found")
_NOT_THERE = Text("нет столбца", "no column")
_UNSURE = Text("► уточните", "► choose")
_LOST = Text("■ нет такого", "■ no such")
_CHOOSE = Text(
    "Заголовок вашего столбца. Пусто — найдём по названию.",
    "The header of your column. Empty: found by its name.",
)
_SAMPLE_MAX = 14
"""Characters of a sample that fit its column."""
_HEADERS_MAX = 200
"""Headers that the drop-down lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """The map as it stands."""

    place: Place
    """The header above the boxes."""
    keys: int
    """Column of the fields' keys."""
    rows: Mapping[str, int]
    boxes: Mapping[str, Raw]

    @property
    def given(self) -> dict[str, str]:
        """Headers that a person named, by field."""
        named = {key: read_text(raw) for key, raw in self.boxes.items()}
        return {key: header for key, header in named.items() if header_key(header)}


def read(source: Source, place: Place | None) -> ColumnMap | None:
    """Return the map of a book; None where there is none."""
    if place is None:
        return None
    read = source.read(place.sheet, first_row=place.row + 1)
    keys = max(read, key=lambda column: _known(read[column]), default=0)
    if not keys or not _known(read[keys]):
        return None
    fields = {field.key for field in _FIELDS}
    rows = {
        str(key): place.row + 1 + at for at, key in enumerate(read[keys].values) if key in fields
    }
    boxes = read.get(place.column)
    named = {key: _standing(boxes, row) for key, row in rows.items()}
    return ColumnMap(place=place, keys=keys, rows=rows, boxes=named)


def settled(standing: ColumnMap | None, table: Table, lost: frozenset[str]) -> Mapping[str, Raw]:
    """Return what the boxes are to say: what a person chose, or at first what was found.

    The box of a column that was renamed follows it, that of a deleted column is emptied.
    """
    if standing is None:
        return {key: table.headers[column] for key, column in table.columns.items()}
    boxes = dict(standing.boxes)
    for column, key in table.told.items():
        if key in boxes and not _names(boxes[key], table.headers[column]):
            boxes[key] = table.headers[column]
    return boxes | dict.fromkeys(lost & boxes.keys() - table.columns.keys())


def _names(box: Raw, header: str) -> bool:
    return header_key(read_text(box)) == header_key(header)


def _known(cells: Cells) -> int:
    """Return how many cells of a column hold the key of a field."""
    fields = {field.key for field in _FIELDS}
    return sum(isinstance(raw, str) and raw in fields for raw in cells.values)


def draw(sheet: SheetOut, head: int, seen: Seen, boxes: Mapping[str, Raw]) -> int:
    """Draw the map with its header in a row, its boxes as they were; return its last row."""
    lang = seen.lang
    sheet.cells[head - 1, NAME] = CellOut(_TITLE(lang), style=look.SECTION)
    for column, text in enumerate(_HEADS, start=1):
        sheet.cells[head, column] = CellOut(text(lang), style=look.LIST_HEAD)
    for row, field in enumerate(_FIELDS, start=head + 1):
        said = seen.of(field.key, boxes.get(field.key))
        sheet.cells[row, NAME] = CellOut(field.name(lang), style=look.TEXT)
        sheet.cells[row, BOX] = CellOut(boxes.get(field.key), style=look.BOX)
        for column in (FOUND, SAMPLE):
            style = replace(look.ASIDE, indent=1)
            sheet.cells[row, column] = CellOut(said[column], style=style)
        sheet.cells[row, STATE] = CellOut(said[STATE], style=look.ASIDE)
        sheet.cells[row, HELP] = CellOut(field.help(lang), style=look.ASIDE)
        sheet.cells[row, KEY] = CellOut(field.key, style=look.ASIDE)
    for row, header in enumerate(seen.headers, start=head + 1):
        sheet.cells[row, LISTED] = CellOut(header, style=look.ASIDE)
    return head + len(_FIELDS)


def pick(head: int, lang: Lang) -> Pick:
    """Return the drop-down of the list's headers, which follows those listed beside."""
    box = (head + 1, BOX, head + len(_FIELDS), BOX)
    listed = listed_in(head + 1, LISTED, _HEADERS_MAX)
    return Pick(box=box, listed=listed, title=_HEADS[BOX - 1](lang), say=_CHOOSE(lang))


def refresh(
    source: Source, standing: ColumnMap, boxes: Mapping[str, Raw], seen: Seen
) -> list[CellEdit]:
    """Return the edits that bring a standing map up to date; none where its columns were moved."""
    if standing.keys - standing.place.column != KEY - BOX:
        return []
    place, shift = standing.place, standing.place.column - BOX
    wanted: dict[tuple[int, int], Raw] = {}
    for key, row in standing.rows.items():
        said = seen.of(key, boxes[key])
        wanted |= {(row, column + shift): text for column, text in said.items()}
        if boxes[key] != standing.boxes[key]:
            wanted[row, standing.place.column] = boxes[key]
    read = source.read(place.sheet)
    listed = read.get(LISTED + shift)
    held = max(0, listed.first_row + len(listed.values) - 1 - place.row) if listed else 0
    for at in range(max(held, len(seen.headers))):
        header = seen.headers[at] if at < len(seen.headers) else None
        wanted[place.row + 1 + at, LISTED + shift] = header
    return [
        CellEdit(sheet=place.sheet, row=row, column=column, value=text)
        for (row, column), text in wanted.items()
        if _standing(read.get(column), row) != text
    ]


def findings(standing: ColumnMap, boxes: Mapping[str, Raw], seen: Seen) -> list[Finding]:
    """Return a finding for each box whose header leads to no column, or to a renamed one."""
    return _renamed(standing, boxes, seen) + [
        Finding(
            code="no_named_column",
            sheet=standing.place.sheet,
            row=standing.rows[key],
            column=standing.place.column,
            field=key,
            value=raw.code if isinstance(raw, ErrorValue) else read_text(raw),
        )
        for key, raw in boxes.items()
        if seen.is_lost(key, raw)
    ]


def _renamed(standing: ColumnMap, boxes: Mapping[str, Raw], seen: Seen) -> list[Finding]:
    """Return a note for each column whose header is another than the box had said."""
    table = seen.list_
    return [
        Finding(
            code="renamed_column",
            sheet=table.sheet,
            row=table.header_row,
            column=table.columns[key],
            field=key,
            value=table.headers[table.columns[key]],
            detail=read_text(standing.boxes[key]),
        )
        for key, raw in boxes.items()
        if raw != standing.boxes[key] and read_text(standing.boxes[key]) and key in table.columns
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The first list as the map tells of it."""

    list_: Table
    sample: Callable[[str], str]
    """What the first filled cell of a field's column says."""
    lang: Lang

    @property
    def headers(self) -> list[str]:
        """The headers to choose from."""
        return list(dict.fromkeys(self.list_.headers.values()))[:_HEADERS_MAX]

    def is_lost(self, key: str, named: Raw) -> bool:
        """Return whether a field's box names a header that did not become its column."""
        if isinstance(named, ErrorValue):
            return True
        wanted = header_key(read_text(named))
        taken = self.list_.headers.get(self.list_.columns.get(key, 0), "")
        return bool(wanted) and header_key(taken) != wanted

    def _may_be(self, key: str) -> bool:
        """Return whether some column may be a field, but it is not sure."""
        roles = (role for match in self.list_.unsure for role in (match.role, *match.others))
        return any(role and role.field_in(self.list_.kind) == key for role in roles)

    def of(self, key: str, named: Raw) -> dict[int, str | None]:
        """Return what was found for a field: header, sample, state."""
        column = self.list_.columns.get(key)
        state = _THERE if column else _UNSURE if self._may_be(key) else _NOT_THERE
        state = _LOST if self.is_lost(key, named) else state
        header = self.list_.headers[column] if column else None
        sample = shortened(self.sample(key), _SAMPLE_MAX) or None if column else None
        return {FOUND: header, SAMPLE: sample, STATE: state(self.lang)}


def _standing(cells: Cells | None, row: int) -> Raw:
    at = row - cells.first_row if cells else -1
    return cells.values[at] if cells and 0 <= at < len(cells.values) else None
