"""Reading a book: what is ours, which tables are the team's, what the settings say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from mkp_xl.book import calendar_sheet, settings_sheet
from mkp_xl.book.address import Place, letters, place_of
from mkp_xl.book.cells import match_key, read_text
from mkp_xl.book.fields import INPUTS_OF, LANGS, SETTING_OF, SHEETS, Lang, Sheet
from mkp_xl.book.findings import Finding
from mkp_xl.book.layout import HEADER_ROWS, Table, find_tables
from mkp_xl.book.marks import BOX_MARK, MarkedList, Marks, read_marks
from mkp_xl.book.native import setting_name
from mkp_xl.book.settings import Box, Settings, defaults, read_settings
from mkp_xl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkp_xl.book.calendar_sheet import Calendar
    from mkp_xl.book.grid import BookInfo, Cells


LOGS: tuple[Sheet, ...] = ("orders", "contacts")


class Source(Protocol):
    """What reading asks of a host."""

    def look(self) -> BookInfo:
        """Return sheets, tables and names."""
        ...

    def read(
        self,
        sheet: str,
        *,
        first_row: int = 1,
        last_row: int | None = None,
        columns: Iterable[int] | None = None,
    ) -> dict[int, Cells]:
        """Return columns of a sheet by number."""
        ...


@dataclass(slots=True, kw_only=True)
class ClientList:
    """A client list of the team's, and our columns beside it if there are any."""

    table: Table
    marked: MarkedList | None


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
    findings: list[Finding] = field(default_factory=list)
    others: list[Table] = field(default_factory=list)

    @property
    def lang(self) -> Lang:
        """Language of the book."""
        return self.settings.lang


def open_book(source: Source, *, today: float, lang: Lang | None = None) -> OpenBook:
    """Return the book understood; raises InputError where there is no list to work with."""
    info = source.look()
    tops = _Tops(source)
    marks = read_marks(info.names, tops.text_at)
    findings = [
        Finding(code="dead_mark", sheet=name.sheet or "", value=name.name.rpartition(".")[2])
        for name in marks.dead
    ]
    tables = _team_tables(info, marks, tops)
    lists, others = _choose_lists(marks, tables, info, tops)
    spoken = lang or _language(lists[0].table)
    settings, places, found = _settings(source, info, marks, spoken, today)
    findings += found
    calendar = _calendar(source, info, marks)
    taken = {id(chosen.table) for chosen in lists}
    findings += _list_findings(lists, others)
    logs = {kind: _choose_log(kind, tables, taken) for kind in LOGS}
    for log in logs.values():
        findings += _doubled(log) if log else []
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
        findings=findings,
        others=others,
    )


class _Tops:
    """The first rows of each sheet, read once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._tops: dict[str, dict[int, Cells]] = {}

    def of(self, sheet: str) -> dict[int, Cells]:
        """Return a sheet's first rows."""
        if sheet not in self._tops:
            self._tops[sheet] = self._source.read(sheet, first_row=1, last_row=HEADER_ROWS)
        return self._tops[sheet]

    def text_at(self, place: Place) -> str:
        """Return one cell's text."""
        if place.row > HEADER_ROWS:
            cells = self._source.read(
                place.sheet, first_row=place.row, last_row=place.row, columns=[place.column]
            )
        else:
            cells = self.of(place.sheet)
        column = cells.get(place.column)
        if column is None or not 0 <= place.row - column.first_row < len(column.values):
            return ""
        return read_text(column.values[place.row - column.first_row])


def _team_tables(info: BookInfo, marks: Marks, tops: _Tops) -> list[Table]:
    tables: list[Table] = []
    for sheet in info.sheets:
        if sheet.title in marks.own_titles:
            continue
        skip = frozenset(
            column
            for marked in marks.lists
            if marked.sheet == sheet.title
            for column in marked.columns.values()
        )
        tables += find_tables(sheet.title, tops.of(sheet.title), info.tables, skip=skip)
    return tables


def _choose_lists(
    marks: Marks, tables: list[Table], info: BookInfo, tops: _Tops
) -> tuple[list[ClientList], list[Table]]:
    """Return the lists to compute, the book's first one first, and those that are left alone."""
    candidates = [table for table in tables if table.kind == "clients"]
    if marks.lists:
        order = [sheet.title for sheet in info.sheets]
        marked = sorted(marks.lists, key=lambda m: (order.index(m.sheet), m.number))
        lists = [ClientList(table=_marked_table(m, info, tops), marked=m) for m in marked]
        homes = {chosen.table.sheet for chosen in lists}
        return lists, [table for table in candidates if table.sheet not in homes]
    if not candidates:
        raise InputError("no_list", expected=_expected_headers())
    named = [table for table in candidates if _is_named(table)]
    best = named or candidates
    if len(best) > 1:
        raise InputError("two_lists", first=best[0].sheet, second=best[1].sheet)
    return [ClientList(table=best[0], marked=None)], [t for t in candidates if t is not best[0]]


def _marked_table(marked: MarkedList, info: BookInfo, tops: _Tops) -> Table:
    found = find_tables(
        marked.sheet,
        tops.of(marked.sheet),
        info.tables,
        header_row=marked.header_row,
        skip=frozenset(marked.columns.values()),
    )
    table = next((table for table in found if table.kind == "clients"), None)
    if table is None:
        raise InputError("list_headers_gone", sheet=marked.sheet, expected=_expected_headers())
    return table


def _choose_log(kind: Sheet, tables: list[Table], taken: set[int]) -> Table | None:
    candidates = [t for t in tables if t.kind == kind and id(t) not in taken]
    candidates = [t for t in candidates if _best_kind(t, tables)]
    named = [table for table in candidates if _is_named(table)]
    best = named or candidates
    if len(best) > 1:
        raise InputError("two_logs", log=kind, first=best[0].sheet, second=best[1].sheet)
    return best[0] if best else None


def _best_kind(table: Table, tables: list[Table]) -> bool:
    """Return whether no other reading of the same header row fits better."""
    rivals = [t for t in tables if (t.sheet, t.header_row) == (table.sheet, table.header_row)]
    return rivals[0] is table


def _is_named(table: Table) -> bool:
    title = SHEETS[table.kind]
    return match_key(table.sheet) in (match_key(title.ru), match_key(title.en))


def _expected_headers() -> str:
    keys = ("client", "potential_typed", "purchases_typed")
    names = {f.key: f.name for f in INPUTS_OF["clients"]}
    return "; ".join(f"{names[key].ru} / {names[key].en}" for key in keys)


def _language(table: Table) -> Lang:
    """Return the language most of the list's headers are written in."""
    votes = dict.fromkeys(LANGS, 0)
    for key, column in table.columns.items():
        header = match_key(table.headers[column])
        name = next(f.name for f in INPUTS_OF["clients"] if f.key == key)
        russian = header == match_key(name.ru) or any("а" <= letter <= "я" for letter in header)
        votes["ru" if russian else "en"] += 1
    return max(LANGS, key=lambda lang: votes[lang])


def _settings(
    source: Source, info: BookInfo, marks: Marks, lang: Lang, today: float
) -> tuple[Settings, dict[str, Place], list[Finding]]:
    home = marks.sheets.get("settings")
    if home is None:
        return defaults(lang, today), {}, []
    book_names = {name.name: name for name in info.names}
    places: dict[str, Place] = {}
    for key in settings_sheet.effective_names():
        name = book_names.get(setting_name(key))
        place = place_of(name.refers_to) if name else None
        if place and place.sheet == home.sheet:
            places[key] = place
    head = book_names.get(BOX_MARK)
    head_place = place_of(head.refers_to) if head else None
    if head_place is None:
        return defaults(lang, today), {}, []
    boxes = _boxes(source, home.sheet, head_place.column, places)
    settings, found = read_settings(home.sheet, boxes, lang, today)
    complete = len(places) == len(settings_sheet.effective_names())
    return settings, places if complete else {}, found


def _boxes(source: Source, sheet: str, column: int, places: Mapping[str, Place]) -> dict[str, Box]:
    cells = source.read(sheet, columns=[column]).get(column)
    boxes: dict[str, Box] = {}
    for key, place in places.items():
        if key not in SETTING_OF:
            continue
        index = place.row - cells.first_row if cells else -1
        there = cells is not None and 0 <= index < len(cells.values)
        boxes[key] = Box(
            raw=cells.values[index] if cells and there else None,
            sheet=sheet,
            row=place.row,
            column=column,
            format=cells.formats[index] if cells and there else "General",
            has_formula=cells is not None and place.row in cells.formulas,
        )
    return boxes


def _calendar(source: Source, info: BookInfo, marks: Marks) -> Calendar | None:
    """Return the calendar of a book; None where it has none or its names are broken."""
    if "calendar" not in marks.sheets:
        return None
    names = {name.name: name.refers_to for name in info.names}
    first = place_of(names.get(setting_name("calendar_first"), ""))
    last = place_of(names.get(setting_name("calendar_last"), ""))
    wanted = [setting_name(key) for key in ("calendar_until", "calendar_from")]
    whole = all(place_of(names.get(name, "")) for name in wanted)
    if not first or not last or not whole or first.sheet != marks.sheets["calendar"].sheet:
        return None
    day, flag = first.column, first.column + 1
    read = source.read(first.sheet, first_row=first.row, last_row=last.row, columns=[day, flag])
    days, flags = (_floats(read.get(column), last.row - first.row + 1) for column in (day, flag))
    return calendar_sheet.read(float(days[0]), days, flags) if days.size else None


def _floats(cells: Cells | None, size: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = np.full(size, np.nan)
    for index, raw in enumerate(cells.values[:size] if cells else []):
        if isinstance(raw, float):
            values[index] = raw
    return values


def _list_findings(lists: list[ClientList], others: list[Table]) -> list[Finding]:
    found = [
        Finding(code="second_list", sheet=other.table.sheet, row=other.table.header_row)
        for other in lists[1:]
    ]
    found += [
        Finding(code="other_list", sheet=table.sheet, row=table.header_row) for table in others
    ]
    for chosen in lists:
        found += _doubled(chosen.table)
    return found


_ONLY_SHOWN = frozenset({"manager", "phone", "type", "result"})
"""Fields that no rule reads."""


def _doubled(table: Table) -> list[Finding]:
    """Raise where two columns claim a field the rules read; else note it."""
    found = []
    for key, (left, right) in table.doubled.items():
        header = table.headers[left]
        if key not in _ONLY_SHOWN:
            raise InputError(
                "doubled_header",
                sheet=table.sheet,
                header=header,
                first=letters(left),
                second=letters(right),
            )
        found.append(
            Finding(
                code="doubled_column",
                sheet=table.sheet,
                row=table.header_row,
                column=right,
                field=key,
                value=header,
            )
        )
    return found
