"""What a workbook gains when it is made to grow, and proof that it loses nothing by it.

The proof reads the files with the standard library and lxml only: each part that may change is
compared as a tree, once the additions that were asked for are taken out of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import xlsx_tools as tools
from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries

from mkp_xl.book.drawn import CellOut, SheetOut
from mkp_xl.book.grid import Action, CellEdit, Changes, ColumnEdit, ColumnLook, Style
from mkp_xl.book.growth import NewColumn, TableGrowth

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "МКП рост"
ROWS = 2
DATE = Style(number_format="dd.mm.yyyy", fill="FFF2CC")
NUMBER = 40000.5
TEXT = " Ромашка & <К°> "
_TYPES = "[Content_Types].xml"


@dataclass
class Place:
    """Where a sheet of a book is to grow."""

    title: str
    part: str
    first_row: int
    """The header, as far as there is one."""
    last_row: int
    first_column: int
    last_column: int
    table: str | None = None
    own: set[tuple[int, int]] = field(default_factory=set)
    """Cells that are to come."""


def place_in(path: Path, title: str, part: str) -> Place:
    """Return the used range of a sheet, every element of a cell counted."""
    cells = tools.cells_of(etree.fromstring(tools.part(path, part)))
    rows, columns = {row for row, _ in cells} or {1}, {column for _, column in cells} or {1}
    return Place(title, part, min(rows), max(rows), min(columns), max(columns))


def asked(place: Place) -> Changes:
    """Return the changes: two rows below, two columns beside, one sheet."""
    title, right = place.title, place.last_column + 1
    rows = range(place.last_row + 1, place.last_row + ROWS + 1)
    cells = [
        CellEdit(sheet=title, row=row, column=column, value=value, formula=formula, style=style)
        for row in rows
        for column, (value, formula, style) in enumerate(_row(row), place.first_column)
        if column <= place.last_column
    ]
    data = range(place.first_row + 1, rows.stop)
    values: list[object] = [float(row) for row in data]
    letter = get_column_letter(right)
    texts = [f"{TEXT}{row}" for row in data]
    columns = [
        ColumnEdit(sheet=title, column=right, first_row=data.start, values=values,
                   actions=[Action.VALUE] * len(data)),
        ColumnEdit(sheet=title, column=right + 1, first_row=data.start, values=texts,
                   actions=[Action.FORMULA] * len(data), style=Style(bold=True),
                   formula=lambda row: f'"{TEXT}"&{letter}{row}'),
    ]  # fmt: skip
    looks = [
        ColumnLook(sheet=title, column=right, width=14.0),
        ColumnLook(sheet=title, column=right + 1, width=9.5, outline=1, hidden=True),
    ]
    changes = Changes(columns=columns, cells=cells, sheets=[_sheet(place)], looks=looks, grows=True)
    heads = ("Число", "Текст")
    if place.table:
        new = [NewColumn(header=head) for head in heads]
        changes.tables = [TableGrowth(name=place.table, rows=ROWS, columns=new)]
    else:
        pairs = enumerate(heads, right)
        changes.cells += [
            CellEdit(sheet=title, row=place.first_row, column=column, value=head)
            for column, head in pairs
        ]
    place.own = {(edit.row, edit.column) for edit in changes.cells}
    if place.table:
        place.own |= {(r, c) for r in rows for c in range(place.first_column, right)}
    place.own |= {(row, c) for row in [place.first_row, *data] for c in (right, right + 1)}
    return changes


def _row(row: int) -> list[tuple[object, str | None, Style | None]]:
    return [
        (NUMBER, None, None),
        (TEXT, None, None),
        (float(row), f"ROW(A{row})", None),
        (45000.0, None, DATE),
        (True, None, None),
    ]


def _sheet(place: Place) -> SheetOut:
    quoted = "'" + place.title.replace("'", "''") + "'"
    cells = {
        (1, 1): CellOut(value=TEXT, style=DATE, link=f"{quoted}!A1"),
        (2, 1): CellOut(value=2.5, style=Style(bold=True, number_format="0.000")),
        (3, 1): CellOut(value=5.0, formula="A2*2"),
    }
    return SheetOut(title=TITLE, cells=cells, widths={1: 22.5}, freeze_row=1)


def table_part(path: Path, place: Place) -> str:
    """Return the part of the place's table."""
    for name in tools.raw_members(path):
        if "/tables/" in name.casefold() and name.casefold().endswith(".xml"):
            root = etree.fromstring(tools.part(path, name))
            if place.table in (root.get("displayName"), root.get("name")):
                return name
    raise AssertionError(place.table)


def assert_nothing_lost(before: Path, after: Path, place: Place) -> None:
    """Prove that the book says what it said, but for what was asked."""
    old, new = tools.raw_members(before), tools.raw_members(after)
    main = tools.main_part(before)
    folder, _, name = main.rpartition("/")
    rels = next(
        n for n in old if n.casefold() == f"{folder}/_rels/{name}.rels".casefold().lstrip("/")
    )
    chains = {n for n in old if "calcchain" in n.casefold() and not n.endswith(".rels")}
    caches = {n for n in old if "pivotCacheDefinition" in n}
    tables = {table_part(before, place)} if place.table else set()
    styles = {n for n in old if tools.kind_of(before, n).endswith("styles+xml")}
    frame = {main, rels, _TYPES, place.part}
    tools.assert_only_changed(
        before, after, frame | chains | caches | tables | styles | (new.keys() - old.keys())
    )
    assert old.keys() - new.keys() == set()
    added = new.keys() - old.keys()
    assert len([n for n in added if "worksheets/sheet" in n]) == 1
    assert len([n for n in added if "styles" in n]) == (0 if styles else 1)
    assert len(added) == 1 + (not styles)

    def both(part: str) -> tuple[etree._Element, etree._Element]:
        return etree.fromstring(tools.part(before, part)), etree.fromstring(tools.part(after, part))

    _same_sheet(*both(place.part), place)
    _same_book(*both(main), place)
    _same_but_new(*both(rels))
    _same_but_new(*both(_TYPES))
    for part in styles:
        _same_styles(*both(part))
    for part in tables:
        _same_table(*both(part))
    for part in caches:
        _same_cache(*both(part))
    for part in chains:
        _same_chain(*both(part), after, place)


def said(root: etree._Element) -> bytes:
    """Return a tree as canonical XML."""
    return etree.tostring(root, method="c14n")


def _same_sheet(old: etree._Element, new: etree._Element, place: Place) -> None:
    tools.expand_shared(old)
    tools.expand_shared(new)
    assert not place.own & {p for p, cell in tools.cells_of(old).items() if len(cell)}
    tools.settle_spans(old, new, place.own)
    stated, now = old.find("{*}dimension"), new.find("{*}dimension")
    if stated is not None and ":" in now.get("ref") and "$" not in now.get("ref"):
        wide = range_boundaries(now.get("ref"))
        rows, columns = zip(*(place.own & tools.cells_of(new).keys()), strict=True)
        assert wide[0] <= min(columns) <= max(columns) <= wide[2]
        assert wide[1] <= min(rows) <= max(rows) <= wide[3]
        now.set("ref", stated.get("ref"))
    pairs = zip(_ranged(old), _ranged(new), strict=True)
    for (one, name), (other, _) in pairs:
        if name:
            other.set(name, _shorter(one.get(name), other.get(name), place))
        else:
            other.text = _shorter(one.text, other.text, place)
    _same_columns(old, new, place)
    assert tools.without_cells(old, place.own) == tools.without_cells(new, place.own)
    styles = tools.cells_of(new)
    stood = tools.cells_of(old)
    for spot in place.own & styles.keys() - stood.keys():
        assert set(styles[spot].attrib) <= {"r", "s", "t"}
    for spot, cell in stood.items():
        if spot in place.own and cell.get("s", "0") != "0":
            assert styles[spot].get("s") == cell.get("s"), "a blank keeps its look"
    if place.table:
        _same_looks(stood, styles, place)


def _same_columns(old: etree._Element, new: etree._Element, place: Place) -> None:
    """Prove that but for two new columns every column is as wide and dressed as it was."""
    had, has = old.find("{*}cols"), new.find("{*}cols")
    one, two, behind = range(place.last_column + 1, place.last_column + 4)
    spots = {one, two, behind, behind + 1, 1, 16384}
    for col in [*(had if had is not None else []), *has]:
        spots |= {int(col.get("min")), int(col.get("max")), int(col.get("max")) + 1}
    ordered = sorted(spots - {16385})
    olds, news = _said_of(had, ordered), _said_of(has, ordered)
    for column in ordered:
        before, after = olds.get(column, []), news.get(column, [])
        if column in (one, two):
            (said,) = after[-1:]
            assert float(said["width"]) == (14.0 if column == one else 9.5)
            assert (said.get("hidden"), said.get("outlineLevel")) == (
                (None, None) if column == one else ("1", "1")
            )
            assert said.get("style") == (before[-1].get("style") if before else None)
        elif column == behind:
            assert [said.pop("collapsed") for said in after] in (["1"], ["1"] * len(before))
            assert not before or [s | {"collapsed": "1"} for s in before] in (
                after, [s | {"collapsed": "1"} for s in after])  # fmt: skip
        else:
            assert before == after, column
    for root, holder in ((old, had), (new, has)):
        if holder is not None:
            tools.remove(holder)
        form = root.find("{*}sheetFormatPr")
        if form is not None:
            form.attrib.pop("outlineLevelCol", None)
    if old.find("{*}sheetFormatPr") is None:
        tools.remove(new.find("{*}sheetFormatPr"))


def _said_of(holder: etree._Element | None, columns: list[int]) -> dict[int, list[dict[str, str]]]:
    """Return what ranges say of each column, their ends left out."""
    found: dict[int, list[dict[str, str]]] = {}
    for node in holder if holder is not None else []:
        said = dict(node.attrib)
        first, last = int(said.pop("min")), int(said.pop("max"))
        for column in columns[bisect_left(columns, first) : bisect_right(columns, last)]:
            found.setdefault(column, []).append(said.copy())
    return found


def _same_looks(old: dict, new: dict, place: Place) -> None:
    """Prove that new rows of a table look as its last one, where they did not look otherwise."""
    for column in range(place.first_column, place.last_column + 1):
        above = old.get((place.last_row, column))
        for row in range(place.last_row + 1, place.last_row + ROWS + 1):
            stood = old.get((row, column))
            if above is not None and above.get("s", "0") != "0" and stood is None:
                assert new[row, column].get("s") == above.get("s")


def _ranged(root: etree._Element) -> list[tuple[etree._Element, str]]:
    found = [(node, "sqref") for node in root.iter("{*}conditionalFormatting", "{*}dataValidation")
             if node.get("sqref")]  # fmt: skip
    found += [(node, "ref") for node in root.iterfind("{*}autoFilter")]
    return found + [(node, "") for node in root.iterfind(".//{*}extLst//{*}sqref")]


def _shorter(old: str, new: str, place: Place) -> str:
    """Return the old text where the new one differs by rows that a range over the list gained."""
    olds, news = old.split(), new.split()
    assert len(olds) == len(news)
    for one, other in zip(olds, news, strict=True):
        if one != other:
            assert place.table
            box, wide = range_boundaries(one), range_boundaries(other)
            assert box[3] == place.last_row
            assert wide == (box[0], box[1], box[2], box[3] + ROWS)
            assert box[1] in (place.first_row, place.first_row + 1)
    return old


def _same_book(old: etree._Element, new: etree._Element, place: Place) -> None:
    tabs = new.find("{*}sheets")
    assert [tab.get("name") for tab in tabs] == [
        tab.get("name") for tab in old.find("{*}sheets")
    ] + [TITLE]
    ids = [tab.get("sheetId") for tab in tabs]
    assert ids[-1] not in ids[:-1]
    tools.remove(tabs[-1])
    for one, other in zip(old.iterfind("{*}definedNames/{*}definedName"),
                          new.iterfind("{*}definedNames/{*}definedName"), strict=True):  # fmt: skip
        if one.text != other.text:
            assert place.table
            assert other.text.endswith(f"${place.last_row + ROWS}")
            other.text = one.text
    calc, now = old.find("{*}calcPr"), new.find("{*}calcPr")
    if now is not None and now.get("fullCalcOnLoad") == "1" and calculated_somewhere(place):
        if calc is None:
            tools.remove(now)
        else:
            now.attrib.pop("fullCalcOnLoad")
            calc.attrib.pop("fullCalcOnLoad", None)
    assert said(old) == said(new)


def calculated_somewhere(place: Place) -> bool:
    """Whether the place's table fills cells whose values nobody knows."""
    return bool(place.table)


def _same_but_new(old: etree._Element, new: etree._Element) -> None:
    """Prove that a part differs by elements behind its last one."""
    assert 0 < len(new) - len(old) <= 2
    for node in new[len(old) :]:
        tools.remove(node)
    assert said(old) == said(new)


def _same_styles(old: etree._Element, new: etree._Element) -> None:
    for node in new:
        name = etree.QName(node).localname
        before = old.find("{*}" + name)
        if name not in ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs", "cellStyleXfs"):
            continue
        assert int(node.get("count", len(node))) == len(node) or before.get("count") == node.get(
            "count"
        )
        if before is None:
            tools.remove(node)
            continue
        for extra in node[len(before) :]:
            tools.remove(extra)
        if before.get("count") is None:
            node.attrib.pop("count", None)
        else:
            node.set("count", before.get("count"))
    assert said(old) == said(new)


def _same_table(old: etree._Element, new: etree._Element) -> None:
    box, wide = range_boundaries(old.get("ref")), range_boundaries(new.get("ref"))
    assert wide == (box[0], box[1], box[2] + 2, box[3] + ROWS)
    new.set("ref", old.get("ref"))
    filters = old.find("{*}autoFilter"), new.find("{*}autoFilter")
    if filters[0] is not None:
        assert range_boundaries(filters[1].get("ref")) == wide
        filters[1].set("ref", filters[0].get("ref"))
    columns = new.find("{*}tableColumns")
    names = [node.get("name").casefold() for node in columns]
    assert len(set(names)) == len(names) == int(columns.get("count")) == wide[2] - wide[0] + 1
    assert len({node.get("id") for node in columns}) == len(names)
    for node in columns[-2:]:
        tools.remove(node)
    columns.set("count", old.find("{*}tableColumns").get("count"))
    if old.get("insertRow") is not None:
        new.set("insertRow", old.get("insertRow"))
    assert said(old) == said(new)


def _same_cache(old: etree._Element, new: etree._Element) -> None:
    if old.get("refreshOnLoad") is None:
        assert new.attrib.pop("refreshOnLoad", "1") == "1"
    assert said(old) == said(new)


def _same_chain(old: etree._Element, new: etree._Element, after: Path, place: Place) -> None:
    had, has = _links(old), _links(new)
    assert has[: len(had)] == had
    own = {sheet for sheet, _ in has[len(had) :]}
    assert len(own) == 2, "the sheet that grew and the one that came"
    cells = tools.cells_of(etree.fromstring(tools.part(after, place.part)))
    gained = {c for spot, c in cells.items() if spot in place.own and c.find("{*}f") is not None}
    assert {c.get("r") for c in gained} | {"A3"} == {cell for _, cell in has[len(had) :]}
    assert len(set(has[len(had) :])) == len(has) - len(had)


def _links(root: etree._Element) -> list[tuple[str, str]]:
    found, sheet = [], ""
    for node in root.iterfind("{*}c"):
        sheet = node.get("i", sheet)
        found.append((sheet, node.get("r")))
    return found
