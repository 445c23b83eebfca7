"""Several sources of one potential: the rules, against other implementations and known truths."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict

import openpyxl
import pytest
from books import AS_OF, make_book, marked_columns, our_cells, request, run
from fixtures import several_sources, sources_by_number

from mkp_xl.book.calling import call
from mkp_xl.book.fields import OUTPUT_OF
from mkp_xl.book.fields.estimates import SOURCES
from mkp_xl.book.notes import source_of
from mkp_xl.rules.rows.likely import REACH

pytestmark = pytest.mark.sampled(3)

# What people write -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Размер × норма", 0), ("норма отрасли", 0), ("Size × norm", 0), ("Бюджет категории", 1),
        ("их БЮДЖЕТ на год", 1), ("Мы + конкуренты", 2), ("us + rivals", 2), ("Competitors", 2),
        ("Оценка менеджера", 3), ("Мнение эксперта", 3), ("manager's estimate", 3),
        ("Решение вручную", 4), ("Ручная правка", 4), ("override", 4), ("", -1), ("слухи", -1),
    ],
)  # fmt: skip
def test_sources_are_known_by_the_words_people_use(text, code):
    assert source_of(text) == code


def test_every_source_is_known_by_its_own_names():
    for code, source in enumerate(SOURCES):
        assert source_of(source.name.ru) == source_of(source.name.en) == code


# A whole list ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("sources") / "b.xlsx"
    several_sources(path)
    return path


def test_a_function_typed_beside_the_list_gives_the_potential_of_recalculation(book):
    seen = 0
    for row in our_cells(book):
        if row["potential_manual"] is not None or row["client_before"] is None:
            continue
        said = [row[f"estimate_{key}"] for key in ("expert", "size", "budget", "rivals")]
        weights = [row[f"weight_{key}"] for key in ("expert", "size", "budget", "rivals")]
        told = call("MKP_POTENTIAL", [*said, row["purchases"], *weights])
        assert (told or None) == row["potential"] or told == row["potential"]
        seen += 1
    assert seen > 80


def test_every_noted_row_counts_or_is_told_of_or_has_a_newer_one(book, tmp_path):
    outcome = run(book, request(attach=None, cells=None), output=tmp_path / "o.xlsx")
    told = {f.row for f in outcome.findings if f.sheet == "Оценки"}
    sheet, table = openpyxl.load_workbook(book)["Оценки"], outcome.book.estimates
    first = table.first_row
    counts = {
        first + int(value) - 1
        for row in our_cells(book)
        for key, value in row.items()
        if key.startswith("note_") and value is not None
    }
    rows = range(first, sheet.max_row + 1)
    said = {
        row: {key: sheet.cell(row, column).value for key, column in table.columns.items()}
        for row in rows
        if sheet.cell(row, table.columns["client"]).value
    }
    by_source = defaultdict(list)
    for row, cells in said.items():
        by_source[cells["client"], source_of(str(cells["source"]))].append(row)
    replaced: list[int] = []
    for same in by_source.values():
        silent = [row for row in same if row not in told | counts]
        replaced += silent
        taken = [row for row in same if row in counts]
        assert len(taken) <= 1
        for row in silent:  # replaced by a newer row, which counts or is told of
            newer = [r for r in same if (said[r]["date"], r) > (said[row]["date"], row)]
            assert set(newer) & (told | counts), row
    assert replaced
    assert len(counts) > 15
    assert len(told) > 5


@pytest.fixture(scope="module")
def by_number(tmp_path_factory):
    path = tmp_path_factory.mktemp("number") / "b.xlsx"
    sources_by_number(path)
    return path


IN_SHORT = {"basis", "confidence", "estimate_budget"}


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(key, marks=() if key in IN_SHORT else pytest.mark.long)
        for key, field in OUTPUT_OF.items()
        if field.of_sources
    ],
)
def test_a_column_that_the_team_deletes_comes_back_or_is_missed_by_nobody(by_number, tmp_path, key):
    before = our_cells(by_number, "Оценки")
    book = openpyxl.load_workbook(by_number)
    sheet, (_, column) = book["Оценки"], marked_columns(by_number, "Оценки")[key]
    for row in sheet.iter_rows(min_col=column, max_col=column):
        row[0].value = None
    del sheet.defined_names[f"_mkp.{key}"]
    path = tmp_path / "less.xlsx"
    book.save(path)
    run(path, request(attach=None))
    after = our_cells(path, "Оценки")
    assert [row["potential"] for row in after] == [row["potential"] for row in before]


def one(tmp_path, clients, notes=(), norms=(), **settings):
    """Return the one client's cells, and the kinds of findings, of a small book."""
    path = tmp_path / "one.xlsx"
    make_book(path, clients=clients, estimates=list(notes), norms=list(norms))
    outcome = run(path, request(settings=settings or None))
    return our_cells(path), {finding.code for finding in outcome.findings}


DAY = dt.timedelta(1)
NAMED = {"client": "Вектор", "purchases_typed": 0.0}


def note(source, amount=None, *, day=AS_OF, **more):
    said = {"client": "Вектор", "source": source, "amount": amount, "date": day}
    return said | {"author": "Титов", "evidence": "счёт"} | more


def test_one_typed_figure_stands_as_it_is(tmp_path):
    ((row, *_), _) = one(tmp_path, [NAMED | {"potential_typed": 740_000}])
    assert (row["potential"], row["source_code"], row["segment"]) == (740_000, 4, 7)


def test_no_source_at_all_is_a_blank_with_a_reason(tmp_path):
    ((row, *_), codes) = one(tmp_path, [NAMED])
    assert row["potential"] in (None, "")
    assert "no_potential" in codes


def test_two_equal_sources_give_their_mean_and_unequal_ones_lean_to_the_surer(tmp_path):
    settings = {"reliability_budget": 50.0, "reliability_rivals": 50.0}
    notes = [note("Бюджет", 100_000), note("Мы + конкуренты", 300_000)]
    ((row, *_), _) = one(tmp_path, [NAMED], notes, **settings)
    assert row["potential"] == 200_000
    ((row, *_), _) = one(tmp_path, [NAMED], notes)  # 75 against 100
    assert row["potential"] == pytest.approx(100_000 + 200_000 * 100 / 175, abs=0.01)


def test_the_latest_note_of_a_source_counts_and_the_lower_row_of_a_day(tmp_path):
    notes = [note("Бюджет", 5.0), note("Бюджет", 7.0), note("Бюджет", 9.0, day=AS_OF - DAY)]
    ((row, *_), _) = one(tmp_path, [NAMED], notes)
    assert row["estimate_budget"] == 7


def test_a_range_is_its_middle_by_ratio_and_keeps_its_width(tmp_path):
    notes = [note("Мы + конкуренты", low=100_000, high=400_000)]
    ((row, *_), _) = one(tmp_path, [NAMED], notes)
    assert row["potential"] == 200_000
    assert row["potential_low"] == pytest.approx(100_000, rel=0.02)
    assert row["potential_high"] == pytest.approx(400_000, rel=0.02)
    assert row["potential_spread"] == pytest.approx(math.log(4) / (2 * REACH), abs=0.005)


def test_an_estimate_halves_its_weight_when_it_is_stale_and_is_told_of_a_day_later(tmp_path):
    for days, weight, is_told in ((0, 75, False), (365, 38, False), (366, 37, True)):
        notes = [note("Бюджет", 1e5, day=AS_OF - days * DAY)]
        ((row, *_), codes) = one(tmp_path, [NAMED], notes)
        assert row["weight_budget"] == weight
        assert ("stale_estimate" in codes) == is_told


def test_a_decision_holds_to_its_day_and_is_told_of_the_day_after(tmp_path):
    client = [NAMED | {"potential_typed": 1000.0}]
    for until, potential, code in ((AS_OF, 5000, 5), (AS_OF - DAY, 1000, 4)):
        notes = [note("Решение вручную", 5000, day=AS_OF - 30 * DAY, until=until)]
        ((row, *_), codes) = one(tmp_path, client, notes)
        assert (row["potential"], row["source_code"]) == (potential, code)
        assert ("decision_expired" in codes) == (until < AS_OF)
        assert (row["basis"] == "решение вручную") == (until == AS_OF)


def test_a_decision_without_an_end_holds_half_a_year_and_without_a_day_not_at_all(tmp_path):
    for day, potential, code in (
        (AS_OF - 180 * DAY, 5000, "decision_unexplained"),
        (AS_OF - 181 * DAY, 1000, "decision_expired"),
        (None, 1000, "decision_without_end"),
    ):
        client = [NAMED | {"potential_typed": 1000.0}]
        ((row, *_), codes) = one(tmp_path, client, [note("вручную", 5000, day=day)])
        assert row["potential"] == potential
        assert code in codes


def test_purchases_are_the_least_a_potential_can_be(tmp_path):
    client = [{"client": "Вектор", "purchases_typed": 900.0, "potential_typed": 500.0}]
    ((row, *_), codes) = one(tmp_path, client)
    assert (row["potential"], row["progress"], row["source_code"]) == (900, 1, 6)
    assert "purchases_above_estimates" in codes


@pytest.mark.parametrize(
    ("typed", "norm", "estimate"),
    [
        ({"employees": 310}, {"norm_employee": 12_600}, 3_906_000),
        ({"outlets": 7, "employees": 310}, {"norm_outlet": 1000, "norm_employee": 1}, 7000),
        ({"firm_revenue": 2e8}, {"norm_revenue": 0.015}, 3_000_000),
        ({"employees": 310}, {"norm_outlet": 1000}, None),
        ({"employees": 310}, {"norm_employee": 0}, None),
    ],
)
def test_size_times_norm(tmp_path, typed, norm, estimate):
    client = [NAMED | {"industry": " пищевое Производство", **typed}]
    ((row, *_), codes) = one(tmp_path, client, norms=[{"industry": "Пищевое производство"} | norm])
    assert (row["estimate_size"] or None) == estimate
    has_some = any(value for value in norm.values())
    told = codes & {"no_norm", "no_norm_of_size"}
    assert told == (set() if estimate else {"no_norm_of_size" if has_some else "no_norm"})


def test_what_is_wrong_on_the_sheets_is_told_each_by_its_name(tmp_path):
    notes = [
        note("слухи", 1.0), note("Бюджет"), note("Бюджет", low=9.0, high=4.0),
        note("Мы + конкуренты", 5.0, day=AS_OF + DAY), note("Бюджет", -5.0),
        note("Размер", 5.0, until=AS_OF - DAY), note("Бюджет", 1.0) | {"client": "Чужой"},
        note("Оценка менеджера", 5.0) | {"evidence": None},
    ]  # fmt: skip
    norms = [{"industry": "Еда", "norm_outlet": 0}, {"industry": "Лес", "norm_outlet": 5},
             {"industry": "лес", "norm_outlet": 7}]  # fmt: skip
    client = [NAMED | {"industry": "Космос", "outlets": 3, "estimate_day": AS_OF + DAY}]
    _, codes = one(tmp_path, client, notes, norms)
    assert codes >= {
        "unknown_source", "estimate_without_amount", "range_upside_down", "future_estimate",
        "too_small", "estimate_expired", "unknown_client", "estimate_without_evidence",
        "norm_zero", "norm_twice", "no_norm",
    }  # fmt: skip


def test_sources_that_contradict_are_told_with_the_one_that_is_off(tmp_path):
    clients = [{"client": f"К{n}", "purchases_typed": 0.0} for n in range(30)]
    notes = []
    for n in range(30):
        for source, factor in (("Бюджет", 1.0), ("Мы + конкуренты", 1.1), ("Размер", 0.95)):
            off = 3.5 if n == 7 and source == "Размер" else 1.0
            said = note(source, 100_000.0 * factor * off) | {"client": f"К{n}"}
            notes.append(said)
    path = tmp_path / "c.xlsx"
    make_book(path, clients=clients, estimates=notes, norms=[])
    outcome = run(path, request())
    told = [f for f in outcome.findings if f.code == "sources_contradict"]
    assert [(f.row, f.detail) for f in told] == [(9, "Размер × норма")]


def test_a_client_right_at_a_limit_is_told(tmp_path):
    for potential, is_told in ((475_000, True), (474_999, False), (525_000, True), (526_000, False),
                               (50_000, True), (40_000, False), (0, False)):  # fmt: skip
        _, codes = one(tmp_path, [NAMED | {"potential_typed": potential}])
        assert ("at_limit" in codes) == is_told, potential
