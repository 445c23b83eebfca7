"""The lines of each manager's week as the sheet shows them: days, clients, and who is left."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mkp_xl.book.contact_plan import wording
from mkp_xl.book.coverage.week import Day, Week
from mkp_xl.book.texts import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.values import Column

DAY, CLIENT, HEADING, LEFT, MORE = range(1, 6)
"""What a line is; 0 stands for none."""
ROWS: Final = 46
"""Lines that the sheet has room for."""
_WIDTH: Final = 50
"""Letters of what was agreed that the sheet has room for."""
_LEAST_LEFT: Final = 8
"""Lines that those without room may take at least, with their heading."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the sheet."""

    kind: int
    row: int | None = None
    """Position of the client in the list."""
    text: str = ""
    """What stands in place of the client's name."""
    aside: str = ""
    """Of a day: how many contacts it holds. Of a client: what was agreed. Without room: why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the sheet shows of one manager's week, or of everybody's."""

    said: str
    """The sentence under the title."""
    note: str
    """The days of the week, and how many contacts fit into each."""
    lines: tuple[PlanLine, ...]


def everybody(weeks: Sequence[Week]) -> Week:
    """Return the weeks of all managers as one."""
    days: dict[float, list[Day]] = {}
    for week in weeks:
        for day in week.days:
            days.setdefault(day.day, []).append(day)
    return Week(
        manager="",
        days=tuple(
            Day(day=number, room=sum(d.room for d in of), rows=tuple(r for d in of for r in d.rows))
            for number, of in sorted(days.items())
        ),
        left=tuple(row for week in weeks for row in week.left),
        is_known=all(week.is_known for week in weeks),
    )


def reasons(
    weeks: Sequence[Week], turn: Column, promised: Mapping[int, str], lang: Lang
) -> dict[int, str]:
    """Return why each client found no room, by row; room of colleagues is offered once.

    `turn` is the day by which a client's turn comes, blank (NaN) for whoever waits already. What
    was `promised`, by row, is not handed over.
    """
    spare = _Spare(weeks)
    found = {}
    for week in weeks:
        for row in week.left:
            if row in promised:
                found[row] = wording.NO_ROOM_FOR(lang).format(promised[row])
                continue
            latest = float(turn[row])
            offer = spare.take(week.manager, math.inf if math.isnan(latest) else latest)
            if offer:
                found[row] = wording.HAND_OVER(lang).format(*offer)
            elif not week.days:
                found[row] = wording.AWAY(lang)
            elif not any(day.room for day in week.days):
                found[row] = wording.NO_CAPACITY(lang)
            else:
                found[row] = wording.no_room(latest, lang)
    return found


class _Spare:
    """Room that is left in the weeks of managers whose capacity is known, day by day."""

    def __init__(self, weeks: Sequence[Week]) -> None:
        self._days = {
            week.manager: {day.day: math.floor(day.room) - len(day.rows) for day in week.days}
            for week in weeks
            if week.is_known and week.manager
        }
        self._used_up: set[tuple[str, float]] = set()

    def take(self, manager: str, latest: float) -> tuple[str, int] | None:
        """Take room in the week of another manager, up to a day; return whose, and how much.

        Room only becomes less: who asked in vain need not ask again.
        """
        if (manager, latest) in self._used_up:
            return None
        rooms = {
            name: sum(room for day, room in days.items() if day <= latest)
            for name, days in self._days.items()
            if name != manager
        }
        name, room = max(rooms.items(), key=lambda one: one[1], default=("", 0))
        if room < 1:
            self._used_up.add((manager, latest))
            return None
        days = self._days[name]
        days[next(day for day in days if days[day] >= 1)] -= 1
        return name, room


def shown(
    week: Week | None, why: Mapping[int, str], promised: Mapping[int, str], lang: Lang
) -> Shown:
    """Return what the sheet says of a week.

    By row: `why` those without room found none, and what was `promised` to clients.
    """
    if week is None or not (week.left or any(day.rows for day in week.days)):
        return Shown(said=wording.NOBODY(lang), note="", lines=())
    body = [line for day in week.days for line in _of_day(day, promised, lang)]
    tail = [PlanLine(LEFT, row, aside=why[row]) for row in week.left]
    if tail:
        tail.insert(0, PlanLine(HEADING, text=wording.WITHOUT_ROOM(lang)))
    kept = max(min(len(tail), _LEAST_LEFT), ROWS - len(body))
    tail = _cut(tail, kept, lang)
    body = _cut(body, ROWS - len(tail), lang)
    room = sum(day.room for day in week.days) if week.is_known else math.nan
    return Shown(
        said=wording.sentence(week.contacts, room, len(week.left), lang),
        note=wording.span([day.day for day in week.days], lang),
        lines=(*body, *tail),
    )


def _of_day(day: Day, promised: Mapping[int, str], lang: Lang) -> Iterable[PlanLine]:
    count = wording.CONTACTS(lang).format(len(day.rows))
    yield PlanLine(DAY, text=wording.day(day.day, lang), aside=count)
    for row in day.rows:
        yield PlanLine(CLIENT, row, aside=shortened(promised.get(row, ""), _WIDTH))


def _cut(lines: list[PlanLine], most: int, lang: Lang) -> list[PlanLine]:
    """Return the first lines, the last of them saying how many clients are not shown."""
    if len(lines) <= most:
        return lines
    kept = lines[: most - 1]
    while kept and kept[-1].row is None:  # a day without its clients says nothing
        kept.pop()
    hidden = sum(line.row is not None for line in lines[len(kept) :])
    more = wording.MORE(lang).format(hidden)
    return [*kept, PlanLine(MORE, text=more, aside=wording.WHERE_ALL(lang))]
