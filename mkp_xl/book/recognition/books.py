"""All tables of a book as they are understood; what is ours is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.cells import match_key
from mkp_xl.book.fields import FILLED_IN, SHEETS
from mkp_xl.book.marks import read_marks
from mkp_xl.book.recognition.fixed import find_table
from mkp_xl.book.recognition.tables import Understood, understand
from mkp_xl.book.tops import Tops

if TYPE_CHECKING:
    from mkp_xl.book.fields import Sheet
    from mkp_xl.book.grid import Source
    from mkp_xl.book.layout import Table


def filled_in(source: Source) -> list[Table]:
    """Return the tables of sheets that we made for the team: estimates and norms."""
    info, tops = source.look(), Tops(source)
    names = {match_key(title): kind for kind in FILLED_IN for title in _titles(kind)}
    kinds = ((sheet.title, names.get(match_key(sheet.title))) for sheet in info.sheets)
    found = (find_table(kind, title, tops.of(title), info.tables) for title, kind in kinds if kind)
    return [table for table in found if table is not None]


def _titles(kind: Sheet) -> tuple[str, str]:
    return SHEETS[kind].ru, SHEETS[kind].en


def recognise(source: Source) -> list[Understood]:
    """Return the tables of every sheet of the team's, in the order of the tabs."""
    info = source.look()
    tops = Tops(source)
    marks = read_marks(info.names, tops.text_at)
    own: dict[str, set[int]] = {}
    for marked in marks.lists:
        own.setdefault(marked.sheet, set()).update(marked.columns.values())
    aside = {table.sheet for table in filled_in(source)}
    return [
        table
        for sheet in info.sheets
        if sheet.title not in marks.own_titles and sheet.title not in aside
        for table in understand(
            sheet.title, tops.of(sheet.title), frozenset(own.get(sheet.title, ()))
        )
    ]
