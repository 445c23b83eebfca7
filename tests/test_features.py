"""Every capability is accounted for: done, with a passing test and a place, or planned."""

import os
import re
import subprocess
import sys

import pytest
from capabilities import HERE, complaints, rows

SPEC = HERE.parents[1] / "shared" / "FEATURES.md"
ROWS = rows()
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
def test_a_done_capability_has_a_test_and_a_place(row):
    """That the test passed is looked at when the whole run is over (conftest)."""
    assert row["where"]
    name, _, function = row["test"].partition("::")
    assert function
    source = (HERE.parent / name).read_text(encoding="utf-8")
    assert f"def {function.partition('[')[0]}(" in source


ROW = {"id": "M1", "state": "done", "test": "tests/test_a.py::test_it[ru", "where": "here"}
ASKED = {"tests/test_features.py::test_x": "passed"}


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ({"tests/test_a.py::test_it[ru-1]": "passed"}, []),
        ({"tests/test_b.py::test_it[ru-1]": "passed"}, []),
        ({"tests/test_a.py::test_it[en]": "passed"}, [f"M1: {ROW['test']} was not run"]),
        (
            {f"{ROW['test']}-1]": "skipped", f"{ROW['test']}-2]": "passed"},
            ["M1: {'tests/test_a.py::test_it[ru-1]': 'skipped'}"],
        ),
    ],
)
def test_a_claim_without_a_passing_test_is_told(outcomes, said):
    assert complaints([ROW], {**outcomes, **ASKED}) == said
    assert complaints([{**ROW, "state": "planned"}], {**outcomes, **ASKED}) == []
    assert complaints([ROW], outcomes) == []


@pytest.mark.parametrize("workers", [(), ("-n", "2", "--dist", "loadgroup")])
def test_a_claim_without_a_passing_test_fails_the_run(tmp_path, workers):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "conftest.py").write_text(
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        f"import capabilities; capabilities.rows = lambda: [{ROW!r}]\n"
        f"exec(open({str(HERE / 'conftest.py')!r}, encoding='utf-8').read())\n"
    )
    for name, test in (("a", "test_that"), ("features", "test_x")):
        (tmp_path / "tests" / f"test_{name}.py").write_text(f"def {test}(): pass\n")
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider"),
            *workers,
            *("--rootdir", ".", "-c", os.devnull, "tests"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == pytest.ExitCode.TESTS_FAILED, run.stdout
    assert f"tests/features.csv: M1: {ROW['test']} was not run" in run.stdout
