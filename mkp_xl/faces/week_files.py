"""Each manager's week as a calendar file, for the calendar program they already use."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from mkp_xl.book import words
from mkp_xl.book.cells import match_keys, read_text
from mkp_xl.book.contact_plan import wording
from mkp_xl.book.coverage.agreed import agreed
from mkp_xl.book.coverage.load import sunday_of, week_of
from mkp_xl.book.coverage.week import weeks
from mkp_xl.book.days import date_of
from mkp_xl.book.fields import Text
from mkp_xl.book.summary import called
from mkp_xl.errors import HostError, InputError
from mkp_xl.faces import terminal
from mkp_xl.faces.ics import calendar
from mkp_xl.faces.manager_files import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mkp_xl.book.coverage.agreed import Agreed
    from mkp_xl.book.coverage.load import Colleague
    from mkp_xl.book.coverage.week import Week
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.flow import Reckoned
    from mkp_xl.book.tables import Rows

_CALL: Final = Text("Связаться: {}", "Contact: {}")
_FILES: Final = Text("Календарей записано: {} — {}", "Calendars written: {}, {}")
_NONE: Final = Text("На эту неделю звонить некому.", "Nobody to contact this week.")
_LEFT: Final = Text(
    "Не поместились до срока: {}. Укажите отпуска и контактов в день на листе «Команда».",
    "No room before the due date: {}. See contacts a day and absences on the Team sheet.",
)


def write_weeks(
    folder: Path, reckoned: Reckoned, team: Mapping[str, Colleague]
) -> list[tuple[Path, Week]]:
    """Write a file for each manager with a contact in the week; return them with their weeks."""
    first, settings = reckoned.computed[0], reckoned.book.settings
    if folder.exists() and not folder.is_dir():
        raise InputError("not_a_folder", path=str(folder))
    days, as_of = reckoned.book.calendar, settings.as_of
    begins = date_of(week_of(as_of, days)[0]).isoformat()
    known = agreed(first.rows, first.verdicts, as_of)
    made = weeks(first.rows, first.verdicts, team, days, as_of, known.day)
    written: list[tuple[Path, Week]] = []
    taken: set[str] = set()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for week in made:
            if not week.contacts:
                continue
            name = file_name(week.manager, f" {begins}.ics", taken, reckoned.book.lang)
            path = folder / name
            path.write_bytes(calendar(_events(reckoned, week, known), settings.as_of))
            written.append((path, week))
    except OSError as error:
        raise HostError("write_failed", path=str(error.filename or folder)) from error
    return written


def files_record(written: list[tuple[Path, Week]]) -> list[dict[str, object]]:
    """Return what was written as records: file, manager, contacts, clients without room."""
    return [
        {
            "file": str(path),
            "manager": week.manager or None,
            "contacts": week.contacts,
            "left": len(week.left),
        }
        for path, week in written
    ]


def say_written(written: list[tuple[Path, Week]], folder: Path, lang: Lang) -> None:
    """Say how many calendars were written, and how many clients found no room."""
    out, _ = terminal.consoles()
    if not written:
        out.print(_NONE(lang))
        return
    out.print(_FILES(lang).format(len(written), folder), markup=False, soft_wrap=True)
    left = sum(len(week.left) for _, week in written)
    if left:
        out.print(_LEFT(lang).format(left), markup=False, soft_wrap=True)


def _events(reckoned: Reckoned, week: Week, known: Agreed) -> Iterator[tuple[str, float, str, str]]:
    """Yield a manager's contacts: key, day, title, and why.

    The key is one for a client and a week: planned anew, the contact moves in the calendar.
    """
    first, lang = reckoned.computed[0], reckoned.book.lang
    keys = _keys(first.rows)
    for day in week.days:
        for row in day.rows:
            client_id, name = called(first.rows, row)
            yield (
                f"{keys[row]}-{sunday_of(day.day):.0f}",
                day.day,
                _CALL(lang).format(name or client_id),
                _why(reckoned, row, known),
            )


def _keys(clients: Rows) -> list[str]:
    """Return what tells each client from others: ID, else name, with a number for namesakes."""
    names, seen = clients.called(), Counter[str]()
    keys = []
    for name, key in zip(names, match_keys(names), strict=True):
        seen[key] += 1
        keys.append(name if seen[key] == 1 else f"{name}-{seen[key]}")
    return keys


def _why(reckoned: Reckoned, row: int, known: Agreed) -> str:
    """Return what the manager needs to know: state, promise, what the segment asks for, phone."""
    first, lang = reckoned.computed[0], reckoned.book.lang
    numbers = first.verdicts.numbers
    code, left, segment = (float(numbers[k][row]) for k in ("state_code", "days_left", "segment"))
    said = [str(words.state(code, left, lang))]
    said.append(wording.promise(known, row, lang))
    if segment in range(1, 10):
        said.append(words.STRATEGIES[lang][int(segment) - 1])
    phone = first.rows.cells.get("phone")
    said.append(read_text(phone.values[row]) if phone else "")
    return "\n".join(filter(None, said))
