"""xlwings' own COM server code calls every function as Excel does; only pywin32 is a stub."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mkp_xl.book.fields.functions import FUNCTIONS
from mkp_xl.faces.excel.udfs import SHIFT

HERE = Path(__file__).parent
M = "missing"
CALLS = [
    (["MKP_POTENTIAL", [450000, 390000, 340000, 331000]], 340000.0),
    (["MKP_POTENTIAL", [[[100], [None]], [[300], [None]], M, M, M, 50, 50]], [[200.0], [""]]),
    (["MKP_POTENTIAL_LEVEL", [740000, M, M]], 3.0),
    (["MKP_POTENTIAL_LEVEL", [[[740000], [None], ["60 000"]], M, M]], [[3.0], [""], [2.0]]),
    (["MKP_ABC", ["740000", M, M]], "A"),
    (["MKP_ABC", [None, M, M]], ""),
    (["MKP_PROGRESS", [210.0, 840.0]], 0.25),
    (["MKP_PROGRESS", ["#N/A", 840.0]], ""),
    (["MKP_SEGMENT", [740000, 210000, M, M, M]], 8.0),
    (["MKP_SEGMENT", [740000, 210000, 50000, 800000, 1]], 5.0),
    (["MKP_SEGMENT", [[[740000], [1]], [[0], [1]], M, M, M]], [[7.0], [3.0]]),
    (["MKP_SEGMENT_NAME", [8, "en"]], "Strategic"),
    (["MKP_STRATEGY", [1, "en"]], "minimum resources, costs under control"),
    (["MKP_INTERVAL", ["А", M, M, M, M, M]], 30.0),
    (["MKP_INTERVAL", ["В", M, 6, M, M, M]], 60.0),
    (["MKP_DUE_DATE", [46316, 30, M, M, 0.0]], 46346.0),
    (["MKP_DUE_DATE", [44854, 30, M, M, 1462.0]], 44884.0),  # the same day, counted from 1904
    (["MKP_DUE_DATE", [M, 30, 46347, M, 0.0]], 46349.0),
    (["MKP_COVERAGE", [46316, 30, 46346, M, 0.0]], 2.0),
    (["MKP_STATE", [46316, 30, 46346, M, "en", 0.0]], "► due today"),
    (["MKP_EXPLAIN", [None, 1, M, M, M, "en", M, M, M, M, 0.0]],
     "no potential estimate: see Checks"),
]  # fmt: skip


@pytest.fixture(scope="module")
def answer():
    run = subprocess.run(
        [sys.executable, "-W", "ignore", HERE / "com_calls.py"],
        input=json.dumps([call for call, _ in CALLS]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_every_call_is_answered_as_a_block_of_cells(answer):
    for (call, expected), cells in zip(CALLS, answer["answers"], strict=True):
        block = expected if isinstance(expected, list) else [[expected]]
        assert [list(row) for row in cells] == block, call


def test_every_function_is_called_at_least_once():
    assert {call[0] for call, _ in CALLS} == {function.name for function in FUNCTIONS}


def test_the_server_lists_each_function_by_its_frozen_call(answer):
    assert answer["functions"] == {
        function.name: [*(argument.name for argument in function.arguments), SHIFT]
        for function in FUNCTIONS
    }
