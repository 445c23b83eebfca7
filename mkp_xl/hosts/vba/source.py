"""The text of a module as the project stores it, and what VBA would refuse about it.

The header attributes belong to the writer: a module whose VB_Name is absent or another than in
the list of modules makes Excel throw the project away. So they are taken out of the given code
and put on top again. MS-VBAL 4.2 is the grammar of such headers, 3.2 that of lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mkp_xl.hosts.vba.module import Module

ENCODING = "cp1252"
LONGEST_LINE = 1023
MOST_CONTINUATIONS = 24
BASES = {
    "class": "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}",
    "workbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
}
CLASS = {
    "VB_GlobalNameSpace": "False",
    "VB_Creatable": "False",
    "VB_PredeclaredId": "False",
    "VB_Exposed": "False",
    "VB_TemplateDerived": "False",
    "VB_Customizable": "False",
}
DOCUMENT = CLASS | {"VB_PredeclaredId": "True", "VB_Exposed": "True", "VB_Customizable": "True"}
AUTHORS_CHOICE = ("VB_PredeclaredId", "VB_Exposed")

_OWNED = re.compile(
    rf"\s*Attribute\s+({'|'.join(('VB_Name', 'VB_Base', *CLASS))})\s*=\s*(.*?)\s*", re.IGNORECASE
)
_DESCRIPTION = re.compile(r'\s*Attribute\s+VB_Description\s*=\s*"(.*)"\s*', re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")  # not splitlines, which also breaks at a form feed
_CONTINUED = re.compile(r"(?:^|[ \t])_[ \t]*$")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FILE_HEAD = re.compile(r"\s*VERSION\s+1\.0\s+CLASS\s*", re.IGNORECASE)


def module_source(module: Module) -> bytes:
    r"""Return the bytes that the project stores before compression: the header, then the code.

    Lines end with CRLF whatever they ended with before. A class keeps what its own header says
    of VB_PredeclaredId and VB_Exposed; of the other attributes that the writer owns, nothing stays.

    >>> from mkp_xl.hosts.vba.module import Module
    >>> module_source(Module(name="Tools", kind="standard", code="Sub Go()\nEnd Sub"))
    b'Attribute VB_Name = "Tools"\r\nSub Go()\r\nEnd Sub\r\n'
    """
    lines = _lines(module)
    _check(module.name, lines)
    body = lines[_head_length(module.name, lines) :]
    said = {m[1].lower(): m[2].capitalize() for m in map(_OWNED.fullmatch, body) if m}
    kept = [line for line in body if not _OWNED.fullmatch(line)]
    text = [*_header(module, said), *kept]
    return "".join(f"{line}\r\n" for line in text).encode(ENCODING)


def description(module: Module) -> str:
    """Return the module's VB_Description as the list of modules repeats it, "" without one.

    >>> from mkp_xl.hosts.vba.module import Module
    >>> description(Module(name="A", kind="class", code='Attribute VB_Description = "a b"'))
    'a b'
    """
    found = next(filter(None, map(_DESCRIPTION.fullmatch, _lines(module))), None)
    return found[1].replace('""', '"').replace("\\r\\n", "\r\n") if found else ""


def _lines(module: Module) -> list[str]:
    lines = _LINE_END.split(module.code)
    return lines if lines[-1] else lines[:-1]


def _header(module: Module, said: dict[str, str]) -> Iterable[str]:
    yield f'Attribute VB_Name = "{module.name}"'
    if module.kind == "standard":
        return
    yield f'Attribute VB_Base = "{BASES[module.kind]}"'
    for name, usual in (CLASS if module.kind == "class" else DOCUMENT).items():
        own = said.get(name.lower(), usual)
        free = module.kind == "class" and name in AUTHORS_CHOICE and own in ("True", "False")
        yield f"Attribute {name} = {own if free else usual}"


def _head_length(name: str, lines: Sequence[str]) -> int:
    """Return how many lines an exported class file puts before its attributes, 0 without such.

    A form's head is refused: its controls live in streams that this writer does not make.
    """
    if not lines or not lines[0].lstrip().upper().startswith("VERSION "):
        return 0
    ends = (i for i, line in enumerate(lines, 1) if line.strip().upper() == "END")
    end = next(ends, 0) if _FILE_HEAD.fullmatch(lines[0]) else 0
    if not end:
        raise SchemaError("vba_file_head", module=name, line=lines[0])
    return end


def _check(name: str, lines: Sequence[str]) -> None:
    run = 0
    for number, line in enumerate(lines, 1):
        run = run + 1 if _CONTINUED.search(line) else 0
        if len(line) > LONGEST_LINE:
            raise SchemaError("vba_line_length", module=name, line=number, length=len(line))
        if run > MOST_CONTINUATIONS:
            raise SchemaError("vba_continuations", module=name, line=number)
        if _CONTROL.search(line) or not _encodes(line):
            raise SchemaError("vba_characters", module=name, line=number, text=line)


def _encodes(line: str) -> bool:
    try:
        line.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True
