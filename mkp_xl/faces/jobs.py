"""The jobs behind the commands: open a workbook, run the flow, write what came out."""

from __future__ import annotations

import gc
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from mkp_xl.book import flow
from mkp_xl.book import pilot as pilots
from mkp_xl.book.days import serial_of
from mkp_xl.book.detaching import removal_of
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.grid import Changes
from mkp_xl.book.reading import open_book
from mkp_xl.book.repairing import led_home
from mkp_xl.book.showing import Shown, show
from mkp_xl.errors import InputError
from mkp_xl.faces.demo_data import demo_data
from mkp_xl.hosts.contract import Written
from mkp_xl.hosts.xlsx.files import replace_file
from mkp_xl.hosts.xlsx.host import XlsxHost
from mkp_xl.hosts.xlsx.package import stamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.workbook import Workbook

    from mkp_xl.book.detaching import Removal
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.flow import Request
    from mkp_xl.book.marks import CellsMode
    from mkp_xl.book.planning import Outcome
    from mkp_xl.faces.template import Record
    from mkp_xl.hosts.contract import Progress

MOST_CLIENTS = 1_048_575


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The workbook a job works on, and where its result goes (None: in place)."""

    path: Path
    output: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a job found, and what it wrote; None where nothing was to be written."""

    outcome: Outcome
    written: Written | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A book computed, nothing written yet."""

    host: XlsxHost
    outcome: Outcome
    with_macros: Target | None = None
    """Where a book goes that is to get macros."""

    def write(self, step: Progress) -> Done:
        """Write what is ours; the summary says how long that took."""
        started = time.perf_counter()
        with _no_garbage_collection():
            written: Written | None
            if self.with_macros:
                written = _write_with_macros(self.with_macros, self.outcome, step)
            else:
                written = self.host.write(self.outcome.changes, step)
        self.outcome.summary.seconds["write"] = round(time.perf_counter() - started, 3)
        return Done(outcome=self.outcome, written=written)


def prepare(
    target: Target, request: Request, step: Progress, *, gives_macros: bool = False
) -> Prepared:
    """Compute the book; the summary says how long each part took.

    With `gives_macros` a book without macros whose result is to be an .xlsm gets ours.
    """
    path = target.output or target.path
    gets_macros = gives_macros and has_macros(path) and not has_macros(target.path)
    request = _fitting(request, path)
    if gets_macros:
        from mkp_xl.faces.excel.helpers import helper_sheets  # noqa: PLC0415  see `_build`

        cells = _cells(path, request.cells)
        request = replace(request, helpers=helper_sheets, cells=cells, can_detach=False)
    with _no_garbage_collection():
        host = XlsxHost(target.path, output=target.output, progress=step)
        outcome = flow.run(host, request, step)
    with_macros = Target(path=target.path, output=path) if gets_macros else None
    return Prepared(host=host, outcome=outcome, with_macros=with_macros)


def _write_with_macros(target: Target, outcome: Outcome, step: Progress) -> Written:
    """Write a book beside the one it is made from, with our macros in it."""
    from mkp_xl.faces.excel.books import write_with_macros  # noqa: PLC0415  see `_build`

    path = target.output or target.path
    with tempfile.TemporaryDirectory(prefix="mkp-") as folder:
        computed = Path(folder) / target.path.name
        XlsxHost(target.path, output=computed).write(outcome.changes, step)
        write = partial(write_with_macros, computed, outcome.book.lang)
        kept = replace_file(computed, stamp(computed.stat()), path, write)
    return Written(target=path, kept=kept)


def recalculate(target: Target, request: Request, step: Progress) -> Done:
    """Compute the book and write what is ours."""
    return prepare(target, request, step).write(step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detached:
    """What of a book was taken away, and what was written."""

    removal: Removal
    is_as_before: bool
    """Whether every part is again what it was before the list was attached."""
    written: Written | None = None


def detach(target: Target, step: Progress, *, dry_run: bool) -> Detached:
    """Take away all that is ours: put the book back as it was where nothing has saved it since."""
    host = XlsxHost(target.path, output=target.output, progress=step)
    removal = removal_of(host)
    if dry_run:
        return Detached(removal=removal, is_as_before=host.remembers_before())
    written = host.restore_before()
    if written:
        return Detached(removal=removal, is_as_before=True, written=written)
    with tempfile.TemporaryDirectory(prefix="mkp-") as folder, _no_garbage_collection():
        emptied = Path(folder) / target.path.name
        XlsxHost(target.path, output=emptied, progress=step).write(removal.emptied())
        last = XlsxHost(emptied, output=target.output or target.path, progress=step)
        return Detached(removal=removal, is_as_before=False, written=last.take_away(removal))


def repair(target: Target, step: Progress) -> tuple[int, Written | None]:
    """Lead calls of our functions home; how many formulas changed, and what was written."""
    host = XlsxHost(target.path, output=target.output, progress=step)
    return host.mend_formulas(led_home)


def look(path: Path, request: Request, step: Progress) -> Done:
    """Compute the book and write nothing."""
    outcome = flow.run(XlsxHost(path, progress=step), _fitting(request, path), step)
    outcome.summary.seconds["write"] = 0.0
    return Done(outcome=outcome)


def read_back(path: Path, sheet: str | None, today: dt.date) -> Shown:
    """Return what of a book is ours, as records."""
    return show(open_book(XlsxHost(path), today=serial_of(today)), sheet)


def spoken(path: Path, today: dt.date, otherwise: Lang) -> Lang:
    """Return the language of a book; another's books have none of ours."""
    try:
        return open_book(XlsxHost(path), today=serial_of(today)).lang
    except InputError:
        return otherwise


def new(path: Path, lang: Lang, cells: CellsMode | None, today: dt.date, step: Progress) -> Done:
    """Make an empty workbook ready to be filled in, with macros if its name ends in .xlsm."""
    _check_name(path)
    if path.exists():
        raise InputError("file_exists", path=str(path))
    request = flow.Request(
        today=serial_of(today), attach=tuple(OUTPUT_OF), cells=_cells(path, cells), lang=lang
    )
    return _build(path, lang, {}, request, step)


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
    with _no_garbage_collection():
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
            cells=_cells(order.path, order.cells),
            lang=lang,
        )
        records: dict[str, list[Record]] = {"clients": list(chosen.clients)}
        for kind, entries in chosen.logs.items():
            records[kind] = [entry.record for entry in entries]
        done = _build(order.path, lang, records, request, step, chosen.keys)
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
    records: Mapping[str, Sequence[Record]] = {
        "clients": data.clients,
        "orders": data.orders,
        "contacts": data.contacts,
    }
    request = flow.Request(
        today=serial_of(as_of),
        as_of=serial_of(as_of),
        settings={"as_of_mode": "fixed"},
        attach=tuple(OUTPUT_OF),
        cells=_cells(path, None),
        lang=lang,
    )
    return _build(path, lang, records, request, step, shows_functions=True)


def _build(
    path: Path,
    lang: Lang,
    records: Mapping[str, Sequence[Record]],
    request: Request,
    step: Progress,
    log_keys: Mapping[str, str] = MappingProxyType({}),
    *,
    shows_functions: bool = False,
) -> Done:
    """Compute a fresh template, so that a new book is made as any other is."""
    from mkp_xl.faces.template import template  # noqa: PLC0415  recalculation needs no XlsxWriter

    if not has_macros(path):
        with tempfile.TemporaryDirectory(prefix="mkp-") as folder:
            source = Path(folder) / path.name
            source.write_bytes(template(lang, records, log_keys))
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
        source.write_bytes(template(lang, records, log_keys, add_sheets))
        done = recalculate(Target(path=source, output=computed), request, step)
        write = partial(write_with_macros, computed, lang)
        kept = replace_file(computed, stamp(computed.stat()), path, write)
        return replace(done, written=Written(target=path, kept=kept))


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Let nobody look for cycles among millions of cells, where there are none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def has_macros(path: Path) -> bool:
    """Whether a book of this name may carry macros."""
    return path.suffix.casefold() == ".xlsm"


def _cells(path: Path, asked: CellsMode | None) -> CellsMode:
    """Return how the columns of a new book are made."""
    return asked or ("udf" if has_macros(path) else "native")


def _fitting(request: Request, path: Path) -> Request:
    return replace(request, has_macros=has_macros(path), in_file=True)


def _check_name(path: Path) -> None:
    if path.suffix.casefold() not in (".xlsx", ".xlsm"):
        raise InputError("new_needs_xlsx", path=str(path))
