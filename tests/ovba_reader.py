"""A strict reader of VBA projects, written from [MS-OVBA]: any broken rule is a Violation."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ovba_container import decompress
from ovba_dir import Declared, Reference, codec_of, read_dir
from ovba_text import Text, read_names, read_text
from violations import Violation, demand

__all__ = ["Module", "Project", "Violation", "check_written", "read_project"]

TRAILING_BLANK, LINE_ENDS = "trailing blank", "line ends"
NAME = 'Attribute VB_Name = "{}"'
CLASS = {  # [MS-VBAL] 4.2
    "VB_GlobalNameSpace": "False",
    "VB_Creatable": "False",
    "VB_PredeclaredId": "True|False",
    "VB_Exposed": "True|False",
}
DOCUMENT = {
    "VB_Base": r'"0\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}"',
    **CLASS,
    "VB_PredeclaredId": "True",
    "VB_Exposed": "True",
    "VB_TemplateDerived": "False",
    "VB_Customizable": "True",
}
CACHE = re.compile(r"VBA/__SRP_[0-9a-f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module: its source as stored, header included, and where it starts in its stream."""

    name: str
    kind: str  # Document, Module, Class or BaseClass, as the PROJECT stream says
    source: bytes
    offset: int
    stream: str
    cookie: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A VBA project that broke no rule."""

    name: str
    code_page: int
    system: int
    modules: tuple[Module, ...]
    references: tuple[Reference, ...]
    properties: dict[str, str]
    text: Text
    cookie: int


def read_project(streams: Mapping[str, bytes], *, allow: Collection[str] = ()) -> Project:
    """Project in the streams of a vbaProject.bin, by path as `read_compound` gives them.

    Two habits of other writers are waved through on demand: TRAILING_BLANK, an empty line at the
    end of PROJECT, and LINE_ENDS, a lone CR or LF in a source.
    """
    for path in ("PROJECT", "VBA/dir", "VBA/_VBA_PROJECT"):
        demand(path in streams, f"{path}: missing")
    _cache_header(streams["VBA/_VBA_PROJECT"])
    information, references, declared = read_dir(decompress(streams["VBA/dir"], "dir"))
    codec = codec_of(information["code_page"])
    text = read_text(streams["PROJECT"], codec, trailing_blank=TRAILING_BLANK in allow)
    _same(information, text)
    _names(streams, declared, text, codec)
    modules = tuple(_module(streams, one, text.kinds[one.name]) for one in declared)
    for module in modules:
        _source(module, codec, lone_ends=LINE_ENDS in allow)
    return Project(
        name=information["name"],
        code_page=information["code_page"],
        system=information["system"],
        modules=modules,
        references=tuple(references),
        properties=text.properties,
        text=text,
        cookie=information["cookie"],
    )


def check_written(streams: Mapping[str, bytes]) -> Project:
    """Project, which also keeps what [MS-OVBA] asks of writers: no caches, no stale names."""
    project = read_project(streams)
    names = tuple(module.name for module in project.modules)
    header = streams["VBA/_VBA_PROJECT"]
    demand(header[:5] == bytes.fromhex("CC61FFFF00"), "_VBA_PROJECT: version is not 0xFFFF")
    demand(len(header) == 7, "_VBA_PROJECT: a performance cache")
    demand(not any(map(CACHE.fullmatch, streams)), "VBA: __SRP_ streams")
    demand(project.cookie == 0xFFFF, "dir: project cookie is not 0xFFFF")
    for module in project.modules:
        demand(module.offset == 0, f"{module.name}: a performance cache")
        demand(module.cookie == 0xFFFF, f"{module.name}: cookie is not 0xFFFF")
    if project.text.windows is not None:
        demand(sorted(project.text.windows) == sorted(names), "PROJECT: windows and modules differ")
    demand("PROJECTwm" in streams, "PROJECTwm: missing")
    return project


def _cache_header(data):
    demand(len(data) >= 7, "_VBA_PROJECT: shorter than 7 bytes")
    demand(data[:2] == b"\xcc\x61", "_VBA_PROJECT: signature")
    demand(data[4] == 0, "_VBA_PROJECT: reserved byte")


def _same(information, text):
    properties = text.properties
    demand(properties["Name"] == information["name"], "PROJECT: Name is not that of dir")
    help_context = int(properties["HelpContextID"]) & 0xFFFFFFFF
    demand(help_context == information["help_context"], "PROJECT: HelpContextID is not that of dir")
    help_file = properties.get("HelpFile", "")
    demand(help_file == information["help_file"], "PROJECT: HelpFile is not that of dir")
    description = properties.get("Description", "").replace('""', '"')
    demand(description == information["description"], "PROJECT: Description is not that of dir")


def _names(streams, declared, text, codec):
    names = [module.name for module in declared]
    demand(len({name.lower() for name in names}) == len(names), "dir: a module stands twice")
    demand(sorted(names) == sorted(text.kinds), "PROJECT: modules are not those of dir")
    if "PROJECTwm" in streams:
        listed = read_names(streams["PROJECTwm"], codec)
        demand(sorted(listed) == sorted(names), "PROJECTwm: modules are not those of dir")
    paths = {f"VBA/{module.stream}" for module in declared}
    demand(len(paths) == len(declared), "dir: two modules share a stream")
    known = paths | {"PROJECT", "PROJECTwm", "PROJECTlk", "VBA/dir", "VBA/_VBA_PROJECT"}
    forms = tuple(f"{name}/" for name, kind in text.kinds.items() if kind == "BaseClass")
    for path in streams:
        expected = path in known or CACHE.fullmatch(path) or path.startswith(forms)
        demand(expected, f"{path}: a stream that nothing names")


def _module(streams, declared: Declared, kind):
    name, path = declared.name, f"VBA/{declared.stream}"
    demand(declared.procedural == (kind == "Module"), f"{name}: type in dir, {kind} in PROJECT")
    demand(path in streams, f"{name}: no stream {path}")
    demand(declared.offset < len(streams[path]), f"{name}: offset is past the end")
    source = decompress(streams[path][declared.offset :], name)
    return Module(
        name=name,
        kind=kind,
        source=source,
        offset=declared.offset,
        stream=declared.stream,
        cookie=declared.cookie,
    )


def _source(module, codec, *, lone_ends):
    name, kind = module.name, module.kind
    try:
        text = module.source.decode(codec)
    except UnicodeDecodeError:
        demand(False, f"{name}: source is not text of {codec}")
    demand("\0" not in text, f"{name}: a NUL in the source")
    lines = re.split("\r\n|\r|\n", text)
    demand(lone_ends or "\r\n".join(lines) == text, f"{name}: a line end that is not CR LF")
    demand(lines[0] == NAME.format(name), f"{name}: first line is {lines[0][:60]!r}")
    header = _header(lines, name)
    rules = {"Module": {}, "Document": DOCUMENT}.get(kind, CLASS)
    for attribute, shape in rules.items():
        value = header.get(attribute)
        demand(value is not None, f"{name}: {attribute} is missing")
        demand(re.fullmatch(shape, value), f"{name}: {attribute} is {value}")
    demand(kind != "Module" or set(header) <= {"VB_Name"}, f"{name}: attributes of a class")


def _header(lines, name):
    header = {}
    for line in lines:
        found = re.fullmatch(r"Attribute (VB_\w+) = (.+)", line)
        if not found:
            break
        demand(found[1] not in header, f"{name}: {found[1]} stands twice")
        header[found[1]] = found[2]
    return header
