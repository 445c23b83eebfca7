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
    """What else the message needs: a day (as ISO writes it), a row, a name."""
    amount: float | None = None
    """An amount that the message names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Equal findings of one column: how many, and the first of them."""

    count: int
    members: tuple[Finding, ...]
    """The first of them, as many as are kept."""

    @property
    def first(self) -> Finding:
        """The finding that stands for all."""
        return self.members[0]


KEPT = 50
"""Findings of a group that are kept one by one."""


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Return findings grouped by code, sheet and field, in the order they first came up."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.sheet, finding.field), []).append(finding)
    return [Group(count=len(members), members=tuple(members[:KEPT])) for members in groups.values()]
