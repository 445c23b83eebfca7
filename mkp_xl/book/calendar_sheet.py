"""The sheet «Календарь»: which days are worked, editable, and the roll table over them.

A country's calendar is its start. What a person changed there (a day whose flag differs from the
country's beside it) stays, whichever country is chosen later.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import look
from mkp_xl.book.address import absolute, letters
from mkp_xl.book.country_days import NO_COUNTRY, country_days
from mkp_xl.book.days import DATE_FIRST, DATE_LAST, date_of, serial_of
from mkp_xl.book.drawn import CellOut, Page, SheetOut
from mkp_xl.book.fields import SETTING_OF, SHEETS, Lang, Text
from mkp_xl.book.grid import NameEdit
from mkp_xl.book.native import setting_name
from mkp_xl.rules.tables.calendar import weekdays, workdays_from, workdays_until

if TYPE_CHECKING:
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]

DAY, WORKING, UNTIL, FROM, USUAL, NAME = range(1, 7)
COUNTRY = (1, USUAL)
"""The cell that notes whose calendar the sheet was made of."""
_HEAD_ROW = 3
_FIRST_ROW = 4
YEARS_BACK, YEARS_ON = 1, 2
_AHEAD = 400
"""Days the calendar must reach beyond as-of, or it is made longer."""
_LONGEST = 3660
"""Days, ten years, up to which a calendar is made longer."""
_HEADS = (
    Text("Дата", "Date"),
    Text("Рабочий (1/0)", "Working (1/0)"),
    Text("Рабочий день до", "Working day until"),
    Text("Рабочий день от", "Working day from"),
    Text("В стране (1/0)", "In the country (1/0)"),
    Text("Праздник", "Holiday"),
)
_SAY = Text(
    "1 — рабочий день, 0 — выходной. Переносы объявляют каждый год: исправьте второй столбец.",
    "1 is a working day, 0 a day off. Moved days are decreed yearly: correct the second column.",
)


_USUAL = replace(look.NOTE, number_format="0", align="center")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days from `first` on, one entry each: worked or not."""

    first: float
    working: list[bool]
    usual: list[bool]
    """As the country works, before anybody corrected it."""
    country: str = NO_COUNTRY
    names: dict[int, str] = field(default_factory=dict)
    """Holidays, by place; as far as they were looked up."""

    @property
    def last(self) -> float:
        """The last day of the calendar."""
        return self.first + len(self.working) - 1

    def columns(self) -> dict[str, object]:
        """Return what the rules ask of a calendar, by key."""
        return {
            "calendar_first": self.first,
            "calendar_last": self.last,
            "calendar_until": workdays_until(self.first, self.working),
            "calendar_from": workdays_from(self.first, self.working),
        }


def default_calendar(as_of: float, country: str = NO_COUNTRY, lang: Lang = "en") -> Calendar:
    """Return a country's days from the year before as-of to two years after it."""
    year = date_of(as_of).year
    first = serial_of(date(year - YEARS_BACK, 1, 1))
    last = serial_of(date(min(year + YEARS_ON, 9998), 12, 31))
    return _of_country(first, last, country, lang)


def standing(calendar: Calendar, as_of: float, country: str, lang: Lang) -> Calendar:
    """Return the calendar of another country or made longer for as-of, corrections kept.

    The same calendar where nothing asks for it. A day many years away leaves it as long as it is:
    beyond a calendar the rules take weekends off.
    """
    first, last = calendar.first, calendar.last
    if not first <= as_of <= last - _AHEAD:
        year = date_of(as_of).year
        first = min(first, serial_of(date(year - YEARS_BACK, 1, 1)))
        last = max(last, serial_of(date(min(year + YEARS_ON, 9998), 12, 31)))
    if last - first > _LONGEST and as_of <= calendar.last + _AHEAD:
        first = last - _LONGEST  # the years that are over go
    elif last - first > _LONGEST:
        first, last = calendar.first, calendar.last
    if (first, last, country) == (calendar.first, calendar.last, calendar.country):
        return calendar
    made = _of_country(first, last, country, lang)
    start = int(calendar.first - first)
    for place, (flag, usual) in enumerate(zip(calendar.working, calendar.usual, strict=True)):
        if flag != usual and start + place >= 0:
            made.working[start + place] = flag
            if place in calendar.names:
                made.names[start + place] = calendar.names[place]
    return made


def _of_country(first: float, last: float, country: str, lang: Lang) -> Calendar:
    found = country_days(country, first, int(last - first) + 1, lang)
    return Calendar(
        first=first,
        working=list(found.working),
        usual=found.working,
        country=country,
        names=found.names,
    )


def draw(title: str, calendar: Calendar, lang: Lang) -> tuple[SheetOut, list[NameEdit]]:
    """Return the whole sheet and the names that point into it."""
    sheet = SheetOut(
        title=title,
        cells={
            (1, 1): CellOut(SHEETS["calendar"](lang), style=look.TITLE),
            (2, 1): CellOut(_SAY(lang), style=look.NOTE),
        },
        widths={DAY: 12, WORKING: 12, UNTIL: 16, FROM: 16, USUAL: 16, NAME: 44},
        freeze_row=_HEAD_ROW,
        page=Page(landscape=False, high=0, repeat_row=_HEAD_ROW, footer="&A"),
        tab=look.RULE,
    )
    sheet.cells[COUNTRY] = CellOut(country_name(calendar.country, lang), style=look.NOTE)
    for column, head in enumerate(_HEADS, start=1):
        sheet.cells[_HEAD_ROW, column] = CellOut(head(lang), style=look.LIST_HEAD)
    until = workdays_until(calendar.first, calendar.working)
    from_ = workdays_from(calendar.first, calendar.working)
    last_row = _FIRST_ROW + len(calendar.working) - 1
    for offset, works in enumerate(calendar.working):
        row = _FIRST_ROW + offset
        sheet.cells[row, DAY] = CellOut(calendar.first + offset, style=look.DAY)
        sheet.cells[row, WORKING] = CellOut(float(works), style=look.FLAG)
        sheet.cells[row, USUAL] = CellOut(float(calendar.usual[offset]), style=_USUAL)
        if offset in calendar.names:
            sheet.cells[row, NAME] = CellOut(calendar.names[offset], style=look.NOTE)
        sheet.cells[row, UNTIL] = CellOut(until[offset], formula=_until(row), style=look.DAY)
        sheet.cells[row, FROM] = CellOut(
            from_[offset], formula=_from(row, last_row), style=look.DAY
        )
    return sheet, _names(title, last_row)


def read(
    days: Column, flags: Column, usual: Column, named: dict[float, str], country: str
) -> Calendar | None:
    """Return the calendar of a standing sheet: its days and flags, gaps filled by weekdays.

    None where no day can be read. Order does not matter, nor rows that are neither. A flag of the
    country that cannot be read is that of weekdays, as in a sheet that has no such column.
    """
    known = (days >= DATE_FIRST) & (days <= DATE_LAST) & ((flags == 0) | (flags == 1))
    days = np.floor(days[known])
    if not days.size or days.max() - days.min() > _LONGEST:
        return None
    first = float(days.min())
    working = weekdays(first, int(days.max() - first) + 1)
    as_usual = list(working)
    lines = zip((days - first).tolist(), flags[known].tolist(), usual[known].tolist(), strict=True)
    for place, flag, of_country in lines:
        working[int(place)] = flag == 1
        if of_country in (0.0, 1.0):
            as_usual[int(place)] = of_country == 1
    return Calendar(
        first=first,
        working=working,
        usual=as_usual,
        country=_country_key(country),
        names={int(day - first): name for day, name in named.items() if day >= first},
    )


def country_name(country: str, lang: Lang) -> str:
    """Return what people call the country of a calendar."""
    choices = SETTING_OF["country"].choices
    return next(choice.name(lang) for choice in choices if choice.key == country)


def _country_key(name: str) -> str:
    choices = SETTING_OF["country"].choices
    keys = (one.key for one in choices if name in (one.name.ru, one.name.en))
    return next(keys, NO_COUNTRY)


def _until(row: int) -> str:
    day = f"{letters(DAY)}{row}"
    above = f"{letters(UNTIL)}{row - 1}"
    if row == _FIRST_ROW:
        above = f"{day}-1-MAX(WEEKDAY({day}-1,2)-5,0)"
    return f"IF({letters(WORKING)}{row}=1,{day},{above})"


def _from(row: int, last_row: int) -> str:
    day = f"{letters(DAY)}{row}"
    below = f"{letters(FROM)}{row + 1}"
    if row == last_row:
        below = f"IF(WEEKDAY({day}+1,2)>5,{day}+9-WEEKDAY({day}+1,2),{day}+1)"
    return f"IF({letters(WORKING)}{row}=1,{day},{below})"


def _names(title: str, last_row: int) -> list[NameEdit]:
    def name(key: str, reference: str) -> NameEdit:
        return NameEdit(name=setting_name(key), sheet=None, refers_to=reference)

    return [
        name("calendar_first", absolute(title, _FIRST_ROW, DAY)),
        name("calendar_last", absolute(title, last_row, DAY)),
        name("calendar_days", absolute(title, _FIRST_ROW, DAY, last_row, WORKING)),
        name("calendar_until", absolute(title, _FIRST_ROW, UNTIL, last_row)),
        name("calendar_from", absolute(title, _FIRST_ROW, FROM, last_row)),
    ]
