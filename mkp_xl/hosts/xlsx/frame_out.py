"""Changes of the workbook's frame: new tabs, names, recalculation on load."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.errors import SchemaError
from mkp_xl.hosts.xlsx.markup import quoted, whole_number
from mkp_xl.hosts.xlsx.sheet_out import CONTENT_TYPE
from mkp_xl.hosts.xlsx.workbook import STRICT, Workbook, is_true

if TYPE_CHECKING:
    from mkp_xl.hosts.xlsx.draft import Draft

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
SHEET_PATTERN = "xl/worksheets/sheet{}.xml"
_BEFORE_CALC = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews"),
    *("sheets", "functionGroups", "externalReferences", "definedNames"),
)
_PREFIX = re.compile(r"""\sxmlns:([^\s=]+)\s*=\s*["']([^"']*)["']""")
_TITLE = re.compile(r"(?!')[^\[\]:*?/\\\x00-\x1f]{1,31}(?<!')")


def refuse_title(title: str) -> None:
    """Raise SchemaError for a title no sheet may bear."""
    if not _TITLE.fullmatch(title):
        raise SchemaError("sheet_title", sheet=title)


class FrameEditor:
    """Edits the workbook part of one draft."""

    def __init__(self, workbook: Workbook, draft: Draft) -> None:
        self._workbook = workbook
        self._draft = draft
        self._part = draft.part(workbook.part)
        self._last_id = max(whole_number(sheet.id) or 0 for sheet in workbook.sheets)

    def relation_type(self, kind: str) -> str:
        """Return the full relationship type of a kind in the book's own dialect."""
        is_strict = self._workbook.root.space == STRICT
        return (_STRICT_RELATIONS if is_strict else _RELATIONS) + kind

    def add_sheet(self, title: str, part: str, *, hidden: bool) -> str:
        """Add a sheet behind the others, its part drawn already; its sheet id."""
        self._draft.declare(part, CONTENT_TYPE)
        kind = self.relation_type("worksheet")
        relation = self._draft.relate(self._workbook.part, kind, part)
        self._last_id += 1
        self._add_tab(title, relation, hidden=hidden)
        return str(self._last_id)

    def recalculate_on_load(self) -> None:
        """Ask the spreadsheet to recalculate everything when it opens the book."""
        node = self._part.root.child("calcPr")
        if node is None:
            xml = f'<{self._part.prefix}calcPr fullCalcOnLoad="1"/>'
            self._part.insert_in_order(xml, _BEFORE_CALC)
        elif not is_true(node.attributes.get("fullCalcOnLoad")):
            self._part.set_attribute(node, "fullCalcOnLoad", "1")

    def _add_tab(self, title: str, relation: str, *, hidden: bool) -> None:
        state = ' state="hidden"' if hidden else ""
        said = f"name={quoted(title)} sheetId={quoted(str(self._last_id))}{state}"
        holder = self._part.root.child("sheets")
        if holder:
            linked = f"{self._relation_attribute()}={quoted(relation)}"
            self._part.append(holder, f"<{self._part.prefix}sheet {said} {linked}/>")

    def _relation_attribute(self) -> str:
        """Return the attribute that names a relationship, its prefix declared if need be."""
        root = self._part.root
        tag = self._part.data[root.start : root.inner].decode()
        namespace = self.relation_type("").rstrip("/")
        declared = _PREFIX.findall(tag)
        prefix = next((name for name, space in declared if space == namespace), None)
        return f"{prefix}:id" if prefix else f"xmlns:r={quoted(namespace)} r:id"
