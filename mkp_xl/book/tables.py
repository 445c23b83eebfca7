"""A table read whole: its cells by field, which rows are rows, what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import columns as read
from mkp_xl.book.amounts import format_kind
from mkp_xl.book.cells import match_key
from mkp_xl.book.coded import Coded, Fitted
from mkp_xl.book.fields import INPUTS_OF, Field
from mkp_xl.book.findings import Finding
from mkp_xl.book.grid import Cells
from mkp_xl.book.layout import Table, header_key
from mkp_xl.book.texts import grouped
from mkp_xl.book.values import Values
from mkp_xl.book.words import GROUP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.columns import Parsed
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.values import Column, Flags

_TOTALS = frozenset(map(match_key, ("Итого", "Всего", "Итог", "Total", "Grand total", "Totals")))
_TOTAL_LETTERS = frozenset(letter for word in _TOTALS for letter in word[0] + word[0].upper())


@dataclass(slots=True, kw_only=True)
class Rows:
    """The rows of a table from its first to its last row with anything in it."""

    table: Table
    size: int
    cells: dict[str, Cells]
    """By input field key, all of `size` rows."""
    is_row: Flags
    """False for blank rows, rows without a client and totals."""
    numbers: dict[str, Parsed] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    """Texts of the columns that name a client, by key."""
    findings: list[Finding] = field(default_factory=list)

    def row(self, index: int) -> int:
        """Return the sheet's row number of a position."""
        return self.table.first_row + index

    def called(self) -> list[str]:
        """Return what each row's client goes by: its ID, else its name; "" for no client."""
        first, *others = self.names.values()
        named = first
        for texts in others:
            named = [one or other for one, other in zip(named, texts, strict=True)]
        return [name if row else "" for name, row in zip(named, self.is_row.tolist(), strict=True)]

    def values(self, key: str, missing: float = float("nan")) -> Column:
        """Return a column's numbers; `missing` everywhere if the table has none."""
        parsed = self.numbers.get(key)
        return parsed.values if parsed else np.full(self.size, missing)

    def plain(self, key: str) -> Flags:
        """Return where a formula reads the column's cells as we do."""
        parsed = self.numbers.get(key)
        return parsed.plain if parsed else np.ones(self.size, dtype=bool)

    def bare(self, key: str) -> Flags:
        """Return where a column holds a number or nothing."""
        cells = self.cells.get(key)
        if cells is None:
            return np.ones(self.size, dtype=bool)
        typed = Values.of(cells.values)
        told: Flags = ~typed.filled | ~np.isnan(typed.numbers)
        return told

    def sample(self, key: str, lang: str) -> str:
        """Return what the first filled cell of a column says, "" where it has none."""
        cells = self.cells.get(key)
        pairs = zip(cells.values, cells.formats, strict=True) if cells else ()
        raw, code = next((pair for pair in pairs if pair[0] not in (None, "")), (None, ""))
        if isinstance(raw, float) and key not in self.table.keys and format_kind(code) == "":
            return str(grouped(raw, GROUP[lang])) if raw >= 0 else read.shown(raw, code)
        return read.shown(raw, code)

    def of_column(self, code: str, key: str, amount: float | None = None) -> Finding:
        """Return a finding about a whole column of the table."""
        return Finding(
            code=code,
            sheet=self.table.sheet,
            row=self.table.header_row,
            column=self.table.columns[key],
            field=key,
            value=self.table.headers[self.table.columns[key]],
            amount=amount,
        )

    def finding(
        self, code: str, index: int, key: str, *, detail: str = "", amount: float | None = None
    ) -> Finding:
        """Return a finding about one cell of the table."""
        cells = self.cells.get(key)
        return Finding(
            code=code,
            sheet=self.table.sheet,
            row=self.row(index),
            column=self.table.columns.get(key, self.table.columns[self.table.key]),
            field=key,
            value=read.shown(cells.values[index], cells.formats[index]) if cells else "",
            detail=detail,
            amount=amount,
        )


def read_rows(table: Table, cells: Mapping[int, Cells], settings: Settings) -> Rows:
    """Return a table's rows, its numbers parsed, with a finding for each cell not understood."""
    by_key = {key: cells[column] for key, column in table.columns.items() if column in cells}
    size = _used(by_key, table)
    below = _below(by_key, table, size)
    for key, column_cells in by_key.items():
        by_key[key] = _cut(column_cells, size)
    rows = Rows(table=table, size=size, cells=by_key, is_row=np.zeros(size, dtype=bool))
    rows.findings.extend(below)
    _find_rows(rows)
    for definition in INPUTS_OF[table.kind]:
        if definition.key in by_key and definition.kind not in ("text", "id"):
            _parse(rows, definition, settings)
        elif definition.key in by_key and table.kind == "clients":
            _note_errors(rows, definition.key)
    return rows


def _note_errors(rows: Rows, key: str) -> None:
    """Note the names and phones that show an error where the client is known all the same."""
    errors = (index for index in read.errors_of(rows.cells[key]) if rows.is_row[index])
    rows.findings += [rows.finding("error_cell", index, key) for index in errors]


def _parse(rows: Rows, definition: Field, settings: Settings) -> None:
    cells = rows.cells[definition.key]
    currency, unit = settings.words["currency"], rows.table.unit(definition.key)
    if unit.currency not in ("", currency):
        parsed = read.nothing(rows.size)
        rows.findings.append(rows.of_column("foreign_column", definition.key))
    else:
        scale = unit.scale if definition.kind == "money" else 1.0
        parsed = read.parse(cells, definition, currency, settings.lang, scale)
        if scale != 1:
            rows.findings.append(rows.of_column("scaled_column", definition.key, amount=scale))
    parsed.problems = [(index, code) for index, code in parsed.problems if rows.is_row[index]]
    rows.numbers[definition.key] = parsed
    rows.findings.extend(
        read.findings_of(
            parsed,
            cells,
            definition,
            sheet=rows.table.sheet,
            column=rows.table.columns[definition.key],
        )
    )
    noted = [index for index in parsed.notes if rows.is_row[index]]
    if definition.kind == "date":
        rows.findings.extend(
            rows.finding("day_read_as", index, definition.key, detail=parsed.hints[index])
            for index in noted
        )
    elif rows.table.kind == "clients":
        rows.findings.extend(
            rows.finding("read_as", index, definition.key, amount=float(parsed.values[index]))
            for index in noted
        )


def _used(by_key: Mapping[str, Cells], table: Table) -> int:
    if table.excel:
        return max(0, table.excel.last_row - table.excel.totals_rows - table.header_row)
    held = max((_last_filled(cells) + 1 for cells in by_key.values()), default=0)
    if table.bottom is None:
        return held
    names = [read.texts(by_key[key]) for key in table.keys if key in by_key]
    said = table.bottom - table.header_row
    while said < held and any(texts[said : said + 1] not in ([], [""]) for texts in names):
        said += 1  # typed right below the last row: the list has grown
    return min(said, held)


def _last_filled(cells: Cells) -> int:
    """Return the position of the last cell that holds more than an empty text; -1 for none."""
    typed = Values.of(cells.values)
    there = reversed(np.flatnonzero(typed.filled).tolist())
    return next((index for index in there if typed[index] != ""), -1)


def _headers_again(rows: Rows) -> Flags:
    """Tell the rows that repeat the list's headers, as every page of a report does."""
    again = np.zeros(rows.size, dtype=bool)
    key = rows.table.key
    header = header_key(rows.table.headers[rows.table.columns[key]])
    others = [(k, header_key(rows.table.headers[rows.table.columns[k]]))
              for k in rows.cells if k != key]  # fmt: skip
    first = {header[:1], header[:1].upper()}
    for index, text in enumerate(rows.names[key]):
        if text and text[0] in first and header_key(text) == header:
            said = ((rows.cells[k].values[index], own) for k, own in others)
            again[index] = all(isinstance(raw, str) and header_key(raw) == own for raw, own in said)
    return again


def _is_total(text: str) -> bool:
    return match_key(text.rstrip(":")) in _TOTALS


def _below(by_key: Mapping[str, Cells], table: Table, size: int) -> list[Finding]:
    """Return a finding for each client typed right below an Excel table, which ends above it."""
    if not table.excel:
        return []
    found = []
    cells = by_key[table.key]
    for index in range(size + table.excel.totals_rows, len(cells.values)):
        if cells.values[index] in (None, ""):
            break
        found.append(
            Finding(
                code="row_below_table",
                sheet=table.sheet,
                row=table.first_row + index,
                column=table.columns[table.key],
                field=table.key,
                value=read.shown(cells.values[index]),
            )
        )
    return found


def _cut(cells: Cells, size: int) -> Cells:
    if len(cells.values) == size:
        return cells
    formats = cells.formats
    if isinstance(formats, Coded):
        formats = formats.cut(size, "General")
    else:
        formats = Fitted(formats, size, "General")
    return Cells(
        first_row=cells.first_row,
        values=Values.of(cells.values).cut(size),
        formats=formats,
        formulas=cells.formulas,
    )


def _find_rows(rows: Rows) -> None:
    """Tell rows from blanks and totals; a filled row without a client is a finding."""
    keys = [key for key in rows.table.keys if key in rows.cells]
    rows.names = {key: read.texts(rows.cells[key]) for key in keys}
    called = np.zeros(rows.size, dtype=bool)
    totals = np.zeros(rows.size, dtype=bool)
    for texts in rows.names.values():
        called |= np.array([text != "" for text in texts], dtype=bool)
        sums = [
            place
            for place, text in enumerate(texts)
            if text and text[0] in _TOTAL_LETTERS and _is_total(text)
        ]
        totals[np.array(sums, dtype=np.int64)] = True
    again = _headers_again(rows)
    rows.is_row = called & ~totals & ~again
    repeated = np.flatnonzero(again).tolist()
    rows.findings += [rows.finding("header_again", index, rows.table.key) for index in repeated]
    errors = {key: set(read.errors_of(rows.cells[key])) for key in rows.names}
    others = [Values.of(cells.values) for key, cells in rows.cells.items() if key not in keys]
    worth = totals.copy()
    for values in others:
        worth |= values.filled
    worth[np.array(sorted(set().union(*errors.values())), dtype=np.int64)] = True
    for index in np.flatnonzero(worth & ~rows.is_row & ~again).tolist():
        if totals[index]:
            rows.findings.append(rows.finding("totals_row", index, rows.table.key))
        elif wrong := [key for key in rows.names if index in errors[key]]:
            rows.findings.append(rows.finding("error_cell", index, wrong[0]))
        elif any(values[index] not in (None, "") for values in others):
            named = rows.table.kind not in ("people", "team")
            code = "row_without_client" if named else "row_without_name"
            rows.findings.append(rows.finding(code, index, rows.table.key))
