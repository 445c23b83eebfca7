"""The workbook part: which sheets there are and where, the defined names, the date system."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mkp_xl.book.grid import NameInfo
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.markup import Node, parse, whole_number
from mkp_xl.hosts.xlsx.parts import CONTENT_TYPES, Relation, content_type, relations

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.package import Package

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_KINDS = {"document": "docx", "presentation": "pptx"}
_TRUE = ("1", "true", "on")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEntry:
    """A tab of the workbook; only those of kind `worksheet` hold cells.

    A tab that leads nowhere has no kind and no part; it still counts among the tabs.
    """

    title: str
    id: str
    state: str
    kind: str
    part: str

    @property
    def has_cells(self) -> bool:
        """Whether it is a sheet of cells rather than a chart or a dialog."""
        return self.kind == "worksheet"


class Workbook:
    """The frame of one package, as it was read."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = _workbook_part(package)
        self.root = parse(package.read(self.part), self.part)
        if self.root.name != "workbook" or self.root.space not in (TRANSITIONAL, STRICT):
            raise HostError("not_a_workbook", kind=_KINDS.get(self.root.name, self.root.name))
        self.relations = {relation.id: relation for relation in relations(package, self.part)}
        self.sheets = [self._entry(node) for node in sheet_nodes(self.root)]
        if not any(sheet.part for sheet in self.sheets):
            raise HostError("damaged", part=self.part, reason="no sheets")
        self._refuse_doubles()
        properties = self.root.child("workbookPr")
        self.is_1904 = is_true(properties.attributes.get("date1904")) if properties else False

    @cached_property
    def names(self) -> list[NameInfo]:
        """All defined names, in the order of the file."""
        holder = self.root.child("definedNames")
        nodes = list(holder.every("definedName")) if holder else []
        return [self._name(node) for node in nodes if self._has_scope(node)]

    def sheet(self, title: str) -> SheetEntry | None:
        """Return the sheet of a title, whatever its case; None if there is no such sheet."""
        wanted = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == wanted), None)

    def related(self, kind: str) -> Relation | None:
        """Return the workbook's relationship of a kind whose part is there."""
        found = (relation for relation in self.relations.values() if relation.kind == kind)
        return next((relation for relation in found if self.package.find(relation.target)), None)

    def scope(self, node: Node) -> str | None:
        """Return the title of the sheet a defined name belongs to, None for the whole book."""
        place = node.attributes.get("localSheetId")
        return None if place is None else self.sheets[int(place)].title

    def _refuse_doubles(self) -> None:
        """Raise HostError where two tabs have one title or one part: an edit would go to both."""
        titles = [sheet.title.casefold() for sheet in self.sheets]
        parts = [sheet.part for sheet in self.sheets if sheet.part]
        for said in (titles, parts):
            if len(set(said)) < len(said):
                raise HostError("damaged", part=self.part, reason="two tabs are one")

    def _has_scope(self, node: Node) -> bool:
        place = whole_number(node.attributes.get("localSheetId", "0"))
        return place is not None and place < len(self.sheets)

    def _name(self, node: Node) -> NameInfo:
        hidden = is_true(node.attributes.get("hidden"))
        name = node.attributes.get("name", "")
        return NameInfo(name=name, sheet=self.scope(node), refers_to=node.text, hidden=hidden)

    def _entry(self, node: Node) -> SheetEntry:
        relation = self.relations.get(node.related("id") or "")
        return SheetEntry(
            title=node.attributes.get("name", ""),
            id=node.attributes.get("sheetId", ""),
            state=node.attributes.get("state", "visible"),
            kind=relation.kind if relation else "",
            part=relation.target if relation else "",
        )


def sheet_nodes(root: Node) -> list[Node]:
    """Return the sheet elements of a workbook part, in the order of the tabs."""
    holder = root.child("sheets")
    return list(holder.every("sheet")) if holder else []


def is_true(value: str | None) -> bool:
    """Return an XML boolean; absent is false."""
    return value is not None and value.strip().casefold() in _TRUE


def _workbook_part(package: Package) -> str:
    if package.find(CONTENT_TYPES) is None:
        raise HostError("not_a_workbook", kind=_other_zip(package))
    main = next((r for r in relations(package, "") if r.kind == "officeDocument"), None)
    if main is None:
        raise HostError("damaged", part="_rels/.rels", reason="missing")
    declared = content_type(package, main.target)
    if "sheet.binary" in declared or main.target.casefold().endswith(".bin"):
        raise HostError("xlsb")
    return main.target


def _other_zip(package: Package) -> str:
    if package.find("mimetype") is None:
        return "zip"
    declared = package.read("mimetype")[:100].decode("ascii", "replace").strip()
    return "ods" if "opendocument.spreadsheet" in declared else "zip"
