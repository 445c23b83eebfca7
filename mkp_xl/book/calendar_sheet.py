"""The hidden sheet «Календарь»: which days are worked, editable, and the roll table over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from mkp_xl.book import look
from mkp_xl.book.address import absolute, letters
from mkp_xl.book.days import DATE_FIRST, DATE_LAST, date_of, serial_of
from mkp_xl.book.drawn import CellOut, SheetOut
from mkp_xl.book.fields import SHEETS, Lang, Text
from mkp_xl.book.grid import NameEdit
from mkp_xl.book.native import setting_name
from mkp_xl.rules.tables.calendar import weekdays, workdays_from, workdays_until

if TYPE_CHECKING:
    import numpy.typing as npt

DAY, WORKING, UNTIL, FROM = 1, 2, 3, 4
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
)
_SAY = Text(
    "1 — рабочий день, 0 — выходной: исправьте праздники и переносы.",
    "1 is a working day, 0 a day off: correct holidays and moved days here.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days from `first` on, one entry each: worked or not."""

    first: float
    working: list[bool]

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


def default_calendar(as_of: float) -> Calendar:
    """Return Mondays to Fridays from the year before as-of to two years after it."""
    year = date_of(as_of).year
    first = serial_of(date(year - YEARS_BACK, 1, 1))
    last = serial_of(date(min(year + YEARS_ON, 9998), 12, 31))
    return Calendar(first=first, working=weekdays(first, int(last - first) + 1))


def covering(calendar: Calendar, as_of: float) -> Calendar:
    """Return the calendar, made longer by default days where it ends too early for as-of.

    A day many years away leaves it alone: beyond a calendar the rules take weekends off.
    """
    wanted = default_calendar(as_of)
    if calendar.first <= as_of <= calendar.last - _AHEAD:
        return calendar
    first, last = min(calendar.first, wanted.first), max(calendar.last, wanted.last)
    if last - first > _LONGEST:
        return calendar
    working = weekdays(first, int(last - first) + 1)
    start = int(calendar.first - first)
    working[start : start + len(calendar.working)] = calendar.working
    return Calendar(first=first, working=working)


def draw(title: str, calendar: Calendar, lang: Lang) -> tuple[SheetOut, list[NameEdit]]:
    """Return the whole sheet and the names that point into it."""
    sheet = SheetOut(
        title=title,
        cells={
            (1, 1): CellOut(SHEETS["calendar"](lang), style=look.TITLE),
            (2, 1): CellOut(_SAY(lang), style=look.NOTE),
        },
        widths={DAY: 12, WORKING: 12, UNTIL: 16, FROM: 16},
        hidden=True,
        freeze_row=_HEAD_ROW,
    )
    for column, head in enumerate(_HEADS, start=1):
        sheet.cells[_HEAD_ROW, column] = CellOut(head(lang), style=look.LIST_HEAD)
    until = workdays_until(calendar.first, calendar.working)
    from_ = workdays_from(calendar.first, calendar.working)
    last_row = _FIRST_ROW + len(calendar.working) - 1
    for offset, works in enumerate(calendar.working):
        row = _FIRST_ROW + offset
        sheet.cells[row, DAY] = CellOut(calendar.first + offset, style=look.DAY)
        sheet.cells[row, WORKING] = CellOut(float(works), style=look.FLAG)
        sheet.cells[row, UNTIL] = CellOut(until[offset], formula=_until(row), style=look.DAY)
        sheet.cells[row, FROM] = CellOut(
            from_[offset], formula=_from(row, last_row), style=look.DAY
        )
    return sheet, _names(title, last_row)


def read(days: npt.NDArray[np.float64], flags: npt.NDArray[np.float64]) -> Calendar | None:
    """Return the calendar of a standing sheet: its days and flags, gaps filled by weekdays.

    None where no day can be read. Order does not matter, nor rows that are neither.
    """
    known = (days >= DATE_FIRST) & (days <= DATE_LAST) & ((flags == 0) | (flags == 1))
    days, flags = np.floor(days[known]), flags[known]
    if not days.size or days.max() - days.min() > _LONGEST:
        return None
    first = float(days.min())
    working = weekdays(first, int(days.max() - first) + 1)
    for place, flag in zip((days - first).tolist(), flags.tolist(), strict=True):
        working[int(place)] = flag == 1
    return Calendar(first=first, working=working)


def _until(row: int) -> str:
    above = "0" if row == _FIRST_ROW else f"{letters(UNTIL)}{row - 1}"
    return f"IF({letters(WORKING)}{row}=1,{letters(DAY)}{row},{above})"


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
