"""What is doubtful about the columns of tables: findings, and what stops a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.address import letters
from mkp_xl.book.cells import match_key
from mkp_xl.book.fields import LANGS
from mkp_xl.book.findings import Finding
from mkp_xl.book.recognition.header import speaks_of
from mkp_xl.book.recognition.saying import reason
from mkp_xl.errors import InputError

if TYPE_CHECKING:
    from mkp_xl.book.choosing import ClientList, Looked
    from mkp_xl.book.layout import Table
    from mkp_xl.book.recognition.matching import Match

_OF_LAST_MONTHS = frozenset({"purchases_typed"})
"""Fields that sum the last months, whatever year their header names."""
_ONLY_SHOWN = frozenset({"manager", "phone", "type", "result"})
"""Fields that no rule reads."""


def list_findings(looked: Looked, lists: list[ClientList], others: list[Table]) -> list[Finding]:
    """Return what to say of further lists, and of doubled columns of the chosen ones."""
    found = [
        Finding(code="second_list", sheet=other.table.sheet, row=other.table.header_row)
        for other in lists[1:]
    ]
    found += [
        Finding(code="other_list", sheet=table.sheet, row=table.header_row) for table in others
    ]
    found += [
        Finding(code="pivot_list", sheet=chosen.table.sheet, row=chosen.table.header_row)
        for chosen in lists
        if looked.is_pivot(chosen.table)
    ]
    for chosen in lists:
        found += doubled(chosen.table) + unsure(chosen.table)
    return found


def asked(table: Table) -> list[Match]:
    """Return the columns that may be a field which no other column is."""
    return [
        match
        for match in table.unsure
        if match.role and match.role.field_in(table.kind) not in table.columns
    ]


def unsure(table: Table) -> list[Finding]:
    """Return what to ask of columns that are read as nothing, or that stand back for others."""
    found = [
        Finding(
            code="unsure_column",
            sheet=table.sheet,
            row=match.header.row,
            column=match.header.column,
            value=match.header.text,
            detail=";".join(reason(match, lang) for lang in LANGS),
        )
        for match in asked(table)
    ]
    found += [
        Finding(
            code="year_column",
            sheet=table.sheet,
            row=table.header_row,
            column=column,
            field=key,
            value=table.headers[column],
        )
        for key, column in table.columns.items()
        if key in _OF_LAST_MONTHS and speaks_of(table.headers[column], "calendar_year")
    ]
    return found + [
        Finding(
            code="spare_column",
            sheet=table.sheet,
            row=table.header_row,
            column=column,
            field=field,
            value=table.headers[column],
            detail=letters(table.columns[field]),
        )
        for field, column in table.spare
    ]


def doubled(table: Table) -> list[Finding]:
    """Raise where two columns claim a field the rules read; else note it."""
    found = []
    for key, (left, right) in table.doubled.items():
        header = table.headers[left]
        if key not in _ONLY_SHOWN:
            alike = match_key(header) == match_key(table.headers[right])
            raise InputError(
                "doubled_header" if alike else "headers_alike",
                sheet=table.sheet,
                header=header,
                other=table.headers[right],
                first=letters(left),
                second=letters(right),
            )
        found.append(
            Finding(
                code="doubled_column",
                sheet=table.sheet,
                row=table.header_row,
                column=right,
                field=key,
                value=header,
            )
        )
    return found
