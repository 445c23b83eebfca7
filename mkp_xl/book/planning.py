"""What a run would write: our columns of each list, our sheets, names, and everything to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import (
    checks,
    frame,
    input_sheets,
    live,
    look,
    native,
    placing,
    potential_checks,
    python_cells,
    writing,
)
from mkp_xl.book.address import quoted
from mkp_xl.book.belonging import check_people
from mkp_xl.book.cells import match_key, read_text
from mkp_xl.book.checks_sheet import Checked
from mkp_xl.book.choosing import is_unclear
from mkp_xl.book.counted import check_results
from mkp_xl.book.coverage.agreed import check_agreed
from mkp_xl.book.coverage.doubts import check_intervals
from mkp_xl.book.coverage.load import check_team
from mkp_xl.book.drawn import CellOut
from mkp_xl.book.fields import FILLED_IN, OUTPUT_OF, REMEMBERED
from mkp_xl.book.findings import Finding
from mkp_xl.book.grid import Cells, Changes
from mkp_xl.book.marks import MODES, CellsMode
from mkp_xl.book.summary import Before, Summary, called, summarise
from mkp_xl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkp_xl.book.choosing import ClientList
    from mkp_xl.book.compute import Log, Verdicts
    from mkp_xl.book.flow import Request
    from mkp_xl.book.layout import Table
    from mkp_xl.book.reading import OpenBook
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Column


@dataclass(slots=True, kw_only=True)
class Computed:
    """One list, computed."""

    client_list: ClientList
    rows: Rows
    standing: dict[int, Cells]
    """What our columns hold now, by column; empty where the list has none."""
    verdicts: Verdicts
    estimates: Log | None = None
    """The sheet of estimates, joined to this list."""
    norms: Rows | None = None
    people: Rows | None = None
    """Persons and branches, and whose they are."""
    team: Rows | None = None
    """Managers: what they can do a day, when they are away."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run found, and what it would write."""

    book: OpenBook
    summary: Summary
    findings: list[Finding]
    changes: Changes
    attached: bool
    """Whether the list carries our columns (now or before)."""
    places: dict[str, int] = field(default_factory=dict)
    """Output columns this run adds, and where."""
    rows: int = 0
    """Rows of the first list."""

    @property
    def added(self) -> list[str]:
        """Output columns this run adds."""
        return list(self.places)


def plan(
    book: OpenBook, request: Request, computed: list[Computed], boxes: dict[str, float | str]
) -> Outcome:
    """Return what a computed book would get: cells, names, sheets, and all findings."""
    changes = Changes()
    findings = _findings(book, computed)
    mode = _mode(book, request)
    plans = placing.list_plans(book, request, computed, native_cells=mode != "values")
    if mode == "udf":
        sizes = [int(one.rows.is_row.sum()) for one in plans]
        calling = python_cells.chosen(sizes, book.settings.numbers["live_udf_cells"])
        for one in plans:
            one.in_python = calling
    for one in plans:
        writing.write_list(one, changes)
        writing.write_frame(one, changes)
        findings += one.findings
    main = next((one for one in plans if one.rows is computed[0].rows), None)
    if main is not None:
        findings += _why_values(main)
    whole = frame.Frame(
        book=book,
        boxes=boxes,
        orders=computed[0].verdicts.orders,
        contacts=computed[0].verdicts.contacts,
        estimates=computed[0].estimates,
        norms=computed[0].norms,
        cells=mode,
        with_calendar=any("due_date" in one.marked.columns for one in plans),
        rows=computed[0].rows,
        potential=_readable_potential(main),
    )
    has_sheets = not _has_no_sheets(book, request)
    if main is not None:
        frame.write_marks(whole, changes, has_sheets=has_sheets)
    if main is not None and has_sheets:
        findings += frame.write(whole, changes)
        _write_to_fill_in(book, request, computed[0].rows, changes)
        is_attaching = request.attach is not None
        findings += live.write(
            book, main, changes, findings, computed[0], attaching=is_attaching, coming=request.add
        )
    summary = _summary(book, computed[0], main, findings)
    if has_sheets:
        frame.write_checks(whole, _checked(computed, summary, findings), changes)
    changes.sheets += request.helpers(book.lang) if request.helpers else ()
    _link_home(book, changes)
    ours = sum(one.ours for one in plans) + frame.formulas(whole)
    foreign = sum(sheet.formulas for sheet in book.info.sheets) - ours
    changes.is_first = main is not None and book.marks.cells is None
    changes.can_be_undone = request.can_detach and changes.is_first
    changes.recalculate_on_load = foreign > 0 and mode != "udf"
    summary.may_be_old = max(foreign, 0) if mode == "udf" else 0
    return Outcome(
        book=book,
        changes=changes,
        summary=summary,
        findings=findings,
        attached=main is not None,
        places={k: c for k, c in main.marked.columns.items() if k in main.fresh} if main else {},
        rows=computed[0].rows.size,
    )


def _write_to_fill_in(book: OpenBook, request: Request, clients: Rows, changes: Changes) -> None:
    """Add the sheets that come for the team to fill in; one that stands is theirs."""
    there = {*book.filled_in, *book.unread}
    if book.contacts is not None or is_unclear(book.findings, "contacts"):
        there.add("contacts")
    for kind in ("contacts", *FILLED_IN):
        if kind in request.add - there:
            title = frame.title_of(book, kind)
            changes.sheets.append(
                input_sheets.draw(kind, title, clients, book.lang, book.settings.words["currency"])
            )
            changes.names.append(input_sheets.key_name(kind, title))


def _has_no_sheets(book: OpenBook, request: Request) -> bool:
    """Return whether the book is to have columns of ours and no sheets."""
    return book.marks.has_no_sheets or (request.no_sheets and book.marks.cells is None)


def _mode(book: OpenBook, request: Request) -> CellsMode:
    """Return how our columns are made: as asked, as they were, as far as the book can."""
    if _has_no_sheets(book, request):
        if request.add:
            raise InputError("add_needs_sheets")
        if request.cells not in (None, "values"):
            raise InputError("sheets_need_values")
        return "values"
    standing: CellsMode = next((mode for mode in MODES if mode == book.marks.cells), "native")
    mode: CellsMode = request.cells or standing
    carries = any(sheet.title == python_cells.HOME for sheet in book.info.sheets)
    carries |= request.helpers is not None
    if mode == "udf" and not (request.has_macros and carries):
        if request.cells == "udf":
            raise InputError("udf_needs_macros")
        return "native"
    return mode


def _link_home(book: OpenBook, changes: Changes) -> None:
    """Let every sheet of ours that is drawn lead back to the matrix, if there is one."""
    title = frame.title_of(book, "matrix")
    if not any(sheet.title == title for sheet in changes.sheets):
        return
    link = CellOut(f"← {title}", style=look.LINK, link=f"{quoted(title)}!A1")
    for sheet in changes.sheets:
        if sheet.home:
            sheet.cells[sheet.home] = link


def _readable_potential(main: writing.Plan | None) -> Column | None:
    """Return the potentials of the first list, if live sheets have a name for them."""
    if main is None or "potential" not in main.marked.columns:
        return None
    potential: Column = main.verdicts.numbers["potential"][main.rows.is_row]
    return potential


def _summary(
    book: OpenBook, first: Computed, main: writing.Plan | None, findings: list[Finding]
) -> Summary:
    before = _before(main) if main else None
    summary = summarise(first.rows, first.verdicts, book.settings, before)
    summary.findings = len(findings)
    return summary


def _checked(computed: list[Computed], summary: Summary, findings: list[Finding]) -> Checked:
    rows = computed[0].rows
    named = {finding.row for finding in findings if finding.sheet == rows.table.sheet}
    places = np.array(sorted(named), dtype=np.int64) - rows.table.first_row
    touched = places[(places >= 0) & (places < rows.size)]
    return Checked(
        findings=findings,
        as_of=summary.as_of,
        clients=summary.clients,
        with_segment=summary.clients - summary.segments[9],
        untouched=int(rows.is_row.sum() - rows.is_row[touched].sum()),
        client_at=_client_at(computed),
    )


def _client_at(computed: list[Computed]) -> Callable[[Finding], str]:
    """Return what names the client of a finding's row, in a list or in a log."""
    first = computed[0]
    tables: list[tuple[Rows, Log | None]] = [(one.rows, None) for one in computed]
    sourced = first.verdicts.sourced
    estimates = sourced.notes.log if sourced and sourced.notes else None
    logs = (first.verdicts.orders, first.verdicts.contacts, estimates)
    tables += [(log.rows, log) for log in logs if log is not None]

    def client_at(finding: Finding) -> str:
        for rows, log in tables:
            index = finding.row - rows.table.first_row
            here = rows.table.sheet == finding.sheet and 0 <= index < rows.size
            if not here or finding.column not in rows.table.columns.values():
                continue
            client = int(log.joined.client[index]) if log else -1
            client_id, name = called(first.rows, client) if client >= 0 else called(rows, index)
            return name or client_id
        return ""

    return client_at


def _findings(book: OpenBook, computed: list[Computed]) -> list[Finding]:
    findings = list(book.findings)
    for one in computed:
        findings += one.rows.findings
        findings += checks.check_clients(one.rows, one.verdicts, book.settings)
        findings += potential_checks.check_potentials(
            one.rows, one.verdicts, book.settings, one.norms
        )
    first = computed[0]
    findings += _of_sources(book, first)
    findings += _of_people(book, first)
    findings += check_intervals(book.settings)
    findings += check_agreed(first.rows, first.verdicts, book.settings.as_of)
    for table, log in (
        (book.orders, first.verdicts.orders),
        (book.contacts, first.verdicts.contacts),
    ):
        if log is not None:
            findings += log.rows.findings
            findings += checks.check_log(log, book.settings)
        elif table is not None:
            findings.append(_without_key(table))
    findings += check_results(first.verdicts.contacts) if first.verdicts.contacts else []
    findings += checks.check_keys(first.rows, (first.verdicts.orders, first.verdicts.contacts))
    tables = [one.client_list.table for one in computed]
    return findings + checks.check_headers(tables)


def _of_sources(book: OpenBook, first: Computed) -> list[Finding]:
    """Return what is odd about the sheets of estimates and norms, where the list uses them."""
    sourced, log = first.verdicts.sourced, first.estimates
    if sourced is None:
        return _unused(book, first) if book.estimates else []
    found = first.norms.findings if first.norms else []
    found += potential_checks.check_norms(first.norms)
    found += [
        Finding(code="estimates_not_understood", sheet=title, field=kind, value=title)
        for kind, title in book.unread.items()
        if kind in ("estimates", "norms")
    ]
    if log is not None:
        found += log.rows.findings
        found += checks.check_log(log, book.settings)
        found += potential_checks.check_estimates(sourced, book.settings)
        found += potential_checks.check_namesakes(first.rows, sourced)
    elif book.estimates is not None:
        found.append(_without_key(book.estimates))
    return found


def _of_people(book: OpenBook, first: Computed) -> list[Finding]:
    """Return what is odd about branches, and about the sheets of people and of the team."""
    found = list(first.verdicts.above.findings) if first.verdicts.above else []
    found += check_people(first.rows, first.people)
    found += check_team(first.team, first.rows)
    return found + [
        Finding(code="sheet_not_understood", sheet=title, field=kind, value=title)
        for kind, title in book.unread.items()
        if kind in ("people", "team")
    ]


def _without_key(table: Table) -> Finding:
    row, column = table.header_row, min(table.columns.values())
    return Finding(code="log_without_key", sheet=table.sheet, row=row, column=column)


def _unused(book: OpenBook, first: Computed) -> list[Finding]:
    """Say that a standing list leaves the sheet of estimates aside."""
    if first.client_list.marked is None or book.estimates is None:
        return []
    return [
        Finding(code="estimates_unused", sheet=book.estimates.sheet, row=book.estimates.header_row)
    ]


def _before(plan: writing.Plan) -> Before | None:
    """Return whose segment each row showed at the last recalculation; None where there was none."""
    columns = plan.marked.columns
    if any(key not in columns or key in plan.fresh for key in REMEMBERED):
        return None
    segments, clients = (plan.standing[columns[key]] for key in REMEMBERED)
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
    sourced = plan.verdicts.sourced
    is_looked_up = sourced is not None and np.any(~np.isnan(plan.verdicts.numbers["size_worked"]))
    if plan.native_cells and is_looked_up and sourced and not sourced.native_norms:
        key = native.SOURCED
        table = plan.rows.table
        found.append(
            Finding(
                code="values_norms",
                sheet=table.sheet,
                row=table.header_row,
                column=plan.marked.columns[key],
                field=key,
                value=OUTPUT_OF[key].name(plan.lang),
            )
        )
    return found


def _reason(log: Log | None) -> str:
    return log.native if log else ""
