"""The jobs that make books: an empty one, the demonstration, a pilot of a list."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from mkp_xl.book import flow
from mkp_xl.book import pilot as pilots
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.grid import Changes
from mkp_xl.errors import InputError
from mkp_xl.faces.demo_data import demo_data
from mkp_xl.faces.demo_sources import demo_sources
from mkp_xl.faces.demo_team import demo_team
from mkp_xl.faces.jobs import (
    Done,
    Target,
    cells_for,
    has_macros,
    recalculate,
    without_garbage_collection,
)
from mkp_xl.hosts.contract import Written
from mkp_xl.hosts.xlsx.files import replace_file
from mkp_xl.hosts.xlsx.host import XlsxHost
from mkp_xl.hosts.xlsx.package import stamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from xlsxwriter.workbook import Workbook

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.flow import Request
    from mkp_xl.book.marks import CellsMode
    from mkp_xl.faces.template import Brought, Record
    from mkp_xl.hosts.contract import Progress

MOST_CLIENTS = 1_048_575


def new(path: Path, lang: Lang, cells: CellsMode | None, today: dt.date, step: Progress) -> Done:
    """Make an empty workbook ready to be filled in, with macros if its name ends in .xlsm."""
    _check_name(path)
    if path.exists():
        raise InputError("file_exists", path=str(path))
    request = flow.Request(
        today=serial_of(today), attach=tuple(OUTPUT_OF), cells=cells_for(path, cells), lang=lang
    )
    return build(path, lang, {}, request, step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The first clients of a list, and the smaller book they stand in."""

    done: Done
    clients: int
    """How many were chosen."""
    of: int
    share: float
    """Of the list's purchases; NaN where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotOrder:
    """Which clients of a list go into a smaller book; `count` None for all of them."""

    source: Path
    path: Path
    count: int | None
    lang: Lang | None
    cells: CellsMode | None


def pilot(order: PilotOrder, today: dt.date, step: Progress) -> Chosen:
    """Make a book of the first clients of a list by money, or let a standing one grow to them."""
    _check_name(order.path)
    request = flow.Request(today=serial_of(today))
    with without_garbage_collection():
        reckoned = flow.reckon(XlsxHost(order.source, progress=step), request, step)
    if order.path.exists() and order.path.samefile(order.source):
        raise InputError("pilot_is_list", path=str(order.path))
    chosen = pilots.choose(reckoned, order.count)
    if order.path.exists():
        done = _grow(order, chosen, request, step)
    else:
        lang = order.lang or reckoned.book.lang
        request = flow.Request(
            today=request.today,
            settings=chosen.settings,
            attach=tuple(OUTPUT_OF),
            cells=cells_for(order.path, order.cells),
            lang=lang,
        )
        records: dict[str, list[Record]] = {"clients": list(chosen.clients)}
        for kind, entries in chosen.logs.items():
            records[kind] = [entry.record for entry in entries]
        done = build(order.path, lang, records, request, step, chosen.keys)
    return Chosen(done=done, clients=len(chosen.clients), of=chosen.of, share=chosen.share)


def _grow(order: PilotOrder, chosen: pilots.Pilot, request: Request, step: Progress) -> Done:
    """Append what a standing book lacks and compute it, in one replacement of the file."""
    path = order.path
    with tempfile.TemporaryDirectory(prefix="mkp-") as folder:
        grown = Path(folder) / path.name
        host = XlsxHost(path, output=grown, progress=step)
        standing = flow.reckon(host, request, step)
        if not standing.book.marks.says:
            raise InputError("not_a_pilot", path=str(path))
        if order.lang or order.cells:
            raise InputError("pilot_stands", path=str(path))
        edits = pilots.missing(chosen, standing)
        known = standing.book.settings.boxes.get("orders_from")
        if "orders_from" in chosen.settings and (known is None or known.raw is None):
            typed = {"orders_from": chosen.settings["orders_from"]}
            request = replace(request, settings=typed)
        if not edits:
            return recalculate(Target(path=path), request, step)
        host.write(Changes(cells=edits, grows=True))
        return recalculate(Target(path=grown, output=path), request, step)


def demo(path: Path, clients: int, lang: Lang, as_of: dt.date, step: Progress) -> Done:
    """Make the demonstration workbook: invented clients, two years of orders and contacts."""
    _check_name(path)
    if clients > MOST_CLIENTS:
        raise InputError("too_many_clients", most=float(MOST_CLIENTS))
    data = demo_data(clients, lang=lang, as_of=as_of)
    sources = demo_sources(data, lang=lang, as_of=as_of)
    team = demo_team(sources.clients, data.contacts, lang=lang, as_of=as_of)
    records: Mapping[str, Sequence[Record]] = {
        "clients": team.clients,
        "orders": data.orders,
        "contacts": team.contacts,
        "people": team.people,
        "team": team.team,
        "estimates": sources.estimates,
        "norms": sources.norms,
    }
    request = flow.Request(
        today=serial_of(as_of),
        as_of=serial_of(as_of),
        settings={"as_of_mode": "fixed"},
        attach=tuple(OUTPUT_OF),
        cells=cells_for(path, None),
        lang=lang,
    )
    return build(path, lang, records, request, step, shows_functions=True)


def build(
    path: Path,
    lang: Lang,
    records: Mapping[str, Sequence[Record]],
    request: Request,
    step: Progress,
    log_keys: Mapping[str, str] = MappingProxyType({}),
    *,
    shows_functions: bool = False,
    brought: Brought | None = None,
) -> Done:
    """Compute a fresh template, so that a new book is made as any other is."""
    from mkp_xl.faces.template import Brought, template  # noqa: PLC0415  recalculation needs no XlsxWriter

    brought = brought or Brought()
    if not has_macros(path):
        with tempfile.TemporaryDirectory(prefix="mkp-") as folder:
            source = Path(folder) / path.name
            source.write_bytes(template(lang, records, log_keys, brought=brought))
            return recalculate(Target(path=source, output=path), request, step)
    from mkp_xl.faces.excel.books import write_with_macros  # noqa: PLC0415  nor any VBA
    from mkp_xl.faces.excel.functions_sheet import add_functions_sheet  # noqa: PLC0415
    from mkp_xl.faces.excel.helpers import add_helpers  # noqa: PLC0415

    def add_sheets(book: Workbook, lang: Lang) -> None:
        if shows_functions:
            add_functions_sheet(book, lang)
        add_helpers(book, lang)

    with tempfile.TemporaryDirectory(prefix="mkp-") as folder:
        source, computed = Path(folder) / path.name, Path(folder) / f"computed_{path.name}"
        source.write_bytes(template(lang, records, log_keys, add_sheets, brought))
        done = recalculate(Target(path=source, output=computed), request, step)
        write = partial(write_with_macros, computed, lang)
        kept = replace_file(computed, stamp(computed.stat()), path, write)
        return replace(done, written=Written(target=path, kept=kept))


def _check_name(path: Path) -> None:
    if path.suffix.casefold() not in (".xlsx", ".xlsm"):
        raise InputError("new_needs_xlsx", path=str(path))
