"""Reading a book: what is ours, which tables are the team's, what the settings say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkp_xl.book import calendar_sheet, column_map
from mkp_xl.book.choosing import (
    NOBODY,
    Asked,
    Looked,
    choose_lists,
    choose_log,
    language_of,
)
from mkp_xl.book.column_doubts import doubled, list_findings, unsure
from mkp_xl.book.findings import Finding
from mkp_xl.book.marks import marked_key, read_marks
from mkp_xl.book.standing import calendar_of, settings_of
from mkp_xl.book.tops import Tops

if TYPE_CHECKING:
    from mkp_xl.book.address import Place
    from mkp_xl.book.calendar_sheet import Calendar
    from mkp_xl.book.choosing import ClientList
    from mkp_xl.book.column_map import ColumnMap
    from mkp_xl.book.fields import Lang, Sheet
    from mkp_xl.book.grid import BookInfo, Source
    from mkp_xl.book.layout import Table
    from mkp_xl.book.marks import Marks
    from mkp_xl.book.settings import Settings

LOGS: tuple[Sheet, ...] = ("orders", "contacts")


@dataclass(slots=True, kw_only=True)
class OpenBook:
    """A book understood: whose is what, and the settings that hold."""

    source: Source
    info: BookInfo
    marks: Marks
    lists: list[ClientList]
    orders: Table | None
    contacts: Table | None
    settings: Settings
    setting_places: dict[str, Place]
    """Effective cells by key; empty where the sheet is missing or damaged."""
    calendar: Calendar
    calendar_stands: bool
    columns: ColumnMap | None = None
    """Which columns a person named; None where there is no place to."""
    findings: list[Finding] = field(default_factory=list)
    others: list[Table] = field(default_factory=list)

    @property
    def lang(self) -> Lang:
        """Language of the book."""
        return self.settings.lang


def open_book(
    source: Source, *, today: float, lang: Lang | None = None, asked: Asked = NOBODY
) -> OpenBook:
    """Return the book understood; raises InputError where there is no list to work with."""
    info = source.look()
    tops = Tops(source)
    marks = read_marks(info.names, tops.text_at)
    findings = [
        Finding(code="dead_mark", sheet=name.sheet or "", field=marked_key(name.name))
        for name in marks.dead
    ]
    columns = column_map.read(source, marks.map)
    given = columns.given if columns else {}
    named = {**asked.named, **{key: text for key, text in given.items() if key not in asked.named}}
    looked = Looked(info=info, tops=tops, marks=marks, asked=asked, named=named)
    tables = looked.tables()
    lists, others = choose_lists(looked, tables)
    spoken = lang or language_of(lists[0].table)
    settings, places, found = settings_of(source, info, spoken, today)
    findings += found
    calendar = calendar_of(source, marks)
    findings += list_findings(looked, lists, others)
    logs: dict[Sheet, Table | None] = {}
    for kind in LOGS:
        log, said = choose_log(looked, kind, tables)
        findings += said + (doubled(log) + unsure(log) if log else [])
        logs[kind] = log
    return OpenBook(
        source=source,
        info=info,
        marks=marks,
        lists=lists,
        orders=logs["orders"],
        contacts=logs["contacts"],
        settings=settings,
        setting_places=places,
        calendar=calendar or calendar_sheet.default_calendar(settings.as_of),
        calendar_stands=calendar is not None,
        columns=columns,
        findings=findings,
        others=others,
    )
