"""Width, outline and visibility of columns: the `cols` of a sheet, ranges split where needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.address import LAST_COLUMN
from mkp_xl.hosts.xlsx.defaults import column_nodes
from mkp_xl.hosts.xlsx.markup import Node, quoted, whole_number

if TYPE_CHECKING:
    from mkp_xl.book.grid import ColumnLook
    from mkp_xl.hosts.xlsx.splice import XmlPart

_BEFORE_COLS = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr")
_BEFORE_FORMAT = _BEFORE_COLS[:-1]
_DEFAULT_WIDTH = "9.140625"
_Said = dict[str, str]


def set_looks(part: XmlPart, looks: list[ColumnLook]) -> None:
    """Give columns their looks; what the user's ranges say of other columns stays."""
    if not looks:
        return
    wanted = {look.column: look for look in looks}
    _raise_outline(part, max(look.outline for look in looks))
    old = [dict(node.attributes) for node in column_nodes(part.root)]
    new = _with_looks(_single_columns(old, wanted), wanted)
    _write(part, _with_collapsed(part.root, new, looks))


def _with_looks(spans: list[_Said], wanted: dict[int, ColumnLook]) -> list[_Said]:
    found = {int(said["min"]): said for said in spans if said["min"] == said["max"]}
    for column, look in wanted.items():
        said = found.get(column)
        if said is None:
            said = {"min": str(column), "max": str(column)}
            spans.append(said)
        _set_look(said, look)
    return sorted(spans, key=lambda said: int(said["min"]))


def _set_look(said: _Said, look: ColumnLook) -> None:
    if not _says_width(said, look.width):
        said["width"] = f"{look.width:g}"
    said["customWidth"] = "1"
    for name, value in (("outlineLevel", look.outline), ("hidden", int(look.hidden))):
        if value:
            said[name] = str(value)
        else:
            said.pop(name, None)


def _says_width(said: _Said, width: float) -> bool:
    try:
        return float(said.get("width", "")) == width
    except ValueError:
        return False


def _single_columns(spans: list[_Said], wanted: dict[int, ColumnLook]) -> list[_Said]:
    """Return the ranges, each wanted column standing in a range of its own."""
    return [piece for said in spans for piece in _split(said, sorted(wanted))]


def _split(said: _Said, columns: list[int]) -> list[_Said]:
    first, last = int(said["min"]), int(said["max"])
    inside = [column for column in columns if first <= column <= last]
    cuts = {first, *inside, *(column + 1 for column in inside if column < last)}
    starts = sorted(cuts)
    ends = [start - 1 for start in starts[1:]] + [last]
    return [
        said | {"min": str(one), "max": str(end)} for one, end in zip(starts, ends, strict=True)
    ]


def _with_collapsed(root: Node, spans: list[_Said], looks: list[ColumnLook]) -> list[_Said]:
    """Put the `+` of a hidden group on the column behind it, where a spreadsheet looks for it."""
    grouped = {look.column for look in looks if look.outline}
    hidden = {look.column for look in looks if look.outline and look.hidden}
    behind = sorted({column + 1 for column in hidden} - grouped - {LAST_COLUMN + 1})
    spans = [piece for said in spans for piece in _split(said, behind)]
    for column in behind:
        own = next((said for said in spans if int(said["min"]) == column), None)
        if own is None:
            own = {"min": str(column), "max": str(column), "width": _default_width(root)}
            spans.append(own)
        own["collapsed"] = "1"
    return sorted(spans, key=lambda said: int(said["min"]))


def _default_width(root: Node) -> str:
    properties = root.child("sheetFormatPr")
    said = properties.attributes if properties else {}
    return said.get("defaultColWidth", _DEFAULT_WIDTH)


def _write(part: XmlPart, spans: list[_Said]) -> None:
    holder = part.root.child("cols")
    if holder is None:
        name = part.prefix + "cols"
        part.insert_in_order(f"<{name}>{_elements(part, spans)}</{name}>", _BEFORE_COLS)
        return
    nodes = column_nodes(part.root)
    for node in nodes:
        first, last = int(node.attributes["min"]), int(node.attributes["max"])
        pieces = [said for said in spans if first <= int(said["min"]) <= last]
        if pieces != [node.attributes]:
            part.replace(node, _elements(part, pieces))
        spans = [said for said in spans if said not in pieces]
    for said in spans:
        before = [node for node in nodes if int(node.attributes["max"]) < int(said["min"])]
        if before:
            part.insert_after(before[-1], _elements(part, [said]))
        else:
            part.insert_first(holder, _elements(part, [said]))


def _elements(part: XmlPart, spans: list[_Said]) -> str:
    return "".join(f"<{part.prefix}col{_attributes(said)}/>" for said in spans)


def _attributes(said: _Said) -> str:
    return "".join(f" {name}={quoted(value)}" for name, value in said.items() if name[0] != "{")


def _raise_outline(part: XmlPart, level: int) -> None:
    """State the deepest outline level; without it a spreadsheet draws no group marks."""
    properties = part.root.child("sheetFormatPr")
    said = properties.attributes.get("outlineLevelCol", "0") if properties else "0"
    if (whole_number(said) or 0) >= level:
        return
    if properties:
        part.set_attribute(properties, "outlineLevelCol", str(level))
    else:
        said = f'defaultRowHeight="15" outlineLevelCol="{level}"'
        part.insert_in_order(f"<{part.prefix}sheetFormatPr {said}/>", _BEFORE_FORMAT)
