"""The sheet «Охват»: added to a book, equal to the command, live, and quiet where it cannot be."""

from __future__ import annotations

import datetime as dt
import json

import cli_tools as t
import openpyxl
import pytest
from books import AS_OF, edit, request, run
from test_coverage_figures import a_base, book
from test_one_answer import differing

pytestmark = pytest.mark.sampled(2)

TEAM = [("Громов А.", 1, None, None), ("Сафина Д.", 20, None, None)]


@pytest.fixture
def added(tmp_path):
    path = book(tmp_path / "b.xlsx", *a_base(1, clients=40), team=TEAM)
    assert t.mkp("attach", path).code == 0
    told = t.mkp("add", "coverage", path)
    assert told.code == 0, told
    assert t.mkp("recalc", path, "--as-of", "2026-11-20", "--set", "as_of_mode=fixed").code == 0
    return path


def sheet_of(path):
    return openpyxl.load_workbook(path, data_only=True)["Охват"]


def lines(sheet, head):
    """Return the rows below a heading's header: name, four states, all, share."""
    row = next(c.row for c in sheet["B"] if c.value == head) + 2
    found = {}
    while sheet.cell(row, 2).value:
        found[sheet.cell(row, 2).value] = [sheet.cell(row, column).value for column in range(3, 9)]
        row += 1
    return found


def test_the_sheet_says_what_the_command_says(added):
    said = json.loads(t.mkp("coverage", added, "--json").out)
    sheet = sheet_of(added)
    keys = ("overdue", "due_soon", "on_track", "never", "clients")
    classes = lines(sheet, "По классам потенциала")
    for letter, name in zip("ABC", ("A — высокий", "B — средний", "C — низкий"), strict=True):
        assert classes[name][:5] == [said["by_class"][letter][key] for key in keys]
    total = said["total"]
    assert classes["Все клиенты"][:5] == [total[key] for key in keys]
    assert classes["Все клиенты"][5] == total["covered"] / total["clients"]
    assert sheet["B6"].value == total["covered"] / total["clients"]
    assert sheet["C6"].value == pytest.approx(total["potential_covered"] / total["potential"])
    assert sheet["J6"].value == total["windows_met"] / total["windows"]
    told = {name.casefold(): line for name, line in lines(sheet, "По менеджерам").items()}
    for name, line in said["by_manager"].items():
        if name:
            assert told[name.casefold()][:5] == [line[key] for key in keys]
    assert f"{total['covered']} из {total['clients']}" in sheet["B2"].value


@pytest.mark.soffice
@pytest.mark.parametrize("locale", ["ru-RU", "en-US"])
def test_a_hard_recalculation_changes_no_cell_of_it(added, soffice, locale):
    assert differing(added, soffice.recalculate(added, locale=locale)) == []


@pytest.mark.soffice
def test_a_manager_in_several_spellings_and_one_of_digits_are_one_line_each(tmp_path, soffice):
    names = ("Пётр", "Петр", "Пётр\xa0", "ПЁТР", 101, "101", "Ж*", 'О"К', "Петр")
    listed = [(f"К{n}", name, 900_000, 0, AS_OF - dt.timedelta(n), None, None)
              for n, name in enumerate(names)]  # fmt: skip
    path = book(tmp_path / "b.xlsx", listed, team=[("Петр", 3, None, None), (101, 3, None, None)])
    assert t.mkp("attach", path).code == 0
    assert t.mkp("add", "coverage", path).code == 0
    assert t.mkp("recalc", path, "--as-of", "2026-11-20", "--set", "as_of_mode=fixed").code == 0
    told = lines(sheet_of(path), "По менеджерам")
    assert {name: line[4] for name, line in told.items()} == {
        "Пётр": 5, "101": 2, "Ж*": 1, 'О"К': 1
    }  # fmt: skip
    said = json.loads(t.mkp("coverage", path, "--json").out)["by_manager"]
    assert {name: line["clients"] for name, line in said.items()} == {
        name: line[4] for name, line in told.items()
    }
    assert differing(path, soffice.recalculate(path, locale="ru-RU")) == []


@pytest.mark.soffice
def test_states_follow_what_is_typed(added, soffice):
    before = sheet_of(added)["E6"].value

    def call(opened):
        sheet = opened["Клиенты"]
        state = next(c.column for c in sheet[1] if c.value == "Состояние")
        shown = openpyxl.load_workbook(added, data_only=True)["Клиенты"]
        row = next(
            r for r in range(2, 42) if str(shown.cell(r, state).value).startswith("■ просрочен")
        )
        sheet.cell(row, 5).value = AS_OF

    edit(added, call)
    values = soffice.recalculate(added, locale="ru-RU", sheets=["Охват"])["Охват"]
    assert values[5][4] == before - 1


def test_what_hangs_on_a_list_without_managers_or_contacts_is_blank_and_no_error(tmp_path):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Клиенты"
    sheet.append(("Клиент", "Потенциал", "Закупки за 12 мес.", "Последний контакт"))
    sheet.append(("А", 600_000, 5, AS_OF - dt.timedelta(3)))
    path = tmp_path / "b.xlsx"
    made.save(path)
    run(path, request())
    assert t.mkp("add", "coverage", path).code == 0
    run(path, request(attach=None))
    sheet = sheet_of(path)
    assert sheet["B6"].value == 1
    assert sheet["J6"].value in (None, "")
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert not any(isinstance(value, str) and value.startswith("#") for value in values)


def test_an_empty_list_says_what_to_do(tmp_path):
    path = tmp_path / "b.xlsx"
    assert t.mkp("new", path).code == 0
    sheet = sheet_of(path)
    assert "впишите потенциалы" in sheet["B2"].value
    assert sheet["B6"].value in (None, "")


def test_without_the_columns_it_reads_it_says_so(added):
    def drop(opened):
        sheet = opened["Клиенты"]
        column = next(c.column for c in sheet[1] if c.value == "Интервал, в расчёте")
        sheet.cell(1, column).value = None

    edit(added, drop)
    told = t.mkp("recalc", added)
    assert told.code == 0
    assert "Интервал, в расчёте" in sheet_of(added)["B2"].value


def test_every_group_of_the_last_table_says_what_the_command_says(added):
    told = t.mkp(
        "recalc", added, "--set", "acquisition_cost=60000", "--set", "retention_cost=12000"
    )
    assert told.code == 0
    said = json.loads(t.mkp("coverage", added, "--json").out)
    sheet = sheet_of(added)
    top = next(c.row for c in sheet["B"] if str(c.value).startswith("Все показатели")) + 3
    rows = [row for row in range(top, top + 30) if sheet.cell(row, 14).value]
    found = {sheet.cell(row, 2).value: row for row in rows}
    groups = {f"Класс {name}": line for name, line in said["by_class"].items()}
    groups |= {name or "без менеджера": line for name, line in said["by_manager"].items()}
    numbered = {name[0]: row for name, row in found.items() if name[0].isdigit()}
    lines = [(found[name], line) for name, line in groups.items() if line["clients"]]
    lines += [(numbered[n], line) for n, line in said["by_segment"].items() if line["clients"]]
    lines.append((found["Все клиенты"], said["total"]))
    assert len(lines) == len(rows)
    signs = {"below": "■", "within": "●", "above": "▲"}
    for row, line in lines:
        values = [sheet.cell(row, column).value for column in range(3, 15)]
        assert values[0] == line["clients"]
        assert values[1] == line["covered"] / line["clients"]
        assert values[3] == line["reached"] / line["clients"]
        assert values[4] == line["windows_met"] / line["windows"]
        assert values[5] == f"{line['windows_met']} из {line['windows']}"
        assert values[8] == pytest.approx(line["contacts"] / line["expected_contacts"], rel=1e-3)
        assert values[11][0] == signs[line["attainment"]]
    assert said["costs"] == {"acquisition": 60000, "retention": 12000, "ratio": 5}
    costs = next(c.row for c in sheet["B"] if str(c.value).startswith("Привлечь или"))
    assert [sheet.cell(costs + n, 4).value for n in (1, 2, 3)] == [60000, 12000, 5]


def test_adding_coverage_brings_the_plan_whose_choice_then_stands(added):
    def choose(opened):
        opened["План контактов"]["E3"].value = "Громов А."

    shown = openpyxl.load_workbook(added, data_only=True)["План контактов"]
    assert shown["B2"].value.startswith("Контактов")
    edit(added, choose)
    assert t.mkp("recalc", added).code == 0
    shown = openpyxl.load_workbook(added, data_only=True)["План контактов"]
    ticked = [row for row in range(6, 52) if shown.cell(row, 2).value == "□"]
    assert {str(shown.cell(row, 4).value).casefold() for row in ticked} == {"громов а."}


def test_without_costs_the_ratio_is_blank_and_says_where_to_type_them(added):
    sheet = sheet_of(added)
    costs = next(c.row for c in sheet["B"] if str(c.value).startswith("Привлечь или"))
    assert [sheet.cell(costs + n, 4).value or None for n in (1, 2, 3)] == [None] * 3
    assert "«Настройки»" in sheet.cell(costs + 3, 5).value


@pytest.mark.parametrize(
    ("own", "cycle", "said"),
    [
        (None, None, "раз в 30 дн., по классу"),
        (14, None, "раз в 14 дн., свой интервал"),
        (None, 21, "раз в 21 дн., по циклу товара"),
        (None, 90, "раз в 30 дн., по классу"),
        (14, 10, "раз в 14 дн., свой интервал"),
    ],
)
def test_the_card_says_what_an_interval_is_from(own, cycle, said, tmp_path):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Клиенты"
    heads = ("Клиент", "Потенциал", "Закупки за 12 мес.", "Последний контакт", "Интервал, дней",
             "Цикл товара, дней")  # fmt: skip
    sheet.append(heads)
    sheet.append(("А", 900_000, 5, AS_OF - dt.timedelta(3), own, cycle))
    sheet.append(("Б", 600, 5, AS_OF - dt.timedelta(3), 7, 9))
    path = tmp_path / "b.xlsx"
    made.save(path)
    run(path, request())
    assert t.mkp("add", "estimates", path).code == 0
    card = openpyxl.load_workbook(path, data_only=True)["Карточка клиента"]
    assert said in card["G8"].value
