"""One sheet in many spellings: what programs, and people with editors, make of the same cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter
from xlsx_tools import Book, strings, styles

Pick = Callable[[Sequence], object]
"""Chooses one of several spellings."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\r]")


@dataclass(frozen=True)
class Said:
    """What one cell says."""

    value: float | str | bool | None
    style: int = 0
    doubles: bool = False
    """It holds the formula that doubles the first column of its row."""


@dataclass
class Speller:
    """Spells a sheet; the strings it has put among the shared ones are kept."""

    pick: Pick
    strings: list[str] = field(default_factory=list)
    prefix: str = ""
    carrier: int = 0
    """Row of the cell that carries the shared formula; 0 before there is one."""

    def parts(self, cells: Mapping[tuple[int, int], Said]) -> dict[str, bytes]:
        """Return the parts of a book with these cells, by row and column."""
        self.prefix = self.pick(["", "x:"])
        pieces, previous = [], 0
        for row in sorted({row for row, _ in cells}):
            inside = {column: said for (r, column), said in sorted(cells.items()) if r == row}
            pieces.append(self._row(row, previous, inside))
            previous = row
        after = self.pick(["", f"<{self.prefix}extLst/>"])
        return Book(
            rows="".join(pieces) + self._gap(), prefix=self.prefix, after=after,
            strings=strings(*self.strings), styles=styles("0.0", "0.00"),
        ).parts()  # fmt: skip

    def _row(self, row: int, previous: int, cells: Mapping[int, Said]) -> str:
        said = {} if row == previous + 1 and self.pick([False, True]) else {"r": str(row)}
        said |= self.pick([{}, {"spans": "1:9"}, {"ht": "20", "customHeight": "1"}])
        pieces, before = [], 0
        for column, cell in cells.items():
            pieces.append(self._gap() + self._cell(row, column, before, cell))
            before = column
        inside = "".join(pieces) + self._gap() + self.pick(["", f"<{self.prefix}extLst/>"])
        return self._gap() + self._element("row", said, inside)

    def _cell(self, row: int, column: int, before: int, cell: Said) -> str:
        said = {}
        if column != before + 1 or self.pick([False, True]):
            said["r"] = f"{get_column_letter(column)}{row}"
        if cell.style or self.pick([False, True]):
            said["s"] = str(cell.style)
        kind, inside = self._value(cell)
        if kind != "n" or self.pick([False, True]):
            said["t"] = kind
        formula = self._formula(row, column) if cell.doubles else ""
        return self._element("c", dict(self._shuffled(said)), formula + inside)

    def _formula(self, row: int, column: int) -> str:
        text = f"$A{row}*2"
        if self.pick([False, True]):
            return self._element("f", {}, text)
        if not self.carrier:
            self.carrier = row
            box = f"{get_column_letter(column)}{row}:{get_column_letter(column)}{row + 20}"
            return self._element("f", {"t": "shared", "ref": box, "si": "0"}, text)
        return self._element("f", {"t": "shared", "si": "0"}, "")

    def _value(self, cell: Said) -> tuple[str, str]:
        value = cell.value
        if value is None:
            return "n", self.pick(["", f"<{self.prefix}v/>"]) if not cell.doubles else ""
        if isinstance(value, bool):
            return "b", self._element("v", {}, "1" if value else "0")
        if isinstance(value, float):
            number = self.pick([repr(value), f"{value:.17g}", f"{value:.17E}"])
            return "n", self._element("v", {}, number)
        if cell.doubles:
            return "str", self._element("v", {}, self._text(value))
        if self.pick([False, True]):
            self.strings.append(self.pick([self._t(value, ""), self._runs(value, "")]))
            return "s", self._element("v", {}, str(len(self.strings) - 1))
        text = self.pick([self._t(value, self.prefix), self._runs(value, self.prefix)])
        return "inlineStr", f"<{self.prefix}is>{text}</{self.prefix}is>"

    def _t(self, text: str, prefix: str) -> str:
        return f'<{prefix}t xml:space="preserve">{self._text(text)}</{prefix}t>'

    def _runs(self, text: str, prefix: str) -> str:
        middle = len(text) // 2
        runs = (f"<{prefix}r>{self._t(half, prefix)}</{prefix}r>"
                for half in (text[:middle], text[middle:]))  # fmt: skip
        return f'<{prefix}rPh sb="0" eb="1"><{prefix}t>ignored</{prefix}t></{prefix}rPh>'.join(runs)

    def _text(self, text: str) -> str:
        text = text.replace("_x", "_x005F_x")
        text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
        text = text.replace("&", self.pick(["&amp;", "&#38;"])).replace("<", "&lt;")
        text = text.replace("]]>", "]]&gt;")
        return text.replace("ы", self.pick(["ы", "&#1099;", "&#x44B;"]))

    def _element(self, name: str, said: Mapping[str, str], inside: str) -> str:
        quote, gap = self.pick(['"', "'"]), self.pick([" ", "\n", "  "])
        attributes = "".join(f"{gap}{key}={quote}{text}{quote}" for key, text in said.items())
        name = self.prefix + name
        if not inside and self.pick([False, True]):
            return f"<{name}{attributes}{self.pick(['', ' '])}/>"
        return f"<{name}{attributes}>{inside}</{name}>"

    def _shuffled(self, said: Mapping[str, str]) -> list[tuple[str, str]]:
        items = list(said.items())
        return items if self.pick([False, True]) else items[::-1]

    def _gap(self) -> str:
        return self.pick(["", "", "\n", "  "])
