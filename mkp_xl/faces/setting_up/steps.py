"""A plan of `setup` or `setup --undo`: its steps, the record that goes with them, doing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mkp_xl.faces.setting_up.files import Change, carry_out_all, remove_empty

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal["same", "make", "add", "renew", "replace", "remove", "restore", "left", "gone"]
StepKey = Literal["interpreter", "addin", "script"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One file: what stands there, what it becomes, and what kind of change that is."""

    key: StepKey
    kind: Kind
    change: Change
    stands: str = ""
    """The Python that the settings name now; empty for other files."""
    value: str = ""
    """The Python that they will name."""

    @property
    def changes(self) -> bool:
        """Say whether the file will not be what it is."""
        return self.change.seen != self.change.becomes


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All steps, the record that goes with them, and folders to remove where they are empty."""

    undo: bool
    steps: tuple[Step, ...]
    record: Change
    folders: tuple[Path, ...] = ()

    @property
    def nothing_to_do(self) -> bool:
        """Say whether every file is already as it should be."""
        return not any(step.changes for step in self.steps)

    @property
    def asks(self) -> bool:
        """Say whether something that is not ours would be overwritten."""
        return any(step.kind == "replace" for step in self.steps)

    @property
    def all_changes(self) -> tuple[Change, ...]:
        """Return the changes in an order that survives a break: the record outlives the files."""
        files = [step.change for step in self.steps if step.changes]
        record = [self.record] if self.record.seen != self.record.becomes else []
        return tuple(files + record if self.undo else record + files)


def carry_out(plan: Plan) -> None:
    """Do what a plan says, all or nothing; raises HostError."""
    carry_out_all(plan.all_changes)
    remove_empty(plan.folders)
