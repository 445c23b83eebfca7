"""Checks: what the list and the logs should be asked about, once the verdicts are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.cells import match_key, match_keys
from mkp_xl.book.days import date_of
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.findings import Finding
from mkp_xl.book.joining import keys
from mkp_xl.book.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkp_xl.book.cells import Raw
    from mkp_xl.book.compute import Log, Verdicts
    from mkp_xl.book.layout import Table
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Flags

DIFFER_BY = 0.01
"""Typed and summed purchases that differ by more than this share are worth a look."""


def check_clients(clients: Rows, verdicts: Verdicts, settings: Settings) -> list[Finding]:
    """Return what is odd about the clients' rows, and why each blank segment is blank."""
    return [
        *_blanks(clients, verdicts),
        *_above_potential(clients, verdicts),
        *_returns(clients, verdicts),
        *_typed_against_orders(clients, verdicts),
        *_late_contacts(clients, settings.as_of),
        *_shifted(clients, verdicts),
        *_beyond_calendar(clients, verdicts),
        *_twins(clients),
    ]


def check_keys(clients: Rows, logs: Iterable[Log | None]) -> list[Finding]:
    """Return the clients that a log cannot find because they have no key, each once."""
    known_by = {log.key for log in logs if log and log.rows.is_row.any()}
    return [
        clients.finding("client_without_key", index, key)
        for key in sorted(known_by)
        for index in _rows_where(
            clients, np.array([not name for name in keys(clients.cells[key])], dtype=bool)
        )
    ]


def check_log(log: Log, settings: Settings) -> list[Finding]:
    """Return what is odd about a log: unknown clients, days after as-of, missing days."""
    rows, client, day = log.rows, log.joined.client, _day(settings.as_of)
    late = "future_order" if rows.table.kind == "orders" else "future_contact"
    asked = [
        ("unknown_client", client == -1, log.key, ""),
        ("row_without_client", client == -2, log.key, ""),
    ]
    is_log = rows.table.kind != "estimates"  # whose rows have checks of their own
    if is_log:
        asked.append((late, rows.values("date") >= settings.as_of + 1, "date", day))
    found = [
        rows.finding(code, index, key, detail=detail)
        for code, mask, key, detail in asked
        for index in _rows_where(rows, mask)
    ]
    for key in ("date", "amount") if is_log else ():
        if key in rows.cells:
            found.extend(_missing(rows, key))
    return found + (_repeated(log) if rows.table.kind == "contacts" else [])


def _repeated(log: Log) -> list[Finding]:
    """Return the contacts that say in every column what one above them says."""
    rows, client = log.rows, log.joined.client
    day = rows.values("date")
    known = np.flatnonzero(rows.is_row & (client >= 0) & ~np.isnan(day))
    order = known[np.lexsort((known, day[known], client[known]))]
    same = (client[order[1:]] == client[order[:-1]]) & (day[order[1:]] == day[order[:-1]])
    together = np.zeros(len(order), dtype=bool)  # several contacts with a client on a day
    together[1:] |= same
    together[:-1] |= same
    cells = [Values.of(column.values) for column in rows.cells.values()]
    found: list[Finding] = []
    first: dict[tuple[Raw, ...], int] = {}
    for index in sorted(order[together].tolist()):
        said = (float(client[index]), *(values[index] for values in cells))
        above = first.setdefault(said, index)
        if above != index:
            detail = str(rows.row(above))
            found.append(rows.finding("duplicate_contact", index, "date", detail=detail))
    return found


def check_headers(tables: Iterable[Table]) -> list[Finding]:
    """Return a note for each typed column that carries the name of an output of ours."""
    names = {
        match_key(title): key
        for key, field in OUTPUT_OF.items()
        for title in (field.name.ru, field.name.en)
    }
    return [
        Finding(
            code="typed_lookalike",
            sheet=table.sheet,
            row=table.header_row,
            column=column,
            value=header,
            field=names[match_key(header)],
        )
        for table in tables
        for column, header in table.headers.items()
        if match_key(header) in names
    ]


def _rows_where(rows: Rows, mask: Flags) -> list[int]:
    return np.flatnonzero(rows.is_row & mask).tolist()


def _blanks(clients: Rows, verdicts: Verdicts) -> list[Finding]:
    numbers = verdicts.numbers
    told = {f.row for f in clients.findings if f.field == "potential_typed"}
    any_known = bool(np.isfinite(numbers["potential"]).any())  # from a source other than typed
    has_column = "potential_typed" in clients.cells or any_known
    found = [
        clients.finding(
            "no_potential" if has_column else "no_potential_column", index, "potential_typed"
        )
        for index in _rows_where(clients, np.isnan(numbers["potential"]))
        if clients.row(index) not in told
    ]
    told = {f.row for f in clients.findings if f.field == "purchases_typed"}
    unknown = _rows_where(clients, np.isnan(numbers["purchases"]))
    code, detail = "no_purchases", ""
    if verdicts.orders is not None and np.isnan(numbers["orders_from"]):
        code = "orders_empty"
    elif verdicts.orders is not None:
        code = "orders_too_short"
        detail = f"{_day(numbers['orders_from'])};{_day(numbers['window_start'] + 1)}"
    found += [
        clients.finding(code, index, "purchases_typed", detail=detail)
        for index in unknown
        if clients.row(index) not in told
    ]
    return found


def _above_potential(clients: Rows, verdicts: Verdicts) -> list[Finding]:
    potential, bought = verdicts.numbers["potential"], verdicts.numbers["purchases"]
    found = [
        clients.finding(
            "purchases_above_potential",
            index,
            "potential_typed",
            amount=float(bought[index]),
        )
        for index in _rows_where(clients, (bought > potential) & (bought > 0))
    ]
    if verdicts.sourced is None:
        return found
    said, by_hand = verdicts.numbers["reconciled"], verdicts.numbers["potential_manual"]
    return found + [
        clients.finding(
            "purchases_above_estimates", index, "potential_typed", amount=float(said[index])
        )
        for index in _rows_where(clients, (bought > said) & (bought > 0) & np.isnan(by_hand))
    ]


def _returns(clients: Rows, verdicts: Verdicts) -> list[Finding]:
    bought = verdicts.numbers["purchases"]
    return [
        clients.finding("purchases_below_zero", index, "purchases_typed",
                        amount=float(bought[index]))
        for index in _rows_where(clients, bought < 0)
    ]  # fmt: skip


def _typed_against_orders(clients: Rows, verdicts: Verdicts) -> list[Finding]:
    typed, ordered = clients.values("purchases_typed"), verdicts.numbers["purchases_ordered"]
    apart = np.abs(typed - ordered) > DIFFER_BY * np.maximum(np.abs(typed), np.abs(ordered))
    return [
        clients.finding("purchases_differ", index, "purchases_typed",
                        amount=float(ordered[index]))
        for index in _rows_where(clients, apart)
    ]  # fmt: skip


def _late_contacts(clients: Rows, as_of: float) -> list[Finding]:
    late = clients.values("last_contact_typed") >= as_of + 1
    return [
        clients.finding("future_contact", index, "last_contact_typed", detail=_day(as_of))
        for index in _rows_where(clients, late)
    ]


def _shifted(clients: Rows, verdicts: Verdicts) -> list[Finding]:
    numbers = verdicts.numbers
    return [
        clients.finding("no_workday", index, "client", detail=_day(numbers["due_date"][index]))
        for index in _rows_where(clients, numbers["due_date"] > numbers["deadline"])
    ]


def _beyond_calendar(clients: Rows, verdicts: Verdicts) -> list[Finding]:
    last = verdicts.numbers["calendar_last"]
    return [
        clients.finding("calendar_ends", index, "client", detail=_day(last))
        for index in _rows_where(clients, verdicts.numbers["due_date"] > last)
    ]


def _twins(clients: Rows) -> list[Finding]:
    key = clients.table.key
    first: dict[str, int] = {}
    found = []
    names = match_keys(clients.called())
    if len(set(names)) == len(names):
        return []
    for index, name in enumerate(names):
        if not name or not clients.is_row[index]:
            continue
        earlier = first.setdefault(name, index)
        if earlier != index:
            row = str(clients.row(earlier))
            found.append(clients.finding("duplicate_client", index, key, detail=row))
    return found


def _missing(rows: Rows, key: str) -> list[Finding]:
    told = {f.row for f in rows.findings if f.field == key}
    return [
        rows.finding("missing_" + key, index, key)
        for index in _rows_where(rows, np.isnan(rows.values(key)))
        if rows.row(index) not in told
    ]


def _day(serial: float) -> str:
    """Return a day for a finding to carry: the message says it in the reader's language."""
    return "—" if np.isnan(serial) else date_of(serial).isoformat()
