"""Which columns of ours each list carries, and where those to come are placed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mkp_xl.book import frame, native, writing
from mkp_xl.book.address import Place
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.marks import MarkedList

if TYPE_CHECKING:
    from mkp_xl.book.choosing import ClientList
    from mkp_xl.book.flow import Request
    from mkp_xl.book.planning import Computed
    from mkp_xl.book.reading import OpenBook


@dataclass(frozen=True, slots=True)
class _Placed:
    """A list with our columns, those to come included."""

    marked: MarkedList | None
    """None for a list that carries none."""
    fresh: frozenset[str] = frozenset()
    """Those to come."""
    table: str = ""
    """The Excel table that takes them in; "" for none."""


def list_plans(
    book: OpenBook, request: Request, computed: list[Computed], *, native_cells: bool
) -> list[writing.Plan]:
    """Return how each list that carries our columns, or is to carry them, is written."""
    plans = []
    for one in computed:
        placed = _placed(book, request, one, native_cells=native_cells)
        if placed.marked is not None:
            plans.append(
                writing.Plan(
                    rows=one.rows,
                    verdicts=one.verdicts,
                    marked=placed.marked,
                    native_cells=native_cells,
                    lang=book.lang,
                    standing=one.standing,
                    gone=_gone(one, placed.marked),
                    fresh=placed.fresh,
                    table=placed.table,
                    like=_neighbour(one) if request.as_list_looks else None,
                )
            )
    return plans


def wanted(request: Request, book: OpenBook, chosen: ClientList) -> list[str]:
    """Return the columns that a list is to have of those asked for, and all that they read.

    Columns of several sources come where there is a sheet of estimates, or some came before; of
    those, what the others rest on comes back when it was deleted.
    """
    stands = native.is_sourced(chosen.marked.columns if chosen.marked else ())
    core = native.CORE if stands else ()
    if request.attach is None or chosen is not book.lists[0]:
        return list(core)
    sourced = stands or book.estimates is not None or "estimates" in request.add
    cycles = native.has_cycles(chosen.table.columns)
    return native.closure([*request.attach, *core], sourced=sourced, cycles=cycles)


def _placed(book: OpenBook, request: Request, one: Computed, *, native_cells: bool) -> _Placed:
    marked = _with_inputs(one, request)
    whole = wanted(request, book, one.client_list)
    standing = dict(marked.columns) if marked else {}
    asked = set(request.attach or ())
    keys = [k for k in whole if native_cells or k in asked or OUTPUT_OF[k].of_sources]
    fresh = [key for key in keys if key not in standing]
    if not fresh:
        return _Placed(marked)
    marked = marked or _first_marked(one, request)
    start, in_table = frame.first_free(book, one.client_list, len(fresh), in_table=request.in_file)
    columns = standing | {key: start + offset for offset, key in enumerate(fresh)}
    excel = one.client_list.table.excel
    table = excel.name if in_table and excel else ""
    return _Placed(replace(marked, columns=columns), frozenset(fresh), table)


def _with_inputs(one: Computed, request: Request) -> MarkedList | None:
    """Return the list with the columns and rows that this run reads, None where it is unmarked."""
    marked = one.client_list.marked
    if marked is None:
        return None
    return replace(_first_marked(one, request), number=marked.number, columns=marked.columns,
                   lost=marked.lost)  # fmt: skip


def _first_marked(one: Computed, request: Request) -> MarkedList:
    """Return the list as it is marked at first, none of our columns there yet."""
    table, marked, box = one.client_list.table, one.client_list.marked, request.asked.box
    has_bottom = marked.bottom if marked else box is not None and box[2] > box[0]
    return MarkedList(
        sheet=table.sheet,
        number=1,
        header_row=table.header_row,
        columns={},
        inputs=table.columns,
        bottom=table.header_row + one.rows.size if has_bottom else None,
    )


def _neighbour(one: Computed) -> Place:
    """Return the cell of the list that our columns stand beside."""
    table = one.client_list.table
    return Place(table.sheet, table.first_row, table.last_column)


def _gone(one: Computed, marked: MarkedList) -> frozenset[int]:
    """Return the positions below the list that remember a client of the last recalculation."""
    remembered = one.standing.get(marked.columns.get("client_before", 0))
    values = remembered.values if remembered else []
    return frozenset(
        index for index in range(one.rows.size, len(values)) if values[index] is not None
    )
