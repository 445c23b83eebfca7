"""The host for xlsx and xlsm files: read by columns, patched part by part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from mkp_xl.book.grid import Changes, NameEdit
from mkp_xl.book.marks import STYLES_MARK
from mkp_xl.errors import HostError, naming
from mkp_xl.hosts.contract import Written
from mkp_xl.hosts.xlsx import before
from mkp_xl.hosts.xlsx.book import Book
from mkp_xl.hosts.xlsx.change import Change
from mkp_xl.hosts.xlsx.draft import Draft
from mkp_xl.hosts.xlsx.external_links import drop_unused_links
from mkp_xl.hosts.xlsx.files import refuse_if_open_elsewhere, replace_file, tidy
from mkp_xl.hosts.xlsx.mending import Mending
from mkp_xl.hosts.xlsx.package import refuse_if_sealed
from mkp_xl.hosts.xlsx.taking_away import taken_away
from mkp_xl.hosts.xlsx.unused_styles import cut_unused, in_use, lengths
from mkp_xl.hosts.xlsx.zip_out import write_package

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from mkp_xl.book.detaching import Removal
    from mkp_xl.book.grid import BookInfo, Cells
    from mkp_xl.hosts.contract import Progress
    from mkp_xl.hosts.xlsx.packing import Content


class Origin(NamedTuple):
    """A file that another one is made from."""

    path: Path
    stamp: tuple[int, int]


class XlsxHost:
    """One workbook file; `output` None means that it is changed in place.

    A book made from another one is written only while that `origin` is as it was seen.
    """

    def __init__(
        self,
        path: Path,
        *,
        output: Path | None = None,
        progress: Progress | None = None,
        origin: Origin | None = None,
    ) -> None:
        self._path = path
        self._output = output
        self._origin = origin
        self._progress = progress
        self._opened: Book | None = None

    @property
    def origin(self) -> Origin:
        """The file that is read, and what tells that it is still the same."""
        with naming(self._path):
            return self._origin or Origin(self._path, self._book.package.stamp)

    def look(self) -> BookInfo:
        """Sheets, tables and names; raises HostError where the book cannot be understood."""
        with naming(self._path):
            return self._book.info()

    def read(
        self,
        sheet: str,
        *,
        first_row: int = 1,
        last_row: int | None = None,
        columns: Iterable[int] | None = None,
    ) -> dict[int, Cells]:
        """Columns of a sheet by number, all of equal length, down to its last used row.

        Without `columns`, every column that holds a cell in these rows.
        """
        with naming(self._path):
            reader = self._book.reader(sheet)
            return reader.columns(first_row, last_row, columns, self._reading)

    def occupied(self, sheet: str, row: int) -> set[int]:
        """Columns that hold something anywhere, or merged cells at a row or below."""
        with naming(self._path):
            return self._book.reader(sheet).occupied(row)

    def refuse_if_open_elsewhere(self) -> None:
        """Raise HostError where some program holds the book that is to be written."""
        target = self._output or self._path
        with naming(self._path):
            if target.exists():
                refuse_if_open_elsewhere(target)

    def write(self, changes: Changes, progress: Progress | None = None) -> Written | None:
        """Make the changes, all or none; raises HostError and leaves the book as it was.

        None where the book holds everything already. `progress` is told from here on.
        """
        self._progress = progress or self._progress
        with naming(self._path):
            refuse_if_sealed(self._book.package)
            target = self._output or self._path
            in_place = _same_file(target, self._path)
            self._refuse_target(target)
            draft = Change(self._book, self._with_marks(changes), self._writing).draft()
            parts, removed = self._accounted(draft, changes)
            if in_place and not parts and not removed:
                tidy(target)
                return None
            kept = self._replace(target, parts, removed)
            self._opened = None if in_place else self._opened
            return Written(target=target, kept=kept)

    def _with_marks(self, changes: Changes) -> Changes:
        """Return changes that note as well, where they are the first, which styles were there."""
        if not changes.is_first:
            return changes
        said = f'"{lengths(self._book.styles.root)}"'
        mark = NameEdit(name=STYLES_MARK, sheet=None, refers_to=said, hidden=True)
        return replace(changes, names=[*changes.names, mark])

    def remembers_before(self) -> bool:
        """Whether the book can be put back as it was before our columns came."""
        with naming(self._path):
            return before.read(self._book.package) is not None

    def restore_before(self) -> Written | None:
        """Put back the book as it was before our columns came, in every part.

        None where it does not remember that, or a program has saved it since.
        """
        with naming(self._path):
            package = self._book.package
            known = before.read(package)
            if known is None:
                return None
            return self._written(*before.restored(package, known))

    def take_away(self, removal: Removal, ribbons: Collection[bytes] = ()) -> Written:
        """Take out of the book what is ours, once its formulas and values are gone.

        `ribbons` are the parts that go with macros of ours.
        """
        with naming(self._path):
            draft = taken_away(self._book, removal, ribbons)
            before.forget(draft)
            return self._written(draft.results(), draft.removed)

    def cut_unused_styles(self, noted: str) -> Written:
        """Cut off the styles at the end of their lists that nothing in the book calls for.

        Never those that were there before ours, as was `noted` then; none where nothing was.
        """
        with naming(self._path):
            draft, part = Draft(self._book.package), self._book.styles_part
            used = in_use(self._book, noted) if part else None
            if part and used:
                cut_unused(draft.part(part), used)
            return self._written(draft.results(), draft.removed)

    def mend_formulas(self, mend: Callable[[str], str]) -> tuple[int, Written | None]:
        """Rewrite the formulas of all sheets; how many changed, and what was written."""
        with naming(self._path):
            refuse_if_sealed(self._book.package)
            mending = Mending(self._book, mend)
            draft = mending.draft()
            parts, removed = self._accounted(draft, Changes())
            return mending.count, self._written(parts, removed) if parts else None

    def drop_unused_links(self, numbers: Collection[int]) -> Written | None:
        """Take out links to other books, of some, that nothing calls for; None if nothing is new.

        `numbers` as formulas say them: 1 is `[1]`.
        """
        with naming(self._path):
            draft = Draft(self._book.package)
            drop_unused_links(draft, self._book, numbers)
            parts, removed = self._accounted(draft, Changes())
            is_new = self._origin is not None or parts or removed
            return self._written(parts, removed) if is_new else None

    def _written(self, parts: Mapping[str, Content], removed: AbstractSet[str]) -> Written:
        target = self._output or self._path
        self._refuse_target(target)
        kept = self._replace(target, parts, removed)
        self._opened = None
        return Written(target=target, kept=kept)

    def _refuse_target(self, target: Path) -> None:
        if target.suffix.casefold() != self._path.suffix.casefold():
            raise HostError("other_extension", path=str(target), wanted=self._path.suffix)
        self.refuse_if_open_elsewhere()

    def _accounted(
        self, draft: Draft, changes: Changes
    ) -> tuple[Mapping[str, Content], AbstractSet[str]]:
        """Return a draft's parts with those that keep what they replace, where it is asked for."""
        package = self._book.package
        known = None if changes.is_typing else before.read(package)
        if changes.can_be_undone:
            before.declare(draft)
        if known is None:
            before.forget(draft)
        parts, removed = draft.results(), draft.removed
        if not parts and not removed:
            return parts, removed
        if known or changes.can_be_undone:
            kept = before.remembered(package, parts, removed, known)
            return {**parts, **kept}, removed - kept.keys()
        return parts, removed

    def _replace(
        self, target: Path, parts: Mapping[str, Content], removed: AbstractSet[str]
    ) -> Path | None:
        package = self._book.package

        def write(file: BinaryIO) -> None:
            write_package(package, parts, removed, file)

        kept = replace_file(*self.origin, target, write)
        self._writing(1.0)
        return kept

    @property
    def _book(self) -> Book:
        if self._opened is None:
            self._opened = Book(self._path)
        return self._opened

    def _reading(self, share: float) -> None:
        if self._progress:
            self._progress("read", share)

    def _writing(self, share: float) -> None:
        if self._progress:
            self._progress("write", share)


def _same_file(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
