"""The modules of a book's VBA project, as texts: xlwings' own, the wrappers, the commands."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import xlwings

from mkp_xl.errors import HostError, SchemaError
from mkp_xl.faces.excel import wrappers
from mkp_xl.hosts.vba import Module, module_source, vba_project

if TYPE_CHECKING:
    from collections.abc import Sequence

Carrier = Literal["book", "addin"]
_OWN = ("MkpBridge", "MkpCommands")


def modules(carrier: Carrier, sheets: Sequence[str]) -> list[Module]:
    """Return all modules for the code names of a carrier's sheets.

    xlwings' modules come from the installed xlwings, so that they always fit it.
    """
    return [
        Module(name="ThisWorkbook", kind="workbook", code=_own(f"{carrier}.cls")),
        *(Module(name=name, kind="sheet") for name in sheets),
        Module(name="xlwings", kind="standard", code=_guarded(_of_xlwings("xlwings.bas"))),
        Module(name="Dictionary", kind="class", code=_of_xlwings("addin", "Dictionary.cls")),
        *(Module(name=name, kind="standard", code=_own(f"{name}.bas")) for name in _OWN),
        Module(name=wrappers.MODULE, kind="standard", code=wrappers.functions_source()),
    ]


def project(carrier: Carrier, sheets: Sequence[str]) -> bytes:
    """Return vbaProject.bin."""
    return vba_project(modules(carrier, sheets))


def export(folder: Path) -> list[Path]:
    """Write the sources of a book's modules as files that Excel's editor can import."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for module in modules("book", ()):
        ending = "bas" if module.kind == "standard" else "cls"
        head = _CLASS_HEAD if module.kind == "class" else b""
        path = folder / f"{module.name}.{ending}"
        path.write_bytes(head + module_source(module))
        written.append(path)
    return written


_CLASS_HEAD = b"VERSION 1.0 CLASS\r\nBEGIN\r\n  MultiUse = -1  'True\r\nEND\r\n"


def _own(name: str) -> str:
    return (files("mkp_xl.faces.excel") / "vba" / name).read_text(encoding="ascii")


_NOT_FOR_CELLS = (
    "RunPython", "RunFrozenPython", "ExecuteWindows", "SaveConfigToFile", "ReadFile", "sql",
)  # fmt: skip
"""Functions of xlwings that start programs or touch files."""
_GUARD = '    If TypeName(Application.Caller) = "Range" Then Exit Function\n'


def _guarded(code: str) -> str:
    """Return xlwings' module, of which no formula can start a program or touch a file.

    With the add-in there, a formula of any book could call its public functions, and no prompt
    for macros would come first.
    """
    for name in _NOT_FOR_CELLS:
        head = re.compile(rf"^(?:Public )?Function {name}\((?:[^\n]*_\n)*[^\n]*\n", re.MULTILINE)
        code, count = head.subn(lambda found: found[0] + _GUARD, code)
        if count != 1:
            raise SchemaError("xlwings_changed", function=name)
    return code


def _of_xlwings(*place: str) -> str:
    path = Path(xlwings.__file__).parent.joinpath(*place)
    try:
        return path.read_text(encoding="cp1252")
    except OSError as problem:
        raise HostError("no_xlwings_source", path=str(path)) from problem
