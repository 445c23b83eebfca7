"""The command line from outside: what each command makes, prints, writes and leaves alone."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import re
import shlex
import subprocess
import zipfile
from pathlib import Path

import cli_tools as t
import openpyxl
import pytest
import xlsxwriter
from cli_tools import AS_OF, DAY, LANGS, OUTPUTS, TITLES

pytestmark = pytest.mark.sampled(4)

BOTH = pytest.mark.parametrize("lang", LANGS)
COMMANDS = (
    "new", "demo", "attach", "detach", "recalc", "check", "show", "restore", "split", "collect"
)  # fmt: skip
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
DATE = dt.date
FULL = Path("/dev/full")
NAMES = ("Альфа", "Бета", "Гамма", "Дельта")
ROWS = (
    ("Альфа", 600_000, 100_000, DATE(2026, 11, 1)),
    ("Бета", 500_000, 0, DATE(2026, 10, 1)),
    ("Гамма", 49_999, 49_999, None),
    ("Дельта", None, 10, DATE(2026, 1, 1)),
)
"""Segments 8, 4, 3 and none; on track, on track, never, without a verdict."""
SEGMENTS = [8, 4, 3, None]


@pytest.fixture
def plain(tmp_path):
    """Return a list of four clients in a plain range, nothing of ours in it."""
    return t.book(tmp_path / "book.xlsx", ROWS)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Return the bytes of that list with all our columns, computed as of the fixed day."""
    path = t.book(tmp_path_factory.mktemp("template") / "book.xlsx", ROWS)
    return t.attach(path).read_bytes()


@pytest.fixture
def attached(tmp_path, template):
    """Return the same list with all our columns, computed as of the fixed day."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(template)
    return path


def snapshot(folder):
    """Return every file below a folder: its bytes and its time."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def parts(path):
    """Return the parts of a package by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- help ----------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command, lang):
    told = t.mkp(command, "--help", lang=lang)
    assert told.code == 0
    assert ("Пример: " if lang == "ru" else "Example: ") + f"mkp-xl {command}" in told.said
    assert bool(CYRILLIC.search(told.out)) == (lang == "ru")
    assert told.err == ""


@BOTH
def test_help_names_every_command(lang):
    told = t.mkp("--help", lang=lang)
    assert told.code == 0
    assert all(re.search(rf"^\s+{command}\s+\S", told.out, re.MULTILINE) for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_russian_help_holds_no_english_phrase(command):
    told = t.mkp(command, "--help", lang="ru")
    assert "Show this message and exit" not in told.out
    assert "Usage:" not in told.out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_names_exactly_its_options(command):
    expected = {
        "new": {"--pilot", "--output", "--lang", "--cells"},
        "demo": {"--output", "--clients", "--lang"},
        "attach": {
            "--columns",
            "--list",
            "--map",
            "--cells",
            "--dry-run",
            "--no-sheets",
            "--repair",
            "--yes",
            "--output",
            "--json",
        },
        "detach": {"--dry-run", "--output", "--json"},
        "recalc": {"--as-of", "--set", "--output", "--json", "--strict"},
        "check": {"--json", "--strict", "--as-of", "--set"},
        "show": {"--json"},
        "restore": {"--list", "--version", "--lang", "--json"},
        "split": {"--by", "--output", "--json"},
        "collect": {"--dry-run", "--json"},
    }
    told = t.mkp(command, "--help", lang="en").out
    options = told[: told.index("Example:")]
    assert set(re.findall(r"--[a-z-]+", options)) - {"--help"} == expected[command]


@BOTH
def test_an_example_of_attach_in_the_help_runs_as_it_stands(tmp_path, monkeypatch, lang):
    monkeypatch.chdir(tmp_path)
    t.book(tmp_path / ("Клиенты.xlsx" if lang == "ru" else "Clients.xlsx"), ROWS)
    said = t.mkp("attach", "--help", lang=lang).said
    words = shlex.split(said[said.rindex("mkp-xl attach") :])[1:]
    assert t.mkp(*words, lang=lang).code == 0


@BOTH
def test_an_example_of_recalc_in_the_help_runs_as_it_stands(tmp_path, monkeypatch, lang):
    monkeypatch.chdir(tmp_path)
    t.book(tmp_path / ("Клиенты.xlsx" if lang == "ru" else "Clients.xlsx"), ROWS)
    said = t.mkp("recalc", "--help", lang=lang).said
    words = shlex.split(said[said.rindex("mkp-xl recalc") :])[1:]
    assert t.mkp(*words, lang=lang).code == 0


def test_an_example_of_show_in_the_help_runs_as_it_stands(attached, monkeypatch):
    attached.rename(attached.with_name("Клиенты.xlsx"))
    monkeypatch.chdir(attached.parent)
    said = t.mkp("show", "--help", lang="ru").said
    words = shlex.split(said[said.rindex("mkp-xl show") :])[1:]
    assert t.mkp(*words, lang="ru").code == 0


# --- new -----------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("cells", ["native", "values"])
def test_new_makes_an_empty_book_with_team_sheets_and_ours(tmp_path, lang, cells):
    path = tmp_path / "n.xlsx"
    told = t.mkp("new", path, "--lang", lang, "--cells", cells, lang=lang)
    assert told.code == 0
    wanted = ("clients", "orders", "contacts", "settings", "calendar", "checks")
    assert {TITLES[lang][key] for key in wanted} <= set(t.titles(path))
    assert set(t.marks(path, TITLES[lang]["clients"])) == set(OUTPUTS)
    assert [p.name for p in tmp_path.iterdir()] == ["n.xlsx"]


@BOTH
@pytest.mark.parametrize("cells", ["native", "values"])
def test_new_book_filled_in_is_computed_at_the_next_recalculation(tmp_path, lang, cells):
    path, home = tmp_path / "n.xlsx", TITLES[lang]["clients"]
    t.mkp("new", path, "--lang", lang, "--cells", cells, lang=lang)

    def work(opened):
        sheet = opened[home]
        heads = {cell.value: cell.column for cell in sheet[4]}
        for row, values in enumerate(ROWS, start=5):
            for head, value in zip(t.HEADERS[lang], values, strict=False):
                sheet.cell(row, heads[head], value)

    t.edit(path, work)
    assert t.recalc(path, lang=lang)["clients"] == 4
    assert [row["segment"] for row in t.ours(path, home)] == SEGMENTS
    column = t.marks(path, home)["segment"][1]
    cell = openpyxl.load_workbook(path)[home].cell(5, column).value
    assert str(cell).startswith("=") == (cells == "native")


def test_new_in_a_language_keeps_that_language_whatever_the_user_speaks(tmp_path):
    path = tmp_path / "n.xlsx"
    assert t.mkp("new", path, "--lang", "en", lang="ru").code == 0
    assert "Clients" in t.titles(path)


@BOTH
def test_new_refuses_a_name_that_is_taken(plain, lang):
    before = snapshot(plain.parent)
    told = t.mkp("new", plain, lang=lang)
    assert told.code == 2
    assert plain.name in told.err
    assert snapshot(plain.parent) == before


@pytest.mark.parametrize("name", ["n.xls", "n.xlsb", "n", "n.csv", ".xlsx"])
def test_new_refuses_a_name_that_is_no_xlsx(tmp_path, name):
    told = t.mkp("new", tmp_path / name)
    assert told.code == 2
    assert ".xlsx" in told.err
    assert list(tmp_path.iterdir()) == []


def test_new_in_a_folder_that_is_not_there_says_so_and_makes_nothing(tmp_path):
    told = t.mkp("new", tmp_path / "нет" / "n.xlsx")
    assert told.code == 2
    assert "нет" in told.err
    assert list(tmp_path.iterdir()) == []


def test_new_says_a_next_command_that_works_for_a_name_with_a_space(tmp_path):
    path = tmp_path / "Мои клиенты.xlsx"
    told = t.mkp("new", path)
    words = shlex.split(told.said[told.said.index("mkp-xl recalc") :].rstrip("."))
    assert words == ["mkp-xl", "recalc", str(path)]


@pytest.mark.parametrize(
    ("option", "value", "named"),
    [("--lang", "de", "ru, en"), ("--cells", "udf", "values"), ("--cells", "", "native")],
)
def test_new_refuses_an_option_it_does_not_know(tmp_path, option, value, named):
    told = t.mkp("new", tmp_path / "n.xlsx", option, value)
    assert told.code == 2
    assert named in told.err
    assert list(tmp_path.iterdir()) == []


# --- demo ----------------------------------------------------------------------------------------


@BOTH
def test_demo_makes_the_book_it_names_and_prints_the_summary(tmp_path, monkeypatch, lang):
    monkeypatch.chdir(tmp_path)
    told = t.mkp("demo", "--lang", lang, lang=lang)
    path = tmp_path / f"mkp_demo_{lang}.xlsx"
    assert told.code == 0
    assert path.is_file()
    assert str(path) in told.out.replace("\n", "")
    assert {"ru": "20.11.2026", "en": "20 Nov 2026"}[lang] in told.out
    summary = t.mkp("recalc", path, "--json", lang=lang).json
    assert summary["as_of"] == DAY
    assert summary["clients"] == 240
    for segment, count in summary["segments"].items():
        if segment != "blank":
            assert re.search(rf"\b{segment} [A-ZА-Я]", told.out), segment
            assert re.search(rf"(clients|клиентов) {count}\b", told.out), segment
    assert bool(CYRILLIC.search(told.out.replace(str(path), ""))) == (lang == "ru")


@pytest.mark.parametrize("count", [0, 1, 2, 17])
def test_demo_makes_as_many_clients_as_asked(tmp_path, count):
    path = tmp_path / "d.xlsx"
    assert t.mkp("demo", "--output", path, "--clients", count).code == 0
    assert t.recalc(path)["clients"] == count


@BOTH
def test_demo_is_the_same_to_the_byte_every_time(tmp_path, lang):
    made = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for path in made:
        t.mkp("demo", "--output", path, "--clients", 12, "--lang", lang, lang=lang)
    assert made[0].read_bytes() == made[1].read_bytes()


@BOTH
def test_demo_recalculated_is_not_changed_by_a_byte(tmp_path, lang):
    path = tmp_path / "d.xlsx"
    t.mkp("demo", "--output", path, "--lang", lang, lang=lang)
    before = path.read_bytes()
    assert t.mkp("recalc", path, "--json", lang=lang).json["moved"] == []
    assert path.read_bytes() == before
    assert t.backups(path) == []


def test_demo_keeps_a_copy_of_what_stood_at_its_place(plain):
    before = plain.read_bytes()
    told = t.mkp("demo", "--output", plain, "--clients", 3)
    kept = [copy.read_bytes() for copy in t.backups(plain)]
    assert plain.read_bytes() == before if told.code else before in kept


@pytest.mark.parametrize("clients", ["-1", "много", "1.5", "2000000"])
def test_demo_refuses_a_count_that_is_none(tmp_path, clients):
    told = t.mkp("demo", "--output", tmp_path / "d.xlsx", "--clients", clients)
    assert told.code == 2
    assert told.err.strip()
    assert list(tmp_path.iterdir()) == []


# --- attach --------------------------------------------------------------------------------------


@BOTH
def test_attach_puts_all_columns_right_of_a_plain_range(tmp_path, lang):
    home = TITLES[lang]["clients"]
    path = t.book(tmp_path / "b.xlsx", ROWS, lang=lang)
    before = t.grid(path, home)
    told = t.mkp("attach", path, lang=lang)
    assert told.code == 0
    places = t.marks(path, home)
    assert [places[key] for key in OUTPUTS] == [(1, column) for column in range(5, 22)]
    heads = [openpyxl.load_workbook(path)[home].cell(*places[key]).value for key in OUTPUTS]
    assert heads == [names[LANGS.index(lang)] for names in OUTPUTS.values()]
    assert t.grid(path, home, columns=4) == before
    assert t.titles(path) == [
        TITLES[lang][k] for k in ("clients", "settings", "calendar", "matrix", "checks")
    ]
    assert openpyxl.load_workbook(path)[TITLES[lang]["calendar"]].sheet_state == "visible"


def test_attach_names_in_the_book_the_columns_that_it_says(plain):
    told = t.mkp("attach", plain, "--columns", "segment,why")
    for key in t.marks(plain):
        assert OUTPUTS[key][0] in told.said


@pytest.mark.parametrize("is_free", [True, False])
def test_attach_adds_to_an_excel_table_or_leaves_a_column_free_behind_it(tmp_path, is_free):
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Клиенты")
        rows = [list(row[:3]) for row in ROWS]
        heads = [{"header": head} for head in t.HEADERS["ru"][:3]]
        sheet.add_table(1, 1, 5, 3, {"data": rows, "columns": heads, "name": "Список"})
        if not is_free:
            sheet.write(0, 6, "занято")
    before = parts(path)["xl/tables/table1.xml"]
    t.attach(path)
    assert min(column for _, column in t.marks(path).values()) == (5 if is_free else 8)
    assert [row["segment"] for row in t.ours(path)] == SEGMENTS
    assert (parts(path)["xl/tables/table1.xml"] == before) is not is_free


def test_attach_writes_over_nothing_that_stands_right_of_the_list(tmp_path):
    def note(opened):
        opened.active["H1"] = "план на год"
        opened.active["G30"] = "=SUM(B2:B5)"
        opened.active["F3"] = "звонить утром"

    path = t.book(tmp_path / "b.xlsx", ROWS)
    t.edit(path, note)
    t.attach(path)
    sheet = openpyxl.load_workbook(path).active
    assert (sheet["H1"].value, sheet["G30"].value) == ("план на год", "=SUM(B2:B5)")
    assert sheet["F3"].value == "звонить утром"
    assert not {6, 7, 8} & {column for _, column in t.marks(path).values()}
    assert [row["segment"] for row in t.ours(path)[:4]] == SEGMENTS


def test_attach_brings_only_the_columns_asked_for_and_those_they_stand_on(plain):
    assert t.mkp("attach", plain, "--columns", "segment,due_date").code == 0
    there = set(t.marks(plain))
    assert {"segment", "due_date"} <= there
    assert "why" not in there
    assert "gap" not in there
    assert [row["segment"] for row in t.ours(plain)] == SEGMENTS


def test_attached_values_need_no_columns_to_stand_on(plain):
    t.mkp("attach", plain, "--columns", "segment", "--cells", "values")
    assert set(t.marks(plain)) == {"segment"}
    assert [row["segment"] for row in t.ours(plain)] == SEGMENTS


def test_attach_adds_more_columns_later_and_moves_none(plain):
    t.mkp("attach", plain, "--columns", "segment")
    first = t.marks(plain)
    t.mkp("attach", plain, "--columns", "why")
    second = t.marks(plain)
    assert first.items() <= second.items()
    assert "why" in second
    assert len(set(second.values())) == len(second)


@BOTH
@pytest.mark.parametrize("columns", ["цвет", "segment,цвет", ","])
def test_attach_refuses_a_column_that_is_none(plain, columns, lang):
    before = snapshot(plain.parent)
    told = t.mkp("attach", plain, "--columns", columns, lang=lang)
    assert told.code == 2
    assert "segment" in told.err
    assert snapshot(plain.parent) == before


def test_attach_twice_changes_no_byte_the_second_time(plain):
    t.mkp("attach", plain)
    before = snapshot(plain.parent)
    assert t.mkp("attach", plain).code == 0
    assert snapshot(plain.parent) == before


def test_attach_to_another_file_leaves_the_book_as_it_was(plain):
    before = snapshot(plain.parent)
    output = plain.with_name("out.xlsx")
    assert t.mkp("attach", plain, "--output", output).code == 0
    after = snapshot(plain.parent)
    assert after.pop("out.xlsx")
    assert after == before
    assert [row["segment"] for row in t.ours(output)] == SEGMENTS


def test_attach_in_place_keeps_a_copy_of_the_book_before(plain):
    before = plain.read_bytes()
    t.mkp("attach", plain)
    assert [copy.read_bytes() for copy in t.backups(plain)] == [before]


@pytest.mark.parametrize("cells", ["udf", "Native", ""])
def test_attach_refuses_a_kind_of_cells_it_does_not_have(plain, cells):
    before = snapshot(plain.parent)
    told = t.mkp("attach", plain, "--cells", cells)
    assert told.code == 2
    assert "values" in told.err
    assert snapshot(plain.parent) == before


def test_native_cells_and_values_say_the_same(tmp_path):
    books = [t.book(tmp_path / f"{kind}.xlsx", ROWS) for kind in ("native", "values")]
    for path in books:
        t.attach(path, "--cells", path.stem)
    assert t.ours(books[0]) == t.ours(books[1])
    made = [openpyxl.load_workbook(path)["Клиенты"].cell(2, 6).value for path in books]
    assert [str(value)[0] for value in made] == ["=", "8"]


def test_attach_gives_every_client_row_a_formula_in_every_column_but_segment_before(attached):
    sheet = openpyxl.load_workbook(attached)["Клиенты"]
    for key, (_, column) in t.marks(attached).items():
        formulas = [str(sheet.cell(row, column).value).startswith("=") for row in range(2, 6)]
        assert formulas == [key not in ("segment_before", "client_before")] * 4, key


def test_attach_json_is_the_summary_and_names_what_was_added(plain):
    told = t.mkp("attach", plain, "--json", "--columns", "segment")
    assert told.json["clients"] == 4
    assert set(told.json["added"]) == set(t.marks(plain))


def test_attach_leaves_every_other_sheet_equal_to_the_byte(tmp_path):
    path = t.book(tmp_path / "b.xlsx", ROWS)
    t.edit(path, lambda opened: t.fill(opened.create_sheet("План"), [("a", 1), ("b", 2)]))
    before = parts(path)["xl/worksheets/sheet2.xml"]
    t.attach(path)
    assert parts(path)["xl/worksheets/sheet2.xml"] == before


# --- recalc: what it says ------------------------------------------------------------------------


def test_recalc_json_holds_exactly_the_agreed_object(attached):
    summary = t.recalc(attached)
    agreed = {
        "clients", "segments", "coverage", "purchases", "potential", "gap",
        "current_coverage", "moved", "findings", "seconds",
    }  # fmt: skip
    assert agreed <= set(summary)
    assert list(summary["segments"]) == [*"123456789", "blank"]
    assert set(summary["coverage"]) == {"never", "on_track", "due_soon", "overdue", "blank"}
    assert set(summary["current_coverage"]) == {"covered", "base"}
    assert set(summary["seconds"]) == {"read", "compute", "write"}
    assert all(value >= 0 for value in summary["seconds"].values())
    assert isinstance(summary["findings"], int)


def test_recalc_json_counts_what_stands_in_the_list(attached):
    summary = t.recalc(attached)
    assert summary["clients"] == 4
    assert {k: v for k, v in summary["segments"].items() if v} == {
        "3": 1,
        "4": 1,
        "8": 1,
        "blank": 1,
    }
    # Альфа: +30 days from 01.11 is 01.12; Бета: +91 from 01.10 is 31.12; Гамма: never called
    assert summary["coverage"] == {
        "never": 1,
        "on_track": 2,
        "due_soon": 0,
        "overdue": 0,
        "blank": 1,
    }
    assert summary["current_coverage"] == {"covered": 2, "base": 3}
    assert summary["potential"] == 600_000 + 500_000 + 49_999
    assert summary["purchases"] == 100_000 + 49_999 + 10
    assert summary["gap"] == 500_000 + 500_000
    assert summary["moved"] == []


def test_recalc_json_findings_are_as_many_as_check_lists(attached):
    assert t.recalc(attached)["findings"] == len(t.check(attached)) > 0


@BOTH
def test_recalc_says_the_same_numbers_to_people(attached, lang):
    told = t.mkp("recalc", attached, "--as-of", DAY, lang=lang)
    assert told.code == 0
    assert "1 000 000 из 1 149 999" in told.said  # the gap of the book's potential
    assert "67%" in told.said.replace(" %", "%")
    assert "2 из 3" in told.said


def test_recalc_without_marks_writes_only_its_checks_and_names_attach(plain):
    before = t.grid(plain, "Клиенты")
    sheet = parts(plain)["xl/worksheets/sheet1.xml"]
    told = t.mkp("recalc", plain, "--as-of", DAY)
    assert told.code == 0
    assert "mkp-xl attach" in told.said
    assert t.titles(plain) == ["Клиенты", "Проверки"]
    assert t.grid(plain, "Клиенты") == before
    assert parts(plain)["xl/worksheets/sheet1.xml"] == sheet
    assert t.checks(plain)


def test_recalc_without_marks_computes_all_the_same(plain):
    summary = t.recalc(plain)
    assert summary["moved"] is None
    assert summary["segments"]["8"] == summary["segments"]["4"] == summary["segments"]["3"] == 1
    assert summary["clients"] == 4


def test_recalc_without_marks_twice_changes_no_byte(plain):
    t.recalc(plain)
    before = snapshot(plain.parent)
    t.recalc(plain)
    assert snapshot(plain.parent) == before


def test_recalc_names_an_attach_command_that_works_for_a_name_with_a_space(tmp_path):
    path = t.book(tmp_path / "Мои клиенты.xlsx", ROWS)
    told = t.mkp("recalc", path, "--as-of", DAY)
    words = shlex.split(told.said[told.said.index("mkp-xl attach") :].rstrip("."))
    assert words == ["mkp-xl", "attach", str(path)]


def test_recalc_without_marks_holds_settings_for_the_run_only(plain):
    assert t.recalc(plain, "--set", "high_above=700000")["segments"]["8"] == 0
    assert t.recalc(plain)["segments"]["8"] == 1
    assert "Настройки" not in t.titles(plain)


def test_recalc_to_another_file_leaves_the_book_as_it_was(attached):
    output = attached.with_name("out.xlsx")
    before = snapshot(attached.parent)
    t.recalc(attached, "--set", "high_above=700000", "--output", output)
    after = snapshot(attached.parent)
    assert after.pop("out.xlsx")
    assert after == before
    assert [row["segment"] for row in t.ours(output)] == [5, 4, 3, None]


@BOTH
@pytest.mark.parametrize("name", ["out.xlsm", "out.xls", "out", "нет/out.xlsx"])
def test_recalc_refuses_an_output_it_cannot_write(attached, name, lang):
    before = snapshot(attached.parent)
    told = t.mkp("recalc", attached, "--output", attached.with_name("x").parent / name, lang=lang)
    assert told.code == 2
    assert told.err.strip()
    assert snapshot(attached.parent) == before


def test_recalc_over_another_book_keeps_a_copy_of_it(attached, tmp_path):
    other = t.book(tmp_path / "other.xlsx", ROWS[:1])
    before = other.read_bytes()
    t.recalc(attached, "--output", other)
    assert [copy.read_bytes() for copy in t.backups(other)] == [before]


# --- recalc: again and again ---------------------------------------------------------------------


@pytest.mark.parametrize("cells", ["native", "values"])
def test_recalc_twice_changes_no_byte_and_makes_no_second_copy(plain, cells):
    t.attach(plain, "--cells", cells)
    t.recalc(plain, "--set", "high_above=550000")
    before = snapshot(plain.parent)
    t.recalc(plain)
    t.mkp("recalc", plain, "--as-of", DAY)
    assert snapshot(plain.parent) == before


def test_recalc_with_the_same_setting_twice_changes_no_byte(attached):
    t.recalc(attached, "--set", "high_above=550000")
    before = snapshot(attached.parent)
    t.recalc(attached, "--set", "high_above=550000")
    assert snapshot(attached.parent) == before


@pytest.mark.parametrize("cells", ["native", "values"])
def test_a_changed_potential_shows_up_in_moved(plain, cells):
    t.attach(plain, "--cells", cells)
    t.edit(plain, lambda opened: opened["Клиенты"].__setitem__("B2", 400_000))
    moved = t.recalc(plain)["moved"]
    assert [(m["client"], m["from"], m["to"]) for m in moved] == [("Альфа", 8, 5)]
    assert t.recalc(plain)["moved"] == []


def test_moves_are_told_to_people_once(attached):
    t.edit(attached, lambda opened: opened["Клиенты"].__setitem__("B2", 400_000))
    assert "Альфа: 8 → 5" in t.mkp("recalc", attached, "--as-of", DAY).said
    assert "Альфа: 8 → 5" not in t.mkp("recalc", attached, "--as-of", DAY).said


def test_a_client_who_loses_the_potential_moves_to_no_segment(attached):
    t.edit(attached, lambda opened: opened["Клиенты"].__setitem__("B2", None))
    moved = t.recalc(attached)["moved"]
    assert [(m["client"], m["from"], m["to"]) for m in moved] == [("Альфа", 8, None)]


def test_a_client_who_gains_the_first_segment_is_no_move_or_one_from_nothing(attached):
    t.edit(attached, lambda opened: opened["Клиенты"].__setitem__("B5", 1000))
    moved = t.recalc(attached)["moved"]
    assert [(m["client"], m["from"]) for m in moved] in ([], [("Дельта", None)])


def test_a_move_by_setting_is_a_move(attached):
    moved = t.recalc(attached, "--set", "high_above=900000")["moved"]
    assert [(m["client"], m["from"], m["to"]) for m in moved] == [("Альфа", 8, 5)]


def test_check_does_not_use_up_the_moves(attached):
    t.edit(attached, lambda opened: opened["Клиенты"].__setitem__("B2", 400_000))
    t.check(attached)
    assert len(t.recalc(attached)["moved"]) == 1


@pytest.mark.parametrize("cells", ["native", "values"])
def test_a_new_client_typed_below_gets_our_cells(plain, cells):
    t.attach(plain, "--cells", cells)

    def add(opened):
        for column, value in enumerate(("Эпсилон", 70_000, 70_000, DATE(2026, 11, 19)), start=1):
            opened["Клиенты"].cell(6, column, value)

    t.edit(plain, add)
    assert t.recalc(plain)["clients"] == 5
    assert [row["segment"] for row in t.ours(plain)] == [*SEGMENTS, 6]
    last = t.ours(plain)[-1]
    assert (last["state"], last["class"]) == ("● в графике", "B")
    column = t.marks(plain)["segment"][1]
    cell = openpyxl.load_workbook(plain)["Клиенты"].cell(6, column).value
    assert str(cell).startswith("=") == (cells == "native")


def test_a_client_removed_at_the_bottom_takes_our_cells_along(attached):
    t.edit(attached, lambda opened: [setattr(c, "value", None) for c in opened["Клиенты"][5][:4]])
    assert t.recalc(attached)["clients"] == 3
    left = [value for row in t.ours(attached)[3:] for value in row.values()]
    assert set(left) <= {None, ""}


def test_only_the_last_five_copies_stay(attached):
    for step in range(7):
        t.recalc(attached, "--set", f"high_above={550_000 + step}")
    assert len(t.backups(attached)) == 5


def test_a_calendar_day_that_the_team_takes_off_moves_the_due_date(attached):
    assert t.ours(attached)[0]["due_date"].date() == DATE(2026, 12, 1)

    def day_off(opened):
        sheet = opened["Календарь"]
        for row in range(1, sheet.max_row + 1):
            day = sheet.cell(row, 1).value
            if isinstance(day, dt.datetime) and day.date() == DATE(2026, 12, 1):
                sheet.cell(row, 2).value = 0

    t.edit(attached, day_off)
    t.recalc(attached)
    assert t.ours(attached)[0]["due_date"].date() == DATE(2026, 11, 30)


def test_a_deadline_on_a_sunday_is_due_on_the_friday_before(tmp_path):
    path = t.attach(t.book(tmp_path / "b.xlsx", [("А", 600_000, 0, DATE(2026, 10, 30))]))
    row = t.ours(path)[0]
    assert row["deadline"].date() == DATE(2026, 11, 29)
    assert row["due_date"].date() == DATE(2026, 11, 27)
    assert row["state_code"] == 3


def test_coverage_states_follow_the_deadline(tmp_path):
    days = [30, 31, 23, 22, 24]
    clients = [(f"К{d}", 600_000, 0, AS_OF - dt.timedelta(days=d)) for d in days]
    path = t.attach(t.book(tmp_path / "b.xlsx", clients))
    rows = t.ours(path)
    assert [row["days_left"] for row in rows] == [0, -1, 7, 8, 6]
    assert [row["state_code"] for row in rows] == [2, 1, 2, 3, 2]
    summary = t.recalc(path)
    assert summary["coverage"]["due_soon"] == 3
    assert summary["current_coverage"] == {"covered": 4, "base": 5}


# --- exit codes and streams ----------------------------------------------------------------------


def test_exit_codes_are_done_findings_and_could_not_run(tmp_path):
    fine = t.book(tmp_path / "fine.xlsx", [ROWS[0]])
    odd = t.book(tmp_path / "odd.xlsx", [ROWS[3]])
    for command in ("recalc", "check"):
        assert t.mkp(command, fine, "--strict").code == 0
        assert t.mkp(command, odd).code == 0
        assert t.mkp(command, odd, "--strict").code == 1
        assert t.mkp(command, odd, "--strict", "--json").code == 1
        assert t.mkp(command, tmp_path / "none.xlsx", "--strict").code == 2


def test_strict_writes_the_book_all_the_same(attached):
    t.edit(attached, lambda opened: opened["Клиенты"].__setitem__("B2", 400_000))
    assert t.mkp("recalc", attached, "--as-of", DAY, "--strict").code == 1
    assert t.ours(attached)[0]["segment"] == 5


@pytest.mark.parametrize("command", ["recalc", "check", "show", "attach"])
def test_json_is_the_only_thing_on_stdout_of_the_program(attached, command):
    told = t.program(command, attached, "--json", folder=attached.parent, MKP_LANG="ru")
    assert told.code == 0
    assert json.loads(told.out)
    assert "\x1b" not in told.out


@pytest.mark.parametrize("command", ["recalc", "check", "show", "attach"])
@BOTH
def test_json_of_a_failure_is_one_value_too(tmp_path, command, lang):
    told = t.mkp(command, tmp_path / "none.xlsx", "--json", lang=lang)
    assert told.code == 2
    assert isinstance(told.json, dict)
    assert "none.xlsx" in told.json["message"]
    assert "none.xlsx" in told.err


def test_json_of_a_wrong_call_is_one_value_too(tmp_path):
    told = t.program("recalc", "--json", folder=tmp_path, MKP_LANG="ru")
    assert told.code == 2
    assert json.loads(told.out)


def test_the_program_prints_no_empty_lines_where_no_bar_is_drawn(attached):
    told = t.program("recalc", attached, "--json", folder=attached.parent, MKP_LANG="ru")
    assert told.err == ""


def test_the_program_run_as_a_process_says_the_reason_on_stderr(tmp_path):
    told = t.program("recalc", "нет.xlsx", folder=tmp_path, MKP_LANG="ru")
    assert (told.code, told.out) == (2, "")
    assert told.err.split() == ["Файла", "«нет.xlsx»", "нет."]


def test_a_wrong_call_is_told_in_the_users_language():
    told = t.mkp("recalc", lang="ru")
    assert told.code == 2
    assert CYRILLIC.search(told.err)
    assert "Missing argument" not in told.err


NAMED = {"recount", "recognise", "restor", "restore", "qqq", "x1"}
"""Words of wrong calls, and commands that may have been meant."""


@BOTH
@pytest.mark.parametrize(
    ("call", "named"),
    [
        (["recalc"], "recalc --help"),
        (["recalc", "b.xlsx", "--force"], "--force"),
        (["recalc", "b.xlsx", "--as-of"], "--as-of"),
        (["recalc", "b.xlsx", "c.xlsx"], "c.xlsx"),
        (["demo", "--clients", "-1"], "-1"),
        (["demo", "--clients", "x1"], "x1"),
        (["recount"], "recount"),
        (["restor"], "restore"),
        (["qqq"], "qqq"),
    ],
)
def test_a_wrong_call_names_what_is_wrong_in_one_sentence(call, named, lang):
    told = t.mkp(*call, lang=lang)
    assert (told.code, told.out) == (2, "")
    assert named in told.err
    words = re.sub(r"mkp-xl [a-z -]+|--[a-z-]+|\S+\.xlsx", "", told.err)
    if lang == "ru":
        assert not set(re.findall(r"[A-Za-z]{2,}", words)) - NAMED, told.err
    else:
        assert not CYRILLIC.search(words)


@BOTH
def test_help_ends_its_last_line(lang):
    assert t.mkp("recalc", "--help", lang=lang).out.endswith("\n")


def test_a_command_that_is_none_is_exit_code_2(tmp_path):
    assert t.mkp("пересчёт").code == 2
    assert t.mkp("recalc", tmp_path / "a.xlsx", "--force").code == 2


def test_version_is_one_line_on_stdout():
    told = t.mkp("--version")
    assert told.code == 0
    assert re.fullmatch(r"mkp-xl \d+\.\d+\.\d+\s*", told.out)


@pytest.mark.parametrize(
    ("environment", "russian"),
    [
        ({"MKP_LANG": "ru", "LANG": "en_US.UTF-8"}, True),
        ({"MKP_LANG": "en", "LANG": "ru_RU.UTF-8"}, False),
        ({"LANG": "ru_RU.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "C"}, True),
        ({}, True),
        ({"MKP_LANG": "", "LANG": "ru_RU.UTF-8"}, True),
        ({"MKP_LANG": "RU"}, True),
    ],
)
def test_the_language_is_the_users_and_russian_where_nothing_says(tmp_path, environment, russian):
    told = t.program("check", "x.xlsx", folder=tmp_path, **environment)
    assert bool(CYRILLIC.search(told.err)) == russian


@pytest.mark.parametrize("encoding", ["cp866", "ascii"])
@pytest.mark.parametrize("words", [["recalc"], ["show"], ["recalc", "--help"]])
def test_a_terminal_that_cannot_show_every_letter_stops_nothing(attached, encoding, words):
    t.edit(attached, lambda o: o["Клиенты"].__setitem__("A2", "Ёлка 😀 ₸ «Ж»"))
    call = [words[0], attached, *words[1:]]
    environment = {"MKP_LANG": "ru", "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    told = t.process(call, attached.parent, environment)
    assert told.returncode == 0
    assert b"Traceback" not in told.stderr


@pytest.mark.parametrize("encoding", ["cp866", "ascii"])
@pytest.mark.parametrize("command", ["recalc", "check", "show"])
def test_json_keeps_every_letter_whatever_the_terminal_can_show(attached, encoding, command):
    name = "Ёлка 😀 ₸ «Ж»"
    t.edit(attached, lambda o: o["Клиенты"].__setitem__("A5", name))
    t.edit(attached, lambda o: o["Клиенты"].__setitem__("B2", 1000))
    t.edit(attached, lambda o: o["Клиенты"].__setitem__("A2", name))
    environment = {"MKP_LANG": "ru", "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    told = t.process([command, attached, "--json"], attached.parent, environment)
    assert told.returncode == 0
    assert b"Traceback" not in told.stderr
    for decoding in ("utf-8", encoding):
        try:
            value = json.loads(told.stdout.decode(decoding))
        except UnicodeDecodeError:
            continue
        assert name in json.dumps(value, ensure_ascii=False)
        break
    else:
        pytest.fail("stdout is no text")


@BOTH
def test_the_matrix_is_whole_in_a_terminal_of_80_columns(tmp_path, lang):
    path = tmp_path / "d.xlsx"
    told = t.mkp("demo", "--output", path, "--lang", lang, lang=lang, columns=80)
    counts = t.mkp("recalc", path, "--json", lang=lang).json["segments"]
    word = "клиентов" if lang == "ru" else "clients"
    shown = [int(n) for n in re.findall(rf"{word} (\d+)\b", _matrix_of(told.out))]
    assert sorted(shown) == sorted(counts[key] for key in "123456789")
    assert all(len(line) <= 80 for line in told.out.splitlines() if str(tmp_path) not in line)


def _matrix_of(out):
    return "\n".join(line for line in out.splitlines() if "│" in line)


# --- check ---------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("marked", [True, False])
def test_check_writes_nothing(plain, marked, lang):
    if marked:
        t.attach(plain)
    before = snapshot(plain.parent)
    told = t.mkp("check", plain, "--as-of", "2026-12-31", "--set", "high_above=600001", lang=lang)
    assert told.code == 0
    t.mkp("check", plain, "--json", "--strict", lang=lang)
    assert snapshot(plain.parent) == before


def test_check_json_says_where_what_and_what_to_do(plain):
    finding = next(f for f in t.check(plain) if f["cell"] == "B5")
    assert finding["sheet"] == "Клиенты"
    assert finding["field"] == "potential_typed"
    assert finding["severity"] == "error"
    assert finding["message"]
    assert finding["action"]


@BOTH
def test_check_speaks_the_books_language_in_its_findings(tmp_path, lang):
    path = t.book(tmp_path / "b.xlsx", ROWS, lang=lang)
    for finding in t.check(path, lang=lang):
        assert bool(CYRILLIC.search(finding["message"] + finding["action"])) == (lang == "ru")


@BOTH
def test_check_of_a_clean_book_says_so(tmp_path, lang):
    path = t.book(tmp_path / "b.xlsx", ROWS[:1], lang=lang)
    told = t.mkp("check", path, "--as-of", DAY, lang=lang)
    assert told.code == 0
    assert ("Замечаний нет" if lang == "ru" else "Nothing to report") in told.out


def test_check_agrees_with_the_sheet_of_checks(attached):
    listed = t.check(attached)
    lines = [line for line in t.checks(attached) if line["Важность"]]
    assert sum(line["Сколько"] for line in lines) == len(listed)
    said = {line["Что не так"].partition(" (")[0] for line in lines}  # a group's has no figures
    assert said == {finding["message"].partition(" (")[0] for finding in listed}


# --- show ----------------------------------------------------------------------------------------


def test_show_gives_records_keyed_by_field(attached):
    records = t.mkp("show", attached, "--json").json
    assert [record["client"] for record in records] == list(NAMES)
    assert [record["segment"] for record in records] == SEGMENTS
    assert set(OUTPUTS) <= set(records[0])
    assert records[0]["due_date"] == "2026-12-01"
    assert records[0]["gap"] == 500_000
    assert records[3]["why"]


def test_show_writes_nothing(attached):
    before = snapshot(attached.parent)
    for more in ([], ["Настройки"], ["Проверки"], ["Клиенты"], ["Нет"]):
        t.mkp("show", attached, *more)
        t.mkp("show", attached, *more, "--json")
    assert snapshot(attached.parent) == before


@pytest.mark.parametrize("sheet", ["Настройки", "Проверки", "Календарь", "Клиенты", "настройки"])
def test_show_prints_a_sheet_by_its_title(attached, sheet):
    told = t.mkp("show", attached, sheet)
    assert told.code == 0
    assert told.out.strip()
    assert t.mkp("show", attached, sheet, "--json").json


@pytest.mark.parametrize("lang", LANGS)
def test_show_prints_every_sheet_of_a_book(tmp_path, lang):
    path = tmp_path / "demo.xlsx"
    assert t.mkp("demo", "--output", path, "--clients", 20, "--lang", lang).code == 0
    opened = openpyxl.load_workbook(path, data_only=True)
    for sheet in opened:
        told = t.mkp("show", path, sheet.title, "--json", lang=lang)
        assert told.code == 0, (sheet.title, told)
        assert told.json, sheet.title
        assert t.mkp("show", path, sheet.title, lang=lang).code == 0
    card = opened[{"ru": "Карточка клиента", "en": "Client card"}[lang]]
    records = t.mkp("show", path, card.title, "--json", lang=lang).json
    assert records[0]["B"] == card["B1"].value
    assert max(map(len, (key for row in records for key in row))) == 1, "figures beside the page"


def test_show_of_the_settings_holds_every_box(attached):
    t.recalc(attached, "--set", "high_above=900000")
    records = t.mkp("show", attached, "Настройки", "--json").json
    assert any(900_000 in record.values() for record in records)
    told = t.mkp("show", attached, "Настройки").said
    assert all(ru in told for ru, _ in t.SETTINGS.values())


@BOTH
def test_show_of_a_sheet_that_is_not_ours_names_those_that_are(attached, lang):
    told = t.mkp("show", attached, "План", lang=lang)
    assert told.code == 2
    assert "План" in told.err
    assert "Настройки" in told.err


@BOTH
def test_show_of_a_book_without_our_columns_names_attach(plain, lang):
    told = t.mkp("show", plain, lang=lang)
    assert told.code == 2
    assert "mkp-xl attach" in told.err
    assert plain.name in told.err


def test_show_is_readable_in_a_terminal_of_80_columns(attached):
    out = t.mkp("show", attached, columns=80).out
    for name, segment in zip(NAMES[:3], SEGMENTS[:3], strict=True):
        assert re.search(rf"{name}.*\b{segment}\b", out), name
    assert all(len(line) <= 80 for line in out.splitlines())


def test_a_command_in_a_sentence_is_not_broken_by_the_width_of_the_terminal(tmp_path):
    folder = tmp_path / ("очень_длинная_папка_" * 4)
    folder.mkdir()
    path = t.book(folder / "b.xlsx", ROWS)
    assert f"mkp-xl attach {path}" in t.mkp("show", path, columns=80).err
    assert f"mkp-xl attach {path}" in t.mkp("recalc", path, columns=80).out


def test_a_file_name_like_an_emoji_code_is_told_as_it_stands(tmp_path):
    assert ":cat:.xlsx" in t.mkp("recalc", tmp_path / ":cat:.xlsx").err


def test_show_tells_a_name_that_looks_like_markup_as_it_stands(tmp_path):
    names = ["[bold]Ёж[/bold]", "[/]", "\\[/]", "a\\", ":cat: Кот", "[link=x]"]
    path = t.attach(t.book(tmp_path / "b.xlsx", [(name, 600_000, 1, None) for name in names]))
    told = t.mkp("show", path)
    assert told.code == 0
    assert all(name in told.out for name in names)


@pytest.mark.parametrize("name", ["[bold]Ёж[/bold]", "[/]", "\\[/]", "a\\", ":cat: Кот", "[red]"])
def test_recalc_tells_a_name_that_looks_like_markup_as_it_stands(tmp_path, name):
    path = t.attach(t.book(tmp_path / "b.xlsx", [(name, 600_000, 1, None)]))
    t.edit(path, lambda opened: opened["Клиенты"].__setitem__("B2", 400_000))
    told = t.mkp("recalc", path, "--as-of", DAY)
    assert told.code == 0
    assert told.out.count(name) == 2  # among the largest gaps and among the moves


# --- whose is what -------------------------------------------------------------------------------


@pytest.fixture
def owned(tmp_path):
    """Return a book whose team has columns and sheets that carry our titles."""
    path = tmp_path / "team.xlsx"
    made = openpyxl.Workbook()
    made.active.title = "Клиенты"
    heads = ("Клиент", "Сегмент", "Потенциал", "Класс", "Закупки за 12 мес.", "Следующий контакт")
    rows = [
        ("Альфа", "опт", 600_000, "VIP", 100_000, DATE(2027, 1, 15)),
        ("Бета", "розница", 500_000, "обычный", 0, None),
    ]
    t.fill(made.active, [heads, *rows])
    made.active["B2"].font = openpyxl.styles.Font(bold=True)
    made.active["D3"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFCC00")
    t.fill(made.create_sheet("Матрица"), [("наша матрица", 1), (None, t.Formula("=B1*2"))])
    t.fill(made.create_sheet("Настройки"), [("Высокий потенциал больше", 1), ("цвет", "синий")])
    made.save(path)
    return path


def test_a_team_with_columns_of_our_names_keeps_every_cell(owned):
    before = {title: t.grid(owned, title) for title in t.titles(owned)}
    sheets = {k: v for k, v in parts(owned).items() if re.search(r"sheet[23]\.xml$", k)}
    t.attach(owned)
    t.recalc(owned, "--set", "high_above=550000")
    assert t.grid(owned, "Клиенты", columns=6) == before["Клиенты"]
    assert t.grid(owned, "Матрица") == before["Матрица"]
    assert t.grid(owned, "Настройки") == before["Настройки"]
    assert {name: parts(owned)[name] for name in sheets} == sheets


def test_our_columns_take_other_titles_beside_a_teams_own(owned):
    t.attach(owned)
    sheet = openpyxl.load_workbook(owned)["Клиенты"]
    heads = {key: sheet.cell(*place).value for key, place in t.marks(owned).items()}
    assert heads["segment"] == "МКП Сегмент"
    assert heads["class"] == "МКП Класс"
    assert heads["gap"] == "Разрыв"
    assert [row["segment"] for row in t.ours(owned)] == [8, 4]
    assert [row["class"] for row in t.ours(owned)] == ["A", "B"]


def test_our_sheet_takes_another_title_beside_a_teams_own(owned):
    t.attach(owned)
    assert {"Настройки", "МКП Настройки", "Матрица", "Проверки"} <= set(t.titles(owned))
    t.recalc(owned, "--set", "high_above=650000")
    opened = openpyxl.load_workbook(owned)
    assert t.box(opened, "high_above", sheet="МКП Настройки").value == 650_000
    assert opened["Настройки"]["B1"].value == 1
    assert [row["segment"] for row in t.ours(owned)] == [5, 4]


def test_columns_that_look_like_ours_are_reported(owned):
    found = [f for f in t.check(owned) if f["cell"] in ("B1", "D1")]
    assert {f["cell"] for f in found} == {"B1", "D1"}
    assert all("не трогаем" in f["message"] for f in found)


def test_owned_book_is_told_from_ours_at_every_later_run(owned):
    t.attach(owned)
    before = snapshot(owned.parent)
    assert t.mkp("attach", owned, "--as-of", DAY).code == 2  # attach has no such option
    t.recalc(owned)
    assert snapshot(owned.parent) == before


def test_a_teams_own_sheet_of_checks_is_left_alone_without_marks_too(tmp_path):
    path = t.book(tmp_path / "b.xlsx", ROWS)
    t.edit(path, lambda opened: t.fill(opened.create_sheet("Проверки"), [("наше", 1)]))
    before = parts(path)["xl/worksheets/sheet2.xml"]
    t.recalc(path)
    t.recalc(path)
    assert t.titles(path) == ["Клиенты", "Проверки", "МКП Проверки"]
    assert parts(path)["xl/worksheets/sheet2.xml"] == before


def test_a_column_of_ours_that_was_renamed_is_the_teams_from_then_on(attached):
    column = t.marks(attached)["gap"][1]

    def rename(opened):
        opened["Клиенты"].cell(1, column).value = "Мой разрыв"
        for row in range(2, 6):
            opened["Клиенты"].cell(row, column).value = "наше"

    t.edit(attached, rename)
    assert any("больше не наш" in f["message"] for f in t.check(attached))
    t.recalc(attached)
    sheet = openpyxl.load_workbook(attached)["Клиенты"]
    assert [sheet.cell(row, column).value for row in range(1, 6)] == ["Мой разрыв", *["наше"] * 4]
    assert "gap" not in t.marks(attached)
    assert [row["segment"] for row in t.ours(attached)] == SEGMENTS


def test_a_formula_that_a_person_typed_into_our_column_stays(attached):
    column = t.marks(attached)["segment"][1]
    t.edit(attached, lambda o: setattr(o["Клиенты"].cell(3, column), "value", "=1+1"))
    t.recalc(attached)
    assert openpyxl.load_workbook(attached)["Клиенты"].cell(3, column).value == "=1+1"
    assert any("чужая формула" in f["message"] for f in t.check(attached))


def test_a_deleted_sheet_of_ours_comes_back_and_is_reported(attached):
    t.recalc(attached, "--set", "high_above=900000")
    t.edit(attached, lambda opened: opened.remove(opened["Настройки"]))
    told = t.mkp("recalc", attached, "--as-of", DAY, "--json")
    assert told.code == 0
    assert "Настройки" in t.titles(attached)
    assert any("восстановлен" in line["Что не так"] for line in t.checks(attached))
    assert told.json["segments"]["8"] == 1  # the default limit holds again


# --- settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("cells", ["native", "values"])
def test_a_setting_is_typed_into_its_box_and_moves_segments(plain, cells):
    t.attach(plain, "--cells", cells)
    summary = t.recalc(plain, "--set", "high_above=900000")
    assert summary["segments"]["5"] == 1
    assert t.box(openpyxl.load_workbook(plain), "high_above").value == 900_000
    assert [row["segment"] for row in t.ours(plain)] == [5, 4, 3, None]
    assert t.recalc(plain)["segments"]["5"] == 1  # it stays


@pytest.mark.parametrize("text", ["900000", "900 000", "900\u00a0000", "900000.00"])
def test_a_setting_is_read_as_a_person_types_it(attached, text):
    t.recalc(attached, "--set", f"high_above={text}")
    assert t.box(openpyxl.load_workbook(attached), "high_above").value == 900_000


@pytest.mark.parametrize("text", ["0.98", "98%", "98 %", "0,98"])
def test_a_share_is_read_as_a_person_types_it(attached, text):
    t.recalc(attached, "--set", f"reached_from={text}")
    value = t.box(openpyxl.load_workbook(attached), "reached_from").value
    assert value == pytest.approx(0.98)


def test_several_settings_hold_together(attached):
    summary = t.recalc(attached, "--set", "medium_from=600001", "--set", "high_above=900000")
    assert {k for k, v in summary["segments"].items() if v} == {"1", "2", "3", "blank"}


@BOTH
@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ("high=1", "high_above"),
        ("=1", "high_above"),
        ("high_above", "="),
        ("high_above=", "0"),
        ("high_above=много", "0"),
        ("high_above=-1", "0"),
        ("high_above=1e308", "0"),
        ("high_above=nan", "0"),
        ("high_above=inf", "0"),
        ("medium_from=500000.01", "500"),
        ("high_above=10", "50"),
        ("reached_from=0", "1%"),
        ("reached_from=98", "1%"),
        ("window_months=1.5", "60"),
        ("window_months=0", "60"),
        ("due_soon_days=-1", "365"),
        ("frequency_a=366", "365"),
        ("as_of_mode=иногда", ""),
        ("currency=ЯЯЯ", "RUB"),
        ("language=de", "ru"),
        ("as_of=31.02.2026", ""),
        ("orders_from=вчера", ""),
    ],
)
def test_a_setting_that_cannot_hold_is_one_sentence(attached, setting, named, lang):
    before = snapshot(attached.parent)
    told = t.mkp("recalc", attached, "--set", setting, lang=lang)
    assert told.code == 2
    assert told.out == ""
    assert named in told.err
    assert "Traceback" not in told.err
    assert bool(CYRILLIC.search(re.sub("[«“].*?[»”]", "", told.err))) == (lang == "ru")
    assert snapshot(attached.parent) == before


@BOTH
@pytest.mark.parametrize(
    "day", ["31.02.2026", "2026-02-31", "вчера", "", "20.11", "46346", "2026-13-01", "05/11/2026"]
)
def test_an_as_of_day_that_is_none_is_one_sentence(attached, day, lang):
    before = snapshot(attached.parent)
    for command in ("recalc", "check"):
        told = t.mkp(command, attached, "--as-of", day, lang=lang)
        assert (told.code, told.out) == (2, "")
        assert day in told.err
        assert "2026-11-20" in told.err
    assert snapshot(attached.parent) == before


@pytest.mark.parametrize("day", ["2026-11-20", "20.11.2026", "2026-11-20T10:00"])
def test_an_as_of_day_is_read_in_either_spelling(attached, day):
    assert t.mkp("recalc", attached, "--as-of", day, "--json").json["as_of"] == DAY


@pytest.mark.parametrize("day", ["1900-03-01", "1900-12-31", "1999-12-31", "2062-11-20"])
def test_a_day_far_away_is_computed_or_refused_and_leaves_no_trace(attached, day):
    size = attached.stat().st_size
    told = t.mkp("recalc", attached, "--as-of", day, "--json")
    assert told.code in (0, 2)
    assert told.json
    assert t.recalc(attached)["segments"]["8"] == 1
    assert attached.stat().st_size < 2 * size


@pytest.mark.parametrize("day", ["2926-11-20", "9998-12-31", "9999-12-31"])
def test_a_mistyped_year_is_answered_at_once(attached, day):
    call = ["recalc", attached, "--as-of", day, "--json"]
    told = t.program(*call, folder=attached.parent, MKP_LANG="ru", limit=15)
    assert told.code in (0, 2)
    assert json.loads(told.out)


def test_as_of_is_typed_into_the_book(attached):
    t.mkp("recalc", attached, "--as-of", "2026-12-02")
    box = t.box(openpyxl.load_workbook(attached), "as_of").value
    assert box.date() == DATE(2026, 12, 2)
    assert t.ours(attached)[0]["state_code"] == 1  # 01.12 has passed
    assert t.mkp("recalc", attached, "--json").json["as_of"] == "2026-12-02"  # the mode is fixed


def test_without_as_of_a_book_in_mode_today_is_computed_for_today(plain):
    t.mkp("attach", plain)
    t.mkp("recalc", plain, "--as-of", DAY)
    days = {dt.datetime.now().astimezone().date().isoformat()}
    summary = t.mkp("recalc", plain, "--json").json
    days.add(dt.datetime.now().astimezone().date().isoformat())
    assert summary["as_of"] in days


@pytest.mark.parametrize("key", ["high_above", "medium_from", "reached_from", "due_soon_days"])
def test_an_emptied_box_holds_its_default_and_is_reported(attached, key):
    t.edit(attached, lambda opened: setattr(t.box(opened, key), "value", None))
    found = [f for f in t.check(attached) if f["field"] == key]
    assert len(found) == 1
    assert found[0]["sheet"] == "Настройки"
    assert found[0]["cell"]
    t.recalc(attached)
    assert [row["segment"] for row in t.ours(attached)] == SEGMENTS
    assert t.box(openpyxl.load_workbook(attached), key).value is None


def test_an_emptied_as_of_box_of_a_fixed_book_is_reported(attached):
    t.edit(attached, lambda opened: setattr(t.box(opened, "as_of"), "value", None))
    told = t.mkp("check", attached, "--json").json
    assert [f for f in told["findings"] if f["field"] == "as_of"]


@pytest.mark.sampled(4)
@BOTH
@pytest.mark.parametrize(
    ("key", "value", "ru", "en"),
    [
        ("high_above", "много", "от 0", "from 0"),
        ("high_above", -5, "от 0", "from 0"),
        ("high_above", 1e300, "от 0", "from 0"),
        ("high_above", True, "от 0", "from 0"),
        ("reached_from", 1.2, "от 1% до 100%", "from 1% to 100%"),
        ("reached_from", "почти", "от 1% до 100%", "from 1% to 100%"),
        ("due_soon_days", 2.5, "от 0 до 365", "from 0 to 365"),
        ("due_soon_days", 1000, "от 0 до 365", "from 0 to 365"),
        ("due_soon_days", "неделя", "от 0 до 365", "from 0 to 365"),
        ("frequency_a", "раз в месяц", "от 0 до 365", "from 0 to 365"),
        ("as_of_mode", "иногда", "сегодня, фиксирована", "today, fixed"),
        ("currency", "доллары", "RUB", "RUB"),
    ],
)
def test_a_wrong_box_holds_its_default_and_the_finding_names_what_is_allowed(
    tmp_path, lang, key, value, ru, en
):
    path = t.attach(t.book(tmp_path / "b.xlsx", ROWS, lang=lang), lang=lang)
    t.edit(path, lambda opened: setattr(t.box(opened, key, lang), "value", value))
    found = [f for f in t.check(path, lang=lang) if f["field"] == key]
    assert len(found) == 1
    said = (found[0]["message"] + " " + found[0]["action"]).replace("\u00a0", " ")
    assert (ru if lang == "ru" else en) in said
    t.recalc(path, lang=lang)
    assert [row["segment"] for row in t.ours(path, TITLES[lang]["clients"])] == SEGMENTS


def test_contradictory_limits_typed_into_the_boxes_are_one_sentence(attached):
    t.edit(attached, lambda opened: setattr(t.box(opened, "medium_from"), "value", 600_000))
    before = snapshot(attached.parent)
    told = t.mkp("recalc", attached)
    assert (told.code, told.out) == (2, "")
    assert "600" in told.err
    assert "500" in told.err
    assert "Настройки" in told.err or "Средний потенциал от" in told.err
    assert snapshot(attached.parent) == before


@pytest.mark.parametrize("formula", ["=TODAY()", "=TODAY()-1", "=NOW()"])
def test_a_formula_for_the_as_of_date_is_reported(attached, formula):
    t.edit(attached, lambda opened: setattr(t.box(opened, "as_of"), "value", formula))
    told = t.mkp("check", attached, "--json").json
    assert any("формула" in f["message"] for f in told["findings"] if f["field"] == "as_of")


def test_a_book_in_mode_today_has_its_formula_replaced_by_a_typed_date(plain):
    t.mkp("attach", plain)
    t.edit(plain, lambda opened: setattr(t.box(opened, "as_of"), "value", "=TODAY()"))
    t.mkp("recalc", plain)
    value = t.box(openpyxl.load_workbook(plain), "as_of").value
    assert isinstance(value, dt.datetime)


@pytest.mark.parametrize("value", ["31.02.2026", "вчера", 5, "=1/0"])
def test_a_wrong_as_of_box_is_reported_and_the_run_goes_on(attached, value):
    t.edit(attached, lambda opened: setattr(t.box(opened, "as_of"), "value", value))
    told = t.mkp("check", attached, "--json")
    assert told.code == 0
    assert [f for f in told.json["findings"] if f["field"] == "as_of"]


def test_the_language_of_a_book_is_a_setting(attached):
    t.recalc(attached, "--set", "language=en")
    rows = t.ours(attached)
    assert rows[0]["segment_name"] == "Strategic"
    assert not CYRILLIC.search(rows[0]["why"])
    before = snapshot(attached.parent)
    t.recalc(attached)
    assert snapshot(attached.parent) == before


def test_exactly_at_the_limits_is_medium(tmp_path):
    amounts = (49_999.99, 50_000, 500_000, 500_000.01, 0)
    path = t.attach(t.book(tmp_path / "b.xlsx", [(f"К{a}", a, 0) for a in amounts]))
    assert [row["segment"] for row in t.ours(path)] == [1, 4, 4, 7, 1]


# --- nothing lost --------------------------------------------------------------------------------

UNKNOWN = (
    ("без потенциала", None, 5),
    ("потенциал словом", "много", 5),
    ("потенциал ошибкой", "#N/A", 5),
    ("потенциал истина", True, 5),
    ("потенциал меньше нуля", -1, 5),
    ("потенциал в долларах", "$ 5", 5),
    ("потенциал датой", DATE(2026, 1, 1), 5),
    ("без закупок", 5, None),
    ("закупки словом", 5, "мало"),
    ("закупки в евро", 5, "5 €"),
    ("ничего", None, None),
)


@BOTH
def test_every_client_without_a_segment_has_a_finding_and_a_reason(tmp_path, lang):
    home = TITLES[lang]["clients"]
    rows = [*UNKNOWN, *[row[:3] for row in ROWS[:3]]]
    path = t.book(tmp_path / "b.xlsx", rows, lang=lang)
    t.attach(path, lang=lang)
    summary = t.recalc(path, lang=lang)
    blank = summary["segments"]["blank"]
    assert summary["clients"] == len(rows) == sum(summary["segments"].values())
    assert blank == len(UNKNOWN)
    told = {int(re.sub(r"\D", "", f["cell"])) for f in t.check(path, lang=lang) if f["cell"]}
    for number, row in enumerate(t.ours(path, home), start=2):
        if row["segment"] is None:
            assert number in told, rows[number - 2]
            assert row["why"], rows[number - 2]
            word = ("потенциал", "закуп") if lang == "ru" else ("potential", "purchases")
            assert any(w in row["why"] for w in word)


def test_the_sheet_of_checks_sums_up_the_clients(tmp_path):
    path = t.attach(t.book(tmp_path / "b.xlsx", ROWS))
    texts = [
        str(cell.value)
        for row in openpyxl.load_workbook(path)["Проверки"]["A1:H4"]
        for cell in row
        if cell.value
    ]
    assert any(re.search(r"4 = с сегментом 3 \+ без сегмента 1", text) for text in texts)


def test_the_checks_point_to_the_cell_they_speak_of(attached):
    line = next(line for line in t.checks(attached) if "B5" in str(line["Ячейки"]))
    assert line["Лист"] == "Клиенты"
    assert line["Поле"] == "Потенциал"
    sheet = openpyxl.load_workbook(attached)["Проверки"]
    cell = next(cell for row in sheet["C5:C20"] for cell in row if "B5" in str(cell.value))
    target = cell.hyperlink.location if cell.hyperlink else cell.value
    assert "Клиенты" in target
    assert "B5" in target


def test_segments_coverage_and_clients_agree_for_all_kinds_of_rows(tmp_path):
    values = (None, 0, 1, 49_999, 50_000, 500_000, 500_001, "много")
    rows = [
        (f"К{i}", potential, bought, day)
        for i, (potential, bought, day) in enumerate(
            itertools.product(values, values, (None, DATE(2026, 11, 1), DATE(2027, 1, 1)))
        )
    ]
    path = t.attach(t.book(tmp_path / "b.xlsx", rows))
    summary = t.recalc(path)
    assert sum(summary["segments"].values()) == summary["clients"] == len(rows)
    assert sum(summary["coverage"].values()) == len(rows)
    mine = t.ours(path)
    count = sum(row["segment"] is None for row in mine)
    assert summary["segments"]["blank"] == count
    assert all(row["why"] for row in mine)


def test_the_reference_of_fields_is_made_compared_and_today_s(tmp_path):
    page = tmp_path / "fields.md"
    assert t.mkp("docs", page).code == 0
    text = page.read_text(encoding="utf-8")
    assert "| Сегмент | `segment` |" in text
    assert "| Segment | `segment` |" in text
    assert all(f"| `{key}` |" in text for key in (*OUTPUTS, "medium_from", "orders_from"))
    assert t.mkp("docs", "--check", page).code == 0
    page.write_text(text + "\n", encoding="utf-8")
    answer = t.mkp("docs", "--check", page)
    assert answer.code == 1
    assert "mkp-xl docs" in answer.out
    assert t.mkp("docs", "--check", tmp_path / "none.md").code == 1
    refused = t.mkp("docs", tmp_path / "no" / "fields.md")
    assert refused.code == 2
    assert "fields.md" in refused.err


@BOTH
@pytest.mark.parametrize("command", ["--help", "recalc --help", "show BOOK", "recalc BOOK --json"])
def test_a_reader_who_has_had_enough_is_no_failure(plain, command, lang):
    t.attach(plain, lang=lang)
    line = command.replace("BOOK", shlex.quote(str(plain)))
    done = subprocess.run(
        ["bash", "-c", f"{shlex.quote(str(t.PROGRAM))} {line} | true; exit ${{PIPESTATUS[0]}}"],
        env=os.environ | {"MKP_LANG": lang},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@BOTH
@pytest.mark.parametrize("command", ["--help", "show BOOK", "show BOOK --json"])
def test_output_that_cannot_be_printed_is_one_sentence(plain, command, lang):
    t.attach(plain, lang=lang)
    with FULL.open("wb") as full:
        done = subprocess.run(
            [t.PROGRAM, *shlex.split(command.replace("BOOK", shlex.quote(str(plain))))],
            env=os.environ | {"MKP_LANG": lang},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    said = done.stderr.decode()
    assert done.returncode == 2
    assert said.count("\n") == 1
    assert ("Результат" if lang == "ru" else "result") in said


def test_a_run_says_what_it_wrote_and_where_the_version_before_is(plain):
    first = t.mkp("attach", plain)
    (kept,) = (plain.parent / ".mkp-backup").iterdir()
    assert str(plain) in first.out
    assert str(kept) in first.out
    t.recalc(plain)
    again = t.mkp("recalc", plain, "--as-of", DAY)
    assert ".mkp-backup" not in again.out
    assert "ничего не записано" in again.out
    assert "Все столбцы" in t.mkp("attach", plain).out


def test_a_demo_over_another_book_says_where_that_is_kept(plain):
    before = plain.read_bytes()
    told = t.mkp("demo", "--clients", "3", "--output", plain)
    (kept,) = (plain.parent / ".mkp-backup").iterdir()
    assert kept.read_bytes() == before
    assert str(kept) in told.out


def test_a_client_that_gets_its_first_segment_has_moved(plain):
    t.attach(plain)
    t.recalc(plain)
    book = openpyxl.load_workbook(plain)
    sheet = book[TITLES["ru"]["clients"]]
    potential = [cell.value for cell in sheet[1]].index("Потенциал") + 1
    sheet.cell(5, potential).value = 60_000
    book.save(plain)
    moved = t.recalc(plain)["moved"]
    assert [(m["client"], m["from"], m["to"]) for m in moved] == [("Дельта", None, 5)]


@BOTH
def test_the_headline_leaves_out_clients_whose_gap_is_unknown(tmp_path, lang):
    rows = [("Альфа", 100_000, 40_000, None), ("Бета", 900_000, None, None)]
    told = t.mkp("recalc", t.book(tmp_path / "b.xlsx", rows), lang=lang)
    said = told.said.replace(",", " ")
    assert "60 000" in said
    assert "100 000" in said
    assert "1 000 000" not in said
    unknown = t.mkp("recalc", t.book(tmp_path / "c.xlsx", rows[1:]), lang=lang)
    assert ("Не освоено" if lang == "ru" else "captured") not in unknown.out


@BOTH
def test_check_names_every_kind_of_finding(tmp_path, lang):
    told = t.mkp("check", t.book(tmp_path / "b.xlsx", ODD_ROWS), lang=lang)
    kinds = {(f["code"], f["field"]) for f in t.check(tmp_path / "b.xlsx", lang=lang)}
    signs = sum(told.out.count(sign) for sign in ("■ ", "► ", "○ "))
    assert signs == len(kinds) >= 5


ODD_ROWS = (
    ("А", "много", 5, None),
    ("Б", 100, "#N/A", None),
    ("В", 100, 200, DATE(2030, 1, 1)),
    ("Г", None, 5, None),
    ("Д", 100, -5, "31.02.2026"),
    (None, 100, 5, None),
)


def test_columns_of_merged_cells_beside_the_list_are_taken(plain):
    book = openpyxl.load_workbook(plain)
    sheet = book.active
    free = sheet.max_column + 1
    for row in range(2, 6):
        sheet.merge_cells(start_row=row, end_row=row, start_column=free, end_column=free + 2)
    book.save(plain)
    t.attach(plain)
    ours = [column for _, column in t.marks(plain).values()]
    assert min(ours) == free + 3
