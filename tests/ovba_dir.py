"""The dir stream of a VBA project, strictly: the record grammar of [MS-OVBA] 2.3.4.2."""

import codecs
import re
import struct
from dataclasses import dataclass

from violations import Violation, demand

GUID = r"\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}"
LIBRARY = rf"\*\\[GH]{GUID}#[0-9A-F]{{1,4}}\.[0-9A-F]{{1,4}}#[0-9A-F]{{1,8}}#[^#]*#[^\0]{{0,255}}"
PROJECT = r"\*\\[A-D][^\0]+"
IDENTIFIER = r"[^\W\d_]\w*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A library or a project that the project uses; `kind` is its record's name."""

    name: str | None
    kind: str
    libid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A module as the dir stream declares it."""

    name: str
    stream: str
    offset: int
    procedural: bool
    cookie: int
    private: bool
    read_only: bool


class Records:
    """A cursor over the records; every step demands what stands there."""

    def __init__(self, data):
        self._data, self._at, self.page = data, 0, "ascii"

    def take(self, count, what):
        """Next `count` bytes."""
        demand(self._at + count <= len(self._data), f"dir: cut inside {what}")
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self, size, what, *values):
        """Next number of `size` bytes, one of `values` if any are given."""
        found = int.from_bytes(self.take(size, what), "little")
        demand(not values or found in values, f"dir: {what} is {found:#x}")
        return found

    def peek(self):
        """Id of the next record, or -1 at the end."""
        known = self._at + 2 <= len(self._data)
        return struct.unpack_from("<H", self._data, self._at)[0] if known else -1

    def fixed(self, record, size, what, *values):
        """Value of a record that holds one number."""
        self.number(2, f"id of {what}", record)
        self.number(4, f"size of {what}", size)
        return self.number(size, what, *values)

    def sized(self, what, least=0, most=1 << 20):
        """Size, then that many bytes."""
        size = self.number(4, f"size of {what}")
        demand(least <= size <= most, f"dir: {what} of {size} bytes")
        return self.take(size, what)

    def text(self, what, least=0, most=1 << 20):
        """Size, then text in the code page of the project."""
        try:
            found = self.sized(what, least, most).decode(self.page)
        except UnicodeDecodeError:
            raise Violation(f"dir: {what} is not text of {self.page}") from None
        demand("\0" not in found, f"dir: {what} holds a NUL")
        return found

    def twins(self, record, twin, what, least=0, most=1 << 20):
        """Text told twice: in the code page and, after the twin's id, in UTF-16."""
        self.number(2, f"id of {what}", record)
        found = self.text(what, least, most)
        self.number(2, f"id of the twin of {what}", twin)
        wide = self.sized(f"twin of {what}")
        demand(wide == found.encode("utf-16-le"), f"dir: {what} and its twin differ")
        return found

    def end(self):
        """Nothing, at the end of the stream."""
        demand(self._at == len(self._data), "dir: bytes after the terminator")


def read_dir(data):
    """Triple (information by name, references, modules) of a decompressed dir stream."""
    records = Records(data)
    information = _information(records)
    references = []
    while records.peek() != 0x0F:
        references.append(_reference(records))
    count = records.fixed(0x0F, 2, "number of modules")
    information["cookie"] = records.fixed(0x13, 2, "project cookie")
    modules = [_module(records) for _ in range(count)]
    records.number(2, "terminator", 0x10)
    records.number(4, "terminator's reserved", 0)
    records.end()
    return information, references, modules


def _information(records):
    found = {"system": records.fixed(0x01, 4, "system kind", 0, 1, 2, 3)}
    if records.peek() == 0x4A:
        found["compatibility"] = records.fixed(0x4A, 4, "compatibility version")
    records.fixed(0x02, 4, "LCID", 0x409)
    records.fixed(0x14, 4, "LCID of invoke", 0x409)
    found["code_page"] = records.fixed(0x03, 2, "code page")
    records.page = codec_of(found["code_page"])
    records.number(2, "id of project name", 0x04)
    found["name"] = records.text("project name", 1, 128)
    demand(re.fullmatch(IDENTIFIER, found["name"]), f"dir: project name {found['name']!r}")
    found["description"] = records.twins(0x05, 0x40, "project description", most=2000)
    found["help_file"] = _help(records)
    found["help_context"] = records.fixed(0x07, 4, "help context")
    records.fixed(0x08, 4, "library flags", 0)
    records.number(2, "id of version", 0x09)
    records.number(4, "version's reserved", 4)
    found["version"] = records.number(4, "major version"), records.number(2, "minor version")
    if records.peek() == 0x0C:
        found["constants"] = records.twins(0x0C, 0x3C, "constants", most=1015)
    return found


def _help(records):
    records.number(2, "id of help file", 0x06)
    first = records.text("help file", most=260)
    records.number(2, "id of second help file", 0x3D)
    demand(records.text("second help file", most=260) == first, "dir: the help files differ")
    return first


def codec_of(page):
    names = {10000: "mac_roman", 65001: "utf-8"}
    try:
        return codecs.lookup(names.get(page, f"cp{page}")).name
    except LookupError:
        raise Violation(f"dir: code page {page}") from None


def _reference(records):
    name = _reference_name(records) if records.peek() == 0x16 else None
    record = records.number(2, "id of a reference", 0x0D, 0x0E, 0x2F, 0x33)
    kinds = {0x0D: _registered, 0x0E: _project, 0x2F: _control, 0x33: _original}
    kind, libid = kinds[record](records)
    if name is not None and kind == "project":
        demand(re.fullmatch(IDENTIFIER, name), f"dir: reference name {name!r}")
    return Reference(name=name, kind=kind, libid=libid)


def _reference_name(records):
    return records.twins(0x16, 0x3E, "reference name", least=1)


def _libid(records, pattern=LIBRARY):
    libid = records.text("libid")
    demand(re.fullmatch(pattern, libid, re.IGNORECASE), f"dir: libid {libid!r}")
    return libid


def _sum(size, parts, what):
    demand(size == parts, f"dir: size of {what} is {size}, its parts make {parts}")


def _registered(records):
    size = records.number(4, "size of a registered reference")
    libid = _libid(records)
    records.number(4, "reserved of a registered reference", 0)
    records.number(2, "reserved of a registered reference", 0)
    _sum(size, len(libid.encode(records.page)) + 10, "a registered reference")
    return "registered", libid


def _project(records):
    size = records.number(4, "size of a project reference")
    absolute, relative = _libid(records, PROJECT), _libid(records, PROJECT)
    records.take(6, "version of a referenced project")
    parts = sum(len(path.encode(records.page)) + 4 for path in (absolute, relative)) + 6
    _sum(size, parts, "a project reference")
    return "project", absolute


def _original(records):
    libid = _libid(records)
    records.number(2, "id after an original reference", 0x2F)
    _control(records)
    return "original", libid


def _control(records):
    size = records.number(4, "size of a twiddled library")
    twiddled = _libid(records)
    records.number(4, "reserved of a twiddled library", 0)
    records.number(2, "reserved of a twiddled library", 0)
    _sum(size, len(twiddled.encode(records.page)) + 10, "a twiddled library")
    if records.peek() == 0x16:
        _reference_name(records)
    records.number(2, "reserved before an extended library", 0x30)
    size = records.number(4, "size of an extended library")
    libid = _libid(records)
    records.number(4, "reserved of an extended library", 0)
    records.number(2, "reserved of an extended library", 0)
    records.take(20, "original library and cookie")
    _sum(size, len(libid.encode(records.page)) + 30, "an extended library")
    return "control", libid


def _module(records):
    records.number(2, "id of a module", 0x19)
    name = records.text("module name", least=1, most=128)
    demand(re.fullmatch(IDENTIFIER, name), f"dir: module name {name!r}")
    demand(len(name) <= 31, f"dir: module name {name!r} is longer than 31")
    if records.peek() == 0x47:
        records.number(2, "id of a module's wide name")
        wide = records.sized("wide module name")
        demand(wide == name.encode("utf-16-le"), f"dir: {name} and its twin differ")
    stream = records.twins(0x1A, 0x32, f"{name}: stream name", least=1)
    records.twins(0x1C, 0x48, f"{name}: description", most=2000)
    offset = records.fixed(0x31, 4, f"{name}: offset")
    records.fixed(0x1E, 4, f"{name}: help context")
    cookie = records.fixed(0x2C, 2, f"{name}: cookie")
    procedural = records.number(2, f"{name}: type", 0x21, 0x22) == 0x21
    records.number(4, f"{name}: reserved of type", 0)
    flags = {0x25: "read only", 0x28: "private"}
    have = {record: _flag(records, record, f"{name}: {flag}") for record, flag in flags.items()}
    records.number(2, f"{name}: terminator", 0x2B)
    records.number(4, f"{name}: reserved of terminator", 0)
    return Declared(
        name=name,
        stream=stream,
        offset=offset,
        procedural=procedural,
        cookie=cookie,
        read_only=have[0x25],
        private=have[0x28],
    )


def _flag(records, record, what):
    if records.peek() != record:
        return False
    records.number(2, what)
    records.number(4, f"reserved of {what}", 0)
    return True
