"""Text in XML: `_xHHHH_` escapes, entities, and the characters XML cannot hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BORDER = "\x00"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNFIT = "\x01-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff"
_ESCAPED_TOO = "_(?=x[0-9A-Fa-f]{4}[_%s])"
"""What would read as an escape, also with the one that is written behind it."""
_NEEDS_ESCAPE = re.compile(f"[{_BORDER}{_UNFIT}]|{_ESCAPED_TOO % (_BORDER + _UNFIT)}")
_NEEDS_ESCAPE_BUT_BORDER = re.compile(f"[{_UNFIT}]|{_ESCAPED_TOO % _UNFIT}")
_NUMBERED = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")
_NAMED = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_EDGE_SPACE = " \t\n\r"


def escape(text: str) -> str:
    """Text as the characters of an element, all that XML takes for markup named.

    >>> escape("a<b & c>")
    'a&lt;b &amp; c&gt;'
    """
    # `xml.sax.saxutils` has one too, but brings the whole of `urllib` along.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def packed(text: str) -> str:
    r"""Text as the characters of an XML element, control characters as `_xHHHH_`.

    >>> packed("a<b\r_x000D_")
    'a&lt;b_x000D__x005F_x000D_'
    """
    return escape(_NEEDS_ESCAPE.sub(_numbered, text))


def packed_all(texts: Sequence[str]) -> list[bytes]:
    r"""Pack and encode many texts in one go.

    >>> packed_all(["a<b", "\r", ""])
    [b'a&lt;b', b'_x000D_', b'']
    """
    joined = _BORDER.join(texts)
    if not texts or joined.count(_BORDER) != len(texts) - 1:
        return [packed(text).encode() for text in texts]
    packed_texts = escape(_NEEDS_ESCAPE_BUT_BORDER.sub(_numbered, joined))
    return packed_texts.encode().split(_BORDER.encode())


def unpacked(text: str) -> str:
    r"""Return the text behind `_xHHHH_` escapes.

    >>> unpacked("a_x000D__x005F_x000D_")
    'a\r_x000D_'
    """
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def texts_of_all(raws: Sequence[bytes]) -> list[str]:
    r"""Understand the characters of many elements in one go; ValueError if any is wrong.

    >>> texts_of_all([b"a&lt;b", b"_x000D_", b""])
    ['a<b', '\r', '']
    """
    border = _BORDER.encode()
    joined = border.join(raws)
    texts = unpacked(element_text(joined)).split(_BORDER) if raws else []
    if len(texts) != len(raws):
        return [unpacked(element_text(raw)) for raw in raws]
    return texts


def element_text(raw: bytes) -> str:
    """Return the characters of an element without children; ValueError if they are wrong.

    >>> element_text(b"a &lt; &#98;")
    'a < b'
    """
    text = raw.decode()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in text:
        text = _entities(text)
    return text


def keeps_space(text: str) -> bool:
    """Whether the text needs `xml:space="preserve"` to keep its edges."""
    return bool(text) and (text[0] in _EDGE_SPACE or text[-1] in _EDGE_SPACE)


def _numbered(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _entities(text: str) -> str:
    if "&#" in text:
        text = _NUMBERED.sub(_character, text)
    for name, character in _NAMED.items():
        text = text.replace(name, character)
    if text.count("&") != text.count("&amp;"):
        raise ValueError("unknown entity")
    return text.replace("&amp;", "&")


def _character(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16) if found[1] else int(found[2]))
    return "&amp;" if character == "&" else character
