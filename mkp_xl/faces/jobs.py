"""The jobs behind the commands: open a workbook, run the flow, write what came out."""

from __future__ import annotations

import gc
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mkp_xl.book import flow
from mkp_xl.book.days import serial_of
from mkp_xl.book.reading import open_book
from mkp_xl.book.showing import Shown, show
from mkp_xl.errors import InputError
from mkp_xl.hosts.contract import Written
from mkp_xl.hosts.xlsx.files import replace_file
from mkp_xl.hosts.xlsx.host import XlsxHost

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.flow import Request
    from mkp_xl.book.marks import CellsMode
    from mkp_xl.book.planning import Outcome
    from mkp_xl.hosts.contract import Progress


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
        with without_garbage_collection():
            written: Written | None
            if self.with_macros:
                written = _write_with_macros(self.with_macros, self, step)
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
    request = fitting(request, path)
    if gets_macros:
        from mkp_xl.faces.excel.helpers import helper_sheets  # noqa: PLC0415  the flow needs no VBA

        cells = cells_for(path, request.cells)
        request = replace(request, helpers=helper_sheets, cells=cells, can_detach=False)
    with without_garbage_collection():
        host = XlsxHost(target.path, output=target.output, progress=step)
        if gets_macros:
            _refuse_taken_helpers(host, target.path)
        outcome = flow.run(host, request, step)
    with_macros = Target(path=target.path, output=path) if gets_macros else None
    return Prepared(host=host, outcome=outcome, with_macros=with_macros)


def _refuse_taken_helpers(host: XlsxHost, path: Path) -> None:
    """Raise InputError where a sheet of the team's bears the title of one that macros need."""
    from mkp_xl.faces.excel.helpers import TITLES, macro_version  # noqa: PLC0415  the flow needs no VBA

    taken = [sheet.title for sheet in host.look().sheets if sheet.title in TITLES]
    if taken and macro_version(path) is None:
        raise InputError("helper_taken", sheet=taken[0])


def _write_with_macros(target: Target, prepared: Prepared, step: Progress) -> Written:
    """Write a book beside the one it is made from, with our macros in it."""
    from mkp_xl.faces.excel.books import write_with_macros  # noqa: PLC0415  the flow needs no VBA

    path, origin, outcome = target.output or target.path, prepared.host.origin, prepared.outcome
    with tempfile.TemporaryDirectory(prefix="mkp-") as folder:
        computed = Path(folder) / target.path.name
        XlsxHost(target.path, output=computed, origin=origin).write(outcome.changes, step)
        write = partial(write_with_macros, computed, outcome.book.lang)
        kept = replace_file(*origin, path, write)
    return Written(target=path, kept=kept)


def recalculate(target: Target, request: Request, step: Progress) -> Done:
    """Compute the book and write what is ours."""
    return prepare(target, request, step).write(step)


def look(path: Path, request: Request, step: Progress) -> Done:
    """Compute the book and write nothing."""
    outcome = flow.run(XlsxHost(path, progress=step), fitting(request, path), step)
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


@contextmanager
def without_garbage_collection() -> Iterator[None]:
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


def cells_for(path: Path, asked: CellsMode | None) -> CellsMode:
    """Return how the columns of a new book are made."""
    return asked or ("udf" if has_macros(path) else "native")


def fitting(request: Request, path: Path) -> Request:
    """Return a request as it is asked of a file."""
    return replace(request, has_macros=has_macros(path), in_file=True)
