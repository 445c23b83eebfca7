"""The map of columns on «Настройки»: which column of the list is which field, and its boxes.

An empty box leaves the finding to us; a filled one names the header that is meant, and wins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mkp_xl.book import look
from mkp_xl.book.cells import match_key, read_text
from mkp_xl.book.drawn import CellOut, Pick
from mkp_xl.book.fields import INPUTS_OF, Text
from mkp_xl.book.findings import Finding
from mkp_xl.book.grid import CellEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mkp_xl.book.address import Place
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Raw, Source
    from mkp_xl.book.layout import Table

NAME, BOX, FOUND, SAMPLE, STATE, HELP, KEY = range(1, 8)
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
_LOST = Text("■ нет такого", "■ no such")
_CHOOSE = Text(
    "Заголовок вашего столбца. Пусто — найдём по названию.",
    "The header of your column. Empty: found by its name.",
)
_SAMPLE_MAX = 14
"""Characters of a sample that fit its column."""
_LIST_MAX = 255
"""Characters of a drop-down's own list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """The map as it stands."""

    place: Place
    """The header above the boxes."""
    rows: Mapping[str, int]
    boxes: Mapping[str, Raw]

    @property
    def given(self) -> dict[str, str]:
        """Field keys by the header, as headers are compared, that a person named for them."""
        named = {key: match_key(read_text(raw)) for key, raw in self.boxes.items()}
        return {header: key for key, header in reversed(named.items()) if header}


def read(source: Source, place: Place | None) -> ColumnMap | None:
    """Return the map of a book; None where there is none."""
    if place is None:
        return None
    shift = place.column - BOX
    first, last = place.row + 1, place.row + len(_FIELDS)
    columns = (place.column, KEY + shift)
    cells = source.read(place.sheet, first_row=first, last_row=last, columns=columns)
    boxes, keys = (cells[column].values for column in columns)
    known = {field.key for field in _FIELDS}
    rows = {str(key): first + at for at, key in enumerate(keys) if key in known}
    return ColumnMap(
        place=place, rows=rows, boxes={key: boxes[row - first] for key, row in rows.items()}
    )


def draw(sheet: SheetOut, head: int, list_: Table, sample: Callable[[str], str], lang: Lang) -> int:
    """Draw the map with its header in a row; return its last row."""
    sheet.cells[head - 1, NAME] = CellOut(_TITLE(lang), style=look.SECTION)
    for column, text in enumerate(_HEADS, start=1):
        sheet.cells[head, column] = CellOut(text(lang), style=look.LIST_HEAD)
    for row, field in enumerate(_FIELDS, start=head + 1):
        sheet.cells[row, NAME] = CellOut(field.name(lang), style=look.TEXT)
        sheet.cells[row, BOX] = CellOut(None, style=look.BOX)
        said = _said(field.key, list_, sample, lang, is_named=False)
        for column, found in said.items():
            sheet.cells[row, column] = CellOut(found, style=replace(look.ASIDE, indent=1))
        sheet.cells[row, STATE] = CellOut(said[STATE], style=look.ASIDE)
        sheet.cells[row, HELP] = CellOut(field.help(lang), style=look.ASIDE)
        sheet.cells[row, KEY] = CellOut(field.key, style=look.ASIDE)
    return head + len(_FIELDS)


def picks(head: int, list_: Table, lang: Lang) -> list[Pick]:
    """Return the drop-down of the list's headers; none where a box could not hold them."""
    headers = tuple(dict.fromkeys(list_.headers.values()))
    if len(",".join(headers)) > _LIST_MAX or any("," in header for header in headers):
        return []
    box = (head + 1, BOX, head + len(_FIELDS), BOX)
    return [Pick(box=box, source=headers, title=_HEADS[BOX - 1](lang), say=_CHOOSE(lang))]


def refresh(
    source: Source, standing: ColumnMap, list_: Table, sample: Callable[[str], str], lang: Lang
) -> tuple[list[CellEdit], list[Finding]]:
    """Return the edits that bring the map up to date, and what was named but is not there."""
    shift = standing.place.column - BOX
    cells = source.read(standing.place.sheet, columns=range(FOUND + shift, STATE + shift + 1))
    edits, findings = [], []
    for key, row in standing.rows.items():
        named = read_text(standing.boxes[key])
        is_lost = bool(named) and match_key(list_.headers.get(list_.columns.get(key, 0), "")) != (
            match_key(named)
        )
        if is_lost:
            findings.append(
                Finding(
                    code="no_named_column",
                    sheet=standing.place.sheet,
                    row=row,
                    column=standing.place.column,
                    field=key,
                    value=named,
                )
            )
        for column, text in _said(key, list_, sample, lang, is_named=is_lost).items():
            there = cells.get(column + shift)
            at = row - there.first_row if there else -1
            old = there.values[at] if there and 0 <= at < len(there.values) else None
            if old != text:
                edits.append(
                    CellEdit(sheet=standing.place.sheet, row=row, column=column + shift, value=text)
                )
    return edits, findings


def _said(
    key: str, list_: Table, sample: Callable[[str], str], lang: Lang, *, is_named: bool
) -> dict[int, str | None]:
    """Return what was found for a field: the header, what stands below it, and whether it is."""
    column = list_.columns.get(key)
    if column is None:
        state = (_LOST if is_named else _NOT_THERE)(lang)
        return {FOUND: None, SAMPLE: None, STATE: state}
    state = (_LOST if is_named else _THERE)(lang)
    return {FOUND: list_.headers[column], SAMPLE: _short(sample(key)) or None, STATE: state}


def _short(text: str) -> str:
    return text if len(text) <= _SAMPLE_MAX else text[: _SAMPLE_MAX - 1] + "…"
