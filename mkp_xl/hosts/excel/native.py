"""What xlwings has no common word for: the few calls that go past it.

Each is asked of appscript on a Mac, else of COM by its name there; an engine that does not know
the name gets the harmless answer.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from mkp_xl.hosts.excel.patience import OUTSIDE

if TYPE_CHECKING:
    import xlwings as xw

_MAC = sys.platform == "darwin"
_STATES = {-1: "visible", 0: "hidden", 2: "veryHidden", 1: "visible"}
"""Excel says -1 for a visible sheet; a plain True is 1."""
_SINGLE_LINE, _NO_LINE = 2, -4142
_ALLOWANCES = tuple(
    f"Allow{name}"
    for name in (
        *("FormattingCells", "FormattingColumns", "FormattingRows", "InsertingColumns"),
        *("InsertingRows", "InsertingHyperlinks", "DeletingColumns", "DeletingRows", "Sorting"),
        *("Filtering", "UsingPivotTables"),
    )
)


def has_formulas(cells: xw.Range) -> bool:
    """Tell whether any cell of a range holds a formula; True where nobody knows."""
    if _MAC:
        return cells.api.has_formula.get() is not False
    return getattr(cells.api, "HasFormula", None) is not False


def state_of(sheet: xw.Sheet) -> str:
    """Return `visible`, `hidden` or `veryHidden`."""
    if _MAC and "very" in str(sheet.api.visible.get()):
        return "veryHidden"
    return _STATES.get(int(sheet.visible), "visible")


def is_hidden(name: xw.main.Name) -> bool:
    """Tell whether a defined name is hidden."""
    if _MAC:
        return name.api.visible.get() is False
    return getattr(name.api, "Visible", True) is False


def set_hidden(name: xw.main.Name, *, hidden: bool) -> None:
    """Hide or show a defined name, where the engine can."""
    if _MAC:
        name.api.visible.set(not hidden)
    elif hasattr(name.api, "Visible"):
        name.api.Visible = not hidden


def is_1904(book: xw.Book) -> bool:
    """Tell whether the book counts its days from 1904."""
    if _MAC:
        return book.api.date_1904.get() is True
    return getattr(book.api, "Date1904", False) is True


def is_structure_protected(book: xw.Book) -> bool:
    """Tell whether sheets may be neither added nor shown."""
    if _MAC:
        return book.api.protect_structure.get() is True
    return getattr(book.api, "ProtectStructure", False) is True


def is_protected(sheet: xw.Sheet) -> bool:
    """Tell whether the cells of a sheet are protected."""
    if _MAC:
        return sheet.api.protect_contents.get() is True
    return getattr(sheet.api, "ProtectContents", False) is True


def unprotect(sheet: xw.Sheet) -> dict[str, bool]:
    """Lift a protection that has no password; return what it allowed."""
    if _MAC:
        sheet.api.unprotect()
        return {}
    said = getattr(sheet.api, "Protection", None)
    allowed = {name: bool(getattr(said, name)) for name in _ALLOWANCES if hasattr(said, name)}
    sheet.api.Unprotect("")  # without an argument Excel would ask a person for the password
    return allowed


def protect(sheet: xw.Sheet, allowed: dict[str, bool]) -> None:
    """Protect a sheet without a password, where the engine can."""
    if _MAC:
        sheet.api.protect_worksheet()
    elif hasattr(sheet.api, "ProtectContents"):
        sheet.api.Protect(**allowed)


def indent(cells: xw.Range, level: int) -> None:
    """Indent the text of cells, whatever their indent was, where the engine can."""
    if _MAC:
        cells.api.indent_level.set(level)
    elif hasattr(cells.api, "IndentLevel"):
        cells.api.IndentLevel = level


def lock(cells: xw.Range, *, on: bool) -> None:
    """Let people change cells of a protected sheet, or not, where the engine can.

    Excel takes this for whole merged cells only; others stay as they were drawn.
    """
    with suppress(*OUTSIDE):
        if _MAC:
            cells.api.locked.set(on)
        elif hasattr(cells.api, "Locked"):
            merged = cells.count == 1 and has_merged(cells)
            (cells.api.MergeArea if merged else cells.api).Locked = on


def underline(cells: xw.Range, *, on: bool) -> None:
    """Underline the text of cells, or not, where the engine can."""
    kind = _SINGLE_LINE if on else _NO_LINE
    if _MAC:
        cells.api.font_object.underline.set(kind)
    elif hasattr(cells.api, "Font"):
        cells.api.Font.Underline = kind


def link(cells: xw.Range, place: str) -> None:
    """Let a click on a cell lead to a place of the same book, where the engine can."""
    with suppress(NotImplementedError, *OUTSIDE):
        if _MAC:
            cells.add_hyperlink(f"#{place}")
        elif hasattr(cells.api, "Hyperlinks"):
            cells.api.Hyperlinks.Add(Anchor=cells.api, Address="", SubAddress=place)


def unlink(cells: xw.Range) -> None:
    """Let a click on cells lead nowhere, where the engine can."""
    with suppress(NotImplementedError, *OUTSIDE):
        if not _MAC and hasattr(cells.api, "Hyperlinks"):
            cells.api.Hyperlinks.Delete()


def row_spans(cells: xw.Range) -> list[tuple[int, int]]:
    """Return first and last row of each part of a selection; of its first where nobody knows."""
    if _MAC:
        return [(cells.row, cells.row + cells.rows.count - 1)]
    areas = getattr(cells.api, "Areas", None)
    if areas is None:
        return [(cells.row, cells.row + cells.shape[0] - 1)]
    parts = (areas.Item(number) for number in range(1, areas.Count + 1))
    return [(part.Row, part.Row + part.Rows.Count - 1) for part in parts]


def has_array(cells: xw.Range) -> bool:
    """Tell whether any of some cells belongs to an array formula; no where nobody knows."""
    if _MAC:
        return cells.api.has_array.get() is not False
    return getattr(cells.api, "HasArray", False) is not False


def has_merged(cells: xw.Range) -> bool:
    """Tell whether any of some cells is merged with another."""
    try:
        return cells.merge_cells is not False
    except NotImplementedError:
        return False


def group_columns(columns: xw.Range, level: int) -> None:
    """Give columns a level of the outline, 1 for none, where the engine can."""
    if _MAC:
        columns.api.entire_column.outline_level.set(level)
    elif hasattr(columns.api, "EntireColumn"):
        columns.api.EntireColumn.OutlineLevel = level
