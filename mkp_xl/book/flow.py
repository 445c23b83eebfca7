"""The one flow: read, recognise, parse, rules, words; what comes out is what would be written."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkp_xl.book import calendar_sheet, native
from mkp_xl.book.belonging import parents, with_people
from mkp_xl.book.choosing import NOBODY, Asked
from mkp_xl.book.compute import judge, open_log
from mkp_xl.book.counted import counted
from mkp_xl.book.fields import FILLED_IN, SETTING_OF
from mkp_xl.book.findings import Finding
from mkp_xl.book.notes import understand
from mkp_xl.book.placing import wanted
from mkp_xl.book.planning import Computed, Outcome, plan
from mkp_xl.book.reading import OpenBook, open_book
from mkp_xl.book.recognition.currency import currency_of
from mkp_xl.book.settings import apply, check
from mkp_xl.book.sources import sourced
from mkp_xl.book.tables import Rows, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.calendar_sheet import Calendar
    from mkp_xl.book.choosing import ClientList
    from mkp_xl.book.compute import Log
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.fields import Lang, Sheet
    from mkp_xl.book.grid import Cells, Source
    from mkp_xl.book.layout import Table
    from mkp_xl.book.marks import CellsMode
    from mkp_xl.book.sources import Sourced

Step = Callable[[str, float], None]
"""Called with a step's key and the share done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a run is asked to do."""

    today: float
    as_of: float | None = None
    settings: Mapping[str, float | str] = field(default_factory=dict)
    attach: tuple[str, ...] | None = None
    """Output columns to add beside the list; None for a list that is attached or not at all."""
    cells: CellsMode | None = None
    """How fresh columns are made; None keeps what the book has."""
    lang: Lang | None = None
    asked: Asked = NOBODY
    """What a person says of the list before it is looked for."""
    in_file: bool = False
    """The book is a file rather than open in a program: its Excel tables can take columns in."""
    can_detach: bool = False
    """The book is to remember what it was before our columns came."""
    as_list_looks: bool = False
    """Cells to come take the look of the list they stand beside."""
    helpers: Callable[[Lang], tuple[SheetOut, ...]] | None = None
    """Makes the hidden sheets of macros, for a book that is to get them."""
    add: frozenset[Sheet] = frozenset()
    """Sheets of ours, and sheets for the team to fill in, that are to come."""
    no_sheets: bool = False
    """Only columns come, as values; no sheet of ours."""
    calendar: Calendar | None = None
    """The days that count in a book that has no calendar yet."""
    has_macros: bool = False
    """The book is of a kind that can bring worksheet functions along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """A book read and computed, nothing planned yet; the first list comes first."""

    book: OpenBook
    typed: dict[str, float | str]
    """Settings to be typed into their boxes."""
    computed: list[Computed]
    seconds: dict[str, float]


def run(source: Source, request: Request, step: Step = lambda _key, _share: None) -> Outcome:
    """Return the outcome of a run; raises InputError where it cannot start."""
    reckoned = reckon(source, request, step)
    started = time.perf_counter()
    outcome = plan(reckoned.book, request, reckoned.computed, reckoned.typed)
    planned = time.perf_counter() - started
    seconds = reckoned.seconds
    outcome.summary.seconds = seconds | {"compute": round(seconds["compute"] + planned, 3)}
    return outcome


def reckon(source: Source, request: Request, step: Step = lambda _key, _share: None) -> Reckoned:
    """Return a book read and computed; raises InputError where there is no list to compute."""
    started = time.perf_counter()
    step("read", 0.0)
    book = open_book(
        source,
        today=request.today,
        lang=request.lang,
        asked=request.asked,
        is_sourced="estimates" in request.add,
    )
    typed = _settle(book, request)
    check(book.settings)
    known = request.calendar if request.calendar and not book.calendar_stands else book.calendar
    book.calendar = calendar_sheet.standing(
        known, book.settings.as_of, book.settings.words["country"], book.lang
    )
    tables = {"orders": book.orders, "contacts": book.contacts}
    tables |= {kind: book.filled_in.get(kind) for kind in FILLED_IN}
    logs = {kind: _read_log(book, table) for kind, table in tables.items()}
    lists = [(chosen, _read_list(book, chosen)) for chosen in book.lists]
    read = time.perf_counter()
    step("compute", 0.0)
    computed = [_compute(book, request, chosen, rows, logs) for chosen, rows in lists]
    seconds = {
        "read": round(read - started, 3),
        "compute": round(time.perf_counter() - read, 3),
    }
    return Reckoned(book=book, typed=typed, computed=computed, seconds=seconds)


def _settle(book: OpenBook, request: Request) -> dict[str, float | str]:
    """Put the run's own settings in force; return what is to be typed into boxes."""
    typed: dict[str, float | str] = dict(request.settings)
    if not book.setting_places:
        typed = _stated_currency(book) | typed
    fixed = typed.get("as_of_mode", book.settings.words["as_of_mode"]) == "fixed"
    stands = "as_of" in book.settings.boxes and book.settings.boxes["as_of"].raw is not None
    if request.as_of is not None:
        typed["as_of"] = request.as_of
    elif "as_of" not in typed and not (fixed and stands):
        typed["as_of"] = request.today
        if fixed and "as_of" in book.settings.boxes:
            book.findings.append(_no_as_of(book))
    apply(book.settings, typed)
    return typed


def _stated_currency(book: OpenBook) -> dict[str, float | str]:
    """Return the currency that the amounts of a list name, where it is one and not the usual."""
    currency = currency_of(book.source, book.lists[0].table)
    choices = {choice.key for choice in SETTING_OF["currency"].choices}
    is_news = currency in choices and currency != book.settings.words["currency"]
    return {"currency": currency} if is_news else {}


def _no_as_of(book: OpenBook) -> Finding:
    box = book.settings.boxes["as_of"]
    return Finding(
        code="as_of_emptied", sheet=box.sheet, row=box.row, column=box.column, field="as_of"
    )


def _read_log(book: OpenBook, table: Table | None) -> Rows | None:
    if table is None:
        return None
    cells = book.source.read(table.sheet, first_row=table.first_row, columns=table.columns.values())
    return read_rows(table, cells, book.settings)


def _read_list(book: OpenBook, chosen: ClientList) -> tuple[Rows, dict[int, Cells]]:
    """Return a list's rows and what our columns beside them hold, read in one go."""
    table = chosen.table
    own = set(chosen.marked.columns.values()) if chosen.marked else set()
    cells = book.source.read(
        table.sheet, first_row=table.first_row, columns=own.union(table.columns.values())
    )
    standing = {column: cells[column] for column in own if column in cells}
    return read_rows(table, cells, book.settings), standing


def _compute(
    book: OpenBook,
    request: Request,
    chosen: ClientList,
    read: tuple[Rows, dict[int, Cells]],
    logs: dict[str, Rows | None],
) -> Computed:
    rows, standing = read
    orders = open_log(rows, logs["orders"])
    contacts = with_people(open_log(rows, logs["contacts"]), rows, logs["people"])
    contacts = counted(contacts, book.settings)
    shown = set(chosen.marked.columns if chosen.marked else ())
    shown |= set(wanted(request, book, chosen))
    words = [key for key in native.WORDS if key in shown]
    estimates, norms = open_log(rows, logs["estimates"]), logs["norms"]
    found = _sourced(book, rows, estimates, norms) if native.is_sourced(shown) else None
    above = parents(rows)
    verdicts = judge(rows, orders, contacts, book.settings, book.calendar, words, found, above)
    return Computed(
        client_list=chosen,
        rows=rows,
        standing=standing,
        verdicts=verdicts,
        estimates=estimates,
        norms=norms,
        people=logs["people"],
        team=logs["team"],
    )


def _sourced(book: OpenBook, rows: Rows, estimates: Log | None, norms: Rows | None) -> Sourced:
    """Return what the sheets of estimates and norms say of each client."""
    settings = book.settings
    notes = understand(estimates, settings.numbers["stale_expert"]) if estimates else None
    return sourced(rows, notes, norms, settings)
