"""The jobs that take out of a book what is ours, or lead formulas home to it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mkp_xl.book.detaching import removal_of
from mkp_xl.book.repairing import led_home, links_of
from mkp_xl.faces.jobs import Target, without_garbage_collection
from mkp_xl.hosts.xlsx.host import XlsxHost
from mkp_xl.hosts.xlsx.macro_book import carried

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.detaching import Removal
    from mkp_xl.hosts.contract import Progress, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Detached:
    """What of a book was taken away, and what was written."""

    removal: Removal
    keeps_macros: bool
    """Whether macros of ours stay: somebody may have written into their project since."""
    is_as_before: bool
    """Whether every part is again what it was before the list was attached."""
    written: Written | None = None


def detach(target: Target, step: Progress, *, dry_run: bool) -> Detached:
    """Take away all that is ours: put the book back as it was where nothing has saved it since."""
    host = XlsxHost(target.path, output=target.output, progress=step)
    origin, macros = host.origin, _macros(target.path)
    removal = removal_of(host, helpers=macros.helpers, with_macros=macros.go)
    told = partial(Detached, removal=removal, keeps_macros=macros.stay)
    if dry_run:
        return told(is_as_before=host.remembers_before())
    written = host.restore_before()
    if written:
        return told(is_as_before=True, written=written)
    with tempfile.TemporaryDirectory(prefix="mkp-") as folder, without_garbage_collection():
        emptied, left = (Path(folder) / f"{n}{target.path.suffix}" for n in range(2))
        XlsxHost(target.path, output=emptied, progress=step).write(removal.emptied())
        XlsxHost(emptied, output=left, progress=step).take_away(removal, macros.ribbons)
        output = target.output or target.path
        last = XlsxHost(left, output=output, progress=step, origin=origin)
        return told(is_as_before=False, written=last.cut_unused_styles(removal.styles))


class _Macros(NamedTuple):
    """What becomes of the macros that a book got from us."""

    go: bool = False
    stay: bool = False
    helpers: tuple[str, ...] = ()
    """Sheets that nothing needs any more."""
    ribbons: Sequence[bytes] = ()


def _macros(path: Path) -> _Macros:
    from mkp_xl.faces.excel import books, helpers  # noqa: PLC0415  the flow needs no xlwings

    if helpers.macro_version(path) is None:
        return _Macros()
    there = carried(path)
    if there and not books.is_ours(there):
        return _Macros(stay=True)
    return _Macros(go=there is not None, helpers=helpers.TITLES, ribbons=books.ribbons())


def repair(target: Target, step: Progress, *, dry_run: bool) -> tuple[int, Written | None]:
    """Lead calls of our functions home; how many formulas change, and what was written."""
    links: set[int] = set()

    def mended(formula: str) -> str:
        links.update(links_of(formula))
        return led_home(formula)

    origin = XlsxHost(target.path).origin
    with tempfile.TemporaryDirectory(prefix="mkp-") as folder:
        home = Path(folder) / target.path.name
        count, written = XlsxHost(target.path, output=home, progress=step).mend_formulas(mended)
        if written is None or dry_run:
            return count, None
        output = target.output or target.path
        last = XlsxHost(home, output=output, progress=step, origin=origin)
        return count, last.drop_unused_links(links)
