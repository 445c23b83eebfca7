"""What the sheets of estimates and norms say of each client, as columns the rules take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mkp_xl.book.cells import match_keys
from mkp_xl.book.columns import texts
from mkp_xl.book.fields.estimates import ESTIMATED, SOURCES
from mkp_xl.book.joining import alike
from mkp_xl.book.native import NORMS
from mkp_xl.book.notes import NOWHERE, said
from mkp_xl.rules.rows.estimates import size_worked

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from mkp_xl.book.notes import Notes
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Column, Flags

    Codes = npt.NDArray[np.int64]

SIZES: Final = ("outlets", "employees", "firm_revenue")
"""What a client's size is told by."""
_TYPED: Final = (*SIZES, "category_budget", "budget_share_typed", "rival_purchases")
_SAID_BY: Final = {
    "budget": "category_budget", "rivals": "rival_purchases", "expert": "potential_typed"
}  # fmt: skip
"""The typed column of the list that a source but size stands on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """What the sources say of each row of a client list."""

    columns: dict[str, Any]
    """By rule argument, and the numbers of the notes that count."""
    is_noted: dict[str, Flags]
    """By source: rows whose estimate is the sheet's, not the list's own."""
    native_norms: bool
    """Whether a formula finds the same norms."""
    norm_scales: dict[str, float]
    """What one of the norms counts, by field: 1000 for thousands."""
    notes: Notes | None
    places: dict[str, Codes] = field(default_factory=dict)
    """By source: which row of the sheet is the latest; NOWHERE for none."""


def sourced(clients: Rows, notes: Notes | None, norms: Rows | None, settings: Settings) -> Sourced:
    """Return what the sources say of each client row.

    A note counts unless the list says something later of the same source.
    """
    as_of = settings.as_of
    typed_day = np.floor(clients.values("estimate_day"))
    typed_day = np.where(typed_day <= as_of, typed_day, np.nan)
    columns: dict[str, Any] = {key: clients.values(key) for key in _TYPED}
    found, native_norms = _norms(clients, norms)
    columns |= found
    nowhere = np.full(clients.size, NOWHERE, dtype=np.int64)
    places = notes.latest(clients.size, as_of) if notes else {s.key: nowhere for s in SOURCES}
    is_noted = {"manual": places["manual"] >= 0}
    columns["potential_manual"] = _noted(notes, "amount", places["manual"])
    width = np.full(clients.size, np.nan)
    for source in ESTIMATED:
        place, undated = places[source], as_of - settings.numbers[f"stale_{source}"]
        day = _noted(notes, "day", place)
        later = typed_day > np.where(np.isnan(day), undated, day)
        taken = (place >= 0) & ~(later & _says(clients, columns, source))
        is_noted[source] = taken
        columns[f"{source}_logged"] = np.where(taken, _noted(notes, "amount", place), np.nan)
        columns[f"{source}_day"] = np.where(taken, day, typed_day)
        own_width = np.where(taken, _noted(notes, "width", place), np.nan)
        width = np.where(np.isnan(own_width), width, own_width)
    proven = np.where(
        is_noted["expert"],
        _noted(notes, "proven", places["expert"]),
        said(clients, "estimate_evidence"),
    )
    columns |= {"spread_noted": width, "expert_proven": proven.astype(np.float64)}
    for source, taken in is_noted.items():
        columns[f"note_{source}"] = np.where(taken, places[source] + 1.0, np.nan)
    return Sourced(
        columns=columns,
        is_noted=is_noted,
        native_norms=native_norms,
        norm_scales={k: norms.table.unit(k).scale for k in NORMS} if norms else {},
        notes=notes,
        places=places,
    )


def _noted(notes: Notes | None, what: str, place: Codes) -> Column:
    """Return what the notes at some places say; NaN where there are none."""
    if notes is None:
        return np.full(len(place), np.nan)
    return notes.at(getattr(notes, what), place)


def _says(clients: Rows, columns: Mapping[str, Any], source: str) -> Flags:
    """Return where the list itself says something of a source."""
    if source == "size":
        worked = size_worked(*(columns[key] for pair in _SIZE_AND_NORM for key in pair))
    else:
        worked = clients.values(_SAID_BY[source])
    known: Flags = ~np.isnan(worked)
    return known


_SIZE_AND_NORM: Final = tuple(zip(SIZES, NORMS, strict=True))


def _norms(clients: Rows, norms: Rows | None) -> tuple[Mapping[str, Column], bool]:
    """Return each client's norms, and whether a formula that looks them up finds the same."""
    blank = {key: np.full(clients.size, np.nan) for key in NORMS}
    if norms is None or "industry" not in clients.cells or "industry" not in norms.cells:
        return blank, False
    known = norm_rows(norms)
    keys = match_keys(texts(clients.cells["industry"]))
    place = np.array([known.get(key, NOWHERE) for key in keys], dtype=np.int64)
    found = {key: np.append(norms.values(key), np.nan)[place] for key in NORMS}
    own = match_keys(texts(norms.cells["industry"]))
    native = len([key for key in own if key]) == len(known)
    native &= bool(norms.is_row.all() and all(norms.plain(key).all() for key in NORMS))
    native = native and alike(
        norms.cells["industry"].values, own, clients.cells["industry"].values, keys
    )
    return found, native


def norm_rows(norms: Rows) -> dict[str, int]:
    """Return the row of each industry, the first of several."""
    known: dict[str, int] = {}
    for index, key in enumerate(match_keys(texts(norms.cells["industry"]))):
        if key and norms.is_row[index]:
            known.setdefault(key, index)
    return known
