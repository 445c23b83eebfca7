"""The one flow: read, recognise, parse, rules, words; what comes out is what would be written."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from mkp_xl.book import calendar_sheet, checks, frame, native, writing
from mkp_xl.book.cells import match_key, read_text
from mkp_xl.book.compute import Log, Verdicts, judge, open_log
from mkp_xl.book.fields import OUTPUT_OF, REMEMBERED
from mkp_xl.book.findings import Finding
from mkp_xl.book.grid import Cells, Changes, Source
from mkp_xl.book.marks import MarkedList
from mkp_xl.book.reading import OpenBook, open_book
from mkp_xl.book.settings import apply, check
from mkp_xl.book.summary import Before, Summary, summarise
from mkp_xl.book.tables import Rows, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.choosing import ClientList
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.layout import Table

CellsMode = Literal["native", "values"]
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


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run found, and what it would write."""

    book: OpenBook
    summary: Summary
    findings: list[Finding]
    changes: Changes
    attached: bool
    """Whether the list carries our columns (now or before)."""
    added: list[str] = field(default_factory=list)
    """Output columns this run adds."""


@dataclass(slots=True, kw_only=True)
class Computed:
    """One list, computed."""

    client_list: ClientList
    rows: Rows
    standing: dict[int, Cells]
    """What our columns hold now, by column; empty where the list has none."""
    verdicts: Verdicts


def run(source: Source, request: Request, step: Step = lambda _key, _share: None) -> Outcome:
    """Return the outcome of a run; raises InputError where it cannot start."""
    started = time.perf_counter()
    step("read", 0.0)
    book = open_book(source, today=request.today, lang=request.lang)
    boxes = _settle(book, request)
    check(book.settings)
    book.calendar = calendar_sheet.covering(book.calendar, book.settings.as_of)
    logs = {kind: _read_log(book, table) for kind, table in
            (("orders", book.orders), ("contacts", book.contacts))}  # fmt: skip
    lists = [(chosen, _read_list(book, chosen)) for chosen in book.lists]
    read = time.perf_counter()
    step("compute", 0.0)
    computed = [_compute(book, request, chosen, rows, logs) for chosen, rows in lists]
    findings = _findings(book, computed)
    outcome = _plan(book, request, computed, findings, boxes)
    outcome.summary.seconds = {
        "read": round(read - started, 3),
        "compute": round(time.perf_counter() - read, 3),
    }
    return outcome


def _settle(book: OpenBook, request: Request) -> dict[str, float | str]:
    """Put the run's own settings in force; return what is to be typed into boxes."""
    typed: dict[str, float | str] = dict(request.settings)
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
    orders, contacts = (open_log(rows, logs[kind]) for kind in ("orders", "contacts"))
    shown = set(chosen.marked.columns if chosen.marked else ()) | set(
        native.closure(request.attach or ())
    )
    words = [key for key in native.WORDS if key in shown]
    verdicts = judge(rows, orders, contacts, book.settings, book.calendar, words)
    return Computed(client_list=chosen, rows=rows, standing=standing, verdicts=verdicts)


def _findings(book: OpenBook, computed: list[Computed]) -> list[Finding]:
    findings = list(book.findings)
    for one in computed:
        findings += one.rows.findings
        findings += checks.check_clients(one.rows, one.verdicts, book.settings)
    first = computed[0]
    for table, log in (
        (book.orders, first.verdicts.orders),
        (book.contacts, first.verdicts.contacts),
    ):
        if log is not None:
            findings += log.rows.findings
            findings += checks.check_log(log, book.settings)
        elif table is not None:
            row, column = table.header_row, min(table.columns.values())
            findings.append(
                Finding(code="log_without_key", sheet=table.sheet, row=row, column=column)
            )
    findings += checks.check_keys(first.rows, (first.verdicts.orders, first.verdicts.contacts))
    tables = [one.client_list.table for one in computed]
    return findings + checks.check_headers(tables)


def _plan(
    book: OpenBook,
    request: Request,
    computed: list[Computed],
    findings: list[Finding],
    boxes: dict[str, float | str],
) -> Outcome:
    changes = Changes()
    attached = request.attach is not None or computed[0].client_list.marked is not None
    native_cells = (request.cells or book.marks.cells or "native") == "native"
    before: Before | None = None
    added: list[str] = []
    ours = 0
    for place, one in enumerate(computed):
        marked, fresh = _columns(book, request, one, native_cells=native_cells)
        if marked is None:
            continue
        plan = _list_plan(book, one, marked, fresh, native_cells=native_cells)
        writing.write_list(plan, changes)
        writing.write_frame(plan, changes)
        findings += plan.findings
        ours += plan.ours
        if place == 0:
            added = sorted(fresh, key=list(marked.columns).index)
            before = _before(plan)
            findings += _why_values(plan)
    book_frame = frame.Frame(
        book=book,
        boxes=boxes,
        orders=computed[0].verdicts.orders,
        contacts=computed[0].verdicts.contacts,
        native_cells=native_cells,
        with_calendar=any(_has_due(one, request) for one in computed),
    )
    if attached:
        findings += frame.write(book_frame, changes)
    first = computed[0]
    summary = summarise(first.rows, first.verdicts, book.settings, before)
    summary.findings = len(findings)
    frame.write_checks(
        book_frame, findings, (summary.clients, summary.clients - summary.segments[9]), changes
    )
    foreign = sum(sheet.formulas for sheet in book.info.sheets) - ours - frame.formulas(book_frame)
    changes.recalculate_on_load = foreign > 0
    return Outcome(
        book=book,
        summary=summary,
        findings=findings,
        changes=changes,
        attached=attached,
        added=added,
    )


def _columns(
    book: OpenBook, request: Request, one: Computed, *, native_cells: bool
) -> tuple[MarkedList | None, frozenset[str]]:
    """Return the list's columns, those to come included; None where it stays unmarked."""
    marked = one.client_list.marked
    if request.attach is None or one.client_list is not book.lists[0]:
        return marked, frozenset()
    wanted = native.closure(request.attach) if native_cells else list(request.attach)
    standing = dict(marked.columns) if marked else {}
    fresh = [key for key in wanted if key not in standing]
    if not fresh:
        return marked, frozenset()
    start = frame.first_free(book, one.client_list, len(fresh))
    columns = standing | {key: start + offset for offset, key in enumerate(fresh)}
    table = one.client_list.table
    whole = MarkedList(
        sheet=table.sheet,
        number=marked.number if marked else 1,
        header_row=table.header_row,
        columns=columns,
    )
    return whole, frozenset(fresh)


def _list_plan(
    book: OpenBook,
    one: Computed,
    marked: MarkedList,
    fresh: frozenset[str],
    *,
    native_cells: bool,
) -> writing.Plan:
    return writing.Plan(
        rows=one.rows,
        verdicts=one.verdicts,
        marked=marked,
        native_cells=native_cells,
        lang=book.lang,
        standing=one.standing,
        gone=_gone(one, marked),
        fresh=fresh,
    )


def _gone(one: Computed, marked: MarkedList) -> frozenset[int]:
    """Return the positions below the list that remember a client of the last recalculation."""
    remembered = one.standing.get(marked.columns.get("client_before", 0))
    values = remembered.values if remembered else []
    return frozenset(
        index for index in range(one.rows.size, len(values)) if values[index] is not None
    )


def _has_due(one: Computed, request: Request) -> bool:
    marked = one.client_list.marked
    there = marked is not None and "due_date" in marked.columns
    return there or "due_date" in (request.attach or ())


def _before(plan: writing.Plan) -> Before | None:
    """Return whose segment each row showed at the last recalculation; None where there was none."""
    columns = plan.marked.columns
    if any(key not in columns or key in plan.fresh for key in REMEMBERED):
        return None
    segments, clients = (plan.standing.get(columns[key]) for key in REMEMBERED)
    if segments is None or clients is None:
        return []
    return [
        (match_key(read_text(client)), int(segment) if isinstance(segment, float) else None)
        for client, segment in zip(clients.values, segments.values, strict=True)
    ]


def _why_values(plan: writing.Plan) -> list[Finding]:
    """Say why a column that could be formulas holds values."""
    found = []
    for key, log in (("purchases", plan.verdicts.orders), ("last_contact", plan.verdicts.contacts)):
        reason = _reason(log)
        if plan.native_cells and reason and key in plan.marked.columns:
            name = plan.rows.table
            found.append(
                Finding(
                    code=f"values_{reason}",
                    sheet=name.sheet,
                    row=name.header_row,
                    column=plan.marked.columns[key],
                    field=key,
                    value=OUTPUT_OF[key].name(plan.lang),
                )
            )
    return found


def _reason(log: Log | None) -> str:
    return log.native if log else ""
