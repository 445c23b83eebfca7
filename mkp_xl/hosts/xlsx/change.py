"""From changes to parts: what one run makes of a book, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkp_xl.book.address import a1
from mkp_xl.errors import HostError, SchemaError
from mkp_xl.hosts.xlsx import calcchain, styles
from mkp_xl.hosts.xlsx.address import range_text
from mkp_xl.hosts.xlsx.canvas import canvas
from mkp_xl.hosts.xlsx.cell_out import FormulaNews
from mkp_xl.hosts.xlsx.draft import Draft
from mkp_xl.hosts.xlsx.formulas import refuse_arrays, settle_groups
from mkp_xl.hosts.xlsx.frame_out import SHEET_PATTERN, FrameEditor, refuse_title
from mkp_xl.hosts.xlsx.graft import Grafter
from mkp_xl.hosts.xlsx.looks import set_looks
from mkp_xl.hosts.xlsx.names import edit_names, print_names
from mkp_xl.hosts.xlsx.parts import rels_name
from mkp_xl.hosts.xlsx.patch import Patcher
from mkp_xl.hosts.xlsx.plan import Plan
from mkp_xl.hosts.xlsx.sheet import grow_dimension
from mkp_xl.hosts.xlsx.sheet_out import SheetMaker, box_of, formula_places, links_of
from mkp_xl.hosts.xlsx.style_out import Look, StyleSheet
from mkp_xl.hosts.xlsx.tables import refuse_header_changes, refuse_new_headers
from mkp_xl.hosts.xlsx.workbook import STRICT
from mkp_xl.hosts.xlsx.zip_out import packed

if TYPE_CHECKING:
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.grid import CellEdit, Changes, ColumnEdit, ColumnLook, Style
    from mkp_xl.hosts.xlsx.book import Book

Step = Callable[[float], None]


@dataclass(slots=True)
class _SheetEdits:
    """All that one sheet of the book is asked for."""

    columns: list[ColumnEdit] = field(default_factory=list)
    cells: list[CellEdit] = field(default_factory=list)
    looks: list[ColumnLook] = field(default_factory=list)


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

    def draft(self) -> Draft:
        """Return the parts as they will be."""
        edits = self._by_sheet()
        for done, (title, sheet_edits) in enumerate(edits.items()):
            self._edit_sheet(title, sheet_edits, _part_of(self._step, done, len(edits)))
        titles = [sheet.title for sheet in self._book.workbook.sheets]
        for sheet in self._changes.sheets:
            titles += self._place_sheet(sheet)
        edit_names(self._draft.part(self._book.workbook.part), self._names, titles)
        if self._changes.recalculate_on_load:
            self._frame.recalculate_on_load()
        if self._style_sheet:
            self._style_sheet.finish()
        self._settle_chain()
        return self._draft

    def _by_sheet(self) -> Mapping[str, _SheetEdits]:
        found: dict[str, _SheetEdits] = {}
        for column in self._changes.columns:
            self._of(found, column.sheet).columns.append(column)
        for cell in self._changes.cells:
            self._of(found, cell.sheet).cells.append(cell)
        for look in self._changes.looks:
            self._of(found, look.sheet).looks.append(look)
        whole = {sheet.title.casefold() for sheet in self._changes.sheets}
        for title in found:
            if title.casefold() in whole:
                raise SchemaError("sheet_edited_twice", sheet=title)
        return found

    def _of(self, found: dict[str, _SheetEdits], title: str) -> _SheetEdits:
        return found.setdefault(self._book.entry(title).title, _SheetEdits())

    def _edit_sheet(self, title: str, edits: _SheetEdits, step: Step) -> None:
        reader = self._book.reader(title)
        sheet = reader.sheet
        plan = Plan(edits.columns, edits.cells, self._look, sheet.prefix)
        refuse_arrays(reader, plan)
        refuse_header_changes(self._book.package, self._book.entry(title), plan)
        patcher = Patcher(reader, plan, settle_groups(reader, plan))
        frame = sheet.editor()
        set_looks(frame, edits.looks)
        if edits.looks or self._changes.grows:  # else not a byte around the rows changes
            grow_dimension(frame, plan.box())
        is_framed_anew = frame.result() != sheet.frame
        content = packed(sheet.with_rows(frame, patcher.rows(step)), sheet.size)
        if patcher.changed or is_framed_anew:
            self._draft.put(sheet.part, content)
            self._note_formulas(self._book.entry(title).id, patcher.news)

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
        return self._styles().index(style)

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
