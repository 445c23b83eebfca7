"""What set-up takes from the installed packages: versions, and the script of xlwings for a Mac."""

from __future__ import annotations

import re
import struct
import sys
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from mkp_xl import __version__
from mkp_xl.errors import HostError

_LIMIT = re.compile(r"(>=|<=|==|<|>)\s*(\d+(?:\.\d+)*)")
_XLWINGS = re.compile(r"xlwings\s*(\[|[<>=!~(]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A file that xlwings brings for Excel on a Mac; its name holds the version."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """The versions that run here, and which xlwings this package asks for."""

    python: tuple[int, int, int]
    bits: int
    package: str
    xlwings: str | None
    """None where it is not installed."""
    xlwings_asked: str
    """For example `>=0.33`; empty where any will do."""


def installed() -> Installed:
    """Return what is installed beside this package."""
    return Installed(
        python=(sys.version_info.major, sys.version_info.minor, sys.version_info.micro),
        bits=8 * struct.calcsize("P"),
        package=__version__,
        xlwings=_version("xlwings"),
        xlwings_asked=_asked(),
    )


def installed_script() -> Script | None:
    """Return the script that belongs to the installed xlwings; None without xlwings.

    xlwings itself is not imported: that takes long and looks for Excel.
    """
    version, spec = _version("xlwings"), util.find_spec("xlwings")
    if version is None or spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / f"xlwings-{version}.applescript"
    try:
        return Script(name=path.name, data=path.read_bytes())
    except OSError as problem:
        raise HostError("setup_no_reading", path=str(path), reason=str(problem)) from problem


def in_range(version: str, asked: str) -> bool:
    """Say whether a version is one that is asked for.

    >>> in_range("0.37.8", ">=0.33,<0.38"), in_range("0.38.0", ">=0.33,<0.38")
    (True, False)
    """
    have = _numbers(version)
    return all(_holds(have, sign, _numbers(limit)) for sign, limit in _LIMIT.findall(asked))


def _holds(have: tuple[int, ...], sign: str, limit: tuple[int, ...]) -> bool:
    if sign == "==":
        return have[: len(limit)] == limit
    width = max(len(have), len(limit))
    one, other = (part + (0,) * (width - len(part)) for part in (have, limit))
    if sign == ">=":
        return one >= other
    if sign == "<=":
        return one <= other
    return one < other if sign == "<" else one > other


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _asked() -> str:
    try:
        wanted = metadata.requires("mkp_xl") or []
    except metadata.PackageNotFoundError:
        return ""
    line = next((line for line in wanted if _XLWINGS.match(line)), "")
    return ",".join(sign + limit for sign, limit in _LIMIT.findall(line.partition(";")[0]))
