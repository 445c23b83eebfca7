"""Defined names of a book or of one sheet."""

from __future__ import annotations

from xlwings import base_classes

from uno_engine.addresses import box, quoted
from uno_engine.errors import ComError, refusing
from uno_engine.native import NameApi
from uno_engine.office import struct

HIDDEN = 16
DOT = "\ua78f"
"""A letter that stands for the dot in new names: LibreOffice loads dotted ones but makes none."""


class Name(base_classes.Name):
    """One name; `owner` is the sheet it belongs to, None for the book."""

    def __init__(self, book, owner, key) -> None:
        self.book, self.owner, self.key = book, owner, key

    @property
    def api(self):
        return NameApi(self)

    @property
    def uno(self):
        return self._home.getByName(self.key)

    @property
    def _home(self):
        return (self.owner.uno if self.owner else self.book.model).NamedRanges

    @property
    def name(self):
        return f"{quoted(self.owner.name)}!{self.shown}" if self.owner else self.shown

    @property
    def shown(self):
        """The name without its sheet, as Excel has it."""
        return self.key.replace(DOT, ".")

    @name.setter
    def name(self, value):
        self.uno.setName(value.replace(".", DOT))
        self.key = value.replace(".", DOT)

    @property
    def refers_to(self):
        return self.book.excel("=" + self.uno.Content)

    @refers_to.setter
    def refers_to(self, value):
        self.uno.setContent(self.book.native(value).removeprefix("="))

    @property
    def refers_to_range(self):
        sheet, _, address = self.refers_to.removeprefix("=").rpartition("!")
        place = box(address) if sheet else None
        if place is None:
            raise ComError(f"{self.name} refers to no range: {self.refers_to}")
        return self.book.sheets(_bare(sheet)).range(place)

    @property
    def visible(self):
        """Whether Excel's name manager shows it."""
        return not self.uno.Type & HIDDEN

    @visible.setter
    def visible(self, value):
        kind = self.uno.Type
        self.uno.setType(kind & ~HIDDEN if value else kind | HIDDEN)

    def delete(self):
        self._home.removeByName(self.key)


class Names(base_classes.Names):
    """Names of a book, those of its sheets included, or of one sheet."""

    def __init__(self, book, owner=None) -> None:
        self.book, self.owner = book, owner

    @property
    def api(self):
        return self

    def __iter__(self):
        found = []
        for owner in [self.owner] if self.owner else [None, *self.book.sheets]:
            home = (owner.uno if owner else self.book.model).NamedRanges
            found += [Name(self.book, owner, key) for key in home.ElementNames]
        return iter(sorted(found, key=lambda name: name.shown.lower()))

    def snapshot(self):
        return [(name.name, name) for name in self]

    def __len__(self):
        return sum(1 for _ in self)

    def __call__(self, key):
        if isinstance(key, int):
            return [*iter(self)][key - 1]
        for name in self:
            known = {name.name.lower()}
            if name.owner:
                known.add(f"{name.owner.name}!{name.shown}".lower())
            if self.owner:
                known.add(name.shown.lower())
            if key.lower() in known:
                return name
        raise ComError(f"no name {key}")

    def contains(self, key):
        try:
            self(key)
        except ComError:
            return False
        return True

    def add(self, name, refers_to):
        sheet, _, key = name.rpartition("!")
        owner = self.book.sheets(_bare(sheet)) if sheet else self.owner
        home = (owner.uno if owner else self.book.model).NamedRanges
        if home.hasByName(key):
            made = Name(self.book, owner, key)
            made.refers_to = refers_to
            return made
        made = Name(self.book, owner, key.replace(".", DOT))
        if home.hasByName(made.key):
            made.refers_to = refers_to
            return made
        text = self.book.native(refers_to).removeprefix("=")
        with refusing(f"{name} is no name"):
            home.addNewByName(made.key, text, struct("com.sun.star.table.CellAddress"), 0)
        return made


def _bare(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
