"""Small edits of one XML part, gathered first and applied to its bytes in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mkp_xl.errors import SchemaError
from mkp_xl.hosts.xlsx.flat import Flat, spread
from mkp_xl.hosts.xlsx.letters import sliced
from mkp_xl.hosts.xlsx.markup import (
    START_TAG,
    Node,
    attribute_spans,
    parse,
    prefix_of,
    quoted,
    raw_name,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.hosts.xlsx.letters import Places

MANY = 10_000
"""So many edits of a block are made by arrays."""
Edit = tuple[int, int, bytes]
"""Where a replaced span starts and ends, and what takes its place."""


class XmlPart:
    """A part with its tree; every byte outside the edits stays as it is."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data
        self.root = parse(data, name)
        self.prefix = prefix_of(data, self.root).decode()
        self._edits: list[tuple[int, int, bytes]] = []
        self._appended: dict[int, tuple[Node, list[bytes]]] = {}

    def raw(self, node: Node) -> bytes:
        """Return the bytes of a whole element."""
        return self.data[node.start : node.end]

    def replace(self, node: Node, xml: str) -> None:
        """Put other XML in an element's place; an empty text removes it."""
        self._edits.append((node.start, node.end, xml.encode()))

    def insert_after(self, node: Node, xml: str) -> None:
        """Put XML directly behind an element."""
        self._edits.append((node.end, node.end, xml.encode()))

    def insert_first(self, parent: Node, xml: str) -> None:
        """Put XML before all children of an element that has an end tag."""
        if parent.is_single_tag:
            self.append(parent, xml)
        else:
            self._edits.append((parent.inner, parent.inner, xml.encode()))

    def append(self, parent: Node, xml: str | bytes) -> None:
        """Put XML behind the last child of an element."""
        raw = xml if isinstance(xml, bytes) else xml.encode()
        self._appended.setdefault(id(parent), (parent, []))[1].append(raw)

    def insert_in_order(self, xml: str, earlier: tuple[str, ...]) -> None:
        """Put a child of the root behind the last of those the schema wants before it."""
        before = [n for n in self.root.children if n.name in earlier and n.space == self.root.space]
        if before:
            self.insert_after(before[-1], xml)
        else:
            self.insert_first(self.root, xml)

    def set_attribute(self, node: Node, name: str, value: str) -> None:
        """Give an attribute another value, or add it behind the others."""
        if node.attributes.get(name) == value:
            return
        tag = self.data[node.start : node.inner]
        text = f" {name}={quoted(value)}".encode()
        span = attribute_spans(tag).get(name.encode())
        if span is None:
            found = START_TAG.match(tag)
            place = found.end(2) if found else 0
            span = (place, place)
        self._edits.append((node.start + span[0], node.start + span[1], text))

    def result(self) -> bytes:
        """Return the part with all edits made."""
        edits = [*self._edits, *map(self._appending, self._appended.values())]
        edits.sort(key=lambda edit: edit[:2])
        return spliced(self.data, edits)

    def _appending(self, request: tuple[Node, list[bytes]]) -> tuple[int, int, bytes]:
        parent, pieces = request
        xml = b"".join(pieces)
        if not parent.is_single_tag:
            return parent.outer, parent.outer, xml
        slash = self.data.rindex(b"/", parent.start, parent.end)
        closing = b"</" + raw_name(self.data, parent) + b">"
        return slash, parent.end, b">" + xml + closing


class Edits(NamedTuple):
    """Many edits of one block of bytes, as arrays: nothing is done in Python for each of them."""

    starts: Places
    ends: Places
    news: Flat

    @classmethod
    def of(cls, edits: Sequence[Edit]) -> Edits:
        """Return edits that were gathered one by one."""
        starts, ends, news = zip(*edits, strict=True) if edits else ((), (), ())
        return cls(np.array(starts, np.int64), np.array(ends, np.int64), Flat.of(news))

    @classmethod
    def together(cls, several: Sequence[Edits]) -> Edits:
        """Return the edits of several; those of one place stay in this order."""
        if not several:
            return cls.of([])
        starts, ends, news = zip(*several, strict=True)
        return cls(np.concatenate(starts), np.concatenate(ends), Flat.together(news))

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return len(self.starts) > 0

    def shifted(self, starts: Places, shifts: Places) -> Edits:
        """Return the edits further on, each by what is said of the stretch it starts in."""
        shift = shifts[np.searchsorted(starts, self.starts, side="right") - 1]
        return Edits(self.starts + shift, self.ends + shift, self.news)

    def made_in(self, data: bytes) -> bytes:
        """Return the bytes with every span replaced; SchemaError where two of them overlap."""
        order = self._order()
        starts, ends = self.starts[order].astype(np.int64), self.ends[order].astype(np.int64)
        before = np.append(0, ends[:-1])
        if (starts < before).any():
            raise SchemaError("edits_overlap", byte=int(starts[starts < before][0]))
        if len(order) < MANY:
            return self._joined(data, order, starts, ends)
        lengths = self.news.lengths[order]
        growth = lengths - (ends - starts)
        places = np.empty(len(order), np.int64)
        places[order] = starts + np.cumsum(growth) - growth
        new = spread(places, self.news.lengths)
        stays = np.ones(len(data), dtype=bool)
        stays[spread(starts, ends - starts)] = False
        is_old = np.ones(len(data) + int(growth.sum()), dtype=bool)
        is_old[new] = False
        made = np.empty(len(is_old), np.uint8)
        made[new] = self.news.letters
        made[is_old] = np.frombuffer(data, np.uint8)[stays]
        return made.tobytes()

    def _joined(self, data: bytes, order: Places, starts: Places, ends: Places) -> bytes:
        """Return the bytes sliced around the edits: few of them are made sooner so."""
        news = self.news.texts()
        old = sliced(data, np.append(0, ends), np.append(starts, len(data)))
        pieces = [b""] * (2 * len(old) - 1)
        pieces[::2], pieces[1::2] = old, [news[place] for place in order.tolist()]
        return b"".join(pieces)

    def _order(self) -> Places:
        """Return the order of the places; what is put in before a replaced span comes first."""
        order = np.argsort(self.starts, kind="stable")
        if (np.diff(self.starts[order]) == 0).any():
            order = np.lexsort((self.ends, self.starts))
        return order


def spliced(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Return bytes with spans replaced."""
    return Edits.of(edits).made_in(data) if edits else data
