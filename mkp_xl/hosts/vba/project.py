"""A whole VBA project as the bytes of vbaProject.bin: source only, the same bytes every time.

Without p-code Office compiles the source when the workbook opens: the version 0xFFFF, which
MS-OVBA 2.3.4.1 prescribes to writers, makes it ignore all caches.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from mkp_xl.errors import SchemaError
from mkp_xl.hosts.vba.compound import compound_file
from mkp_xl.hosts.vba.compression import compress
from mkp_xl.hosts.vba.dir_stream import REFERENCES, dir_stream
from mkp_xl.hosts.vba.scramble import scramble
from mkp_xl.hosts.vba.source import ENCODING, module_source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mkp_xl.hosts.vba.module import Module

NO_CACHE = bytes.fromhex("CC61FFFF000100")
OURS = UUID("6d6b705f-786c-4d6b-9078-6c0000564241")  # the space of the ids made here
UNPROTECTED, NO_PASSWORD, VISIBLE = bytes(4), bytes(1), b"\xff"
LONGEST_NAME = 31
TAKEN = {"dir", "vba", "excel", *(library.lower() for library in REFERENCES)}
LINES = {"standard": "Module={}", "class": "Class={}"}
DOCUMENT_LINE = "Document={}/&H00000000"

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def vba_project(modules: Sequence[Module], *, name: str = "VBAProject") -> bytes:
    """Return the vbaProject.bin with these modules, in this order, unprotected and visible.

    Names are kept to ASCII: letters beyond it depend on the machine's code page. SchemaError for
    whatever VBA would refuse; see `module_source` for what becomes of the code.
    """
    _check(modules, name)
    sources = {module.name: module_source(module) for module in modules}
    streams = {
        "PROJECT": _project_stream(name, modules, _project_id(name, sources)),
        "PROJECTwm": _names_stream(modules),
        "VBA/_VBA_PROJECT": NO_CACHE,
        "VBA/dir": compress(dir_stream(name, modules)),
    }
    streams |= {f"VBA/{module}": compress(source) for module, source in sources.items()}
    return compound_file(streams)


def _check(modules: Sequence[Module], name: str) -> None:
    for own in (name, *(module.name for module in modules)):
        if not _IDENTIFIER.fullmatch(own) or len(own) > LONGEST_NAME:
            raise SchemaError("vba_name", name=own)
    taken = [name.lower(), *TAKEN]
    times = Counter([*taken, *(module.name.lower() for module in modules)])
    for module in modules:
        if times[module.name.lower()] > 1:
            raise SchemaError("vba_name_taken", name=module.name)
    workbooks = [module.name for module in modules if module.kind == "workbook"]
    if len(workbooks) != 1:
        raise SchemaError("vba_workbook_module", names=workbooks)


def _project_id(name: str, sources: Mapping[str, bytes]) -> str:
    """Return an id that only another project would change."""
    content = name + "".join(source.decode(ENCODING) for source in sources.values())
    return f"{{{uuid5(OURS, content)}}}".upper()


def _project_stream(name: str, modules: Sequence[Module], project_id: str) -> bytes:
    """Return the PROJECT stream (MS-OVBA 2.3.1)."""
    lines = [
        f'ID="{project_id}"',
        *(LINES.get(module.kind, DOCUMENT_LINE).format(module.name) for module in modules),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{scramble(UNPROTECTED, seed=0xA7, project_id=project_id)}"',
        f'DPB="{scramble(NO_PASSWORD, seed=0xA2, project_id=project_id)}"',
        f'GC="{scramble(VISIBLE, seed=0x9D, project_id=project_id)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode(ENCODING)


def _names_stream(modules: Sequence[Module]) -> bytes:
    """Return the PROJECTwm stream (MS-OVBA 2.3.3): every name in the code page and in UTF-16."""
    names = [module.name + "\0" for module in modules]
    return b"".join(n.encode(ENCODING) + n.encode("utf-16-le") for n in names) + bytes(2)
