"""Cells of an open book written by a command: what was there is remembered for undoing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from mkp_xl.errors import MkpError
from mkp_xl.faces.buttons import words
from mkp_xl.hosts.live import undo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Changes
    from mkp_xl.faces.buttons.desk import Desk
    from mkp_xl.hosts.live import LiveHost
    from mkp_xl.hosts.live.open_book import OpenBook


class MidwayError(Exception):
    """What nobody foresaw went wrong when cells may have changed already."""


@contextmanager
def changing_cells(book: OpenBook) -> Iterator[None]:
    """Let what nobody foresaw say that cells may have changed by then, and end all undoing."""
    try:
        yield
    except MkpError:
        raise
    except Exception as problem:
        undo.forget(book)
        raise MidwayError from problem


def written(desk: Desk, host: LiveHost, changes: Changes, lang: Lang) -> list[str]:
    """Write changes and remember what was there; return what a person is to know of that."""
    parts = []
    with changing_cells(desk.book):
        done = host.write(changes)
        if done is None:
            parts.append(words.NOTHING_CHANGED(lang))
        elif host.before is not None and not undo.keep(desk.book, host.before):
            parts.append(words.NO_UNDO(lang))
        if host.plain_sheets:
            parts.append(words.plain(host.plain_sheets, desk.program, lang))
    return parts
