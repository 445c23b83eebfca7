"""The extension into LibreOffice and out of it, through LibreOffice's own `unopkg`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mkp_xl.errors import HostError
from mkp_xl.faces.libreoffice.extension import IDENTIFIER, OLDEST, extension

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILE_NAME: Final = "mkp.oxt"
WORKER: Final = (sys.executable, "-m", "mkp_xl.faces.libreoffice.worker")
"""What the buttons start: this Python, wherever the program in front of it is called from."""
_MINUTES = 3
_MAC = "/Applications/LibreOffice.app/Contents/MacOS"
_VERSION = re.compile(r"LibreOffice\s+(\d+)\.(\d+)")
_ERROR = "ERROR: "
_SAYS_NOTHING = 40
"""A line this short at the end of what unopkg says is no reason."""


def program_folder(system: str = sys.platform, env: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of LibreOffice's programs; HostError where there is none."""
    candidates = [Path(_MAC)] if system == "darwin" else []
    if system == "win32":
        bases = (env.get("PROGRAMFILES"), env.get("PROGRAMFILES(X86)"))
        candidates += [Path(base) / "LibreOffice" / "program" for base in bases if base]
    found = shutil.which("soffice", path=env.get("PATH")) or shutil.which(
        "libreoffice", path=env.get("PATH")
    )
    if found:
        candidates.append(Path(found).resolve().parent)
    for folder in candidates:
        if _tool(folder, "unopkg", system):
            return folder
    raise HostError("libreoffice_missing")


def refuse_old(folder: Path) -> None:
    """Raise HostError for a LibreOffice that does not find functions by their Excel names."""
    said = _run([_program(folder, "soffice"), "--version"])
    found = _VERSION.search(said)
    oldest = tuple(map(int, OLDEST.split(".")))
    if found and tuple(map(int, found.groups())) < oldest:
        raise HostError("libreoffice_old", found=".".join(found.groups()), oldest=OLDEST)


def install(folder: Path, options: Sequence[str] = ()) -> None:
    """Install the extension for this person; an earlier one is replaced."""
    with tempfile.TemporaryDirectory(prefix="mkp-") as scratch:
        file = Path(scratch) / FILE_NAME
        file.write_bytes(extension(WORKER))
        _unopkg(folder, "add", "--force", *options, str(file))


def remove(folder: Path, options: Sequence[str] = ()) -> None:
    """Take the extension out again."""
    _unopkg(folder, "remove", *options, IDENTIFIER)


def is_installed(folder: Path, options: Sequence[str] = ()) -> bool:
    """Tell whether the extension is there."""
    return IDENTIFIER in _unopkg(folder, "list", *options)


def _unopkg(folder: Path, *asked: str) -> str:
    return _run([_program(folder, "unopkg"), *asked])


def _program(folder: Path, name: str) -> str:
    found = _tool(folder, name, sys.platform)
    if found is None:
        raise HostError("libreoffice_missing")
    return str(found)


def _tool(folder: Path, name: str, system: str) -> Path | None:
    # On Windows the programs that end in .com speak to the command window.
    names = (f"{name}.com", f"{name}.exe") if system == "win32" else (name,)
    return next((folder / one for one in names if (folder / one).is_file()), None)


def _run(command: Sequence[str]) -> str:
    """Return what a program of LibreOffice says; HostError with its reason where it fails."""
    try:
        done = subprocess.run(  # noqa: S603  LibreOffice's own programs
            command, capture_output=True, check=False, timeout=60 * _MINUTES,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise HostError("libreoffice_refused", reason=str(problem)) from problem
    if done.returncode:
        raise HostError("libreoffice_refused", reason=_reason(_text(done.stderr or done.stdout)))
    return _text(done.stdout)


def _text(said: bytes) -> str:
    """Return what was said; on Windows each letter may come as two bytes."""
    return said.replace(b"\0", b"").decode("utf-8", "replace")


def _reason(said: str) -> str:
    """Return the line that says why: an error, else the first that is not a number only."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(_ERROR)]
    told = [line for line in lines if len(line) > _SAYS_NOTHING]
    return (errors or told or lines or [""])[0].removeprefix(_ERROR).rstrip(".")
