"""What a run would write beside one list: our columns cell by cell, headers, names, widths."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import look, native, python_cells
from mkp_xl.book.cells import match_key
from mkp_xl.book.fields import LANGS, OUTPUT_OF, Field, Lang
from mkp_xl.book.findings import Finding
from mkp_xl.book.formulas import Formulas
from mkp_xl.book.grid import (
    Action,
    CellEdit,
    Cells,
    Changes,
    ColumnEdit,
    ColumnLook,
    Style,
)
from mkp_xl.book.growth import NewColumn, TableGrowth
from mkp_xl.book.marks import OWN_TITLE, MarkedList, list_names
from mkp_xl.book.own_formulas import FOREIGN, NONE, OLD, OURS, OwnFormulas
from mkp_xl.book.values import Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import numpy.typing as npt

    from mkp_xl.book.address import Place
    from mkp_xl.book.compute import Verdicts
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Flags

    Actions = npt.NDArray[np.uint8]


@dataclass(slots=True, kw_only=True)
class Plan:
    """How one list's columns are to be written."""

    rows: Rows
    verdicts: Verdicts
    marked: MarkedList
    native_cells: bool
    """Whether columns are formulas at all."""
    lang: Lang
    standing: Mapping[int, Cells]
    """What our columns hold now, by column, from the list's first row."""
    fresh: frozenset[str] = frozenset()
    """Columns that this run adds."""
    gone: frozenset[int] = frozenset()
    """Positions below the list where a client stood at the last recalculation."""
    findings: list[Finding] = field(default_factory=list)
    in_python: frozenset[str] = frozenset()
    """Columns whose formulas call worksheet functions."""
    table: str = ""
    """The Excel table that takes the columns to come in; "" for none."""
    like: Place | None = None
    """The cell of the list whose look cells to come take; None for a look of their own."""
    ours: int = 0
    """Formula cells of ours that stood there before."""


def write_list(plan: Plan, changes: Changes) -> None:
    """Add to `changes` all cells of the list's columns."""
    formulas, known = _texts(plan)
    for key, column in plan.marked.columns.items():
        changes.columns.append(_column(plan, key, column, formulas.get(key), known.get(key)))
    if plan.table:
        fresh = sorted(plan.fresh, key=plan.marked.columns.__getitem__)
        new = tuple(_new_column(plan, key, formulas.get(key)) for key in fresh)
        changes.tables.append(TableGrowth(name=plan.table, columns=new))


def write_frame(plan: Plan, changes: Changes) -> None:
    """Add to `changes` what marks the fresh columns: headers, names, widths."""
    for key in plan.marked.columns:
        if key in plan.fresh:
            changes.cells += [] if plan.table else [_header(plan, key)]
            changes.looks.append(_look(plan, key))
    changes.names += list_names(plan.marked)


def sources(plan: Plan) -> native.Sources:
    """Return where this list's formulas read from; both logs must know the client by one key."""
    orders, contacts = plan.verdicts.orders, plan.verdicts.contacts
    table, sourced = plan.rows.table, plan.verdicts.sourced
    live = [log.key for log in (orders, contacts) if log and not log.native]
    key = live[0] if live else table.key
    return native.Sources(
        inputs={k: c for k, c in table.columns.items() if k in plan.rows.cells},
        outputs=plan.marked.columns,
        client_key=table.columns[key],
        orders=bool(orders and not orders.native and orders.key == key),
        contacts=bool(contacts and not contacts.native and contacts.key == key),
        contact_columns=frozenset(contacts.rows.cells if contacts else ()) & {"type", "result"},
        norms=bool(sourced and sourced.native_norms),
        scales={k: table.unit(k).scale for k in table.columns}
        | (sourced.norm_scales if sourced else {})
        | {native.ORDER_AMOUNT: orders.rows.table.unit("amount").scale if orders else 1.0},
    )


def _texts(plan: Plan) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Return the formula of each column, and every text that is ours."""
    if not plan.native_cells and not any(cells.formulas for cells in plan.standing.values()):
        return {}, {}
    here = sources(plan)
    known = native.variants(here)
    for lang in LANGS:
        for key, text in python_cells.texts(plan.marked.columns, lang).items():
            known[key] |= {text}
    if not plan.native_cells:
        return {}, known
    formulas = native.formulas(here, plan.lang)
    calls = python_cells.texts(plan.marked.columns, plan.lang)
    formulas |= {key: text for key, text in calls.items() if key in plan.in_python}
    if plan.verdicts.sourced and not here.norms:
        formulas.pop("estimate_size", None)
    if plan.verdicts.orders and not here.orders:
        formulas.pop("purchases", None)
    if plan.verdicts.contacts and not here.contacts:
        formulas.pop("last_contact", None)
    formulas = {k: text for k, text in formulas.items() if len(text) <= native.FORMULA_MAX}
    return formulas, known


def _column(
    plan: Plan, key: str, column: int, text: str | None, known: frozenset[str] | None
) -> ColumnEdit:
    standing = plan.standing.get(column)
    ours = OwnFormulas(text, known or frozenset(), column)
    live = _live_rows(plan, key) if ours.is_live else np.zeros(plan.rows.size, dtype=bool)
    values = _values(plan, key).with_empty_texts(live)
    if standing is None:
        filled = values.filled if ours.is_live else plan.rows.is_row
        bare = Action.VALUE if plan.table else Action.SKIP  # a table fills what nobody speaks of
        actions = _chosen(live, Action.FORMULA, _chosen(filled, Action.VALUE, bare))
    else:
        actions = _actions(plan, key, values, live, ours)
        actions = np.concatenate([actions, _below(plan, standing, ours)])
    return ColumnEdit(
        sheet=plan.marked.sheet,
        column=column,
        first_row=plan.rows.table.first_row,
        values=values.cut(len(actions)),
        actions=actions.tobytes(),
        formula=_by_row(text) if text is not None else None,
        alone=key in plan.in_python,
        style=_style(OUTPUT_OF[key], plan),
        continues=key not in plan.fresh,
    )


def _actions(plan: Plan, key: str, values: Values, live: Flags, ours: OwnFormulas) -> Actions:
    """Return what happens to each row's cell: one that says it already is left."""
    column, first, size = plan.marked.columns[key], plan.rows.table.first_row, plan.rows.size
    standing = plan.standing[column]
    same = values.same(Values.of(standing.values).cut(size))
    states = ours.states(Formulas.of(first, len(standing.values), standing.formulas))
    plan.ours += int(((states == OURS) | (states == OLD)).sum())
    states = np.append(states, np.full(size, NONE))[:size]
    foreign = states == FOREIGN
    plan.findings += [_foreign(plan, key, column, at) for at in np.flatnonzero(foreign).tolist()]
    formula = _chosen(states != OURS, Action.FORMULA, _chosen(same, Action.SKIP, Action.KEEP))
    value = _chosen((states != NONE) | ~same, Action.VALUE, Action.SKIP)
    return _chosen(foreign, Action.SKIP, _chosen(live, formula, value))


def _chosen(where: Flags, action: Action | Actions, otherwise: Action | Actions) -> Actions:
    return np.where(where, action, otherwise).astype(np.uint8)


def _below(plan: Plan, standing: Cells, ours: OwnFormulas) -> Actions:
    """Return what happens below the list: cells of ours whose client is gone go with it."""
    size, first = plan.rows.size, plan.rows.table.first_row
    states = ours.states(Formulas.of(first, len(standing.values), standing.formulas))[size:]
    filled = Values.of(standing.values).filled[size:]
    gone = [place in plan.gone for place in range(size, len(standing.values))]
    stale = (states == NONE) & np.array(gone, dtype=bool) & filled
    return _chosen(stale | (states == OURS) | (states == OLD), Action.VALUE, Action.SKIP)


def _live_rows(plan: Plan, key: str) -> Flags:
    """Return the rows whose typed cells a formula reads as we do."""
    live = plan.rows.is_row.copy()
    sourced, (kind, _, source) = plan.verdicts.sourced, key.partition("_")
    direct = () if sourced and key == "potential" else native.DIRECT.get(key, ())
    for typed in direct:
        live &= plan.rows.plain(typed)
        if typed in native.BARE:
            live &= plan.rows.bare(typed)
    if sourced is not None and kind in ("estimate", "weight"):
        live &= ~sourced.is_noted[source]
    return live


def _values(plan: Plan, key: str) -> Values:
    if key == "client_before":
        return Values.of([name or None for name in plan.rows.called()])
    if OUTPUT_OF[key].word:
        return Values(np.full(plan.rows.size, np.nan), plan.verdicts.words[key])
    return Values(plan.verdicts.numbers["segment" if key == "segment_before" else key])


def _by_row(text: str) -> Callable[[int], str]:
    return lambda row: text.replace(native.ROW, str(row))


def _style(definition: Field, plan: Plan) -> Style:
    centred = definition.kind in ("date", "code", "days") or definition.key == "class"
    return Style(
        number_format=look.shown_as(definition.number_format, plan.lang),
        align="center" if centred else None,
        like=plan.like if definition.key in plan.fresh else None,
    )


def _new_column(plan: Plan, key: str, text: str | None) -> NewColumn:
    """Return a column of an Excel table, which fills the rows that are yet to come by itself."""
    first = str(plan.rows.table.first_row)
    return NewColumn(
        header=_title(plan, key),
        formula=None if text is None else text.replace(native.ROW, first),
        style=look.OUTPUT_HEAD,
    )


def _title(plan: Plan, key: str) -> str:
    return _free_title(OUTPUT_OF[key], plan.rows.table.headers.values(), plan.lang)


def _header(plan: Plan, key: str) -> CellEdit:
    return CellEdit(
        sheet=plan.marked.sheet,
        row=plan.marked.header_row,
        column=plan.marked.columns[key],
        value=_title(plan, key),
        style=look.OUTPUT_HEAD,
    )


def _free_title(definition: Field, headers: Iterable[str], lang: Lang) -> str:
    title = definition.name(lang)
    taken = {match_key(header) for header in headers}
    return OWN_TITLE.format(title) if match_key(title) in taken else title


def _look(plan: Plan, key: str) -> ColumnLook:
    definition = OUTPUT_OF[key]
    return ColumnLook(
        sheet=plan.marked.sheet,
        column=plan.marked.columns[key],
        width=definition.width,
        outline=1 if definition.inner else 0,
        hidden=definition.inner,
    )


def _foreign(plan: Plan, key: str, column: int, index: int) -> Finding:
    return Finding(
        code="foreign_formula",
        sheet=plan.marked.sheet,
        row=plan.rows.row(index),
        column=column,
        field=key,
    )
