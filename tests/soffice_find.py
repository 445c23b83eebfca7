"""Where LibreOffice is on this machine, whether it will do, and which processes of it live."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

WANTED = (25, 2)  # older ones lose the names of worksheet functions on the way through .xlsx
PROGRAMS = (
    "/usr/lib/libreoffice/program/soffice.bin",
    "/usr/lib64/libreoffice/program/soffice.bin",
    "/opt/libreoffice*/program/soffice.bin",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
PYTHONS = ("program/python", "Resources/python")  # LibreOffice's own; Debian uses the system's


class SofficeError(RuntimeError):
    """LibreOffice could not do what was asked; the text says why."""


class SofficeMissingError(SofficeError):
    """No usable LibreOffice on this machine: the tests that need one are to be skipped."""


class Program(NamedTuple):
    """A LibreOffice and the interpreter that can speak to it."""

    soffice: Path
    python: Path
    version: str


@cache
def find() -> Program:
    """Return the newest LibreOffice of this machine, or say what is missing."""
    if sys.platform == "win32":
        raise SofficeMissingError("LibreOffice is driven on Linux and macOS only")
    found = [p for pattern in PROGRAMS for p in Path("/").glob(pattern[1:])]
    versions = sorted((_version(path), path) for path in found)
    if not versions or versions[-1][0] < WANTED:
        was = f"found {_dotted(versions[-1][0])} at {versions[-1][1]}" if versions else "found none"
        raise SofficeMissingError(
            f"LibreOffice {_dotted(WANTED)} or newer is needed, {was}: "
            "run tests/install_libreoffice.sh"
        )
    version, soffice = versions[-1]
    own = [soffice.parents[1] / p for p in PYTHONS if (soffice.parents[1] / p).exists()]
    python = own[0] if own else Path("/usr/bin/python3")
    if subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode:
        raise SofficeMissingError(f"{python} does not import uno: python3-uno is needed")
    return Program(soffice, python, _dotted(version))


def processes(marker: object) -> list[int]:
    """Return the ids of the living processes whose command line names `marker` (Linux only)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            if str(marker).encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def _version(program: Path) -> tuple[int, ...]:
    run = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=False, timeout=60
    )
    match = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", run.stdout)
    return tuple(int(part or 0) for part in match.groups()) if match else (0,)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
