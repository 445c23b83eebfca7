"""An independent reader of a sheet: every cell by an XML parser, with the bytes it stands on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from openpyxl.utils import column_index_from_string

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)


class UnreadableError(Exception):
    """The witness has nothing to say about this sheet."""


@dataclass(slots=True)
class Cell:
    """A cell as it is written."""

    attributes: dict[str, str]
    start: int
    inner: int
    end: int = 0
    formula: str | None = None
    formula_said: dict[str, str] = field(default_factory=dict)
    value: str | None = None
    inline: str | None = None
    holds: list[str] = field(default_factory=list)
    """Names of its child elements."""


@dataclass(slots=True)
class Row:
    """A row: where its tags stand, and what it says beside its number."""

    number: int
    start: int
    inner: int
    outer: int = 0
    end: int = 0
    said: dict[str, str] = field(default_factory=dict)
    cells: dict[int, Cell] = field(default_factory=dict)


def rows_of(data: bytes) -> list[Row]:
    """Return the rows of a sheet part; UnreadableError where the part is not what it should be."""
    return _Reader(data).rows


def value_of(cell: Cell, strings: list[str]) -> object:
    """Return what a cell says; UnreadableError where programs may differ."""
    kind = cell.attributes.get("t", "n")
    if len(set(cell.holds)) < len(cell.holds) or (cell.value and cell.inline):
        raise UnreadableError("a cell that says it twice")
    if kind == "inlineStr":
        if cell.value is not None:
            raise UnreadableError("a value beside an inline text")
        if cell.inline is None:
            raise UnreadableError("an inline text that is missing")
        return unescaped(cell.inline or "")
    if cell.inline is not None:
        raise UnreadableError("an inline text of another type")
    text = cell.value or ""
    if not text:
        return "" if cell.formula is not None and kind in ("str", "b", "e", "d") else None
    if kind == "n":
        if not _NUMBER.fullmatch(text):
            raise UnreadableError(text)
        return float(text)
    if kind == "s":
        if not text.isascii() or not text.isdecimal() or int(text) >= len(strings):
            raise UnreadableError(text)
        return strings[int(text)]
    if kind == "str":
        return unescaped(text)
    raise UnreadableError(kind)


def unescaped(text: str) -> str:
    """Return the text behind `_xHHHH_` escapes."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.rows: list[Row] = []
        self._data = data
        self._path: list[str] = []
        self._texts: list[str] = []
        self._space = ""
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._texts.append
        parser.StartDoctypeDeclHandler = self._unreadable
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, UnicodeError, ValueError, LookupError) as problem:
            raise UnreadableError(str(problem)) from problem
        numbers = [row.number for row in self.rows]
        if sorted(set(numbers)) != numbers:
            raise UnreadableError("rows out of order")

    def _unreadable(self, *_particulars: object) -> None:
        raise UnreadableError("doctype")

    def _start(self, name: str, said: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._path:
            self._space = space
            if local != "worksheet" or space not in _MAIN:
                raise UnreadableError(name)
        if self._path[-1:] in (["v"], ["f"], ["t"]):
            raise UnreadableError(f"{local} inside a text")
        self._path.append(local if space == self._space else "?" + local)
        self._texts.clear()
        place = self._parser.CurrentByteIndex
        match self._path[1:]:
            case ["sheetData", "row"]:
                previous = self.rows[-1].number if self.rows else 0
                row = Row(_row_number(said.get("r"), previous), place, self._tag_end(place))
                row.said = {key: text for key, text in said.items() if key != "r"}
                self.rows.append(row)
            case ["sheetData", "row", "c"]:
                row = self.rows[-1]
                column = _column(said.get("r"), row)
                row.cells[column] = Cell(said, place, self._tag_end(place))
            case ["sheetData", "row", "c", part]:
                cell = self._cell
                cell.holds.append(part)
                if part == "f":
                    cell.formula_said = said
                if part == "is":
                    cell.inline = ""

    def _end(self, _name: str) -> None:
        place = self._parser.CurrentByteIndex
        match self._path[1:]:
            case ["sheetData", "row"]:
                row = self.rows[-1]
                row.outer, row.end = self._element_end(place, row.inner)
            case ["sheetData", "row", "c"]:
                _, self._cell.end = self._element_end(place, self._cell.inner)
            case ["sheetData", "row", "c", "f"]:
                self._cell.formula = "".join(self._texts)
            case ["sheetData", "row", "c", "v"]:
                self._cell.value = "".join(self._texts)
            case ["sheetData", "row", "c", "is", "t"] | ["sheetData", "row", "c", "is", "r", "t"]:
                self._cell.inline = (self._cell.inline or "") + "".join(self._texts)
        self._path.pop()

    @property
    def _cell(self) -> Cell:
        return next(reversed(self.rows[-1].cells.values()))

    def _tag_end(self, place: int) -> int:
        quote = 0
        for index in range(place, len(self._data)):
            byte = self._data[index]
            if quote:
                quote = 0 if byte == quote else quote
            elif byte in b"\"'":
                quote = byte
            elif byte == ord(">"):
                return index + 1
        raise UnreadableError("a tag without an end")

    def _element_end(self, place: int, inner: int) -> tuple[int, int]:
        """Return where the end tag begins and ends; both are `inner` in a single tag."""
        if self._data[inner - 2 : inner] == b"/>":
            return inner, inner
        return place, self._data.index(b">", place) + 1


def _row_number(said: str | None, previous: int) -> int:
    if said is None:
        return previous + 1
    if not said.isascii() or not said.isdecimal() or not 0 < int(said) <= 1048576:
        raise UnreadableError(said)
    return int(said)


def _column(said: str | None, row: Row) -> int:
    previous = max(row.cells, default=0)
    if said is None:
        column = previous + 1
    else:
        found = _REFERENCE.fullmatch(said)
        if not found or int(found[2]) != row.number:
            raise UnreadableError(said)
        column = column_index_from_string(found[1])
    if not previous < column <= 16384:
        raise UnreadableError(said)
    return column
