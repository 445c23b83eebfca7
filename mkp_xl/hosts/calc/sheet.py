"""A sheet of a book that stands open in LibreOffice."""

from __future__ import annotations

from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mkp_xl.book.grid import ErrorValue, PivotInfo, TableInfo
from mkp_xl.hosts.calc.block import block
from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.formats import shows_date
from mkp_xl.hosts.live.framing import folds, heights, widths
from mkp_xl.hosts.live.values import DAYS_TO_1904, Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import Style
    from mkp_xl.hosts.calc.line import Line
    from mkp_xl.hosts.calc.texts import Texts
    from mkp_xl.hosts.live.block import Block
    from mkp_xl.hosts.live.open_book import Said, Step
    from mkp_xl.hosts.live.values import Content

_READ_AT_ONCE, _WRITE_AT_ONCE = 200_000, 500_000
"""Cells of one question: progress is told between reads, each write has its price."""
_OF_COLUMN = {"column_width": "width", "hidden": "hidden", "outline": "level"}


class CalcSheet:
    """An `OpenSheet` of LibreOffice."""

    def __init__(self, line: Line, title: str, texts: Texts, *, is_1904: bool) -> None:
        self._line, self._texts, self._is_1904 = line, texts, is_1904
        self.title = title

    def state(self) -> str:
        """Return `visible` or `hidden`."""
        sheets = self._line.ask("book")["sheets"]
        return next(str(said["state"]) for said in sheets if said["title"] == self.title)

    def hide(self) -> None:
        """Take its tab away."""
        self._line.ask("show", title=self.title, state="hidden")

    def used(self) -> Box:
        """Return the rectangle around all content and merged cells; one cell where none is."""
        return Box(*self._ask("used"))

    def block(self, box: Box, *, stored: bool = False, step: Step = lambda _share: None) -> Block:
        """Return what cells hold; `stored` keeps dates as the book counts them."""
        read: dict[str, list[Any]] = {"rows": [], "errors": [], "logical": [], "formulas": []}
        for part in box.blocks(_READ_AT_ONCE):
            for key, found in self._ask("read", part).items():
                read[key] += found
            step((part.bottom - box.top + 1) / box.height)
        made = block(box, read, self._texts)
        if self._is_1904 and not stored:
            self._count_from_1900(made, box)
        return made

    def fingerprint(self, box: Box) -> str:
        """Return a digest of what was typed into cells, formulas as such."""
        return str(self._ask("fingerprint", box))

    def formats(self, box: Box, raw: Sequence[object]) -> list[str]:  # noqa: ARG002  asked at once
        """Return the number format of each cell of a column."""
        return [code for part, code in self.uniform_parts(box) for _ in range(part.height)]

    def uniform_parts(
        self, box: Box, matters: Callable[[Box], bool] = lambda _part: True
    ) -> Iterator[tuple[Box, str]]:
        """Yield the parts of a column that share a format, from the top, and that format."""
        del matters  # one question answers all
        for top, bottom, code in self._ask("formats", box):
            yield Box(top, box.left, bottom, box.right), code

    def tables(self) -> list[TableInfo]:
        """Return its tables."""
        return [self._table(said) for said in self._ask("tables")]

    def resize_table(self, name: str, box: Box) -> None:
        """Let one of its tables cover a rectangle with the same header."""
        self._ask("resize_table", box, name=name)

    def pivots(self) -> list[PivotInfo]:
        """Return its pivot tables."""
        return [
            PivotInfo(sheet=self.title, box=(top, left, bottom, right))
            for top, left, bottom, right in self._ask("pivots")
        ]

    def has_merged(self, box: Box) -> bool:
        """Tell whether any cell of a rectangle is merged with another."""
        return any(box.meets(merged) for merged in self._merged)

    def has_array(self, box: Box) -> bool:
        """Tell whether any cell of a rectangle belongs to an array formula."""
        return bool(self._ask("has_array", box))

    def put(self, row: int, column: int, columns: Sequence[Sequence[Content]]) -> None:
        """Write downwards from a cell and its right neighbours: all values, or one of formulas."""
        right = column + len(columns) - 1
        for part in Box(row, column, row + len(columns[0]) - 1, right).blocks(_WRITE_AT_ONCE):
            rows = range(part.top, part.bottom + 1)
            parts = [contents[part.top - row : part.bottom - row + 1] for contents in columns]
            said = [list(map(self._said, contents, rows)) for contents in parts]
            self._ask("put", row=part.top, column=column, columns=said)

    def worn(self, box: Box, names: Iterable[str]) -> Said:
        """Return how cells look now in the named properties; mixed ones are left out."""
        said: Said = self._ask("worn", box, names=list(names))
        return said

    def put_on(self, box: Box, said: Said) -> None:
        """Set properties."""
        own = {name: value for name, value in said.items() if name not in _OF_COLUMN}
        wide = {_OF_COLUMN[name]: value for name, value in said.items() if name in _OF_COLUMN}
        if own:
            self._ask("put_on", box, said=own)
        for column in range(box.left, box.right + 1) if wide else ():
            self._ask("column", column=column, said=wide)

    def trim(self, box: Box, style: Style) -> None:
        """Set what of a style is not read back: lines, indent, underline, lock."""
        self._ask("trim", box, style=asdict(style))

    def untrim(self, box: Box) -> None:
        """Take all of that away."""
        self._ask("untrim", box)

    def lines(self, box: Box, style: Style) -> None:
        """Draw the lines of a style around each cell."""
        self._ask("lines", box, style=asdict(style))

    def link(self, cells: Sequence[tuple[int, int, str | None]]) -> None:
        """Let a click on a cell lead to a place of the book, or nowhere."""
        self._ask("links", cells=[list(cell) for cell in cells])

    def is_protected(self) -> bool:
        """Tell whether its cells are protected."""
        return bool(self._ask("is_protected"))

    def unprotect(self) -> dict[str, bool]:
        """Lift a protection without a password; what it allowed stays with LibreOffice."""
        self._ask("unprotect")
        return {}

    def protect(self, allowed: dict[str, bool]) -> None:  # noqa: ARG002  as above
        """Protect it without a password."""
        self._ask("protect")

    def frame(self, sheet: SheetOut) -> None:
        """Give a plain new sheet what surrounds its cells."""
        what = {
            "widths": widths(sheet),
            "hidden_columns": list(sheet.hidden_columns),
            "heights": list(heights(sheet)),
            "details": list(folds(sheet)),
            "merges": [list(merge) for merge in sheet.merges],
            "gridlines": sheet.gridlines,
        }
        self._ask("frame", what=what)
        links = [(*place, cell.link) for place, cell in sheet.cells.items() if cell.link]
        if links:
            self.link(links)

    def delete(self) -> None:
        """Take it out of the book."""
        self._line.ask("delete", title=self.title)

    @cached_property
    def _merged(self) -> list[Box]:
        return [Box(*corners) for corners in self._ask("merged")]

    def _ask(self, verb: str, box: Box | None = None, **given: object) -> Any:  # noqa: ANN401  JSON
        if box is not None:
            given["box"] = [box.top, box.left, box.bottom, box.right]
        return self._line.ask(verb, sheet=self.title, **given)

    def _said(self, content: Content, row: int) -> object:
        if isinstance(content, Formula):
            return ["=", self._texts.native(content.text, row)]
        return ["#", content.code] if isinstance(content, ErrorValue) else content

    def _count_from_1900(self, made: Block, box: Box) -> None:
        for column, cells in made.values.items():
            for part, code in self.uniform_parts(Box(box.top, column, box.bottom, column)):
                for index in range(part.top - box.top, part.bottom - box.top + 1):
                    if type(cells[index]) is float and shows_date(code):
                        cells[index] += DAYS_TO_1904  # type: ignore[operator]

    def _table(self, said: dict[str, Any]) -> TableInfo:
        top, left, bottom, right = said["box"]
        return TableInfo(
            name=said["name"],
            sheet=self.title,
            first_row=top,
            last_row=bottom,
            first_column=left,
            last_column=right,
            header_rows=int(said["header"]),
            totals_rows=int(said["totals"]),
        )
