"""The `dir` stream: what the project is, what it refers to, which modules it has (MS-OVBA 2.3.4.2).

Every record is an id, a size and that many bytes, but for PROJECTVERSION and REFERENCEREGISTERED,
whose sizes mean something else. Texts stand twice: in the code page and in UTF-16.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from mkp_xl.hosts.vba.source import ENCODING, description

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.hosts.vba.module import Module

WIN64 = 3
CODE_PAGE = 1252
ENGLISH = 0x0409  # how VBA compares texts; every real project has this
COOKIE = 0xFFFF  # what a writer must put where Office keeps a number of its own
VERSION = struct.pack("<IIH", 4, 1, 0)  # a size that does not count the last field, then 1.0
REFERENCES = {
    "stdole": (
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0"
        r"#C:\Windows\System32\stdole2.tlb#OLE Automation"
    ),
    "Office": (
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
        r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
        "#Microsoft Office 16.0 Object Library"
    ),
}


def dir_stream(name: str, modules: Sequence[Module]) -> bytes:
    """Return the stream before its compression; each module's source starts at its stream's 0."""
    parts = [
        _information(name),
        *(_reference(*reference) for reference in REFERENCES.items()),
        _short(0x0F, len(modules)),
        _short(0x13, COOKIE),
        *(_module(module) for module in modules),
        _record(0x10),
    ]
    return b"".join(parts)


def _information(name: str) -> bytes:
    return b"".join(
        (
            _long(0x01, WIN64),
            _long(0x02, ENGLISH),
            _long(0x14, ENGLISH),
            _short(0x03, CODE_PAGE),
            _record(0x04, name.encode(ENCODING)),
            _twice(0x05, 0x40, ""),  # description
            _twice(0x06, 0x3D, ""),  # help file; its second text is in the code page too
            _long(0x07, 0),  # help context
            _long(0x08, 0),  # library flags
            struct.pack("<H", 0x09) + VERSION,
            _twice(0x0C, 0x3C, ""),  # constants of conditional compilation
        )
    )


def _reference(name: str, library: str) -> bytes:
    registered = struct.pack("<I", len(library)) + library.encode(ENCODING) + bytes(6)
    return _twice(0x16, 0x3E, name) + _record(0x0D, registered)


def _module(module: Module) -> bytes:
    return b"".join(
        (
            _twice(0x19, 0x47, module.name),
            _twice(0x1A, 0x32, module.name),  # the name of its stream
            _twice(0x1C, 0x48, description(module)),
            _long(0x31, 0),  # no p-code before the source
            _long(0x1E, 0),  # help context
            _short(0x2C, COOKIE),
            _record(0x21 if module.kind == "standard" else 0x22),
            _record(0x2B),
        )
    )


def _record(code: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", code, len(data)) + data


def _short(code: int, value: int) -> bytes:
    return _record(code, struct.pack("<H", value))


def _long(code: int, value: int) -> bytes:
    return _record(code, struct.pack("<I", value))


def _twice(narrow: int, wide: int, text: str) -> bytes:
    return _record(narrow, text.encode(ENCODING)) + _record(wide, text.encode("utf-16-le"))
