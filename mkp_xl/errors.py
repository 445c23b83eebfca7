"""The few reasons why a whole run cannot go on; a bad cell is a finding, never one of these.

An error carries a key and its particulars; `mkp_xl.book.messages` turns them into one
sentence in the user's language.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class MkpError(Exception):
    """A run that cannot go on: the message key, and what its sentence needs to know."""

    def __init__(self, key: str, **particulars: object) -> None:
        super().__init__(key, particulars)
        self.key = key
        self.particulars = particulars


class InputError(MkpError):
    """The workbook or the command cannot be worked with as given: no list, contradictory limits."""


class HostError(MkpError):
    """The outside world refused: a damaged or locked file, a full disk."""


class SchemaError(MkpError):
    """A declaration of our own is wrong: our bug."""


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let every HostError say which file it is about."""
    try:
        yield
    except HostError as problem:
        problem.particulars.setdefault("path", str(path))
        raise
