"""XML of a package part as a tree that knows the bytes each element stands on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = rb"[^\s=<>/\"']+"
_VALUE = rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')"
START_TAG = re.compile(rb"<(%b)((?:\s+%b%b)*)\s*(/?)>" % (_NAME, _NAME, _VALUE))
_ATTRIBUTE = re.compile(rb"\s+(%b)%b" % (_NAME, _VALUE))
_DIGITS = re.compile(r"[0-9]{1,9}")
_DEEPEST = 200
"""No part of a workbook nests so deep; who walks a tree may rely on it."""
_MOST_ELEMENTS = 3_000_000
"""Of a part that is read as a tree: some hundred bytes of memory each."""
_UTF8 = {None, "utf-8"}
"""Nothing else, ASCII neither: what is written into a part is UTF-8."""
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_SEPARATOR = " "


@dataclass(slots=True, eq=False)
class Node:
    """An element: its name, what it says, and where in the part's bytes it stands."""

    name: str
    """Without prefix."""
    space: str
    """Namespace URI; empty in a fragment, where prefixes stay in `name`."""
    attributes: dict[str, str]
    """By local name; an attribute of a namespace by `{uri}name`."""
    start: int
    inner: int
    """Where the start tag ends."""
    outer: int = -1
    """Where the end tag begins; equals `inner` in an empty-element tag."""
    end: int = -1
    children: list[Node] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own characters, those of its children left out."""
        return "".join(self.texts)

    @property
    def is_single_tag(self) -> bool:
        """Whether it is written `<a/>`, without an end tag."""
        return self.outer == self.end

    def child(self, name: str) -> Node | None:
        """Return the first child of this name in the element's own namespace."""
        return next(self.every(name), None)

    def every(self, name: str) -> Iterator[Node]:
        """Return the children of this name in the element's own namespace."""
        return (n for n in self.children if n.name == name and n.space == self.space)

    def related(self, name: str) -> str | None:
        """Return the value of an attribute that stands in some namespace, such as `r:id`."""
        tail = "}" + name
        return next((v for k, v in self.attributes.items() if k.endswith(tail)), None)


def parse(data: bytes, part: str) -> Node:
    """Return the root of a whole part; DOCTYPE, other encodings and broken XML are a HostError."""
    if data[:2] in _WIDE_MARKS:
        raise HostError("part_encoding", part=part, encoding="utf-16")
    return _TreeMaker(data, part, expat.ParserCreate(namespace_separator=_SEPARATOR)).root()


def fragment(data: bytes, part: str) -> Node:
    """Return the root of a piece cut from a part; prefixes stay in names, declared or not."""
    return _TreeMaker(data, part, expat.ParserCreate()).root()


def attribute_spans(tag: bytes) -> dict[bytes, tuple[int, int]]:
    """Where each attribute stands in a start tag, its leading space included, by raw name."""
    name = START_TAG.match(tag)
    first = name.end(1) if name else 0
    return {m[1]: m.span() for m in _ATTRIBUTE.finditer(tag, first)}


def raw_name(data: bytes, node: Node) -> bytes:
    """Return the element's name as it is written, prefix included."""
    found = START_TAG.match(data, node.start)
    return found[1] if found else node.name.encode()


def prefix_of(data: bytes, node: Node) -> bytes:
    """Return the element's prefix with its colon, empty where it has none."""
    head, colon, _ = raw_name(data, node).rpartition(b":")
    return head + colon


def whole_number(text: str | None) -> int | None:
    """Return the number that an attribute states in digits, None for anything else.

    >>> whole_number("12"), whole_number(" 12"), whole_number(None)
    (12, None, None)
    """
    return int(text) if text is not None and _DIGITS.fullmatch(text) else None


def quoted(value: str) -> str:
    """Return an attribute value, escaped and in quotes."""
    text = escape(value)
    for sign, name in (('"', "&quot;"), ("\n", "&#10;"), ("\r", "&#13;"), ("\t", "&#9;")):
        text = text.replace(sign, name)
    return f'"{text}"'


class _TreeMaker:
    """Follows one expat parser through a part and keeps the spans of its elements."""

    def __init__(self, data: bytes, part: str, parser: expat.XMLParserType) -> None:
        self._data = data
        self._part = part
        self._parser = parser
        self._top = Node(name="", space="", attributes={}, start=0, inner=0)
        self._open = [self._top]
        self._count = 0
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.XmlDeclHandler = self._declaration

    def root(self) -> Node:
        """Return the one element that holds all others."""
        try:
            self._parser.Parse(self._data, True)
        except (expat.ExpatError, UnicodeError, LookupError, ValueError) as problem:
            raise HostError("damaged", part=self._part, reason=str(problem)) from problem
        return self._top.children[0]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        place = self._parser.CurrentByteIndex
        tag = START_TAG.match(self._data, place)
        if tag is None or len(self._open) > _DEEPEST:
            raise HostError("damaged", part=self._part, reason=f"byte {place}")
        self._count += 1
        if self._count > _MOST_ELEMENTS:
            raise HostError("bomb", part=self._part, limit=_MOST_ELEMENTS)
        space, _, local = name.rpartition(_SEPARATOR)
        named = {_attribute_key(key): value for key, value in attributes.items()}
        node = Node(name=local, space=space, attributes=named, start=place, inner=tag.end())
        if tag[3]:
            node.outer = node.end = node.inner
        self._open[-1].children.append(node)
        self._open.append(node)

    def _end(self, _name: str) -> None:
        node = self._open.pop()
        if node.end < 0:
            node.outer = self._parser.CurrentByteIndex
            node.end = self._data.index(b">", node.outer) + 1

    def _characters(self, text: str) -> None:
        self._open[-1].texts.append(text)

    def _doctype(self, *_particulars: object) -> None:
        raise HostError("doctype", part=self._part)

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _UTF8:
            raise HostError("part_encoding", part=self._part, encoding=encoding)


def _attribute_key(name: str) -> str:
    space, separator, local = name.rpartition(_SEPARATOR)
    return f"{{{space}}}{local}" if separator else name
