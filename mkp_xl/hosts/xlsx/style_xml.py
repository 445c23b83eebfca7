"""The XML of one style of ours: its font, fill and alignment over those of the Normal style."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.markup import fragment, quoted

if TYPE_CHECKING:
    from mkp_xl.book.grid import Style
    from mkp_xl.hosts.xlsx.markup import Node

RESERVED_FILLS = ("none", "gray125")
"""Patterns that a spreadsheet takes for granted at the first two places."""
_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)


class StyleXml:
    """Writes elements of the styles part with that part's prefix."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def element(self, name: str, attributes: dict[str, str], content: str = "") -> str:
        """One element, a single tag where it has no content."""
        tag = self._prefix + name
        said = "".join(f" {key}={quoted(value)}" for key, value in attributes.items())
        return f"<{tag}{said}>{content}</{tag}>" if content else f"<{tag}{said}/>"

    def prefixed(self, xml: str) -> str:
        """Return elements of no prefix with the part's."""
        return re.sub(r"<(/?)(?=[A-Za-z])", rf"<\1{self._prefix}", xml)

    def cell_format(self, style: Style, base: str, said: dict[str, str]) -> str:
        """Format of a cell: that of unstyled cells, but for what is said and aligned."""
        old = fragment(base.encode(), "styles")
        inside = {_local(child.name): child for child in old.children}
        content = self._alignment(style, inside.pop("alignment", None))
        attributes = _own_attributes(old) | said
        if content:
            attributes["applyAlignment"] = "1"
        if style.unlocked:
            content += self.element("protection", {"locked": "0"})
            attributes["applyProtection"] = "1"
            inside.pop("protection", None)
        for child in inside.values():
            content += base.encode()[child.start : child.end].decode()
        return self.element("xf", attributes, content)

    def font(self, style: Style, base: str) -> str:
        """Font of a style: the base font, but for what the style says."""
        raw = base.encode()
        children = fragment(raw, "styles").children
        said = {_local(child.name): raw[child.start : child.end].decode() for child in children}
        if style.bold:
            said["b"] = self.element("b", {})
        if style.underline:
            said["u"] = self.element("u", {})
        if style.font:
            said["name"] = self.element("name", {"val": style.font})
            said.pop("scheme", None)
        if style.size is not None:
            said["sz"] = self.element("sz", {"val": f"{style.size:g}"})
        if style.color:
            said["color"] = self.element("color", {"rgb": f"FF{style.color.upper()}"})
        known = "".join(said.pop(name) for name in _FONT_ORDER if name in said)
        return self.element("font", {}, known + "".join(said.values()))

    def border(self, style: Style) -> str:
        """Lines around a cell."""
        kind = "medium" if style.thick else "thin"
        sides = {"left": style.left, "right": style.right, "top": style.top}
        sides |= {"bottom": style.bottom, "diagonal": None}
        lines = "".join(self._line(side, kind, color) for side, color in sides.items())
        return self.element("border", {}, lines)

    def _line(self, side: str, kind: str, color: str | None) -> str:
        if color is None:
            return self.element(side, {})
        return self.element(side, {"style": kind}, self.element("color", {"rgb": f"FF{color}"}))

    def fill(self, color: str) -> str:
        """Fill of one colour."""
        front = self.element("fgColor", {"rgb": f"FF{color.upper()}"})
        back = self.element("bgColor", {"indexed": "64"})
        pattern = self.element("patternFill", {"patternType": "solid"}, front + back)
        return self.element("fill", {}, pattern)

    def plain(self) -> dict[str, list[str]]:
        """Return what each list of the part must begin with before anything is added to it."""
        kinds = ({"patternType": kind} for kind in RESERVED_FILLS)
        said = {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0"}
        font = self.element("sz", {"val": "11"}) + self.element("name", {"val": "Calibri"})
        return {
            "fonts": [self.element("font", {}, font)],
            "fills": [self.element("fill", {}, self.element("patternFill", k)) for k in kinds],
            "borders": [self.element("border", {})],
            "cellStyleXfs": [self.element("xf", said)],
            "cellXfs": [self.element("xf", said | {"xfId": "0"})],
        }

    def _alignment(self, style: Style, old: Node | None) -> str:
        said = _own_attributes(old) if old else {}
        if style.align:
            said["horizontal"] = style.align
        if style.wrap:
            said["wrapText"] = "1"
        if style.middle or style.upper:
            said["vertical"] = "center" if style.middle else "top"
        if style.indent:
            said |= {"horizontal": said.get("horizontal", "left"), "indent": str(style.indent)}
        return self.element("alignment", said) if said else ""


def meaning(xml: str) -> tuple[object, ...]:
    """Return an element as a value: equal for elements that say the same in another spelling."""
    return meaning_of(fragment(xml.encode(), "styles"))


def meaning_of(node: Node) -> tuple[object, ...]:
    """Return what an element says, as a value."""
    parts = tuple(meaning_of(child) for child in node.children)
    said = frozenset(_own_attributes(node).items())
    return _local(node.name), said, parts, node.text.strip()


def _own_attributes(node: Node) -> dict[str, str]:
    return {name: value for name, value in node.attributes.items() if ":" not in name}


def _local(name: str) -> str:
    return name.rpartition(":")[2]
