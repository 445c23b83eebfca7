"""Books with macros and the add-in: their packages, their projects, their cells."""

import datetime as dt
import io
import os
import posixpath
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile

import cli_tools as t
import openpyxl
import pytest
import xlsxwriter
from cfb_reader import read_compound
from ovba_reader import check_written

from mkp_xl.book.fields.functions import FUNCTIONS
from mkp_xl.errors import HostError, InputError
from mkp_xl.faces import jobs, making
from mkp_xl.faces.buttons import commands
from mkp_xl.faces.excel import books, functions_sheet, helpers, sources, wrappers
from mkp_xl.faces.excel.ribbon import ribbon
from mkp_xl.hosts.vba import module_source
from mkp_xl.hosts.xlsx.macro_book import Macros, carry, code_names

pytestmark = pytest.mark.sampled(4)

TODAY = dt.date(2026, 11, 20)
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CUSTOM = "{http://schemas.microsoft.com/office/2009/07/customui}"
LANGS = ("ru", "en")


def quiet(_key, _share):
    pass


@pytest.fixture(scope="module", params=LANGS)
def demo(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / f"{request.param}.xlsm"
    making.demo(path, 60, request.param, TODAY, quiet)
    return request.param, path


@pytest.fixture(scope="module")
def addin(tmp_path_factory):
    path = tmp_path_factory.mktemp("addin") / "mkp.xlam"
    path.write_bytes(books.addin("ru"))
    return path


def part(path, name):
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def names(path):
    with zipfile.ZipFile(path) as package:
        return package.namelist()


def project(path):
    return check_written(read_compound(part(path, "xl/vbaProject.bin")))


def check_package(path):
    """Assert that every part has a type and is reached, and every relation leads to a part."""
    there = set(names(path))
    types = ET.fromstring(part(path, "[Content_Types].xml"))
    overrides = {node.get("PartName").lstrip("/") for node in types if node.get("PartName")}
    defaults = {node.get("Extension") for node in types if node.get("Extension")}
    assert overrides <= there
    reached, stack = set(), [""]
    while stack:
        owner = stack.pop()
        rels = posixpath.join(
            posixpath.dirname(owner), "_rels", posixpath.basename(owner) + ".rels"
        )
        if rels not in there:
            continue
        reached.add(rels)
        for node in ET.fromstring(part(path, rels)).iter(RELATION):
            if node.get("TargetMode") == "External" or node.get("Target").startswith("#"):
                continue
            target = posixpath.normpath(
                posixpath.join("/", posixpath.dirname(owner), node.get("Target"))
            ).lstrip("/")
            assert target in there, f"{owner} leads to {target}"
            if target not in reached:
                reached.add(target)
                stack.append(target)
    assert there - reached - {"[Content_Types].xml"} == set(), "orphans"
    for name in there - {"[Content_Types].xml"}:
        assert name in overrides or name.rpartition(".")[2] in defaults, f"{name} has no type"


def test_the_package_of_a_book_and_of_the_add_in_is_whole(demo, addin):
    for path in (demo[1], addin):
        check_package(path)


def test_code_names_are_the_document_modules(demo, addin):
    for path in (demo[1], addin):
        documents = [m.name for m in project(path).modules if m.kind == "Document"]
        assert documents == ["ThisWorkbook", *code_names(path)]
        assert b'codeName="ThisWorkbook"' in part(path, "xl/workbook.xml")


def test_every_module_is_the_text_it_was_made_from(demo, addin):
    for carrier, path in (("book", demo[1]), ("addin", addin)):
        found = {module.name: module.source for module in project(path).modules}
        wanted = {m.name: module_source(m) for m in sources.modules(carrier, code_names(path))}
        assert found == wanted
        own = b"".join(found[n] for n in found if n.startswith("Mkp") or n == "ThisWorkbook")
        assert own.isascii()


def test_two_runs_in_two_folders_give_the_same_bytes(tmp_path):
    code = (
        "import sys, datetime; from pathlib import Path; from mkp_xl.faces import making; "
        "from mkp_xl.faces.excel import books; "
        "making.demo(Path('a.xlsm'), 20, 'ru', datetime.date(2026, 11, 20), lambda k, s: None); "
        "Path('a.xlam').write_bytes(books.addin('en'))"
    )
    made = []
    for seed in ("0", "1"):
        folder = tmp_path / seed
        folder.mkdir()
        subprocess.run(
            [sys.executable, "-c", code], cwd=folder, env={"PYTHONHASHSEED": seed}, check=True
        )
        made.append([(folder / name).read_bytes() for name in ("a.xlsm", "a.xlam")])
    assert made[0] == made[1]


def test_a_book_with_macros_never_asks_to_be_recalculated_and_caches_every_formula(demo):
    _, path = demo
    assert b"fullCalcOnLoad" not in part(path, "xl/workbook.xml")
    assert b'calcId="191029"' in part(path, "xl/workbook.xml")
    called = set()
    for name in names(path):
        if name.startswith("xl/worksheets/sheet"):
            xml = part(path, name).decode()
            formulas = re.findall(r"<f[ >/].*?(?:</f>|/>)(.*?)</c>", xml)
            assert all(after.startswith("<v") for after in formulas), name
            called |= set(re.findall(r"MKP_[A-Z_]+(?=\()", xml))
    assert {"MKP_SEGMENT", "MKP_DUE_DATE", "MKP_EXPLAIN"} <= called


def test_cells_that_call_functions_hold_what_native_cells_hold(tmp_path):
    made = {}
    for ending in ("xlsm", "xlsx"):
        path = tmp_path / f"book.{ending}"
        making.demo(path, 80, "ru", TODAY, quiet)
        sheet = openpyxl.load_workbook(path, data_only=True)["Клиенты"]
        made[ending] = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert made["xlsm"] == made["xlsx"]


@pytest.mark.parametrize(
    ("most", "calling"),
    [(59, set()), (60, {"G"}), (120, {"G", "K"}), (180, {"G", "K", "M"}), (10000, {"G", "K", "M"})],
)
def test_whole_columns_call_functions_up_to_the_books_setting(tmp_path, most, calling):
    path = tmp_path / "book.xlsm"
    making.demo(path, 60, "en", TODAY, quiet)
    from mkp_xl.book.flow import Request  # noqa: PLC0415

    jobs.recalculate(
        jobs.Target(path=path), Request(today=46346.0, settings={"live_udf_cells": float(most)}),
        quiet,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(path)["Clients"]
    columns = [c.column_letter for c in sheet[5] if str(c.value).startswith("=MKP_")]
    assert set(columns) == calling
    assert project(path).modules, "macros stay"


def test_recalculation_leaves_macros_ribbon_and_buttons_as_they_are(tmp_path):
    from mkp_xl.book.flow import Request  # noqa: PLC0415

    path = tmp_path / "book.xlsm"
    making.demo(path, 30, "ru", TODAY, quiet)
    kept = [n for n in names(path) if "vba" in n or "customUI" in n or "drawing1.xml" in n]
    before = {name: part(path, name) for name in kept}
    jobs.recalculate(
        jobs.Target(path=path), Request(today=46346.0, settings={"high_above": 900000.0}), quiet
    )
    assert {name: part(path, name) for name in kept} == before
    assert b"fullCalcOnLoad" not in part(path, "xl/workbook.xml")
    check_package(path)


def test_functions_in_cells_are_refused_where_no_macros_can_bring_them(tmp_path):
    with pytest.raises(InputError) as refused:
        making.new(tmp_path / "book.xlsx", "ru", "udf", TODAY, quiet)
    assert refused.value.key == "udf_needs_macros"


def test_a_book_that_lost_its_macros_goes_back_to_native_formulas(tmp_path):
    from mkp_xl.book.flow import Request  # noqa: PLC0415

    path, plain = tmp_path / "book.xlsm", tmp_path / "book.xlsx"
    making.demo(path, 30, "ru", TODAY, quiet)
    path.rename(plain)
    jobs.recalculate(jobs.Target(path=plain), Request(today=46346.0), quiet)
    sheet = openpyxl.load_workbook(plain)["Клиенты"]
    assert not any(str(c.value).startswith("=MKP_") for row in sheet.iter_rows() for c in row)
    assert str(sheet["G5"].value).startswith("=")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("stands", [None, b"the one in use"])
def test_an_add_in_that_excel_holds_is_one_sentence_and_leaves_no_other_file(
    tmp_path, monkeypatch, lang, stands
):
    path = tmp_path / "Our matrix.xlam"
    if stands:
        path.write_bytes(stands)

    def held(*_):
        raise PermissionError(13, "Access is denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", held)
        told = t.mkp("addin", path, lang=lang)
    assert told.code != 0
    assert told.out == ""
    assert {"ru": "Закройте Excel", "en": "Close Excel"}[lang] in told.err
    assert str(path) in told.err
    assert "disk" not in told.err
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == (
        {path.name: stands} if stands else {}
    )
    assert t.mkp("addin", path, lang=lang).code == 0
    assert path.read_bytes() == books.addin(lang)


def test_a_book_with_macros_of_its_own_is_left_alone(demo):
    _, path = demo
    macros = Macros(project=lambda _names: b"", ribbon="")
    with pytest.raises(HostError) as refused:
        carry(path, macros, io.BytesIO())
    assert refused.value.key == "has_macros"


def test_a_hundred_sheets_and_taken_code_names(tmp_path):
    path = tmp_path / "many.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for number in range(100):
            book.add_worksheet(f"Лист {number}")
        book.worksheets()[5].set_vba_name("Sheet2")
        book.worksheets()[7].set_vba_name("sheet2")
    target = tmp_path / "many.xlsm"
    with target.open("wb") as file:
        carry(path, Macros(project=lambda n: sources.project("book", n), ribbon="<a/>"), file)
    found = code_names(target)
    assert len({name.casefold() for name in found}) == 100
    documents = [m.name for m in project(target).modules if m.kind == "Document"]
    assert documents == ["ThisWorkbook", *found]
    check_package(target)


def test_the_hidden_sheets_configure_xlwings_and_hold_the_wizards_texts(demo):
    lang, path = demo
    book = openpyxl.load_workbook(path)
    config = book[helpers.CONFIG_SHEET]
    assert config.sheet_state == "hidden"
    said = {row[0].value: row[1].value for row in config.iter_rows(max_col=2)}
    assert said["UDF MODULES"] == "mkp_xl.faces.excel.udfs"
    assert said["ADD_WORKBOOK_TO_PYTHONPATH"] == "FALSE"
    assert not any(key.startswith(("INTERPRETER", "CONDA")) for key in said)
    texts = book[wrappers.HELP_SHEET]
    assert texts.sheet_state == "hidden"
    assert [[c.value for c in row if c.value] for row in texts.iter_rows()] == (
        wrappers.wizard_rows(lang)
    )
    assert helpers.macro_version(path) == said["MKP BUILT WITH XLWINGS"]


def test_the_functions_sheet_shows_every_function_with_an_answer(demo):
    lang, path = demo
    title = functions_sheet.TITLE(lang)
    formulas = openpyxl.load_workbook(path)[title]
    cached = openpyxl.load_workbook(path, data_only=True)[title]
    shown = {}
    for row in formulas.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                shown[str(cell.value).partition("(")[0][1:]] = cached[cell.coordinate].value
    assert list(shown) == [function.name for function in FUNCTIONS]
    assert all(value not in (None, "", "#VALUE!") for value in shown.values())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("is_addin", [True, False])
def test_the_ribbon_has_a_large_button_for_every_command(lang, is_addin):
    root = ET.fromstring(ribbon(lang, is_addin=is_addin))
    tab = next(root.iter(f"{CUSTOM}tab"))
    assert tab.get("label") == commands.TAB(lang)
    assert (tab.get("getVisible") is None) == is_addin
    buttons = {node.get("tag"): node for node in root.iter(f"{CUSTOM}button")}
    assert sorted(buttons) == sorted(commands.COMMAND_OF)
    for key, node in buttons.items():
        assert node.get("size") == "large"
        assert node.get("label") == commands.COMMAND_OF[key].label(lang)
        assert node.get("screentip")
        assert len(node.get("supertip")) < 1024


def test_every_macro_of_a_command_is_a_procedure_of_the_project(demo):
    text = b"".join(module.source for module in project(demo[1]).modules)
    assert f'MKP_HOME As String = "{wrappers.HELP_SHEET}"'.encode() in text
    for command in commands.COMMANDS:
        assert f"Public Sub {command.macro}()".encode() in text
        assert f'MkpRun "{command.key}"'.encode() in text


def test_no_formula_can_start_a_program_through_the_modules_of_xlwings(demo, addin):
    for path in (demo[1], addin):
        text = next(m.source for m in project(path).modules if m.name == "xlwings").decode("cp1252")
        for name in ("RunPython", "RunFrozenPython", "ExecuteWindows", "SaveConfigToFile",
                     "ReadFile", "sql"):  # fmt: skip
            body = text.split(f"Function {name}(")[1]
            lines = body.split("\r\n")
            while lines[0].endswith("_"):
                lines.pop(0)
            assert lines[1].strip() == (
                'If TypeName(Application.Caller) = "Range" Then Exit Function'
            ), name


def test_exported_sources_are_what_excels_editor_imports(tmp_path):
    written = sources.export(tmp_path / "vba")
    assert {path.name for path in written} >= {"MkpFunctions.bas", "Dictionary.cls", "xlwings.bas"}
    for path in written:
        assert b"Attribute VB_Name" in path.read_bytes()
        assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")
