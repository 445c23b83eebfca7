"""What our writer makes of modules, the strict readers give back byte for byte."""

import io
import random

import olefile
import pytest
import vba_tools as tools
from cfb_reader import Violation, read_compound
from ovba_reader import check_written

from mkp_xl.errors import SchemaError
from mkp_xl.hosts.vba import Module, module_source, vba_project

KINDS = {"standard": "Module", "class": "Class", "workbook": "Document", "sheet": "Document"}
PRINTABLE = [chr(code) for code in range(33, 127)]


def book(*modules, sheets=1):
    """Modules of a workbook with so many sheets, and these besides."""
    owners = [Module(name="ThisWorkbook", kind="workbook")]
    owners += [Module(name=f"Sheet{number}", kind="sheet") for number in range(1, sheets + 1)]
    return [*owners, *modules]


def standard(name, code):
    return Module(name=name, kind="standard", code=code)


def noise(size, seed=1):
    """Comment lines that do not compress, `size` characters with their line ends."""
    chance = random.Random(seed)
    lines = ["'" + "".join(chance.choices(PRINTABLE, k=75)) for _ in range(size // 78 + 1)]
    return _cut(lines, size)


def repeats(size):
    """Comment lines that are all alike, `size` characters with their line ends."""
    return _cut(["'" + "x" * 75] * (size // 78 + 1), size)


def _cut(lines, size):
    return "\r\n".join(lines)[:size].rstrip("\r\n").ljust(size, "x")


def assert_round_trip(modules):
    """Fail unless the project of these modules breaks no rule and holds exactly them."""
    data = vba_project(modules)
    streams = read_compound(data)
    project = check_written(streams)
    expected = [(one.name, KINDS[one.kind], module_source(one)) for one in modules]
    assert [(one.name, one.kind, one.source) for one in project.modules] == expected
    assert tools.streams_by_olefile(data) == streams
    return data, streams


@pytest.mark.parametrize("sheets", [1, 2, 3, 7, 8, 64, 65, 100, 300])
def test_books_of_any_number_of_sheets_come_back(sheets):
    assert_round_trip(book(standard("Main", "Sub Go()\nEnd Sub"), sheets=sheets))


@pytest.mark.parametrize("modules", range(1, 40))
def test_directory_trees_of_every_size_are_red_black(modules):
    assert_round_trip(book(*(standard(f"M{at}", "") for at in range(modules))))


@pytest.mark.parametrize("size", [0, 1, 2, 4094, 4095, 4096, 4097, 8191, 8192, 8193, 200_000])
@pytest.mark.parametrize("make", [noise, repeats])
def test_code_of_any_size_comes_back(size, make):
    code = make(size)
    assert len(code) == size
    assert_round_trip(book(standard("Main", code)))


CHUNK_ENDS = [
    *((noise, size) for size in (4096, 4097, 8192, 8193, 12_288)),
    *((repeats, size) for size in (4095, 4096, 4097, 8191, 8192, 8193, 12_288)),
]


@pytest.mark.parametrize(("make", "size"), CHUNK_ENDS)
def test_a_source_that_ends_near_the_end_of_a_chunk_comes_back(make, size):
    header = len(module_source(standard("Main", "x"))) - 1
    module = standard("Main", make(size - header))
    assert len(module_source(module)) == size
    assert_round_trip(book(module))


def test_streams_just_below_at_and_above_the_mini_stream_cutoff_come_back():
    alike = repeats(5000) + "\n"
    modules = [standard(f"M{size}", alike + noise(size)) for size in range(3350, 3400)]
    _, streams = assert_round_trip(book(*modules))
    sizes = {len(stream) for path, stream in streams.items() if path.startswith("VBA/M")}
    assert sizes >= {4095, 4096, 4097}


@pytest.mark.parametrize("size", [4000, 4095])
def test_a_last_chunk_that_no_container_can_hold_is_refused_and_not_padded(size):
    header = len(module_source(standard("Main", "x"))) - 1
    with pytest.raises(SchemaError, match="vba_incompressible"):
        vba_project(book(standard("Main", noise(size - header))))


def test_modules_of_every_kind_and_line_end_come_back():
    kinds = [
        Module(name="Shelf", kind="class", code="Public Size As Long\r"),
        standard("Unix", "Sub A()\nEnd Sub\n"),
        standard("Mac", "Sub B()\rEnd Sub\r"),
        standard("Windows", "Sub C()\r\nEnd Sub\r\n"),
    ]
    assert_round_trip(book(*kinds, sheets=3))


def test_the_same_modules_make_the_same_bytes():
    modules = book(standard("Main", noise(5000)), sheets=5)
    assert vba_project(modules) == vba_project(modules)


def test_another_project_name_comes_back():
    streams = read_compound(vba_project(book(), name="MkpXl"))
    assert check_written(streams).name == "MkpXl"


def test_olefile_finds_no_defect_even_of_the_kind_it_is_unsure_of():
    data = vba_project(book(standard("Main", noise(20_000)), sheets=20))
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE) as compound:
        assert compound.exists("VBA/Main")
        assert compound.parsing_issues == []


def test_oletools_reads_the_same_sources():
    modules = book(standard("Main", noise(9000)), sheets=3)
    streams = read_compound(vba_project(modules))
    for module in modules:
        unpacked = tools.unpack_by_oletools(streams[f"VBA/{module.name}"])
        assert unpacked == module_source(module)


@pytest.mark.long
def test_nine_megabytes_need_difat_sectors_and_come_back():
    modules = [standard(f"M{at}", noise(900_000, at)) for at in range(10)]
    data, _ = assert_round_trip(book(*modules))
    assert tools.get(data, 44) > 109
    assert tools.get(data, 72) > 0
    for at, value, rule in [
        (72, 0, "DIFAT sectors"),
        (68, 0xFFFFFFFE, "DIFAT: chain of 0"),
        (tools.sector(tools.get(data, 68)) + 508, tools.get(data, 68), "runs in a circle"),
        (tools.sector(tools.get(data, 68)), 0, "also|marked"),
    ]:
        spoilt = bytearray(data)
        tools.put(spoilt, at, "I", value)
        with pytest.raises(Violation, match=rule):
            read_compound(bytes(spoilt))


@pytest.fixture(scope="module")
def large():
    return vba_project(book(standard("Main", noise(20_000)), standard("Other", noise(9000))))


def _size_below_the_cutoff(data):
    tools.put(data, tools.entry(data, "Main") + 120, "I", 4095)


def _start_of_another(data):
    start = tools.get(data, tools.entry(data, "Main") + 116)
    tools.put(data, tools.entry(data, "Other") + 116, "I", start)


def _circle(data):
    start = tools.get(data, tools.entry(data, "Main") + 116)
    tools.put(data, tools.fat_link(data, start), "I", start)


def _early_end(data):
    start = tools.get(data, tools.entry(data, "Main") + 116)
    tools.put(data, tools.fat_link(data, start), "I", 0xFFFFFFFE)


def _link_to_a_free_mark(data):
    start = tools.get(data, tools.entry(data, "Main") + 116)
    tools.put(data, tools.fat_link(data, start), "I", 0xFFFFFFFF)


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (_size_below_the_cutoff, "VBA/Main: chain of|VBA/Main: link .* is outside"),
        (_start_of_another, "is also VBA/Main|VBA/Other: chain of"),
        (_circle, "is also VBA/Main"),
        (_early_end, "VBA/Main: chain of 1"),
        (_link_to_a_free_mark, "link 0xffffffff is outside"),
    ],
)
def test_a_corrupted_chain_of_a_large_stream_is_refused(large, spoil, rule):
    data = bytearray(large)
    spoil(data)
    with pytest.raises(Violation, match=rule):
        read_compound(bytes(data))


def test_a_flipped_byte_is_a_violation_or_nothing_and_never_another_failure():
    whole, chance, refused = vba_project(book()), random.Random(7), 0
    for _ in range(1000):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
        try:
            check_written(read_compound(bytes(data)))
        except Violation:
            refused += 1
    assert refused > 100
