"""What `setup --undo` would do: exactly what set-up wrote goes, what was changed since stays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkp_xl.errors import HostError
from mkp_xl.faces.setting_up import config
from mkp_xl.faces.setting_up.files import Change, read
from mkp_xl.faces.setting_up.machine import record_path
from mkp_xl.faces.setting_up.record import digest, load
from mkp_xl.faces.setting_up.steps import Plan, Step

if TYPE_CHECKING:
    from mkp_xl.faces.setting_up.machine import Machine
    from mkp_xl.faces.setting_up.record import Entry
    from mkp_xl.faces.setting_up.steps import Kind, StepKey


def plan_undo(machine: Machine) -> Plan:
    """Return what taking set-up back would do; no steps where nothing is remembered."""
    if not machine.has_excel:
        raise HostError("setup_other_system")
    path = record_path(machine)
    stands = read(path)
    record = load(stands)
    if record is None:
        return Plan(undo=True, steps=(), record=Change(path=path, seen=stands, becomes=stands))
    steps = [_undo_step(machine, place, entry) for place, entry in record.entries.items()]
    return Plan(
        undo=True,
        steps=tuple(steps),
        record=Change(path=path, seen=stands, becomes=None),
        folders=tuple(Path(folder) for folder in record.folders),
    )


def undone(machine: Machine, entry: Entry, now: bytes | None) -> bytes | None:
    """Return a file without what set-up wrote; as it is where someone changed that since."""
    if now is None or digest(now) == entry.after:
        return None if now is None else entry.before
    key = machine.interpreter_key
    if entry.value is None or config.value_of(now, key) != entry.value.encode("latin-1"):
        return now
    earlier = config.value_of(entry.before or b"", key)
    if earlier is not None:
        return config.with_value(now, key, earlier)
    left = config.without(now, key)
    return left if left.strip() or entry.before is not None else None


def _undo_step(machine: Machine, place: str, entry: Entry) -> Step:
    path = Path(place)
    now = read(path)
    becomes = undone(machine, entry, now)
    kind: Kind = "left"
    if now is None:
        kind = "gone"
    elif becomes is None:
        kind = "remove"
    elif now == entry.before:
        kind = "same"
    elif becomes != now:
        kind = "restore"
    change = Change(path=path, seen=now, becomes=becomes)
    return Step(key=_key_of(entry), kind=kind, change=change)


def _key_of(entry: Entry) -> StepKey:
    if entry.key == "addin":
        return "addin"
    return "script" if entry.key == "script" else "interpreter"
