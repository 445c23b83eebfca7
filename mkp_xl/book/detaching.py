"""What is ours in a book, all of it: what `detach` takes away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mkp_xl.book import list_sentence, native
from mkp_xl.book.address import a1, letters, place_of
from mkp_xl.book.board import list_name
from mkp_xl.book.callers import callers_of
from mkp_xl.book.fields import FILLED_IN, INPUT_OF, INPUTS_OF, OUTPUT_OF, Text, in_quotes
from mkp_xl.book.grid import Action, Changes, ColumnEdit, NameEdit
from mkp_xl.book.marks import PREFIX, STYLES_MARK, read_marks
from mkp_xl.book.own_cells import OwnColumns, own_columns
from mkp_xl.book.reading import LOGS
from mkp_xl.book.tops import Tops
from mkp_xl.book.values import Values
from mkp_xl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from mkp_xl.book.address import Place
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import NameInfo, Source

_NAMES = frozenset(
    {list_name(key) for key in (*INPUT_OF, *OUTPUT_OF)}
    | {
        native.log_name(kind, field.key)
        for kind in (*LOGS, *FILLED_IN)
        for field in INPUTS_OF[kind]
    }
)
"""The names that lead to columns of a list or a log."""
_FILLED_IN_NAMES = frozenset(
    native.log_name(kind, field.key) for kind in FILLED_IN for field in INPUTS_OF[kind]
)
_WRITTEN_IN = ("settings", "calendar", "playbook", "method")
_OURS = "mkp_"
_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """All that is ours in a book."""

    lists: tuple[OwnColumns, ...]
    sheets: tuple[str, ...]
    cells: tuple[Place, ...]
    """Single cells of ours on the team's sheets."""
    names: tuple[NameEdit, ...]
    callers: tuple[Place, ...] = ()
    """Cells of the team's whose formulas read something that goes."""
    stays: tuple[str, ...] = ()
    """Titles of the sheets that the team fills in: estimates and norms."""
    written_in: tuple[str, ...] = ()
    """Titles of our sheets that hold boxes for the team to write into."""
    styles: str = ""
    """What the file's host noted of its styles before ours came; "" for nothing."""
    with_macros: bool = False
    """Whether the VBA project and the ribbon go as well."""

    def emptied(self) -> Changes:
        """Return the changes that take formulas and values away, before the cells go."""
        changes = Changes(names=list(self.names))
        for own in self.lists:
            for column in own.columns.values():
                changes.columns.append(_emptied(own, column))
        return changes

    def record(self) -> dict[str, Any]:
        """Return what goes, for programs."""
        return {
            "lists": [
                {"sheet": own.sheet, "header_row": own.header_row, "last_row": own.last_row,
                 "columns": {key: letters(column) for key, column in own.columns.items()}}
                for own in self.lists
            ],
            "sheets": list(self.sheets),
            "names": len(self.names),
            "macros": self.with_macros,
            "left": [
                f"{own.sheet}!{a1(*place)}" for own in self.lists for place in sorted(own.others)
            ],
            "callers": [f"{place.sheet}!{a1(place.row, place.column)}" for place in self.callers],
        }  # fmt: skip

    def sentences(self, lang: Lang) -> list[str]:
        """Return what goes, for people, a line each."""
        lines = []
        for own in self.lists:
            columns = own.columns.items()
            titles = [OUTPUT_OF[key].name(lang) for key, _ in columns if not OUTPUT_OF[key].inner]
            names = ", ".join(titles)
            sheet = in_quotes(own.sheet, lang)
            lines.append(Text(f"Лист {sheet}, столбцы: {names}.",
                              f"Sheet {sheet}, columns: {names}.")(lang))  # fmt: skip
        if self.sheets:
            named = ", ".join(in_quotes(title, lang) for title in self.sheets)
            lines.append(Text(f"Листы: {named}.", f"Sheets: {named}.")(lang))
        if self.with_macros:
            lines.append(Text("Макросы и лента МКП.", "MKP's macros and ribbon.")(lang))
        count = len(self.names)
        lines.append(Text(f"Скрытые имена: {count}.", f"Hidden names: {count}.")(lang))
        return lines

    def filled_in(self, lang: Lang) -> list[str]:
        """Return which sheets that a team fills in go and which stay, a line each."""
        went, stay = (
            ", ".join(in_quotes(title, lang) for title in titles)
            for titles in (self.written_in, self.stays)
        )
        lines = []
        if went:
            lines.append(Text(f"С листами уходит и то, что вы вписали на них: {went}.",
                              f"What you typed goes with its sheets: {went}.")(lang))  # fmt: skip
        if stay:
            lines.append(Text(f"Остаются листы, которые заполняете вы: {stay}.",
                              f"Sheets that you fill in stay: {stay}.")(lang))  # fmt: skip
        return lines

    def warnings(self, lang: Lang) -> list[str]:
        """Return what stays in our columns and what stops working, a line each."""
        lines = [line for own in self.lists for line in _left(own, lang)]
        return lines + _calling(self.callers, lang)


def removal_of(
    source: Source, *, helpers: Collection[str] = (), with_macros: bool = False
) -> Removal:
    """Return all that is ours in a book; InputError where nothing is.

    `helpers` are titles of sheets that our macros need and nothing else.
    """
    info = source.look()
    marks = read_marks(info.names, Tops(source).text_at)
    own = marks.own_titles
    names = [
        NameEdit(name=name.name, sheet=name.sheet, refers_to=None)
        for name in info.names
        if name.sheet not in own and _is_ours(name.name, name.refers_to, own)
    ]
    if not names and not own and not helpers:
        raise InputError("nothing_ours_to_detach")
    lists = tuple(own_columns(source, marked, info.tables) for marked in marks.lists)
    return Removal(
        lists=lists,
        sheets=tuple(sheet.title for sheet in info.sheets if sheet.title in own.union(helpers)),
        cells=tuple(
            place
            for place in marks.says
            if place.sheet not in own and list_sentence.is_ours(source, place)
        ),
        names=tuple(names),
        callers=tuple(callers_of(source, info, own, names, lists)),
        stays=_filled_in(info.names, own),
        written_in=tuple(marks.sheets[k].sheet for k in _WRITTEN_IN if k in marks.sheets),
        styles=next((n.refers_to.strip('="') for n in info.names if n.name == STYLES_MARK), ""),
        with_macros=with_macros,
    )


def _filled_in(names: Iterable[NameInfo], own_titles: frozenset[str]) -> tuple[str, ...]:
    """Return the titles of the sheets that the team fills in, as names of ours lead to them."""
    places = (place_of(name.refers_to) for name in names if name.name in _FILLED_IN_NAMES)
    titles = (place.sheet for place in places if place and place.sheet not in own_titles)
    return tuple(dict.fromkeys(titles))


def _is_ours(name: str, refers_to: str, own_titles: frozenset[str]) -> bool:
    if name.startswith(PREFIX) or name in _NAMES:
        return True
    place = place_of(refers_to)
    is_lost = "#REF!" in refers_to
    return name.startswith(_OURS) and (is_lost or (place is not None and place.sheet in own_titles))


def _emptied(own: OwnColumns, column: int) -> ColumnEdit:
    """Return the edit that blanks a column of ours, but for what others wrote into it."""
    rows = own.last_row - own.header_row
    actions = bytearray([Action.VALUE]) * rows
    for row, place in own.others:
        if place == column and row <= own.last_row:
            actions[row - own.header_row - 1] = Action.SKIP
    return ColumnEdit(
        sheet=own.sheet,
        column=column,
        first_row=own.header_row + 1,
        values=Values.of([None] * rows),
        actions=bytes(actions),
    )


def _left(own: OwnColumns, lang: Lang) -> list[str]:
    """Return what stays in our columns, a line for each kind of it."""
    lines, sheet = [], in_quotes(own.sheet, lang)
    if own.others:
        places = _listed([a1(*place) for place in sorted(own.others)], lang)
        lines.append(Text(f"Остаётся вписанное не нами: лист {sheet}, {places}.",
                          f"What others wrote stays: sheet {sheet}, {places}.")(lang))  # fmt: skip
    if own.stuck:
        places = ", ".join(map(letters, sorted(own.stuck)))
        text = Text(
            f"Остаются пустые столбцы в середине таблицы: лист {sheet}, {places}.",
            f"Blank columns stay in the midst of a table: sheet {sheet}, {places}.",
        )
        lines.append(text(lang))
    return lines


def _calling(callers: tuple[Place, ...], lang: Lang) -> list[str]:
    """Return that formulas of the team's read what goes, where any do."""
    if not callers:
        return []
    places = [f"{place.sheet}!{a1(place.row, place.column)}" for place in callers]
    said = _listed(places, lang)
    text = Text(
        f"Перестают считать ваши формулы, которым нужно убранное: {said}.",
        f"Formulas of yours that need what is taken away stop working: {said}.",
    )
    return [text(lang)]


def _listed(places: list[str], lang: Lang) -> str:
    shown = ", ".join(places[:_SHOWN])
    more = len(places) - _SHOWN
    return shown + Text(f" и ещё {more}", f" and {more} more")(lang) if more > 0 else shown
