"""The command `add`: parts of the method that a workbook does not have yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from mkp_xl.book.cells import match_key
from mkp_xl.book.choosing import is_unclear
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import OUTPUT_OF, SHEETS, Text, in_quotes
from mkp_xl.book.flow import Request
from mkp_xl.errors import InputError
from mkp_xl.faces import jobs, terminal
from mkp_xl.faces.answers import name_added, name_coming, name_written, print_json
from mkp_xl.faces.arguments import (
    LANG,
    DryRunOption,
    FileArgument,
    JsonOption,
    OutputOption,
    say,
    today,
)
from mkp_xl.faces.usage import Command

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang, Sheet
    from mkp_xl.book.planning import Outcome
    from mkp_xl.hosts.contract import Progress

PARTS: Final[dict[str, frozenset[Sheet]]] = {
    "estimates": frozenset({"estimates", "norms", "card", "potential", "playbook", "method"}),
    "coverage": frozenset({"people", "team", "plan", "coverage", "contacts"}),
    "contacts": frozenset({"contacts"}),
}
"""Sheets by the part that brings them; contacts come where the book has no log of them."""
_COMES: Final = Text("Добавим листы: ", "Sheets to come: ")
_CAME: Final = Text("Добавлены листы: ", "Sheets added: ")
_NONE: Final = Text("Все листы уже есть.", "All sheets are there already.")
_NOT_DONE: Final = Text("Книга не изменена.", "The workbook was not changed.")

PartArgument = Annotated[
    str,
    typer.Argument(metavar="PART", help=say("что добавить: estimates, coverage или contacts",
                                            "what: estimates, coverage or contacts")),
]  # fmt: skip


def add_add(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        name="add",
        cls=Command,
        help=say(
            "Добавить источники потенциала (estimates: оценки, нормы, карточка клиента, Playbook, "
            "методика), охват (coverage: охват, план контактов, команда, лица и филиалы, "
            "контакты) или только лист контактов (contacts).",
            "Add sources of potentials (estimates: estimates, norms, client card, playbook, "
            "method), coverage (coverage: its sheet, contact plan, team, people and branches, "
            "contacts) or the sheet of contacts alone (contacts).",
        ),
        epilog=say(
            "Пример: mkp-xl add estimates Клиенты.xlsx",
            "Example: mkp-xl add estimates Clients.xlsx",
        ),
    )(add)


def add(
    part: PartArgument,
    file: FileArgument,
    dry_run: DryRunOption = False,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add the columns and sheets of a part; what stands stays as it is."""
    sheets = PARTS.get(match_key(part))
    if sheets is None:
        raise InputError("unknown_part", part=part, known=", ".join(PARTS))
    request = Request(
        today=serial_of(today()),
        attach=tuple(OUTPUT_OF),
        add=sheets,
        can_detach=True,
        as_list_looks=True,
    )
    out, console = terminal.consoles()
    with terminal.progress(console, LANG) as step:
        prepared = _prepared(jobs.Target(path=file, output=output), request, step)
    outcome = prepared.outcome
    if sheets == PARTS["contacts"] and is_unclear(outcome.findings, "contacts"):
        raise InputError("several_contact_logs")
    titles = _coming(outcome)
    if dry_run:
        _say(outcome, titles, as_json=as_json)
        return
    with terminal.progress(console, LANG) as step:
        done = prepared.write(step)
    if as_json:
        print_json(outcome.summary.record() | {"sheets": titles, "added": outcome.added})
        return
    terminal.show_summary(out, outcome.summary, outcome.findings)
    name_added(outcome)
    out.print(_named(titles, outcome.book.lang, _CAME), markup=False, soft_wrap=True)
    name_written(done, outcome.book.lang)


def _prepared(target: jobs.Target, request: Request, step: Progress) -> jobs.Prepared:
    """Return what a run would write; a sheet alone brings no columns to a list that has ours."""
    if request.add == PARTS["contacts"]:
        prepared = jobs.prepare(target, replace(request, attach=None), step)
        if prepared.outcome.attached:
            return prepared
    return jobs.prepare(target, request, step)


def _coming(outcome: Outcome) -> list[str]:
    there = {sheet.title for sheet in outcome.book.info.sheets}
    order = [name(outcome.book.lang) for name in SHEETS.values()]
    come = [s.title for s in outcome.changes.sheets if s.title not in there and not s.hidden]
    return sorted(come, key=lambda title: order.index(title) if title in order else len(order))


def _say(outcome: Outcome, titles: list[str], *, as_json: bool) -> None:
    lang = outcome.book.lang
    if as_json:
        print_json(outcome.summary.record() | {"sheets": titles, "added": outcome.added})
        return
    out, _ = terminal.consoles()
    name_coming(outcome)
    out.print(_named(titles, lang, _COMES), markup=False, soft_wrap=True)
    out.print(_NOT_DONE(lang))


def _named(titles: list[str], lang: Lang, head: Text) -> str:
    if not titles:
        return _NONE(lang)
    return head(lang) + ", ".join(in_quotes(title, lang) for title in titles) + "."
