"""The strict readers accept what Excel wrote, name what others broke, and agree with oletools."""

import zipfile

import pytest
import vba_tools as tools
import xlsx_tools
from cfb_reader import BALANCE, MINOR_VERSION, Violation, read_compound
from ovba_container import decompress
from ovba_reader import LINE_ENDS, TRAILING_BLANK, check_written, read_project

CFB_RULES, OVBA_RULES = (MINOR_VERSION, BALANCE), (TRAILING_BLANK, LINE_ENDS)


@pytest.fixture(scope="module")
def made():
    return tools.shipped(tools.EXCEL_MADE)


def test_a_project_saved_by_excel_breaks_no_rule(made):
    project = read_project(read_compound(made))
    assert [(module.name, module.kind) for module in project.modules] == [
        ("ThisWorkbook", "Document"),
        ("Sheet1", "Document"),
        ("Module1", "Module"),
        ("Sheet2", "Document"),
    ]
    assert [reference.name for reference in project.references][-1] == "xlwings"
    assert (project.name, project.code_page, project.system) == ("VBAProject", 1252, 3)
    text = project.text
    assert (text.protection, text.password, text.visible) == (0, b"\0", True)


def test_a_project_saved_by_excel_still_has_the_caches_that_a_writer_must_not_write(made):
    with pytest.raises(Violation, match="version is not 0xFFFF"):
        check_written(read_compound(made))


@pytest.mark.parametrize(
    ("path", "balance", "after"),
    [
        ("quickstart_standalone.xlsm", "black heights at 'PROJECT'", "past the end and not free"),
        ("quickstart_addin.xlam", "unused and not blank", "unused and not blank"),
        ("quickstart_addin_ribbon.xlam", "unused and not blank", "unused and not blank"),
        ("addin/xlwings.xlam", "unused and not blank", "unused and not blank"),
    ],
)
def test_the_known_violations_of_the_compound_files_that_aspose_wrote(path, balance, after):
    data = tools.shipped(path)
    with pytest.raises(Violation, match="header: minor version"):
        read_compound(data)
    with pytest.raises(Violation, match=balance):
        read_compound(data, allow=[MINOR_VERSION])
    with pytest.raises(Violation, match=after):
        read_compound(data, allow=CFB_RULES)


@pytest.mark.parametrize("path", tools.ASPOSE_MADE)
def test_the_known_violations_of_the_projects_that_aspose_wrote(path):
    streams = tools.streams_by_olefile(tools.shipped(path))
    with pytest.raises(Violation, match="after its end"):
        read_project(streams)
    if path != "addin/xlwings.xlam":
        with pytest.raises(Violation, match="xlwings: a line end that is not CR LF"):
            read_project(streams, allow=[TRAILING_BLANK])
    assert read_project(streams, allow=OVBA_RULES).modules


def test_a_protected_project_tells_its_protection_and_keeps_a_hashed_password():
    streams = tools.streams_by_olefile(tools.shipped("addin/xlwings.xlam"))
    text = read_project(streams, allow=OVBA_RULES).text
    assert (text.protection, text.visible, len(text.password)) == (4, False, 29)
    assert text.project_id == "{00000000-0000-0000-0000-000000000000}"


def test_olefile_finds_the_same_streams(made):
    assert tools.streams_by_olefile(made) == read_compound(made)


@pytest.mark.parametrize("path", [tools.EXCEL_MADE, *tools.ASPOSE_MADE])
def test_oletools_unpacks_the_same_sources(path):
    streams = tools.streams_by_olefile(tools.shipped(path))
    for module in read_project(streams, allow=OVBA_RULES).modules:
        packed = streams[f"VBA/{module.stream}"][module.offset :]
        assert tools.unpack_by_oletools(packed) == module.source


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 3600])
def test_a_container_of_literals_unpacks_to_what_went_in(size):
    data = bytes(at % 251 for at in range(size))
    assert decompress(tools.pack(data) if size else b"\x01", "test") == data


def test_the_worked_examples_of_the_specification_unpack():
    nothing_repeats = "0119B000616263646566676800696A6B6C6D6E6F70007172737475762E"
    assert decompress(bytes.fromhex(nothing_repeats), "3.2.1") == b"abcdefghijklmnopqrstuv."
    usual = (
        "012FB000236161616263646582660070616768696A013808616B6C0030"
        "6D6E6F700671027004107273747576107778797A003C"
    )
    text = b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
    assert decompress(bytes.fromhex(usual), "3.2.2") == text
    assert decompress(bytes.fromhex("0103B002614500"), "3.2.3") == b"a" * 73


@pytest.mark.corpus
def test_every_project_that_excel_saved_in_the_corpus_breaks_no_rule():
    books, read = list(filter(zipfile.is_zipfile, xlsx_tools.corpus())), 0
    if not books:
        pytest.skip("the corpus is not here")
    for path in books:
        with zipfile.ZipFile(path) as package:
            if "xl/vbaProject.bin" in package.namelist():
                assert read_project(read_compound(package.read("xl/vbaProject.bin"))).modules
                read += 1
    assert read >= 10
