"""Worksheet functions: the case tables once more, as cells and columns a spreadsheet hands over."""

import datetime as dt
import math
from decimal import Decimal

import pytest
from books import AS_OF, read_cases
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Client, Settings, judge

from mkp_xl.book import calling, words
from mkp_xl.book.calling import WRONG, call
from mkp_xl.book.calls import CALLS
from mkp_xl.book.cells import read_flag
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields.functions import FUNCTION_OF, FUNCTIONS

TODAY = serial_of(AS_OF)
NA = -2146826246
"""#N/A as COM hands it over."""
MATRIX, COVERAGE, WHY = (read_cases(table) for table in ("matrix", "coverage", "why"))


def raw(value):
    """Return a typed cell as Value2 gives it."""
    return serial_of(value) if isinstance(value, dt.date) else value


def as_cell(value):
    """Return what a case expects as a cell shows it."""
    return "" if value is None else raw(value)


def cell(case, key):
    return raw(case.get(key))


@pytest.mark.parametrize("case", MATRIX, ids=lambda c: str(c["case"]))
def test_segment_level_progress_and_class_are_those_of_the_case_table(case):
    potential, purchases = cell(case, "potential_typed"), cell(case, "purchases_typed")
    limits = [cell(case, key) for key in ("medium_from", "high_above")]
    reached = cell(case, "reached_from")
    segment = call("MKP_SEGMENT", [potential, purchases, *limits, reached])
    assert segment == as_cell(case["segment"])
    assert call("MKP_ABC", [potential, *limits]) == as_cell(case["class"])
    progress = call("MKP_PROGRESS", [purchases, potential])
    assert progress == pytest.approx(as_cell(case["progress"]))
    level = call("MKP_POTENTIAL_LEVEL", [potential, *limits])
    assert "_CBA"[int(level)] == case["class"] if level != "" else case["class"] is None


@pytest.mark.parametrize("case", WHY, ids=lambda c: str(c["case"]))
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_explanation_is_that_of_the_case_table(case, lang):
    limits = [cell(case, key) for key in ("medium_from", "high_above", "reached_from")]
    amounts = [cell(case, "potential_typed"), cell(case, "purchases_typed")]
    assert call("MKP_EXPLAIN", [*amounts, None, None, None, lang, *limits]) == case[f"why_{lang}"]


@pytest.mark.parametrize("case", COVERAGE, ids=lambda c: str(c["case"]))
def test_interval_due_date_and_state_are_those_of_the_case_table(case):
    frequencies = [cell(case, f"frequency_{name}") for name in "abc"]
    last = cell(case, "last_contact_typed")
    excluded = read_flag(case.get("excluded")).value > 0
    kind = call("MKP_ABC", [cell(case, "potential_typed")])
    interval = call("MKP_INTERVAL", [kind, *frequencies, None, cell(case, "interval_typed")])
    if not excluded:
        assert interval == as_cell(case["interval"])
    asked = [last, None if excluded else interval, cell(case, "as_of")]
    assert call("MKP_DUE_DATE", asked) == as_cell(case["due_date"])
    assert call("MKP_COVERAGE", [*asked, cell(case, "due_soon_days")]) == as_cell(
        case["state_code"]
    )
    assert call("MKP_STATE", [*asked, cell(case, "due_soon_days"), "ru"]) == (case["state"] or "")


def test_a_column_in_is_a_column_out_and_says_what_its_cells_say():
    rows = [[cell(case, "potential_typed"), cell(case, "purchases_typed")] for case in MATRIX]
    potentials, purchases = ([[row[at]] for row in rows] for at in (0, 1))
    together = call("MKP_SEGMENT", [potentials, purchases])
    assert [row[0] for row in together] == [call("MKP_SEGMENT", row) for row in rows]
    assert all(len(row) == 1 for row in together)


def test_a_row_and_a_block_keep_their_shape():
    row = call("MKP_PROGRESS", [[[1.0, 2.0, None]], 4.0])
    assert row == [(0.25, 0.5, "")]
    block = call("MKP_SEGMENT", [[[1e6, 1e5], [1e3, None]], [[0.0, 1.0], [1e3, 2.0]]])
    assert block == [(7.0, 5.0), (3.0, "")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("740 000", 8.0),
        ("740\u00a0000,00", 8.0),
        ("740 000 руб.", 8.0),
        (Decimal(740000), 8.0),
        (740000, 8.0),
        ("$ 740 000", ""),
        ("много", ""),
        (True, ""),
        (NA, ""),
        ("", ""),
        ("  ", ""),
        (None, ""),
        (-1.0, ""),
        (math.nan, ""),
        (math.inf, ""),
        (1e300, ""),
    ],
)
def test_a_potential_is_read_as_recalculation_reads_it(typed, expected):
    assert call("MKP_SEGMENT", [typed, 210000.0]) == expected
    assert call("MKP_SEGMENT", [[[typed], [740000.0]], 210000.0]) == [(expected,), (8.0,)]


@pytest.mark.parametrize("letter", ["A", "a", "А", "а", " A ", 3.0, 3, "3"])
def test_class_a_in_any_alphabet_is_contacted_monthly(letter):
    assert call("MKP_INTERVAL", [letter]) == 30.0


@pytest.mark.parametrize(("letter", "days"), [("В", 91.0), ("B", 91.0), ("С", 182.0), ("C", 182.0)])
def test_classes_b_and_c_in_both_alphabets(letter, days):
    assert call("MKP_INTERVAL", [letter]) == days


@pytest.mark.parametrize("letter", ["D", "", None, 0.0, 4.0, 2.5, True, NA])
def test_an_unknown_class_has_no_interval_unless_one_is_typed(letter):
    assert call("MKP_INTERVAL", [letter]) == ""
    assert call("MKP_INTERVAL", [letter, None, None, None, None, 14.0]) == 14.0


def test_the_lesser_interval_counts_and_the_typed_one_wins():
    assert call("MKP_INTERVAL", ["B", None, None, None, 40.0]) == 40.0
    assert call("MKP_INTERVAL", ["B", None, None, None, 400.0]) == 91.0
    assert call("MKP_INTERVAL", ["B", None, 0.0]) == ""
    assert call("MKP_INTERVAL", ["B", None, 0.0, None, 40.0]) == ""  # B is not contacted at all
    assert call("MKP_INTERVAL", ["", None, None, None, 40.0]) == 40.0
    assert call("MKP_INTERVAL", ["B", None, None, None, 40.0, None, 45.0, 60.0]) == 45.0
    assert call("MKP_INTERVAL", ["B", None, None, None, None, None, 45.0, 60.0]) == 60.0
    assert call("MKP_INTERVAL", ["B", None, None, None, 40.0, 300.0]) == 300.0


def test_an_omitted_setting_is_its_default_and_a_wrong_one_gives_no_verdict():
    assert call("MKP_SEGMENT", [500000.0, 0.0, None, ""]) == 4.0
    assert call("MKP_SEGMENT", [500000.0, 0.0, None, 400000.0]) == 7.0
    assert call("MKP_SEGMENT", [500000.0, 0.0, None, "много"]) == ""
    assert call("MKP_SEGMENT", [500000.0, 0.0, None, None, 0.0]) == ""
    assert call("MKP_SEGMENT_NAME", [8.0, "de"]) == ""


def test_never_contacted_is_due_from_as_of_and_blank_without_it():
    saturday = serial_of(dt.date(2026, 11, 21))
    assert call("MKP_DUE_DATE", [None, 30.0]) == ""
    assert call("MKP_DUE_DATE", [None, 30.0, saturday]) == saturday + 2
    assert call("MKP_COVERAGE", [None, 30.0, TODAY]) == 4.0
    assert call("MKP_COVERAGE", [None, 30.0, None]) == ""
    assert call("MKP_DUE_DATE", [TODAY - 30, None, TODAY]) == ""


def day(text):
    return serial_of(dt.date.fromisoformat(text))


def test_days_off_are_passed_over_and_moved_days_are_worked():
    last = day("2025-10-04")  # and 30 days: Monday 03.11.2025
    assert call("MKP_DUE_DATE", [last, 30.0]) == day("2025-11-03")
    monday_off = [[day("2025-11-03")]]
    assert call("MKP_DUE_DATE", [last, 30.0, None, monday_off]) == day("2025-10-31")
    moved = [[day("2025-11-01"), 1.0], [day("2025-11-02"), 0.0], [day("2025-11-03"), 0.0]]
    assert call("MKP_DUE_DATE", [last, 30.0, None, moved]) == day("2025-11-01")


def test_one_odd_flag_of_a_calendar_leaves_the_others_in_force():
    days = [[day("2025-10-01") + at, 1.0] for at in range(60)]
    days[33][1] = 0.0  # 03.11.2025
    last = day("2025-10-04")
    expected = day("2025-11-02")  # a Sunday that this calendar says is worked
    for odd in ("да", 2.0, NA, None, True):
        days[5][1] = odd
        assert call("MKP_DUE_DATE", [last, 30.0, None, days]) == expected


def test_the_time_of_day_counts_for_nothing():
    assert call("MKP_COVERAGE", [46318.0, 28.0, 46346.6]) == 2.0
    assert call("MKP_DUE_DATE", [None, 30.0, 46346.6]) == 46346.0
    assert call("MKP_DUE_DATE", [[[46318.9], [46318.1]], 28.0]) == [(46346.0,), (46346.0,)]


@pytest.mark.parametrize("interval", [0.5, 0.0, -3.0])
def test_less_than_a_day_is_no_interval(interval):
    assert call("MKP_DUE_DATE", [46318.0, interval, TODAY]) == ""
    assert call("MKP_COVERAGE", [46318.0, interval, TODAY]) == ""
    assert call("MKP_STATE", [46318.0, interval, TODAY]) == ""


def test_a_single_row_may_arrive_as_a_plain_list():
    assert call("MKP_POTENTIAL_LEVEL", [(1.0, 1e6)]) == [(1.0, 3.0)]
    off = (day("2025-11-03"), day("2025-11-04"))
    assert call("MKP_DUE_DATE", [day("2025-10-04"), 30.0, None, off]) == day("2025-10-31")


def test_january_holidays_reach_back_over_the_year():
    off = [[day("2026-01-01") + at] for at in range(11)]
    last = day("2025-12-08")
    assert call("MKP_DUE_DATE", [last, 30.0, None, off]) == day("2025-12-31")
    alone = [[day("2026-01-05")]]
    assert call("MKP_DUE_DATE", [day("2025-12-06"), 30.0, None, alone]) == day("2026-01-02")


def test_a_book_of_the_1904_system_gets_the_same_days():
    last, shift = TODAY - 25, 1462.0
    due = call("MKP_DUE_DATE", [last, 30.0, TODAY])
    assert call("MKP_DUE_DATE", [last - shift, 30.0, TODAY - shift], shift) == due - shift
    state = call("MKP_STATE", [last, 30.0, TODAY])
    assert call("MKP_STATE", [last - shift, 30.0, TODAY - shift], shift) == state


def test_a_day_that_is_typed_as_text_is_the_same_day_in_a_book_of_the_1904_system():
    due = call("MKP_DUE_DATE", ["20.11.2026", 30.0, TODAY])
    shift = 1462.0
    assert call("MKP_DUE_DATE", ["20.11.2026", 30.0, TODAY - shift], shift) == due - shift
    range_ = [["20.11.2026"], [TODAY - shift]]
    assert call("MKP_DUE_DATE", [range_, 30.0, TODAY - shift], shift)[0][0] == due - shift
    off = [["05.01.2026"], ["06.01.2026"]]
    known = call("MKP_DUE_DATE", ["06.12.2025", 30.0, None, off])
    assert call("MKP_DUE_DATE", ["06.12.2025", 30.0, None, off], shift) == known - shift


def test_ranges_that_do_not_agree_and_ranges_for_texts_are_wrong():
    assert call("MKP_SEGMENT", [[[1.0], [2.0]], [[1.0], [2.0], [3.0]]]) == WRONG
    assert call("MKP_ABC", [[[1.0], [2.0]]]) == WRONG
    assert call("MKP_ABC", [[[740000.0]]]) == "A"


ODD = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=12),
    st.sampled_from([NA, "", "1 250 000,50", "12,5 %", "29.02.2024", "А", "ru", 46346.0]),
    st.dates(), st.datetimes(), st.decimals(),
)  # fmt: skip
ROW = st.lists(ODD, max_size=3)
RANGE = st.lists(st.lists(ODD, min_size=2, max_size=2), min_size=1, max_size=4)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_input_raises_and_no_result_is_blank_but_an_empty_text(function, data):
    given_ = [data.draw(st.one_of(ODD, RANGE, ROW)) for _ in function.arguments]
    result = call(function.name, given_[: data.draw(st.integers(0, len(given_)))])
    cells = [cell for row in result for cell in row] if isinstance(result, list) else [result]
    for cell_ in cells:
        assert isinstance(cell_, (float, str))
        assert cell_ == cell_, "a cell may not be NaN"  # noqa: PLR0124


MONEY = st.integers(0, 200_000_000).map(lambda cents: cents / 100)


@settings(max_examples=200, deadline=None)
@given(potential=MONEY, purchases=MONEY)
def test_segment_is_the_oracles(potential, purchases):
    client = Client("x", potential=Decimal(str(potential)), purchases=Decimal(str(purchases)))
    verdict = judge(client, None, None, Settings(as_of=AS_OF))
    assert call("MKP_SEGMENT", [potential, purchases]) == verdict.segment


def test_every_function_has_a_body_texts_in_both_languages_and_a_working_example():
    assert list(CALLS) == [function.name for function in FUNCTIONS] == list(FUNCTION_OF)
    for function in FUNCTIONS:
        for text in (function.help, *(argument.title for argument in function.arguments)):
            assert text.ru.strip()
            assert text.en.strip()
            assert len(text.ru) <= 255
        names = [argument.name for argument in function.arguments]
        assert len(set(names)) == len(names)
        optional = [not argument.required for argument in function.arguments]
        assert optional == sorted(optional), "settings come last"


def test_strategies_and_names_are_those_of_the_segments():
    for place in range(1, 10):
        for lang in ("ru", "en"):
            assert call("MKP_SEGMENT_NAME", [float(place), lang]) == words.NAMES[lang][place - 1]
            assert call("MKP_STRATEGY", [float(place), lang]) == words.STRATEGIES[lang][place - 1]
    for other in (0.0, 10.0, 1.5, None, "восемь"):
        assert call("MKP_STRATEGY", [other]) == ""


NUMERIC = [function for function in FUNCTIONS if function.gives != "text"]
CELLS = st.one_of(
    st.none(),
    st.floats(),
    st.booleans(),
    st.sampled_from(["", "много", "1 000,5", "12 %", "A", NA]),
    st.floats(0, 60_000).map(round).map(float),
)  # fmt: skip


@pytest.mark.parametrize("function", NUMERIC, ids=lambda function: function.name)
@settings(max_examples=60)
@given(data=st.data())
def test_a_program_without_numpy_gets_the_same_ranges(function, data):
    rows, columns = data.draw(st.sampled_from([(1, 3), (3, 1), (2, 2)]))
    block = st.lists(
        st.lists(CELLS, min_size=columns, max_size=columns), min_size=rows, max_size=rows
    )
    asked = [data.draw(st.one_of(block, CELLS)) for _ in function.arguments]
    asked[0] = data.draw(block)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calling, "has_numpy", lambda: False)
        slow = call(function.name, asked, 1462.0)
    fast = call(function.name, asked, 1462.0)
    assert repr(slow) == repr(fast)


def test_a_frequency_close_to_nothing_is_divided_by_as_anything_else():
    """The quotient is beyond every float, in columns as for one cell, and no warning is printed."""
    tiny = [[4.0], [2.0e-313]]
    one = call("MKP_INTERVAL", ["A", 2.0e-313], 1462.0)
    assert call("MKP_INTERVAL", ["A", tiny], 1462.0)[1][0] == one
