"""Native formulas: what they are made of, which columns they need, what counts as ours."""

import math
import re
from types import ModuleType

import numpy as np
import pytest

from mkp_xl.book import native
from mkp_xl.book.fields import INPUTS, OUTPUT_OF, REMEMBERED
from mkp_xl.errors import SchemaError
from mkp_xl.rules import ops
from mkp_xl.rules.formula import Formula
from mkp_xl.rules.graph import row_rules

INPUT_COLUMNS = {field.key: place for place, field in enumerate(INPUTS, start=1)}
OUTPUT_COLUMNS = {key: place for place, key in enumerate(OUTPUT_OF, start=20)}
ALLOWED = {
    "IF", "AND", "OR", "NOT", "ISNUMBER", "IFERROR", "ROUND", "INT", "MAX", "MIN", "CHOOSE",
    "TEXT", "SUBSTITUTE", "_xlfn.NUMBERVALUE", "_xlfn.AGGREGATE", "SUMIFS", "INDEX", "WEEKDAY",
    "COUNT", "EDATE", "DATE", "N", "EXP", "LN", "NORMSDIST", "TRIM", "ISERROR",
}  # fmt: skip
"""Functions of Excel 2016 and older that every spreadsheet of ours knows."""


VALUES = {*REMEMBERED, *native.STATED}


def sources(**changed):
    given = {
        "inputs": INPUT_COLUMNS, "outputs": OUTPUT_COLUMNS, "client_key": 8, "orders": True,
        "contacts": True, "norms": True,
    } | changed  # fmt: skip
    return native.Sources(**given)


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("key", [key for key in OUTPUT_OF if key not in VALUES])
def test_a_formula_keeps_excels_rules(key, lang):
    text = native.formulas(sources(), lang)[key].replace(native.ROW, "1048576")
    assert len(text) <= native.FORMULA_MAX
    bare = re.sub(r'"(?:[^"]|"")*"', '""', text)
    assert set(re.findall(r"([\w.]+)\(", bare)) <= ALLOWED
    assert all(len(s) <= 257 for s in re.findall(r'"(?:[^"]|"")*"', text))
    depth = max_depth = 0
    for sign in bare:
        depth += (sign == "(") - (sign == ")")
        max_depth = max(max_depth, depth)
    assert depth == 0
    assert max_depth <= 64
    assert "TODAY" not in bare
    assert "NOW" not in bare


def test_every_reference_is_to_the_own_row_or_a_name():
    for text in native.formulas(sources(), "ru").values():
        bare = re.sub(r'"(?:[^"]|"")*"', '""', text)
        for reference in re.findall(r"\$?[A-Z]{1,3}\$?\d+", bare):
            raise AssertionError(reference)
        assert native.ROW in bare or "mkp_" in bare or bare == '""'


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["segment"], ["segment", "potential", "purchases"]),
        (["class"], ["class", "potential"]),
        (["due_date"], ["due_date", "potential", "last_contact", "interval", "deadline"]),
        (
            ["segment_before"],
            ["segment", "potential", "purchases", "segment_before", "client_before"],
        ),
        (["potential"], ["potential"]),
        ([], []),
    ],
)
def test_a_column_brings_those_it_stands_on(wanted, expected):
    assert native.closure(wanted) == expected


def test_a_list_without_a_column_gets_a_formula_without_it():
    inputs = {"client": 1, "potential_typed": 2}
    texts = native.formulas(sources(inputs=inputs, orders=False, contacts=False), "ru")
    assert texts["purchases"] == '""'
    assert "$E" not in texts["last_contact"]


def test_every_earlier_state_of_the_list_is_known_as_ours():
    known = native.variants(sources())
    for orders in (True, False):
        for contacts in (True, False):
            for lang in ("ru", "en"):
                other = sources(orders=orders, contacts=contacts)
                for key, text in native.formulas(other, lang).items():
                    assert text in known[key], key


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("IF(A1>0,1,2)", "if( a1 > 0 , 1 , 2 )", True),
        ("A1*0.01", "A1*1E-2", True),
        ('"a b"&A1', '"a b" & A1', True),
        ('"a b"', '"a  b"', False),
        ('"A"', '"a"', False),
        ("A1+1", "A1+2", False),
        ("$A1", "A1", False),
        ("mkp_as_of+1", "MKP_AS_OF+1", True),
        ("A10", "A1", False),
    ],
)
def test_formulas_are_compared_token_by_token(left, right, equal):
    assert native.same(left, right) is equal


@pytest.mark.parametrize(
    "make",
    [
        lambda x, blank: x + blank,
        ops.most,
        lambda x, blank: ops.least(blank, x),
        ops.divide,
        lambda x, blank: ops.cases((x < blank, 1.0)),
        ops.months_before,
    ],
)
def test_a_constant_blank_makes_a_blank_in_every_kind(make):
    assert math.isnan(make(5.0, math.nan))
    assert np.isnan(make(np.array([5.0]), math.nan)).all()
    assert math.isnan(make(Formula("A1"), math.nan))


def test_conditions_join_with_what_is_known_beforehand():
    test = Formula("A1") < 1
    assert (test | True) is True
    assert (test | False) is test
    assert (test & True) is test
    assert (test & False) is False


def test_rules_that_need_each_other_are_a_schema_error():
    module = ModuleType("circle")
    exec("def one(two): pass\ndef two(one): pass", vars(module))  # noqa: S102
    with pytest.raises(SchemaError) as error:
        row_rules([module])
    assert error.value.key == "rule_cycle"
