"""Which of a book's tables are worked with: the client lists, the orders, the contacts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mkp_xl.book.address import a1, place_of
from mkp_xl.book.cells import match_key
from mkp_xl.book.fields import INPUTS_OF, LANGS, SHEETS, Lang, Sheet
from mkp_xl.book.findings import Finding
from mkp_xl.book.native import log_name
from mkp_xl.book.recognition.places import Known
from mkp_xl.book.recognition.working import FIGURES, find_tables
from mkp_xl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkp_xl.book.address import Box
    from mkp_xl.book.grid import BookInfo
    from mkp_xl.book.layout import Table
    from mkp_xl.book.marks import MarkedList, Marks
    from mkp_xl.book.tops import Tops


@dataclass(slots=True, kw_only=True)
class ClientList:
    """A client list of the team's, and our columns beside it if there are any."""

    table: Table
    marked: MarkedList | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person says of the list before it is looked for."""

    sheet: str | None = None
    box: Box | None = None
    """Where the list stands, from its headers on; None for anywhere. A last column of 0 means as
    wide as the headers are, a last row that is the first one as far as there is anything."""
    named: Mapping[str, str] = field(default_factory=dict)
    """Header, or letters of the column, by the field it is named for."""


NOBODY = Asked()
"""Nobody has said anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A book as lists are looked for in it."""

    info: BookInfo
    tops: Tops
    marks: Marks
    asked: Asked
    named: Mapping[str, str]
    """Header by field: what the person said last, then what the map of the book says."""
    aside: frozenset[str] = frozenset()
    """Titles of sheets that are read by themselves."""

    def titles(self) -> list[str]:
        """Return the sheets that may hold a list or a log."""
        skipped = self.marks.own_titles | self.aside
        return [sheet.title for sheet in self.info.sheets if sheet.title not in skipped]

    def tables(self) -> list[Table]:
        """Return every table of the team's that may be a list or a log."""
        return [table for title in self.titles() for table in self.on_sheet(title, Known())]

    def is_pivot(self, table: Table) -> bool:
        """Return whether a table's headers stand in a pivot table."""
        columns = range(min(table.headers), max(table.headers) + 1)
        return any(
            pivot.sheet == table.sheet
            and pivot.box[0] <= table.header_row <= pivot.box[2]
            and columns.start <= pivot.box[3]
            and pivot.box[1] < columns.stop
            for pivot in self.info.pivots
        )

    def on_sheet(self, title: str, known: Known) -> list[Table]:
        """Return the tables of one sheet; our own columns are no part of any."""
        own = {c for m in self.marks.lists if m.sheet == title for c in m.columns.values()}
        return find_tables(
            title, self.tops.of(title), self.info.tables, skip=frozenset(own), known=known
        )


def choose_lists(looked: Looked, tables: list[Table]) -> tuple[list[ClientList], list[Table]]:
    """Return the lists to compute, the book's first one first, and those that are left alone."""
    marks = looked.marks
    candidates = _of_kind(looked, "clients", tables)
    others = [table for table in candidates if FIGURES & table.columns.keys()]
    if marks.lists:
        order = [sheet.title for sheet in looked.info.sheets]
        marked = sorted(marks.lists, key=lambda m: (order.index(m.sheet), m.number))
        lists = [ClientList(table=_marked_table(looked, m), marked=m) for m in marked]
        homes = {chosen.table.sheet for chosen in lists}
        _refuse_unheard(looked, lists[0].table, homes)
        return lists, [table for table in others if table.sheet not in homes]
    is_asked = looked.asked.sheet is not None or looked.asked.named
    chosen = _asked_table(looked) if is_asked else _likeliest(candidates)
    here = (chosen.sheet, chosen.header_row)
    left = [table for table in others if (table.sheet, table.header_row) != here]
    return [ClientList(table=chosen, marked=None)], left


def _refuse_unheard(looked: Looked, table: Table, homes: set[str]) -> None:
    """Raise InputError where what a person names is not in the list that is attached already."""
    asked = looked.asked
    if asked.sheet is not None and match_key(asked.sheet) not in map(match_key, homes):
        if match_key(asked.sheet) not in map(match_key, looked.titles()):
            raise InputError("no_sheet_for_list", sheet=asked.sheet)
        raise InputError("attached_elsewhere", sheet=table.sheet)
    for header in _untold(table, asked.named):
        raise InputError("no_header_there", header=header, sheet=table.sheet)


def _of_kind(looked: Looked, kind: Sheet, tables: list[Table]) -> list[Table]:
    """Return the tables of a kind; pivot tables only where nothing else is one."""
    found = [table for table in tables if table.kind == kind]
    return [table for table in found if not looked.is_pivot(table)] or found


def _likeliest(candidates: list[Table]) -> Table:
    """Return the one table that is the list: by its sheet's title, else by its figures."""
    titled = [table for table in candidates if _is_named(table)]
    figured = [table for table in candidates if FIGURES & table.columns.keys()]
    best = [t for t in figured if t in titled] or titled or figured or candidates
    if not best:
        raise InputError("no_list", **_expected_headers())
    if len(best) > 1:
        raise InputError(
            "two_lists", first=_place(best[0], best[1]), second=_place(best[1], best[0])
        )
    return best[0]


def _place(table: Table, other: Table) -> str:
    """Return what tells a table from another: its sheet, else where its header begins."""
    if table.sheet != other.sheet:
        return table.sheet
    return f"{table.sheet}!{a1(table.header_row, min(table.headers))}"


def _asked_table(looked: Looked) -> Table:
    """Return the table that a person named; InputError where nothing of the kind stands there."""
    asked = looked.asked
    titles = looked.titles()
    if asked.sheet is not None:
        titles = [title for title in titles if match_key(title) == match_key(asked.sheet)]
        if not titles:
            raise InputError("no_sheet_for_list", sheet=asked.sheet)
    known = Known(named=looked.named, is_list=asked.sheet is not None)
    if asked.box is not None:
        top, left, bottom, right = asked.box
        last = bottom if bottom > top else None
        columns = range(left, right + 1) if right else None
        known = replace(known, header_row=top, columns=columns, bottom=last)
    found = [
        table
        for title in titles
        for table in looked.on_sheet(title, known)
        if table.kind == "clients" and (known.is_list or not _untold(table, asked.named))
    ]
    if not found and asked.sheet is None:
        raise InputError("no_named_header", header=next(iter(asked.named.values())))
    if not found:
        raise InputError("no_list_there", sheet=titles[0], **_expected_headers())
    chosen = _likeliest(found)
    for header in _untold(chosen, asked.named):
        raise InputError("no_header_there", header=header, sheet=chosen.sheet)
    return chosen


def _untold(table: Table, named: Mapping[str, str]) -> list[str]:
    """Return the named headers that did not become the column they were named for."""
    return [header for field, header in named.items() if field not in table.told.values()]


def choose_log(
    looked: Looked, kind: Sheet, tables: list[Table]
) -> tuple[Table | None, list[Finding]]:
    """Return the table of orders or of contacts, and what to say where several would do.

    The one that was read at the last run stays; else its sheet's title decides.
    """
    candidates = _of_kind(looked, kind, tables)
    standing = [table for table in candidates if _was_read(looked, table)]
    named = [table for table in candidates if _is_named(table)]
    best = standing or named or candidates
    if len(best) < 2:
        return (best[0] if best else None), []
    return None, [
        Finding(
            code="several_logs",
            sheet=table.sheet,
            row=table.header_row,
            column=min(table.headers),
            value=SHEETS[kind].ru,
            detail=SHEETS[kind].en,
        )
        for table in best
    ]


def is_unclear(findings: Iterable[Finding], kind: Sheet) -> bool:
    """Return whether several tables fit as a log, so that none is read."""
    return any(f.code == "several_logs" and f.value == SHEETS[kind].ru for f in findings)


def _was_read(looked: Looked, table: Table) -> bool:
    """Return whether the names that formulas read a log by lead to a table."""
    name = log_name(table.kind, "client")
    there = next((n for n in looked.info.names if (n.name, n.sheet) == (name, None)), None)
    place = place_of(there.refers_to) if there else None
    return place is not None and (place.sheet, place.row) == (table.sheet, table.first_row)


def language_of(table: Table) -> Lang:
    """Return the language most of the list's headers are written in."""
    votes = dict.fromkeys(LANGS, 0)
    for key, column in table.columns.items():
        header = match_key(table.headers[column])
        name = next(f.name for f in INPUTS_OF["clients"] if f.key == key)
        russian = header == match_key(name.ru) or any("а" <= letter <= "я" for letter in header)
        votes["ru" if russian else "en"] += 1
    return max(LANGS, key=lambda lang: votes[lang])


def _marked_table(looked: Looked, marked: MarkedList) -> Table:
    known = Known(
        named=looked.named,
        marked=marked.inputs,
        header_row=marked.header_row,
        bottom=marked.bottom,
        is_list=True,
    )
    found = looked.on_sheet(marked.sheet, known)
    table = next((table for table in found if table.kind == "clients"), None)
    if table is None:
        raise InputError("list_headers_gone", sheet=marked.sheet, **_expected_headers())
    return table


def _is_named(table: Table) -> bool:
    title = SHEETS[table.kind]
    return match_key(table.sheet) in (match_key(title.ru), match_key(title.en))


def _expected_headers() -> dict[str, str]:
    """Return the least a list's header row must hold, as each language's sentence names it."""
    names = {f.key: f.name for f in INPUTS_OF["clients"]}
    client, potential, bought = (names[k] for k in ("client", "potential_typed", "purchases_typed"))
    return {
        "expected_ru": f"«{client.ru}» и «{potential.ru}» или «{bought.ru}»",
        "expected_en": f"“{client.en}” and “{potential.en}” or “{bought.en}”",
    }
