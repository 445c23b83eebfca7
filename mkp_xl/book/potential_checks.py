"""Guard rails of potentials: estimates that contradict, grow stale, lack evidence or a meaning."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book.cells import match_key, match_keys
from mkp_xl.book.columns import texts
from mkp_xl.book.compute import PAIRS
from mkp_xl.book.days import date_of
from mkp_xl.book.fields.estimates import ESTIMATED, SOURCES
from mkp_xl.book.messages import amount_text
from mkp_xl.book.native import NORMS
from mkp_xl.book.notes import MANUAL, column_texts, said
from mkp_xl.book.sources import SIZES, norm_rows
from mkp_xl.rules.tables import estimates

if TYPE_CHECKING:
    from mkp_xl.book.compute import Verdicts
    from mkp_xl.book.findings import Finding
    from mkp_xl.book.notes import Codes, Notes
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.sources import Sourced
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Flags

_EXPERT = ESTIMATED.index("expert")


def check_potentials(
    clients: Rows, verdicts: Verdicts, settings: Settings, norms: Rows | None
) -> list[Finding]:
    """Return what is odd about the potentials of a list and where they come from."""
    found = _at_limits(clients, verdicts, settings)
    if verdicts.sourced is None:
        return found
    return [
        *_contradictions(clients, verdicts, settings),
        *_bare_opinions(clients, verdicts),
        *_own_stale(clients, verdicts, settings),
        *_without_norm(clients, verdicts, norms),
        *found,
    ]


def check_estimates(sourced: Sourced, settings: Settings) -> list[Finding]:
    """Return what is odd about the sheet of estimates, row by row."""
    notes = sourced.notes
    if notes is None:
        return []
    return [
        *_left_out(notes, settings.as_of),
        *_decisions(notes, sourced, settings.as_of),
        *_doubtful(notes, sourced, settings),
    ]


def check_namesakes(clients: Rows, sourced: Sourced) -> list[Finding]:
    """Return clients of one name, told apart by ID only, whom an estimate by name counts for."""
    notes = sourced.notes
    if notes is None or notes.log.key != "client" or "client_id" not in clients.cells:
        return []
    twin = notes.log.joined.twin
    noted = np.any([place >= 0 for place in sourced.places.values()], axis=0)
    shared = noted & (twin != np.arange(clients.size))
    return [clients.finding("estimates_of_namesakes", i, "client") for i in _rows(clients, shared)]


def check_norms(norms: Rows | None) -> list[Finding]:
    """Return industries whose norm is 0, and those that stand twice."""
    if norms is None:
        return []
    known = norm_rows(norms)
    some, zero = np.zeros(norms.size, dtype=bool), np.zeros(norms.size, dtype=bool)
    for key in NORMS:
        some |= norms.values(key) > 0
        zero |= norms.values(key) <= 0
    found = [norms.finding("norm_zero", index, "industry") for index in _rows(norms, zero & ~some)]
    for index, text in enumerate(texts(norms.cells["industry"])):
        first = known.get(match_key(text), index)
        if first != index and norms.is_row[index]:
            row = str(norms.row(first))
            found.append(norms.finding("norm_twice", index, "industry", detail=row))
    return found


def _rows(rows: Rows, mask: Flags) -> list[int]:
    return np.flatnonzero(rows.is_row & mask).tolist()


def _day(serial: float) -> str:
    return "—" if np.isnan(serial) else date_of(serial).isoformat()


def _at_limits(clients: Rows, verdicts: Verdicts, settings: Settings) -> list[Finding]:
    potential, within = verdicts.numbers["potential"], settings.numbers["edge_within"]
    found = []
    for key in ("medium_from", "high_above"):
        limit = settings.numbers[key]
        near: Flags = np.asarray(np.abs(potential - limit) <= within * limit)
        near &= np.asarray((potential > 0) & (within > 0))
        for index in _rows(clients, near):
            said = clients.finding("at_limit", index, "potential_typed", amount=limit)
            shown = amount_text(float(potential[index]), settings.lang)
            found.append(replace(said, value=shown))
    return found


def _contradictions(clients: Rows, verdicts: Verdicts, settings: Settings) -> list[Finding]:
    """Name, for each client whose sources contradict, the one that is farthest from the others."""
    numbers = verdicts.numbers
    amount = np.column_stack([numbers[f"estimate_{key}"] for key in ESTIMATED])
    weight = np.column_stack([numbers[f"weight_{key}"] for key in ESTIMATED])
    is_measured = np.sum((weight > 0).sum(axis=1) > 1) >= PAIRS
    noise = float(numbers["source_noise"]) if is_measured else 0.0
    disagreement = settings.numbers["disagreement"] / 100
    flags = estimates.contradicting(amount, weight, noise, disagreement)
    found = []
    for index in _rows(clients, np.any(flags, axis=1)):
        told = np.flatnonzero(flags[index])
        middle = numbers["reconciled"][index]
        with np.errstate(divide="ignore", invalid="ignore"):
            apart = np.abs(np.log(amount[index, told] / middle))
        source = int(told[np.argmax(np.nan_to_num(apart, nan=np.inf))])
        name = SOURCES[source].name
        detail = name.ru if settings.lang == "ru" else name.en
        found.append(
            clients.finding("sources_contradict", index, "potential_typed", detail=detail,
                            amount=float(amount[index, source]))
        )  # fmt: skip
    return found


def _bare_opinions(clients: Rows, verdicts: Verdicts) -> list[Finding]:
    """Return clients whose potential rests on a manager's word alone, and nothing backs it."""
    numbers, sourced = verdicts.numbers, verdicts.sourced
    assert sourced is not None  # noqa: S101  the caller has looked
    if "estimate_evidence" not in clients.cells:
        return []
    alone: Flags = np.asarray(numbers["source_count"] == 1)
    alone &= np.asarray(numbers["source_code"] == _EXPERT + 1)
    bare = alone & (sourced.columns["expert_proven"] == 0) & ~sourced.is_noted["expert"]
    return [
        clients.finding("estimate_without_evidence", index, "estimate_evidence")
        for index in _rows(clients, bare)
    ]


def _own_stale(clients: Rows, verdicts: Verdicts, settings: Settings) -> list[Finding]:
    """Return rows of the list whose own facts have grown old."""
    numbers, sourced = verdicts.numbers, verdicts.sourced
    assert sourced is not None  # noqa: S101  the caller has looked
    day = clients.values("estimate_day")
    late = day >= settings.as_of + 1
    old = np.zeros(clients.size, dtype=bool)
    for key in ESTIMATED:
        speaks = (numbers[f"weight_{key}"] > 0) & ~sourced.is_noted[key]
        old |= speaks & (settings.as_of - day > settings.numbers[f"stale_{key}"])
    return [
        *(clients.finding("stale_estimate", index, "estimate_day", detail=_day(day[index]))
          for index in _rows(clients, old)),
        *(clients.finding("future_estimate_day", index, "estimate_day", detail=_day(settings.as_of))
          for index in _rows(clients, late)),
    ]  # fmt: skip


def _without_norm(clients: Rows, verdicts: Verdicts, norms: Rows | None) -> list[Finding]:
    """Return, for each industry without a norm for what is known, the first such client."""
    if norms is None or "industry" not in clients.cells:
        return []
    sized = np.zeros(clients.size, dtype=bool)
    for key in SIZES:
        sized |= clients.values(key) > 0
    missing = sized & np.isnan(verdicts.numbers["size_worked"])
    first: dict[str, list[int]] = {}
    names = match_keys(column_texts(clients, "industry"))
    for index in _rows(clients, missing):
        first.setdefault(names[index], []).append(index)
    known = norm_rows(norms)
    some = {n for n, row in known.items() if any(norms.values(key)[row] > 0 for key in NORMS)}

    def code(name: str) -> str:
        if not name:
            return "size_without_industry"
        return "no_norm_of_size" if name in some else "no_norm"

    return [
        clients.finding(code(name), places[0], "industry", amount=float(len(places)))
        for name, places in first.items()
    ]


def _left_out(notes: Notes, as_of: float) -> list[Finding]:
    """Return rows that do not count, and those whose range and amount do not agree."""
    rows, told = notes.log.rows, {f.row for f in notes.log.rows.findings}
    low, high, typed = (rows.values(key) for key in ("low", "high", "amount"))
    upside_down = low > high
    half = np.isnan(typed) & (np.isnan(low) != np.isnan(high))
    silent = np.isnan(notes.amount) & ~upside_down & ~half
    outside = ((typed < low) | (typed > high)) & ~upside_down
    future = notes.is_there & (notes.day > as_of)
    expired = notes.is_there & (notes.code < MANUAL) & (notes.until < as_of)
    found = [
        *(rows.finding("unknown_source", i, "source") for i in _rows(rows, notes.code < 0)),
        *(rows.finding("half_range", i, "low") for i in _rows(rows, half)),
        *(rows.finding("future_estimate", i, "date", detail=_day(as_of))
          for i in _rows(rows, future)),
        *(rows.finding("estimate_expired", i, "until", detail=_day(notes.until[i]))
          for i in _rows(rows, expired)),
        *(rows.finding("amount_outside_range", i, "amount") for i in _rows(rows, outside)),
    ]  # fmt: skip
    found += [
        rows.finding("range_upside_down", i, "low", amount=float(high[i]))
        for i in _rows(rows, upside_down)
    ]
    found += [
        rows.finding("estimate_without_amount", i, "amount")
        for i in _rows(rows, silent)
        if rows.row(i) not in told
    ]
    return found


def _decisions(notes: Notes, sourced: Sourced, as_of: float) -> list[Finding]:
    """Return decisions by hand that have expired, never end, or are not explained."""
    rows = notes.log.rows
    by_hand = notes.is_there & (notes.code == MANUAL)
    in_force = _at_places(rows, sourced.places["manual"])
    covered = np.isin(notes.log.joined.client, notes.log.joined.client[in_force])
    masks = {
        "decision_without_end": by_hand & np.isnan(notes.until),
        "decision_expired": by_hand & (notes.until < as_of) & ~covered,
    }
    found = [
        rows.finding(code, i, "until", detail=_day(notes.until[i]))
        for code, mask in masks.items()
        for i in _rows(rows, mask)
    ]
    lacks = {"evidence": ~notes.proven, "author": ~said(rows, "author"),
             "until": np.isnan(rows.values("until"))}  # fmt: skip
    return found + [
        rows.finding("decision_unexplained", i, key, detail=_day(notes.until[i]))
        for key, mask in lacks.items()
        for i in _rows(rows, in_force & mask)
    ]


def _at_places(rows: Rows, places: Codes) -> Flags:
    """Return which rows stand at some places."""
    there = np.zeros(rows.size + 1, dtype=bool)
    there[places] = True
    return there[:-1]


def _doubtful(notes: Notes, sourced: Sourced, settings: Settings) -> list[Finding]:
    """Return rows that count but are old or lack evidence, and those the list has replaced."""
    rows, found = notes.log.rows, []
    age = settings.as_of - notes.day
    for key in ESTIMATED:
        place, taken = sourced.places[key], sourced.is_noted[key]
        counts = _at_places(rows, place[taken])
        replaced = _at_places(rows, place[~taken]) & ~counts
        stale = counts & (age > settings.numbers[f"stale_{key}"])
        bare = counts & ~notes.proven if key == "expert" else np.zeros(rows.size, dtype=bool)
        found += [
            *(rows.finding("stale_estimate", i, "date", detail=_day(notes.day[i]))
              for i in _rows(rows, stale)),
            *(rows.finding("estimate_replaced", i, "date") for i in _rows(rows, replaced)),
            *(rows.finding("estimate_without_evidence", i, "evidence") for i in _rows(rows, bare)),
        ]  # fmt: skip
    return found
