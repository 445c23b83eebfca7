"""Columns as arrays: what they hold is what the list they stand for holds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mkp_xl.book.coded import Coded, Fitted
from mkp_xl.book.grid import ErrorValue
from mkp_xl.book.values import Values

RAWS = st.one_of(
    st.none(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text(max_size=5),
    st.just(ErrorValue("#N/A")),
)
LISTS = st.lists(RAWS, max_size=20)


@given(LISTS)
def test_values_are_those_of_the_list(raws):
    values = Values.of(raws)
    assert list(values) == raws
    assert [type(one) for one in values] == [type(one) for one in raws]
    assert [values[place] for place in range(len(raws))] == raws
    assert values[1:4] == raws[1:4]
    assert values.filled.tolist() == [raw is not None for raw in raws]
    odd = [at for at, raw in enumerate(raws) if isinstance(raw, (bool, ErrorValue))]
    assert list(values.others.odd if values.others else ()) == odd


@given(LISTS, st.data())
def test_some_of_them_are_some_of_the_list(raws, data):
    places = data.draw(st.lists(st.integers(0, max(len(raws) - 1, 0)), max_size=9 * bool(raws)))
    found = Values.of(raws).at(np.array(places, dtype=np.int64))
    assert list(found) == [raws[place] for place in places]


@given(LISTS, st.integers(0, 25))
def test_they_are_cut_and_filled_up_as_a_list_is(raws, size):
    wanted = [*raws[:size], *[None] * (size - len(raws))]
    assert list(Values.of(raws).cut(size)) == wanted
    assert list(Values.of(raws).cut(size).cut(3)) == [*wanted[:3], *[None] * (3 - len(wanted))]


@given(st.lists(st.tuples(RAWS, RAWS), max_size=20))
def test_the_same_is_told_cell_by_cell(pairs):
    mine, theirs = [one for one, _ in pairs], [other for _, other in pairs]
    told = Values.of(mine).same(Values.of(theirs)).tolist()
    # A number and a boolean are two things here, though Python takes True for 1.0.
    wanted = [one == other and isinstance(one, bool) == isinstance(other, bool)
              for one, other in pairs]  # fmt: skip
    assert told == wanted


@given(LISTS, st.data())
def test_blanks_of_some_rows_become_empty_texts(raws, data):
    where = [data.draw(st.booleans()) for _ in raws]
    found = Values.of(raws).with_empty_texts(np.array(where, dtype=bool))
    wanted = ["" if raw is None and here else raw for raw, here in zip(raws, where, strict=True)]
    assert list(found) == wanted


@given(st.lists(st.sampled_from(["General", "0%", "dd.mm.yyyy"]), max_size=9), st.integers(0, 12))
def test_formats_are_those_of_the_list(codes, size):
    wanted = [*codes[:size], *["General"] * (size - len(codes))]
    assert list(Coded.of(codes)) == codes
    assert list(Coded.of(codes).cut(size, "General")) == wanted
    assert list(Fitted(codes, size, "General")) == wanted
