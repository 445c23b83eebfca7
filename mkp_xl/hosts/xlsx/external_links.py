"""Links to other books that no formula leads through any more.

A formula calls them `[1]`, `[2]` by their order, so only the last of them can go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.parts import rels_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from mkp_xl.hosts.xlsx.book import Book
    from mkp_xl.hosts.xlsx.draft import Draft
    from mkp_xl.hosts.xlsx.package import Package

_OVERLAP = 16
_CALLED = re.compile(rb"\[(\d{1,5})\]")
_HIDDEN = re.compile(rb"\0|&#0*91;|&#x0*5b;", re.IGNORECASE)
"""Another writing than that of the numbers that are looked for."""
_MARKUP = (".xml", ".rels", ".vml")


def drop_unused_links(draft: Draft, book: Book, numbers: Collection[int]) -> None:
    """Take out the last links of a book while they are among some and nothing calls for them."""
    part = draft.part(book.workbook.part)
    holder = part.root.child("externalReferences")
    nodes = list(holder.every("externalReference")) if holder else []
    left, called = len(nodes), _called(book.package) if nodes else set()
    while left in numbers and called is not None and left not in called:
        left -= 1
    gone = nodes[left:]
    for node in gone:
        known = book.workbook.relations.get(node.related("id") or "")
        if known:
            draft.drop(known.target, book.workbook.part, known.id)
            _drop_rels(draft, known.target)
    if holder and gone:
        for node in gone if left else [holder]:
            part.replace(node, "")


def _drop_rels(draft: Draft, part: str) -> None:
    rels = draft.package.find(rels_name(part))
    if rels:
        draft.removed.add(rels)


def _called(package: Package) -> set[int] | None:
    """Return the numbers that stand in any part, be it as a text; None where that is not plain."""
    found: set[int] = set()
    for member in package.members:
        rest = b""
        if not member.filename.casefold().endswith(_MARKUP):
            continue
        for piece in package.pieces(member.filename):
            data = rest + piece
            if _HIDDEN.search(data):
                return None
            found.update(map(int, _CALLED.findall(data)))
            rest = piece[-_OVERLAP:]
    return found
