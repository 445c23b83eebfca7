"""How the parts of a package find each other: relationships and content types."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mkp_xl.hosts.xlsx.markup import Node, parse

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.package import Package

CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One relationship of a part: its id, what the target is to it, the target's part name."""

    id: str
    kind: str
    """The last word of the relationship type, `worksheet`."""
    type: str
    target: str


def rels_name(part: str) -> str:
    """Return the name of the part that holds another part's relationships."""
    folder, name = posixpath.split(part.replace("\\", "/"))
    return posixpath.join(folder, "_rels", name + ".rels")


def relations(package: Package, part: str) -> list[Relation]:
    """Return the relationships of a part to other parts of the package; empty where it has none."""
    rels = package.find(rels_name(part))
    if rels is None:
        return []
    root = parse(package.read(rels), rels)
    inside = (node for node in root.children if node.attributes.get("TargetMode") != "External")
    return [_relation(package, part, node) for node in inside if "Id" in node.attributes]


def content_type(package: Package, part: str) -> str:
    """Return the declared content type of a part, empty where none is."""
    types = package.find(CONTENT_TYPES)
    if types is None:
        return ""
    root = parse(package.read(types), types)
    ending = posixpath.splitext(part)[1].lstrip(".").casefold()
    by_ending = ""
    for node in root.children:
        declared = node.attributes.get("ContentType", "")
        if same_part(node.attributes.get("PartName", ""), part):
            return declared
        if node.name == "Default" and node.attributes.get("Extension", "").casefold() == ending:
            by_ending = declared
    return by_ending


def same_part(one: str, other: str) -> bool:
    """Whether two names mean one part: case and a leading slash do not matter."""
    return one.lstrip("/").casefold() == other.lstrip("/").casefold()


def _relation(package: Package, part: str, node: Node) -> Relation:
    kind = node.attributes.get("Type", "")
    target = _resolved(package, part, node.attributes.get("Target", ""))
    name = kind.rpartition("/")[2]
    return Relation(id=node.attributes["Id"], kind=name, type=kind, target=target)


def _resolved(package: Package, part: str, target: str) -> str:
    """Return the part a target means, as the zip spells it where it is there."""
    path = posixpath.join(
        "/", posixpath.dirname(part.replace("\\", "/")), target.replace("\\", "/")
    )
    name = posixpath.normpath(path).lstrip("/")
    return package.find(name) or package.find(unquote(name)) or name
