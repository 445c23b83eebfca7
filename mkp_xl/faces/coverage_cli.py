"""The command `coverage`: the figures of managed coverage, for people and for programs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.markup import escape
from rich.table import Table

from mkp_xl.book import flow, words
from mkp_xl.book.coverage.dynamics import ADVICE, dynamics
from mkp_xl.book.coverage.figures import figures
from mkp_xl.book.coverage.load import colleagues, loads
from mkp_xl.book.coverage.states import room_said
from mkp_xl.book.days import day_text
from mkp_xl.book.fields import OUTPUT_OF, Text
from mkp_xl.book.messages import amount_text
from mkp_xl.book.summary import called
from mkp_xl.faces import terminal
from mkp_xl.faces.answers import print_json
from mkp_xl.faces.arguments import (
    LANG,
    AsOfOption,
    FileArgument,
    JsonOption,
    request_of,
    say,
)
from mkp_xl.faces.coverage_record import record
from mkp_xl.faces.manager_files import NOBODY
from mkp_xl.faces.usage import Command
from mkp_xl.faces.week_files import files_record, say_written, write_weeks
from mkp_xl.hosts.xlsx import XlsxHost

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from mkp_xl.book.coverage.dynamics import Dynamics
    from mkp_xl.book.coverage.figures import CoverageFigures, Line
    from mkp_xl.book.coverage.load import Load
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.flow import Reckoned

_SHOWN: Final = 10
_CLIENTS: Final = Text("Всего", "All")
_COVERED: Final = Text("Охват", "Covered")
_WEIGHTED: Final = Text("Деньги", "Money")
_WINDOWS: Final = Text("Интервалы", "Intervals")
_PLAN: Final = Text("Контакты", "Contacts")
_LEGEND: Final = Text(
    "Охват — доля клиентов вовремя, деньги — их потенциала; интервалы — с контактом из всех за "
    "год; контакты — с начала года из плана.",
    "Covered: the share of clients in time, money: of their potential; intervals: those with a "
    "contact of all in a year; contacts: since the year began, of the plan.",
)
_GROUPS: Final = (
    ("by_class", OUTPUT_OF["class"].name),
    ("by_segment", OUTPUT_OF["segment"].name),
    ("by_manager", Text("Менеджер", "Manager")),
)
_ALL: Final = Text("Все", "All")
_SAID: Final = Text(
    "На {day}: вовремя охвачены {covered} из {clients}; просрочены {overdue}, ни одного контакта "
    "{never}.",
    "As of {day}: {covered} of {clients} are covered in time; {overdue} overdue, {never} never "
    "contacted.",
)
_NOTHING: Final = Text(
    "Охват посчитать не из чего: ни у кого нет интервала контактов.",
    "No coverage to tell: nobody has an interval between contacts.",
)
_LOAD: Final = Text("Нагрузка в неделю", "Load a week")
_UNKNOWN: Final = Text("○ ёмкость не указана", "○ no capacity given")
_RISK: Final = Text("Кто замолкает ({})", "Who falls silent ({})")
_MORE: Final = Text("… и ещё {}; все — в --json.", "… and {} more; all of them in --json.")


IcsOption = Annotated[
    Path | None,
    typer.Option("--ics", metavar="FOLDER",
                 help=say("записать неделю каждого менеджера в календарь (.ics) в эту папку",
                          "write each manager's week as a calendar (.ics) into this folder")),
]  # fmt: skip


def add_coverage(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        name="coverage",
        cls=Command,
        help=say(
            "Охват клиентской базы: кто охвачен вовремя, кто просрочен, кто замолкает. "
            "Книга не меняется.",
            "Coverage of the clients: who is covered in time, overdue, falling silent. "
            "The book is not changed.",
        ),
        epilog=say("Пример: mkp-xl coverage Клиенты.xlsx", "Example: mkp-xl coverage Clients.xlsx"),
    )(coverage)


def coverage(
    file: FileArgument,
    as_of: AsOfOption = None,
    ics: IcsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the figures of coverage, each with what it is a part of."""
    request = request_of(as_of, None)
    out, console = terminal.consoles()
    with terminal.progress(console, LANG) as step:
        reckoned = flow.reckon(XlsxHost(file, progress=step), request, step)
    first, book = reckoned.computed[0], reckoned.book
    found = figures(first.rows, first.verdicts, book.settings)
    moves = dynamics(first.rows, first.verdicts, book.settings, found)
    team = colleagues(first.team)
    week = loads(first.rows, first.verdicts, team, book.calendar, book.settings.as_of)
    if ics is not None:
        written = write_weeks(ics, reckoned, team)
        if as_json:
            print_json(files_record(written))
        else:
            say_written(written, ics, book.lang)
        return
    if as_json:
        print_json(record(reckoned, found, moves, week))
    else:
        _show(out, reckoned, found, moves, week)


def _show(
    out: Console,
    reckoned: Reckoned,
    found: CoverageFigures,
    moves: Dynamics,
    week: list[Load],
) -> None:
    lang, total = reckoned.book.lang, found.total
    if not total.clients:
        out.print(_NOTHING(lang))
        return
    overdue, _, _, never = total.states
    said = _SAID(lang).format(
        day=day_text(reckoned.book.settings.as_of, lang), covered=total.covered,
        clients=total.clients, overdue=overdue, never=never,
    )  # fmt: skip
    out.print(said, markup=False, soft_wrap=True)
    for key, head in _GROUPS:
        lines: dict[Any, Line] = getattr(found, key)
        shown = ((_named(key, name, lang), line) for name, line in lines.items() if line.clients)
        out.print(_table(head(lang), [*shown, (_ALL(lang), total)], lang))
    states = zip(words.SIGNS, words.STATES[lang], strict=True)
    signs = " · ".join(f"{sign} {name}" for sign, name in states)
    out.print(f"{signs}. {_LEGEND(lang)}", markup=False, soft_wrap=True, style="dim")
    if week:
        out.print(_load_table(week, lang))
    _show_risk(out, reckoned, moves)


def _named(key: str, name: Any, lang: Lang) -> str:  # noqa: ANN401  a letter, a number, a name
    if key == "by_segment":
        return f"{name} {words.NAMES[lang][name - 1]}"
    return name or NOBODY(lang)


def _table(head: str, lines: Iterable[tuple[str, Line]], lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(head, no_wrap=True)
    heads = (_CLIENTS(lang), *words.SIGNS, _COVERED(lang), _WEIGHTED(lang), _WINDOWS(lang),
             _PLAN(lang))  # fmt: skip
    for name in heads:
        table.add_column(name, justify="right", no_wrap=True)
    for name, line in lines:
        table.add_row(
            escape(name),
            str(line.clients),
            *map(str, line.states),
            _percent(line.covered, line.clients, lang),
            _percent(line.potential_covered, line.potential, lang),
            f"{line.windows_met}/{line.windows_due}" if line.windows_due else "",
            f"{line.contacts}/{line.expected:.0f}" if line.expected else "",
        )
    return table


def _percent(part: float, whole: float, lang: Lang) -> str:
    return f"{math.floor(100 * part / whole + 0.5)}{words.PERCENT[lang]}" if whole else ""


def _load_table(week: list[Load], lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_LOAD(lang))
    for _ in range(3):
        table.add_column(justify="right")
    for one in week:
        capacity, verdict = "", _UNKNOWN(lang)
        if not math.isnan(one.capacity):
            verdict = room_said(one.needed, one.capacity, lang)
            capacity = amount_text(one.capacity, lang)
        table.add_row(escape(one.manager), f"{one.needed:.1f}", capacity, verdict)
    return table


def _show_risk(out: Console, reckoned: Reckoned, moves: Dynamics) -> None:
    rows, lang = moves.at_risk(), reckoned.book.lang
    if not rows:
        return
    clients = reckoned.computed[0].rows
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_RISK(lang).format(len(rows)))
    table.add_column(justify="right")
    table.add_column()
    for row in rows[:_SHOWN]:
        advice = moves.advice[row]
        days = moves.contacts.silence[row]
        table.add_row(
            escape(" ".join(filter(None, reversed(called(clients, row))))),
            "" if math.isnan(days) else f"{days:.0f}",
            ADVICE[advice](lang) if advice else "",
        )
    out.print(table)
    if len(rows) > _SHOWN:
        out.print(_MORE(lang).format(len(rows) - _SHOWN))
