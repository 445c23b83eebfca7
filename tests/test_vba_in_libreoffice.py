"""The gate of our VBA: LibreOffice compiles it, runs it, and hears what each part asks Python."""

import datetime as dt
import re
import zipfile

import pytest
from vba_bench import SAID, STUBS, Bench, Project

from mkp_xl.book.fields import SHEETS
from mkp_xl.book.fields.functions import FUNCTIONS
from mkp_xl.faces import making
from mkp_xl.faces.buttons.commands import COMMANDS
from mkp_xl.faces.excel import books, sources
from mkp_xl.faces.excel.wrappers import wizard_rows
from mkp_xl.hosts.vba import module_source
from mkp_xl.hosts.xlsx.macro_book import code_names

pytestmark = pytest.mark.soffice

SERVER = "mkp_xl.faces.excel.udfs"
OURS = [
    (carrier, module.name)
    for carrier in ("book", "addin")
    for module in sources.modules(carrier, ["Sheet1"])
    if module.name not in STUBS
]
CARRIERS = pytest.mark.parametrize("carrier", ["book", "addin"])
EVERY = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
NUMBERS = [function for function in FUNCTIONS if function.gives != "text"]
DATED = [function for function in FUNCTIONS if any(a.takes == "date" for a in function.arguments)]
LEFT_OUT = "Empty"
"""How an argument left out reaches the server: Python takes it as it takes a missing one."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with Bench(tmp_path_factory.mktemp("bench")) as bench:
        yield bench


@pytest.fixture(scope="module", params=["ru", "en"])
def demo(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "demo.xlsm"
    making.demo(path, 20, request.param, dt.date(2026, 11, 20), lambda _key, _share: None)
    return request.param, path


def literal(argument, place):
    """Return a value of its own for each place, as VBA writes it and as the stub tells it."""
    if argument.takes in {"class", "lang"}:
        return f'"t{place}"', f"String t{place}"
    return f"{place}.25", f"Double {place}.25"


def request(function, told, shift=0):
    """Return what the server is to hear."""
    dated = [f"Double {shift}"] if function in DATED else []
    return "|".join([SERVER, function.name, *told, *dated])


def python(command):
    return f"RunPython|import mkp_xl.faces.excel.macros as m;m.run('{command}')"


def in_turn(function):
    """Return calls of a function in VBA and what each arrives as: all, few, each option alone."""
    pairs = [literal(argument, place) for place, argument in enumerate(function.arguments, 1)]
    needed = sum(argument.required for argument in function.arguments)
    options = range(needed, len(pairs))
    kept = [set(range(len(pairs))), set(range(needed)), *({*range(needed), n} for n in options)]
    for places in kept:
        written = [pairs[n][0] if n in places else "" for n in range(max(places) + 1)]
        told = [pairs[n][1] if n in places else LEFT_OUT for n in range(len(pairs))]
        yield f"{function.name}({', '.join(written)})", request(function, told)


def lines(code):
    return [line.rstrip() for line in code.rstrip().splitlines()]


def same_code(read, module):
    """Tell whether LibreOffice read the module: it leaves attributes out, puts options on top."""
    stored = lines(module_source(module).decode("cp1252"))
    written = [line for line in stored if not line.startswith("Attribute ")]
    return lines(read)[-len(written) :] == written


def listed(bench, path, carrier):
    """Assert that LibreOffice lists our modules with our code."""
    found = bench.ask("modules", path)
    modules = sources.modules(carrier, code_names(path))
    assert set(found) == {module.name for module in modules}
    assert [m.name for m in modules if m.code and not same_code(found[m.name], m)] == []


def test_libreoffice_lists_every_module_of_a_real_book_with_its_code(bench, demo):
    listed(bench, demo[1], "book")


def test_libreoffice_lists_every_module_of_the_add_in_with_its_code(bench, tmp_path):
    path = tmp_path / "mkp.xlam"
    path.write_bytes(books.addin("ru"))
    listed(bench, path, "addin")


def drawn(path):
    """Return the macros that the drawings of a package name."""
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if "drawings/drawing" in name]
        texts = [package.read(name).decode() for name in parts if name.endswith(".xml")]
    return {macro for text in texts for macro in re.findall(r'macro="\[0\]!(\w+)"', text)}


def test_every_button_of_the_matrix_leads_to_a_procedure_that_is_there(bench, demo):
    lang, path = demo
    found = bench.ask("buttons", path, sheet=SHEETS["matrix"](lang))
    assert set(found) == drawn(path) >= {"MkpRecalculate", "MkpCheck", "MkpExplain"}
    assert all(f"VBAProject.MkpCommands.{name}?" in str(found[name]) for name in found)


def test_a_button_without_its_procedure_is_noticed(bench, demo, tmp_path):
    lang, path = demo
    broken = Project(cut="Public Sub MkpCheck()").into(path, tmp_path / "broken.xlsm")
    found = bench.ask("buttons", broken, sheet=SHEETS["matrix"](lang))
    assert drawn(broken) - {name for name, script in found.items() if script} == {"MkpCheck"}


def test_a_press_on_every_button_of_a_real_book_reaches_python(bench, demo, tmp_path):
    lang, path = demo
    path = Project().into(path, tmp_path / "stubbed.xlsm")
    scripts = bench.ask("buttons", path, sheet=SHEETS["matrix"](lang))
    shown = [command for command in COMMANDS if command.macro in drawn(path)]
    said = bench.after(path, [scripts[command.macro] for command in shown])
    assert said == [python(command.key) for command in shown]


@CARRIERS
def test_every_command_reaches_python_with_its_name_and_its_book(bench, carrier):
    path = bench.book(Project(carrier=carrier))
    said = bench.after(path, [f"MkpCommands.{command.macro}" for command in COMMANDS])
    assert said == [python(command.key) for command in COMMANDS]


@CARRIERS
def test_every_button_of_the_ribbon_reaches_python_by_its_tag(bench, carrier):
    lines = ["Dim control As New Dictionary"]
    for command in COMMANDS:
        lines += [f'control.Tag = "{command.key}"', "MkpRibbon control"]
    said = bench.said("\n".join(lines), carrier)
    assert said == [python(command.key) for command in COMMANDS]


@pytest.mark.parametrize(
    ("name", "is_open", "foreign", "shown"),
    [
        ("mkp.xlam", True, False, False),
        ("Our matrix.xlam", True, False, False),
        ("Our matrix.xlam", False, False, True),
        ("mkp.xlam", False, False, True),
        ("other.xlam", True, True, True),
        ("mkp.xlam", True, True, True),
    ],
)
def test_a_book_shows_its_tab_where_no_add_in_of_ours_is_open(bench, name, is_open, foreign, shown):
    trial = f"""
        Dim shown As Variant
        Dim program As New Dictionary
        Dim addin As New Dictionary
        Dim another As New Dictionary
        another.Name = "another.xlam"
        another.IsOpen = True
        another.Foreign = True
        addin.Name = "{name}"
        addin.IsOpen = {is_open}
        addin.Foreign = {foreign}
        Set program.AddIns2 = New Collection
        program.AddIns2.Add another
        program.AddIns2.Add addin
        Set Application = program
        MkpTabShown Nothing, shown
        StubSay CStr(shown)
    """
    assert bench.said(trial)[-1] == str(shown)


def test_a_program_that_does_not_list_its_add_ins_shows_the_tab_of_the_book(bench):
    trial = """
        Dim shown As Variant
        Set Application = New Dictionary
        MkpTabShown Nothing, shown
        StubSay CStr(shown)
    """
    assert bench.said(trial)[-1] == "True"


@EVERY
def test_every_argument_reaches_the_server_in_its_place_and_an_omitted_one_as_such(bench, function):
    calls = dict(in_turn(function))
    trial = "\n".join(f"StubTold {call}" for call in calls)
    assert bench.said(trial) == ["XLPy", *calls.values()]


@EVERY
def test_cells_of_a_formula_reach_the_server_as_values(bench, function):
    count = len(function.arguments)
    needed = sum(argument.required for argument in function.arguments)
    cells = [("A1", "Double 740000.5"), ("B2", "String text"), ("H9", "Empty"), ("7", "Double 7")]
    taken = [cells[place % len(cells)] for place in range(count)]
    ask = f"={function.name}({';'.join(cell for cell, _ in taken)})"
    few = f"={function.name}({';'.join(cell for cell, _ in taken[:needed])})"
    path = bench.book(Project())
    answers = bench.ask("formulas", path, formulas=[ask, few], said=SAID)
    told = [text for _, text in taken]
    omitted = [LEFT_OUT] * (count - needed)
    assert answers[0][1].splitlines() == ["XLPy", request(function, told)]
    assert answers[1][1].splitlines() == [request(function, [*told[:needed], *omitted])]


@pytest.mark.parametrize("function", NUMBERS, ids=lambda function: function.name)
def test_columns_of_a_formula_reach_the_server_as_tables_in_one_call(bench, function):
    told = {
        "A1:A3": "(Double 740000.5; Double 15; Double 0)",
        "B1:B3": "(Double 210000; String text; Double -1.25)",
        "A1:B1": "(Double 740000.5, Double 210000)",
    }
    areas = [list(told)[place % 3] for place in range(len(function.arguments))]
    formula = f"={function.name}({';'.join(areas)})"
    answers = bench.ask("formulas", bench.book(Project()), formulas=[formula], said=SAID)
    expected = request(function, [told[area] for area in areas])
    assert answers[0][1].splitlines() == ["XLPy", expected]


@pytest.mark.parametrize("function", NUMBERS, ids=lambda function: function.name)
def test_tables_of_a_macro_reach_the_server_as_they_are(bench, function):
    trial = f"""
        Dim rows(1 To 2, 1 To 1) As Variant
        rows(1, 1) = 5.5
        rows(2, 1) = "x"
        StubTold {function.name}({", ".join(["rows"] * len(function.arguments))})
    """
    told = ["(Double 5.5; String x)"] * len(function.arguments)
    assert bench.said(trial) == ["XLPy", request(function, told)]


def test_a_whole_column_reaches_the_server_as_far_as_the_sheet_is_used(bench):
    answers = bench.ask(
        "formulas",
        bench.book(Project()),
        formulas=["=MKP_SEGMENT(A:A;B2:B1048576)", "=MKP_SEGMENT(A9:A1048576;1)"],
        said=SAID,
    )
    column = "(Double 740000.5; Double 15; Double 0)"
    rest = "(String text; Double -1.25)"
    segment = next(f for f in FUNCTIONS if f.name == "MKP_SEGMENT")
    empty = [LEFT_OUT] * 3
    assert answers[0][1].splitlines() == ["XLPy", request(segment, [column, rest, *empty])]
    assert answers[1][1].splitlines() == [request(segment, ["Empty", "Double 1", *empty])]


def test_formulas_of_a_file_are_computed_by_the_functions_the_book_carries(bench):
    formulas = {"D1": "=MKP_ABC(A1)", "D2": "=MKP_ABC(B2)", "D3": '=MKP_SEGMENT_NAME(8,"en")'}
    path = bench.book(Project(), formulas)
    _, said = bench.ask("recalculated", path, cells=list(formulas), said=SAID)
    asked = set(said.splitlines()) - {"XLPy"}
    assert asked == {
        f"{SERVER}|MKP_ABC|Double 740000.5|Empty|Empty",
        f"{SERVER}|MKP_ABC|String text|Empty|Empty",
        f"{SERVER}|MKP_SEGMENT_NAME|Double 8|String en",
    }


@pytest.mark.parametrize("odd", [False, True])
@pytest.mark.parametrize("function", DATED, ids=lambda function: function.name)
def test_the_server_hears_how_far_the_dates_of_the_calling_book_are(bench, function, odd):
    count = len(function.arguments)
    trial = f"""
        StubCaller {odd}
        StubTold {function.name}({", ".join(["1.5"] * count)})
    """
    expected = request(function, ["Double 1.5"] * count, 1462 if odd else 0)
    assert bench.said(trial) == ["XLPy", expected]


@EVERY
def test_the_answer_comes_back_to_the_caller(bench, function):
    few = ", ".join("1.5" for argument in function.arguments if argument.required)
    trial = f"""
        StubAnswer = 46000.5
        StubSay StubTold({function.name}({few}))
        StubAnswer = ""
        StubSay StubTold({function.name}({few}))
        StubAnswer = "#VALUE!"
        StubSay StubTold({function.name}({few}))
    """
    said = [line for line in bench.said(trial)[1:] if not line.startswith(SERVER)]
    number = "Date 46000.5" if function.gives == "date" else "Double 46000.5"
    assert said == [number, "String ", "Error 2015"]


@pytest.mark.parametrize(("odd", "shift"), [(False, 0), (True, 1462)])
def test_due_dates_are_dates_in_a_cell_a_column_and_a_row(bench, odd, shift):
    trial = f"""
        Dim rows(0 To 1, 0 To 0) As Variant
        StubCaller {odd}
        rows(0, 0) = 46000#
        rows(1, 0) = ""
        StubAnswer = rows
        StubSay StubTold(MKP_DUE_DATE(1.5, 2.5))
        StubAnswer = Array(46001#, "", 46002#)
        StubSay StubList(MKP_DUE_DATE(1.5, 2.5))
        StubAnswer = 46003#
        StubSay StubTold(MKP_DUE_DATE(1.5, 2.5))
    """
    said = [line for line in bench.said(trial)[1:] if not line.startswith(SERVER)]
    first, second, third, fourth = (f"Date {46000 + n + shift}" for n in range(4))
    assert said == [f"({first}; String )", f"{second}, String , {third}", fourth]


def test_a_column_of_answers_fills_an_array_formula(bench):
    trial = "Dim rows(0 To 2, 0 To 0) As Variant\nrows(0, 0) = 3\nrows(1, 0) = 5\nrows(2, 0) = 8"
    path = bench.book(Project(trial=f"{trial}\nStubAnswer = rows"))
    formula = "{=MKP_SEGMENT(A1:A3;B1:B3)}"
    answers = bench.ask("formulas", path, formulas=[formula], said="Trial.Go")
    assert answers[0][0] == ["3", "5", "8"]


@pytest.mark.parametrize("code", [462, -2147023174, -2147417848])
def test_a_server_that_was_lost_is_asked_for_again_once(bench, code):
    trial = f"""
        StubAnswer = 8#
        StubError = {code}
        StubFailures = 1
        StubSay StubTold(MKP_SEGMENT(1.5, 2.5))
        StubFailures = 2
        StubSay StubTold(MKP_SEGMENT(1.5, 2.5))
        StubSay StubTold(MKP_SEGMENT(1.5, 2.5))
    """
    call = f"{SERVER}|MKP_SEGMENT|Double 1.5|Double 2.5|Empty|Empty|Empty"
    first = ["XLPy", call, "XLPy", call, "Double 8"]
    assert bench.said(trial) == [*first, call, "XLPy", call, "Error 2015", "XLPy", call, "Double 8"]


def test_any_other_failure_of_the_server_is_an_error_in_the_cell_and_no_second_call(bench):
    trial = """
        StubError = 1001
        StubFailures = 1
        StubSay StubTold(MKP_ABC(1.5))
    """
    assert bench.said(trial) == ["XLPy", f"{SERVER}|MKP_ABC|Double 1.5|Empty|Empty", "Error 2015"]


def test_where_the_server_does_not_start_the_next_cells_do_not_wait_for_it(bench):
    trial = """
        Dim count As Long
        StubIsDown = True
        For count = 1 To 3
            StubSay StubTold(MKP_ABC(1.5))
        Next count
    """
    assert bench.said(trial) == ["XLPy", *["Error 2015"] * 3]


@pytest.mark.parametrize("hidden", [False, True])
def test_the_wizard_gets_the_texts_of_every_function(bench, hidden):
    trial = f"""
        Dim book As New Dictionary
        Set Application = New Dictionary
        book.Name = "O'Neil.xlsm"
        book.IsAddin = {hidden}
        book.Saved = True
        StubSaid
        MkpDescribe book
    """
    told = [
        f"'O''Neil.xlsm'!{name}|{about}|MKP|{', '.join(f'String {text}' for text in texts)}"
        for name, about, *texts in wizard_rows("ru")
    ]
    shown, back = (["IsAddin|False"], ["IsAddin|True"]) if hidden else ([], [])
    assert bench.said(trial) == [*shown, *told, *back, "Saved|True"]


def test_a_book_that_has_changes_stays_one_that_has_them(bench):
    trial = "Set Application = New Dictionary\nDim book As New Dictionary\nMkpDescribe book"
    assert not [line for line in bench.said(trial) if line.startswith("Saved")]


def test_an_opened_book_whose_formulas_point_to_the_add_in_elsewhere_is_mended(bench):
    modules = sources.modules("addin", ["Sheet1"])
    code = next(module.code for module in modules if module.kind == "workbook")
    body = code.partition("(ByVal book As Workbook)")[2].partition("End Sub")[0]
    trial = f"""
        Dim book As New Dictionary
        Dim mine As String
        mine = ThisWorkbook.Name
        book.Links = Array("C:\\a\\" & UCase$(mine), "C:\\not" & mine, ThisWorkbook.FullName, _
            "https://b/c/" & mine, "/d/" & mine & "/other.xlsx")
        {body.replace("Exit Sub", "Exit Function")}
        StubSay mine & "|" & ThisWorkbook.FullName
    """
    *changed, own = bench.said(trial, "addin")
    name, full = own.split("|")
    assert changed == [
        f"ChangeLink|{link}|{full}|1" for link in (f"C:\\a\\{name.upper()}", f"https://b/c/{name}")
    ]


@CARRIERS
def test_a_project_without_mistakes_passes_the_gate(bench, carrier):
    assert bench.said('StubSay "runs"', carrier) == ["runs"]


@pytest.mark.parametrize(("carrier", "name"), OURS)
def test_a_planted_mistake_in_any_module_of_ours_does_not_pass_the_gate(bench, carrier, name):
    project = Project(carrier=carrier, trial='StubSay "runs"', planted=name)
    assert bench.after(bench.book(project), ["Trial.Go"]) == []
