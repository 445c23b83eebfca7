"""The VBA projects we write: read back whole by other people's readers, refused where VBA would."""

from __future__ import annotations

import hashlib
import io
import json
import re
import struct
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import olefile
import pytest
import soffice_find
import xlsxwriter
import xlwings
from cfb_reader import read_compound
from hypothesis import given, settings
from hypothesis import strategies as st
from ovba_reader import check_written

from mkp_xl.errors import SchemaError
from mkp_xl.hosts.vba import Module, module_source, vba_project
from mkp_xl.hosts.vba.compound import compound_file
from mkp_xl.hosts.vba.compression import compress
from mkp_xl.hosts.vba.directory import directory
from mkp_xl.hosts.vba.scramble import scramble

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # oletools' way with pyparsing is old
    from oletools.olevba import VBA_Parser, decompress_stream

HERE = Path(__file__).parent
XLWINGS = Path(xlwings.__file__).parent
BOOK = Module(name="ThisWorkbook", kind="workbook")
CLASS_FILE = """VERSION 1.0 CLASS
BEGIN
  MultiUse = -1  'True
END
Attribute VB_Name = "Another"
Attribute VB_GlobalNameSpace = True
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = False
Attribute VB_Description = "Says ""hello"" often"
Option Explicit
Public Function Hello() As String
Attribute Hello.VB_Description = "Greets"
Attribute Hello.VB_UserMemId = 0
    Hello = "hello"
End Function
"""
MACRO = 'Option Explicit\nSub Go()\n    MsgBox "café – 5 €" _\n        & "!"\nEnd Sub\n'


def sample(sheets=3):
    """Return a project of every kind of module, each with something of its own."""
    return [
        Module(name="ThisWorkbook", kind="workbook", code="Private Sub Workbook_Open()\nEnd Sub"),
        *(Module(name=f"Sheet{n}", kind="sheet") for n in range(1, sheets + 1)),
        Module(name="Macros", kind="standard", code=MACRO),
        Module(name="xlwings", kind="standard", code=(XLWINGS / "xlwings.bas").read_text("utf-8")),
        Module(name="Greeter", kind="class", code=CLASS_FILE),
    ]


def ole(data):
    """Open a compound file; olefile then raises whatever it finds wrong."""
    return olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT)


def read(data):
    """Return {module: source} as olevba, told to be strict, finds it."""
    parser = VBA_Parser("vbaProject.bin", data=data, relaxed=False)
    found = {Path(name).stem: text for _, _, name, text in parser.extract_macros()}
    parser.close()
    return found


def unscramble(digits):
    """Return the key, the length of the filler and the data (MS-OVBA 2.4.3.3)."""
    seed, version, key, *rest = bytes.fromhex(digits)
    assert version ^ seed == 2
    before_last, last, plain, out = version, key, key ^ seed, bytearray()
    for byte in rest:
        plain = byte ^ ((before_last + plain) & 0xFF)
        before_last, last = last, byte
        out.append(plain)
    filler = (seed & 6) // 2
    (length,) = struct.unpack_from("<I", out, filler)
    assert len(out) == filler + 4 + length
    return key ^ seed, filler, bytes(out[filler + 4 :])


def protection(data):
    """Return the key of the project's id and the protection values with their keys."""
    text = ole(data).openstream("PROJECT").read().decode("cp1252")
    values = dict(re.findall(r'^(ID|CMG|DPB|GC)="(.*)"\r$', text, re.MULTILINE))
    key = sum(values.pop("ID").encode()) & 0xFF
    return key, {name: unscramble(digits)[::2] for name, digits in values.items()}


def test_every_module_comes_back_to_the_byte():
    modules = sample()
    data = vba_project(modules)
    sources = read(data)
    assert list(sources) == [module.name for module in modules]
    for module in modules:
        expected = module_source(module)
        stream = ole(data).openstream(f"VBA/{module.name}").read()
        assert decompress_stream(bytearray(stream)) == expected
        assert sources[module.name].encode("cp1252") == expected


def test_modules_are_of_the_kinds_asked_for():
    data = vba_project(sample(1), name="Plans")
    lines = ole(data).openstream("PROJECT").read().decode("cp1252").split("\r\n")
    assert lines[1:6] == [
        "Document=ThisWorkbook/&H00000000",
        "Document=Sheet1/&H00000000",
        "Module=Macros",
        "Module=xlwings",
        "Class=Greeter",
    ]
    assert 'Name="Plans"' in lines
    records = decompress_stream(bytearray(ole(data).openstream("VBA/dir").read()))
    types = re.findall(rb"\x2c\0\x02\0\0\0\xff\xff(.)\0\0\0\0\0\x2b\0\0\0\0\0", records, re.DOTALL)
    assert types == [b"\x22", b"\x22", b"\x21", b"\x21", b"\x22"]
    assert records.endswith(b"\x10\0\0\0\0\0")
    assert 'Says "hello" often'.encode("utf-16-le") in records
    assert records.count(b"*\\G{") == 2
    assert ole(data).openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("cc61ffff000100")


def test_the_writer_owns_the_header_and_keeps_the_rest():
    text = module_source(Module(name="Greeter", kind="class", code=CLASS_FILE)).decode("cp1252")
    assert text.split("\r\n")[:10] == [
        'Attribute VB_Name = "Greeter"',
        'Attribute VB_Base = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"',
        "Attribute VB_GlobalNameSpace = False",
        "Attribute VB_Creatable = False",
        "Attribute VB_PredeclaredId = True",
        "Attribute VB_Exposed = False",
        "Attribute VB_TemplateDerived = False",
        "Attribute VB_Customizable = False",
        'Attribute VB_Description = "Says ""hello"" often"',
        "Option Explicit",
    ]
    assert text.count("VB_Name") == 1
    assert 'Attribute Hello.VB_Description = "Greets"\r\n' in text
    assert "Attribute Hello.VB_UserMemId = 0\r\n" in text
    assert text.endswith("End Function\r\n")


@pytest.mark.parametrize(("kind", "digit"), [("workbook", "19"), ("sheet", "20")])
def test_a_document_module_has_the_header_excel_gives_it(kind, digit):
    code = 'Attribute VB_Name = "Old"\nAttribute VB_PredeclaredId = False\nSub A()\nEnd Sub'
    text = module_source(Module(name="This", kind=kind, code=code)).decode("cp1252")
    assert text == (
        'Attribute VB_Name = "This"\r\n'
        f'Attribute VB_Base = "0{{000208{digit}-0000-0000-C000-000000000046}}"\r\n'
        "Attribute VB_GlobalNameSpace = False\r\n"
        "Attribute VB_Creatable = False\r\n"
        "Attribute VB_PredeclaredId = True\r\n"
        "Attribute VB_Exposed = True\r\n"
        "Attribute VB_TemplateDerived = False\r\n"
        "Attribute VB_Customizable = True\r\n"
        "Sub A()\r\nEnd Sub\r\n"
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_with_crlf_whatever_they_ended_with(end):
    code = end.join(["Sub A()", "", "End Sub", ""])
    source = module_source(Module(name="M", kind="standard", code=code))
    assert source == b'Attribute VB_Name = "M"\r\nSub A()\r\n\r\nEnd Sub\r\n'


def test_an_excel_made_header_is_ours_to_the_byte():
    with zipfile.ZipFile(XLWINGS / "quickstart.xlsm") as book:
        made = read(book.read("xl/vbaProject.bin"))
    for name, kind in (("ThisWorkbook", "workbook"), ("Sheet1", "sheet")):
        assert made[name].encode("cp1252") == module_source(Module(name=name, kind=kind))


def test_protection_values_are_those_of_an_excel_made_project():
    with zipfile.ZipFile(XLWINGS / "quickstart.xlsm") as book:
        excels = protection(book.read("xl/vbaProject.bin"))
    ours = protection(vba_project(sample()))
    for key, values in (excels, ours):
        assert values == {"CMG": (key, bytes(4)), "DPB": (key, b"\0"), "GC": (key, b"\xff")}


@given(st.binary(max_size=300), st.integers(0, 255), st.uuids())
def test_scrambling_is_undone_by_the_specified_way_back(data, seed, uuid):
    project_id = f"{{{uuid}}}".upper()
    key = sum(project_id.encode()) & 0xFF
    digits = scramble(data, seed=seed, project_id=project_id)
    assert unscramble(digits) == (key, (seed & 6) // 2, data)


def repetitive():
    words = st.sampled_from([b"Sub ", b"End", b"\r\n", b"aaaa", b"xyxyxy", b"Attribute VB_", b"Q"])
    pieces = st.lists(st.one_of(words, st.binary(max_size=4)), max_size=60).map(b"".join)
    return st.tuples(pieces, st.integers(1, 40)).map(lambda pair: pair[0] * pair[1])


@settings(max_examples=150)
@given(st.one_of(st.binary(max_size=3640), repetitive()))
def test_compression_is_undone_by_olevba(data):
    packed = compress(data)
    assert bytes(decompress_stream(bytearray(packed))) == data


@pytest.mark.parametrize("at", [0, 1, 4095, 4096, 4097, 8192, 12288])
@pytest.mark.parametrize("unit", [b"a", b"ab", b"abc", b"Sub A()\r\nEnd Sub\r\n"])
def test_compression_keeps_the_bounds_of_chunks(at, unit):
    data = (unit * at)[:at]
    packed = compress(data)
    assert bytes(decompress_stream(bytearray(packed))) == data
    assert len(packed) < at / 10 + 40


def test_incompressible_whole_chunks_are_stored_verbatim():
    data = b"".join(hashlib.sha256(bytes([n, m])).digest() for n in range(2) for m in range(128))
    packed = compress(data)
    assert len(packed) == 1 + 2 * 4098
    assert bytes(decompress_stream(bytearray(packed))) == data


def test_an_incompressible_tail_is_refused_rather_than_filled_with_zeros():
    data = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(120))
    assert bytes(decompress_stream(bytearray(compress(data[:3640])))) == data[:3640]
    with pytest.raises(SchemaError, match="vba_incompressible"):
        compress(data[:3800])


@pytest.mark.parametrize("count", [*range(40), 63, 64, 65, 127, 128, 500])
def test_a_directory_of_any_size_obeys_the_strict_reader(count):
    streams = {f"VBA/Sheet{n}": bytes(n * 37) for n in range(count)} | {"PROJECT": b"x"}
    assert len(directory(list(streams))) == len(streams) + (count > 0) + 1
    assert read_compound(compound_file(streams)) == streams


@pytest.mark.parametrize("sheets", [0, 1, 2, 3, 64, 65, 99, 100, 150])
def test_projects_of_any_number_of_sheets_obey_the_strict_reader(sheets):
    modules = sample(sheets)
    project = check_written(read_compound(vba_project(modules)))
    assert [module.name for module in project.modules] == [module.name for module in modules]
    assert [m.source for m in project.modules] == [module_source(m) for m in modules]
    assert (project.name, project.code_page, project.system) == ("VBAProject", 1252, 3)
    assert [reference.name for reference in project.references] == ["stdole", "Office"]


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 70_000])
def test_streams_of_every_size_come_back(size):
    streams = {"Small": b"s", "VBA/dir": b"d" * 200, "VBA/It": bytes(n % 251 for n in range(size))}
    file = ole(compound_file(streams))
    assert read_compound(compound_file(streams)) == streams
    assert {path: file.openstream(path).read() for path in streams} == streams
    assert file.exists("VBA/IT")


@pytest.mark.parametrize("megabytes", [6.8, 6.95, 17])
def test_files_too_large_for_the_header_list_their_fat_elsewhere(megabytes):
    large = bytes(range(251)) * int(megabytes * 1_000_000 / 251)
    streams = {"A": large, "B": b"b" * 5000, "C": b"c"}
    data = compound_file(streams)
    fat, difat = struct.unpack_from("<I", data, 44)[0], struct.unpack_from("<I", data, 72)[0]
    assert len(data) // 512 - 1 <= fat * 128
    assert difat == -(-max(0, fat - 109) // 127)
    file = ole(data)
    assert {path: file.openstream(path).read() for path in streams} == streams
    assert read_compound(data) == streams


def test_a_hundred_and_fifty_sheets_with_large_modules():
    code = "".join(
        f"Public Function F{n}(ByVal a As Double) As Double\n    F{n} = a * {n}\nEnd Function\n"
        for n in range(4000)
    )
    large = Module(name="Large", kind="standard", code=code)
    modules = [*sample(150), large]
    data = vba_project(modules)
    assert list(read(data)) == [module.name for module in modules]
    sources = {module.name: module.source for module in check_written(read_compound(data)).modules}
    assert sources["Large"] == module_source(large)


def test_the_same_project_gives_the_same_bytes_whatever_the_hash_seed():
    code = (
        "import hashlib; from mkp_xl.hosts.vba import Module, vba_project; "
        "m = [Module(name='ThisWorkbook', kind='workbook'), Module(name='Sheet1', kind='sheet'), "
        "Module(name='Tools', kind='standard', code='Sub A()\\nEnd Sub\\n' * 300)]; "
        "print(hashlib.sha256(vba_project(m)).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE.parent)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(digests) == 1


def test_another_code_makes_another_project_id():
    texts = [
        ole(vba_project([BOOK, Module(name="M", kind="standard", code=code)]))
        .openstream("PROJECT")
        .read()
        for code in ("Sub A()\nEnd Sub", "Sub B()\nEnd Sub")
    ]
    assert texts[0].splitlines()[0] != texts[1].splitlines()[0]


def standard(code="", name="M"):
    return [BOOK, Module(name=name, kind="standard", code=code)]


CONTINUED = "x = 1 _\n"


@pytest.mark.parametrize(
    ("key", "modules"),
    [
        ("vba_characters", standard("' привет")),
        ("vba_characters", standard("' \x81")),
        ("vba_characters", standard("x = 1\0")),
        ("vba_characters", standard("x = 1\f")),
        ("vba_name", standard(name="A" * 32)),
        ("vba_name", standard(name="1A")),
        ("vba_name", standard(name="_A")),
        ("vba_name", standard(name="A b")),
        ("vba_name", standard(name="A\n")),
        ("vba_name", standard(name="")),
        ("vba_name", standard(name="Лист1")),
        ("vba_name_taken", [*standard(name="Abc"), Module(name="aBC", kind="class")]),
        ("vba_name_taken", standard(name="Dir")),
        ("vba_name_taken", standard(name="VBAProject")),
        ("vba_name_taken", standard(name="Office")),
        ("vba_line_length", standard("'" + "x" * 1023)),
        ("vba_continuations", standard(CONTINUED * 25 + "2")),
        ("vba_workbook_module", [Module(name="Sheet1", kind="sheet")]),
        ("vba_workbook_module", [BOOK, Module(name="Other", kind="workbook")]),
        ("vba_workbook_module", []),
        ("vba_file_head", standard("VERSION 5.00\nBegin {C62A69F0} Form\nEnd\n")),
        ("vba_file_head", standard("VERSION 1.0 CLASS\nBEGIN\n")),
    ],
)
def test_what_vba_would_refuse_is_refused(key, modules):
    with pytest.raises(SchemaError) as error:
        vba_project(modules)
    assert error.value.key == key


@pytest.mark.parametrize(
    "modules",
    [
        standard("'" + "x" * 1022),
        standard(CONTINUED * 24 + "2"),
        standard((CONTINUED * 24 + "2\n") * 2),
        standard("name_\n" * 30),
        standard("' ÿ €\tŽ"),
        standard(name="A" * 31),
        standard(name="a_1"),
    ],
)
def test_what_vba_just_takes_is_taken(modules):
    assert read(vba_project(modules))[modules[1].name].encode("cp1252") == module_source(modules[1])


def test_a_refusal_says_where():
    with pytest.raises(SchemaError) as error:
        vba_project(standard("Sub A()\n' да\nEnd Sub"))
    assert error.value.particulars == {"module": "M", "line": 2, "text": "' да"}


@pytest.mark.soffice
def test_libreoffice_lists_all_modules_of_a_workbook_with_our_project(tmp_path):
    modules = sample(100)
    path = tmp_path / "Macros.xlsm"
    with xlsxwriter.Workbook(path) as book:
        for n in range(100):
            book.add_worksheet(f"S{n}").set_vba_name(f"Sheet{n + 1}")
        book.set_vba_name("ThisWorkbook")
        book.add_vba_project(io.BytesIO(vba_project(modules)), is_stream=True)
    program = soffice_find.find()
    run = subprocess.run(
        [program.python, HERE / "soffice_modules.py", program.soffice, tmp_path / "profile", path],
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
    )
    found = json.loads(run.stdout)["VBAProject"]
    assert set(found) == {module.name for module in modules}
    assert '    MsgBox "café – 5 €" _' in found["Macros"]
