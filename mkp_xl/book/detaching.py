"""What is ours in a book, all of it: what `detach` takes away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mkp_xl.book.address import letters, place_of
from mkp_xl.book.fields import OUTPUT_OF, Text, in_quotes
from mkp_xl.book.grid import Action, Changes, ColumnEdit, NameEdit
from mkp_xl.book.marks import PREFIX, read_marks
from mkp_xl.book.tops import Tops
from mkp_xl.book.values import Values
from mkp_xl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection

    from mkp_xl.book.address import Place
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Cells, Source
    from mkp_xl.book.marks import MarkedList

_NAMES = ("mkp_list_", "mkp_orders_", "mkp_contacts_")
"""How the names begin that lead to columns of a list or a log."""
_OURS = "mkp_"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnColumns:
    """Columns of ours beside one list, headers included."""

    sheet: str
    header_row: int
    last_row: int
    columns: dict[str, int]
    """By output field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """All that is ours in a book."""

    lists: tuple[OwnColumns, ...]
    sheets: tuple[str, ...]
    cells: tuple[Place, ...]
    """Single cells of ours on the team's sheets."""
    names: tuple[NameEdit, ...]
    with_macros: bool = False
    """Whether the VBA project and the ribbon go as well."""

    def emptied(self) -> Changes:
        """Return the changes that take formulas and values away, before the cells go."""
        changes = Changes(names=list(self.names))
        for own in self.lists:
            rows = own.last_row - own.header_row
            changes.columns += [
                ColumnEdit(
                    sheet=own.sheet,
                    column=column,
                    first_row=own.header_row + 1,
                    values=Values.of([None] * rows),
                    actions=bytes([Action.VALUE]) * rows,
                )
                for column in own.columns.values()
            ]
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
    return Removal(
        lists=tuple(_own_columns(source, marked) for marked in marks.lists),
        sheets=tuple(sheet.title for sheet in info.sheets if sheet.title in own.union(helpers)),
        cells=tuple(place for place in marks.says if place.sheet not in own),
        names=tuple(names),
        with_macros=with_macros,
    )


def _is_ours(name: str, refers_to: str, own_titles: frozenset[str]) -> bool:
    if name.startswith((PREFIX, *_NAMES)):
        return True
    place = place_of(refers_to)
    is_lost = "#REF!" in refers_to
    return name.startswith(_OURS) and (is_lost or (place is not None and place.sheet in own_titles))


def _own_columns(source: Source, marked: MarkedList) -> OwnColumns:
    """Return the columns of ours beside a list, down to the last row of the list itself."""
    first = marked.header_row + 1
    wanted = {*marked.columns.values(), *marked.inputs.values()}
    read = source.read(marked.sheet, first_row=first, columns=wanted)
    columns = marked.inputs.values() or marked.columns.values()
    filled = [_filled(read[column]) for column in columns if column in read]
    formulas = [max(read[c].formulas, default=0) for c in marked.columns.values() if c in read]
    last = max([marked.header_row + max(filled, default=0), *formulas])
    return OwnColumns(
        sheet=marked.sheet, header_row=marked.header_row, last_row=last, columns=marked.columns
    )


def _filled(cells: Cells) -> int:
    there = Values.of(cells.values).filled.nonzero()[0]
    return int(there[-1]) + 1 if len(there) else 0
