"""What a workbook's file tells of itself without being opened in Excel."""

from __future__ import annotations

import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.files import refuse_if_open_elsewhere

if TYPE_CHECKING:
    from mkp_xl.faces.setting_up.machine import Machine

_INTERNET_ZONE = 3
_ZONE = re.compile(rb"ZoneId\s*=\s*(\d+)", re.IGNORECASE)
_MARK_LENGTH = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFacts:
    """One workbook's file: what it is, where it lies, what stands in the way of its buttons."""

    path: Path
    is_workbook: bool
    """Opens as a zip and holds a workbook."""
    has_macros: bool = False
    is_macro_file: bool = False
    """Its name ends as a workbook with macros does."""
    from_internet: bool = False
    read_only: bool = False
    open_now: str = ""
    """The lock file beside it; empty where it is not open."""
    cloud: str = ""
    """The folder that a cloud keeps in step; empty where it lies elsewhere."""


def book_facts(path: Path, machine: Machine) -> BookFacts:
    """Return the facts of a workbook; HostError where there is no file or it cannot be read."""
    if path.is_dir():
        raise HostError("is_folder", path=str(path))
    if not path.exists():
        raise HostError("not_found", path=str(path))
    parts = _parts(path)
    return BookFacts(
        path=path,
        is_workbook="xl/workbook.xml" in parts,
        has_macros="xl/vbaProject.bin" in parts,
        is_macro_file=path.suffix.lower() in (".xlsm", ".xlam", ".xltm"),
        from_internet=machine.system == "windows" and _from_internet(path),
        read_only=not path.stat().st_mode & stat.S_IWUSR,
        open_now=_lock_of(path),
        cloud=_cloud_of(path, machine),
    )


def _parts(path: Path) -> frozenset[str]:
    try:
        with zipfile.ZipFile(path) as package:
            return frozenset(package.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        return frozenset()
    except OSError as problem:
        key = "no_access" if isinstance(problem, PermissionError) else "read_failed"
        raise HostError(key, path=str(path)) from problem


def _from_internet(path: Path) -> bool:
    """Say whether Windows wrote beside the file's bytes that it came from the internet."""
    try:
        with Path(f"{path}:Zone.Identifier").open("rb") as stream:
            found = _ZONE.search(stream.read(_MARK_LENGTH))
    except OSError:
        return False
    return found is not None and int(found[1]) >= _INTERNET_ZONE


def _lock_of(path: Path) -> str:
    try:
        refuse_if_open_elsewhere(path)
    except HostError as refusal:
        return str(refusal.particulars["lock"])
    return ""


def _cloud_of(path: Path, machine: Machine) -> str:
    """Return the folder kept in step by OneDrive or SharePoint that the file lies in."""
    roots = [Path(value) for name, value in machine.env.items()
             if name.lower().startswith("onedrive") and value]  # fmt: skip
    roots += (machine.home / "Library" / "CloudStorage").glob("*")
    place = path.absolute()
    return next((str(root) for root in sorted(roots) if place.is_relative_to(root)), "")
