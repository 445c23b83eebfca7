"""How a copy stood when it was made: data that travels in it, as texts of a hidden sheet."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book.cells import match_key
from mkp_xl.book.sharing.holding import KNOWN, Held, Part, Row
from mkp_xl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkp_xl.book.carrying import Record
    from mkp_xl.book.fields import Sheet

SHEET: Final = "_mkp_base"
"""The title of the hidden sheet."""
_FORMAT: Final = "mkp_xl base 1"
_LONGEST: Final = 30_000
"""Letters of one cell: spreadsheets take 32,767."""
_MOST: Final = 1 << 28
_SKETCHED: Final = 200
"""Clients by which a book is known again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """How a copy stood when it was made."""

    book: str
    """Name of the book it was made from."""
    sheet: str
    """Title of the client list there."""
    manager: str
    own: dict[str, str]
    """Headers of the team's own columns in the copy, by key."""
    common: dict[str, Any]
    """Settings and days off, the same in every copy."""
    sketch: list[str]
    """Some clients of the whole list."""
    records: dict[Sheet, list[Record]]
    """By sheet."""


def sketch_of(held: Held) -> list[str]:
    """Return fingerprints of some clients, the same ones whatever their order is."""
    found = {next(_prints(row)) for row in held.clients.rows}
    return sorted(found)[:_SKETCHED]


def is_of(base: Base, held: Held, sheet: str) -> bool:
    """Return whether a copy was made from a book: the book has most of those clients still."""
    if not base.sketch:
        return match_key(base.sheet) == match_key(sheet)
    here = {one for row in held.clients.rows for one in _prints(row)}
    return 2 * sum(one in here for one in base.sketch) >= len(base.sketch)


def as_held(base: Base, theirs: Held) -> Held:
    """Return how a copy stood, its cells read as the copy's are."""
    was = Held(parts={}, currency=theirs.currency, lang=theirs.lang)
    for kind, records in base.records.items():
        rows = [Row(record=record, said=was.means(kind, record)) for record in records]
        was.parts[kind] = Part(kind=kind, rows=rows)
    return was


def packed(base: Base) -> list[str]:
    """Return the texts of the cells that hold a base: what it is, then the data in pieces."""
    data = json.dumps(asdict(base), separators=(",", ":")).encode()
    text = base64.urlsafe_b64encode(zlib.compress(data, 9)).decode()
    pieces = [text[at : at + _LONGEST] for at in range(0, len(text), _LONGEST)]
    head = f"{_FORMAT} {len(pieces)} {hashlib.sha256(text.encode()).hexdigest()}"
    return [head, *(f"{number}:{piece}" for number, piece in enumerate(pieces, start=1))]


def unpacked(texts: Sequence[str]) -> Base:
    """Return the base that cells hold; raises InputError where it is not whole.

    >>> base = Base(book="b", sheet="s", manager="m", own={}, common={}, sketch=[], records={})
    >>> unpacked(packed(base)) == base
    True
    """
    heads = [text for text in texts if text.startswith(_FORMAT)]
    pieces = dict(text.split(":", 1) for text in texts if ":" in text)
    text = "".join(pieces[number] for number in sorted(pieces, key=_number))
    said = f"{_FORMAT} {len(pieces)} {hashlib.sha256(text.encode()).hexdigest()}"
    if heads != [said]:
        raise InputError("copy_damaged")
    try:
        data = zlib.decompressobj().decompress(base64.urlsafe_b64decode(text), _MOST)
        known: dict[str, Any] = json.loads(data)
        base = Base(**known)
    except (binascii.Error, zlib.error, ValueError, TypeError) as problem:
        raise InputError("copy_damaged") from problem
    if not _is_sound(base):
        raise InputError("copy_damaged")
    return base


def _is_sound(base: Base) -> bool:
    """Return whether a base that says it is whole has the shape of one."""
    shapes: tuple[tuple[object, type], ...] = (
        (base.book, str), (base.sheet, str), (base.manager, str), (base.own, dict),
        (base.common, dict), (base.sketch, list), (base.records, dict),
    )  # fmt: skip
    if not all(isinstance(one, shape) for one, shape in shapes):
        return False
    days = base.common.get("days", [])
    return (
        isinstance(base.common.get("settings", {}), dict)
        and isinstance(days, list)
        and all(isinstance(day, float | int) for day in days)
        and all(kind in KNOWN and _are_records(rows) for kind, rows in base.records.items())
    )


def _are_records(rows: object) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _prints(row: Row) -> Iterator[str]:
    for key in ("client_id", "client"):
        if said := row.said.get(key):
            text = f"{key}:{match_key(str(said))}"
            yield hashlib.sha256(text.encode()).hexdigest()[:12]
