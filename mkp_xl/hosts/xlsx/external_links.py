"""Links to other books that no formula leads through any more.

A formula calls them `[1]`, `[2]` by their order, so only the last of them can go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.parts import rels_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from mkp_xl.hosts.xlsx.book import Book
    from mkp_xl.hosts.xlsx.draft import Draft
    from mkp_xl.hosts.xlsx.package import Package

_OVERLAP = 16


def drop_unused_links(draft: Draft, book: Book, numbers: Collection[int]) -> None:
    """Take out the last links of a book while they are among some and nothing calls for them."""
    part = draft.part(book.workbook.part)
    holder = part.root.child("externalReferences")
    nodes = list(holder.every("externalReference")) if holder else []
    left = len(nodes)
    while left in numbers and not _is_called(book.package, b"[%d]" % left):
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


def _is_called(package: Package, sign: bytes) -> bool:
    """Return whether the sign stands in any part, be it as a text."""
    for member in package.members:
        rest = b""
        for piece in package.pieces(member.filename):
            if sign in rest + piece:
                return True
            rest = piece[-_OVERLAP:]
    return False
