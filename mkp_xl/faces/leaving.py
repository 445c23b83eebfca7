"""The jobs that take out of a book what is ours, or lead formulas home to it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mkp_xl.book.detaching import removal_of
from mkp_xl.book.repairing import led_home
from mkp_xl.faces.jobs import Target, without_garbage_collection
from mkp_xl.hosts.xlsx.host import XlsxHost

if TYPE_CHECKING:
    from mkp_xl.book.detaching import Removal
    from mkp_xl.hosts.contract import Progress, Written


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
    with tempfile.TemporaryDirectory(prefix="mkp-") as folder, without_garbage_collection():
        emptied = Path(folder) / target.path.name
        XlsxHost(target.path, output=emptied, progress=step).write(removal.emptied())
        last = XlsxHost(emptied, output=target.output or target.path, progress=step)
        return Detached(removal=removal, is_as_before=False, written=last.take_away(removal))


def repair(target: Target, step: Progress) -> tuple[int, Written | None]:
    """Lead calls of our functions home; how many formulas changed, and what was written."""
    host = XlsxHost(target.path, output=target.output, progress=step)
    return host.mend_formulas(led_home)
