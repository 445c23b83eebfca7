"""What set-up remembers, so that `--undo` takes away exactly what it wrote."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORM = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file that set-up wrote: what stood there before it ever ran, what it left there."""

    key: str
    before: bytes | None
    after: str
    """SHA-256 of what was written."""
    value: str | None = None
    """For the settings: the path of Python that was written, as latin-1 text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that set-up wrote on a computer."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    """By path."""
    folders: tuple[str, ...] = ()
    """Folders that were made."""
    seen: tuple[str, ...] = ()
    """Files that were there and that Excel needs: the libraries of xlwings."""
    no_addin: bool = False
    """The add-in was declined."""


def digest(data: bytes) -> str:
    """Return what tells whether a file is still the same."""
    return hashlib.sha256(data).hexdigest()


def dump(record: Record) -> bytes:
    """Return a record as a file."""
    entries = {
        path: {
            "key": entry.key,
            "before": None if entry.before is None else base64.b64encode(entry.before).decode(),
            "after": entry.after,
            "value": entry.value,
        }
        for path, entry in record.entries.items()
    }
    value = {
        "form": _FORM,
        "entries": entries,
        "folders": list(record.folders),
        "seen": list(record.seen),
        "no_addin": record.no_addin,
    }
    return (json.dumps(value, ensure_ascii=True, indent=1) + "\n").encode("ascii")


def load(data: bytes | None) -> Record | None:
    """Return a record read from its file; None where there is none, or it cannot be understood."""
    if data is None:
        return None
    try:
        value = json.loads(data)
        if value["form"] != _FORM:
            return None
        return Record(
            entries={str(path): _entry(entry) for path, entry in value["entries"].items()},
            folders=tuple(map(str, value["folders"])),
            seen=tuple(map(str, value["seen"])),
            no_addin=bool(value["no_addin"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _entry(value: Mapping[str, Any]) -> Entry:
    before, written = value["before"], value["value"]
    return Entry(
        key=str(value["key"]),
        before=None if before is None else base64.b64decode(before, validate=True),
        after=str(value["after"]),
        value=None if written is None else str(written),
    )
