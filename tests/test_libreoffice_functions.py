"""The worksheet functions inside LibreOffice, from the extension, in cells of files for Excel."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pytest
import xlsxwriter
from books import AS_OF, run
from fixtures import FIXTURES
from soffice import Soffice
from test_functions import COVERAGE, MATRIX, as_cell, cell
from test_old_python import python
from test_one_answer import differing

from mkp_xl.book import flow
from mkp_xl.book.calling import call
from mkp_xl.book.days import serial_of
from mkp_xl.book.drawn import CellOut, SheetOut
from mkp_xl.book.fields import LANGS
from mkp_xl.book.fields.functions import FUNCTIONS
from mkp_xl.book.grid import Changes
from mkp_xl.book.python_cells import HOME
from mkp_xl.faces import making
from mkp_xl.faces.libreoffice.carried import FACTS, carried
from mkp_xl.faces.libreoffice.extension import extension
from mkp_xl.hosts.xlsx import XlsxHost

pytestmark = pytest.mark.sampled(3)

TODAY = 46346.0
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    path = tmp_path_factory.mktemp("extension") / "mkp.oxt"
    path.write_bytes(extension())
    return path


@pytest.fixture(scope="module")
def calc(packed):
    """LibreOffice with the extension installed."""
    with Soffice(extensions=[packed]) as bench:
        yield bench


def written(value):
    """Return a value as a formula writes it; a day, a number and a text alike."""
    if value is None:
        return ""
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else repr(value)


def test_the_extension_is_the_same_wherever_it_is_built():
    code = (
        "import hashlib; from mkp_xl.faces.libreoffice.extension import extension; "
        "print(hashlib.sha256(extension()).hexdigest())"
    )
    ours = hashlib.sha256(extension()).hexdigest()
    env = {**os.environ, "PYTHONHASHSEED": "7"}
    asked = [sys.executable, "-c", code]
    run = subprocess.run(asked, env=env, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ours
    with zipfile.ZipFile(io.BytesIO(extension())) as package:
        assert package.testzip() is None
        assert package.namelist()[0] == "META-INF/manifest.xml"


def test_what_it_carries_imports_the_standard_library_only():
    for path, source in carried().items():
        named = re.findall(r"^(?:from|import) ([\w.]+)", source, re.MULTILINE)
        roots = {name.partition(".")[0] for name in named}
        inside = {"uno", "unohelper", "com"} if "/office/" in path else set()
        assert roots - {"mkp_xl"} - inside <= sys.stdlib_module_names, path
    assert f"{FACTS.replace('.', '/')}.py" in carried()
    assert not any("fields" in path for path in carried())


CALLS = [[f.name, list(f.example)] for f in FUNCTIONS] + [
    ["MKP_SEGMENT", [[[740000.0], [None], [60000.0]], [[210000.0], [5.0], [60000.0]]]],
    ["MKP_DUE_DATE", [[[46318.0], [None]], [[30.0], [7.0]], TODAY, [[46340.0, 0.0]]]],
    ["MKP_EXPLAIN", [740000.0, 210000.0, 46318.0, 30.0, TODAY, "en"]],
    ["MKP_SEGMENT", ["1 000 000,50", "много"]],
]


@pytest.mark.parametrize("version", ["3.9", "3.13", "with NumPy"])
def test_it_says_the_same_on_the_pythons_of_libreoffice(packed, tmp_path, version):
    program = sys.executable if version == "with NumPy" else python(version)
    if program is None:
        pytest.skip(f"there is no Python {version} here")
    with zipfile.ZipFile(packed) as package:
        package.extractall(tmp_path)
    code = (
        "import json, sys; from mkp_xl.book import calling; "
        "print(json.dumps([calling.call(*one) for one in json.load(sys.stdin)]))"
    )
    run = subprocess.run(
        [program, *(() if version == "with NumPy" else ("-S",)), "-c", code],
        input=json.dumps(CALLS),
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "pythonpath"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == json.loads(json.dumps([call(*one) for one in CALLS]))


@pytest.mark.soffice
def test_every_function_gives_in_a_cell_what_it_gives_in_python(calc):
    asked, wanted = [], []
    for name, given in CALLS:
        if any(isinstance(value, list) for value in given):
            continue
        asked.append(f"{name}({','.join(map(written, given))})")
        wanted.append(call(name, given))
    for locale in ("ru-RU", "en-US"):
        assert calc.evaluate(asked, locale=locale) == wanted


def placed(cases, keys):
    """Return cells of a sheet «Data», a case a row, and the reference of each key of a row."""
    cells = {}
    for row, case in enumerate(cases, 1):
        for column, key in enumerate(keys):
            value = cell(case, key)
            if value is not None:
                cells[f"Data!{chr(65 + column)}{row}"] = value
    return cells, lambda key, row: f"Data!${chr(65 + keys.index(key))}{row}"


@pytest.mark.soffice
@pytest.mark.parametrize("locale", ["ru-RU", "en-US"])
def test_the_case_tables_cell_by_cell(calc, locale):
    keys = ["potential_typed", "purchases_typed", "medium_from", "high_above", "reached_from"]
    cells, at = placed(MATRIX, keys)
    asked, wanted = [], []
    for row, case in enumerate(MATRIX, 1):
        # A cell alone cannot be told from 0 where it is blank: a range of one cell can.
        potential, purchases = (f"{at(key, row)}:{at(key, row)}" for key in keys[:2])
        limits = [at(key, row) for key in keys[2:]]
        asked += [
            f"MKP_SEGMENT({potential},{purchases},{','.join(limits)})",
            f"MKP_ABC({potential},{','.join(limits[:2])})",
            f"MKP_PROGRESS({purchases},{potential})",
            f'MKP_EXPLAIN({potential},{purchases},,,,"en",{",".join(limits)})',
        ]
        amounts = [cell(case, key) for key in keys[:2]]
        given = [cell(case, key) for key in keys[2:]]
        wanted += [
            as_cell(case["segment"]), as_cell(case["class"]), as_cell(case["progress"]),
            call("MKP_EXPLAIN", [*amounts, None, None, None, "en", *given]),
        ]  # fmt: skip
    found = calc.evaluate(asked, cells, locale=locale)
    for formula, value, other in zip(asked, found, wanted, strict=True):
        assert value == pytest.approx(other), formula


@pytest.mark.soffice
def test_coverage_cell_by_cell(calc):
    keys = ["last_contact_typed", "interval", "as_of", "due_soon_days"]
    cells, at = placed(COVERAGE, keys)
    asked, wanted = [], []
    for row, case in enumerate(COVERAGE, 1):
        last, interval = (f"{at(key, row)}:{at(key, row)}" for key in keys[:2])
        day, soon = (at(key, row) for key in keys[2:])
        asked += [
            f"MKP_DUE_DATE({last},{interval},{day})",
            f"MKP_COVERAGE({last},{interval},{day}:{day},{soon})",
            f"MKP_STATE({last},{interval},{day}:{day},{soon})",
        ]
        wanted += [as_cell(case["due_date"]), as_cell(case["state_code"]), case["state"] or ""]
    assert calc.evaluate(asked, cells) == wanted


@pytest.mark.soffice
def test_cells_of_every_kind(calc):
    cells = {"A1": "", "A2": "=NA()", "A3": "1 000 000,5", "A4": 60000, "A5": '=""'}
    one = ["A1:A1", "A2", "A3", "A4", "A5", "A6:A6"]
    found = calc.evaluate([f"MKP_SEGMENT({place},5)" for place in one], cells)
    assert found == ["", {"error": "#N/A"}, 8.0, 5.0, "", ""]
    cells = {"A1": 740000, "B1": 210000, "A2": 60000, "B2": 60000}
    assert calc.evaluate(["SUMPRODUCT(MKP_SEGMENT(A1:A2,B1:B2))"], cells) == [8.0 + 6.0]
    text = calc.evaluate(["MKP_SEGMENT_NAME(A1:A2)", "MKP_ABC(1,2,3,4)", "MKP_SEGMENT(5)"])
    assert all(isinstance(value, dict) for value in text)


@pytest.mark.soffice
def test_a_limit_that_changes_changes_the_cell(calc, tmp_path):
    path = tmp_path / "книга.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Лист")
        sheet.write_row(0, 0, [740000, 210000, 500000])
        sheet.write_formula(0, 3, "MKP_SEGMENT($A1,$B1,,C1)", None, 8)
        sheet.write_formula(1, 3, "MKP_DUE_DATE(46318,30,46346)", None, 46346)
    values = calc.set_and_recalculate(path, {"Лист!C1": 900_000})
    assert values["Лист"][0][3] == 5.0
    out = calc.save_as(path, tmp_path / "сохранена.xlsx")
    saved = openpyxl.load_workbook(out)["Лист"]
    assert saved["D1"].value == "=MKP_SEGMENT($A1,$B1,,C1)"
    assert saved["D2"].value == "=MKP_DUE_DATE(46318,30,46346)"


@pytest.mark.soffice
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_cells_that_call_functions_show_what_the_file_says(calc, tmp_path, lang):
    path = tmp_path / "demo.xlsm"
    making.demo(path, 60, lang, AS_OF, lambda _key, _share: None)
    assert differing(path, calc.recalculate(path)) == []


@pytest.mark.sampled(4)
@pytest.mark.soffice
@pytest.mark.parametrize("name", FIXTURES)
def test_every_list_shows_one_answer_where_cells_call_functions(calc, tmp_path, name):
    path = tmp_path / f"{name}.xlsx"
    FIXTURES[name](path)
    home = SheetOut(title=HOME, cells={(1, 1): CellOut("MKP_SEGMENT")}, hidden=True)
    XlsxHost(path).write(Changes(sheets=[home]))  # as books with macros have it
    run(path, flow.Request(today=serial_of(AS_OF), cells="udf", has_macros=True))
    with zipfile.ZipFile(path) as package:
        sheets = [n for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
        calls = sum(package.read(sheet).count(b"MKP_") for sheet in sheets)
    assert calls > 0
    assert differing(path, calc.recalculate(path)) == []


@pytest.mark.soffice
def test_a_book_saved_for_libreoffice_itself_computes_the_same(calc, tmp_path):
    path = tmp_path / "demo.xlsm"
    making.demo(path, 30, "ru", AS_OF, lambda _key, _share: None)
    saved = calc.save_as(path, tmp_path / "demo.ods")
    assert differing(path, calc.recalculate(saved)) == []


@pytest.mark.soffice
def test_the_function_wizard_explains_every_function(calc):
    """In English: LibreOffice here speaks no other language."""
    told = calc.functions("MKP_")
    assert sorted(told) == sorted(function.name for function in FUNCTIONS)
    for function in FUNCTIONS:
        description, arguments = told[function.name]
        assert description == function.help.en
        wanted = [[argument.title.en, not argument.required] for argument in function.arguments]
        assert arguments == wanted


def test_the_wizard_has_russian_and_english_for_all_it_shows():
    with zipfile.ZipFile(io.BytesIO(extension())) as package:
        root = ET.fromstring(package.read("CalcAddIns.xcu"))
    texts = {lang: [v.text for v in root.iter("value") if v.get(LANG) == lang] for lang in LANGS}
    for function in FUNCTIONS:
        for text in (function.help, *(argument.title for argument in function.arguments)):
            for lang in LANGS:
                assert text(lang) in texts[lang]
    assert len(texts["ru"]) == len(texts["en"]) > 100
