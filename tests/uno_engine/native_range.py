"""The members of Excel's Range that reach beyond xlwings; any other is an AttributeError."""

# ruff: noqa: N802, N803  # Excel's names

from __future__ import annotations

from datetime import date

INDENT = 353  # one step of Excel's in 1/100 mm
NO_LINE, SINGLE_LINE = -4142, 2


class RangeApi:
    """Excel's Range."""

    __slots__ = ("_range",)

    def __init__(self, impl) -> None:
        self._range = impl

    @property
    def Value(self):
        return self._range.raw_value

    @Value.setter
    def Value(self, data):
        self._range.raw_value = data

    @property
    def Value2(self):
        return self._range.get_values(plain=True)

    @Value2.setter
    def Value2(self, data):
        self._range.raw_value = _serials(data, self._range.book.zero)

    @property
    def Formula(self):
        return self._range.formula

    @Formula.setter
    def Formula(self, data):
        self._range.formula = data

    Formula2 = Formula

    @property
    def HasFormula(self):
        return _share(self._range, self._range.get_special_cells("formulas", None))

    @property
    def HasArray(self):
        texts = [text for row in self._range.used.cells.getFormulaArray() for text in row]
        held = sum(text.startswith("{=") for text in texts)
        return {0: False, len(self._range): True}.get(held)

    @property
    def NumberFormat(self):
        return self._range.number_format

    @NumberFormat.setter
    def NumberFormat(self, code):
        self._range.number_format = code

    @property
    def Address(self):
        return self._range.address

    @property
    def Row(self):
        return self._range.row

    @property
    def Column(self):
        return self._range.column

    @property
    def Count(self):
        return len(self._range)

    CountLarge = Count

    @property
    def MergeCells(self):
        return self._range.merge_cells

    @property
    def MergeArea(self):
        return RangeApi(self._range.merge_area)

    @property
    def Text(self):
        return self._range.cells.getCellByPosition(0, 0).getString()

    @property
    def Locked(self):
        protection = self._range.shared("CellProtection")
        return None if protection is None else protection.IsLocked

    @Locked.setter
    def Locked(self, value):
        protection = self._range.cells.getCellByPosition(0, 0).CellProtection
        protection.IsLocked = bool(value)
        self._range.cells.CellProtection = protection

    @property
    def IndentLevel(self):
        indent = self._range.shared("ParaIndent")
        return None if indent is None else round(indent / INDENT)

    @IndentLevel.setter
    def IndentLevel(self, value):
        self._range.cells.ParaIndent = value * INDENT

    @property
    def Font(self):
        return _Font(self._range)

    @property
    def Hyperlinks(self):
        return _Links(self._range)

    @property
    def EntireRow(self):
        return _Lines(self._range, "rows")

    @property
    def EntireColumn(self):
        return _Lines(self._range, "columns")


class _Font:
    """Excel's Font, where xlwings has no word for it."""

    __slots__ = ("_range",)

    def __init__(self, impl) -> None:
        self._range = impl

    @property
    def Underline(self):
        line = self._range.shared("CharUnderline")
        return None if line is None else SINGLE_LINE if line else NO_LINE

    @Underline.setter
    def Underline(self, value):
        self._range.cells.CharUnderline = int(value not in (NO_LINE, False))


class _Links:
    """Excel's Hyperlinks; LibreOffice keeps one as a field in the text of its cell."""

    __slots__ = ("_range",)

    def __init__(self, impl) -> None:
        self._range = impl

    @property
    def _fields(self):
        found = self._range.cells.getCellByPosition(0, 0).TextFields
        return [found.getByIndex(i) for i in range(found.Count)]

    @property
    def Count(self):
        return len(self._fields)

    def Delete(self):
        cell = self._range.cells.getCellByPosition(0, 0)
        for field in self._fields:
            cell.removeTextContent(field)

    def Add(self, Anchor, Address, SubAddress=""):
        cell = Anchor._range.cells.getCellByPosition(0, 0)
        field = self._range.book.model.createInstance("com.sun.star.text.TextField.URL")
        place = SubAddress.rpartition("!")
        field.Representation = cell.getString() or SubAddress or Address
        field.URL = Address + (f"#{place[0]}.{place[2]}" if SubAddress else "")
        cell.setString("")
        cell.insertTextContent(cell.createTextCursor(), field, False)


class _Lines:
    """Entire rows or columns of a range."""

    __slots__ = ("_kind", "_range")

    def __init__(self, impl, kind) -> None:
        self._range, self._kind = impl, kind

    @property
    def Hidden(self):
        return getattr(self._range, f"{self._kind[:-1]}_hidden")

    @Hidden.setter
    def Hidden(self, value):
        setattr(self._range, f"{self._kind[:-1]}_hidden", value)

    @property
    def OutlineLevel(self):
        levels = {self._levels.get(key, 1) for key in self._keys}
        return levels.pop() if len(levels) == 1 else None

    @OutlineLevel.setter
    def OutlineLevel(self, level):
        now = self.OutlineLevel or 1
        for _ in range(level - now):
            self._range.group(self._kind)
        for _ in range(now - level):
            self._range.ungroup(self._kind)
        self._levels.update(dict.fromkeys(self._keys, level))

    @property
    def _levels(self):
        return self._range.book.outline  # LibreOffice does not tell: what was set since opening

    @property
    def _keys(self):
        down = self._kind == "rows"
        first = self._range.row if down else self._range.column
        count = self._range.shape[0 if down else 1]
        return [(self._range.sheet.name, self._kind, n) for n in range(first, first + count)]


def _share(whole, parts):
    """Return whether parts are nothing or all of a range, None for something between."""
    return {0: False, len(whole): True}.get(sum(map(len, parts)))


def _serials(data, zero):
    """Return the data with numbers for dates: Value2 sets no format."""
    if isinstance(data, (list, tuple)):
        return [_serials(item, zero) for item in data]
    if isinstance(data, date):
        day = data.date() if hasattr(data, "hour") else data
        clock = getattr(data, "hour", 0) * 3600 + getattr(data, "minute", 0) * 60
        return (day - zero).days + (clock + getattr(data, "second", 0)) / 86_400
    return data
