"""The columns of a table as a command shows them: what each is taken for, how surely, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich import box
from rich.table import Table

from mkp_xl.book.address import letters
from mkp_xl.book.fields import Text
from mkp_xl.faces.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkp_xl.book.fields import Lang

_HEADS = (
    Text("Столбец", "Column"),
    Text("Заголовок", "Header"),
    Text("Что это", "What it is"),
    Text("Уверенность", "Confidence"),
    Text("Почему", "Why"),
)


class Line(NamedTuple):
    """One column of a table."""

    column: int
    header: str
    meaning: str
    """What it is taken for, "" for nothing."""
    confidence: float
    why: str


def column_table(lines: Iterable[Line], lang: Lang) -> Table:
    """Return the lines as a table for the terminal."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in _HEADS:
        shown.add_column(head(lang), overflow="fold")
    for line in lines:
        shown.add_row(
            letters(line.column),
            plain(line.header),
            line.meaning or "—",
            f"{line.confidence:.0%}" if line.meaning else "",
            line.why,
        )
    return shown
