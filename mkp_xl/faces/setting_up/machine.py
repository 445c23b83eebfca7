"""The computer that Excel runs on: its system, its folders, the Python that answers Excel."""

from __future__ import annotations

import locale
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mkp_xl.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Mapping

System = Literal["windows", "mac", "other"]
ADDIN_NAME = "mkp.xlam"
_RECORD_NAME = "mkp_xl_setup.json"
_EXCEL_DATA = ("Library", "Containers", "com.microsoft.Excel", "Data")
_EXCEL_SCRIPTS = ("Library", "Application Scripts", "com.microsoft.Excel")
_MAC_START = (
    "Library", "Group Containers", "UBF8T346G9.Office", "User Content.localized",
    "Startup.localized", "Excel",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """All that set-up needs to know of a computer, so that any computer can be tried on any."""

    system: System
    home: Path
    env: Mapping[str, str]
    python: Path
    prefixes: tuple[Path, ...] = field(default=())
    """Where this Python and the one it was made from live; the first is `sys.prefix`."""
    encoding: str = "utf-8"
    """How Excel's VBA reads a text file: on Windows the code page of the system."""

    @property
    def has_excel(self) -> bool:
        """Say whether Excel exists for this system."""
        return self.system != "other"

    @property
    def interpreter_key(self) -> str:
        """Return the key under which Excel looks for Python."""
        return "INTERPRETER_MAC" if self.system == "mac" else "INTERPRETER_WIN"

    @property
    def from_store(self) -> bool:
        """Say whether Python is the one of the Microsoft Store, which Excel cannot start.

        What it writes into the user's folders lands in a private copy that Excel never sees.
        """
        paths = (self.python, *self.prefixes)
        return self.system == "windows" and any("windowsapps" in str(p).lower() for p in paths)


def this_machine() -> Machine:
    """Return the computer and the Python that run this."""
    systems: dict[str, System] = {"win32": "windows", "darwin": "mac"}
    system = systems.get(sys.platform, "other")
    return Machine(
        system=system,
        home=Path.home(),
        env=os.environ,
        python=Path(sys.executable),
        prefixes=(Path(sys.prefix), Path(sys.base_prefix)),
        encoding=locale.getencoding() if system == "windows" else "utf-8",
    )


def config_path(machine: Machine) -> Path:
    """Return the user's settings of xlwings, which Excel reads."""
    return _settings_folder(machine) / "xlwings.conf"


def record_path(machine: Machine) -> Path:
    """Return where set-up remembers what it wrote: beside the settings."""
    return _settings_folder(machine) / _RECORD_NAME


def addin_path(machine: Machine) -> Path:
    """Return where the add-in lies: Excel opens what is in this folder whenever it starts."""
    if machine.system == "mac":
        return machine.home.joinpath(*_MAC_START, ADDIN_NAME)
    roaming = machine.env.get("APPDATA")
    base = Path(roaming) if roaming else machine.home / "AppData" / "Roaming"
    return base / "Microsoft" / "Excel" / "XLSTART" / ADDIN_NAME


def script_path(machine: Machine, name: str) -> Path:
    """Return where Excel on a Mac looks for a script of this name."""
    return machine.home.joinpath(*_EXCEL_SCRIPTS, name)


def dll_folders(machine: Machine) -> tuple[Path, ...]:
    """Return where Excel on Windows looks for the xlwings library: by Python, or one up."""
    return (machine.python.parent, machine.python.parent.parent)


def same_program(machine: Machine, one: str, other: str) -> bool:
    """Say whether two paths start the same Python; `pythonw` is `python` without a window."""
    return _plain(machine, one) == _plain(machine, other)


def expanded(machine: Machine, value: str) -> str:
    """Return a path with the environment's names replaced, as Excel replaces them."""
    for name, meant in machine.env.items():
        for written in (f"%{name}%", f"%{name.upper()}%"):
            value = value.replace(written, meant)
    return value


def interpreter_bytes(machine: Machine) -> bytes:
    """Return the path of Python as Excel will read it; HostError where it cannot."""
    path = str(machine.python)
    if any(sign in path for sign in '"\r\n'):
        raise HostError("setup_letters", path=path)
    try:
        return path.encode(machine.encoding)
    except UnicodeEncodeError as problem:
        raise HostError("setup_letters", path=path) from problem


def _settings_folder(machine: Machine) -> Path:
    if machine.system == "mac":
        return machine.home.joinpath(*_EXCEL_DATA)
    profile = machine.env.get("USERPROFILE") if machine.system == "windows" else None
    return (Path(profile) if profile else machine.home) / ".xlwings"


def _plain(machine: Machine, value: str) -> str:
    value = expanded(machine, value)
    if machine.system != "windows":
        return value
    value = value.replace("/", "\\").lower()
    return value.replace("\\pythonw.exe", "\\python.exe")
