"""What the contact plan says: days of the week, how full it is, why somebody found no room."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from mkp_xl.book.days import date_of, day_text
from mkp_xl.book.fields import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.coverage.agreed import Agreed
    from mkp_xl.book.fields import Lang

NOBODY: Final = Text("На этой неделе звонить некому.", "Nobody to contact this week.")
CONTACTS: Final = Text("контактов: {}", "contacts: {}")
WITHOUT_ROOM: Final = Text("Не поместились", "No room for")
HAND_OVER: Final = Text("можно передать: у {} запас {}", "{} could take it over: room for {}")
AWAY: Final = Text("нет рабочих дней на этой неделе", "no working days this week")
NO_ROOM_FOR: Final = Text("{}, места на неделе нет", "{}, no room in the week")
NO_CAPACITY: Final = Text(
    "ёмкость менеджера на неделю 0: лист «Команда»", "no contact fits the manager's week: see Team"
)
MORE: Final = Text("… и ещё {}", "… and {} more")
WHERE_ALL: Final = Text(
    "все — в календарях: mkp-xl coverage --ics", "all in the calendars: mkp-xl coverage --ics"
)
_PROMISED: Final = Text("договорились на {}", "agreed for {}")
_BUSY: Final = Text("неделя занята: первым на следующей", "the week is full: first in the next one")
_LATE: Final = Text("нет места до срока {}", "no room before {}")
_OF: Final = Text(
    "Контактов на неделе: {} из {} возможных", "Contacts this week: {} of {} possible"
)
_UNLIMITED: Final = Text(
    "Контактов на неделе: {}. Сколько их успевает менеджер, впишите на лист «Команда».",
    "Contacts this week: {}. Type how many a manager can make on the Team sheet.",
)
_LEFT: Final = Text("; не поместились: {} — внизу, с причиной.",
                    "; no room for {}: below, with the reason.")  # fmt: skip
_WEEKDAYS: Final = {
    "ru": ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def day(serial: float, lang: Lang) -> str:
    """Return a day as the heading of its contacts.

    >>> day(46349.0, "ru"), day(46349.0, "en")
    ('Понедельник, 23.11', 'Monday, 23 Nov')
    """
    text = day_text(serial, lang)
    return f"{_WEEKDAYS[lang][date_of(serial).weekday()]}, {text[:5] if lang == 'ru' else text[:6]}"


def span(days: Sequence[float], lang: Lang) -> str:
    """Return the first and the last of some days.

    >>> span([46349.0, 46350.0], "ru")
    '23.11.2026 – 24.11.2026'
    """
    ends = sorted({days[0], days[-1]}) if days else []
    return " – ".join(day_text(end, lang) for end in ends)


def sentence(contacts: int, room: float, left: int, lang: Lang) -> str:
    """Return how full a week is; `room` is NaN where a manager's capacity is unknown.

    >>> sentence(17, 18.0, 3, "ru")
    'Контактов на неделе: 17 из 18 возможных; не поместились: 3 — внизу, с причиной.'
    """
    if math.isnan(room) and not left:
        return _UNLIMITED(lang).format(contacts)
    if math.isnan(room):
        said = CONTACTS(lang).format(contacts)
        return said[0].upper() + said[1:] + _LEFT(lang).format(left)
    said = _OF(lang).format(contacts, f"{room:.0f}")
    return said + (_LEFT(lang).format(left) if left else ".")


def no_room(due: float, lang: Lang) -> str:
    """Return why a client found no day: before the due date, or at all."""
    return _BUSY(lang) if math.isnan(due) else _LATE(lang).format(day_text(due, lang))


def promise(agreed: Agreed, row: int, lang: Lang) -> str:
    """Return what was agreed with a client, and what is to come next; "" where nothing was."""
    if math.isnan(agreed.day[row]):
        return ""
    said = _PROMISED(lang).format(day_text(agreed.day[row], lang))
    step = agreed.step(row)
    return f"{said}: {step}" if step else said
