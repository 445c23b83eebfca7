"""Harnesses for one sheet: what it says is read, and a change of our cells changes them alone."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from xlsx_tools import Book, strings, styles

from fuzz import witness
from fuzz.memory import MemoryBook, changed, host_of
from mkp_xl.book.grid import Action, Changes, ColumnEdit
from mkp_xl.errors import HostError

TITLE = "Лист"
PART = "xl/worksheets/sheet1.xml"
STRINGS = ["a & b", "", " две строки\n", "_x0041_", "0"]
VALUES = (
    *(0.0, -1.5, 12345678.9, 1e-300, 1e300, "", "0", "a<b>&\"'", " край ", "_x0041_\r\n\t"),
    *("x" * 200, "😀", True, False, None),
)
_ITEMS = [f'<t xml:space="preserve">{t}</t>' for t in
          ("a &amp; b", "", " две строки\n", "_x005F_x0041_", "0")]  # fmt: skip


_SPANS = re.compile(rb"""\sspans\s*=\s*["']\s*[0-9]{1,5}:[0-9]{1,5}\s*["']""")
_SINGLE = re.compile(rb"<((\w+:)?sheetData[^<>]*?)\s*(?:/>|></(?:\w+:)?sheetData>)")


class WrongError(AssertionError):
    """What the fuzzer looks for: the host's answer is not the witness's."""


@cache
def frame() -> MemoryBook:
    """Return the book whose sheet every run replaces."""
    return MemoryBook(
        Book(strings=strings(*_ITEMS), styles=styles("0.00", 14), titles=(TITLE,)).parts()
    )


def book_of(sheet: bytes) -> MemoryBook:
    """Return the book with this sheet part."""
    known = frame()
    return MemoryBook(known.package.parts | {PART: sheet}, like=known)


def read_sheet(sheet: bytes) -> None:
    """Read a sheet part; WrongError where the host tells other cells than the witness."""
    host = host_of(book_of(sheet))
    with suppress(HostError):
        host.occupied(TITLE, 1)
    try:
        found = host.read(TITLE)
    except HostError:
        return
    compare_all(sheet, found)
    for column in list(found)[-1:]:
        alone = host.read(TITLE, columns=[column])
        if repr(alone[column]) != repr(found[column]):
            raise WrongError(f"column {column} alone reads otherwise")


def compare_all(sheet: bytes, found: dict) -> None:
    """Compare every cell with the witness, where the witness has an opinion."""
    try:
        rows = witness.rows_of(sheet)
    except witness.UnreadableError:
        return
    said = {}
    for row in rows:
        for column, cell in row.cells.items():
            with suppress(witness.UnreadableError):
                said[row.number, column] = witness.value_of(cell, STRINGS)
                continue
            said[row.number, column] = ...
    told = told_by(found)
    for place in said.keys() | told.keys():
        expected, value = said.get(place), told.get(place)
        if expected is not ... and not same(expected, value):
            raise WrongError(f"{place}: {expected!r} is read as {value!r}")


def told_by(found: dict) -> dict:
    """Return what the host has read, by row and column; blanks left out."""
    return {
        (cells.first_row + place, column): value
        for column, cells in found.items()
        for place, value in enumerate(cells.values)
        if value is not None
    }


def same(one: object, other: object) -> bool:
    """Whether two values are one: 1.0 is neither True nor "1"."""
    return type(one) is type(other) and one == other


# writing


@dataclass(frozen=True)
class Edit:
    """One column edit by chance, and what it asks of each cell."""

    edit: ColumnEdit
    wanted: dict[tuple[int, int], tuple[Action, object]]


def edits_by(chance: random.Random, *, kinds: tuple[Action, ...]) -> list[Edit]:
    """Return one to three column edits near the top left corner."""
    found = []
    for column in chance.sample(range(1, 7), chance.randint(1, 3)):
        first, length = chance.randint(1, 5), chance.randint(1, 6)
        values = [chance.choice(VALUES) for _ in range(length)]
        actions = [chance.choice(kinds) for _ in range(length)]
        edit = ColumnEdit(
            sheet=TITLE,
            column=column,
            first_row=first,
            values=values,
            actions=bytes(actions),
            formula=lambda row: f'ROW(A{row})&"<"',
        )
        orders = zip(range(first, first + length), actions, values, strict=True)
        wanted = {(row, column): (a, v) for row, a, v in orders if a != Action.SKIP}
        found.append(Edit(edit, wanted))
    return found


def patch_sheet(data: bytes) -> None:
    """Write columns into a sheet part (behind four bytes that choose what is written).

    WrongError where anything but those cells changes or they read back otherwise.
    """
    chance, sheet = random.Random(data[:4]), data[4:]
    kinds = chance.choice(
        [(Action.KEEP,), (Action.SKIP, Action.KEEP), tuple(Action), (Action.VALUE,)]
    )
    edits = edits_by(chance, kinds=kinds)
    kept = chance.random() < 0.5
    patched = patched_by(sheet, [edit.edit for edit in edits], kept=kept)
    if patched is not None:
        wanted = {place: want for edit in edits for place, want in edit.wanted.items()}
        check(sheet, patched, wanted)


def patched_by(sheet: bytes, edits: list[ColumnEdit], *, kept: bool = True) -> bytes | None:
    """Return the sheet part after edits, None where they are refused.

    A sheet that is not kept is read before, as a large one is.
    """
    book = book_of(sheet) if kept else book_of(sheet).without_room()
    with suppress(HostError):
        if not kept:
            host_of(book).read(TITLE)
    try:
        return changed(book, Changes(columns=edits))[PART]
    except HostError:
        return None


def check(sheet: bytes, patched: bytes, wanted: dict) -> None:
    """Raise WrongError unless exactly the wanted cells have changed, and as they should."""
    try:
        before = witness.rows_of(sheet)
    except witness.UnreadableError:
        return
    try:
        after = witness.rows_of(patched)
    except witness.UnreadableError as problem:
        raise WrongError(f"the patched sheet is unreadable: {problem}") from problem
    moved = _carriers(before, wanted) if b"shared" in sheet else set()
    if not moved:
        old, new = without(sheet, before, wanted), without(patched, after, wanted)
        if old != new:
            raise WrongError(f"other bytes changed:\n{old!r}\n{new!r}")
    check_cells(_cells(before), _cells(after), wanted)
    host = host_of(book_of(patched))
    for (row, column), (_, value) in wanted.items():
        with suppress(HostError):  # what stands beside our cell may be damaged
            told = told_by(host.read(TITLE, first_row=row, last_row=row, columns=[column]))
            seen = told.get((row, column))
            if not same(seen, value) and not _is_blank_formula(value, seen):
                raise WrongError(f"{row, column}: {value!r} was written, {seen!r} is read")
    if wanted and patched != sheet:
        again = patched_by_same(patched, wanted)
        if again != patched:
            raise WrongError("a second run with the same changes writes again")


def patched_by_same(sheet: bytes, wanted: dict) -> bytes | None:
    """Write values once more, where formulas stay as the first run has left them."""
    edits = [
        ColumnEdit(sheet=TITLE, column=column, first_row=row, values=[value],
                   actions=bytes([Action.KEEP]))
        for (row, column), (_, value) in wanted.items()
    ]  # fmt: skip
    return patched_by(sheet, edits)


def check_cells(old: dict, new: dict, wanted: dict) -> None:
    """Raise WrongError where a cell lost its style or formula, or has another value."""
    for place, (action, value) in wanted.items():
        before, after = old.get(place), new.get(place)
        if after is None:
            if before is not None or value is not None:
                raise WrongError(f"{place} is gone")
            continue
        if before is not None and _style(before) != _style(after):
            raise WrongError(f"{place} has another style")
        if (
            action == Action.KEEP
            and before is not None
            and (before.formula is None) != (after.formula is None)
        ):
            raise WrongError(f"{place} gained or lost its formula")
        if action == Action.VALUE and after.formula is not None:
            raise WrongError(f"{place} still holds a formula")
        if action == Action.FORMULA and after.formula is None:
            raise WrongError(f"{place} holds no formula")
        if type(value) is not bool:
            said = witness.value_of(after, STRINGS)
            if not same(said, value) and not _is_blank_formula(value, said):
                raise WrongError(f"{place}: {value!r} was written, {said!r} stands there")


def without(data: bytes, rows: list, places: dict) -> bytes:
    """Return a sheet's bytes but for some cells, and for rows that say nothing besides.

    Which columns a row is said to span is left out too: a hint that follows new cells.
    """
    pieces, done = [], 0
    for row in rows:
        cuts = [(cell.start, cell.end) for column, cell in row.cells.items()
                if (row.number, column) in places]  # fmt: skip
        inside, place = [], row.inner
        for start, end in cuts:
            inside.append(data[place:start])
            place = end
        left = b"".join([*inside, data[place : row.outer]])
        pieces.append(data[done : row.start])
        if left.strip() or row.said:
            tag = data[row.start : row.inner].removesuffix(b"/>").removesuffix(b">").rstrip()
            pieces.append(_SPANS.sub(b" spans", tag) + b">" + left + b"</>")
        done = row.end
    text = b"".join([*pieces, data[done:]])
    return _SINGLE.sub(rb"<\1></\2sheetData>", text)  # an empty list may be one tag


def _style(cell: witness.Cell) -> int:
    """Return the style of a cell; 0 where what it states is no number."""
    said = cell.attributes.get("s", "")
    return int(said) if re.fullmatch("[0-9]{1,9}", said) else 0


def _cells(rows: list) -> dict:
    return {(row.number, column): cell for row in rows for column, cell in row.cells.items()}


def _carriers(rows: list, wanted: dict) -> set:
    """Return places that carry a shared formula which is to be replaced."""
    return {
        place
        for place, cell in _cells(rows).items()
        if cell.formula_said.get("t") == "shared"
        and wanted.get(place, (Action.SKIP,))[0] in (Action.VALUE, Action.FORMULA)
    }


def _is_blank_formula(value: object, told: object) -> bool:
    """Whether a blank is told as an empty text, as a formula that caches one writes it."""
    return value is None and told == ""
