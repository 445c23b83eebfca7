"""What is the same in every copy: settings and days off. Changes of them are told, never taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book.cells import read_text
from mkp_xl.book.days import day_text
from mkp_xl.book.fields import SETTING_OF, SETTINGS
from mkp_xl.book.sharing.outcome import Item

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.flow import Reckoned
    from mkp_xl.book.sharing.holding import Held

_OF_A_RUN: Final = ("as_of", "as_of_mode", "orders_from", "language", "source_noise")
"""Settings that a recalculation finds by itself, or that are each book's own."""


def common_of(reckoned: Reckoned) -> dict[str, Any]:
    """Return the settings in force, and the days that a book has corrected in its calendar."""
    settings, calendar = reckoned.book.settings, reckoned.book.calendar
    values = settings.numbers | settings.words
    days = zip(calendar.working, calendar.usual, strict=True)
    return {
        "settings": {
            field.key: None if (one := values[field.key]) != one else one  # NaN
            for field in SETTINGS
            if field.key not in _OF_A_RUN
        },
        "days": [calendar.first + at for at, (works, usual) in enumerate(days) if works != usual],
    }


def told_common(
    file: str, base: Mapping[str, Any], theirs: Mapping[str, Any], lang: Lang
) -> Iterator[Item]:
    """Yield the settings and days that a copy has changed: they are the book's to decide."""
    was, now = base.get("settings", {}), theirs["settings"]
    for key in now:
        if key in was and was[key] != now[key]:  # a program of another day has other settings
            yield Item(
                reason="setting",
                file=file,
                kind="settings",
                client="",
                key=key,
                header=SETTING_OF[key].name(lang),
                base=read_text(was.get(key)),
                theirs=read_text(now.get(key)),
            )
    for day in sorted(set(base.get("days", [])) ^ set(theirs["days"])):
        text = day_text(day, lang)
        yield Item(reason="day", file=file, kind="calendar", client="", theirs=text)


def told_sheets(file: str, now: Reckoned, theirs: Held) -> Iterator[Item]:
    """Yield the sheets that somebody put into a copy."""
    tables = (part.table.table.sheet for part in theirs.parts.values() if part.table)
    known = {*now.book.marks.own_titles, *tables}
    for sheet in now.book.info.sheets:
        if sheet.title not in known and sheet.state == "visible":
            yield Item(
                reason="strange_sheet", file=file, kind="clients", client="", header=sheet.title
            )


def left_alone(name: str) -> Item:
    """Return that something beside the copies was not read."""
    return Item(reason="not_a_copy", file=name, kind="clients", client="")
