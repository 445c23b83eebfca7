"""Cell styles of ours, found in the styles part or appended to it; existing ids never move."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from mkp_xl.book.grid import Style
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.formats import FIRST_CUSTOM_ID, GENERAL, built_in_id, shows_date
from mkp_xl.hosts.xlsx.markup import fragment, whole_number
from mkp_xl.hosts.xlsx.style_xml import StyleXml, meaning
from mkp_xl.hosts.xlsx.styles import custom_codes, section

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.splice import XmlPart

_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
)


MOST_FORMATS = 65_490
"""So many cell formats a book may have in Excel."""


class Look:
    """A style of ours on its way to a cell: it gets its index when the first cell takes it."""

    def __init__(self, style: Style, index: Callable[[Style], int]) -> None:
        self._style = style
        self._index = index
        self.shows_date = shows_date(style.number_format)
        self.is_general = style.number_format == GENERAL

    @cached_property
    def attribute(self) -> bytes:
        """The attribute ` s="5"` of the cells that take it."""
        return b' s="%d"' % self._index(self._style)


Looks = Callable[[Style | None], Look | None]


class StyleSheet:
    """The styles part of one run: asked for a style, it answers with its index."""

    def __init__(self, part: XmlPart) -> None:
        self._part = part
        self._xml = StyleXml(part.prefix)
        self._lists = {
            name: [part.raw(node).decode() for node in section(part.root, name)] for name in _ORDER
        }
        self._had = {name: len(items) for name, items in self._lists.items()}
        self._formats = custom_codes(part.root)
        self._known: dict[str, dict[tuple[object, ...], int]] = {}
        for name, items in self._xml.plain().items():
            self._lists[name] += items[self._had[name] :]

    def index(self, style: Style, base: int = 0) -> int:
        """Return the `s` of a style over that of a base, the unstyled cells' by default.

        A cell format that says the same is not made twice.
        """
        formats = self._lists["cellXfs"]
        under = formats[base] if base < self._had["cellXfs"] else formats[0]
        said = {"numFmtId": str(self._format_id(style.number_format)), "applyNumberFormat": "1"}
        if any((style.bold, style.color, style.size is not None, style.font, style.underline)):
            font = self._xml.font(style, self._lists["fonts"][self._font_of(under)])
            said |= {"fontId": str(self._place("fonts", font)), "applyFont": "1"}
        if style.fill:
            fill = self._xml.fill(style.fill)
            said |= {"fillId": str(self._place("fills", fill)), "applyFill": "1"}
        if any((style.top, style.bottom, style.left, style.right)):
            border = self._xml.border(style)
            said |= {"borderId": str(self._place("borders", border)), "applyBorder": "1"}
        return self._place("cellXfs", self._xml.cell_format(style, under, said))

    def _font_of(self, cell_format: str) -> int:
        said = whole_number(fragment(cell_format.encode(), "styles").attributes.get("fontId"))
        return said if said is not None and said < self._had["fonts"] else 0

    def difference(self, dxf: str) -> int:
        """Return the index of a conditional format's look, given as an element without prefix."""
        return self._place("dxfs", self._xml.prefixed(dxf))

    def finish(self) -> None:
        """Put what was appended into the part."""
        for place, name in enumerate(_ORDER):
            fresh = "".join(self._lists[name][self._had[name] :])
            count = {"count": str(len(self._lists[name]))}
            holder = self._part.root.child(name)
            if holder and fresh:
                self._part.append(holder, fresh)
                self._part.set_attribute(holder, "count", count["count"])
            elif fresh:
                xml = self._xml.element(name, count, fresh)
                self._part.insert_in_order(xml, _ORDER[:place])

    def _format_id(self, code: str) -> int:
        number = built_in_id(code)
        if number is not None:
            return number
        found = next((key for key, own in self._formats.items() if own == code), None)
        if found is None:
            found = max([FIRST_CUSTOM_ID - 1, *self._formats]) + 1
            self._formats[found] = code
            said = {"numFmtId": str(found), "formatCode": code}
            self._lists["numFmts"].append(self._xml.element("numFmt", said))
        return found

    def _place(self, name: str, xml: str) -> int:
        """Index of an element in its list, appended if no element there says the same."""
        items = self._lists[name]
        if name not in self._known:
            self._known[name] = {meaning(item): index for index, item in enumerate(items)}
        known, wanted = self._known[name], meaning(xml)
        if wanted not in known:
            if name == "cellXfs" and len(items) >= MOST_FORMATS:
                raise HostError("too_many_styles", part=self._part.name, limit=MOST_FORMATS)
            known[wanted] = len(items)
            items.append(xml)
        return known[wanted]
