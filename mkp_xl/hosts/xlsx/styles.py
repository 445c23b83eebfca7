"""The styles part as it stands: the number format of each cell style."""

from __future__ import annotations

from functools import cached_property

from mkp_xl.hosts.xlsx.formats import GENERAL, built_in_code, shows_date
from mkp_xl.hosts.xlsx.markup import Node, parse, whole_number
from mkp_xl.hosts.xlsx.style_xml import meaning_of

DEFAULT_PART = "xl/styles.xml"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


class Styles:
    """Number formats by style index (the `s` of a cell)."""

    def __init__(self, part: str, data: bytes | None) -> None:
        self.root = parse(data, part) if data is not None else None

    @cached_property
    def codes(self) -> list[str]:
        """The number format code of each cell style."""
        own = custom_codes(self.root)
        return [_code(own, _format_id(xf)) for xf in section(self.root, "cellXfs")]

    @cached_property
    def dates(self) -> list[bool]:
        """Whether each cell style shows a date."""
        return [shows_date(code) for code in self.codes]

    def code(self, style: int) -> str:
        """Return the number format code of a style; General where there is no such style."""
        return self.codes[style] if 0 <= style < len(self.codes) else GENERAL

    def is_date(self, style: int) -> bool:
        """Whether a style shows a date."""
        return 0 <= style < len(self.dates) and self.dates[style]

    def is_plain(self, style: int) -> bool:
        """Whether a style says what a cell without one is like."""
        formats = section(self.root, "cellXfs")
        if not 0 < style < len(formats):
            return style == 0
        return meaning_of(formats[style]) == meaning_of(formats[0])


def section(root: Node | None, name: str) -> list[Node]:
    """Return the elements of one list of the styles part; empty where there is none."""
    holder = root.child(name) if root else None
    return [n for n in holder.children if n.space == holder.space] if holder else []


def custom_codes(root: Node | None) -> dict[int, str]:
    """Return the number format codes that the book brings itself, by id."""
    said = (node.attributes for node in section(root, "numFmts"))
    pairs = ((whole_number(a.get("numFmtId")), a.get("formatCode", "")) for a in said)
    return {number: code for number, code in pairs if number is not None}


def _format_id(xf: Node) -> int:
    return whole_number(xf.attributes.get("numFmtId")) or 0


def _code(own: dict[int, str], number: int) -> str:
    return own.get(number) or built_in_code(number)
