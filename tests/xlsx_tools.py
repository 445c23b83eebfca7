"""What the xlsx tests share: small workbooks, and comparisons independent of what they test."""

from __future__ import annotations

import hashlib
import re
import warnings
import zipfile
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string, get_column_letter

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "corpus"
SAMPLE_PERCENT = 15
_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")


def corpus(percent: int = 100) -> list[Path]:
    """Workbooks of the corpus, or the part of them that the hash of their names chooses."""
    files = sorted(CORPUS.glob("*.xls?")) if CORPUS.is_dir() else []
    return [file for file in files if _share(file.name) < percent]


def samples(percent: int) -> list[Any]:
    """All workbooks as parameters of a test; what is beyond the sample runs among the long ones."""
    chosen = set(corpus(percent))
    return [
        pytest.param(file, id=file.name, marks=() if file in chosen else pytest.mark.long)
        for file in corpus()
    ]


def _share(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 100


@dataclass(frozen=True)
class Raw:
    """A zip member as it stands in the file."""

    packed: bytes
    method: int
    crc: int
    date: tuple[int, ...]
    attributes: tuple[int, int]


def raw_members(path: Path) -> dict[str, Raw]:
    """Compressed bytes and metadata of each member, in the order of the directory."""
    found = {}
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        for info in archive.infolist():
            file.seek(info.header_offset)
            head = file.read(30)
            assert head[:4] == b"PK\x03\x04"
            file.seek(
                int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1
            )
            found[info.filename] = Raw(
                packed=file.read(info.compress_size),
                method=info.compress_type,
                crc=info.CRC,
                date=info.date_time,
                attributes=(info.internal_attr, info.external_attr),
            )
    return found


def assert_only_changed(before: Path, after: Path, allowed: set[str]) -> None:
    """Assert that all other members are byte-identical and in their places, none damaged."""
    old, new = raw_members(before), raw_members(after)
    assert [name for name in new if name in old] == [name for name in old if name in new]
    assert list(new)[: len([n for n in old if n in new])] == [name for name in old if name in new]
    different = {name for name in old | new if old.get(name) != new.get(name)}
    assert different <= allowed, different - allowed
    with zipfile.ZipFile(after) as archive:
        for name in different & new.keys():
            archive.read(name)


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def main_part(path: Path) -> str:
    """Name of the workbook's own part."""
    with zipfile.ZipFile(path) as archive:
        names = {name.casefold(): name for name in archive.namelist()}
        top = _relations(archive, names, "")
    return names[next(t for t, k in top.values() if k.endswith("/officeDocument")).casefold()]


def kind_of(path: Path, name: str) -> str:
    """Content type that is declared for a part by its name, empty where none is."""
    types = etree.fromstring(part(path, "[Content_Types].xml"))
    said = {node.get("PartName", "").lstrip("/").casefold(): node for node in types}
    return said[name.casefold()].get("ContentType") if name.casefold() in said else ""


def sheet_parts(path: Path) -> dict[str, str]:
    """Part name of each worksheet by title, found with lxml only."""
    with zipfile.ZipFile(path) as archive:
        names = {name.casefold(): name for name in archive.namelist()}
        top = _relations(archive, names, "")
        book = next(t for t, kind in top.values() if kind.endswith("/officeDocument"))
        targets = _relations(archive, names, book)
        root = etree.fromstring(archive.read(names[book.casefold()]))
    found = {}
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        identity = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
        target, kind = targets.get(identity, ("", ""))
        if kind.endswith("/worksheet"):
            found[sheet.get("name")] = names[target.casefold()]
    return found


def _relations(archive, names, part_name):
    folder, _, name = part_name.rpartition("/")
    rels = names.get(f"{folder}/_rels/{name}.rels".lstrip("/").casefold())
    if rels is None:
        return {}
    found = {}
    for node in etree.fromstring(archive.read(rels)):
        if node.get("TargetMode") != "External":
            path = node.get("Target")
            path = path if path.startswith("/") else f"/{folder}/{path}"
            steps = []
            for step in path.split("/"):
                if step == "..":
                    steps.pop()
                elif step not in ("", "."):
                    steps.append(step)
            found[node.get("Id")] = ("/".join(steps), node.get("Type"))
    return found


def cells_of(root) -> dict[tuple[int, int], etree._Element]:
    """Cell elements of a sheet tree by row and column, missing references counted."""
    found = {}
    row_number = 0
    for row in root.iterfind("{*}sheetData/{*}row"):
        row_number = int(row.get("r", row_number + 1))
        column = 0
        for cell in row.iterfind("{*}c"):
            reference = cell.get("r")
            if reference:
                letters, digits = _REFERENCE.fullmatch(reference).groups()
                assert int(digits) == row_number
                column = column_index_from_string(letters)
            else:
                column += 1
            assert (row_number, column) not in found
            found[row_number, column] = cell
    return found


def expand_shared(root) -> None:
    """Write every shared formula out as a plain one."""
    carriers = {}
    for place, cell in cells_of(root).items():
        formula = cell.find("{*}f")
        if formula is None or formula.get("t") != "shared":
            continue
        if formula.text:
            carriers.setdefault(formula.get("si"), (formula.text, address(*place)))
        text, origin = carriers.get(formula.get("si"), ("", "A1"))
        moved = Translator("=" + text, origin).translate_formula(address(*place))
        formula.text = moved.removeprefix("=")
        for name in ("t", "si", "ref"):
            formula.attrib.pop(name, None)


def settle_spans(before, after, places: set[tuple[int, int]]) -> None:
    """Prove that rows state their spans as before, or wider by new cells; then state the old."""
    columns: dict[str, list[int]] = {}
    for place in cells_of(after).keys() & places:
        columns.setdefault(str(place[0]), []).append(place[1])
    rows = {row.get("r"): row for row in after.iterfind("{*}sheetData/{*}row")}
    for old in before.iterfind("{*}sheetData/{*}row[@spans]"):
        row = rows.get(old.get("r"))
        if row is not None and old.get("r"):
            first, last = map(int, old.get("spans").split(":"))
            own = [first, last, *columns.get(old.get("r"), [])]
            assert row.get("spans") == f"{min(own)}:{max(own)}"
            row.set("spans", old.get("spans"))


def without_cells(root, places: set[tuple[int, int]]) -> bytes:
    """Canonical XML of a sheet without some cells, and without rows that hold nothing else."""
    root = deepcopy(root)
    cells = cells_of(root)
    for place in places & cells.keys():
        remove(cells[place])
    for row in list(root.iterfind("{*}sheetData/{*}row")):
        if len(row) == 0 and set(row.attrib) <= {"r"}:
            remove(row)
    return etree.tostring(root, method="c14n")


def remove(node) -> None:
    """Take an element out and leave the space behind it where it is."""
    before, parent = node.getprevious(), node.getparent()
    if before is None:
        parent.text = (parent.text or "") + (node.tail or "")
    else:
        before.tail = (before.tail or "") + (node.tail or "")
    parent.remove(node)


def cell_value(cell) -> object:
    """Value of a cell element whose text stands in the sheet itself."""
    kind = cell.get("t", "n")
    value = cell.find("{*}v")
    if kind == "inlineStr":
        return unescaped("".join(cell.find("{*}is").itertext("{*}t")))
    if value is None:
        return None
    text = value.text or ""
    if kind == "b":
        return text == "1"
    if kind == "e":
        return ("error", text)
    return unescaped(text) if kind == "str" else float(text)


def unescaped(text: str) -> str:
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def formula_of(cell) -> bytes | None:
    formula = None if cell is None else cell.find("{*}f")
    if formula is None:
        return None
    formula.tail = None
    return etree.tostring(formula, method="c14n")


def opened(path: Path, *, data_only: bool = False):
    """Open with openpyxl, which warns about much that is none of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=data_only)


def opened_or_none(path: Path):
    """Return what openpyxl makes of a file, None if it cannot open it."""
    try:
        return opened(path)
    except Exception:  # noqa: BLE001  another program's limits are not ours
        return None


def address(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'


@dataclass(kw_only=True)
class Book:
    """A small workbook written by hand, every part of it open to a test's wishes."""

    rows: str = ""
    before: str = ""
    """What stands before sheetData."""
    after: str = ""
    prefix: str = ""
    """Of all elements, with its colon."""
    strict: bool = False
    properties: str = ""
    """Attributes of workbookPr."""
    tail: str = ""
    """What stands behind the sheets of the workbook part."""
    strings: str | None = None
    styles: str | None = None
    chain: str | None = None
    target: str = "worksheets/sheet1.xml"
    titles: tuple[str, ...] = ("Лист",)
    extra: dict[str, bytes] = field(default_factory=dict)
    """Other parts, or these ones written otherwise."""

    def parts(self) -> dict[str, bytes]:
        """Parts of the package, in order."""
        space, p = (STRICT if self.strict else MAIN), self.prefix
        xmlns = f'xmlns{":" + p[:-1] if p else ""}="{space}" xmlns:r="{self.relations}"'
        sheet = f"<{p}worksheet {xmlns}>{self.before}<{p}sheetData>{self.rows}</{p}sheetData>"
        tabs = "".join(
            f'<{p}sheet name="{title}" sheetId="{n}" r:id="rId{n}"/>'
            for n, title in enumerate(self.titles, 1)
        )
        book = f"<{p}workbookPr {self.properties}/><{p}sheets>{tabs}</{p}sheets>{self.tail}"
        parts = {
            "[Content_Types].xml": self._types(),
            "_rels/.rels": self._rels([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": f"{HEAD}<{p}workbook {xmlns}>{book}</{p}workbook>",
            "xl/_rels/workbook.xml.rels": self._rels(self._targets()),
        }
        for number in range(1, len(self.titles) + 1):
            name = f"xl/worksheets/sheet{number}.xml"
            parts[name] = f"{HEAD}{sheet}{self.after}</{p}worksheet>"
        for name, content in self._optional().items():
            if content is not None:
                parts[f"xl/{name}.xml"] = HEAD + content
        return {name: text.encode() for name, text in parts.items()} | self.extra

    def write(self, path: Path) -> Path:
        """Write the package."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts().items():
                info = zipfile.ZipInfo(name, (2024, 2, 29, 12, 30, 8))
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                archive.writestr(info, content)
        return path

    @property
    def relations(self) -> str:
        """Namespace of relationships."""
        return STRICT_RELATIONS if self.strict else RELATIONS

    def _optional(self):
        return {"sharedStrings": self.strings, "styles": self.styles, "calcChain": self.chain}

    def _targets(self):
        sheets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(self.titles) + 1)]
        sheets[0] = ("worksheet", self.target)
        return sheets + [
            (n, f"{n}.xml") for n, text in self._optional().items() if text is not None
        ]

    def _rels(self, targets):
        items = "".join(
            f'<Relationship Id="rId{n}" Type="{self.relations}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(targets, 1)
        )
        return f'{HEAD}<Relationships xmlns="{PACKAGE_RELATIONS}">{items}</Relationships>'

    def _types(self):
        names = {"workbook.xml": "sheet.main+xml"}
        for number in range(1, len(self.titles) + 1):
            names[f"worksheets/sheet{number}.xml"] = "worksheet+xml"
        for name, text in self._optional().items():
            if text is not None:
                names[f"{name}.xml"] = f"{name}+xml"
        items = "".join(
            f'<Override PartName="/xl/{name}" ContentType="{_TYPE}{kind}"/>'
            for name, kind in names.items()
        )
        space = "http://schemas.openxmlformats.org/package/2006/content-types"
        rels = "application/vnd.openxmlformats-package.relationships+xml"
        return (
            f'{HEAD}<Types xmlns="{space}"><Default Extension="rels" ContentType="{rels}"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{items}</Types>'
        )


def strings(*items: str) -> str:
    """Shared strings part of items, each the content of an `si`."""
    inside = "".join(f"<si>{item}</si>" for item in items)
    return f'<sst xmlns="{MAIN}" count="{len(items)}" uniqueCount="{len(items)}">{inside}</sst>'


def styles(*formats: int | str) -> str:
    """Styles part: style 0 is plain, each further one has a format id or a code of its own."""
    codes = {code: 164 + n for n, code in enumerate(f for f in formats if isinstance(f, str))}
    own = "".join(f'<numFmt numFmtId="{n}" formatCode="{code}"/>' for code, n in codes.items())
    ids = [0, *(codes.get(f, f) for f in formats)]
    xfs = "".join(f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for n in ids)
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(codes)}">{own}</numFmts>'
        '<fonts count="1"><font><sz val="10"/><name val="Arial"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(ids)}">{xfs}</cellXfs></styleSheet>'
    )
