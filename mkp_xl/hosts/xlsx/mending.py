"""Formulas of a whole book rewritten as texts, wherever they stand; their values stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.hosts.xlsx.draft import Draft
from mkp_xl.hosts.xlsx.packing import packed
from mkp_xl.hosts.xlsx.tables import table_parts
from mkp_xl.hosts.xlsx.text import packed as packed_text
from mkp_xl.hosts.xlsx.text import texts_of_all, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from mkp_xl.hosts.xlsx.book import Book
    from mkp_xl.hosts.xlsx.read import Reader
    from mkp_xl.hosts.xlsx.splice import XmlPart


class Mending:
    """Rewrites the formulas of a book; cells of a shared one follow the cell that carries it."""

    def __init__(self, book: Book, mend: Callable[[str], str]) -> None:
        self._book = book
        self._mend = mend
        self.count = 0
        """Formulas that have changed."""

    def draft(self) -> Draft:
        """Return the sheets with other formulas."""
        draft = Draft(self._book.package)
        for entry in self._book.workbook.sheets:
            if not entry.has_cells:
                continue
            reader, before = self._book.reader(entry.title), self.count
            sheet = reader.sheet
            content = packed(sheet.with_rows(sheet.editor(), self._rows(reader)), sheet.size)
            if self.count > before:
                draft.put(sheet.part, content)
            for name in table_parts(self._book.package, entry):
                self._mend_columns(draft.part(name))
        return draft

    def _mend_columns(self, part: XmlPart) -> None:
        """Rewrite the formulas by which a table fills its new rows."""
        holder = part.root.child("tableColumns")
        columns = holder.every("tableColumn") if holder else ()
        for node in filter(None, (column.child("calculatedColumnFormula") for column in columns)):
            text = unpacked(node.text)
            mended = self._mend(text)
            if mended != text:
                raw = part.raw(node).decode()
                head, tail = raw[: raw.index(">") + 1], raw[raw.rindex("</") :]
                part.replace(node, head + packed_text(mended) + tail)
                self.count += 1

    def _rows(self, reader: Reader) -> Generator[bytes]:
        name = re.escape(reader.sheet.prefix + b"f")
        carried = re.compile(rb"(<%b(?:\s[^<>]*)?>)([^<]+)(?=</%b>)" % (name, name))
        for block in reader.sheet.blocks():
            yield carried.sub(self._mended, block.data)

    def _mended(self, found: re.Match[bytes]) -> bytes:
        try:
            (text,) = texts_of_all([found[2]])
        except ValueError:
            return found[0]  # no text that anything could be said of
        mended = self._mend(text)
        if mended == text:
            return found[0]
        self.count += 1
        return found[1] + packed_text(mended).encode()
