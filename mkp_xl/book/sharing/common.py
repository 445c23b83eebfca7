"""What is the same in every copy: settings and days off. Changes of them are told, never taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book.carrying import brought_settings
from mkp_xl.book.cells import read_text
from mkp_xl.book.days import day_text
from mkp_xl.book.fields import SETTING_OF
from mkp_xl.book.sharing.outcome import Item

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.flow import Reckoned

_OF_A_RUN: Final = ("as_of", "orders_from")
"""Settings that a recalculation finds by itself."""


def common_of(reckoned: Reckoned) -> dict[str, Any]:
    """Return the settings that a book has typed, and the days it has corrected in its calendar."""
    brought = brought_settings(reckoned.book.settings, reckoned.computed[0].verdicts)
    calendar = reckoned.book.calendar
    days = zip(calendar.working, calendar.usual, strict=True)
    return {
        "settings": {key: one for key, one in brought.items() if key not in _OF_A_RUN},
        "days": [calendar.first + at for at, (works, usual) in enumerate(days) if works != usual],
    }


def told_common(
    file: str, base: Mapping[str, Any], theirs: Mapping[str, Any], lang: Lang
) -> Iterator[Item]:
    """Yield the settings and days that a copy has changed: they are the book's to decide."""
    was, now = base["settings"], theirs["settings"]
    for key in dict.fromkeys((*was, *now)):
        if was.get(key) != now.get(key):
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
    for day in sorted(set(base["days"]) ^ set(theirs["days"])):
        text = day_text(day, lang)
        yield Item(reason="day", file=file, kind="calendar", client="", theirs=text)
