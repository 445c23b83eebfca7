"""Cell styles of ours, found in the styles part or appended to it; existing ids never move."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from mkp_xl.book.grid import Style
from mkp_xl.hosts.xlsx.formats import FIRST_CUSTOM_ID, built_in_id, shows_date
from mkp_xl.hosts.xlsx.markup import Node, fragment, quoted
from mkp_xl.hosts.xlsx.styles import custom_codes, section

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.splice import XmlPart

_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_RESERVED_FILLS = ("none", "gray125")
_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)


class Look:
    """A style of ours on its way to a cell: it gets its index when the first cell takes it."""

    def __init__(self, style: Style, index: Callable[[Style], int]) -> None:
        self._style = style
        self._index = index
        self.shows_date = shows_date(style.number_format)

    @cached_property
    def attribute(self) -> bytes:
        """The attribute ` s="5"` of the cells that take it."""
        return b' s="%d"' % self._index(self._style)


Looks = Callable[[Style | None], Look | None]


class StyleSheet:
    """The styles part of one run: asked for a style, it answers with its index."""

    def __init__(self, part: XmlPart) -> None:
        self._part = part
        self._lists = {name: self._raw_items(name) for name in _ORDER}
        self._had = {name: len(items) for name, items in self._lists.items()}
        self._formats = custom_codes(part.root)
        self._indexes: dict[Style, int] = {}
        self._known: dict[str, dict[tuple[object, ...], int]] = {}

    def index(self, style: Style) -> int:
        """The `s` of a style; equal styles share one."""
        if not self._indexes:
            self._need_defaults()
        if style not in self._indexes:
            self._indexes[style] = self._place("cellXfs", self._xf(style))
        return self._indexes[style]

    def finish(self) -> None:
        """Put what was appended into the part."""
        for place, name in enumerate(_ORDER):
            fresh = self._lists[name][self._had[name] :]
            if not fresh:
                continue
            holder = self._part.root.child(name)
            count = str(len(self._lists[name]))
            if holder:
                self._part.append(holder, "".join(fresh))
                self._part.set_attribute(holder, "count", count)
            else:
                tag = self._tag(name)
                xml = f'<{tag} count="{count}">{"".join(fresh)}</{tag}>'
                self._part.insert_in_order(xml, _ORDER[:place])

    def _xf(self, style: Style) -> str:
        base = self._base("cellXfs")
        said = dict(base.attributes) if base else {"borderId": "0", "xfId": "0"}
        said |= {"numFmtId": str(self._format_id(style.number_format)), "applyNumberFormat": "1"}
        if style.bold or style.color or style.size is not None:
            said |= {"fontId": str(self._place("fonts", self._font(style))), "applyFont": "1"}
        if style.fill:
            said |= {"fillId": str(self._place("fills", self._fill(style.fill))), "applyFill": "1"}
        alignment = self._alignment(base, style)
        if alignment:
            said["applyAlignment"] = "1"
        attributes = "".join(f" {name}={quoted(value)}" for name, value in said.items())
        protection = base.child("protection") if base else None
        kept = self._part.raw(protection).decode() if protection else ""
        xf = self._tag("xf")
        content = alignment + kept
        return f"<{xf}{attributes}>{content}</{xf}>" if content else f"<{xf}{attributes}/>"

    def _alignment(self, base: Node | None, style: Style) -> str:
        old = base.child("alignment") if base else None
        said = dict(old.attributes) if old else {}
        if style.align:
            said["horizontal"] = style.align
        if style.wrap:
            said["wrapText"] = "1"
        attributes = "".join(f" {name}={quoted(value)}" for name, value in said.items())
        return f"<{self._tag('alignment')}{attributes}/>" if said else ""

    def _font(self, style: Style) -> str:
        base = self._base("fonts")
        said = {n.name: self._part.raw(n).decode() for n in base.children} if base else {}
        if style.bold:
            said["b"] = f"<{self._tag('b')}/>"
        if style.size is not None:
            said["sz"] = f'<{self._tag("sz")} val="{style.size:g}"/>'
        if style.color:
            said["color"] = f'<{self._tag("color")} rgb="FF{style.color.upper()}"/>'
        known = "".join(said.pop(name) for name in _FONT_ORDER if name in said)
        font = self._tag("font")
        return f"<{font}>{known}{''.join(said.values())}</{font}>"

    def _fill(self, color: str) -> str:
        front = f'<{self._tag("fgColor")} rgb="FF{color.upper()}"/>'
        back = f'<{self._tag("bgColor")} indexed="64"/>'
        pattern = self._tag("patternFill")
        fill = self._tag("fill")
        return f'<{fill}><{pattern} patternType="solid">{front}{back}</{pattern}></{fill}>'

    def _format_id(self, code: str) -> int:
        number = built_in_id(code)
        if number is not None:
            return number
        found = next((key for key, own in self._formats.items() if own == code), None)
        if found is None:
            found = max([FIRST_CUSTOM_ID - 1, *self._formats]) + 1
            self._formats[found] = code
            said = f'numFmtId="{found}" formatCode={quoted(code)}'
            self._lists["numFmts"].append(f"<{self._tag('numFmt')} {said}/>")
        return found

    def _need_defaults(self) -> None:
        """Fill lists that are empty: index 0 must mean the plain thing before ours come."""
        pattern = self._tag("patternFill")
        fills = self._lists["fills"]
        for kind in _RESERVED_FILLS[len(fills) :]:
            fill = self._tag("fill")
            fills.append(f'<{fill}><{pattern} patternType="{kind}"/></{fill}>')
        plain_xf = f'<{self._tag("xf")} numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        defaults = {
            "fonts": f'<{self._tag("font")}><{self._tag("sz")} val="11"/>'
            f'<{self._tag("name")} val="Calibri"/></{self._tag("font")}>',
            "borders": f"<{self._tag('border')}/>",
            "cellStyleXfs": plain_xf,
            "cellXfs": plain_xf.replace("/>", ' xfId="0"/>'),
        }
        for name, xml in defaults.items():
            if not self._lists[name]:
                self._lists[name].append(xml)

    def _place(self, name: str, xml: str) -> int:
        known = self._meanings(name)
        wanted = _meaning(fragment(xml.encode(), self._part.name))
        if wanted not in known:
            known[wanted] = len(self._lists[name])
            self._lists[name].append(xml)
        return known[wanted]

    def _meanings(self, name: str) -> dict[tuple[object, ...], int]:
        if name not in self._known:
            pieces = (fragment(xml.encode(), self._part.name) for xml in self._lists[name])
            meanings = list(enumerate(map(_meaning, pieces)))
            self._known[name] = {meaning: index for index, meaning in reversed(meanings)}
        return self._known[name]

    def _base(self, name: str) -> Node | None:
        return next(iter(section(self._part.root, name)), None)

    def _raw_items(self, name: str) -> list[str]:
        return [self._part.raw(node).decode() for node in section(self._part.root, name)]

    def _tag(self, name: str) -> str:
        return self._part.prefix + name


def _meaning(node: Node) -> tuple[object, ...]:
    """Make an element a value: equal for elements that say the same in another spelling."""
    parts = tuple(_meaning(child) for child in node.children)
    name = node.name.rpartition(":")[2]
    return name, frozenset(node.attributes.items()), parts, node.text.strip()
