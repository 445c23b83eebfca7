"""Numbers as letters, many at once: what they read and spell is what Python reads and spells."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkp_xl.errors import SchemaError
from mkp_xl.hosts.xlsx import cell_index
from mkp_xl.hosts.xlsx.ahead import Meanwhile, ahead
from mkp_xl.hosts.xlsx.flat import Flat
from mkp_xl.hosts.xlsx.letters import gathered, numbers, whole_numbers
from mkp_xl.hosts.xlsx.rows import RowBlock, Where
from mkp_xl.hosts.xlsx.spelling import spelt
from mkp_xl.hosts.xlsx.splice import Edits

FINITE = st.floats(allow_nan=False, allow_infinity=False)
MONEY = st.integers(-(10**17), 10**17).map(lambda cents: cents / 100)
NUMBERS = st.one_of(FINITE, MONEY, st.integers(-(10**18), 10**18).map(float))
TEXTS = st.text(alphabet="0123456789.-+eE_ ", min_size=1, max_size=24)


def read(texts):
    """Return what the texts, one behind the other, are read as."""
    block = np.frombuffer(b"<" + b"<".join(texts) + b"<" * 64, np.uint8)
    lengths = np.array([len(text) for text in texts])
    ends = np.cumsum(lengths + 1)
    return gathered(block, ends, lengths), lengths


def by_python(text):
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if b"_" not in text and math.isfinite(number) else math.nan


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_numbers_are_spelt_as_python_spells_them_and_read_back_the_same(values):
    texts = spelt(np.array(values)).texts()
    assert texts == [repr(value + 0.0).removesuffix(".0").encode() for value in values]
    assert numbers(*read(texts)).tolist() == [value + 0.0 for value in values]


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_numbers_of_any_program_are_read_as_python_reads_them(values):
    texts = [b"%.17g" % value for value in values]
    texts += [text for value in values if len(text := b"%.3f" % value) <= 24]
    assert numbers(*read(texts)).tolist() == [float(text) for text in texts]


@given(st.lists(TEXTS, min_size=1, max_size=30))
def test_what_is_no_number_is_none(texts):
    raws = [text.encode() for text in texts]
    np.testing.assert_array_equal(numbers(*read(raws)), [by_python(raw) for raw in raws])


@given(st.lists(st.text(alphabet="0123456789.-", min_size=1, max_size=20), min_size=1))
def test_indexes_are_digits_alone(texts):
    raws = [text.encode() for text in texts]
    wanted = [int(r) if r.isdigit() and len(r) <= 18 else -1 for r in raws]
    assert whole_numbers(*read(raws)).tolist() == wanted


@given(st.lists(st.binary(min_size=0, max_size=9).map(lambda b: b.replace(b"\0", b"")), min_size=1))
def test_strings_come_out_of_a_matrix_as_they_went_in(texts):
    assert Flat.of_rows(read(texts)[0]).texts() == texts


def test_what_fails_on_another_thread_fails_where_it_is_waited_for():
    def items():
        yield 1
        raise KeyError("two")

    found = ahead(items)
    assert next(found) == 1
    with pytest.raises(KeyError, match="two"):
        next(found)


def test_who_asks_for_no_more_closes_what_makes_it():
    closed = []

    def items():
        try:
            yield from range(10**9)
        finally:
            closed.append(True)

    found = ahead(items)
    assert [next(found), next(found)] == [0, 1]
    found.close()
    assert closed == [True]


BY_ARRAYS, BY_SLICES = 0, 1000


@pytest.fixture(params=[BY_ARRAYS, BY_SLICES])
def many(request, monkeypatch):
    """Let edits be made by arrays, or by slices."""
    monkeypatch.setattr("mkp_xl.hosts.xlsx.splice.MANY", request.param)


@pytest.mark.usefixtures("many")
def test_edits_of_one_place_come_in_the_order_they_were_asked_for():
    edits = Edits.together([Edits.of([(2, 2, b"x"), (4, 5, b"y")]), Edits.of([(2, 2, b"z")])])
    assert edits.made_in(b"abcdef") == b"abxzcdyf"


@pytest.mark.usefixtures("many")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40),
       st.binary(max_size=5)), max_size=8))  # fmt: skip
def test_edits_replace_their_spans_and_nothing_else(data, said):
    wanted, place = [], 0
    for gap, length, new in said:
        start = min(place + gap, len(data))
        place = min(start + length, len(data))
        wanted.append((start, place, new))
    expected, done = b"", 0
    for start, end, new in wanted:
        expected += data[done:start] + new
        done = end
    several = [Edits.of(wanted[::2]), Edits.of(wanted[1::2])]
    if len({start for start, _, _ in wanted}) == len(wanted):  # else their order is another
        assert Edits.together(several).made_in(data) == expected + data[done:]
    assert Edits.of(wanted).made_in(data) == expected + data[done:]


@pytest.mark.usefixtures("many")
def test_edits_that_overlap_are_refused():
    with pytest.raises(SchemaError):
        Edits.of([(0, 3, b"x"), (2, 4, b"y")]).made_in(b"abcdef")


def test_a_block_s_index_is_made_once_whoever_asks(monkeypatch):
    made = []
    monkeypatch.setattr(cell_index, "index", lambda *_: made.append(time.sleep(0.05)))
    block = RowBlock(Where("part", "title", b""), b'<row r="1"/>', 0)
    with Meanwhile(lambda one: one.index) as indexing:
        indexing.add(block)
        assert block.index is None
    assert len(made) == 1


def test_what_is_done_meanwhile_ends_with_who_wanted_it():
    blocks = [RowBlock(Where("part", "title", b""), b"", 0) for _ in range(100)]
    done = []

    def slowly(block):
        time.sleep(0.01)
        done.append(block)

    def broken_off():
        with Meanwhile(slowly) as work:
            for block in blocks:
                work.add(block)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    time.sleep(0.1)
    assert len(done) < len(blocks) / 2


def test_rows_are_told_by_their_index_as_they_are_one_by_one():
    data = b'<row r="3"><c r="A3"/></row><row r="4"/><row r="7"></row>'
    block = RowBlock(Where("part", "title", b""), data, 2)
    assert block.index.rows.numbers.tolist() == [row.number for row in block.rows] == [3, 4, 7]
    assert block.last == 7
    assert RowBlock(block.where, b"", block).above == 7
