"""The members of Excel's own objects that reach beyond xlwings; any other is an AttributeError."""

# ruff: noqa: N802, N803  # Excel's names

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from uno_engine.errors import refusing

VISIBLE, HIDDEN, VERY_HIDDEN = -1, 0, 2
FORMATS = {".xlsx": 51, ".xlsm": 52}


class SheetApi:
    """Excel's Worksheet."""

    __slots__ = ("_sheet",)

    def __init__(self, impl) -> None:
        self._sheet = impl

    @property
    def Name(self):
        return self._sheet.name

    @property
    def Visible(self):
        return self._sheet.visible

    @Visible.setter
    def Visible(self, value):
        self._sheet.visible = value

    @property
    def ProtectContents(self):
        return self._sheet.uno.isProtected()

    @property
    def Protection(self):
        """What the protection allows, as far as it was set since the book was opened."""
        return SimpleNamespace(**self._sheet.book.allowed.get(self._sheet.name, {}))

    def Protect(self, Password="", **given):
        allowed = {name: value for name, value in given.items() if name.startswith("Allow")}
        self._sheet.book.allowed[self._sheet.name] = allowed
        self._sheet.uno.protect(Password)

    def Unprotect(self, Password=""):
        with refusing("the password is not correct"):
            self._sheet.uno.unprotect(Password)

    @property
    def AutoFilterMode(self):
        return self._sheet.has_filter()

    @property
    def FilterMode(self):
        return self._sheet.is_filtered()

    @property
    def Type(self):
        return -4167


class BookApi:
    """Excel's Workbook."""

    __slots__ = ("_book",)

    def __init__(self, impl) -> None:
        self._book = impl

    @property
    def Name(self):
        return self._book.name

    @property
    def FullName(self):
        return self._book.fullname

    @property
    def Path(self):
        return str(self._book.path.parent) if self._book.path else ""

    @property
    def ReadOnly(self):
        return self._book.model.isReadonly()

    @property
    def Saved(self):
        return not self._book.model.isModified()

    @Saved.setter
    def Saved(self, value):
        self._book.model.setModified(not value)

    @property
    def Date1904(self):
        return self._book.zero == date(1904, 1, 1)

    @property
    def FileFormat(self):
        return FORMATS.get(self._book.path.suffix.lower(), 51) if self._book.path else 51

    @property
    def ProtectStructure(self):
        return self._book.model.isProtected()

    @property
    def MultiUserEditing(self):
        return False


class NameApi:
    """Excel's Name."""

    __slots__ = ("_name",)

    def __init__(self, impl) -> None:
        self._name = impl

    @property
    def Name(self):
        return self._name.name

    @property
    def RefersTo(self):
        return self._name.refers_to

    @property
    def Visible(self):
        return self._name.visible

    @Visible.setter
    def Visible(self, value):
        self._name.visible = value
