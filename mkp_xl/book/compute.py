"""The verdict on every client: the rules run over whole columns, words made of the results."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from mkp_xl.book import words
from mkp_xl.book.belonging import REASON
from mkp_xl.book.fields import OUTPUT_OF, REMEMBERED
from mkp_xl.book.fields.estimates import ESTIMATED, SOURCES
from mkp_xl.book.fields.of_potential import NOISE
from mkp_xl.book.joining import Joined, join
from mkp_xl.book.native import MAX_CELLS, STATED, WORDS, has_cycles, word_of
from mkp_xl.book.settings import LIMIT_TEXTS
from mkp_xl.book.similar import peers_of
from mkp_xl.book.values import Values
from mkp_xl.rules.columns import run_columns
from mkp_xl.rules.graph import UNSOURCED, needed, row_rules
from mkp_xl.rules.ops import money
from mkp_xl.rules.tables import estimates, logs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mkp_xl.book.belonging import Parents
    from mkp_xl.book.calendar_sheet import Calendar
    from mkp_xl.book.grid import Cells
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.sources import Sourced
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.text_columns import TextColumn
    from mkp_xl.book.values import Column, Flags, Objects, Places

_TYPED = {
    "potential_typed": np.nan,
    "purchases_typed": np.nan,
    "last_contact_typed": np.nan,
    "interval_typed": np.nan,
    "life_cycle_typed": np.nan,
    "decision_lead_typed": np.nan,
    "excluded": 0.0,
}
"""Typed columns the rules read, and what stands where there is nothing."""
KEPT = (
    *(key for key, field in OUTPUT_OF.items()
      if not (field.word or field.of_sources or key in REMEMBERED)),
    *words.FOR_WORDS,
    "purchases_ordered",
)  # fmt: skip
"""Columns that are written, that words are made of, or that checks look at."""
OF_SOURCES = (
    *(key for key, field in OUTPUT_OF.items()
      if field.of_sources and not field.word and key not in STATED),
    "source_count", "size_worked", "size_age", "budget_age", "rivals_age",
    "expert_age",
)  # fmt: skip
"""Columns that are kept besides where a potential has several sources."""
_STATED = ("potential_manual", "spread_noted", *(f"note_{source.key}" for source in SOURCES))
"""Columns that no rule makes."""
_FIRST = tuple(f"{kind}_{key}" for kind in ("estimate", "weight") for key in ESTIMATED)
"""Columns whose scatter the others need."""
PAIRS = 20
"""Clients with several sources from which on their scatter is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A log beside the list: its rows, and whose each of them is."""

    rows: Rows
    joined: Joined
    key: str
    """The field both sheets know the client by."""
    native: str
    """"" if formulas may sum it, else the reason why not: `keys`, `values`, `size`, `results`."""
    counts: Flags | None = None
    """Contacts that count as such; None where all do."""


class WordColumn:
    """Words by client row, made when they are asked for; other rows have none."""

    def __init__(self, texts: TextColumn, is_row: Flags) -> None:
        self._texts = texts
        self.filled = is_row
        self.odd: Sequence[int] = ()

    def objects(self, places: Places) -> Objects:
        """Return the words of some rows; None where there are none."""
        found = np.full(len(places), None, dtype=object)
        rows = np.flatnonzero(self.filled[places])
        found[rows] = [text or None for text in self._texts.at(places[rows])]
        return found

    def __getitem__(self, place: int) -> str:
        return str(self.objects(np.array([place]))[0] or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """Every number of every client row by key (NaN blank), and the words made of them."""

    numbers: dict[str, Any]
    words: dict[str, WordColumn]
    orders: Log | None
    contacts: Log | None
    sourced: Sourced | None = None
    """What the sources say; None where the list has a single one."""
    above: Parents | None = None
    """Which clients are branches of others."""


def open_log(clients: Rows, log: Rows | None) -> Log | None:
    """Return a log joined to its clients; None if there is no such log."""
    if log is None:
        return None
    both = [key for key in ("client_id", "client") if key in clients.cells and key in log.cells]
    if not both:
        return None
    filled = (key for key in both if Values.of(log.cells[key].values).filled.any())
    used = next(filled, both[0])
    joined = join(clients.cells[used], log.cells[used])
    reason = ""
    if clients.size * log.size > MAX_CELLS:
        reason = "size"
    elif not joined.native:
        reason = "keys"
    elif not _as_formulas_read(log):
        reason = "values"
    return Log(rows=log, joined=joined, key=used, native=reason)


def judge(
    clients: Rows,
    orders: Log | None,
    contacts: Log | None,
    settings: Settings,
    calendar: Calendar,
    words_wanted: Iterable[str] = WORDS,
    sourced: Sourced | None = None,
    above: Parents | None = None,
) -> Verdicts:
    """Return the verdict on every row of the list, in numbers and in the wanted words."""
    rules = row_rules()
    common: dict[str, Any] = {**settings.numbers, **calendar.columns()}
    common["interval_mode"] = settings.interval_mode(has_cycles=has_cycles(clients.cells))
    if np.isnan(settings.numbers["orders_from"]) and orders:
        common["orders_from"] = logs.orders_from(orders.rows.values("date"))
    common["window_start"] = rules["window_start"](settings.as_of, common["window_months"])
    every = clients.is_row.all()
    columns = {
        key: values if every else np.where(clients.is_row, values, missing)
        for key, missing in _TYPED.items()
        for values in (clients.values(key, missing),)
    }
    columns["orders_total"] = _orders_total(clients, orders, common)
    columns["contact_logged"] = _contact_logged(clients, contacts, above, settings.as_of)
    if contacts and above and above.are_there:
        contacts = replace(contacts, native=contacts.native or REASON)
    kept = KEPT
    if sourced is None:
        common |= UNSOURCED
        rules = needed(rules, kept, UNSOURCED)
    else:
        kept = (*KEPT, *OF_SOURCES)
        columns |= sourced.columns
        columns |= run_columns(needed(rules, _FIRST), common, columns, _FIRST)
        common["source_noise"] = _noise(columns, settings)
        common["potential_listed"] = np.nan
        rules = needed(rules, kept, {*columns, *common})
    made = run_columns(rules, common, columns, kept)
    if sourced is not None:
        made |= {key: sourced.columns[key] for key in _STATED}
        made |= peers_of(clients, made["purchases"], settings.numbers["peers_percentile"])
    _blank_outside(made, clients)
    numbers = common | made
    numbers |= {f"{key}_text": words.limit_text(common[key], settings.lang) for key in LIMIT_TEXTS}
    texts = {
        key: WordColumn(word_of(key, numbers, settings.lang), clients.is_row)
        for key in words_wanted
    }
    return Verdicts(
        numbers=numbers, words=texts, orders=orders, contacts=contacts, sourced=sourced, above=above
    )


def _noise(columns: dict[str, Any], settings: Settings) -> float:
    """Return how far a source lies from the truth: as typed, as measured, or as is usual."""
    typed = settings.numbers["source_noise"]
    if "source_noise" in settings.found:  # measured on the first list
        return settings.found["source_noise"] if np.isnan(typed) else typed
    amount = np.column_stack([columns[f"estimate_{key}"] for key in ESTIMATED])
    weight = np.column_stack([columns[f"weight_{key}"] for key in ESTIMATED])
    amount = np.where(weight > 0, amount, np.nan)
    several = (~np.isnan(amount)).sum(axis=1) > 1
    measured = estimates.noise(amount[several]) if several.sum() >= PAIRS else np.nan
    found = NOISE if np.isnan(measured) else float(np.round(measured, 2))
    settings.found["source_noise"] = found
    return found if np.isnan(typed) else typed


def _orders_total(clients: Rows, orders: Log | None, given: dict[str, Any]) -> Column:
    if orders is None:
        return np.full(clients.size, np.nan)
    client = orders.joined.client
    totals = logs.orders_total(
        clients.size,
        client,
        orders.rows.values("date"),
        orders.rows.values("amount"),
        given["window_start"],
        given["as_of"],
    )
    return totals[orders.joined.twin]


def _contact_logged(
    clients: Rows, contacts: Log | None, above: Parents | None, as_of: float
) -> Column:
    if contacts is None:
        return np.zeros(clients.size)
    day = contacts.rows.values("date")
    if contacts.counts is not None:
        day = np.where(contacts.counts, day, np.nan)
    latest = logs.contact_logged(clients.size, contacts.joined.client, day, as_of)
    if above is not None:
        own = latest.copy()
        for owner, further in above.upwards(np.arange(clients.size)):
            np.maximum.at(latest, owner[further], own[further])
    return latest[contacts.joined.twin]


def _blank_outside(made: dict[str, Any], clients: Rows) -> None:
    """Blank what the rules made of rows that are no clients."""
    outside = ~clients.is_row
    if outside.any():
        for column in made.values():
            column[outside] = np.nan


def _as_formulas_read(log: Rows) -> bool:
    """Return whether SUMIFS and AGGREGATE take the same rows with the same values as we do."""
    for key in ("date", "amount"):
        parsed, cells = log.numbers.get(key), log.cells.get(key)
        if parsed is None or cells is None:
            continue
        if not _column_as_formulas_read(parsed.values, cells):
            return False
    amounts = log.values("amount")
    known = amounts[~np.isnan(amounts)]
    return bool((money(known) == known).all()) and bool(log.is_row.all() or _no_strays(log))


def _column_as_formulas_read(values: Column, cells: Cells) -> bool:
    """Return whether numbers are exactly the cells we took, and no text was taken for one."""
    typed = Values.of(cells.values)
    if (np.isnan(values) != np.isnan(typed.numbers)).any():
        return False
    return not (typed.others and typed.others.odd)


def _no_strays(log: Rows) -> bool:
    """Return whether every row we leave out is one whose client cell is blank."""
    key = next(key for key in ("client_id", "client") if key in log.cells)
    values = log.cells[key].values
    return all(values[index] in (None, "") for index in np.flatnonzero(~log.is_row).tolist())
