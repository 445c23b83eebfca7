"""How a log's rows find their client: by ID where both sheets have it, else by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mkp_xl.book.cells import Raw, match_keys
from mkp_xl.book.columns import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.grid import Cells

Codes = npt.NDArray[np.int64]
_CRITERION = re.compile(r"[*?~]|\A[=<>]|\A[-+$€£₽.,(]?\s*\d|\A#|\A\s|\s\Z")
_WORD_VALUE = re.compile(
    r"\A(?:true|false|истина|ложь|(?:янв|фев|мар|апр|май|мая|июн|июл|авг|сен|окт|ноя|дек"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zа-я.]*\s*\d*)\Z",
    re.IGNORECASE,
)
_CRITERION_MAX = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A log against a client list."""

    client: Codes
    """Position of each log row's first client with that key; -1 unknown, -2 blank key."""
    twin: Codes
    """For each client the position of the first client with the same key; itself if alone."""
    native: bool
    """Whether a formula's comparison finds the same clients."""


def keys(cells: Cells) -> list[str]:
    """Return the keys of a column as they are compared."""
    return match_keys(texts(cells))


def join(clients: Cells, log: Cells) -> Joined:
    """Return which client each row of a log speaks of."""
    client_keys, log_keys = keys(clients), keys(log)
    first: dict[str, int] = {}
    for position, key in enumerate(client_keys):
        if key:
            first.setdefault(key, position)
    twin = np.array(
        [first.get(key, position) for position, key in enumerate(client_keys)], dtype=np.int64
    )
    client = np.array([first.get(key, -1) if key else -2 for key in log_keys], dtype=np.int64)
    return Joined(
        client=client,
        twin=twin,
        native=alike(clients.values, client_keys, log.values, log_keys),
    )


def plain_key(raw: Raw) -> bool:
    """Return whether a formula's criterion takes the key literally.

    >>> [plain_key(k) for k in ("К-0001", 12346.0, "12346", "8 Марта", "ООО *", ">5", "Март 5")]
    [True, True, False, False, False, False, False]
    """
    if isinstance(raw, float):
        return True
    return (
        isinstance(raw, str)
        and len(raw) <= _CRITERION_MAX
        and not _CRITERION.search(raw)
        and not _WORD_VALUE.match(raw)
    )


def alike(
    clients: Sequence[Raw], client_keys: list[str], log: Sequence[Raw], log_keys: list[str]
) -> bool:
    """Return whether every key is plain and spelt alike, letter case apart, on both sheets."""
    if "" in client_keys and "" in log_keys:
        return False  # a blank equals a blank in a formula
    spelt: dict[str, Raw] = {}
    for raw, key in zip(clients, client_keys, strict=True):
        if key and not _fits(spelt, raw, key, of_client=True):
            return False
    return all(
        key not in spelt or _fits(spelt, raw, key, of_client=False)
        for raw, key in zip(log, log_keys, strict=True)
    )


def _fits(spelt: dict[str, Raw], raw: Raw, key: str, *, of_client: bool) -> bool:
    form = raw.lower() if isinstance(raw, str) else raw
    known = spelt.setdefault(key, form) if of_client else spelt[key]
    return type(known) is type(form) and known == form and (not of_client or plain_key(raw))
