"""Who works with the demo's clients: who made each contact and what came next, the team, people.

Figures are equal in Russian and English, and leave those of `demo_data` as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from mkp_xl.book.fields import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.fields import Lang

Row = dict[str, object]
_STEPS: Final = (
    Text("перезвонить через неделю", "call back in a week"),
    Text("отправить КП", "send a quote"),
    Text("согласовать встречу", "arrange a meeting"),
    Text("уточнить объём на квартал", "clear the volume of the quarter"),
    Text("прислать образцы", "send samples"),
)
_PEOPLE: Final = (
    (Text("Алексей Громов", "Alex Graham"), Text("закупки", "buyer")),
    (Text("Ирина Павлова", "Irene Palmer"), Text("директор", "director")),
    (Text("Склад в Твери", "Depot North"), Text("филиал", "branch")),
)
_WHY: Final = (Text("отпуск", "leave"), Text("выставка", "trade fair"))
_CAPACITY: Final = (1, 1, 1, 2, 1, 1)
_CYCLES: Final = ((60, 14), (45, 10), (120, 30), (90, None))
_FRIDAY: Final = 5
_DATED: Final = (1, 2)
"""Steps for which a day was agreed on."""
_PROMISED: Final = 10
"""Days back within which contacts ended with a promise, and forward from then on it is due."""
_EVERY: Final = 11
"""Every so many clients one has a life cycle of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTeam:
    """Clients and contacts with what is known of them besides; the sheets about people."""

    clients: list[Row]
    contacts: list[Row]
    people: list[Row]
    team: list[Row]


def demo_team(
    clients: Sequence[Row], contacts: Sequence[Row], *, lang: Lang, as_of: date
) -> DemoTeam:
    """Return the demo's lists with cycles, next steps and persons; its people and its team."""
    managers = sorted({str(row["manager"]) for row in clients if row["manager"]})
    of_client = {row["client_id"]: row["manager"] for row in clients}
    known = [row for row in clients if of_client[row["client_id"]]][1:4]
    people = [
        {"person": name(lang), "client": row["client"], "position": what(lang)}
        for (name, what), row in zip(_PEOPLE, known, strict=False)
    ]
    person_of = {row["client_id"]: one["person"] for row, one in zip(known, people, strict=False)}
    return DemoTeam(
        clients=[row | _cycle(place) for place, row in enumerate(clients)],
        contacts=[
            row
            | _further(place, row["date"], lang, as_of)
            | {
                "contact_person": person_of.get(row["client_id"]),
                "manager": of_client.get(row["client_id"]),
            }
            for place, row in enumerate(contacts)
        ],
        people=people,
        team=_team(managers, lang, as_of),
    )


def _further(place: int, made: object, lang: Lang, as_of: date) -> Row:
    """Return what comes next after a contact, of the latest with the day agreed on."""
    step = place % 9
    if step >= len(_STEPS):
        return {"next_step": None}
    said: Row = {"next_step": _STEPS[step](lang)}
    if (
        step in _DATED
        and isinstance(made, date)
        and as_of - timedelta(days=_PROMISED) <= made <= as_of
    ):
        day = made + timedelta(days=_PROMISED + step)
        weekend = max(0, day.isoweekday() - _FRIDAY)
        said["next_contact"] = day - timedelta(days=weekend)
    return said


def _cycle(place: int) -> Row:
    """Return the life cycle of a client's goods and the lead of its decisions, of a few only."""
    lap, rest = divmod(place, _EVERY)
    if rest != _EVERY - 1:
        return {}
    cycle, lead = _CYCLES[lap % len(_CYCLES)]
    return {"life_cycle_typed": cycle, "decision_lead_typed": lead}


def _team(managers: Sequence[str], lang: Lang, as_of: date) -> list[Row]:
    """Return what each manager can do a day; the first is on leave soon, the third at a fair."""
    rows: list[Row] = [
        {"manager": name, "capacity": _CAPACITY[place % len(_CAPACITY)]}
        for place, name in enumerate(managers)
    ]
    monday = as_of + timedelta(days=7 - as_of.weekday())
    for place, start, length, why in ((0, 7, 11, 0), (2, 4, 0, 1)):
        if place < len(rows):
            first = monday + timedelta(days=start)
            rows[place] |= {
                "away_from": first,
                "away_to": first + timedelta(days=length),
                "away_why": _WHY[why](lang),
            }
    return rows
