"""A week of contacts as a calendar file (iCalendar, RFC 5545): whole-day events, no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mkp_xl.book.days import date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINE: Final = 75
"""Octets of a line; longer ones are folded."""
_ESCAPED: Final = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"))


def calendar(events: Iterable[tuple[str, float, str, str]], stamped: float) -> bytes:
    """Return the file of events: a key that stays the same, the day, title and description.

    `stamped` is the day the file is made for: the same list gives the same bytes.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mkp_xl//contact plan//RU"]
    for event in events:
        lines += _event(*event, stamped)
    lines.append("END:VCALENDAR")
    folded = (part for line in lines for part in _folded(line))
    return b"".join(part + b"\r\n" for part in folded)


def _event(key: str, day: float, title: str, said: str, stamped: float) -> list[str]:
    start = f"{date_of(day):%Y%m%d}"  # without an end, it is that day
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(key)}@mkp-xl",
        f"DTSTAMP:{date_of(stamped):%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{start}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(said)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for sign, instead in _ESCAPED:
        text = text.replace(sign, instead)
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _folded(line: str) -> Iterator[bytes]:
    """Yield the lines a long one is folded into, never within a letter."""
    room, part = _LINE, b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > room:
            yield part
            part, room = b" ", _LINE
        part += octets
    yield part
