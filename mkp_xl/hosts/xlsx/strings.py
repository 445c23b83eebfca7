"""Shared strings and the rich text of cells: what a person reads, without phonetic runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.hosts.xlsx.letters import sliced, spells
from mkp_xl.hosts.xlsx.markup import Node, fragment, parse
from mkp_xl.hosts.xlsx.text import element_text, texts_of_all, unpacked

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.letters import Flags, Places

_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>)?\s*<sst(?:\s[^<>]*)?(?<!/)>\s*")
_ITEM, _ITEM_END, _TAIL = b"<si>", b"</si>", b"</sst>"
_OPENINGS = (b"<t>", b'<t xml:space="preserve">')
_ENDING = b"</t></si>"
_PADDING = bytes(64)
_UTF8_SAID = re.compile(rb"encoding=[\"']utf-8[\"']", re.IGNORECASE)


class SharedStrings:
    """The workbook's shared strings, by index; ValueError where there is none or it is malformed.

    Each is understood when it is asked for.
    """

    def __init__(self, part: str, data: bytes) -> None:
        self._part = part
        self._data = data
        self._rich: dict[int, str] = {}
        self._items = _simple_items(data)
        self._texts = [] if self._items is not None else _all_texts(part, data)
        if self._items is not None:
            self._start, self._end, self._plain = _plain_texts(data, self._items)

    def __len__(self) -> int:
        return len(self._texts) if self._items is None else len(self._items)

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self):
            raise ValueError(f"no string {index}")
        return self.texts(np.array([index]))[0]

    def several(self, indexes: list[bytes]) -> list[str]:
        """Strings by their indexes as a sheet writes them."""
        if b"_" in b"".join(indexes):
            raise ValueError("an index with an underscore")
        said = [int(index) for index in indexes]
        wrong = next((index for index in said if not 0 <= index < len(self)), None)
        if wrong is not None:  # it may be beyond 64 bits
            raise ValueError(f"no string {wrong}")
        return self.texts(np.array(said, dtype=np.int64))

    def texts(self, indexes: Places) -> list[str]:
        """Strings by their indexes; a string that is asked for twice is understood once."""
        if not len(indexes):
            return []
        if indexes.min() < 0 or indexes.max() >= len(self):
            wrong = indexes[(indexes < 0) | (indexes >= len(self))][0]
            raise ValueError(f"no string {wrong}")
        if self._items is None:
            return [self._texts[index] for index in indexes.tolist()]
        if (np.diff(indexes) == 1).all():
            return self._understood(indexes)
        unique, places = np.unique(indexes, return_inverse=True)
        if len(unique) == len(indexes):
            return self._understood(indexes)
        found = self._understood(unique)
        return [found[place] for place in places.tolist()]

    def prove(self, indexes: Places) -> None:
        """Raise HostError where one of the strings is no well-formed rich text."""
        if self._items is not None and not self._plain.all():
            for index in np.unique(indexes[~self._plain[indexes]]).tolist():
                self._of_any(index)

    def _understood(self, indexes: Places) -> list[str]:
        plain = self._plain[indexes]
        some = indexes[plain]
        texts = texts_of_all(sliced(self._data, self._start[some], self._end[some]))
        if plain.all():
            return texts
        left = iter(texts)
        pairs = zip(indexes.tolist(), plain.tolist(), strict=True)
        return [next(left) if is_plain else self._of_any(index) for index, is_plain in pairs]

    def _of_any(self, index: int) -> str:
        if index not in self._rich and self._items is not None:
            start = int(self._items[index])
            stop = self._data.index(_ITEM_END, start) + len(_ITEM_END)
            self._rich[index] = rich_text(fragment(self._data[start:stop], self._part))
        return self._rich[index]


def rich_text(node: Node) -> str:
    """Return the text of an `si` or `is` element with that of its runs, but no phonetic ones."""
    texts: list[str] = []
    for child in node.children:
        if _local(child) == "t":
            texts.append(unpacked(child.text))
        elif _local(child) == "r":
            texts += (unpacked(part.text) for part in child.children if _local(part) == "t")
    return "".join(texts)


def _local(node: Node) -> str:
    return node.name.rpartition(":")[2]


def _simple_items(data: bytes) -> Places | None:
    """Return where each string item begins, if the part is written the plain way."""
    head = _HEAD.match(data)
    body = data.rstrip()
    if head is None or not body.endswith(_TAIL) or b"<!" in data or data.count(b"<?") > 1:
        return None
    if b"encoding" in head[0] and not _UTF8_SAID.search(head[0]):
        return None
    try:
        element_text(data)
    except ValueError:
        return None
    letters = np.frombuffer(data + _PADDING, np.uint8)
    opens = np.flatnonzero(letters == _ITEM[0])
    starts = opens[spells(letters, opens, _ITEM)]
    ends = opens[spells(letters, opens, _ITEM_END)] + len(_ITEM_END)
    if data.count(_ITEM[:-1]) != len(starts) or data.count(_ITEM_END[:-1]) != len(ends):
        return None  # a tag with a space in it, or an item with attributes
    if len(starts) != len(ends) or not len(starts):
        return None if len(ends) or body[head.end() : -len(_TAIL)].strip() else starts
    following = np.append(starts[1:], len(body) - len(_TAIL))
    in_order = starts[0] == head.end() and bool((ends <= following).all())
    gaps = np.flatnonzero(ends != following)
    between = zip(ends[gaps].tolist(), following[gaps].tolist(), strict=True)
    return starts if in_order and not any(data[a:b].strip() for a, b in between) else None


def _plain_texts(data: bytes, items: Places) -> tuple[Places, Places, Flags]:
    """Return where the characters of each item begin and end, and which items are a mere text."""
    letters = np.frombuffer(data + _PADDING, np.uint8)
    start = np.zeros(len(items), dtype=np.int64)
    for opening in _OPENINGS:
        fits = spells(letters, items + len(_ITEM), opening)
        start[fits] = items[fits] + len(_ITEM) + len(opening)
    opens = np.append(np.flatnonzero(letters == _ITEM[0]), len(data))
    end = opens[np.minimum(np.searchsorted(opens, start), len(opens) - 1)]
    plain = (start > 0) & spells(letters, end, _ENDING)
    return start, end, plain


def _all_texts(part: str, data: bytes) -> list[str]:
    root = parse(data, part)
    return [rich_text(node) for node in root.every("si")]
