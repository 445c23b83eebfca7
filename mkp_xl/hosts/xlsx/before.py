"""What a book was before our columns came: its former parts, for `detach` to put back.

They lie in the package beside the others, as they were packed. A program that saves the book drops
them, and then they would not be true any more; our own runs keep account of what they change.
"""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from mkp_xl.hosts.xlsx.deflate import crc32
from mkp_xl.hosts.xlsx.members import local_header
from mkp_xl.hosts.xlsx.packing import Packed, deflated
from mkp_xl.hosts.xlsx.parts import CONTENT_TYPES, rels_name, same_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from mkp_xl.hosts.xlsx.draft import Draft
    from mkp_xl.hosts.xlsx.package import Package
    from mkp_xl.hosts.xlsx.packing import Content

_ENDING = "mkp"
_FOLDER = "mkp/before/"
_INDEX = f"{_FOLDER}index.{_ENDING}"
_CONTENT_TYPE = "application/octet-stream"
_RELATION = "urn:mkp-xl:before"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_LONGEST_INDEX = 16 << 20

State = dict[str, tuple[int, int]]
"""Checksum and size of parts."""


class Before(NamedTuple):
    """What a package remembers of the time before."""

    kept: dict[str, str]
    """The member that holds the former bytes, by part."""
    come: list[str]
    """Parts that were not there."""
    state: State
    """All parts as our last run left them."""


def declare(draft: Draft) -> None:
    """State the content type of what is kept, and let the package lead to it."""
    types = draft.part(CONTENT_TYPES)
    endings = (node.attributes.get("Extension", "") for node in types.root.every("Default"))
    if _ENDING not in map(str.casefold, endings):
        said = f'Extension="{_ENDING}" ContentType="{_CONTENT_TYPE}"'
        types.append(types.root, f"<{types.prefix}Default {said}/>")
    draft.relate("", _RELATION, _INDEX)


def forget(draft: Draft) -> None:
    """Take out what leads to the time before: a program has saved the book since."""
    if draft.package.find(_INDEX) is None:
        return
    draft.removed |= own_members(draft.package)
    types, rels = draft.part(CONTENT_TYPES), draft.part(rels_name(""))
    gone = [
        (types, n) for n in types.root.every("Default") if n.attributes.get("Extension") == _ENDING
    ]
    gone += [
        (types, n)
        for n in types.root.every("Override")
        if n.attributes.get("PartName", "").strip("/").startswith(_FOLDER)
    ]
    gone += [
        (rels, n) for n in rels.root.every("Relationship") if n.attributes.get("Type") == _RELATION
    ]
    for part, node in gone:
        part.replace(node, "")


def read(package: Package) -> Before | None:
    """Return what a package remembers; None where that is nothing, or not true any more."""
    index = package.find(_INDEX)
    if index is None or package.size(index) > _LONGEST_INDEX:
        return None
    try:
        said = json.loads(package.read(index))
        state = {str(name): (int(crc), int(size)) for name, (crc, size) in said["state"].items()}
        kept = {str(name): str(member) for name, member in said["kept"].items()}
        found = Before(kept, [str(name) for name in said["come"]], state)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None
    is_whole = all(m.startswith(_FOLDER) and package.find(m) for m in kept.values())
    return found if is_whole and _state(package) == state else None


def remembered(
    package: Package, parts: Mapping[str, Content], removed: AbstractSet[str], known: Before | None
) -> dict[str, Content]:
    """Return the members that keep what a run is about to change, with an account of it all."""
    kept = dict(known.kept) if known else {}
    come = set(known.come) if known else set()
    fresh: dict[str, Content] = {}
    for name in (*parts, *removed):
        if name in kept or name in come:
            continue
        if package.find(name):
            kept[name] = f"{_FOLDER}{len(kept)}.{_ENDING}"
            fresh[kept[name]] = _raw(package, name)
        else:
            come.add(name)
    state = {name: seen for name, seen in _state(package).items() if name not in removed}
    state |= {name: _described(content) for name, content in parts.items()}
    said = {"kept": kept, "come": sorted(come - removed), "state": state}
    index = json.dumps(said, separators=(",", ":")).encode()
    return fresh | {_INDEX: [index], rels_name(_INDEX): [_relations(kept.values())]}


def restored(package: Package, known: Before) -> tuple[dict[str, Content], set[str]]:
    """Return the former parts, and the members that are to go."""
    parts: dict[str, Content] = {name: _raw(package, m) for name, m in known.kept.items()}
    return parts, set(known.come) | own_members(package)


def own_members(package: Package) -> set[str]:
    """Return the members that keep the time before."""
    return {m.filename for m in package.members if m.filename.startswith(_FOLDER)}


def _relations(members: Iterable[str]) -> bytes:
    inside = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}" Target="{member.rpartition("/")[2]}"/>'
        for n, member in enumerate(members, start=1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>'.encode()


def _state(package: Package) -> State:
    return {
        member.filename: (member.CRC, member.file_size)
        for member in package.members
        if not member.filename.startswith(_FOLDER)
    }


def _described(content: Content) -> tuple[int, int]:
    if isinstance(content, Packed):
        return content.checksum, content.size
    checksum = 0
    for piece in content:
        checksum = crc32(piece, checksum)
    return checksum, sum(map(len, content))


def _raw(package: Package, name: str) -> Content:
    """Return a member as it is packed."""
    member = next(one for one in package.members if same_part(one.filename, name))
    if member.compress_type != zipfile.ZIP_DEFLATED:
        return deflated([package.read(name)], member.file_size)
    with package.opened() as file:
        local_header(file, member)
        raw = file.read(member.compress_size)
    return Packed(pieces=[raw], size=member.file_size, checksum=member.CRC)
