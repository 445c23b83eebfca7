"""A workbook inside LibreOffice as the worker of the harness sees it: values, export, page size.

It runs next to `soffice_worker`, under the interpreter that carries LibreOffice's bindings.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from zipfile import is_zipfile

VALUES = 1 | 2 | 4 | 16  # numbers, dates, text, formulas, but not formats
LOGICAL = 1024  # com.sun.star.util.NumberFormat.LOGICAL
ERRORS = {
    32767: "#N/A",
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
}
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
}
LARGEST = 290_000  # a page can be 3 m wide and high; all in 1/100 mm
MARGIN = 500


class Document:
    """A private copy of a workbook, open and invisible.

    A copy because LibreOffice neither opens a file that a killed run has left locked nor changes
    all cells of one that it opened read-only; it says so in neither case.
    """

    def __init__(self, desktop, profile, path):
        path = Path(path).resolve(strict=True)
        options = {"Hidden": True, "MacroExecutionMode": 0, "UpdateDocMode": 0}
        if path.suffix.lower() in FILTERS:
            options["FilterName"] = FILTERS[path.suffix.lower()]
            if not is_zipfile(path):  # LibreOffice would show an empty workbook
                raise ValueError(f"{path} is no whole workbook")
        self.folder = Path(tempfile.mkdtemp(dir=profile))
        copy = self.folder / path.name
        shutil.copyfile(path, copy)
        arguments = tuple(setting(*pair) for pair in options.items())
        self.model = desktop.loadComponentFromURL(copy.as_uri(), "_blank", 0, arguments)
        if self.model is None:
            raise ValueError(f"LibreOffice could not open {path}: damaged, or no workbook")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.model.close(True)
        shutil.rmtree(self.folder)

    def sheet(self, name):
        """Return the sheet or say which there are."""
        sheets = self.model.Sheets
        if not sheets.hasByName(name):
            raise ValueError(f"no sheet {name!r}, there are {list(sheets.ElementNames)}")
        return sheets.getByName(name)

    def rows(self, name, area=None):
        """Return the values of `area` or of all cells in use, from A1 on; [] for an empty sheet."""
        sheet = self.sheet(name)
        cells = sheet.getCellRangeByName(area or "A1:" + last_cell(sheet))
        rows = [[... if v is None else v for v in row] for row in cells.getDataArray()]
        if any("" in row for row in rows):
            for row, texts in zip(rows, cells.getFormulaArray(), strict=True):
                row[:] = [None if v == "" == t else v for v, t in zip(row, texts, strict=True)]
        self._mark_logicals(cells, rows)
        for row, line in enumerate(rows):
            for column, value in enumerate(line):
                if value is Ellipsis:
                    code = cells.getCellByPosition(column, row).getError()
                    line[column] = {"error": ERRORS.get(code, f"Err:{code}")}
        return [] if rows == [[None]] and not area else rows

    def put(self, name, address, value):
        """Set a cell as a user who types would, except that text stays text."""
        sheet = self.sheet(name)
        cell = sheet.getCellRangeByName(address).getCellByPosition(0, 0)
        if value is None:
            cell.clearContents(VALUES)
        elif isinstance(value, bool):
            cell.setFormula("=TRUE()" if value else "=FALSE()")
        elif isinstance(value, str):
            cell.setString(value)
        else:
            cell.setValue(value)
        held = cell.getString() if isinstance(value, str) else cell.getValue()
        if held != (value or 0) or (sheet.isProtected() and cell.CellProtection.IsLocked):
            raise ValueError(f"{cell.AbsoluteName} does not take {value!r}: is it protected?")

    def change(self, what, name, *given):
        """Type into a cell, insert or remove rows or columns, move, sort, copy a sheet, pivot."""
        sheet = self.sheet(name)
        if what == "type":
            self.put(name, *given)
        elif what in ("insert_rows", "remove_rows", "insert_columns", "remove_columns"):
            lines = sheet.Rows if what.endswith("rows") else sheet.Columns
            (lines.insertByIndex if what.startswith("insert") else lines.removeByIndex)(*given)
        elif what == "move":
            source, target = (sheet.getCellRangeByName(one) for one in given)
            sheet.moveRange(target.getCellByPosition(0, 0).CellAddress, source.RangeAddress)
        elif what == "sort":
            area, column = given
            import uno  # noqa: PLC0415  LibreOffice's own interpreter has it

            field = uno.createUnoStruct("com.sun.star.table.TableSortField")
            field.Field, field.IsAscending = column, False
            fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
            order = (setting("SortFields", fields), setting("ContainsHeader", False))
            sheet.getCellRangeByName(area).sort(order)
        elif what == "copy_sheet":
            self.model.Sheets.copyByName(name, given[0], 1)
        elif what == "pivot":
            self._pivot(sheet, *given)
        else:
            raise ValueError(what)

    def _pivot(self, sheet, area, target, place):
        """Make a pivot table: rows of the first column of an area, sums of the others."""
        import uno  # noqa: PLC0415  LibreOffice's own interpreter has it

        made = self.sheet(target).DataPilotTables.createDataPilotDescriptor()
        source = sheet.getCellRangeByName(area)
        made.setSourceRange(source.RangeAddress)
        for number in range(source.Columns.Count):
            kind = "DATA" if number else "ROW"
            orientation = uno.Enum("com.sun.star.sheet.DataPilotFieldOrientation", kind)
            made.DataPilotFields.getByIndex(number).Orientation = orientation
        corner = self.sheet(target).getCellRangeByName(place).getCellByPosition(0, 0)
        self.sheet(target).DataPilotTables.insertNewByName("p", corner.CellAddress, made)

    def store(self, out, name):
        """Write through the export filter called `name`."""
        self.model.storeToURL(Path(out).absolute().as_uri(), (setting("FilterName", name),))

    def fit_page(self, name, rows):
        """Make one page out of the first `rows` rows and all drawings; False if there are none."""
        sheet = self.sheet(name)
        shapes = [sheet.DrawPage.getByIndex(i) for i in range(sheet.DrawPage.Count)]
        if not sheet.IsVisible or not (shapes or self.rows(name)):
            return False
        right = max((s.Position.X + s.Size.Width for s in shapes), default=0)
        bottom = max((s.Position.Y + s.Size.Height for s in shapes), default=0)
        area = sheet.getCellRangeByName(last_cell(sheet)).RangeAddress
        area.StartColumn, area.StartRow, area.EndRow = 0, 0, min(area.EndRow, rows - 1)
        while right > sheet.getCellByPosition(area.EndColumn + 1, 0).Position.X:
            area.EndColumn += 1
        while bottom > sheet.getCellByPosition(0, area.EndRow + 1).Position.Y:
            area.EndRow += 1
        sheet.setPrintAreas((area,))
        corner = sheet.getCellByPosition(area.EndColumn + 1, area.EndRow + 1).Position
        style = self.model.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
        style.IsLandscape = corner.X > corner.Y
        style.Width = min(corner.X + 2 * MARGIN + 100, LARGEST)
        style.Height = min(corner.Y + 2 * MARGIN + 100, LARGEST)
        style.HeaderIsOn = style.FooterIsOn = False
        style.LeftMargin = style.RightMargin = style.TopMargin = style.BottomMargin = MARGIN
        style.ScaleToPagesX = style.ScaleToPagesY = 1
        return True

    def _mark_logicals(self, cells, rows):
        """Turn numbers that Calc shows as TRUE or FALSE into booleans."""
        groups, corner = cells.UniqueCellFormatRanges, cells.RangeAddress
        for group in (groups.getByIndex(i) for i in range(groups.Count)):
            if self.model.NumberFormats.getByKey(group.NumberFormat).Type & LOGICAL:
                for area in group.RangeAddresses:
                    for row in range(area.StartRow, area.EndRow + 1):
                        line = rows[row - corner.StartRow]
                        for column in range(area.StartColumn, area.EndColumn + 1):
                            value = line[column - corner.StartColumn]
                            if isinstance(value, float):
                                line[column - corner.StartColumn] = bool(value)


def last_cell(sheet):
    """Return the address of the last cell in use, "A1" for an empty sheet."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return cursor.AbsoluteName.rpartition(".")[2]


def setting(name, value):
    """Return the name and value as the structure that UNO takes."""
    import uno  # noqa: PLC0415

    structure = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    structure.Name, structure.Value = name, value
    return structure
