"""Shared strings and the rich text of cells: what a person reads, without phonetic runs."""

from __future__ import annotations

import re

from mkp_xl.hosts.xlsx.markup import Node, fragment, parse
from mkp_xl.hosts.xlsx.text import element_text, unpacked

_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>)?\s*<sst(?:\s[^<>]*)?(?<!/)>\s*")
_PLAIN = re.compile(rb"<t(?: xml:space=\"preserve\")?>([^<]*)</t></si>\s*")
_ITEM_END = b"</si>"
_TAIL = b"</sst>"
_UTF8_SAID = re.compile(rb"encoding=[\"'](?:utf-?8|us-ascii)[\"']", re.IGNORECASE)


class SharedStrings:
    """The workbook's shared strings, by index; ValueError where there is none or it is malformed.

    Each is understood when it is first asked for.
    """

    def __init__(self, part: str, data: bytes) -> None:
        self._part = part
        self._pieces: list[bytes | str] = _simple_pieces(data) or _all_texts(part, data)

    def __len__(self) -> int:
        return len(self._pieces)

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._pieces):
            raise ValueError(f"no string {index}")
        piece = self._pieces[index]
        if isinstance(piece, bytes):
            piece = self._pieces[index] = self._understood(piece)
        return piece

    def several(self, indexes: list[bytes]) -> list[str]:
        """Strings by their indexes as a sheet writes them."""
        if b"_" in b"".join(indexes):
            raise ValueError("an index with an underscore")
        return [self[int(index)] for index in indexes]

    def _understood(self, piece: bytes) -> str:
        plain = _PLAIN.fullmatch(piece)
        if plain is None:
            return rich_text(fragment(b"<si>" + piece, self._part))
        return unpacked(element_text(plain[1]))


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


def _simple_pieces(data: bytes) -> list[bytes | str]:
    """Return the string items as bytes, if the part is written the plain way; else nothing."""
    head = _HEAD.match(data)
    body = data.rstrip()
    if head is None or not body.endswith(_TAIL) or b"<!" in data or data.count(b"<?") > 1:
        return []
    if b"encoding" in head[0] and not _UTF8_SAID.search(head[0]):
        return []
    first, *pieces = body[head.end() : -len(_TAIL)].split(b"<si>")
    if first.strip() or data.count(_ITEM_END) != len(pieces):
        return []
    if not all(piece.rstrip().endswith(_ITEM_END) for piece in pieces):
        return []
    return list(pieces)


def _all_texts(part: str, data: bytes) -> list[bytes | str]:
    root = parse(data, part)
    return [rich_text(node) for node in root.every("si")]
