"""Where the tables of a sheet stand: where a person or the last run has said, else by headers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mkp_xl.book.cells import read_text
from mkp_xl.book.layout import header_key
from mkp_xl.book.recognition.regions import region_at, regions
from mkp_xl.book.recognition.sayings import heard
from mkp_xl.book.recognition.sheet_grid import Grid, Header

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.recognition.sheet_grid import Region

_LETTERS = re.compile(r"[A-Z]{1,3}\Z")
_SPACER = 2
"""So far apart stand columns with a blank one between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a list's columns whatever their headers say."""

    named: Mapping[str, str] = field(default_factory=dict)
    """The header, or the letters of the column, that a person named for each field."""
    marked: Mapping[str, int] = field(default_factory=dict)
    """Columns by field, as they were at the last run."""
    header_row: int | None = None
    columns: range | None = None
    """The table is there and no wider, whatever stands around it."""
    bottom: int | None = None
    """The last row that belongs to it."""
    is_list: bool = False
    """A person has said that it is the client list."""


NOTHING = Known()


def places(grid: Grid, known: Known) -> list[Region]:
    """Return where tables stand: where it is said, else by their headers, the named ones too."""
    if known.header_row is not None:
        if known.columns is not None:
            return [region_at(grid, known.header_row, known.columns)]
        region = region_at(grid, known.header_row, _span(grid, known.header_row, known.marked))
        said = tuple(header for header in region.headers if header.text)
        return [_with_blanks(replace(region, headers=said), known)]
    found = _joined(regions(grid))
    named_keys = set(map(header_key, known.named.values()))
    spelt = {
        row: sum(header_key(read_text(raw)) in named_keys for raw in cells.values())
        for row, cells in grid.rows.items()
    }
    row = max(spelt, key=lambda row: (spelt[row], -row), default=0)
    if row and spelt[row] and row not in {region.header_row for region in found}:
        found.append(region_at(grid, row))
    return found


def _span(grid: Grid, row: int, marked: Mapping[str, int]) -> range | None:
    """Return the columns of a list that our marks are in, the headers beside them included."""
    texts = grid.texts(row)
    if not marked or not texts:
        return range(min(texts), max(texts) + 1) if texts else None
    first, last = min(marked.values()), max(marked.values())
    while first - 1 in texts:
        first -= 1
    while last + 1 in texts:
        last += 1
    return range(first, last + 1)


def _with_blanks(region: Region, known: Known) -> Region:
    """Return a region with the marked columns whose header is blank: letters named them."""
    there = {header.column for header in region.headers}
    blank = [
        Header(row=region.header_row, column=known.marked[key], text="", whole="")
        for key, named_header in known.named.items()
        if _LETTERS.match(named_header) and known.marked.get(key, 0) not in there | {0}
    ]
    headers = sorted([*region.headers, *blank], key=lambda header: header.column)
    return replace(region, headers=tuple(headers))


def _joined(found: list[Region]) -> list[Region]:
    """Return regions with those joined that one blank column parts and no role stands in twice."""
    joined: list[Region] = []
    for region in sorted(found, key=lambda one: (one.header_row, one.headers[0].column)):
        left = joined[-1] if joined else None
        if left and _goes_on(left, region):
            last = max(left.last_row, region.last_row)
            joined[-1] = replace(left, headers=left.headers + region.headers, last_row=last)
        else:
            joined.append(region)
    return joined


def _goes_on(left: Region, right: Region) -> bool:
    is_next = right.headers[0].column - left.headers[-1].column == _SPACER
    roles, others = _roles(right), _roles(left)
    is_log = "date" in roles and "date" not in others
    return left.header_row == right.header_row and is_next and not (is_log or roles & others)


def _roles(region: Region) -> set[str]:
    return {one.role.key for header in region.headers for one in heard(header.whole)[:1]}
