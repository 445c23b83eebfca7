"""Width, outline and visibility of columns: the `cols` of a sheet, ranges split where needed."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.address import LAST_COLUMN
from mkp_xl.hosts.xlsx.defaults import column_nodes
from mkp_xl.hosts.xlsx.markup import Node, quoted, whole_number

if TYPE_CHECKING:
    from mkp_xl.book.grid import ColumnLook
    from mkp_xl.hosts.xlsx.splice import XmlPart
    from mkp_xl.hosts.xlsx.styles import Styles

_BEFORE_COLS = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr")
_BEFORE_FORMAT = _BEFORE_COLS[:-1]
_DEFAULT_WIDTH = "9.140625"
_Said = dict[str, str]


def set_looks(part: XmlPart, looks: list[ColumnLook]) -> None:
    """Give columns their looks; what the user's ranges say of other columns stays."""
    if not looks:
        return
    wanted = {look.column: look for look in looks}
    behind = _behind(looks)
    _raise_outline(part, max(look.outline for look in looks))
    nodes = column_nodes(part.root)
    cuts = sorted({*wanted, *behind})
    pieces = [_split(dict(node.attributes), cuts) for node in nodes]
    own = _by_column(pieces, cuts)
    fresh = {column: _bare(column) for column in cuts if column not in own}
    for column, look in wanted.items():
        for said in own.get(column) or [fresh[column]]:
            _set_look(said, look)
    for column in behind:
        if column in fresh:
            fresh[column]["width"] = _default_width(part.root)
        for said in own.get(column) or [fresh[column]]:
            said["collapsed"] = "1"
    _write(part, nodes, pieces, list(fresh.values()))


def clear_looks(part: XmlPart, columns: set[int], styles: Styles) -> None:
    """Let columns look as any other; what the user's ranges say of other columns stays.

    A style that says something is the user's: no look of ours has one. Where one range was cut in
    two by our columns it is one again.
    """
    nodes = column_nodes(part.root)
    behind = {column + 1 for column in columns} - columns
    cuts, width = sorted(columns | behind), _default_width(part.root)
    pieces = [said for node in nodes for said in _split(dict(node.attributes), cuts)]
    theirs = []
    for said in pieces:
        column = int(said["min"])
        is_shown = column in behind and said.pop("collapsed", "")
        if column not in columns and not (is_shown and _says_nothing(said, width, styles)):
            theirs.append(said)
    left = _whole_again(theirs, columns, behind)
    spoken = {column for said in left for column in range(int(said["min"]), int(said["max"]) + 1)}
    for said in pieces:
        if int(said["min"]) in columns - spoken:
            left += _styled(said, width, styles)
    left.sort(key=lambda said: int(said["min"]))
    holder = part.root.child("cols")
    if holder and left != [dict(node.attributes) for node in nodes]:
        name = part.prefix + "cols"
        part.replace(holder, f"<{name}>{_elements(part, left)}</{name}>" if left else "")
    levels = (whole_number(said.get("outlineLevel")) or 0 for said in left)
    properties = part.root.child("sheetFormatPr")
    if properties and "outlineLevelCol" in properties.attributes:
        part.set_attribute(properties, "outlineLevelCol", str(max(levels, default=0)))


def _styled(said: _Said, width: str, styles: Styles) -> list[_Said]:
    """Return what is left of a column of ours: the style that its blank cells have, if any."""
    style = whole_number(said.get("style")) or 0
    if styles.is_plain(style):
        return []
    return [{name: said[name] for name in ("min", "max", "style")} | {"width": width}]


def _whole_again(left: list[_Said], columns: set[int], behind: set[int]) -> list[_Said]:
    """Return ranges that only our columns, or a look behind them, have parted as one each."""
    found: list[_Said] = []
    for said in left:
        before, first = found[-1] if found else {}, int(said["min"])
        gap = range(int(before.get("max", 0)) + 1, first)
        is_ours = columns.issuperset(gap) if gap else bool({first, first - 1} & behind)
        if before and is_ours and _look_of(before) == _look_of(said):
            before["max"] = said["max"]
        else:
            found.append(dict(said))
    return found


def _look_of(said: _Said) -> _Said:
    return {name: value for name, value in said.items() if name not in ("min", "max")}


def _behind(looks: list[ColumnLook]) -> set[int]:
    """Return the columns behind hidden groups: a spreadsheet looks for the group's `+` there."""
    grouped = {look.column for look in looks if look.outline}
    hidden = {look.column for look in looks if look.outline and look.hidden}
    return {column + 1 for column in hidden} - grouped - {LAST_COLUMN + 1}


def _by_column(pieces: list[list[_Said]], columns: list[int]) -> dict[int, list[_Said]]:
    """Return what is said of single columns; ranges of a careless program may overlap."""
    found: dict[int, list[_Said]] = {}
    for said in chain.from_iterable(pieces):
        if said["min"] == said["max"] and int(said["min"]) in columns:
            found.setdefault(int(said["min"]), []).append(said)
    return found


def _bare(column: int) -> _Said:
    return {"min": str(column), "max": str(column)}


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
    return _number(said.get("width", "")) == width


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _says_nothing(said: _Said, width: str, styles: Styles) -> bool:
    """Return whether a column would look the same without a word."""
    style = whole_number(said.get("style")) or 0
    known = {"min", "max", "width", "customWidth", "style"}
    is_usual = said.get("width", width) == width or _says_width(said, _number(width))
    return said.keys() <= known and is_usual and styles.is_plain(style)


def _split(said: _Said, columns: list[int]) -> list[_Said]:
    """Return a range in pieces, each of the columns standing in one of its own."""
    first, last = int(said["min"]), int(said["max"])
    inside = [column for column in columns if first <= column <= last]
    cuts = {first, *inside, *(column + 1 for column in inside if column < last)}
    starts = sorted(cuts)
    ends = [start - 1 for start in starts[1:]] + [last]
    return [
        said | {"min": str(one), "max": str(end)} for one, end in zip(starts, ends, strict=True)
    ]


def _default_width(root: Node) -> str:
    properties = root.child("sheetFormatPr")
    said = properties.attributes if properties else {}
    return said.get("defaultColWidth", _DEFAULT_WIDTH)


def _write(part: XmlPart, nodes: list[Node], pieces: list[list[_Said]], fresh: list[_Said]) -> None:
    holder = part.root.child("cols")
    if holder is None:
        name = part.prefix + "cols"
        part.insert_in_order(f"<{name}>{_elements(part, fresh)}</{name}>", _BEFORE_COLS)
        return
    for node, own in zip(nodes, pieces, strict=True):
        if own != [node.attributes]:
            part.replace(node, _elements(part, own))
    for said in fresh:
        column = int(said["min"])
        before = [node for node in nodes if int(node.attributes["max"]) < column]
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
