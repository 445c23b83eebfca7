"""Monday's list: laws of the week, and its calendar files as another reader reads them."""

from __future__ import annotations

import datetime as dt
import json
import math

import cli_tools as t
import numpy as np
import pytest
from books import AS_OF, request
from hypothesis import given
from hypothesis import strategies as st
from test_coverage_figures import a_base, book

from mkp_xl.book import flow
from mkp_xl.book.calendar_sheet import default_calendar
from mkp_xl.book.coverage.agreed import agreed
from mkp_xl.book.coverage.load import Colleague, colleagues, week_of
from mkp_xl.book.coverage.week import _room, _week, weeks
from mkp_xl.book.days import date_of, serial_of
from mkp_xl.faces.ics import calendar
from mkp_xl.hosts.xlsx.host import XlsxHost

MONDAY = serial_of(dt.date(2026, 11, 23))
TEAM = [("Громов А.", 2, dt.date(2026, 11, 24), None), ("Сафина Д.", 0.5, None, None)]


def planned(path, **settings):
    made = flow.reckon(XlsxHost(path), request(settings=settings, attach=None))
    first = made.computed[0]
    day = serial_of(AS_OF)
    team, known = colleagues(first.team), agreed(first.rows, first.verdicts, day)
    return first, weeks(first.rows, first.verdicts, team, made.book.calendar, day, known.day)


@pytest.mark.parametrize("seed", range(6))
def test_everybody_due_has_a_day_or_is_left_and_no_day_is_overfull(seed, tmp_path):
    first, found = planned(book(tmp_path / "b.xlsx", *a_base(seed), team=TEAM))
    due, code = (first.verdicts.numbers[key] for key in ("due_date", "state_code"))
    asked = {
        row for row in range(first.rows.size)
        if code[row] in (1, 4) or due[row] <= MONDAY + 6
    }  # fmt: skip
    told = [row for week in found for day in week.days for row in day.rows]
    told += [row for week in found for row in week.left]
    assert sorted(told) == sorted(asked)
    for week in found:
        for day in week.days:
            assert len(day.rows) <= day.room
            assert MONDAY <= day.day <= MONDAY + 4
            for row in day.rows:
                assert code[row] in (1, 4) or due[row] < MONDAY or day.day <= due[row]
    by_name = {week.manager.casefold(): week for week in found}
    gromov = by_name["громов а."]
    assert MONDAY + 1 not in {day.day for day in gromov.days}
    assert {day.room for day in gromov.days} == {2.0}
    assert sum(day.room for day in by_name["сафина д."].days) == 2


latest = st.one_of(st.just(math.inf), st.integers(-3, 9).map(lambda n: MONDAY + n))


@given(
    st.lists(latest, max_size=12), st.floats(0, 4), st.sets(st.integers(0, 4), max_size=4)
)  # fmt: skip
def test_a_week_takes_as_many_as_its_days_have_room_for(latest, capacity, away):
    spans = tuple((MONDAY + n, MONDAY + n) for n in away)
    one = Colleague(name="М", capacity=capacity, away=spans)
    workdays = [MONDAY + n for n in range(5)]
    room = _room(one, workdays)
    week = _week("М", list(range(len(latest))), room, latest, [False] * len(latest))
    placed = [row for day in week.days for row in day.rows]
    assert sorted([*placed, *week.left]) == list(range(len(latest)))
    assert sum(room.values()) == math.floor(capacity * (5 - len(away)))
    if week.left and all(math.isinf(day) for day in latest):
        assert len(placed) == sum(room.values())


def read_ics(raw):
    """Read a calendar file by the rules of RFC 5545: unfold, split, unescape."""
    assert raw.endswith(b"\r\n")
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    text = raw.replace(b"\r\n ", b"").decode()
    events, now = [], None
    for line in text.split("\r\n"):
        key, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            now = {}
        elif line == "END:VEVENT":
            events.append(now)
            now = None
        elif now is not None:
            plain = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
            now[key.partition(";")[0]] = plain.replace("\\\\", "\\")
    assert now is None
    return events


def test_a_calendar_is_read_as_it_was_meant():
    title = "Связаться: ООО «Вектор, Юг»; " + "очень длинное название " * 9
    raw = calendar([("К-1", 46349.0, title, "первая\nвторая, \\ и ;")], 46346.0)
    (event,) = read_ics(raw)
    assert event["SUMMARY"] == title
    assert event["DESCRIPTION"] == "первая\nвторая, \\ и ;"
    assert event["DTSTART"] == "20261123"
    assert event["DTSTAMP"] == "20261120T000000Z"


def test_each_manager_gets_a_file_and_the_same_week_gives_the_same_bytes(tmp_path):
    path = book(tmp_path / "b.xlsx", *a_base(2), team=TEAM)
    folder = tmp_path / "неделя"
    for _ in range(2):
        told = t.mkp("coverage", path, "--as-of", "2026-11-20", "--ics", folder)
        assert told.code == 0
        files = {file.name: file.read_bytes() for file in folder.iterdir()}
    again = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert files == again
    assert {name.casefold() for name in files} == {
        "громов а 2026-11-23.ics", "сафина д 2026-11-23.ics", "без менеджера 2026-11-23.ics"
    }  # fmt: skip
    first, found = planned(path)
    events = [event for raw in files.values() for event in read_ics(raw)]
    assert len(events) == sum(len(day.rows) for week in found for day in week.days)
    assert len({event["UID"] for event in events}) == len(events)
    assert "Не поместились" in told.out
    assert first.rows.size


def test_who_is_due_before_monday_is_contacted_on_monday(tmp_path):
    listed = [("А", "Громов А.", 900_000, 0, dt.date(2026, 10, 21), None, None)]
    _, (week,) = planned(book(tmp_path / "b.xlsx", listed))
    assert week.left == ()
    assert week.days[0].day == MONDAY
    assert week.days[0].rows == (0,)


def test_from_monday_to_thursday_the_rest_of_the_week_is_planned(tmp_path):
    tuesday = dt.date(2026, 11, 24)
    listed = [
        ("Просрочен", "Громов А.", 900_000, 0, dt.date(2026, 9, 1), None, None),
        ("До четверга", "Громов А.", 900_000, 0, dt.date(2026, 10, 27), None, None),
    ]
    made = flow.reckon(XlsxHost(book(tmp_path / "b.xlsx", listed)), request(tuesday, attach=None))
    first = made.computed[0]
    nothing = np.full(first.rows.size, np.nan)
    (week,) = weeks(first.rows, first.verdicts, {}, made.book.calendar, serial_of(tuesday), nothing)
    assert [day.day - MONDAY for day in week.days] == [1, 2, 3, 4]
    assert [day.rows for day in week.days] == [(0,), (), (1,), ()]


@pytest.mark.parametrize(("day", "first"), [
    ("2026-11-23", "2026-11-23"), ("2026-11-26", "2026-11-26"), ("2026-11-27", "2026-11-30"),
    ("2026-11-28", "2026-11-30"), ("2026-11-29", "2026-11-30"), ("2026-12-30", "2026-12-30"),
    ("2026-12-31", "2027-01-11"), ("2027-01-04", "2027-01-11"),  # no day between is worked
])  # fmt: skip
def test_a_week_ends_on_its_sunday(day, first):
    at = serial_of(dt.date.fromisoformat(day))
    begins, ends = map(date_of, week_of(at, default_calendar(at, "RU", "ru")))
    assert begins == dt.date.fromisoformat(first)
    assert ends.isoweekday() == 7
    assert 0 <= (ends - begins).days < 7


def test_without_a_capacity_the_days_share_the_clients_and_nobody_is_left():
    room = dict.fromkeys((MONDAY + n for n in range(5)), math.nan)
    latest = [math.inf] * 11 + [MONDAY] * 4
    week = _week("М", list(range(15)), room, latest, [False] * 15)
    assert not week.is_known
    assert week.left == ()
    assert [len(day.rows) for day in week.days] == [7, 3, 3, 2, 0]
    assert set(week.days[0].rows) >= {11, 12, 13, 14}


def test_files_are_told_as_records_and_names_of_managers_never_meet(tmp_path):
    listed = [(f"К{n}", name, 900_000, 0, None, None, None)
              for n, name in enumerate(("A/B", "A:B", "[/x]"))]  # fmt: skip
    path = book(tmp_path / "b.xlsx", listed)
    told = t.mkp("coverage", path, "--as-of", "2026-11-20", "--ics", tmp_path / "и", "--json")
    said = json.loads(told.out)
    assert len({one["file"] for one in said}) == 3
    assert len(list((tmp_path / "и").iterdir())) == 3
    shown = t.mkp("coverage", path, "--as-of", "2026-11-20")
    assert shown.code == 0
    assert "[/x]" in shown.out
    assert t.mkp("coverage", path, "--as-of", "9999-12-31", "--ics", tmp_path / "я").code == 0


def test_a_file_in_the_folders_place_is_refused(tmp_path):
    path = book(tmp_path / "b.xlsx", *a_base(2))
    (tmp_path / "x").write_text("наше", encoding="utf-8")
    told = t.mkp("coverage", path, "--ics", tmp_path / "x")
    assert told.code == 2
    assert "папка" in told.err
    assert (tmp_path / "x").read_text(encoding="utf-8") == "наше"
