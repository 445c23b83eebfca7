"""A standing sheet «Настройки» brought up to date: only cells that still hold what we put there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mkp_xl.book import native, setting_cells
from mkp_xl.book.address import Place, absolute
from mkp_xl.book.fields import LANGS, SETTING_OF
from mkp_xl.book.grid import CellEdit, NameEdit
from mkp_xl.book.setting_cells import BY_DEFAULT, CHANGED, WRONG
from mkp_xl.book.settings import Box
from mkp_xl.book.settings_result import result
from mkp_xl.book.settings_sheet import (
    BOX,
    EFFECTIVE,
    HELP,
    NAME,
    STATE,
    draw_some,
    effective_names,
    row_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.setting_cells import Content, Row
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.settings_sheet import Given

_WORDS = {word(lang) for word in (BY_DEFAULT, CHANGED, WRONG) for lang in LANGS}
_OTHER: dict[Lang, Lang] = {"ru": "en", "en": "ru"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """Settings put onto a standing sheet: their boxes, cells and names."""

    boxes: dict[str, Box]
    cells: list[CellEdit]
    names: list[NameEdit]


def is_in_language(given: Given, standing: Callable[[Place], Content]) -> bool:
    """Return whether a standing sheet speaks the book's language; one of another is drawn anew."""
    lang, boxes = given.settings.lang, given.settings.boxes
    said = {standing(Place(b.sheet, b.row, b.column + NAME - BOX))[0] for b in boxes.values()}
    spoken, other = ({SETTING_OF[key].name(one) for key in boxes} for one in (lang, _OTHER[lang]))
    return bool(said & spoken) or not said & other


def newer(given: Given, places: Mapping[str, Place], standing: Callable[[Place], Content]) -> Added:
    """Return the settings that a sheet of an earlier release lacks; none where it has them all.

    They stand in free rows below the other boxes: no cell of the sheet moves.
    """
    title = next(iter(places.values())).sheet
    row = max(box.row for box in given.settings.boxes.values())
    rows: dict[str, int] = {}
    for key in effective_names():
        if key not in places:
            row = _free_row(title, row + 1, standing)
            rows[key] = row
    drawn = draw_some(title, given, rows)
    cells = drawn.sheet.cells
    return Added(
        boxes={key: Box(raw=cells[row, BOX].value, sheet=title, row=row, column=BOX)
               for key, row in rows.items() if key in SETTING_OF},
        cells=[CellEdit(sheet=title, row=row, column=column, value=cell.value,
                        formula=cell.formula, style=cell.style)
               for (row, column), cell in cells.items()],
        names=drawn.names,
    )  # fmt: skip


def _free_row(title: str, row: int, standing: Callable[[Place], Content]) -> int:
    """Return the first row, from a row down, that holds nothing in our columns."""
    columns = range(NAME, EFFECTIVE + 1)
    while any(standing(Place(title, row, column)) != (None, None) for column in columns):
        row += 1
    return row


def refresh(
    given: Given,
    head: Place | None,
    places: Mapping[str, Place],
    standing: Callable[[Place], Content],
) -> list[CellEdit]:
    """Return the edits that bring a standing sheet's live cells up to these settings."""
    cells: dict[Place, Content] = {}
    guessed: dict[Place, list[Content]] = {}
    for key, place in places.items():
        if key not in SETTING_OF:
            cells[place] = setting_cells.derived(key, given.settings)
            continue
        box = given.settings.boxes[key]
        row = row_of(given, key, box, place)
        cells[place] = setting_cells.effective(row)
        beside = Place(box.sheet, box.row, box.column + STATE - BOX)
        guessed[beside] = _in_languages(setting_cells.state, row)
        beside = Place(box.sheet, box.row, box.column + HELP - BOX)
        guessed[beside] = _in_languages(setting_cells.explained, row)
    said = [contents[0][0] for contents in guessed.values()]
    if head is not None:
        sentence = Place(head.sheet, head.row - 1, head.column + NAME - BOX)
        changed = said.count(CHANGED(given.settings.lang))
        guessed[sentence] = _results(given, places, changed)
    for place, contents in guessed.items():  # ours only while they carry a formula of ours
        if _is_ours(standing(place), contents):
            cells[place] = contents[0]
    return [
        CellEdit(sheet=place.sheet, row=place.row, column=place.column, value=value,
                 formula=formula)
        for place, (value, formula) in cells.items()
        if standing(place) != (value, formula)
    ]  # fmt: skip


def _is_ours(cell: Content, contents: list[Content]) -> bool:
    """Return whether a cell still holds what we put there: a formula, or a word of ours."""
    value, text = cell
    if text is None:
        return value in {said for said, _ in contents} | _WORDS
    return any(native.same(text, ours or "") for _, ours in contents)


def _in_languages(make: Callable[[Row], Content], row: Row) -> list[Content]:
    """Return a cell in the book's language, then as it may stand in another."""
    others = (replace(row, settings=_spoken(row.settings, lang)) for lang in LANGS)
    return [make(one) for one in (row, *others)]


def _spoken(settings: Settings, lang: Lang) -> Settings:
    """Return settings as a book in a language would have them, every box plain."""
    return replace(settings, words=settings.words | {"language": lang}, odd=frozenset())


def _results(given: Given, places: Mapping[str, Place], changed: int) -> list[Content]:
    """Return the sentence of a standing sheet: as it is to be, then as it may stand.

    It counts the states of all boxes; until now, of those that stood.
    """
    boxes = given.settings.boxes
    states = [
        _states(list(boxes.values())),
        _states([boxes[key] for key in boxes if key in places]),
    ]
    contents = [result(given.settings, given.potential, states[0], changed)]
    for lang in LANGS:
        spoken = _spoken(given.settings, lang)
        contents += [
            result(spoken, known, state, changed)
            for state in dict.fromkeys(states)
            for known in (given.potential, None)
        ]
    return contents


def _states(boxes: list[Box]) -> str:
    """Return the range of the states beside boxes."""
    rows = [box.row for box in boxes]
    return absolute(boxes[0].sheet, min(rows), boxes[0].column + STATE - BOX, max(rows))
