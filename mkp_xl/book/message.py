"""What a finding says: how much it matters, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkp_xl.book.findings import Severity

if TYPE_CHECKING:
    from mkp_xl.book.fields import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One kind of finding: how much it matters, what is wrong, what to do."""

    severity: Severity
    what: Text
    do: Text
    about: Text | None = None
    """Said of a single finding only: the figures of that one cell."""


def error(what: Text, do: Text, about: Text | None = None) -> Message:
    """Return a message of something left out or not computed."""
    return Message(severity=Severity.ERROR, what=what, do=do, about=about)


def warning(what: Text, do: Text, about: Text | None = None) -> Message:
    """Return a message of something that is computed, but doubtful."""
    return Message(severity=Severity.WARNING, what=what, do=do, about=about)


def note(what: Text, do: Text, about: Text | None = None) -> Message:
    """Return a message of something good to know."""
    return Message(severity=Severity.NOTE, what=what, do=do, about=about)
