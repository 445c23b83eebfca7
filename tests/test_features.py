"""Every capability is accounted for: done, with a passing test and a place, or planned."""

import csv
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SPEC = HERE.parents[1] / "shared" / "FEATURES.md"
ROWS = list(csv.DictReader((HERE / "features.csv").read_text(encoding="utf-8").splitlines()))
DONE = [row for row in ROWS if row["state"] == "done"]


def test_every_row_is_done_or_planned_and_stands_once():
    assert {row["state"] for row in ROWS} <= {"done", "planned"}
    ids = [row["id"] for row in ROWS]
    assert len(set(ids)) == len(ids)
    expected = {
        f"{kind}{n}" for kind, most in (("M", 57), ("U", 39), ("C", 25)) for n in range(1, most + 1)
    }
    assert set(ids) == expected


@pytest.mark.skipif(not SPEC.exists(), reason="the list of capabilities is not here")
def test_no_capability_is_forgotten():
    listed = re.findall(r"^\| ([MUC]\d+) \|", SPEC.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(row["id"] for row in ROWS)


@pytest.mark.parametrize("row", DONE, ids=lambda row: row["id"])
def test_a_done_capability_has_a_passing_test_and_a_place(row, request, outcomes):
    assert row["where"]
    name, _, function = row["test"].partition("::")
    assert function
    source = (HERE.parent / name).read_text(encoding="utf-8")
    assert f"def {function.partition('[')[0]}(" in source
    run = {node: result for node, result in outcomes.items() if node.startswith(row["test"])}
    whole_suite = any(item.nodeid.startswith(name) for item in request.session.items)
    if whole_suite:  # a run of this file alone cannot know
        assert run, f"{row['test']} was not run"
        assert set(run.values()) == {"passed"}, run
