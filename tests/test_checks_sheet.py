"""What the sheet of checks says above its findings, and how it says their days."""

from __future__ import annotations

import cli_tools as t
import openpyxl
import pytest

from mkp_xl.book.checks_sheet import Checked, draw
from mkp_xl.book.findings import Finding


def sheet(findings, lang):
    checked = Checked(
        findings=findings,
        as_of=46346.0,
        clients=40,
        with_segment=30,
        untouched=20,
        client_at=lambda _finding: "",
    )
    return {place: cell.value for place, cell in draw("Проверки", checked, lang).cells.items()}


@pytest.mark.parametrize(("lang", "unfolds"), [("ru", "«+»"), ("en", "“+”")])
def test_the_plus_is_spoken_of_only_where_something_is_folded(lang, unfolds):
    few = [Finding(code="no_potential", sheet="Клиенты", row=row, column=3) for row in range(2, 5)]
    many = [Finding(code="no_potential", sheet="Клиенты", row=row, column=3) for row in range(40)]
    assert unfolds not in sheet(few, lang)[2, 1]
    assert unfolds in sheet(many, lang)[2, 1]


@pytest.mark.parametrize(("lang", "day"), [("ru", "20.11.2026"), ("en", "20 Nov 2026")])
def test_a_day_is_said_in_the_language_of_the_sheet(lang, day):
    late = Finding(code="future_contact", sheet="Контакты", row=9, column=2, detail="2026-11-20")
    assert any(f"{day})" in str(value) for value in sheet([late], lang).values())


def test_the_helpers_of_the_contact_plan_are_out_of_sight(tmp_path):
    t.mkp("demo", "--lang", "ru", "--output", tmp_path / "demo.xlsx")
    plan = openpyxl.load_workbook(tmp_path / "demo.xlsx")["План контактов"]
    dimensions = plan.column_dimensions.values()
    hidden = [d for d in dimensions if d.hidden]
    covered = {column for d in hidden for column in range(d.min, d.max + 1)}
    assert covered == {13, 14, 15, 16, *range(18, 27)}, "helpers, names, everybody's weeks"
