"""From changes to parts: what one run makes of a book, before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from mkp_xl.book.address import a1
from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx import calcchain, styles
from mkp_xl.hosts.xlsx.address import around, range_text
from mkp_xl.hosts.xlsx.canvas import canvas
from mkp_xl.hosts.xlsx.cell_out import FormulaNews
from mkp_xl.hosts.xlsx.draft import Draft
from mkp_xl.hosts.xlsx.dressed import dressed, row_styles
from mkp_xl.hosts.xlsx.fills import leaves_values_open
from mkp_xl.hosts.xlsx.formulas import refuse_arrays, settle_groups
from mkp_xl.hosts.xlsx.frame_out import SHEET_PATTERN, FrameEditor, refuse_title
from mkp_xl.hosts.xlsx.graft import Grafter
from mkp_xl.hosts.xlsx.growing import Growing, grow
from mkp_xl.hosts.xlsx.looks import set_looks
from mkp_xl.hosts.xlsx.names import edit_names, print_names
from mkp_xl.hosts.xlsx.packing import packed
from mkp_xl.hosts.xlsx.parts import rels_name
from mkp_xl.hosts.xlsx.patch import Patcher
from mkp_xl.hosts.xlsx.pivots import refresh_pivots, touches
from mkp_xl.hosts.xlsx.plan import Plan
from mkp_xl.hosts.xlsx.ranges import grow_names, grow_ranges
from mkp_xl.hosts.xlsx.scan import style_number
from mkp_xl.hosts.xlsx.sheet import grow_dimension
from mkp_xl.hosts.xlsx.sheet_edits import SheetEdits, by_sheet
from mkp_xl.hosts.xlsx.sheet_out import SheetMaker, box_of, formula_places, links_of
from mkp_xl.hosts.xlsx.spans import Spans
from mkp_xl.hosts.xlsx.style_out import Look, StyleSheet
from mkp_xl.hosts.xlsx.tables import refuse_header_changes, refuse_new_headers
from mkp_xl.hosts.xlsx.workbook import STRICT

if TYPE_CHECKING:
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import Changes, Style, TableInfo
    from mkp_xl.hosts.xlsx.address import Box
    from mkp_xl.hosts.xlsx.book import Book
    from mkp_xl.hosts.xlsx.growth import Growth
    from mkp_xl.hosts.xlsx.splice import XmlPart

Step = Callable[[float], None]


class Change:
    """Drafts the changes of one run."""

    def __init__(self, book: Book, changes: Changes, step: Step) -> None:
        self._book = book
        self._changes = changes
        self._step = step
        self._draft = Draft(book.package)
        self._frame = FrameEditor(book.workbook, self._draft)
        self._style_sheet: StyleSheet | None = None
        self._looks: dict[Style, Look] = {}
        self._names = list(changes.names)
        self._gone: calcchain.Entries = {}
        self._come: list[tuple[str, list[tuple[int, int]]]] = []
        self._grown: list[Growth] = []
        self._touched: list[tuple[str, Plan | None]] = []
        self._has_open_values = False

    def draft(self) -> Draft:
        """Return the parts as they will be."""
        edits = by_sheet(self._book, self._changes)
        for done, (title, sheet_edits) in enumerate(edits.items()):
            self._edit_sheet(title, sheet_edits, _part_of(self._step, done, len(edits)))
        titles = [sheet.title for sheet in self._book.workbook.sheets]
        for sheet in self._changes.sheets:
            titles += self._place_sheet(sheet)
        self._settle_names(titles)
        if self._touched:
            refresh_pivots(self._book.workbook, self._draft, self._tables, self._touches)
        if self._changes.recalculate_on_load or self._has_open_values:
            self._frame.recalculate_on_load()
        if self._style_sheet:
            self._style_sheet.finish()
        self._settle_chain()
        return self._draft

    def _edit_sheet(self, title: str, edits: SheetEdits, step: Step) -> None:
        entry, reader = self._book.entry(title), self._book.reader(title)
        asked = edits.columns, edits.cells
        growing = grow(self._draft, entry, reader, edits.wanted, asked)
        columns, cells = [*edits.columns, *growing.columns], [*edits.cells, *growing.cells]
        old, reader = reader.sheet, dressed(reader, growing.growths)
        sheet = reader.sheet
        plan = Plan(columns, cells, self._look, sheet.prefix)
        refuse_arrays(reader, plan)
        refuse_header_changes(self._book.package, entry, plan)
        spans = Spans(plan, growing.boxes, sheet.prefix)
        patcher = Patcher(reader, plan, settle_groups(reader, plan), spans)
        frame = sheet.editor()
        set_looks(frame, edits.looks)
        self._take_in(frame, growing)
        if edits.looks or growing.growths or self._changes.grows:
            box = around([plan.box(), *growing.boxes])
            grow_dimension(frame, box)  # else not a byte around the rows changes
        is_framed_anew = frame.result() != old.frame
        content = packed(sheet.with_rows(frame, patcher.rows(step)), sheet.size)
        if patcher.changed or is_framed_anew or sheet is not old:
            self._draft.put(sheet.part, content)
            self._note_formulas(entry.id, patcher.news)
        if patcher.changed:
            self._touched.append((entry.title, plan))

    def _take_in(self, frame: XmlPart, growing: Growing) -> None:
        """Let what covers the rows of what grows cover its new rows too."""
        grow_ranges(frame, growing.growths)
        self._grown += growing.growths
        self._has_open_values |= leaves_values_open(growing.columns)

    def _note_formulas(self, sheet: str, news: FormulaNews) -> None:
        gone = {a1(*place).encode() for place in news.lost}
        self._gone.setdefault(sheet.encode(), set()).update(gone)
        self._come.append((sheet, news.gained))

    def _place_sheet(self, sheet: SheetOut) -> list[str]:
        """Make or refill a sheet of ours; its title if it is new."""
        maker = SheetMaker(self._look, is_1904=self._book.workbook.is_1904)
        entry = self._book.workbook.sheet(sheet.title)
        formulas = list(formula_places(sheet))
        if entry is None:
            refuse_title(sheet.title)
            part = self._draft.free_name(SHEET_PATTERN)
            self._draw(sheet, part, maker)
            identity = self._frame.add_sheet(sheet.title, part, hidden=sheet.hidden)
            self._come.append((identity, formulas))
            return [sheet.title]
        if not entry.has_cells:
            raise HostError("title_taken", sheet=sheet.title)
        old = self._book.reader(sheet.title)
        if not any(block.rows for block in old.sheet.blocks()) and not self._book.package.find(
            rels_name(entry.part)
        ):
            self._draw(sheet, entry.part, maker)  # a place kept for it among the tabs
            self._come.append((entry.id, formulas))
            return []
        refuse_new_headers(self._book.package, entry, sheet)
        frame = old.sheet.editor()
        maker.refill(frame, sheet)
        refilled = frame.result()
        if refilled != self._book.package.read(entry.part):
            self._draft.put(entry.part, [refilled])
            self._touched.append((entry.title, None))
            had = set(old.formula_places())
            lost = sorted(had.difference(formulas))
            gained = [place for place in formulas if place not in had]
            self._note_formulas(entry.id, FormulaNews(lost, gained))
        return []

    def _draw(self, sheet: SheetOut, part: str, maker: SheetMaker) -> None:
        """Draw a sheet with all that surrounds its cells."""
        around = canvas(sheet)
        grafter = Grafter(
            self._draft, self._difference, is_strict=self._book.workbook.root.space == STRICT
        )
        rows = maker.rows(sheet, b"")
        links, box = links_of(sheet).encode(), box_of(sheet) or (1, 1, 1, 1)
        self._draft.put(part, [grafter.sheet(around, rows, links, range_text(box))])
        grafter.drawing(around, part)
        self._names += print_names(sheet)

    def _settle_names(self, titles: list[str]) -> None:
        part = self._draft.part(self._book.workbook.part)
        grow_names(part, self._grown, {edit.name.casefold() for edit in self._names})
        edit_names(part, self._names, titles)

    def _tables(self) -> list[TableInfo]:
        """Return the tables of the book as they will stand."""
        grown = {growth.name: growth.whole for growth in self._grown if growth.name}
        return [
            replace(table, last_row=grown[table.name][2], last_column=grown[table.name][3])
            if table.name in grown
            else table
            for table in self._book.tables()
        ]

    def _touches(self, title: str, box: Box) -> bool:
        """Whether cells of a rectangle change; those of a sheet drawn anew do."""
        plans = [plan for own, plan in self._touched if own.casefold() == title.casefold()]
        return any(plan is None or touches(plan, box) for plan in plans)

    def _difference(self, look: str) -> int:
        return self._styles().difference(look)

    def _look(self, style: Style | None) -> Look | None:
        if style is None:
            return None
        look = self._looks.get(style)
        if look is None:
            look = self._looks[style] = Look(style, self._style_index)
        return look

    def _style_index(self, style: Style) -> int:
        base = 0
        if style.like is not None:
            said = row_styles(self._book.reader(style.like.sheet), style.like.row)
            base = style_number(said.get(style.like.column, b""))
        return self._styles().index(style, base)

    def _styles(self) -> StyleSheet:
        if self._style_sheet is None:
            self._style_sheet = StyleSheet(self._draft.part(self._styles_part()))
        return self._style_sheet

    def _styles_part(self) -> str:
        part = self._book.styles_part
        if part is not None:
            return part
        owner = self._book.workbook
        part = (
            self._draft.free_name("xl/styles{}.xml")
            if self._book.package.find(styles.DEFAULT_PART)
            else styles.DEFAULT_PART
        )
        space = owner.root.space
        self._draft.create(part, f'<styleSheet xmlns="{space}"/>'.encode())
        self._draft.declare(part, styles.CONTENT_TYPE)
        self._draft.relate(owner.part, self._frame.relation_type("styles"), part)
        return part

    def _settle_chain(self) -> None:
        relation = self._book.workbook.related("calcChain")
        if relation is None:
            return
        old = self._book.package.read(relation.target)
        new = calcchain.changed(old, relation.target, self._gone, self._come)
        if calcchain.is_empty(new):
            self._draft.drop(relation.target, self._book.workbook.part, relation.id)
        elif new != old:
            self._draft.put(relation.target, [new])


def _part_of(step: Step, done: int, count: int) -> Step:
    """Report progress of one piece of work among several."""

    def report(share: float) -> None:
        step((done + share) / count)

    return report
