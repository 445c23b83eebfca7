"""A workbook in memory: the host's own code over parts that no disk and no zip holds."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx import XlsxHost, package, row_stream, rows, sheet, splice
from mkp_xl.hosts.xlsx.book import Book
from mkp_xl.hosts.xlsx.change import Change
from mkp_xl.hosts.xlsx.packing import Packed
from mkp_xl.hosts.xlsx.sheet import Room
from mkp_xl.hosts.xlsx.workbook import Workbook

# So small that most sheets are several blocks: what stands at their borders is tried too.
row_stream.FIRST_BLOCK, row_stream.BLOCK = 300, 600
# And what is for many rows or many edits is done for few.
rows.EXCERPT_MAX = sheet.EXCERPT_MAX = 1
splice.MANY = 2
PIECE = 200


class MemoryPackage(package.Package):
    """Parts by name, found and read as those of a zip are."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.path = Path("memory.xlsx")
        self.stamp = (0, 0)
        self.comment = b""
        self.parts = parts
        self.members = [zipfile.ZipInfo(name) for name in parts]
        self._by_name = {package._key(m.filename): m for m in self.members}

    def read(self, name: str) -> bytes:
        """Return the bytes of a part."""
        found = self.find(name)
        if found is None:
            raise HostError("damaged", part=name, reason="missing")
        return self.parts[found]

    def pieces(self, name: str):
        """Yield the bytes of a part piece by piece."""
        data = self.read(name)
        yield from (data[place : place + PIECE] for place in range(0, len(data), PIECE))

    def size(self, name: str) -> int:
        """Return how many bytes a part has."""
        return len(self.parts.get(self.find(name) or "", b""))


class MemoryBook(Book):
    """A book over parts; what a book of the same frame has learnt may be handed on."""

    def __init__(self, parts: dict[str, bytes], like: MemoryBook | None = None) -> None:
        self.package = MemoryPackage(parts)
        self.workbook = like.workbook if like else Workbook(self.package)
        self._readers = {}
        self._room = Room()
        if like:
            self.__dict__["values"] = like.values

    def without_room(self) -> MemoryBook:
        """Return the book, which now keeps no sheet in memory."""
        self._room = Room(0)
        return self


def host_of(book: MemoryBook) -> XlsxHost:
    """Return the host of a book in memory: for looking and reading, not for writing."""
    host = XlsxHost(book.package.path)
    host._opened = book
    return host


def changed(book: MemoryBook, changes: object) -> dict[str, bytes]:
    """Return the parts of a book after changes, as the host would write them."""
    draft = Change(book, changes, lambda _share: None).draft()
    new = {name: _bytes(content) for name, content in draft.results().items()}
    kept = {n: data for n, data in book.package.parts.items() if n not in draft.removed}
    return kept | new


def _bytes(content: list[bytes] | Packed) -> bytes:
    if isinstance(content, Packed):
        return zlib.decompress(b"".join(content.pieces), -zlib.MAX_WBITS)
    return b"".join(content)
