"""Sheets that are called a log of contacts, and are none for want of a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.findings import Finding
from mkp_xl.book.layout import KEYS
from mkp_xl.book.recognition.header import speaks_of
from mkp_xl.book.recognition.tables import ABOUT, is_log_title, understand
from mkp_xl.book.values import Values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from mkp_xl.book.choosing import Looked
    from mkp_xl.book.grid import Source
    from mkp_xl.book.recognition.tables import Understood

_DIRECTORY = ABOUT | {"contact_person"}
"""Roles of a directory of firms or people, which is called contacts too."""


def unread_logs(source: Source, looked: Looked, read: Collection[str]) -> list[Finding]:
    """Return what to say of such sheets; `read` are the titles of those that are read.

    Where day and month stand apart, each row is told; else the sheet as a whole.
    """
    titles = (t for t in looked.titles() if t not in read and is_log_title(t))
    tables = (table for title in titles for table in understand(title, looked.tops.of(title)))
    return [
        finding
        for table in tables
        if _tells_of_clients(table)
        for finding in _of_table(source, table)
    ]


def _tells_of_clients(table: Understood) -> bool:
    roles = {match.known_as for match in table.columns}
    return not roles.isdisjoint(KEYS) and not roles & _DIRECTORY and table.kind != "contacts"


def _of_table(source: Source, table: Understood) -> Iterable[Finding]:
    region = table.region
    by_concept = {
        concept: header.column
        for header in region.headers
        for concept in ("month", "day")
        if speaks_of(header.text, concept)
    }
    if len(by_concept) < 2:
        yield Finding(code="log_without_date", sheet=region.sheet, row=region.header_row)
        return
    column, first = by_concept["month"], region.header_row + 1
    cells = source.read(region.sheet, first_row=first, columns=[column]).get(column)
    values = Values.of(cells.values) if cells else ()
    for row, raw in enumerate(values, start=first):
        if raw not in (None, ""):
            yield Finding(
                code="date_in_parts", sheet=region.sheet, row=row, column=column, value=str(raw)
            )
