"""All tables of a book as they are understood; what is ours is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.marks import read_marks
from mkp_xl.book.recognition.tables import Understood, understand
from mkp_xl.book.tops import Tops

if TYPE_CHECKING:
    from mkp_xl.book.grid import Source


def recognise(source: Source) -> list[Understood]:
    """Return the tables of every sheet of the team's, in the order of the tabs."""
    info = source.look()
    tops = Tops(source)
    marks = read_marks(info.names, tops.text_at)
    own: dict[str, set[int]] = {}
    for marked in marks.lists:
        own.setdefault(marked.sheet, set()).update(marked.columns.values())
    return [
        table
        for sheet in info.sheets
        if sheet.title not in marks.own_titles
        for table in understand(
            sheet.title, tops.of(sheet.title), frozenset(own.get(sheet.title, ()))
        )
    ]
