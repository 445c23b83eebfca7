"""Findings: what a person should look at in their data, grouped so that thousands stay readable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(IntEnum):
    """How much a finding matters; errors first."""

    ERROR = 1
    """A value is left out or a result is blank."""
    WARNING = 2
    """Computed, but probably not what is meant."""
    NOTE = 3
    """Good to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at: what (`code`), where, and the value met."""

    code: str
    sheet: str
    row: int = 0
    """0 where the finding speaks of the whole sheet or book."""
    column: int = 0
    field: str = ""
    """The field's key; `Field.name` is what a person reads."""
    value: str = ""
    detail: str = ""
    """What else the message needs: a day, a row, a name."""
    amount: float | None = None
    """An amount that the message names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Equal findings of one column: the first of them, how many, and where the first few are."""

    first: Finding
    count: int
    cells: tuple[tuple[int, int], ...]


SHOWN = 5
"""Cells named in a group."""


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Return findings grouped by code, sheet and field, in the order they first came up."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.sheet, finding.field), []).append(finding)
    return [
        Group(
            first=members[0],
            count=len(members),
            cells=tuple((f.row, f.column) for f in members[:SHOWN] if f.row),
        )
        for members in groups.values()
    ]
