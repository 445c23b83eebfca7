"""Working days of a country: its weekends, its holidays, the days it moved.

The days come from the library `holidays`. Russian transfers are decreed each year, and a year may
be asked for before its decree: therefore the sheet «Календарь» can be edited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mkp_xl.book.days import date_of
from mkp_xl.rules.tables.calendar import weekdays

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang

NO_COUNTRY: Final = "none"
"""Weekends alone are off."""
_LANGUAGES: Final[dict[Lang, tuple[str, ...]]] = {
    "ru": ("ru", "en_US"),
    "en": ("en_US", "en_GB"),
}
"""Languages of holiday names, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryDays:
    """A run of days from the first one on: which are worked, and what the others are called."""

    working: list[bool]
    names: dict[int, str]
    """Names of holidays, by place in the run."""


def country_days(country: str, first: float, count: int, lang: Lang = "en") -> CountryDays:
    """Return the working days of a country by its ISO 3166 code; `none` knows weekends alone.

    >>> country_days("RU", 45962.0, 4).working  # 01.11.2025, a Saturday that was worked
    [True, False, False, False]
    """
    if country == NO_COUNTRY:
        return CountryDays(working=weekdays(first, count), names={})
    # Loading the library takes a fifth of a second, which only a new calendar needs.
    from holidays import country_holidays  # noqa: PLC0415

    days = [date_of(first + place) for place in range(count)]
    years = range(days[0].year, days[-1].year + 1)
    spoken = country_holidays(country).supported_languages
    language = next((one for one in _LANGUAGES[lang] if one in spoken), None)
    known = country_holidays(country, years=years, language=language)
    named = ((place, known.get(day)) for place, day in enumerate(days))
    return CountryDays(
        working=[known.is_working_day(day) for day in days],
        names={place: str(name) for place, name in named if name},
    )
