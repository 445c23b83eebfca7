"""The PROJECT and PROJECTwm streams, strictly: the grammar of [MS-OVBA] 2.3.1 and 2.3.3."""

import re
from dataclasses import dataclass

from ovba_container import reveal
from ovba_dir import GUID
from violations import demand

ITEM = re.compile(
    r"Document=(?P<Document>\w+)/&H[0-9A-F]{8}|Module=(?P<Module>\w+)|Class=(?P<Class>\w+)"
    rf"|BaseClass=(?P<BaseClass>\w+)|Package={GUID}"
)
PROPERTIES = (  # name, shape of the value, may it be left out
    ("HelpFile", '"[^"]{0,260}"', True),
    ("ExeName32", '"[^"]*"', True),
    ("Name", '"[^"]{1,128}"', False),
    ("HelpContextID", r'"-?\d{1,10}"', False),
    ("Description", '"(?:[^"]|""){0,2000}"', True),
    ("VersionCompatible32", '"393222000"', True),
    ("CMG", '"[0-9A-F]{22,28}"', False),
    ("DPB", '"[0-9A-F]{16,}"', False),
    ("GC", '"[0-9A-F]{16,22}"', False),
)
EXTENDER = re.compile(rf"(&H[0-9A-F]{{8}})={GUID};[^;\s]+;&H0000000[01]")
INTEGER = r"[+-]?\d{1,10}"
WINDOW = rf"{INTEGER}, {INTEGER}, {INTEGER}, {INTEGER}, [CZI]?"
WORKSPACE = re.compile(rf"(\w+)={WINDOW}(?:, {WINDOW})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The PROJECT stream: modules in its order, its properties, its window list."""

    project_id: str
    kinds: dict[str, str]
    properties: dict[str, str]
    windows: tuple[str, ...] | None
    protection: int
    password: bytes
    visible: bool


def read_text(data, codec, *, trailing_blank=False):
    """PROJECT stream; `trailing_blank` waves an empty line at its end through."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        demand(False, f"PROJECT: not text of {codec}")
    lines = text.split("\r\n")
    demand(not set("".join(lines)) & set("\r\n\0"), "PROJECT: a line end that is not CR LF")
    demand(lines.pop() == "", "PROJECT: the last line is not ended")
    if trailing_blank and lines[-1:] == [""]:
        lines.pop()
    project_id = _id(lines)
    kinds = _items(lines)
    properties = _properties(lines)
    _extenders(lines)
    windows = _windows(lines)
    demand(not lines, f"PROJECT: {lines[:1]} after its end")
    return Text(
        project_id=project_id,
        kinds=kinds,
        properties=properties,
        windows=windows,
        **_secrets(properties, project_id),
    )


def _id(lines):
    found = re.fullmatch(f'ID="({GUID})"', lines.pop(0)) if lines else None
    demand(found, "PROJECT: ID")
    return found[1]


def _items(lines):
    kinds, seen = {}, set()
    while lines and (found := ITEM.fullmatch(lines[0])):
        lines.pop(0)
        for kind, name in found.groupdict().items():
            if name is None:
                continue
            demand(name.lower() not in seen, f"PROJECT: {name} stands twice")
            seen.add(name.lower())
            kinds[name] = kind
    return kinds


def _properties(lines):
    found = {}
    for name, shape, optional in PROPERTIES:
        value = re.fullmatch(f"{name}=({shape})", lines[0]) if lines else None
        demand(value or optional, f"PROJECT: {name} expected, found {lines[:1]}")
        if value:
            found[name] = value[1][1:-1]
            lines.pop(0)
    return found


def _extenders(lines):
    demand(lines[:1] == [""], "PROJECT: no empty line after the properties")
    demand(lines[1:2] == ["[Host Extender Info]"], "PROJECT: no [Host Extender Info]")
    del lines[:2]
    indices = []
    while lines and lines[0]:
        found = EXTENDER.fullmatch(lines.pop(0))
        demand(found, "PROJECT: a host extender")
        indices.append(found[1])
    demand(len(set(indices)) == len(indices), "PROJECT: a host extender's index stands twice")


def _windows(lines):
    if not lines:
        return None
    demand(lines[:2] == ["", "[Workspace]"], f"PROJECT: [Workspace] expected, found {lines[:2]}")
    del lines[:2]
    names = []
    while lines and lines[0]:
        found = WORKSPACE.fullmatch(lines.pop(0))
        demand(found, "PROJECT: a window of [Workspace]")
        names.append(found[1])
    demand(len(set(names)) == len(names), "PROJECT: a window stands twice")
    return tuple(names)


def _secrets(properties, project_id):
    hidden = {name: reveal(properties[name], project_id, name) for name in ("CMG", "DPB", "GC")}
    demand(len(hidden["CMG"]) == 4, f"CMG: {len(hidden['CMG'])} bytes of data")
    protection = int.from_bytes(hidden["CMG"], "little")
    demand(protection < 8, f"CMG: reserved bits in {protection:#x}")
    password = hidden["DPB"]
    hashed = len(password) == 29 and password[0] == 0xFF and password[-1] == 0
    demand(password == b"\0" or hashed, "DPB: neither empty nor a hashed password")
    demand(hidden["GC"] in {b"\0", b"\xff"}, f"GC: {hidden['GC'].hex()}")
    visible = hidden["GC"] == b"\xff"
    return {"protection": protection, "password": password, "visible": visible}


def read_names(data, codec):
    """Names of PROJECTwm in its order; each told twice, in the code page and in UTF-16."""
    names, at = [], 0
    while data[at : at + 1] not in {b"", b"\0"}:
        end = data.find(b"\0", at)
        demand(end > 0, "PROJECTwm: a name is not ended")
        name = data[at:end].decode(codec, "replace")
        wide = name.encode("utf-16-le", "replace") + b"\0\0"
        at = end + 1 + len(wide)
        demand(data[end + 1 : at] == wide, f"PROJECTwm: {name} and its twin differ")
        names.append(name)
    demand(data[at:] == b"\0\0", "PROJECTwm: terminator")
    return tuple(names)
