"""A VBA project with any one rule broken is refused by that rule; the container likewise."""

import struct

import pytest
import vba_tools as tools
from cfb_reader import read_compound
from ovba_container import decompress, reveal
from ovba_reader import Violation, check_written, read_project

ID = "{E2E0E410-BF04-4DC5-BDD2-D3FBBA8B7D37}"
CMG = "A7A58C2B7CDD73E173E173E173E1"
BASE = '"0{00020820-0000-0000-C000-000000000046}"'


@pytest.fixture(scope="module")
def saved():
    return read_compound(tools.shipped(tools.EXCEL_MADE))


@pytest.fixture(scope="module")
def written(saved):
    """Return what Excel saved, without its caches and its personal references."""
    project = read_project(saved)
    streams = {path: saved[path] for path in ("PROJECT", "PROJECTwm")}
    streams["VBA/_VBA_PROJECT"] = bytes.fromhex("CC61FFFF000000")
    records = decompress(saved["VBA/dir"], "dir")
    for module in project.modules:
        streams[f"VBA/{module.stream}"] = tools.pack(module.source)
        offset, cookie = struct.pack("<I", module.offset), struct.pack("<H", module.cookie)
        records = records.replace(b"1\0\4\0\0\0" + offset, b"1\0\4\0\0\0" + bytes(4))
        records = records.replace(b",\0\2\0\0\0" + cookie, b",\0\2\0\0\0\xff\xff")
    cookie = struct.pack("<H", project.cookie)
    records = records.replace(b"\x13\0\2\0\0\0" + cookie, b"\x13\0\2\0\0\0\xff\xff")
    return streams | {"VBA/dir": tools.pack(records)}


def test_a_project_without_caches_keeps_all_rules_of_writers(written, saved):
    before, after = read_project(saved), check_written(written)
    assert [module.source for module in after.modules] == [m.source for m in before.modules]
    assert {module.offset for module in after.modules} == {0}


def _wide(text):
    return text.encode("utf-16-le")


DIR = {  # in the records of dir: name, what stands there, what comes instead, the rule
    "system_kind": (b"\1\0\4\0\0\0\3", b"\1\0\4\0\0\0\7", "system kind is 0x7"),
    "order_of_records": (b"\2\0\4\0\0\0\t\4", b"\x14\0\4\0\0\0\t\4", "id of LCID"),
    "lcid": (b"\2\0\4\0\0\0\t\4", b"\2\0\4\0\0\0\x19\4", "LCID is 0x419"),
    "lcid_of_invoke": (b"\x14\0\4\0\0\0\t\4", b"\x14\0\4\0\0\0\x19\4", "LCID of invoke is 0x419"),
    "size_of_code_page": (b"\3\0\2\0\0\0", b"\3\0\4\0\0\0", "size of code page"),
    "unknown_code_page": (b"\3\0\2\0\0\0\xe4\4", b"\3\0\2\0\0\0\x01\0", "code page 1"),
    "project_name": (b"VBAProject\5", b"VBA Projec\5", "project name 'VBA Projec'"),
    "twin_of_description": (b"\5\0\0\0\0\0@\0", b"\5\0\0\0\0\0A\0", "id of the twin"),
    "help_files": (
        b"\6\0\0\0\0\0=\0\0\0\0\0",
        b"\6\0\1\0\0\0h=\0\1\0\0\0H",
        "help files differ",
    ),
    "library_flags": (b"\x08\0\4\0\0\0\0", b"\x08\0\4\0\0\0\1", "library flags is 0x1"),
    "reserved_of_version": (b"\t\0\4\0\0\0?", b"\t\0\6\0\0\0?", "version's reserved"),
    "twin_of_constants": (
        b"\x0c\0\0\0\0\0<\0\0\0\0\0",
        b"\x0c\0\0\0\0\0<\0\2\0\0\0A\0",
        "constants and its twin differ",
    ),
    "twin_of_reference": (_wide("Office"), _wide("office"), "reference name and its twin differ"),
    "guid_of_library": (b"{2DF8D04C-", b"{2DF8D04-C", "libid"),
    "size_of_reference": (b"\r\0\x9e\0\0\0", b"\r\0\x9f\0\0\0", "size of a registered reference"),
    "unknown_reference": (b"\r\0\x9e\0\0\0", b"\x0b\0\x9e\0\0\0", "id of a reference is 0xb"),
    "reserved_of_reference": (
        b"Microsoft Office 16.0 Object Library\0",
        b"Microsoft Office 16.0 Object Library\1",
        "reserved of a registered reference",
    ),
    "more_modules_than_counted": (b"\x0f\0\2\0\0\0\4", b"\x0f\0\2\0\0\0\3", "terminator is 0x19"),
    "fewer_modules_than_counted": (b"\x0f\0\2\0\0\0\4", b"\x0f\0\2\0\0\0\5", "id of a module"),
    "twin_of_module": (b"G\0\x0c\0\0\0S", b"G\0\x0c\0\0\0s", "Sheet1 and its twin differ"),
    "twin_of_stream": (b"2\0\x0c\0\0\0S", b"2\0\x0c\0\0\0s", "stream name and its twin differ"),
    "offset": (b"1\0\4\0\0\0\0\0\0", b"1\0\4\0\0\0\0\0\1", "offset is past the end"),
    "type_of_module": (b'"\0\0\0\0\0', b"!\0\0\0\0\0", "type in dir, Document in PROJECT"),
    "reserved_of_type": (b'"\0\0\0\0\0', b'"\0\1\0\0\0', "reserved of type is 0x1"),
    "terminator_of_module": (b"+\0\0\0\0\0", b"*\0\0\0\0\0", "terminator is 0x2a"),
    "two_modules_of_one_name": (b"Sheet2", b"sHEET1", "Sheet2|sHEET1"),
    "after_the_terminator": (b"\x10\0\0\0\0\0", b"\x10\0\0\0\0\0\0", "bytes after the terminator"),
    "cut": (b"\x10\0\0\0\0\0", b"\x10\0\0\0", "cut inside"),
}


@pytest.mark.parametrize("name", DIR)
def test_a_corrupted_dir_stream_is_refused_by_the_rule_it_breaks(written, name):
    old, new, rule = DIR[name]
    records = decompress(written["VBA/dir"], "dir")
    assert old in records
    at = records.rindex(old) if name in {"after_the_terminator", "cut"} else records.index(old)
    spoilt = tools.pack(records[:at] + new + records[at + len(old) :])
    with pytest.raises(Violation, match=rule):
        read_project(written | {"VBA/dir": spoilt})


TEXT = {  # in the PROJECT stream
    "id": (f'ID="{ID}"', f'ID="{ID.lower()}"', "PROJECT: ID"),
    "key_of_another_id": (ID, ID.replace("7D37", "7D38"), "CMG: key of another project id"),
    "module_that_dir_has_not": ("Module=Module1", "Module=Module2", "modules are not those of dir"),
    "module_that_is_missing": ("Module=Module1\r\n", "", "modules are not those of dir"),
    "module_twice": ("Module=Module1", "Module=Module1\r\nModule=module1", "stands twice"),
    "kind_of_module": ("Module=Module1", "Class=Module1", "type in dir, Class in PROJECT"),
    "document_without_version": ("Sheet1/&H00000000", "Sheet1", "Name expected"),
    "name_of_project": ('Name="VBAProject"', 'Name="VbaProject"', "Name is not that of dir"),
    "help_context": ('HelpContextID="0"', 'HelpContextID="7"', "HelpContextID is not that of dir"),
    "help_file": ('Name="VBA', 'HelpFile="a.chm"\r\nName="VBA', "HelpFile is not that of dir"),
    "order_of_properties": ('HelpContextID="0"\r\n', "", "HelpContextID expected"),
    "version": ("393222000", "393222001", "CMG expected"),
    "short_protection": (f'CMG="{CMG}"', f'CMG="{CMG[:-2]}"', "CMG: 3 bytes where it says 4"),
    "password_for_protection": (
        f'CMG="{CMG}"',
        'CMG="A2A089308531853185AAAA"',
        "CMG: 3 bytes where it says 1",
    ),
    "odd_digits": (CMG, CMG[:-1], "CMG: odd"),
    "version_of_encryption": ('GC="9D9F', 'GC="9D9E', "GC: version 3"),
    "visibility": ('D2"\r\n\r\n[Host', 'D3"\r\n\r\n[Host', "GC: fe"),
    "password": ('3185"\r\nGC', '3186"\r\nGC', "DPB: neither"),
    "reserved_protection": ('73E1"\r\nDPB', '73E0"\r\nDPB', "CMG: reserved bits"),
    "no_host_extenders": ("[Host Extender Info]", "[Host]", r"no \[Host Extender Info\]"),
    "host_extender": (";VBE;", ";;", "a host extender"),
    "window": ("Sheet1=0, 0, 0, 0, C", "Sheet1=0,0,0,0,C", "a window of"),
    "window_twice": ("Sheet2=0", "Sheet1=0", "a window stands twice"),
    "no_workspace_heading": ("[Workspace]", "[Windows]", r"\[Workspace\] expected"),
    "unix_line_end": ("\r\nModule=", "\nModule=", "line end that is not CR LF"),
    "blank_line_at_the_end": (
        "Sheet2=0, 0, 0, 0, C\r\n",
        "Sheet2=0, 0, 0, 0, C\r\n\r\n",
        "after its end",
    ),
    "no_line_end_at_the_end": ("Sheet2=0, 0, 0, 0, C\r\n", "Sheet2=0, 0, 0, 0, C", "last line"),
}


@pytest.mark.parametrize("name", TEXT)
def test_a_corrupted_project_stream_is_refused_by_the_rule_it_breaks(written, name):
    old, new, rule = TEXT[name]
    text = written["PROJECT"].decode()
    assert old in text
    with pytest.raises(Violation, match=rule):
        read_project(written | {"PROJECT": text.replace(old, new, 1).encode()})


SOURCES = {  # module, old, new, rule
    "no_name": ("Module1", 'Attribute VB_Name = "Module1"\r\n', "", "Module1: first line"),
    "another_name": ("Module1", '"Module1"', '"Module2"', "Module1: first line"),
    "class_attribute": ("Module1", '"\r\n', '"\r\nAttribute VB_Exposed = True\r\n', "of a class"),
    "unix_line_end": ("Module1", "\r\n", "\n", "line end that is not CR LF"),
    "no_base": ("Sheet1", f"Attribute VB_Base = {BASE}\r\n", "", "VB_Base is missing"),
    "creatable": ("Sheet1", "VB_Creatable = False", "VB_Creatable = True", "VB_Creatable is True"),
    "not_exposed": ("Sheet1", "VB_Exposed = True", "VB_Exposed = False", "VB_Exposed is False"),
    "twice": ("Sheet1", "VB_Exposed", "VB_Creatable", "VB_Creatable stands twice"),
    "nul": ("Sheet1", "\r\n", "\0\r\n", "a NUL in the source"),
    "another_code_page": ("Sheet1", "\r\n", "\x81\r\n", "not text of cp1252"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_corrupted_source_is_refused_by_the_rule_it_breaks(written, name):
    module, old, new, rule = SOURCES[name]
    source = decompress(written[f"VBA/{module}"], module).decode("latin-1")
    assert old in source
    spoilt = tools.pack(source.replace(old, new, 1).encode("latin-1"))
    with pytest.raises(Violation, match=rule):
        read_project(written | {f"VBA/{module}": spoilt})


STREAMS = {  # stream, its new content (None: removed), rule
    "no_project": ("PROJECT", None, "PROJECT: missing"),
    "no_dir": ("VBA/dir", None, "VBA/dir: missing"),
    "no_version": ("VBA/_VBA_PROJECT", None, "_VBA_PROJECT: missing"),
    "no_module": ("VBA/Sheet1", None, "Sheet1: no stream"),
    "stray_stream": ("VBA/Sheet9", b"\1", "a stream that nothing names"),
    "version_signature": ("VBA/_VBA_PROJECT", b"\xcc\x62\xff\xff\0\0\0", "signature"),
    "version_reserved": ("VBA/_VBA_PROJECT", b"\xcc\x61\xff\xff\1\0\0", "reserved"),
    "version_cut": ("VBA/_VBA_PROJECT", b"\xcc\x61\xff\xff\0\0", "shorter than 7"),
    "names_cut": ("PROJECTwm", b"Sheet1\0S\0", "Sheet1 and its twin differ"),
    "names_not_ended": ("PROJECTwm", b"\0", "PROJECTwm: terminator"),
    "names_of_nobody": ("PROJECTwm", b"\0\0", "PROJECTwm: modules are not"),
}


@pytest.mark.parametrize("name", STREAMS)
def test_a_missing_or_broken_stream_is_refused(written, name):
    path, content, rule = STREAMS[name]
    streams = {key: value for key, value in written.items() if key != path}
    with pytest.raises(Violation, match=rule):
        read_project(streams if content is None else streams | {path: content})


WRITTEN = {  # what only a writer owes
    "cache": ("VBA/_VBA_PROJECT", bytes.fromhex("CC61FFFF00000001"), "performance cache"),
    "version": ("VBA/_VBA_PROJECT", bytes.fromhex("CC61B500000300"), "version is not 0xFFFF"),
    "srp": ("VBA/__SRP_0", b"\1", "__SRP_ streams"),
    "no_names": ("PROJECTwm", None, "PROJECTwm: missing"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_readers_ignore_and_writers_owe_is_checked_apart(written, name):
    path, content, rule = WRITTEN[name]
    streams = {key: value for key, value in written.items() if key != path}
    streams = streams if content is None else streams | {path: content}
    read_project(streams)
    with pytest.raises(Violation, match=rule):
        check_written(streams)


CONTAINERS = {
    "empty": ("", "container signature"),
    "signature": ("0019B000", "container signature"),
    "chunk_signature": ("0103A002614500", "chunk signature 2"),
    "cut_header": ("0103", "chunk header is cut"),
    "cut_chunk": ("0104B002614500", "chunk of 7 bytes is cut"),
    "short_raw_chunk": ("01033002614500", "a raw chunk of 4 bytes"),
    "cut_token": ("0102B0026145", "a copy token is cut"),
    "copy_of_nothing": ("0102B0014500", "with 0 bytes written"),
    "reach_before_the_chunk": ("0103B002614510", "reaches before its chunk"),
    "over_the_chunk": ("0103B00261FF0F", "runs over its chunk"),
    "flag_of_no_token": ("0101B00461", "flags of tokens that are not there"),
    "short_chunk_before_the_last": ("0101B0006101B00061", "a chunk before the last is short"),
    "nothing_but_flags": ("0100B000", "unpacks to 0 bytes"),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_corrupted_container_is_refused_by_the_rule_it_breaks(name):
    text, rule = CONTAINERS[name]
    with pytest.raises(Violation, match=rule):
        decompress(bytes.fromhex(text), "test")


def test_the_example_of_data_encryption_reveals_its_data():
    project = "{917DED54-440B-4FD1-A5C1-74ACF261E600}"  # [MS-OVBA] 3.1.6
    assert reveal("0705D8E3D8EDDBF1DBF1DBF1DBF1", project, "CMG") == bytes(4)
    assert reveal("0E0CD1ECDFF4E7F5E7F5E7", project, "DPB") == b"\0"
    assert reveal("1517CAF1D6F9D7F9D706", project, "GC") == b"\xff"
