"""Reading a book: what is ours, which tables are the team's, what the settings say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mkp_xl.book import calendar_sheet, column_map, native
from mkp_xl.book.address import place_of
from mkp_xl.book.cells import match_key
from mkp_xl.book.choosing import (
    NOBODY,
    Asked,
    Looked,
    choose_lists,
    choose_log,
    language_of,
)
from mkp_xl.book.column_doubts import doubled, list_findings, unsure
from mkp_xl.book.fields import FILLED_IN, OF_SOURCES, SHEETS
from mkp_xl.book.findings import Finding
from mkp_xl.book.input_sheets import NAMED_BY
from mkp_xl.book.marks import marked_key, read_marks
from mkp_xl.book.native import log_name
from mkp_xl.book.recognition.fixed import find_table
from mkp_xl.book.standing import calendar_of, settings_of
from mkp_xl.book.tops import Tops
from mkp_xl.book.unread_logs import unread_logs

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
    filled_in: dict[Sheet, Table]
    """Sheets that we make and the team fills in, by kind."""
    unread: dict[Sheet, str]
    """Those whose headers are gone."""
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
    def estimates(self) -> Table | None:
        """The sheet of estimates."""
        return self.filled_in.get("estimates")

    @property
    def norms(self) -> Table | None:
        """The sheet of norms."""
        return self.filled_in.get("norms")

    @property
    def lang(self) -> Lang:
        """Language of the book."""
        return self.settings.lang


def open_book(
    source: Source,
    *,
    today: float,
    lang: Lang | None = None,
    asked: Asked = NOBODY,
    is_sourced: bool = False,
) -> OpenBook:
    """Return the book understood; raises InputError where there is no list to work with.

    `is_sourced` says that a sheet of estimates is to come, so that its columns are read.
    """
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
    filled_in, unread = _filled_in(info, tops, marks)
    aside = frozenset({*(table.sheet for table in filled_in.values()), *unread.values()})
    looked = Looked(info=info, tops=tops, marks=marks, asked=asked, named=named, aside=aside)
    tables = looked.tables()
    lists, others = choose_lists(looked, tables)
    is_sourced |= "estimates" in filled_in
    lists = [_only_read(chosen, is_sourced=is_sourced) for chosen in lists]
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
    read = {table.sheet for table in (*(one.table for one in lists), *logs.values()) if table}
    findings += unread_logs(source, looked, read)
    return OpenBook(
        source=source,
        info=info,
        marks=marks,
        lists=lists,
        orders=logs["orders"],
        contacts=logs["contacts"],
        filled_in=filled_in,
        unread=unread,
        settings=settings,
        setting_places=places,
        calendar=calendar or _new_calendar(settings),
        calendar_stands=calendar is not None,
        columns=columns,
        findings=findings,
        others=others,
    )


def _new_calendar(settings: Settings) -> Calendar:
    return calendar_sheet.default_calendar(settings.as_of, settings.words["country"], settings.lang)


def _filled_in(
    info: BookInfo, tops: Tops, marks: Marks
) -> tuple[dict[Sheet, Table], dict[Sheet, str]]:
    """Return the tables of sheets that we made for the team, and titles of those not understood.

    They are found by what their names lead to, else by their titles.
    """
    found: dict[Sheet, Table] = {}
    unread: dict[Sheet, str] = {}
    for kind in FILLED_IN:
        named = _named_home(info, log_name(kind, NAMED_BY[kind]))
        titles = {match_key(SHEETS[kind].ru), match_key(SHEETS[kind].en)}
        homes = [named] if named else []
        homes += [sheet.title for sheet in info.sheets if match_key(sheet.title) in titles]
        homes = [home for home in dict.fromkeys(homes) if home not in marks.own_titles]
        tables = (find_table(kind, home, tops.of(home), info.tables) for home in homes)
        table = next(filter(None, tables), None)
        if table is not None:
            found[kind] = table
        elif homes and (named or (kind in _OF_SOURCES and _is_sourced(marks))):
            unread[kind] = homes[0]
    return found, unread


_OF_SOURCES = ("estimates", "norms")


def _is_sourced(marks: Marks) -> bool:
    return any(native.is_sourced(one.columns) for one in marks.lists)


def _named_home(info: BookInfo, name: str) -> str | None:
    """Return the sheet that a name of the book leads to."""
    there = next((n for n in info.names if (n.name, n.sheet) == (name, None)), None)
    place = place_of(there.refers_to) if there else None
    return place.sheet if place else None


def _only_read(chosen: ClientList, *, is_sourced: bool) -> ClientList:
    """Return a list without the columns that are read only where a potential has sources."""
    if is_sourced or (chosen.marked and native.is_sourced(chosen.marked.columns)):
        return chosen
    table = chosen.table
    columns = {key: column for key, column in table.columns.items() if key not in OF_SOURCES}
    return replace(chosen, table=replace(table, columns=columns))
