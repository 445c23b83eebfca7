"""Bad input of the worksheet functions: cells are answered, whatever comes, and in time."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from mkp_xl.book.calling import WRONG, call
from mkp_xl.book.fields.functions import FUNCTIONS

GOOD = {
    "money": 740000.0, "date": 46316.0, "class": "A", "count": 30.0, "share": 0.5,
    "segment": 8.0, "lang": "en", "days_off": None,
}  # fmt: skip
NA, DIV = -2146826246, -2146826281
ODD = [
    None, "", "  ", True, False, "много", "12,5", "740 000", "740\u00a0000,50", "#N/A", NA, DIV,
    0, -5, 1e308, -1e308, 2**62, 99999999.0, dt.date(2026, 1, 2), "А", "в", "31.02.2026",
    "x" * 40000, [], [[]], ((),), [None], ((None,), (None,)), ((1.0, 2.0), (3.0, 4.0)),
    ((1.0,), (NA,), ("12,5",), (True,), (None,)), [[], []],
]  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
@pytest.mark.parametrize("shift", [0.0, 1462.0])
def test_a_function_answers_any_argument_with_cells(function, shift):
    good = [GOOD[argument.takes] for argument in function.arguments]
    for place in range(len(good)):
        for odd in ODD:
            answer = call(function.name, [*good[:place], odd, *good[place + 1 :]], shift)
            cells = [c for row in answer for c in row] if isinstance(answer, list) else [answer]
            assert all(isinstance(c, str) or abs(c) <= 1e308 for c in cells), (place, odd)


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("MKP_SEGMENT", ["много", 210000.0], ""),
        ("MKP_SEGMENT", [True, 1.0], ""),
        ("MKP_SEGMENT", ["740\u00a0000,50", "210 000"], 8.0),
        ("MKP_SEGMENT", [((1.0,), (2.0,)), ((1.0, 2.0),)], WRONG),
        ("MKP_SEGMENT", [((NA,), (740000.0,), ("",)), ((1.0,), (DIV,), (1.0,))], [("",)] * 3),
        ("MKP_ABC", [((1.0,), (2.0,))], WRONG),
        ("MKP_INTERVAL", ["D"], ""),
        ("MKP_DUE_DATE", ["31.02.2026", 30.0], ""),
        ("MKP_DUE_DATE", [46316.0, 3e6], ""),  # no sheet has a day so late
        ("MKP_DUE_DATE", [((46316.0,),) * 2, ((30.0,), (3e6,))], [(46346.0,), ("",)]),
        ("MKP_STATE", [46316.0, 30.0, 46347.0, None, "de"], ""),
    ],
)
def test_a_wrong_kind_is_blank_and_a_wrong_shape_is_an_error(name, given, expected):
    assert call(name, given) == expected


WHOLE_COLUMN = """
import resource, sys, time
from com_server import MISSING as M, call
column = tuple((46000.0 + n,) if n % 2 else ("", "x", None, -2146826246)[n % 4 :][:1]
               for n in range(50)) + ((None,),) * (1_048_576 - 50)
for name, given in (("MKP_SEGMENT", [column, column, M, M, M]),
                    ("MKP_DUE_DATE", [column, 30.0, M, column, 0.0])):
    begun = time.process_time()
    answer = call(name, *given)
    assert len(answer) == 1_048_576, len(answer)
    assert answer[-1] == ("",), answer[-1]
    assert time.process_time() - begun < 8, time.process_time() - begun
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_a_whole_column_is_answered_within_seconds_and_a_gigabyte():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WHOLE_COLUMN],
        cwd=Path(__file__).parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 1024
