"""The bench itself: what LibreOffice tells, and that no accident leaves it lame or orphaned."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
import soffice_find
import soffice_process
import xlsxwriter
from soffice import Soffice, SofficeError, SofficeMissingError, find, processes

HERE = Path(__file__).parent
WORDS_AND_GROUPS = 'TEXT(DATE(2024,3,2),"mmmm")&TEXT(1234567.8,"#,##0.00")'


@pytest.fixture
def book(tmp_path):
    """Return a workbook with a cell of each kind and wrong values stored with its formulas."""
    path = tmp_path / "Мои клиенты.xlsx"
    with xlsxwriter.Workbook(path) as draft:
        date = draft.add_format({"num_format": "dd.mm.yyyy"})
        sheet = draft.add_worksheet("Виды ячеек")
        sheet.write_row("A1", [1.5, "5", True, None, "конец"])
        sheet.write_datetime("A2", dt.datetime(2024, 1, 2, 12), date)  # noqa: DTZ001  # as cells
        for column, formula in enumerate(["=A1*2", '=""', "=A1>1", "=A2+1"], 1):
            sheet.write_formula(1, column, formula, date if column == 4 else None, 42)
        sheet.protect()
        errors = draft.add_worksheet("Errors")
        for row, formula in enumerate(["=1/0", '="a"*1', "=NA()", "=nosuch(1)", "=SQRT(-1)"]):
            errors.write_formula(row, 0, formula)
        draft.add_worksheet("Empty")
    return path


def test_every_kind_of_cell_comes_back_as_a_value_of_python(soffice, book):
    values = soffice.recalculate(book)
    assert values["Виды ячеек"] == [
        [1.5, "5", True, None, "конец"],
        [45293.5, 3.0, "", True, 45294.5],
    ]
    kinds = [[type(value) for value in row] for row in values["Виды ячеек"]]
    assert kinds == [[float, str, bool, type(None), str], [float, float, str, bool, float]]
    names = ["#DIV/0!", "#VALUE!", "#N/A", "#NAME?", "Err:502"]
    assert values["Errors"] == [[{"error": name}] for name in names]
    assert values["Empty"] == []


def test_cached_values_are_those_of_the_file(soffice, book):
    assert soffice.cached(book, sheets=["Виды ячеек"])["Виды ячеек"][1][1:] == [42, 42, 42, 42]


def test_only_the_sheets_asked_for_come_back(soffice, book):
    assert list(soffice.recalculate(book, sheets=["Empty"])) == ["Empty"]
    with pytest.raises(SofficeError, match=r"no sheet 'Nope', there are \['Виды ячеек'"):
        soffice.recalculate(book, sheets=["Nope"])


@pytest.mark.parametrize(
    ("locale", "wanted"),
    [
        ("ru-RU", ["1234,5", 3.0, {"error": "#VALUE!"}, "Март1\xa0234\xa0567,80"]),
        ("en-US", ["1234.5", {"error": "#VALUE!"}, 3.0, "March1,234,567.80"]),
    ],
)
def test_each_locale_reads_and_writes_numbers_its_own_way(soffice, locale, wanted):
    formulas = ['TEXT(1234.5,"0.0")', '"1,5"*2', '"1.5"*2', WORDS_AND_GROUPS]
    assert soffice.evaluate(formulas, locale=locale) == wanted


def test_formulas_are_evaluated_as_excel_writes_them(soffice):
    cells = {"A1": 5, "A2": "текст", "A3": True, "A4": dt.date(2024, 1, 2), "A6": '=""'}
    cells["'Тарифы 2'!B1"] = 7
    formulas = {
        "=IFS(A1>3,A2)": "текст",
        'TEXTJOIN(";",TRUE,A2,"б,в")': "текст;б,в",
        "XLOOKUP(5,A1:A2,A2:A3)": "текст",
        "SUM({1,2;3,4})": 10.0,
        "'Тарифы 2'!B1+1": 8.0,
        "A4+1": 45294.0,
        "A3": True,
        'AND(A5="",A5=0,ISBLANK(A5))': True,
        'A6&""': "",
        "ISBLANK(A6)": False,
    }
    assert soffice.evaluate(list(formulas), cells) == list(formulas.values())
    assert soffice.evaluate([]) == []


def test_thousands_of_formulas_take_seconds(soffice):
    began = time.monotonic()
    values = soffice.evaluate([f"ROUND({i}/7,2)" for i in range(5000)])
    assert values == [pytest.approx(round(i / 7, 2)) for i in range(5000)]
    assert time.monotonic() - began < 20


def test_typed_inputs_change_the_results_and_not_the_file(soffice, book):
    before = book.read_bytes()
    path = book.with_name("open.xlsx")
    with xlsxwriter.Workbook(path) as draft:
        sheet = draft.add_worksheet("In")
        sheet.write_row("A1", [1, 2, 3, 4])
        sheet.write_formula("A2", '=A1&"|"&B1&"|"&(C1+1)&"|"&D1')
    cells = {"In!A1": None, "'In'!B1": "=нет", "In!C1": dt.date(2024, 1, 2), "In!D1": 2.5}
    assert soffice.set_and_recalculate(path, cells)["In"][1][0] == "|=нет|45294|2,5"
    assert soffice.recalculate(path)["In"][1][0] == "1|2|4|4"
    with pytest.raises(SofficeError, match=r"does not take 9: is it protected\?"):
        soffice.set_and_recalculate(book, {"Виды ячеек!A1": 9})
    assert book.read_bytes() == before


def test_the_lock_of_a_killed_run_neither_stops_reading_nor_disappears(soffice, book):
    lock = book.with_name(f".~lock.{book.name}#")
    lock.write_text(",someone,elsewhere,21.11.2025 10:00,file:///nowhere;", "utf-8")
    assert soffice.recalculate(book)["Виды ячеек"][1][1] == 3.0
    assert sorted(book.parent.iterdir()) == sorted([lock, book])


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_a_damaged_workbook_is_named(soffice, tmp_path, content):
    path = tmp_path / "half.xlsx"
    path.write_bytes(content)
    with pytest.raises(SofficeError, match=r"half\.xlsx"):
        soffice.recalculate(path)
    assert soffice.evaluate(["1+1"]) == [2.0]


def test_a_saved_copy_carries_the_recalculated_values(soffice, book, tmp_path):
    out = soffice.save_as(book, tmp_path / "out.xlsx")
    saved = openpyxl.load_workbook(out, data_only=True)
    assert saved["Виды ячеек"]["B2"].value == 3


def test_pictures_show_each_filled_sheet_on_one_page(soffice, tmp_path):
    path = tmp_path / "draw.xlsx"
    with xlsxwriter.Workbook(path) as draft:
        sheet = draft.add_worksheet("Широкий")
        for row in range(300):
            sheet.write_row(row, 0, range(40))
        draft.add_worksheet("Empty")
        draft.add_worksheet("Small").write("A1", "x")
        hidden = draft.add_worksheet("Hidden")
        hidden.write("A1", "x")
        hidden.hide()
    wide, small = soffice.pictures(path, tmp_path)
    assert (wide.name, small.name) == ("draw-01-Широкий.png", "draw-03-Small.png")
    width, height = (int.from_bytes(wide.read_bytes()[i : i + 4], "big") for i in (16, 20))
    assert width > 2000
    assert 600 < height < 1200
    assert soffice.pdf(path, tmp_path).read_bytes()[:5] == b"%PDF-"


def test_a_killed_program_is_replaced(soffice):
    soffice.evaluate(["1"])
    killed = soffice.pids["ru-RU"]
    os.kill(killed, signal.SIGKILL)
    assert soffice.evaluate(["1+1"]) == [2.0]
    assert soffice.pids["ru-RU"] != killed


@pytest.mark.soffice
def test_a_killed_worker_is_replaced_and_takes_its_program_along():
    with Soffice() as bench:
        bench.evaluate(["1"])
        program = bench.pids["ru-RU"]
        profile = bench._offices["ru-RU"].profile
        (worker,) = set(processes(profile)) - {program}
        os.kill(worker, signal.SIGKILL)
        assert bench.evaluate(["1+1"]) == [2.0]
        assert processes(profile) == []
        assert not profile.exists()


@pytest.mark.soffice
def test_two_benches_work_side_by_side_and_end_alone(soffice):
    with Soffice() as second:
        assert second.evaluate(["1+1"]) == soffice.evaluate(["1+1"]) == [2.0]
        assert second.pids["ru-RU"] != soffice.pids["ru-RU"]
        profile = second._offices["ru-RU"].profile
        assert processes(profile)
    assert processes(profile) == []
    assert not profile.exists()
    assert processes(soffice._offices["ru-RU"].profile)


@pytest.mark.soffice
def test_a_program_that_hangs_is_killed_after_the_timeout():
    with Soffice(timeout=5) as bench:
        bench.evaluate(["1"])
        profile = bench._offices["ru-RU"].profile
        os.kill(bench.pids["ru-RU"], signal.SIGSTOP)
        with pytest.raises(SofficeError, match="no answer within 5 s"):
            bench.evaluate(["1"])
        assert processes(profile) == []


@pytest.mark.soffice
def test_a_program_that_does_not_end_is_reported(monkeypatch):
    monkeypatch.setattr(soffice_process, "GRACE", 1)
    bench = Soffice()
    bench.evaluate(["1"])
    profile = bench._offices["ru-RU"].profile
    os.kill(bench.pids["ru-RU"], signal.SIGSTOP)
    with pytest.raises(SofficeError, match="did not end by itself: killed processes"):
        bench.stop()
    assert processes(profile) == []


@pytest.mark.soffice
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
@pytest.mark.parametrize(
    "busy_with",
    ["time.sleep(60)", "os.kill(s.pids['ru-RU'], signal.SIGSTOP); s.evaluate(['1'])"],
    ids=["nothing", "a hanging program"],
)
def test_a_killed_test_run_leaves_no_orphan(tmp_path, busy_with):
    code = "import os, signal, time, soffice; s = soffice.Soffice(); s.evaluate(['1']); "
    with subprocess.Popen(
        [sys.executable, "-c", code + "print('up', flush=True); " + busy_with],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(HERE), "TMPDIR": str(tmp_path)},
    ) as run:
        assert run.stdout.readline() == b"up\n"
        time.sleep(0.5)
        marker = tmp_path / "mkp-soffice-"
        assert len(processes(marker)) == 2  # the worker and the program
        run.kill()
    deadline = time.monotonic() + 10
    while (left := processes(marker)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for orphan in left:
        os.kill(orphan, signal.SIGKILL)
    assert left == []


def test_an_old_or_absent_libreoffice_is_named(monkeypatch):
    find.cache_clear()
    monkeypatch.setattr(soffice_find, "PROGRAMS", ())
    with pytest.raises(SofficeMissingError, match=r"25\.2 or newer is needed, found none"):
        find()


@pytest.mark.soffice
def test_a_libreoffice_that_is_too_old_is_named(monkeypatch):
    find.cache_clear()
    monkeypatch.setattr(soffice_find, "WANTED", (99, 1))
    with pytest.raises(SofficeMissingError, match=r"99\.1 or newer is needed, found \d+\.\d"):
        find()


@pytest.mark.parametrize("workers", [(), ("-n", "2", "--dist", "loadgroup")])
def test_the_report_ends_with_the_number_of_tests_that_did_not_run(tmp_path, workers):
    (tmp_path / "conftest.py").write_text(
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        "import soffice_find; soffice_find.PROGRAMS = ()\n"
        f"exec(open({str(HERE / 'conftest.py')!r}, encoding='utf-8').read())\n"
    )
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_a(soffice): pass\n"
        "@pytest.mark.soffice\ndef test_b(): pass\ndef test_c(): pass\n"
    )
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-ra", "-p", "no:cacheprovider"),
            *workers,
            *("-c", os.devnull, "."),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    *_, count, last = run.stdout.splitlines()
    assert "1 passed, 2 skipped" in count
    assert last.startswith("!!! 2 TESTS DID NOT RUN: no LibreOffice")
