"""What `setup` would do, file by file, before anything is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.errors import HostError
from mkp_xl.faces.setting_up import config
from mkp_xl.faces.setting_up.files import Change, missing_folders, read
from mkp_xl.faces.setting_up.machine import (
    addin_path,
    config_path,
    dll_folders,
    interpreter_bytes,
    record_path,
    same_program,
    script_path,
)
from mkp_xl.faces.setting_up.record import Entry, Record, digest, dump, load
from mkp_xl.faces.setting_up.steps import Plan, Step
from mkp_xl.faces.setting_up.undo import undone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mkp_xl.faces.setting_up.machine import Machine
    from mkp_xl.faces.setting_up.parts import Script
    from mkp_xl.faces.setting_up.steps import Kind, StepKey


def plan_setup(
    machine: Machine, *, addin: Callable[[], bytes] | None, script: Script | None
) -> Plan:
    """Return what set-up would do; without `addin` the add-in is left out.

    Raises HostError where there is no Excel for this system, or it cannot start this Python.
    """
    _refuse_hopeless(machine)
    stands = read(record_path(machine))
    old = load(stands) or Record()
    steps = [_interpreter_step(machine, old)]
    if addin is not None:
        steps.append(_file_step("addin", addin_path(machine), addin(), machine, old))
    if machine.system == "mac" and script is not None:
        path = script_path(machine, script.name)
        steps.append(_file_step("script", path, script.data, machine, old))
    record = _record_of(machine, old, steps, no_addin=addin is None)
    becomes = dump(record) if record.entries or record.no_addin else None
    if old == record:
        becomes = stands
    change = Change(path=record_path(machine), seen=stands, becomes=becomes)
    return Plan(undo=False, steps=tuple(steps), record=change)


def _refuse_hopeless(machine: Machine) -> None:
    if not machine.has_excel:
        raise HostError("setup_other_system")
    if machine.from_store:
        raise HostError("setup_store_python", path=str(machine.python))
    # A container made by hand is one that macOS will not give to Excel.
    if machine.system == "mac" and not config_path(machine).parent.is_dir():
        raise HostError("setup_no_excel")


def _interpreter_step(machine: Machine, old: Record) -> Step:
    path, key = config_path(machine), machine.interpreter_key
    now, value = read(path), interpreter_bytes(machine)
    if now is not None and not config.readable(now):
        raise HostError("setup_odd_config", path=str(path))
    met = None if now is None else config.value_of(now, key)
    stands = "" if met is None else met.decode(machine.encoding, "replace")
    newline = b"\r\n" if machine.system == "windows" else b"\n"
    becomes = config.with_value(now or b"", key, value, newline)
    entry = old.entries.get(str(path))
    kind: Kind = "replace"
    if now is None:
        kind = "make"
    elif met is not None and same_program(machine, stands, str(machine.python)):
        kind, becomes = "same", now
    elif not met:
        kind = "add"
    elif entry is not None and entry.value == met.decode("latin-1"):
        kind = "renew"
    change = Change(path=path, seen=now, becomes=becomes)
    return Step(
        key="interpreter", kind=kind, change=change, stands=stands, value=str(machine.python)
    )


def _file_step(key: StepKey, path: Path, data: bytes, machine: Machine, old: Record) -> Step:
    now = read(path)
    entry = old.entries.get(str(path))
    kind: Kind = "replace"
    if now is None:
        kind = "make"
    elif now == data:
        kind = "same"
    elif entry is not None and undone(machine, entry, now) != now:
        kind = "renew"
    return Step(key=key, kind=kind, change=Change(path=path, seen=now, becomes=data))


def _record_of(machine: Machine, old: Record, steps: list[Step], *, no_addin: bool) -> Record:
    """Return the record once the steps are done; what stood before the first set-up is kept."""
    entries = dict(old.entries)
    for step in steps:
        place, now, becomes = str(step.change.path), step.change.seen, step.change.becomes
        entry = entries.pop(place, None)
        before = now if entry is None else undone(machine, entry, now)
        if becomes is None or before == becomes:
            continue
        entries[place] = Entry(
            key=step.key,
            before=before,
            after=digest(becomes),
            value=_python_in(machine, becomes) if step.key == "interpreter" else None,
        )
    paths = [step.change.path for step in steps if step.changes]
    made = missing_folders([*paths, record_path(machine)] if paths or no_addin else [])
    return Record(
        entries=entries,
        folders=tuple(dict.fromkeys((*old.folders, *map(str, made)))),
        seen=_libraries(machine),
        no_addin=no_addin,
    )


def _libraries(machine: Machine) -> tuple[str, ...]:
    """Return the libraries of xlwings that Excel will find: later their absence says something."""
    if machine.system != "windows":
        return ()
    found = (dll for folder in dll_folders(machine) for dll in folder.glob("xlwings*.dll"))
    return tuple(sorted(map(str, found)))


def _python_in(machine: Machine, data: bytes) -> str | None:
    value = config.value_of(data, machine.interpreter_key)
    return None if value is None else value.decode("latin-1")
