"""The parts of a workbook that one run changes, until they are written or thrown away."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.markup import quoted
from mkp_xl.hosts.xlsx.parts import CONTENT_TYPES, rels_name, same_part
from mkp_xl.hosts.xlsx.splice import XmlPart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.hosts.xlsx.markup import Node
    from mkp_xl.hosts.xlsx.package import Package
    from mkp_xl.hosts.xlsx.packing import Content

_NUMBERED_ID = re.compile(r"rId([0-9]{1,9})", re.IGNORECASE)


class Draft:
    """Changed, added and removed parts over a package that itself stays as it is."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.removed: set[str] = set()
        self._edited: dict[str, XmlPart] = {}
        self._whole: dict[str, Content] = {}
        self._ids: dict[str, int] = {}

    def part(self, name: str) -> XmlPart:
        """Return a part to make small edits in; the same object every time."""
        if name not in self._edited:
            found = self.package.find(name)
            if found is None:
                raise HostError("damaged", part=name, reason="missing")
            self._edited[name] = XmlPart(found, self.package.read(found))
        return self._edited[name]

    def create(self, name: str, content: bytes) -> XmlPart:
        """Return a new part that more edits will follow on."""
        self._edited[name] = XmlPart(name, content)
        self._whole[name] = [content]
        return self._edited[name]

    def put(self, name: str, content: Content) -> None:
        """Keep a new part, or a part as it now is as a whole."""
        self._whole[name] = content

    def free_name(self, pattern: str) -> str:
        """Return the first unused part name of a pattern such as `xl/worksheets/sheet{}.xml`."""
        number = 1
        while self.package.find(pattern.format(number)) or pattern.format(number) in self._whole:
            number += 1
        return pattern.format(number)

    def declare(self, part: str, content_type: str) -> None:
        """State the content type of a new part."""
        types = self.part(CONTENT_TYPES)
        name = quoted("/" + part)
        kind = quoted(content_type)
        xml = f"<{types.prefix}Override PartName={name} ContentType={kind}/>"
        types.append(types.root, xml)

    def relate(self, part: str, relation_type: str, target: str) -> str:
        """Relate a part to a new one; the new relationship's id."""
        rels = self.part(rels_name(part))
        number = self._ids.get(rels.name) or _last_id(
            rels.root, self.part(part).root if part else None
        )
        self._ids[rels.name] = number + 1
        identity = f"rId{number + 1}"
        folder = posixpath.dirname(part.replace("\\", "/"))
        path = posixpath.relpath("/" + target, "/" + folder)
        named = f"Id={quoted(identity)} Type={quoted(relation_type)} Target={quoted(path)}"
        rels.append(rels.root, f"<{rels.prefix}Relationship {named}/>")
        return identity

    def drop(self, part: str, owner: str, identity: str) -> None:
        """Remove a part, its content type and the one relationship that leads to it."""
        self.removed.add(part)
        types = self.part(CONTENT_TYPES)
        for node in types.root.every("Override"):
            if same_part(node.attributes.get("PartName", ""), part):
                types.replace(node, "")
        rels = self.part(rels_name(owner))
        for node in rels.root.every("Relationship"):
            if node.attributes.get("Id") == identity:
                rels.replace(node, "")

    def results(self) -> Mapping[str, Content]:
        """Return the parts whose bytes differ from those of the package."""
        edited = {part.name: (part.data, part.result()) for part in self._edited.values()}
        changed = {name: [new] for name, (old, new) in edited.items() if new != old}
        return self._whole | changed


def _last_id(rels: Node, owner: Node | None) -> int:
    """Return the last number in use: by a relationship, or by a tab that leads nowhere yet."""
    inside = owner.children if owner else []
    nodes = [*rels.children, *(tab for node in inside for tab in node.children)]
    ids = (value for node in nodes for value in node.attributes.values())
    return max((int(found[1]) for found in map(_NUMBERED_ID.fullmatch, ids) if found), default=0)
